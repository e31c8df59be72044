/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_print.c: a tree back to text: the canonical query, with the brackets that make it plain how
 * it was read, and the S-expression of --explain. Compares trees too.
 */
#include "searcher/query_lex.h"

#include "core/date.h"

#include <inttypes.h>
#include <stdio.h>

/* Far above what a tree of FH_QUERY_MAX_TERMS leaves prints. */
enum { PRINTED_MAX_BYTES = 64 * 1024 };

bool fh_query_equal(const fh_query_node *a, const fh_query_node *b) {
    if (a->kind != b->kind || a->field != b->field || !fh_str_equal(a->text, b->text) ||
        a->count != b->count)
        return false;
    if (a->kind == FH_QUERY_DATES && (a->first_day != b->first_day || a->last_day != b->last_day))
        return false;
    if (a->kind == FH_QUERY_REVISIONS &&
        (a->first_revision != b->first_revision || a->last_revision != b->last_revision))
        return false;
    if ((a->kind == FH_QUERY_NEAR || a->kind == FH_QUERY_ADJ) && a->distance != b->distance)
        return false;
    if (a->kind == FH_QUERY_AND && a->implicit != b->implicit)
        return false;
    const fh_query_node *x = a->child, *y = b->child;
    for (; x && y; x = x->next, y = y->next)
        if (!fh_query_equal(x, y))
            return false;
    return !x && !y;
}

/* --- leaves --- */

/* Values that need no quotation marks, whatever stands around them. A colon makes a field. */
static bool is_plain_value(fh_str text) {
    bool url = fh_query_is_url_at(text, 0);
    for (size_t at = 0, next; at < text.n; at = next) {
        uint32_t c = fh_query_char_at(text, at, &next);
        bool inner = at > 0 && (c == '-' || c == '_' || c == '.' || c == '/' || (url && c == ':'));
        if (!fh_query_is_wordly(c) && !inner)
            return false;
    }
    return !fh_query_is_operator(text);
}

static void put_quoted(fh_buffer *out, fh_str text) {
    const char *open, *close;
    fh_query_quotes_for(text, &open, &close);
    fh_buffer_append_text(out, open);
    fh_buffer_append_str(out, text);
    fh_buffer_append_text(out, close);
}

/* A day, or the month or year that begins (`last`: ends) with it. */
static void put_day(fh_buffer *out, int32_t day, bool last) {
    int year, month, day_of_month, next_year, next_month, next_day;
    fh_date_from_day(day, &year, &month, &day_of_month);
    fh_date_from_day(day + 1, &next_year, &next_month, &next_day);
    fh_buffer_printf(out, "%04d", year);
    if (last ? next_year != year : month == 1 && day_of_month == 1)
        return;
    fh_buffer_printf(out, "-%02d", month);
    if (last ? next_month != month : day_of_month == 1)
        return;
    fh_buffer_printf(out, "-%02d", day_of_month);
}

/* One date where it is one: a year, a month, a day. */
static bool put_single_date(fh_buffer *out, const fh_query_node *node) {
    char text[32];
    int year, month, day_of_month;
    fh_date_from_day(node->first_day, &year, &month, &day_of_month);
    for (size_t n = 4; n <= 10; n += 3) {
        fh_date date;
        snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day_of_month);
        text[n] = '\0';
        if (fh_date_parse(fh_str_of(text), &date) && date.first_day == node->first_day &&
            date.last_day == node->last_day)
            return fh_buffer_append_text(out, text);
    }
    return false;
}

static void put_dates(fh_buffer *out, const fh_query_node *node) {
    if (put_single_date(out, node))
        return;
    bool from_ever = node->first_day == FH_QUERY_FIRST_DAY;
    if (!from_ever)
        put_day(out, node->first_day, false);
    fh_buffer_append_text(out, "..");
    if (node->last_day != FH_QUERY_LAST_DAY || from_ever)
        put_day(out, node->last_day, true);
}

static void put_revisions(fh_buffer *out, const fh_query_node *node) {
    bool open = node->last_revision == FH_QUERY_LAST_REVISION;
    if (node->first_revision > 0 || open || node->last_revision == 0)
        fh_buffer_printf(out, "%" PRIu64, node->first_revision);
    if (node->first_revision == node->last_revision)
        return;
    fh_buffer_append_text(out, "..");
    if (!open)
        fh_buffer_printf(out, "%" PRIu64, node->last_revision);
}

/* `context` is the field of the brackets around. */
static void put_leaf(fh_buffer *out, const fh_query_node *node, fh_query_field context) {
    if (node->field != context)
        fh_buffer_printf(out, "%s:", fh_query_field_name(node->field));
    switch (node->kind) {
    case FH_QUERY_ALL:
        fh_buffer_append_byte(out, '*');
        break;
    case FH_QUERY_DATES:
        put_dates(out, node);
        break;
    case FH_QUERY_REVISIONS:
        put_revisions(out, node);
        break;
    case FH_QUERY_WILDCARD:
        fh_buffer_append_str(out, node->text);
        break;
    case FH_QUERY_WORD:
        if (fh_field_value_rule(node->field) == FH_VALUE_WORDS || is_plain_value(node->text))
            fh_buffer_append_str(out, node->text);
        else
            put_quoted(out, node->text);
        break;
    default:
        put_quoted(out, node->text);
    }
}

/* --- the canonical query --- */

/* The field of all leaves below, else FH_QUERY_NO_FIELD. */
static fh_query_field common_field(const fh_query_node *node) {
    if (!node->child)
        return node->field;
    fh_query_field field = common_field(node->child);
    for (const fh_query_node *child = node->child->next; child && field; child = child->next)
        if (common_field(child) != field)
            field = FH_QUERY_NO_FIELD;
    return field;
}

static void put_node(fh_buffer *out, const fh_query_node *node, fh_query_field context);

/* A node as an operand: in brackets unless it is a leaf, brings its own (`title:(`) or is `bare`.
 */
static void put_operand(fh_buffer *out, const fh_query_node *node, fh_query_field context,
                        bool bare) {
    bool brackets = node->child && !bare && (context || !common_field(node));
    if (brackets)
        fh_buffer_append_byte(out, '(');
    put_node(out, node, context);
    if (brackets)
        fh_buffer_append_byte(out, ')');
}

static void put_between(fh_buffer *out, const fh_query_node *node, const fh_query_node *child) {
    if (node->kind == FH_QUERY_NEAR || node->kind == FH_QUERY_ADJ)
        fh_buffer_printf(out, " %s/%u ", node->kind == FH_QUERY_NEAR ? "NEAR" : "ADJ",
                         (unsigned)node->distance);
    else if (node->kind == FH_QUERY_OR)
        fh_buffer_append_text(out, " OR ");
    else if (node->kind == FH_QUERY_AND && !node->implicit)
        fh_buffer_append_text(out, " AND ");
    else
        fh_buffer_append_text(out, node->kind == FH_QUERY_NOT && child != node->child ? " -" : " ");
}

/* May `child` stand in `node` without brackets? More are put than precedence needs: not everyone
 * knows it. */
static bool stands_bare(const fh_query_node *node, const fh_query_node *child) {
    bool near = child->kind == FH_QUERY_NEAR || child->kind == FH_QUERY_ADJ;
    if (node->kind == FH_QUERY_NOT)
        return child == node->child && (near || child->kind == FH_QUERY_AND);
    return near;
}

/* The parser bounds the depth (FH_QUERY_MAX_DEPTH). */
static void put_node(fh_buffer *out, const fh_query_node *node, fh_query_field context) {
    if (!node->child) {
        put_leaf(out, node, context);
        return;
    }
    fh_query_field field = common_field(node);
    bool factored = field != context && field;
    if (factored)
        fh_buffer_printf(out, "%s:(", fh_query_field_name(field));
    for (const fh_query_node *child = node->child; child; child = child->next) {
        if (child != node->child)
            put_between(out, node, child);
        put_operand(out, child, factored ? field : context, stands_bare(node, child));
    }
    if (factored)
        fh_buffer_append_byte(out, ')');
}

static fh_str keep(fh_buffer *out, fh_arena *arena) {
    fh_str text = out->failed ? (fh_str){NULL, 0} : fh_arena_copy(arena, fh_buffer_str(out));
    fh_buffer_free(out);
    return text;
}

fh_str fh_query_print(const fh_query_node *node, fh_arena *arena) {
    fh_buffer out = FH_BUFFER(PRINTED_MAX_BYTES);
    put_node(&out, node, FH_QUERY_NO_FIELD);
    return keep(&out, arena);
}

/* --- the tree for --explain --- */

static void explain(fh_buffer *out, const fh_query_node *node) {
    static const char *const names[] = {
        [FH_QUERY_NEAR] = "near", [FH_QUERY_ADJ] = "adj", [FH_QUERY_AND] = "and",
        [FH_QUERY_NOT] = "not",   [FH_QUERY_OR] = "or",
    };
    if (!node->child) {
        put_leaf(out, node, FH_QUERY_NO_FIELD);
        return;
    }
    fh_buffer_printf(out, "(%s", node->implicit ? "all" : names[node->kind]);
    if (node->kind == FH_QUERY_NEAR || node->kind == FH_QUERY_ADJ)
        fh_buffer_printf(out, "/%u", (unsigned)node->distance);
    for (const fh_query_node *child = node->child; child; child = child->next) {
        fh_buffer_append_byte(out, ' ');
        explain(out, child);
    }
    fh_buffer_append_byte(out, ')');
}

fh_str fh_query_explain(const fh_query_node *node, fh_arena *arena) {
    fh_buffer out = FH_BUFFER(PRINTED_MAX_BYTES);
    explain(&out, node);
    return keep(&out, arena);
}
