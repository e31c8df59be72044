/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_body.c: the article is where most of the prose is. Each block is worth what it has of prose;
 * from the whole page the search goes down to the element inside that still has most of it, and
 * ends where it would have to be parted. What names of elements say counts where it fits what they
 * hold: a page may be called "has-sidebar".
 */
#include "webpage/html.h"

enum {
    MOST_PERCENT = 75, /* of the prose, that an element must have to be gone down to */
    ARTICLE_PERCENT = 50,
    BODY_PERCENT = 8, /* what is named as a body needs no more of the prose */
    BODY_BYTES = 120,
    HEADED_PERCENT = 15, /* nor what is headed */
    HEADED_BYTES = 250,
    BRIEF_BYTES = 100,      /* of two paragraphs under their heading, which need no more */
    BRIEF_TIMES = 4,        /* so much more may stand elsewhere then */
    TEASERS = 3,            /* headings that are links: other articles are in it */
    FURNITURE_PERCENT = 35, /* an element with more of the prose is no furniture */
    SUBHEAD_BYTES = 12,     /* that are more than a sign */
    SHOWN_BYTES = 25,       /* of what a picture shows, that are no chance in a caption */
    CREDIT_BYTES = 40,      /* that may follow there */
    CREDITED_BYTES = 400,   /* of a caption with its credit, at most */
    BOX_LEVELS = 4,         /* from a picture up to the box that has its caption as well */
    SHOWN_WITHIN = 3,       /* blocks before a picture, and behind it */
    FIGURE_ITEMS = 100,     /* of a figure, that are looked at for a picture */
    SURELY_PERCENT = 80     /* the same, where the element itself says that it is */
};

/* --- what is in an element --- */

/* Of an element with all that is in it. */
typedef struct content {
    uint64_t prose;                         /* bytes */
    uint32_t paragraphs, teasers, headings; /* teasers are no headings */
    uint32_t titles;                        /* headings that are h1 */
} content;

/* Of blocks that are not apart, or of all. */
static void sum_up(const fh_html *page, bool all, content *sums) {
    memset(sums, 0, page->item_count * sizeof *sums);
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        content *sum = &sums[block->item];
        if (!all && (fh_html_is_apart(block->role) || block->role & FH_HTML_CAPTION))
            continue;
        bool teaser = fh_html_is_teaser(page, block);
        sum->teasers += teaser;
        sum->headings += !teaser && block->role & FH_HTML_HEADING;
        sum->titles += !teaser && fh_html_is(page->items[block->item].node, "h1");
        if (!fh_html_is_prose(block))
            continue;
        sum->prose += block->text.n - block->linked;
        sum->paragraphs++;
    }
    for (size_t i = page->item_count; i-- > 1;) {
        content *around = &sums[page->items[i].parent];
        around->prose += sums[i].prose;
        around->paragraphs += sums[i].paragraphs;
        around->teasers += sums[i].teasers;
        around->headings += sums[i].headings;
        around->titles += sums[i].titles;
    }
}

/* --- roles that fit --- */

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

/* By its element's name or its role, and not only by a class. */
static bool is_surely_furniture(const xmlNode *node) {
    static const char *const names[] = {"aside", "nav", "footer", "dialog"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (fh_html_is(node, names[i]))
            return true;
    fh_str role = fh_html_attribute(node, "role");
    return role.n && (strstr(role.p, "dialog") || strcmp(role.p, "navigation") == 0 ||
                      strcmp(role.p, "contentinfo") == 0 || strcmp(role.p, "search") == 0);
}

/* A figure that is a picture, and no table or the like: what it says is said of the picture. */
static bool is_picture(const fh_html *page, uint32_t item) {
    static const char *const others[] = {"table", "blockquote", "pre", "ul", "ol"};
    const fh_html_item *items = page->items;
    bool picture = false;
    if (!fh_html_is(items[item].node, "figure"))
        return false;
    for (uint32_t i = item + 1; i < items[item].end && i < item + FIGURE_ITEMS; i++) {
        picture = picture || fh_html_is(items[i].node, "img");
        for (size_t o = 0; o < sizeof others / sizeof *others; o++)
            if (fh_html_is(items[i].node, others[o]))
                return false;
    }
    return picture;
}

static void settle_role(fh_html *page, uint32_t item, const content *sums) {
    fh_html_item *one = &page->items[item];
    if (is_picture(page, item))
        one->role |= FH_HTML_CAPTION;
    const uint32_t named = FH_HTML_FURNITURE | FH_HTML_COMMENTS | FH_HTML_QUIET | FH_HTML_CAPTION;
    if (!(one->role & named))
        return;
    uint64_t prose = sums[item].prose * 100, all = sums[0].prose;
    bool most = prose > all * FURNITURE_PERCENT;
    bool least = is_surely_furniture(one->node) && prose <= all * SURELY_PERCENT;
    if (is_whole_page(one->node) || (most && has_article(page, item)))
        one->role &= ~named;
    else if (most && !least)
        one->role &= ~(uint32_t)(FH_HTML_FURNITURE | FH_HTML_QUIET | FH_HTML_CAPTION);
}

/* <p><span class="credit">: of an element in a line that has all of a block. A paragraph or a
 * heading is a caption at most: what is in it may be named after where it is shown. */
static uint32_t role_in_line(const fh_html *page, const fh_html_block *block) {
    uint32_t role = 0, may = FH_HTML_CAPTION;
    for (uint32_t i = block->inner; i > block->item; i = page->items[i].parent)
        role |= page->items[i].role;
    if (!fh_html_is_prose(block) &&
        !(block->role & FH_HTML_HEADING && block->text.n >= SUBHEAD_BYTES))
        may |= FH_HTML_QUIET | FH_HTML_FURNITURE;
    return role & FH_HTML_CAPTION ? (role & may) | FH_HTML_MAYBE : role & may;
}

/* Whether a text begins with what a picture is said to show, and has little else. */
static bool says_shown(fh_str text, fh_str shown) {
    return shown.n >= SHOWN_BYTES && text.n >= shown.n && text.n <= shown.n + CREDIT_BYTES &&
           memcmp(text.p, shown.p, shown.n) == 0;
}

/* "What it shows © NAME" */
static bool has_credit(fh_str text) {
    static const char sign[] = "\xc2\xa9";
    const char *found = memmem(text.p, text.n, sign, sizeof sign - 1);
    return found && found > text.p && text.p + text.n - found <= CREDIT_BYTES &&
           text.n <= CREDITED_BYTES && !fh_html_ends_sentence(text);
}

static bool is_named_picture(const xmlNode *node) {
    static const char *const words[] = {"image", "photo", "picture", "foto", "bild"};
    fh_str names = fh_html_attribute(node, "class");
    for (size_t i = 0; names.n && i < sizeof words / sizeof *words; i++)
        if (fh_html_has_word(names, words[i]))
            return true;
    return false;
}

/* Whether a block is a caption by what it says, or by its name where it says little, and stands in
 * one box with the picture. */
static bool says_picture(const fh_html *page, const content *sums, uint32_t picture,
                         const fh_html_block *block) {
    uint32_t box = page->items[picture].parent;
    for (int i = 0; i < BOX_LEVELS && !fh_html_is_inside(page, block->item, box); i++)
        box = page->items[box].parent;
    if (!fh_html_is_inside(page, block->item, box) || sums[box].paragraphs > 1 ||
        block->role & FH_HTML_HEADING)
        return false;
    return says_shown(block->text, fh_html_attribute(page->items[picture].node, "alt")) ||
           has_credit(block->text) ||
           (sums[box].paragraphs == 0 && block->linked == 0 &&
            is_named_picture(page->items[box].node));
}

/* Captions that nothing names as such. */
static void find_captions(fh_html *page, const content *sums) {
    size_t next = 0;
    for (uint32_t i = 0; i < page->item_count; i++) {
        if (!fh_html_is(page->items[i].node, "img"))
            continue;
        while (next < page->block_count && page->blocks[next].item < i)
            next++;
        size_t near = next > SHOWN_WITHIN ? next - SHOWN_WITHIN : 0;
        for (; near < page->block_count && near < next + SHOWN_WITHIN; near++)
            if (says_picture(page, sums, i, &page->blocks[near]))
                page->blocks[near].role |= FH_HTML_CAPTION | FH_HTML_MAYBE;
    }
}

static void settle_roles(fh_html *page, content *sums) {
    sum_up(page, true, sums);
    for (uint32_t i = 0; i < page->item_count; i++) {
        fh_html_item *item = &page->items[i];
        settle_role(page, i, sums);
        item->around = item->role | (i ? page->items[item->parent].around : 0);
    }
    for (size_t i = 0; i < page->block_count; i++) {
        fh_html_block *block = &page->blocks[i];
        block->role = page->items[block->item].around & ~(uint32_t)FH_HTML_BLOCK;
        block->role |= role_in_line(page, block);
    }
    find_captions(page, sums);
}

/* --- where it is --- */

/* Whether an element stands under another article's title, which is behind `first`. */
static bool is_others(const fh_html *page, uint32_t first, uint32_t item) {
    for (size_t i = 0; i < page->block_count && page->blocks[i].item < item; i++)
        if (page->blocks[i].item >= page->items[first].end &&
            fh_html_is_teaser(page, &page->blocks[i]))
            return true;
    return false;
}

/* The only one that is named as a body, or has twice as much as any other, or more than one that is
 * another article's; 0: there is none. */
static uint32_t find_named_body(const fh_html *page, const content *sums) {
    uint32_t found = 0, second = 0;
    for (uint32_t i = 1; i < page->item_count; i++) {
        uint64_t prose = sums[i].prose;
        if (!(page->items[i].role & FH_HTML_BODY) || fh_html_is_apart(page->items[i].around))
            continue;
        if (found && i < page->items[found].end) /* inside it */
            continue;
        if (!found || prose > sums[found].prose) {
            second = found;
            found = i;
        } else if (!second || prose > sums[second].prose) {
            second = i;
        }
    }
    uint64_t most = sums[found].prose;
    bool enough = found && most >= BODY_BYTES && most * 100 >= sums[0].prose * BODY_PERCENT;
    bool only = !second || most >= 2 * sums[second].prose || is_others(page, found, second);
    return enough && only ? found : 0;
}

/* Pages that go on to the next article at their end have several: the largest before its title. */
static uint32_t find_first_body(const fh_html *page, const content *sums) {
    uint32_t heading = fh_html_heading_item(page), found = 0, end = 0;
    for (size_t i = page->heading + 1; i < page->block_count && !end; i++)
        if (fh_html_is(page->items[page->blocks[i].item].node, "h1") &&
            !fh_html_is_apart(page->blocks[i].role))
            end = page->blocks[i].item;
    for (uint32_t i = heading + 1; heading && i < end; i++)
        if (page->items[i].role & FH_HTML_BODY && !fh_html_is_apart(page->items[i].around) &&
            page->items[i].end <= end && sums[i].prose >= BODY_BYTES &&
            (!found || sums[i].prose > sums[found].prose))
            found = i;
    return found;
}

/* What is named as an article and has most of the prose; of several the innermost. */
static uint32_t find_named(const fh_html *page, const content *sums) {
    uint32_t found = 0;
    for (uint32_t i = 1; i < page->item_count; i++) {
        uint64_t prose = sums[i].prose * 100;
        if (page->items[i].role & FH_HTML_ARTICLE && prose >= sums[0].prose * ARTICLE_PERCENT &&
            prose > 0 && (found == 0 || prose >= sums[found].prose * MOST_PERCENT))
            found = i;
    }
    return found;
}

static uint32_t go_down(const fh_html *page, const content *sums, uint32_t item) {
    for (uint32_t i = item + 1; i < page->items[item].end;) {
        if (sums[i].prose * 100 >= sums[item].prose * MOST_PERCENT && page->items[i].end > i + 1) {
            item = i++; /* look inside it */
            continue;
        }
        i = page->items[i].end;
    }
    return item;
}

/* Elements of one name and class are parts of the same thing. */
static bool is_alike(const fh_html *page, uint32_t a, uint32_t b) {
    const xmlNode *one = page->items[a].node, *other = page->items[b].node;
    return strcmp((const char *)one->name, (const char *)other->name) == 0 &&
           fh_str_equal(fh_html_attribute(one, "class"), fh_html_attribute(other, "class"));
}

/* What stands in `item` behind `near`, under no title that is another article's: its prose,
 * whether some of it may be a part of the same article, and has subheads. */
typedef struct rest {
    uint64_t prose;
    bool alike, headed;
} rest;

static rest sum_beside(const fh_html *page, const content *sums, uint32_t near, uint32_t item) {
    rest found = {0, false, false};
    for (uint32_t way = near; way != item; way = page->items[way].parent) {
        uint32_t around = page->items[way].parent;
        for (uint32_t i = page->items[way].end; i < page->items[around].end; i = page->items[i].end)
            if (sums[i].prose > 0 && sums[i].teasers + sums[i].titles == 0) {
                found.prose += sums[i].prose;
                found.alike = found.alike || is_alike(page, i, way);
                found.headed = found.headed || sums[i].headings > 0;
            }
    }
    return found;
}

/* Whether little enough stands beside it that may be of the article: `times` what is in it, and no
 * more than that under subheads. */
static bool is_all_of_it(const fh_html *page, const content *sums, uint32_t near, uint32_t item,
                         uint64_t times) {
    rest beside = sum_beside(page, sums, near, item);
    return !beside.alike && beside.prose <= sums[near].prose * (beside.headed ? 1 : times);
}

/* Among other things: what the title stands over, as far as there is enough of it. */
static uint32_t find_headed(const fh_html *page, const content *sums, uint32_t item) {
    uint32_t heading = fh_html_heading_item(page);
    if (!heading || heading == item || !fh_html_is_inside(page, heading, item))
        return item;
    uint32_t near = page->items[heading].parent;
    if (sums[near].paragraphs > 1 && sums[near].prose >= BRIEF_BYTES &&
        is_all_of_it(page, sums, near, item, BRIEF_TIMES))
        return near;
    while (near != item && (sums[near].prose < HEADED_BYTES ||
                            sums[near].prose * 100 < sums[item].prose * HEADED_PERCENT))
        near = page->items[near].parent;
    if (near == item)
        return item;
    bool others = sums[item].teasers - sums[near].teasers >= TEASERS;
    return others || is_all_of_it(page, sums, near, item, 1) ? near : item;
}

static uint32_t find_item(const fh_html *page, const content *sums) {
    uint32_t named = find_named_body(page, sums);
    if (!named)
        named = find_first_body(page, sums);
    if (named)
        return named;
    uint32_t item = go_down(page, sums, find_named(page, sums));
    return go_down(page, sums, find_headed(page, sums, item));
}

int fh_html_settle(fh_html *page, fihrist_error *err) {
    content *sums = fh_malloc(page->item_count * sizeof *sums);
    if (!sums)
        return fh_fail_memory(err);
    settle_roles(page, sums);
    /* A link that nothing closes has the whole page in it. */
    for (size_t i = 0; sums[0].prose == 0 && i < page->block_count; i++)
        page->blocks[i].linked = 0;
    fh_free(sums);
    return FIHRIST_OK;
}

/* The page of a film or a picture has no other text. */
static void take_captions(fh_html *page) {
    for (size_t i = 0; i < page->block_count; i++)
        if (page->blocks[i].role & FH_HTML_MAYBE)
            page->blocks[i].role &= ~(uint32_t)FH_HTML_CAPTION;
}

int fh_html_find_body(fh_html *page, fihrist_error *err) {
    content *sums = fh_malloc(page->item_count * sizeof *sums);
    if (!sums)
        return fh_fail_memory(err);
    sum_up(page, false, sums);
    if (sums[0].prose == 0) {
        take_captions(page);
        sum_up(page, false, sums);
    }
    uint32_t item = find_item(page, sums);
    fh_free(sums);
    return fh_html_take_text(page, item, err);
}
