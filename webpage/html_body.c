/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_body.c: the article is where most of the prose is. Each block is worth what it has of prose;
 * from the whole page the search goes down to the element inside that still has most of it, and
 * ends where it would have to be parted. What names of elements say counts where it fits what they
 * hold: a page may be called "has-sidebar".
 */
#include "webpage/html.h"

#include "webpage/text.h"

enum {
    PARAGRAPH_BYTES = 80, /* so long a text is prose, whatever it ends with */
    SENTENCE_BYTES = 25,
    MOST_PERCENT = 75, /* of the prose, that an element must have to be gone down to */
    ARTICLE_PERCENT = 50,
    BODY_PERCENT = 15, /* what is named as a body needs no more of the prose; nor what is headed */
    BODY_BYTES = 250,
    TEASERS = 3,           /* headings that are links: other articles are in it */
    FURNITURE_PERCENT = 35 /* an element with more of the prose is no furniture */
};

/* --- blocks --- */

static bool ends_sentence(fh_str text) {
    static const char *const ends[] = {".",  "!", "?", "\xe2\x80\xa6", "\"", "\xe2\x80\x9d",
                                       ".)", ":"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (text.n >= n && memcmp(text.p + text.n - n, ends[i], n) == 0)
            return true;
    }
    return false;
}

static bool is_prose(const fh_html_block *block) {
    size_t free = block->text.n - block->linked;
    if (block->role & FH_HTML_HEADING || block->linked > free)
        return false;
    return free >= PARAGRAPH_BYTES || (free >= SENTENCE_BYTES && ends_sentence(block->text));
}

/* --- roles that fit --- */

/* Prose in each item, those inside it too; of blocks that are not apart, or of all. */
static void sum_prose(const fh_html *page, bool all, uint64_t *sums) {
    memset(sums, 0, page->item_count * sizeof *sums);
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (is_prose(block) &&
            (all || !(fh_html_is_apart(block->role) || block->role & FH_HTML_CAPTION)))
            sums[block->item] += block->text.n - block->linked;
    }
    for (size_t i = page->item_count; i-- > 1;)
        sums[page->items[i].parent] += sums[i];
}

/* Whether an h1, or what is named as the article, is inside. */
static bool has_article(const fh_html *page, uint32_t item) {
    for (uint32_t i = item + 1; i < page->items[item].end; i++)
        if (page->items[i].role & FH_HTML_ARTICLE || fh_html_is(page->items[i].node, "h1"))
            return true;
    return false;
}

static bool is_whole_page(const xmlNode *node) {
    return fh_html_is(node, "html") || fh_html_is(node, "body") || fh_html_is(node, "main");
}

static void settle_role(fh_html *page, uint32_t item, const uint64_t *sums) {
    fh_html_item *one = &page->items[item];
    const uint32_t named = FH_HTML_FURNITURE | FH_HTML_COMMENTS | FH_HTML_QUIET | FH_HTML_CAPTION;
    if (!(one->role & named))
        return;
    bool most = sums[item] * 100 > sums[0] * FURNITURE_PERCENT;
    if (is_whole_page(one->node) || (most && has_article(page, item)))
        one->role &= ~named;
    else if (most)
        one->role &= ~(uint32_t)(FH_HTML_FURNITURE | FH_HTML_QUIET | FH_HTML_CAPTION);
}

/* Then blocks know of all elements around them. */
static void settle_roles(fh_html *page, uint64_t *sums) {
    sum_prose(page, true, sums);
    for (uint32_t i = 0; i < page->item_count; i++)
        settle_role(page, i, sums);
    for (size_t i = 0; i < page->block_count; i++) {
        uint32_t item = page->blocks[i].item, role = 0;
        for (;; item = page->items[item].parent) {
            role |= page->items[item].role;
            if (page->items[item].parent == item)
                break;
        }
        page->blocks[i].role = role & ~(uint32_t)FH_HTML_BLOCK;
    }
}

/* --- where it is --- */

/* The only one that is named as a body, or has twice as much as any other; 0: there is none. */
static uint32_t find_named_body(const fh_html *page, const uint64_t *sums) {
    uint32_t found = 0;
    uint64_t second = 0;
    for (uint32_t i = 1; i < page->item_count; i++) {
        if (!(page->items[i].role & FH_HTML_BODY) || fh_html_is_apart(page->items[i].role))
            continue;
        if (found && i < page->items[found].end) /* inside it */
            continue;
        if (!found || sums[i] > sums[found]) {
            second = found ? sums[found] : 0;
            found = i;
        } else if (sums[i] > second) {
            second = sums[i];
        }
    }
    bool enough = found && sums[found] >= BODY_BYTES &&
                  sums[found] * 100 >= sums[0] * BODY_PERCENT && sums[found] >= 2 * second;
    return enough ? found : 0;
}

/* What is named as an article and has most of the prose; of several the innermost. */
static uint32_t find_named(const fh_html *page, const uint64_t *sums) {
    uint32_t found = 0;
    for (uint32_t i = 1; i < page->item_count; i++)
        if (page->items[i].role & FH_HTML_ARTICLE && sums[i] * 100 >= sums[0] * ARTICLE_PERCENT &&
            sums[i] > 0 && (found == 0 || sums[i] * 100 >= sums[found] * MOST_PERCENT))
            found = i;
    return found;
}

static uint32_t go_down(const fh_html *page, const uint64_t *sums, uint32_t item) {
    for (uint32_t i = item + 1; i < page->items[item].end;) {
        if (sums[i] * 100 >= sums[item] * MOST_PERCENT && page->items[i].end > i + 1) {
            item = i++; /* look inside it */
            continue;
        }
        i = page->items[i].end;
    }
    return item;
}

static bool is_inside(const fh_html *page, uint32_t item, uint32_t around) {
    return item >= around && item < page->items[around].end;
}

/* The heading that says the title. */
static const fh_html_block *find_heading(const fh_html *page) {
    fh_str title = page->article->title;
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (block->role & FH_HTML_HEADING && !fh_html_is_apart(block->role) &&
            block->text.n == title.n && strncasecmp(block->text.p, title.p, title.n) == 0)
            return block;
    }
    return NULL;
}

/* Headings of other articles in `item`, but not in `but`. */
static size_t count_teasers(const fh_html *page, uint32_t item, uint32_t but) {
    size_t count = 0;
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        count += block->role & FH_HTML_HEADING && block->linked * 10 >= block->text.n * 9 &&
                 is_inside(page, block->item, item) && !is_inside(page, block->item, but);
    }
    return count;
}

/* Among lists of other articles: what the title stands over, as far as there is enough of it. */
static uint32_t find_headed(const fh_html *page, const uint64_t *sums, uint32_t item) {
    const fh_html_block *heading = find_heading(page);
    if (!heading)
        return item;
    uint32_t near = heading->item;
    while (near != 0 && (sums[near] < BODY_BYTES || sums[near] * 100 < sums[item] * BODY_PERCENT))
        near = page->items[near].parent;
    bool other = near != item && is_inside(page, near, item);
    return other && count_teasers(page, item, near) >= TEASERS ? near : item;
}

static uint32_t find_item(const fh_html *page, const uint64_t *sums) {
    uint32_t named = find_named_body(page, sums);
    if (named)
        return named;
    uint32_t item = go_down(page, sums, find_named(page, sums));
    return go_down(page, sums, find_headed(page, sums, item));
}

/* --- what of it is text --- */

static bool is_furniture(fh_str text) {
    fh_line_kind kind = fh_page_kind(text);
    return kind != FH_LINE_TEXT;
}

typedef struct gathered {
    fh_buffer text, caption;
    size_t first, end; /* blocks */
} gathered;

static void add(fh_buffer *to, fh_str text, const char *between) {
    if (to->n > 0)
        fh_buffer_append_text(to, between);
    fh_buffer_append_str(to, text);
}

/* Between prose also what is none: subheads, lists, short answers. */
static bool is_taken(const fh_html_block *block, bool inside) {
    size_t free = block->text.n - block->linked;
    if (fh_html_is_apart(block->role) || block->role & (FH_HTML_CAPTION | FH_HTML_QUIET))
        return false;
    if (is_furniture(block->text))
        return false;
    if (is_prose(block))
        return true;
    return inside && (block->role & FH_HTML_HEADING || free > block->linked);
}

static void take(const fh_html *page, uint32_t item, gathered *to) {
    uint32_t end = page->items[item].end;
    size_t first = page->block_count, last = 0;
    for (size_t i = 0; i < page->block_count; i++)
        if (page->blocks[i].item >= item && page->blocks[i].item < end &&
            is_prose(&page->blocks[i]) && is_taken(&page->blocks[i], false)) {
            first = i < first ? i : first;
            last = i + 1;
        }
    to->first = first;
    to->end = last;
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (block->item < item || block->item >= end)
            continue;
        if (i >= first && i < last && is_taken(block, true))
            add(&to->text, block->text, "\n\n");
        else if (block->role & FH_HTML_CAPTION && !fh_html_is_apart(block->role))
            add(&to->caption, block->text, "\n");
    }
}

static int keep(const fh_html *page, const gathered *from, fihrist_error *err) {
    fh_article *article = page->article;
    if (from->text.failed || from->caption.failed)
        return fh_fail_memory(err);
    if (from->text.n > 0)
        article->text = fh_arena_copy(page->arena, fh_buffer_str(&from->text));
    if (from->caption.n > 0)
        article->caption = fh_arena_copy(page->arena, fh_buffer_str(&from->caption));
    bool whole =
        (from->text.n == 0 || article->text.p) && (from->caption.n == 0 || article->caption.p);
    return whole ? FIHRIST_OK : fh_fail_memory(err);
}

int fh_html_settle(fh_html *page, fihrist_error *err) {
    uint64_t *sums = fh_malloc(page->item_count * sizeof *sums);
    if (!sums)
        return fh_fail_memory(err);
    settle_roles(page, sums);
    fh_free(sums);
    return FIHRIST_OK;
}

int fh_html_find_body(fh_html *page, fihrist_error *err) {
    gathered found = {.text = FH_BUFFER(FH_ARTICLE_MAX_BYTES),
                      .caption = FH_BUFFER(FH_ARTICLE_MAX_BYTES)};
    uint64_t *sums = fh_malloc(page->item_count * sizeof *sums);
    if (!sums)
        return fh_fail_memory(err);
    sum_prose(page, false, sums);
    take(page, find_item(page, sums), &found);
    int code = keep(page, &found, err);
    fh_buffer_free(&found.text);
    fh_buffer_free(&found.caption);
    fh_free(sums);
    return code;
}
