/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * worker.h: the processes of reading.h, from within.
 */
#ifndef FIHRIST_INPUT_WORKER_H
#define FIHRIST_INPUT_WORKER_H

#include "input/reading.h"

/** Fork a worker whenever `control` asks for one, the one before being killed, until it is closed.
 *  For a process that was forked for this. */
_Noreturn void fh_worker_host(int control, const fh_file_options *options,
                              const fh_reading_limits *limits);

#endif
