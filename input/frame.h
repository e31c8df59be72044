/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * frame.h: what the process that reads a file (reading.h) and the one that asks it say to each
 * other, over a socket between the two: a request with an open file, then frames until the last.
 */
#ifndef FIHRIST_INPUT_FRAME_H
#define FIHRIST_INPUT_FRAME_H

#include "input/file_reader.h"

typedef enum fh_frame_kind {
    FH_FRAME_GOES,     /**< text: the path of what it looks into now */
    FH_FRAME_ARTICLE,  /**< text: as a line of the exchange format */
    FH_FRAME_REJECTED, /**< text: why */
    FH_FRAME_CONTENT,  /**< text: the hash of a page; a byte comes back: whether it is known */
    FH_FRAME_KNOWN,    /**< that page is passed over */
    FH_FRAME_END,      /**< of the file */
    FH_FRAME_FAILED,   /**< text: why the file cannot be read on: want of memory */
    FH_FRAME_KINDS
} fh_frame_kind;

/** In front of its text. Both ends are the same program: numbers are as they lie in memory. */
typedef struct fh_frame {
    uint32_t kind; /**< fh_frame_kind */
    uint32_t text_bytes;
    uint64_t document, item, line;
    uint64_t bytes;       /**< of the file, that are behind */
    uint64_t passed_over; /**< fh_file_passed_over */
    bool is_document, is_page, unread;
} fh_frame;

/** What the reading process is asked for: a byte. Its answer comes with the new worker's socket. */
typedef struct fh_frame_worker {
    int32_t cause;  /**< 0, or the errno why there is none */
    int32_t status; /**< how the one before ended, as waitpid has it */
} fh_frame_worker;

typedef struct fh_frame_request {
    uint32_t path_bytes, start_bytes; /**< that follow */
    bool named;
    bool asks; /**< for hashes of pages in containers */
    fh_file_place skip_to;
} fh_frame_request;

enum { FH_FRAME_TEXT_MAX_BYTES = FH_JSONL_MAX_LINE_BYTES * 3 };

/** Send all of it: false when the other end is gone. */
bool fh_frame_send(int socket, const void *bytes, size_t n);
/** The same, with an open file. */
bool fh_frame_send_file(int socket, const void *bytes, size_t n, int fd);
/** Receive exactly `n` bytes, and an open file if one comes (-1). */
bool fh_frame_receive(int socket, void *bytes, size_t n, int *ret_fd);

#endif
