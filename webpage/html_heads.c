/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_heads.c: who wrote a comment, and when: of its elements the one whose property, class or
 * name says it best, and of several such the first that has a name or a date in it.
 */
#include "webpage/html_comments.h"

#include <stdlib.h>

#include "webpage/names.h"
#include "webpage/text.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

enum {
    DATE_MAX_BYTES = 160,
    GROW_MAX = 8, /* elements around a comment that may hold its author and date */
    SMALL_ITEMS = 3,
    HEAD_BYTES = 480,   /* of an element that has a name and other lines in it */
    CANDIDATES = 64,    /* elements that are tried for either */
    PROPERTY_ITEMS = 64 /* in an author's element, that are looked at for the name alone */
};

/* --- signs --- */

typedef enum kind { PROPERTY, CLASS, REL, BEHIND_BY, ELEMENT, SMALL } kind;

/* The surest first. */
typedef struct sign {
    kind kind;
    const char *word;
} sign;

static const sign author_signs[] = {
    {PROPERTY, "author"}, {PROPERTY, "creator"}, {CLASS, "fn"},       {REL, "author"},
    {CLASS, "author"},    {CLASS, "autor"},      {CLASS, "auteur"},   {CLASS, "autore"},
    {CLASS, "commenter"}, {CLASS, "commentor"},  {CLASS, "username"}, {CLASS, "bigusername"},
    {CLASS, "nickname"},  {CLASS, "nick"},       {ELEMENT, "cite"},   {CLASS, "user"},
    {CLASS, "name"},      {CLASS, "nome"},       {CLASS, "nombre"},   {CLASS, "nom"},
    {CLASS, "pseudo"},    {CLASS, "yazar"},      {CLASS, "byline"},   {CLASS, "poster"},
    {CLASS, "hnuser"},    {BEHIND_BY, ""},       {ELEMENT, "strong"}, {ELEMENT, "b"},
    {ELEMENT, "h4"},      {ELEMENT, "h5"},       {ELEMENT, "a"}};

static const sign date_signs[] = {{ELEMENT, "time"},
                                  {PROPERTY, "dateCreated"},
                                  {PROPERTY, "datePublished"},
                                  {PROPERTY, "commentTime"},
                                  {ELEMENT, "abbr"},
                                  {CLASS, "date"},
                                  {CLASS, "time"},
                                  {CLASS, "timestamp"},
                                  {CLASS, "datetime"},
                                  {CLASS, "datum"},
                                  {CLASS, "fecha"},
                                  {CLASS, "posted"},
                                  {CLASS, "submitted"},
                                  {CLASS, "published"},
                                  {CLASS, "ago"},
                                  {CLASS, "age"},
                                  {CLASS, "metadata"},
                                  {CLASS, "meta"},
                                  {CLASS, "permalink"}};

/* Where nothing is named so. */
static const sign small_signs[] = {{SMALL, ""}};

/* The least number of a sign of this kind that one of the words is. */
static size_t rank_words(fh_str names, kind of, const sign *signs, size_t count) {
    fh_str word;
    size_t best = count;
    for (size_t at = 0; names.n && fh_html_next_word(names, &at, &word);)
        for (size_t i = 0; i < best; i++)
            if (signs[i].kind == of && fh_str_is(word, signs[i].word))
                best = i;
    return best;
}

/* Of microdata whole tokens count: "datePublished" is not "date". */
static size_t rank_property(fh_str property, const sign *signs, size_t count) {
    for (size_t i = 0; property.n && i < count; i++)
        if (signs[i].kind == PROPERTY && strcasestr(property.p, signs[i].word))
            return i;
    return count;
}

/* Any element with hardly another in it, or a link. */
static bool is_small(const fh_html *page, uint32_t item) {
    const xmlNode *node = page->items[item].node;
    return page->items[item].end <= item + SMALL_ITEMS || fh_html_is(node, "a") ||
           fh_html_is(node, "small") || fh_html_is(node, "span");
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Whether "by" stands before an element, as a text or in an element of its own. */
static bool is_behind_by(const fh_html *page, uint32_t item) {
    const xmlNode *before = page->items[item].node->prev;
    while (before && before->type == XML_TEXT_NODE && xmlIsBlankNode(before))
        before = before->prev;
    const xmlNode *text = before && before->type == XML_ELEMENT_NODE ? before->children : before;
    if (!text || text->type != XML_TEXT_NODE || !text->content || (before != text && text->next))
        return false;
    return fh_names_is_by(fh_str_trim(fh_str_of((const char *)text->content)));
}

/* Which sign an element has; count: none. */
static size_t rank(const fh_html *page, uint32_t item, const sign *signs, size_t count) {
    const xmlNode *node = page->items[item].node;
    const char *name = (const char *)node->name;
    size_t best = rank_words(fh_html_attribute(node, "class"), CLASS, signs, count);
    best = least(best, rank_property(fh_html_attribute(node, "itemprop"), signs, count));
    best = least(best, rank_words(fh_html_attribute(node, "rel"), REL, signs, count));
    if (strchr(name, '-'))
        best = least(best, rank_words(fh_str_of(name), CLASS, signs, count));
    for (size_t i = 0; i < best; i++)
        if ((signs[i].kind == ELEMENT && strcmp(name, signs[i].word) == 0) ||
            (signs[i].kind == BEHIND_BY && is_behind_by(page, item)) ||
            (signs[i].kind == SMALL && is_small(page, item)))
            return i;
    return best;
}

typedef struct candidate {
    size_t rank;
    uint32_t item;
} candidate;

static int compare(const void *a, const void *b) {
    const candidate *one = a, *other = b;
    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    return (one->item > other->item) - (one->item < other->item);
}

/* Whether the element that has a sign is what is looked for. */
typedef bool (*taking)(const fh_html_thread *thread, uint32_t item, fh_html_head *to);

/* What a comment quotes names another one's author and date; nor is there one in what was looked
 * through already, before the comment was taken to be what is around that. */
static uint32_t behind_text(const fh_html *page, const fh_html_unit *of, uint32_t item) {
    bool text =
        item != of->item && (item == of->named || fh_html_is(page->items[item].node, "blockquote"));
    return text ? page->items[item].end : item;
}

/* Try a unit's own elements, those with the surest signs first. What is one with others behind it
 * may be its own head. */
static void find_signed(const fh_html_thread *thread, const fh_html_unit *of, const sign *signs,
                        size_t count, taking take, fh_html_head *to) {
    const fh_html *page = thread->page;
    candidate found[CANDIDATES];
    size_t n = 0, left = FH_HTML_HEAD_ITEMS;
    bool alone = page->items[of->item].end == of->end;
    for (uint32_t i = fh_html_own_from(thread, of, of->item + alone); i < of->end && left-- > 0;
         i = fh_html_own_from(thread, of, i + 1)) {
        uint32_t next = behind_text(page, of, i);
        if (next > i) {
            i = next - 1;
            continue;
        }
        size_t as = rank(page, i, signs, count);
        if (as < count && n < CANDIDATES)
            found[n++] = (candidate){as, i};
    }
    qsort(found, n, sizeof *found, compare);
    for (size_t i = 0; i < n; i++)
        if (take(thread, found[i].item, to)) {
            const sign *by = &signs[found[i].rank];
            to->sure = to->sure || by->kind != ELEMENT || strcmp(by->word, "cite") == 0;
            return;
        }
}

/* --- author --- */

static fh_str without_saying(fh_str name) {
    static const char *const tails[] = {
        " said...", " said\xe2\x80\xa6", " says:", " said:", " wrote:", " says", " said", " wrote",
        " on",      " a r\xc3\xa9pondu", ", le",   ", el",   ", am",    ":",     ","};
    static const char *const leads[] = {
        "posted by",     "submitted by",     "comment by",        "by",
        "soumis par",    "post\xc3\xa9 par", "publi\xc3\xa9 par", "geschrieben von",
        "publicado por", "enviado por",      "inviato da",        "geplaatst door"};
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        fh_str rest = name;
        if (!fh_str_starts_as(rest, leads[i]))
            continue;
        rest = (fh_str){name.p + strlen(leads[i]), name.n - strlen(leads[i])};
        if (rest.n && strchr(" :", rest.p[0]))
            name = fh_str_trim(rest.p[0] == ':' ? (fh_str){rest.p + 1, rest.n - 1} : rest);
    }
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = strlen(tails[i]);
        if (name.n > n && fh_str_ends_as(name, tails[i]))
            name.n -= n, i = SIZE_MAX; /* "wrote on" are two */
    }
    return name;
}

/* "author-name", "user_name": not "first-name", which is a part of it. */
static bool names_name(fh_str names) {
    static const char *const whose[] = {"author", "user", "commenter", "member", "display"};
    bool name = fh_html_has_word(names, "name");
    for (size_t i = 0; i < COUNT(whose) && name; i++)
        if (fh_html_has_word(names, whose[i]))
            return true;
    return fh_html_has_word(names, "fn") || fh_html_has_word(names, "username") ||
           fh_html_has_word(names, "nickname");
}

static bool is_name_part(const xmlNode *node) {
    fh_str names = fh_html_attribute(node, "class"), property = fh_html_attribute(node, "itemprop");
    return (names.n && names_name(names)) || (property.n && fh_html_has_word(property, "name"));
}

/* The element in an author's own that has the name alone in it; that one: none is named so. */
static uint32_t find_name_part(const fh_html *page, uint32_t item) {
    uint32_t end = page->items[item].end;
    for (uint32_t i = item + 1; i < end && i < item + PROPERTY_ITEMS; i++)
        if (is_name_part(page->items[i].node) && fh_html_text(page, i, FH_HTML_NAME_BYTES).n)
            return i;
    return item;
}

static bool has_letter(fh_str name) {
    for (size_t i = 0; i < name.n; i++)
        if ((name.p[i] | 32) >= 'a' ? (name.p[i] | 32) <= 'z' : (unsigned char)name.p[i] >= 0x80)
            return true;
    return false;
}

static bool is_name(fh_str text) {
    return has_letter(text) && !fh_page_comment_furniture(text);
}

static bool has_line(fh_str lines, fh_str wanted) {
    fh_str line;
    while ((line = fh_str_take_line(&lines)).n)
        if (fh_str_equal(line, wanted))
            return true;
    return false;
}

static fh_str first_name(fh_str lines) {
    fh_str line;
    do
        line = fh_str_take_line(&lines);
    while (line.n && !is_name(line));
    return line;
}

/* A name may have a rank, a motto and a count of readers above and below it, in lines of their own:
 * then it is the line that is a link, or the first one. */
static fh_str name_in(const fh_html *page, uint32_t item) {
    fh_str lines = fh_str_trim(fh_html_lines(page, item, HEAD_BYTES));
    if (!lines.n || !memchr(lines.p, '\n', lines.n))
        return fh_html_text(page, item, FH_HTML_NAME_BYTES);
    for (uint32_t i = item + 1; i < page->items[item].end && i < item + PROPERTY_ITEMS; i++) {
        fh_str link = {NULL, 0};
        if (fh_html_is(page->items[i].node, "a"))
            link = fh_html_text(page, i, FH_HTML_NAME_BYTES);
        if (is_name(link) && has_line(lines, link))
            return link;
    }
    return first_name(lines);
}

/* "Tom Reed » 4 March 2021": the date is another thing, and may be the only one there is. */
static fh_str without_date(const fh_html *page, fh_str name, fh_html_head *to) {
    fh_found_date date;
    if (!fh_date_find(name, &date))
        return name;
    if (!to->date.n)
        to->date = fh_html_date(page, name);
    name.n = date.start;
    return fh_html_without_marks(name);
}

static bool take_author(const fh_html_thread *thread, uint32_t item, fh_html_head *to) {
    const fh_html *page = thread->page;
    uint32_t part = find_name_part(page, item);
    fh_str name = name_in(page, part), all = fh_html_text(page, part, FH_HTML_NAME_BYTES);
    if (name.n && name.n < all.n)
        (void)without_date(page, all, to);
    name = without_saying(without_date(page, name, to));
    if (!is_name(name) || name.n > FH_HTML_NAME_BYTES || item == to->date_item)
        return false;
    to->author = fh_arena_copy(page->arena, name);
    to->author_item = item;
    return true;
}

/* The same, but of what is no line of both the name and the date. */
static bool take_author_alone(const fh_html_thread *thread, uint32_t item, fh_html_head *to) {
    bool both = to->date_item && fh_html_is_inside(thread->page, to->date_item, item);
    return !both && take_author(thread, item, to);
}

static void find_author(const fh_html_thread *thread, const fh_html_unit *of, fh_html_head *to) {
    static const char *const keys[] = {"data-author", "data-comment-author", "author"};
    find_signed(thread, of, author_signs, COUNT(author_signs), take_author_alone, to);
    if (!to->author.n)
        find_signed(thread, of, author_signs, COUNT(author_signs), take_author, to);
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !to->author.n; i++) {
        fh_str name = fh_html_attribute(thread->page->items[of->item].node, keys[i]);
        if (name.n > 0 && name.n <= FH_HTML_NAME_BYTES)
            to->author = fh_arena_copy(thread->page->arena, name);
    }
}

/* --- date --- */

/* Of an attribute that is a date, or of a text that has one. */
static bool read_date(const fh_html_thread *thread, fh_str text, fh_html_head *to) {
    if (text.n <= DATE_MAX_BYTES)
        to->date = fh_html_date(thread->page, text);
    return to->date.n > 0;
}

static bool take_date(const fh_html_thread *thread, uint32_t item, fh_html_head *to) {
    static const char *const keys[] = {"datetime", "content", "data-date", "data-time", "title"};
    static const char *const stamps[] = {"data-timestamp", "data-time", "data-utime", "data-ts"};
    const fh_html *page = thread->page;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !to->date.n; i++)
        (void)read_date(thread, fh_html_attribute(page->items[item].node, keys[i]), to);
    for (size_t i = 0; i < COUNT(stamps) && !to->date.n; i++)
        to->date = fh_html_stamp(page, fh_html_attribute(page->items[item].node, stamps[i]));
    if (!to->date.n && !read_date(thread, fh_html_text(page, item, DATE_MAX_BYTES), to))
        return false;
    to->date_item = item;
    return true;
}

/* "2 hours ago", and what cannot be told: no date, but the line is none of the comment's text. */
static bool take_moment(const fh_html_thread *thread, uint32_t item, fh_html_head *to) {
    fh_found_date date;
    fh_str text = fh_html_text(thread->page, item, DATE_MAX_BYTES);
    if (!text.n || !fh_date_find(text, &date) || (date.end - date.start) * 3 < text.n)
        return false;
    to->date_item = item;
    return true;
}

/* "Ada wrote on 4 March 2021:": in one line without elements of their own. */
static void take_author_before(const fh_html_thread *thread, fh_html_head *to) {
    fh_str line = fh_html_text(thread->page, to->date_item, DATE_MAX_BYTES);
    fh_found_date date;
    if (!line.n || !fh_date_find(line, &date))
        return;
    fh_str name = without_saying(fh_html_without_marks((fh_str){line.p, date.start}));
    if (has_letter(name) && fh_page_is_name(name, 5) && !fh_page_comment_furniture(name))
        to->author = fh_arena_copy(thread->page->arena, name);
}

/* --- both --- */

/* The element so many levels around what is named as a unit. */
static uint32_t above(const fh_html *page, const fh_html_unit *unit, int levels) {
    uint32_t item = unit->named;
    while (levels-- > 0)
        item = page->items[item].parent;
    return item;
}

/* The next word of a class that says what an element is, and not where it stands in a row. */
static fh_str next_kind(fh_str names, size_t *at) {
    static const char *const places[] = {"odd", "even", "alt", "alternate", "first", "last"};
    fh_str word;
    while (fh_html_next_word(names, at, &word))
        if (!fh_str_is_any(word, places, COUNT(places)))
            return word;
    return (fh_str){NULL, 0};
}

static bool is_same_class(fh_str one, fh_str other) {
    fh_str a, b;
    size_t at_one = 0, at_other = 0;
    do {
        a = next_kind(one, &at_one), b = next_kind(other, &at_other);
        if (!fh_str_equal(a, b))
            return false;
    } while (a.n);
    return true;
}

static bool is_alike(const fh_html *page, uint32_t a, uint32_t b) {
    const xmlNode *one = page->items[a].node, *other = page->items[b].node;
    return a != b && strcmp((const char *)one->name, (const char *)other->name) == 0 &&
           is_same_class(fh_html_attribute(one, "class"), fh_html_attribute(other, "class"));
}

/* What is named as a comment may have its text alone in it; its author and date stand beside it
 * then, in an element that has no other comment in it, and is as that of the next or the last one
 * is. */
static bool grow(fh_html_thread *thread, size_t number, int levels) {
    const fh_html *page = thread->page;
    const fh_html_item *items = page->items;
    fh_html_unit *all = thread->units.all, *unit = &all[number];
    bool first = number == 0, last = number + 1 == thread->units.count;
    uint32_t around = items[unit->item].parent;
    if ((!first && around <= all[number - 1].item) ||
        (!last && items[around].end > all[number + 1].item))
        return false;
    if (!(!last && is_alike(page, around, above(page, &all[number + 1], levels))) &&
        !(!first && is_alike(page, around, above(page, &all[number - 1], levels))))
        return false;
    for (uint32_t i = around; i < items[around].end; i++)
        if (thread->owners[i] == unit->inside)
            thread->owners[i] = (uint32_t)number + 1;
    unit->item = around;
    unit->end = items[around].end;
    return true;
}

void fh_html_find_head(fh_html_thread *thread, size_t number) {
    fh_html_unit *unit = &thread->units.all[number];
    fh_html_head *to = &thread->heads[number];
    for (int i = 0; i <= GROW_MAX; i++) {
        *to = (fh_html_head){.author_item = 0};
        find_signed(thread, unit, date_signs, COUNT(date_signs), take_date, to);
        find_author(thread, unit, to);
        if (!to->date.n)
            find_signed(thread, unit, small_signs, COUNT(small_signs), take_date, to);
        if (!to->date.n)
            find_signed(thread, unit, date_signs, COUNT(date_signs), take_moment, to);
        if (!to->date.n && !to->date_item)
            find_signed(thread, unit, small_signs, COUNT(small_signs), take_moment, to);
        if (!to->author.n && to->date_item)
            take_author_before(thread, to);
        bool found = to->author.n || to->date.n;
        if ((found && i == 0) || !grow(thread, number, i + 1))
            return;
        fh_html_place_unit(thread->page, unit);
    }
}
