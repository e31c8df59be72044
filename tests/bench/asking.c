/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * asking.c: pick words out of articles for a query.
 */
#include <ctype.h>
#include <string.h>

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

void say_text(asking *ask, invented_text text) {
    say(ask, text.p, text.n);
}

void say_quoted(asking *ask, const char *field, invented_text text) {
    say_string(ask, field);
    say_string(ask, "\"");
    say_text(ask, text);
    say_string(ask, "\"");
}

void any_article(asking *ask) {
    invented_make(&ask->world, random_next(&ask->random) % ask->articles, ask->article);
}

/* ---- words of an article ---- */

/* The word that begins at or behind `at`, without the mark that ends it; {NULL, 0} at the end. */
invented_text word_at(invented_text text, size_t at) {
    while (at < text.n && !isalpha((unsigned char)text.p[at]))
        at++;
    size_t end = at;
    while (end < text.n && isalpha((unsigned char)text.p[end]))
        end++;
    return end > at ? (invented_text){text.p + at, end - at} : (invented_text){NULL, 0};
}

/* Where a word of the text begins that chance picks. */
static size_t some_place(asking *ask, invented_text text) {
    size_t at = random_next(&ask->random) % text.n;
    while (at > 0 && text.p[at - 1] != ' ')
        at--;
    return at;
}

static bool in_band(const asking *ask, invented_text word, band of) {
    int rank = word.p ? words_rank(ask->world.words, word.p, word.n) : -1;
    return rank >= 0 && (unsigned)rank >= of.from && (unsigned)rank < of.to;
}

static bool among(invented_text word, const invented_text *list, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        if (word.n == list[i].n && memcmp(word.p, list[i].p, word.n) == 0)
            return true;
    }
    return false;
}

bool find_words(asking *ask, invented_text text, invented_text *ret_words, const band *bands,
                unsigned count) {
    unsigned found = 0;
    for (unsigned tries = 0; found < count && tries < TRIES; tries++) {
        invented_text word = word_at(text, some_place(ask, text));
        if (in_band(ask, word, bands[found]) && !among(word, ret_words, found))
            ret_words[found++] = word;
    }
    return found == count;
}

void pick_words(asking *ask, invented_text *ret_words, const band *bands, unsigned count) {
    do {
        any_article(ask);
    } while (!find_words(ask, ask->article->text, ret_words, bands, count));
}

invented_text pick_comment_word(asking *ask, band of) {
    invented_text word;
    do {
        any_article(ask);
    } while (ask->article->comment_count == 0 ||
             !find_words(ask, ask->article->comments[0], &word, &of, 1));
    return word;
}

invented_text pick_run(asking *ask, unsigned count, band of) {
    for (unsigned tries = 0;; tries++) {
        if (tries % TRIES == 0)
            any_article(ask);
        invented_text text = ask->article->text, run = word_at(text, some_place(ask, text));
        bool fits = in_band(ask, run, of);
        for (unsigned i = 1; i < count && fits; i++) {
            size_t end = (size_t)(run.p - text.p) + run.n;
            invented_text next = word_at(text, end);
            fits = next.p == run.p + run.n + 1 && in_band(ask, next, (band){0, of.to});
            run.n += fits ? 1 + next.n : 0;
        }
        if (fits)
            return run;
    }
}

void say_picked(asking *ask, const band *bands, unsigned count, const char *between) {
    invented_text picked[ASKING_WORDS];
    pick_words(ask, picked, bands, count);
    for (unsigned i = 0; i < count; i++) {
        say_string(ask, i ? between : "");
        say_text(ask, picked[i]);
    }
}

void say_words(asking *ask, unsigned count, band of, const char *between) {
    band bands[ASKING_WORDS];
    for (unsigned i = 0; i < count; i++)
        bands[i] = of;
    say_picked(ask, bands, count, between);
}
