/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * appended.h: a file that a generation has beside libxapian's tables, and that is only ever
 * appended to: the store, the lexicon. How much of it is committed stands in the database's
 * metadata; what lies behind that counts for nothing. It begins with a header by which the database
 * knows its own.
 */
#ifndef FIHRIST_CORE_APPENDED_H
#define FIHRIST_CORE_APPENDED_H

#include "core/bytes.h"
#include "core/error.h"
#include "xapian-c.h"

enum { FH_APPENDED_HEADER_BYTES = 32, FH_APPENDED_ALIGN_BYTES = 8 };

/** What a file of one kind begins with. */
typedef struct fh_appended_kind {
    const char *noun; /**< "store", for messages */
    char magic[9];    /**< 8 bytes of it */
    uint32_t version;
} fh_appended_kind;

/** `n` rounded up to where the next piece of such a file may begin. */
static inline uint64_t fh_appended_aligned(uint64_t n) {
    return (n + FH_APPENDED_ALIGN_BYTES - 1) & ~(uint64_t)(FH_APPENDED_ALIGN_BYTES - 1);
}

/** Open file `name` in directory `path`, which must be a plain file; nothing is followed or waited
 *  for. FIHRIST_E_NOT_FOUND: there is none; _CORRUPT: it is something else; _IO. */
int fh_appended_open(const char *path, const char *name, int flags, int *ret_fd,
                     fihrist_error *err);
/** The file's header; `id` is a random number that the database knows it by. */
void fh_appended_header(const fh_appended_kind *kind, uint64_t id,
                        uint8_t ret_bytes[FH_APPENDED_HEADER_BYTES]);
/** FIHRIST_E_VERSION: another version's; _CORRUPT: of no such kind, or not the one of this id. */
int fh_appended_check(const fh_appended_kind *kind, const char *path, const char *name,
                      const uint8_t bytes[FH_APPENDED_HEADER_BYTES], uint64_t id,
                      fihrist_error *err);

/** The committed bytes of a file, for reading. Zero-initialise. */
typedef struct fh_mapping {
    const uint8_t *bytes;
    uint64_t n;
} fh_mapping;

/** Map the first `n` bytes (1 or more) of the file in place of what is mapped, which stays on
 *  failure. FIHRIST_E_CORRUPT: it is shorter; _IO. */
int fh_mapping_set(fh_mapping *mapping, const char *path, const char *name, int fd, uint64_t n,
                   fihrist_error *err);
void fh_mapping_drop(fh_mapping *mapping);
/** Give back the pages that were looked at, which count as the process's memory until then: for a
 *  byte the system maps a megabyte or two around it. They stay in its cache. */
void fh_mapping_release(const fh_mapping *mapping);

/* --- metadata --- */

/** Read what was written under `key`: its checksum, which libxapian has none of, is right. Up to
 *  `room` bytes are copied, *ret_n is how many there are. FIHRIST_E_CORRUPT: there is nothing, or
 *  the checksum is wrong. `what` it is, for messages: "the directory of the store". */
int fh_sealed_read(xc_database *db, const char *key, const char *what, uint8_t *bytes, size_t room,
                   size_t *ret_n, fihrist_error *err);
/** Write `n` bytes under `key` with their checksum behind them, for which there is room. */
int fh_sealed_write(xc_writer *engine, const char *key, const char *what, uint8_t *bytes, size_t n,
                    fihrist_error *err);
enum { FH_SEAL_BYTES = 4 };
/** "damaged index: WHAT"; FIHRIST_E_CORRUPT. */
int fh_sealed_damaged(const char *what, fihrist_error *err);

#endif
