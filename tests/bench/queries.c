/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * queries.c: bench-queries [--comparison] COUNT [SEED [EACH]]: print EACH (20) queries of every
 * kind to ask of the archive that fihrist-corpus writes for the same COUNT and SEED, one a line:
 * the kind, a tab, and the params of a search as JSON. With --comparison, of the kinds that other
 * engines can be asked as well.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "tests/bench/kinds.h"

static void print_params(const asking *ask, const question_kind *kind) {
    printf("%s\t{\"query\":\"", kind->name);
    for (const char *p = ask->query; *p; p++) {
        if (*p == '\n')
            fputs("\\n", stdout);
        else
            printf(*p == '"' ? "\\%c" : "%c", *p);
    }
    printf("\"%s}\n", kind->params);
}

static int usage(void) {
    fputs("usage: bench-queries [--comparison] COUNT [SEED [EACH]], COUNT 100 at least\n", stderr);
    return 2;
}

static void print_kinds(asking *ask, const question_kinds *kinds, int64_t each) {
    for (size_t kind = 0; kind < kinds->count; kind++) {
        ask->random = ask->world->seed * 1000 + kind;
        for (int64_t i = 0; i < each; i++) {
            ask->used = 0;
            kinds->list[kind].make(ask);
            print_params(ask, &kinds->list[kind]);
        }
    }
}

static bool print_queries(uint64_t articles, uint64_t seed, int64_t each,
                          const question_kinds *kinds) {
    corpus_world *world = corpus_world_new(seed);
    corpus_article *article = fh_malloc(sizeof *article);
    word_sample *sample = world && article ? sample_new(world, article) : NULL;
    if (sample) {
        asking ask = {.world = world, .sample = sample, .articles = articles, .article = article};
        print_kinds(&ask, kinds, each);
    }
    bool printed = sample != NULL;
    sample_free(sample);
    fh_free(article);
    corpus_world_free(world);
    return printed;
}

int main(int argc, char **argv) {
    bool comparison = argc > 1 && strcmp(argv[1], "--comparison") == 0;
    /* COUNT, SEED, EACH. Among too few articles there are none to ask for in some ways. */
    int64_t numbers[] = {0, 1, 20};
    static const int64_t least[] = {100, 0, 1};
    argv += comparison;
    argc -= comparison;
    if (argc < 2 || argc > 4)
        return usage();
    for (int i = 1; i < argc; i++) {
        if (!fh_number_parse(fh_str_of(argv[i]), least[i - 1], INT64_MAX, &numbers[i - 1]))
            return usage();
    }
    if (print_queries((uint64_t)numbers[0], (uint64_t)numbers[1], numbers[2],
                      comparison ? &kinds_of_comparison : &kinds_of_daemon))
        return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
    fputs("bench-queries: out of memory\n", stderr);
    return 2;
}
