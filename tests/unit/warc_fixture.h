/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * warc_fixture.h: web archives made in memory, record by record.
 */
#ifndef FIHRIST_TESTS_WARC_FIXTURE_H
#define FIHRIST_TESTS_WARC_FIXTURE_H

#include "tests/unit/container_fixture.h"

static inline void add_record(fh_buffer *warc, const char *type, const char *url,
                              const char *content_type, fh_str body) {
    fh_buffer_printf(warc, "WARC/1.1\r\nWARC-Type: %s\r\n", type);
    if (url)
        fh_buffer_printf(warc, "WARC-Target-URI: %s\r\n", url);
    if (content_type)
        fh_buffer_printf(warc, "Content-Type: %s\r\n", content_type);
    fh_buffer_printf(warc, "Content-Length: %zu\r\n\r\n", body.n);
    fh_buffer_append_str(warc, body);
    fh_buffer_append_text(warc, "\r\n\r\n");
}

static inline void add_answer(fh_buffer *warc, const char *url, fh_str message) {
    add_record(warc, "response", url, "application/http; msgtype=response", message);
}

static inline void add_page(fh_buffer *warc, const char *url, const char *text) {
    fh_buffer message = empty();
    fh_buffer_printf(&message, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n%s", text);
    add_answer(warc, url, str_of(&message));
    fh_buffer_free(&message);
}

static inline void check_warc(fh_buffer *warc, const char *expected) {
    check_container(FH_CONTAINER_WARC, str_of(warc), expected);
    fh_buffer_free(warc);
}

static const char *const three_urls[] = {"http://e.org/1", "http://e.org/2", "http://e.org/3"};
static const char three_pages[] = "1 http://e.org/1 (text/html) \"<p>page</p>\"\n"
                                  "2 http://e.org/2 (text/html) \"<p>page</p>\"\n"
                                  "3 http://e.org/3 (text/html) \"<p>page</p>\"\n";

static inline fh_buffer make_three(void) {
    fh_buffer warc = empty();
    for (size_t i = 0; i < 3; i++)
        add_page(&warc, three_urls[i], "<p>page</p>");
    return warc;
}

static inline fh_buffer make_page(const char *url, const char *text) {
    fh_buffer warc = empty();
    add_page(&warc, url, text);
    return warc;
}

static inline void gzip_page_into(fh_buffer *out, const char *url, const char *text) {
    fh_buffer page = make_page(url, text);
    gzip_into(out, str_of(&page));
    fh_buffer_free(&page);
}

#endif
