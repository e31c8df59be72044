/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * members.h: the plain bytes of a web archive, which is not packed, or packed in members of gzip or
 * frames of zstd, a record or many to each. They are read through a window that can be looked ahead
 * in and, if that was asked for, back. Where what is packed is damaged, the next member that begins
 * a record is searched for. Used inside container/ only.
 *
 * "Member" is the whole of what is not packed, a member of gzip, or a frame of zstd.
 */
#ifndef FIHRIST_CONTAINER_MEMBERS_H
#define FIHRIST_CONTAINER_MEMBERS_H

#include "container/part.h"

enum {
    /** That fh_members_fill can be asked for. */
    FH_MEMBERS_AHEAD_MAX_BYTES = (1 << 20) + (128 << 10),
    FH_MEMBERS_BACK_MAX_BYTES = 1 << 20
};

/** Every record of a web archive begins so. */
#define FH_RECORD_MARK "WARC/"
enum { FH_RECORD_MARK_BYTES = sizeof FH_RECORD_MARK - 1 };

typedef struct fh_members fh_members;

/** Over the stream of a container, which counts what is read. FIHRIST_E_INPUT where a dictionary at
 *  its beginning cannot be read. */
int fh_members_open(fh_container *container, fh_stream *from, fh_members **ret_members,
                    fihrist_error *err);
void fh_members_close(fh_members *members);

/** Go to the next member, from one that has ended; what of it is ahead is dropped: 1; 0: there is
 *  none. Behind a damaged one it is the next that begins with FH_RECORD_MARK. Negative:
 * FIHRIST_E_IO, FIHRIST_E_MEMORY, or FIHRIST_E_INPUT: so much is damaged that it is not worth while
 * to search on. */
int fh_members_next(fh_members *members, fihrist_error *err);
/** Have `want` bytes ahead, or all that the member has. With `across`, members that do not begin
 *  with FH_RECORD_MARK go on where the one before ended. Damage is none of its errors. */
int fh_members_fill(fh_members *members, size_t want, bool across, fihrist_error *err);
/** The bytes that are ahead, until the next call but fh_members_consume. */
fh_str fh_members_ahead(const fh_members *members);
void fh_members_consume(fh_members *members, size_t n);
/** Whether no more of the member comes than is ahead. */
bool fh_members_ended(const fh_members *members);
/** What the member ended with, other than its end; NULL: nothing is wrong. */
const fihrist_error *fh_members_damage(const fh_members *members);

/** Keep from now on so many of the bytes that are consumed; 0: none. */
void fh_members_keep(fh_members *members, size_t bytes);
/** Go back by up to n bytes, as far as they are kept. */
void fh_members_back(fh_members *members, size_t n);
/** Bytes before those that are ahead, from the beginning of what is not packed; -1: it is packed.
 */
int64_t fh_members_offset(const fh_members *members);

#endif
