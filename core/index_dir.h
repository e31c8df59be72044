/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * index_dir.h: the index directory: its manifest, its generations, its lock, its authority file.
 * Owns every path in it and every check before something in it is opened. Knows no documents.
 *
 *     DIR/manifest.json     format version, fingerprint, settings, generation in use
 *     DIR/authority.tsv     the authority file the index was made with (absent: none)
 *     DIR/files             files that were read, and need not be again (input/known_files.h)
 *     DIR/lock              held by the one writer (fcntl); never removed
 *     DIR/gen-1/            a glass database, with the store and the lexicon
 *
 * Nothing outside DIR is read, followed or written: a symbolic link, FIFO, device or stub file
 * in place of a part is refused, and so is a directory that others may write.
 */
#ifndef FIHRIST_CORE_INDEX_DIR_H
#define FIHRIST_CORE_INDEX_DIR_H

#include "core/error.h"
#include "core/memory.h"

enum {
    FH_INDEX_FORMAT = 2,
    FH_PATH_MAX = 4096,
    FH_ALIKE_MAX = 1000,   /**< articles that are the same */
    FH_ALIKE_MIN = 100,    /**< with less everything would hang together */
    FH_ALIKE_DEFAULT = 530 /**< of a new index; chosen on measured pairs (tests/copies.py) */
};

/** Where the places of words are kept, for phrases, NEAR and ADJ. */
typedef enum fh_positions {
    FH_POSITIONS_STORE, /**< in the store: half the bytes, and half the time to write */
    FH_POSITIONS_XAPIAN /**< in libxapian's tables, where its own tools find them */
} fh_positions;

typedef struct fh_manifest {
    uint32_t format;
    uint64_t generation;
    char fingerprint[128]; /**< fh_analyser_fingerprint */
    char language[32];     /**< libstemmer name used where an article says none */
    bool authority;        /**< whether DIR/authority.tsv belongs to it */
    fh_positions positions;
    /** How alike two articles are, in thousandths, that count as copies; 0: copies are not looked
     *  for, as in an index that was made before there was this. */
    uint32_t alike;
    bool final;     /**< its database has no lists of the terms of documents, which changes need */
    char text[512]; /**< what it was read from */
    size_t text_bytes; /**< 0: it is longer, or was not read */
} fh_manifest;

/** Read and check DIR and its manifest. FIHRIST_E_NOT_FOUND: no such directory, or not a fihrist
 *  index; _VERSION: another format (the message names both versions); _IO; _CORRUPT. A fingerprint
 *  that differs is for the caller to judge. */
int fh_manifest_read(const char *dir, fh_manifest *ret_manifest, fihrist_error *err);
/** The same for a manifest that was read before (all zeros: it was not), which stays as it is after
 * a failure: where the file says what it said, nothing is parsed. */
int fh_manifest_reread(const char *dir, fh_manifest *manifest, fihrist_error *err);

/** Write the manifest: a new file, fsync, rename, fsync of DIR. The switch to another generation
 *  is this one rename. */
int fh_manifest_write(const char *dir, const fh_manifest *manifest, fihrist_error *err);

/** Put `tsv` in place of DIR/authority.tsv, in the same way. */
int fh_index_write_authority(const char *dir, fh_str tsv, fihrist_error *err);

/** Make DIR (mode 0700 & umask) if it is not there. Refuses one that holds something else. */
int fh_index_dir_create(const char *dir, fihrist_error *err);

/** Path of a generation's database, of the authority file. */
int fh_index_generation_path(const char *dir, uint64_t generation, char ret_path[FH_PATH_MAX],
                             fihrist_error *err);
int fh_index_authority_path(const char *dir, char ret_path[FH_PATH_MAX], fihrist_error *err);
/** Check that a generation is a plain directory of a glass database: no stub, link or FIFO. */
int fh_index_check_generation(const char *dir, uint64_t generation, fihrist_error *err);
/** Flush the names in DIR and in a generation: what a writer that was killed made visible, but may
 *  not have flushed, is on disk then, and can be built upon. */
int fh_index_sync_names(const char *dir, uint64_t generation, fihrist_error *err);
/** Remove every generation but `kept` (what a crash or an older generation left behind). Only the
 *  writer, holding the lock. */
int fh_index_remove_generations(const char *dir, uint64_t kept, fihrist_error *err);
/** Bytes on disk of everything in DIR. */
int fh_index_bytes(const char *dir, uint64_t *ret_bytes, fihrist_error *err);
/** Bytes that can be written beside it. */
int fh_index_room(const char *dir, uint64_t *ret_bytes, fihrist_error *err);

/** The writer's lock: FIHRIST_E_BUSY at once when another process holds it (its pid is named). A
 *  dead writer holds nothing. Unlocked by closing *ret_fd. */
int fh_index_lock(const char *dir, int *ret_fd, fihrist_error *err);

#endif
