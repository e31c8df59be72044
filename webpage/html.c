/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html.c: one saved web page is one article with its comments: the steps of html.h.
 */
#include "webpage/html.h"
#include "webpage/webpage.h"

enum {
    SHORT_BYTES = 300, /* of a text: what JSON-LD has is taken where it has more */
    STUB_TIMES = 3,    /* the same, where it has so much more and begins as that does */
    BEGINNING_BYTES = 40
};

static bool begins_alike(fh_str text, fh_str data) {
    return text.n >= BEGINNING_BYTES && memmem(data.p, data.n, text.p, BEGINNING_BYTES);
}

/* Some pages have their text in a script alone, or only its beginning outside. */
static void take_data_text(fh_article *article, const fh_html_data *data) {
    fh_str text = article->text;
    if (data->text.n > text.n && (text.n < SHORT_BYTES || (data->text.n / STUB_TIMES > text.n &&
                                                           begins_alike(text, data->text))))
        article->text = data->text;
}

static void take_data_comments(fh_article *article, const fh_html_data *data) {
    if (article->comment_count == 0) {
        article->comments = data->comments;
        article->comment_count = data->comment_count;
    }
}

/* Comments are marked before anything else is looked for, so that none of it is found in them. */
static int find_all(fh_html *page, fihrist_error *err) {
    fh_html_data data;
    int code = fh_html_read_data(page, &data, err);
    if (code == FIHRIST_OK)
        code = fh_html_find_blocks(page, err);
    if (code == FIHRIST_OK)
        code = fh_html_settle(page, err);
    if (code == FIHRIST_OK)
        code = fh_html_find_outlet(page, &data, err);
    if (code == FIHRIST_OK)
        code = fh_html_find_comments(page, err);
    if (code == FIHRIST_OK)
        code = fh_html_find_title(page, &data, err);
    if (code == FIHRIST_OK)
        code = fh_html_find_authors(page, &data, err);
    if (code != FIHRIST_OK)
        return code;
    fh_html_find_date(page, &data);
    code = fh_html_find_body(page, err);
    take_data_text(page->article, &data);
    take_data_comments(page->article, &data);
    return code;
}

int fh_html_read(fh_str bytes, const fh_origin *origin, fh_arena *arena, fh_article *ret_article,
                 fihrist_error *err) {
    fh_html page;
    *ret_article = (fh_article){.author_count = 0};
    int code = fh_html_open(&page, bytes, origin, arena, err);
    page.article = ret_article;
    if (code == FIHRIST_OK)
        code = find_all(&page, err);
    fh_html_close(&page);
    if (code == FIHRIST_OK && fh_arena_failed(arena))
        code = fh_fail_memory(err);
    if (code == FIHRIST_OK && ret_article->text.n == 0 && ret_article->comment_count == 0)
        return fh_fail(err, FIHRIST_E_INPUT, "a page without an article");
    return code;
}
