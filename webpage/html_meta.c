/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_meta.c: what a page says of its article, taken where it is said best: JSON-LD, microdata,
 * meta elements, what is named as a byline or a date, the first heading, the URL.
 */
#include "webpage/html.h"

#include <stdio.h>

#include "core/date.h"
#include "core/url.h"
#include "webpage/text.h"

enum {
    NAME_MAX_BYTES = 120,
    BYLINE_MAX_BYTES = 300,
    NAME_MAX_WORDS = 6,
    AUTHORS_MAX = 50,
    TOP_BLOCKS = 40, /* a date without a name is looked for in so many around the title */
    TITLE_MAX_BYTES = 500
};

/* --- finding --- */

static fh_str none(void) {
    return (fh_str){NULL, 0};
}

/* The content of the first meta whose name, property, itemprop or http-equiv it is. */
static fh_str meta(const fh_html *page, const char *name) {
    static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
    for (uint32_t i = 0; i < page->item_count; i++) {
        const xmlNode *node = page->items[i].node;
        if (!fh_html_is(node, "meta"))
            continue;
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            fh_str value = fh_html_attribute(node, keys[k]);
            if (value.p && strcasecmp(value.p, name) == 0) {
                fh_str content = fh_html_attribute(node, "content");
                if (content.n)
                    return content;
            }
        }
    }
    return none();
}

static fh_str first_meta(const fh_html *page, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fh_str found = meta(page, names[i]);
        if (found.n)
            return found;
    }
    return none();
}

#define FIRST_META(page, names) first_meta(page, names, sizeof(names) / sizeof *(names))

static bool has_property(const xmlNode *node, const char *property) {
    fh_str value = fh_html_attribute(node, "itemprop");
    return value.p && fh_html_has_word(value, property);
}

/* The first element, not a meta, with a property of microdata; SIZE_MAX: none. */
static size_t find_property(const fh_html *page, const char *property, uint32_t from,
                            uint32_t end) {
    for (uint32_t i = from; i < end; i++)
        if (!fh_html_is(page->items[i].node, "meta") && !(page->items[i].role & FH_HTML_COMMENTS) &&
            has_property(page->items[i].node, property))
            return i;
    return SIZE_MAX;
}

static fh_str cut_blanks(fh_str text) {
    while (text.n && strchr(" \t\n\r", text.p[0]) && text.p[0])
        text.p++, text.n--;
    while (text.n && strchr(" \t\n\r", text.p[text.n - 1]) && text.p[text.n - 1])
        text.n--;
    return text;
}

/* --- title --- */

/* "Title | Outlet", "Title - Outlet": the tail goes where it names the outlet, or the title stands
 * in the page without it. */
static fh_str without_outlet(const fh_html *page, fh_str title, fh_str heading) {
    static const char *const between[] = {" | ",  " - ",        " \xe2\x80\x93 ", " \xe2\x80\x94 ",
                                          " :: ", " \xc2\xbb ", " \xc2\xab "};
    size_t cut = title.n;
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        size_t n = strlen(between[i]);
        for (size_t at = title.n; at-- > 1;) {
            if (at + n > title.n || memcmp(title.p + at, between[i], n) != 0)
                continue;
            fh_str tail = {title.p + at + n, title.n - at - n}, head = {title.p, at};
            bool outlet = page->article->source.n && tail.n == page->article->source.n &&
                          strncasecmp(tail.p, page->article->source.p, tail.n) == 0;
            bool stands = heading.n == head.n && strncasecmp(heading.p, head.p, head.n) == 0;
            if ((outlet || stands) && at < cut)
                cut = at;
        }
    }
    return cut_blanks((fh_str){title.p, cut});
}

/* The first h1 that is no furniture and has a text. */
static fh_str first_heading(const fh_html *page) {
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (block->role & FH_HTML_HEADING && !fh_html_is_apart(block->role) &&
            fh_html_is(page->items[block->item].node, "h1") && block->text.n <= TITLE_MAX_BYTES)
            return block->text;
    }
    return none();
}

static fh_str title_element(const fh_html *page) {
    for (uint32_t i = 0; i < page->item_count; i++)
        if (fh_html_is(page->items[i].node, "title") && page->items[i].node->children)
            return fh_html_text(page, i);
    return none();
}

static int find_title(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    static const char *const names[] = {"og:title", "twitter:title", "dc.title", "headline"};
    fh_str heading = first_heading(page), title = data->title;
    size_t property = find_property(page, "headline", 0, (uint32_t)page->item_count);
    if (!title.n && property != SIZE_MAX)
        title = fh_html_text(page, (uint32_t)property);
    if (!title.n || title.n > TITLE_MAX_BYTES)
        title = fh_html_plain(page, FIRST_META(page, names));
    if (!title.n)
        title = heading;
    if (!title.n)
        title = title_element(page);
    if (!title.n)
        return FIHRIST_OK;
    page->article->title = fh_arena_copy(page->arena, without_outlet(page, title, heading));
    return page->article->title.p ? FIHRIST_OK : fh_fail_memory(err);
}

/* --- authors --- */

static bool add_author(fh_html *page, fh_str name) {
    fh_article *article = page->article;
    name = cut_blanks(name);
    if (name.n < 2 || name.n > NAME_MAX_BYTES || article->author_count == AUTHORS_MAX)
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

static bool starts_with_word(fh_str text, const char *word) {
    size_t n = strlen(word);
    return text.n > n && strncasecmp(text.p, word, n) == 0 &&
           (text.p[n] == ' ' || text.p[n] == ':');
}

static fh_str without_by(fh_str text) {
    static const char *const words[] = {"written by", "posted by", "story by", "reported by",
                                        "by",         "von",       "por",      "par",
                                        "di",         "door"};
    text = cut_blanks(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (starts_with_word(text, words[i])) {
            size_t n = strlen(words[i]);
            while (n < text.n && (text.p[n] == ' ' || text.p[n] == ':'))
                n++;
            return (fh_str){text.p + n, text.n - n};
        }
    return text;
}

/* Where the first of several names ends, and how long is what stands behind it. */
static size_t end_of_name(fh_str text, size_t *ret_between) {
    static const char *const between[] = {
        " and ", " & ", ", ",   "; ",     " | ",     " \xe2\x80\xa2 ", " \xc2\xb7 ", " / ",
        " und ", " y ", " et ", " with ", " (avec ", " avec ",         " con ",      " mit "};
    size_t end = text.n;
    *ret_between = 0;
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        const char *at = memmem(text.p, text.n, between[i], strlen(between[i]));
        if (at && (size_t)(at - text.p) < end) {
            end = (size_t)(at - text.p);
            *ret_between = strlen(between[i]);
        }
    }
    return end;
}

static bool ends_with_word(fh_str text, const char *word) {
    size_t n = strlen(word);
    return text.n > n + 1 && text.p[text.n - n - 1] == ' ' &&
           strncasecmp(text.p + text.n - n, word, n) == 0;
}

/* What a line may have behind a name without a mark between: a date. */
static fh_str without_date(fh_str name) {
    static const char *const months[] = {
        "january",   "february", "march",    "april",    "may", "june", "july", "august",
        "september", "october",  "november", "december", "jan", "feb",  "mar",  "apr",
        "jun",       "jul",      "aug",      "sept",     "sep", "oct",  "nov",  "dec"};
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= '0' && name.p[i] <= '9')
            name.n = i;
    name = cut_blanks(name);
    while (name.n && strchr("):,", name.p[name.n - 1]))
        name.n--;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (ends_with_word(name, months[i]))
            name.n -= strlen(months[i]) + 1;
    return cut_blanks(name);
}

/* "Staff writers": what somebody is, and not who. */
static bool is_job(fh_str name) {
    static const char *const words[] = {
        "writer",    "writers",       "editor",         "editors",     "reporter",
        "reporters", "correspondent", "correspondents", "contributor", "contributors",
        "columnist", "producer",      "photographer"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ends_with_word(name, words[i]) ||
            (name.n == strlen(words[i]) && strncasecmp(name.p, words[i], name.n) == 0))
            return true;
    return false;
}

/* "By A, B and C": names up to the first that is none, as "Staff Writer | July 4". With one name
 * alone it is taken as it stands. */
static bool add_names(fh_html *page, fh_str text) {
    text = without_by(text);
    for (bool first = true; text.n > 0; first = false) {
        size_t between, end = end_of_name(text, &between);
        fh_str name = without_date(without_by((fh_str){text.p, end}));
        bool is_name = fh_page_is_name(name, NAME_MAX_WORDS) && (first || !is_job(name));
        if (!is_name && !first)
            return true;
        if (is_name && !add_author(page, name))
            return false;
        text = (fh_str){text.p + end + between, text.n - end - between};
    }
    return true;
}

/* Behind the heading, if there is one: other articles' stand elsewhere. */
static uint32_t find_heading(const fh_html *page) {
    for (uint32_t i = 0; i < page->item_count; i++)
        if (fh_html_is(page->items[i].node, "h1") &&
            !(page->items[i].role & (FH_HTML_HIDDEN | FH_HTML_FURNITURE)))
            return i;
    return 0;
}

/* What is named as an author or a byline; of several those that stand first. */
static bool add_bylines(fh_html *page, uint32_t from) {
    static const char *const words[] = {"byline", "authors", "author", "writer", "contributor"};
    for (size_t w = 0; w < sizeof words / sizeof *words && page->article->author_count == 0; w++)
        for (uint32_t i = from; i < page->item_count && page->article->author_count == 0; i++) {
            const fh_html_item *item = &page->items[i];
            fh_str rel = fh_html_attribute(item->node, "rel");
            if (fh_html_is_apart(item->role) ||
                !(fh_html_has_word(fh_html_attribute(item->node, "class"), words[w]) ||
                  (rel.p && strcmp(rel.p, words[w]) == 0)))
                continue;
            fh_str text = fh_html_text(page, i);
            if (text.n <= BYLINE_MAX_BYTES && !add_names(page, text))
                return false;
        }
    return true;
}

/* A paragraph or the like that says "By Somebody", near the top. */
static bool add_said_byline(fh_html *page) {
    size_t blocks = page->block_count < TOP_BLOCKS * 4 ? page->block_count : TOP_BLOCKS * 4;
    for (size_t i = 0; i < blocks && page->article->author_count == 0; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (!fh_html_is_apart(block->role) && block->text.n <= BYLINE_MAX_BYTES &&
            starts_with_word(block->text, "by") && !add_names(page, block->text))
            return false;
    }
    return true;
}

static bool add_property_authors(fh_html *page) {
    uint32_t end = (uint32_t)page->item_count;
    for (uint32_t i = 0; i < end;) {
        size_t found = find_property(page, "author", i, end);
        if (found == SIZE_MAX)
            return true;
        const fh_html_item *item = &page->items[found];
        size_t name = find_property(page, "name", (uint32_t)found, item->end);
        uint32_t named = (uint32_t)(name == SIZE_MAX ? found : name);
        if (!add_names(page, fh_html_text(page, named)))
            return false;
        i = item->end;
    }
    return true;
}

static bool add_meta_authors(fh_html *page) {
    static const char *const names[] = {"author",          "article:author",      "byl",
                                        "parsely-author",  "sailthru.author",     "dc.creator",
                                        "dcterms.creator", "article:author_name", "authors",
                                        "creator"};
    for (size_t i = 0; i < sizeof names / sizeof *names && page->article->author_count == 0; i++)
        if (!add_names(page, fh_html_plain(page, meta(page, names[i]))))
            return false;
    return true;
}

static int find_authors(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    bool done = true;
    for (size_t i = 0; i < data->author_count && done; i++)
        done = add_names(page, data->authors[i]);
    if (done && page->article->author_count == 0)
        done = add_property_authors(page);
    if (done && page->article->author_count == 0)
        done = add_meta_authors(page);
    if (done && page->article->author_count == 0)
        done = add_bylines(page, find_heading(page));
    if (done && page->article->author_count == 0)
        done = add_bylines(page, 0);
    if (done && page->article->author_count == 0)
        done = add_said_byline(page);
    return done ? FIHRIST_OK : fh_fail_memory(err);
}

/* --- date --- */

fh_str fh_html_date(const fh_html *page, fh_str text) {
    fh_date date;
    fh_found_date found;
    if (text.n == 0)
        return none();
    if (fh_date_parse(text, &date))
        return fh_arena_copy(page->arena, text);
    if (!fh_date_find(text, &found) || !found.iso[0])
        return none();
    return fh_arena_copy(page->arena, fh_str_of(found.iso));
}

static bool take_date(fh_html *page, fh_str text) {
    page->article->date = fh_html_date(page, cut_blanks(text));
    return page->article->date.n > 0;
}

static bool take_node_date(fh_html *page, uint32_t item) {
    static const char *const keys[] = {"datetime", "content", "data-datetime", "title"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (take_date(page, fh_html_attribute(page->items[item].node, keys[i])))
            return true;
    fh_str text = fh_html_text(page, item);
    return text.n <= BYLINE_MAX_BYTES && take_date(page, text);
}

static bool take_meta_date(fh_html *page) {
    static const char *const names[] = {"article:published_time",
                                        "og:article:published_time",
                                        "datePublished",
                                        "published_time",
                                        "pubdate",
                                        "publishdate",
                                        "publish-date",
                                        "publication_date",
                                        "date",
                                        "dc.date.issued",
                                        "dcterms.created",
                                        "dcterms.date",
                                        "dc.date",
                                        "dcterms.issued",
                                        "sailthru.date",
                                        "parsely-pub-date",
                                        "article.published",
                                        "article:published",
                                        "og:published_time",
                                        "dc.date.created",
                                        "last-modified",
                                        "article:modified_time"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (take_date(page, meta(page, names[i])))
            return true;
    return false;
}

static bool take_property_date(fh_html *page) {
    static const char *const names[] = {"datePublished", "dateCreated", "dateModified"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t found = find_property(page, names[i], 0, (uint32_t)page->item_count);
        for (uint32_t at = 0; found != SIZE_MAX && at < 3; at++) {
            if (take_node_date(page, (uint32_t)found))
                return true;
            found = find_property(page, names[i], (uint32_t)found + 1, (uint32_t)page->item_count);
        }
    }
    return false;
}

static bool take_named_date(fh_html *page, bool times) {
    static const char *const words[] = {"published", "pubdate", "date",  "dateline",
                                        "timestamp", "time",    "posted"};
    for (uint32_t i = 0; i < page->item_count; i++) {
        const fh_html_item *item = &page->items[i];
        bool named = times && fh_html_is(item->node, "time");
        for (size_t w = 0; !times && w < sizeof words / sizeof *words && !named; w++)
            named = fh_html_has_word(fh_html_attribute(item->node, "class"), words[w]);
        if (named && !fh_html_is_apart(item->role) && take_node_date(page, i))
            return true;
    }
    return false;
}

/* /2015/07/24/ or /2015-07-24. */
static bool take_url_date(fh_html *page) {
    fh_str url = page->article->url;
    for (size_t at = 0; at + 9 < url.n; at++) {
        int year, month, day, n = 0;
        char iso[16];
        if (url.p[at] != '/' && url.p[at] != '-' && url.p[at] != '_')
            continue;
        if (sscanf(url.p + at + 1, "%4d/%2d/%2d%n", &year, &month, &day, &n) < 3 &&
            sscanf(url.p + at + 1, "%4d-%2d-%2d%n", &year, &month, &day, &n) < 3)
            continue;
        if (n < 8 || year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31)
            continue;
        snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
        return take_date(page, fh_str_of(iso));
    }
    return false;
}

/* A line of its own near the title that is a date and little else. */
static bool take_said_date(fh_html *page) {
    size_t first = 0;
    for (size_t i = 0; i < page->block_count; i++)
        if (fh_html_is(page->items[page->blocks[i].item].node, "h1"))
            first = i;
    size_t end = first + TOP_BLOCKS < page->block_count ? first + TOP_BLOCKS : page->block_count;
    for (size_t i = first; i < end; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (!fh_html_is_apart(block->role) && block->text.n <= NAME_MAX_BYTES &&
            take_date(page, block->text))
            return true;
    }
    return false;
}

static void find_date(fh_html *page, const fh_html_data *data) {
    (void)(take_date(page, data->date) || take_property_date(page) || take_meta_date(page) ||
           take_named_date(page, true) || take_named_date(page, false) || take_url_date(page) ||
           take_said_date(page));
}

/* --- outlet, URL, language --- */

static bool is_absolute(fh_str url) {
    return url.n > 8 &&
           (strncasecmp(url.p, "http://", 7) == 0 || strncasecmp(url.p, "https://", 8) == 0);
}

static fh_str link_to(const fh_html *page, const char *rel) {
    for (uint32_t i = 0; i < page->item_count; i++) {
        const xmlNode *node = page->items[i].node;
        fh_str value = fh_html_is(node, "link") ? fh_html_attribute(node, "rel") : none();
        if (value.p && strcasecmp(value.p, rel) == 0)
            return fh_html_attribute(node, "href");
    }
    return none();
}

/* "<!-- saved from url=(0022)https://example.org/ -->", as browsers write it above the page. */
static fh_str saved_from(const fh_html *page) {
    static const char key[] = "saved from url=(";
    for (const xmlNode *node = page->tree->children; node; node = node->next) {
        if (node->type != XML_COMMENT_NODE || !node->content)
            continue;
        const char *at = strstr((const char *)node->content, key);
        at = at ? strchr(at, ')') : NULL;
        if (at)
            return (fh_str){at + 1, strcspn(at + 1, " \t\r\n")};
    }
    return none();
}

static int find_url(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    const fh_str candidates[] = {link_to(page, "canonical"),
                                 meta(page, "og:url"),
                                 data->url,
                                 meta(page, "twitter:url"),
                                 saved_from(page),
                                 page->origin ? page->origin->url : none()};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        fh_str url = cut_blanks(candidates[i]);
        if (!is_absolute(url))
            continue;
        page->article->url = fh_arena_copy(page->arena, url);
        return page->article->url.p ? FIHRIST_OK : fh_fail_memory(err);
    }
    return FIHRIST_OK;
}

static int find_source(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    static const char *const names[] = {"og:site_name", "application-name", "dc.publisher",
                                        "publisher", "copyright-holder"};
    fh_str source = data->source;
    if (!source.n)
        source = fh_html_plain(page, FIRST_META(page, names));
    if (!source.n) {
        source = fh_url_host(page->article->url, page->arena);
        if (source.n > 4 && memcmp(source.p, "www.", 4) == 0)
            source.p += 4, source.n -= 4;
    }
    if (!source.n || is_absolute(source))
        return FIHRIST_OK;
    page->article->source = fh_arena_copy(page->arena, cut_blanks(source));
    return page->article->source.p ? FIHRIST_OK : fh_fail_memory(err);
}

/* en-GB and en_US are en. */
static int find_lang(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    const xmlNode *root = page->items[0].node;
    const fh_str candidates[] = {fh_html_attribute(root, "lang"),
                                 fh_html_attribute(root, "xml:lang"),
                                 data->lang,
                                 meta(page, "og:locale"),
                                 meta(page, "content-language"),
                                 meta(page, "language")};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        fh_str lang = cut_blanks(candidates[i]);
        size_t n = 0;
        while (n < lang.n && ((lang.p[n] | 0x20) >= 'a' && (lang.p[n] | 0x20) <= 'z'))
            n++;
        if (n < 2 || n > 12)
            continue;
        fh_str copy = fh_arena_copy(page->arena, (fh_str){lang.p, n});
        if (!copy.p)
            return fh_fail_memory(err);
        for (size_t at = 0; at < n; at++)
            ((char *)copy.p)[at] = (char)(copy.p[at] | 0x20);
        page->article->lang = copy;
        return FIHRIST_OK;
    }
    return FIHRIST_OK;
}

int fh_html_find_meta(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    int code = find_url(page, data, err);
    if (code == FIHRIST_OK)
        code = find_source(page, data, err);
    if (code == FIHRIST_OK)
        code = find_lang(page, data, err);
    if (code == FIHRIST_OK)
        code = find_title(page, data, err);
    if (code == FIHRIST_OK)
        code = find_authors(page, data, err);
    if (code == FIHRIST_OK)
        find_date(page, data);
    return code;
}
