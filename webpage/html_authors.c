/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_authors.c: who wrote an article: JSON-LD, microdata, meta elements, what is named as a
 * byline behind the heading, then elsewhere, a line there that begins with "By" or the like. The
 * outlet is not its own author.
 */
#include "webpage/html.h"

#include "webpage/names.h"
#include "webpage/text.h"

enum {
    NAME_MAX_BYTES = 120,
    LINE_MAX_BYTES = 300,      /* what is longer is no byline */
    LINES_MAX_BYTES = 1 << 16, /* of what a line stands in */
    NAME_MAX_WORDS = 6,
    AUTHORS_MAX = 50,
    NEXT_ITEMS = 100,   /* elements behind the heading may have links to authors, */
    NEXT_BLOCKS = 5,    /* so many behind the heading may be a byline before all that has a name, */
    NEAR_BLOCKS = 20,   /* and so many after it, */
    FIRST_BLOCKS = 160, /* and so many of the page */
    TEXTS_MAX = 200     /* the same, of texts that are parted by line feeds alone */
};

/* Accounts that systems come with. */
static bool is_account(fh_str name) {
    static const char *const accounts[] = {"admin", "administrator", "webmaster", "root", "editor"};
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
        if (name.n == strlen(accounts[i]) && strncasecmp(name.p, accounts[i], name.n) == 0)
            return true;
    return false;
}

static bool add_author(fh_html *page, fh_str name) {
    fh_article *article = page->article;
    name = fh_str_trim(name);
    if (name.n < 2 || name.n > NAME_MAX_BYTES || article->author_count == AUTHORS_MAX ||
        is_account(name))
        return true;
    if (memmem(name.p, name.n, "://", 3) || memchr(name.p, '@', name.n))
        return true;
    for (size_t i = 0; i < article->author_count; i++)
        if (fh_str_equal(article->authors[i], name))
            return true;
    if (!article->authors)
        article->authors = fh_arena_calloc(page->arena, AUTHORS_MAX, sizeof *article->authors);
    fh_str copy = fh_arena_copy(page->arena, name);
    if (!article->authors || !copy.p)
        return false;
    article->authors[article->author_count++] = copy;
    return true;
}

/* --- a line of names --- */

static bool ends_with_word(fh_str text, const char *word) {
    size_t n = strlen(word);
    return text.n > n + 1 && text.p[text.n - n - 1] == ' ' &&
           strncasecmp(text.p + text.n - n, word, n) == 0;
}

/* Words that lead to a date, and its first ones where they are no digits. */
static bool ends_before_date(fh_str text, size_t *ret_word) {
    static const char *const words[] = {
        "january", "february",  "march",   "april",    "may",          "june",      "july",
        "august",  "september", "october", "november", "december",     "jan",       "feb",
        "mar",     "apr",       "jun",     "jul",      "aug",          "sept",      "sep",
        "oct",     "nov",       "dec",     "mon",      "tue",          "wed",       "thu",
        "fri",     "sat",       "sun",     "monday",   "tuesday",      "wednesday", "thursday",
        "friday",  "saturday",  "sunday",  "on",       "at",           "posted",    "published",
        "updated", "le",        "am",      "el",       "publi\xc3\xa9"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        *ret_word = strlen(words[i]) + 1;
        if (ends_with_word(text, words[i]))
            return true;
    }
    return false;
}

/* What a line may have behind a name without a mark between: an address, a date. */
static fh_str without_rest(fh_str name) {
    fh_found_date date;
    size_t word;
    const char *at = name.n ? memchr(name.p, '@', name.n) : NULL;
    while (at && at > name.p && *at != ' ')
        at--;
    if (at)
        name.n = (size_t)(at - name.p);
    if (fh_date_find(name, &date))
        name.n = date.start;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= '0' && name.p[i] <= '9')
            name.n = i;
    name = fh_html_without_marks(name);
    while (ends_before_date(name, &word))
        name = fh_html_without_marks((fh_str){name.p, name.n - word});
    return fh_names_without_role(fh_str_trim(name));
}

/* "Staff writers": what somebody is, and not who; "Published": what a date follows. */
static bool is_no_name(fh_str name) {
    static const char *const ends[] = {
        "writer",    "writers",       "editor",         "editors",     "reporter",
        "reporters", "correspondent", "correspondents", "contributor", "contributors",
        "columnist", "producer",      "photographer"};
    static const char *const starts[] = {"publi",
                                         "updated",
                                         "posted",
                                         "last ",
                                         "aktualisiert",
                                         "ver\xc3\xb6"
                                         "ffentlicht",
                                         "modifi",
                                         "mis \xc3\xa0 jour",
                                         "actualiz",
                                         "aggiornat",
                                         "pubblicat",
                                         "gepubliceerd"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with_word(name, ends[i]) ||
            (name.n == strlen(ends[i]) && strncasecmp(name.p, ends[i], name.n) == 0))
            return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (name.n >= strlen(starts[i]) && strncasecmp(name.p, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static bool begins_with_date(fh_str text) {
    fh_found_date date;
    return text.n <= LINE_MAX_BYTES && fh_date_find(text, &date) && date.start < 2;
}

/* What is between "4 March 2021 by " and a dash or "in", behind which stands where it was written.
 */
static fh_str names_in(fh_str text) {
    static const char *const ends[] = {" \xe2\x80\x94 ", " \xe2\x80\x93 ", " - ", " for ", " in "};
    fh_found_date date;
    bool by;
    text = fh_str_trim(text);
    if (text.n <= LINE_MAX_BYTES && fh_date_find(text, &date) && date.start == 0) {
        fh_str behind = fh_html_without_marks((fh_str){text.p + date.end, text.n - date.end});
        (void)fh_names_without_by(behind, &by);
        text = by ? behind : text;
    }
    text = fh_names_without_by(text, NULL);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *end = text.n ? memmem(text.p, text.n, ends[i], strlen(ends[i])) : NULL;
        fh_str before = {text.p, end ? (size_t)(end - text.p) : 0};
        bool word = ends[i][1] >= 'a' && ends[i][1] <= 'z'; /* as in "Centre for Housing" */
        if (before.n > 0 && (!word || fh_names_is_full(before)))
            text = before;
    }
    return text;
}

/* "By A, B and C": names up to the first that is none, as "Staff Writer | July 4". The first one is
 * taken as it stands. */
static bool add_names(fh_html *page, fh_str text) {
    bool full = false; /* the first one is */
    text = names_in(text);
    for (bool first = true; text.n > 0 && !begins_with_date(text); first = false) {
        size_t between, end = fh_names_end(text, &between);
        fh_str part = fh_names_without_by(fh_str_trim((fh_str){text.p, end}), NULL);
        fh_str name = without_rest(part);
        bool is_name = fh_page_is_name(name, NAME_MAX_WORDS) && (first || !is_no_name(name));
        if (!is_name && !first)
            return true;
        bool outlet = !first && (fh_html_is_outlet(page, name) || fh_html_is_outlet(page, part));
        bool word = !first && full && !memchr(name.p, ' ', name.n); /* a place, a link */
        full |= first && fh_names_is_full(name);
        if (is_name && !outlet && !word && !add_author(page, name))
            return false;
        text = (fh_str){text.p + end + between, text.n - end - between};
    }
    return true;
}

/* --- where they stand --- */

/* The first line with names: what somebody is, and where, may stand below them. */
static bool add_first_line(fh_html *page, fh_str lines) {
    while (lines.n > 0 && page->article->author_count == 0) {
        const char *end = memchr(lines.p, '\n', lines.n);
        fh_str line = {lines.p, end ? (size_t)(end - lines.p) : lines.n};
        size_t behind = end ? line.n + 1 : line.n;
        if (!fh_names_is_by(line) && !add_names(page, line))
            return false;
        lines = (fh_str){lines.p + behind, lines.n - behind};
    }
    return true;
}

/* By the microformat of cards: class="vcard", and in it class="fn" for each name. */
static bool add_cards(fh_html *page, uint32_t item) {
    for (uint32_t i = item + 1; i < page->items[item].end; i++) {
        fh_str names = fh_html_attribute(page->items[i].node, "class");
        if (names.n && fh_html_has_word(names, "fn") &&
            !add_names(page, fh_html_text(page, i, LINE_MAX_BYTES)))
            return false;
    }
    return true;
}

/* Links that say they lead to the author, close behind the heading: in boxes too that are named
 * after the comments they lead to. */
static bool add_related(fh_html *page, uint32_t from) {
    for (uint32_t i = from; i < page->item_count && i < from + NEXT_ITEMS; i++) {
        const fh_html_item *item = &page->items[i];
        fh_str rel = fh_html_attribute(item->node, "rel");
        if (rel.n && strcasecmp(rel.p, "author") == 0 &&
            !(item->around & (FH_HTML_HIDDEN | FH_HTML_FURNITURE)) &&
            !add_names(page, fh_html_text(page, i, LINE_MAX_BYTES)))
            return false;
    }
    return true;
}

/* What is named as an author or a byline, behind the heading the first that has a name. */
static bool add_bylines(fh_html *page, uint32_t from) {
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
            !add_first_line(page, fh_html_lines(page, i, LINE_MAX_BYTES)))
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
    if (text.n > LINE_MAX_BYTES)
        return false;
    text = fh_str_trim(text);
    bool dated = fh_date_find(text, &date);
    if (dated && date.start == 0)
        text = fh_html_without_marks((fh_str){text.p + date.end, text.n - date.end});
    (void)fh_names_without_by(text, &by);
    text = names_in(text);
    size_t between, end = fh_names_end(text, &between);
    fh_str name = without_rest((fh_str){text.p, end});
    if (!name.n || is_no_name(name) || !fh_page_is_name(name, NAME_MAX_WORDS))
        return false;
    return by ? fh_names_is_full(name) || (dated && name.n < NAME_MAX_BYTES)
              : bare && dated && between > 2 && fh_names_is_full(name) && !is_section(name);
}

/* The first of the lines that breaks make of a block: "By Ada Holm<br>Port Sorrel". Others may be
 * around it in the same element. */
static fh_str first_line(const fh_html *page, const fh_html_block *block) {
    fh_str lines = fh_html_lines(page, block->item, LINES_MAX_BYTES);
    while (lines.n > 0) {
        const char *end = memchr(lines.p, '\n', lines.n);
        fh_str line = {lines.p, end ? (size_t)(end - lines.p) : lines.n};
        size_t behind = end ? line.n + 1 : line.n;
        line = fh_str_trim(line);
        if (line.n > 0 && line.n < block->text.n && line.p[line.n - 1] != ',' &&
            memcmp(line.p, block->text.p, line.n) == 0)
            return line;
        lines = (fh_str){lines.p + behind, lines.n - behind};
    }
    return lines;
}

static fh_str byline_of(const fh_html *page, const fh_html_block *block, bool bare) {
    bool by = false;
    if (block->text.n <= LINE_MAX_BYTES)
        (void)fh_names_without_by(block->text, &by);
    fh_str first = by ? first_line(page, block) : (fh_str){NULL, 0};
    if (first.n && is_byline(first, bare))
        return first;
    return is_byline(block->text, bare) ? block->text : (fh_str){NULL, 0};
}

/* A line of its own that is one, in blocks from..end that are not `but` in any. */
static bool add_said(fh_html *page, size_t from, size_t end, bool bare, uint32_t but) {
    for (size_t i = from; i < end && i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (page->article->author_count == 0 && !(block->role & (but | FH_HTML_HEADING)) &&
            !add_names(page, byline_of(page, block, bare)))
            return false;
    }
    return true;
}

/* The same of texts that have nothing but a line feed between them, as in pages laid out by
 * tables. */
static bool add_said_text(fh_html *page) {
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
                return add_names(page, text);
        }
    return true;
}

static bool add_property_authors(fh_html *page) {
    uint32_t end = (uint32_t)page->item_count;
    for (uint32_t i = 0; i < end;) {
        size_t found = fh_html_find_property(page, "author", i, end);
        if (found == SIZE_MAX)
            return true;
        const fh_html_item *item = &page->items[found];
        size_t name = fh_html_find_property(page, "name", (uint32_t)found, item->end);
        uint32_t named = (uint32_t)(name == SIZE_MAX ? found : name);
        if (!add_names(page, fh_html_text(page, named, LINE_MAX_BYTES)))
            return false;
        i = item->end;
    }
    return true;
}

/* "Written by" in one meta element, and who in the next, as previews of links show it. */
static fh_str labelled_author(const fh_html *page) {
    fh_str label = fh_html_meta(page, "twitter:label1");
    static const char *const labels[] = {"written by",
                                         "author",
                                         "by",
                                         "verfasst von",
                                         "\xc3\x89"
                                         "crit par",
                                         "escrito por",
                                         "scritto da",
                                         "geschreven door"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (label.n == strlen(labels[i]) && strncasecmp(label.p, labels[i], label.n) == 0)
            return fh_html_meta(page, "twitter:data1");
    return (fh_str){NULL, 0};
}

/* "Editors of The Tern": whole words of it are the outlet's name. */
static bool has_outlet(const fh_html *page, fh_str text) {
    for (size_t from = 0, at = 0; text.n <= NAME_MAX_BYTES && from < text.n; at++) {
        bool edge = at >= text.n || text.p[at] == ' ';
        if (edge && fh_html_is_source(page, (fh_str){text.p + from, at - from}))
            return true;
        if (at < text.n)
            continue;
        const char *blank = memchr(text.p + from, ' ', text.n - from);
        at = from = blank ? (size_t)(blank - text.p) + 1 : text.n;
    }
    return false;
}

static bool add_meta_authors(fh_html *page) {
    static const char *const names[] = {"author",          "article:author",      "byl",
                                        "parsely-author",  "sailthru.author",     "dc.creator",
                                        "dcterms.creator", "article:author_name", "authors",
                                        "creator",         "cxenseparse:author",  "citation_author",
                                        "rbauthors",       "vr:author",           "bt:author"};
    for (size_t i = 0; i < sizeof names / sizeof *names && page->article->author_count == 0; i++) {
        size_t at = 0;
        for (fh_str text; (text = fh_html_next_meta(page, names[i], &at)).n > 0;) {
            text = fh_html_plain(page, text);
            size_t between;
            if (!has_outlet(page, (fh_str){text.p, fh_names_end(text, &between)}) &&
                !add_names(page, text))
                return false;
        }
    }
    return page->article->author_count > 0 || add_names(page, labelled_author(page));
}

/* A link in the page to where article:author leads has the name. */
static bool add_linked(fh_html *page, fh_str url) {
    for (uint32_t i = 0; i < page->item_count; i++) {
        const fh_html_item *item = &page->items[i];
        fh_str href =
            fh_html_is(item->node, "a") ? fh_html_attribute(item->node, "href") : (fh_str){NULL, 0};
        bool same = href.n > 1 && href.n <= url.n && !(item->around & FH_HTML_COMMENTS) &&
                    memcmp(url.p + url.n - href.n, href.p, href.n) == 0;
        fh_str text = same ? fh_html_text(page, i, LINE_MAX_BYTES) : (fh_str){NULL, 0};
        if (text.n)
            return add_names(page, text);
    }
    return true;
}

static bool add_linked_authors(fh_html *page) {
    size_t at = 0;
    for (fh_str url; (url = fh_html_next_meta(page, "article:author", &at)).n > 0;)
        if (memmem(url.p, url.n, "://", 3) && !add_linked(page, url))
            return false;
    return true;
}

int fh_html_find_authors(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    const fh_article *article = page->article;
    const uint32_t apart = FH_HTML_HIDDEN | FH_HTML_FURNITURE | FH_HTML_COMMENTS;
    uint32_t heading = fh_html_heading_item(page);
    size_t near = page->heading < page->block_count ? page->heading : 0;
    bool done = true;
    for (size_t i = 0; i < data->author_count && done; i++)
        done = add_names(page, data->authors[i]);
    if (done && article->author_count == 0)
        done = add_property_authors(page);
    if (done && article->author_count == 0)
        done = add_meta_authors(page);
    if (done && article->author_count == 0)
        done = add_linked_authors(page);
    if (done && article->author_count == 0 && page->opener.n)
        done = add_author(page, page->opener);
    if (done && article->author_count == 0)
        done = add_said(page, near, near + NEXT_BLOCKS, false, apart);
    if (done && article->author_count == 0 && heading > 0)
        done = add_related(page, heading);
    if (done && article->author_count == 0)
        done = add_bylines(page, heading);
    if (done && article->author_count == 0)
        done = add_bylines(page, 0);
    if (done && article->author_count == 0)
        done = add_said(page, near, near + NEAR_BLOCKS, true, apart);
    if (done && article->author_count == 0)
        done = add_said(page, 0, FIRST_BLOCKS, false, apart);
    if (done && article->author_count == 0)
        done = add_said_text(page);
    /* A box of a byline and of buttons to share by is named after these. */
    if (done && article->author_count == 0)
        done = add_said(page, near, near + NEAR_BLOCKS, false, FH_HTML_HIDDEN | FH_HTML_COMMENTS);
    return done ? FIHRIST_OK : fh_fail_memory(err);
}
