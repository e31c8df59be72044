/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * warc_walk.h: the records of a web archive, one after the other, and how to go on where one of
 * them is damaged. Used inside container/ only.
 *
 * A record is believed when behind the bytes that it says it has the next one begins, or the member
 * of gzip that it is in ends. That is looked at before a record is handed out, if it has no more
 * than FH_WARC_LOOK_AHEAD_BYTES or is in a file that can be sought, else behind it. Where it is not
 * so, the next record is looked for: from the beginning of what was not believed, but no more than
 * FH_MEMBERS_BACK_MAX_BYTES back in what has been handed out.
 */
#ifndef FIHRIST_CONTAINER_WARC_WALK_H
#define FIHRIST_CONTAINER_WARC_WALK_H

#include "container/warc_record.h"

/** Pages are below that but for one in some thousands. */
enum { FH_WARC_LOOK_AHEAD_BYTES = 1 << 20 };

typedef struct fh_warc_walk fh_warc_walk;

/** A record, until the next call. */
typedef struct fh_warc_found {
    uint64_t number; /**< from 1 */
    fh_warc_record record;
    fh_str url;      /**< cleaned */
    bool url_whole;  /**< it is not too long */
    fh_stream *body; /**< FIHRIST_E_INPUT where it ends early */
} fh_warc_found;

/** The container counts what is read. */
int fh_warc_walk_open(fh_container *container, const fh_container_source *source,
                      fh_warc_walk **ret_walk, fihrist_error *err);
void fh_warc_walk_close(fh_warc_walk *walk);

/** The next record, of any type: FH_MEMBER_FILE; FH_MEMBER_REJECTED: one is damaged, as *err says,
 *  and of *ret_found only number and url are set; FH_MEMBER_END; negative as fh_container_next. */
int fh_warc_walk_next(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err);

#endif
