/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * json_scan.h: step through JSON as it stands in a text: no tree, no copies. It takes exactly what
 * jansson takes with JSON_ALLOW_NUL (the same depth, the same numbers, no lone surrogates, no NUL
 * in a key), at ten times its speed; what is wrong with a text, jansson can say.
 *
 * Texts are valid UTF-8.
 */
#ifndef FIHRIST_FORMATS_JSON_SCAN_H
#define FIHRIST_FORMATS_JSON_SCAN_H

#include "core/memory.h"

typedef enum fh_json_kind {
    FH_JSON_NULL,
    FH_JSON_BOOL,
    FH_JSON_INTEGER, /**< fits an int64_t */
    FH_JSON_REAL,
    FH_JSON_STRING,
    FH_JSON_ARRAY,
    FH_JSON_OBJECT
} fh_json_kind;

/** A value in its text, all of which is well formed. */
typedef struct fh_json_scanned {
    fh_json_kind kind;
    bool escaped; /**< a string with a backslash in it */
    int depth;    /**< 1: in nothing */
    fh_str text;  /**< as it is written: with quotation marks or brackets */
} fh_json_scanned;

/** A place in an array or an object. */
typedef struct fh_json_walk {
    const char *at, *end;
    char close; /**< the bracket that ends it */
    bool begun;
    int depth; /**< of its items */
} fh_json_walk;

/** Begin on the object that a whole text is; false: it does not begin as one. */
bool fh_json_walk_text(fh_str text, fh_json_walk *ret_walk);
/** Begin on an array or an object. */
fh_json_walk fh_json_walk_into(const fh_json_scanned *value);

/** The next item, of an object with its key, which is a string (`ret_key` NULL in an array): 1; 0
 *  behind the last one; -1: not well formed here. */
int fh_json_walk_next(fh_json_walk *walk, fh_json_scanned *ret_key, fh_json_scanned *ret_value);
/** Whether nothing but blanks follows, where the walk has come to its end. */
bool fh_json_walk_ended(const fh_json_walk *walk);

/** What a string says: in its text where nothing is escaped, else in `arena`. It may hold NULs.
 *  {NULL, 0} when out of memory. */
fh_str fh_json_unescape(fh_arena *arena, const fh_json_scanned *string);
/** An integer's value. */
int64_t fh_json_integer_of(const fh_json_scanned *integer);

#endif
