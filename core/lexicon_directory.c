/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_directory.c: one value of metadata, rewritten whole by each commit: it is small.
 */
#include "core/lexicon_directory.h"

#include <stdio.h>

static const char key[] = "fihrist-lexicon", what[] = "the directory of the lexicon";

const fh_appended_kind fh_lexicon_kind = {"lexicon", "FHFORMS\n", FH_LEXICON_VERSION};

enum {
    AT_COUNT = 4,
    AT_BYTES = 8,
    AT_ID = 16,
    AT_FILE = 24,
    HEAD_BYTES = 32,
    ENTRY_BYTES = 16,
    VALUE_MAX_BYTES = HEAD_BYTES + FH_LEXICON_MAX_RUNS * ENTRY_BYTES
};

void fh_lexicon_name(uint32_t file, char ret_name[FH_LEXICON_NAME_BYTES]) {
    snprintf(ret_name, FH_LEXICON_NAME_BYTES, FH_LEXICON_NAME_STEM "%u", file);
}

static fh_lexicon_run load_run(const uint8_t *from) {
    return (fh_lexicon_run){
        .offset = fh_load64(from), .bytes = fh_load32(from + 8), .checksum = fh_load32(from + 12)};
}

/* Runs lie one behind the other, with those between them that are no longer in use. */
static bool load(const uint8_t *value, size_t n, fh_lexicon_directory *ret) {
    if (n < HEAD_BYTES)
        return false;
    *ret = (fh_lexicon_directory){.id = fh_load64(value + AT_ID),
                                  .bytes = fh_load64(value + AT_BYTES),
                                  .file = fh_load32(value + AT_FILE),
                                  .count = fh_load32(value + AT_COUNT)};
    uint64_t end = FH_APPENDED_HEADER_BYTES;
    if (ret->count > FH_LEXICON_MAX_RUNS || n != HEAD_BYTES + (size_t)ret->count * ENTRY_BYTES ||
        ret->bytes < end || ret->bytes > INT64_MAX || ret->file == 0)
        return false;
    for (uint32_t i = 0; i < ret->count; i++) {
        fh_lexicon_run *run = &ret->runs[i];
        *run = load_run(value + HEAD_BYTES + (size_t)i * ENTRY_BYTES);
        if (run->offset < end || run->offset > ret->bytes ||
            run->bytes > ret->bytes - run->offset || run->offset % FH_APPENDED_ALIGN_BYTES != 0 ||
            run->bytes % FH_APPENDED_ALIGN_BYTES != 0 || run->bytes < FH_LEXICON_RUN_HEADER_BYTES)
            return false;
        end = run->offset + run->bytes;
    }
    return true;
}

static bool same_run(const fh_lexicon_run *a, const fh_lexicon_run *b) {
    return a->offset == b->offset && a->bytes == b->bytes && a->checksum == b->checksum;
}

/* Take over what is known of runs; true: nothing else is said than before. */
static bool keep_known(const fh_lexicon_directory *known, fh_lexicon_directory *read) {
    bool same_file = known->id == read->id && known->file == read->file;
    bool same = same_file && known->bytes == read->bytes && known->count == read->count;
    for (uint32_t i = 0; i < read->count && same_file; i++) {
        bool there = i < known->count && same_run(&known->runs[i], &read->runs[i]);
        if (there)
            read->runs[i] = known->runs[i];
        same = same && there;
    }
    return same;
}

int fh_lexicon_directory_read(fh_lexicon_directory *directory, xc_database *db, bool *ret_changed,
                              fihrist_error *err) {
    uint8_t value[VALUE_MAX_BYTES];
    fh_lexicon_directory read;
    size_t n;
    int code = fh_sealed_read(db, key, what, value, sizeof value, &n, err);
    if (code != FIHRIST_OK)
        return code;
    if (n >= sizeof(uint32_t) && fh_load32(value) != FH_LEXICON_VERSION)
        return fh_fail(err, FIHRIST_E_VERSION, "cannot read the lexicon: it is of another version");
    if (n > sizeof value || !load(value, n, &read))
        return fh_sealed_damaged(what, err);
    *ret_changed = !keep_known(directory, &read);
    *directory = read;
    return FIHRIST_OK;
}

int fh_lexicon_directory_write(const fh_lexicon_directory *directory, xc_writer *engine,
                               fihrist_error *err) {
    uint8_t value[VALUE_MAX_BYTES + FH_SEAL_BYTES] = {0}, *to = value + HEAD_BYTES;
    fh_save32(value, FH_LEXICON_VERSION);
    fh_save32(value + AT_COUNT, directory->count);
    fh_save64(value + AT_BYTES, directory->bytes);
    fh_save64(value + AT_ID, directory->id);
    fh_save32(value + AT_FILE, directory->file);
    for (uint32_t i = 0; i < directory->count; i++, to += ENTRY_BYTES) {
        fh_save64(to, directory->runs[i].offset);
        fh_save32(to + 8, directory->runs[i].bytes);
        fh_save32(to + 12, directory->runs[i].checksum);
    }
    return fh_sealed_write(engine, key, what, value, (size_t)(to - value), err);
}
