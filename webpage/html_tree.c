/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_tree.c: libxml2 parses what is UTF-8 by then. A tree is walked once, not
 * by recursion: pages may be nested as deep as they are long.
 */
#include "webpage/html.h"

#include <libxml/HTMLparser.h>

#include "core/charset.h"

enum { DECLARED_WITHIN_BYTES = 4096 /* browsers look at the first 1,024; some pages need more */ };

/* --- charset --- */

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-_.:", c) != NULL;
}

/* The name behind "charset=" or "encoding=" near the beginning. */
static bool find_declared(fh_str bytes, char name[FH_CHARSET_NAME_BYTES]) {
    static const char *const keys[] = {"charset=", "encoding="};
    size_t within = bytes.n < DECLARED_WITHIN_BYTES ? bytes.n : DECLARED_WITHIN_BYTES;
    for (size_t i = 0; within > 0 && i < sizeof keys / sizeof *keys; i++) {
        const char *found = memmem(bytes.p, within, keys[i], strlen(keys[i]));
        if (!found)
            continue;
        const char *at = found + strlen(keys[i]), *end = bytes.p + within;
        size_t n = 0;
        while (at < end && (*at == '"' || *at == '\'' || *at == ' '))
            at++;
        for (; at < end && *at && n + 1 < FH_CHARSET_NAME_BYTES && is_name_byte(*at); at++)
            name[n++] = *at;
        name[n] = '\0';
        if (n > 0)
            return true;
    }
    return false;
}

/* What was said of the page where it comes from goes before what it says itself, as in browsers. */
static fh_str to_utf8(fh_arena *arena, fh_str bytes, const fh_origin *origin) {
    char name[FH_CHARSET_NAME_BYTES];
    fh_str given = origin ? origin->charset : (fh_str){NULL, 0};
    if (given.n == 0 || given.n >= sizeof name || memchr(given.p, '\0', given.n))
        given = find_declared(bytes, name) ? fh_str_of(name) : (fh_str){NULL, 0};
    return fh_charset_to_utf8(arena, bytes, given);
}

/* --- nodes --- */

bool fh_html_is(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

fh_str fh_html_attribute(const xmlNode *node, const char *name) {
    for (const xmlAttr *one = node->properties; one; one = one->next)
        if (strcasecmp((const char *)one->name, name) == 0 && one->children &&
            one->children->content)
            return fh_str_of((const char *)one->children->content);
    return (fh_str){NULL, 0};
}

/* --- items --- */

typedef struct walk {
    fh_html *page;
    size_t capacity;
    uint32_t parent; /* of what comes next */
    unsigned depth;
} walk;

static int add_item(walk *w, xmlNode *node, fihrist_error *err) {
    fh_html *page = w->page;
    if (page->item_count == FH_HTML_MAX_ITEMS)
        return fh_fail(err, FIHRIST_E_INPUT, "a page of more than %d elements", FH_HTML_MAX_ITEMS);
    if (page->item_count == w->capacity) {
        size_t capacity = w->capacity ? w->capacity * 2 : 1024;
        fh_html_item *items = fh_realloc_array(page->items, capacity, sizeof *items);
        if (!items)
            return fh_fail_memory(err);
        page->items = items;
        w->capacity = capacity;
    }
    uint32_t number = (uint32_t)page->item_count++;
    page->items[number] = (fh_html_item){node, w->parent, 0, fh_html_role_of(node)};
    return FIHRIST_OK;
}

/* Where the walk goes on from an element, once it is over: elements that end here know it then. */
static xmlNode *go_on(walk *w, xmlNode *node, const xmlNode *root) {
    fh_html *page = w->page;
    while (node != root) {
        if (node->type == XML_ELEMENT_NODE && page->items[w->parent].node == node) {
            page->items[w->parent].end = (uint32_t)page->item_count;
            w->parent = page->items[w->parent].parent;
            w->depth--;
        }
        if (node->next)
            return node->next;
        node = node->parent;
    }
    page->items[0].end = (uint32_t)page->item_count;
    return NULL;
}

static int list_items(fh_html *page, xmlNode *root, fihrist_error *err) {
    walk w = {.page = page};
    int code = add_item(&w, root, err);
    xmlNode *node = root->children ? root->children : go_on(&w, root, root);
    while (node && code == FIHRIST_OK) {
        if (node->type != XML_ELEMENT_NODE || w.depth >= FH_HTML_MAX_DEPTH) {
            node = go_on(&w, node, root);
            continue;
        }
        uint32_t number = (uint32_t)page->item_count;
        code = add_item(&w, node, err);
        if (code != FIHRIST_OK)
            break;
        w.parent = number;
        w.depth++;
        node = node->children ? node->children : go_on(&w, node, root);
    }
    return code;
}

xmlDoc *fh_html_parse(fh_str text) {
    return htmlReadMemory(text.p, (int)text.n, NULL, "UTF-8",
                          HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                              HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
}

int fh_html_open(fh_html *page, fh_str bytes, const fh_origin *origin, fh_arena *arena,
                 fihrist_error *err) {
    *page = (fh_html){.arena = arena, .origin = origin};
    fh_str text = to_utf8(arena, bytes, origin);
    if (!text.p)
        return fh_fail_memory(err);
    page->tree = fh_html_parse(text);
    xmlNode *root = page->tree ? xmlDocGetRootElement(page->tree) : NULL;
    if (!root)
        return fh_fail(err, FIHRIST_E_INPUT, "a page without any element");
    return list_items(page, root, err);
}

void fh_html_close(fh_html *page) {
    xmlFreeDoc(page->tree);
    fh_free(page->items);
    fh_free(page->blocks);
    *page = (fh_html){0};
}
