/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * members.c: members of gzip, frames of zstd, or neither, through one window.
 */
#include "container/members.h"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "container/dictionary.h"
#include "container/magic.h"
#include "container/unpack.h"

enum {
    WINDOW_BYTES = FH_MEMBERS_AHEAD_MAX_BYTES + FH_MEMBERS_BACK_MAX_BYTES + 4096,
    MAGIC_BYTES = 4,
    ZLIB_GZIP = 15 + 16, /* inflateInit2: the largest window, with gzip's header and checksum */
    /* What a member that begins a record may take to say so: gzip's header with a name, and some
       bytes of its first block; zstd hands out whole blocks, which are up to 128 KB. */
    GZIP_TRIAL_BYTES = 1 << 10,
    ZSTD_TRIAL_BYTES = 132 << 10,
    /* All that is tried in vain may take: what is damaged by chance has no such beginning in a
       hundred MB. */
    TRIALS_MAX_BYTES = 64 << 20
};

typedef enum packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD } packing;

struct fh_members {
    fh_container *container;
    packing packing;
    z_stream zlib;
    ZSTD_DCtx *zstd;
    bool begun, zlib_open;
    /* Of the member that is decoded. */
    bool ended;
    fihrist_error damage;
    fh_ratio ratio;
    /* It is one behind that in the window, and these are its first bytes. */
    bool pending;
    size_t peeked_n;
    uint8_t peeked[FH_RECORD_MARK_BYTES];
    uint64_t tried_bytes;
    /* What is plain: window[at..n) is ahead. */
    size_t at, n, keep_bytes;
    uint64_t window_offset;
    fh_packed packed;
    uint8_t window[WINDOW_BYTES];
};

/* --- decoding --- */

static bool at_magic(const fh_members *members, packing as) {
    const uint8_t *p = fh_packed_at(&members->packed);
    return as == PACKED_GZIP ? fh_is_gzip(p, fh_packed_ahead(&members->packed))
                             : fh_is_zstd(p, fh_packed_ahead(&members->packed));
}

/* What one step of a decoder did. */
typedef struct step {
    size_t taken, made;
    bool ended, damaged, no_memory;
} step;

static step step_gzip(fh_members *members, size_t most, uint8_t *out, size_t room) {
    z_stream *zlib = &members->zlib;
    zlib->next_in = fh_packed_at(&members->packed);
    zlib->avail_in = (uInt)most;
    zlib->next_out = out;
    zlib->avail_out = (uInt)room;
    int rc = inflate(zlib, Z_NO_FLUSH);
    return (step){.taken = most - zlib->avail_in,
                  .made = room - zlib->avail_out,
                  .ended = rc == Z_STREAM_END,
                  .damaged = rc != Z_STREAM_END && rc != Z_OK && rc != Z_BUF_ERROR,
                  .no_memory = rc == Z_MEM_ERROR};
}

static step step_zstd(fh_members *members, size_t most, uint8_t *out, size_t room) {
    ZSTD_inBuffer in = {fh_packed_at(&members->packed), most, 0};
    ZSTD_outBuffer made = {out, room, 0};
    size_t rc = ZSTD_decompressStream(members->zstd, &made, &in);
    return (step){.taken = in.pos,
                  .made = made.pos,
                  .ended = rc == 0,
                  .damaged = ZSTD_isError(rc),
                  .no_memory = ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation};
}

static step step_plain(const fh_members *members, size_t most, uint8_t *out, size_t room) {
    size_t n = most < room ? most : room;
    memcpy(out, fh_packed_at(&members->packed), n);
    return (step){.taken = n, .made = n, .ended = n == 0};
}

static void damage(fh_members *members, const char *before, const char *behind) {
    members->ended = true;
    fh_fail(&members->damage, FIHRIST_E_INPUT, "%s%s data%s", before,
            members->packing == PACKED_ZSTD ? "zstd" : "gzip", behind);
}

static int count(fh_members *members, step done, fihrist_error *err) {
    members->packed.at += done.taken;
    if (members->packing == PACKED_NOT)
        members->packed.member = members->packed.at; /* nothing of it is gone back to */
    members->ratio.packed += done.taken;
    members->ratio.plain += done.made;
    if (done.no_memory)
        return fh_fail_memory(err);
    if (fh_ratio_check(&members->ratio, &members->damage) < 0 ||
        fh_container_count_plain(members->container, done.made, &members->damage) < 0)
        members->ended = true;
    return 0;
}

/* Decode some of the member, of at most `most` packed bytes that are ahead. */
static int decode(fh_members *members, size_t most, uint8_t *out, size_t room, size_t *ret_made,
                  fihrist_error *err) {
    step done = members->packing == PACKED_GZIP   ? step_gzip(members, most, out, room)
                : members->packing == PACKED_ZSTD ? step_zstd(members, most, out, room)
                                                  : step_plain(members, most, out, room);
    *ret_made = done.made;
    int rc = count(members, done, err);
    if (rc < 0 || members->ended)
        return rc;
    if (done.damaged)
        damage(members, "damaged ", "");
    else if (done.taken == 0 && done.made == 0 && !done.ended)
        damage(members, "", " that is cut off");
    members->ended |= done.ended;
    return 0;
}

static int decode_more(fh_members *members, uint8_t *out, size_t room, size_t *ret_made,
                       fihrist_error *err) {
    *ret_made = 0;
    int rc = fh_packed_fill(&members->packed, 1, err);
    return rc < 0 ? rc
                  : decode(members, fh_packed_ahead(&members->packed), out, room, ret_made, err);
}

/* A member begins where the next packed byte is. */
static void start(fh_members *members) {
    members->packed.member = members->packed.at;
    members->ended = false;
    members->damage = (fihrist_error){0};
    members->ratio = (fh_ratio){0};
    members->peeked_n = 0;
    if (members->packing == PACKED_GZIP)
        inflateReset(&members->zlib);
    if (members->packing == PACKED_ZSTD)
        ZSTD_DCtx_reset(members->zstd, ZSTD_reset_session_only);
}

static bool peeked_mark(const fh_members *members) {
    return members->peeked_n == FH_RECORD_MARK_BYTES &&
           memcmp(members->peeked, FH_RECORD_MARK, FH_RECORD_MARK_BYTES) == 0;
}

/* --- the window --- */

static void make_room(fh_members *members, size_t want) {
    if (WINDOW_BYTES - members->at >= want)
        return;
    size_t kept = members->at < members->keep_bytes ? members->at : members->keep_bytes;
    size_t from = members->at - kept;
    memmove(members->window, members->window + from, members->n - from);
    members->window_offset += from;
    members->at -= from;
    members->n -= from;
}

/* The first bytes of a member are those that were peeked at. */
static void take_peeked(fh_members *members) {
    make_room(members, members->n - members->at + members->peeked_n);
    memcpy(members->window + members->n, members->peeked, members->peeked_n);
    members->n += members->peeked_n;
    members->peeked_n = 0;
    members->pending = false;
}

/* The member has ended: does the next one go on in what it ended with? 1: it does. 0: it begins a
 * record, or there is none that can be read; it stays pending where it has begun. */
static int join(fh_members *members, fihrist_error *err) {
    if (members->pending || members->damage.code != 0 || members->packing == PACKED_NOT)
        return 0;
    int rc = fh_packed_fill(&members->packed, MAGIC_BYTES, err);
    if (rc < 0 || !at_magic(members, members->packing))
        return rc;
    start(members);
    members->pending = true;
    while (members->peeked_n < FH_RECORD_MARK_BYTES && !members->ended) {
        size_t made;
        rc = decode_more(members, members->peeked + members->peeked_n,
                         FH_RECORD_MARK_BYTES - members->peeked_n, &made, err);
        if (rc < 0)
            return rc;
        members->peeked_n += made;
    }
    if (peeked_mark(members) || members->damage.code != 0)
        return 0;
    take_peeked(members);
    return 1;
}

int fh_members_fill(fh_members *members, size_t want, bool across, fihrist_error *err) {
    while (members->n - members->at < want) {
        size_t made;
        int rc;
        if (fh_members_ended(members)) {
            rc = across ? join(members, err) : 0;
            if (rc <= 0)
                return rc;
            continue;
        }
        make_room(members, want);
        rc = decode_more(members, members->window + members->n, WINDOW_BYTES - members->n, &made,
                         err);
        if (rc < 0)
            return rc;
        members->n += made;
    }
    return 0;
}

fh_str fh_members_ahead(const fh_members *members) {
    return (fh_str){(const char *)members->window + members->at, members->n - members->at};
}

void fh_members_consume(fh_members *members, size_t n) {
    members->at += n;
}

bool fh_members_ended(const fh_members *members) {
    return members->pending || members->ended;
}

const fihrist_error *fh_members_damage(const fh_members *members) {
    return !members->pending && members->damage.code != 0 ? &members->damage : NULL;
}

void fh_members_keep(fh_members *members, size_t bytes) {
    members->keep_bytes = bytes;
}

void fh_members_back(fh_members *members, size_t n) {
    members->at -= members->at < n ? members->at : n;
}

int64_t fh_members_offset(const fh_members *members) {
    return members->packing == PACKED_NOT ? (int64_t)(members->window_offset + members->at) : -1;
}

/* --- going on --- */

/* Go to the next place that looks like the beginning of a member. 1: it is there. */
static int find_magic(fh_members *members, fihrist_error *err) {
    for (;;) {
        int rc = fh_packed_fill(&members->packed, MAGIC_BYTES, err);
        if (rc < 0 || fh_packed_ahead(&members->packed) < MAGIC_BYTES)
            return rc;
        for (; fh_packed_ahead(&members->packed) >= MAGIC_BYTES; members->packed.at++)
            if (at_magic(members, members->packing))
                return 1;
        members->packed.member = members->packed.at; /* nothing before it is of use */
    }
}

/* Behind a damaged member: the next one that begins a record. */
static int search(fh_members *members, fihrist_error *err) {
    size_t trial_bytes = members->packing == PACKED_GZIP ? GZIP_TRIAL_BYTES : ZSTD_TRIAL_BYTES;
    members->packed.at = members->packed.member + 1;
    while (members->tried_bytes <= TRIALS_MAX_BYTES) {
        int rc = find_magic(members, err);
        if (rc <= 0)
            return rc;
        start(members);
        rc = fh_packed_fill(&members->packed, trial_bytes, err);
        size_t most = fh_packed_ahead(&members->packed) < trial_bytes
                          ? fh_packed_ahead(&members->packed)
                          : trial_bytes;
        if (rc == 0)
            rc = decode(members, most, members->peeked, FH_RECORD_MARK_BYTES, &members->peeked_n,
                        err);
        if (rc < 0)
            return rc;
        if (peeked_mark(members)) {
            take_peeked(members);
            return 1;
        }
        members->tried_bytes += members->packed.at - members->packed.member;
        members->packed.at = members->packed.member + 1;
    }
    return fh_fail(err, FIHRIST_E_INPUT, "too much of it is damaged");
}

/* Behind a member that is whole: zeros may fill up the file. */
static int follow(fh_members *members, fihrist_error *err) {
    for (;;) {
        int rc = fh_packed_fill(&members->packed, MAGIC_BYTES, err);
        if (rc < 0 || fh_packed_ahead(&members->packed) == 0)
            return rc;
        if (*fh_packed_at(&members->packed) != 0)
            break;
        members->packed.at++;
    }
    bool begins = at_magic(members, members->packing);
    start(members);
    if (!begins)
        damage(members, "no ", " where a record should begin");
    return 1;
}

int fh_members_next(fh_members *members, fihrist_error *err) {
    bool first = !members->begun;
    members->begun = true;
    members->window_offset += members->n;
    members->at = members->n = 0;
    if (members->pending) {
        take_peeked(members);
        return 1;
    }
    if (members->packing == PACKED_NOT)
        return first;
    return members->damage.code != 0 ? search(members, err) : follow(members, err);
}

/* --- opening --- */

static int open_decoder(fh_members *members, fihrist_error *err) {
    int rc = fh_packed_fill(&members->packed, MAGIC_BYTES, err);
    if (rc < 0)
        return rc;
    if (at_magic(members, PACKED_GZIP)) {
        members->packing = PACKED_GZIP;
        members->zlib_open = inflateInit2(&members->zlib, ZLIB_GZIP) == Z_OK;
        return members->zlib_open ? 0 : fh_fail_memory(err);
    }
    if (!at_magic(members, PACKED_ZSTD))
        return 0;
    members->packing = PACKED_ZSTD;
    members->zstd = ZSTD_createDCtx();
    if (!members->zstd || ZSTD_isError(ZSTD_DCtx_setParameter(members->zstd, ZSTD_d_windowLogMax,
                                                              FH_ZSTD_WINDOW_LOG_FILE)))
        return fh_fail_memory(err);
    return fh_dictionary_read(&members->packed, members->zstd, err);
}

int fh_members_open(fh_container *container, fh_stream *from, fh_members **ret_members,
                    fihrist_error *err) {
    fh_members *members = fh_malloc(sizeof *members);
    if (!members)
        return fh_fail_memory(err);
    /* All but the bytes themselves. */
    memset(members, 0, offsetof(fh_members, packed));
    members->container = container;
    fh_packed_start(&members->packed, container, from);
    int rc = open_decoder(members, err);
    if (rc < 0) {
        fh_members_close(members);
        return rc;
    }
    *ret_members = members;
    return 0;
}

void fh_members_close(fh_members *members) {
    if (!members)
        return;
    if (members->zlib_open)
        inflateEnd(&members->zlib);
    ZSTD_freeDCtx(members->zstd);
    fh_free(members);
}
