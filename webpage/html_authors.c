/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_authors.c: who wrote an article: JSON-LD, microdata, meta elements, what is named as a
 * byline behind the heading, then elsewhere, a line there that begins with "By" or the like. The
 * outlet is not its own author.
 */
#include "webpage/html_authors.h"

#include "webpage/names.h"

enum {
    OUTLET_MAX_BYTES = 120, /* of a text in which the outlet's name is looked for */
    LINKED_MAX = 10,        /* authors that are named by where they are */
    NEXT_BLOCKS = 5,   /* so many behind the heading may be a byline before all that has a name, */
    NEAR_BLOCKS = 20,  /* and so many after it, */
    FIRST_BLOCKS = 160 /* and so many of the page */
};

static bool add_property_authors(fh_html *page) {
    uint32_t end = (uint32_t)page->item_count;
    for (uint32_t i = 0; i < end;) {
        size_t found = fh_html_find_property(page, "author", i, end);
        if (found == SIZE_MAX)
            return true;
        const fh_html_item *item = &page->items[found];
        size_t name = fh_html_find_property(page, "name", (uint32_t)found, item->end);
        uint32_t named = (uint32_t)(name == SIZE_MAX ? found : name);
        if (!fh_html_add_names(page, fh_html_text(page, named, FH_HTML_LINE_MAX_BYTES)))
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
    return fh_str_is_any(label, labels, sizeof labels / sizeof *labels)
               ? fh_html_meta(page, "twitter:data1")
               : (fh_str){NULL, 0};
}

static size_t word_end(fh_str text, size_t from) {
    const char *blank = from < text.n ? memchr(text.p + from, ' ', text.n - from) : NULL;
    return blank ? (size_t)(blank - text.p) : text.n;
}

/* "Editors of The Tern": whole words of it are the outlet's name. */
static bool has_outlet(const fh_html *page, fh_str text) {
    if (text.n > OUTLET_MAX_BYTES)
        return false;
    for (size_t from = 0; from < text.n; from = word_end(text, from) + 1)
        for (size_t end = from; end < text.n; end++) {
            end = word_end(text, end);
            if (fh_html_is_source(page, (fh_str){text.p + from, end - from}))
                return true;
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
            if (!fh_html_is_source(page, text) &&
                !has_outlet(page, (fh_str){text.p, fh_names_end(text, &between)}) &&
                !fh_html_add_names(page, text))
                return false;
        }
    }
    return page->article->author_count > 0 || fh_html_add_names(page, labelled_author(page));
}

/* A link in the page to where article:author leads has the name. */
static bool add_linked(fh_html *page, fh_str url) {
    for (uint32_t i = 0; i < page->item_count; i++) {
        const fh_html_item *item = &page->items[i];
        fh_str href =
            fh_html_is(item->node, "a") ? fh_html_attribute(item->node, "href") : (fh_str){NULL, 0};
        bool same = href.n > 1 && href.n <= url.n && !(item->around & FH_HTML_COMMENTS) &&
                    memcmp(url.p + url.n - href.n, href.p, href.n) == 0;
        fh_str text = same ? fh_html_text(page, i, FH_HTML_LINE_MAX_BYTES) : (fh_str){NULL, 0};
        if (text.n)
            return fh_html_add_names(page, text);
    }
    return true;
}

static bool add_linked_authors(fh_html *page) {
    size_t at = 0;
    fh_str url;
    for (int i = 0; i < LINKED_MAX; i++) {
        url = fh_html_next_meta(page, "article:author", &at);
        if (url.n && memmem(url.p, url.n, "://", 3) && !add_linked(page, url))
            return false;
    }
    return true;
}

int fh_html_find_authors(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    const fh_article *article = page->article;
    const uint32_t apart = FH_HTML_HIDDEN | FH_HTML_FURNITURE | FH_HTML_COMMENTS;
    uint32_t heading = fh_html_heading_item(page);
    size_t near = page->heading < page->block_count ? page->heading : 0;
    bool done = true;
    for (size_t i = 0; i < data->author_count && done; i++)
        done = fh_html_add_names(page, data->authors[i]);
    if (done && article->author_count == 0)
        done = add_property_authors(page);
    if (done && article->author_count == 0)
        done = add_meta_authors(page);
    if (done && article->author_count == 0)
        done = add_linked_authors(page);
    if (done && article->author_count == 0 && page->opener.n)
        done = fh_html_add_author(page, page->opener);
    if (done && article->author_count == 0)
        done = fh_html_add_said(page, near, near + NEXT_BLOCKS, false, apart);
    if (done && article->author_count == 0 && heading > 0)
        done = fh_html_add_related(page, heading);
    if (done && article->author_count == 0)
        done = fh_html_add_bylines(page, heading);
    if (done && article->author_count == 0)
        done = fh_html_add_bylines(page, 0);
    if (done && article->author_count == 0)
        done = fh_html_add_said(page, near, near + NEAR_BLOCKS, true, apart);
    if (done && article->author_count == 0)
        done = fh_html_add_said(page, 0, FIRST_BLOCKS, false, apart);
    if (done && article->author_count == 0)
        done = fh_html_add_said_text(page);
    /* A box of a byline and of buttons to share by is named after these. */
    if (done && article->author_count == 0)
        done = fh_html_add_said(page, near, near + NEAR_BLOCKS, false,
                                FH_HTML_HIDDEN | FH_HTML_COMMENTS);
    return done ? FIHRIST_OK : fh_fail_memory(err);
}
