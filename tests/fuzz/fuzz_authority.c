/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: the bytes before the first NUL as an authority file, those behind it as a text to
 * find its names in and as a name and host to resolve. Mentions must lie in the text, in order.
 */
#include <stdlib.h>

#include "core/mention.h"
#include "core/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void find(const fh_authority *authority, fh_str text, fh_token_rules rules) {
    fh_mention_finder *finder;
    const fh_mention *mentions;
    size_t count, last = 0;
    if (fh_mention_finder_new(authority, &finder, NULL) < 0)
        return;
    if (fh_mention_find(finder, text, rules, &mentions, &count) == 0)
        for (size_t i = 0; i < count; i++) {
            if (mentions[i].start < last || mentions[i].end <= mentions[i].start ||
                mentions[i].end > text.n || mentions[i].actor >= fh_authority_count(authority))
                abort();
            last = mentions[i].end;
        }
    fh_mention_finder_free(finder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t split = nul ? (size_t)(nul - data) : size;
    fh_arena *arena = fh_arena_new();
    fh_str tsv = {(const char *)data, split};
    fh_str text = nul ? (fh_str){(const char *)nul + 1, size - split - 1} : tsv;
    text = fh_utf8_repair(arena, text);
    fh_authority *authority;
    if (fh_authority_parse(tsv, "fuzz", &authority, NULL) == 0) {
        size_t found[4];
        const fh_actor *near[4];
        for (int rules = FH_TOKEN_PLAIN; rules <= FH_TOKEN_ELISION; rules++)
            find(authority, text, (fh_token_rules)rules);
        for (size_t i = 0; i < fh_authority_count(authority); i++)
            if (!fh_authority_resolve(authority, fh_authority_actor(authority, i)->id, found, 4) ||
                found[0] != i)
                abort();
        fh_authority_resolve(authority, text, found, 4);
        fh_authority_resolve_host(authority, text);
        fh_authority_suggest(authority, text, near, 4);
        fh_authority_free(authority);
    }
    fh_arena_free(arena);
    return 0;
}
