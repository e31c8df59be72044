/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * sentence.c: sentences are made of patterns. In a pattern a capital is a word of that class
 * (vocabulary.h), and every other character a piece:
 *
 *   n noun phrase   s subject        v verb phrase   x what may follow a clause
 *   p person        a actor          l place         k words that stand together
 *   u acronym       # count          $ sum or share  w when
 *   f "of"          t "to"           i "in"          b "by"      & "and"     h "that"
 *   ' possessive    , comma          ; semicolon     - the last two words joined
 *
 * What is frequent stands more than once in a list.
 */
#include "corpus/generator/sentence.h"

enum {
    NEWS_WORDS = 19, /* of a sentence without what introduces it, on average */
    NEWS_SPREAD = 21000,
    COMMENT_WORDS = 12,
    COMMENT_SPREAD = 24000,
    MOST_WORDS = 70
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const noun_phrases[] = {
    "DN",    "DN",  "DN",   "DN",   "DN",   "DN",     "DNfDN", "DNfM",  "DNfAM", "DNfp",
    "DNiDN", "DAN", "DAN",  "DAN",  "DAN",  "DANfDN", "DANfM", "DAM",   "DM",    "DM",
    "AM",    "AM",  "AM",   "AM",   "M",    "M",      "M",     "M&M",   "AN",    "AN",
    "Dk",    "k",   "k",    "DF",   "DF",   "DFfM",   "DF",    "I",     "I",     "AI",
    "DI",    "#M",  "#M",   "#I",   "Q#M",  "$",      "a",     "a",     "a",     "a'N",
    "aAN",   "p",   "p'N",  "p",    "l",    "DuN",    "DN-EN", "DA-EN", "O",     "O",
    "O",     "DNN", "DNPM", "DN&N", "DRAN", "DNil",   "DFfl",  "DNPDN", "a&a",   "A&AM",
};

static const char *const subjects[] = {
    "H",  "H",   "H",     "H",    "H",        "H",     "H",  "H",  "DN",   "DN",
    "DN", "DAN", "DNPDN", "DM",   "DAM",      "AM",    "I",  "DF", "DNfM", "a",
    "a",  "aN",  "a'N",   "p",    "p",        "p",     "Dk", "k",  "DFfl", "AM",
    "M",  "#M",  "DuN",   "DNPM", "p,DNfDF,", "DNiDN", "HT",
};

static const char *const verb_phrases[] = {
    "En",    "En",   "En",   "En",   "EPn",   "EPn",   "EPn",   "XVn",  "XVn",   "XVn",
    "XVPn",  "XVPn", "YEPn", "YEPn", "YEPn",  "YEn",   "YEn",   "YETn", "Sn",    "Sn",
    "SPn",   "Ln",   "Ln",   "LA",   "LAPn",  "LTA",   "ZGn",   "ZGPn", "RE",    "REn",
    "TEn",   "XTVn", "EtVn", "EtVn", "YEtVn", "XVtVn", "YEbn",  "ETPn", "EOtVn", "EhsLn",
    "LAtVn", "LnP$", "YEP$", "XVO",  "EO",    "EPO",   "YTEPn", "LPn",  "LPn",   "YE",
};

static const char *const extensions[] = {
    "Pn",  "Pn",  "Pn",    "Pn",   "Pn",   "Pn",   "Pn",  "Pn",    "Pn", "fn", "in",  "PAM",
    "&n",  "&n",  "&n",    "&v",   "Cv",   ",Csv", ",Gn", ",GPn",  "w",  "w",  "w",   "tVn",
    "tVn", "tVn", "tVPn",  "Bsv",  "Bsv",  "Bsv",  "WEn", "WYEPn", "R",  "T",  "il",  "il",
    "PGn", "PGn", ",WEn,", ",EPn", ",Bsv", ";sv",  "&n,", "Pa",    "T",  "tO", "tDN",
};

static const char *const openings[] = {"w,",    "in#I,", "PDN,", "T,", "R,",  "inP",
                                       "BsYE,", "GPn,",  "C",    "C",  "iF,", "PDNfn,"};

static const char *const speakers[] = {"p",  "p", "p",   "p",   "p",        "H",  "H",
                                       "DF", "I", "a'N", "DAN", "p,DNfDN,", "AI", "DuN"};

static const char *const quoted[] = {"sv",  "sv",  "svx",   "svx",   "svxx",
                                     "KVn", "KVn", "KVPnx", "KAtVn", "Knx"};

static const char *const fragments[] = {"DAN", "AM", "RA", "DNfN", "A&A", "DNfDAN", "NfM", "k"};

static const char *const headlines[] = {"aSAN", "aSM",  "NSM",  "lNSN", "kSN",
                                        "pSM",  "MVAN", "aNSN", "GAN",  "aUN",
                                        "MEN",  "k,NS", "ANGM", "pSaN", "#MEil"};

static const char *const headline_tails[] = {"PN",  "PAN", "PM",  "il", "tVM", "PaN", "&M",
                                             "BNS", "PkN", ",pS", "Pl", "tVN", "w"};

static const char *const remarks[] = {"sv",   "svx",   "Kn",   "KVn",  "KVnx", "KVPn",
                                      "svxx", "KAtVn", "HLTA", "DNLA", "KVO",  "Csv"};

#define SAY(pen, list) put_pattern(pen, (list)[corpus_below(&(pen)->random, COUNT(list))])

static void put_pattern(corpus_pen *pen, const char *pattern);

/* ---- pieces ---- */

static void put_noun_phrase(corpus_pen *pen) {
    SAY(pen, noun_phrases);
}

static void put_subject(corpus_pen *pen) {
    SAY(pen, subjects);
}

static void put_verb_phrase(corpus_pen *pen) {
    SAY(pen, verb_phrases);
}

static void put_extension(corpus_pen *pen) {
    SAY(pen, extensions);
}

static void put_person(corpus_pen *pen) {
    pen_person(pen, false);
}

static void put_comma(corpus_pen *pen) {
    pen_mark(pen, ',');
}

static void put_semicolon(corpus_pen *pen) {
    pen_mark(pen, ';');
}

static void join(corpus_pen *pen) {
    pen->at[-1] = '-';
    pen->words--;
}

static void (*const pieces[])(corpus_pen *pen) = {
    ['n'] = put_noun_phrase, ['s'] = put_subject, ['v'] = put_verb_phrase, ['x'] = put_extension,
    ['p'] = put_person,      ['a'] = pen_actor,   ['l'] = pen_place,       ['k'] = pen_compound,
    ['u'] = pen_acronym,     ['#'] = pen_count,   ['$'] = pen_figure,      ['w'] = pen_when,
    ['\''] = pen_possessive, [','] = put_comma,   [';'] = put_semicolon,   ['-'] = join,
};

static const char *const literals[] = {
    ['f'] = "of", ['t'] = "to", ['i'] = "in", ['b'] = "by", ['&'] = "and", ['h'] = "that"};

static void put_pattern(corpus_pen *pen, const char *pattern) {
    for (; *pattern; pattern++) {
        size_t c = (unsigned char)*pattern;
        if (c >= 'A' && c <= 'Z')
            pen_class(pen, (int)c);
        else if (c < COUNT(literals) && literals[c])
            pen_words(pen, literals[c]);
        else
            pieces[c](pen);
    }
}

/* ---- clauses ---- */

static void capitalise(char *at) {
    if (*at >= 'a' && *at <= 'z')
        *at = (char)(*at - 'a' + 'A');
}

static uint32_t some_length(corpus_pen *pen, uint32_t mean, uint32_t spread) {
    uint32_t length = 2 + corpus_log_normal(&pen->random, mean, spread);
    return length < MOST_WORDS ? length : MOST_WORDS;
}

/* A clause, and what follows it until there are about so many words. */
static void put_clause(corpus_pen *pen, uint32_t length) {
    uint32_t end = pen->words + length;
    put_pattern(pen, "sv");
    while (pen->words + 2 < end)
        SAY(pen, extensions);
}

static void put_narrative(corpus_pen *pen, uint32_t length) {
    uint32_t before = pen->words;
    if (corpus_below(&pen->random, 4) == 0)
        SAY(pen, openings);
    before = pen->words - before;
    put_clause(pen, length > before ? length - before : 0);
    pen_mark(pen, '.');
}

/* ---- quotations ---- */

static void put_speaker(corpus_pen *pen) {
    SAY(pen, speakers);
}

/* What somebody says, in quotation marks. */
static void put_speech(corpus_pen *pen, char mark) {
    pen_quote_open(pen);
    char *start = pen->at;
    SAY(pen, quoted);
    capitalise(start);
    pen_quote_close(pen, mark);
}

static void put_direct(corpus_pen *pen) {
    put_speech(pen, ',');
    put_speaker(pen);
    pen_class(pen, CORPUS_SAID);
    pen_mark(pen, '.');
    if (corpus_below(&pen->random, 2))
        put_speech(pen, '.');
}

/* Who says it comes first. */
static void put_introduced(corpus_pen *pen) {
    put_speaker(pen);
    pen_class(pen, CORPUS_SAID);
    pen_mark(pen, corpus_below(&pen->random, 2) ? ':' : ',');
    put_speech(pen, '.');
}

static void put_indirect(corpus_pen *pen, uint32_t length) {
    bool late = corpus_below(&pen->random, 2);
    if (!late) {
        put_speaker(pen);
        pen_class(pen, CORPUS_SAID);
        if (corpus_below(&pen->random, 2))
            pen_words(pen, "that");
    }
    put_clause(pen, length);
    if (late) {
        pen_mark(pen, ',');
        put_speaker(pen);
        pen_class(pen, CORPUS_SAID);
    }
    pen_mark(pen, '.');
}

/* A few words of it in quotation marks. */
static void put_mixed(corpus_pen *pen, uint32_t length) {
    put_speaker(pen);
    pen_class(pen, CORPUS_SAID);
    put_clause(pen, length / 2);
    pen_class(pen, CORPUS_LINK);
    pen_quote_open(pen);
    SAY(pen, fragments);
    pen_quote_close(pen, 0);
    if (length > 20)
        SAY(pen, extensions);
    pen_mark(pen, '.');
}

/* ---- sentences ---- */

void sentence_of_news(corpus_pen *pen) {
    char *start = pen->at;
    uint32_t length = some_length(pen, NEWS_WORDS, NEWS_SPREAD);
    uint32_t how = corpus_below(&pen->random, 100);
    if (how < 14)
        put_direct(pen);
    else if (how < 17)
        put_introduced(pen);
    else if (how < 30)
        put_indirect(pen, length);
    else if (how < 35)
        put_mixed(pen, length);
    else
        put_narrative(pen, length);
    capitalise(start);
}

void sentence_of_comment(corpus_pen *pen) {
    static const char *const ends[] = {".", ".", ".", ".", "!", "?", "!!", "...", "?!"};
    char *start = pen->at;
    uint32_t end = pen->words + some_length(pen, COMMENT_WORDS, COMMENT_SPREAD);
    SAY(pen, remarks);
    while (pen->words + 3 < end)
        SAY(pen, extensions);
    if (corpus_below(&pen->random, 8) > 0)
        capitalise(start);
    const char *mark = ends[corpus_below(&pen->random, COUNT(ends))];
    for (; *mark; mark++)
        pen_mark(pen, *mark);
}

void sentence_headline(corpus_pen *pen) {
    char *start = pen->at;
    uint32_t end = pen->words + 5 + corpus_below(&pen->random, 6);
    SAY(pen, headlines);
    while (pen->words < end)
        SAY(pen, headline_tails);
    pen->indefinite = false;
    capitalise(start);
}
