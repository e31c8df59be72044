/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_block.c: the block of keys at the top of a page ("title: …", "date: …"), fenced by "---" or
 * not, and how a line of names is taken apart.
 */
#include "core/date.h"
#include "core/json.h"
#include "webpage/names.h"
#include "webpage/text.h"

enum { BLOCK_LINES = 100 };

/* --- authors --- */

/* More than an article may have are not kept: one too many is enough for it to be rejected. */
static bool add_name(fh_page *page, fh_str **items, size_t *count, fh_str name) {
    enum { COMPARED = 100 };
    name = fh_page_trim(name);
    while (name.n && strchr(",;|", name.p[name.n - 1]))
        name = fh_page_trim((fh_str){name.p, name.n - 1});
    for (size_t i = 0; i < *count && i < COMPARED; i++)
        if (fh_str_equal((*items)[i], name))
            return true;
    if (name.n == 0 || *count > FH_ARTICLE_MAX_ACTORS)
        return true;
    /* Full at each power of two. */
    if ((*count & (*count - 1)) == 0 || *count == 0) {
        fh_str *moved = fh_arena_alloc(page->arena, (*count * 2 + 1) * sizeof *moved);
        if (!moved)
            return false;
        if (*count)
            memcpy(moved, *items, *count * sizeof *moved);
        *items = moved;
    }
    (*items)[(*count)++] = name;
    return true;
}

bool fh_page_add_names(fh_page *page, fh_str text, fh_str **items, size_t *count) {
    while (text.n > 0) {
        size_t between, end = fh_names_end(text, &between);
        if (!add_name(page, items, count, (fh_str){text.p, end}))
            return false;
        text = (fh_str){text.p + end + between, text.n - end - between};
    }
    return true;
}

bool fh_page_set_date(fh_page *page, const char *iso) {
    if (page->article->date.n || !iso[0])
        return true;
    page->article->date = fh_arena_copy(page->arena, fh_str_of(iso));
    return page->article->date.p != NULL;
}

static void set_caption(fh_page *page, fh_str text) {
    if (text.n == 0)
        return;
    if (page->caption.n)
        fh_buffer_append_byte(&page->caption, '\n');
    fh_buffer_append_str(&page->caption, text);
}

/* --- the block of keys --- */

typedef enum block_key {
    KEY_UNKNOWN,
    KEY_TITLE,
    KEY_AUTHOR,
    KEY_DATE,
    KEY_SOURCE,
    KEY_URL,
    KEY_LANG,
    KEY_CAPTION,
    KEY_ID,
    KEY_ACTORS
} block_key;

static block_key known_key(fh_str key) {
    static const struct {
        const char *text;
        block_key key;
    } keys[] = {
        {"title", KEY_TITLE},
        {"headline", KEY_TITLE},
        {"author", KEY_AUTHOR},
        {"authors", KEY_AUTHOR},
        {"by", KEY_AUTHOR},
        {"byline", KEY_AUTHOR},
        {"date", KEY_DATE},
        {"published", KEY_DATE},
        {"publication date", KEY_DATE},
        {"publication-date", KEY_DATE},
        {"source", KEY_SOURCE},
        {"outlet", KEY_SOURCE},
        {"publication", KEY_SOURCE},
        {"publisher", KEY_SOURCE},
        {"url", KEY_URL},
        {"link", KEY_URL},
        {"lang", KEY_LANG},
        {"language", KEY_LANG},
        {"caption", KEY_CAPTION},
        {"id", KEY_ID},
        {"actors", KEY_ACTORS},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (fh_page_same(key, keys[i].text))
            return keys[i].key;
    return KEY_UNKNOWN;
}

/* "key: value"; a key is up to 30 letters, digits, spaces, "-" and "_". */
static bool split_key(fh_str line, fh_str *ret_key, fh_str *ret_value) {
    size_t n = 0;
    while (n < line.n && n < 31 && line.p[n] != ':') {
        char c = line.p[n];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(n && ((c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '_')))
            return false;
        n++;
    }
    if (n == 0 || n >= line.n || line.p[n] != ':')
        return false;
    *ret_key = fh_page_trim((fh_str){line.p, n});
    *ret_value = fh_page_behind(line, n + 1);
    return n + 1 == line.n || line.p[n + 1] == ' ' || line.p[n + 1] == '\t';
}

static bool is_fence(fh_str line) {
    return fh_page_same(line, "---");
}

/* The first line behind the block, or `from` when no block begins there. Lines below the first are
 * joined to the block until a blank line. A block is fenced by "---", or it has two lines, the
 * first with a key we know, or its only line says title, url, date or id. */
static size_t block_end(const fh_page *page, size_t from, bool fenced) {
    size_t line = from, known = 0;
    for (; line < page->count && line - from < BLOCK_LINES; line++) {
        fh_str text = fh_page_line_text(page, line), key, value;
        if (fenced ? is_fence(text) : line > from && page->lines[line].blank_before)
            break;
        if (!split_key(text, &key, &value)) {
            if (page->lines[line].indent > 0 && line > from)
                continue;
            return from;
        }
        known += known_key(key) != KEY_UNKNOWN;
    }
    if (fenced)
        return line < page->count && line > from ? line : from;
    fh_str key = {NULL, 0}, value = {NULL, 0};
    if (line == from || !split_key(fh_page_line_text(page, from), &key, &value))
        return from;
    block_key first = known_key(key);
    if (line - from >= 2)
        return known >= 2 || (known && first != KEY_UNKNOWN) ? line : from;
    fh_found_date date;
    bool sure = first == KEY_TITLE || (first == KEY_URL && memmem(value.p, value.n, "://", 3)) ||
                (first == KEY_DATE && fh_date_find(value, &date));
    return sure ? line : from;
}

static int status(bool done) {
    return done ? 0 : FIHRIST_E_MEMORY;
}

static int set_block_date(fh_page *page, fh_str value) {
    fh_found_date date;
    fh_date parsed;
    if (!fh_date_parse(value, &parsed) && fh_date_find(value, &date) && date.iso[0])
        return status(fh_page_set_date(page, date.iso));
    page->article->date = value;
    return 0;
}

static fh_str unquoted(fh_str value) {
    if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\'') &&
        value.p[value.n - 1] == value.p[0])
        return (fh_str){value.p + 1, value.n - 2};
    return value;
}

static int set_key(fh_page *page, fh_str key, fh_str value, fh_buffer *extra) {
    fh_article *article = page->article;
    value = unquoted(value);
    switch (known_key(key)) {
    case KEY_TITLE:
        article->title = value;
        return 0;
    case KEY_AUTHOR:
        return status(fh_page_add_names(page, value, &article->authors, &article->author_count));
    case KEY_DATE:
        return set_block_date(page, value);
    case KEY_SOURCE:
        article->source = value;
        return 0;
    case KEY_URL:
        article->url = value;
        return 0;
    case KEY_LANG:
        article->lang = value;
        return 0;
    case KEY_CAPTION:
        set_caption(page, value);
        return 0;
    case KEY_ID:
        article->id = value;
        return 0;
    case KEY_ACTORS:
        return status(fh_page_add_names(page, value, &article->actors, &article->actor_count));
    case KEY_UNKNOWN:
        fh_json_string(extra, key);
        fh_buffer_append_byte(extra, ':');
        fh_json_string(extra, value);
    }
    return 0;
}

/* A value goes on in the lines below that are indented. */
static int read_block(fh_page *page, size_t from, size_t end, fihrist_error *err) {
    /* A byte is six when escaped, and two bytes of a line give five of punctuation at most. */
    fh_buffer extra = FH_BUFFER(page->text.n * 6 + 64);
    int rc = 0;
    fh_json_open(&extra, '{');
    for (size_t line = from; line < end && rc == 0; line++) {
        fh_str key, value, more;
        if (!split_key(fh_page_line_text(page, line), &key, &value))
            continue;
        while (line + 1 < end && page->lines[line + 1].indent > page->lines[line].indent) {
            more = fh_page_line_text(page, ++line);
            value = fh_arena_printf(page->arena, "%.*s%s%.*s", (int)value.n, value.p,
                                    value.n ? " " : "", (int)more.n, more.p);
            if (!value.p)
                rc = FIHRIST_E_MEMORY;
        }
        rc = rc ? rc : set_key(page, key, value, &extra);
    }
    fh_json_close(&extra, '}');
    if (extra.failed)
        rc = FIHRIST_E_MEMORY;
    if (rc == 0 && extra.n > 2) {
        page->article->extra = fh_arena_copy(page->arena, fh_buffer_str(&extra));
        rc = page->article->extra.p ? 0 : FIHRIST_E_MEMORY;
    }
    fh_buffer_free(&extra);
    return rc == FIHRIST_E_MEMORY ? fh_fail_memory(err) : rc;
}

int fh_page_read_block(fh_page *page, size_t *ret_line, fihrist_error *err) {
    bool fenced = page->count && is_fence(fh_page_line_text(page, 0));
    size_t end = block_end(page, fenced, fenced);
    *ret_line = end > fenced ? end + fenced : 0;
    return end > fenced ? read_block(page, fenced, end, err) : 0;
}
