/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * watch.h: wait until something under the paths of an input changes: a file was written, moved in
 * or taken away. Uses Linux's inotify; the file systems of other machines do not tell it.
 */
#ifndef FIHRIST_INPUT_WATCH_H
#define FIHRIST_INPUT_WATCH_H

#include "core/error.h"
#include "core/memory.h"

typedef struct fh_watch fh_watch;

enum {
    /** A change is told when nothing more came for so long, or so long after it at the latest: a
     *  folder that is copied is one change. */
    FH_WATCH_QUIET_MS = 500,
    FH_WATCH_LATEST_MS = 10000
};

/** Watch files and directories, these with all below but what the walk passes over (walk.h). The
 *  paths must stay. FIHRIST_E_LIMIT: more directories than the system lets a user watch. */
int fh_watch_new(const char *const *paths, size_t count, fh_watch **ret_watch, fihrist_error *err);
void fh_watch_free(fh_watch *watch);

/** Wait for a change since fh_watch_new or the last wait: 1; 0: `stop_asked` said so, which is
 * asked every quarter of a second. */
int fh_watch_wait(fh_watch *watch, bool (*stop_asked)(void), fihrist_error *err);

#endif
