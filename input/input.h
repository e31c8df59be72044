/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * input.h: everything that is to be indexed or extracted, as one stream of articles. Walks files
 * and directories in a fixed order, reads each file and what is in it (file_reader.h), what is not
 * ours to trust in another process (reading.h), fills in what the files do not say, and names what
 * it had to reject. What is wrong with one file or one article never ends
 * the run; only a path that was named and cannot be opened when it begins does, and want of memory
 * or descriptors.
 *
 * Knows no index. One thread an input.
 */
#ifndef FIHRIST_INPUT_INPUT_H
#define FIHRIST_INPUT_INPUT_H

#include "input/choose.h"
#include "input/known_files.h"

enum {
    FH_INPUT_MAX_DEPTH = 64, /**< directories below one that was named */
    FH_INPUT_POSITION_MAX_BYTES = 8192
};

/** Borrowed until fh_input_close. */
typedef struct fh_input_options {
    const char *const *paths; /**< files, directories, or "-" for standard input */
    size_t path_count;
    fh_article_defaults defaults;
    const char *path_pattern; /**< as "{source}/{date}/{}"; NULL: none. See walk.h */
    fh_input_format format;
    fh_str columns; /**< of tables, "column=field,...": --map */
} fh_input_options;

/** One file or one article that was left out. The text is the input's, until its next call. */
typedef struct fh_rejection {
    fh_str path;
    uint64_t line; /**< from 1; 0: the whole file */
    bool unread;   /**< it could not be opened or read: what it holds is not known */
    char reason[240];
} fh_rejection;

typedef struct fh_input fh_input;

/** Check that every path can be opened, and the pattern. FIHRIST_E_USAGE for no path, a bad
 *  pattern, bad columns, a default that is not a date or a --url for more than one file;
 *  FIHRIST_E_NOT_FOUND or FIHRIST_E_IO name the path. Starts the process that reads what is not to
 * be trusted (reading.h): call it while there is one thread. */
int fh_input_open(const fh_input_options *options, fh_input **ret_input, fihrist_error *err);
void fh_input_close(fh_input *input);

enum {
    FH_INPUT_END = FH_READ_END,
    FH_INPUT_ARTICLE = FH_READ_ARTICLE,
    FH_INPUT_REJECTED = FH_READ_REJECTED
};

/** The next article, finished (core/article.h) and living in `arena`, or the next rejection, or the
 *  end; negative only for what ends the run (out of memory, an input/output error). The arena is
 *  only added to: reset it when its articles are no longer needed. */
int fh_input_next(fh_input *input, fh_arena *arena, fh_article *ret_article,
                  fh_rejection *ret_rejection, fihrist_error *err);

/** Bytes read so far, of files as they are on disk. */
uint64_t fh_input_bytes(const fh_input *input);
/** Files, and documents in containers, that could hold no article and were passed over. */
uint64_t fh_input_passed_over(const fh_input *input);
/** Let the input leave files aside that are known (known_files.h), and note those it reads. With
 *  `read_rejected` it reads those again in which something was rejected. They must stay until the
 *  input is closed, and are its own while it reads. Before the first fh_input_next. */
void fh_input_know(fh_input *input, fh_known_files *known, bool read_rejected);
/** What was left aside so far. */
typedef struct fh_input_known {
    uint64_t articles, rejected;
} fh_input_known;
fh_input_known fh_input_skipped(const fh_input *input);
/** Files that were noted so far. */
size_t fh_input_noted(const fh_input *input);
/** Files that were read or left aside so far. */
uint64_t fh_input_files(const fh_input *input);

/** What there is to read, by a walk of its own, without what is known. */
typedef struct fh_input_size {
    uint64_t files, bytes; /**< bytes 0: not known, since standard input or a pipe is among it */
} fh_input_size;
fh_input_size fh_input_measure(const fh_input *input);

/** Append where the next article begins: text to be stored with what was indexed up to here. It
 *  holds the identity of every file passed, so that a resumed run skips nothing that changed. */
int fh_input_position(const fh_input *input, fh_buffer *position, fihrist_error *err);

/** Go to a position taken earlier with the same options. *ret_resumed is false, and the input
 *  stands at its beginning, when that is not possible: other options, a file that was added,
 *  changed or removed before the position, or standard input. Call it before the first
 *  fh_input_next. */
int fh_input_resume(fh_input *input, fh_str position, bool *ret_resumed, fihrist_error *err);

#endif
