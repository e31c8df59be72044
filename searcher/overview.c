/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * overview.c: fh_actors and fh_status: what an index holds as a whole.
 */
#include "core/engine.h"
#include "core/holdings.h"
#include "core/identity.h"
#include "core/json.h"
#include "searcher/local.h"
#include "searcher/reader.h"

#include <stdio.h>
#include <stdlib.h>

enum { JSON_MAX_BYTES = 256 << 20, NAMES_MAX = 16, NEAR_NAMES = 5, SOURCES_SHOWN = 10 };

/* One line of the list of actors. */
typedef struct listed {
    fh_str id;
    uint32_t articles, comments;
} listed;

typedef struct actor_lister {
    fh_reader *reader;
    fh_arena *arena;
    listed *items;
    size_t count, capacity;
    fihrist_error *err;
} actor_lister;

/* Documents of a kind that have a term. */
static int count_documents(actor_lister *lister, fh_field field, fh_str value, const char *type,
                           uint32_t *ret_count) {
    fh_term terms[2];
    fh_term_make(field, value, &terms[0]);
    fh_term_make(FH_FIELD_TYPE, fh_str_of(type), &terms[1]);
    xc_query *queries[3] = {NULL};
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    xc_error cause;
    int status = 0;
    for (int i = 0; status == 0 && i < 2; i++)
        status = xc_query_term(terms[i].bytes, terms[i].n, 1, 0, &queries[i], &cause);
    if (status == 0)
        status = xc_query_combine(XC_OP_FILTER, (const xc_query *const *)queries, 2, &queries[2],
                                  &cause);
    if (status == 0)
        status = xc_enquire_new(lister->reader->db, &enquire, &cause);
    if (status == 0)
        status = xc_enquire_set_bool(enquire, &cause);
    if (status == 0)
        status = xc_enquire_set_query(enquire, queries[2], 0, &cause);
    if (status == 0)
        status = xc_enquire_mset(enquire, 0, 0, UINT32_MAX, NULL, NULL, &mset, &cause);
    if (status == 0)
        *ret_count = xc_mset_counts(mset).estimated;
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    for (int i = 0; i < 3; i++)
        xc_query_free(queries[i]);
    return status < 0 ? fh_fail_engine(lister->err, &cause, "cannot count in the index") : 0;
}

/* Comments count where they themselves name the actor, not where their article does. */
static int list_actor(actor_lister *lister, fh_str id) {
    listed item = {fh_arena_copy(lister->arena, id), 0, 0};
    if (!item.id.p)
        return fh_fail_memory(lister->err);
    int status = count_documents(lister, FH_FIELD_ACTOR, id, "article", &item.articles);
    if (status == 0)
        status = count_documents(lister, FH_FIELD_MENTION, id, "comment", &item.comments);
    if (status < 0 || item.articles + item.comments == 0)
        return status;
    listed *moved = fh_array_grow(lister->items, lister->count, &lister->capacity, sizeof *moved,
                                  SIZE_MAX / sizeof *moved);
    if (!moved)
        return fh_fail_memory(lister->err);
    lister->items = moved;
    lister->items[lister->count++] = item;
    return 0;
}

/* Every value of a field; `visit` may be NULL to count only. */
static int each_value(actor_lister *lister, fh_field field, int (*visit)(actor_lister *, fh_str),
                      uint64_t *ret_count) {
    xc_terms *terms = NULL;
    xc_error cause;
    const char *prefix = fh_field_prefix(field);
    int found = xc_database_terms(lister->reader->db, prefix, strlen(prefix), &terms, &cause);
    int status = 0;
    *ret_count = 0;
    while (found >= 0 && status == 0 && (found = xc_terms_next(terms, &cause)) > 0) {
        xc_bytes term = xc_terms_term(terms);
        fh_str value = fh_term_value(field, (fh_str){term.data, term.len});
        ++*ret_count;
        if (visit)
            status = visit(lister, value);
    }
    xc_terms_free(terms);
    return found < 0 ? fh_fail_engine(lister->err, &cause, "cannot read the index") : status;
}

static int list_named(actor_lister *lister, fh_str name) {
    const fh_authority *authority = lister->reader->authority;
    size_t indices[NAMES_MAX], count = 0;
    if (authority)
        count = fh_authority_resolve(authority, name, indices, NAMES_MAX);
    int status = 0;
    for (size_t i = 0; status == 0 && i < count && i < NAMES_MAX; i++)
        status = list_actor(lister, fh_authority_actor(authority, indices[i])->id);
    fh_str folded =
        fh_identity_fold(fh_analyser_tokenizer(lister->reader->analyser), name, lister->arena);
    if (!folded.p)
        return fh_fail_memory(lister->err);
    return status < 0 || lister->count || folded.n == 0 ? status : list_actor(lister, folded);
}

static int most_articles_first(const void *a, const void *b) {
    const listed *x = a, *y = b;
    if (x->articles != y->articles)
        return x->articles > y->articles ? -1 : 1;
    if (x->comments != y->comments)
        return x->comments > y->comments ? -1 : 1;
    return fh_str_compare(x->id, y->id);
}

static void write_actors(const actor_lister *lister, fh_buffer *out) {
    fh_json_key(out, "actors");
    fh_json_open(out, '[');
    for (size_t i = 0; i < lister->count; i++) {
        const listed *item = &lister->items[i];
        const fh_actor *actor = fh_reader_actor(lister->reader, item->id);
        fh_json_open(out, '{');
        fh_json_member(out, "id", item->id);
        fh_json_member(out, "name", actor ? actor->name : item->id);
        fh_json_member(out, "type", actor ? actor->type : (fh_str){NULL, 0});
        fh_json_member_integer(out, "articles", item->articles);
        fh_json_member_integer(out, "comments", item->comments);
        fh_json_close(out, '}');
    }
    fh_json_close(out, ']');
}

/* Nobody of that name: who has one like it. */
static void write_near(const actor_lister *lister, fh_str name, fh_buffer *out) {
    const fh_actor *near[NEAR_NAMES];
    if (lister->count || !name.n || !lister->reader->authority)
        return;
    size_t count = fh_authority_suggest(lister->reader->authority, name, near, NEAR_NAMES);
    fh_json_key(out, "near");
    fh_json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        fh_json_string(out, near[i]->name);
    fh_json_close(out, ']');
}

typedef struct overview {
    actor_lister lister;
    fh_str name; /* of actors; may be empty */
    fh_buffer out;
} overview;

static int list_actors(void *context) {
    overview *o = context;
    actor_lister *lister = &o->lister;
    uint64_t all;
    lister->count = 0;
    fh_buffer_clear(&o->out);
    fh_arena_reset(lister->arena);
    int status = o->name.n ? list_named(lister, o->name)
                           : each_value(lister, FH_FIELD_ACTOR, list_actor, &all);
    if (status < 0)
        return status;
    if (lister->count)
        qsort(lister->items, lister->count, sizeof *lister->items, most_articles_first);
    fh_json_open(&o->out, '{');
    write_actors(lister, &o->out);
    write_near(lister, o->name, &o->out);
    fh_json_close(&o->out, '}');
    return 0;
}

int fh_actors(fh_reader *reader, const char *name, size_t name_len, char **ret_json,
              size_t *ret_json_len, fihrist_error *err) {
    overview o = {.lister = {.reader = reader, .arena = fh_arena_new(), .err = err},
                  .name = {name, name_len},
                  .out = FH_BUFFER(JSON_MAX_BYTES)};
    if (!o.lister.arena)
        return fh_fail_memory(err);
    int status = fh_reader_run(reader, 0, list_actors, &o, err);
    fh_free(o.lister.items);
    fh_arena_free(o.lister.arena);
    return fh_reader_give(&o.out, status, ret_json, ret_json_len, err);
}

static void write_languages(const fh_reader *reader, fh_buffer *out) {
    fh_json_key(out, "languages");
    fh_json_open(out, '{');
    for (int i = 0; i < fh_language_count(); i++)
        if (reader->state.languages[i])
            fh_json_member_integer(out, fh_language_code(i), (int64_t)reader->state.languages[i]);
    fh_json_close(out, '}');
}

static void write_years(const fh_holdings *holdings, fh_buffer *out) {
    fh_json_key(out, "by_year");
    fh_json_open(out, '{');
    for (size_t i = 0; i < holdings->year_count; i++) {
        char year[16];
        snprintf(year, sizeof year, "%04d", holdings->years[i].year);
        fh_json_member_integer(out, year, (int64_t)holdings->years[i].articles);
    }
    fh_json_close(out, '}');
    fh_json_member_integer(out, "undated", (int64_t)holdings->undated);
}

/* One that the authority does not know goes by the name that its first article gives. */
static int name_source(const overview *o, const fh_held_source *source, fh_str *ret_name) {
    fh_reader *reader = o->lister.reader;
    const fh_actor *actor = fh_reader_actor(reader, source->id);
    fh_record record;
    *ret_name = actor ? actor->name : source->id;
    if (actor)
        return 0;
    int status = fh_reader_record(reader, source->docid, FH_RECORD_HEAD, o->lister.arena, &record,
                                  o->lister.err);
    if (status == 0 && record.article.source.n)
        *ret_name = record.article.source;
    return status;
}

static int write_sources(const overview *o, const fh_holdings *holdings, fh_buffer *out) {
    int status = 0;
    fh_json_key(out, "by_source");
    fh_json_open(out, '[');
    for (size_t i = 0; i < holdings->source_count && status == 0; i++) {
        const fh_held_source *source = &holdings->sources[i];
        fh_str name;
        status = name_source(o, source, &name);
        if (status < 0)
            break;
        fh_json_open(out, '{');
        fh_json_member(out, "id", source->id);
        fh_json_member(out, "name", name);
        fh_json_member_integer(out, "articles", (int64_t)source->articles);
        fh_json_close(out, '}');
    }
    fh_json_close(out, ']');
    return status;
}

static int write_holdings(const overview *o, fh_buffer *out) {
    const fh_reader *reader = o->lister.reader;
    fh_holdings holdings;
    int status = fh_holdings_read(reader->db, &reader->state, SOURCES_SHOWN, o->lister.arena,
                                  &holdings, o->lister.err);
    if (status == 0)
        write_years(&holdings, out);
    return status == 0 ? write_sources(o, &holdings, out) : status;
}

static int write_status(void *context) {
    overview *o = context;
    const fh_reader *reader = o->lister.reader;
    fh_buffer *out = &o->out;
    uint64_t actors, sources, bytes;
    fh_buffer_clear(out);
    fh_arena_reset(o->lister.arena);
    int status = each_value(&o->lister, FH_FIELD_ACTOR, NULL, &actors);
    if (status == 0)
        status = each_value(&o->lister, FH_FIELD_SOURCE, NULL, &sources);
    if (status == 0)
        status = fh_index_bytes(reader->path, &bytes, o->lister.err);
    if (status < 0)
        return status;
    fh_json_open(out, '{');
    fh_json_member_integer(out, "articles",
                           (int64_t)reader->state.kinds[FH_KIND_ARTICLE].documents);
    fh_json_member_integer(out, "comments",
                           (int64_t)reader->state.kinds[FH_KIND_COMMENT].documents);
    fh_json_member_integer(out, "quotes", 0); /* none are indexed in this format */
    fh_json_member_integer(out, "actors", (int64_t)actors);
    fh_json_member_integer(out, "sources", (int64_t)sources);
    fh_json_member_integer(out, "rejected", (int64_t)reader->state.rejected);
    fh_json_member_integer(out, "revision", (int64_t)reader->state.revision);
    fh_json_member(out, "uuid", fh_str_of(reader->state.uuid));
    fh_json_member_integer(out, "bytes", (int64_t)bytes);
    write_languages(reader, out);
    status = write_holdings(o, out);
    fh_json_member_integer(out, "format", reader->manifest.format);
    fh_json_member(out, "fingerprint", fh_str_of(reader->manifest.fingerprint));
    fh_json_close(out, '}');
    return status;
}

int fh_status(fh_reader *reader, char **ret_json, size_t *ret_json_len, fihrist_error *err) {
    overview o = {.lister = {.reader = reader, .arena = fh_arena_new(), .err = err},
                  .out = FH_BUFFER(JSON_MAX_BYTES)};
    if (!o.lister.arena)
        return fh_fail_memory(err);
    int status = fh_reader_run(reader, 0, write_status, &o, err);
    fh_arena_free(o.lister.arena);
    return fh_reader_give(&o.out, status, ret_json, ret_json_len, err);
}
