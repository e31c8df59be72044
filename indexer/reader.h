/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reader.h: what a reader of one file format is. A reader turns the bytes of one open file into
 * articles; it opens nothing, walks nothing and fills in nothing that the file does not say.
 */
#ifndef FIHRIST_INDEXER_READER_H
#define FIHRIST_INDEXER_READER_H

#include <sys/types.h>

#include "indexer/input.h"

/** The file under a reader. */
typedef struct fh_source {
    int fd;
    bool waits;          /**< a pipe or a terminal */
    uint64_t offset;     /**< bytes of the file that are behind us: where the next article begins */
    uint64_t line;       /**< lines behind us */
    uint64_t bytes_read; /**< for progress */
} fh_source;

/** As read(), but not cut short by signals. A thread that reads ahead can be cancelled here while
 * it waits for a pipe: readers keep what they hold in their state, for close. */
ssize_t fh_source_read(const fh_source *source, void *bytes, size_t n);

/** Two tables of functions make a reader known: see readers in input.c. */
typedef struct fh_reader_format {
    const char *name;
    /** *ret_state is the reader's own, freed by close. The source outlives it. */
    int (*open)(fh_source *source, void **ret_state, fihrist_error *err);
    /** FH_INPUT_ARTICLE (not yet finished), FH_INPUT_REJECTED (*err says why, *ret_line where),
     *  FH_INPUT_END, or a negative code that ends the run. */
    int (*next)(void *state, fh_arena *arena, fh_article *ret_article, uint64_t *ret_line,
                fihrist_error *err);
    void (*close)(void *state);
} fh_reader_format;

extern const fh_reader_format fh_reader_jsonl;
extern const fh_reader_format fh_reader_page;
extern const fh_reader_format fh_reader_html;

/** Read one line of JSON Lines. FIHRIST_E_INPUT names what is wrong. */
int fh_jsonl_read(fh_str line, fh_arena *arena, fh_article *ret_article, fihrist_error *err);

#endif
