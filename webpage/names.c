/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * names.c: see names.h. Lists of words of the languages that outlets write bylines in.
 */
#include "webpage/names.h"

#include "core/slice.h"

enum { WORDS_MIN = 2, WORDS_MAX = 4, PARTICLE_BYTES = 3 /* van, der, de */ };

static const char *const between[] = {", and ",
                                      " and ",
                                      " AND ",
                                      " & ",
                                      ", ",
                                      ",",
                                      "; ",
                                      ";",
                                      " | ",
                                      " \xe2\x80\xa2 ",
                                      " \xc2\xb7 ",
                                      " \xc2\xbb ",
                                      " / ",
                                      " und ",
                                      " et ",
                                      " y ",
                                      " e ",
                                      " en ",
                                      " och ",
                                      " og ",
                                      " \xd0\xb8 " /* Russian */,
                                      " \xd9\x88 " /* Arabic, Persian */,
                                      "\xe3\x80\x81",
                                      " with ",
                                      " (avec ",
                                      " avec ",
                                      " con ",
                                      " mit "};

/* " y " and " e " join two names, and the parts of one: "Melo e Castro". */
static bool joins_names(fh_str text, size_t at, size_t n) {
    if (n != 3 || text.p[at] != ' ' || !strchr("ey", text.p[at + 1]))
        return true;
    return memchr(text.p, ' ', at) && memchr(text.p + at + n, ' ', text.n - at - n);
}

size_t fh_names_end(fh_str text, size_t *ret_between) {
    for (size_t at = 0; at < text.n; at++) {
        size_t most = 0;
        if (!strchr(" ,;\xe3", text.p[at]) || !text.p[at])
            continue;
        for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
            size_t n = strlen(between[i]);
            if (text.n - at >= n && n > most && memcmp(text.p + at, between[i], n) == 0 &&
                joins_names(text, at, n))
                most = n;
        }
        if (most > 0) {
            *ret_between = most;
            return at;
        }
    }
    *ret_between = 0;
    return text.n;
}

static const char *const by_words[] = {
    "written by",
    "posted by",
    "story by",
    "reported by",
    "published by",
    "submitted by",
    "by",
    "von",
    "por",
    "par",
    "di",
    "door",
    "af",
    "av",
    "autor",
    "autora",
    "autorin",
    "auteur",
    "author",
    "\xd0\x90\xd0\xb2\xd1\x82\xd0\xbe\xd1\x80",                 /* Russian: author */
    "\xd9\x86\xd9\x88\xdb\x8c\xd8\xb3\xd9\x86\xd8\xaf\xd9\x87", /* Persian: author */
    "\xd8\xa8\xd9\x82\xd9\x84\xd9\x85" /* Arabic: by the pen of */};

bool fh_names_is_by(fh_str text) {
    while (text.n && strchr(": ", text.p[text.n - 1]))
        text.n--;
    return fh_str_is_any(text, by_words, sizeof by_words / sizeof *by_words);
}

fh_str fh_names_without_by(fh_str text, bool *ret_by) {
    if (ret_by)
        *ret_by = false;
    for (size_t i = 0; i < sizeof by_words / sizeof *by_words; i++) {
        size_t n = strlen(by_words[i]);
        if (text.n <= n || !fh_str_starts_as(text, by_words[i]) ||
            (text.p[n] != ' ' && text.p[n] != ':'))
            continue;
        while (n < text.n && (text.p[n] == ' ' || text.p[n] == ':'))
            n++;
        if (ret_by)
            *ret_by = true;
        return (fh_str){text.p + n, text.n - n};
    }
    return text;
}

static bool is_capital(fh_str word) {
    return word.n && ((word.p[0] >= 'A' && word.p[0] <= 'Z') || (unsigned char)word.p[0] >= 0x80);
}

bool fh_names_is_full(fh_str text) {
    size_t words = 0, capitals = 0;
    for (size_t at = 0, n; at < text.n; at += n + 1) {
        const char *blank = memchr(text.p + at, ' ', text.n - at);
        fh_str word = {text.p + at, blank ? (size_t)(blank - text.p) - at : text.n - at};
        n = word.n;
        if (!is_capital(word) && word.n > PARTICLE_BYTES)
            return false;
        words += n > 0;
        capitals += is_capital(word);
    }
    return words >= WORDS_MIN && words <= WORDS_MAX && capitals >= WORDS_MIN;
}

/* A rank, which goes before what somebody is. */
static const char *const ranks[] = {"senior", "staff",     "special",      "chief",
                                    "lead",   "associate", "contributing", "deputy"};
/* What somebody is, in languages that put no comma before it. */
static const char *const roles[] = {"correspondent",
                                    "correspondant",
                                    "correspondante",
                                    "korrespondent",
                                    "korrespondentin",
                                    "corresponsal",
                                    "corrispondente",
                                    "enviado",
                                    "enviada",
                                    "inviato",
                                    "inviata",
                                    "envoy\xc3\xa9",
                                    "envoy\xc3\xa9"
                                    "e",
                                    "envoy\xc3\xa9"
                                    "s",
                                    "envoy\xc3\xa9"
                                    "es"};

fh_str fh_names_without_role(fh_str text) {
    size_t words = 0;
    for (size_t at = 0, n; at < text.n; at += n + 1) {
        const char *blank = memchr(text.p + at, ' ', text.n - at);
        n = blank ? (size_t)(blank - text.p) - at : text.n - at;
        fh_str word = {text.p + at, n};
        if (words >= WORDS_MIN &&
            ((blank && fh_str_is_any(word, ranks, sizeof ranks / sizeof *ranks)) ||
             fh_str_is_any(word, roles, sizeof roles / sizeof *roles)))
            return (fh_str){text.p, at - 1};
        words += n > 0;
    }
    return text;
}
