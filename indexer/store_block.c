/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_block.c: gathering a block and turning it into bytes. A word has a provisional number until
 * the block is closed; then the lexicon is sorted, and the rank of a word in it is its id.
 */
#include "indexer/store_block.h"

enum {
    SLOTS = 1 << 17, /* twice the words */
    RECORDS_BYTES = 8 << 20,
    UNITS = 4 << 20,
    KEPT_BYTES = 16 << 20 /* of the records' memory and the units', from block to block */
};

/* A word in the hash table; a free slot has number 0. */
typedef struct slot {
    fh_unit unit;
    uint32_t number;
} slot;

struct fh_store_block {
    fh_store_row rows[FH_STORE_BLOCK_MAX_DOCUMENTS + 1]; /* record_at: in `records` */
    bool packed[FH_STORE_BLOCK_MAX_DOCUMENTS];           /* the record came so */
    uint32_t documents;
    fh_buffer records;
    size_t record_bytes; /* as they are when none is packed */
    uint8_t signatures[FH_STORE_BLOCK_MAX_DOCUMENTS][FH_SIGNATURE_BYTES]; /* of its articles */
    uint32_t articles;
    bool is_signed;    /* some of them have one */
    uint16_t *numbers; /* of all units of all documents: the provisional number, or 0 for a gap */
    size_t unit_count, unit_capacity;
    fh_unit words[FH_STORE_BLOCK_MAX_WORDS + 1]; /* by provisional number, from 1 */
    uint32_t word_count;
    slot keys[2][FH_STORE_BLOCK_MAX_WORDS];     /* for sorting */
    uint16_t ids[FH_STORE_BLOCK_MAX_WORDS + 1]; /* by provisional number */
    slot slots[SLOTS];
};

int fh_store_block_new(fh_store_block **ret_block, fihrist_error *err) {
    fh_store_block *block = fh_calloc(1, sizeof *block);
    if (!block)
        return fh_fail_memory(err);
    block->records = FH_BUFFER((size_t)FH_STORE_BLOCK_MAX_BYTES);
    *ret_block = block;
    return FIHRIST_OK;
}

void fh_store_block_free(fh_store_block *block) {
    if (!block)
        return;
    fh_buffer_free(&block->records);
    fh_free(block->numbers);
    fh_free(block);
}

void fh_store_block_clear(fh_store_block *block) {
    fh_buffer_clear(&block->records);
    block->record_bytes = 0;
    if (block->records.capacity > KEPT_BYTES)
        fh_buffer_free(&block->records);
    if (block->unit_capacity * sizeof *block->numbers > KEPT_BYTES) {
        fh_free(block->numbers);
        block->numbers = NULL;
        block->unit_capacity = 0;
    }
    block->unit_count = 0;
    block->documents = 0;
    block->articles = 0;
    block->is_signed = false;
    block->word_count = 0;
    block->rows[0] = (fh_store_row){.docid = 0};
    memset(block->slots, 0, sizeof block->slots);
}

uint32_t fh_store_block_documents(const fh_store_block *block) {
    return block->documents;
}

size_t fh_store_block_bytes(const fh_store_block *block) {
    return sizeof *block + block->records.capacity + block->unit_capacity * sizeof *block->numbers;
}

bool fh_store_block_full(const fh_store_block *block) {
    return block->documents == FH_STORE_BLOCK_MAX_DOCUMENTS ||
           block->record_bytes >= RECORDS_BYTES || block->unit_count >= UNITS;
}

fh_str fh_store_block_records(const fh_store_block *block, const fh_store_row **ret_rows) {
    *ret_rows = block->rows;
    return fh_buffer_str(&block->records);
}

/* --- adding --- */

/* Units are hashes, so they are spread as they are. */
static slot *slot_of(fh_store_block *block, fh_unit unit) {
    size_t at = unit & (SLOTS - 1);
    while (block->slots[at].number && block->slots[at].unit != unit)
        at = (at + 1) & (SLOTS - 1);
    return &block->slots[at];
}

/* The newest words first: then no word was put anywhere because of a slot that is freed here. */
static void forget_words(fh_store_block *block, uint32_t kept) {
    for (; block->word_count > kept; block->word_count--)
        *slot_of(block, block->words[block->word_count]) = (slot){0, 0};
}

static bool reserve_units(fh_store_block *block, size_t count) {
    const size_t cap = (size_t)FH_STORE_MAX_UNITS + UNITS;
    size_t wanted = block->unit_capacity ? block->unit_capacity : 1 << 16;
    if (block->unit_capacity - block->unit_count >= count)
        return true;
    while (wanted < block->unit_count + count)
        wanted *= 2;
    if (wanted > cap)
        wanted = cap;
    uint16_t *numbers = fh_realloc_array(block->numbers, wanted, sizeof *numbers);
    if (!numbers)
        return false;
    block->numbers = numbers;
    block->unit_capacity = wanted;
    return true;
}

/* False: there are too many words, and those of `units` were forgotten again. */
static bool number_units(fh_store_block *block, const fh_unit *units, size_t count) {
    uint32_t before = block->word_count;
    uint16_t *numbers = block->numbers + block->unit_count;
    for (size_t i = 0; i < count; i++) {
        if (units[i] == FH_UNIT_GAP) {
            numbers[i] = 0;
            continue;
        }
        slot *found = slot_of(block, units[i]);
        if (!found->number) {
            if (block->word_count == FH_STORE_BLOCK_MAX_WORDS) {
                forget_words(block, before);
                return false;
            }
            *found = (slot){units[i], ++block->word_count};
            block->words[block->word_count] = units[i];
        }
        numbers[i] = (uint16_t)found->number;
    }
    return true;
}

/* An article without one among others has zeros, which are like nothing. */
static void add_signature(fh_store_block *block, const fh_store_document *document) {
    if (document->story != document->docid)
        return;
    uint8_t *to = block->signatures[block->articles++];
    if (document->signature)
        fh_signature_save(document->signature, to);
    else
        memset(to, 0, FH_SIGNATURE_BYTES);
    block->is_signed = block->is_signed || document->signature;
}

int fh_store_block_add(fh_store_block *block, const fh_store_document *document,
                       fihrist_error *err) {
    size_t count = document->unit_count;
    if (!reserve_units(block, count))
        return fh_fail_memory(err);
    if (count > 0 && !number_units(block, document->units, count))
        return 0;
    if (!fh_buffer_append_str(&block->records, document->record))
        return fh_fail_memory(err);
    add_signature(block, document);
    block->unit_count += count;
    block->packed[block->documents] = document->unpacked_bytes > 0;
    block->record_bytes += fh_store_document_bytes(document);
    fh_store_row *row = &block->rows[block->documents++];
    row->docid = document->docid;
    row->story = document->story;
    row->day = document->day;
    row->title_count = (uint32_t)document->title_count;
    row[1] = (fh_store_row){.planes_at = (uint32_t)(block->unit_count * 2),
                            .record_at = (uint32_t)block->records.n};
    return 1;
}

/* By the row's number. */
static fh_str record_at(const fh_store_block *block, uint32_t at) {
    const fh_store_row *row = &block->rows[at];
    return (fh_str){block->records.p + row->record_at, row[1].record_at - row->record_at};
}

bool fh_store_block_record(const fh_store_block *block, uint32_t docid, fh_str *ret_record,
                           bool *ret_packed) {
    uint32_t low = 0, high = block->documents;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (block->rows[middle].docid < docid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == block->documents || block->rows[low].docid != docid)
        return false;
    *ret_record = record_at(block, low);
    *ret_packed = block->packed[low];
    return true;
}

/* --- encoding --- */

/* By unit, a byte of it a time from the lowest. The keys are in keys[0] again at the end. */
static void sort_keys(fh_store_block *block) {
    uint32_t n = block->word_count;
    for (unsigned pass = 0; pass < sizeof(fh_unit); pass++) {
        const slot *from = block->keys[pass % 2];
        slot *to = block->keys[(pass + 1) % 2];
        unsigned shift = 8 * pass;
        uint32_t starts[257] = {0};
        for (uint32_t i = 0; i < n; i++)
            starts[(from[i].unit >> shift & 0xff) + 1]++;
        for (unsigned byte = 0; byte < 256; byte++)
            starts[byte + 1] += starts[byte];
        for (uint32_t i = 0; i < n; i++)
            to[starts[from[i].unit >> shift & 0xff]++] = from[i];
    }
}

/* Write the lexicon at `to`; ids of words are known after it. */
static void write_lexicon(fh_store_block *block, uint8_t *to) {
    uint8_t *forms = to + (size_t)block->word_count * sizeof(uint32_t);
    for (uint32_t i = 0; i < block->word_count; i++)
        block->keys[0][i] = (slot){block->words[i + 1], i + 1};
    sort_keys(block);
    block->ids[0] = 0;
    for (uint32_t i = 0; i < block->word_count; i++) {
        const slot *key = &block->keys[0][i];
        fh_save32(to + (size_t)i * sizeof(uint32_t), fh_unit_stem(key->unit));
        fh_save32(forms + (size_t)i * sizeof(uint32_t), fh_unit_form(key->unit));
        block->ids[key->number] = (uint16_t)(i + 1);
    }
}

static void write_planes(const fh_store_block *block, uint8_t *to) {
    const uint16_t *numbers = block->numbers;
    for (uint32_t d = 0; d < block->documents; d++) {
        size_t n = (block->rows[d + 1].planes_at - block->rows[d].planes_at) / 2;
        for (size_t i = 0; i < n; i++) {
            to[i] = (uint8_t)block->ids[numbers[i]];
            to[n + i] = (uint8_t)(block->ids[numbers[i]] >> 8);
        }
        to += 2 * n;
        numbers += n;
    }
}

static int write_record(const fh_store_block *block, uint32_t at, fh_store_packer *packer,
                        fh_buffer *out, fihrist_error *err) {
    fh_str record = record_at(block, at);
    if (!block->packed[at])
        return fh_store_pack(packer, record, out, err);
    return fh_buffer_append_str(out, record) ? FIHRIST_OK : fh_fail_memory(err);
}

/* Pack the records behind what is in `out`, and write the head that says where they are. */
static int write_records(const fh_store_block *block, fh_store_packer *packer, fh_buffer *out,
                         fh_store_row *rows, fihrist_error *err) {
    size_t records_at = out->n;
    int code = FIHRIST_OK;
    for (uint32_t i = 0; i < block->documents && code == FIHRIST_OK; i++) {
        rows[i] = block->rows[i];
        rows[i].record_at = (uint32_t)(out->n - records_at);
        code = write_record(block, i, packer, out, err);
    }
    rows[block->documents] = block->rows[block->documents];
    rows[block->documents].record_at = (uint32_t)(out->n - records_at);
    while (out->n % FH_APPENDED_ALIGN_BYTES != 0 && code == FIHRIST_OK)
        if (!fh_buffer_append_byte(out, '\0'))
            code = fh_fail_memory(err);
    return code;
}

/* Behind the records, whose end is aligned. */
static int write_signatures(const fh_store_block *block, fh_buffer *out,
                            fh_store_block_header *header, fihrist_error *err) {
    if (!block->is_signed)
        return FIHRIST_OK;
    header->signatures_at = (uint32_t)out->n;
    return fh_buffer_append(out, block->signatures, (size_t)block->articles * FH_SIGNATURE_BYTES)
               ? FIHRIST_OK
               : fh_fail_memory(err);
}

int fh_store_block_encode(fh_store_block *block, fh_store_packer *packer, uint64_t dictionary_at,
                          fh_buffer *out, fh_store_entry *ret_entry, fihrist_error *err) {
    fh_store_row rows[FH_STORE_BLOCK_MAX_DOCUMENTS + 1];
    fh_store_entry entry = {.first = block->rows[0].docid,
                            .last = block->rows[block->documents - 1].docid,
                            .documents = block->documents,
                            .words = block->word_count};
    fh_store_block_header header = {block->word_count, block->unit_count * 2, dictionary_at, 0};
    size_t fixed = fh_store_planes_at(&entry) + header.plane_bytes + FH_UNITS_SLACK;
    if (!fh_buffer_reserve(out, fixed))
        return fh_fail_memory(err);
    uint8_t *bytes = (uint8_t *)out->p;
    write_lexicon(block, bytes + fh_store_lexicon_at(&entry));
    write_planes(block, bytes + fh_store_planes_at(&entry));
    memset(bytes + fixed - FH_UNITS_SLACK, 0, FH_UNITS_SLACK);
    out->n = fixed;
    int code = write_records(block, packer, out, rows, err);
    if (code == FIHRIST_OK)
        code = write_signatures(block, out, &header, err);
    if (code != FIHRIST_OK)
        return code;
    entry.bytes = (uint32_t)out->n;
    fh_store_block_head(&entry, &header, rows, (uint8_t *)out->p);
    entry.checksum = fh_checksum(out->p, out->n);
    entry.words = FH_STORE_UNSEEN;
    *ret_entry = entry;
    return FIHRIST_OK;
}
