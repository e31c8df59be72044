/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_jsonl.c: any bytes as a line of JSON Lines. It is scanned as jansson reads it; what is taken
 * prints as a line that is taken again and gives the same article.
 */
#include <stdlib.h>

#include "core/json.h"
#include "core/utf8.h"
#include "formats/formats.h"
#include "tests/unit/json_twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_article(fh_str line, fh_arena *arena, fh_article *article) {
    int rc = fh_jsonl_read(line, arena, article, NULL);
    if (rc == 0)
        rc = fh_article_finish(article, arena, NULL);
    if (rc != 0 && rc != FIHRIST_E_INPUT)
        abort();
    return rc == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fh_article article, again;
    fh_arena *arena = fh_arena_new();
    fh_str line = {(const char *)data, size};
    if (!json_twins_agree(fh_utf8_repair(arena, line), arena))
        abort();
    if (read_article(line, arena, &article)) {
        fh_buffer out = FH_BUFFER(1 << 26);
        fh_json_article(&out, &article);
        if (out.failed || !read_article(fh_buffer_str(&out), arena, &again))
            abort();
        fh_content_hash before = fh_article_content_hash(&article);
        fh_content_hash after = fh_article_content_hash(&again);
        if (memcmp(&before, &after, sizeof before) != 0)
            abort();
        fh_buffer_free(&out);
    }
    fh_arena_free(arena);
    return 0;
}
