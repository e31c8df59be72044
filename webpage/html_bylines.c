/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_bylines.c: authors by what people see of a page: what is named as a byline, links that say
 * that they lead to the author, lines that begin with "By" or the like.
 */
#include "webpage/html_authors.h"

#include "core/date_find.h"
#include "webpage/names.h"

enum {
    LINES_MAX_BYTES = 1 << 16, /* of what a line stands in */
    NEXT_ITEMS = 100,          /* elements behind the heading may have links to authors */
    CARD_ITEMS = 100,          /* of a card are looked at for names */
    TEXTS_MAX = 200            /* that are parted by line feeds alone */
};

/* The first line with names: what somebody is, and where, may stand below them. */
static bool add_first_line(fh_html *page, fh_str lines) {
    fh_str line;
    while (page->article->author_count == 0 && (line = fh_str_take_line(&lines)).n > 0)
        if (!fh_names_is_by(line) && !fh_html_add_names(page, line))
            return false;
    return true;
}

/* By the microformat of cards: class="vcard", and in it class="fn" for each name. */
static bool add_cards(fh_html *page, uint32_t item) {
    for (uint32_t i = item + 1; i < page->items[item].end && i < item + CARD_ITEMS; i++) {
        fh_str names = fh_html_attribute(page->items[i].node, "class");
        if (names.n && fh_html_has_word(names, "fn") &&
            !fh_html_add_names(page, fh_html_text(page, i, FH_HTML_LINE_MAX_BYTES)))
            return false;
    }
    return true;
}

/* Links that say they lead to the author, close behind the heading: in boxes too that are named
 * after the comments they lead to. */
bool fh_html_add_related(fh_html *page, uint32_t from) {
    for (uint32_t i = from; i < page->item_count && i < from + NEXT_ITEMS; i++) {
        const fh_html_item *item = &page->items[i];
        fh_str rel = fh_html_attribute(item->node, "rel");
        if (rel.n && strcasecmp(rel.p, "author") == 0 &&
            !(item->around & (FH_HTML_HIDDEN | FH_HTML_FURNITURE)) &&
            !fh_html_add_names(page, fh_html_text(page, i, FH_HTML_LINE_MAX_BYTES)))
            return false;
    }
    return true;
}

/* What is named as an author or a byline, behind the heading the first that has a name. */
bool fh_html_add_bylines(fh_html *page, uint32_t from) {
    static const char *const words[] = {
        "byline", "authors", "author",  "writer",    "contributor", "auteur",
        "autor",  "autore",  "autorin", "creator",   "reporter",    "yazar",
        "firma",  "auteurs", "autores", "verfasser", "forfatter",   "skribent"};
    for (uint32_t i = from; i < page->item_count && page->article->author_count == 0; i++) {
        const fh_html_item *item = &page->items[i];
        fh_str names = fh_html_attribute(item->node, "class"),
               rel = fh_html_attribute(item->node, "rel");
        if ((!names.n && !rel.n) || fh_html_is_apart(item->around) ||
            item->around & FH_HTML_CAPTION) /* who took the picture */
            continue;
        bool named =
            (rel.n && strcmp(rel.p, "author") == 0) || (names.n && strcmp(names.p, "by") == 0);
        for (size_t w = 0; names.n && w < sizeof words / sizeof *words && !named; w++)
            named = fh_html_has_word(names, words[w]);
        if (named && !add_cards(page, i))
            return false;
        if (named && page->article->author_count == 0 &&
            !add_first_line(page, fh_html_lines(page, i, FH_HTML_LINE_MAX_BYTES)))
            return false;
    }
    return true;
}

/* "Breaking News · 4 March", "New York | 4 March": a part of the paper, or a place. */
static bool is_section(fh_str name) {
    static const char *const words[] = {
        "news",   "update",   "updates",   "release",  "edition",  "video", "opinion",
        "sport",  "sports",   "world",     "business", "politics", "live",  "analysis",
        "report", "breaking", "exclusive", "feature",  "review",   "today", "read",
        "new",    "san",      "los",       "las",      "saint",    "port"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fh_html_has_word(name, words[i]))
            return true;
    return false;
}

/* "By Ada Holm, 4 March 2021": a name, and nothing that is none. Without the "By" only where no
 * other line says who: "Ada Holm · 4 March 2021"; with a comma it would be a place. */
static bool is_byline(fh_str text, bool bare) {
    bool by;
    fh_found_date date;
    if (text.n > FH_HTML_LINE_MAX_BYTES)
        return false;
    text = fh_str_trim(text);
    bool dated = fh_date_find(text, &date);
    if (dated && date.start == 0)
        text = fh_html_without_marks((fh_str){text.p + date.end, text.n - date.end});
    (void)fh_names_without_by(text, &by);
    size_t between;
    fh_str name = fh_html_first_name(text, &between);
    if (!name.n)
        return false;
    return by ? fh_names_is_full(name) || dated
              : bare && dated && between > 2 && fh_names_is_full(name) && !is_section(name);
}

/* The first of the lines that breaks make of a block: "By Ada Holm<br>Port Sorrel". Others may be
 * around it in the same element. */
static fh_str first_line(const fh_html *page, const fh_html_block *block) {
    fh_str lines = fh_html_lines(page, block->item, LINES_MAX_BYTES);
    fh_str line;
    while ((line = fh_str_take_line(&lines)).n > 0)
        if (line.n < block->text.n && line.p[line.n - 1] != ',' &&
            memcmp(line.p, block->text.p, line.n) == 0)
            return line;
    return line;
}

static fh_str byline_of(const fh_html *page, const fh_html_block *block, bool bare) {
    bool by = false;
    if (block->text.n <= FH_HTML_LINE_MAX_BYTES)
        (void)fh_names_without_by(block->text, &by);
    fh_str first = by ? first_line(page, block) : (fh_str){NULL, 0};
    if (first.n && is_byline(first, bare))
        return first;
    return is_byline(block->text, bare) ? block->text : (fh_str){NULL, 0};
}

/* A line of its own that is one, in blocks from..end that are not `but` in any. */
bool fh_html_add_said(fh_html *page, size_t from, size_t end, bool bare, uint32_t but) {
    for (size_t i = from; i < end && i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (page->article->author_count == 0 && !(block->role & (but | FH_HTML_HEADING)) &&
            !fh_html_add_names(page, byline_of(page, block, bare)))
            return false;
    }
    return true;
}

/* The same of texts that have nothing but a line feed between them, as in pages laid out by
 * tables. */
bool fh_html_add_said_text(fh_html *page) {
    const fh_html_item *items = page->items;
    uint32_t root = fh_html_heading_item(page);
    size_t texts = 0;
    for (uint32_t i = root; i < items[root].end && texts < TEXTS_MAX; i++)
        for (const xmlNode *node = items[i].node->children; node; node = node->next) {
            if (node->type != XML_TEXT_NODE || !node->content || ++texts > TEXTS_MAX)
                continue;
            bool by;
            fh_str text = fh_str_trim(fh_str_of((const char *)node->content));
            (void)fh_names_without_by(text, &by);
            if (by && is_byline(text, false))
                return fh_html_add_names(page, text);
        }
    return true;
}
