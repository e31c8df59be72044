/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_answers.c: which comment answers which: by its parent's id, by what lies in what, by depths,
 * by links.
 */
#include "webpage/html_comments.h"

#include <stdlib.h>

static int compare_keys(const void *a, const void *b, void *user) {
    const fh_html_thread *thread = user;
    size_t one = *(const size_t *)a, other = *(const size_t *)b;
    int order = fh_str_compare(thread->units.all[one].key, thread->units.all[other].key);
    return order ? order : (one > other) - (one < other);
}

void fh_html_sort_keys(fh_html_thread *thread) {
    for (size_t i = 0; i < thread->units.count; i++)
        thread->by_key[i] = i;
    qsort_r(thread->by_key, thread->units.count, sizeof *thread->by_key, compare_keys, thread);
}

/* Number + 1 of the last unit before this one with the key; 0: none. */
static size_t find_key(const fh_html_thread *thread, size_t before, fh_str key) {
    size_t low = 0, high = thread->units.count;
    while (key.n && low < high) {
        size_t middle = low + (high - low) / 2, number = thread->by_key[middle];
        int order = fh_str_compare(thread->units.all[number].key, key);
        if (order < 0 || (order == 0 && number < before))
            low = middle + 1;
        else
            high = middle;
    }
    if (!key.n || low == 0 || !fh_str_equal(thread->units.all[thread->by_key[low - 1]].key, key))
        return 0;
    return thread->by_key[low - 1] + 1;
}

/* "prev", "next", "root": to those beside it. */
static bool is_way(const fh_html *page, uint32_t item) {
    static const char *const words[] = {"prev", "previous", "next", "root"};
    return fh_str_is_any(fh_html_text(page, item, FH_HTML_NAME_BYTES), words,
                         sizeof words / sizeof *words);
}

/* A link "in reply to" another comment. */
static size_t find_link(const fh_html_thread *thread, size_t number) {
    const fh_html_unit *of = &thread->units.all[number];
    size_t left = FH_HTML_HEAD_ITEMS;
    for (uint32_t i = fh_html_own_from(thread, of, of->item); i < of->end && left-- > 0;
         i = fh_html_own_from(thread, of, i + 1)) {
        const xmlNode *node = thread->page->items[i].node;
        fh_str target = fh_html_is(node, "a") ? fh_html_attribute(node, "href") : (fh_str){NULL, 0};
        const char *hash = target.n ? strchr(target.p, '#') : NULL;
        if (!hash || !hash[1])
            continue;
        size_t found = find_key(thread, number, fh_html_key(fh_str_of(hash + 1)));
        if (found && !is_way(thread->page, i))
            return found;
    }
    return 0;
}

static int level(const fh_html_unit *unit) {
    return unit->depth < FH_HTML_DEPTH_MAX ? unit->depth : FH_HTML_DEPTH_MAX - 1;
}

/* The last unit before this one that lies less deep. */
static size_t find_shallower(const fh_html_thread *thread, size_t number) {
    size_t found = 0;
    for (int depth = level(&thread->units.all[number]) - 1; depth >= 0; depth--)
        if (thread->last[depth] > found)
            found = thread->last[depth];
    return found;
}

/* The comment that a unit is, or the one around it: its number, from 1; 0: there is none. */
static size_t comment_around(const fh_html_thread *thread, size_t number) {
    while (number && !thread->numbers[number - 1])
        number = thread->units.all[number - 1].inside;
    return number ? thread->numbers[number - 1] : 0;
}

/* The line of a list around an item; 0: none. */
static uint32_t line_around(const fh_html *page, uint32_t item) {
    while (item != 0 && !fh_html_is(page->items[item].node, "li"))
        item = page->items[item].parent;
    return item;
}

/* A line of a list may hold a comment and, beside it, the list of its answers. */
static size_t find_outline(const fh_html_thread *thread, size_t number) {
    const fh_html *page = thread->page;
    const fh_html_unit *all = thread->units.all;
    uint32_t line = line_around(page, all[number].item);
    while (line != 0 && (line = line_around(page, page->items[line].parent)) != 0) {
        size_t low = 0, high = number;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (all[middle].item < line)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < number && line_around(page, all[low].item) == line)
            return low + 1;
    }
    return 0;
}

/* The number of the comment that a unit answers. A depth of none says that it answers the article.
 */
size_t fh_html_find_parent(const fh_html_thread *thread, size_t number) {
    const fh_html_unit *of = &thread->units.all[number];
    size_t found = comment_around(thread, find_key(thread, number, of->parent));
    if (!found)
        found = comment_around(thread, of->inside);
    if (!found)
        found = comment_around(thread, find_outline(thread, number));
    if (!found)
        found = comment_around(thread, find_shallower(thread, number));
    bool first = of->says_depth && of->depth == 0;
    return found || first ? found : comment_around(thread, find_link(thread, number));
}

void fh_html_pass(fh_html_thread *thread, size_t number) {
    const fh_html_unit *unit = &thread->units.all[number];
    if (unit->depth != FH_HTML_NO_DEPTH)
        thread->last[level(unit)] = number + 1;
}

static size_t count_digits(fh_str key) {
    size_t n = 0;
    while (n < key.n && key.p[n] >= '0' && key.p[n] <= '9')
        n++;
    return n;
}

/* An element may have all that it is in another one of its own, which is named or numbered as it
 * is: what else lies in it answers that. */
void fh_html_stand_for(fh_html_thread *thread, size_t number) {
    const fh_html_unit *of = &thread->units.all[number];
    while (of->inside && !thread->numbers[of->inside - 1]) {
        const fh_html_unit *around = &thread->units.all[of->inside - 1];
        size_t digits = count_digits(of->key);
        bool same = digits && digits == count_digits(around->key) &&
                    memcmp(of->key.p, around->key.p, digits) == 0;
        if (!same && !fh_html_is(thread->page->items[around->item].node, "li"))
            return;
        thread->numbers[of->inside - 1] = thread->numbers[number];
        of = around;
    }
}
