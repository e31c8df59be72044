/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * sample.c: count the articles that words are in.
 */
#include "tests/bench/sample.h"

#include <ctype.h>

enum {
    ARTICLES = 4000, /* looked into: a word of one article in 500 is in eight of them */
    SLOT_BITS = 18   /* a third of them is used then */
};

struct word_sample {
    struct {
        uint64_t hash; /* 0: empty */
        unsigned articles, last;
    } slots[1 << SLOT_BITS];
};

static uint64_t hash_of(fh_str word) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < word.n; i++)
        hash = (hash ^ (unsigned char)tolower(word.p[i])) * UINT64_C(0x100000001b3);
    return hash;
}

/* Where the word is, or where it would be put. Words of one hash are taken for one. */
static size_t slot_of(const word_sample *sample, uint64_t hash) {
    size_t at = hash >> (64 - SLOT_BITS);
    while (sample->slots[at].hash != 0 && sample->slots[at].hash != hash)
        at = (at + 1) & ((1 << SLOT_BITS) - 1);
    return at;
}

static bool may_stand_before(char c) {
    return c == ' ' || c == '\n' || c == '"';
}

static bool may_stand_behind(fh_str text, size_t at) {
    if (at == text.n || strchr(" \n\",;:?!", text.p[at]))
        return true;
    return text.p[at] == '.' && (at + 1 == text.n || strchr(" \n\"", text.p[at + 1]));
}

fh_str sample_word_at(fh_str text, size_t at) {
    while (at < text.n) {
        size_t end = at;
        while (end < text.n && isalpha((unsigned char)text.p[end]))
            end++;
        if (end > at + 1 && (at == 0 || may_stand_before(text.p[at - 1])) &&
            may_stand_behind(text, end))
            return (fh_str){text.p + at, end - at};
        at = end + (end == at);
    }
    return (fh_str){NULL, 0};
}

static void count_article(word_sample *sample, unsigned number, fh_str text) {
    fh_str word;
    for (size_t at = 0; (word = sample_word_at(text, at)).p;
         at = (size_t)(word.p - text.p) + word.n) {
        uint64_t hash = hash_of(word);
        size_t slot = slot_of(sample, hash);
        sample->slots[slot].hash = hash;
        sample->slots[slot].articles += sample->slots[slot].last != number;
        sample->slots[slot].last = number;
    }
}

word_sample *sample_new(const corpus_world *world, corpus_article *article) {
    word_sample *sample = fh_calloc(1, sizeof *sample);
    for (unsigned i = 0; sample && i < ARTICLES; i++) {
        corpus_article_make(world, i, article);
        count_article(sample, i + 1, article->text);
    }
    return sample;
}

void sample_free(word_sample *sample) {
    fh_free(sample);
}

unsigned sample_share(const word_sample *sample, fh_str word) {
    size_t slot = slot_of(sample, hash_of(word));
    return sample->slots[slot].articles * SAMPLE_PARTS / ARTICLES;
}
