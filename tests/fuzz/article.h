/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * article.h: what has to be true of an article, whatever it was read from.
 */
#ifndef FIHRIST_TESTS_FUZZ_ARTICLE_H
#define FIHRIST_TESTS_FUZZ_ARTICLE_H

#include <stdlib.h>

#include "core/json.h"
#include "core/utf8.h"

/** `rc` is what the reader said. It is valid UTF-8, and prints as JSON that reads back. */
static inline void check_article(int rc, fh_article *article, fh_arena *arena) {
    if (rc != 0 && rc != FIHRIST_E_INPUT)
        abort();
    if (rc != 0 || fh_article_finish(article, arena, NULL) != 0)
        return;
    fh_buffer out = FH_BUFFER(1 << 26);
    fh_json_article(&out, article);
    json_t *tree = json_loadb(out.p, out.n, JSON_ALLOW_NUL, NULL);
    if (out.failed || !tree || !fh_utf8_valid(article->text))
        abort();
    json_decref(tree);
    fh_buffer_free(&out);
}

#endif
