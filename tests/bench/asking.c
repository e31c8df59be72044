/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * asking.c: pick words out of articles for a query.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "tests/bench/asking.h"

enum { TRIES = 500 /* in one article, before another is looked into */ };

void say(asking *ask, const char *text, size_t n) {
    if (ask->used + n < sizeof ask->query)
        memcpy(ask->query + ask->used, text, n), ask->used += n;
    ask->query[ask->used] = '\0';
}

void say_string(asking *ask, const char *text) {
    say(ask, text, strlen(text));
}

void say_text(asking *ask, fh_str text) {
    say(ask, text.p, text.n);
}

void say_word(asking *ask, fh_str word) {
    for (size_t i = 0; i < word.n; i++) {
        char letter = (char)tolower((unsigned char)word.p[i]);
        say(ask, &letter, 1);
    }
}

void say_quoted(asking *ask, const char *field, fh_str text) {
    say_string(ask, field);
    say_string(ask, "\"");
    say_text(ask, text);
    say_string(ask, "\"");
}

void any_article(asking *ask) {
    corpus_article_make(ask->world, corpus_random(&ask->random) % ask->articles, ask->article);
}

/* ---- words of an article ---- */

/* Where a word of the text begins that chance picks. */
static size_t some_place(asking *ask, fh_str text) {
    size_t at = corpus_random(&ask->random) % text.n;
    while (at > 0 && text.p[at - 1] != ' ' && text.p[at - 1] != '\n')
        at--;
    return at;
}

/* In small letters these are taken for words, but not without a warning. */
static bool like_operator(fh_str word) {
    static const char *const operators[] = {"and", "or", "not", "near", "adj"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (word.n == strlen(operators[i]) && strncasecmp(word.p, operators[i], word.n) == 0)
            return true;
    }
    return false;
}

static bool in_band(const asking *ask, fh_str word, band of) {
    if (!word.p || like_operator(word))
        return false;
    unsigned share = sample_share(ask->sample, word);
    return share >= of.from && share < of.to;
}

static bool among(fh_str word, const fh_str *list, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        if (word.n == list[i].n && strncasecmp(word.p, list[i].p, word.n) == 0)
            return true;
    }
    return false;
}

bool find_words(asking *ask, fh_str text, fh_str *ret_words, const band *bands, unsigned count) {
    unsigned found = 0;
    for (unsigned tries = 0; found < count && tries < TRIES; tries++) {
        fh_str word = sample_word_at(text, some_place(ask, text));
        if (in_band(ask, word, bands[found]) && !among(word, ret_words, found))
            ret_words[found++] = word;
    }
    return found == count;
}

void pick_words(asking *ask, fh_str *ret_words, const band *bands, unsigned count) {
    do {
        any_article(ask);
    } while (!find_words(ask, ask->article->text, ret_words, bands, count));
}

fh_str pick_comment_word(asking *ask, band of) {
    const corpus_article *article = ask->article;
    fh_str word;
    do {
        any_article(ask);
    } while (article->comment_count == 0 ||
             !find_words(ask, article->comments[0].text, &word, &of, 1));
    return word;
}

fh_str pick_run(asking *ask, unsigned count, band first, band others) {
    for (unsigned tries = 0;; tries++) {
        if (tries % TRIES == 0)
            any_article(ask);
        fh_str text = ask->article->text, run = sample_word_at(text, some_place(ask, text));
        bool fits = in_band(ask, run, first);
        for (unsigned i = 1; i < count && fits; i++) {
            size_t end = (size_t)(run.p - text.p) + run.n;
            fh_str next = sample_word_at(text, end);
            fits = next.p == run.p + run.n + 1 && run.p[run.n] == ' ' && in_band(ask, next, others);
            run.n += fits ? 1 + next.n : 0;
        }
        if (fits)
            return run;
    }
}

void say_picked(asking *ask, const band *bands, unsigned count, const char *between) {
    fh_str picked[ASKING_WORDS];
    pick_words(ask, picked, bands, count);
    for (unsigned i = 0; i < count; i++) {
        say_string(ask, i ? between : "");
        say_word(ask, picked[i]);
    }
}

void say_words(asking *ask, unsigned count, band of, const char *between) {
    band bands[ASKING_WORDS];
    for (unsigned i = 0; i < count; i++)
        bands[i] = of;
    say_picked(ask, bands, count, between);
}
