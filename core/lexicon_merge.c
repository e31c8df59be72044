/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_merge.c: there are few runs, so the least form among them is looked for by looking at
 * each.
 */
#include "core/lexicon_merge.h"

int fh_lexicon_damaged(fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_CORRUPT, "damaged index: its lexicon cannot be read");
}

void fh_lexicon_merge_add(fh_lexicon_merge *merge, fh_lexicon_run *run, const uint8_t *bytes) {
    fh_lexicon_source *source = &merge->sources[merge->count++];
    source->run = run;
    source->bytes = bytes;
}

static int start(fh_lexicon_merge *merge, const fh_lexicon_code *code, fh_str from,
                 fihrist_error *err) {
    for (size_t i = 0; i < merge->count; i++) {
        fh_lexicon_source *source = &merge->sources[i];
        int found = FIHRIST_E_CORRUPT;
        if (fh_lexicon_cursor_start(&source->cursor, source->run, source->bytes, code))
            found = merge->search ? fh_lexicon_search_first(merge->search, &source->cursor)
                                  : fh_lexicon_cursor_seek(&source->cursor, from);
        if (found < 0)
            return fh_lexicon_damaged(err);
        source->on = found > 0;
        source->due = false;
    }
    return FIHRIST_OK;
}

int fh_lexicon_merge_start(fh_lexicon_merge *merge, const fh_lexicon_code *code, fh_str from,
                           fihrist_error *err) {
    merge->search = NULL;
    return start(merge, code, from, err);
}

int fh_lexicon_merge_search(fh_lexicon_merge *merge, const fh_lexicon_code *code,
                            const fh_lexicon_search *search, fihrist_error *err) {
    merge->search = search;
    return start(merge, code, (fh_str){"", 0}, err);
}

/* Move on those whose form was given, and find the least of all; *ret_least NULL: there is none. */
static int move_on(fh_lexicon_merge *merge, const fh_lexicon_cursor **ret_least,
                   fihrist_error *err) {
    *ret_least = NULL;
    for (size_t i = 0; i < merge->count; i++) {
        fh_lexicon_source *source = &merge->sources[i];
        if (source->due) {
            int found = merge->search ? fh_lexicon_search_next(merge->search, &source->cursor)
                                      : fh_lexicon_cursor_next(&source->cursor);
            if (found < 0)
                return fh_lexicon_damaged(err);
            source->on = found > 0;
            source->due = false;
        }
        if (source->on &&
            (!*ret_least || fh_str_compare(source->cursor.form, (*ret_least)->form) < 0))
            *ret_least = &source->cursor;
    }
    return FIHRIST_OK;
}

int fh_lexicon_merge_next(fh_lexicon_merge *merge, fh_lexicon_sum *ret_sum, fihrist_error *err) {
    const fh_lexicon_cursor *least;
    int code = move_on(merge, &least, err);
    if (code != FIHRIST_OK || !least)
        return code;
    *ret_sum = (fh_lexicon_sum){least->form, least->stem, 0};
    for (size_t i = 0; i < merge->count; i++) {
        fh_lexicon_source *source = &merge->sources[i];
        if (!source->on || !fh_str_equal(source->cursor.form, least->form))
            continue;
        if (!fh_str_equal(source->cursor.stem, least->stem) ||
            __builtin_add_overflow(ret_sum->change, source->cursor.change, &ret_sum->change))
            return fh_lexicon_damaged(err);
        source->due = true;
    }
    return 1;
}

int fh_lexicon_merge_language(fh_lexicon_merge *merge, const fh_lexicon_code *after,
                              fh_lexicon_code *ret_code, fihrist_error *err) {
    fh_lexicon_code least;
    bool found = false;
    for (size_t s = 0; s < merge->count; s++) {
        fh_lexicon_run *run = merge->sources[s].run;
        if (!fh_lexicon_run_check(run, merge->sources[s].bytes))
            return fh_lexicon_damaged(err);
        for (uint32_t i = 0; i < run->sections; i++) {
            fh_lexicon_code code;
            uint32_t first, end;
            fh_lexicon_section(run, merge->sources[s].bytes, i, &code, &first, &end);
            if ((after && fh_lexicon_code_compare(&code, after) <= 0) ||
                (found && fh_lexicon_code_compare(&code, &least) >= 0))
                continue;
            least = code;
            found = true;
        }
    }
    if (found)
        *ret_code = least;
    return found;
}
