/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * kinds.c: the kinds of queries.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/date.h"
#include "tests/bench/kinds.h"

/* Common ones and those that are nearly so. */
#define FUNCTION ((band){3000, SAMPLE_PARTS + 1})

enum { LONGEST_PHRASE = 16 /* words between quotation marks */ };

static void word_common(asking *ask) {
    say_words(ask, 1, COMMON, "");
}

static void word_frequent(asking *ask) {
    say_words(ask, 1, FREQUENT, "");
}

static void word_medium(asking *ask) {
    say_words(ask, 1, MEDIUM, "");
}

static void word_rare(asking *ask) {
    say_words(ask, 1, RARE, "");
}

static void and_2(asking *ask) {
    say_words(ask, 2, USUAL, " ");
}

static void and_3(asking *ask) {
    say_words(ask, 3, USUAL, " ");
}

static void and_common(asking *ask) {
    say_words(ask, 2, COMMON, " ");
}

static void or_2(asking *ask) {
    say_words(ask, 2, USUAL, " OR ");
}

static void or_common(asking *ask) {
    say_words(ask, 2, COMMON, " OR ");
}

static void words_5(asking *ask) {
    say_words(ask, 5, TELLING, " ");
}

static void not_word(asking *ask) {
    say_words(ask, 2, USUAL, " -");
}

static void say_phrase(asking *ask, unsigned count, band first, band others) {
    say_quoted(ask, "", pick_run(ask, count, first, others));
}

static void phrase_2(asking *ask) {
    say_phrase(ask, 2, TELLING, TELLING);
}

static void phrase_3(asking *ask) {
    say_phrase(ask, 3, TELLING, ANY);
}

static void phrase_common(asking *ask) {
    say_phrase(ask, 2, COMMON, COMMON);
}

static void phrase_common_3(asking *ask) {
    say_phrase(ask, 3, FUNCTION, FUNCTION);
}

/* What joins words in a title may be read as a blank, too. */
static unsigned blanks_of(fh_str text) {
    unsigned count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += !isalnum((unsigned char)text.p[i]);
    return count;
}

static void phrase_of_title(asking *ask) {
    do {
        any_article(ask);
    } while (blanks_of(ask->article->title) >= LONGEST_PHRASE);
    say_quoted(ask, "", ask->article->title);
}

static void near(asking *ask) {
    fh_str run = pick_run(ask, 5, TELLING, ANY), first = sample_word_at(run, 0);
    const char *last = run.p + run.n;
    while (last[-1] != ' ')
        last--;
    say_word(ask, first);
    say_string(ask, " NEAR/5 ");
    say_word(ask, (fh_str){last, (size_t)(run.p + run.n - last)});
}

static void near_common(asking *ask) {
    say_words(ask, 2, COMMON, " NEAR/5 ");
}

static void wildcard(asking *ask) {
    fh_str word;
    do {
        pick_words(ask, &word, &(band){RARE.from, MEDIUM.to}, 1);
    } while (word.n < 7);
    say_word(ask, (fh_str){word.p, word.n - 2});
    say_string(ask, "*");
}

/* Three letters: the fewest that may stand there, and the most words. */
static void wildcard_short(asking *ask) {
    fh_str word;
    do {
        pick_words(ask, &word, &(band){USUAL.from, COMMON.to}, 1);
    } while (word.n < 3);
    say_word(ask, (fh_str){word.p, 3});
    say_string(ask, "*");
}

static void wildcard_and_word(asking *ask) {
    wildcard(ask);
    say_string(ask, " ");
    word_frequent(ask);
}

static void actor(asking *ask) {
    say_string(ask, "actor:");
    uint64_t bits = corpus_random(&ask->random);
    say_string(ask, corpus_actors[corpus_alias_draw(&ask->world->actor_sizes, bits)].id);
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
    say_quoted(ask, " source:", fh_str_of(ask->article->outlet->name));
}

/* ---- filters ---- */

/* The year the article is of, or the one after it. */
static void say_year(asking *ask, const char *before, int later, const char *after) {
    char digits[16];
    int first, month, day;
    fh_date_from_day(ask->article->day, &first, &month, &day);
    snprintf(digits, sizeof digits, "%d", first + later);
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
    do {
        any_article(ask);
    } while (ask->article->author_count == 0);
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
    fh_str run = pick_run(ask, 4, TELLING, ANY);
    size_t room = (size_t)(ask->article->text.p + ask->article->text.n - run.p);
    size_t n = room < 400 ? room : 400;
    while (n > 0 && n < room && (run.p[n] & 0xc0) == 0x80) /* no half of a character */
        n--;
    say(ask, run.p, n);
}

/* ---- kinds that all engines are asked ---- */

static void and_rare(asking *ask) {
    say_picked(ask, (band[]){FREQUENT, RARE}, 2, " ");
}

static void and_2_frequent(asking *ask) {
    say_words(ask, 2, FREQUENT, " ");
}

static void or_4(asking *ask) {
    say_words(ask, 4, USUAL, " OR ");
}

static void or_6_stop(asking *ask) {
    say_picked(ask, (band[]){USUAL, COMMON, USUAL, COMMON, COMMON, USUAL}, 6, " OR ");
}

/* Beside the phrase a word of the same article. */
static void phrase_word(asking *ask) {
    fh_str run = pick_run(ask, 2, TELLING, TELLING), word;
    while (!find_words(ask, ask->article->text, &word, &FREQUENT, 1))
        run = pick_run(ask, 2, TELLING, TELLING);
    say_quoted(ask, "", run);
    say_string(ask, " ");
    say_word(ask, word);
}

static void comment_word(asking *ask) {
    say_string(ask, "comment:");
    say_word(ask, pick_comment_word(ask, USUAL));
}

static void actor_years(asking *ask) {
    years(ask);
    say_string(ask, " ");
    actor(ask);
}

static const question_kind of_daemon[] = {
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

static const question_kind of_comparison[] = {
    {"word-frequent", word_frequent, ""},
    {"word-medium", word_medium, ""},
    {"word-rare", word_rare, ""},
    {"and-2", and_2_frequent, ""},
    {"and-rare", and_rare, ""},
    {"and-3", and_3, ""},
    {"or-2", or_2, ""},
    {"or-4", or_4, ""},
    {"or-6-stop", or_6_stop, ""},
    {"phrase-2", phrase_2, ""},
    {"phrase-3", phrase_3, ""},
    {"phrase-stop", phrase_common, ""},
    {"phrase-word", phrase_word, ""},
    {"actor-word", actor_and_word, ""},
    {"dates-word", years, ""},
    {"source-word", source, ""},
    {"comment-word", comment_word, ""},
    {"dates-actor-word", actor_years, ""},
};

const question_kinds kinds_of_daemon = {of_daemon, sizeof of_daemon / sizeof *of_daemon};
const question_kinds kinds_of_comparison = {of_comparison,
                                            sizeof of_comparison / sizeof *of_comparison};
