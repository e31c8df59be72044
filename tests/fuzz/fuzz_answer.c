/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any lines as what a daemon answers a search with. A page that is read from them is
 * one whose every part can be looked at; its spans lie in their texts, in order.
 */
#include <stdlib.h>

#include "searcher/remote_hit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds)
        abort();
}

static unsigned sum; /* so that each byte is read */

static void look_at(fihrist_text text) {
    for (size_t i = 0; i < text.n; i++)
        sum += (unsigned char)text.p[i];
}

static void look_at_hit(const fihrist_hit *hit) {
    const fihrist_text texts[] = {hit->id,   hit->story, hit->source, hit->title,
                                  hit->date, hit->url,   hit->file};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        look_at(texts[i]);
    for (size_t i = 0; i < hit->author_count; i++)
        look_at(hit->authors[i]);
    for (size_t i = 0; i < hit->snippet_count; i++) {
        const fihrist_snippet *snippet = &hit->snippets[i];
        uint32_t before = 0;
        look_at(snippet->text);
        for (size_t k = 0; k < snippet->match_count; k++) {
            fihrist_span span = snippet->matches[k];
            check(before <= span.start && span.start <= span.end && span.end <= snippet->text.n);
            before = span.end;
        }
    }
    for (size_t i = 0; i < hit->comment_count; i++)
        look_at_hit(&hit->comments[i]);
}

static void look_at_page(const fihrist_page *page) {
    for (size_t i = 0; i < fihrist_page_size(page); i++)
        look_at_hit(fihrist_page_hit(page, i));
    for (size_t i = 0; i < fihrist_page_warnings(page); i++) {
        const fihrist_warning *warning = fihrist_page_warning(page, i);
        sum += (unsigned)(strlen(warning->code) + strlen(warning->message));
    }
    look_at(fihrist_page_explain(page));
    if (fihrist_page_cursor(page))
        sum += (unsigned)strlen(fihrist_page_cursor(page));
}

/* Each line is a hit, the last the end. */
static size_t cut_lines(const uint8_t *data, size_t size, fihrist_text *lines, size_t room) {
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= size && count < room; i++)
        if (i == size || data[i] == '\n') {
            lines[count++] = (fihrist_text){(const char *)data + from, i - from};
            from = i + 1;
        }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { LINES = 16 };
    fihrist_text lines[LINES];
    fihrist_error err;
    fihrist_page *page = fh_page_new();
    page->lines = lines;
    page->count = cut_lines(data, size, lines, LINES) - 1;
    int status = fh_remote_page_read(page, &err);
    check(status == 0 || status == FIHRIST_E_PROTOCOL);
    if (status == 0)
        look_at_page(page);
    fihrist_page_free(page);
    return 0;
}
