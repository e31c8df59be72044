/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_blocks.c: the text between the beginnings and ends of block elements, blanks made single.
 */
#include "webpage/html.h"

#include "core/utf8.h"

enum {
    BLOCKS_MAX = FH_HTML_MAX_ITEMS * 2 + 2, /* each element begins one at most, and ends one */
    TEXT_MAX_BYTES = 4 << 20
};

/* The block under way. */
typedef struct gathering {
    const fh_html *page;
    fh_html_blocks *to;
    fh_buffer text;
    size_t linked;
    uint32_t item;
    bool blank; /* one is due before the next letter */
} gathering;

static bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* U+00A0 stands for a blank here, however wide it may look. */
static bool is_wide_blank(const char *p) {
    return (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] == 0xa0;
}

static size_t append(fh_buffer *text, bool *blank, const char *content) {
    size_t before = text->n;
    for (const char *p = content; *p; p++) {
        if (is_blank(*p)) {
            *blank = true;
            continue;
        }
        if (is_wide_blank(p)) {
            *blank = true;
            p++;
            continue;
        }
        if (*blank && text->n > 0)
            fh_buffer_append_byte(text, ' ');
        *blank = false;
        fh_buffer_append_byte(text, *p);
    }
    return text->n - before;
}

/* Failed by its cap, not for want of memory: bytes come to it one by one. */
static bool is_full(const fh_buffer *text) {
    return text->n == text->cap_bytes;
}

static int end_block(gathering *g, fihrist_error *err) {
    g->blank = false;
    if (g->text.failed)
        return is_full(&g->text) ? fh_fail(err, FIHRIST_E_INPUT,
                                           "a paragraph of more than %d bytes", TEXT_MAX_BYTES)
                                 : fh_fail_memory(err);
    if (g->text.n == 0)
        return FIHRIST_OK;
    fh_html_block *all =
        fh_array_grow(g->to->all, g->to->count, &g->to->capacity, sizeof *all, BLOCKS_MAX);
    if (!all)
        return fh_fail_memory(err);
    g->to->all = all;
    fh_str text = fh_arena_copy(g->page->arena, fh_buffer_str(&g->text));
    if (!text.p)
        return fh_fail_memory(err);
    all[g->to->count++] = (fh_html_block){.item = g->item, .text = text, .linked = g->linked};
    fh_buffer_clear(&g->text);
    g->linked = 0;
    return FIHRIST_OK;
}

/* The number of the block element around an item. */
static uint32_t block_around(const fh_html *page, uint32_t item) {
    while (!(page->items[item].role & FH_HTML_BLOCK) && page->items[item].parent != item)
        item = page->items[item].parent;
    return item;
}

static bool is_in_link(const fh_html *page, uint32_t item) {
    for (; !(page->items[item].role & FH_HTML_BLOCK); item = page->items[item].parent) {
        if (page->items[item].role & FH_HTML_LINK)
            return true;
        if (page->items[item].parent == item)
            break;
    }
    return false;
}

/* Text that follows an element belongs to the one around it. */
static void take_text(gathering *g, uint32_t item, const xmlNode *node) {
    if (!node->content)
        return;
    if (g->text.n == 0)
        g->item = block_around(g->page, item);
    size_t n = append(&g->text, &g->blank, (const char *)node->content);
    if (is_in_link(g->page, item))
        g->linked += n;
}

static bool is_break(const xmlNode *node) {
    if (!fh_html_is(node, "br"))
        return false;
    for (node = node->next; node; node = node->next) {
        if (fh_html_is(node, "br"))
            return true;
        if (node->type != XML_TEXT_NODE || !xmlIsBlankNode(node))
            return false;
    }
    return false;
}

static bool is_text(const xmlNode *node) {
    return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE ||
           node->type == XML_ENTITY_REF_NODE;
}

/* Texts side by side, up to the next element. */
static void take_texts(gathering *g, uint32_t item, const xmlNode *node) {
    for (; node && node->type != XML_ELEMENT_NODE; node = node->next)
        if (is_text(node))
            take_text(g, item, node);
}

/* Elements that end before number `next` begins, and the texts behind them. */
static int end_items(gathering *g, uint32_t last, uint32_t next, uint32_t root,
                     fihrist_error *err) {
    const fh_html_item *items = g->page->items;
    int code = FIHRIST_OK;
    while (code == FIHRIST_OK && items[last].end == next) {
        if (items[last].role & FH_HTML_BLOCK)
            code = end_block(g, err);
        if (last == root)
            break;
        if (code == FIHRIST_OK)
            take_texts(g, items[last].parent, items[last].node->next);
        last = items[last].parent;
    }
    return code;
}

static int gather(gathering *g, uint32_t root, fh_html_skip skip, void *user, fihrist_error *err) {
    const fh_html_item *items = g->page->items;
    int code = FIHRIST_OK;
    for (uint32_t i = root, next; i < items[root].end && code == FIHRIST_OK; i = next) {
        bool skipped = skip(user, i);
        if (items[i].role & FH_HTML_BLOCK || is_break(items[i].node))
            code = end_block(g, err);
        else if (fh_html_is(items[i].node, "br"))
            g->blank = true;
        next = skipped ? items[i].end : i + 1;
        if (!skipped && code == FIHRIST_OK)
            take_texts(g, i, items[i].node->children);
        if (code == FIHRIST_OK)
            code = end_items(g, i, next, root, err);
    }
    return code == FIHRIST_OK ? end_block(g, err) : code;
}

int fh_html_gather(const fh_html *page, uint32_t root, fh_html_skip skip, void *user,
                   fh_html_blocks *to, fihrist_error *err) {
    gathering g = {.page = page, .to = to, .text = FH_BUFFER(TEXT_MAX_BYTES)};
    to->count = 0;
    int code = gather(&g, root, skip, user, err);
    fh_buffer_free(&g.text);
    return code;
}

static bool is_hidden(void *user, uint32_t item) {
    const fh_html *page = user;
    return page->items[item].role & FH_HTML_HIDDEN;
}

int fh_html_find_blocks(fh_html *page, fihrist_error *err) {
    fh_html_blocks found = {0};
    int code = fh_html_gather(page, 0, is_hidden, page, &found, err);
    page->blocks = found.all;
    page->block_count = found.count;
    return code;
}

/* A text that was put together, which is freed; {NULL, 0} when out of memory. */
static fh_str keep(const fh_html *page, fh_buffer *text) {
    fh_str copy = {NULL, 0}, whole = fh_buffer_str(text);
    if (text->failed && is_full(text)) /* no title, name or date is so long: what is left will do */
        whole.n = fh_utf8_cut(whole, whole.n - 4);
    else if (text->failed)
        fh_arena_fail(page->arena);
    if (!text->failed || is_full(text))
        copy = fh_arena_copy(page->arena, whole);
    fh_buffer_free(text);
    return copy;
}

/* All texts under a node in one. */
static fh_str text_under(const fh_html *page, const xmlNode *root) {
    fh_buffer text = FH_BUFFER(TEXT_MAX_BYTES);
    bool blank = false;
    const xmlNode *node = root;
    while (node) {
        if (is_text(node) && node->content)
            append(&text, &blank, (const char *)node->content);
        else if (node->type == XML_ELEMENT_NODE && fh_html_is_block(node))
            blank = true;
        if (node->children && node->type == XML_ELEMENT_NODE && !fh_html_is(node, "script") &&
            !fh_html_is(node, "style")) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next)
            node = node->parent;
        node = node == root ? NULL : node->next;
    }
    return keep(page, &text);
}

fh_str fh_html_text(const fh_html *page, uint32_t item) {
    return text_under(page, page->items[item].node);
}

/* Without elements, and with the letters that entities stand for. */
static fh_str strip(const fh_html *page, fh_str text) {
    xmlDoc *tree = fh_html_parse(text);
    const xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    fh_str plain = root ? text_under(page, root) : (fh_str){"", 0};
    xmlFreeDoc(tree);
    return plain;
}

fh_str fh_html_plain(const fh_html *page, fh_str text) {
    fh_buffer plain = FH_BUFFER(TEXT_MAX_BYTES);
    bool blank = false;
    fh_str copy = {NULL, 0};
    if (text.n == 0)
        return copy;
    copy = fh_arena_copy(page->arena, text);
    if (!copy.p)
        return copy;
    if (memchr(text.p, '<', text.n) || memchr(text.p, '&', text.n))
        return strip(page, copy);
    append(&plain, &blank, copy.p);
    return keep(page, &plain);
}
