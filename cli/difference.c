/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * difference.c: pieces are numbered, equal ones alike, and the longest common row of numbers is
 * found by a table, a window of both texts at a time.
 */
#include "cli/difference.h"

enum {
    WINDOW = 1500, /* pieces of each text in one table, which takes 9 MB */
    /* Sentences of one place that are compared word by word; others are cut and added. */
    PAIRED_MAX = 64,
    PAIRED_WORDS_MAX = 400
};

/* --- cutting up --- */

typedef struct cutter {
    fh_arena *arena;
    cli_pieces pieces;
    size_t capacity;
} cutter;

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool add_piece(cutter *c, const char *from, const char *to) {
    while (from < to && is_blank(*from))
        from++;
    while (from < to && is_blank(to[-1]))
        to--;
    if (from == to)
        return true;
    if (c->pieces.count == c->capacity) {
        size_t capacity = c->capacity ? c->capacity * 2 : 64;
        fh_str *moved = fh_arena_alloc(c->arena, capacity * sizeof *moved);
        if (!moved)
            return false;
        if (c->pieces.count)
            memcpy(moved, c->pieces.items, c->pieces.count * sizeof *moved);
        c->pieces.items = moved;
        c->capacity = capacity;
    }
    c->pieces.items[c->pieces.count++] = (fh_str){from, (size_t)(to - from)};
    return true;
}

/* The length of one of `marks`, which have blanks between, at `p`; 0: there is none. */
static size_t mark_at(const char *p, const char *end, const char *marks) {
    while (*marks) {
        size_t n = strcspn(marks, " ");
        if ((size_t)(end - p) >= n && memcmp(p, marks, n) == 0)
            return n;
        marks += n + (marks[n] == ' ');
    }
    return 0;
}

static const char ends[] = ". ! ? … ؟ ۔ । 。 ！ ？";
static const char closes[] = "\" ' ) ] ” ’ » ›";

/* Behind the sentence that ends at `p`; NULL: none ends there. */
static const char *end_at(const char *p, const char *end) {
    size_t n = mark_at(p, end, ends);
    if (n == 0)
        return *p == '\n' ? p + 1 : NULL;
    while (n > 0) {
        p += n;
        n = mark_at(p, end, ends);
        if (n == 0)
            n = mark_at(p, end, closes);
    }
    const char *next = p;
    while (next < end && is_blank(*next))
        next++;
    bool goes_on = next < end && (next == p || (*next >= 'a' && *next <= 'z'));
    return goes_on ? NULL : p;
}

bool cli_sentences(fh_str text, fh_arena *arena, cli_pieces *ret_pieces) {
    cutter c = {.arena = arena};
    const char *p = text.p ? text.p : "", *from = p, *end = p + text.n;
    while (p < end && c.pieces.count + 1 < CLI_PIECES_MAX) {
        const char *behind = end_at(p, end);
        if (behind && !add_piece(&c, from, behind))
            return false;
        p = behind ? behind : p + 1;
        from = behind ? behind : from;
    }
    if (!add_piece(&c, from, end))
        return false;
    *ret_pieces = c.pieces;
    return true;
}

bool cli_words(fh_str text, fh_arena *arena, cli_pieces *ret_pieces) {
    cutter c = {.arena = arena};
    const char *p = text.p ? text.p : "", *end = p + text.n;
    while (p < end && c.pieces.count + 1 < CLI_PIECES_MAX) {
        const char *from = p;
        while (p < end && !is_blank(*p))
            p++;
        if (!add_piece(&c, from, p))
            return false;
        while (p < end && is_blank(*p))
            p++;
    }
    if (!add_piece(&c, p, end))
        return false;
    *ret_pieces = c.pieces;
    return true;
}

/* --- numbering --- */

typedef struct numbering {
    fh_str *items; /* by number, from 1 */
    uint32_t *slots;
    size_t mask;
    uint32_t count;
} numbering;

/* What stands for a quotation mark or an apostrophe of any form at `at`, which moves behind it; 0:
 * there is none. An outlet has marks of its own. */
static char quote_at(fh_str piece, size_t *at) {
    static const char *const marks[] = {"“", "”", "„", "‘", "’", "‚"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (piece.n - *at >= n && memcmp(piece.p + *at, marks[i], n) == 0) {
            *at += n;
            return i < 3 ? '"' : '\'';
        }
    }
    return '\0';
}

/* The next byte of a piece with blanks taken as one; 0 behind the last. */
static char next_byte(fh_str piece, size_t *at) {
    if (*at >= piece.n)
        return '\0';
    char quote = quote_at(piece, at);
    if (quote)
        return quote;
    char byte = piece.p[(*at)++];
    if (!is_blank(byte))
        return byte;
    while (*at < piece.n && is_blank(piece.p[*at]))
        ++*at;
    return ' ';
}

static bool is_same(fh_str a, fh_str b) {
    size_t i = 0, j = 0;
    for (;;) {
        bool ends_a = i >= a.n, ends_b = j >= b.n;
        if (ends_a || ends_b)
            return ends_a && ends_b;
        if (next_byte(a, &i) != next_byte(b, &j))
            return false;
    }
}

static uint64_t hash_of(fh_str piece) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t at = 0; at < piece.n;)
        hash = (hash ^ (unsigned char)next_byte(piece, &at)) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

static uint32_t number_of(numbering *all, fh_str piece) {
    size_t at = hash_of(piece) & all->mask;
    while (all->slots[at] && !is_same(all->items[all->slots[at]], piece))
        at = (at + 1) & all->mask;
    if (!all->slots[at]) {
        all->slots[at] = ++all->count;
        all->items[all->count] = piece;
    }
    return all->slots[at];
}

static uint32_t *number_pieces(numbering *all, const cli_pieces *pieces, fh_arena *arena) {
    uint32_t *numbers = fh_arena_alloc(arena, (pieces->count + 1) * sizeof *numbers);
    for (size_t i = 0; numbers && i < pieces->count; i++)
        numbers[i] = number_of(all, pieces->items[i]);
    return numbers;
}

static bool begin_numbering(numbering *all, size_t pieces, fh_arena *arena) {
    size_t slots = 64;
    while (slots < pieces * 2)
        slots *= 2;
    *all = (numbering){.items = fh_arena_alloc(arena, (pieces + 1) * sizeof *all->items),
                       .slots = fh_arena_calloc(arena, slots, sizeof *all->slots),
                       .mask = slots - 1};
    return all->items && all->slots;
}

/* --- the longest common row --- */

typedef struct rows {
    const uint32_t *a, *b;
    size_t n, m;
    size_t *match; /* of each of `a` the one of `b`, or SIZE_MAX */
    uint32_t *table;
} rows;

/* table[i][j]: the length of the row in what lies from i and from j on, of n and m. */
static void fill_table(rows *r, size_t from_a, size_t from_b, size_t n, size_t m) {
    uint32_t *table = r->table;
    size_t wide = m + 1;
    memset(table + n * wide, 0, wide * sizeof *table);
    for (size_t i = n; i-- > 0;) {
        uint32_t *row = table + i * wide, *below = row + wide;
        row[m] = 0;
        for (size_t j = m; j-- > 0;) {
            uint32_t skip = row[j + 1] > below[j] ? row[j + 1] : below[j];
            row[j] = r->a[from_a + i] == r->b[from_b + j] ? below[j + 1] + 1 : skip;
        }
    }
}

/* Match a window; where the last match ends moves *from_a and *from_b behind it. */
static void match_window(rows *r, size_t *from_a, size_t *from_b, size_t n, size_t m) {
    size_t i = 0, j = 0, a = *from_a, b = *from_b, wide = m + 1;
    fill_table(r, a, b, n, m);
    while (i < n && j < m) {
        if (r->a[a + i] == r->b[b + j]) {
            r->match[a + i] = b + j;
            *from_a = a + ++i;
            *from_b = b + ++j;
        } else if (r->table[(i + 1) * wide + j] >= r->table[i * wide + j + 1]) {
            i++;
        } else {
            j++;
        }
    }
}

static void match_all(rows *r) {
    size_t a = 0, b = 0, end_a = r->n, end_b = r->m;
    for (; a < end_a && a < end_b && r->a[a] == r->b[a]; a++)
        r->match[a] = a;
    for (b = a; end_a > a && end_b > b && r->a[end_a - 1] == r->b[end_b - 1];)
        r->match[--end_a] = --end_b;
    while (a < end_a && b < end_b) {
        size_t n = end_a - a < WINDOW ? end_a - a : WINDOW;
        size_t m = end_b - b < WINDOW ? end_b - b : WINDOW;
        size_t before = a;
        bool last = n == end_a - a && m == end_b - b;
        match_window(r, &a, &b, n, m);
        if (last)
            break;
        if (a == before) {
            a += n;
            b += m;
        }
    }
}

static bool match_rows(rows *r, fh_arena *arena) {
    size_t n = (r->n < WINDOW ? r->n : WINDOW) + 1, m = (r->m < WINDOW ? r->m : WINDOW) + 1;
    r->match = fh_arena_alloc(arena, (r->n + 1) * sizeof *r->match);
    r->table = fh_malloc(n * m * sizeof *r->table);
    if (!r->match || !r->table) {
        fh_free(r->table);
        return false;
    }
    for (size_t i = 0; i < r->n; i++)
        r->match[i] = SIZE_MAX;
    match_all(r);
    fh_free(r->table);
    return true;
}

/* --- steps --- */

typedef struct comparing {
    const cli_pieces *first, *second;
    fh_arena *words; /* of two sentences; NULL: none are paired */
    cli_steps steps; /* there is room for all */
} comparing;

static void add_step(comparing *c, cli_change change, size_t first, size_t second) {
    c->steps.items[c->steps.count++] = (cli_step){change, first, second};
}

/* Whether half of the words of two sentences are the same, in the same order. 1, 0, or -1: out of
 * memory. */
static int are_alike(comparing *c, fh_str a, fh_str b) {
    cli_pieces words[2];
    cli_steps steps;
    size_t kept = 0;
    fh_arena_reset(c->words);
    if (!cli_words(a, c->words, &words[0]) || !cli_words(b, c->words, &words[1]))
        return -1;
    if (words[0].count > PAIRED_WORDS_MAX || words[1].count > PAIRED_WORDS_MAX)
        return 0;
    if (!cli_compare(&words[0], &words[1], false, c->words, &steps))
        return -1;
    for (size_t i = 0; i < steps.count; i++)
        kept += steps.items[i].change == CLI_KEPT;
    return kept * 4 >= words[0].count + words[1].count;
}

/* What was cut, a..a_end, and what was added in its place, b..b_end: each cut sentence is paired
 * with the first of the others that is like it. */
static bool add_gap(comparing *c, size_t a, size_t a_end, size_t b, size_t b_end) {
    bool few = a_end - a <= PAIRED_MAX && b_end - b <= PAIRED_MAX;
    for (; a < a_end; a++) {
        size_t like = b_end;
        for (size_t j = b; c->words && few && j < b_end && like == b_end; j++) {
            int alike = are_alike(c, c->first->items[a], c->second->items[j]);
            if (alike < 0)
                return false;
            like = alike ? j : like;
        }
        if (like == b_end) {
            add_step(c, CLI_CUT, a, 0);
            continue;
        }
        for (; b < like; b++)
            add_step(c, CLI_ADDED, 0, b);
        add_step(c, CLI_CHANGED, a, b++);
    }
    for (; b < b_end; b++)
        add_step(c, CLI_ADDED, 0, b);
    return true;
}

static bool add_steps(comparing *c, const rows *r) {
    size_t a = 0, b = 0;
    for (size_t i = 0; i <= r->n; i++) {
        size_t match = i < r->n ? r->match[i] : r->m;
        if (match == SIZE_MAX)
            continue;
        if (!add_gap(c, a, i, b, match))
            return false;
        if (i < r->n)
            add_step(c, CLI_KEPT, i, match);
        a = i + 1;
        b = match + 1;
    }
    return true;
}

bool cli_compare(const cli_pieces *first, const cli_pieces *second, bool pairs, fh_arena *arena,
                 cli_steps *ret_steps) {
    numbering all;
    size_t pieces = first->count + second->count;
    comparing c = {.first = first, .second = second};
    rows r = {.n = first->count, .m = second->count};
    c.steps.items = fh_arena_alloc(arena, (pieces + 1) * sizeof *c.steps.items);
    if (!c.steps.items || !begin_numbering(&all, pieces, arena))
        return false;
    r.a = number_pieces(&all, first, arena);
    r.b = number_pieces(&all, second, arena);
    if (!r.a || !r.b || !match_rows(&r, arena))
        return false;
    c.words = pairs ? fh_arena_new() : NULL;
    bool done = (c.words || !pairs) && add_steps(&c, &r);
    fh_arena_free(c.words);
    *ret_steps = c.steps;
    return done;
}
