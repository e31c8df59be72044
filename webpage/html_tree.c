/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_tree.c: libxml2 parses what is UTF-8 by then; ICU makes it that. A tree is walked once, not
 * by recursion: pages may be nested as deep as they are long.
 */
#include "webpage/html.h"

#include <stdio.h>

#include <libxml/HTMLparser.h>
#include <unicode/ucsdet.h>

#include "core/charset.h"
#include "core/utf8.h"
#include "webpage/text.h"

enum {
    DECLARED_WITHIN_BYTES = 4096, /* browsers look at the first 1,024; some pages need more */
    SNIFFED_BYTES = 1 << 16,      /* enough words to tell a charset by */
    SNIFFED_LETTERS = 10, /* so many bytes in 100 that are not ASCII's are a script of its own */
    SNIFFED_SURE = 30     /* ICU's confidence, of 100, in a guess that is worth a try */
};

/* --- charset --- */

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-_.:", c) != NULL;
}

/* Whether what stands at `found` is in a meta element, or in the line that declares XML: a script
 * may be declared, too. */
static bool is_declaration(fh_str bytes, const char *found) {
    const char *tag = memrchr(bytes.p, '<', (size_t)(found - bytes.p));
    size_t n = tag ? (size_t)(found - tag) : 0;
    return n > 5 && (strncasecmp(tag, "<meta", 5) == 0 || strncmp(tag, "<?xml", 5) == 0);
}

static bool take_charset(const char *at, const char *end, char name[FH_CHARSET_NAME_BYTES]) {
    size_t n = 0;
    while (at < end && (*at == '"' || *at == '\'' || *at == ' '))
        at++;
    for (; at < end && *at && n + 1 < FH_CHARSET_NAME_BYTES && is_name_byte(*at); at++)
        name[n++] = *at;
    name[n] = '\0';
    return n > 0;
}

/* The name behind "charset=" or "encoding=" near the beginning. */
static bool find_declared(fh_str bytes, char name[FH_CHARSET_NAME_BYTES]) {
    static const char *const keys[] = {"charset", "encoding"};
    if (bytes.n == 0)
        return false;
    const char *end = bytes.p + (bytes.n < DECLARED_WITHIN_BYTES ? bytes.n : DECLARED_WITHIN_BYTES);
    for (const char *at = bytes.p; (at = memchr(at, '=', (size_t)(end - at))) != NULL; at++) {
        const char *word = at;
        while (word > bytes.p && word[-1] == ' ')
            word--;
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            size_t n = strlen(keys[i]);
            if ((size_t)(word - bytes.p) >= n && strncasecmp(word - n, keys[i], n) == 0 &&
                is_declaration(bytes, word) && take_charset(at + 1, end, name))
                return true;
        }
    }
    return false;
}

/* Whether so much of it is no ASCII that it is no language of Latin letters. */
static bool has_other_letters(fh_str bytes) {
    size_t letters = 0, other = 0;
    bool tag = false;
    for (size_t i = 0; i < bytes.n; i++) {
        char c = bytes.p[i];
        tag = c == '<' || (tag && c != '>');
        if (tag)
            continue;
        letters += (c | 32) >= 'a' && (c | 32) <= 'z';
        other += (unsigned char)c >= 0x80;
    }
    return other * 100 > (letters + other) * SNIFFED_LETTERS;
}

/* The charset of a page that names none, told from its letters. */
static bool sniff(fh_str bytes, char name[FH_CHARSET_NAME_BYTES]) {
    if (bytes.n > SNIFFED_BYTES)
        bytes.n = SNIFFED_BYTES;
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = has_other_letters(bytes) ? ucsdet_open(&status) : NULL;
    if (!detector || U_FAILURE(status))
        return false;
    ucsdet_enableInputFilter(detector, true);
    ucsdet_setText(detector, bytes.p, (int32_t)bytes.n, &status);
    const UCharsetMatch *match = ucsdet_detect(detector, &status);
    const char *found = match ? ucsdet_getName(match, &status) : NULL;
    bool sure = found && U_SUCCESS(status) && ucsdet_getConfidence(match, &status) >= SNIFFED_SURE;
    if (sure && U_SUCCESS(status))
        snprintf(name, FH_CHARSET_NAME_BYTES, "%s", found);
    ucsdet_close(detector);
    return sure && U_SUCCESS(status);
}

/* What was said of the page where it comes from goes before what it says itself, as in browsers. */
static fh_str to_utf8(fh_arena *arena, fh_str bytes, const fh_origin *origin) {
    char name[FH_CHARSET_NAME_BYTES];
    fh_str given = origin ? origin->charset : (fh_str){NULL, 0};
    if (given.n == 0 || given.n >= sizeof name || memchr(given.p, '\0', given.n))
        given = find_declared(bytes, name) ? fh_str_of(name) : (fh_str){NULL, 0};
    if (given.n == 0 && !fh_utf8_valid(bytes) && sniff(bytes, name))
        given = fh_str_of(name);
    return fh_charset_to_utf8(arena, bytes, given);
}

/* --- nodes --- */

bool fh_html_is(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

fh_str fh_html_attribute(const xmlNode *node, const char *name) {
    for (const xmlAttr *one = node->properties; one; one = one->next)
        if (strcmp((const char *)one->name, name) == 0 && one->children && one->children->content)
            return fh_str_of((const char *)one->children->content);
    return (fh_str){NULL, 0};
}

/* --- items --- */

typedef struct walk {
    fh_html *page;
    size_t capacity, meta_capacity;
    uint32_t parent; /* of what comes next */
    unsigned depth;
} walk;

static int add_meta(walk *w, uint32_t item, fihrist_error *err) {
    fh_html *page = w->page;
    uint32_t *metas = fh_array_grow(page->metas, page->meta_count, &w->meta_capacity, sizeof *metas,
                                    FH_HTML_MAX_ITEMS);
    if (!metas)
        return fh_fail_memory(err);
    page->metas = metas;
    page->metas[page->meta_count++] = item;
    return FIHRIST_OK;
}

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
    uint32_t linked = number ? page->items[w->parent].role & FH_HTML_LINK : 0;
    page->items[number] =
        (fh_html_item){.node = node, .parent = w->parent, .role = fh_html_role_of(node) | linked};
    return fh_html_is(node, "meta") ? add_meta(w, number, err) : FIHRIST_OK;
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
    fh_free(page->metas);
    *page = (fh_html){0};
}
