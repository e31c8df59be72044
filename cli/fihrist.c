/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fihrist.c: the program: a verb of its own, or fihrist-VERB run in its place, as git does. So the
 * writer is never linked into the reader, and anyone can add a verb.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/program.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} verbs[] = {{"search", cli_search}, {"count", cli_count},   {"show", cli_show},
             {"actors", cli_actors}, {"status", cli_status}, {"delete", cli_delete},
             {"diff", cli_diff}};

static const char usage[] =
    "fihrist: who said what, where and when: search for archives of news\n"
    "\n"
    "usage: fihrist VERB [OPTION...] [ARGUMENT...]\n"
    "\n"
    "  index     make or update an index of articles and their comments\n"
    "  search    find articles and comments\n"
    "  count     print how many there are\n"
    "  show      print an article with its comments\n"
    "  diff      print what one article has that another has not\n"
    "  actors    list who is named in the archive\n"
    "  status    print what an index holds\n"
    "  extract   print what a reader sees in a file, as JSON Lines\n"
    "  delete    delete articles by id or query\n"
    "  dump      print a whole index as JSON Lines; restore makes one of it\n"
    "  compact   make an index smaller\n"
    "  check     verify an index\n"
    "\n"
    "fihrist VERB --help tells more; so do the man pages fihrist(1), fihrist-index(1)\n"
    "and fihrist-query(7). fihristd(8) answers the same over a Unix socket.\n"
    "\n"
    "  fihrist index --index news articles.jsonl saved-pages/\n"
    "  fihrist search --index news 'actor:irgc \"clandestine trip\"'\n"
    "\n"
    "exit status: 0 found or done, 1 nothing found, 2 error, 75 try again later\n";

static int run_program(char **argv) {
    char path[PROGRAM_PATH_MAX];
    if (program_path(argv[0], path)) {
        execvp(path, argv);
        if (errno != ENOENT) {
            fprintf(stderr, "fihrist: cannot run '%s': %s\n", path, strerror(errno));
            return CLI_ERROR;
        }
    }
    fputs("fihrist: no verb '", stderr);
    cli_put(stderr, argv[0], strlen(argv[0]));
    fputs("'; 'fihrist --help' lists them\n", stderr);
    return CLI_ERROR;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs(usage, stderr);
        return CLI_ERROR;
    }
    const char *verb = argv[1];
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0 || strcmp(verb, "help") == 0) {
        fputs(usage, stdout);
        return cli_finish("fihrist", CLI_FOUND);
    }
    if (strcmp(verb, "--version") == 0) {
        printf("fihrist %s\n", fihrist_version());
        return cli_finish("fihrist", CLI_FOUND);
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verb, verbs[i].name) == 0)
            return verbs[i].run(argc - 1, argv + 1);
    return run_program(argv + 1);
}
