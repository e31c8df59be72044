/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as the file of a lexicon and what the metadata says of it. Checksums that
 * stand before what is to be reached are made right; then everything is read, in all ways.
 *
 * Input: a byte of flags; three runs of 2 bytes, their lengths; the bytes of the runs one behind
 * the other.
 */
#include "core/lexicon_part.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    SIGN = 1,          /* tables and blocks get the checksums they should have */
    RAW_DIRECTORY = 2, /* the directory is the bytes there are, not what fits the runs */
    RUNS = 3,
    AT_BLOCKS = 20,
    AT_INDEX = 24,
    AT_TABLES_CHECKSUM = 28,
    AT_HEADER_CHECKSUM = 32,
    DIRECTORY_HEAD_BYTES = 32,
    ROOM = 64
};

static volatile uint64_t sink; /* what was read */

/* Whatever fits into the run gets its checksum; see lexicon_run.c. */
static void sign(uint8_t *run, uint32_t n) {
    if (n < FH_LEXICON_RUN_HEADER_BYTES)
        return;
    uint64_t index = fh_load32(run + AT_INDEX), blocks = fh_load32(run + AT_BLOCKS);
    for (uint64_t i = 0; i < blocks && index + (i + 2) * FH_LEXICON_ENTRY_BYTES <= n; i++) {
        uint8_t *entry = run + index + i * FH_LEXICON_ENTRY_BYTES;
        uint64_t at = fh_load32(entry), end = fh_load32(entry + FH_LEXICON_ENTRY_BYTES);
        if (at < end && end <= n)
            fh_save32(entry + FH_LEXICON_AT_CHECKSUM,
                      fh_lexicon_block_checksum(run + at, end - at, entry));
    }
    uint64_t tables = (blocks + 1) * FH_LEXICON_ENTRY_BYTES +
                      (uint64_t)fh_load32(run + 16) * FH_LEXICON_SECTION_BYTES;
    if (index + tables <= n)
        fh_save32(run + AT_TABLES_CHECKSUM, fh_checksum(run + index, tables));
    fh_save32(run + AT_HEADER_CHECKSUM, fh_checksum(run, AT_HEADER_CHECKSUM));
}

/* Lay the runs behind the header in `file`, as a directory names them. */
static void lay_out(uint8_t flags, const uint8_t *lengths, uint8_t *file, size_t file_n,
                    fh_lexicon_directory *directory) {
    directory->bytes = FH_APPENDED_HEADER_BYTES;
    for (size_t i = 0; i < RUNS; i++) {
        uint32_t n = (uint32_t)fh_appended_aligned(fh_load16(lengths + 2 * i));
        if (n < FH_LEXICON_RUN_HEADER_BYTES || n > file_n - directory->bytes)
            break;
        uint8_t *run = file + directory->bytes;
        if (flags & SIGN)
            sign(run, n);
        directory->runs[directory->count++] = (fh_lexicon_run){
            .offset = directory->bytes, .bytes = n, .checksum = fh_checksum(run, n)};
        directory->bytes += n;
    }
}

/* The bytes themselves as the value, with a checksum. */
static void set_raw_directory(const uint8_t *data, size_t size) {
    uint8_t value[DIRECTORY_HEAD_BYTES + RUNS * 16 + FH_SEAL_BYTES];
    size_t n = size < sizeof value - FH_SEAL_BYTES ? size : sizeof value - FH_SEAL_BYTES;
    memcpy(value, data, n);
    scratch_seal("fihrist-lexicon", value, n);
}

static void take(fh_str text) {
    for (size_t i = 0; i < text.n; i++)
        sink += (uint8_t)text.p[i];
}

static void tell(void *user, const char *message) {
    (void)user;
    sink += strlen(message);
}

static void read_language(fh_lexicon *lexicon, const char *name, const char *pattern,
                          fh_arena *arena) {
    fh_language language = fh_language_find(fh_str_of(name));
    fh_lexicon_entry entries[ROOM], entry;
    size_t found;
    bool more;
    if (fh_lexicon_match(lexicon, language, fh_str_of(pattern), arena, entries, ROOM, &found, &more,
                         NULL) < 0)
        return;
    for (size_t i = 0; i < found; i++) {
        take(entries[i].form);
        take(entries[i].stem);
        if (fh_lexicon_find(lexicon, language, entries[i].form, arena, &entry, NULL) > 0)
            take(entry.stem);
    }
}

static void read_all(fh_lexicon *lexicon) {
    fh_arena *arena = fh_arena_new();
    uint64_t forms;
    static const char *const patterns[] = {"*", "*an", "b*", "*a*n*", "*1*"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        read_language(lexicon, "english", patterns[i], arena);
        read_language(lexicon, "none", patterns[i], arena);
    }
    if (fh_lexicon_count(lexicon, &forms, NULL) == FIHRIST_OK)
        sink += forms;
    sink += fh_lexicon_check(lexicon, tell, NULL);
    fh_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    scratch_start();
    if (size < 1 + 2 * RUNS)
        return 0;
    const uint8_t *lengths = data + 1, *content = lengths + 2 * RUNS;
    size_t n = size - 1 - 2 * RUNS, file_n = FH_APPENDED_HEADER_BYTES + n;
    fh_lexicon_directory directory = {.file = 1};
    uint8_t *file = fh_malloc(file_n);
    fh_lexicon *lexicon;
    fh_appended_header(&fh_lexicon_kind,
                       data[0] & RAW_DIRECTORY && n >= 24 ? fh_load64(content + 16) : 0, file);
    memcpy(file + FH_APPENDED_HEADER_BYTES, content, n);
    lay_out(data[0], lengths, file, file_n, &directory);
    if (data[0] & RAW_DIRECTORY)
        set_raw_directory(content, n);
    else if (fh_lexicon_directory_write(&directory, scratch_engine, NULL) < 0)
        abort();
    scratch_write("lexicon-1", file, file_n);
    if (fh_lexicon_open(scratch_path, xc_writer_database(scratch_engine), &lexicon, NULL) ==
        FIHRIST_OK) {
        read_all(lexicon);
        fh_lexicon_close(lexicon);
    }
    fh_free(file);
    return 0;
}
