/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * document_terms.c: outlet, host, date, names and actors of a document. What an article hands down
 * to its comments is kept in a list while its postings are gathered.
 */
#include "indexer/maker.h"

#include <stdio.h>

#include "core/identity.h"
#include "core/url.h"

enum { SHARED_MAX = 1 << 22, CANDIDATES_MAX = 16 };

/* --- words --- */

uint32_t fh_maker_position(const fh_document_maker *maker, uint32_t position) {
    return maker->positions == FH_POSITIONS_XAPIAN ? position : 0;
}

bool fh_maker_add_unit(fh_document_maker *maker, fh_unit unit) {
    return fh_word_order_add(&maker->order, unit);
}

/* A word of a name, which is searched for as it is written, and weighs nothing. */
static int add_name_word(fh_document_maker *maker, fh_field field, fh_str form, uint32_t position) {
    bool added =
        fh_postings_add(maker->postings, field, form, fh_maker_position(maker, position), 0) &&
        fh_maker_add_unit(maker, fh_unit_of(field, form, form));
    return added ? FIHRIST_OK : FIHRIST_E_MEMORY;
}

/* --- what is handed down --- */

static int keep_shared(fh_document_maker *maker, fh_field field, fh_str value, uint32_t position) {
    shared_term *all = fh_array_grow(maker->shared, maker->shared_count, &maker->shared_capacity,
                                     sizeof *all, SHARED_MAX);
    fh_str copy = fh_arena_copy(maker->article_arena, value);
    if (!all || !copy.p)
        return FIHRIST_E_MEMORY;
    maker->shared = all;
    all[maker->shared_count++] = (shared_term){field, copy, position};
    return FIHRIST_OK;
}

int fh_maker_share(fh_document_maker *maker, fh_field field, fh_str value) {
    int added = fh_postings_add_filter(maker->postings, field, value);
    return added > 0 ? keep_shared(maker, field, value, 0) : added;
}

int fh_maker_add_filter(fh_document_maker *maker, fh_field field, fh_str value) {
    int added = fh_postings_add_filter(maker->postings, field, value);
    return added < 0 ? added : FIHRIST_OK;
}

static bool is_date(fh_field field) {
    return field == FH_FIELD_YEAR || field == FH_FIELD_MONTH || field == FH_FIELD_DAY;
}

int fh_maker_add_inherited(fh_document_maker *maker, bool has_date) {
    int code = FIHRIST_OK;
    uint32_t last = 0;
    for (size_t i = 0; i < maker->shared_count && code == FIHRIST_OK; i++) {
        const shared_term *one = &maker->shared[i];
        if (has_date && is_date(one->field))
            continue;
        if (one->position == 0) {
            code = fh_maker_add_filter(maker, one->field, one->value);
            continue;
        }
        if (last == 0 || one->position != last + 1) /* another name */
            fh_word_order_begin_text(&maker->order);
        code = add_name_word(maker, one->field, one->value, one->position);
        last = one->position;
    }
    return code;
}

/* --- actors --- */

/* An actor of this document: of an article, of its comments too. */
static int add_actor(fh_document_maker *maker, fh_str value) {
    return maker->article ? fh_maker_add_filter(maker, FH_FIELD_ACTOR, value)
                          : fh_maker_share(maker, FH_FIELD_ACTOR, value);
}

static int keep_mention(fh_document_maker *maker, fh_str actor, const fh_mention *mention) {
    if (maker->mention_count >= FH_RECORD_MAX_MENTIONS)
        return FIHRIST_OK;
    fh_record_mention *all =
        fh_array_grow(maker->mentions, maker->mention_count, &maker->mention_capacity, sizeof *all,
                      FH_RECORD_MAX_MENTIONS);
    if (!all)
        return FIHRIST_E_MEMORY;
    maker->mentions = all;
    all[maker->mention_count++] =
        (fh_record_mention){actor, (uint32_t)mention->start, (uint32_t)mention->end};
    return FIHRIST_OK;
}

int fh_maker_add_mentions(fh_document_maker *maker, bool spans) {
    const fh_mention *found;
    size_t count;
    int code = fh_mention_finder_finish(maker->finder, &found, &count);
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++) {
        fh_str id = fh_authority_actor(maker->authority, found[i].actor)->id;
        code = add_actor(maker, id);
        if (code == FIHRIST_OK)
            code = fh_maker_add_filter(maker, FH_FIELD_MENTION, id);
        if (code == FIHRIST_OK && spans)
            code = keep_mention(maker, id, &found[i]);
    }
    return code;
}

/* The best actor a name stands for: of an outlet's name, an outlet before others. */
static const fh_actor *resolve(const fh_document_maker *maker, fh_str name, bool outlet) {
    size_t found[CANDIDATES_MAX];
    if (!maker->authority || name.n == 0)
        return NULL;
    size_t count = fh_authority_resolve_with(
        maker->authority, fh_analyser_tokenizer(maker->analyser), name, found, CANDIDATES_MAX);
    if (count > CANDIDATES_MAX)
        count = CANDIDATES_MAX;
    for (size_t i = 0; i < count && outlet; i++) {
        const fh_actor *actor = fh_authority_actor(maker->authority, found[i]);
        if (fh_str_equal(actor->type, fh_str_of("outlet")))
            return actor;
    }
    return count ? fh_authority_actor(maker->authority, found[0]) : NULL;
}

int fh_maker_add_given_actors(fh_document_maker *maker, const fh_article *article) {
    int code = FIHRIST_OK;
    for (size_t i = 0; i < article->actor_count && code == FIHRIST_OK; i++) {
        const fh_actor *actor = resolve(maker, article->actors[i], false);
        fh_str value = actor ? actor->id
                             : fh_identity_fold(fh_analyser_tokenizer(maker->analyser),
                                                article->actors[i], maker->arena);
        if (!value.p)
            return FIHRIST_E_MEMORY;
        code = add_actor(maker, value);
        if (code == FIHRIST_OK)
            code = fh_maker_add_filter(maker, FH_FIELD_MENTION, value);
    }
    return code;
}

/* --- names --- */

int fh_maker_add_name(fh_document_maker *maker, fh_field field, fh_str name, bool shared,
                      uint32_t *next) {
    fh_token token;
    fh_str stem;
    int more, code = FIHRIST_OK;
    uint32_t last = 0;
    fh_word_order_begin_text(&maker->order);
    fh_analyser_start(maker->analyser, name, maker->language, *next);
    while (code == FIHRIST_OK && (more = fh_analyser_next(maker->analyser, &token, &stem)) != 0) {
        if (more < 0)
            return FIHRIST_E_MEMORY;
        last = token.position;
        code = add_name_word(maker, field, token.form, token.position);
        if (code == FIHRIST_OK && shared)
            code = keep_shared(maker, field, token.form, token.position);
    }
    if (last > 0)
        *next = last + FH_POSITION_GAP;
    const fh_actor *actor = code == FIHRIST_OK ? resolve(maker, name, false) : NULL;
    return actor ? add_actor(maker, actor->id) : code;
}

int fh_maker_add_authors(fh_document_maker *maker, const fh_article *article) {
    uint32_t next = 1;
    int code = FIHRIST_OK;
    for (size_t i = 0; i < article->author_count && code == FIHRIST_OK; i++)
        code = fh_maker_add_name(maker, FH_FIELD_AUTHOR, article->authors[i], true, &next);
    return code;
}

/* --- outlet, host, date --- */

int fh_maker_add_source(fh_document_maker *maker, const fh_article *article) {
    fh_str host = fh_url_host(article->url, maker->article_arena);
    const fh_actor *outlet = resolve(maker, article->source, true);
    if (article->source.n == 0 && host.n && maker->authority) {
        size_t found = fh_authority_resolve_host(maker->authority, host);
        outlet = found == SIZE_MAX ? NULL : fh_authority_actor(maker->authority, found);
    }
    maker->outlet = outlet ? outlet->id : (fh_str){NULL, 0};
    fh_str value = maker->outlet;
    if (!outlet && article->source.n) {
        value =
            fh_identity_fold(fh_analyser_tokenizer(maker->analyser), article->source, maker->arena);
        if (!value.p)
            return FIHRIST_E_MEMORY;
    }
    int code = fh_maker_share(maker, FH_FIELD_SOURCE, value);
    if (code == FIHRIST_OK && outlet)
        code = add_actor(maker, outlet->id);
    if (code == FIHRIST_OK)
        code = fh_maker_share(maker, FH_FIELD_HOST, host);
    if (code == FIHRIST_OK && host.n > 4 && memcmp(host.p, "www.", 4) == 0)
        code = fh_maker_share(maker, FH_FIELD_HOST, (fh_str){host.p + 4, host.n - 4});
    return code;
}

int fh_maker_add_date(fh_document_maker *maker, const fh_date *date, bool shared) {
    static const struct {
        fh_field field;
        fh_date_precision least;
        size_t digits;
    } units[] = {
        {FH_FIELD_YEAR, FH_DATE_YEAR, 4},
        {FH_FIELD_MONTH, FH_DATE_MONTH, 6},
        {FH_FIELD_DAY, FH_DATE_DAY, 8},
    };
    int year, month, day, code = FIHRIST_OK;
    char digits[40];
    fh_date_from_day(date->first_day, &year, &month, &day);
    snprintf(digits, sizeof digits, "%04d%02d%02d", year, month, day);
    for (size_t i = 0; i < sizeof units / sizeof *units && code == FIHRIST_OK; i++) {
        fh_str value = {digits, units[i].digits};
        if (date->precision < units[i].least)
            break;
        code = shared ? fh_maker_share(maker, units[i].field, value)
                      : fh_maker_add_filter(maker, units[i].field, value);
    }
    return code;
}
