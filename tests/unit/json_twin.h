/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * json_twin.h: what json_scan.h finds in a text, as jansson's tree, to be held against jansson's
 * own.
 */
#ifndef FIHRIST_TESTS_UNIT_JSON_TWIN_H
#define FIHRIST_TESTS_UNIT_JSON_TWIN_H

#include <jansson.h>

#include "formats/json_scan.h"

static inline json_t *json_twin_items(fh_json_walk *walk, bool object, fh_arena *arena);

static inline json_t *json_twin_of(const fh_json_scanned *value, fh_arena *arena) {
    fh_json_walk walk;
    fh_str text;
    switch (value->kind) {
    case FH_JSON_STRING:
        text = fh_json_unescape(arena, value);
        return json_stringn(text.p, text.n);
    case FH_JSON_INTEGER:
        return json_integer(fh_json_integer_of(value));
    case FH_JSON_ARRAY:
    case FH_JSON_OBJECT:
        walk = fh_json_walk_into(value);
        return json_twin_items(&walk, value->kind == FH_JSON_OBJECT, arena);
    default:
        return json_loadb(value->text.p, value->text.n, JSON_DECODE_ANY, NULL);
    }
}

/* NULL: it is not well formed. */
static inline json_t *json_twin_items(fh_json_walk *walk, bool object, fh_arena *arena) {
    json_t *made = object ? json_object() : json_array();
    fh_json_scanned key, value;
    int more;
    while ((more = fh_json_walk_next(walk, object ? &key : NULL, &value)) > 0) {
        json_t *item = json_twin_of(&value, arena);
        fh_str name = object ? fh_json_unescape(arena, &key) : (fh_str){NULL, 0};
        if (object)
            json_object_setn_new(made, name.p, name.n, item);
        else
            json_array_append_new(made, item);
    }
    if (more == 0)
        return made;
    json_decref(made);
    return NULL;
}

/* Whether both take the text, which is valid UTF-8, as the same object, or neither as one. */
static inline bool json_twins_agree(fh_str text, fh_arena *arena) {
    fh_json_walk walk;
    json_t *scanned = NULL, *loaded = json_loadb(text.p, text.n, JSON_ALLOW_NUL, NULL);
    if (fh_json_walk_text(text, &walk))
        scanned = json_twin_items(&walk, true, arena);
    bool taken = scanned && fh_json_walk_ended(&walk);
    bool agree = taken ? json_equal(scanned, loaded) : !json_is_object(loaded);
    json_decref(scanned);
    json_decref(loaded);
    return agree;
}

#endif
