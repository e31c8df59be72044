/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * media.c: media types. What a crawl has most of is pictures, scripts and styles: they are left out
 * before anything of them is unpacked.
 */
#include "container/media.h"

#include "container/fields.h"
#include "container/member_path.h"

bool fh_media_is_document(fh_str type) {
    static const char *const documents[] = {
        "text/html",
        "application/xhtml+xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "text/xml",
        "application/xml",
        "message/rfc822",
    };
    return fh_str_is_any(type, documents, sizeof documents / sizeof *documents);
}

bool fh_media_is_unknown(fh_str type) {
    static const char *const unknown[] = {"application/octet-stream", "unknown/unknown",
                                          "application/unknown"};
    return type.n == 0 || fh_str_is_any(type, unknown, sizeof unknown / sizeof *unknown);
}

/* The text behind blanks, a byte order mark and comments of HTML. */
static fh_str skip_nothing(fh_str text) {
    if (fh_str_starts_as(text, "\xef\xbb\xbf"))
        text = (fh_str){text.p + 3, text.n - 3};
    for (;;) {
        text = fh_str_trim(text);
        if (!fh_str_starts_as(text, "<!--"))
            return text;
        const char *end = memmem(text.p, text.n, "-->", 3);
        if (!end)
            return text;
        text = (fh_str){end + 3, text.n - (size_t)(end + 3 - text.p)};
    }
}

fh_str fh_media_sniff(fh_str start) {
    static const char *const html[] = {"<!doctype html", "<html", "<head",  "<body",
                                       "<title",         "<meta", "<script"};
    static const char *const xml[] = {"<?xml", "<rss", "<feed", "<rdf:rdf"};
    fh_str text = skip_nothing(start);
    for (size_t i = 0; i < sizeof html / sizeof *html; i++)
        if (fh_str_starts_as(text, html[i]))
            return fh_str_of("text/html");
    for (size_t i = 0; i < sizeof xml / sizeof *xml; i++)
        if (fh_str_starts_as(text, xml[i]))
            return fh_str_of("application/xml");
    return (fh_str){NULL, 0};
}
