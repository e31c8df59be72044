/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * listener.h: the listening socket: made with its mode from its first instant, never through a
 * symbolic link, never in place of a living one; or taken over from systemd.
 */
#ifndef FIHRIST_DAEMON_LISTENER_H
#define FIHRIST_DAEMON_LISTENER_H

#include "daemon/settings.h"

typedef struct fh_listener {
    int fd;
    bool inherited; /**< systemd's: not ours to remove */
    dev_t device;   /**< of the socket in the file system */
    ino_t inode;
    char path[108];
} fh_listener;

/** Listen at settings->socket_path, or on what systemd passed; settings->socket_path is then what
 *  that is bound to. FIHRIST_E_BUSY: another program listens there. FIHRIST_E_IO, FIHRIST_E_USAGE:
 *  something stands there that is no socket, and others. */
int listener_open(fh_settings *settings, fh_listener *ret_listener, fihrist_error *err);

/** Remove the socket from the file system, if it is still this one. Does not close fd. */
void listener_remove(const fh_listener *listener);

#endif
