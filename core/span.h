/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * span.h: where a word, a number or a run of a script without spaces ends, and what of it counts.
 * Only looks at the text; reading it from end to end through these takes linear time.
 */
#ifndef FIHRIST_CORE_SPAN_H
#define FIHRIST_CORE_SPAN_H

#include "core/charclass.h"
#include "core/token.h"

/** A text being looked at; valid UTF-8. */
typedef struct fh_source {
    fh_str text;
    fh_class_table *classes;
} fh_source;

typedef struct fh_span {
    size_t end;  /**< of what counts as the word */
    size_t next; /**< where to go on; between the two stands what is left out, as 's */
} fh_span;

/** A number: digits, then perhaps a point and more digits. */
typedef struct fh_number_span {
    size_t whole_end;  /**< of its whole part, thousands separators included */
    size_t point_next; /**< behind its point; 0 when it has none */
    size_t end;
    size_t list_next; /**< behind a separator that parts it from digits of their own; 0: none */
} fh_number_span;

/** The class of the character at `at` and where the next begins; at the end of the text
 *  FH_CLASS_OTHER. */
fh_class fh_source_peek(const fh_source *source, size_t at, size_t *ret_next);

/** The word that begins at `start` with a letter. */
fh_span fh_span_word(const fh_source *source, size_t start, fh_token_rules rules);
/** The number that begins at `start` with a digit. `listed`: it stands behind digits and a
 * separator that did not make one number (20.06.2015), so it is the digits alone. */
fh_number_span fh_span_number(const fh_source *source, size_t start, bool listed);
/** Where the run of dictionary scripts that begins at `start` ends, or is cut at `max_bytes`. */
size_t fh_span_run(const fh_source *source, size_t start, size_t max_bytes, bool *ret_cut);
/** Whether what stands between two tokens makes them one to a reader. */
bool fh_span_joins(fh_str gap);

#endif
