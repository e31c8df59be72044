/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query_lex.h: the tokens of a query and the table of fields; between query_lex.c, query_field.c,
 * query_parse.c and query_print.c only.
 */
#ifndef FIHRIST_SEARCHER_QUERY_LEX_H
#define FIHRIST_SEARCHER_QUERY_LEX_H

#include "core/utf8.h"
#include "searcher/query.h"

/* --- the table of fields --- */

/** Which days after: and before: make of a date. */
typedef enum fh_date_bound { FH_BOUND_WITHIN, FH_BOUND_AFTER, FH_BOUND_BEFORE } fh_date_bound;

/** How the value of a field is read. */
typedef enum fh_value_rule {
    FH_VALUE_WORDS, /**< words, quotations, wildcards, NEAR */
    FH_VALUE_NAME,  /**< the name or code of something */
    FH_VALUE_RAW,   /**< anything up to white space */
    FH_VALUE_REVISION,
    FH_VALUE_DATE
} fh_value_rule;

typedef struct fh_field_entry {
    const char *name;
    fh_query_field field;
    fh_value_rule rule;
    fh_date_bound bound;
} fh_field_entry;

/** The entry of a name or alias, in any case; NULL: there is none. */
const fh_field_entry *fh_field_entry_find(fh_str name);
/** The name most likely meant by an unknown one; NULL: none is near. */
const char *fh_field_entry_nearest(fh_str name);
/** How the values of a field are read; FH_VALUE_WORDS for FH_QUERY_NO_FIELD. */
fh_value_rule fh_field_value_rule(fh_query_field field);

/* --- tokens --- */

typedef enum fh_query_token_kind {
    FH_LEX_END,
    FH_LEX_OPEN, /**< `(`; with `entry` where a field stands before it */
    FH_LEX_CLOSE,
    FH_LEX_AND,
    FH_LEX_OR,
    FH_LEX_NOT, /**< NOT, or the - before a word */
    FH_LEX_NEAR,
    FH_LEX_ADJ,
    FH_LEX_LEAF
} fh_query_token_kind;

typedef struct fh_query_token {
    fh_query_token_kind kind;
    const fh_field_entry *entry; /**< of OPEN: the field in front, or NULL */
    uint32_t distance;           /**< of NEAR and ADJ */
    fh_query_node leaf;          /**< of LEAF: all but its place in a tree */
    size_t start, end;
} fh_query_token;

typedef struct fh_query_lexer {
    fh_str text; /**< valid UTF-8 */
    size_t at;
    size_t open;      /**< brackets open; kept by the parser */
    size_t open_at;   /**< where the last bracket was opened; kept by the parser */
    size_t closed_at; /**< behind the latest ')' or quotation */
    fihrist_error *err;
} fh_query_lexer;

/** Read the next token, inside the brackets of `context` (NULL: no field). */
int fh_query_lex(fh_query_lexer *lexer, const fh_field_entry *context, fh_query_token *ret_token);

/** AND, OR, NOT, NEAR, ADJ, NEAR/n, ADJ/n, whatever n is. */
bool fh_query_is_operator(fh_str word);

/** How much of a word or value a message repeats, for "%.*s". */
enum { FH_QUERY_SHOWN_BYTES = 40 };
#define SHOWN(str) (int)fh_utf8_cut((str), FH_QUERY_SHOWN_BYTES), (str).p

/** FIHRIST_E_QUERY about byte `position`, from a printf format and its arguments. */
#define REFUSE(lexer, position, ...)                                                               \
    fh_fail_at((lexer)->err, FIHRIST_E_QUERY, (int64_t)(position), __VA_ARGS__)

/* --- what is wrong; each returns FIHRIST_E_QUERY --- */

/** The bracket at `position` is not closed. */
int fh_query_refuse_open(const fh_query_lexer *lexer, size_t position);
/** `token` begins no operand: what is missing, behind the operator `behind` if that is not NULL. */
int fh_query_refuse_missing(const fh_query_lexer *lexer, const fh_query_token *behind,
                            const fh_query_token *token);
/** From `position` on all is left out, `first` first, in the brackets of `context`. */
int fh_query_refuse_negative(const fh_query_lexer *lexer, const fh_field_entry *context,
                             const fh_query_node *first, size_t position);
/** 0 where `node` may stand beside the NEAR or ADJ `near`, with others in `field`. */
int fh_query_check_near(const fh_query_lexer *lexer, const fh_query_token *near,
                        const fh_query_node *node, fh_query_field field);
/** How a token was typed. */
fh_str fh_query_typed(const fh_query_lexer *lexer, const fh_query_token *token);

/* --- leaves --- */

/** Make of leaf->text, a word that stands at `position`, the leaf it is in the field `entry`. */
int fh_query_read_word(const fh_query_lexer *lexer, const fh_field_entry *entry, size_t position,
                       fh_query_node *leaf);

/** The same for what stood in quotation marks. */
int fh_query_read_phrase(const fh_query_lexer *lexer, const fh_field_entry *entry, size_t position,
                         fh_query_node *leaf);

/* --- characters; every text is valid UTF-8 --- */

/** Check that a text is UTF-8 without control characters. */
int fh_query_check_bytes(fh_str text, fihrist_error *err);

static inline fh_str fh_query_slice(fh_str text, size_t start, size_t end) {
    return (fh_str){text.p + start, end - start};
}

/** The character at `at` and the place behind it; 0 at the end. */
uint32_t fh_query_char_at(fh_str text, size_t at, size_t *ret_next);
bool fh_query_is_letter(char c); /**< a to z, A to Z */
bool fh_query_is_space(uint32_t c);
bool fh_query_is_wordly(uint32_t c);  /**< a letter or digit of any script */
bool fh_query_is_joining(uint32_t c); /**< part of a word where it stands in one: ' and marks */
bool fh_query_is_quote(uint32_t c);
/** Does the quotation mark `c` end what `open` began? */
bool fh_query_closes(uint32_t open, uint32_t c);
bool fh_query_has_word(fh_str text);
/** The first place from `at` on without a character that nobody sees (nor, with `spaces`, white
 *  space). */
size_t fh_query_skip(fh_str text, size_t at, bool spaces);
/** Without white space and unseen characters at both ends. */
fh_str fh_query_trim(fh_str text);

/** Does `http://` or the like stand at `at`? */
bool fh_query_is_url_at(fh_str text, size_t at);
/** Where the word at `at` ends: at white space, a bracket or a quotation mark. */
size_t fh_query_word_end(fh_str text, size_t at);
/** Where a URL ends: at white space, but pairs of brackets belong to it (wiki/Syria_(region)). With
 *  `quotes`, quotation marks do too; with `lenient`, so does a ')' that closes nothing. */
size_t fh_query_raw_end(fh_str text, size_t at, bool quotes, bool lenient);

/** The quotation marks to put around `text` so that it is read back; false: there are none. */
bool fh_query_quotes_for(fh_str text, const char **ret_open, const char **ret_close);

#endif
