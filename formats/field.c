/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * field.c: small change of the readers.
 */
#include "formats/field.h"

#include <libxml/uri.h>

#include "core/language.h"
#include "webpage/webpage.h"

enum { URL_MAX_BYTES = 8000 /* what servers take; and no address that is indexed is longer */ };

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

fh_str fh_field_trim(fh_str text) {
    while (text.n && is_blank(text.p[0]))
        text.p++, text.n--;
    while (text.n && is_blank(text.p[text.n - 1]))
        text.n--;
    return text;
}

fh_str fh_field_language(fh_str tag) {
    return fh_str_of(fh_language_iso(fh_field_trim(tag)));
}

/* --- addresses --- */

static bool is_web(fh_str url) {
    return fh_str_starts_as(url, "http://") || fh_str_starts_as(url, "https://");
}

/* "tag:", "urn:", "mailto:": it has a scheme of its own. */
static bool has_scheme(fh_str url) {
    for (size_t i = 0; i < url.n; i++) {
        char c = url.p[i], lower = (char)(c | 32);
        if (c == ':')
            return i > 0;
        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && !strchr("+-.", c))
            return false;
    }
    return false;
}

static fh_str join(fh_str url, fh_str base, fh_arena *arena) {
    fh_str relative = fh_arena_copy(arena, url), to = fh_arena_copy(arena, base);
    fh_str copy = {NULL, 0};
    if (!relative.p || !to.p)
        return copy;
    xmlChar *joined = xmlBuildURI((const xmlChar *)relative.p, (const xmlChar *)to.p);
    if (joined && is_web(fh_str_of((const char *)joined)))
        copy = fh_arena_copy(arena, fh_str_of((const char *)joined));
    xmlFree(joined);
    return copy;
}

fh_str fh_field_url(fh_str url, fh_str base, fh_arena *arena) {
    url = fh_field_trim(url);
    base = fh_field_trim(base);
    if (url.n == 0 || url.n > URL_MAX_BYTES || memchr(url.p, '\0', url.n))
        return (fh_str){NULL, 0};
    if (is_web(url))
        return fh_arena_copy(arena, url);
    if (has_scheme(url) || !is_web(base) || base.n > URL_MAX_BYTES)
        return (fh_str){NULL, 0};
    return join(url, base, arena);
}

/* --- people --- */

static fh_str without_quotes(fh_str name) {
    name = fh_field_trim(name);
    if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
        name = (fh_str){name.p + 1, name.n - 2};
    return fh_field_trim(name);
}

fh_str fh_field_person(fh_str text) {
    text = fh_field_trim(text);
    const char *at = text.n ? memchr(text.p, '@', text.n) : NULL;
    if (!at)
        return text;
    const char *end = text.p + text.n;
    const char *open = memchr(at, '(', (size_t)(end - at));
    const char *close = open ? memchr(open, ')', (size_t)(end - open)) : NULL;
    if (close)
        return without_quotes((fh_str){open + 1, (size_t)(close - open) - 1});
    const char *angle = memchr(text.p, '<', (size_t)(at - text.p));
    return angle ? without_quotes((fh_str){text.p, (size_t)(angle - text.p)}) : (fh_str){NULL, 0};
}

bool fh_field_add_name(fh_names_found *names, fh_str name, fh_arena *arena) {
    if (name.n == 0 || names->count == FH_ARTICLE_MAX_AUTHORS)
        return true;
    for (size_t i = 0; i < names->count; i++)
        if (fh_str_equal(names->all[i], name))
            return true;
    /* Room for twice as many each time that their number is a power of two. */
    if ((names->count & (names->count - 1)) == 0) {
        size_t room = names->count ? names->count * 2 : 1;
        fh_str *all = fh_arena_calloc(arena, room, sizeof *all);
        if (!all)
            return false;
        if (names->count)
            memcpy(all, names->all, names->count * sizeof *all);
        names->all = all;
    }
    fh_str copy = fh_arena_copy(arena, name);
    names->all[names->count] = copy;
    names->count += copy.p != NULL;
    return copy.p != NULL;
}

bool fh_field_add_names(fh_names_found *names, fh_str text, fh_arena *arena) {
    bool added = true;
    for (size_t from = 0, at = 0; text.n > 0 && at <= text.n && added; at++)
        if (at == text.n || text.p[at] == ';' || text.p[at] == '|') {
            added =
                fh_field_add_name(names, fh_field_trim((fh_str){text.p + from, at - from}), arena);
            from = at + 1;
        }
    return added;
}

/* --- HTML --- */

/* Each run of line feeds becomes one byte, in place. */
static fh_str join_lines(fh_str text, char with) {
    char *to = (char *)(uintptr_t)text.p;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool again = i > 0 && text.p[i] == '\n' && to[n - 1] == with;
        if (!again)
            to[n++] = text.p[i] == '\n' ? with : text.p[i];
    }
    return (fh_str){text.p, n};
}

int fh_field_line(fh_str html, fh_arena *arena, fh_str *ret_line, fihrist_error *err) {
    int code = fh_html_fragment_text(html, arena, ret_line, err);
    if (code == 0)
        *ret_line = join_lines(*ret_line, ' ');
    return code;
}

fh_str fh_field_comment_text(fh_str text) {
    return join_lines(text, '\n');
}
