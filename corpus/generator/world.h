/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * world.h: what all articles of an archive share: its words, outlets and topics. A topic has words,
 * people, places and actors of its own, is written of for months or years, and drifts: some of what
 * belongs to it gives way to others as time goes by.
 */
#ifndef FIHRIST_CORPUS_WORLD_H
#define FIHRIST_CORPUS_WORLD_H

#include "corpus/generator/actors.h"
#include "corpus/generator/vocabulary.h"

enum {
    CORPUS_FIRST_YEAR = 2001,
    CORPUS_YEARS = 25,
    CORPUS_TOPICS = 400,
    CORPUS_OUTLETS = 60,
    CORPUS_OUTLET_BYTES = 80
};

typedef struct corpus_topic {
    uint64_t seed;
    int32_t first_month, months; /* counted from January of the first year */
} corpus_topic;

typedef struct corpus_outlet {
    char name[CORPUS_OUTLET_BYTES], host[CORPUS_OUTLET_BYTES];
    uint32_t staff;   /* its authors */
    bool curly;       /* quotation marks and apostrophes */
    bool agency;      /* its stories begin with a place, and often name no author */
    bool no_comments; /* its pages take none */
} corpus_outlet;

typedef struct corpus_world {
    uint64_t seed;
    corpus_vocabulary vocabulary;
    corpus_topic topics[CORPUS_TOPICS];
    corpus_outlet outlets[CORPUS_OUTLETS];
    corpus_alias topic_sizes, outlet_sizes, actor_sizes;
} corpus_world;

/** NULL: out of memory. It is about 25 MB, takes a quarter of a second to make, and is only read
 * once it is made: threads may share it. */
corpus_world *corpus_world_new(uint64_t seed);
void corpus_world_free(corpus_world *world);

/** A topic that is written of in that month. */
uint32_t corpus_topic_draw(const corpus_world *world, uint64_t *random, int32_t month);

/** What belongs to a topic, as a random number: always the same for number `n` of a `kind` and a
 *  month, and for many months before and after. */
uint64_t corpus_topic_own(const corpus_topic *topic, uint32_t kind, uint32_t n, int32_t month);

#endif
