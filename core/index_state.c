/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * index_state.c: the state as one line of JSON under one metadata key. Languages go by code, so
 * that a libstemmer that numbers them otherwise reads the same state.
 */
#include "core/index_state.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "core/engine.h"

static const char state_key[] = "fihrist-state";
static const char *const kind_keys[FH_KIND_COUNT] = {"articles", "comments"};

enum { KEY_BYTES = sizeof state_key - 1, LANGUAGES_MAX = 64 };

static int language_count(void) {
    int count = fh_language_count();
    return count < LANGUAGES_MAX ? count : LANGUAGES_MAX;
}

int fh_index_state_new(fh_index_state *ret_state, fihrist_error *err) {
    unsigned char random[16];
    ssize_t got;
    do
        got = getrandom(random, sizeof random, 0);
    while (got < 0 && errno == EINTR);
    if (got != sizeof random)
        return fh_fail_errno(err, errno, "cannot get random bytes");
    random[6] = (unsigned char)((random[6] & 0x0f) | 0x40); /* a random uuid: version 4 */
    random[8] = (unsigned char)((random[8] & 0x3f) | 0x80);
    *ret_state = (fh_index_state){.revision = 0};
    char *to = ret_state->uuid;
    for (size_t i = 0; i < sizeof random; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        to += snprintf(to, 3, "%02x", random[i]);
    }
    return FIHRIST_OK;
}

/* --- read --- */

static bool read_count(const json_t *value, uint64_t *ret_count) {
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *ret_count = (uint64_t)json_integer_value(value);
    return true;
}

static bool read_languages(const json_t *languages, fh_index_state *state) {
    const char *code;
    json_t *value;
    if (!json_is_object(languages))
        return false;
    json_object_foreach((json_t *)(uintptr_t)languages, code, value) {
        fh_language language = fh_language_find(fh_str_of(code));
        if (language < 0 || language >= language_count() ||
            !read_count(value, &state->languages[language]))
            return false;
    }
    return true;
}

static bool read_state(const json_t *root, fh_index_state *state) {
    const json_t *uuid = json_object_get(root, "uuid");
    if (json_string_length(uuid) != sizeof state->uuid - 1)
        return false;
    memcpy(state->uuid, json_string_value(uuid), sizeof state->uuid);
    for (int kind = 0; kind < FH_KIND_COUNT; kind++) {
        const json_t *stats = json_object_get(root, kind_keys[kind]);
        if (!read_count(json_object_get(stats, "documents"), &state->kinds[kind].documents) ||
            !read_count(json_object_get(stats, "length"), &state->kinds[kind].total_length))
            return false;
    }
    return read_count(json_object_get(root, "revision"), &state->revision) &&
           read_count(json_object_get(root, "rejected"), &state->rejected) &&
           read_languages(json_object_get(root, "languages"), state);
}

int fh_index_state_read(xc_database *db, fh_index_state *ret_state, fihrist_error *err) {
    char *text;
    size_t n;
    xc_error cause;
    int found = xc_database_get_metadata(db, state_key, KEY_BYTES, &text, &n, &cause);
    if (found < 0)
        return fh_fail_engine(err, &cause, "cannot read the state of the index");
    if (found == 0)
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged index: it has no state");
    json_t *root = json_loadb(text, n, 0, NULL);
    xc_free(text);
    fh_index_state state = {.revision = 0};
    bool good = root && read_state(root, &state);
    json_decref(root);
    if (!good)
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged index: its state cannot be read");
    *ret_state = state;
    return FIHRIST_OK;
}

/* --- write --- */

static json_t *pack_state(const fh_index_state *state) {
    json_t *languages = json_object();
    for (int i = 0; i < language_count(); i++)
        if (state->languages[i])
            json_object_set_new(languages, fh_language_code(i),
                                json_integer((json_int_t)state->languages[i]));
    json_t *root = json_pack("{s:s, s:I, s:I, s:o}", "uuid", state->uuid, "revision",
                             (json_int_t)state->revision, "rejected", (json_int_t)state->rejected,
                             "languages", languages);
    for (int kind = 0; root && kind < FH_KIND_COUNT; kind++)
        json_object_set_new(root, kind_keys[kind],
                            json_pack("{s:I, s:I}", "documents",
                                      (json_int_t)state->kinds[kind].documents, "length",
                                      (json_int_t)state->kinds[kind].total_length));
    return root;
}

int fh_index_state_write(xc_writer *writer, const fh_index_state *state, fihrist_error *err) {
    json_t *root = pack_state(state);
    char *text = root ? json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(root);
    if (!text)
        return fh_fail_memory(err);
    xc_error cause;
    int code = xc_writer_set_metadata(writer, state_key, KEY_BYTES, text, strlen(text), &cause);
    free(text); /* jansson's own allocation */
    return code == 0 ? FIHRIST_OK
                     : fh_fail_engine(err, &cause, "cannot write the state of the index");
}
