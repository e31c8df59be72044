/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * input_part.h: what the files of input.h share.
 */
#ifndef FIHRIST_INPUT_INPUT_PART_H
#define FIHRIST_INPUT_INPUT_PART_H

#include "core/hash.h"
#include "input/file_reader.h"
#include "input/input.h"
#include "input/known_files.h"
#include "input/path_pattern.h"
#include "input/reading.h"
#include "input/walk.h"

/** Where in a file: of JSON Lines offset and line, of all others a fh_file_place. */
typedef struct fh_input_place {
    uint64_t first, second;
} fh_input_place;

struct fh_input {
    fh_input_options options;
    fh_file_options file_options;
    fh_path_pattern *pattern;
    fh_walk *walk;
    fh_reading_process *process;
    fh_hasher passed;     /* options and every file that is behind us */
    uint64_t bytes;       /* read, of files that are behind us */
    uint64_t passed_over; /* likewise */
    uint64_t files;       /* likewise, those that are known among them */
    fh_walk_file file;    /* the file that is open, or was found by a resume and comes next */
    bool found;
    bool open;
    int fd;
    char start[FH_CONTAINER_START_BYTES]; /* of the file */
    fh_file_reader *reader;               /* of the open file; NULL: the process reads it */
    fh_known_files *known;                /* or NULL */
    bool read_rejected; /* known files in which something was rejected are read again */
    fh_reading_options_hash options_hash;
    fh_input_known skipped; /* what is known of files that were not read */
    bool noting;            /* the open file is read from its beginning, and all of it could be */
    fh_known_file noted;
};

/** Open input->file at a place, {0, 0} its beginning. FIHRIST_E_INPUT or _LIMIT is a rejection. */
int fh_input_open_file(fh_input *input, fh_input_place place, fihrist_error *err);
void fh_input_close_file(fh_input *input);
/** Whether input->file is known; then it is counted as such. `fd` as in known_files.h. */
bool fh_input_is_known(fh_input *input, int fd);
/** What was passed becomes part of the position. */
void fh_input_hash_options(fh_input *input);
void fh_input_pass_file(fh_input *input);
bool fh_input_is_rejection(int code);
/** Put the name of the file in front of what ends the run. */
int fh_input_fail_file(const fh_input *input, int code, fihrist_error *err);

#endif
