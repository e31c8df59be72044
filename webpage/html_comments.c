/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_comments.c: the comments of a page: what is one (html_units.c), who wrote it and when
 * (html_heads.c), what it says, and what it answers (html_answers.c). In a comment is what is in
 * its element, and not in another one inside that.
 */
#include "webpage/html_comments.h"

#include <stdlib.h>

#include "core/date_find.h"
#include "webpage/text.h"

enum {
    BOX_ITEMS = 64,     /* of a hidden element, that are looked at for a form */
    DATE_MAX_BYTES = 80 /* of a line that is a date and little else */
};

/* --- a unit's own elements --- */

static uint32_t number_of(const fh_html_thread *thread, const fh_html_unit *unit) {
    return (uint32_t)(unit - thread->units.all) + 1;
}

/* Those of a unit that are in no other one: the next from `item` on; its end: no more. */
uint32_t fh_html_own_from(const fh_html_thread *thread, const fh_html_unit *of, uint32_t item) {
    uint32_t number = number_of(thread, of);
    while (item < of->end && thread->owners[item] != number)
        item = thread->owners[item] > number ? thread->units.all[thread->owners[item] - 1].end
                                             : item + 1;
    return item < of->end ? item : of->end;
}

static void set_owners(fh_html_thread *thread) {
    uint32_t now = 0, next = 0;
    for (uint32_t i = 0; i < thread->page->item_count; i++) {
        while (now && i >= thread->units.all[now - 1].end)
            now = thread->units.all[now - 1].inside;
        if (next < thread->units.count && thread->units.all[next].item == i)
            now = ++next;
        thread->owners[i] = now;
    }
}

/* --- its text --- */

/* Of its class, its id, or the name that the page gave it itself. */
static bool has_class(const fh_html *page, uint32_t item, const char *word) {
    const xmlNode *node = page->items[item].node;
    const char *name = (const char *)node->name;
    fh_str names = fh_html_attribute(node, "class"), id = fh_html_attribute(node, "id");
    return (names.n && fh_html_has_word(names, word)) || (id.n && fh_html_has_word(id, word)) ||
           (strchr(name, '-') && fh_html_has_word(fh_str_of(name), word));
}

static bool is_text_part(const fh_html *page, uint32_t item) {
    static const char *const properties[] = {"text", "commentText", "description"};
    static const char *const words[] = {"body", "text",     "message", "msg",
                                        "txt",  "commtext", "texte",   "texto"};
    fh_str property = fh_html_attribute(page->items[item].node, "itemprop");
    for (size_t i = 0; property.n && i < sizeof properties / sizeof *properties; i++)
        if (strstr(property.p, properties[i]))
            return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_class(page, item, words[i]))
            return true;
    return false;
}

static bool is_content(const fh_html *page, uint32_t item) {
    return has_class(page, item, "content");
}

/* Bytes, or so: no element of a comment says more than all of them may. */
static size_t length_of(const fh_html *page, uint32_t item) {
    return fh_html_text(page, item, FH_ARTICLE_MAX_BYTES).n;
}

static uint32_t take_longer(const fh_html *page, uint32_t best, uint32_t other, size_t *most) {
    size_t length = length_of(page, other);
    if (best && length <= *most)
        return best;
    *most = length;
    return other;
}

/* Whether an element has the head of a comment in it, and so more than its text: its author, or
 * where that is not known, its date. */
static bool has_head(const fh_html *page, uint32_t item, const fh_html_head *head) {
    uint32_t said = head->author_item ? head->author_item : head->date_item;
    return said && fh_html_is_inside(page, said, item);
}

/* The block that is named as the text of a comment, and has not its head in it: of one in another
 * the innermost, of several beside each other the longest; 0: none. */
static uint32_t find_part(const fh_html_thread *thread, const fh_html_unit *of,
                          bool (*named)(const fh_html *page, uint32_t item)) {
    const fh_html *page = thread->page;
    const fh_html_head *head = &thread->heads[of - thread->units.all];
    uint32_t found = 0, best = 0;
    size_t most = 0;
    for (uint32_t i = fh_html_own_from(thread, of, of->item); i < of->end;
         i = fh_html_own_from(thread, of, i + 1)) {
        if (i == of->item || !named(page, i) || !(page->items[i].role & FH_HTML_BLOCK) ||
            has_head(page, i, head) || i == head->date_item)
            continue;
        if (found && i >= page->items[found].end)
            best = take_longer(page, best, found, &most);
        found = i;
    }
    return best ? take_longer(page, best, found, &most) : found;
}

/* A box that opens to write something, with a form and a heading. */
static bool is_closed_box(const fh_html *page, uint32_t item) {
    if (!(page->items[item].role & FH_HTML_HIDDEN))
        return false;
    for (uint32_t i = item + 1; i < page->items[item].end && i < item + BOX_ITEMS; i++)
        if (fh_html_is(page->items[i].node, "form"))
            return true;
    return false;
}

static bool is_skipped(void *user, uint32_t item) {
    const fh_html_thread *thread = user;
    const fh_html_unit *now = thread->now;
    const fh_html_head *head = &thread->heads[now - thread->units.all];
    if (thread->owners[item] != number_of(thread, now))
        return true;
    const fh_html_item *one = &thread->page->items[item];
    const xmlNode *node = one->node;
    if (fh_html_is(node, "script") || fh_html_is(node, "style") || fh_html_is(node, "form") ||
        fh_html_is(node, "button") || fh_html_is(node, "select") || fh_html_is(node, "textarea"))
        return true;
    return item == head->author_item || item == head->date_item ||
           is_closed_box(thread->page, item);
}

/* What is left of a line that had the author and the date in it. */
static bool is_rest(fh_str text) {
    static const char *const words[] = {"says", "said", "wrote",     "writes",     "on",
                                        "at",   "by",   "posted by", "comment by", "submitted by"};
    while (text.n && strchr(":,.|-\xc2\xb7 ", text.p[text.n - 1]))
        text.n--;
    while (text.n && strchr(":,.|-\xc2\xb7 ", text.p[0]))
        text.p++, text.n--;
    return text.n == 0 || fh_str_is_any(text, words, sizeof words / sizeof *words);
}

/* Of likes; or its number in the thread, "#12". */
static bool is_count(fh_str text) {
    for (size_t i = text.n > 1 && text.p[0] == '#'; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return true;
}

/* "Reply", "3 likes", and lines that are links alone and no sentence. */
static bool is_button(const fh_html_block *block) {
    return is_rest(block->text) || is_count(block->text) ||
           fh_page_comment_furniture(block->text) || fh_page_reply_button(block->text) ||
           (block->linked == block->text.n && block->text.n < 30);
}

/* What is named as a comment and has its head around it is its text. */
static bool is_text_alone(const fh_html_thread *thread, const fh_html_unit *of) {
    const fh_html *page = thread->page;
    return of->named != of->item &&
           !has_head(page, of->named, &thread->heads[of - thread->units.all]) &&
           length_of(page, of->named) > 0;
}

static int gather(fh_html_thread *thread, uint32_t root, fh_buffer *text, fihrist_error *err) {
    const fh_html_head *head = &thread->heads[thread->now - thread->units.all];
    int code = fh_html_gather(thread->page, root, is_skipped, thread, &thread->blocks, err);
    for (size_t i = 0; i < thread->blocks.count && code == FIHRIST_OK; i++) {
        const fh_html_block *block = &thread->blocks.all[i];
        if (is_button(block) || fh_str_equal(block->text, head->author))
            continue;
        thread->linked += block->linked;
        if (text->n > 0)
            fh_buffer_append_byte(text, '\n');
        fh_buffer_append_str(text, block->text);
    }
    return code;
}

/* Where the text of a unit may be, the surest first; 0: no such place. */
static uint32_t find_root(const fh_html_thread *thread, const fh_html_unit *of, int place) {
    if (place == 2)
        return is_text_alone(thread, of) ? of->named : 0;
    return find_part(thread, of, place == 0 ? is_text_part : is_content);
}

/* The author's and the date's elements may be what holds the text, too: then they stay. */
static int gather_from(fh_html_thread *thread, uint32_t root, uint32_t end, fh_buffer *text,
                       fihrist_error *err) {
    const fh_html *page = thread->page;
    fh_html_head *head = &thread->heads[thread->now - thread->units.all];
    int code = FIHRIST_OK;
    if (fh_html_is_inside(page, root, head->author_item))
        head->author_item = 0;
    if (fh_html_is_inside(page, root, head->date_item))
        head->date_item = 0;
    thread->linked = 0;
    for (; root < end && code == FIHRIST_OK; root = page->items[root].end)
        code = gather(thread, root, text, err);
    return code;
}

static int find_text(fh_html_thread *thread, size_t number, fh_comment *to, fihrist_error *err) {
    const fh_html *page = thread->page;
    const fh_html_unit *of = &thread->units.all[number];
    fh_buffer text = FH_BUFFER(FH_HTML_MAX_TEXT);
    bool named = false;
    int code = FIHRIST_OK;
    thread->now = of;
    for (int place = 0; place < 3 && code == FIHRIST_OK && text.n == 0; place++) {
        uint32_t root = find_root(thread, of, place);
        named = named || root;
        if (root)
            code = gather_from(thread, root, page->items[root].end, &text, err);
    }
    if (!named && code == FIHRIST_OK)
        code = gather_from(thread, of->item, of->end, &text, err);
    /* What is nothing but links leads to comments, or to other articles. */
    if (code == FIHRIST_OK && text.n > thread->linked) {
        to->text = fh_arena_copy(page->arena, fh_buffer_str(&text));
        code = to->text.p ? FIHRIST_OK : fh_fail_memory(err);
    }
    fh_buffer_free(&text);
    return code;
}

/* --- all --- */

/* A unit without a text is none, nor is one that nobody wrote at any time: a heading above them, a
 * box to write one in. A link in bold letters is not yet an author. */
static int read_unit(fh_html_thread *thread, size_t number, fihrist_error *err) {
    fh_article *article = thread->page->article;
    const fh_html_head *head = &thread->heads[number];
    fh_comment *to = &article->comments[article->comment_count];
    bool timed = head->date_item > 0; /* "2 hours ago" */
    if (!head->date.n && !(head->author.n && (head->sure || timed)))
        return FIHRIST_OK;
    *to = (fh_comment){.author = head->author, .date = head->date};
    int code = find_text(thread, number, to, err);
    if (code != FIHRIST_OK || to->text.n == 0)
        return code;
    size_t parent = fh_html_find_parent(thread, number);
    thread->numbers[number] = ++article->comment_count;
    fh_html_stand_for(thread, number);
    to->id = fh_arena_printf(thread->page->arena, "%zu", article->comment_count);
    if (parent)
        to->parent = article->comments[parent - 1].id;
    return to->id.p ? FIHRIST_OK : fh_fail_memory(err);
}

/* The first post of a thread in a forum is the article. */
static void set_opening(fh_html_thread *thread) {
    thread->page->opener = thread->heads[0].author;
    thread->page->opened = thread->heads[0].date;
    thread->first = 1;
}

static int read_units(fh_html_thread *thread, fh_html_sign by, fihrist_error *err) {
    fh_html *page = thread->page;
    size_t count = thread->units.count;
    page->article->comments = fh_arena_calloc(page->arena, count, sizeof *page->article->comments);
    thread->heads = fh_calloc(count, sizeof *thread->heads);
    thread->numbers = fh_calloc(count, sizeof *thread->numbers);
    thread->by_key = fh_calloc(count, sizeof *thread->by_key);
    if (!page->article->comments || !thread->heads || !thread->numbers || !thread->by_key)
        return fh_fail_memory(err);
    set_owners(thread);
    for (size_t i = 0; i < count; i++)
        fh_html_find_head(thread, i);
    fh_html_sort_keys(thread);
    if (by == FH_HTML_SIGN_POSTS)
        set_opening(thread);
    int code = FIHRIST_OK;
    for (size_t i = thread->first; i < count && code == FIHRIST_OK; i++) {
        code = read_unit(thread, i, err);
        fh_html_pass(thread, i);
    }
    return code;
}

/* No text of theirs is the article's. */
static void mark(fh_html_thread *thread) {
    fh_html *page = thread->page;
    for (uint32_t i = 0; i < page->item_count; i++)
        if (thread->owners[i] > thread->first)
            page->items[i].around |= FH_HTML_COMMENTS;
    for (size_t i = 0; i < page->block_count; i++)
        page->blocks[i].role |= page->items[page->blocks[i].item].around & FH_HTML_COMMENTS;
}

static void forget(fh_html_thread *thread) {
    fh_free(thread->heads);
    fh_free(thread->numbers);
    fh_free(thread->by_key);
    thread->heads = NULL;
    thread->numbers = thread->by_key = NULL;
    memset(thread->last, 0, sizeof thread->last);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Which of day and month is first where one of them is above 12. */
static fh_html_order order_in(fh_str text) {
    fh_found_date date;
    const char *slash = fh_date_find(text, &date) ? memchr(text.p, '/', text.n) : NULL;
    if (!slash || slash == text.p || slash + 3 >= text.p + text.n || !date.iso[0])
        return FH_HTML_ORDER_UNKNOWN;
    bool two = is_digit(slash[2]);
    if (slash[two ? 3 : 2] != '/')
        return FH_HTML_ORDER_UNKNOWN;
    const char *first = slash - 1 > text.p && is_digit(slash[-2]) ? slash - 2 : slash - 1;
    return atoi(first) > 12       ? FH_HTML_DAY_FIRST
           : atoi(slash + 1) > 12 ? FH_HTML_MONTH_FIRST
                                  : FH_HTML_ORDER_UNKNOWN;
}

/* Where no language says it, a date with a day above 12 does: 06/04/2013 is in the same order as
 * 21/04/2013 above it. */
static void find_order(fh_html *page) {
    fh_html_order found = FH_HTML_ORDER_UNKNOWN;
    for (size_t i = 0; i < page->block_count; i++) {
        const fh_html_block *block = &page->blocks[i];
        if (!(block->role & FH_HTML_COMMENTS) || block->text.n > DATE_MAX_BYTES)
            continue;
        fh_html_order order = order_in(block->text);
        if (order != FH_HTML_ORDER_UNKNOWN && found != FH_HTML_ORDER_UNKNOWN && order != found)
            return;
        found = order == FH_HTML_ORDER_UNKNOWN ? found : order;
    }
    page->order = found;
}

int fh_html_find_comments(fh_html *page, fihrist_error *err) {
    fh_html_thread thread = {.page = page,
                             .owners = fh_calloc(page->item_count, sizeof *thread.owners)};
    int code = thread.owners ? FIHRIST_OK : fh_fail_memory(err);
    if (page->order == FH_HTML_ORDER_UNKNOWN)
        find_order(page);
    for (fh_html_sign by = 0;
         by < FH_HTML_SIGNS && code == FIHRIST_OK && page->article->comment_count == 0; by++) {
        code = fh_html_find_units(page, by, &thread.units, err);
        if (code == FIHRIST_OK && thread.units.count > 0)
            code = read_units(&thread, by, err);
        forget(&thread);
    }
    if (code == FIHRIST_OK && page->article->comment_count > 0)
        mark(&thread);
    else
        page->opener = page->opened = (fh_str){NULL, 0}; /* it was no thread */
    fh_free(thread.owners);
    fh_free(thread.units.all);
    fh_free(thread.blocks.all);
    return code;
}
