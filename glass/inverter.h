/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * inverter.h: from documents, each with its terms, to terms, each with its documents, in bounded
 * memory: what does not fit is put aside, sorted, in runs, which are merged in the end.
 */
#ifndef FIHRIST_GLASS_INVERTER_H
#define FIHRIST_GLASS_INVERTER_H

#include "glass/posting_list.h"
#include "xapian-c.h"

typedef struct glass_inverter glass_inverter;

/** Least memory it works in, and the bytes of the longest term. */
enum { GLASS_INVERTER_MIN_BYTES = 1 << 20, GLASS_TERM_MAX_BYTES = 245 };

/** Runs are files in directory `path` without names. `memory_bytes` are kept to, but for some kB a
 *  run when they are merged. */
int glass_inverter_new(const char *path, size_t memory_bytes, glass_inverter **ret_inverter,
                       fihrist_error *err);
void glass_inverter_free(glass_inverter *inverter);

/** Add a document's terms, each of which is there once; their positions are not looked at. Docids
 *  come in their order. */
int glass_inverter_add(glass_inverter *inverter, uint32_t docid, const xc_posting *terms,
                       size_t count, fihrist_error *err);

/** Write all lists in the order of their terms. Nothing can be added afterwards. */
int glass_inverter_finish(glass_inverter *inverter, glass_posting_list *list, fihrist_error *err);

#endif
