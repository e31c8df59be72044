/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pen.c: write words and names.
 */
#include "corpus/generator/pen.h"

/* Of 256 nouns, verbs, adjectives and adverbs: how many were used in the article before, and how
 * many of the others belong to its topics. */
enum { AGAIN = 50, OF_TOPIC = 110 };

/* Of a letter, how many words a topic has; the first ones are written most. */
enum { TOPIC_WORDS = 48, TOPIC_COMPOUNDS = 24, TOPIC_ACTORS = 10, TOPIC_PLACES = 8 };

enum { COMMON_COMPOUNDS = 20000, MISTYPED_OF = 1500 };

/* Kinds of what belongs to a topic, besides classes of words. */
enum { OWN_PERSON = 1, OWN_ACTOR, OWN_PLACE, OWN_COMPOUND, OWN_ACRONYM };

static uint64_t next(corpus_pen *pen) {
    return corpus_random(&pen->random);
}

void pen_bytes(corpus_pen *pen, const char *p, size_t n) {
    memcpy(pen->at, p, n);
    pen->at += n;
}

static void put(corpus_pen *pen, const corpus_word *word) {
    memcpy(pen->at, word->text, CORPUS_WORD_BYTES);
    pen->at += word->bytes;
    *pen->at++ = ' ';
    pen->words += word->words;
}

/* "a" becomes "an". */
static void agree(corpus_pen *pen, char first) {
    pen->indefinite = false;
    if (first == 'a' || first == 'e' || first == 'i' || first == 'o') {
        pen->at[-1] = 'n';
        *pen->at++ = ' ';
    }
}

/* ---- open classes ---- */

/* A place in a class of so many, by octaves: the first ones have more of a topic's words, but
 * all have some, so that topics add to all parts of Zipf's law. */
static uint32_t spread_rank(uint64_t bits, uint32_t count) {
    enum { FIRST = 16, OCTAVES = 9 };
    uint32_t base = FIRST << corpus_scale_skewed((uint32_t)bits, OCTAVES);
    uint32_t rank = base + corpus_scale((uint32_t)(bits >> 32), base);
    return rank < count ? rank : rank % count;
}

static const corpus_topic *some_topic(const corpus_pen *pen, uint32_t bits) {
    return pen->topics[bits < 180 ? 0 : bits < 235 ? 1 : 2];
}

static uint32_t fresh_rank(corpus_pen *pen, int letter, const corpus_table *table, uint64_t r) {
    if ((r >> 8 & 255) >= OF_TOPIC)
        return corpus_table_draw(table, &pen->random);
    const corpus_topic *topic = some_topic(pen, r >> 16 & 255);
    uint32_t n = corpus_scale_skewed((uint32_t)(r >> 32), TOPIC_WORDS);
    return spread_rank(corpus_topic_own(topic, (uint32_t)letter, n, pen->month), table->count);
}

static uint32_t draw_open(corpus_pen *pen, int letter, const corpus_table *table) {
    uint64_t r = next(pen);
    uint32_t *used = pen->used[letter - 'A'];
    uint8_t *count = &pen->used_count[letter - 'A'];
    uint32_t known = *count < PEN_USED ? *count : PEN_USED, rank;
    if ((r & 255) < AGAIN && known > 0)
        rank = used[corpus_scale((uint32_t)(r >> 32), known)];
    else
        rank = fresh_rank(pen, letter, table, r);
    used[*count % PEN_USED] = rank;
    /* Once all places are taken, the oldest one goes first. */
    *count = *count == UINT8_MAX ? UINT8_MAX - PEN_USED + 1 : (uint8_t)(*count + 1);
    return rank;
}

static void put_open(corpus_pen *pen, const corpus_table *table, uint32_t rank) {
    corpus_word made;
    const corpus_word *word = &made;
    if (rank < table->count)
        word = &table->words[rank];
    else
        corpus_table_spell(table, rank, &made);
    if (pen->indefinite)
        agree(pen, word->text[0]);
    if (corpus_below(&pen->random, MISTYPED_OF) > 0) {
        put(pen, word);
        return;
    }
    made = *word;
    corpus_mistype(&pen->random, &made);
    put(pen, &made);
}

/* ---- closed classes ---- */

/* A word with an apostrophe, the curly one where the outlet uses it. */
static void put_curly(corpus_pen *pen, const corpus_word *word) {
    const char *mark = memchr(word->text, '\'', word->bytes);
    if (!mark) {
        put(pen, word);
        return;
    }
    size_t before = (size_t)(mark - word->text);
    pen_bytes(pen, word->text, before);
    pen_bytes(pen, "’", sizeof "’" - 1);
    pen_bytes(pen, mark + 1, word->bytes - before - 1);
    *pen->at++ = ' ';
    pen->words += word->words;
}

static void put_closed(corpus_pen *pen, int letter, const corpus_table *table) {
    const corpus_word *word = &table->words[corpus_alias_draw(&table->alias, next(pen))];
    if (pen->indefinite)
        agree(pen, word->text[0]);
    if (letter == CORPUS_SPOKEN && pen->curly)
        put_curly(pen, word);
    else
        put(pen, word);
    pen->indefinite = letter == CORPUS_DETERMINER && word->bytes == 1;
}

void pen_class(corpus_pen *pen, int letter) {
    const corpus_table *table = corpus_table_of(&pen->world->vocabulary, letter);
    if (table->plan)
        put_open(pen, table, draw_open(pen, letter, table));
    else
        put_closed(pen, letter, table);
}

void pen_words(corpus_pen *pen, const char *text) {
    if (pen->indefinite)
        agree(pen, text[0]);
    for (; *text; text++) {
        *pen->at++ = *text;
        pen->words += *text == ' ';
    }
    *pen->at++ = ' ';
    pen->words++;
}

/* ---- marks ---- */

/* A comma that another mark follows is not written. */
static void drop_comma(corpus_pen *pen) {
    if (pen->at[-2] == ',' || pen->at[-2] == ';') {
        pen->at--;
        pen->at[-1] = ' ';
    }
}

void pen_mark(corpus_pen *pen, char mark) {
    drop_comma(pen);
    pen->at[-1] = mark;
    *pen->at++ = ' ';
}

void pen_possessive(corpus_pen *pen) {
    pen->at--;
    pen_words(pen, pen->curly ? "’s" : "'s");
    pen->words--;
}

void pen_quote_open(corpus_pen *pen) {
    if (pen->curly)
        pen_bytes(pen, "“", sizeof "“" - 1);
    else
        *pen->at++ = '"';
}

void pen_quote_close(corpus_pen *pen, char mark) {
    drop_comma(pen);
    pen->at--;
    if (mark)
        *pen->at++ = mark;
    if (pen->curly)
        pen_bytes(pen, "”", sizeof "”" - 1);
    else
        *pen->at++ = '"';
    *pen->at++ = ' ';
}

/* ---- names ---- */

static void put_ranked(corpus_pen *pen, int letter, uint32_t rank) {
    const corpus_table *table = corpus_table_of(&pen->world->vocabulary, letter);
    put(pen, &table->words[rank]);
}

static uint32_t own_rank(const corpus_pen *pen, int letter, uint64_t own) {
    return corpus_table_draw(corpus_table_of(&pen->world->vocabulary, letter), &own);
}

/* Of eight surnames, one is not in the list: there are always new ones. */
static void put_surname(corpus_pen *pen, uint64_t person) {
    uint64_t random = person;
    if (corpus_below(&random, 8) > 0) {
        put_ranked(pen, CORPUS_SURNAME, own_rank(pen, CORPUS_SURNAME, random));
        return;
    }
    corpus_word name;
    corpus_spell(&random, CORPUS_ROOT_SURNAME, UINT32_MAX, &name);
    if (corpus_below(&random, 4) == 0)
        pen_bytes(pen, "al-", 3);
    put(pen, &name);
}

static void put_first_name(corpus_pen *pen, uint64_t person) {
    put_ranked(pen, CORPUS_FIRST_NAME, own_rank(pen, CORPUS_FIRST_NAME, corpus_mix(person, 2)));
}

void pen_name(corpus_pen *pen, uint64_t list, uint32_t number) {
    uint64_t person = corpus_mix(pen->world->seed ^ list << 40, number);
    put_first_name(pen, person);
    put_surname(pen, person);
}

void pen_person(corpus_pen *pen, bool short_name) {
    uint64_t r = next(pen);
    uint32_t n = corpus_scale_skewed((uint32_t)(r >> 32), PEN_PEOPLE);
    uint64_t person = corpus_topic_own(pen->topics[0], OWN_PERSON, n, pen->month);
    uint32_t how = r & 7;
    bool full = !short_name && (!pen->named[n] || how == 0);
    pen->indefinite = false;
    if (full && how > 3)
        put_closed(pen, CORPUS_TITLE, corpus_table_of(&pen->world->vocabulary, CORPUS_TITLE));
    else if (!short_name && how == 1)
        pen_words(pen, person & 1 ? "Mr" : "Ms");
    if (full)
        put_first_name(pen, person);
    put_surname(pen, person);
    pen->named[n] |= full;
}

void pen_actor(corpus_pen *pen) {
    uint64_t r = next(pen);
    uint32_t n = corpus_scale_skewed((uint32_t)(r >> 32), TOPIC_ACTORS);
    uint64_t own = corpus_topic_own(pen->topics[0], OWN_ACTOR, n, pen->month);
    uint32_t actor = corpus_alias_draw(&pen->world->actor_sizes, own);
    uint32_t name = (r & 7) < 4 ? 0 : (r & 7) < 7 ? 1 : 2;
    pen->indefinite = false;
    pen_words(pen, corpus_actors[actor].names[name]);
}

void pen_place(corpus_pen *pen) {
    uint64_t r = next(pen), own = r;
    uint32_t n = corpus_scale_skewed((uint32_t)(r >> 32), TOPIC_PLACES);
    if ((r & 3) > 0)
        own = corpus_topic_own(pen->topics[0], OWN_PLACE, n, pen->month);
    else
        own = next(pen);
    pen->indefinite = false;
    put_ranked(pen, CORPUS_PLACE, own_rank(pen, CORPUS_PLACE, own));
}

/* ---- words that stand together ---- */

static void put_at_spread(corpus_pen *pen, int letter, uint64_t bits) {
    const corpus_table *table = corpus_table_of(&pen->world->vocabulary, letter);
    put_open(pen, table, spread_rank(bits, table->count));
}

void pen_compound(corpus_pen *pen) {
    uint64_t r = next(pen), own;
    if ((r & 3) > 0) {
        uint32_t n = corpus_scale_skewed((uint32_t)(r >> 32), TOPIC_COMPOUNDS);
        own = corpus_topic_own(some_topic(pen, r >> 8 & 255), OWN_COMPOUND, n, pen->month);
    } else {
        uint32_t n = corpus_scale_skewed((uint32_t)(r >> 32), COMMON_COMPOUNDS);
        own = corpus_mix(pen->world->seed ^ OWN_COMPOUND, n);
    }
    put_at_spread(pen, (own & 3) == 0 ? CORPUS_NOUN : CORPUS_ADJECTIVE, corpus_random(&own));
    if ((own & 3) == 1)
        put_at_spread(pen, CORPUS_NOUN, corpus_random(&own));
    put_at_spread(pen, (own & 12) == 0 ? CORPUS_PLURAL : CORPUS_NOUN, corpus_random(&own));
}

void pen_acronym(corpus_pen *pen) {
    static const char *const known[] = {"U.S.", "U.N.", "E.U.", "TV", "GDP", "CEO"};
    uint64_t r = next(pen);
    pen->indefinite = false;
    if ((r & 7) < 3) {
        pen_words(pen, known[corpus_scale((uint32_t)(r >> 32), sizeof known / sizeof *known)]);
        return;
    }
    uint64_t own = corpus_topic_own(pen->topics[0], OWN_ACRONYM, r >> 8 & 7, pen->month);
    char text[12] = "";
    bool points = (own & 3) == 0;
    size_t n = 0;
    for (uint32_t i = 3 + (own >> 8 & 1); i > 0; i--) {
        text[n++] = (char)('A' + corpus_below(&own, 26));
        if (points)
            text[n++] = '.';
    }
    pen_words(pen, text);
}
