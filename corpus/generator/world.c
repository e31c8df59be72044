/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * world.c: make a world.
 */
#include "corpus/generator/world.h"

#include <stdio.h>

enum {
    MONTHS = CORPUS_YEARS * 12,
    PERENNIAL = 4, /* every so manieth topic is written of at all times */
    LONGEST_TOPIC = 80,
    CORE = 6, /* of a kind, so many stay for CORE_MONTHS */
    CORE_MONTHS = 120
};

/* ---- topics ---- */

static void make_topics(corpus_world *world, uint64_t *random) {
    for (uint32_t i = 0; i < CORPUS_TOPICS; i++) {
        corpus_topic *topic = &world->topics[i];
        topic->seed = corpus_random(random);
        topic->months = 2 + (int32_t)corpus_skewed(random, LONGEST_TOPIC);
        topic->first_month =
            (int32_t)corpus_below(random, (uint32_t)(MONTHS + topic->months)) - topic->months;
        if (i % PERENNIAL == 0) {
            topic->first_month = 0;
            topic->months = MONTHS;
        }
    }
}

/* Of 256: how much is written of it. News begin with a bang and fade away. */
static uint32_t interest(const corpus_topic *topic, int32_t month) {
    int32_t age = month - topic->first_month;
    if (age < 0 || age >= topic->months)
        return 0;
    if (topic->months == MONTHS)
        return 80;
    return 256 - (uint32_t)(200 * age / topic->months);
}

uint32_t corpus_topic_draw(const corpus_world *world, uint64_t *random, int32_t month) {
    for (;;) {
        uint32_t topic = corpus_alias_draw(&world->topic_sizes, corpus_random(random));
        if (corpus_below(random, 256) < interest(&world->topics[topic], month))
            return topic;
    }
}

uint64_t corpus_topic_own(const corpus_topic *topic, uint32_t kind, uint32_t n, int32_t month) {
    uint32_t lasts = n < CORE ? CORE_MONTHS : 8 + n * 5 % 37;
    uint32_t phase = (uint32_t)(topic->seed >> 8) % lasts + n * 3;
    uint32_t epoch = ((uint32_t)month + phase) / lasts;
    return corpus_mix(topic->seed, (uint64_t)kind << 48 | (uint64_t)n << 24 | epoch);
}

/* ---- outlets ---- */

static void name_outlet(corpus_outlet *outlet, const corpus_word *place, uint32_t i) {
    static const struct {
        const char *before, *after;
    } forms[] = {
        {"The ", " Courier"}, {"", " Morning Post"}, {"", " Tribune"},      {"The ", " Ledger"},
        {"", " News Agency"}, {"Daily ", ""},        {"", " Today"},        {"The ", " Times"},
        {"Radio ", ""},       {"", " Review"},       {"The ", " Standard"}, {"", " Evening Star"},
    };
    const size_t form = i % (sizeof forms / sizeof *forms);
    snprintf(outlet->name, sizeof outlet->name, "%s%.*s%s", forms[form].before, place->bytes,
             place->text, forms[form].after);
    size_t n = 0;
    for (const char *p = outlet->name; *p; p++) {
        char c = (char)(*p | 0x20);
        if (c >= 'a' && c <= 'z')
            outlet->host[n++] = c;
    }
    memcpy(outlet->host + n, ".example", sizeof ".example");
}

static void make_outlets(corpus_world *world, uint64_t *random) {
    const corpus_table *places = corpus_table_of(&world->vocabulary, CORPUS_PLACE);
    for (uint32_t i = 0; i < CORPUS_OUTLETS; i++) {
        corpus_outlet *outlet = &world->outlets[i];
        name_outlet(outlet, &places->words[i], i);
        outlet->staff = 5 + 900 / (i + 3);
        outlet->curly = corpus_below(random, 3) > 0;
        outlet->agency = strstr(outlet->name, "Agency") != NULL;
        outlet->no_comments = outlet->agency || i % 8 == 5;
    }
}

/* ---- both ---- */

/* Items by Zipf's law with Mandelbrot's shift. */
static bool make_sizes(corpus_alias *ret_alias, uint32_t count, uint32_t shift) {
    uint64_t weights[CORPUS_TOPICS];
    for (uint32_t i = 0; i < count; i++)
        weights[i] = (UINT64_C(1) << 32) / (i + shift);
    return corpus_alias_make(ret_alias, weights, count);
}

corpus_world *corpus_world_new(uint64_t seed) {
    corpus_world *world = fh_calloc(1, sizeof *world);
    if (!world)
        return NULL;
    uint64_t random = corpus_mix(seed, 1);
    world->seed = seed;
    if (!corpus_vocabulary_make(corpus_mix(seed, 0), &world->vocabulary) ||
        !make_sizes(&world->topic_sizes, CORPUS_TOPICS, 8) ||
        !make_sizes(&world->outlet_sizes, CORPUS_OUTLETS, 2) ||
        !make_sizes(&world->actor_sizes, CORPUS_ACTORS, 3)) {
        corpus_world_free(world);
        return NULL;
    }
    make_topics(world, &random);
    make_outlets(world, &random);
    return world;
}

void corpus_world_free(corpus_world *world) {
    if (!world)
        return;
    corpus_vocabulary_free(&world->vocabulary);
    corpus_alias_free(&world->topic_sizes);
    corpus_alias_free(&world->outlet_sizes);
    corpus_alias_free(&world->actor_sizes);
    fh_free(world);
}
