/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * settings.h: what a daemon was told on its command line, and the limits nobody can change.
 */
#ifndef FIHRIST_DAEMON_SETTINGS_H
#define FIHRIST_DAEMON_SETTINGS_H

#include <sys/types.h>

#include "core/options.h"

/** Exit statuses; 75 is sysexits' EX_TEMPFAIL. */
enum { DAEMON_DONE = 0, DAEMON_ERROR = 2, DAEMON_TRY_LATER = 75 };

enum {
    /** Of one connection: requests read and not answered yet. More wait in the socket. */
    CLIENT_MAX_JOBS = 64,
    /** Of one connection: with more than this unread by it, it is asked nothing further. */
    CLIENT_OUTPUT_BYTES = 256 * 1024,
    /** A request has to be whole, and an unread answer has to move, within so long. */
    CLIENT_STALL_SECONDS = 30,
    /** All connections together: bytes of requests, whole or not, that wait. */
    INPUT_MAX_BYTES = 64 << 20,
    /** The last of them are kept for those of whom no more than this is there. */
    INPUT_KEPT_BYTES = 1 << 20,
    INPUT_LITTLE_BYTES = 4096,
    /** All connections together: bytes of answers that their clients have not taken. */
    OUTPUT_MAX_BYTES = 64 << 20,
    /** A worker has so long beyond the deadline of a request, or after it was cancelled. */
    GRACE_MS = 100,
    /** What runs at SIGTERM has so long to finish. */
    DRAIN_MS = 5000
};

typedef struct fh_settings {
    bool help, version, log_requests;
    const char *index;
    const char *socket;
    const char *mode_text, *group;
    int64_t workers, timeout_ms, max_timeout_ms, queue, connections, idle_seconds, slow_ms;
    uint64_t worker_memory;
    mode_t mode;           /**< of the socket, from mode_text */
    gid_t gid;             /**< of the socket; (gid_t)-1: as it comes */
    char socket_path[108]; /**< `socket`, or the default */
} fh_settings;

/** Read the command line. Returns 0, or 1 when help or the version was printed; FIHRIST_E_USAGE. */
int settings_read(int argc, char **argv, fh_settings *ret_settings, fihrist_error *err);

/** Decide socket_path, making the directory of the default one. FIHRIST_E_USAGE, FIHRIST_E_IO. */
int settings_find_socket(fh_settings *settings, fihrist_error *err);

#endif
