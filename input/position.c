/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * position.c: where the stream stands, as a text that says which files are behind it and how far it
 * is in the one that is open.
 */
#include <stdio.h>

#include "input/input_part.h"

/* One more whenever a reader sees something else in what it read before. */
enum { READERS_VERSION = 2 };

/* Everything that makes other articles of the same files. */
void fh_input_hash_options(fh_input *input) {
    const fh_input_options *o = &input->options;
    fh_hasher_start(&input->passed);
    fh_hasher_add_number(&input->passed, READERS_VERSION);
    fh_hasher_add(&input->passed, o->defaults.source);
    fh_hasher_add(&input->passed, o->defaults.date);
    fh_hasher_add(&input->passed, o->defaults.lang);
    fh_hasher_add(&input->passed, o->defaults.url);
    fh_hasher_add(&input->passed, fh_str_of(o->path_pattern));
    fh_hasher_add_number(&input->passed, (int64_t)o->format);
    fh_hasher_add(&input->passed, o->columns);
}

static void hash_file(fh_hasher *hasher, const fh_walk_file *file) {
    fh_hasher_add(hasher, file->path);
    fh_hasher_add_number(hasher, (int64_t)file->device);
    fh_hasher_add_number(hasher, (int64_t)file->inode);
    fh_hasher_add_number(hasher, (int64_t)file->bytes);
    fh_hasher_add_number(hasher, file->mtime_ns);
}

void fh_input_pass_file(fh_input *input) {
    input->files++;
    hash_file(&input->passed, &input->file);
}

static void print_hash(const fh_hasher *hasher, char hex[FH_HASH_HEX_BYTES]) {
    fh_hasher copy = *hasher;
    uint8_t hash[FH_HASH_BYTES];
    fh_hasher_finish(&copy, hash);
    fh_hash_hex(hash, hex);
}

static void print_file_hash(const fh_walk_file *file, char hex[FH_HASH_HEX_BYTES]) {
    fh_hasher hasher;
    fh_hasher_start(&hasher);
    hash_file(&hasher, file);
    print_hash(&hasher, hex);
}

static fh_input_place here(const fh_input *input) {
    fh_input_place at = {0, 0};
    if (!input->open)
        return at;
    void *jsonl = input->reader ? fh_file_jsonl(input->reader) : NULL;
    if (jsonl) {
        fh_jsonl_place(jsonl, &at.first, &at.second);
        return at;
    }
    fh_file_place place =
        input->reader ? fh_file_here(input->reader) : fh_reading_here(input->process);
    return (fh_input_place){place.document, place.item};
}

/* "2 HASH-OF-WHAT-IS-BEHIND HASH-OF-THE-OPEN-FILE PLACE PLACE"; no open file is a "-". */
int fh_input_position(const fh_input *input, fh_buffer *position, fihrist_error *err) {
    char passed[FH_HASH_HEX_BYTES], current[FH_HASH_HEX_BYTES] = "-";
    const fh_input_place at = here(input);
    print_hash(&input->passed, passed);
    if (input->open)
        print_file_hash(&input->file, current);
    bool done = fh_buffer_printf(position, "2 %.*s %.*s %llu %llu", FH_HASH_HEX_BYTES, passed,
                                 input->open ? FH_HASH_HEX_BYTES : 1, current,
                                 (unsigned long long)at.first, (unsigned long long)at.second);
    return done ? 0 : fh_fail_memory(err);
}

typedef struct place {
    char passed[FH_HASH_HEX_BYTES + 1], current[FH_HASH_HEX_BYTES + 1];
    unsigned long long first, second;
} place;

static bool read_place(fh_str position, place *ret_place) {
    char text[200];
    int end = 0;
    if (position.n == 0 || position.n >= sizeof text)
        return false;
    memcpy(text, position.p, position.n);
    text[position.n] = '\0';
    return sscanf(text, "2 %32[0-9a-f] %32[-0-9a-f] %llu %llu%n", ret_place->passed,
                  ret_place->current, &ret_place->first, &ret_place->second, &end) == 4 &&
           (size_t)end == position.n;
}

static void start_again(fh_input *input) {
    fh_input_close_file(input);
    fh_walk_rewind(input->walk);
    fh_input_hash_options(input);
    input->bytes = 0;
    input->passed_over = 0;
    input->files = 0;
    input->found = false;
}

/* The file the walk has come to is the one the place is in, or the first behind it. */
static int stop_here(fh_input *input, const place *at, bool *ret_resumed, fihrist_error *err) {
    char current[FH_HASH_HEX_BYTES];
    if (strcmp(at->current, "-") == 0) {
        input->found = *ret_resumed = true;
        return 0;
    }
    print_file_hash(&input->file, current);
    if (memcmp(current, at->current, sizeof current) != 0)
        return 0;
    int rc = fh_input_open_file(input, (fh_input_place){at->first, at->second}, err);
    *ret_resumed = rc == 0 && input->open;
    return fh_input_is_rejection(rc) ? 0 : rc;
}

int fh_input_resume(fh_input *input, fh_str position, bool *ret_resumed, fihrist_error *err) {
    place at;
    int rc = 0;
    *ret_resumed = false;
    for (size_t i = 0; i < input->options.path_count; i++)
        if (strcmp(input->options.paths[i], "-") == 0)
            return 0;
    if (!read_place(position, &at))
        return 0;
    while (!*ret_resumed) {
        char passed[FH_HASH_HEX_BYTES];
        rc = fh_walk_next(input->walk, &input->file, err);
        if (rc == FH_WALK_REJECTED)
            continue;
        print_hash(&input->passed, passed);
        bool here_it_is = memcmp(passed, at.passed, sizeof passed) == 0;
        if (rc == FH_WALK_END)
            *ret_resumed = here_it_is && strcmp(at.current, "-") == 0;
        else if (rc == FH_WALK_FILE && here_it_is)
            rc = stop_here(input, &at, ret_resumed, err);
        if (rc <= 0)
            break;
        fh_input_pass_file(input);
        input->bytes += input->file.bytes;
    }
    if (rc == FIHRIST_E_IO)
        rc = fh_input_fail_file(input, rc, err);
    if (!*ret_resumed)
        start_again(input);
    return rc < 0 ? rc : 0;
}
