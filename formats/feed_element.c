/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_element.c: the vocabularies of feeds: RSS, Atom, and the modules that say more.
 */
#include "formats/feed_element.h"

fh_feed_space fh_feed_space_of(const char *prefix, const char *uri) {
    static const struct {
        const char *uri, *prefix;
        fh_feed_space space;
    } spaces[] = {
        {"http://www.w3.org/2005/Atom", "atom", FH_FEED_IN_ATOM},
        {"http://purl.org/atom/ns#", "atom", FH_FEED_IN_ATOM},
        {"http://purl.org/dc/elements/1.1/", "dc", FH_FEED_IN_DUBLIN_CORE},
        {"http://purl.org/dc/terms/", "dcterms", FH_FEED_IN_DUBLIN_CORE},
        {"http://purl.org/rss/1.0/modules/content/", "content", FH_FEED_IN_CONTENT},
        {"http://purl.org/syndication/thread/1.0", "thr", FH_FEED_IN_THREAD},
        {"http://rssnamespace.org/feedburner/ext/1.0", "feedburner", FH_FEED_IN_FEEDBURNER},
        {"http://www.w3.org/1999/xhtml", "xhtml", FH_FEED_IN_XHTML},
        {"http://purl.org/rss/1.0/", "rss", FH_FEED_IN_PLAIN}};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (uri && strcmp(uri, spaces[i].uri) == 0)
            return spaces[i].space;
    if (!prefix)
        return FH_FEED_IN_PLAIN;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (strcmp(prefix, spaces[i].prefix) == 0)
            return spaces[i].space;
    return FH_FEED_IN_OTHER;
}

fh_str fh_feed_attribute(const fh_feed_element *e, const char *prefix, const char *name) {
    for (int i = 0; i < e->attribute_count; i++) {
        const char *const *one = (const char *const *)e->attributes + (size_t)i * 5;
        bool same = prefix ? one[1] && strcmp(one[1], prefix) == 0 : !one[1];
        if (same && strcmp(one[0], name) == 0)
            return (fh_str){one[3], (size_t)(one[4] - one[3])};
    }
    return (fh_str){NULL, 0};
}

bool fh_feed_is(const fh_feed_element *e, unsigned spaces, const char *name) {
    return (e->space & spaces) != 0 && strcmp(e->name, name) == 0;
}

bool fh_feed_is_item(const fh_feed_element *e) {
    return fh_feed_is(e, FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "item") ||
           fh_feed_is(e, FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "entry");
}

fh_feed_field fh_feed_field_of(const fh_feed_element *e) {
    static const struct {
        unsigned spaces;
        const char *name;
        fh_feed_field field;
    } fields[] = {{FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "title", FH_FEED_TITLE},
                  {FH_FEED_IN_DUBLIN_CORE, "title", FH_FEED_DC_TITLE},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "link", FH_FEED_LINK},
                  {FH_FEED_IN_FEEDBURNER, "origLink", FH_FEED_ORIG_LINK},
                  {FH_FEED_IN_PLAIN, "guid", FH_FEED_GUID},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "id", FH_FEED_ID},
                  {FH_FEED_IN_PLAIN, "pubDate", FH_FEED_PUB_DATE},
                  {FH_FEED_IN_PLAIN, "pubdate", FH_FEED_PUB_DATE},
                  {FH_FEED_IN_DUBLIN_CORE, "date", FH_FEED_DC_DATE},
                  {FH_FEED_IN_DUBLIN_CORE, "issued", FH_FEED_DC_DATE},
                  {FH_FEED_IN_DUBLIN_CORE, "created", FH_FEED_DC_DATE},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "published", FH_FEED_PUBLISHED},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "issued", FH_FEED_PUBLISHED},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "created", FH_FEED_PUBLISHED},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "updated", FH_FEED_UPDATED},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "modified", FH_FEED_UPDATED},
                  {FH_FEED_IN_DUBLIN_CORE, "modified", FH_FEED_UPDATED},
                  {FH_FEED_IN_PLAIN, "author", FH_FEED_AUTHOR},
                  {FH_FEED_IN_DUBLIN_CORE, "creator", FH_FEED_AUTHOR},
                  {FH_FEED_IN_CONTENT, "encoded", FH_FEED_ENCODED},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "content", FH_FEED_CONTENT},
                  {FH_FEED_IN_XHTML, "body", FH_FEED_BODY},
                  {FH_FEED_IN_XHTML, "div", FH_FEED_BODY},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_DUBLIN_CORE, "description", FH_FEED_DESCRIPTION},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "summary", FH_FEED_SUMMARY},
                  {FH_FEED_IN_PLAIN, "source", FH_FEED_SOURCE},
                  {FH_FEED_IN_PLAIN | FH_FEED_IN_DUBLIN_CORE, "language", FH_FEED_LANGUAGE}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fh_feed_is(e, fields[i].spaces, fields[i].name))
            return fields[i].field;
    return FH_FEED_FIELDS;
}

static bool has_text(fh_feed_field field) {
    return field == FH_FEED_TITLE || field == FH_FEED_DC_TITLE ||
           (field >= FH_FEED_ENCODED && field <= FH_FEED_SUMMARY);
}

fh_feed_form fh_feed_form_of(bool atom, const fh_feed_element *e, fh_feed_field field) {
    fh_str type = fh_feed_attribute(e, NULL, "type"), mode = fh_feed_attribute(e, NULL, "mode");
    bool said = e->space == FH_FEED_IN_ATOM || (e->space == FH_FEED_IN_PLAIN && (atom || type.n));
    if (!has_text(field))
        return FH_FEED_TEXT;
    if (e->space == FH_FEED_IN_XHTML)
        return FH_FEED_XHTML;
    if (!said)
        return FH_FEED_HTML;
    if (fh_feed_attribute(e, NULL, "src").n || fh_str_equal(mode, fh_str_of("base64")))
        return FH_FEED_OTHER;
    bool html = fh_str_equal(type, fh_str_of("html")) || fh_str_starts_as(type, "text/html");
    if (html)
        return fh_str_equal(mode, fh_str_of("xml")) ? FH_FEED_XHTML : FH_FEED_HTML;
    if (type.n == 0 || fh_str_equal(type, fh_str_of("text")) || fh_str_starts_as(type, "text/"))
        return FH_FEED_TEXT;
    bool xml = type.n >= 3 && memcmp(type.p + type.n - 3, "xml", 3) == 0;
    return xml || fh_str_equal(type, fh_str_of("xhtml")) ? FH_FEED_XHTML : FH_FEED_OTHER;
}
