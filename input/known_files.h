/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * known_files.h: which files were read to their end, as what they were then, and the ids of the
 * articles that were in them: DIR/files. A file that is still the same is not read again.
 *
 *     magic number, uuid of the index, revision it was written at, number of files; of each file
 *     what is known of it, and the hashes of the ids in it; where it is a container with pages,
 * each with the hash of its page, in the order of these; SHA-256 of all, cut
 *
 * Of a container that is another now, pages that are still the same are not parsed again.
 *
 * It says nothing that reading would not say: where it is missing, damaged, or of another index or
 * of a later revision than the index has, every file is read.
 */
#ifndef FIHRIST_INPUT_KNOWN_FILES_H
#define FIHRIST_INPUT_KNOWN_FILES_H

#include "core/hash.h"
#include "input/walk.h"

enum { FH_KNOWN_FILES_MAX = 1 << 26 };

typedef struct fh_known_files fh_known_files;

/** What DIR knows of the files of the index `uuid`, which is at `revision`. */
int fh_known_files_open(const char *dir, const char *uuid, uint64_t revision,
                        fh_known_files **ret_files, fihrist_error *err);
/** Nothing, to begin with. */
int fh_known_files_new(fh_known_files **ret_files, fihrist_error *err);
void fh_known_files_free(fh_known_files *files);

/** What came of a file when it was read. */
typedef struct fh_known_file {
    uint32_t articles, rejected, passed_over;
} fh_known_file;

/** Everything else that decides what articles are in a file. */
typedef struct fh_reading_options_hash {
    uint8_t bytes[FH_HASH_BYTES];
} fh_reading_options_hash;

/** Whether the file is as it was when it was read with these options: by size and time, and where
 *  only the time is another, by what is in it (`fd`; -1: then it is not). Marks it as seen. */
bool fh_known_files_find(fh_known_files *files, const fh_walk_file *file,
                         const fh_reading_options_hash *options, int fd, fh_known_file *ret_known);

/** Begin to note a file, an article of it, and that it was read to its end: 1, or 0 where it
 * changed meanwhile and is not noted. What was begun and not ended is dropped by the next begin. */
int fh_known_files_begin(fh_known_files *files, const fh_walk_file *file,
                         const fh_reading_options_hash *options, fihrist_error *err);
/** `content` is that of a page in a container (fh_file_item), else NULL. */
int fh_known_files_add(fh_known_files *files, fh_str id, const uint8_t *content,
                       fihrist_error *err);
/** Whether the file that was begun had this page when it was read before, with the same options. */
bool fh_known_files_has(const fh_known_files *files, const uint8_t content[FH_HASH_BYTES]);
/** Note the article of such a page again. */
int fh_known_files_keep(fh_known_files *files, const uint8_t content[FH_HASH_BYTES],
                        fihrist_error *err);
int fh_known_files_end(fh_known_files *files, int fd, const fh_known_file *known,
                       fihrist_error *err);
/** How many were noted since it was opened. */
size_t fh_known_files_noted(const fh_known_files *files);

/** Called with the hash of an id, as fh_hash makes it; false ends the visit. */
typedef bool (*fh_id_visitor)(void *user, const uint8_t hash[FH_HASH_BYTES]);
/** The ids in files that were found to be known, or were noted, and those of pages that were kept.
 *  False: ended so. */
bool fh_known_files_visit(const fh_known_files *files, fh_id_visitor visit, void *user);

/** Write DIR/files, where anything changed: of what was noted the first `noted`, and of what was
 *  known all, or with `seen_only` what was seen. */
int fh_known_files_save(fh_known_files *files, const char *dir, const char *uuid, uint64_t revision,
                        size_t noted, bool seen_only, fihrist_error *err);
/** Know nothing any more. */
int fh_known_files_forget(const char *dir, fihrist_error *err);

#endif
