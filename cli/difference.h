/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * difference.h: what became of one text in another, by sentences and by words: the longest row of
 * pieces that both have in the same order stays, all else is cut, added or changed.
 *
 * A sentence ends with a line, or with . ! ? … and their like, and what closes quotations and
 * brackets behind them, where white space follows and no small letter of ASCII behind that. Blanks
 * within a piece count as one, and quotation marks of any form are the same.
 */
#ifndef FIHRIST_CLI_DIFFERENCE_H
#define FIHRIST_CLI_DIFFERENCE_H

#include "core/memory.h"

/** Pieces of a text, in its order. */
typedef struct cli_pieces {
    fh_str *items; /**< of the text that was cut up */
    size_t count;
} cli_pieces;

/** More pieces than this are not cut up: the last one is all that is left. */
enum { CLI_PIECES_MAX = 1 << 20 };

/** Cut a text up. In `arena`; false when out of memory. */
bool cli_sentences(fh_str text, fh_arena *arena, cli_pieces *ret_pieces);
bool cli_words(fh_str text, fh_arena *arena, cli_pieces *ret_pieces);

typedef enum cli_change { CLI_KEPT, CLI_CUT, CLI_ADDED, CLI_CHANGED } cli_change;

/** One step from the first text to the second: a piece of the one, of the other, or of both. */
typedef struct cli_step {
    cli_change change;
    size_t first, second; /**< their numbers; not of an added, not of a cut one */
} cli_step;

typedef struct cli_steps {
    cli_step *items;
    size_t count;
} cli_steps;

/** How `first` became `second`. With `pairs`, what is cut and what is added in one place, and has
 *  half of its words in common, is changed. What is compared at once is bounded: of very long
 *  texts with little in common less is found than there is. In `arena`; false when out of memory.
 */
bool cli_compare(const cli_pieces *first, const cli_pieces *second, bool pairs, fh_arena *arena,
                 cli_steps *ret_steps);

#endif
