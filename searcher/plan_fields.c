/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * plan_fields.c: the fields that filter: outlets and actors (identities, resolved through the
 * authority), dates, revisions, type, language, id, url and cluster.
 */
#include "searcher/planner.h"

#include "core/date.h"
#include "core/identity.h"
#include "core/revisions.h"

#include <stdio.h>

enum { CANDIDATES_MAX = 16, NEAR_NAMES = 3, CLUSTER_MAX = 1000 };

int fh_plan_term_exists(fh_planner *planner, fh_field field, fh_str value) {
    fh_term term;
    xc_error cause;
    fh_term_make(field, value, &term);
    int exists = xc_database_term_exists(planner->reader->db, term.bytes, term.n, &cause);
    return exists < 0 ? fh_fail_engine(planner->err, &cause, "cannot read the index") : exists;
}

static int filter_terms(fh_planner *planner, fh_field field, const fh_str *values, size_t count,
                        fh_part *ret_part) {
    const xc_query **terms = fh_arena_alloc(planner->arena, (count + 1) * sizeof *terms);
    if (!terms)
        return fh_fail_memory(planner->err);
    int status = 0;
    for (size_t i = 0; status == 0 && i < count; i++)
        status = fh_planner_term(planner, field, values[i], &terms[i]);
    if (status == 0)
        status = fh_planner_combine(planner, XC_OP_OR, terms, count, &ret_part->query);
    if (status == 0)
        status = fh_planner_filter(planner, ret_part->query, &ret_part->query);
    ret_part->state = FH_PART_QUERY;
    return status;
}

/* --- outlets and actors --- */

/* The values a name may stand for that the index has: actor ids, then the name itself. */
static int identities(fh_planner *planner, fh_field field, fh_str name, fh_str *ret_values,
                      size_t *ret_count) {
    const fh_authority *authority = planner->reader->authority;
    size_t indices[CANDIDATES_MAX], found = 0;
    if (authority)
        found = fh_authority_resolve(authority, name, indices, CANDIDATES_MAX);
    if (found > CANDIDATES_MAX)
        found = CANDIDATES_MAX;
    fh_str candidates[CANDIDATES_MAX + 1];
    for (size_t i = 0; i < found; i++)
        candidates[i] = fh_authority_actor(authority, indices[i])->id;
    fh_str folded =
        fh_identity_fold(fh_analyser_tokenizer(planner->reader->analyser), name, planner->arena);
    if (!folded.p)
        return fh_fail_memory(planner->err);
    if (folded.n)
        candidates[found++] = folded;
    for (size_t i = 0; i < found; i++) {
        int exists = fh_plan_term_exists(planner, field, candidates[i]);
        if (exists < 0)
            return exists;
        if (exists && (*ret_count == 0 || !fh_str_equal(ret_values[*ret_count - 1], candidates[i])))
            ret_values[(*ret_count)++] = candidates[i];
    }
    return 0;
}

/* An outlet may be asked for by its host name. */
static int host_part(fh_planner *planner, fh_str name, fh_part *ret_part) {
    if (!memchr(name.p, '.', name.n))
        return 0;
    fh_str host = fh_arena_copy(planner->arena, name);
    if (!host.p)
        return fh_fail_memory(planner->err);
    for (char *p = (char *)host.p; *p; p++) /* our own copy */
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    int exists = fh_plan_term_exists(planner, FH_FIELD_HOST, host);
    return exists <= 0 ? exists : filter_terms(planner, FH_FIELD_HOST, &host, 1, ret_part);
}

/* A name the authority knows and the index does not have is told by its full name, one that nobody
 * knows with names like it. */
static void name_and_near(const fh_authority *authority, fh_str name, fh_buffer *out) {
    const fh_actor *near[NEAR_NAMES];
    size_t known, count = 0;
    fh_buffer_printf(out, "'%.*s'", (int)name.n, name.p);
    if (authority && fh_authority_resolve(authority, name, &known, 1)) {
        const fh_actor *actor = fh_authority_actor(authority, known);
        if (!fh_str_equal(actor->name, name))
            fh_buffer_printf(out, " (%.*s)", (int)actor->name.n, actor->name.p);
    } else if (authority) {
        count = fh_authority_suggest(authority, name, near, NEAR_NAMES);
    }
    fh_buffer_append_text(out, " in this index");
    for (size_t i = 0; i < count; i++)
        fh_buffer_printf(out, "%s%.*s (%.*s)", i ? ", " : "; did you mean ", (int)near[i]->name.n,
                         near[i]->name.p, (int)near[i]->id.n, near[i]->id.p);
    if (count)
        fh_buffer_append_byte(out, '?');
}

/* `actor:Islamic State` asks for an actor and a word. Where the words behind a name that is not
 * known make it one that is, the asker most likely left out the quotes: the longer name, or empty.
 */
static fh_str unquoted_name(const fh_planner *planner, const fh_query_node *node) {
    enum { WORDS = 4 };
    const fh_authority *authority = planner->reader->authority;
    const char *text = planner->typed.p;
    size_t start = node->end - node->text.n, end = node->end, n = planner->typed.n, found = 0,
           actor;
    if (!authority || node->end > n || node->text.n > node->end ||
        memcmp(text + start, node->text.p, node->text.n) != 0)
        return (fh_str){NULL, 0};
    for (int i = 0; i < WORDS && end < n && text[end] == ' '; i++) {
        size_t word = end + 1;
        for (end = word; end < n && text[end] != ' ' && text[end] != ')' && text[end] != ':';)
            end++;
        if (end > word &&
            fh_authority_resolve(authority, (fh_str){text + start, end - start}, &actor, 1))
            found = end - start;
    }
    return (fh_str){text + start, found};
}

static int warn_unknown(fh_planner *planner, const fh_query_node *node, bool is_source) {
    fh_buffer names = FH_BUFFER(8192);
    fh_str longer = unquoted_name(planner, node);
    if (longer.n)
        fh_buffer_printf(&names, "'%.*s'; a name of several words wants quotes: %s:\"%.*s\"",
                         (int)node->text.n, node->text.p, fh_query_field_name(node->field),
                         (int)longer.n, longer.p);
    else
        name_and_near(planner->reader->authority, node->text, &names);
    int status = fh_planner_warn(planner, is_source ? "unknown_source" : "unknown_actor", node,
                                 "%s %.*s", is_source ? "nothing from" : "no actor", (int)names.n,
                                 fh_buffer_str(&names).p);
    fh_buffer_free(&names);
    return status;
}

static int warn_ambiguous(fh_planner *planner, const fh_query_node *node, const fh_str *values,
                          size_t count) {
    fh_buffer names = FH_BUFFER(4096);
    for (size_t i = 0; i < count; i++)
        fh_buffer_printf(&names, "%s%.*s", i ? ", " : "", (int)values[i].n, values[i].p);
    int status = fh_planner_warn(planner, "ambiguous_alias", node,
                                 "'%.*s' may be any of %.*s; all are searched", (int)node->text.n,
                                 node->text.p, (int)names.n, fh_buffer_str(&names).p);
    fh_buffer_free(&names);
    return status;
}

/* Mentions of the actors are what a snippet marks and what a comment contributes itself. */
static int mark_actors(fh_planner *planner, const fh_str *values, size_t count) {
    fh_part own;
    unsigned zone = planner->kind == FH_KIND_ARTICLE ? FH_ZONE_TEXT : FH_ZONE_COMMENT;
    for (size_t i = 0; i < count; i++) {
        fh_needle *needle = fh_arena_calloc(planner->arena, 1, sizeof *needle);
        if (!needle)
            return fh_fail_memory(planner->err);
        *needle = (fh_needle){.marked = zone, .actor = values[i]};
        int status = fh_planner_mark(planner, needle);
        if (status < 0)
            return status;
    }
    if (planner->negated || planner->kind != FH_KIND_COMMENT)
        return 0;
    int status = filter_terms(planner, FH_FIELD_MENTION, values, count, &own);
    return status < 0 ? status : fh_planner_own(planner, own.query);
}

int fh_plan_identity(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    bool is_source = node->field == FH_QUERY_SOURCE;
    fh_field field = is_source ? FH_FIELD_SOURCE : FH_FIELD_ACTOR;
    fh_str *values = fh_arena_calloc(planner->arena, CANDIDATES_MAX + 1, sizeof *values);
    size_t count = 0;
    *ret_part = (fh_part){.state = FH_PART_NOTHING};
    if (!values)
        return fh_fail_memory(planner->err);
    int status = identities(planner, field, node->text, values, &count);
    if (status < 0)
        return status;
    if (count == 0) {
        if (is_source)
            status = host_part(planner, node->text, ret_part);
        return status < 0 || ret_part->state == FH_PART_QUERY
                   ? status
                   : warn_unknown(planner, node, is_source);
    }
    if (count > 1)
        status = warn_ambiguous(planner, node, values, count);
    if (status == 0 && !is_source)
        status = mark_actors(planner, values, count);
    return status < 0 ? status : filter_terms(planner, field, values, count, ret_part);
}

/* --- dates --- */

/* The largest calendar unit that begins on `day` and ends by `last`. */
static fh_field unit_at(int32_t day, int32_t last, fh_str *ret_value, char text[16],
                        int32_t *ret_next) {
    int year, month, day_of_month;
    fh_date_from_day(day, &year, &month, &day_of_month);
    int32_t next_year = fh_date_to_day(year, 12, 31) + 1;
    int32_t next_month = month == 12 ? next_year : fh_date_to_day(year, month + 1, 1);
    fh_field field = FH_FIELD_DAY;
    *ret_next = day + 1;
    snprintf(text, 16, "%04d%02d%02d", year, month, day_of_month);
    if (day_of_month == 1 && month == 1 && next_year - 1 <= last) {
        field = FH_FIELD_YEAR;
        *ret_next = next_year;
        text[4] = '\0';
    } else if (day_of_month == 1 && next_month - 1 <= last) {
        field = FH_FIELD_MONTH;
        *ret_next = next_month;
        text[6] = '\0';
    }
    *ret_value = fh_str_of(text);
    return field;
}

int fh_plan_dates(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    fh_years years;
    *ret_part = (fh_part){.state = FH_PART_NOTHING};
    int status =
        fh_columns_years(&planner->reader->columns, planner->reader->db, &years, planner->err);
    if (status < 0 || years.first > years.last)
        return status;
    /* An open range is as long as the index. */
    int32_t first = fh_date_to_day(years.first, 1, 1), last = fh_date_to_day(years.last, 12, 31);
    if (node->first_day > first)
        first = node->first_day;
    if (node->last_day < last)
        last = node->last_day;
    if (first > last)
        return 0;
    /* At most the years between, and the months and days of the two broken ones. */
    enum { EDGES = 2 * (11 + 30) };
    size_t room = (size_t)(years.last - years.first) + 1 + EDGES, count = 0;
    const xc_query **terms = fh_arena_alloc(planner->arena, room * sizeof *terms);
    if (!terms)
        return fh_fail_memory(planner->err);
    for (int32_t day = first, next; day <= last && count < room; day = next) {
        char text[16];
        fh_str value;
        fh_field field = unit_at(day, last, &value, text, &next);
        status = fh_planner_term(planner, field, value, &terms[count++]);
        if (status < 0)
            return status;
    }
    ret_part->state = FH_PART_QUERY;
    status = fh_planner_combine(planner, XC_OP_OR, terms, count, &ret_part->query);
    return status < 0 ? status : fh_planner_filter(planner, ret_part->query, &ret_part->query);
}

/* --- revisions --- */

/* Revisions follow one another as docids do, so that any range of them is a range of those. */
int fh_plan_revisions(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    fh_revision_table table;
    uint32_t first = UINT32_MAX, end = UINT32_MAX;
    *ret_part = (fh_part){.state = FH_PART_NOTHING};
    int status = fh_revision_table_open(planner->reader->db, &table, planner->err);
    if (status == 0)
        status = fh_revision_table_find(&table, node->first_revision, &first, planner->err);
    if (status == 0 && node->last_revision < FH_QUERY_LAST_REVISION)
        status = fh_revision_table_find(&table, node->last_revision + 1, &end, planner->err);
    if (status < 0 || first >= end)
        return status;
    xc_error cause;
    xc_query *range = NULL;
    const xc_query *both[2];
    status = xc_query_docid_range(first, end - 1, &range, &cause);
    status = fh_planner_keep(planner, status, range, &cause, &both[1]);
    if (status == 0)
        status = fh_planner_type(planner, &both[0]);
    if (status == 0)
        status = fh_planner_combine(planner, XC_OP_FILTER, both, 2, &ret_part->query);
    ret_part->state = FH_PART_QUERY;
    ret_part->anchored = true;
    return status;
}

/* --- the others --- */

static int plan_type(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    const char *type = planner->kind == FH_KIND_ARTICLE ? "article" : "comment";
    if (!fh_str_equal(node->text, fh_str_of(type)))
        return 0;
    ret_part->anchored = true;
    fh_str value = node->text;
    return filter_terms(planner, FH_FIELD_TYPE, &value, 1, ret_part);
}

static int plan_language(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    fh_language language = fh_language_find(node->text);
    if (language == FH_LANGUAGE_UNKNOWN)
        return fh_planner_warn(planner, "unknown_language", node, "'%.*s' is not a language code",
                               (int)node->text.n, node->text.p);
    fh_str value = fh_str_of(fh_language_label(node->text, language));
    return filter_terms(planner, FH_FIELD_LANGUAGE, &value, 1, ret_part);
}

/* The id of an article means it and its comments; a comment's own id, the comment. */
static int plan_id(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    const xc_query *both[2];
    int status = fh_planner_term(planner, FH_FIELD_STORY, node->text, &both[0]);
    if (status == 0)
        status = fh_planner_term(planner, FH_FIELD_ID, node->text, &both[1]);
    if (status == 0 && planner->kind == FH_KIND_COMMENT && !planner->negated)
        status = fh_planner_own(planner, both[1]);
    if (status == 0)
        status = fh_planner_combine(planner, XC_OP_OR, both, 2, &ret_part->query);
    ret_part->state = FH_PART_QUERY;
    return status < 0 ? status : fh_planner_filter(planner, ret_part->query, &ret_part->query);
}

/* A trailing slash makes no difference to a reader. */
static int plan_url(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    fh_str with = fh_arena_printf(planner->arena, "%.*s/", (int)node->text.n, node->text.p);
    fh_str values[] = {node->text, with};
    if (!with.p)
        return fh_fail_memory(planner->err);
    if (node->text.n && node->text.p[node->text.n - 1] == '/')
        values[1] = (fh_str){node->text.p, node->text.n - 1};
    return filter_terms(planner, FH_FIELD_URL, values, 2, ret_part);
}

static int read_id(fh_planner *planner, uint32_t docid, fh_str *ret_id) {
    char *id;
    xc_error cause;
    if (xc_database_document_value(planner->reader->db, docid, FH_SLOT_ID, &id, &ret_id->n,
                                   &cause) < 0)
        return fh_fail_engine(planner->err, &cause, "cannot read the index");
    *ret_id = fh_arena_copy(planner->arena, (fh_str){id, ret_id->n});
    xc_free(id);
    return ret_id->p ? 0 : fh_fail_memory(planner->err);
}

/* The ids of all copies of an article, itself among them. */
static int cluster_ids(fh_planner *planner, const fh_query_node *node, const fh_copy *own,
                       fh_str ids[CLUSTER_MAX], size_t *ret_count) {
    const fh_copies *copies = &planner->reader->copies;
    size_t count;
    const uint32_t *places = fh_copies_cluster(copies, own->first, &count);
    int status = 0;
    if (count > CLUSTER_MAX)
        status = fh_planner_warn(planner, "many_copies", node,
                                 "'%.*s' has %zu copies; %d of them are searched",
                                 (int)node->text.n, node->text.p, count - 1, CLUSTER_MAX);
    *ret_count = count < CLUSTER_MAX ? count : CLUSTER_MAX;
    for (size_t i = 0; i < *ret_count && status == 0; i++)
        status = read_id(planner, copies->items[places[i]].docid, &ids[i]);
    return status;
}

/* An article and all its copies, with the comments under them. */
static int plan_cluster(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    uint32_t docid = 0;
    size_t count = 1;
    fh_term term;
    fh_term_make(FH_FIELD_ID, node->text, &term);
    fh_str *ids = fh_arena_alloc(planner->arena, CLUSTER_MAX * sizeof *ids);
    if (!ids)
        return fh_fail_memory(planner->err);
    int status = fh_reader_find(planner->reader, &term, &docid, planner->err);
    if (status >= 0)
        status = fh_reader_copies(planner->reader, planner->err);
    const fh_copy *own = docid ? fh_copies_find(&planner->reader->copies, docid) : NULL;
    ids[0] = node->text;
    planner->plan->asks_for_cluster = true;
    if (status == 0 && own)
        status = cluster_ids(planner, node, own, ids, &count);
    return status < 0 ? status : filter_terms(planner, FH_FIELD_STORY, ids, count, ret_part);
}

int fh_plan_value(fh_planner *planner, const fh_query_node *node, fh_part *ret_part) {
    *ret_part = (fh_part){.state = FH_PART_NOTHING};
    switch (node->field) {
    case FH_QUERY_TYPE:
        return plan_type(planner, node, ret_part);
    case FH_QUERY_LANG:
        return plan_language(planner, node, ret_part);
    case FH_QUERY_ID:
        return plan_id(planner, node, ret_part);
    case FH_QUERY_CLUSTER:
        return plan_cluster(planner, node, ret_part);
    default:
        return plan_url(planner, node, ret_part);
    }
}
