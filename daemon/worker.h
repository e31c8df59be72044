/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * worker.h: the process that answers, one task after another, from WORKER_FD to WORKER_FD.
 */
#ifndef FIHRIST_DAEMON_WORKER_H
#define FIHRIST_DAEMON_WORKER_H

/** The argument that makes fihristd a worker; behind it the index directory and the memory it may
 *  allocate, in bytes. */
#define WORKER_OPTION "--worker"

/** Serve until the daemon closes its end. Returns an exit status. */
int worker_main(int argc, char **argv);

#endif
