/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * options.h: the command line of a verb from one table: the table makes the parser and the text of
 * --help. Neither prints: the caller does.
 *
 *     typedef struct { bool help; const char *index; int64_t limit; } search_options;
 *     static const fh_option options[] = {
 *         {"index", 'i', FH_OPTION_TEXT, "DIR", "the index", FH_OPTION_AT(search_options, index)},
 *         {"limit", 'n', FH_OPTION_NUMBER, "N", "hits to print", FH_OPTION_AT(..., limit), 1,
 * 10000},
 *     };
 */
#ifndef FIHRIST_CORE_OPTIONS_H
#define FIHRIST_CORE_OPTIONS_H

#include "core/error.h"
#include "core/memory.h"

typedef enum fh_option_kind {
    FH_OPTION_FLAG,   /**< bool: set to true */
    FH_OPTION_TEXT,   /**< const char *: points into argv */
    FH_OPTION_NUMBER, /**< int64_t, min..max */
    FH_OPTION_SIZE,   /**< uint64_t bytes, at least min: 256M */
    FH_OPTION_CHOICE  /**< int: place of the word in `argument`, "all|any|smart" */
} fh_option_kind;

typedef struct fh_option {
    const char *name; /**< without the dashes */
    char letter;      /**< 0: none */
    fh_option_kind kind;
    const char *argument; /**< as --help shows it; the words of a choice; NULL for a flag */
    const char *help;     /**< what it does; a line feed goes on in the next line */
    size_t offset;        /**< of its field in the caller's struct: FH_OPTION_AT */
    int64_t min, max;
} fh_option;

#define FH_OPTION_AT(type, field) offsetof(type, field)

/** A verb, as its --help shows it. Static text. */
typedef struct fh_command {
    const char *name;     /**< "fihrist index": in front of its messages */
    const char *operands; /**< "PATH...", or "" */
    const char *summary;  /**< one line or a few */
    const fh_option *options;
    size_t option_count;
    const char *examples; /**< lines of commands, or NULL */
    size_t min_operands, max_operands;
} fh_command;

/** Read argv[1] to argv[argc - 1]. Fields of options that are not given keep what they held.
 *  Options may stand behind operands; `--` ends them; `-` is an operand. A bool field of an option
 *  named "help" that was given stops the reading. The operands are moved to the front of argv, from
 *  argv[1]. FIHRIST_E_USAGE says what is wrong. */
int fh_options_parse(const fh_command *command, int argc, char **argv, void *values,
                     size_t *ret_operands, fihrist_error *err);

/** Append the text of --help. */
void fh_options_help(const fh_command *command, fh_buffer *out);

#endif
