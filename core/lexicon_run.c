/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_run.c: the tables of a run are checked once, as a whole, and trusted then; each block has
 * a checksum that is verified whenever it is read, unless the whole run was.
 */
#include "core/lexicon_run.h"

#include "core/varint.h"

enum {
    AT_VERSION = 4,
    AT_FORMS = 8,
    AT_SECTIONS = 16,
    AT_BLOCKS = 20,
    AT_INDEX = 24,
    AT_TABLES_CHECKSUM = 28,
    AT_CHECKSUM = 32,
    AT_SECTION_FIRST = FH_LEXICON_CODE_BYTES,
    AT_SECTION_BLOCKS = FH_LEXICON_CODE_BYTES + 4,
    FORM_LEAST_BYTES = 2, /* in a block: a letter and its NUL; a change and a stem byte */
    SHORT_STEM_BITS = 4
};

fh_lexicon_code fh_lexicon_code_of(const char *code) {
    fh_lexicon_code padded = {{0}};
    for (size_t i = 0; i < sizeof padded.bytes && code[i]; i++)
        padded.bytes[i] = code[i];
    return padded;
}

/* --- tables --- */

void fh_lexicon_header_write(const fh_lexicon_header *header,
                             uint8_t to[FH_LEXICON_RUN_HEADER_BYTES]) {
    memset(to, 0, FH_LEXICON_RUN_HEADER_BYTES);
    memcpy(to, FH_LEXICON_RUN_MAGIC, strlen(FH_LEXICON_RUN_MAGIC));
    fh_save32(to + AT_VERSION, FH_LEXICON_VERSION);
    fh_save64(to + AT_FORMS, header->forms);
    fh_save32(to + AT_SECTIONS, header->sections);
    fh_save32(to + AT_BLOCKS, header->blocks);
    fh_save32(to + AT_INDEX, header->index_at);
    fh_save32(to + AT_TABLES_CHECKSUM, header->tables_checksum);
    fh_save32(to + AT_CHECKSUM, fh_checksum(to, AT_CHECKSUM));
}

static uint64_t index_bytes(uint32_t blocks) {
    return ((uint64_t)blocks + 1) * FH_LEXICON_ENTRY_BYTES;
}

static const uint8_t *entry_of(const uint8_t *bytes, uint32_t index_at, uint32_t block) {
    return bytes + index_at + (size_t)block * FH_LEXICON_ENTRY_BYTES;
}

/* Blocks lie one behind the other, from the header to the index, which the entry behind the last
 * says; none has more forms than fit. */
static bool index_is_good(const uint8_t *bytes, uint32_t blocks, uint32_t index_at,
                          uint64_t forms) {
    uint32_t at = fh_load32(entry_of(bytes, index_at, 0));
    if (at != FH_LEXICON_RUN_HEADER_BYTES ||
        fh_load32(entry_of(bytes, index_at, blocks)) != index_at)
        return false;
    uint64_t found = 0;
    for (uint32_t i = 0; i < blocks; i++) {
        const uint8_t *entry = entry_of(bytes, index_at, i);
        uint32_t next = fh_load32(entry + FH_LEXICON_ENTRY_BYTES);
        uint32_t text = fh_load16(entry + FH_LEXICON_AT_TEXT);
        uint32_t count = fh_load16(entry + FH_LEXICON_AT_FORMS);
        if (next <= at || next > index_at || count < 1 || count > FH_LEXICON_BLOCK_FORMS ||
            text < count * FORM_LEAST_BYTES || text > next - at ||
            next - at - text < count * FORM_LEAST_BYTES)
            return false;
        at = next;
        found += count;
    }
    return found == forms;
}

/* Languages ascend, and have all blocks among them. */
static bool sections_are_good(const uint8_t *sections, uint32_t count, uint32_t blocks) {
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++, sections += FH_LEXICON_SECTION_BYTES) {
        uint32_t own = fh_load32(sections + AT_SECTION_BLOCKS);
        if (fh_load32(sections + AT_SECTION_FIRST) != next || own < 1 || own > blocks - next ||
            (i > 0 &&
             memcmp(sections - FH_LEXICON_SECTION_BYTES, sections, FH_LEXICON_CODE_BYTES) >= 0))
            return false;
        next += own;
    }
    return next == blocks;
}

static bool tables_are_good(const fh_lexicon_run *run, const uint8_t *bytes,
                            fh_lexicon_header *ret_header) {
    uint8_t expected[FH_LEXICON_RUN_HEADER_BYTES];
    if (run->bytes < FH_LEXICON_RUN_HEADER_BYTES)
        return false;
    fh_lexicon_header header = {
        .forms = fh_load64(bytes + AT_FORMS),
        .sections = fh_load32(bytes + AT_SECTIONS),
        .blocks = fh_load32(bytes + AT_BLOCKS),
        .index_at = fh_load32(bytes + AT_INDEX),
        .tables_checksum = fh_load32(bytes + AT_TABLES_CHECKSUM),
    };
    fh_lexicon_header_write(&header, expected);
    if (memcmp(bytes, expected, sizeof expected) != 0 ||
        header.sections > FH_LEXICON_MAX_SECTIONS || header.index_at < sizeof expected)
        return false;
    uint64_t tables =
        index_bytes(header.blocks) + (uint64_t)header.sections * FH_LEXICON_SECTION_BYTES;
    if (fh_appended_aligned(header.index_at + tables) != run->bytes ||
        fh_checksum(bytes + header.index_at, tables) != header.tables_checksum)
        return false;
    *ret_header = header;
    return index_is_good(bytes, header.blocks, header.index_at, header.forms) &&
           sections_are_good(bytes + header.index_at + index_bytes(header.blocks), header.sections,
                             header.blocks);
}

bool fh_lexicon_run_check(fh_lexicon_run *run, const uint8_t *bytes) {
    fh_lexicon_header header;
    if (run->state != FH_LEXICON_UNSEEN)
        return run->state == FH_LEXICON_GOOD;
    if (!tables_are_good(run, bytes, &header)) {
        run->state = FH_LEXICON_DAMAGED;
        return false;
    }
    run->state = FH_LEXICON_GOOD;
    run->forms = header.forms;
    run->blocks = header.blocks;
    run->sections = header.sections;
    run->index_at = header.index_at;
    return true;
}

bool fh_lexicon_run_verify(fh_lexicon_run *run, const uint8_t *bytes) {
    if (!run->whole)
        run->whole = fh_checksum(bytes, run->bytes) == run->checksum;
    return run->whole;
}

void fh_lexicon_section(const fh_lexicon_run *run, const uint8_t *bytes, uint32_t i,
                        fh_lexicon_code *ret_code, uint32_t *ret_first, uint32_t *ret_end) {
    const uint8_t *section =
        bytes + run->index_at + index_bytes(run->blocks) + (size_t)i * FH_LEXICON_SECTION_BYTES;
    memcpy(ret_code->bytes, section, sizeof ret_code->bytes);
    *ret_first = fh_load32(section + AT_SECTION_FIRST);
    *ret_end = *ret_first + fh_load32(section + AT_SECTION_BLOCKS);
}

/* --- blocks --- */

uint32_t fh_lexicon_block_checksum(const uint8_t *bytes, size_t n,
                                   const uint8_t entry[FH_LEXICON_ENTRY_BYTES]) {
    return fh_checksum_more(fh_checksum(bytes, n), entry, FH_LEXICON_AT_CHECKSUM);
}

static const uint8_t *bytes_of_block(const fh_lexicon_cursor *cursor, uint32_t block, size_t *ret_n,
                                     const uint8_t **ret_entry) {
    *ret_entry = entry_of(cursor->bytes, cursor->run->index_at, block);
    uint32_t at = fh_load32(*ret_entry);
    *ret_n = fh_load32(*ret_entry + FH_LEXICON_ENTRY_BYTES) - at;
    return cursor->bytes + at;
}

static bool block_is_good(const fh_lexicon_cursor *cursor, uint32_t block) {
    const uint8_t *entry;
    size_t n;
    const uint8_t *bytes = bytes_of_block(cursor, block, &n, &entry);
    return cursor->run->whole ||
           fh_lexicon_block_checksum(bytes, n, entry) == fh_load32(entry + FH_LEXICON_AT_CHECKSUM);
}

const char *fh_lexicon_cursor_peek(const fh_lexicon_cursor *cursor, uint32_t block,
                                   const char **ret_end) {
    const uint8_t *entry;
    size_t n;
    const char *text = (const char *)bytes_of_block(cursor, block, &n, &entry);
    *ret_end = text + fh_load16(entry + FH_LEXICON_AT_TEXT);
    return text;
}

/* The first form of a block, as it stands there. */
static fh_str first_form(const fh_lexicon_cursor *cursor, uint32_t block) {
    const char *end, *text = fh_lexicon_cursor_peek(cursor, block, &end);
    return (fh_str){text, strnlen(text, (size_t)(end - text))};
}

bool fh_lexicon_cursor_enter(fh_lexicon_cursor *cursor, uint32_t block) {
    const uint8_t *entry;
    size_t n;
    const uint8_t *bytes = bytes_of_block(cursor, block, &n, &entry);
    if (!block_is_good(cursor, block))
        return false;
    cursor->text = fh_lexicon_cursor_peek(cursor, block, &cursor->text_end);
    cursor->data = (const uint8_t *)cursor->text_end;
    cursor->data_end = bytes + n;
    cursor->next = block + 1;
    return true;
}

/* --- forms --- */

static bool read_number(fh_lexicon_cursor *cursor, uint64_t *ret_number) {
    fh_str left = {(const char *)cursor->data, (size_t)(cursor->data_end - cursor->data)};
    size_t at = 0;
    if (!fh_varint_read(left, &at, ret_number))
        return false;
    cursor->data += at;
    return true;
}

/* The stem is what is left of the form without its last `cut` bytes, and `more` behind that. */
static bool read_stem(fh_lexicon_cursor *cursor) {
    if (cursor->data == cursor->data_end)
        return false;
    uint8_t byte = *cursor->data++;
    uint64_t cut = byte & ((1 << SHORT_STEM_BITS) - 1), more = byte >> SHORT_STEM_BITS;
    if (byte == FH_LEXICON_LONG_STEM && (!read_number(cursor, &cut) || !read_number(cursor, &more)))
        return false;
    if (cut > cursor->form.n || more > (size_t)(cursor->data_end - cursor->data) ||
        more > FH_LEXICON_STEM_MAX_BYTES - (cursor->form.n - cut))
        return false;
    cursor->stem = (fh_str){cursor->form.p, cursor->form.n - cut};
    if (more > 0) {
        memcpy(cursor->stem_room, cursor->form.p, cursor->stem.n);
        memcpy(cursor->stem_room + cursor->stem.n, cursor->data, more);
        cursor->stem = (fh_str){cursor->stem_room, cursor->stem.n + more};
        cursor->data += more;
    }
    return true;
}

static bool read_form(fh_lexicon_cursor *cursor) {
    uint64_t zigzag;
    size_t left = (size_t)(cursor->text_end - cursor->text), n = strnlen(cursor->text, left);
    if (n == left || n == 0 || n > FH_LEXICON_FORM_MAX_BYTES)
        return false;
    cursor->form = (fh_str){cursor->text, n};
    cursor->text += n + 1;
    if (!read_number(cursor, &zigzag) || !read_stem(cursor))
        return false;
    cursor->change = (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1);
    return true;
}

bool fh_lexicon_cursor_start(fh_lexicon_cursor *cursor, fh_lexicon_run *run, const uint8_t *bytes,
                             const fh_lexicon_code *code) {
    cursor->run = run;
    cursor->bytes = bytes;
    cursor->text = cursor->text_end = NULL;
    cursor->data = cursor->data_end = NULL;
    cursor->first = cursor->end = cursor->next = 0;
    if (!fh_lexicon_run_check(run, bytes))
        return false;
    for (uint32_t i = 0; i < run->sections; i++) {
        fh_lexicon_code found;
        uint32_t first, end;
        fh_lexicon_section(run, bytes, i, &found, &first, &end);
        if (fh_lexicon_code_compare(&found, code) != 0)
            continue;
        cursor->first = cursor->next = first;
        cursor->end = end;
    }
    return true;
}

int fh_lexicon_cursor_next(fh_lexicon_cursor *cursor) {
    if (cursor->text == cursor->text_end) {
        if (cursor->data != cursor->data_end)
            return FIHRIST_E_CORRUPT;
        if (cursor->next == cursor->end)
            return 0;
        if (!fh_lexicon_cursor_enter(cursor, cursor->next))
            return FIHRIST_E_CORRUPT;
    }
    return read_form(cursor) ? 1 : FIHRIST_E_CORRUPT;
}

/* The block that the form would be in: the last that does not begin behind it. What was compared
 * with on the way may be damaged; if it led astray, then in the block found or in the one behind
 * it, and both are verified. */
static bool find_block(const fh_lexicon_cursor *cursor, fh_str form, uint32_t *ret_block) {
    uint32_t low = cursor->first, high = cursor->end; /* the first that begins behind it */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (fh_str_compare(first_form(cursor, middle), form) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < cursor->end && !block_is_good(cursor, low))
        return false;
    *ret_block = low > cursor->first ? low - 1 : low;
    return true;
}

int fh_lexicon_cursor_seek(fh_lexicon_cursor *cursor, fh_str form) {
    uint32_t block;
    int status;
    if (cursor->first == cursor->end)
        return 0;
    if (!find_block(cursor, form, &block) || !fh_lexicon_cursor_enter(cursor, block))
        return FIHRIST_E_CORRUPT;
    while ((status = fh_lexicon_cursor_next(cursor)) > 0 && fh_str_compare(cursor->form, form) < 0)
        ;
    return status;
}
