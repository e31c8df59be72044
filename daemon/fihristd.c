/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fihristd.c: the search daemon; with --worker, one of its workers.
 */
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "daemon/server.h"
#include "daemon/worker.h"

static int fail(const fihrist_error *err) {
    fprintf(stderr, "fihristd: %s\n", err->message);
    if (err->code == FIHRIST_E_USAGE)
        fputs("Try 'fihristd --help'.\n", stderr);
    return err->code == FIHRIST_E_BUSY ? DAEMON_TRY_LATER : DAEMON_ERROR;
}

int main(int argc, char **argv) {
    fh_settings settings;
    fh_listener listener;
    fihrist_error err;
    if (argc > 1 && strcmp(argv[1], WORKER_OPTION) == 0)
        return worker_main(argc, argv);
    int status = settings_read(argc, argv, &settings, &err);
    if (status > 0)
        return fflush(stdout) == 0 ? DAEMON_DONE : DAEMON_ERROR;
    if (status == 0)
        status = listener_open(&settings, &listener, &err);
    return status < 0 ? fail(&err) : server_run(&settings, &listener);
}
