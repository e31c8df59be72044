/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * choose.h: what a file, or a member of a container, is read as. By its name, and where that does
 * not say, by how it begins.
 */
#ifndef FIHRIST_INPUT_CHOOSE_H
#define FIHRIST_INPUT_CHOOSE_H

#include "container/container.h"
#include "formats/formats.h"

typedef enum fh_input_format {
    FH_FORMAT_AUTO, /**< by name, and where that does not say, by content */
    FH_FORMAT_JSONL,
    FH_FORMAT_PAGE,
    FH_FORMAT_HTML,
    FH_FORMAT_FEED,
    FH_FORMAT_CSV,
    FH_FORMAT_MAIL
} fh_input_format;

/** The names of --format, as the command line lists them. */
#define FH_INPUT_FORMATS "auto|jsonl|page|html|feed|csv|mail"

/** What there is to go by. */
typedef struct fh_clues {
    fh_str path;
    fh_str start;           /**< its first bytes, up to FH_CONTAINER_START_BYTES */
    fh_str media_type;      /**< as its container says; absent: not said */
    fh_input_format format; /**< asked for; containers are opened whatever it is */
    bool named;             /**< the user named this very file: it is read, whatever its name */
} fh_clues;

/** What it is. At most one of the two is set; neither: nothing that could hold an article, as the
 *  pictures and styles beside a saved page are, to be passed over. */
typedef struct fh_choice {
    fh_container_kind container;
    const fh_reader_format *reader;
} fh_choice;

/** FIHRIST_E_INPUT: nothing reads it, and *err says why. */
int fh_choose(const fh_clues *clues, fh_choice *ret_choice, fihrist_error *err);

#endif
