/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * value_streams.h: values of documents, slot by slot, for the table "postlist". They are put aside
 * until the documents are all there.
 */
#ifndef FIHRIST_GLASS_VALUE_STREAMS_H
#define FIHRIST_GLASS_VALUE_STREAMS_H

#include "glass/table.h"

/** Slots have numbers below that. */
enum { GLASS_SLOTS_MAX = 128 };

/** A value of a document; never empty, at most GLASS_VALUE_MAX_BYTES. */
typedef struct glass_value {
    uint32_t slot;
    fh_str bytes;
} glass_value;

enum { GLASS_VALUE_MAX_BYTES = 1 << 20 };

typedef struct glass_value_streams glass_value_streams;

/** In directory `path`, which must stay. */
int glass_value_streams_new(const char *path, glass_value_streams **ret_streams,
                            fihrist_error *err);
void glass_value_streams_free(glass_value_streams *streams);

/** Documents in their order, the values of each in that of their slots. */
int glass_value_streams_add(glass_value_streams *streams, uint32_t docid, const glass_value *values,
                            size_t count, fihrist_error *err);
/** Write all, first what is said of each slot. */
int glass_value_streams_finish(glass_value_streams *streams, glass_table *table,
                               fihrist_error *err);

#endif
