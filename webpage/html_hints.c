/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_hints.c: what an element is by its name, its role and the words of its class and id. These
 * are names that many sites use for the same thing; a site's own are not looked at.
 */
#include "webpage/html.h"

typedef struct named {
    const char *name;
    uint32_t role;
} named;

static const named elements[] = {
    {"a", FH_HTML_LINK},
    {"address", FH_HTML_BLOCK | FH_HTML_QUIET},
    {"article", FH_HTML_BLOCK | FH_HTML_ARTICLE},
    {"aside", FH_HTML_BLOCK | FH_HTML_FURNITURE},
    {"blockquote", FH_HTML_BLOCK},
    {"body", FH_HTML_BLOCK},
    {"button", FH_HTML_BLOCK | FH_HTML_FURNITURE},
    {"canvas", FH_HTML_HIDDEN},
    {"caption", FH_HTML_BLOCK | FH_HTML_CAPTION},
    {"center", FH_HTML_BLOCK},
    {"dd", FH_HTML_BLOCK},
    {"details", FH_HTML_BLOCK},
    {"dialog", FH_HTML_BLOCK | FH_HTML_FURNITURE},
    {"dir", FH_HTML_BLOCK},
    {"div", FH_HTML_BLOCK},
    {"dl", FH_HTML_BLOCK},
    {"dt", FH_HTML_BLOCK},
    {"embed", FH_HTML_HIDDEN},
    {"fieldset", FH_HTML_BLOCK},
    {"figcaption", FH_HTML_BLOCK | FH_HTML_CAPTION},
    {"figure", FH_HTML_BLOCK},
    {"footer", FH_HTML_BLOCK | FH_HTML_FURNITURE},
    {"form", FH_HTML_BLOCK},
    {"h1", FH_HTML_BLOCK | FH_HTML_HEADING},
    {"h2", FH_HTML_BLOCK | FH_HTML_HEADING},
    {"h3", FH_HTML_BLOCK | FH_HTML_HEADING},
    {"h4", FH_HTML_BLOCK | FH_HTML_HEADING},
    {"h5", FH_HTML_BLOCK | FH_HTML_HEADING},
    {"h6", FH_HTML_BLOCK | FH_HTML_HEADING},
    {"head", FH_HTML_BLOCK | FH_HTML_HIDDEN},
    {"header", FH_HTML_BLOCK | FH_HTML_QUIET},
    {"hr", FH_HTML_BLOCK},
    {"iframe", FH_HTML_HIDDEN},
    {"input", FH_HTML_HIDDEN},
    {"label", FH_HTML_FURNITURE},
    {"legend", FH_HTML_BLOCK},
    {"li", FH_HTML_BLOCK},
    {"main", FH_HTML_BLOCK | FH_HTML_ARTICLE},
    {"menu", FH_HTML_BLOCK | FH_HTML_FURNITURE},
    {"nav", FH_HTML_BLOCK | FH_HTML_FURNITURE},
    {"noscript", FH_HTML_BLOCK | FH_HTML_HIDDEN},
    {"object", FH_HTML_HIDDEN},
    {"ol", FH_HTML_BLOCK},
    {"option", FH_HTML_HIDDEN},
    {"p", FH_HTML_BLOCK},
    {"pre", FH_HTML_BLOCK},
    {"script", FH_HTML_HIDDEN},
    {"section", FH_HTML_BLOCK},
    {"select", FH_HTML_HIDDEN},
    {"style", FH_HTML_HIDDEN},
    {"svg", FH_HTML_HIDDEN},
    {"table", FH_HTML_BLOCK},
    {"tbody", FH_HTML_BLOCK},
    {"td", FH_HTML_BLOCK},
    {"template", FH_HTML_HIDDEN},
    {"textarea", FH_HTML_HIDDEN},
    {"th", FH_HTML_BLOCK},
    {"time", FH_HTML_QUIET},
    {"title", FH_HTML_HIDDEN},
    {"tr", FH_HTML_BLOCK},
    {"ul", FH_HTML_BLOCK},
    {"video", FH_HTML_HIDDEN},
};

/* Values of role="". */
static const named roles[] = {
    {"alert", FH_HTML_FURNITURE},         {"alertdialog", FH_HTML_FURNITURE},
    {"article", FH_HTML_ARTICLE},         {"banner", FH_HTML_FURNITURE},
    {"complementary", FH_HTML_FURNITURE}, {"contentinfo", FH_HTML_FURNITURE},
    {"dialog", FH_HTML_FURNITURE},        {"main", FH_HTML_ARTICLE},
    {"menu", FH_HTML_FURNITURE},          {"menubar", FH_HTML_FURNITURE},
    {"navigation", FH_HTML_FURNITURE},    {"search", FH_HTML_FURNITURE},
    {"toolbar", FH_HTML_FURNITURE},
};

/* Words of classes and ids. */
static const named words[] = {
    {"ad", FH_HTML_FURNITURE},
    {"ads", FH_HTML_FURNITURE},
    {"advert", FH_HTML_FURNITURE},
    {"advertisement", FH_HTML_FURNITURE},
    {"author", FH_HTML_QUIET},
    {"authors", FH_HTML_QUIET},
    {"banner", FH_HTML_FURNITURE},
    {"breadcrumb", FH_HTML_FURNITURE},
    {"breadcrumbs", FH_HTML_FURNITURE},
    {"byline", FH_HTML_QUIET},
    {"caption", FH_HTML_CAPTION},
    {"carousel", FH_HTML_FURNITURE},
    {"cookie", FH_HTML_FURNITURE},
    {"copyright", FH_HTML_FURNITURE},
    {"credit", FH_HTML_CAPTION},
    {"credits", FH_HTML_CAPTION},
    {"dateline", FH_HTML_QUIET},
    {"dialog", FH_HTML_FURNITURE},
    {"disclaimer", FH_HTML_FURNITURE},
    {"follow", FH_HTML_FURNITURE},
    {"footer", FH_HTML_FURNITURE},
    {"hidden", FH_HTML_FURNITURE},
    {"login", FH_HTML_FURNITURE},
    {"masthead", FH_HTML_FURNITURE},
    {"menu", FH_HTML_FURNITURE},
    {"meta", FH_HTML_QUIET},
    {"modal", FH_HTML_FURNITURE},
    {"nav", FH_HTML_FURNITURE},
    {"navbar", FH_HTML_FURNITURE},
    {"navigation", FH_HTML_FURNITURE},
    {"newsletter", FH_HTML_FURNITURE},
    {"overlay", FH_HTML_FURNITURE},
    {"pager", FH_HTML_FURNITURE},
    {"pagination", FH_HTML_FURNITURE},
    {"paywall", FH_HTML_FURNITURE},
    {"popular", FH_HTML_FURNITURE},
    {"popup", FH_HTML_FURNITURE},
    {"print", FH_HTML_FURNITURE},
    {"promo", FH_HTML_FURNITURE},
    {"promoted", FH_HTML_FURNITURE},
    {"pubdate", FH_HTML_QUIET},
    {"rail", FH_HTML_FURNITURE},
    {"recirc", FH_HTML_FURNITURE},
    {"recommended", FH_HTML_FURNITURE},
    {"related", FH_HTML_FURNITURE},
    {"screenreader", FH_HTML_FURNITURE},
    {"share", FH_HTML_FURNITURE},
    {"sharing", FH_HTML_FURNITURE},
    {"sidebar", FH_HTML_FURNITURE},
    {"signup", FH_HTML_FURNITURE},
    {"skip", FH_HTML_FURNITURE},
    {"social", FH_HTML_FURNITURE},
    {"sponsor", FH_HTML_FURNITURE},
    {"sponsored", FH_HTML_FURNITURE},
    {"subscribe", FH_HTML_FURNITURE},
    {"subscription", FH_HTML_FURNITURE},
    {"tag", FH_HTML_QUIET},
    {"tags", FH_HTML_QUIET},
    {"teaser", FH_HTML_FURNITURE},
    {"timestamp", FH_HTML_QUIET},
    {"toolbar", FH_HTML_FURNITURE},
    {"tooltip", FH_HTML_FURNITURE},
    {"topics", FH_HTML_QUIET},
    {"trending", FH_HTML_FURNITURE},
    {"widget", FH_HTML_FURNITURE},
};

/* Two words one behind the other, which say it of the text of an article; and of what it is in,
 * with other things maybe. */
static const char *const bodies[][2] = {
    {"article", "body"},  {"article", "content"}, {"article", "text"},
    {"entry", "content"}, {"post", "content"},    {"post", "body"},
    {"story", "body"},    {"story", "content"},   {"story", "text"},
};
static const char *const mains[][2] = {
    {"body", "content"},
    {"main", "content"},
    {"page", "content"},
    {"main", "article"},
};

static const char *const comment_words[] = {"comment", "comments", "commentlist",
                                            "respond", "disqus",   "discussion",
                                            "replies", "reply",    "responses"};

/* --- words of names --- */

static bool is_small(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

/* The next word from *at on; false: there is none. */
static bool next_word(fh_str names, size_t *at, fh_str *ret_word) {
    if (*at >= names.n)
        return false;
    while (*at < names.n && !is_small(names.p[*at]) && !is_capital(names.p[*at]))
        ++*at;
    size_t from = *at;
    while (*at < names.n && (is_small(names.p[*at]) || is_capital(names.p[*at]))) {
        if (*at > from && is_capital(names.p[*at]) && is_small(names.p[*at - 1]))
            break;
        ++*at;
    }
    *ret_word = (fh_str){names.p + from, *at - from};
    return ret_word->n > 0;
}

static bool is_word(fh_str word, const char *wanted) {
    return strlen(wanted) == word.n && strncasecmp(word.p, wanted, word.n) == 0;
}

bool fh_html_has_word(fh_str names, const char *wanted) {
    fh_str word;
    for (size_t at = 0; next_word(names, &at, &word);)
        if (is_word(word, wanted))
            return true;
    return false;
}

static uint32_t find(const named *all, size_t count, fh_str word) {
    for (size_t i = 0; i < count; i++)
        if (is_word(word, all[i].name))
            return all[i].role;
    return 0;
}

static bool is_one_of(fh_str word, const char *const *all, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (is_word(word, all[i]))
            return true;
    return false;
}

static bool is_pair(fh_str before, fh_str word, const char *const (*pairs)[2], size_t count) {
    for (size_t i = 0; i < count; i++)
        if (is_word(before, pairs[i][0]) && is_word(word, pairs[i][1]))
            return true;
    return false;
}

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define FIND(list, word) find(list, COUNT(list), word)

static uint32_t role_of_names(fh_str names) {
    fh_str word, before = {NULL, 0};
    uint32_t role = 0;
    for (size_t at = 0; next_word(names, &at, &word); before = word) {
        role |= FIND(words, word);
        if (is_one_of(word, comment_words, sizeof comment_words / sizeof *comment_words))
            role |= FH_HTML_COMMENTS;
        if (is_pair(before, word, bodies, COUNT(bodies)))
            role |= FH_HTML_ARTICLE | FH_HTML_BODY;
        if (is_pair(before, word, mains, COUNT(mains)))
            role |= FH_HTML_ARTICLE;
        if (is_word(word, "hentry"))
            role |= FH_HTML_ARTICLE;
    }
    return role;
}

/* --- elements --- */

static uint32_t role_of_name(const char *name) {
    size_t low = 0, high = sizeof elements / sizeof *elements;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(elements[middle].name, name);
        if (order == 0)
            return elements[middle].role;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

bool fh_html_is_block(const xmlNode *node) {
    return role_of_name((const char *)node->name) & FH_HTML_BLOCK;
}

static bool is_hidden(const xmlNode *node) {
    fh_str style = fh_html_attribute(node, "style");
    if (fh_html_attribute(node, "hidden").p)
        return true;
    const char *display = style.p ? strstr(style.p, "display") : NULL;
    if (!display)
        return false;
    display += strlen("display");
    display += strspn(display, " :");
    return strncmp(display, "none", 4) == 0;
}

uint32_t fh_html_role_of(const xmlNode *node) {
    uint32_t role = role_of_name((const char *)node->name);
    if (!node->properties || role & FH_HTML_HIDDEN)
        return role;
    fh_str what = fh_html_attribute(node, "role"), type = fh_html_attribute(node, "itemprop");
    role |= role_of_names(fh_html_attribute(node, "class"));
    role |= role_of_names(fh_html_attribute(node, "id"));
    if (what.n)
        role |= FIND(roles, what);
    if (type.n && is_word(type, "articleBody"))
        role |= FH_HTML_ARTICLE | FH_HTML_BODY;
    if (is_hidden(node))
        role |= FH_HTML_HIDDEN;
    return role;
}
