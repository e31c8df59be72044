/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * http_answer.h: an answer of HTTP as it was sent: its header, and its body without chunks and
 * unpacked. Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_HTTP_ANSWER_H
#define FIHRIST_CONTAINER_HTTP_ANSWER_H

#include "container/part.h"

enum { FH_HTTP_MAX_CODINGS = 4 };

typedef struct fh_http_answer fh_http_answer;

/** One after the other can be read with it. NULL when out of memory. */
fh_http_answer *fh_http_answer_new(void);
void fh_http_answer_free(fh_http_answer *answer);

/** Begin on a message, which outlives the reading of it: its header is read. 1: it has a document;
 *  0: it has none that counts: a status other than success, or only part of one. FIHRIST_E_INPUT:
 * it is no answer. `truncated`: its end may be missing. */
int fh_http_answer_begin(fh_http_answer *answer, fh_stream *message, bool truncated,
                         fihrist_error *err);
/** Its Content-Type, absent where there is none; until the next one is begun. To be written over.
 */
fh_str fh_http_answer_type(const fh_http_answer *answer);
/** Its body, once. FIHRIST_E_INPUT: it is packed in a way that cannot be read. Reading it gives
 * that where it is damaged, cut off or a bomb. */
int fh_http_answer_body(fh_http_answer *answer, fh_stream **ret_body, fihrist_error *err);
/** Done with it. */
void fh_http_answer_end(fh_http_answer *answer);

#endif
