/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * path_pattern.c: matching a path against --path. Names and literals alternate; each name takes as
 * little as it can, with a table of what failed so that time stays bounded.
 */
#include "input/path_pattern.h"

#include "core/date.h"

enum { MAX_ITEMS = 33, MAX_NAMES = 16, MAX_PATTERN_BYTES = 1000, MAX_MATCHED_BYTES = 1024 };

typedef enum name {
    NAME_ANY,
    NAME_SOURCE,
    NAME_DATE,
    NAME_LANG,
    NAME_AUTHOR,
    NAME_TITLE,
    NAME_ID,
    NAME_YEAR,
    NAME_MONTH,
    NAME_DAY,
    NAME_COUNT
} name;

static const char *const names[NAME_COUNT] = {"",      "source", "date", "lang",  "author",
                                              "title", "id",     "year", "month", "day"};

typedef struct item {
    bool literal;
    name name;
    fh_str text;
} item;

struct fh_path_pattern {
    char text[MAX_PATTERN_BYTES + 1];
    item items[MAX_ITEMS];
    size_t item_count;
    size_t slashes;
    bool has_extension; /* the last part says how names end */
};

/* --- reading a pattern --- */

static int add_name(fh_path_pattern *pattern, fh_str text, fihrist_error *err) {
    item *last = pattern->item_count ? &pattern->items[pattern->item_count - 1] : NULL;
    if (last && !last->literal)
        return fh_fail(err, FIHRIST_E_USAGE, "bad --path '%s': nothing between two names",
                       pattern->text);
    for (name n = 0; n < NAME_COUNT; n++) {
        if (!fh_str_equal(text, fh_str_of(names[n])))
            continue;
        for (size_t i = 0; i < pattern->item_count; i++)
            if (n != NAME_ANY && !pattern->items[i].literal && pattern->items[i].name == n)
                return fh_fail(err, FIHRIST_E_USAGE, "bad --path '%s': '{%s}' twice", pattern->text,
                               names[n]);
        pattern->items[pattern->item_count++] = (item){false, n, text};
        return 0;
    }
    return fh_fail(err, FIHRIST_E_USAGE,
                   "bad --path '%s': '{%.*s}' is not one of source date lang author title id year "
                   "month day",
                   pattern->text, (int)text.n, text.p);
}

static int read_items(fh_path_pattern *pattern, fihrist_error *err) {
    for (const char *at = pattern->text; *at;) {
        size_t n = strcspn(at, "{}");
        if (pattern->item_count + 2 > MAX_ITEMS)
            return fh_fail(err, FIHRIST_E_USAGE, "bad --path '%s': more than %d names",
                           pattern->text, MAX_NAMES);
        if (n)
            pattern->items[pattern->item_count++] = (item){true, NAME_ANY, {at, n}};
        at += n;
        if (!*at)
            break;
        const char *close = strchr(at, '}');
        if (*at == '}' || !close)
            return fh_fail(err, FIHRIST_E_USAGE, "bad --path '%s': a brace without its other",
                           pattern->text);
        int rc = add_name(pattern, (fh_str){at + 1, (size_t)(close - at) - 1}, err);
        if (rc)
            return rc;
        at = close + 1;
    }
    return 0;
}

int fh_path_pattern_new(const char *text, fh_path_pattern **ret_pattern, fihrist_error *err) {
    while (*text == '/')
        text++;
    size_t n = strlen(text);
    if (n == 0 || n > MAX_PATTERN_BYTES)
        return fh_fail(err, FIHRIST_E_USAGE, "bad --path: it has %zu bytes, 1 to %d can be", n,
                       MAX_PATTERN_BYTES);
    fh_path_pattern *pattern = fh_calloc(1, sizeof *pattern);
    if (!pattern)
        return fh_fail_memory(err);
    memcpy(pattern->text, text, n + 1);
    int rc = read_items(pattern, err);
    if (rc) {
        fh_path_pattern_free(pattern);
        return rc;
    }
    const char *last = pattern->text;
    for (const char *at = pattern->text; *at; at++)
        if (*at == '/') {
            pattern->slashes++;
            last = at;
        }
    pattern->has_extension = strchr(last, '.') != NULL;
    *ret_pattern = pattern;
    return 0;
}

void fh_path_pattern_free(fh_path_pattern *pattern) {
    fh_free(pattern);
}

/* --- matching --- */

typedef struct match {
    const fh_path_pattern *pattern;
    fh_str path;
    fh_str values[MAX_ITEMS];
    unsigned char failed[MAX_ITEMS][(MAX_MATCHED_BYTES + 8) / 8]; /* a bit a byte of the path */
} match;

static bool all_digits(fh_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return true;
}

static bool may_be(name n, fh_str value) {
    fh_date date;
    switch (n) {
    case NAME_DATE:
        return fh_date_parse(value, &date);
    case NAME_YEAR:
        return value.n == 4 && all_digits(value);
    case NAME_MONTH:
    case NAME_DAY:
        return value.n <= 2 && all_digits(value);
    default:
        return true;
    }
}

/* Match the items from `i` on against the path from `at` on. Recursion is as deep as there are
 * items: 33 at most. */
static bool match_items(match *m, size_t i, size_t at) {
    if (i == m->pattern->item_count)
        return at == m->path.n;
    if (m->failed[i][at / 8] & 1u << at % 8)
        return false;
    const item *it = &m->pattern->items[i];
    if (it->literal) {
        if (m->path.n - at >= it->text.n && memcmp(m->path.p + at, it->text.p, it->text.n) == 0 &&
            match_items(m, i + 1, at + it->text.n))
            return true;
    } else {
        for (size_t end = at + 1; end <= m->path.n && m->path.p[end - 1] != '/'; end++) {
            m->values[i] = (fh_str){m->path.p + at, end - at};
            if (may_be(it->name, m->values[i]) && match_items(m, i + 1, end))
                return true;
        }
    }
    m->failed[i][at / 8] |= (unsigned char)(1u << at % 8);
    return false;
}

/* The last parts of the path, as many as the pattern has. */
static fh_str last_parts(const fh_path_pattern *pattern, fh_str path) {
    size_t slashes = 0, from = path.n;
    while (from > 0) {
        if (path.p[from - 1] == '/' && slashes++ == pattern->slashes)
            break;
        from--;
    }
    fh_str parts = {path.p + from, path.n - from};
    if (!pattern->has_extension)
        for (size_t n = parts.n; n-- > 1 && parts.p[n] != '/';)
            if (parts.p[n] == '.') {
                parts.n = parts.p[n - 1] == '/' ? parts.n : n;
                break;
            }
    return parts;
}

static const fh_str *value_of(const match *m, name n) {
    for (size_t i = 0; i < m->pattern->item_count; i++)
        if (!m->pattern->items[i].literal && m->pattern->items[i].name == n)
            return &m->values[i];
    return NULL;
}

static int set_text(fh_arena *arena, const fh_str *value, fh_str *field) {
    if (!value || field->n)
        return 0;
    *field = fh_arena_copy(arena, *value);
    return field->p ? 0 : FIHRIST_E_MEMORY;
}

static int set_date(const match *m, fh_arena *arena, fh_article *article) {
    const fh_str *date = value_of(m, NAME_DATE), *year = value_of(m, NAME_YEAR),
                 *month = value_of(m, NAME_MONTH), *day = value_of(m, NAME_DAY);
    if (article->date.n || date || !year)
        return set_text(arena, date, &article->date);
    article->date = fh_arena_printf(arena, "%.*s%s%s%.*s%s%s%.*s", (int)year->n, year->p,
                                    month ? "-" : "", month && month->n == 1 ? "0" : "",
                                    month ? (int)month->n : 0, month ? month->p : "",
                                    month && day ? "-" : "", month && day && day->n == 1 ? "0" : "",
                                    month && day ? (int)day->n : 0, month && day ? day->p : "");
    return article->date.p ? 0 : FIHRIST_E_MEMORY;
}

static int set_values(const match *m, fh_arena *arena, fh_article *article) {
    int rc = set_text(arena, value_of(m, NAME_SOURCE), &article->source);
    if (!rc)
        rc = set_text(arena, value_of(m, NAME_LANG), &article->lang);
    if (!rc)
        rc = set_text(arena, value_of(m, NAME_TITLE), &article->title);
    if (!rc)
        rc = set_text(arena, value_of(m, NAME_ID), &article->id);
    if (!rc)
        rc = set_date(m, arena, article);
    const fh_str *author = value_of(m, NAME_AUTHOR);
    if (rc || !author || article->author_count)
        return rc;
    article->authors = fh_arena_calloc(arena, 1, sizeof *article->authors);
    if (!article->authors || set_text(arena, author, &article->authors[0]))
        return FIHRIST_E_MEMORY;
    article->author_count = 1;
    return 0;
}

int fh_path_pattern_apply(const fh_path_pattern *pattern, fh_str path, fh_arena *arena,
                          fh_article *article, fihrist_error *err) {
    match *m = fh_arena_calloc(arena, 1, sizeof *m);
    if (!m)
        return fh_fail_memory(err);
    m->pattern = pattern;
    m->path = last_parts(pattern, path);
    if (m->path.n > MAX_MATCHED_BYTES || !match_items(m, 0, 0))
        return fh_fail(err, FIHRIST_E_INPUT, "the path does not fit --path '%s'", pattern->text);
    return set_values(m, arena, article) ? fh_fail_memory(err) : 0;
}
