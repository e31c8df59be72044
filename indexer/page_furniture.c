/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page_furniture.c: what a line of a saved page is, told from its words alone. Tables of phrases
 * that web pages put around articles, matched against whole lines in folded form (page.h), never
 * inside a paragraph.
 */
#include "indexer/page.h"

typedef struct phrase {
    const char *text;
    fh_line_kind kind;
} phrase;

/* The whole line. */
static const phrase whole[] = {
    {"print friendly", FH_LINE_FURNITURE},
    {"print friendly, pdf & email", FH_LINE_FURNITURE},
    {"print friendly and pdf", FH_LINE_FURNITURE},
    {"printer-friendly version", FH_LINE_FURNITURE},
    {"printer friendly version", FH_LINE_FURNITURE},
    {"print this article", FH_LINE_FURNITURE},
    {"print this page", FH_LINE_FURNITURE},
    {"share this", FH_LINE_FURNITURE},
    {"share this article", FH_LINE_FURNITURE},
    {"share this story", FH_LINE_FURNITURE},
    {"share this post", FH_LINE_FURNITURE},
    {"share this page", FH_LINE_FURNITURE},
    {"share article", FH_LINE_FURNITURE},
    {"share the story", FH_LINE_FURNITURE},
    {"spread the word", FH_LINE_FURNITURE},
    {"email this", FH_LINE_FURNITURE},
    {"email this article", FH_LINE_FURNITURE},
    {"e-mail this article", FH_LINE_FURNITURE},
    {"email to a friend", FH_LINE_FURNITURE},
    {"send to a friend", FH_LINE_FURNITURE},
    {"copy link", FH_LINE_FURNITURE},
    {"link copied", FH_LINE_FURNITURE},
    {"save article", FH_LINE_FURNITURE},
    {"bookmark", FH_LINE_FURNITURE},
    {"like this", FH_LINE_FURNITURE},
    {"like loading", FH_LINE_FURNITURE},
    {"loading", FH_LINE_FURNITURE},
    {"add to favorites", FH_LINE_FURNITURE},
    {"give this article", FH_LINE_FURNITURE},
    {"listen to this article", FH_LINE_FURNITURE},
    {"text size", FH_LINE_FURNITURE},
    {"font size", FH_LINE_FURNITURE},
    {"guest contributor", FH_LINE_AUTHOR_BOX},
    {"guest author", FH_LINE_AUTHOR_BOX},
    {"guest post", FH_LINE_AUTHOR_BOX},
    {"guest writer", FH_LINE_AUTHOR_BOX},
    {"staff writer", FH_LINE_AUTHOR_BOX},
    {"contributor", FH_LINE_AUTHOR_BOX},
    {"author archive", FH_LINE_AUTHOR_BOX},
    {"author website", FH_LINE_AUTHOR_BOX},
    {"all posts", FH_LINE_AUTHOR_BOX},
    {"view all posts", FH_LINE_AUTHOR_BOX},
    {"about the author", FH_LINE_ABOUT},
    {"about the authors", FH_LINE_ABOUT},
    {"about author", FH_LINE_ABOUT},
    {"author bio", FH_LINE_ABOUT},
    {"about the writer", FH_LINE_ABOUT},
    {"related", FH_LINE_RELATED},
    {"related posts", FH_LINE_RELATED},
    {"related articles", FH_LINE_RELATED},
    {"related stories", FH_LINE_RELATED},
    {"related news", FH_LINE_RELATED},
    {"related topics", FH_LINE_RELATED},
    {"related content", FH_LINE_RELATED},
    {"related coverage", FH_LINE_RELATED},
    {"related links", FH_LINE_RELATED},
    {"related reading", FH_LINE_RELATED},
    {"similar articles", FH_LINE_RELATED},
    {"similar posts", FH_LINE_RELATED},
    {"you may also like", FH_LINE_RELATED},
    {"you might also like", FH_LINE_RELATED},
    {"you may be interested in", FH_LINE_RELATED},
    {"recommended", FH_LINE_RELATED},
    {"recommended for you", FH_LINE_RELATED},
    {"recommended articles", FH_LINE_RELATED},
    {"recommended stories", FH_LINE_RELATED},
    {"read next", FH_LINE_RELATED},
    {"up next", FH_LINE_RELATED},
    {"more stories", FH_LINE_RELATED},
    {"more news", FH_LINE_RELATED},
    {"more on this story", FH_LINE_RELATED},
    {"more on this topic", FH_LINE_RELATED},
    {"most read", FH_LINE_RELATED},
    {"most popular", FH_LINE_RELATED},
    {"most viewed", FH_LINE_RELATED},
    {"most commented", FH_LINE_RELATED},
    {"popular posts", FH_LINE_RELATED},
    {"recent posts", FH_LINE_RELATED},
    {"latest news", FH_LINE_RELATED},
    {"latest posts", FH_LINE_RELATED},
    {"trending", FH_LINE_RELATED},
    {"trending now", FH_LINE_RELATED},
    {"from the archive", FH_LINE_RELATED},
    {"previous article", FH_LINE_RELATED},
    {"previous post", FH_LINE_RELATED},
    {"next article", FH_LINE_RELATED},
    {"next post", FH_LINE_RELATED},
    {"post navigation", FH_LINE_RELATED},
    {"advertisement", FH_LINE_INSET},
    {"advertisements", FH_LINE_INSET},
    {"advertising", FH_LINE_INSET},
    {"advertise", FH_LINE_INSET},
    {"ad", FH_LINE_INSET},
    {"ads by google", FH_LINE_INSET},
    {"sponsored", FH_LINE_INSET},
    {"sponsored content", FH_LINE_INSET},
    {"promoted content", FH_LINE_INSET},
    {"promoted stories", FH_LINE_INSET},
    {"scroll down for more", FH_LINE_INSET},
    {"continue reading", FH_LINE_INSET},
    {"continue reading the main story", FH_LINE_INSET},
    {"read more", FH_LINE_INSET},
    {"skip advertisement", FH_LINE_INSET},
    {"subscribe", FH_LINE_INSET},
    {"subscribe now", FH_LINE_INSET},
    {"subscribe today", FH_LINE_INSET},
    {"sign up", FH_LINE_INSET},
    {"newsletter", FH_LINE_INSET},
    {"newsletter sign-up", FH_LINE_INSET},
    {"donate", FH_LINE_INSET},
    {"donate now", FH_LINE_INSET},
    {"support us", FH_LINE_INSET},
    {"accept", FH_LINE_EDGE},
    {"accept all", FH_LINE_EDGE},
    {"accept cookies", FH_LINE_INSET},
    {"cookie settings", FH_LINE_INSET},
    {"got it", FH_LINE_EDGE},
    {"home", FH_LINE_EDGE},
    {"menu", FH_LINE_EDGE},
    {"search", FH_LINE_EDGE},
    {"close", FH_LINE_EDGE},
    {"log in", FH_LINE_EDGE},
    {"login", FH_LINE_EDGE},
    {"sign in", FH_LINE_EDGE},
    {"register", FH_LINE_EDGE},
    {"contact", FH_LINE_EDGE},
    {"contact us", FH_LINE_EDGE},
    {"about us", FH_LINE_EDGE},
    {"about", FH_LINE_EDGE},
    {"privacy policy", FH_LINE_EDGE},
    {"privacy", FH_LINE_EDGE},
    {"terms of use", FH_LINE_EDGE},
    {"terms of service", FH_LINE_EDGE},
    {"terms and conditions", FH_LINE_EDGE},
    {"sitemap", FH_LINE_EDGE},
    {"archives", FH_LINE_EDGE},
    {"categories", FH_LINE_EDGE},
    {"tags", FH_LINE_EDGE},
    {"topics", FH_LINE_EDGE},
    {"follow", FH_LINE_EDGE},
    {"follow us", FH_LINE_EDGE},
    {"next", FH_LINE_EDGE},
    {"previous", FH_LINE_EDGE},
    {"back to top", FH_LINE_FURNITURE},
    {"top", FH_LINE_EDGE},
    {"skip to content", FH_LINE_FURNITURE},
    {"skip to main content", FH_LINE_FURNITURE},
    {"skip to navigation", FH_LINE_FURNITURE},
    {"breaking news", FH_LINE_EDGE},
    {"opinion", FH_LINE_EDGE},
    {"world", FH_LINE_EDGE},
    {"politics", FH_LINE_EDGE},
    {"news", FH_LINE_EDGE},
    {"permalink", FH_LINE_FURNITURE},
    {"trackbacks", FH_LINE_CLOSING},
    {"pingbacks", FH_LINE_CLOSING},
    {"leave a reply", FH_LINE_CLOSING},
    {"leave a comment", FH_LINE_CLOSING},
    {"leave your comment", FH_LINE_CLOSING},
    {"leave a response", FH_LINE_CLOSING},
    {"leave comment", FH_LINE_CLOSING},
    {"post a comment", FH_LINE_CLOSING},
    {"post your comment", FH_LINE_CLOSING},
    {"post comment", FH_LINE_CLOSING},
    {"add a comment", FH_LINE_CLOSING},
    {"add your comment", FH_LINE_CLOSING},
    {"add comment", FH_LINE_CLOSING},
    {"write a comment", FH_LINE_CLOSING},
    {"write comment", FH_LINE_CLOSING},
    {"submit comment", FH_LINE_CLOSING},
    {"submit a comment", FH_LINE_CLOSING},
    {"cancel reply", FH_LINE_CLOSING},
    {"click here to cancel reply", FH_LINE_CLOSING},
    {"have your say", FH_LINE_CLOSING},
    {"comments are closed", FH_LINE_CLOSING},
    {"comments closed", FH_LINE_CLOSING},
    {"comments are now closed", FH_LINE_CLOSING},
    {"commenting is closed", FH_LINE_CLOSING},
    {"commenting has been closed", FH_LINE_CLOSING},
    {"this thread is closed", FH_LINE_CLOSING},
    {"comments off", FH_LINE_CLOSING},
    {"comments disabled", FH_LINE_CLOSING},
    {"be the first to comment", FH_LINE_CLOSING},
    {"no comments yet", FH_LINE_CLOSING},
    {"kommentar schreiben", FH_LINE_CLOSING},
    {"schreibe einen kommentar", FH_LINE_CLOSING},
    {"laisser un commentaire", FH_LINE_CLOSING},
    {"deja un comentario", FH_LINE_CLOSING},
    {"lascia un commento", FH_LINE_CLOSING},
    {"comments", FH_LINE_COMMENTS},
    {"comment", FH_LINE_COMMENTS},
    {"all comments", FH_LINE_COMMENTS},
    {"view comments", FH_LINE_COMMENTS},
    {"show comments", FH_LINE_COMMENTS},
    {"hide comments", FH_LINE_COMMENTS},
    {"view all comments", FH_LINE_COMMENTS},
    {"see all comments", FH_LINE_COMMENTS},
    {"reader comments", FH_LINE_COMMENTS},
    {"readers' comments", FH_LINE_COMMENTS},
    {"user comments", FH_LINE_COMMENTS},
    {"your comments", FH_LINE_COMMENTS},
    {"discussion", FH_LINE_COMMENTS},
    {"join the discussion", FH_LINE_COMMENTS},
    {"join the conversation", FH_LINE_COMMENTS},
    {"responses", FH_LINE_COMMENTS},
    {"replies", FH_LINE_COMMENTS},
    {"kommentare", FH_LINE_COMMENTS},
    {"commentaires", FH_LINE_COMMENTS},
    {"comentarios", FH_LINE_COMMENTS},
    {"commenti", FH_LINE_COMMENTS},
    {"\xd9\x86\xd8\xb8\xd8\xb1\xd8\xa7\xd8\xaa", FH_LINE_COMMENTS},
    {"\xd8\xaa\xd8\xb9\xd9\x84\xd9\x8a\xd9\x82\xd8\xa7\xd8\xaa", FH_LINE_COMMENTS},
    {"email address", FH_LINE_EDGE},
    {"enter your email address", FH_LINE_INSET},
    {"website", FH_LINE_EDGE},
    {"name (required)", FH_LINE_EDGE},
    {"mail (will not be published) (required)", FH_LINE_EDGE},
    {"email (required)", FH_LINE_EDGE},
    {"newest first", FH_LINE_FURNITURE},
    {"oldest first", FH_LINE_FURNITURE},
    {"load more comments", FH_LINE_FURNITURE},
    {"load more", FH_LINE_EDGE},
    {"older comments", FH_LINE_FURNITURE},
    {"newer comments", FH_LINE_FURNITURE},
    {"all rights reserved", FH_LINE_FURNITURE},
};

/* How a line begins. One that is longer than `most` bytes says something of its own. */
static const struct {
    const char *text;
    fh_line_kind kind;
    size_t most;
} beginnings[] = {
    {"click to share on ", FH_LINE_FURNITURE, 100},
    {"click to email ", FH_LINE_FURNITURE, 100},
    {"click to print ", FH_LINE_FURNITURE, 100},
    {"share on ", FH_LINE_FURNITURE, 60},
    {"share via ", FH_LINE_FURNITURE, 60},
    {"share this:", FH_LINE_FURNITURE, 120},
    {"share:", FH_LINE_FURNITURE, 100},
    {"tweet this", FH_LINE_FURNITURE, 60},
    {"follow us on ", FH_LINE_FURNITURE, 120},
    {"like us on ", FH_LINE_FURNITURE, 120},
    {"join us on ", FH_LINE_FURNITURE, 120},
    {"filed under", FH_LINE_FURNITURE, 300},
    {"tags:", FH_LINE_FURNITURE, 300},
    {"tagged:", FH_LINE_FURNITURE, 300},
    {"tagged with", FH_LINE_FURNITURE, 300},
    {"tagged as", FH_LINE_FURNITURE, 300},
    {"categories:", FH_LINE_FURNITURE, 300},
    {"category:", FH_LINE_FURNITURE, 200},
    {"posted in:", FH_LINE_FURNITURE, 200},
    {"posted in ", FH_LINE_FURNITURE, 120},
    {"keywords:", FH_LINE_FURNITURE, 300},
    {"this entry was posted ", FH_LINE_FURNITURE, 300},
    {"this entry was tagged ", FH_LINE_FURNITURE, 300},
    {"this post was posted ", FH_LINE_FURNITURE, 300},
    {"bookmark the permalink", FH_LINE_FURNITURE, 100},
    {"you can follow any responses to this entry", FH_LINE_FURNITURE, 200},
    {"both comments and pings are ", FH_LINE_FURNITURE, 100},
    {"articles by ", FH_LINE_AUTHOR_BOX, 100},
    {"posts by ", FH_LINE_EDGE, 100},
    {"stories by ", FH_LINE_EDGE, 100},
    {"more by ", FH_LINE_EDGE, 80},
    {"more articles by ", FH_LINE_AUTHOR_BOX, 100},
    {"more posts by ", FH_LINE_AUTHOR_BOX, 100},
    {"more stories by ", FH_LINE_AUTHOR_BOX, 100},
    {"all posts by ", FH_LINE_AUTHOR_BOX, 100},
    {"view all posts by ", FH_LINE_AUTHOR_BOX, 100},
    {"view all articles by ", FH_LINE_AUTHOR_BOX, 100},
    {"view more posts by ", FH_LINE_AUTHOR_BOX, 100},
    {"see all posts by ", FH_LINE_AUTHOR_BOX, 100},
    {"read more by ", FH_LINE_AUTHOR_BOX, 100},
    {"visit author's website", FH_LINE_AUTHOR_BOX, 100},
    {"more from ", FH_LINE_RELATED, 60},
    {"previous article:", FH_LINE_EDGE, 200},
    {"previous post:", FH_LINE_EDGE, 200},
    {"previous:", FH_LINE_EDGE, 200},
    {"next article:", FH_LINE_EDGE, 200},
    {"next post:", FH_LINE_EDGE, 200},
    {"next:", FH_LINE_EDGE, 200},
    {"home >", FH_LINE_EDGE, 200},
    {"home \xc2\xbb", FH_LINE_EDGE, 200},
    {"home /", FH_LINE_EDGE, 200},
    {"home |", FH_LINE_EDGE, 200},
    {"you are here:", FH_LINE_EDGE, 200},
    {"related:", FH_LINE_INSET, 200},
    {"read more:", FH_LINE_INSET, 200},
    {"read also:", FH_LINE_INSET, 200},
    {"also read:", FH_LINE_INSET, 200},
    {"see also:", FH_LINE_INSET, 200},
    {"read more on ", FH_LINE_INSET, 100},
    {"read more about ", FH_LINE_INSET, 100},
    {"story continues below", FH_LINE_INSET, 60},
    {"article continues below", FH_LINE_INSET, 60},
    {"article continues after", FH_LINE_INSET, 60},
    {"story continues after", FH_LINE_INSET, 60},
    {"continue reading below", FH_LINE_INSET, 60},
    {"advertisement -", FH_LINE_INSET, 60},
    {"subscribe to our ", FH_LINE_INSET, 160},
    {"subscribe to the ", FH_LINE_INSET, 120},
    {"subscribe to get ", FH_LINE_INSET, 120},
    {"sign up for our ", FH_LINE_INSET, 160},
    {"sign up for the ", FH_LINE_INSET, 120},
    {"sign up to our ", FH_LINE_INSET, 160},
    {"sign up here", FH_LINE_INSET, 120},
    {"get our newsletter", FH_LINE_INSET, 160},
    {"join our newsletter", FH_LINE_INSET, 160},
    {"join our mailing list", FH_LINE_INSET, 160},
    {"this website uses cookies", FH_LINE_INSET, 300},
    {"this site uses cookies", FH_LINE_INSET, 300},
    {"we use cookies", FH_LINE_INSET, 300},
    {"we and our partners use cookies", FH_LINE_INSET, 300},
    {"by continuing to use this ", FH_LINE_INSET, 300},
    {"by continuing to browse ", FH_LINE_INSET, 300},
    {"by using this site, you agree", FH_LINE_INSET, 300},
    {"please enable javascript", FH_LINE_INSET, 200},
    {"enable javascript", FH_LINE_INSET, 200},
    {"your browser does not support ", FH_LINE_INSET, 200},
    {"copyright \xc2\xa9", FH_LINE_FURNITURE, 200},
    {"copyright (c)", FH_LINE_FURNITURE, 200},
    {"\xc2\xa9 copyright", FH_LINE_FURNITURE, 200},
    {"powered by ", FH_LINE_EDGE, 100},
    {"proudly powered by ", FH_LINE_FURNITURE, 100},
    {"comments are closed", FH_LINE_CLOSING, 120},
    {"the comments to this entry are closed", FH_LINE_CLOSING, 60},
    {"comments to this entry are closed", FH_LINE_CLOSING, 60},
    {"the comments are closed", FH_LINE_CLOSING, 60},
    {"comments for this ", FH_LINE_CLOSING, 120},
    {"comments on this article are closed", FH_LINE_CLOSING, 120},
    {"comments on this entry are closed", FH_LINE_CLOSING, 120},
    {"leave a reply", FH_LINE_CLOSING, 100},
    {"leave a comment", FH_LINE_CLOSING, 100},
    {"post a comment", FH_LINE_CLOSING, 60},
    {"be the first to comment", FH_LINE_CLOSING, 100},
    {"your email address will not be published", FH_LINE_CLOSING, 200},
    {"required fields are marked", FH_LINE_CLOSING, 100},
    {"you must be logged in to ", FH_LINE_CLOSING, 120},
    {"you must log in to ", FH_LINE_CLOSING, 120},
    {"please log in to ", FH_LINE_CLOSING, 120},
    {"log in to comment", FH_LINE_CLOSING, 100},
    {"log in to leave a comment", FH_LINE_CLOSING, 100},
    {"sign in to comment", FH_LINE_CLOSING, 100},
    {"notify me of ", FH_LINE_CLOSING, 120},
    {"save my name", FH_LINE_CLOSING, 140},
    {"this site uses akismet", FH_LINE_CLOSING, 200},
    {"learn how your comment data is processed", FH_LINE_CLOSING, 100},
    {"sort by ", FH_LINE_FURNITURE, 60},
    {"sort by:", FH_LINE_FURNITURE, 60},
    {"sorted by ", FH_LINE_FURNITURE, 60},
    {"comments on ", FH_LINE_COMMENTS, 200},
    {"comments to ", FH_LINE_COMMENTS, 200},
    {"responses to ", FH_LINE_COMMENTS, 200},
    {"reading time:", FH_LINE_EDGE, 60},
    {"estimated reading time", FH_LINE_EDGE, 60},
};

/* Words of a bar of buttons; the strong ones are not words of a sentence fragment. */
static const struct {
    const char *text;
    bool strong;
} buttons[] = {
    {"share", true},     {"tweet", true},
    {"facebook", true},  {"twitter", true},
    {"linkedin", true},  {"pinterest", true},
    {"reddit", true},    {"whatsapp", true},
    {"telegram", true},  {"tumblr", true},
    {"email", true},     {"e-mail", true},
    {"print", true},     {"viber", true},
    {"messenger", true}, {"stumbleupon", true},
    {"digg", true},      {"delicious", true},
    {"mastodon", true},  {"bluesky", true},
    {"instagram", true}, {"youtube", true},
    {"pin", true},       {"google+", true},
    {"flipboard", true}, {"pocket", false},
    {"google", false},   {"pdf", false},
    {"mail", false},     {"rss", false},
    {"more", false},     {"like", false},
    {"copy", false},     {"link", false},
    {"save", false},     {"this", false},
    {"on", false},       {"via", false},
    {"by", false},       {"with", false},
    {"to", false},       {"and", false},
    {"or", false},       {"&", false},
    {"it", false},       {"friendly", false},
    {"x", false},        {"sms", false},
    {"plus", false},     {"app", false},
    {"threads", false},  {"line", false},
    {"page", false},     {"article", false},
    {"story", false},    {"post", false},
    {"0", false},        {"|", false},
    {"/", false},        {"-", false},
    {"\xc2\xb7", false}, {"\xe2\x80\xa2", false},
};

static const char *const photo_keys[] = {
    "photo",          "photos",        "image",         "images",         "picture",
    "caption",        "photo caption", "image caption", "featured image", "featured photo",
    "file photo",     "cover photo",   "main photo",    "main image",     "cover image",
    "photo credit",   "photo credits", "image credit",  "image credits",  "photograph",
    "picture credit", "photo by",      "image by",      "photograph by",  "image source",
    "photo source",   "foto",          "bild",          "credit",         "image courtesy of",
};

static bool is_folded(fh_str folded, const char *text) {
    size_t n = strlen(text);
    return folded.n == n && memcmp(folded.p, text, n) == 0;
}

/* --- "12 comments" --- */

/* Move past a count ("12", "1,204", "one"); false when there is none. */
static bool take_count(fh_str *rest, bool *ret_zero) {
    static const char *const words[] = {"no ",   "zero ", "one ",   "two ",   "three ", "four ",
                                        "five ", "six ",  "seven ", "eight ", "nine ",  "ten "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fh_str_starts(*rest, words[i])) {
            rest->p += strlen(words[i]) - 1, rest->n -= strlen(words[i]) - 1;
            *ret_zero = i < 2;
            return true;
        }
    size_t n = 0;
    bool zero = true;
    while (n < rest->n && n < 10 &&
           ((rest->p[n] >= '0' && rest->p[n] <= '9') ||
            (n && (rest->p[n] == ',' || rest->p[n] == '.')))) {
        zero = zero && !(rest->p[n] >= '1' && rest->p[n] <= '9');
        n++;
    }
    rest->p += n, rest->n -= n;
    *ret_zero = zero;
    return n > 0;
}

static bool take_noun(fh_str *rest) {
    static const char *const nouns[] = {
        "comments",    "comment",     "responses",  "response",   "replies",   "reply",
        "thoughts",    "thought",     "reactions",  "kommentare", "kommentar", "commentaires",
        "commentaire", "comentarios", "comentario", "commenti",   "commento"};
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (fh_str_starts(*rest, nouns[i])) {
            size_t n = strlen(nouns[i]);
            if (rest->n > n && !strchr(" (:[", rest->p[n]))
                continue;
            rest->p += n, rest->n -= n;
            return true;
        }
    return false;
}

static fh_line_kind counted(fh_str folded) {
    static const char *const openings[] = {"show ",
                                           "view ",
                                           "read ",
                                           "see ",
                                           "load ",
                                           "all ",
                                           "the ",
                                           "hide ",
                                           "join the discussion ",
                                           "discussion ",
                                           "join the conversation "};
    static const char *const tails[] = {"on ",          "to ",      "for ",        "so far",
                                        "about ",       "in ",      "| ",          "\xc2\xb7",
                                        "\xe2\x80\xa2", "\xc2\xab", "\xe2\x80\x9c"};
    bool zero = false, noun = false;
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (fh_str_starts(folded, openings[i])) {
            noun = i >= 8;
            folded.p += strlen(openings[i]), folded.n -= strlen(openings[i]);
        }
    fh_str rest = folded;
    if (take_count(&rest, &zero) && rest.n && rest.p[0] == ' ') {
        rest.p++, rest.n--;
        if (fh_str_starts(rest, "reader "))
            rest.p += 7, rest.n -= 7;
        if (!take_noun(&rest))
            return FH_LINE_TEXT;
        bool whole_line = rest.n == 0;
        while (rest.n && rest.p[0] == ' ')
            rest.p++, rest.n--;
        for (size_t i = 0; i < sizeof tails / sizeof *tails && !whole_line; i++)
            whole_line = fh_str_starts(rest, tails[i]);
        return !whole_line ? FH_LINE_TEXT : zero ? FH_LINE_CLOSING : FH_LINE_COMMENTS;
    }
    rest = folded;
    if (!noun && !take_noun(&rest))
        return FH_LINE_TEXT;
    while (rest.n && strchr(" (:[", rest.p[0]))
        rest.p++, rest.n--;
    if (!take_count(&rest, &zero))
        return FH_LINE_TEXT;
    if (rest.n && (rest.p[0] == ')' || rest.p[0] == ']'))
        rest.p++, rest.n--;
    return rest.n ? FH_LINE_TEXT : zero ? FH_LINE_CLOSING : FH_LINE_COMMENTS;
}

/* "5 min read", "120 shares", "1,204 views". */
static bool is_measure(fh_str folded) {
    static const char *const units[] = {" min read", " minute read", " minutes read", " mins read",
                                        " shares",   " share",       " views",        " likes",
                                        " retweets", " reads",       " tweets",       " followers"};
    bool zero;
    if (!take_count(&folded, &zero))
        return false;
    if (folded.n && folded.p[0] == 'k')
        folded.p++, folded.n--;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (is_folded(folded, units[i]))
            return true;
    return false;
}

/* --- buttons --- */

static bool is_button_bar(fh_str folded) {
    bool strong = false;
    size_t count = 0;
    for (size_t at = 0; at < folded.n;) {
        size_t n = 0;
        while (at + n < folded.n && folded.p[at + n] != ' ' && folded.p[at + n] != ',')
            n++;
        bool known = n == 0;
        for (size_t i = 0; i < sizeof buttons / sizeof *buttons && !known; i++)
            if (strlen(buttons[i].text) == n && memcmp(buttons[i].text, folded.p + at, n) == 0) {
                known = true;
                strong = strong || buttons[i].strong;
            }
        if (!known || ++count > 24)
            return false;
        at += n + 1;
    }
    return strong;
}

/* --- photos --- */

/* Length of the key and its colon at the start of the folded line, or 0. */
static size_t photo_key(fh_str folded) {
    const char *colon = memchr(folded.p, ':', folded.n);
    if (!colon) {
        static const char *const credits[] = {"photo by ",          "photograph by ",
                                              "image by ",          "photo credit ",
                                              "photo courtesy of ", "image courtesy of "};
        for (size_t i = 0; i < sizeof credits / sizeof *credits; i++)
            if (fh_str_starts(folded, credits[i]) && folded.n < 100)
                return strlen(credits[i]);
        return 0;
    }
    fh_str key = fh_page_trim((fh_str){folded.p, (size_t)(colon - folded.p)});
    for (size_t i = 0; i < sizeof photo_keys / sizeof *photo_keys; i++)
        if (is_folded(key, photo_keys[i]))
            return (size_t)(colon - folded.p) + 1;
    return 0;
}

static bool is_bare_credit(fh_str folded) {
    return fh_str_starts(folded, "\xc2\xa9 ") && folded.n < 100;
}

static bool is_credit(fh_str key) {
    static const char *const words[] = {" by", "credit", "source", "courtesy"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(key.p, key.n, words[i], strlen(words[i])))
            return true;
    return false;
}

/* "Photo: what it shows" gives what it shows; a credit ("Photo by NAME") stays whole. */
fh_str fh_page_caption(fh_str line) {
    char folded[FH_PAGE_FOLD_BYTES];
    size_t n = fh_page_fold(line, folded);
    if (line.n >= 2 && strchr("([", line.p[0]) && strchr(")]", line.p[line.n - 1]))
        line = fh_page_trim((fh_str){line.p + 1, line.n - 2});
    const char *colon = memchr(line.p, ':', line.n);
    if (!colon || is_credit((fh_str){folded, photo_key((fh_str){folded, n})}))
        return line;
    colon++;
    return fh_page_trim((fh_str){colon, (size_t)(line.p + line.n - colon)});
}

/* --- all together --- */

static bool is_rule(fh_str line) {
    for (size_t i = 0; i < line.n; i++)
        if (!strchr(" -=_*~#+|.\xe2\x80\x94\x93\xa2\xc2\xb7", line.p[i]) || !line.p[i])
            return false;
    return line.n > 0;
}

fh_line_kind fh_page_kind(fh_str line) {
    char bytes[FH_PAGE_FOLD_BYTES];
    if (line.n <= 120 && is_rule(line))
        return FH_LINE_RULE;
    size_t n = fh_page_fold(line, bytes);
    if (n == 0)
        return FH_LINE_TEXT;
    fh_str folded = {bytes, n};
    if (n <= 60)
        for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
            if (is_folded(folded, whole[i].text))
                return whole[i].kind;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (n <= beginnings[i].most && fh_str_starts(folded, beginnings[i].text))
            return beginnings[i].kind;
    fh_line_kind kind = counted(folded);
    if (kind != FH_LINE_TEXT)
        return kind;
    if (n <= 160 && (is_button_bar(folded) || is_measure(folded)))
        return FH_LINE_FURNITURE;
    if (photo_key(folded))
        return FH_LINE_PHOTO;
    if (is_bare_credit(folded))
        return memmem(folded.p, folded.n, "rights reserved", 15) ||
                       (folded.n > 3 && folded.p[3] >= '0' && folded.p[3] <= '9')
                   ? FH_LINE_FURNITURE
                   : FH_LINE_PHOTO;
    return FH_LINE_TEXT;
}

bool fh_page_comment_furniture(fh_str line) {
    static const char *const phrases[] = {"reply",
                                          "reply to this",
                                          "reply to this comment",
                                          "log in to reply",
                                          "report",
                                          "report abuse",
                                          "report comment",
                                          "report this comment",
                                          "flag",
                                          "flag comment",
                                          "like",
                                          "likes",
                                          "dislike",
                                          "share",
                                          "edit",
                                          "quote",
                                          "permalink",
                                          "link",
                                          "upvote",
                                          "downvote",
                                          "vote up",
                                          "vote down",
                                          "recommend",
                                          "recommended",
                                          "delete",
                                          "reply share",
                                          "reply like",
                                          "like reply",
                                          "like dislike",
                                          "show replies",
                                          "hide replies",
                                          "view replies",
                                          "respond",
                                          "see more",
                                          "show more",
                                          "collapse",
                                          "expand",
                                          "parent",
                                          "in reply",
                                          "mute",
                                          "copy link",
                                          "share link",
                                          "rate this",
                                          "0 0",
                                          "antworten",
                                          "r\xc3\xa9pondre",
                                          "responder",
                                          "rispondi",
                                          "your comment is awaiting moderation",
                                          "avatar",
                                          "gravatar",
                                          "reply quote",
                                          "reply report",
                                          "like reply share",
                                          "reply \xe2\x86\x93",
                                          "author",
                                          "verified",
                                          "top commenter",
                                          "loading"};
    static const char *const counted_words[] = {
        "like",   "likes", "reply",     "replies", "votes",    "vote",
        "points", "point", "recommend", "upvotes", "dislikes", "people like this"};
    char bytes[FH_PAGE_FOLD_BYTES];
    if (line.n > 60)
        return false;
    fh_str folded = {bytes, fh_page_fold(line, bytes)};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (is_folded(folded, phrases[i]))
            return true;
    if (fh_str_starts(folded, "reply to ") && folded.n <= 40 && !fh_page_ends_sentence(line))
        return true;
    fh_str rest = folded;
    bool zero;
    if (take_count(&rest, &zero) && rest.n > 1) {
        rest.p++, rest.n--;
        for (size_t i = 0; i < sizeof counted_words / sizeof *counted_words; i++)
            if (is_folded(rest, counted_words[i]))
                return true;
    }
    if (fh_str_starts(folded, "like ") || fh_str_starts(folded, "likes ")) {
        size_t skip = folded.p[4] == ' ' ? 5 : 6;
        rest = (fh_str){folded.p + skip, folded.n - skip};
        while (rest.n && rest.p[0] == '(')
            rest.p++, rest.n--;
        return take_count(&rest, &zero) && rest.n <= 1;
    }
    return false;
}

bool fh_page_reply_button(fh_str line) {
    static const char *const words[] = {"reply",     "report",    "flag",
                                        "respond",   "antworten", "r\xc3\xa9pondre",
                                        "responder", "rispondi",  "log in to reply"};
    char bytes[FH_PAGE_FOLD_BYTES];
    if (line.n > 40 || !fh_page_comment_furniture(line))
        return false;
    fh_str folded = {bytes, fh_page_fold(line, bytes)};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fh_str_starts(folded, words[i]))
            return true;
    return false;
}

void fh_page_classify(fh_page *page) {
    for (size_t i = 0; i < page->count; i++) {
        fh_str line = fh_page_line_text(page, i);
        page->lines[i].kind = (uint8_t)fh_page_kind(line);
        page->lines[i].prose =
            page->lines[i].kind == FH_LINE_TEXT && (line.n >= 80 || fh_page_ends_sentence(line));
    }
}
