/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * queries.c: bench-queries COUNT [SEED [EACH]]: print EACH (20) queries of every kind to ask of the
 * archive that bench-archive prints for the same COUNT and SEED, one a line: the kind, a tab, and
 * the params of a search as JSON. Words that stand side by side in a query stand together in an
 * article, so that there is something to find; the kinds in "common" are the dear ones, made of the
 * words that are in most articles.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/invented.h"

/* By rank. A word of COMMON is in four articles of five, one of RARE in one of 500 or fewer. */
enum { COMMON = 30, FREQUENT = 1000, MEDIUM = 10000, RARE = WORDS_COUNT };

typedef struct asking {
    invented_world world;
    uint64_t random, articles;
    invented_article *article;
    char query[1024];
    size_t used;
} asking;

static void say(asking *ask, const char *text, size_t n) {
    if (ask->used + n < sizeof ask->query)
        memcpy(ask->query + ask->used, text, n), ask->used += n;
    ask->query[ask->used] = '\0';
}

static void say_string(asking *ask, const char *text) {
    say(ask, text, strlen(text));
}

static void say_text(asking *ask, invented_text text) {
    say(ask, text.p, text.n);
}

static void say_quoted(asking *ask, const char *field, invented_text text) {
    say_string(ask, field);
    say_string(ask, "\"");
    say_text(ask, text);
    say_string(ask, "\"");
}

static void any_article(asking *ask) {
    invented_make(&ask->world, random_next(&ask->random) % ask->articles, ask->article);
}

/* ---- words of an article ---- */

/* The word that begins at or behind `at`, without the mark that ends it; {NULL, 0} at the end. */
static invented_text word_at(invented_text text, size_t at) {
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

static bool in_band(const asking *ask, invented_text word, unsigned from, unsigned to) {
    int rank = word.p ? words_rank(ask->world.words, word.p, word.n) : -1;
    return rank >= 0 && (unsigned)rank >= from && (unsigned)rank < to;
}

/* Words of one article with ranks from `from` to below `to`, all different. */
static void pick_words(asking *ask, invented_text *ret_words, unsigned count, unsigned from,
                       unsigned to) {
    unsigned found = 0;
    for (unsigned tries = 0; found < count; tries++) {
        if (tries % 500 == 0) {
            any_article(ask);
            found = 0;
        }
        invented_text text = ask->article->text, word = word_at(text, some_place(ask, text));
        bool fits = in_band(ask, word, from, to);
        for (unsigned i = 0; i < found && fits; i++)
            fits = word.n != ret_words[i].n || memcmp(word.p, ret_words[i].p, word.n) != 0;
        if (fits)
            ret_words[found++] = word;
    }
}

static void say_words(asking *ask, unsigned count, unsigned from, unsigned to,
                      const char *between) {
    invented_text picked[8];
    pick_words(ask, picked, count, from, to);
    for (unsigned i = 0; i < count; i++) {
        say_string(ask, i ? between : "");
        say_text(ask, picked[i]);
    }
}

/* Words that follow each other within a sentence; the first from a band, the others of any. */
static invented_text pick_run(asking *ask, unsigned count, unsigned from, unsigned to) {
    for (unsigned tries = 0;; tries++) {
        if (tries % 500 == 0)
            any_article(ask);
        invented_text text = ask->article->text, run = word_at(text, some_place(ask, text));
        bool fits = in_band(ask, run, from, to);
        for (unsigned i = 1; i < count && fits; i++) {
            size_t end = (size_t)(run.p - text.p) + run.n;
            invented_text next = word_at(text, end);
            fits = next.p == run.p + run.n + 1 && in_band(ask, next, 0, to);
            run.n += fits ? 1 + next.n : 0;
        }
        if (fits)
            return run;
    }
}

/* ---- the kinds ---- */

static void word_common(asking *ask) {
    say_string(ask, ask->world.words->text[random_below(&ask->random, COMMON)]);
}

static void word_frequent(asking *ask) {
    say_words(ask, 1, COMMON, FREQUENT, "");
}

static void word_medium(asking *ask) {
    say_words(ask, 1, FREQUENT, MEDIUM, "");
}

static void word_rare(asking *ask) {
    say_words(ask, 1, MEDIUM, RARE, "");
}

static void and_2(asking *ask) {
    say_words(ask, 2, COMMON, MEDIUM, " ");
}

static void and_3(asking *ask) {
    say_words(ask, 3, COMMON, MEDIUM, " ");
}

static void and_common(asking *ask) {
    say_words(ask, 2, 0, COMMON, " ");
}

static void or_2(asking *ask) {
    say_words(ask, 2, COMMON, MEDIUM, " OR ");
}

static void or_common(asking *ask) {
    say_words(ask, 2, 0, COMMON, " OR ");
}

static void words_5(asking *ask) {
    say_words(ask, 5, COMMON, RARE, " ");
}

static void not_word(asking *ask) {
    say_words(ask, 2, COMMON, MEDIUM, " -");
}

static void say_phrase(asking *ask, unsigned count, unsigned from, unsigned to) {
    say_quoted(ask, "", pick_run(ask, count, from, to));
}

static void phrase_2(asking *ask) {
    say_phrase(ask, 2, COMMON, RARE);
}

static void phrase_3(asking *ask) {
    say_phrase(ask, 3, COMMON, RARE);
}

static void phrase_common(asking *ask) {
    say_phrase(ask, 2, 0, COMMON);
}

static void phrase_common_3(asking *ask) {
    say_phrase(ask, 3, 0, 2 * COMMON);
}

static void phrase_of_title(asking *ask) {
    any_article(ask);
    say_quoted(ask, "", ask->article->title);
}

static void near(asking *ask) {
    invented_text run = pick_run(ask, 5, COMMON, RARE), first = word_at(run, 0);
    const char *last = run.p + run.n;
    while (last[-1] != ' ')
        last--;
    say_text(ask, first);
    say_string(ask, " NEAR/5 ");
    say(ask, last, (size_t)(run.p + run.n - last));
}

static void near_common(asking *ask) {
    say_words(ask, 2, 0, COMMON, " NEAR/5 ");
}

static void wildcard(asking *ask) {
    invented_text word;
    do {
        pick_words(ask, &word, 1, FREQUENT, RARE);
    } while (word.n < 7);
    say(ask, word.p, word.n - 2);
    say_string(ask, "*");
}

/* Three letters: the fewest that may stand there, and the most words. */
static void wildcard_short(asking *ask) {
    invented_text word;
    do {
        pick_words(ask, &word, 1, 0, MEDIUM);
    } while (word.n < 3);
    say(ask, word.p, 3);
    say_string(ask, "*");
}

static void wildcard_and_word(asking *ask) {
    wildcard(ask);
    say_string(ask, " ");
    word_frequent(ask);
}

static void actor(asking *ask) {
    say_string(ask, "actor:");
    say_string(ask, invented_actor(random_below(&ask->random, invented_actors())));
}

static void actor_and_word(asking *ask) {
    actor(ask);
    say_string(ask, " ");
    word_frequent(ask);
}

static void actors_2(asking *ask) {
    actor(ask);
    say_string(ask, " ");
    actor(ask);
}

static void source(asking *ask) {
    word_frequent(ask);
    say_quoted(ask, " source:", ask->article->source);
}

/* The year the article is of, or the one after it. */
static void say_year(asking *ask, const char *before, unsigned later, const char *after) {
    char digits[12];
    snprintf(digits, sizeof digits, "%u", ask->article->year + later);
    say_string(ask, before);
    say_string(ask, digits);
    say_string(ask, after);
}

static void year(asking *ask) {
    word_frequent(ask);
    say_year(ask, " date:", 0, "");
}

static void years(asking *ask) {
    word_frequent(ask);
    say_year(ask, " date:", 0, "-06");
    say_year(ask, "..", 1, "-05");
}

static void since(asking *ask) {
    and_2(ask);
    say_year(ask, " date:", 0, "..");
}

static void all_filters(asking *ask) {
    source(ask);
    say_year(ask, " date:", 0, ".. ");
    actor(ask);
}

static void year_alone(asking *ask) {
    any_article(ask);
    say_year(ask, "date:", 0, "");
}

static void title_word(asking *ask) {
    say_string(ask, "title:");
    word_frequent(ask);
}

static void author(asking *ask) {
    any_article(ask);
    say_quoted(ask, "author:", ask->article->authors[0]);
}

static void brackets(asking *ask) {
    say_string(ask, "(");
    or_2(ask);
    say_string(ask, ") (");
    or_2(ask);
    say_string(ask, ")");
}

static void pasted(asking *ask) {
    invented_text run = pick_run(ask, 4, COMMON, RARE);
    size_t room = (size_t)(ask->article->text.p + ask->article->text.n - run.p);
    say(ask, run.p, room < 400 ? room : 400);
}

static const struct kind {
    const char *name;
    void (*make)(asking *ask);
    const char *params; /* more of them */
} kinds[] = {
    {"word-common", word_common, ""},
    {"word-frequent", word_frequent, ""},
    {"word-medium", word_medium, ""},
    {"word-rare", word_rare, ""},
    {"and-2", and_2, ""},
    {"and-3", and_3, ""},
    {"and-common", and_common, ""},
    {"words-5-any", words_5, ",\"match\":\"any\""},
    {"words-5-smart", words_5, ",\"match\":\"smart\""},
    {"or-2", or_2, ""},
    {"or-common", or_common, ""},
    {"brackets", brackets, ""},
    {"not", not_word, ""},
    {"phrase-2", phrase_2, ""},
    {"phrase-3", phrase_3, ""},
    {"phrase-common-2", phrase_common, ""},
    {"phrase-common-3", phrase_common_3, ""},
    {"phrase-title", phrase_of_title, ""},
    {"near", near, ""},
    {"near-common", near_common, ""},
    {"wildcard", wildcard, ""},
    {"wildcard-short", wildcard_short, ""},
    {"wildcard-word", wildcard_and_word, ""},
    {"actor", actor, ""},
    {"actor-word", actor_and_word, ""},
    {"actor-actor", actors_2, ""},
    {"source", source, ""},
    {"year", year, ""},
    {"years", years, ""},
    {"since", since, ""},
    {"year-alone", year_alone, ""},
    {"filters", all_filters, ""},
    {"title", title_word, ""},
    {"author", author, ""},
    {"comments-only", word_frequent, ",\"comments\":\"only\""},
    {"comments-with", word_frequent, ",\"comments\":\"with\""},
    {"comments-off", word_frequent, ",\"comments\":\"off\""},
    {"newest", word_frequent, ",\"sort\":\"newest\""},
    {"newest-and-2", and_2, ",\"sort\":\"newest\""},
    {"exact-count", word_frequent, ",\"exact_count\":true"},
    {"pasted", pasted, ",\"plain\":true,\"match\":\"smart\""},
};

static void print_params(const asking *ask, const struct kind *kind) {
    printf("%s\t{\"query\":\"", kind->name);
    for (const char *p = ask->query; *p; p++) {
        if (*p == '\n')
            fputs("\\n", stdout);
        else
            printf(*p == '"' ? "\\%c" : "%c", *p);
    }
    printf("\"%s}\n", kind->params);
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 4) {
        fputs("usage: bench-queries COUNT [SEED [EACH]]\n", stderr);
        return 2;
    }
    asking ask = {{NULL, argc > 2 ? strtoull(argv[2], NULL, 10) : 1}, 0, 0, NULL, "", 0};
    unsigned long each = argc > 3 ? strtoul(argv[3], NULL, 10) : 20;
    ask.articles = strtoull(argv[1], NULL, 10);
    ask.world.words = words_new(ask.world.seed);
    ask.article = malloc(sizeof *ask.article);
    if (ask.articles == 0 || !ask.world.words || !ask.article) {
        fputs("bench-queries: no articles, or no memory\n", stderr);
        return 2;
    }
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
        ask.random = ask.world.seed * 1000 + kind;
        for (unsigned long i = 0; i < each; i++) {
            ask.used = 0;
            kinds[kind].make(&ask);
            print_params(&ask, &kinds[kind]);
        }
    }
    free(ask.world.words);
    free(ask.article);
    return fflush(stdout) == 0 ? 0 : 1;
}
