/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * wacz.c: a zip of web archives with a list of the pages in them. It is gone through twice: for the
 * list, and for the archives.
 */
#include "container/member_path.h"
#include "container/pages.h"
#include "container/part.h"

typedef struct wacz {
    fh_container base;
    fh_container_source source;
    fh_buffer bytes; /* all of it, where it is no file */
    fh_pages *pages;
    fh_container *archive;
    fh_container *warc; /* the one that is read, of the archive; NULL: none is */
    fh_buffer path;     /* its name */
    uint64_t number;    /* of the last that was told of, over all of them */
    uint64_t before;    /* those that stand in archives before this one */
} wacz;

static bool is_page_list(fh_str path) {
    return fh_str_starts_as(path, "pages/") && fh_str_ends_as(path, ".jsonl");
}

static bool is_web_archive(fh_str path) {
    return fh_str_starts_as(path, "archive/") &&
           (fh_str_ends_as(path, ".warc") || fh_str_ends_as(path, ".warc.gz") ||
            fh_str_ends_as(path, ".warc.zst"));
}

/* The zip from its beginning. */
static int open_archive(wacz *self, fihrist_error *err) {
    fh_container_close(self->archive);
    self->archive = NULL;
    int rc = self->source.fd >= 0 ? fh_archive_open(&self->source, &self->archive, err)
                                  : fh_archive_open_memory(fh_buffer_str(&self->bytes),
                                                           &self->source, &self->archive, err);
    if (rc == 0)
        self->base.total = self->archive->total;
    return rc;
}

/* What is damaged is told of when it is gone through again. */
static int read_pages(wacz *self, fihrist_error *err) {
    fh_member member;
    int rc = open_archive(self, err);
    if (rc < 0)
        return rc;
    do {
        rc = fh_container_next(self->archive, &member, err);
        if (rc == FH_MEMBER_FILE && is_page_list(member.path)) {
            int read = fh_pages_read(self->pages, member.stream, err);
            rc = read < 0 && read != FIHRIST_E_INPUT ? read : rc;
        }
    } while (rc > 0);
    fh_pages_sort(self->pages);
    return rc == FIHRIST_E_INPUT ? 0 : rc;
}

static int open_warc(wacz *self, const fh_member *member, fihrist_error *err) {
    fh_container_source source = {
        .stream = member->stream, .fd = -1, .name = member->path, .outer = self->archive};
    fh_buffer_clear(&self->path);
    if (!fh_buffer_append_str(&self->path, member->path))
        return fh_fail_memory(err);
    self->before = self->number;
    return fh_warc_open(&source, &self->warc, err);
}

/* One of the archives cannot be read on; the others can. */
static int give_up_warc(wacz *self, int rc, fh_member *ret_member) {
    fh_container_close(self->warc);
    self->warc = NULL;
    if (rc != FIHRIST_E_INPUT)
        return rc;
    ret_member->path = fh_buffer_str(&self->path);
    ret_member->number = ++self->number;
    return FH_MEMBER_REJECTED;
}

/* The next of the archive that is read; 0: it has no more. */
static int next_record(wacz *self, fh_member *ret_member, fihrist_error *err) {
    int rc = fh_container_next(self->warc, ret_member, err);
    if (rc <= 0)
        return give_up_warc(self, rc, ret_member);
    self->number = ret_member->number += self->before;
    if (rc == FH_MEMBER_FILE)
        ret_member->is_page = fh_pages_find(self->pages, ret_member->path, &ret_member->title);
    return rc;
}

/* Go to the next archive: 1; 0: there is none. */
static int next_warc(wacz *self, fh_member *ret_member, fihrist_error *err) {
    for (;;) {
        int rc = fh_container_next(self->archive, ret_member, err);
        if (rc == FH_MEMBER_REJECTED)
            ret_member->number = ++self->number;
        if (rc != FH_MEMBER_FILE)
            return rc;
        if (!is_web_archive(ret_member->path))
            continue;
        rc = open_warc(self, ret_member, err);
        *ret_member = (fh_member){0};
        return rc < 0 ? give_up_warc(self, rc, ret_member) : FH_MEMBER_FILE;
    }
}

static int next_document(fh_container *container, fh_member *ret_member, fihrist_error *err) {
    wacz *self = (wacz *)container;
    for (;;) {
        int rc = self->warc ? next_record(self, ret_member, err) : 0;
        if (rc != 0)
            return rc;
        rc = next_warc(self, ret_member, err);
        if (rc != FH_MEMBER_FILE)
            return rc;
    }
}

static void close_wacz(fh_container *container) {
    wacz *self = (wacz *)container;
    fh_container_close(self->warc);
    fh_container_close(self->archive);
    fh_pages_free(self->pages);
    fh_buffer_free(&self->path);
    fh_buffer_free(&self->bytes);
    fh_free(self);
}

static int read_all(wacz *self, fihrist_error *err) {
    if (self->source.fd >= 0)
        return 0;
    return fh_stream_read_all(self->source.stream, "a WACZ in another container",
                              FH_CONTAINER_MEMORY_MAX_BYTES, &self->bytes, err);
}

int fh_wacz_open(const fh_container_source *source, fh_container **ret_container,
                 fihrist_error *err) {
    wacz *self = fh_calloc(1, sizeof *self);
    if (!self)
        return fh_fail_memory(err);
    self->base.next = next_document;
    self->base.close = close_wacz;
    self->source = *source;
    self->bytes = FH_BUFFER(FH_CONTAINER_MEMORY_MAX_BYTES + 1);
    self->path = FH_BUFFER(FH_PATH_BUFFER_BYTES);
    fh_container_start(&self->base, source);
    self->pages = fh_pages_new();
    int rc = self->pages ? read_all(self, err) : fh_fail_memory(err);
    if (rc == 0)
        rc = read_pages(self, err);
    if (rc == 0)
        rc = open_archive(self, err);
    if (rc < 0) {
        close_wacz(&self->base);
        return rc;
    }
    *ret_container = &self->base;
    return 0;
}
