/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * query.h: the query language: bytes in, a syntax tree or an error with its position out.
 *
 * What doc/fihrist-query.7 promises is decided here: lexing, parsing, the canonical printed form
 * and the tree dump of --explain. No index, no I/O, no analysis of words: a leaf holds text as it
 * was typed, and the planner turns it into terms. Nothing is guessed: a text that makes no sense is
 * an error, what may mean something else than it seems is a warning in the tree's list.
 */
#ifndef FIHRIST_SEARCHER_QUERY_H
#define FIHRIST_SEARCHER_QUERY_H

#include "core/error.h"
#include "core/memory.h"

/** Limits (FIHRIST_E_LIMIT beyond them); fihrist-query(7) names each. */
enum {
    FH_QUERY_MAX_BYTES = FIHRIST_QUERY_MAX_BYTES, /**< 4096, of the query as typed */
    FH_QUERY_MAX_TERMS = 64,    /**< leaves: words, quotations, wildcards, dates, `*` */
    FH_QUERY_MAX_DEPTH = 32,    /**< brackets in brackets, and nodes in nodes */
    FH_QUERY_PHRASE_WORDS = 16, /**< words in quotes, counted by white space */
    FH_QUERY_STEM_LETTERS = 3,  /**< least letters and digits of a word with a `*` */
    FH_QUERY_NEAR_DEFAULT = 10, /**< NEAR and ADJ without a number */
    FH_QUERY_NEAR_MAX = 99,     /**< below FH_POSITION_GAP: never from a title into the text */
    FH_QUERY_MAX_WARNINGS = 16  /**< further ones are left out */
};

/** What a leaf is looked for in. */
typedef enum fh_query_field {
    FH_QUERY_NO_FIELD,  /**< words of articles (title, text, caption) and, as asked, of comments */
    FH_QUERY_SOURCE,    /**< source:, outlet:  an outlet, to be resolved */
    FH_QUERY_DATE,      /**< date:, after:, before:  always an FH_QUERY_DATES leaf */
    FH_QUERY_ACTOR,     /**< actor:  an actor in any role, to be resolved */
    FH_QUERY_AUTHOR,    /**< author:, by:  words of an article author's name */
    FH_QUERY_COMMENTER, /**< commenter:  words of a comment author's name */
    FH_QUERY_TITLE,     /**< title: */
    FH_QUERY_TEXT,      /**< text:  the text of an article, not its title */
    FH_QUERY_COMMENT,   /**< comment:  the text of a comment */
    FH_QUERY_TYPE,      /**< type:  "article" or "comment", checked and in lower case */
    FH_QUERY_LANG,      /**< lang:  not checked here */
    FH_QUERY_ID,        /**< id:  as typed */
    FH_QUERY_URL,       /**< url:  as typed */
    FH_QUERY_LASTMOD,   /**< lastmod:  always an FH_QUERY_REVISIONS leaf */
    FH_QUERY_CLUSTER,   /**< cluster:  an id, as typed */
    FH_QUERY_FIELD_COUNT
} fh_query_field;

/** What a node is. Leaves first.
 *
 *  In source, actor, type, lang, id, url and cluster ("value fields") every leaf is a WORD that
 * holds the whole value, quoted or not: `actor:"Revolutionary Guards"`. PHRASE and WILDCARD have no
 * field, or title, text, comment, author or commenter. */
typedef enum fh_query_kind {
    FH_QUERY_ALL,       /**< `*`: everything; never in a field */
    FH_QUERY_WORD,      /**< `text`: may be several tokens (al-Qaeda, a URL), or, rarely, none */
    FH_QUERY_PHRASE,    /**< `text`: what stood in quotes, the exact words in this order */
    FH_QUERY_WILDCARD,  /**< `text`: with its stars; may be several tokens (al-Qae*) */
    FH_QUERY_REVISIONS, /**< the revisions first_revision..last_revision, both included */
    FH_QUERY_DATES,     /**< the days first_day..last_day, both included */
    FH_QUERY_NEAR,      /**< 2 or more operands, in any order (see `distance`) */
    FH_QUERY_ADJ,       /**< 2 or more operands, in this order */
    FH_QUERY_AND,       /**< 2 or more children; see `implicit` */
    FH_QUERY_NOT,       /**< the first child without what any of the others (1 or more) finds */
    FH_QUERY_OR         /**< 2 or more children */
} fh_query_kind;

/** The ends of an open date range: the first and the last day there is (years 1 to 9999). */
enum { FH_QUERY_FIRST_DAY = -719162, FH_QUERY_LAST_DAY = 2932896 };

/** The last revision there can be. */
#define FH_QUERY_LAST_REVISION UINT64_MAX

typedef struct fh_query_node {
    fh_query_kind kind;
    fh_query_field field;        /**< of a leaf; FH_QUERY_NO_FIELD in ALL and in inner nodes */
    fh_str text;                 /**< of WORD, PHRASE, WILDCARD: valid UTF-8, never empty */
    int32_t first_day, last_day; /**< of DATES: days since 1970, an open end is FH_QUERY_..._DAY */
    uint64_t first_revision,
        last_revision; /**< of REVISIONS; an open end is 0 or FH_QUERY_LAST_REVISION */
    /** Of NEAR and ADJ, 1..FH_QUERY_NEAR_MAX: positions of two operands differ by at most this
     *  much; of more operands, first and last by at most distance * (count - 1). An operand is a
     *  WORD, PHRASE or WILDCARD or an OR of such (not nested), all of the same field. */
    uint32_t distance;
    /** Of AND: no AND was written between the children, so `--match any` may loosen it. An
     *  explicit AND binds tighter: `a b AND c` is AND[implicit](a, AND(b, c)). */
    bool implicit;
    size_t start, end;           /**< bytes of the query it was read from, end exclusive */
    size_t count;                /**< of children */
    struct fh_query_node *child; /**< the first child; NULL in a leaf */
    struct fh_query_node *next;  /**< the next child of the same parent; NULL in the last */
} fh_query_node;

/** A warning: data for the answer, in the order of its position. Codes:
 *  "mixed_operators"     AND (or mere words) and OR in one pair of brackets: AND binds tighter
 *  "lowercase_operator"  `or`, `not`, `near/5`: read as words
 *  "field_without_value" `source: x`: read as a word
 *  "empty_dates"         dates that no day satisfies together, as in after:2015 before:2016 */
typedef struct fh_query_warning {
    const char *code;  /**< static */
    fh_str message;    /**< one line, UTF-8 */
    size_t start, end; /**< bytes of the query */
    struct fh_query_warning *next;
} fh_query_warning;

typedef struct fh_query {
    fh_str text;         /**< the query as typed; a copy */
    fh_query_node *root; /**< never NULL */
    fh_query_warning *warnings;
    size_t terms; /**< leaves */
} fh_query;

/** Read a query. *ret_query and all in it live in `arena`; `text` may go away. Any bytes are
 *  accepted as input.
 *  Errors: FIHRIST_E_QUERY and FIHRIST_E_LIMIT (err->position is the byte they are about, the
 *  message says what to write instead), FIHRIST_E_MEMORY. */
int fh_query_parse(fh_str text, fh_arena *arena, fh_query **ret_query, fihrist_error *err);

/** The canonical text of a tree: parsed again (it can be longer than what was typed, and so pass
 *  FH_QUERY_MAX_BYTES) it gives an equal tree without warnings about operators. {NULL, 0} when out
 *  of memory. In `arena`. */
fh_str fh_query_print(const fh_query_node *node, fh_arena *arena);

/** The tree as an S-expression, for --explain and tests: `(and iran (or title:"a b" gen*))`; an
 *  implicit AND is `(all ...)`. {NULL, 0} when out of memory. In `arena`. */
fh_str fh_query_explain(const fh_query_node *node, fh_arena *arena);

/** Equal but for positions. */
bool fh_query_equal(const fh_query_node *a, const fh_query_node *b);

/** Is it one of the leaf kinds? */
static inline bool fh_query_is_leaf(const fh_query_node *node) {
    return node->kind <= FH_QUERY_DATES;
}

/** The canonical name ("source"), NUL-terminated; "" for FH_QUERY_NO_FIELD. */
const char *fh_query_field_name(fh_query_field field);

/** The i-th name that a query may use, in the order of the documentation, aliases (outlet, by)
 *  last: for `info` and messages. NULL past the last. */
const char *fh_query_field_list(size_t i);

#endif
