/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_page.c: any bytes as a page of text. What comes out is valid UTF-8, prints as JSON that
 * reads back, and never is more than what went in could give.
 */
#include <stdlib.h>

#include "core/json.h"
#include "core/utf8.h"
#include "indexer/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fh_article article;
    fh_arena *arena = fh_arena_new();
    fh_str text = fh_arena_copy(arena, (fh_str){(const char *)data, size});
    int rc = fh_page_read(text, arena, &article, NULL);
    if (rc != 0 && rc != FIHRIST_E_INPUT)
        abort();
    if (rc == 0 && fh_article_finish(&article, arena, NULL) == 0) {
        fh_buffer out = FH_BUFFER(1 << 26);
        fh_json_article(&out, &article);
        json_t *tree = json_loadb(out.p, out.n, JSON_ALLOW_NUL, NULL);
        if (out.failed || !tree || !fh_utf8_valid(article.text))
            abort();
        json_decref(tree);
        fh_buffer_free(&out);
    }
    fh_arena_free(arena);
    return 0;
}
