/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_text.c: which blocks of the element that is the article are its text: what is between the
 * first and the last of its prose and neither furniture nor about the article, such as captions,
 * which are kept apart, bylines, and sentences that are said again in large letters.
 */
#include "webpage/html.h"

#include "webpage/names.h"
#include "webpage/text.h"

enum {
    LEADS_MAX = 3, /* paragraphs above what is named as the body */
    LEAD_BYTES = 80,
    FREE_BYTES = 30, /* of a sentence of links, that are in none */
    TIME_MAX_BYTES = 12,
    DATE_MAX_BYTES = 40,
    DAY_BYTES = 10,   /* of a date as ISO 8601 */
    RULES_ITEMS = 40, /* most elements of a box of rules */
    RULES_BYTES = 1500,
    RULES_WITHIN = 3, /* elements behind a box of rules, that comments begin with */
    BYLINE_MAX_BYTES = 160,
    PULLED_MAX = 64 /* sentences in large letters that are looked for in the rest */
};

static bool is_furniture(fh_str text) {
    fh_line_kind kind = fh_page_kind(text);
    return kind != FH_LINE_TEXT;
}

typedef struct gathered {
    fh_buffer text, caption;
    size_t first, end;       /* blocks */
    size_t leads[LEADS_MAX]; /* blocks before them, the last first; 0: none */
} gathered;

static void add(fh_buffer *to, fh_str text, const char *between) {
    if (to->n > 0)
        fh_buffer_append_text(to, between);
    fh_buffer_append_str(to, text);
}

/* Who wrote it and when, once more: an author's name behind "by", or beside a date. */
static bool is_byline(const fh_html *page, fh_str text) {
    const fh_article *article = page->article;
    bool by, named = false;
    fh_found_date date;
    if (text.n > BYLINE_MAX_BYTES)
        return false;
    (void)fh_names_without_by(text, &by);
    for (size_t i = 0; i < article->author_count && !named; i++)
        named = memmem(text.p, text.n, article->authors[i].p, article->authors[i].n) != NULL;
    return named && (by || fh_date_find(text, &date));
}

/* "15:40", "3.10 pm": when a live blog says what follows; and pictures in place of letters. */
static bool is_time_or_less(fh_str text) {
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        digits += c >= '0' && c <= '9';
        letters += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (c == 0xf0 || (c == 0xe2 && i + 1 < text.n))
            i += c == 0xf0 ? 3 : 2;
        else if (c >= 0xc3)
            return false;
    }
    size_t hour = digits > 2 && text.n > 2 && text.p[1] >= '0' && text.p[1] <= '9' ? 2 : 1;
    bool clock = digits > 2 && digits <= 4 && text.n > hour && strchr(":.h", text.p[hour]);
    return digits + letters == 0 || (clock && letters <= 3 && text.n <= TIME_MAX_BYTES);
}

/* Of a list or a table, which may be of dates. */
static bool is_entry(const xmlNode *node) {
    return fh_html_is(node, "td") || fh_html_is(node, "th") || fh_html_is(node, "li") ||
           fh_html_is(node, "dt") || fh_html_is(node, "dd");
}

/* The day of the article and little else. */
static bool is_its_date(const fh_html *page, const fh_html_block *block) {
    fh_str day = page->article->date;
    fh_found_date date;
    return day.n >= DAY_BYTES && block->text.n <= DATE_MAX_BYTES &&
           !(block->role & FH_HTML_HEADING) && !is_entry(page->items[block->item].node) &&
           fh_date_find(block->text, &date) && strncmp(date.iso, day.p, DAY_BYTES) == 0;
}

/* A sentence that has more words in links than outside, but is said around them. */
static bool is_linked_sentence(const fh_html *page, const fh_html_block *block) {
    return fh_html_is(page->items[block->item].node, "p") &&
           block->text.n - block->linked >= FREE_BYTES && fh_html_ends_sentence(block->text);
}

/* Between prose also what is none: subheads, lists, short answers. */
static bool is_taken(const fh_html *page, const fh_html_block *block, bool inside) {
    size_t free = block->text.n - block->linked;
    if (fh_html_is_apart(block->role) || block->role & (FH_HTML_CAPTION | FH_HTML_QUIET))
        return false;
    if (is_furniture(block->text))
        return false;
    if (fh_html_is_prose(block))
        return true;
    if (!inside || is_time_or_less(block->text) || is_byline(page, block->text) ||
        is_its_date(page, block))
        return false;
    bool heading = block->role & FH_HTML_HEADING && !fh_html_is_teaser(page, block);
    return heading || free > block->linked || is_linked_sentence(page, block);
}

/* Below the text, in a box of its own: "NAME is a reporter". */
static bool is_about_author(const fh_html *page, const fh_html_block *block, uint32_t parent) {
    bool boxed = page->items[block->item].parent != parent;
    for (size_t i = 0; boxed && i < page->article->author_count; i++)
        if (fh_page_begins_with_name(block->text, page->article->authors[i]))
            return true;
    return false;
}

static bool has_comments_behind(const fh_html *page, uint32_t item) {
    uint32_t next = page->items[item].end;
    for (uint32_t i = next; i < page->item_count && i < next + RULES_WITHIN; i++)
        if (page->items[i].role & FH_HTML_COMMENTS)
            return true;
    return false;
}

/* What a box between the text and the comments has to say of comments: it has a link to the rules
 * for them. */
static bool is_rules_box(const fh_html *page, uint32_t box) {
    static const char *const words[] = {"privacy", "terms", "guidelines", "rules", "netiquette"};
    if (!has_comments_behind(page, box) || page->items[box].end - box > RULES_ITEMS ||
        fh_html_text(page, box, RULES_BYTES).n == 0)
        return false;
    for (uint32_t i = box + 1; i < page->items[box].end; i++) {
        fh_str to = fh_html_attribute(page->items[i].node, "href");
        for (size_t w = 0; to.n && w < sizeof words / sizeof *words; w++)
            if (strcasestr(to.p, words[w]))
                return true;
    }
    return false;
}

/* Blocks first..end of an item are its text: from the first to the last that is prose. */
static void find_ends(const fh_html *page, uint32_t item, gathered *to) {
    size_t prose = 0;
    to->first = page->block_count;
    to->end = 0;
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (!fh_html_is_inside(page, block->item, item) || !fh_html_is_prose(block) ||
            !is_taken(page, block, false))
            continue;
        if (to->first == page->block_count)
            to->first = i;
        uint32_t parent = page->items[page->blocks[to->first].item].parent;
        uint32_t box = page->items[block->item].parent;
        bool below =
            is_about_author(page, block, parent) || (box != parent && is_rules_box(page, box));
        if (prose++ < 2 || !below)
            to->end = i + 1;
    }
}

/* A short paragraph beside the first or the last one that is long enough to be sure of. */
static bool is_next_to(const fh_html *page, size_t block, size_t other) {
    const fh_html_item *one = &page->items[page->blocks[block].item],
                       *next = &page->items[page->blocks[other].item];
    return one->parent == next->parent && fh_html_is(one->node, "p") &&
           fh_html_is(next->node, "p") && fh_html_ends_sentence(page->blocks[block].text) &&
           is_taken(page, &page->blocks[block], true);
}

/* A first paragraph that is written as a heading, to be in larger letters. */
static bool is_lead(const fh_html *page, uint32_t item, size_t number) {
    const fh_html_block *block = &page->blocks[number];
    return block->role & FH_HTML_HEADING && number != page->heading &&
           fh_html_is_inside(page, block->item, item) && block->linked == 0 &&
           block->text.n >= LEAD_BYTES && fh_html_ends_sentence(block->text) &&
           is_taken(page, block, true);
}

static void widen(const fh_html *page, uint32_t item, gathered *to) {
    if (to->end == 0)
        return;
    if (to->first > 0 && is_lead(page, item, to->first - 1))
        to->first--;
    while (to->first > 0 && is_next_to(page, to->first - 1, to->first))
        to->first--;
    while (to->end < page->block_count && is_next_to(page, to->end, to->end - 1))
        to->end++;
}

static fh_str without_quotes(fh_str text) {
    static const char *const quotes[] = {"\"",
                                         "'",
                                         " ",
                                         "\xe2\x80\x9c",
                                         "\xe2\x80\x9d",
                                         "\xe2\x80\x98",
                                         "\xe2\x80\x99",
                                         "\xe2\x80\x9e",
                                         "\xc2\xab",
                                         "\xc2\xbb",
                                         ".",
                                         ","};
    for (size_t i = 0, n; i < sizeof quotes / sizeof *quotes; i++) {
        n = strlen(quotes[i]);
        if (text.n > n && memcmp(text.p, quotes[i], n) == 0)
            text.p += n, text.n -= n, i = SIZE_MAX;
        else if (text.n > n && memcmp(text.p + text.n - n, quotes[i], n) == 0)
            text.n -= n, i = SIZE_MAX;
    }
    return text;
}

/* Whether a sentence in large letters stands in the text as well. */
static bool is_repeated(const fh_html *page, const gathered *of, const fh_html_block *block) {
    fh_str said = without_quotes(block->text);
    for (size_t i = of->first; i < of->end; i++) {
        const fh_html_block *other = &page->blocks[i];
        if (!(other->role & FH_HTML_PULLED) && other->text.n >= said.n &&
            memmem(other->text.p, other->text.n, said.p, said.n))
            return true;
    }
    return false;
}

/* Between the heading and what is named as the body an article may have begun: the last paragraphs
 * there that are prose, and no other thing's. */
static void find_leads(const fh_html *page, uint32_t item, gathered *to) {
    uint32_t heading = fh_html_heading_item(page);
    if (!heading || heading >= item || to->first == page->block_count)
        return;
    uint32_t around = page->items[heading].parent;
    while (!fh_html_is_inside(page, item, around))
        around = page->items[around].parent;
    size_t leads = 0;
    for (size_t i = to->first; i-- > page->heading + 1 && leads < LEADS_MAX;) {
        const fh_html_block *block = &page->blocks[i];
        if (fh_html_is_teaser(page, block) || !fh_html_is_inside(page, block->item, around))
            return;
        if (fh_html_is_inside(page, block->item, item) || !fh_html_is_prose(block) ||
            !is_taken(page, block, false) || block->text.n < LEAD_BYTES ||
            is_byline(page, block->text))
            continue;
        to->leads[leads++] = i;
    }
}

/* "More news:" over links alone, which are left out. */
static bool is_over_links(const fh_html *page, size_t number) {
    const fh_html_block *block = &page->blocks[number], *next = block + 1;
    return number + 1 < page->block_count && !fh_html_is_prose(block) &&
           block->text.p[block->text.n - 1] == ':' && next->linked * 10 >= next->text.n * 9;
}

static void take(const fh_html *page, uint32_t item, gathered *to) {
    size_t pulled = 0;
    find_ends(page, item, to);
    widen(page, item, to);
    find_leads(page, item, to);
    for (size_t i = LEADS_MAX; i-- > 0;)
        if (to->leads[i])
            add(&to->text, page->blocks[to->leads[i]].text, "\n\n");
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (!fh_html_is_inside(page, block->item, item))
            continue;
        bool text =
            i >= to->first && i < to->end && is_taken(page, block, true) && !is_over_links(page, i);
        if (text && block->role & FH_HTML_PULLED && pulled++ < PULLED_MAX)
            text = !is_repeated(page, to, block);
        if (text)
            add(&to->text, block->text, "\n\n");
        else if (block->role & FH_HTML_CAPTION && !fh_html_is_apart(block->role))
            add(&to->caption, block->text, "\n");
    }
}

static int keep(const fh_html *page, const gathered *from, fihrist_error *err) {
    fh_article *article = page->article;
    if (from->text.failed || from->caption.failed)
        return fh_fail_memory(err);
    if (from->text.n > 0)
        article->text = fh_arena_copy(page->arena, fh_buffer_str(&from->text));
    if (from->caption.n > 0)
        article->caption = fh_arena_copy(page->arena, fh_buffer_str(&from->caption));
    bool whole =
        (from->text.n == 0 || article->text.p) && (from->caption.n == 0 || article->caption.p);
    return whole ? FIHRIST_OK : fh_fail_memory(err);
}

int fh_html_take_text(fh_html *page, uint32_t item, fihrist_error *err) {
    gathered found = {.text = FH_BUFFER(FH_HTML_MAX_TEXT), .caption = FH_BUFFER(FH_HTML_MAX_TEXT)};
    take(page, item, &found);
    int code = keep(page, &found, err);
    fh_buffer_free(&found.text);
    fh_buffer_free(&found.caption);
    return code;
}
