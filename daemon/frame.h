/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * frame.h: what passes between the daemon and its workers, over a socket pair: tasks one way,
 * pieces of answers the other. Both ends are the same program on the same machine, so numbers go as
 * they are in memory.
 */
#ifndef FIHRIST_DAEMON_FRAME_H
#define FIHRIST_DAEMON_FRAME_H

#include <stdint.h>

/** The descriptor a worker is started with. */
enum { WORKER_FD = 3 };

/** In front of a task: the id, the method and the params follow, each so many bytes. */
typedef struct fh_task_head {
    uint32_t id_bytes, method_bytes, params_bytes;
} fh_task_head;

typedef enum fh_piece_kind {
    PIECE_READY, /**< the worker has started; what follows is empty, or why it has no index */
    PIECE_MORE,  /**< whole lines of an answer */
    PIECE_LAST   /**< the last of them */
} fh_piece_kind;

/** In front of a piece. */
typedef struct fh_piece_head {
    uint32_t bytes;
    uint16_t kind; /**< piece_kind */
    int16_t code;  /**< of READY and LAST: 0, or the FIHRIST_E_ that was met */
} fh_piece_head;

/** A piece holds this much, or one line that is longer. */
enum { PIECE_BYTES = 64 * 1024 };

#endif
