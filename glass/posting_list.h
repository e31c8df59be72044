/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * posting_list.h: write posting lists, and the list of documents' lengths, which looks like one,
 * into the table "postlist" in chunks.
 */
#ifndef FIHRIST_GLASS_POSTING_LIST_H
#define FIHRIST_GLASS_POSTING_LIST_H

#include "glass/table.h"

/** libxapian closes a chunk when it has so many bytes. */
enum { GLASS_CHUNK_BYTES = 2000 };

/** One list after the other. */
typedef struct glass_posting_list {
    glass_table *table;
    fh_str term; /* {NULL, 0}: the list of lengths */
    uint64_t tf, cf;
    bool first_chunk;
    uint32_t first, last; /* of the chunk under way; 0: nothing is in it */
    fh_buffer chunk, tag;
} glass_posting_list;

void glass_posting_list_open(glass_posting_list *list, glass_table *table);
void glass_posting_list_close(glass_posting_list *list);

/** Begin the list of `term`, which must stay until its end, with what its documents and wdfs come
 *  to; {NULL, 0}: the list of lengths, which is the first one and has 0 for both. */
void glass_posting_list_begin(glass_posting_list *list, fh_str term, uint64_t tf, uint64_t cf);
/** Documents in their order; `wdf`: or length. */
int glass_posting_list_add(glass_posting_list *list, uint32_t docid, uint32_t wdf,
                           fihrist_error *err);
int glass_posting_list_end(glass_posting_list *list, fihrist_error *err);

#endif
