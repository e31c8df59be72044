/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_blocks.c: the text between the beginnings and ends of block elements, blanks made single.
 */
#include "webpage/html.h"

#include "core/url.h"

enum {
    PARAGRAPH_BYTES = 80, /* so long a text is prose, whatever it ends with */
    SENTENCE_BYTES = 25,
    BLOCKS_MAX = FH_HTML_MAX_ITEMS * 2 + 2, /* each element begins one at most, and ends one */
    NODES_BESIDE = 256 /* elements and the like that a short text may have around it */
};

/* The block under way. */
typedef struct gathering {
    const fh_html *page;
    fh_html_blocks *to;
    fh_buffer text;
    size_t linked;
    uint32_t item, inner;
    bool blank; /* one is due before the next letter */
} gathering;

/* Bytes that a blank may begin with, or what is no letter at all. */
static const bool stops[256] = {
    [0] = true,    [' '] = true,  ['\n'] = true, ['\t'] = true, ['\r'] = true,
    ['\f'] = true, [0xc2] = true, [0xe2] = true, [0xe3] = true, [0xef] = true};

/* How many bytes at p are a blank, however wide it may look (U+00A0, U+3000), or only say how a
 * word may be parted (U+00AD, U+200B, U+FEFF), which is left out; 0: something else. */
static size_t blank_at(const char *p, bool *ret_blank) {
    static const struct {
        const char *bytes;
        bool blank;
    } wide[] = {{"\xc2\xa0", true},
                {"\xe3\x80\x80", true},
                {"\xc2\xad", false},
                {"\xe2\x80\x8b", false},
                {"\xef\xbb\xbf", false}};
    *ret_blank = (unsigned char)*p < 0x80;
    if (*ret_blank)
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(p, wide[i].bytes, strlen(wide[i].bytes)) == 0) {
            *ret_blank = wide[i].blank;
            return strlen(wide[i].bytes);
        }
    return 0;
}

static size_t append(fh_buffer *text, bool *blank, const char *content) {
    size_t before = text->n;
    for (const char *p = content; *p;) {
        bool is_blank = false;
        size_t left_out = stops[(unsigned char)*p] ? blank_at(p, &is_blank) : 0, n = 0;
        *blank = *blank || is_blank;
        p += left_out;
        if (left_out || !*p)
            continue;
        do
            n++;
        while (!stops[(unsigned char)p[n]]);
        if (*blank && text->n > 0)
            fh_buffer_append_byte(text, ' ');
        *blank = false;
        fh_buffer_append(text, p, n);
        p += n;
    }
    return text->n - before;
}

static int end_block(gathering *g, fihrist_error *err) {
    g->blank = false;
    if (g->text.failed)
        return fh_fail_memory(err);
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
    all[g->to->count++] =
        (fh_html_block){.item = g->item, .inner = g->inner, .text = text, .linked = g->linked};
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

/* Text that follows an element belongs to the one around it. */
static void take_text(gathering *g, uint32_t item, const xmlNode *node) {
    if (!node->content)
        return;
    if (g->text.n == 0) {
        g->item = block_around(g->page, item);
        g->inner = item;
    }
    size_t n = append(&g->text, &g->blank, (const char *)node->content);
    while (n > 0 && g->inner > g->item && !fh_html_is_inside(g->page, item, g->inner))
        g->inner = g->page->items[g->inner].parent;
    if (g->page->items[item].role & FH_HTML_LINK)
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
    gathering g = {.page = page, .to = to, .text = FH_BUFFER(FH_HTML_MAX_TEXT)};
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
    fh_str copy = {NULL, 0};
    if (text->failed)
        fh_arena_fail(page->arena);
    else
        copy = fh_arena_copy(page->arena, fh_buffer_str(text));
    fh_buffer_free(text);
    return copy;
}

/* Between blocks stands a blank, or a line feed. */
static void part(fh_buffer *text, bool *blank, bool lines) {
    *blank = !lines;
    if (lines && text->n > 0 && text->p[text->n - 1] != '\n')
        fh_buffer_append_byte(text, '\n');
}

/* All texts under a node in one; absent where that would be more than `most` bytes. */
static fh_str text_under(const fh_html *page, const xmlNode *root, size_t most, bool lines) {
    fh_buffer text = FH_BUFFER(FH_HTML_MAX_TEXT);
    bool blank = false;
    const xmlNode *node = root;
    size_t left = most + NODES_BESIDE;
    for (; node && text.n <= most && left > 0; left--) {
        if (is_text(node) && node->content)
            append(&text, &blank, (const char *)node->content);
        else if (node->type == XML_ELEMENT_NODE &&
                 (fh_html_is_block(node) || (lines && fh_html_is(node, "br"))))
            part(&text, &blank, lines);
        if (node->children && node->type == XML_ELEMENT_NODE && !fh_html_is(node, "script") &&
            !fh_html_is(node, "style")) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next) {
            node = node->parent;
            if (lines && fh_html_is_block(node))
                part(&text, &blank, lines);
        }
        node = node == root ? NULL : node->next;
    }
    if (!node && text.n <= most)
        return keep(page, &text);
    fh_buffer_free(&text);
    return (fh_str){NULL, 0};
}

fh_str fh_html_text(const fh_html *page, uint32_t item, size_t most) {
    return text_under(page, page->items[item].node, most, false);
}

fh_str fh_html_lines(const fh_html *page, uint32_t item, size_t most) {
    return text_under(page, page->items[item].node, most, true);
}

/* Without elements, and with the letters that entities stand for. */
static fh_str strip(const fh_html *page, fh_str text) {
    xmlDoc *tree = fh_html_parse(text);
    const xmlNode *root = tree ? xmlDocGetRootElement(tree) : NULL;
    fh_str plain = root ? text_under(page, root, FH_HTML_MAX_TEXT, false) : (fh_str){"", 0};
    xmlFreeDoc(tree);
    return plain;
}

fh_str fh_html_plain(const fh_html *page, fh_str text) {
    fh_buffer plain = FH_BUFFER(FH_HTML_MAX_TEXT);
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

/* Where the first link in an element leads, or the one around it. */
static fh_str link_of(const fh_html *page, uint32_t item) {
    const fh_html_item *items = page->items;
    fh_str to = {NULL, 0};
    for (uint32_t i = item; i < items[item].end && !to.n; i++)
        to = fh_html_attribute(items[i].node, "href");
    for (uint32_t i = item; !to.n && items[i].parent != i; i = items[i].parent)
        if (fh_html_is(items[i].node, "a"))
            to = fh_html_attribute(items[i].node, "href");
    return to;
}

/* The last two parts of the host of a URL. */
static fh_str site_of(const fh_html *page, fh_str url) {
    fh_str host = fh_url_host(url, page->arena);
    size_t dots = 0;
    for (size_t i = host.n; i-- > 0;)
        if (host.p[i] == '.' && ++dots == 2)
            return (fh_str){host.p + i + 1, host.n - i - 1};
    return host;
}

/* A list of things may have links to the things, on other sites. */
static bool leads_elsewhere(const fh_html *page, fh_str to) {
    fh_str here = site_of(page, page->article->url), there = site_of(page, to);
    return here.n && there.n && !fh_str_equal(here, there);
}

bool fh_html_is_teaser(const fh_html *page, const fh_html_block *block) {
    if (block->linked * 10 < block->text.n * 9 ||
        !(page->items[block->item].role & FH_HTML_HEADING))
        return false;
    fh_str to = link_of(page, block->item);
    return to.n && !strchr(to.p, '#') && !leads_elsewhere(page, to);
}

bool fh_html_ends_sentence(fh_str text) {
    static const char *const ends[] = {".",
                                       "!",
                                       "?",
                                       "\xe2\x80\xa6",
                                       "\"",
                                       "\xe2\x80\x9d",
                                       "\xe2\x80\x9c",
                                       "\xc2\xbb",
                                       ".)",
                                       ":", /* CJK, Arabic, Urdu, Hindi */
                                       "\xe3\x80\x82",
                                       "\xef\xbc\x81",
                                       "\xef\xbc\x9f",
                                       "\xe3\x80\x8d",
                                       "\xd8\x9f",
                                       "\xdb\x94",
                                       "\xe0\xa5\xa4"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (text.n >= n && memcmp(text.p + text.n - n, ends[i], n) == 0)
            return true;
    }
    return false;
}

bool fh_html_is_prose(const fh_html_block *block) {
    size_t free = block->text.n - block->linked;
    if (block->role & FH_HTML_HEADING || block->linked > free)
        return false;
    return free >= PARAGRAPH_BYTES ||
           (free >= SENTENCE_BYTES && fh_html_ends_sentence(block->text));
}
