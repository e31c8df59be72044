/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_date.c: when an article was published: JSON-LD, microdata, meta elements, time elements,
 * what is named as a date, the URL, the title, a line near the heading, in this order; when it was
 * changed last counts less than what stands behind the heading. There stands the article's own;
 * before it, other articles' may.
 */
#include "webpage/html.h"

#include <stdio.h>

#include "core/date.h"
#include "webpage/text.h"

enum {
    LINE_MAX_BYTES = 300,
    SAID_MAX_BYTES = 120, /* of a line that is a date and little else */
    PROPERTIES_MAX = 3,   /* of one name are looked at for a date */
    NEAR_BLOCKS = 40      /* so many behind the heading are looked at for one */
};

/* The date of text, with day and month in the order of the page's language. */
static const char *iso_of(const fh_html *page, fh_str text, fh_found_date *found) {
    if (!fh_date_find(text, found))
        return "";
    if (found->iso[0])
        return found->iso;
    return page->order == FH_HTML_DAY_FIRST     ? found->day_first
           : page->order == FH_HTML_MONTH_FIRST ? found->month_first
                                                : "";
}

fh_str fh_html_stamp(const fh_html *page, fh_str text) {
    enum { SECONDS = 10, MILLISECONDS = 13, DAY = 86400 }; /* digits, from 2001 to 2286 */
    long long value = 0;
    size_t n = 0;
    for (; n < text.n && n < MILLISECONDS && text.p[n] >= '0' && text.p[n] <= '9'; n++)
        value = value * 10 + (text.p[n] - '0');
    if (n != text.n || (n != SECONDS && n != MILLISECONDS) || text.p[0] == '0')
        return (fh_str){NULL, 0};
    value = n == MILLISECONDS ? value / 1000 : value;
    int year, month, day, second = (int)(value % DAY);
    fh_date_from_day((int32_t)(value / DAY), &year, &month, &day);
    return fh_arena_printf(page->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day,
                           second / 3600, second / 60 % 60, second % 60);
}

fh_str fh_html_date(const fh_html *page, fh_str text) {
    fh_date date;
    fh_found_date found;
    if (text.n == 0)
        return (fh_str){NULL, 0};
    if (fh_date_parse(text, &date))
        return fh_arena_copy(page->arena, text);
    const char *iso = iso_of(page, text, &found);
    return iso[0] ? fh_arena_copy(page->arena, fh_str_of(iso)) : (fh_str){NULL, 0};
}

static bool take(fh_html *page, fh_str text) {
    page->article->date = fh_html_date(page, fh_str_trim(text));
    return page->article->date.n > 0;
}

static bool take_item(fh_html *page, uint32_t item) {
    static const char *const keys[] = {"datetime", "content", "data-datetime", "title"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (take(page, fh_html_attribute(page->items[item].node, keys[i])))
            return true;
    page->article->date =
        fh_html_stamp(page, fh_html_attribute(page->items[item].node, "data-timestamp"));
    return page->article->date.n > 0 || take(page, fh_html_text(page, item, LINE_MAX_BYTES));
}

static bool take_meta(fh_html *page, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (take(page, fh_html_meta(page, names[i])))
            return true;
    return false;
}

static bool take_property(fh_html *page, const char *name) {
    uint32_t end = (uint32_t)page->item_count;
    size_t found = fh_html_find_property(page, name, 0, end);
    for (int i = 0; found != SIZE_MAX && i < PROPERTIES_MAX; i++) {
        if (take_item(page, (uint32_t)found))
            return true;
        found = fh_html_find_property(page, name, (uint32_t)found + 1, end);
    }
    return false;
}

static bool take_published(fh_html *page) {
    static const char *const names[] = {"article:published_time",
                                        "og:article:published_time",
                                        "datePublished",
                                        "published_time",
                                        "pubdate",
                                        "publishdate",
                                        "publish-date",
                                        "publication_date",
                                        "publication-date",
                                        "date",
                                        "dc.date.issued",
                                        "dcterms.created",
                                        "dcterms.date",
                                        "dc.date",
                                        "dcterms.issued",
                                        "sailthru.date",
                                        "parsely-pub-date",
                                        "cxenseparse:recs:publishtime",
                                        "article.published",
                                        "article:published",
                                        "og:published_time",
                                        "dc.date.created",
                                        "citation_publication_date",
                                        "originalpublicationdate",
                                        "displaydate",
                                        "ptime"};
    return take_property(page, "datePublished") || take_property(page, "dateCreated") ||
           take_meta(page, names, sizeof names / sizeof *names);
}

static bool take_modified(fh_html *page) {
    static const char *const names[] = {"last-modified", "article:modified_time", "dateModified"};
    return take_property(page, "dateModified") ||
           take_meta(page, names, sizeof names / sizeof *names);
}

/* <abbr title="2021-03-04T09:15:00Z">an hour ago</abbr>, as microformats have it. */
static bool is_dated(const fh_html *page, uint32_t item) {
    fh_date date;
    fh_str title = fh_html_is(page->items[item].node, "abbr")
                       ? fh_html_attribute(page->items[item].node, "title")
                       : (fh_str){NULL, 0};
    return title.n && fh_date_parse(title, &date) && date.precision == FH_DATE_DAY;
}

/* A time element, or what is named as a date, from an item on. */
static bool take_named(fh_html *page, bool times, uint32_t from) {
    static const char *const words[] = {"published", "pubdate", "date",  "dateline", "timestamp",
                                        "time",      "posted",  "datum", "fecha",    "data"};
    for (uint32_t i = from; i < page->item_count; i++) {
        const fh_html_item *item = &page->items[i];
        if (fh_html_is_apart(item->around))
            continue;
        bool named = times && (fh_html_is(item->node, "time") || is_dated(page, i));
        fh_str names = times ? (fh_str){NULL, 0} : fh_html_attribute(item->node, "class");
        for (size_t w = 0; names.n && w < sizeof words / sizeof *words && !named; w++)
            named = fh_html_has_word(names, words[w]);
        if (named && take_item(page, i))
            return true;
    }
    return false;
}

/* /2015/07/24/, /2015-07-24 or /20150724. */
static bool take_url(fh_html *page) {
    fh_str url = page->article->url;
    for (size_t at = 0; at + 9 < url.n; at++) {
        int year, month, day, n = 0;
        char iso[16];
        if (url.p[at] != '/' && url.p[at] != '-' && url.p[at] != '_')
            continue;
        if (sscanf(url.p + at + 1, "%4d/%2d/%2d%n", &year, &month, &day, &n) < 3 &&
            sscanf(url.p + at + 1, "%4d-%2d-%2d%n", &year, &month, &day, &n) < 3 &&
            sscanf(url.p + at + 1, "%4d%2d%2d%n", &year, &month, &day, &n) < 3)
            continue;
        bool longer = n && url.p[at + 1 + (size_t)n] >= '0' && url.p[at + 1 + (size_t)n] <= '9';
        if (n < 8 || longer || year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 ||
            day > 31)
            continue;
        snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
        return take(page, fh_str_of(iso));
    }
    return false;
}

/* "Title - 4 March 2021 - Outlet": a part of the title element that is a date and nothing else. */
static bool take_title(fh_html *page) {
    fh_str part, title = fh_html_title_element(page);
    for (size_t at = 0; fh_html_next_title_part(title, &at, &part);) {
        fh_found_date found;
        if (fh_date_find(part, &found) && found.start == 0 && found.end == part.n)
            return take(page, part);
    }
    return false;
}

/* What a page was published on, not what it tells of: it may be older than the web by what it
 * states, not by what it says somewhere. */
static bool is_of_web(fh_str iso) {
    return iso.n > 4 && memcmp(iso.p, "1990", 4) >= 0;
}

/* A line of its own that is a date and little else, in blocks from..end. */
static bool take_said(fh_html *page, size_t from, size_t end) {
    for (size_t i = from; i < end && i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (!fh_html_is_apart(block->role) && block->text.n <= SAID_MAX_BYTES &&
            is_of_web(fh_html_date(page, block->text)) && take(page, block->text))
            return true;
    }
    return false;
}

void fh_html_find_date(fh_html *page, const fh_html_data *data) {
    uint32_t heading = fh_html_heading_item(page);
    size_t near = page->heading < page->block_count ? page->heading : 0;
    size_t above = near < NEAR_BLOCKS ? 0 : near - NEAR_BLOCKS;
    (void)(take(page, data->date) || take_published(page) || take(page, data->made) ||
           take(page, page->opened) || take_named(page, true, heading) ||
           take_named(page, false, heading) || take_modified(page) || take_named(page, true, 0) ||
           take_named(page, false, 0) || take_url(page) || take_title(page) ||
           take_said(page, near, near + NEAR_BLOCKS) || take_said(page, above, near));
}
