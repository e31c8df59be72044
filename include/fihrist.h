/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fihrist.h: search an archive of news from inside another program.
 *
 * Plain C. Every call returns 0 (or a count, where it says so) or a negative FIHRIST_E_ code, and
 * then says what went wrong in the caller's fihrist_error. Outputs named ret_ are set on success
 * only. Strings are UTF-8 with a length; NUL-terminated only where they are paths. The library
 * never prints, exits, handles signals, reads the environment or changes the locale.
 */
#ifndef FIHRIST_H
#define FIHRIST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a call can fail with. Codes are only ever added, at the end. */
enum {
    FIHRIST_OK = 0,
    FIHRIST_E_MEMORY = -1,     /**< an allocation failed */
    FIHRIST_E_IO = -2,         /**< the system refused; sys_errno says why */
    FIHRIST_E_USAGE = -3,      /**< an argument or option is not one we know */
    FIHRIST_E_QUERY = -4,      /**< the query cannot be understood; position is its byte */
    FIHRIST_E_LIMIT = -5,      /**< a documented limit was passed */
    FIHRIST_E_TIMEOUT = -6,    /**< the deadline passed */
    FIHRIST_E_BUSY = -7,       /**< another writer holds the index, or it moved: try again later */
    FIHRIST_E_CORRUPT = -8,    /**< stored data failed its checksum or cannot be decoded */
    FIHRIST_E_NOT_FOUND = -9,  /**< no such article, index, file or generation */
    FIHRIST_E_VERSION = -10,   /**< index made by another format or analyser */
    FIHRIST_E_INPUT = -11,     /**< an article or file from outside is not acceptable */
    FIHRIST_E_CANCELLED = -12, /**< the caller's callback or a signal asked to stop */
    FIHRIST_E_INTERNAL = -13   /**< a mistake of ours; please report it */
};

/** Where and why a call failed. Owned by the caller; may be NULL wherever it is taken. */
typedef struct fihrist_error {
    int code;          /**< one of FIHRIST_E_ */
    int sys_errno;     /**< errno of the failing system call, else 0 */
    int64_t position;  /**< byte offset in the query or input the error is about, else -1 */
    char message[240]; /**< one line, NUL-terminated, valid UTF-8 */
} fihrist_error;

#ifdef __cplusplus
}
#endif

#endif
