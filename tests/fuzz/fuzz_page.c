/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_page.c: any bytes as a page of text. What comes out is valid UTF-8, prints as JSON that
 * reads back, and never is more than what went in could give.
 */
#include "tests/fuzz/article.h"
#include "webpage/webpage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fh_article article;
    fh_arena *arena = fh_arena_new();
    fh_str text = fh_arena_copy(arena, (fh_str){(const char *)data, size});
    int rc = fh_page_read(text, arena, &article, NULL);
    check_article(rc, &article, arena);
    fh_arena_free(arena);
    return 0;
}
