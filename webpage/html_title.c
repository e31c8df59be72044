/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_title.c: the heading that says the title in the page, and the title. Pages say it several
 * times: in JSON-LD, in meta elements, in the title element, there with the outlet's name before or
 * behind it. What one of these has in common with a heading is the title itself; so headings are
 * told, whatever their rank and class, from those of the site and of other articles.
 */
#include "webpage/html.h"

#include "webpage/text.h"

enum {
    TITLE_MAX_BYTES = 500,
    HEADING_MIN_BYTES = 6, /* two characters of Chinese; "News" is no title */
    SHARE_PERCENT = 40,    /* of what is said to be the title, that the heading must be */
    BEGUN_MIN_BYTES = 20,  /* of one that stands in front of other text */
    HEADINGS_MAX = 2000,   /* are compared, */
    FIRST_BLOCKS = 400,    /* and so many blocks of any kind, where no heading is a title */
    STATED_MAX = 4,
    OUTLET_MAX_BYTES = 60 /* of what stands behind a title, to be the outlet's name */
};

/* What the page says that its title is, in small letters. */
typedef struct stated {
    fh_str all[STATED_MAX];
    size_t count;
} stated;

static void fold(fh_str text, char *to) {
    for (size_t i = 0; i < text.n; i++)
        to[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] | 0x20) : text.p[i];
}

static void add(const fh_html *page, stated *to, fh_str text) {
    if (text.n < HEADING_MIN_BYTES || text.n > TITLE_MAX_BYTES || to->count == STATED_MAX)
        return;
    char *copy = fh_arena_alloc(page->arena, text.n);
    if (!copy)
        return;
    fold(text, copy);
    to->all[to->count++] = (fh_str){copy, text.n};
}

fh_str fh_html_title_element(const fh_html *page) {
    for (uint32_t i = 0; i < page->item_count; i++)
        if (fh_html_is(page->items[i].node, "title") && page->items[i].node->children &&
            !fh_html_is(page->items[page->items[i].parent].node, "svg"))
            return fh_html_text(page, i, TITLE_MAX_BYTES);
    return (fh_str){NULL, 0};
}

static const char *const between[] = {" | ",
                                      " - ",
                                      " \xe2\x80\x93 ",
                                      " \xe2\x80\x94 ",
                                      " :: ",
                                      " \xc2\xbb ",
                                      " \xc2\xab ",
                                      " \xe2\x80\xa2 ",
                                      " \xe2\x80\xba ",
                                      " \xe2\x80\xb9 ",
                                      " \xc2\xb7 ",
                                      ": ",
                                      " : ",
                                      "\xef\xbd\x9c",
                                      "_"};

bool fh_html_next_title_part(fh_str title, size_t *at, fh_str *ret_part) {
    if (title.n == 0 || *at > title.n)
        return false;
    fh_str rest = {title.p + *at, title.n - *at};
    size_t parted = 1; /* behind all of it */
    *ret_part = rest;
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        const char *found = rest.n ? memmem(rest.p, rest.n, between[i], strlen(between[i])) : NULL;
        if (found && (size_t)(found - rest.p) < ret_part->n) {
            ret_part->n = (size_t)(found - rest.p);
            parted = strlen(between[i]);
        }
    }
    *at += ret_part->n + parted;
    return true;
}

/* --- the heading --- */

/* A word does not go on there: its neighbour is no ASCII letter or digit. */
static bool is_edge(char c) {
    return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
}

/* Whether `part` is in `whole` as words. Both are folded. */
static bool has_part(fh_str whole, fh_str part) {
    const char *at = memmem(whole.p, whole.n, part.p, part.n);
    if (!at)
        return false;
    size_t from = (size_t)(at - whole.p), end = from + part.n;
    return (from == 0 || is_edge(whole.p[from - 1])) && (end == whole.n || is_edge(whole.p[end]));
}

/* How good a heading of this text is: the longer what it has of a title, the better; 0: it has
 * nothing of any. */
static size_t rate(const fh_html *page, const stated *titles, const fh_html_block *block) {
    char folded[TITLE_MAX_BYTES];
    fh_str text = block->text;
    if (text.n < HEADING_MIN_BYTES || text.n > TITLE_MAX_BYTES || fh_html_is_apart(block->role) ||
        fh_html_is_outlet(page, text))
        return 0;
    fold(text, folded);
    for (size_t i = 0; i < titles->count; i++)
        if (text.n * 100 >= titles->all[i].n * SHARE_PERCENT &&
            has_part(titles->all[i], (fh_str){folded, text.n}))
            return text.n;
    return 0;
}

static size_t find_best(const fh_html *page, const stated *titles) {
    size_t best = page->block_count, most = 0, seen = 0;
    for (size_t i = 0; i < page->block_count && seen < HEADINGS_MAX; i++) {
        if (!(page->blocks[i].role & FH_HTML_HEADING))
            continue;
        size_t rating = rate(page, titles, &page->blocks[i]);
        seen++;
        if (rating > most) {
            most = rating;
            best = i;
        }
    }
    return best;
}

/* The first h1 that is no furniture. */
static size_t find_first(const fh_html *page) {
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (block->role & FH_HTML_HEADING && !fh_html_is_apart(block->role) &&
            fh_html_is(page->items[block->item].node, "h1") && block->text.n <= TITLE_MAX_BYTES &&
            !fh_html_is_outlet(page, block->text))
            return i;
    }
    return page->block_count;
}

/* Where no heading is: the first block that is the title, in large letters maybe. */
static size_t find_written(const fh_html *page, const stated *titles) {
    size_t end = page->block_count < FIRST_BLOCKS ? page->block_count : FIRST_BLOCKS;
    for (size_t i = 0; i < end; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (rate(page, titles, block) > 0)
            return i;
    }
    return page->block_count;
}

static bool begins(fh_str text, fh_str with) {
    return with.n >= BEGUN_MIN_BYTES && text.n >= with.n &&
           strncasecmp(text.p, with.p, with.n) == 0 &&
           (text.n == with.n || is_edge((char)(text.p[with.n] | 0x20)));
}

/* A block that begins with what is left of the title element without its head or its tail, as
 * pages without headings have it: the byline stands in the same block. */
static size_t find_begun(const fh_html *page, fh_str title, fh_str *ret_heading) {
    size_t end = page->block_count < FIRST_BLOCKS ? page->block_count : FIRST_BLOCKS;
    for (size_t s = 0; s < sizeof between / sizeof *between; s++) {
        size_t n = strlen(between[s]);
        const char *at = title.n ? memmem(title.p, title.n, between[s], n) : NULL;
        if (!at)
            continue;
        fh_str head = {title.p, (size_t)(at - title.p)};
        fh_str tail = {at + n, title.n - head.n - n};
        for (size_t i = 0; i < end; i++) {
            const fh_html_block *block = &page->blocks[i];
            *ret_heading = begins(block->text, tail) ? tail : head;
            if (ret_heading->n * 100 >= title.n * SHARE_PERCENT && !fh_html_is_apart(block->role) &&
                begins(block->text, *ret_heading) && !fh_html_is_outlet(page, *ret_heading))
                return i;
        }
    }
    *ret_heading = (fh_str){NULL, 0};
    return page->block_count;
}

static size_t find_heading(const fh_html *page, const stated *titles, fh_str *ret_heading) {
    size_t found = find_best(page, titles);
    if (found == page->block_count)
        found = find_written(page, titles);
    if (found == page->block_count) {
        found = find_begun(page, fh_html_title_element(page), ret_heading);
        if (found < page->block_count)
            return found;
        found = find_first(page);
    }
    if (found < page->block_count)
        *ret_heading = page->blocks[found].text;
    return found;
}

uint32_t fh_html_heading_item(const fh_html *page) {
    return page->heading < page->block_count ? page->blocks[page->heading].item : 0;
}

/* --- the title --- */

static bool is_same(fh_str a, fh_str b) {
    return a.n == b.n && a.n > 0 && strncasecmp(a.p, b.p, a.n) == 0;
}

/* "Title | Outlet", "Outlet: Title", "Title - Section - Outlet": what stands in the page as its
 * heading is left, or what is not the outlet. */
static fh_str without_outlet(const fh_html *page, fh_str title, fh_str heading) {
    fh_str cut = title;
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        size_t n = strlen(between[i]);
        for (size_t at = title.n; at-- > 1;) {
            if (at + n >= title.n || memcmp(title.p + at, between[i], n) != 0)
                continue;
            fh_str head = {title.p, at}, tail = {title.p + at + n, title.n - at - n};
            if (is_same(head, heading) || is_same(tail, heading))
                return heading;
            if (fh_html_is_outlet(page, tail) && head.n < cut.n)
                cut = head;
            else if (fh_html_is_outlet(page, head) && tail.n < cut.n && cut.p == title.p)
                cut = tail;
        }
    }
    return fh_str_trim(cut);
}

static fh_str find_stated(fh_html *page, const fh_html_data *data, fh_str heading) {
    static const char *const names[] = {"og:title", "twitter:title", "dc.title", "headline"};
    fh_str title = data->title;
    size_t property = fh_html_find_property(page, "headline", 0, (uint32_t)page->item_count);
    if (!title.n && property != SIZE_MAX)
        title = fh_html_text(page, (uint32_t)property, TITLE_MAX_BYTES);
    if (!title.n || title.n > TITLE_MAX_BYTES)
        title = fh_html_plain(page, fh_html_first_meta(page, names, sizeof names / sizeof *names));
    return title.n ? title : heading.n ? heading : fh_html_title_element(page);
}

/* --- the outlet, where only the title names it --- */

static bool is_outlet_name(fh_str name) {
    fh_found_date date;
    bool digit = name.n > 0 && name.p[0] >= '0' && name.p[0] <= '9';
    return name.n > 1 && name.n <= OUTLET_MAX_BYTES && !digit && !fh_date_find(name, &date);
}

/* "Title - Section - Outlet" and "Title [Outlet]": the last part behind the title. A colon or the
 * like has more of the title behind it. */
static fh_str outlet_behind(fh_str whole, fh_str title) {
    fh_str part, first, last = {NULL, 0};
    size_t at = title.n;
    if (title.n == 0 || whole.n <= title.n || strncasecmp(whole.p, title.p, title.n) != 0)
        return last;
    fh_str behind = fh_str_trim((fh_str){whole.p + title.n, whole.n - title.n});
    if (behind.n == 0 || behind.p[0] == ':' || behind.p[0] == '_')
        return last;
    (void)fh_html_next_title_part(whole, &at, &first);
    first = fh_str_trim(first);
    if (first.n > 2 && first.p[0] == '[' && first.p[first.n - 1] == ']')
        last = (fh_str){first.p + 1, first.n - 2};
    else if (first.n > 0)
        return last;
    while (fh_html_next_title_part(whole, &at, &part))
        last = part;
    return is_outlet_name(last) ? last : (fh_str){NULL, 0};
}

int fh_html_find_title(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    stated titles = {.count = 0};
    add(page, &titles, data->title);
    add(page, &titles, fh_html_plain(page, fh_html_meta(page, "og:title")));
    add(page, &titles, fh_html_title_element(page));
    fh_str heading = {NULL, 0};
    page->heading = find_heading(page, &titles, &heading);
    fh_str title = find_stated(page, data, heading);
    if (!title.n)
        return FIHRIST_OK;
    fh_article *article = page->article;
    article->title = fh_arena_copy(page->arena, without_outlet(page, title, heading));
    if (article->source.n == 0)
        article->source = outlet_behind(fh_html_title_element(page), article->title);
    return article->title.p ? FIHRIST_OK : fh_fail_memory(err);
}
