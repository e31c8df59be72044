/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_meta.c: what a page says of its article, taken where it is said best. Here are its meta
 * elements and microdata, and outlet, URL and language.
 */
#include "webpage/html.h"

#include "core/url.h"

enum { NAME_MAX_BYTES = 120 };

/* --- finding --- */

fh_str fh_html_without_marks(fh_str text) {
    static const char *const marks[] = {" ",
                                        ",",
                                        "(",
                                        ")",
                                        ":",
                                        "|",
                                        "-",
                                        "/",
                                        "\n",
                                        "\xc2\xb7",
                                        "\xc2\xbb",
                                        "\xc2\xab",
                                        "\xe2\x80\x93",
                                        "\xe2\x80\x94",
                                        "\xe2\x80\xa2"};
    for (size_t i = 0, n; i < sizeof marks / sizeof *marks; i++) {
        n = strlen(marks[i]);
        if (text.n >= n && memcmp(text.p, marks[i], n) == 0)
            text.p += n, text.n -= n, i = SIZE_MAX;
        else if (text.n >= n && memcmp(text.p + text.n - n, marks[i], n) == 0)
            text.n -= n, i = SIZE_MAX;
    }
    return text;
}

static bool is_named(const fh_html *page, uint32_t item, const char *name) {
    static const char *const keys[] = {"property", "name", "http-equiv"};
    const xmlNode *node = page->items[item].node;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        fh_str value = fh_html_attribute(node, keys[i]);
        if (value.p && strcasecmp(value.p, name) == 0)
            return true;
    }
    fh_str property = fh_html_attribute(node, "itemprop");
    return property.p && strcasecmp(property.p, name) == 0 &&
           !(page->items[item].around & FH_HTML_MEDIA);
}

fh_str fh_html_next_meta(const fh_html *page, const char *name, size_t *at) {
    while (*at < page->meta_count) {
        uint32_t item = page->metas[(*at)++];
        fh_str content = fh_html_attribute(page->items[item].node, "content");
        if (content.n && is_named(page, item, name))
            return content;
    }
    return (fh_str){NULL, 0};
}

fh_str fh_html_meta(const fh_html *page, const char *name) {
    size_t at = 0;
    return fh_html_next_meta(page, name, &at);
}

fh_str fh_html_first_meta(const fh_html *page, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fh_str found = fh_html_meta(page, names[i]);
        if (found.n)
            return found;
    }
    return (fh_str){NULL, 0};
}

/* Of several properties, which blanks part, one is the whole of it: "author name". */
static bool has_property(const xmlNode *node, const char *property) {
    fh_str value = fh_html_attribute(node, "itemprop");
    size_t n = strlen(property);
    for (const char *at = value.p; at && *at; at += strspn(at, " \t\n\r")) {
        size_t length = strcspn(at, " \t\n\r");
        if (length == n && strncasecmp(at, property, n) == 0)
            return true;
        at += length;
    }
    return false;
}

size_t fh_html_find_property(const fh_html *page, const char *property, uint32_t from,
                             uint32_t end) {
    for (uint32_t i = from; i < end; i++)
        if (!fh_html_is(page->items[i].node, "meta") &&
            !(page->items[i].around & (FH_HTML_COMMENTS | FH_HTML_MEDIA)) &&
            has_property(page->items[i].node, property))
            return i;
    return SIZE_MAX;
}

/* --- outlet, URL, language --- */

static bool is_absolute(fh_str url) {
    return url.n > 8 &&
           (strncasecmp(url.p, "http://", 7) == 0 || strncasecmp(url.p, "https://", 8) == 0);
}

static fh_str link_to(const fh_html *page, const char *rel) {
    for (uint32_t i = 0; i < page->item_count; i++) {
        const xmlNode *node = page->items[i].node;
        fh_str value =
            fh_html_is(node, "link") ? fh_html_attribute(node, "rel") : (fh_str){NULL, 0};
        if (value.p && strcasecmp(value.p, rel) == 0)
            return fh_html_attribute(node, "href");
    }
    return (fh_str){NULL, 0};
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
    return (fh_str){NULL, 0};
}

/* What an archive of the web keeps has its own address before the page's, with the time of the copy
 * between: ".../web/20120601120000/http://...". */
static fh_str without_archive(fh_str url) {
    for (size_t i = 8; i + 8 < url.n; i++) {
        fh_str rest = {url.p + i, url.n - i};
        if (url.p[i - 1] != '/' || !is_absolute(rest))
            continue;
        size_t digits = 0, at = i - 1;
        while (at > 0 && url.p[at - 1] != '/') {
            at--;
            digits += url.p[at] >= '0' && url.p[at] <= '9';
        }
        return digits >= 8 ? rest : url;
    }
    return url;
}

/* The address of a whole site, which some pages name as theirs by mistake, all alike. */
static bool is_root(fh_str url) {
    const char *host = memmem(url.p, url.n, "://", 3);
    const char *path = host ? memchr(host + 3, '/', url.n - (size_t)(host + 3 - url.p)) : NULL;
    return !path || path + 1 == url.p + url.n;
}

static int find_url(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    const fh_str candidates[] = {link_to(page, "canonical"),
                                 fh_html_meta(page, "og:url"),
                                 data->url,
                                 fh_html_meta(page, "twitter:url"),
                                 saved_from(page),
                                 page->origin ? page->origin->url : (fh_str){NULL, 0}};
    fh_str best = {NULL, 0};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        fh_str url = without_archive(fh_str_trim(candidates[i]));
        if (is_absolute(url) && (best.n == 0 || (is_root(best) && !is_root(url))))
            best = url;
    }
    if (best.n == 0)
        return FIHRIST_OK;
    page->article->url = fh_arena_copy(page->arena, best);
    return page->article->url.p ? FIHRIST_OK : fh_fail_memory(err);
}

/* Letters and digits, small, as far as there is room; of accented letters those of Latin-1. */
static fh_str fold(fh_str text, char to[NAME_MAX_BYTES]) {
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < NAME_MAX_BYTES; i++) {
        char c = text.p[i];
        const bool latin = n > 0 && to[n - 1] == '\xc3' && c <= '\x9e';
        if ((c >= 'A' && c <= 'Z') || latin)
            c |= 0x20;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            to[n++] = c;
    }
    return (fh_str){to, n};
}

bool fh_html_is_source(const fh_html *page, fh_str text) {
    char a[NAME_MAX_BYTES], b[NAME_MAX_BYTES];
    fh_str name = fold(text, a);
    return name.n > 0 && text.n <= NAME_MAX_BYTES &&
           fh_str_equal(name, fold(page->article->source, b));
}

bool fh_html_is_outlet(const fh_html *page, fh_str text) {
    char a[NAME_MAX_BYTES], b[NAME_MAX_BYTES];
    fh_str name = fold(text, a);
    if (name.n == 0 || text.n > NAME_MAX_BYTES)
        return false;
    if (fh_html_is_source(page, text))
        return true;
    fh_str host = fh_url_host(page->article->url, page->arena);
    for (size_t at = 0, n; at < host.n; at += n + 1) {
        const char *dot = memchr(host.p + at, '.', host.n - at);
        n = dot ? (size_t)(dot - host.p) - at : host.n - at;
        if (dot && fh_str_equal(name, fold((fh_str){host.p + at, n}, b)))
            return true;
    }
    return false;
}

static int find_source(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    static const char *const names[] = {"og:site_name", "application-name", "dc.publisher",
                                        "publisher", "copyright-holder"};
    fh_str source = data->source;
    if (!source.n)
        source = fh_html_plain(page, fh_html_first_meta(page, names, sizeof names / sizeof *names));
    /* Some give an address in place of their name. */
    if (!source.n || is_absolute(source)) {
        source = fh_url_host(page->article->url, page->arena);
        if (source.n > 4 && memcmp(source.p, "www.", 4) == 0)
            source.p += 4, source.n -= 4;
    }
    if (!source.n)
        return FIHRIST_OK;
    page->article->source = fh_arena_copy(page->arena, fh_str_trim(source));
    return page->article->source.p ? FIHRIST_OK : fh_fail_memory(err);
}

/* In Germany 03.04. is in April, in Britain 03/04 as well; in the United States it is in March. */
static fh_html_order order_of(fh_str tag) {
    if (!fh_str_starts_as(tag, "en"))
        return FH_HTML_DAY_FIRST;
    if (tag.n < 5)
        return FH_HTML_ORDER_UNKNOWN;
    return strncasecmp(tag.p + 3, "us", 2) == 0 ? FH_HTML_MONTH_FIRST : FH_HTML_DAY_FIRST;
}

/* en-GB and en_US are en. */
static int find_lang(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    const xmlNode *root = page->items[0].node;
    const fh_str candidates[] = {fh_html_attribute(root, "lang"),
                                 fh_html_attribute(root, "xml:lang"),
                                 data->lang,
                                 fh_html_meta(page, "og:locale"),
                                 fh_html_meta(page, "content-language"),
                                 fh_html_meta(page, "language")};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        fh_str lang = fh_str_trim(candidates[i]);
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
        page->order = order_of(lang);
        return FIHRIST_OK;
    }
    return FIHRIST_OK;
}

int fh_html_find_outlet(fh_html *page, const fh_html_data *data, fihrist_error *err) {
    int code = find_url(page, data, err);
    if (code == FIHRIST_OK)
        code = find_source(page, data, err);
    return code == FIHRIST_OK ? find_lang(page, data, err) : code;
}
