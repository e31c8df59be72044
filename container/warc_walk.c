/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * warc_walk.c: from record to record.
 */
#include "container/warc_walk.h"

#include <errno.h>
#include <unistd.h>

#include "container/members.h"

enum {
    HEADER_FIRST_BYTES = 2048, /* that most headers are shorter than */
    SEPARATOR_MAX_BYTES = 8,   /* CR LF CR LF, and what some writers add */
    BEHIND_BYTES = SEPARATOR_MAX_BYTES + FH_RECORD_MARK_BYTES,
    SCAN_BYTES = 64 << 10
};

static const char length_is_wrong[] = "its length is wrong: looking for the next record";

struct fh_warc_walk {
    fh_stream body;
    fh_members *members;
    int fd;
    uint64_t number;
    bool lost;  /* the beginning of a record has to be looked for */
    bool ended; /* there is nothing more to read */
    bool told;  /* the member's damage was told of */
    /* The record that is read. */
    bool open;     /* some of it may be ahead */
    bool believed; /* what is behind it was looked at */
    bool failed;   /* its reader met its early end */
    uint64_t length, left;
    fh_buffer header, url;
};

static int fill(fh_warc_walk *walk, size_t want, bool across, fh_str *ret_ahead,
                fihrist_error *err) {
    int rc = fh_members_fill(walk->members, want, across, err);
    *ret_ahead = fh_members_ahead(walk->members);
    return rc;
}

/* What is damaged in the member, unless it was told already. */
static const fihrist_error *untold_damage(const fh_warc_walk *walk) {
    return walk->told ? NULL : fh_members_damage(walk->members);
}

/* Reject what is read for a reason that is in *err, or for the damage of its member, which is then
 * the reason of that reason. */
static int reject(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    const fihrist_error *damage = untold_damage(walk);
    if (damage && err)
        *err = *damage;
    walk->told |= damage != NULL;
    walk->lost = true;
    ret_found->number = walk->number;
    ret_found->url = fh_buffer_str(&walk->url);
    return FH_MEMBER_REJECTED;
}

/* --- the end of a record --- */

static bool is_newline(char byte) {
    return byte == '\r' || byte == '\n';
}

/* Whether what is behind a record can be: blank lines, and a record or nothing. */
static bool may_follow(fh_str behind) {
    size_t at = 0;
    while (at < behind.n && at < SEPARATOR_MAX_BYTES && is_newline(behind.p[at]))
        at++;
    return at == behind.n || at == SEPARATOR_MAX_BYTES ||
           (behind.n - at >= FH_RECORD_MARK_BYTES &&
            memcmp(behind.p + at, FH_RECORD_MARK, FH_RECORD_MARK_BYTES) == 0);
}

/* Damage behind a record that is the last thing to be had of its member is its own: it may be its
 * checksum that does not fit. */
static bool struck_by_damage(const fh_warc_walk *walk, fh_str behind) {
    return untold_damage(walk) && behind.n <= SEPARATOR_MAX_BYTES;
}

static int fail_early(const fh_warc_walk *walk, uint64_t there, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_INPUT,
                   "it is cut off or its length is wrong: %llu bytes, and %llu are there",
                   (unsigned long long)walk->length, (unsigned long long)there);
}

/* 0: the record in the window is believed; else rejected. */
static int look_ahead(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    fh_str ahead;
    int rc = fill(walk, (size_t)walk->length + BEHIND_BYTES, true, &ahead, err);
    if (rc < 0)
        return rc;
    if (ahead.n < walk->length) {
        fail_early(walk, ahead.n, err);
        return reject(walk, ret_found, err);
    }
    fh_str behind = {ahead.p + walk->length, ahead.n - (size_t)walk->length};
    walk->believed = may_follow(behind);
    if (walk->believed && !struck_by_damage(walk, behind))
        return 0;
    fh_fail(err, FIHRIST_E_INPUT, "%s", length_is_wrong);
    return reject(walk, ret_found, err);
}

/* The same of one that is too long for the window, in a file. */
static int look_far_ahead(fh_warc_walk *walk, int64_t from, fh_warc_found *ret_found,
                          fihrist_error *err) {
    char behind[1 + BEHIND_BYTES]; /* its last byte shows that all of it is there */
    int64_t last;
    ssize_t n = 0;
    if (!__builtin_add_overflow(from, (int64_t)walk->length - 1, &last))
        do
            n = pread(walk->fd, behind, sizeof behind, last);
        while (n < 0 && errno == EINTR);
    if (n < 0)
        return fh_fail_errno(err, errno, "cannot read behind a record");
    walk->believed = n > 0 && may_follow((fh_str){behind + 1, (size_t)n - 1});
    if (walk->believed)
        return 0;
    fh_fail(err, FIHRIST_E_INPUT, "%s",
            n == 0 ? "it is cut off or its length is wrong" : length_is_wrong);
    return reject(walk, ret_found, err);
}

static int check_length(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    if (walk->length <= FH_WARC_LOOK_AHEAD_BYTES)
        return look_ahead(walk, ret_found, err);
    int64_t from = fh_members_offset(walk->members);
    if (walk->fd >= 0 && from >= 0)
        return look_far_ahead(walk, from, ret_found, err);
    fh_members_keep(walk->members, FH_MEMBERS_BACK_MAX_BYTES);
    return 0;
}

/* What was handed out and is not believed may have records in it. */
static void go_back(fh_warc_walk *walk) {
    uint64_t read = walk->length - walk->left;
    fh_members_back(walk->members,
                    read < FH_MEMBERS_BACK_MAX_BYTES ? (size_t)read : FH_MEMBERS_BACK_MAX_BYTES);
}

/* Behind a record that was handed out before it could be believed. */
static int look_behind(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    fh_str ahead;
    int rc = fill(walk, BEHIND_BYTES, true, &ahead, err);
    if (rc < 0)
        return rc;
    if (may_follow(ahead) && !struck_by_damage(walk, ahead))
        return 0;
    go_back(walk);
    fh_fail(err, FIHRIST_E_INPUT, "%s", length_is_wrong);
    return reject(walk, ret_found, err);
}

/* It ended before it had all its bytes, which its reader may have been told of. */
static int end_early(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    fail_early(walk, walk->length - walk->left, err);
    go_back(walk);
    if (!walk->failed)
        return reject(walk, ret_found, err);
    walk->lost = walk->told = true;
    return 0;
}

/* Pass over what was not read of the record: 1; 0: it ends early. */
static int skip_rest(fh_warc_walk *walk, fihrist_error *err) {
    while (walk->left > 0) {
        fh_str ahead;
        int rc = fill(walk, walk->left < SCAN_BYTES ? (size_t)walk->left : SCAN_BYTES, true, &ahead,
                      err);
        if (rc < 0 || ahead.n == 0)
            return rc;
        size_t n = ahead.n < walk->left ? ahead.n : (size_t)walk->left;
        fh_members_consume(walk->members, n);
        walk->left -= n;
    }
    return 1;
}

/* Done with the record, whatever of it was read. */
static int finish(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    if (!walk->open)
        return 0;
    walk->open = false;
    int rc = skip_rest(walk, err);
    if (rc == 0)
        rc = end_early(walk, ret_found, err);
    else if (rc > 0)
        rc = walk->believed ? 0 : look_behind(walk, ret_found, err);
    fh_members_keep(walk->members, 0);
    return rc;
}

/* --- the body --- */

static ssize_t read_body(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    fh_warc_walk *walk = (fh_warc_walk *)stream;
    size_t done = 0;
    if (n > walk->left)
        n = (size_t)walk->left;
    while (done < n) {
        size_t want = n - done < SCAN_BYTES ? n - done : SCAN_BYTES;
        fh_str ahead;
        int rc = fill(walk, want, true, &ahead, err);
        if (rc < 0)
            return rc;
        if (ahead.n == 0)
            break;
        want = ahead.n < n - done ? ahead.n : n - done;
        memcpy((char *)bytes + done, ahead.p, want);
        fh_members_consume(walk->members, want);
        walk->left -= want;
        done += want;
    }
    if (done > 0 || n == 0)
        return (ssize_t)done;
    walk->failed = true;
    const fihrist_error *damage = fh_members_damage(walk->members);
    if (!damage)
        return fail_early(walk, walk->length - walk->left, err);
    if (err)
        *err = *damage;
    return damage->code;
}

/* --- the beginning of a record --- */

/* Where in the first `limit` bytes of text a record begins; `limit`: nowhere. */
static size_t find_beginning(fh_str text, size_t limit, bool at_line) {
    size_t at = 0;
    while (at < limit) {
        const char *mark = memmem(text.p + at, text.n - at, FH_RECORD_MARK, FH_RECORD_MARK_BYTES);
        if (!mark || (size_t)(mark - text.p) >= limit)
            return limit;
        at = (size_t)(mark - text.p);
        bool begins_line = at > 0 ? is_newline(text.p[at - 1]) : at_line;
        if (begins_line && fh_warc_record_begins((fh_str){mark, text.n - at}))
            return at;
        at++;
    }
    return limit;
}

/* Go to the next record of the member, or to the end of that. */
static int look_for_record(fh_warc_walk *walk, fihrist_error *err) {
    bool at_line = true;
    for (;;) {
        fh_str ahead;
        int rc = fill(walk, SCAN_BYTES, false, &ahead, err);
        if (rc < 0)
            return rc;
        bool ended = fh_members_ended(walk->members);
        /* One that begins near the end of what is ahead may not show it. */
        size_t limit = ended ? ahead.n : ahead.n - FH_WARC_BEGINNING_BYTES;
        size_t at = find_beginning(ahead, limit, at_line);
        walk->lost = at == limit;
        at_line = at > 0 && is_newline(ahead.p[at - 1]);
        fh_members_consume(walk->members, at);
        if (!walk->lost || ended)
            return 0;
    }
}

/* The member has nothing more. */
static int next_member(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    fh_str ahead;
    if (untold_damage(walk)) {
        walk->number++;
        fh_buffer_clear(&walk->url);
        return reject(walk, ret_found, err);
    }
    int rc = fh_members_next(walk->members, err);
    walk->ended = rc == 0;
    walk->told = false;
    if (rc <= 0)
        return rc;
    rc = fill(walk, FH_RECORD_MARK_BYTES, false, &ahead, err);
    /* What does not begin a record is told of once. */
    walk->lost = walk->lost && !may_follow(ahead);
    return rc;
}

/* Bytes of the header that `text` begins with; 0: its end is not in there. *ret_broken when another
 * record begins before that, so that beginnings of records, each without an end, are not gone
 * through again and again. */
static size_t measure_header(fh_str text, bool *ret_broken) {
    size_t n = fh_header_length(text);
    *ret_broken =
        memmem(text.p, n > 0 ? n : text.n, "\n" FH_RECORD_MARK, 1 + FH_RECORD_MARK_BYTES) != NULL;
    return n;
}

static int read_header(fh_warc_walk *walk, fihrist_error *err) {
    fh_str ahead;
    size_t n = 0;
    for (size_t want = HEADER_FIRST_BYTES; n == 0; want *= 2) {
        bool broken;
        if (want > FH_HEADER_MAX_BYTES)
            return fh_fail(err, FIHRIST_E_INPUT, "a header of more than %d bytes",
                           FH_HEADER_MAX_BYTES);
        int rc = fill(walk, want, true, &ahead, err);
        if (rc < 0)
            return rc;
        n = measure_header((fh_str){ahead.p, ahead.n < want ? ahead.n : want}, &broken);
        if (broken || (n == 0 && ahead.n < want))
            return fh_fail(err, FIHRIST_E_INPUT, "a header without an end");
    }
    fh_buffer_clear(&walk->header);
    if (!fh_buffer_append(&walk->header, ahead.p, n))
        return fh_fail_memory(err);
    fh_members_consume(walk->members, n);
    return 0;
}

/* A record begins here. */
static int read_record(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    walk->number++;
    fh_buffer_clear(&walk->url);
    int rc = read_header(walk, err);
    if (rc == FIHRIST_E_INPUT) {
        fh_members_consume(walk->members, FH_RECORD_MARK_BYTES);
        return reject(walk, ret_found, err);
    }
    if (rc < 0)
        return rc;
    rc = fh_warc_record_parse(walk->header.p, walk->header.n, &ret_found->record, err);
    ret_found->url_whole = fh_warc_url_clean(ret_found->record.url, &walk->url);
    if (walk->url.failed)
        return fh_fail_memory(err);
    if (rc < 0)
        return reject(walk, ret_found, err);
    walk->length = walk->left = ret_found->record.length;
    walk->believed = walk->failed = false;
    rc = check_length(walk, ret_found, err);
    if (rc != 0)
        return rc;
    walk->open = true;
    ret_found->number = walk->number;
    ret_found->url = fh_buffer_str(&walk->url);
    ret_found->body = &walk->body;
    return FH_MEMBER_FILE;
}

static int skip_newlines(fh_warc_walk *walk, fh_str *ret_ahead, fihrist_error *err) {
    for (;;) {
        int rc = fill(walk, FH_RECORD_MARK_BYTES, true, ret_ahead, err);
        size_t at = 0;
        while (at < ret_ahead->n && is_newline(ret_ahead->p[at]))
            at++;
        fh_members_consume(walk->members, at);
        if (rc < 0 || at == 0)
            return rc;
    }
}

/* One step to the next record; 0: it was not the last one. */
static int advance(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    fh_str ahead;
    int rc = walk->lost ? look_for_record(walk, err) : skip_newlines(walk, &ahead, err);
    if (rc < 0)
        return rc;
    ahead = fh_members_ahead(walk->members);
    if (ahead.n == 0)
        return next_member(walk, ret_found, err);
    if (ahead.n >= FH_RECORD_MARK_BYTES &&
        memcmp(ahead.p, FH_RECORD_MARK, FH_RECORD_MARK_BYTES) == 0)
        return read_record(walk, ret_found, err);
    walk->number++;
    fh_buffer_clear(&walk->url);
    fh_fail(err, FIHRIST_E_INPUT, "no record of WARC: looking for the next one");
    return reject(walk, ret_found, err);
}

int fh_warc_walk_next(fh_warc_walk *walk, fh_warc_found *ret_found, fihrist_error *err) {
    int rc;
    *ret_found = (fh_warc_found){0};
    do {
        rc = walk->ended ? 0 : finish(walk, ret_found, err);
        if (rc == 0 && !walk->ended)
            rc = advance(walk, ret_found, err);
    } while (rc == 0 && !walk->ended);
    walk->ended |= rc < 0;
    return rc;
}

int fh_warc_walk_open(fh_container *container, const fh_container_source *source,
                      fh_warc_walk **ret_walk, fihrist_error *err) {
    fh_warc_walk *walk = fh_calloc(1, sizeof *walk);
    if (!walk)
        return fh_fail_memory(err);
    walk->body.read = read_body;
    walk->fd = source->fd;
    walk->header = FH_BUFFER(FH_HEADER_MAX_BYTES);
    walk->url = FH_BUFFER(FH_WARC_URL_BUFFER_BYTES);
    int rc = fh_members_open(container, source->stream, &walk->members, err);
    if (rc == 0)
        rc = fh_members_next(walk->members, err);
    if (rc < 0) {
        fh_warc_walk_close(walk);
        return rc;
    }
    walk->ended = rc == 0;
    *ret_walk = walk;
    return 0;
}

void fh_warc_walk_close(fh_warc_walk *walk) {
    if (!walk)
        return;
    fh_members_close(walk->members);
    fh_buffer_free(&walk->header);
    fh_buffer_free(&walk->url);
    fh_free(walk);
}
