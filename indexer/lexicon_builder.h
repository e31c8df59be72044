/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_builder.h: making a run of the lexicon (core/lexicon_run.h) from its forms in order, in
 * memory or on its way to the file.
 */
#ifndef FIHRIST_INDEXER_LEXICON_BUILDER_H
#define FIHRIST_INDEXER_LEXICON_BUILDER_H

#include "core/lexicon_run.h"
#include "indexer/append_disk.h"

/** Zero-initialise, and free in the end. */
typedef struct fh_lexicon_builder {
    fh_append_disk *disk; /* NULL: all stays in `out` */
    uint64_t offset;      /* of the run in the file */
    fh_buffer out;        /* the run, from byte `written` on */
    uint64_t written;
    uint32_t checksum; /* of what was written but for the header */
    fh_buffer index, sections;
    fh_lexicon_header header;
    /* the block that is being filled */
    uint64_t block_at; /* in the run */
    fh_buffer text, data;
    uint32_t forms;
    /* what was added last */
    fh_lexicon_code code;
    uint32_t section_first; /* block */
    char last[FH_LEXICON_FORM_MAX_BYTES];
    size_t last_n;
} fh_lexicon_builder;

void fh_lexicon_builder_free(fh_lexicon_builder *builder);
/** Begin a run at `offset` of `disk`; NULL: in memory. */
int fh_lexicon_builder_begin(fh_lexicon_builder *builder, fh_append_disk *disk, uint64_t offset,
                             fihrist_error *err);
/** Append a form, behind all before it in the order of languages' codes and of bytes
 *  (FIHRIST_E_CORRUPT where it is not, for it comes from a run then). FIHRIST_E_LIMIT: the run
 *  would be too long. */
int fh_lexicon_builder_add(fh_lexicon_builder *builder, const fh_lexicon_code *code, fh_str form,
                           fh_str stem, int64_t change, fihrist_error *err);
/** Finish the run; *ret_run has its offset, bytes and checksum. Without a form it has 0 bytes, and
 *  nothing was written. A run in memory is builder->out until the next is begun. */
int fh_lexicon_builder_finish(fh_lexicon_builder *builder, fh_lexicon_run *ret_run,
                              fihrist_error *err);

#endif
