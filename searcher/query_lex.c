/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_lex.c: bytes of a query to tokens. Decides what is an operator, a field, a quotation and a
 * word, and what is mere punctuation.
 */
#include "searcher/query_lex.h"

#include "core/number.h"

#include <stdio.h>

/* --- quotations --- */

static int lex_quotation(fh_query_lexer *lexer, const fh_field_entry *entry, size_t start,
                         fh_query_token *ret) {
    size_t mark = lexer->at, at;
    uint32_t open = fh_query_char_at(lexer->text, mark, &at);
    size_t inside = at, end = at;
    for (;; end = at) {
        if (at == lexer->text.n)
            return REFUSE(lexer, mark, "the quotation mark opened here is never closed");
        if (fh_query_closes(open, fh_query_char_at(lexer->text, at, &at)))
            break;
    }
    fh_str text = fh_query_trim(fh_query_slice(lexer->text, inside, end));
    fh_value_rule rule = entry ? entry->rule : FH_VALUE_WORDS;
    if (text.n == 0 || (rule != FH_VALUE_RAW && !fh_query_has_word(text)))
        return REFUSE(lexer, mark, "nothing to search for between the quotation marks");
    ret->kind = FH_LEX_LEAF;
    ret->leaf = (fh_query_node){.kind = FH_QUERY_PHRASE, .text = text, .start = start, .end = at};
    ret->start = start;
    ret->end = lexer->at = lexer->closed_at = at;
    return fh_query_read_phrase(lexer, entry, mark, &ret->leaf);
}

/* --- words --- */

/* NEAR, ADJ, NEAR/5: sets *ret_kind, and *ret_number to what stands behind the slash; nothing,
 * which is no distance, in NEAR5. */
static bool read_nearness(fh_str word, fh_query_token_kind *ret_kind, fh_str *ret_number) {
    static const struct {
        const char *name;
        size_t n;
        fh_query_token_kind kind;
    } names[] = {{"NEAR", 4, FH_LEX_NEAR}, {"ADJ", 3, FH_LEX_ADJ}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = names[i].n;
        if (word.n < n || memcmp(word.p, names[i].name, n) != 0 ||
            (word.n > n && !strchr("/0123456789", word.p[n])))
            continue;
        *ret_kind = names[i].kind;
        *ret_number = word.n > n ? fh_query_slice(word, n + 1, word.n) : (fh_str){NULL, 0};
        return true;
    }
    return false;
}

static bool read_operator(fh_str word, fh_query_token_kind *ret_kind) {
    fh_str number;
    *ret_kind = fh_str_equal(word, fh_str_of("AND"))   ? FH_LEX_AND
                : fh_str_equal(word, fh_str_of("OR"))  ? FH_LEX_OR
                : fh_str_equal(word, fh_str_of("NOT")) ? FH_LEX_NOT
                                                       : FH_LEX_END;
    return *ret_kind != FH_LEX_END || read_nearness(word, ret_kind, &number);
}

bool fh_query_is_operator(fh_str word) {
    fh_query_token_kind kind;
    return read_operator(word, &kind);
}

/* The number of NEAR/5, from 1 to FH_QUERY_NEAR_MAX. */
static int read_distance(const fh_query_lexer *lexer, fh_str word, fh_query_token *ret) {
    fh_str number = {NULL, 0};
    int64_t distance;
    read_nearness(word, &ret->kind, &number);
    ret->distance = FH_QUERY_NEAR_DEFAULT;
    if (!number.p)
        return FIHRIST_OK;
    if (!fh_number_parse(number, 1, FH_QUERY_NEAR_MAX, &distance))
        return REFUSE(lexer, ret->start,
                      "bad distance in '%.*s': a number from 1 to %d, as in NEAR/5 or ADJ/3",
                      SHOWN(word), FH_QUERY_NEAR_MAX);
    ret->distance = (uint32_t)distance;
    return FIHRIST_OK;
}

/* The value of id: or url:, which is taken as it is. */
static int lex_raw(fh_query_lexer *lexer, const fh_field_entry *entry, size_t start,
                   fh_query_token *ret) {
    const char *open, *close;
    size_t end = fh_query_raw_end(lexer->text, lexer->at, true, lexer->open == 0);
    fh_str text = fh_query_trim(fh_query_slice(lexer->text, lexer->at, end));
    if (text.n == 0)
        return REFUSE(lexer, lexer->at, "'%s:' has no value", entry->name);
    if (text.p[text.n - 1] == '*')
        return REFUSE(lexer, end - 1,
                      "'%s:' takes a whole value, no wildcard; a real '*' goes in quotation marks",
                      entry->name);
    if (!fh_query_quotes_for(text, &open, &close))
        return REFUSE(lexer, lexer->at, "quotation marks of several kinds in the value of '%s:'",
                      entry->name);
    ret->kind = FH_LEX_LEAF;
    ret->leaf = (fh_query_node){
        .kind = FH_QUERY_WORD, .field = entry->field, .text = text, .start = start, .end = end};
    ret->start = start;
    ret->end = lexer->at = end;
    return FIHRIST_OK;
}

/* --- fields --- */

/* The length of `name:` at `at` where a value follows without a space, else 0. */
static size_t field_name_length(fh_str text, size_t at) {
    size_t end = at;
    while (end < text.n && (fh_query_is_letter(text.p[end]) || (end > at && text.p[end] == '_')))
        end++;
    if (end == at || end == text.n || text.p[end] != ':' || fh_query_is_url_at(text, at))
        return 0;
    size_t value = fh_query_skip(text, end + 1, false), next;
    uint32_t c = fh_query_char_at(text, value, &next);
    return value == text.n || fh_query_is_space(c) || c == ')' ? 0 : end - at;
}

static int unknown_field(const fh_query_lexer *lexer, fh_str name) {
    char known[160] = "";
    size_t n = 0;
    for (size_t i = 0; fh_query_field_list(i) && n < sizeof known - 16; i++)
        n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", i ? ", " : "",
                              fh_query_field_list(i));
    const char *nearest = fh_field_entry_nearest(name);
    size_t position = (size_t)(name.p - lexer->text.p);
    if (nearest)
        return REFUSE(lexer, position, "unknown field '%.*s:', did you mean '%s:'? Fields: %s",
                      SHOWN(name), nearest, known);
    return REFUSE(lexer, position,
                  "unknown field '%.*s:' (a word needs a space behind its colon). Fields: %s",
                  SHOWN(name), known);
}

/* What stands behind `name:`. */
static int lex_value(fh_query_lexer *lexer, const fh_field_entry *entry, size_t start,
                     fh_query_token *ret) {
    fh_str text = lexer->text;
    size_t value = lexer->at = fh_query_skip(text, lexer->at, false), next;
    uint32_t c = fh_query_char_at(text, value, &next);
    if (fh_query_is_quote(c))
        return lex_quotation(lexer, entry, start, ret);
    if (c == '(') {
        *ret = (fh_query_token){.kind = FH_LEX_OPEN, .entry = entry, .start = start, .end = next};
        lexer->at = next;
        return FIHRIST_OK;
    }
    if (entry->rule == FH_VALUE_RAW)
        return lex_raw(lexer, entry, start, ret);
    size_t end = fh_query_is_url_at(text, value) ? fh_query_raw_end(text, value, false, false)
                                                 : fh_query_word_end(text, value);
    fh_str word = fh_query_trim(fh_query_slice(text, value, end));
    size_t inner = field_name_length(text, value);
    if (inner && fh_field_entry_find(fh_query_slice(text, value, value + inner)))
        return REFUSE(lexer, value, "'%s:' inside '%s:': a word is looked for in one field",
                      fh_field_entry_find(fh_query_slice(text, value, value + inner))->name,
                      entry->name);
    if (entry->rule != FH_VALUE_DATE && word.p[0] == '-')
        return REFUSE(lexer, value, "to leave out a value, put the '-' first: -%s:%.*s",
                      entry->name, SHOWN(fh_query_slice(word, 1, word.n)));
    if (fh_query_is_operator(word))
        return REFUSE(lexer, value,
                      "the operator %.*s behind '%s:'; as a word it goes in quotation marks",
                      SHOWN(word), entry->name);
    if (!fh_query_has_word(word) && !memchr(word.p, '*', word.n))
        return REFUSE(lexer, value, "'%s:' has no value", entry->name);
    ret->kind = FH_LEX_LEAF;
    ret->leaf = (fh_query_node){.kind = FH_QUERY_WORD, .text = word, .start = start, .end = end};
    ret->start = start;
    ret->end = lexer->at = end;
    return fh_query_read_word(lexer, entry, value, &ret->leaf);
}

static int lex_field(fh_query_lexer *lexer, const fh_field_entry *context, size_t name_length,
                     fh_query_token *ret) {
    size_t start = lexer->at;
    fh_str name = fh_query_slice(lexer->text, start, start + name_length);
    const fh_field_entry *entry = fh_field_entry_find(name);
    if (!entry)
        return unknown_field(lexer, name);
    if (context)
        return REFUSE(lexer, start, "'%s:' inside '%s:': a word is looked for in one field",
                      entry->name, context->name);
    lexer->at = start + name_length + 1;
    return lex_value(lexer, entry, start, ret);
}

/* --- tokens --- */

/* A `-` before a word, a quotation or a bracket. */
static bool is_minus(fh_str text, size_t at) {
    size_t next;
    if (at >= text.n || text.p[at] != '-')
        return false;
    at = fh_query_skip(text, at + 1, false);
    uint32_t c = fh_query_char_at(text, at, &next);
    if (at == text.n || c == '-')
        return false;
    fh_str word = fh_query_slice(text, at, fh_query_word_end(text, at));
    return fh_query_is_quote(c) || c == '(' || fh_query_has_word(word) || (word.n == 1 && c == '*');
}

/* A word, an operator, or nothing (*ret_found false): punctuation that stands for itself. */
static int lex_word(fh_query_lexer *lexer, const fh_field_entry *context, fh_query_token *ret,
                    bool *ret_found) {
    size_t start = lexer->at;
    if (context && context->rule == FH_VALUE_RAW) {
        size_t plain = fh_query_word_end(lexer->text, start);
        if (!fh_query_is_operator(fh_query_trim(fh_query_slice(lexer->text, start, plain))))
            return lex_raw(lexer, context, start, ret);
    }
    size_t end = fh_query_is_url_at(lexer->text, start)
                     ? fh_query_raw_end(lexer->text, start, false, false)
                     : fh_query_word_end(lexer->text, start);
    fh_str word = fh_query_trim(fh_query_slice(lexer->text, start, end));
    ret->start = start;
    ret->end = lexer->at = end;
    if (read_operator(word, &ret->kind))
        return ret->kind == FH_LEX_NEAR || ret->kind == FH_LEX_ADJ ? read_distance(lexer, word, ret)
                                                                   : FIHRIST_OK;
    if (fh_str_equal(word, fh_str_of("&&")) || fh_str_equal(word, fh_str_of("||")))
        return REFUSE(lexer, start, "'%.*s' is not an operator; write %s", SHOWN(word),
                      word.p[0] == '&' ? "AND" : "OR");
    *ret_found = fh_query_has_word(word) || memchr(word.p, '*', word.n);
    if (!*ret_found)
        return FIHRIST_OK;
    ret->kind = FH_LEX_LEAF;
    ret->leaf = (fh_query_node){.kind = FH_QUERY_WORD, .text = word, .start = start, .end = end};
    return fh_query_read_word(lexer, context, start, &ret->leaf);
}

static int lex_one(fh_query_lexer *lexer, const fh_field_entry *context, bool token_start,
                   fh_query_token *ret, bool *ret_found) {
    fh_str text = lexer->text;
    size_t start = lexer->at, next;
    bool raw = context && context->rule == FH_VALUE_RAW;
    uint32_t c = fh_query_char_at(text, start, &next);
    *ret = (fh_query_token){.kind = FH_LEX_END, .start = start, .end = next};
    if (start == text.n)
        return FIHRIST_OK;
    if (fh_query_is_quote(c))
        return lex_quotation(lexer, context, start, ret);
    bool minus = token_start && is_minus(text, start);
    if (c == '(' || c == ')' || minus) {
        ret->kind = minus ? FH_LEX_NOT : c == '(' ? FH_LEX_OPEN : FH_LEX_CLOSE;
        lexer->at = next;
        lexer->closed_at = c == ')' ? next : 0;
        return FIHRIST_OK;
    }
    if (start > 0 && start == lexer->closed_at && (c == '*' || c == '~' || c == '^'))
        return REFUSE(lexer, start,
                      "'%c' has no meaning behind brackets and quotation marks; words not far from "
                      "each other are a NEAR/5 b",
                      (int)c);
    if (c == '-' && !raw) { /* dashes: in the middle of a token, or several */
        lexer->at = next;
        *ret_found = false;
        return FIHRIST_OK;
    }
    size_t name_length = raw ? 0 : field_name_length(text, start);
    if (name_length &&
        (!context || fh_field_entry_find(fh_query_slice(text, start, start + name_length))))
        return lex_field(lexer, context, name_length, ret);
    return lex_word(lexer, context, ret, ret_found);
}

int fh_query_lex(fh_query_lexer *lexer, const fh_field_entry *context, fh_query_token *ret_token) {
    for (;;) {
        size_t before = lexer->at;
        lexer->at = fh_query_skip(lexer->text, before, true);
        bool token_start =
            lexer->at == 0 || lexer->at > before || lexer->text.p[lexer->at - 1] == '(';
        bool found = true;
        int status = lex_one(lexer, context, token_start, ret_token, &found);
        if (status < 0 || found)
            return status;
    }
}
