/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * kinds.c: the kinds of queries.
 */
#include <stdio.h>
#include <string.h>

#include "tests/bench/kinds.h"

static void word_common(asking *ask) {
    say_string(ask, ask->world.words->text[random_below(&ask->random, COMMON.to)]);
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

static void say_phrase(asking *ask, unsigned count, band of) {
    say_quoted(ask, "", pick_run(ask, count, of));
}

static void phrase_2(asking *ask) {
    say_phrase(ask, 2, TELLING);
}

static void phrase_3(asking *ask) {
    say_phrase(ask, 3, TELLING);
}

static void phrase_common(asking *ask) {
    say_phrase(ask, 2, COMMON);
}

static void phrase_common_3(asking *ask) {
    say_phrase(ask, 3, (band){0, 2 * COMMON.to});
}

static void phrase_of_title(asking *ask) {
    any_article(ask);
    say_quoted(ask, "", ask->article->title);
}

static void near(asking *ask) {
    invented_text run = pick_run(ask, 5, TELLING), first = word_at(run, 0);
    const char *last = run.p + run.n;
    while (last[-1] != ' ')
        last--;
    say_text(ask, first);
    say_string(ask, " NEAR/5 ");
    say(ask, last, (size_t)(run.p + run.n - last));
}

static void near_common(asking *ask) {
    say_words(ask, 2, COMMON, " NEAR/5 ");
}

static void wildcard(asking *ask) {
    invented_text word;
    do {
        pick_words(ask, &word, &(band){MEDIUM.from, RARE.to}, 1);
    } while (word.n < 7);
    say(ask, word.p, word.n - 2);
    say_string(ask, "*");
}

/* Three letters: the fewest that may stand there, and the most words. */
static void wildcard_short(asking *ask) {
    invented_text word;
    do {
        pick_words(ask, &word, &(band){0, USUAL.to}, 1);
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

/* ---- filters ---- */

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
    invented_text run = pick_run(ask, 4, TELLING);
    size_t room = (size_t)(ask->article->text.p + ask->article->text.n - run.p);
    say(ask, run.p, room < 400 ? room : 400);
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
    invented_text run = pick_run(ask, 2, TELLING), word;
    while (!find_words(ask, ask->article->text, &word, &FREQUENT, 1))
        run = pick_run(ask, 2, TELLING);
    say_quoted(ask, "", run);
    say_string(ask, " ");
    say_text(ask, word);
}

static void comment_word(asking *ask) {
    say_string(ask, "comment:");
    say_text(ask, pick_comment_word(ask, USUAL));
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
