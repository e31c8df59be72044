/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * needle.c: finding the words of a query in the stored text of a document.
 */
#include "searcher/needle.h"

#include "core/pattern.h"

static bool slot_matches(const fh_slot *slot, fh_str form, fh_str stem) {
    for (size_t i = 0; i < slot->alternative_count; i++) {
        fh_str wanted = slot->alternatives[i];
        switch (slot->kind) {
        case FH_SLOT_STEM:
            if (fh_str_equal(stem, wanted))
                return true;
            break;
        case FH_SLOT_FORM:
            if (fh_str_equal(form, wanted))
                return true;
            break;
        case FH_SLOT_PATTERN:
            if (fh_pattern_matches(wanted, form))
                return true;
            break;
        }
    }
    return false;
}

bool fh_needle_at(const fh_needle *needle, const fh_scan *scan, size_t at) {
    if (needle->slot_count == 0 || needle->slot_count > scan->count - at)
        return false;
    for (size_t i = 0; i < needle->slot_count; i++) {
        const fh_scan_token *token = &scan->tokens[at + i];
        if (!slot_matches(&needle->slots[i], token->form, token->stem))
            return false;
    }
    return true;
}

/* --- scanning --- */

/* A word may begin with anything where a star does. */
static void add_initial(fh_initials *initials, fh_str word) {
    unsigned char byte = word.n ? (unsigned char)word.p[0] : 0;
    if (byte == FH_PATTERN_STAR)
        memset(initials->bits, 0xff, sizeof initials->bits);
    initials->bits[byte / 64] |= (uint64_t)1 << byte % 64;
}

static bool has_initial(const fh_initials *initials, fh_str word) {
    unsigned char byte = (unsigned char)word.p[0];
    return initials->bits[byte / 64] >> byte % 64 & 1;
}

void fh_initials_of(const fh_needle *const *needles, size_t count, fh_language language,
                    fh_initials *ret_initials) {
    /* Other than ASCII letters may lose an accent on the way to the stem. */
    *ret_initials = (fh_initials){{0, 0, UINT64_MAX, UINT64_MAX}};
    if (!fh_language_keeps_initials(language))
        ret_initials->bits[0] = ret_initials->bits[1] = UINT64_MAX;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < needles[i]->slot_count; k++)
            for (size_t w = 0; w < needles[i]->slots[k].alternative_count; w++)
                add_initial(ret_initials, needles[i]->slots[k].alternatives[w]);
}

/* Fill in the words of a token; `token` itself goes when the next is read. */
static int keep_words(fh_analyser *analyser, fh_language language, const fh_token *token,
                      fh_arena *arena, fh_scan_token *ret) {
    fh_str stem = fh_analyser_stem(analyser, language, token->form);
    ret->form = fh_arena_copy(arena, token->form);
    ret->stem = fh_str_equal(stem, token->form) ? ret->form : fh_arena_copy(arena, stem);
    return stem.p && ret->form.p && ret->stem.p ? 0 : FIHRIST_E_MEMORY;
}

int fh_scan_text(fh_analyser *analyser, fh_str text, fh_language language,
                 const fh_initials *initials, fh_arena *arena, fh_scan *ret_scan,
                 fihrist_error *err) {
    /* A token is a byte at least, and most are five or six: one allocation that always suffices
     * would be wasteful, so count on a word every four bytes and move when that is too few. */
    size_t room = text.n / 4 + 16, count = 0;
    fh_scan_token *tokens = fh_arena_alloc(arena, room * sizeof *tokens);
    fh_token token;
    fh_analyser_start(analyser, text, language, 1);
    int status = tokens ? 0 : FIHRIST_E_MEMORY;
    while (status >= 0 &&
           (status = fh_tokenizer_next(fh_analyser_tokenizer(analyser), &token)) > 0) {
        if (count == room) {
            fh_scan_token *moved = fh_arena_alloc(arena, 2 * room * sizeof *moved);
            if (!moved)
                return fh_fail_memory(err);
            memcpy(moved, tokens, count * sizeof *moved);
            tokens = moved;
            room *= 2;
        }
        tokens[count] = (fh_scan_token){.start = (uint32_t)token.start, .end = (uint32_t)token.end};
        if (!initials || has_initial(initials, token.form))
            status = keep_words(analyser, language, &token, arena, &tokens[count]);
        count++;
    }
    if (status < 0)
        return fh_fail_memory(err);
    *ret_scan = (fh_scan){text, tokens, count};
    return 0;
}

fh_language fh_record_language(const fh_record *record, fh_language default_language) {
    return fh_language_choose(record->article.lang, record->article.found_lang, default_language);
}

/* Only stems are worth stemming every token of a text for. */
static bool needs_stems(const fh_needle *needle) {
    for (size_t i = 0; i < needle->slot_count; i++)
        if (needle->slots[i].kind == FH_SLOT_STEM)
            return true;
    return false;
}

/* Token by token, until it is found. Bit i of `begun` says that the tokens read last are what slots
 * 0 to i ask for; so no token is kept. */
static int found_in_text(const fh_needle *needle, fh_str text, fh_language language,
                         fh_analyser *analyser, fihrist_error *err) {
    size_t slots = needle->slot_count;
    bool stems = needs_stems(needle);
    uint64_t begun = 0, whole = slots ? (uint64_t)1 << (slots - 1) : 0;
    fh_token token;
    fh_str stem = {NULL, 0};
    int status;
    if (text.n == 0 || slots == 0)
        return 0;
    fh_analyser_start(analyser, text, language, 1);
    while ((status = stems ? fh_analyser_next(analyser, &token, &stem)
                           : fh_tokenizer_next(fh_analyser_tokenizer(analyser), &token)) > 0) {
        uint64_t possible = begun << 1 | 1;
        begun = 0;
        for (size_t i = 0; i < slots; i++)
            if (possible >> i & 1 && slot_matches(&needle->slots[i], token.form, stem))
                begun |= (uint64_t)1 << i;
        if (begun & whole)
            return 1;
    }
    return status < 0 ? fh_fail_memory(err) : 0;
}

int fh_needle_in_record(const fh_needle *needle, const fh_record *record, fh_analyser *analyser,
                        fh_language default_language, fihrist_error *err) {
    const struct {
        unsigned zone;
        fh_str text;
    } parts[] = {{FH_ZONE_TITLE, record->article.title},
                 {FH_ZONE_TEXT, record->article.text},
                 {FH_ZONE_CAPTION, record->article.caption},
                 {FH_ZONE_COMMENT, record->comment.text}};
    fh_language language = fh_record_language(record, default_language);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!(needle->zones & parts[i].zone))
            continue;
        int status = found_in_text(needle, parts[i].text, language, analyser, err);
        if (status != 0)
            return status;
    }
    return 0;
}
