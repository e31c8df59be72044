/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_comments.c: a comment is an element that is named as one, by its type in schema.org's words,
 * its class or its id, or a line of a list that is named as comments. In it, and not in a comment
 * inside it, are its author, its date and its text; who answers whom is told by what lies in what,
 * by a depth, by a parent's number, or by a link.
 */
#include "webpage/html.h"

#include <stdlib.h>

#include "webpage/text.h"

enum {
    NAME_MAX_BYTES = 120,
    DATE_MAX_BYTES = 160,
    DEPTH_PIXELS = 10, /* of a margin, that make a level */
    NO_DEPTH = -1
};

/* An element that is a comment. */
typedef struct unit {
    uint32_t item, end;
    uint32_t inside; /* number of the unit around it + 1; 0: none */
    int depth;       /* as it says; NO_DEPTH: it does not */
    fh_str key;      /* its id, or what stands for it; may be absent */
    fh_str parent;   /* a key; may be absent */
} unit;

typedef struct finding {
    fh_html *page;
    unit *units;
    size_t count, capacity;
    fh_html_blocks blocks;
    /* the unit whose text is gathered, and its author's and date's elements */
    const unit *now;
    uint32_t apart[2];
} finding;

/* --- units --- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool starts(fh_str text, const char *prefix) {
    size_t n = strlen(prefix);
    return text.n >= n && strncasecmp(text.p, prefix, n) == 0;
}

static bool is_number(fh_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return text.n > 0;
}

static fh_str behind(fh_str text, size_t n) {
    return (fh_str){text.p + n, text.n - n};
}

/* One class or id: "comment", "comment-12", "li-comment-12", "comment-item". */
static bool names_comment(fh_str token) {
    static const char *const lead[] = {"li-", "dsq-", "single-", "user-", "reader-", "the-"};
    static const char *const tails[] = {"",     "item",  "entry",  "node",      "row",
                                        "wrap", "block", "single", "container", "box",
                                        "card", "unit",  "post",   "thread",    "wrapper"};
    for (size_t i = 0; i < sizeof lead / sizeof *lead; i++)
        if (starts(token, lead[i]))
            token = behind(token, strlen(lead[i]));
    if (!starts(token, "comment"))
        return false;
    fh_str tail = behind(token, strlen("comment"));
    while (tail.n && (tail.p[0] == '-' || tail.p[0] == '_'))
        tail = behind(tail, 1);
    if (is_number(tail))
        return true;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (tail.n == strlen(tails[i]) && strncasecmp(tail.p, tails[i], tail.n) == 0)
            return true;
    return false;
}

static bool next_token(fh_str names, size_t *at, fh_str *ret_token) {
    if (*at >= names.n)
        return false;
    while (*at < names.n && strchr(" \t\r\n", names.p[*at]))
        ++*at;
    size_t from = *at;
    while (*at < names.n && !strchr(" \t\r\n", names.p[*at]))
        ++*at;
    *ret_token = (fh_str){names.p + from, *at - from};
    return ret_token->n > 0;
}

static bool has_comment_name(const xmlNode *node) {
    fh_str token;
    fh_str names = fh_html_attribute(node, "class");
    for (size_t at = 0; next_token(names, &at, &token);)
        if (names_comment(token))
            return true;
    fh_str id = fh_html_attribute(node, "id");
    return id.n && !fh_html_is(node, "a") && names_comment(id);
}

static bool is_typed(const xmlNode *node) {
    fh_str type = fh_html_attribute(node, "itemtype"),
           property = fh_html_attribute(node, "itemprop");
    if (type.n &&
        (strstr(type.p, "schema.org/Comment") || strstr(type.p, "schema.org/UserComments")))
        return true;
    return property.n && fh_html_attribute(node, "itemscope").p &&
           fh_html_has_word(property, "comment");
}

/* Of an element or one of those around it. */
static bool is_under_comments(const fh_html *page, uint32_t item) {
    for (;; item = page->items[item].parent) {
        if (page->items[item].role & FH_HTML_COMMENTS)
            return true;
        if (page->items[item].parent == item)
            return false;
    }
}

/* A line of a list, or a "post", where comments are; forms and links to pages are none. */
static bool is_listed(const fh_html *page, uint32_t item) {
    const xmlNode *node = page->items[item].node;
    fh_str names = fh_html_attribute(node, "class");
    bool line = fh_html_is(node, "li") || fh_html_is(node, "article") ||
                (fh_html_is(node, "div") && names.n &&
                 (fh_html_has_word(names, "post") || fh_html_has_word(names, "reply") ||
                  fh_html_has_word(names, "message") || fh_html_has_word(names, "response")));
    return line && page->items[item].parent != item &&
           is_under_comments(page, page->items[item].parent);
}

static bool is_container(const xmlNode *node) {
    return fh_html_is(node, "div") || fh_html_is(node, "li") || fh_html_is(node, "article") ||
           fh_html_is(node, "section") || fh_html_is(node, "dd") || fh_html_is(node, "tr") ||
           fh_html_is(node, "td") || fh_html_is(node, "table") || fh_html_is(node, "blockquote") ||
           fh_html_is(node, "p");
}

/* --- what a unit says of its place --- */

/* "depth-2", "level2", "comment-depth-2", "indent-1". */
static int depth_in(fh_str names) {
    static const char *const words[] = {"depth", "level", "indent", "nesting"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = names.p ? strcasestr(names.p, words[i]) : NULL;
        if (!at)
            continue;
        at += strlen(words[i]);
        at += strspn(at, "-_");
        if (*at >= '0' && *at <= '9')
            return atoi(at);
    }
    return NO_DEPTH;
}

/* Answers may stand indented beside what they answer. */
static int depth_around(const fh_html *page, uint32_t item) {
    int depth = 0;
    for (uint32_t i = page->items[item].parent; page->items[i].parent != i;
         i = page->items[i].parent) {
        fh_str names = fh_html_attribute(page->items[i].node, "class");
        depth +=
            names.n && (fh_html_has_word(names, "indented") || fh_html_has_word(names, "indent") ||
                        fh_html_has_word(names, "nested") || fh_html_has_word(names, "children"));
    }
    return depth;
}

static int depth_of(const fh_html *page, uint32_t item) {
    const xmlNode *node = page->items[item].node;
    static const char *const keys[] = {"data-depth", "data-level", "aria-level"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        fh_str value = fh_html_attribute(node, keys[i]);
        if (is_number(value) && value.n < 4)
            return atoi(value.p);
    }
    int depth = depth_in(fh_html_attribute(node, "class"));
    fh_str style = fh_html_attribute(node, "style");
    const char *margin = style.p ? strcasestr(style.p, "margin-left") : NULL;
    if (depth == NO_DEPTH && style.p && !margin)
        margin = strcasestr(style.p, "padding-left");
    if (depth == NO_DEPTH && margin) {
        margin += strcspn(margin, "0123456789;");
        depth = atoi(margin) / DEPTH_PIXELS;
    }
    return depth == NO_DEPTH ? depth_around(page, item) : depth;
}

/* What is left of an id without the words before its number or name: "li-comment-12" is "12". */
static fh_str key_of(fh_str id) {
    fh_str key = id;
    for (size_t i = 0; i < id.n; i++)
        if (id.p[i] >= '0' && id.p[i] <= '9' && (i == 0 || !is_letter(id.p[i - 1])))
            return behind(id, i);
    return key;
}

static fh_str first_attribute(const xmlNode *node, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fh_str value = fh_html_attribute(node, keys[i]);
        if (value.n)
            return value;
    }
    return (fh_str){NULL, 0};
}

static int add_unit(finding *f, uint32_t item, fihrist_error *err) {
    static const char *const ids[] = {"data-comment-id", "data-commentid", "data-id", "id",
                                      "data-post-id"};
    static const char *const parents[] = {"data-parent-id",   "data-parent",
                                          "data-parentid",    "data-reply-to",
                                          "data-in-reply-to", "data-comment-parent"};
    const fh_html *page = f->page;
    const xmlNode *node = page->items[item].node;
    unit *all =
        fh_array_grow(f->units, f->count, &f->capacity, sizeof *all, FH_ARTICLE_MAX_COMMENTS);
    if (!all)
        return f->count == FH_ARTICLE_MAX_COMMENTS
                   ? fh_fail(err, FIHRIST_E_INPUT, "a page of more than %d comments",
                             FH_ARTICLE_MAX_COMMENTS)
                   : fh_fail_memory(err);
    f->units = all;
    uint32_t inside = (uint32_t)f->count;
    while (inside > 0 && all[inside - 1].end <= item)
        inside = all[inside - 1].inside;
    all[f->count++] =
        (unit){.item = item,
               .end = page->items[item].end,
               .inside = inside,
               .depth = depth_of(page, item),
               .key = key_of(first_attribute(node, ids, sizeof ids / sizeof *ids)),
               .parent = key_of(first_attribute(node, parents, sizeof parents / sizeof *parents))};
    return FIHRIST_OK;
}

/* By the surest sign that the page has at all. */
static int find_units(finding *f, fihrist_error *err) {
    fh_html *page = f->page;
    int code = FIHRIST_OK;
    for (int sign = 0; sign < 3 && f->count == 0; sign++)
        for (uint32_t i = 1; i < page->item_count && code == FIHRIST_OK; i++) {
            const xmlNode *node = page->items[i].node;
            if (!is_container(node) || fh_html_is(node, "form"))
                continue;
            if (sign == 0   ? is_typed(node)
                : sign == 1 ? has_comment_name(node)
                            : is_listed(page, i))
                code = add_unit(f, i, err);
        }
    return code;
}

/* --- what is in a unit --- */

/* Elements of the unit that are in no other one: the next from `item` on; its end: no more. */
static uint32_t own_from(const finding *f, const unit *of, uint32_t item) {
    size_t next = (size_t)(of - f->units) + 1;
    for (; next < f->count && f->units[next].item <= item; next++)
        if (item < f->units[next].end)
            item = f->units[next].end;
    return item < of->end ? item : of->end;
}

static bool has_class(const fh_html *page, uint32_t item, const char *word) {
    fh_str names = fh_html_attribute(page->items[item].node, "class");
    return names.n && fh_html_has_word(names, word);
}

static bool has_property(const fh_html *page, uint32_t item, const char *word) {
    fh_str names = fh_html_attribute(page->items[item].node, "itemprop");
    return names.n && fh_html_has_word(names, word);
}

static bool has_rel(const fh_html *page, uint32_t item, const char *word) {
    fh_str names = fh_html_attribute(page->items[item].node, "rel");
    return names.n && fh_html_has_word(names, word);
}

typedef bool (*sign)(const fh_html *page, uint32_t item, const char *word);

/* The first of the unit's own elements with this sign; 0: none. */
static uint32_t find_own(const finding *f, const unit *of, sign has, const char *word) {
    for (uint32_t i = own_from(f, of, of->item + 1); i < of->end; i = own_from(f, of, i + 1))
        if (has(f->page, i, word))
            return i;
    return 0;
}

static bool is_element(const fh_html *page, uint32_t item, const char *name) {
    return fh_html_is(page->items[item].node, name);
}

static fh_str without_saying(fh_str name) {
    static const char *const tails[] = {" says:", " said:", " wrote:", " says", " said",
                                        " wrote", " on",    ":",       ","};
    static const char *const leads[] = {"posted by ", "comment by ", "by "};
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (starts(name, leads[i]))
            name = behind(name, strlen(leads[i]));
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = strlen(tails[i]);
        if (name.n > n && strncasecmp(name.p + name.n - n, tails[i], n) == 0)
            name.n -= n;
    }
    return name;
}

static bool take_author(finding *f, uint32_t item, fh_comment *to) {
    size_t inside = 0;
    for (uint32_t i = item; i < f->page->items[item].end; i++)
        if (i > item && (has_class(f->page, i, "fn") || has_property(f->page, i, "name"))) {
            inside = i;
            break;
        }
    fh_str name = without_saying(fh_html_text(f->page, inside ? (uint32_t)inside : item));
    if (!name.n || name.n > NAME_MAX_BYTES)
        return false;
    to->author = fh_arena_copy(f->page->arena, name);
    f->apart[0] = item;
    return true;
}

static void find_author(finding *f, const unit *of, fh_comment *to) {
    static const struct {
        sign has;
        const char *word;
    } signs[] = {{has_property, "author"}, {has_property, "creator"}, {has_class, "fn"},
                 {has_rel, "author"},      {has_class, "author"},     {has_class, "commenter"},
                 {has_class, "username"},  {has_class, "nickname"},   {is_element, "cite"},
                 {has_class, "user"},      {has_class, "name"},       {has_class, "byline"},
                 {has_class, "poster"},    {is_element, "strong"},    {is_element, "b"},
                 {is_element, "h4"},       {is_element, "h5"},        {is_element, "a"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs && !to->author.n; i++) {
        uint32_t item = find_own(f, of, signs[i].has, signs[i].word);
        if (item)
            (void)take_author(f, item, to);
    }
}

/* Of an attribute that is a date, or of a text that has one. */
static bool take_date(finding *f, fh_str text, fh_comment *to) {
    if (text.n <= DATE_MAX_BYTES)
        to->date = fh_html_date(f->page, text);
    return to->date.n > 0;
}

static bool take_dated(finding *f, uint32_t item, fh_comment *to) {
    static const char *const keys[] = {"datetime", "content", "data-date", "data-time", "title"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (take_date(f, fh_html_attribute(f->page->items[item].node, keys[i]), to))
            break;
    if (!to->date.n && !take_date(f, fh_html_text(f->page, item), to))
        return false;
    f->apart[1] = item;
    return true;
}

static void find_date(finding *f, const unit *of, fh_comment *to) {
    static const struct {
        sign has;
        const char *word;
    } signs[] = {{is_element, "time"},
                 {has_property, "dateCreated"},
                 {has_property, "datePublished"},
                 {has_property, "commentTime"},
                 {is_element, "abbr"},
                 {has_class, "date"},
                 {has_class, "time"},
                 {has_class, "timestamp"},
                 {has_class, "datetime"},
                 {has_class, "posted"},
                 {has_class, "submitted"},
                 {has_class, "published"},
                 {has_class, "ago"},
                 {has_class, "metadata"},
                 {has_class, "meta"},
                 {has_class, "permalink"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs && !to->date.n; i++) {
        uint32_t item = find_own(f, of, signs[i].has, signs[i].word);
        if (item)
            (void)take_dated(f, item, to);
    }
    for (uint32_t i = own_from(f, of, of->item + 1); i < of->end && !to->date.n;
         i = own_from(f, of, i + 1))
        if (f->page->items[i].end == i + 1 || is_element(f->page, i, "a") ||
            is_element(f->page, i, "small") || is_element(f->page, i, "span"))
            (void)take_dated(f, i, to);
}

/* --- its text --- */

static bool is_part(const fh_html *page, uint32_t item) {
    static const char *const words[] = {"content", "body", "text", "message"};
    if (has_property(page, item, "text") || has_property(page, item, "commentText") ||
        has_property(page, item, "description"))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_class(page, item, words[i]))
            return true;
    return false;
}

/* The innermost block that is named as the text of a comment; 0: none. */
static uint32_t find_part(const finding *f, const unit *of) {
    uint32_t found = 0;
    for (uint32_t i = own_from(f, of, of->item + 1); i < of->end; i = own_from(f, of, i + 1))
        if (is_part(f->page, i) && f->page->items[i].role & FH_HTML_BLOCK && i != f->apart[0] &&
            i != f->apart[1] && (found == 0 || i < f->page->items[found].end))
            found = i;
    return found;
}

static bool is_skipped(void *user, uint32_t item) {
    const finding *f = user;
    const unit *now = f->now;
    if (item != now->item && own_from(f, now, item) != item)
        return true;
    const fh_html_item *one = &f->page->items[item];
    const xmlNode *node = one->node;
    if (fh_html_is(node, "script") || fh_html_is(node, "style") || fh_html_is(node, "form") ||
        fh_html_is(node, "button") || fh_html_is(node, "select") || fh_html_is(node, "textarea"))
        return true;
    return item == f->apart[0] || item == f->apart[1];
}

/* The author's and the date's elements may be what holds the text, too: then they stay. */
static int gather(finding *f, const unit *of, fihrist_error *err) {
    uint32_t part = find_part(f, of), root = part ? part : of->item;
    f->now = of;
    for (int i = 0; i < 2; i++)
        if (f->apart[i] <= root && root < f->page->items[f->apart[i]].end)
            f->apart[i] = 0;
    return fh_html_gather(f->page, root, is_skipped, f, &f->blocks, err);
}

/* What is left of a line that had the author and the date in it. */
static bool is_rest(fh_str text) {
    static const char *const words[] = {"says", "said", "wrote",     "writes",     "on",
                                        "at",   "by",   "posted by", "comment by", "submitted by"};
    while (text.n && strchr(":,.|-\xc2\xb7 ", text.p[text.n - 1]))
        text.n--;
    while (text.n && strchr(":,.|-\xc2\xb7 ", text.p[0]))
        text.p++, text.n--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text.n == strlen(words[i]) && strncasecmp(text.p, words[i], text.n) == 0)
            return true;
    return text.n == 0;
}

/* "Reply", "3 likes", and lines that are links alone and no sentence. */
static bool is_button(const fh_html_block *block) {
    return is_rest(block->text) || fh_page_comment_furniture(block->text) ||
           fh_page_reply_button(block->text) ||
           (block->linked == block->text.n && block->text.n < 30);
}

static int find_text(finding *f, const unit *of, fh_comment *to, fihrist_error *err) {
    fh_buffer text = FH_BUFFER(FH_ARTICLE_MAX_BYTES);
    int code = gather(f, of, err);
    for (size_t i = 0; i < f->blocks.count && code == FIHRIST_OK; i++) {
        const fh_html_block *block = &f->blocks.all[i];
        if (is_button(block))
            continue;
        if (text.n > 0)
            fh_buffer_append_byte(&text, '\n');
        fh_buffer_append_str(&text, block->text);
    }
    if (code == FIHRIST_OK && text.n > 0) {
        to->text = fh_arena_copy(f->page->arena, fh_buffer_str(&text));
        code = to->text.p ? FIHRIST_OK : fh_fail_memory(err);
    }
    fh_buffer_free(&text);
    return code;
}

/* --- who answers whom --- */

/* Number + 1 of the unit before this one with the key; 0: none. */
static size_t find_key(const finding *f, size_t before, fh_str key) {
    for (size_t i = before; key.n && i-- > 0;)
        if (fh_str_equal(f->units[i].key, key))
            return i + 1;
    return 0;
}

/* A link "in reply to" another comment. */
static size_t find_link(const finding *f, size_t number) {
    const unit *of = &f->units[number];
    for (uint32_t i = own_from(f, of, of->item + 1); i < of->end; i = own_from(f, of, i + 1)) {
        const xmlNode *node = f->page->items[i].node;
        fh_str target = fh_html_is(node, "a") ? fh_html_attribute(node, "href") : (fh_str){NULL, 0};
        if (target.n < 2 || target.p[0] != '#')
            continue;
        size_t found = find_key(f, number, key_of(behind(target, 1)));
        if (found)
            return found;
    }
    return 0;
}

static size_t find_shallower(const finding *f, size_t number) {
    int depth = f->units[number].depth;
    for (size_t i = number; depth > 0 && i-- > 0;)
        if (f->units[i].depth != NO_DEPTH && f->units[i].depth < depth)
            return i + 1;
    return 0;
}

/* The comment that a unit is, or the one around it: its number, from 1; 0: there is none. */
static size_t comment_around(const finding *f, const size_t *numbers, size_t number) {
    while (number && !numbers[number - 1])
        number = f->units[number - 1].inside;
    return number ? numbers[number - 1] : 0;
}

/* The number of the comment that a unit answers. */
static size_t parent_of(const finding *f, const size_t *numbers, size_t number) {
    const unit *of = &f->units[number];
    size_t found = comment_around(f, numbers, find_key(f, number, of->parent));
    if (!found)
        found = comment_around(f, numbers, of->inside);
    if (!found)
        found = comment_around(f, numbers, find_shallower(f, number));
    return found ? found : comment_around(f, numbers, find_link(f, number));
}

/* A line of a list may have all that it is in an element of its own, which is named as it is: what
 * else lies in the line answers that. */
static void stand_for(const finding *f, size_t *numbers, size_t number) {
    const unit *of = &f->units[number];
    if (!of->inside || numbers[of->inside - 1])
        return;
    const unit *around = &f->units[of->inside - 1];
    bool same = of->key.n && fh_str_equal(of->key, around->key);
    if (same || fh_html_is(f->page->items[around->item].node, "li"))
        numbers[of->inside - 1] = numbers[number];
}

/* --- all --- */

/* Elements around comments that have nothing of their own are none. Numbers of units to comments:
 * index + 1; 0: it is none. */
static int read_units(finding *f, fihrist_error *err) {
    fh_html *page = f->page;
    fh_comment *comments = fh_arena_calloc(page->arena, f->count, sizeof *comments);
    size_t *numbers = fh_calloc(f->count, sizeof *numbers);
    int code = comments && numbers ? FIHRIST_OK : fh_fail_memory(err);
    size_t count = 0;
    for (size_t i = 0; i < f->count && code == FIHRIST_OK; i++) {
        fh_comment *to = &comments[count];
        f->apart[0] = f->apart[1] = 0;
        *to = (fh_comment){.author = {NULL, 0}};
        find_author(f, &f->units[i], to);
        find_date(f, &f->units[i], to);
        code = find_text(f, &f->units[i], to, err);
        /* A heading above them, a box to write one in. */
        if (code != FIHRIST_OK || to->text.n == 0 || (to->author.n == 0 && to->date.n == 0))
            continue;
        size_t parent = parent_of(f, numbers, i);
        numbers[i] = ++count;
        stand_for(f, numbers, i);
        to->id = fh_arena_printf(page->arena, "%zu", count);
        if (parent)
            to->parent = comments[parent - 1].id;
        code = to->id.p ? FIHRIST_OK : fh_fail_memory(err);
    }
    fh_free(numbers);
    page->article->comments = comments;
    page->article->comment_count = count;
    return code;
}

/* No text of theirs is the article's. */
static void mark(finding *f) {
    for (size_t i = 0; i < f->count; i++)
        f->page->items[f->units[i].item].role |= FH_HTML_COMMENTS;
    for (size_t i = 0, at = 0; i < f->page->block_count; i++) {
        while (at < f->count && f->units[at].end <= f->page->blocks[i].item)
            at++;
        if (at < f->count && f->units[at].item <= f->page->blocks[i].item)
            f->page->blocks[i].role |= FH_HTML_COMMENTS;
    }
}

int fh_html_find_comments(fh_html *page, fihrist_error *err) {
    finding f = {.page = page};
    int code = find_units(&f, err);
    if (code == FIHRIST_OK && f.count > 0)
        code = read_units(&f, err);
    if (code == FIHRIST_OK)
        mark(&f);
    fh_free(f.units);
    fh_free(f.blocks.all);
    return code;
}
