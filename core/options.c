/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * options.c: parse a command line by its table, and print the table as help. An unknown option
 * names the nearest known one.
 */
#include "core/options.h"

#include <stdio.h>

#include "core/number.h"

/* Letters to change, add or drop to make one name of the other; names are short. */
static size_t distance(const char *a, size_t a_n, const char *b) {
    enum { LONGEST = 32 };
    size_t b_n = strlen(b), row[LONGEST + 1];
    if (a_n > LONGEST || b_n > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= b_n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_n; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t best = row[j - 1] < row[j] ? row[j - 1] + 1 : row[j] + 1;
            row[j] = best < changed ? best : changed;
        }
    }
    return row[b_n];
}

static int fail_unknown(const fh_command *command, fh_str name, fihrist_error *err) {
    const char *nearest = NULL;
    size_t least = 3;
    for (size_t i = 0; i < command->option_count; i++) {
        size_t apart = distance(name.p, name.n, command->options[i].name);
        if (apart < least) {
            least = apart;
            nearest = command->options[i].name;
        }
    }
    if (nearest)
        return fh_fail(err, FIHRIST_E_USAGE, "unknown option '--%.*s'; did you mean '--%s'?",
                       (int)(name.n < 60 ? name.n : 60), name.p, nearest);
    return fh_fail(err, FIHRIST_E_USAGE, "unknown option '--%.*s'",
                   (int)(name.n < 60 ? name.n : 60), name.p);
}

static const fh_option *find_name(const fh_command *command, fh_str name) {
    for (size_t i = 0; i < command->option_count; i++)
        if (fh_str_equal(fh_str_of(command->options[i].name), name))
            return &command->options[i];
    return NULL;
}

static const fh_option *find_letter(const fh_command *command, char letter) {
    for (size_t i = 0; i < command->option_count; i++)
        if (letter && command->options[i].letter == letter)
            return &command->options[i];
    return NULL;
}

/* Place of `word` among words separated by '|'; -1: not there. */
static int find_choice(const char *words, fh_str word) {
    for (int place = 0;; place++) {
        size_t n = strcspn(words, "|");
        if (fh_str_equal((fh_str){words, n}, word))
            return place;
        if (words[n] == '\0')
            return -1;
        words += n + 1;
    }
}

static int fail_number(const fh_option *option, const char *text, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_USAGE,
                   "option '--%s' takes a number from %lld to %lld, not '%.60s'", option->name,
                   (long long)option->min, (long long)option->max, text);
}

static int set_value(const fh_option *option, const char *text, void *field, fihrist_error *err) {
    switch (option->kind) {
    case FH_OPTION_FLAG:
        *(bool *)field = true;
        return FIHRIST_OK;
    case FH_OPTION_TEXT:
        *(const char **)field = text;
        return FIHRIST_OK;
    case FH_OPTION_NUMBER:
        if (!fh_number_parse(fh_str_of(text), option->min, option->max, field))
            return fail_number(option, text, err);
        return FIHRIST_OK;
    case FH_OPTION_SIZE: {
        uint64_t bytes;
        if (!fh_size_parse(fh_str_of(text), &bytes) || bytes < (uint64_t)option->min)
            return fh_fail(err, FIHRIST_E_USAGE,
                           "option '--%s' takes a size of at least %lldM, as 256M, not '%.60s'",
                           option->name, (long long)(option->min >> 20), text);
        *(uint64_t *)field = bytes;
        return FIHRIST_OK;
    }
    default: {
        int place = find_choice(option->argument, fh_str_of(text));
        if (place < 0)
            return fh_fail(err, FIHRIST_E_USAGE, "option '--%s' takes %s, not '%.60s'",
                           option->name, option->argument, text);
        *(int *)field = place;
        return FIHRIST_OK;
    }
    }
}

/* Where reading stands. */
typedef struct cursor {
    int argc, next;
    char **argv;
    void *values;
} cursor;

static int take(const fh_option *option, const char *attached, cursor *at, fihrist_error *err) {
    const char *text = attached;
    if (option->kind == FH_OPTION_FLAG) {
        if (attached)
            return fh_fail(err, FIHRIST_E_USAGE, "option '--%s' takes no value", option->name);
    } else if (!attached) {
        if (at->next >= at->argc)
            return fh_fail(err, FIHRIST_E_USAGE, "option '--%s' lacks its value %s", option->name,
                           option->argument);
        text = at->argv[at->next++];
    }
    return set_value(option, text, (char *)at->values + option->offset, err);
}

static int take_long(const fh_command *command, const char *name, cursor *at,
                     const fh_option **ret_option, fihrist_error *err) {
    size_t n = strcspn(name, "=");
    const fh_option *option = find_name(command, (fh_str){name, n});
    if (!option)
        return fail_unknown(command, (fh_str){name, n}, err);
    *ret_option = option;
    return take(option, name[n] == '=' ? name + n + 1 : NULL, at, err);
}

/* -q, -qn 5, -n5. */
static int take_letters(const fh_command *command, const char *letters, cursor *at,
                        const fh_option **ret_option, fihrist_error *err) {
    int code = FIHRIST_OK;
    for (const char *p = letters; *p && code == FIHRIST_OK;) {
        const fh_option *option = find_letter(command, *p++);
        if (!option)
            return fh_fail(err, FIHRIST_E_USAGE, "unknown option '-%.60s'; %s", letters,
                           "put '--' in front of what is not an option");
        bool attached = option->kind != FH_OPTION_FLAG && *p;
        code = take(option, attached ? p : NULL, at, err);
        *ret_option = option;
        if (option->kind != FH_OPTION_FLAG)
            break;
    }
    return code;
}

static int check_operands(const fh_command *command, size_t count, fihrist_error *err) {
    if (count < command->min_operands)
        return fh_fail(err, FIHRIST_E_USAGE, "nothing given for %s", command->operands);
    if (count > command->max_operands)
        return fh_fail(err, FIHRIST_E_USAGE,
                       command->max_operands ? "more given than %s" : "no arguments are taken%s",
                       command->operands);
    return FIHRIST_OK;
}

int fh_options_parse(const fh_command *command, int argc, char **argv, void *values,
                     size_t *ret_operands, fihrist_error *err) {
    cursor at = {argc, 1, argv, values};
    int kept = 1;
    bool options_end = false;
    while (at.next < argc) {
        char *word = argv[at.next++];
        const fh_option *option = NULL;
        int code = FIHRIST_OK;
        if (options_end || word[0] != '-' || word[1] == '\0')
            argv[kept++] = word;
        else if (strcmp(word, "--") == 0)
            options_end = true;
        else if (word[1] == '-')
            code = take_long(command, word + 2, &at, &option, err);
        else
            code = take_letters(command, word + 1, &at, &option, err);
        if (code != FIHRIST_OK)
            return code;
        if (option && strcmp(option->name, "help") == 0) {
            *ret_operands = 0;
            return FIHRIST_OK;
        }
    }
    int code = check_operands(command, (size_t)(kept - 1), err);
    if (code == FIHRIST_OK)
        *ret_operands = (size_t)(kept - 1);
    return code;
}

static void print_option(const fh_option *option, fh_buffer *out) {
    enum { HELP_COLUMN = 26 };
    size_t from = out->n;
    if (option->letter)
        fh_buffer_printf(out, "  -%c, --%s", option->letter, option->name);
    else
        fh_buffer_printf(out, "      --%s", option->name);
    if (option->argument)
        fh_buffer_printf(out, " %s", option->argument);
    size_t width = out->n - from;
    if (width + 2 > HELP_COLUMN) {
        fh_buffer_append_byte(out, '\n');
        width = 0;
    }
    fh_buffer_printf(out, "%*s", (int)(HELP_COLUMN - width), "");
    for (const char *p = option->help; *p; p++) {
        fh_buffer_append_byte(out, *p);
        if (*p == '\n')
            fh_buffer_printf(out, "%*s", HELP_COLUMN, "");
    }
    fh_buffer_append_byte(out, '\n');
}

void fh_options_help(const fh_command *command, fh_buffer *out) {
    fh_buffer_printf(out, "usage: %s [options]%s%s\n\n%s\n\noptions:\n", command->name,
                     command->operands[0] ? " " : "", command->operands, command->summary);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i], out);
    if (command->examples)
        fh_buffer_printf(out, "\nexamples:\n%s", command->examples);
}
