/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * warc.c: of a web archive's records, those that may be documents: what a server answered to a
 * request that succeeded, and resources that a crawler stored as they are. A revisit says that the
 * same was stored before; a conversion is made of something else that is there.
 */
#include "container/http_answer.h"
#include "container/media.h"
#include "container/part.h"
#include "container/warc_walk.h"

typedef struct warc {
    fh_container base;
    fh_warc_walk *walk;
    fh_http_answer *answer;
    /* The document: the bytes that were sniffed at, and what comes behind them. */
    fh_stream document;
    fh_stream *from;
    size_t sniffed_at, sniffed_n;
    char sniffed[FH_SNIFF_BYTES];
} warc;

static ssize_t read_document(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    warc *self = (warc *)((char *)stream - offsetof(warc, document));
    size_t done = self->sniffed_n - self->sniffed_at;
    done = done < n ? done : n;
    memcpy(bytes, self->sniffed + self->sniffed_at, done);
    self->sniffed_at += done;
    ssize_t more = 0;
    if (done < n)
        more = fh_stream_read(self->from, (char *)bytes + done, n - done, err);
    if (more < 0)
        return done > 0 ? (ssize_t)done : more;
    int rc = fh_container_count_plain(&self->base, (uint64_t)more, err);
    return rc < 0 ? rc : (ssize_t)done + more;
}

/* What a document is by its first bytes, which are kept. */
static int sniff(warc *self, fh_str *ret_type, fihrist_error *err) {
    ssize_t n = fh_stream_read(self->from, self->sniffed, sizeof self->sniffed, err);
    if (n < 0)
        return (int)n;
    self->sniffed_n = (size_t)n;
    *ret_type = fh_media_sniff((fh_str){self->sniffed, self->sniffed_n});
    return 0;
}

/* Whether a record may be a document, by all but its body. */
static bool is_wanted(const fh_warc_found *found, bool response) {
    if (response)
        return fh_warc_url_is_http(found->url) || found->url.n == 0;
    return fh_str_equal(found->record.type, fh_str_of("resource")) &&
           !fh_warc_url_is_internal(found->url);
}

/* The stream of what was sent, and its Content-Type. 1; 0: there is no document in it. */
static int open_body(warc *self, const fh_warc_found *found, bool response, fh_str *ret_type,
                     fh_str *ret_charset, fihrist_error *err) {
    fh_media_type(found->record.content_type, ret_type, ret_charset);
    self->from = found->body;
    if (!response || (ret_type->n > 0 && !fh_str_equal(*ret_type, fh_str_of("application/http"))))
        return 1;
    int rc = fh_http_answer_begin(self->answer, found->body, found->record.truncated, err);
    if (rc <= 0)
        return rc;
    fh_media_type(fh_http_answer_type(self->answer), ret_type, ret_charset);
    if (!fh_media_is_document(*ret_type) && !fh_media_is_unknown(*ret_type))
        return 0;
    rc = fh_http_answer_body(self->answer, &self->from, err);
    return rc < 0 ? rc : 1;
}

/* FH_MEMBER_FILE; 0: it is passed over; negative: it cannot be read. */
static int take(warc *self, const fh_warc_found *found, fh_member *ret_member, fihrist_error *err) {
    bool response = fh_str_equal(found->record.type, fh_str_of("response"));
    if (!is_wanted(found, response))
        return 0;
    if (found->url.n == 0)
        return fh_fail(err, FIHRIST_E_INPUT, "a record without a URL");
    if (!found->url_whole)
        return fh_fail(err, FIHRIST_E_INPUT, "a URL of more than %d bytes",
                       FH_CONTAINER_MAX_PATH_BYTES);
    self->sniffed_at = self->sniffed_n = 0;
    fh_str *type = &ret_member->media_type;
    int rc = open_body(self, found, response, type, &ret_member->origin.charset, err);
    if (rc <= 0)
        return rc;
    rc = fh_media_is_unknown(*type) ? sniff(self, type, err) : 0;
    if (rc < 0 || !fh_media_is_document(*type))
        return rc;
    if (fh_warc_url_is_http(found->url))
        ret_member->origin.url = found->url;
    ret_member->stream = &self->document;
    return FH_MEMBER_FILE;
}

static int next_document(fh_container *container, fh_member *ret_member, fihrist_error *err) {
    warc *self = (warc *)container;
    for (;;) {
        fh_warc_found found;
        fh_http_answer_end(self->answer);
        *ret_member = (fh_member){0};
        int rc = fh_warc_walk_next(self->walk, &found, err);
        if (rc == FH_MEMBER_FILE)
            rc = take(self, &found, ret_member, err);
        else if (rc == FH_MEMBER_END)
            return FH_MEMBER_END;
        if (rc == FIHRIST_E_INPUT && found.body)
            rc = FH_MEMBER_REJECTED;
        if (rc == 0)
            continue;
        ret_member->path = found.url;
        ret_member->number = found.number;
        return rc;
    }
}

static void close_warc(fh_container *container) {
    warc *self = (warc *)container;
    fh_http_answer_free(self->answer);
    fh_warc_walk_close(self->walk);
    fh_free(self);
}

int fh_warc_open(const fh_container_source *source, fh_container **ret_container,
                 fihrist_error *err) {
    warc *self = fh_calloc(1, sizeof *self);
    if (!self)
        return fh_fail_memory(err);
    self->base.next = next_document;
    self->base.close = close_warc;
    self->document.read = read_document;
    fh_container_start(&self->base, source);
    self->answer = fh_http_answer_new();
    int rc = self->answer ? fh_warc_walk_open(&self->base, source, &self->walk, err)
                          : fh_fail_memory(err);
    if (rc < 0) {
        close_warc(&self->base);
        return rc;
    }
    *ret_container = &self->base;
    return 0;
}
