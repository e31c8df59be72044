/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_html.c: any bytes as a page of HTML. What comes out is valid UTF-8, prints as JSON that
 * reads back, and every comment answers one that is there.
 */
#include "tests/fuzz/article.h"
#include "webpage/webpage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has_comment(const fh_article *article, fh_str id) {
    for (size_t i = 0; i < article->comment_count; i++)
        if (fh_str_equal(article->comments[i].id, id))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fh_article article;
    fh_arena *arena = fh_arena_new();
    int rc = fh_html_read((fh_str){(const char *)data, size}, NULL, arena, &article, NULL);
    for (size_t i = 0; rc == 0 && i < article.comment_count; i++)
        if (article.comments[i].parent.n && !has_comment(&article, article.comments[i].parent))
            abort();
    check_article(rc, &article, arena);
    fh_arena_free(arena);
    return 0;
}
