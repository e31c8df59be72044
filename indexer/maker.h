/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * maker.h: what document.c and document_terms.c share: a document in the making, and the terms that
 * are not words of its text. A function here returns 0 or FIHRIST_E_MEMORY, the only thing that can
 * go wrong with an article that was finished.
 */
#ifndef FIHRIST_INDEXER_MAKER_H
#define FIHRIST_INDEXER_MAKER_H

#include "core/date.h"
#include "core/mention.h"
#include "indexer/detect.h"
#include "indexer/document.h"
#include "indexer/vocabulary.h"
#include "indexer/word_order.h"

/* A term that the comments get as well. */
typedef struct shared_term {
    fh_field field;
    fh_str value;
    uint32_t position; /* 0: a filter */
} shared_term;

struct fh_document_maker {
    const fh_authority *authority;
    fh_mention_finder *finder; /* NULL without an authority */
    fh_analyser *analyser;
    fh_language default_language;
    fh_positions positions;
    bool keeps_languages;
    fh_vocabulary *vocabulary;
    fh_postings *postings;
    fh_word_order order;
    fh_buffer record;
    fh_arena *article_arena; /* as long as the article */
    fh_arena *arena;         /* as long as the document */
    /* the article made last */
    const fh_article *article;
    fh_language language;
    fh_str found_lang; /* what detection said it is; absent: nothing, or not asked */
    fh_str outlet;
    shared_term *shared;
    size_t shared_count, shared_capacity;
    /* the document in the making */
    fh_lexicon_batch *lexicon;
    int64_t change; /* 1: it comes in, -1: it goes out */
    fh_record_mention *mentions;
    size_t mention_count, mention_capacity;
};

/** A term to filter by: of this document, or of an article and of its comments too. */
int fh_maker_add_filter(fh_document_maker *maker, fh_field field, fh_str value);
int fh_maker_share(fh_document_maker *maker, fh_field field, fh_str value);
/** What the article hands down to its comment: its dates only where the comment has none. */
int fh_maker_add_inherited(fh_document_maker *maker, bool has_date);

/** The position that a posting gets: 0 where the order of words is kept in units. */
uint32_t fh_maker_position(const fh_document_maker *maker, uint32_t position);
/** The next word's unit; false when out of memory. */
bool fh_maker_add_unit(fh_document_maker *maker, fh_unit unit);

/** What the finder found in the text that was fed to it; `spans`: it is the one they are kept of.
 */
int fh_maker_add_mentions(fh_document_maker *maker, bool spans);
/** Names the input gives: known ones by id, others by their words. */
int fh_maker_add_given_actors(fh_document_maker *maker, const fh_article *article);

/** Words of a name as they are written, from position *next on, which moves behind them and a gap.
 *  They weigh nothing, so that an author's long name is no longer text. */
int fh_maker_add_name(fh_document_maker *maker, fh_field field, fh_str name, bool shared,
                      uint32_t *next);
int fh_maker_add_authors(fh_document_maker *maker, const fh_article *article);

/** Outlet and host of an article. */
int fh_maker_add_source(fh_document_maker *maker, const fh_article *article);
/** As many of year, month and day as the date has. */
int fh_maker_add_date(fh_document_maker *maker, const fh_date *date, bool shared);

#endif
