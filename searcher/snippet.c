/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * snippet.c: choosing the pieces of a text that show why it matched.
 *
 * Each mark is tried as the first of a window of FH_SNIPPET_BYTES; the window that shows the most
 * different needles not shown yet wins, then the one with the most marks, then the earliest. It is
 * then widened to words, backwards to the beginning of its sentence where that is near.
 */
#include "searcher/snippet.h"

/* Most of the room a window has left goes in front when a sentence begins there, since a reader
 * needs the beginning more than the end. */
enum { LEAD_BYTES = 90, MAX_SNIPPETS = 10, MAX_NEEDLES_SEEN = 64 };

/* Punctuation that goes along with a word at the edge of a snippet, at most. */
enum { EDGE_BYTES = 12 };

typedef struct window {
    size_t first_mark, last_mark; /* inclusive */
    size_t start, end;            /* bytes of the text */
} window;

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t';
}

/* A sentence begins at `at`: the text's or a line's beginning, or after . ! ? and closing quotes.
 */
static bool sentence_starts(fh_str text, size_t at) {
    size_t i = at;
    while (i > 0 && text.p[i - 1] == ' ')
        i--;
    if (i == 0 || text.p[i - 1] == '\n')
        return true;
    if (i == at)
        return false;
    while (i > 0 && (text.p[i - 1] == '"' || text.p[i - 1] == ')' || (text.p[i - 1] & 0x80)))
        i--;
    return i > 0 && (text.p[i - 1] == '.' || text.p[i - 1] == '!' || text.p[i - 1] == '?');
}

/* First token that ends after `byte`. */
static size_t token_at(const fh_scan *scan, size_t byte) {
    size_t low = 0, high = scan->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scan->tokens[middle].end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Bytes between the token before `index` and it hold a paragraph break. */
static bool paragraph_between(const fh_scan *scan, size_t from, size_t to) {
    for (size_t i = from; i + 1 < to; i++)
        if (scan->text.p[i] == '\n' && scan->text.p[i + 1] == '\n')
            return true;
    return false;
}

/* Opening quotes and brackets that stand at the word belong to it. */
static size_t word_start(const fh_scan *scan, size_t index) {
    size_t start = scan->tokens[index].start;
    size_t floor = index ? scan->tokens[index - 1].end : 0;
    if (start - floor > EDGE_BYTES)
        floor = start - EDGE_BYTES;
    while (start > floor && !is_space(scan->text.p[start - 1]))
        start--;
    while ((scan->text.p[start] & 0xc0) == 0x80)
        start++;
    return start;
}

/* So does the punctuation behind it. */
static size_t word_end(const fh_scan *scan, size_t index) {
    size_t end = scan->tokens[index].end;
    size_t ceiling = index + 1 < scan->count ? scan->tokens[index + 1].start : scan->text.n;
    if (ceiling - end > EDGE_BYTES)
        ceiling = end + EDGE_BYTES;
    while (end < ceiling && !is_space(scan->text.p[end]))
        end++;
    while (end < scan->text.n && (scan->text.p[end] & 0xc0) == 0x80)
        end--;
    return end;
}

/* The first token to show, going back from token `index`: the sentence's first where it is near,
 * else as many words as fit in `room` bytes. */
static size_t lead(const fh_scan *scan, size_t index, size_t room) {
    size_t limit = scan->tokens[index].start, best = index, at = index;
    while (at > 0 && limit - scan->tokens[at - 1].start <= room) {
        if (sentence_starts(scan->text, word_start(scan, at)))
            return at;
        if (paragraph_between(scan, scan->tokens[at - 1].end, scan->tokens[at].start))
            return at;
        at--;
        if (limit - scan->tokens[at].start <= room / 2)
            best = at;
    }
    return at == 0 || sentence_starts(scan->text, word_start(scan, at)) ? at : best;
}

/* The last token to show, going on from token `index`, in `room` bytes more, in its paragraph. */
static size_t trail(const fh_scan *scan, size_t index, size_t room) {
    size_t from = scan->tokens[index].end, at = index;
    while (at + 1 < scan->count && scan->tokens[at + 1].end - from <= room &&
           !paragraph_between(scan, scan->tokens[at].end, scan->tokens[at + 1].start))
        at++;
    return at;
}

static void widen(const fh_scan *scan, const fh_mark *marks, size_t mark_count, window *w) {
    size_t from = marks[w->first_mark].start, to = marks[w->last_mark].end;
    size_t used = to - from;
    size_t room = used < FH_SNIPPET_BYTES ? FH_SNIPPET_BYTES - used : 0;
    size_t first = token_at(scan, from), last = token_at(scan, to - 1);
    first = lead(scan, first, room < LEAD_BYTES ? room : LEAD_BYTES);
    size_t spent = from - scan->tokens[first].start;
    last = trail(scan, last, room > spent ? room - spent : 0);
    w->start = word_start(scan, first);
    w->end = word_end(scan, last);
    /* What else is marked in the widened piece shows too. */
    while (w->first_mark > 0 && marks[w->first_mark - 1].start >= w->start)
        w->first_mark--;
    while (w->last_mark + 1 < mark_count && marks[w->last_mark + 1].end <= w->end)
        w->last_mark++;
}

static bool overlaps_chosen(const window *chosen, size_t count, uint32_t start, uint32_t end) {
    for (size_t i = 0; i < count; i++)
        if (start < chosen[i].end && end > chosen[i].start)
            return true;
    return false;
}

/* A window that slides over the marks, and what it shows: of each needle how many. */
typedef struct sliding {
    size_t first, next; /* marks first..next-1 are in it */
    uint32_t shows[MAX_NEEDLES_SEEN];
    size_t score; /* 100 for each needle that no snippet shows yet, else 1 a mark */
} sliding;

static size_t worth(const sliding *slide, const fh_mark *mark, uint64_t shown) {
    uint32_t needle = mark->needle % MAX_NEEDLES_SEEN;
    return slide->shows[needle] || (shown >> needle & 1) ? 1 : 100;
}

static void take_in(sliding *slide, const fh_mark *mark, uint64_t shown) {
    slide->score += worth(slide, mark, shown);
    slide->shows[mark->needle % MAX_NEEDLES_SEEN]++;
    slide->next++;
}

static void let_go(sliding *slide, const fh_mark *mark, uint64_t shown) {
    slide->shows[mark->needle % MAX_NEEDLES_SEEN]--;
    slide->score -= worth(slide, mark, shown);
    slide->first++;
}

/* May the mark at slide->next join the marks before it? */
static bool joins(const fh_scan *scan, const fh_mark *marks, const sliding *slide) {
    const fh_mark *next = &marks[slide->next];
    if (slide->next == slide->first)
        return true;
    return next->end - marks[slide->first].start <= FH_SNIPPET_BYTES - LEAD_BYTES / 2 &&
           !paragraph_between(scan, next[-1].end, next->start);
}

/* The best window that begins at a mark not shown yet; false: there is none. */
static bool best_window(const fh_scan *scan, const fh_mark *marks, size_t mark_count,
                        const window *chosen, size_t chosen_count, uint64_t shown, window *ret) {
    size_t best_score = 0;
    sliding slide = {0};
    while (slide.first < mark_count) {
        while (
            slide.next < mark_count && joins(scan, marks, &slide) &&
            !overlaps_chosen(chosen, chosen_count, marks[slide.next].start, marks[slide.next].end))
            take_in(&slide, &marks[slide.next], shown);
        if (slide.next == slide.first) { /* shown by a window that was chosen */
            slide.first = ++slide.next;
            continue;
        }
        if (slide.score > best_score) {
            best_score = slide.score;
            *ret = (window){slide.first, slide.next - 1, 0, 0};
        }
        let_go(&slide, &marks[slide.first], shown);
    }
    return best_score > 0;
}

static int cut_out(const fh_scan *scan, const fh_mark *marks, const window *w, fh_arena *arena,
                   fihrist_snippet *ret, fihrist_error *err) {
    fh_str copy = fh_arena_copy(arena, (fh_str){scan->text.p + w->start, w->end - w->start});
    if (!copy.p)
        return fh_fail_memory(err);
    char *line = (char *)copy.p; /* our own copy: one line of it */
    for (size_t i = 0; i < copy.n; i++)
        if (is_space(line[i]))
            line[i] = ' ';
    size_t count = w->last_mark >= w->first_mark ? w->last_mark - w->first_mark + 1 : 0;
    fihrist_span *spans = fh_arena_alloc(arena, (count + 1) * sizeof *spans);
    if (!spans)
        return fh_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const fh_mark *mark = &marks[w->first_mark + i];
        spans[i] = (fihrist_span){mark->start - (uint32_t)w->start, mark->end - (uint32_t)w->start};
    }
    *ret = (fihrist_snippet){{copy.p, copy.n}, w->start > 0, w->end < scan->text.n, spans, count};
    return 0;
}

static int beginning(const fh_scan *scan, fh_arena *arena, fihrist_snippet *ret,
                     fihrist_error *err) {
    size_t last = trail(scan, 0, FH_SNIPPET_BYTES);
    window w = {1, 0, word_start(scan, 0), word_end(scan, last)};
    return cut_out(scan, NULL, &w, arena, ret, err);
}

static void sort_by_start(window *windows, size_t count) {
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && windows[j].start < windows[j - 1].start; j--) {
            window swap = windows[j];
            windows[j] = windows[j - 1];
            windows[j - 1] = swap;
        }
}

int fh_snippet_choose(const fh_scan *scan, const fh_mark *marks, size_t mark_count, size_t room,
                      fh_arena *arena, fihrist_snippet *ret_snippets, size_t *ret_count,
                      fihrist_error *err) {
    *ret_count = 0;
    if (scan->count == 0 || room == 0)
        return 0;
    if (mark_count == 0) {
        *ret_count = 1;
        return beginning(scan, arena, ret_snippets, err);
    }
    window chosen[MAX_SNIPPETS];
    size_t count = 0;
    uint64_t shown = 0;
    while (count < room && count < MAX_SNIPPETS &&
           best_window(scan, marks, mark_count, chosen, count, shown, &chosen[count])) {
        window *w = &chosen[count];
        widen(scan, marks, mark_count, w);
        if (count > 0 && overlaps_chosen(chosen, count, (uint32_t)w->start, (uint32_t)w->end)) {
            w->start = word_start(scan, token_at(scan, marks[w->first_mark].start));
            w->end = word_end(scan, token_at(scan, marks[w->last_mark].end - 1));
        }
        for (size_t i = w->first_mark; i <= w->last_mark; i++)
            shown |= UINT64_C(1) << (marks[i].needle % MAX_NEEDLES_SEEN);
        count++;
    }
    sort_by_start(chosen, count);
    for (size_t i = 0; i < count; i++) {
        int status = cut_out(scan, marks, &chosen[i], arena, &ret_snippets[i], err);
        if (status < 0)
            return status;
    }
    *ret_count = count;
    return 0;
}
