/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_builder.c: forms into blocks, blocks one behind the other, then the tables. What goes to
 * the file is written a megabyte at a time, and the header last.
 */
#include "indexer/lexicon_builder.h"

#include "core/varint.h"

enum { CHUNK_BYTES = 1 << 20, SHORT_CUT = 16, SHORT_MORE = 15, BLOCK_MAX_BYTES = 1 << 16 };

void fh_lexicon_builder_free(fh_lexicon_builder *builder) {
    fh_buffer *const buffers[] = {&builder->out, &builder->index, &builder->sections,
                                  &builder->text, &builder->data};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        fh_buffer_free(buffers[i]);
}

int fh_lexicon_builder_begin(fh_lexicon_builder *builder, fh_append_disk *disk, uint64_t offset,
                             fihrist_error *err) {
    static const char header[FH_LEXICON_RUN_HEADER_BYTES];
    fh_lexicon_builder_free(builder);
    *builder = (fh_lexicon_builder){.disk = disk, .offset = offset};
    builder->out = FH_BUFFER((size_t)FH_LEXICON_RUN_MAX_BYTES);
    builder->index = FH_BUFFER((size_t)FH_LEXICON_RUN_MAX_BYTES);
    builder->sections = FH_BUFFER(FH_LEXICON_MAX_SECTIONS * FH_LEXICON_SECTION_BYTES);
    builder->text = FH_BUFFER(BLOCK_MAX_BYTES);
    builder->data = FH_BUFFER(BLOCK_MAX_BYTES);
    builder->block_at = sizeof header;
    return fh_buffer_append(&builder->out, header, sizeof header) ? FIHRIST_OK
                                                                  : fh_fail_memory(err);
}

/* Write what there is, and count it in; what is of the header is written again in the end. */
static int write_out(fh_lexicon_builder *builder, fihrist_error *err) {
    fh_str bytes = fh_buffer_str(&builder->out);
    size_t skip = builder->written == 0 ? FH_LEXICON_RUN_HEADER_BYTES : 0;
    builder->checksum = fh_checksum_more(builder->checksum, bytes.p + skip, bytes.n - skip);
    if (!builder->disk)
        return FIHRIST_OK;
    int code = fh_append_disk_write(builder->disk, builder->offset + builder->written, bytes.p,
                                    bytes.n, err);
    builder->written += bytes.n;
    fh_buffer_clear(&builder->out);
    return code;
}

/* --- blocks --- */

static uint64_t length_of(const fh_lexicon_builder *builder) {
    return builder->written + builder->out.n;
}

static void append_entry(fh_lexicon_builder *builder, uint64_t at, size_t text_n, uint32_t forms) {
    uint8_t entry[FH_LEXICON_ENTRY_BYTES] = {0};
    fh_save32(entry + FH_LEXICON_AT_BLOCK, (uint32_t)at);
    fh_save16(entry + FH_LEXICON_AT_TEXT, (uint16_t)text_n);
    fh_save16(entry + FH_LEXICON_AT_FORMS, (uint16_t)forms);
    if (forms > 0) {
        const uint8_t *block = (const uint8_t *)builder->out.p + (at - builder->written);
        fh_save32(entry + FH_LEXICON_AT_CHECKSUM,
                  fh_lexicon_block_checksum(block, (size_t)(length_of(builder) - at), entry));
    }
    fh_buffer_append(&builder->index, entry, sizeof entry);
}

static int close_block(fh_lexicon_builder *builder, fihrist_error *err) {
    if (builder->forms == 0)
        return FIHRIST_OK;
    uint64_t at = length_of(builder);
    fh_buffer_append_str(&builder->out, fh_buffer_str(&builder->text));
    fh_buffer_append_str(&builder->out, fh_buffer_str(&builder->data));
    if (builder->text.failed || builder->data.failed || builder->out.failed)
        return fh_fail_memory(err);
    append_entry(builder, at, builder->text.n, builder->forms);
    builder->header.blocks++;
    builder->header.forms += builder->forms;
    builder->forms = 0;
    fh_buffer_clear(&builder->text);
    fh_buffer_clear(&builder->data);
    return builder->disk && builder->out.n >= CHUNK_BYTES ? write_out(builder, err) : FIHRIST_OK;
}

static void close_section(fh_lexicon_builder *builder) {
    uint8_t section[FH_LEXICON_SECTION_BYTES];
    if (builder->header.blocks == builder->section_first)
        return;
    memcpy(section, builder->code.bytes, FH_LEXICON_CODE_BYTES);
    fh_save32(section + FH_LEXICON_CODE_BYTES, builder->section_first);
    fh_save32(section + FH_LEXICON_CODE_BYTES + 4, builder->header.blocks - builder->section_first);
    fh_buffer_append(&builder->sections, section, sizeof section);
    builder->header.sections++;
    builder->section_first = builder->header.blocks;
}

/* --- forms --- */

static void append_stem(fh_buffer *data, fh_str form, fh_str stem) {
    size_t common = 0;
    while (common < form.n && common < stem.n && form.p[common] == stem.p[common])
        common++;
    size_t cut = form.n - common, more = stem.n - common;
    if (cut < SHORT_CUT && more < SHORT_MORE) {
        fh_buffer_append_byte(data, (char)(more << 4 | cut));
    } else {
        fh_buffer_append_byte(data, (char)FH_LEXICON_LONG_STEM);
        fh_varint_append(data, cut);
        fh_varint_append(data, more);
    }
    fh_buffer_append(data, stem.p + common, more);
}

static int check_order(fh_lexicon_builder *builder, const fh_lexicon_code *code, fh_str form,
                       fihrist_error *err) {
    int languages = fh_lexicon_code_compare(code, &builder->code);
    fh_str last = {builder->last, builder->last_n};
    if (form.n == 0 || form.n > FH_LEXICON_FORM_MAX_BYTES || memchr(form.p, '\0', form.n) ||
        languages < 0 || (languages == 0 && fh_str_compare(form, last) <= 0))
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged index: its lexicon is not in order");
    if (length_of(builder) + builder->index.n > FH_LEXICON_RUN_MAX_BYTES - 2 * BLOCK_MAX_BYTES)
        return fh_fail(err, FIHRIST_E_LIMIT, "the lexicon would be longer than a run can be");
    if (languages == 0)
        return FIHRIST_OK;
    int status = close_block(builder, err);
    close_section(builder);
    builder->code = *code;
    return status;
}

int fh_lexicon_builder_add(fh_lexicon_builder *builder, const fh_lexicon_code *code, fh_str form,
                           fh_str stem, int64_t change, fihrist_error *err) {
    int status = check_order(builder, code, form, err);
    if (status == FIHRIST_OK && builder->forms == FH_LEXICON_BLOCK_FORMS)
        status = close_block(builder, err);
    if (status != FIHRIST_OK)
        return status;
    fh_buffer_append_str(&builder->text, form);
    fh_buffer_append_byte(&builder->text, '\0');
    fh_varint_append(&builder->data, (uint64_t)change << 1 ^ (change < 0 ? UINT64_MAX : 0));
    append_stem(&builder->data, form, stem);
    memcpy(builder->last, form.p, form.n);
    builder->last_n = form.n;
    builder->forms++;
    return FIHRIST_OK;
}

/* --- the end --- */

static int append_tables(fh_lexicon_builder *builder, fihrist_error *err) {
    fh_lexicon_header *header = &builder->header;
    header->index_at = (uint32_t)length_of(builder);
    append_entry(builder, header->index_at, 0, 0);
    fh_str index = fh_buffer_str(&builder->index), sections = fh_buffer_str(&builder->sections);
    if (builder->index.failed || builder->sections.failed)
        return fh_fail_memory(err);
    header->tables_checksum =
        fh_checksum_more(fh_checksum(index.p, index.n), sections.p, sections.n);
    fh_buffer_append_str(&builder->out, index);
    fh_buffer_append_str(&builder->out, sections);
    while (length_of(builder) % FH_APPENDED_ALIGN_BYTES != 0 && !builder->out.failed)
        fh_buffer_append_byte(&builder->out, '\0');
    return builder->out.failed ? fh_fail_memory(err) : FIHRIST_OK;
}

int fh_lexicon_builder_finish(fh_lexicon_builder *builder, fh_lexicon_run *ret_run,
                              fihrist_error *err) {
    uint8_t header[FH_LEXICON_RUN_HEADER_BYTES];
    *ret_run = (fh_lexicon_run){.offset = builder->offset};
    int code = close_block(builder, err);
    close_section(builder);
    if (code != FIHRIST_OK || builder->header.blocks == 0)
        return code;
    code = append_tables(builder, err);
    uint64_t n = length_of(builder);
    if (code == FIHRIST_OK)
        code = write_out(builder, err);
    if (code != FIHRIST_OK)
        return code;
    fh_lexicon_header_write(&builder->header, header);
    if (builder->disk)
        code = fh_append_disk_write(builder->disk, builder->offset, header, sizeof header, err);
    else
        memcpy(builder->out.p, header, sizeof header);
    ret_run->bytes = (uint32_t)n;
    ret_run->checksum =
        fh_checksum_join(fh_checksum(header, sizeof header), builder->checksum, n - sizeof header);
    return code;
}
