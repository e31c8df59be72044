/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * compressed.c: one file, compressed: a container of one member that has its name without the
 * suffix. gzip and zstd are unpacked here, which checks their checksums; bzip2, xz and the rest by
 * libarchive.
 */
#include "container/ahead.h"
#include "container/magic.h"
#include "container/member_path.h"
#include "container/part.h"
#include "container/unpack.h"

typedef struct compressed {
    fh_container base;
    fh_unpack *unpack;   /* this, */
    fh_container *inner; /* or that */
    bool given;
    fh_buffer path;
    fh_stream whole; /* the source from its beginning, when that has been looked at */
    fh_ahead start;
} compressed;

static ssize_t read_whole(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    compressed *self = (compressed *)((char *)stream - offsetof(compressed, whole));
    size_t done = 0;
    while (done < n) {
        int rc = fh_ahead_fill(&self->start, 1, err);
        if (rc < 0)
            return rc;
        size_t taken = fh_ahead_take(&self->start, (char *)bytes + done, n - done);
        if (taken == 0)
            break;
        done += taken;
    }
    return (ssize_t)done;
}

/* The name of what is in it. */
static int take_name(compressed *self, fh_str name, fihrist_error *err) {
    static const struct {
        const char *suffix, *instead;
    } suffixes[] = {{".gz", ""},      {".bz2", ""},      {".xz", ""},      {".zst", ""},
                    {".lz4", ""},     {".lz", ""},       {".Z", ""},       {".tgz", ".tar"},
                    {".tbz", ".tar"}, {".tbz2", ".tar"}, {".txz", ".tar"}, {".tzst", ".tar"}};
    char text[FH_CONTAINER_MAX_PATH_BYTES + 1] = "";
    fh_str base = fh_name_base(name);
    const char *instead = "";
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (fh_str_ends_as(base, suffixes[i].suffix)) {
            base.n -= strlen(suffixes[i].suffix);
            instead = suffixes[i].instead;
            break;
        }
    size_t most = sizeof text - 1 - strlen(instead);
    base.n = base.n < most ? base.n : most;
    memcpy(text, base.p, base.n);
    memcpy(text + base.n, instead, strlen(instead) + 1);
    /* A hidden file, or one without a name, was asked for all the same. */
    if (fh_member_path(fh_str_of(text), &self->path, NULL) == FH_PATH_REJECTED ||
        self->path.n == 0) {
        fh_buffer_clear(&self->path);
        fh_buffer_append_text(&self->path, "data");
    }
    return self->path.failed ? fh_fail_memory(err) : 0;
}

static int next_member(fh_container *container, fh_member *ret_member, fihrist_error *err) {
    compressed *self = (compressed *)container;
    if (self->given && !self->inner)
        return FH_MEMBER_END;
    int rc = self->inner ? fh_container_next(self->inner, ret_member, err) : FH_MEMBER_FILE;
    if (self->unpack)
        ret_member->stream = fh_unpack_stream(self->unpack);
    self->given = true;
    ret_member->path = fh_buffer_str(&self->path);
    ret_member->number = 1;
    return rc;
}

static void close_compressed(fh_container *container) {
    compressed *self = (compressed *)container;
    fh_unpack_close(self->unpack);
    fh_container_close(self->inner);
    fh_buffer_free(&self->path);
    fh_free(self);
}

static int open_inner(compressed *self, const fh_container_source *source, fihrist_error *err) {
    fh_container_source whole = *source;
    whole.stream = &self->whole;
    int rc = fh_archive_open_single(&whole, &self->inner, err);
    if (rc == 0)
        self->base.total = self->inner->total;
    return rc;
}

static int open_unpack(compressed *self, fh_coding coding, fihrist_error *err) {
    fh_unpack_options options = {.window_log = FH_ZSTD_WINDOW_LOG_FILE,
                                 .ratio = self->base.total,
                                 .counts_packed = self->base.total == &self->base.own};
    return fh_unpack_open(coding, &options, &self->whole, &self->unpack, err);
}

static int choose(compressed *self, const fh_container_source *source, fihrist_error *err) {
    int rc = fh_ahead_fill(&self->start, FH_MAGIC_BYTES, err);
    if (rc < 0)
        return rc;
    const uint8_t *p = fh_ahead_at(&self->start);
    size_t n = fh_ahead_n(&self->start);
    if (fh_is_gzip(p, n))
        return open_unpack(self, FH_CODING_GZIP, err);
    if (fh_is_zstd(p, n))
        return open_unpack(self, FH_CODING_ZSTD, err);
    return open_inner(self, source, err);
}

int fh_compressed_open(const fh_container_source *source, fh_container **ret_container,
                       fihrist_error *err) {
    compressed *self = fh_malloc(sizeof *self);
    if (!self)
        return fh_fail_memory(err);
    memset(self, 0, offsetof(compressed, start));
    self->base.next = next_member;
    self->base.close = close_compressed;
    self->whole.read = read_whole;
    self->path = FH_BUFFER(FH_PATH_BUFFER_BYTES);
    fh_container_start(&self->base, source);
    fh_ahead_start(&self->start, source->stream);
    int rc = take_name(self, source->name, err);
    if (rc == 0)
        rc = choose(self, source, err);
    if (rc < 0) {
        close_compressed(&self->base);
        return rc;
    }
    *ret_container = &self->base;
    return 0;
}
