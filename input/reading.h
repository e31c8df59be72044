/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * reading.h: files read in a process of its own, which may use so much memory, opens nothing, and
 * is watched: what crashes it, or passes its limits, costs the one document it was in.
 *
 *     this program --- reading process      forked when the input is opened, while there is one
 *          \              |                 thread; it forks the next one when one is lost
 *           \------- worker ------/         reads the files it is handed, one after the other
 */
#ifndef FIHRIST_INPUT_READING_H
#define FIHRIST_INPUT_READING_H

#include "input/file_reader.h"

enum {
    FH_READING_MAX_LOST = 100 /**< documents of one file; then the rest of it is left */
};

typedef struct fh_reading_limits {
    unsigned seconds;   /**< without a word, on one document */
    uint64_t megabytes; /**< of memory */
} fh_reading_limits;

/** A page of FH_HTML_MAX_BYTES takes some 20 times that as libxml2's tree, and two seconds. */
#define FH_READING_LIMITS ((fh_reading_limits){.seconds = 60, .megabytes = 2000})

typedef struct fh_reading_process fh_reading_process;

/** Call it while the program has one thread. The options must stay. */
int fh_reading_start(const fh_file_options *options, const fh_reading_limits *limits,
                     fh_reading_process **ret_process, fihrist_error *err);
/** Ends the processes, whatever they do. */
void fh_reading_stop(fh_reading_process *process);

/** Whom to ask of the pages in containers of the files that are opened next; NULL: nobody. It is
 *  asked while fh_reading_next is at work. */
void fh_reading_ask(fh_reading_process *process, fh_file_knows knows, void *user);
/** Read a file from a place on; one that was not read to its end is given up. */
int fh_reading_open(fh_reading_process *process, const fh_open_file *file, fh_file_place skip_to,
                    fihrist_error *err);
/** As fh_file_next, and negative too where no process can be had. Waits for a pipe; the thread may
 * be cancelled there: fh_let_cancel. */
int fh_reading_next(fh_reading_process *process, fh_arena *arena, fh_article *ret_article,
                    fh_file_item *ret_item, fihrist_error *err);
void fh_reading_close(fh_reading_process *process);

fh_file_place fh_reading_here(const fh_reading_process *process);
/** Bytes of the open file that are behind. */
uint64_t fh_reading_bytes(const fh_reading_process *process);
uint64_t fh_reading_passed_over(const fh_reading_process *process);

#endif
