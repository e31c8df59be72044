/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_refuse.c: what is said of a query that is put together wrongly, and what may not stand
 * beside NEAR and ADJ.
 */
#include "searcher/query_lex.h"

fh_str fh_query_typed(const fh_query_lexer *lexer, const fh_query_token *token) {
    return fh_query_slice(lexer->text, token->start, token->end);
}

static int dangling(const fh_query_lexer *lexer, const fh_query_token *behind, bool before) {
    fh_str text = fh_query_typed(lexer, behind);
    if (behind->kind == FH_LEX_NOT)
        return REFUSE(lexer, behind->start, "nothing to leave out behind '%.*s'", SHOWN(text));
    return REFUSE(lexer, behind->start,
                  "nothing to search for %s the operator %.*s; as a word it goes in quotation "
                  "marks or small letters",
                  before ? "before" : "behind", SHOWN(text));
}

int fh_query_refuse_open(const fh_query_lexer *lexer, size_t position) {
    return REFUSE(lexer, position, "the bracket opened here is never closed");
}

int fh_query_refuse_missing(const fh_query_lexer *lexer, const fh_query_token *behind,
                            const fh_query_token *token) {
    if (behind)
        return dangling(lexer, behind, false);
    if (token->kind == FH_LEX_CLOSE && lexer->open == 0)
        return REFUSE(lexer, token->start, "')' closes a bracket that was never opened");
    if (token->kind == FH_LEX_CLOSE)
        return REFUSE(lexer, token->start, "nothing to search for between the brackets");
    if (token->kind != FH_LEX_END)
        return dangling(lexer, token, true);
    if (lexer->open > 0)
        return fh_query_refuse_open(lexer, lexer->open_at);
    return REFUSE(lexer, 0, "%s",
                  fh_query_skip(lexer->text, 0, true) < lexer->text.n
                      ? "nothing to search for: no word in the query"
                      : "empty query");
}

int fh_query_refuse_negative(const fh_query_lexer *lexer, const fh_field_entry *context,
                             const fh_query_node *first, size_t position) {
    fh_str text = fh_query_slice(lexer->text, first->start, first->end);
    if (context)
        return REFUSE(lexer, position,
                      "nothing to search for here, only something to leave out; write -%s:%.*s",
                      context->name, SHOWN(text));
    return REFUSE(
        lexer, position,
        "nothing to search for here, only something to leave out; everything else is * -%.*s",
        SHOWN(text));
}

static int check_near_leaf(const fh_query_lexer *lexer, const fh_query_token *near,
                           const fh_query_node *leaf) {
    fh_str name = fh_query_typed(lexer, near);
    if (!fh_query_is_leaf(leaf))
        return REFUSE(
            lexer, leaf->start,
            "%.*s stands between words, quotations, wildcards and choices such as (a OR b) only",
            SHOWN(name));
    if (leaf->kind == FH_QUERY_ALL)
        return REFUSE(lexer, leaf->start, "'*' has no place beside %.*s", SHOWN(name));
    if (fh_field_value_rule(leaf->field) != FH_VALUE_WORDS)
        return REFUSE(lexer, leaf->start, "'%s:' has no place beside %.*s",
                      fh_query_field_name(leaf->field), SHOWN(name));
    return FIHRIST_OK;
}

/* An operand is a leaf of words, or an OR of such. */
int fh_query_check_near(const fh_query_lexer *lexer, const fh_query_token *near,
                        const fh_query_node *node, fh_query_field field) {
    bool choice = node->kind == FH_QUERY_OR;
    for (const fh_query_node *leaf = choice ? node->child : node; leaf;
         leaf = choice ? leaf->next : NULL) {
        int status = check_near_leaf(lexer, near, leaf);
        if (status < 0)
            return status;
        fh_str name = fh_query_typed(lexer, near);
        const char *inside = fh_query_field_name(field ? field : leaf->field);
        if (leaf->field != field)
            return REFUSE(lexer, leaf->start,
                          "%.*s needs both sides in one field: write %s:(a %.*s b)", SHOWN(name),
                          inside, SHOWN(name));
    }
    return FIHRIST_OK;
}
