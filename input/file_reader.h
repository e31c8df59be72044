/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * file_reader.h: the articles of one file, be they in containers in containers, one after the
 * other. Chooses the reader for each document in it. Opens no path, and finishes no article.
 */
#ifndef FIHRIST_INPUT_FILE_READER_H
#define FIHRIST_INPUT_FILE_READER_H

#include "core/hash.h"
#include "input/choose.h"

/** What makes other articles of the same bytes. Borrowed. */
typedef struct fh_file_options {
    fh_input_format format;
    fh_str columns; /**< of tables: fh_origin */
} fh_file_options;

/** An open file. Borrowed until close. */
typedef struct fh_open_file {
    int fd;
    fh_str path;
    bool named;   /**< by the user: fh_clues */
    fh_str start; /**< of a pipe: what was read of it already */
} fh_open_file;

/** Where a file reader is: so many documents are behind it, and so many articles and rejections of
 *  the one it is in. */
typedef struct fh_file_place {
    uint64_t document, item;
} fh_file_place;

/** What was read, or is about to be. The path lasts until the next call. */
typedef struct fh_file_item {
    fh_str path;         /**< the file's, and behind slashes what it is in there */
    fh_file_place place; /**< of the item itself */
    uint64_t line;       /**< in the document, from 1; 0: the whole */
    bool is_document;    /**< it is in a document; else it is the container that is meant */
    bool is_page;        /**< which holds that article alone */
    bool unread;         /**< of a rejection: it could not be read, what it holds is not known */
    bool has_content;    /**< a page in a container, of one who asks: fh_file_ask */
    uint8_t content[FH_HASH_BYTES];
} fh_file_item;

typedef struct fh_file_reader fh_file_reader;

int fh_file_open(const fh_open_file *file, const fh_file_options *options,
                 fh_file_reader **ret_reader, fihrist_error *err);
void fh_file_close(fh_file_reader *reader);

/** Pass over what is in front of a place, as far as possible without reading it. Before the first
 *  fh_file_next. */
void fh_file_skip_to(fh_file_reader *reader, fh_file_place place);
/** Begin a file of JSON Lines that is no member of anything there: see fh_jsonl_place. Before the
 *  first fh_file_next. */
void fh_file_start_at(fh_file_reader *reader, uint64_t offset, uint64_t line);
/** Let `tell` know where the reader goes before it reads there. What it returns, if not 0, is what
 *  fh_file_next returns. */
typedef int (*fh_file_tell)(void *user, const fh_file_item *item, fihrist_error *err);
void fh_file_tell_to(fh_file_reader *reader, fh_file_tell tell, void *user);

/** Ask `knows` of each page in a container before it is parsed, with a hash of where it is in there
 *  and of all that its article is made of. Before the first fh_file_next. */
typedef bool (*fh_file_knows)(void *user, const uint8_t content[FH_HASH_BYTES]);
void fh_file_ask(fh_file_reader *reader, fh_file_knows knows, void *user);

/** FH_READ_ARTICLE, FH_READ_KNOWN, FH_READ_REJECTED (*err says why), FH_READ_END; negative for want
 * of memory, and where a file of JSON Lines that is no member of anything cannot be read. */
int fh_file_next(fh_file_reader *reader, fh_arena *arena, fh_article *ret_article,
                 fh_file_item *ret_item, fihrist_error *err);
/** The place of what comes next. */
fh_file_place fh_file_here(const fh_file_reader *reader);
/** Bytes of the file that are behind, those of a container packed. */
uint64_t fh_file_bytes(const fh_file_reader *reader);
/** Documents that could hold no article and were passed over, so far. */
uint64_t fh_file_passed_over(const fh_file_reader *reader);

/** State of the reader of JSON Lines where the file itself is that and was begun, else NULL. */
void *fh_file_jsonl(const fh_file_reader *reader);

#endif
