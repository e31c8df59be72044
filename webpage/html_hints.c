/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_hints.c: what an element is by its name, its role and the words of its class and id. These
 * are names that many sites use for the same thing; a site's own are not looked at.
 */
#include "webpage/html.h"

enum { WORD_MAX_BYTES = 24 /* the longest word below has fewer */ };

typedef struct named {
    const char *name;
    uint32_t role;
} named;

static const named elements[] = {
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
    {"summary", FH_HTML_BLOCK},
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

/* Words of classes and ids, in order: what outlets of several languages call the same thing. */
static const named words[] = {
    {"ad", FH_HTML_FURNITURE},
    {"addthis", FH_HTML_FURNITURE},
    {"addtoany", FH_HTML_FURNITURE},
    {"ads", FH_HTML_FURNITURE},
    {"advert", FH_HTML_FURNITURE},
    {"advertisement", FH_HTML_FURNITURE},
    {"advertising", FH_HTML_FURNITURE},
    {"annonce", FH_HTML_FURNITURE},
    {"annons", FH_HTML_FURNITURE},
    {"anzeige", FH_HTML_FURNITURE},
    {"auteur", FH_HTML_QUIET},
    {"auteurs", FH_HTML_QUIET},
    {"author", FH_HTML_QUIET},
    {"authors", FH_HTML_QUIET},
    {"autor", FH_HTML_QUIET},
    {"autorbox", FH_HTML_QUIET},
    {"autore", FH_HTML_QUIET},
    {"autoren", FH_HTML_QUIET},
    {"banner", FH_HTML_FURNITURE},
    {"bildunterschrift", FH_HTML_CAPTION},
    {"breadcrumb", FH_HTML_FURNITURE},
    {"breadcrumbs", FH_HTML_FURNITURE},
    {"byline", FH_HTML_QUIET},
    {"caption", FH_HTML_CAPTION},
    {"carousel", FH_HTML_FURNITURE},
    {"comentario", FH_HTML_COMMENTS},
    {"comentarios", FH_HTML_COMMENTS},
    {"comment", FH_HTML_COMMENTS},
    {"commentaire", FH_HTML_COMMENTS},
    {"commentaires", FH_HTML_COMMENTS},
    {"commenti", FH_HTML_COMMENTS},
    {"commentlist", FH_HTML_COMMENTS},
    {"commento", FH_HTML_COMMENTS},
    {"comments", FH_HTML_COMMENTS},
    {"consent", FH_HTML_FURNITURE},
    {"cookie", FH_HTML_FURNITURE},
    {"cookies", FH_HTML_FURNITURE},
    {"copyright", FH_HTML_FURNITURE},
    {"credit", FH_HTML_CAPTION},
    {"credits", FH_HTML_CAPTION},
    {"crumbs", FH_HTML_FURNITURE},
    {"cta", FH_HTML_FURNITURE},
    {"dateline", FH_HTML_QUIET},
    {"dialog", FH_HTML_FURNITURE},
    {"disclaimer", FH_HTML_FURNITURE},
    {"discussion", FH_HTML_COMMENTS},
    {"disqus", FH_HTML_COMMENTS},
    {"donate", FH_HTML_FURNITURE},
    {"donation", FH_HTML_FURNITURE},
    {"follow", FH_HTML_FURNITURE},
    {"footer", FH_HTML_FURNITURE},
    {"gateway", FH_HTML_FURNITURE},
    {"gdpr", FH_HTML_FURNITURE},
    {"hidden", FH_HTML_FURNITURE},
    {"hirdetes", FH_HTML_FURNITURE},
    {"kapcsolodo", FH_HTML_FURNITURE},
    {"komentar", FH_HTML_COMMENTS},
    {"komentare", FH_HTML_COMMENTS},
    {"komentarz", FH_HTML_COMMENTS},
    {"komentarze", FH_HTML_COMMENTS},
    {"kommentar", FH_HTML_COMMENTS},
    {"kommentare", FH_HTML_COMMENTS},
    {"legende", FH_HTML_CAPTION},
    {"lightbox", FH_HTML_FURNITURE},
    {"livefyre", FH_HTML_COMMENTS},
    {"login", FH_HTML_FURNITURE},
    {"masthead", FH_HTML_FURNITURE},
    {"menu", FH_HTML_FURNITURE},
    {"meta", FH_HTML_QUIET},
    {"modal", FH_HTML_FURNITURE},
    {"mostread", FH_HTML_FURNITURE},
    {"nav", FH_HTML_FURNITURE},
    {"navbar", FH_HTML_FURNITURE},
    {"navigation", FH_HTML_FURNITURE},
    {"newsletter", FH_HTML_FURNITURE},
    {"newsletters", FH_HTML_FURNITURE},
    {"onetrust", FH_HTML_FURNITURE},
    {"outbrain", FH_HTML_FURNITURE},
    {"overlay", FH_HTML_FURNITURE},
    {"pager", FH_HTML_FURNITURE},
    {"pagination", FH_HTML_FURNITURE},
    {"partage", FH_HTML_FURNITURE},
    {"partager", FH_HTML_FURNITURE},
    {"paywall", FH_HTML_FURNITURE},
    {"popular", FH_HTML_FURNITURE},
    {"popup", FH_HTML_FURNITURE},
    {"print", FH_HTML_FURNITURE},
    {"promo", FH_HTML_FURNITURE},
    {"promoted", FH_HTML_FURNITURE},
    {"promotion", FH_HTML_FURNITURE},
    {"pubdate", FH_HTML_QUIET},
    {"publicidad", FH_HTML_FURNITURE},
    {"publicite", FH_HTML_FURNITURE},
    {"pull", FH_HTML_PULLED},
    {"pullquote", FH_HTML_PULLED},
    {"pullquotes", FH_HTML_PULLED},
    {"rail", FH_HTML_FURNITURE},
    {"reactie", FH_HTML_COMMENTS},
    {"reacties", FH_HTML_COMMENTS},
    {"recirc", FH_HTML_FURNITURE},
    {"recirculation", FH_HTML_FURNITURE},
    {"recommendation", FH_HTML_FURNITURE},
    {"recommendations", FH_HTML_FURNITURE},
    {"recommended", FH_HTML_FURNITURE},
    {"regwall", FH_HTML_FURNITURE},
    {"relacionadas", FH_HTML_FURNITURE},
    {"relacionados", FH_HTML_FURNITURE},
    {"related", FH_HTML_FURNITURE},
    {"relatedarticles", FH_HTML_FURNITURE},
    {"relatedcontent", FH_HTML_FURNITURE},
    {"relatednews", FH_HTML_FURNITURE},
    {"relatedposts", FH_HTML_FURNITURE},
    {"replies", FH_HTML_COMMENTS},
    {"reply", FH_HTML_COMMENTS},
    {"respond", FH_HTML_COMMENTS},
    {"responses", FH_HTML_COMMENTS},
    {"screenreader", FH_HTML_FURNITURE},
    {"share", FH_HTML_FURNITURE},
    {"sharedaddy", FH_HTML_FURNITURE},
    {"sharethis", FH_HTML_FURNITURE},
    {"sharing", FH_HTML_FURNITURE},
    {"sidebar", FH_HTML_FURNITURE},
    {"signature", FH_HTML_QUIET},
    {"signin", FH_HTML_FURNITURE},
    {"signup", FH_HTML_FURNITURE},
    {"skip", FH_HTML_FURNITURE},
    {"social", FH_HTML_FURNITURE},
    {"sponsor", FH_HTML_FURNITURE},
    {"sponsored", FH_HTML_FURNITURE},
    {"subscribe", FH_HTML_FURNITURE},
    {"subscription", FH_HTML_FURNITURE},
    {"taboola", FH_HTML_FURNITURE},
    {"tag", FH_HTML_QUIET},
    {"tags", FH_HTML_QUIET},
    {"teaser", FH_HTML_FURNITURE},
    {"teasers", FH_HTML_FURNITURE},
    {"timestamp", FH_HTML_QUIET},
    {"toolbar", FH_HTML_FURNITURE},
    {"tooltip", FH_HTML_FURNITURE},
    {"topics", FH_HTML_QUIET},
    {"trending", FH_HTML_FURNITURE},
    {"unsubscribe", FH_HTML_FURNITURE},
    {"upsell", FH_HTML_FURNITURE},
    {"viafoura", FH_HTML_COMMENTS},
    {"werbung", FH_HTML_FURNITURE},
    {"widget", FH_HTML_FURNITURE},
    {"yorum", FH_HTML_COMMENTS},
    {"yorumlar", FH_HTML_COMMENTS},
};

/* Two words one behind the other. A body is the text of an article; what is an article may have
 * other things in it. */
static const struct {
    const char *before, *word;
    uint32_t role;
} pairs[] = {
    {"art", "body", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"art", "content", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"art", "text", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"article", "body", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"article", "content", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"article", "text", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"audio", "player", FH_HTML_FURNITURE},
    {"body", "content", FH_HTML_ARTICLE},
    {"entry", "content", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"further", "reading", FH_HTML_FURNITURE},
    {"light", "box", FH_HTML_FURNITURE},
    {"like", "us", FH_HTML_FURNITURE},
    {"lire", "aussi", FH_HTML_FURNITURE},
    {"main", "article", FH_HTML_ARTICLE},
    {"main", "content", FH_HTML_ARTICLE},
    {"more", "from", FH_HTML_FURNITURE},
    {"more", "news", FH_HTML_FURNITURE},
    {"more", "stories", FH_HTML_FURNITURE},
    {"most", "read", FH_HTML_FURNITURE},
    {"most", "viewed", FH_HTML_FURNITURE},
    {"page", "content", FH_HTML_ARTICLE},
    {"post", "body", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"post", "content", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"pull", "quote", FH_HTML_PULLED},
    {"read", "also", FH_HTML_FURNITURE},
    {"read", "next", FH_HTML_FURNITURE},
    {"screen", "reader", FH_HTML_FURNITURE},
    {"sr", "only", FH_HTML_FURNITURE},
    {"story", "body", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"story", "content", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"story", "text", FH_HTML_ARTICLE | FH_HTML_BODY},
    {"video", "desc", FH_HTML_CAPTION | FH_HTML_MAYBE},
    {"video", "description", FH_HTML_CAPTION | FH_HTML_MAYBE},
    {"video", "player", FH_HTML_FURNITURE},
};

/* --- words of names --- */

static bool is_small(char c) {
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

bool fh_html_next_word(fh_str names, size_t *at, fh_str *ret_word) {
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

bool fh_html_has_word(fh_str names, const char *wanted) {
    fh_str word;
    for (size_t at = 0; fh_html_next_word(names, &at, &word);)
        if (fh_str_is(word, wanted))
            return true;
    return false;
}

/* In a list that is in order. */
static uint32_t find(const named *all, size_t count, const char *name) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(all[middle].name, name);
        if (order == 0)
            return all[middle].role;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

#define FIND(list, name) find(list, sizeof(list) / sizeof *(list), name)

static uint32_t role_of_word(fh_str word) {
    char small[WORD_MAX_BYTES + 1];
    if (word.n > WORD_MAX_BYTES)
        return 0;
    for (size_t i = 0; i < word.n; i++)
        small[i] = (char)(word.p[i] | 0x20); /* letters only */
    small[word.n] = '\0';
    static const char *const captions[] = {"caption", "credit"}; /* "thumbcaption", "mediacredit" */
    for (size_t i = 0; i < sizeof captions / sizeof *captions; i++) {
        size_t n = strlen(captions[i]);
        if (word.n > n && strcmp(small + word.n - n, captions[i]) == 0)
            return FH_HTML_CAPTION;
    }
    return FIND(words, small);
}

static uint32_t role_of_pair(fh_str before, fh_str word) {
    for (size_t i = 0; before.n && i < sizeof pairs / sizeof *pairs; i++)
        if ((before.p[0] | 0x20) == pairs[i].before[0] && fh_str_is(before, pairs[i].before) &&
            fh_str_is(word, pairs[i].word))
            return pairs[i].role;
    return 0;
}

/* "tag-comments", "category-popular" among the classes of a post: what it is about, in words of its
 * author, which say nothing of the element. */
static bool is_topic(fh_str names, fh_str word) {
    size_t from = (size_t)(word.p - names.p), end = from + word.n;
    bool begins = from == 0 || strchr(" \t\r\n", names.p[from - 1]);
    return begins && end < names.n && names.p[end] == '-' &&
           (fh_str_is(word, "tag") || fh_str_is(word, "category"));
}

static uint32_t role_of_names(fh_str names) {
    fh_str word, before = {NULL, 0};
    uint32_t role = 0;
    bool post = fh_html_has_word(names, "hentry");
    for (size_t at = 0; fh_html_next_word(names, &at, &word); before = word) {
        if (post && is_topic(names, word)) {
            at += strcspn(names.p + at, " \t\r\n");
            continue;
        }
        role |= role_of_word(word) | role_of_pair(before, word);
        if (fh_str_is(word, "hentry"))
            role |= FH_HTML_ARTICLE;
    }
    return role;
}

/* --- elements --- */

/* What a page gives a name of its own to, <reader-comments>, stands by itself, if not in a line of
 * text. */
static bool is_own_block(const xmlNode *node) {
    static const char *const lines[] = {"p",  "span",   "a",  "b",  "i",
                                        "em", "strong", "h1", "h2", "h3"};
    const xmlNode *around = node->parent;
    for (size_t i = 0; around && i < sizeof lines / sizeof *lines; i++)
        if (fh_html_is(around, lines[i]))
            return false;
    return true;
}

static uint32_t role_of_element(const xmlNode *node) {
    const char *name = (const char *)node->name;
    uint32_t role = FIND(elements, name);
    if (role == 0 && strchr(name, '-'))
        role = role_of_names(fh_str_of(name)) | (is_own_block(node) ? FH_HTML_BLOCK : 0);
    return role;
}

bool fh_html_is_block(const xmlNode *node) {
    return role_of_element(node) & FH_HTML_BLOCK;
}

static bool is_unseen(fh_str style) {
    const char *display = strstr(style.p, "display");
    if (!display)
        return false;
    display += strlen("display");
    display += strspn(display, " :");
    return strncmp(display, "none", 4) == 0;
}

static uint32_t role_of_attribute(const char *name, fh_str value) {
    if (strcmp(name, "class") == 0 || strcmp(name, "id") == 0)
        return role_of_names(value);
    if (strcmp(name, "role") == 0)
        return FIND(roles, value.p);
    if (strcmp(name, "itemprop") == 0 && strcasestr(value.p, "articleBody"))
        return FH_HTML_ARTICLE | FH_HTML_BODY;
    if (strcmp(name, "itemtype") == 0)
        return fh_str_ends(value, "Object") ? FH_HTML_MEDIA : 0; /* VideoObject, ImageObject */
    return strcmp(name, "style") == 0 && is_unseen(value) ? FH_HTML_HIDDEN : 0;
}

uint32_t fh_html_role_of(const xmlNode *node) {
    uint32_t role = role_of_element(node);
    for (const xmlAttr *one = node->properties; one && !(role & FH_HTML_HIDDEN); one = one->next) {
        const char *name = (const char *)one->name;
        if (one->children && one->children->content)
            role |= role_of_attribute(name, fh_str_of((const char *)one->children->content));
        if (strcmp(name, "hidden") == 0)
            role |= FH_HTML_HIDDEN;
        if (strcmp(name, "href") == 0 && fh_html_is(node, "a"))
            role |= FH_HTML_LINK;
    }
    if (fh_html_is(node, "p")) /* "post-body-paragraph": a part of one */
        role &= ~(uint32_t)(FH_HTML_ARTICLE | FH_HTML_BODY);
    /* Scripts that are not run here would have shown it. */
    bool whole = fh_html_is(node, "html") || fh_html_is(node, "body");
    return whole ? role & ~(uint32_t)FH_HTML_HIDDEN : role;
}
