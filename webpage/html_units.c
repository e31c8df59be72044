/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_units.c: which elements are comments: by their type in schema.org's words, by their class,
 * id or name, and within what is named as comments by their element or by having a date; and what
 * an element says of its place among them: an id, a parent's id, a depth.
 */
#include "webpage/html_comments.h"

#include <ctype.h>
#include <stdlib.h>

#include "webpage/text.h"

enum {
    NUMBER_MAX = 1 << 20,
    DEPTH_PIXELS = 10,   /* of a margin, that make a level */
    DEPTH_AROUND = 3,    /* elements around a comment that may say how deep it lies */
    DEPTH_WITHIN = 16,   /* elements in it that may say so */
    DATE_MAX_BYTES = 80, /* of a text that is a date and little else */
    DATES_MAX = 20000,   /* elements that are looked at for one */
    CLIMB_MAX = 8,       /* from a date up to its comment */
    LONG_DIGITS = 4,     /* at least, of a number with letters in it */
    WORDS_BEFORE = 2     /* as in "the-reader-comment" */
};

static bool is_number(fh_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    return text.n > 0;
}

static fh_str behind(fh_str text, size_t n) {
    return (fh_str){text.p + n, text.n - n};
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

#define IS_ONE_OF(word, all) fh_str_is_any(word, all, sizeof(all) / sizeof *(all))

/* --- names --- */

/* The next word of a name: its letters up to a mark, a digit, or a capital behind a small one. */
static fh_str take_word(fh_str *name) {
    while (name->n && !is_letter(name->p[0]))
        *name = behind(*name, 1);
    size_t n = 0;
    while (n < name->n && is_letter(name->p[n]) &&
           !(n && name->p[n] <= 'Z' && name->p[n - 1] >= 'a'))
        n++;
    fh_str word = {name->p, n};
    *name = behind(*name, n);
    return word;
}

/* "d-comment--response" is a "d-comment", and "Comment_root__kQ1" a "Comment_root", as programs
 * write it; but "comment__author" is a part of a comment. */
static fh_str without_variant(fh_str token) {
    const char *variant = memmem(token.p, token.n, "--", 2);
    if (variant && variant > token.p)
        token.n = (size_t)(variant - token.p);
    const char *first = memchr(token.p, '_', token.n);
    const char *hash = memmem(token.p, token.n, "__", 2);
    if (hash && first < hash)
        token.n = (size_t)(hash - token.p);
    return token;
}

/* "4e7a3b1ceab8ea6406000046": many systems number comments so, and with marks in between. */
static bool is_long_number(fh_str text) {
    size_t digits = 0, n = 0;
    while (text.n && strchr("-_", text.p[0]))
        text = behind(text, 1);
    for (; n < text.n && (text.p[n] == '-' || isxdigit((unsigned char)text.p[n])); n++)
        digits += text.p[n] >= '0' && text.p[n] <= '9';
    return n == text.n && digits >= LONG_DIGITS;
}

/* One class or id: "comment", "comment-12", "li-comment-12", "reader-comment-item". */
static bool names_comment(fh_str token) {
    static const char *const names[] = {"comment",    "kommentar", "commentaire",
                                        "comentario", "commento",  "reactie",
                                        "komentarz",  "yorum",     "cmt"};
    static const char *const others[] = {
        "add",  "new",  "post", "write",  "no",     "leave", "latest", "top",  "recent",
        "last", "has",  "with", "is",     "show",   "view",  "hide",   "load", "by",
        "edit", "form", "your", "create", "submit", "to",    "reply",  "fb",   "page"};
    static const char *const tails[] = {"item",   "entry",     "node", "row",   "wrap", "block",
                                        "single", "container", "box",  "card",  "unit", "post",
                                        "thread", "wrapper",   "root", "answer"};
    fh_str rest = without_variant(token), word = take_word(&rest);
    for (int before = 0; word.n && !IS_ONE_OF(word, names); before++) {
        if (before == WORDS_BEFORE || IS_ONE_OF(word, others))
            return false;
        word = take_word(&rest);
    }
    if (!word.n)
        return false;
    if (is_long_number(rest))
        return true;
    word = take_word(&rest);
    if (fh_str_starts_as(word, "list") && word.n == 4)
        word = take_word(&rest);
    return word.n == 0 || (IS_ONE_OF(word, tails) && take_word(&rest).n == 0);
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

static bool is_own_name(const xmlNode *node) {
    return strchr((const char *)node->name, '-') != NULL;
}

static bool has_comment_name(const xmlNode *node) {
    static const char *const kinds[] = {"id",        "data-type", "data-testid",
                                        "data-test", "data-qa",   "data-component"};
    fh_str token;
    fh_str names = fh_html_attribute(node, "class");
    for (size_t at = 0; next_token(names, &at, &token);)
        if (names_comment(token))
            return true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        fh_str name = fh_html_attribute(node, kinds[i]);
        if (name.n && names_comment(name))
            return true;
    }
    return is_own_name(node) && names_comment(fh_str_of((const char *)node->name));
}

/* "comment-content" is the text of a comment where there is one in each; where several of them
 * stand beside each other, they are the comments. */
static bool has_content_name(const xmlNode *node) {
    static const char tail[] = "content";
    const size_t n = sizeof tail; /* and a mark */
    fh_str token, names = fh_html_attribute(node, "class");
    for (size_t at = 0; next_token(names, &at, &token);)
        if (token.n > n && fh_str_starts(behind(token, token.n - n + 1), tail) &&
            names_comment((fh_str){token.p, token.n - n}))
            return true;
    return false;
}

static bool is_same_kind(const xmlNode *one, const xmlNode *other) {
    return other && xmlStrEqual(one->name, other->name) &&
           fh_str_equal(fh_html_attribute(one, "class"), fh_html_attribute(other, "class"));
}

/* Whether the element before or behind is named the same: it is one of several comments, and not
 * what holds all. */
static bool has_twin(xmlNode *node) {
    return fh_html_attribute(node, "class").n > 0 &&
           (is_same_kind(node, xmlPreviousElementSibling(node)) ||
            is_same_kind(node, xmlNextElementSibling(node)));
}

/* --- signs --- */

static bool is_typed(const xmlNode *node) {
    fh_str type = fh_html_attribute(node, "itemtype"),
           property = fh_html_attribute(node, "itemprop");
    if (type.n &&
        (strstr(type.p, "schema.org/Comment") || strstr(type.p, "schema.org/UserComments")))
        return true;
    return property.n && fh_html_attribute(node, "itemscope").p &&
           fh_html_has_word(property, "comment");
}

/* "recent-comments", "widget": those of other articles. */
static bool is_of_others(const xmlNode *node) {
    static const char *const words[] = {"recent", "latest", "popular", "widget", "top"};
    fh_str names = fh_html_attribute(node, "class"), id = fh_html_attribute(node, "id");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if ((names.n && fh_html_has_word(names, words[i])) ||
            (id.n && fh_html_has_word(id, words[i])))
            return true;
    return false;
}

/* In an element that is named as comments, and there not in a smaller part that is furniture, as a
 * list of other articles is. */
static bool is_under_comments(const fh_html *page, uint32_t item) {
    uint32_t furniture = 0;
    for (;; item = page->items[item].parent) {
        const fh_html_item *one = &page->items[item];
        if (one->role & FH_HTML_COMMENTS)
            return (furniture == 0 || furniture * 2 > one->end - item) && !is_of_others(one->node);
        if (one->role & FH_HTML_FURNITURE)
            furniture = one->end - item;
        if (one->parent == item)
            return false;
    }
}

/* A line of a list, or a "post", where comments are; forms and links to pages are none. */
static bool is_listed(const fh_html *page, uint32_t item) {
    static const char *const posts[] = {"post", "reply", "message", "response"};
    const xmlNode *node = page->items[item].node;
    fh_str names = fh_html_attribute(node, "class"), token;
    bool line = fh_html_is(node, "li") || fh_html_is(node, "article");
    for (size_t at = 0; fh_html_is(node, "div") && !line && next_token(names, &at, &token);)
        line = IS_ONE_OF(token, posts);
    return line && item > 0 && !(page->items[item].role & FH_HTML_FURNITURE) &&
           is_under_comments(page, page->items[item].parent);
}

/* "post-12", "p12", "msg_12". */
static bool is_post(const fh_html *page, uint32_t item) {
    static const char *const names[] = {"post", "p", "msg", "message", "pid", "reply"};
    fh_str id = fh_html_attribute(page->items[item].node, "id");
    if (fh_str_starts_as(id, "js-"))
        id = behind(id, 3);
    fh_str rest = id;
    fh_str word = id.n && is_letter(id.p[0]) ? take_word(&rest) : (fh_str){NULL, 0};
    if (!word.n || !IS_ONE_OF(word, names))
        return false;
    return is_number(rest.n && strchr("-_", rest.p[0]) ? behind(rest, 1) : rest);
}

static bool is_container(const xmlNode *node) {
    static const char *const names[] = {"div", "li", "article", "section", "dd",
                                        "tr",  "td", "p",       "table",   "blockquote"};
    return IS_ONE_OF(fh_str_of((const char *)node->name), names) || is_own_name(node);
}

static bool has_sign(const fh_html *page, fh_html_sign sign, uint32_t item) {
    xmlNode *node = page->items[item].node;
    switch (sign) {
    case FH_HTML_SIGN_TYPE:
        return is_typed(node);
    case FH_HTML_SIGN_NAME:
        return has_comment_name(node) || (has_content_name(node) && has_twin(node));
    case FH_HTML_SIGN_LINES:
        return is_listed(page, item);
    case FH_HTML_SIGN_POSTS:
        return is_post(page, item);
    default:
        return false;
    }
}

/* --- what a unit says of its place --- */

/* However many digits it has: what is deeper than can be told apart is as deep as that. */
static int number_at(const char *digits) {
    int number = 0;
    while (*digits >= '0' && *digits <= '9' && number < NUMBER_MAX)
        number = number * 10 + (*digits++ - '0');
    return number;
}

/* "depth-2", "level2", "comment-depth-2", "indent-1". */
static int depth_in(fh_str names) {
    static const char *const words[] = {"depth", "level", "indent", "nesting"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = names.p;
        while (at && (at = strcasestr(at, words[i])) != NULL) {
            at += strlen(words[i]);
            at += strspn(at, "-_");
            if (*at >= '0' && *at <= '9')
                return number_at(at);
        }
    }
    return FH_HTML_NO_DEPTH;
}

static int depth_of_margin(fh_str style) {
    const char *margin = style.p ? strcasestr(style.p, "margin-left") : NULL;
    if (style.p && !margin)
        margin = strcasestr(style.p, "padding-left");
    return margin ? number_at(margin + strcspn(margin, "0123456789;")) / DEPTH_PIXELS
                  : FH_HTML_NO_DEPTH;
}

/* A number that an element itself has for it. */
static int depth_said(const xmlNode *node) {
    static const char *const keys[] = {"data-depth", "data-level", "aria-level", "depth", "indent"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        fh_str value = fh_html_attribute(node, keys[i]);
        if (is_number(value) && value.n < 4)
            return number_at(value.p);
    }
    int depth = depth_in(fh_html_attribute(node, "class"));
    return depth == FH_HTML_NO_DEPTH ? depth_of_margin(fh_html_attribute(node, "style")) : depth;
}

/* Answers may stand indented beside what they answer. */
static int depth_around(const fh_html *page, uint32_t item) {
    static const char *const words[] = {"indented", "indent", "nested", "children"};
    static const char *const own[] = {"indented", "nested", "child", "reply", "answer", "antwort"};
    fh_str class = fh_html_attribute(page->items[item].node, "class");
    int depth = 0;
    for (size_t w = 0; class.n && w < sizeof own / sizeof *own && !depth; w++)
        depth = fh_html_has_word(class, own[w]);
    for (uint32_t i = page->items[item].parent; page->items[i].parent != i;
         i = page->items[i].parent) {
        fh_str names = fh_html_attribute(page->items[i].node, "class");
        bool deeper = false;
        for (size_t w = 0; names.n && w < sizeof words / sizeof *words && !deeper; w++)
            deeper = fh_html_has_word(names, words[w]);
        depth += deeper;
    }
    return depth;
}

static void set_depth(const fh_html *page, fh_html_unit *unit) {
    uint32_t item = unit->item;
    int depth = depth_said(page->items[item].node);
    for (int i = 0; i < DEPTH_AROUND && depth == FH_HTML_NO_DEPTH; i++) {
        item = page->items[item].parent;
        depth = depth_said(page->items[item].node);
    }
    for (uint32_t i = unit->item + 1;
         i < unit->end && i < unit->item + DEPTH_WITHIN && depth == FH_HTML_NO_DEPTH; i++) {
        fh_str value = fh_html_attribute(page->items[i].node, "indent");
        if (is_number(value) && value.n < 4)
            depth = number_at(value.p);
    }
    unit->says_depth = depth != FH_HTML_NO_DEPTH;
    unit->depth = unit->says_depth ? depth : depth_around(page, unit->item);
}

fh_str fh_html_key(fh_str id) {
    for (size_t i = 0; i < id.n; i++)
        if (id.p[i] >= '0' && id.p[i] <= '9' && (i == 0 || !is_letter(id.p[i - 1])))
            return behind(id, i);
    return id;
}

static fh_str first_attribute(const xmlNode *node, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fh_str value = fh_html_attribute(node, keys[i]);
        if (value.n)
            return value;
    }
    return (fh_str){NULL, 0};
}

void fh_html_place_unit(const fh_html *page, fh_html_unit *unit) {
    static const char *const ids[] = {"data-comment-id", "data-commentid", "data-id", "id",
                                      "data-post-id",    "data-cid"};
    static const char *const parents[] = {
        "data-parent-id",   "data-parent",         "data-parentid", "data-reply-to",
        "data-in-reply-to", "data-comment-parent", "parentid"};
    const xmlNode *node = page->items[unit->item].node;
    unit->key = fh_html_key(first_attribute(node, ids, sizeof ids / sizeof *ids));
    unit->parent = fh_html_key(first_attribute(node, parents, sizeof parents / sizeof *parents));
    set_depth(page, unit);
}

/* --- units --- */

static int add_unit(const fh_html *page, fh_html_units *to, uint32_t item, uint32_t end,
                    fihrist_error *err) {
    fh_html_unit *all =
        fh_array_grow(to->all, to->count, &to->capacity, sizeof *all, FH_ARTICLE_MAX_COMMENTS);
    if (!all)
        return to->count == FH_ARTICLE_MAX_COMMENTS
                   ? fh_fail(err, FIHRIST_E_INPUT, "a page of more than %d comments",
                             FH_ARTICLE_MAX_COMMENTS)
                   : fh_fail_memory(err);
    to->all = all;
    size_t inside = to->count;
    while (inside > 0 && all[inside - 1].end <= item)
        inside = all[inside - 1].inside;
    all[to->count++] =
        (fh_html_unit){.item = item, .end = end, .named = item, .inside = (uint32_t)inside};
    fh_html_place_unit(page, &all[to->count - 1]);
    return FIHRIST_OK;
}

/* In <dl>: from one term to the next. */
static int find_terms(const fh_html *page, fh_html_units *to, fihrist_error *err) {
    int code = FIHRIST_OK;
    for (uint32_t i = 1; i < page->item_count && code == FIHRIST_OK; i++) {
        uint32_t list = page->items[i].parent, end = page->items[i].end;
        if (!fh_html_is(page->items[i].node, "dt") || !is_under_comments(page, list))
            continue;
        while (end < page->items[list].end && !fh_html_is(page->items[end].node, "dt"))
            end = page->items[end].end;
        code = add_unit(page, to, i, end, err);
    }
    return code;
}

/* Whether an element without others in it is a date, or has one. */
static bool is_date(const fh_html *page, uint32_t item) {
    const fh_html_item *one = &page->items[item];
    if (fh_html_is(one->node, "time"))
        return true;
    if (one->end != item + 1 || one->role & FH_HTML_HIDDEN)
        return false;
    fh_found_date date;
    fh_str text = fh_html_text(page, item, DATE_MAX_BYTES);
    return text.n >= 6 && fh_date_find(text, &date) && (date.end - date.start) * 2 > text.n;
}

/* Whether there is more in an element than a date and a name beside it: two texts at least that are
 * no buttons. */
static bool has_more(const fh_html *page, uint32_t item, uint32_t date) {
    size_t texts = 0;
    for (uint32_t i = item; i < page->items[item].end; i++) {
        if (i == date || fh_html_is(page->items[i].node, "button"))
            continue;
        for (const xmlNode *node = page->items[i].node->children; node; node = node->next) {
            if (node->type != XML_TEXT_NODE || !node->content)
                continue;
            fh_str text = fh_str_trim(fh_str_of((const char *)node->content));
            texts += text.n > 1 && !fh_page_comment_furniture(text);
        }
    }
    return texts >= 2;
}

/* The comment that a date is of; 0: it is of none. */
static uint32_t climb(const fh_html *page, uint32_t date) {
    uint32_t item = page->items[date].parent;
    for (int i = 0; i < CLIMB_MAX; i++, item = page->items[item].parent) {
        bool named = page->items[item].role & FH_HTML_COMMENTS;
        if (page->items[item].parent == item || (named && !has_twin(page->items[item].node)))
            return 0;
        if (is_container(page->items[item].node) && has_more(page, item, date))
            return item;
        if (named)
            return 0;
    }
    return 0;
}

static int find_dated(const fh_html *page, fh_html_units *to, fihrist_error *err) {
    int code = FIHRIST_OK;
    size_t looked_at = 0;
    for (uint32_t i = 1; i < page->item_count && code == FIHRIST_OK; i++) {
        if (!(page->items[i].around & FH_HTML_COMMENTS) || looked_at++ >= DATES_MAX ||
            !is_date(page, i) || !is_under_comments(page, i))
            continue;
        uint32_t item = climb(page, i);
        if (item && (to->count == 0 || to->all[to->count - 1].item < item))
            code = add_unit(page, to, item, page->items[item].end, err);
    }
    return code;
}

/* Whether units are the posts of one thread: two at least, none in another, and none under a title
 * that leads elsewhere, as those of a list of articles are. */
static bool is_thread(const fh_html *page, const fh_html_units *units) {
    size_t now = 0;
    for (size_t i = 0; i < units->count; i++)
        if (units->all[i].inside)
            return false;
    for (size_t i = 0; i < page->block_count && units->count > 1; i++) {
        uint32_t item = page->blocks[i].item;
        while (now < units->count && units->all[now].end <= item)
            now++;
        bool name = fh_html_is(page->items[item].node, "h4"); /* of who wrote it, in some */
        if (now < units->count && item >= units->all[now].item && !name &&
            fh_html_is_teaser(page, &page->blocks[i]))
            return false;
    }
    return units->count > 1;
}

/* The forms to write a comment in; but not one around half of the page, as some systems have. */
static uint32_t form_end(const fh_html *page, uint32_t item) {
    const fh_html_item *one = &page->items[item];
    bool form = fh_html_is(one->node, "form") && one->end - item < page->item_count / 2;
    return form ? one->end : 0;
}

int fh_html_find_units(const fh_html *page, fh_html_sign sign, fh_html_units *to,
                       fihrist_error *err) {
    int code = FIHRIST_OK;
    to->count = 0;
    if (sign == FH_HTML_SIGN_TERMS)
        return find_terms(page, to, err);
    if (sign == FH_HTML_SIGN_DATES)
        return find_dated(page, to, err);
    uint32_t form = 0;
    for (uint32_t i = 1; i < page->item_count && code == FIHRIST_OK; i++) {
        form = i < form ? form : form_end(page, i);
        if (i >= form && is_container(page->items[i].node) && has_sign(page, sign, i))
            code = add_unit(page, to, i, page->items[i].end, err);
    }
    if (sign == FH_HTML_SIGN_POSTS && !is_thread(page, to))
        to->count = 0;
    return code;
}
