/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * cli.c: command lines, errors and terminals, for all verbs.
 */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/printable.h"

enum { HELP_MAX_BYTES = 64 * 1024, PATH_MAX_BYTES = 64 * 1024 };

static void print_help(const fh_command *command) {
    fh_buffer text = FH_BUFFER(HELP_MAX_BYTES);
    fh_options_help(command, &text);
    fwrite(text.p, 1, text.n, stdout);
    fh_buffer_free(&text);
}

int cli_parse(const fh_command *command, int argc, char **argv, void *values, cli_common *common,
              int *ret_exit) {
    fihrist_error err;
    size_t operands = 0;
    if (fh_options_parse(command, argc, argv, values, &operands, &err) < 0) {
        *ret_exit = cli_fail(command->name, &err, NULL);
        return -1;
    }
    if (common->help) {
        print_help(command);
        *ret_exit = cli_finish(command->name, CLI_FOUND);
        return -1;
    }
    return (int)operands;
}

/* What to open, in a form that fihrist_open takes; false: nothing was named, or too much. */
static bool find_index(const fh_command *command, const cli_common *common, fh_buffer *path) {
    const char *index = common->index ? common->index : getenv("FIHRIST_INDEX");
    const char *trouble = NULL;
    if (common->index && common->socket)
        trouble = "--index and --socket do not go together";
    else if (!common->socket && (!index || !*index))
        trouble = "which index? Name it with --index DIR or in FIHRIST_INDEX";
    if (!trouble && common->socket)
        fh_buffer_append_text(path, "unix:");
    if (!trouble) {
        fh_buffer_append_text(path, common->socket ? common->socket : index);
        if (!fh_buffer_append_byte(path, '\0'))
            trouble = "the path of the index is too long";
    }
    if (trouble)
        fprintf(stderr, "%s: %s\n", command->name, trouble);
    return !trouble;
}

fihrist_reader *cli_open(const fh_command *command, const cli_common *common, int *ret_exit) {
    fh_buffer path = FH_BUFFER(PATH_MAX_BYTES);
    fihrist_error err;
    fihrist_reader *reader = NULL;
    if (!find_index(command, common, &path))
        *ret_exit = CLI_ERROR;
    else if (fihrist_open(path.p, &reader, &err) < 0)
        *ret_exit = cli_fail(command->name, &err, NULL);
    fh_buffer_free(&path);
    return reader;
}

/* The query's line with a caret under the byte the error is about. */
static void point_at(const char *query, int64_t position) {
    enum { LONGEST_SHOWN = 200 };
    size_t n = strlen(query);
    if (n == 0 || position < 0 || (size_t)position > n || n > LONGEST_SHOWN || strchr(query, '\n'))
        return;
    fputs("  ", stderr);
    cli_put(stderr, query, n);
    fputs("\n  ", stderr);
    for (int64_t i = 0; i < position; i++)
        if (((unsigned char)query[i] & 0xc0) != 0x80)
            fputc(' ', stderr);
    fputs("^\n", stderr);
}

int cli_failure_status(int code) {
    return code == FIHRIST_E_BUSY || code == FIHRIST_E_AWAY ? CLI_TRY_LATER : CLI_ERROR;
}

int cli_fail(const char *name, const fihrist_error *err, const char *query) {
    fprintf(stderr, "%s: %s\n", name, err->message);
    if (query)
        point_at(query, err->position);
    if (err->code == FIHRIST_E_USAGE)
        fprintf(stderr, "Try '%s --help'.\n", name);
    if (err->code == FIHRIST_E_AWAY)
        fputs("Is it running? 'fihristd --index DIR --socket PATH' starts one.\n", stderr);
    return cli_failure_status(err->code);
}

void cli_warn(const char *name, const char *message) {
    fprintf(stderr, "%s: warning: %s\n", name, message);
}

char *cli_join(char **operands, int count) {
    fh_buffer text = FH_BUFFER(16 << 20);
    for (int i = 0; i < count; i++) {
        if (i)
            fh_buffer_append_byte(&text, ' ');
        fh_buffer_append_text(&text, operands[i]);
    }
    if (fh_buffer_append_byte(&text, '\0'))
        return text.p;
    fh_buffer_free(&text);
    fputs("fihrist: out of memory\n", stderr);
    return NULL;
}

int cli_finish(const char *name, int status) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno == EPIPE) /* the reader, as `head`, has seen enough */
        return status;
    fprintf(stderr, "%s: cannot write the answer: %s\n", name, strerror(errno));
    return CLI_ERROR;
}

bool cli_coloured(const cli_common *common) {
    const char *no_colour = getenv("NO_COLOR");
    if (common->colour != CLI_COLOUR_AUTO)
        return common->colour == CLI_COLOUR_ALWAYS;
    return isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
}

unsigned cli_columns(void) {
    struct winsize size;
    if (!isatty(STDOUT_FILENO))
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
        return 80;
    return size.ws_col < 110 ? size.ws_col : 110; /* longer lines are hard to read */
}

void cli_put(FILE *out, const char *text, size_t n) {
    const unsigned char *p = (const unsigned char *)text;
    while (n > 0) {
        size_t length = fh_printable_length(p, n);
        if (length)
            fwrite(p, 1, length, out);
        else if (*p == '\n' || *p == '\t')
            fputc(' ', out);
        p += length ? length : 1;
        n -= length ? length : 1;
    }
}

/* --- running text --- */

static const char *const STYLES[] = {"", "\033[1m", "\033[1;33m", "\033[2m"};

static void set_style(cli_writer *writer, int style) {
    if (!writer->coloured || writer->style == style)
        return;
    if (writer->style != CLI_STYLE_NONE)
        fputs("\033[0m", writer->out);
    fputs(STYLES[style], writer->out);
    writer->style = style;
}

static void new_line(cli_writer *writer) {
    int style = writer->style;
    set_style(writer, CLI_STYLE_NONE);
    fputc('\n', writer->out);
    for (unsigned i = 0; i < writer->indent; i++)
        fputc(' ', writer->out);
    writer->at = writer->indent;
    set_style(writer, style);
}

void cli_writer_begin(cli_writer *writer, unsigned indent) {
    for (unsigned i = 0; i < indent; i++)
        fputc(' ', writer->out);
    writer->indent = writer->at = indent;
    writer->style = CLI_STYLE_NONE;
}

static unsigned width(const char *text, size_t n) {
    unsigned points = 0;
    for (size_t i = 0; i < n; i++)
        points += ((unsigned char)text[i] & 0xc0) != 0x80;
    return points;
}

void cli_writer_text(cli_writer *writer, const char *text, size_t n, int style) {
    size_t i = 0;
    set_style(writer, style);
    while (i < n) {
        size_t end = i;
        bool blank = text[i] == ' ' || text[i] == '\n';
        while (end < n && (text[end] == ' ' || text[end] == '\n') == blank)
            end++;
        unsigned wide = blank ? 1 : width(text + i, end - i);
        if (writer->columns && writer->at + wide > writer->columns && writer->at > writer->indent) {
            new_line(writer);
            if (blank)
                wide = 0;
        }
        if (blank && wide)
            fputc(' ', writer->out);
        else if (!blank)
            cli_put(writer->out, text + i, end - i);
        writer->at += wide;
        i = end;
    }
}

void cli_writer_end(cli_writer *writer) {
    set_style(writer, CLI_STYLE_NONE);
    fputc('\n', writer->out);
}
