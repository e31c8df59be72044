/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_parse.c: tokens of a query to its tree, by recursive descent no deeper than brackets may
 * be (FH_QUERY_MAX_DEPTH). From loose to tight: OR; words side by side and NOT; AND; NEAR and ADJ.
 */
#include "searcher/query_lex.h"

typedef struct parser {
    fh_query_lexer lexer;
    fh_query_token token; /**< the next one, where `peeked` */
    bool peeked;
    const fh_field_entry *context; /**< the field in front of the brackets that are open */
    fh_arena *arena;
    fh_query *query;
    size_t warning_count;
} parser;

/* Children in the making. */
typedef struct node_list {
    fh_query_node *first, *last;
    size_t count;
} node_list;

static int parse_or(parser *p, fh_query_node **ret_node);

/* The next token is read only when it is asked for: what it is depends on the brackets around. */
static int peek(parser *p, const fh_query_token **ret_token) {
    int status = FIHRIST_OK;
    if (!p->peeked)
        status = fh_query_lex(&p->lexer, p->context, &p->token);
    p->peeked = status == FIHRIST_OK;
    *ret_token = &p->token;
    return status;
}

static void append(node_list *list, fh_query_node *node) {
    if (list->last)
        list->last->next = node;
    else
        list->first = node;
    list->last = node;
    list->count++;
}

static int warn(parser *p, const char *code, size_t start, size_t end, fh_str message) {
    if (!message.p)
        return fh_fail_memory(p->lexer.err);
    if (p->warning_count == FH_QUERY_MAX_WARNINGS)
        return FIHRIST_OK;
    fh_query_warning *warning = fh_arena_alloc(p->arena, sizeof *warning);
    if (!warning)
        return fh_fail_memory(p->lexer.err);
    fh_query_warning **place = &p->query->warnings;
    while (*place && (*place)->start <= start)
        place = &(*place)->next;
    *warning = (fh_query_warning){code, message, start, end, *place};
    *place = warning;
    p->warning_count++;
    return FIHRIST_OK;
}

/* An inner node over a list of two or more. */
static int make_node(parser *p, fh_query_kind kind, const node_list *list,
                     fh_query_node **ret_node) {
    fh_query_node *node = fh_arena_calloc(p->arena, 1, sizeof *node);
    if (!node)
        return fh_fail_memory(p->lexer.err);
    node->kind = kind;
    node->child = list->first;
    node->count = list->count;
    node->start = list->first->start;
    node->end = list->last->end;
    *ret_node = node;
    return FIHRIST_OK;
}

/* --- brackets, words --- */

static int parse_brackets(parser *p, const fh_query_token *open, fh_query_node **ret_node) {
    const fh_field_entry *outer = p->context;
    const fh_query_token *token = NULL;
    if (p->lexer.open == FH_QUERY_MAX_DEPTH)
        return fh_fail_at(p->lexer.err, FIHRIST_E_LIMIT, (int64_t)open->start,
                          "brackets more than %d deep", FH_QUERY_MAX_DEPTH);
    if (open->entry)
        p->context = open->entry;
    p->lexer.open++;
    p->lexer.open_at = open->end - 1;
    int status = parse_or(p, ret_node);
    if (status == FIHRIST_OK)
        status = peek(p, &token);
    if (status < 0)
        return status;
    if (token->kind != FH_LEX_CLOSE)
        return fh_query_refuse_open(&p->lexer, open->end - 1);
    p->peeked = false;
    p->lexer.open--;
    p->context = outer;
    (*ret_node)->start = open->start;
    (*ret_node)->end = token->end;
    return FIHRIST_OK;
}

/* `source: x`: the colon is followed by a space. */
static int check_field_word(parser *p, const fh_query_node *leaf) {
    fh_str text = leaf->text;
    if (leaf->kind != FH_QUERY_WORD || p->context || text.n < 2 || text.p[text.n - 1] != ':')
        return FIHRIST_OK;
    const fh_field_entry *entry = fh_field_entry_find(fh_query_slice(text, 0, text.n - 1));
    if (!entry)
        return FIHRIST_OK;
    return warn(p, "field_without_value", leaf->start, leaf->end,
                fh_arena_printf(p->arena,
                                "'%s:' with nothing right behind the colon is read as a word",
                                entry->name));
}

static int keep_leaf(parser *p, const fh_query_token *token, fh_query_node **ret_node) {
    if (p->query->terms == FH_QUERY_MAX_TERMS)
        return fh_fail_at(p->lexer.err, FIHRIST_E_LIMIT, (int64_t)token->start,
                          "more than %d terms", FH_QUERY_MAX_TERMS);
    p->query->terms++;
    fh_query_node *leaf = fh_arena_alloc(p->arena, sizeof *leaf);
    if (!leaf)
        return fh_fail_memory(p->lexer.err);
    *leaf = token->leaf;
    *ret_node = leaf;
    return check_field_word(p, leaf);
}

/* One operand, behind `behind` if that is not NULL (for the message when there is none). */
static int parse_operand(parser *p, const fh_query_token *behind, fh_query_node **ret_node) {
    const fh_query_token *token;
    int status = peek(p, &token);
    if (status < 0)
        return status;
    if (token->kind != FH_LEX_LEAF && token->kind != FH_LEX_OPEN)
        return fh_query_refuse_missing(&p->lexer, behind, token);
    fh_query_token taken = *token;
    p->peeked = false;
    return taken.kind == FH_LEX_OPEN ? parse_brackets(p, &taken, ret_node)
                                     : keep_leaf(p, &taken, ret_node);
}

/* --- NEAR, ADJ --- */

static bool is_near(const fh_query_token *token) {
    return token->kind == FH_LEX_NEAR || token->kind == FH_LEX_ADJ;
}

static fh_query_field field_of(const fh_query_node *node) {
    return node->kind == FH_QUERY_OR ? node->child->field : node->field;
}

static int parse_near(parser *p, const fh_query_token *behind, fh_query_node **ret_node) {
    const fh_query_token *token;
    fh_query_token first = {.kind = FH_LEX_END};
    node_list list = {NULL, NULL, 0};
    fh_query_node *node;
    int status = parse_operand(p, behind, &node);
    while (status == FIHRIST_OK) {
        if (list.count > 0)
            status = fh_query_check_near(&p->lexer, &first, node, field_of(list.first));
        append(&list, node);
        if (status < 0 || (status = peek(p, &token)) < 0)
            return status;
        if (!is_near(token))
            break;
        fh_query_token near = *token;
        p->peeked = false;
        if (list.count == 1) {
            first = near;
            status = fh_query_check_near(&p->lexer, &first, node, field_of(node));
        } else if (near.kind != first.kind || near.distance != first.distance) {
            status = REFUSE(&p->lexer, near.start,
                            "%.*s behind %.*s: a chain of them has one operator and one distance",
                            SHOWN(fh_query_typed(&p->lexer, &near)),
                            SHOWN(fh_query_typed(&p->lexer, &first)));
        }
        if (status == FIHRIST_OK)
            status = parse_operand(p, &near, &node);
    }
    if (status < 0)
        return status;
    *ret_node = list.first;
    if (list.count == 1)
        return FIHRIST_OK;
    status =
        make_node(p, first.kind == FH_LEX_NEAR ? FH_QUERY_NEAR : FH_QUERY_ADJ, &list, ret_node);
    if (status == FIHRIST_OK)
        (*ret_node)->distance = first.distance;
    return status;
}

/* --- AND, NOT, words side by side --- */

/* What stands between two ORs. */
typedef struct conjunction {
    node_list items; /* chains of AND, side by side */
    node_list chain; /* the last of them, in the making */
    node_list negatives;
    size_t negative_start;       /* of the first `-` or NOT */
    const fh_query_node *latest; /* the operand read last */
    int32_t first_day, last_day; /* what its dates leave */
} conjunction;

/* The chain becomes one item. */
static int end_chain(parser *p, conjunction *c) {
    if (c->chain.count == 0)
        return FIHRIST_OK;
    fh_query_node *node = c->chain.first;
    int status = c->chain.count > 1 ? make_node(p, FH_QUERY_AND, &c->chain, &node) : FIHRIST_OK;
    if (status == FIHRIST_OK)
        append(&c->items, node);
    c->chain = (node_list){NULL, NULL, 0};
    return status;
}

static int note_dates(parser *p, conjunction *c, const fh_query_node *node) {
    bool possible = c->first_day <= c->last_day;
    if (node->kind != FH_QUERY_DATES || !possible)
        return FIHRIST_OK;
    c->first_day = node->first_day > c->first_day ? node->first_day : c->first_day;
    c->last_day = node->last_day < c->last_day ? node->last_day : c->last_day;
    if (c->first_day <= c->last_day)
        return FIHRIST_OK;
    return warn(
        p, "empty_dates", node->start, node->end,
        fh_str_of(
            "no day is in all of these dates; after: and before: leave out the date they name"));
}

/* `or`, `not`, `near/5`, `adj/3`, and what they are elsewhere: `w/5`, `pre/3`. */
static bool is_small_operator(fh_str word) {
    static const char *const operators[] = {"or", "not", "near/", "adj/", "w/", "pre/"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i]);
        bool distance = operators[i][n - 1] == '/';
        if (word.n >= n && memcmp(word.p, operators[i], n) == 0 &&
            (distance ? word.n > n && word.p[n] >= '0' && word.p[n] <= '9' : word.n == n))
            return true;
    }
    return false;
}

/* Another operand follows the latest. */
static int check_small_operator(parser *p, const conjunction *c) {
    const fh_query_node *word = c->latest;
    if (!word || word->kind != FH_QUERY_WORD || word->field || !is_small_operator(word->text))
        return FIHRIST_OK;
    bool first = c->items.count == 0 && word == c->chain.first;
    if (first && !fh_str_equal(word->text, fh_str_of("not"))) /* it needs nothing before it */
        return FIHRIST_OK;
    return warn(
        p, "lowercase_operator", word->start, word->end,
        fh_arena_printf(
            p->arena,
            "'%.*s' is read as a word; operators are AND, OR, NOT, NEAR/5, ADJ/5, in capitals",
            (int)word->text.n, word->text.p));
}

/* One operand, or what is left out, behind `behind`, which may be an AND. */
static int parse_item(parser *p, conjunction *c, const fh_query_token *behind) {
    const fh_query_token *token;
    fh_query_node *node;
    int status = peek(p, &token);
    if (status < 0)
        return status;
    fh_query_token taken = *token;
    bool negative = taken.kind == FH_LEX_NOT;
    if (negative) {
        p->peeked = false;
        if ((status = peek(p, &token)) < 0)
            return status;
        if (token->kind == FH_LEX_NOT)
            return REFUSE(&p->lexer, token->start, "left out twice: '%.*s' behind '%.*s'",
                          SHOWN(fh_query_typed(&p->lexer, token)),
                          SHOWN(fh_query_typed(&p->lexer, &taken)));
    }
    status = parse_near(p, negative ? &taken : behind, &node);
    if (status == FIHRIST_OK)
        status = check_small_operator(p, c);
    if (status == FIHRIST_OK && !negative && !(behind && behind->kind == FH_LEX_AND))
        status = end_chain(p, c);
    if (status < 0)
        return status;
    c->latest = node;
    if (negative && c->negatives.count == 0)
        c->negative_start = taken.start;
    append(negative ? &c->negatives : &c->chain, node);
    return negative ? FIHRIST_OK : note_dates(p, c, node);
}

/* Items side by side, then what is left out of them. */
static int finish_conjunction(parser *p, conjunction *c, fh_query_node **ret_node) {
    int status = end_chain(p, c);
    if (status < 0)
        return status;
    if (c->items.count == 0)
        return fh_query_refuse_negative(&p->lexer, p->context, c->negatives.first,
                                        c->negative_start);
    fh_query_node *node = c->items.first;
    if (c->items.count > 1) {
        status = make_node(p, FH_QUERY_AND, &c->items, &node);
        if (status < 0)
            return status;
        node->implicit = true;
    }
    if (c->negatives.count > 0) {
        node_list list = {node, c->negatives.last, c->negatives.count + 1};
        size_t end = node->end > list.last->end ? node->end : list.last->end;
        size_t start = node->start < c->negative_start ? node->start : c->negative_start;
        node->next = c->negatives.first;
        status = make_node(p, FH_QUERY_NOT, &list, &node);
        if (status < 0)
            return status;
        node->start = start;
        node->end = end;
    }
    *ret_node = node;
    return FIHRIST_OK;
}

static bool begins_item(const fh_query_token *token) {
    return token->kind == FH_LEX_LEAF || token->kind == FH_LEX_OPEN || token->kind == FH_LEX_NOT;
}

/* What stands behind `behind`, an OR or NULL; *ret_several: more than one item. */
static int parse_conjunction(parser *p, const fh_query_token *behind, fh_query_node **ret_node,
                             bool *ret_several) {
    conjunction c = {.first_day = FH_QUERY_FIRST_DAY, .last_day = FH_QUERY_LAST_DAY};
    const fh_query_token *token;
    fh_query_token and;
    int status = parse_item(p, &c, behind);
    while (status == FIHRIST_OK && (status = peek(p, &token)) == FIHRIST_OK) {
        bool joined = token->kind == FH_LEX_AND;
        if (!joined && !begins_item(token))
            return finish_conjunction(p, &c, ret_node);
        and = *token;
        p->peeked = p->peeked && !joined;
        *ret_several = true;
        status = parse_item(p, &c, joined ? &and : NULL);
    }
    return status;
}

/* --- OR --- */

static int warn_mixed(parser *p, const fh_query_node *node) {
    enum { READING_MAX_BYTES = 160 };
    fh_str reading = fh_query_print(node, p->arena);
    if (!reading.p)
        return fh_fail_memory(p->lexer.err);
    const char *rule = "AND and words side by side bind tighter than OR";
    fh_str message =
        reading.n > READING_MAX_BYTES
            ? fh_arena_printf(p->arena, "%s; brackets make it plain", rule)
            : fh_arena_printf(p->arena, "%s: read as %.*s", rule, (int)reading.n, reading.p);
    return warn(p, "mixed_operators", node->start, node->end, message);
}

static int parse_or(parser *p, fh_query_node **ret_node) {
    node_list list = {NULL, NULL, 0};
    fh_query_token behind = {.kind = FH_LEX_END};
    const fh_query_token *token;
    bool mixed = false;
    for (;;) {
        fh_query_node *node = NULL;
        bool several = false;
        int status =
            parse_conjunction(p, behind.kind == FH_LEX_OR ? &behind : NULL, &node, &several);
        if (status < 0 || (status = peek(p, &token)) < 0)
            return status;
        append(&list, node);
        mixed = mixed || several;
        if (token->kind != FH_LEX_OR)
            break;
        behind = *token;
        p->peeked = false;
    }
    *ret_node = list.first;
    if (list.count == 1)
        return FIHRIST_OK;
    int status = make_node(p, FH_QUERY_OR, &list, ret_node);
    return status == FIHRIST_OK && mixed ? warn_mixed(p, *ret_node) : status;
}

/* --- the whole --- */

static size_t depth_of(const fh_query_node *node) {
    size_t deepest = 0;
    for (const fh_query_node *child = node->child; child; child = child->next) {
        size_t depth = depth_of(child);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

static int parse_all(parser *p) {
    const fh_query_token *token;
    int status = parse_or(p, &p->query->root);
    if (status == FIHRIST_OK)
        status = peek(p, &token);
    if (status < 0)
        return status;
    if (token->kind != FH_LEX_END)
        return fh_query_refuse_missing(&p->lexer, NULL, token);
    if (depth_of(p->query->root) > FH_QUERY_MAX_DEPTH)
        return fh_fail_at(p->lexer.err, FIHRIST_E_LIMIT, 0,
                          "brackets and operators more than %d deep", FH_QUERY_MAX_DEPTH);
    return FIHRIST_OK;
}

int fh_query_parse(fh_str text, fh_arena *arena, fh_query **ret_query, fihrist_error *err) {
    if (text.n > FH_QUERY_MAX_BYTES)
        return fh_fail_at(err, FIHRIST_E_LIMIT, FH_QUERY_MAX_BYTES,
                          "query of %zu bytes: at most %d are allowed", text.n, FH_QUERY_MAX_BYTES);
    int status = fh_query_check_bytes(text, err);
    if (status < 0)
        return status;
    fh_query *query = fh_arena_calloc(arena, 1, sizeof *query);
    fh_str copy = fh_arena_copy(arena, text);
    if (!query || !copy.p)
        return fh_fail_memory(err);
    query->text = copy;
    parser p = {.lexer = {.text = copy, .err = err}, .arena = arena, .query = query};
    status = parse_all(&p);
    if (status == FIHRIST_OK)
        *ret_query = query;
    return status;
}
