/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * manifest.c: the manifest of an index: JSON in, JSON out, every member checked.
 */
#include "core/index_part.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

enum { MANIFEST_MAX_BYTES = 64 * 1024 };

static int fail_manifest(const char *dir, const char *cause, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_CORRUPT, "cannot open index '%.150s': damaged manifest: %s", dir,
                   cause);
}

/* Copy the text of `key` where it fits and is not empty. */
static bool copy_text(const json_t *root, const char *key, char *to, size_t room) {
    const json_t *value = json_object_get(root, key);
    size_t n = json_string_length(value);
    if (!json_is_string(value) || n == 0 || n >= room)
        return false;
    memcpy(to, json_string_value(value), n + 1);
    return true;
}

static const char *const positions_names[] = {
    [FH_POSITIONS_STORE] = "store", [FH_POSITIONS_XAPIAN] = "xapian"};

static bool read_positions(const json_t *value, fh_positions *ret_positions) {
    const char *name = json_string_value(value);
    for (size_t i = 0; name && i < sizeof positions_names / sizeof *positions_names; i++)
        if (strcmp(name, positions_names[i]) == 0) {
            *ret_positions = (fh_positions)i;
            return true;
        }
    return false;
}

static int parse_manifest(const char *dir, const json_t *root, fh_manifest *manifest,
                          fihrist_error *err) {
    const json_t *format = json_object_get(root, "format");
    const json_t *generation = json_object_get(root, "generation");
    const json_t *authority = json_object_get(root, "authority");
    const json_t *positions = json_object_get(root, "positions");
    const json_t *final = json_object_get(root, "final");
    const json_t *alike = json_object_get(root, "alike");
    if (!json_is_integer(format) || json_integer_value(format) <= 0)
        return fail_manifest(dir, "no format version", err);
    if (json_integer_value(format) != FH_INDEX_FORMAT)
        return fh_fail(err, FIHRIST_E_VERSION,
                       "cannot open index '%.120s': it has format %lld, this program reads format "
                       "%d; index its articles again",
                       dir, (long long)json_integer_value(format), FH_INDEX_FORMAT);
    if (!json_is_integer(generation) || json_integer_value(generation) <= 0)
        return fail_manifest(dir, "no generation", err);
    if (!copy_text(root, "fingerprint", manifest->fingerprint, sizeof manifest->fingerprint))
        return fail_manifest(dir, "no fingerprint", err);
    if (!copy_text(root, "language", manifest->language, sizeof manifest->language))
        return fail_manifest(dir, "no language", err);
    if (!json_is_boolean(authority))
        return fail_manifest(dir, "no word of an authority file", err);
    if (!read_positions(positions, &manifest->positions))
        return fail_manifest(dir, "no word of where positions are", err);
    if (final && !json_is_boolean(final))
        return fail_manifest(dir, "no word of whether it is final", err);
    if (alike && (!json_is_integer(alike) || json_integer_value(alike) < 0 ||
                  json_integer_value(alike) > FH_ALIKE_MAX))
        return fail_manifest(dir, "no word of what counts as a copy", err);
    manifest->format = FH_INDEX_FORMAT;
    manifest->generation = (uint64_t)json_integer_value(generation);
    manifest->authority = json_is_true(authority);
    manifest->final = json_is_true(final);
    manifest->alike = (uint32_t)json_integer_value(alike);
    return FIHRIST_OK;
}

static bool is_known(fh_str text, const fh_manifest *manifest) {
    return text.n > 0 && fh_str_equal(text, (fh_str){manifest->text, manifest->text_bytes});
}

static int take_text(const char *dir, fh_str text, fh_manifest *manifest, fihrist_error *err) {
    json_error_t cause;
    fh_manifest read = {0};
    if (is_known(text, manifest))
        return FIHRIST_OK;
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &cause);
    int code = root ? parse_manifest(dir, root, &read, err) : fail_manifest(dir, cause.text, err);
    json_decref(root);
    if (code != FIHRIST_OK)
        return code;
    if (text.n <= sizeof read.text) {
        memcpy(read.text, text.p, text.n);
        read.text_bytes = text.n;
    }
    *manifest = read;
    return FIHRIST_OK;
}

static int load_manifest(const char *dir, int dir_fd, fh_manifest *manifest, fihrist_error *err) {
    int fd;
    int code = fh_part_open(dir, dir_fd, FH_MANIFEST_NAME, O_RDONLY, &fd, err);
    if (code == FIHRIST_E_NOT_FOUND)
        return fh_part_fail(dir, code, "not a fihrist index", err);
    if (code != FIHRIST_OK)
        return code;
    char *text = fh_malloc(MANIFEST_MAX_BYTES);
    size_t n = 0;
    if (!text)
        code = fh_fail_memory(err);
    else if (fh_part_read(fd, text, MANIFEST_MAX_BYTES, &n) < 0)
        code = fh_fail_errno(err, errno, "cannot read '%.150s/" FH_MANIFEST_NAME "'", dir);
    close(fd);
    if (code == FIHRIST_OK)
        code = take_text(dir, (fh_str){text, n}, manifest, err);
    fh_free(text);
    return code;
}

int fh_manifest_reread(const char *dir, fh_manifest *manifest, fihrist_error *err) {
    int dir_fd;
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = load_manifest(dir, dir_fd, manifest, err);
    close(dir_fd);
    return code;
}

int fh_manifest_read(const char *dir, fh_manifest *ret_manifest, fihrist_error *err) {
    fh_manifest manifest = {0};
    int code = fh_manifest_reread(dir, &manifest, err);
    if (code == FIHRIST_OK)
        *ret_manifest = manifest;
    return code;
}

int fh_manifest_write(const char *dir, const fh_manifest *manifest, fihrist_error *err) {
    json_t *root =
        json_pack("{s:i, s:I, s:s, s:s, s:b, s:s, s:b, s:i}", "format", (int)manifest->format,
                  "generation", (json_int_t)manifest->generation, "fingerprint",
                  manifest->fingerprint, "language", manifest->language, "authority",
                  (int)manifest->authority, "positions", positions_names[manifest->positions],
                  "final", (int)manifest->final, "alike", (int)manifest->alike);
    char *text = root ? json_dumps(root, JSON_INDENT(1)) : NULL;
    json_decref(root);
    if (!text)
        return fh_fail_memory(err);
    int code = fh_part_replace(dir, FH_MANIFEST_NAME, fh_str_of(text), err);
    free(text); /* jansson's own allocation */
    return code;
}
