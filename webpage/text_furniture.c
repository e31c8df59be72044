/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_furniture.c: what a line of a saved page is, told from its words alone. Tables of phrases
 * that web pages put around articles, matched against whole lines in folded form (text.h), never
 * inside a paragraph.
 */
#include "webpage/text.h"

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
    fh_line_kind kind = fh_page_phrase_kind(folded);
    if (kind == FH_LINE_TEXT)
        kind = counted(folded);
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

/* Buttons and badges of comments, in the languages that outlets write in. */
static const char *const comment_phrases[] = {
    "reply",
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
    "loading",
    "add your comment",
    "add comment",
    "add a comment",
    "leave a comment",
    "post a comment",
    "write a comment",
    "flag as offensive",
    "flag as inappropriate",
    "report as offensive",
    "become a fan",
    "subscriber",
    "melden",
    "kommentar melden",
    "beitrag melden",
    "zitieren",
    "teilen",
    "gef\xc3\xa4llt mir",
    "abonnent",
    "alerter",
    "signaler",
    "signaler un abus",
    "signaler ce commentaire",
    "recommander",
    "partager",
    "citer",
    "r\xc3\xa9"
    "agir",
    "j'aime",
    "abonn\xc3\xa9",
    "abonn\xc3\xa9"
    "e",
    "alerter r\xc3\xa9pondre",
    "r\xc3\xa9pondre alerter",
    "masquer les r\xc3\xa9ponses",
    "voir les r\xc3\xa9ponses",
    "valorar",
    "denunciar",
    "reportar",
    "citar",
    "citar mensaje",
    "compartir",
    "me gusta",
    "suscriptor",
    "segnala",
    "segnala commento",
    "condividi",
    "mi piace",
    "curtir",
    "compartilhar",
    "reageer",
    "reageren",
    "beantwoorden",
    "rapporteren",
    "odpowiedz",
    "zg\xc5\x82o\xc5\x9b",
    "yan\xc4\xb1tla",
    "\xc5\x9eikayet et",
    "svar",
    "svara",
    "\xd0\x9e\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82\xd0\xb8\xd1\x82\xd1\x8c"};

bool fh_page_comment_furniture(fh_str line) {
    static const char *const counted_words[] = {
        "like",   "likes", "reply",     "replies", "votes",    "vote",
        "points", "point", "recommend", "upvotes", "dislikes", "people like this"};
    char bytes[FH_PAGE_FOLD_BYTES];
    if (line.n > 60)
        return false;
    fh_str folded = {bytes, fh_page_fold(line, bytes)};
    for (size_t i = 0; i < sizeof comment_phrases / sizeof *comment_phrases; i++)
        if (is_folded(folded, comment_phrases[i]))
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
