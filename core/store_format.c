/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_format.c: the bytes of a store. Offsets are made of 32-bit numbers in 64 bits, so that no
 * sum overflows, and what cannot be told from its neighbours has a checksum.
 */
#include "core/store_format.h"

#include <zdict.h>
#include <zstd_errors.h>

#include "core/varint.h"

const fh_appended_kind fh_store_kind = {"store", "FHSTORE\n", FH_STORE_VERSION};

/* --- a block --- */

enum {
    AT_VERSION = 4,
    AT_DOCUMENTS = 8,
    AT_WORDS = 12,
    AT_FIRST = 16,
    AT_LAST = 20,
    AT_BYTES = 24,
    AT_LEXICON = 28,
    AT_PLANES = 32,
    AT_RECORDS = 36,
    AT_DICTIONARY = 40,
    AT_PLANE_BYTES = 48,
    AT_CHECKSUM = 56,
    AT_SIGNATURES = 60,
    AT_CONTENT_BYTES = 8 /* of a dictionary */
};

/* Its lexicon is as long as block->words says, which is not checked here. */
static void write_header(const fh_store_entry *block, const fh_store_block_header *header,
                         uint8_t *to) {
    size_t planes_at = fh_store_lexicon_at(block) + (size_t)header->words * FH_STORE_WORD_BYTES;
    memset(to, 0, FH_STORE_BLOCK_HEADER_BYTES);
    memcpy(to, FH_STORE_BLOCK_MAGIC, strlen(FH_STORE_BLOCK_MAGIC));
    fh_save32(to + AT_VERSION, FH_STORE_VERSION);
    fh_save32(to + AT_DOCUMENTS, block->documents);
    fh_save32(to + AT_WORDS, header->words);
    fh_save32(to + AT_FIRST, block->first);
    fh_save32(to + AT_LAST, block->last);
    fh_save32(to + AT_BYTES, block->bytes);
    fh_save32(to + AT_LEXICON, (uint32_t)fh_store_lexicon_at(block));
    fh_save32(to + AT_PLANES, (uint32_t)planes_at);
    fh_save32(to + AT_RECORDS, (uint32_t)(planes_at + header->plane_bytes + FH_UNITS_SLACK));
    fh_save64(to + AT_DICTIONARY, header->dictionary_at);
    fh_save64(to + AT_PLANE_BYTES, header->plane_bytes);
    fh_save32(to + AT_SIGNATURES, header->signatures_at);
}

/* Of header and rows but for the field that holds it. */
static uint32_t head_checksum(const uint8_t *head, uint32_t documents) {
    const size_t behind = AT_CHECKSUM + sizeof(uint32_t);
    return fh_checksum_more(fh_checksum(head, AT_CHECKSUM), head + behind,
                            fh_store_head_bytes(documents) - behind);
}

void fh_store_block_head(const fh_store_entry *block, const fh_store_block_header *header,
                         const fh_store_row *rows, uint8_t *to) {
    write_header(block, header, to);
    uint8_t *at = to + FH_STORE_BLOCK_HEADER_BYTES;
    for (uint32_t i = 0; i <= block->documents; i++, at += FH_STORE_ROW_BYTES) {
        fh_save32(at, rows[i].docid);
        fh_save32(at + 4, rows[i].planes_at);
        fh_save32(at + 8, rows[i].record_at);
        fh_save32(at + 12, rows[i].title_count);
        fh_save32(at + 16, rows[i].story);
        fh_save32(at + 20, (uint32_t)rows[i].day);
    }
    fh_save32(to + AT_CHECKSUM, head_checksum(to, block->documents));
}

/* Of each article one, and nothing behind them. */
static bool signatures_are_good(const fh_store_entry *block, const uint8_t *rows,
                                uint32_t signatures_at) {
    uint64_t articles = 0;
    for (uint32_t i = 0; i < block->documents; i++)
        articles += fh_store_row_at(rows, i).story == fh_store_row_at(rows, i).docid;
    return signatures_at % FH_APPENDED_ALIGN_BYTES == 0 &&
           articles * FH_SIGNATURE_BYTES == block->bytes - signatures_at;
}

/* Docids ascend from the first to the last, an article is not behind its comments, planes and
 * records lie one behind the other. */
static bool rows_are_good(const fh_store_entry *block, const uint8_t *rows, uint64_t plane_bytes,
                          uint64_t record_bytes) {
    fh_store_row row = fh_store_row_at(rows, 0);
    if (row.docid != block->first || row.planes_at != 0 || row.record_at != 0)
        return false;
    for (uint32_t i = 1; i <= block->documents; i++) {
        fh_store_row next = fh_store_row_at(rows, i);
        bool last = i == block->documents;
        if ((last ? row.docid != block->last : next.docid <= row.docid) ||
            next.planes_at < row.planes_at || (next.planes_at - row.planes_at) % 2 != 0 ||
            row.title_count > (next.planes_at - row.planes_at) / 2 || row.story == 0 ||
            row.story > row.docid || next.record_at <= row.record_at)
            return false;
        row = next;
    }
    return row.planes_at == plane_bytes && row.record_at <= record_bytes &&
           record_bytes - row.record_at < FH_APPENDED_ALIGN_BYTES;
}

static bool head_is_good(const fh_store_entry *block, const uint8_t *head, uint64_t dictionary_at,
                         uint32_t *ret_words) {
    uint8_t expected[FH_STORE_BLOCK_HEADER_BYTES];
    fh_store_block_header header = {fh_load32(head + AT_WORDS), fh_load64(head + AT_PLANE_BYTES),
                                    fh_load64(head + AT_DICTIONARY),
                                    fh_load32(head + AT_SIGNATURES)};
    if (header.words > FH_STORE_BLOCK_MAX_WORDS || header.plane_bytes > block->bytes ||
        (header.dictionary_at != 0 && header.dictionary_at != dictionary_at))
        return false;
    write_header(block, &header, expected);
    uint64_t records_at = fh_load32(expected + AT_RECORDS);
    if (memcmp(head, expected, AT_CHECKSUM) != 0 || records_at > block->bytes ||
        fh_load32(head + AT_CHECKSUM) != head_checksum(head, block->documents))
        return false;
    const uint8_t *rows = head + FH_STORE_BLOCK_HEADER_BYTES;
    uint32_t end = header.signatures_at ? header.signatures_at : block->bytes;
    *ret_words = header.words;
    return end >= records_at && end <= block->bytes &&
           (header.signatures_at == 0 || signatures_are_good(block, rows, end)) &&
           rows_are_good(block, rows, header.plane_bytes, end - records_at);
}

bool fh_store_block_check(fh_store_entry *block, const uint8_t *head, uint64_t dictionary_at) {
    uint32_t words;
    bool good = head_is_good(block, head, dictionary_at, &words);
    block->words = good ? words : FH_STORE_DAMAGED;
    return good;
}

size_t fh_store_records_at(const fh_store_entry *block, const uint8_t *head) {
    return fh_store_planes_at(block) + fh_load64(head + AT_PLANE_BYTES) + FH_UNITS_SLACK;
}

uint32_t fh_store_signatures_at(const uint8_t *head) {
    return fh_load32(head + AT_SIGNATURES);
}

void fh_store_dictionary_head(fh_str content, uint8_t ret_bytes[FH_STORE_DICTIONARY_HEADER_BYTES]) {
    memset(ret_bytes, 0, FH_STORE_DICTIONARY_HEADER_BYTES);
    memcpy(ret_bytes, FH_STORE_DICTIONARY_MAGIC, strlen(FH_STORE_DICTIONARY_MAGIC));
    fh_save32(ret_bytes + AT_VERSION, FH_STORE_VERSION);
    fh_save32(ret_bytes + AT_CONTENT_BYTES, (uint32_t)content.n);
}

/* --- records --- */

void fh_store_unpacker_free(fh_store_unpacker *unpacker) {
    ZSTD_freeDCtx(unpacker->context);
    ZSTD_freeDDict(unpacker->dictionary);
    *unpacker = (fh_store_unpacker){NULL, NULL};
}

static int fail_dictionary(fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: its dictionary");
}

/* That zstd can use it is asked before, because it says no more than "no" when it takes one. */
int fh_store_dictionary_check(fh_str block, uint32_t checksum, fh_str *ret_content,
                              fihrist_error *err) {
    const uint8_t *bytes = (const uint8_t *)block.p;
    if (block.n <= FH_STORE_DICTIONARY_HEADER_BYTES || fh_checksum(bytes, block.n) != checksum ||
        memcmp(bytes, FH_STORE_DICTIONARY_MAGIC, strlen(FH_STORE_DICTIONARY_MAGIC)) != 0 ||
        fh_load32(bytes + AT_VERSION) != FH_STORE_VERSION ||
        fh_load32(bytes + AT_CONTENT_BYTES) > block.n - FH_STORE_DICTIONARY_HEADER_BYTES)
        return fail_dictionary(err);
    fh_str content = {block.p + FH_STORE_DICTIONARY_HEADER_BYTES,
                      fh_load32(bytes + AT_CONTENT_BYTES)};
    size_t result = ZDICT_getDictHeaderSize(content.p, content.n);
    if (ZDICT_isError(result) && ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
        return fh_fail_memory(err);
    if (ZDICT_isError(result))
        return fail_dictionary(err);
    *ret_content = content;
    return FIHRIST_OK;
}

int fh_store_unpacker_dictionary(fh_store_unpacker *unpacker, fh_str block, uint32_t checksum,
                                 fihrist_error *err) {
    fh_str content;
    int code = fh_store_dictionary_check(block, checksum, &content, err);
    if (code != FIHRIST_OK)
        return code;
    unpacker->dictionary = ZSTD_createDDict(content.p, content.n);
    return unpacker->dictionary ? FIHRIST_OK : fh_fail_memory(err);
}

bool fh_store_needs_dictionary(fh_str packed) {
    return packed.n > 0 && (packed.p[0] & ~FH_STORE_SPLIT) == FH_STORE_ZSTD_DICTIONARY;
}

static int fail_record(fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: a record cannot be unpacked");
}

/* The frames of a record, and how many of its bytes they hold. */
typedef struct frames {
    fh_str frames[2];
    size_t count;
    size_t bytes[2];
} frames;

/* The length of the first frame stands before it where there are two. */
static bool find_frames(fh_str packed, fh_record_part part, frames *ret_frames) {
    uint64_t first = packed.n - 1;
    size_t at = 1;
    bool split = packed.p[0] & FH_STORE_SPLIT;
    if (split && (!fh_varint_read(packed, &at, &first) || first > packed.n - at))
        return false;
    *ret_frames = (frames){.frames = {{packed.p + at, (size_t)first},
                                      {packed.p + at + first, packed.n - at - (size_t)first}},
                           .count = split && part == FH_RECORD_ALL ? 2 : 1};
    size_t room = FH_STORE_RECORD_MAX_BYTES;
    for (size_t i = 0; i < ret_frames->count; i++) {
        fh_str frame = ret_frames->frames[i];
        unsigned long long n = ZSTD_getFrameContentSize(frame.p, frame.n);
        if (n > room) /* as "unknown" and "no frame" are */
            return false;
        ret_frames->bytes[i] = (size_t)n;
        room -= (size_t)n;
    }
    return true;
}

static int decompress(fh_store_unpacker *unpacker, const frames *from, const ZSTD_DDict *dictionary,
                      fh_arena *arena, fh_str *ret_record, fihrist_error *err) {
    size_t n = from->bytes[0] + from->bytes[1], at = 0;
    if (!unpacker->context)
        unpacker->context = ZSTD_createDCtx();
    char *bytes = unpacker->context ? fh_arena_alloc(arena, n + 1) : NULL;
    if (!bytes)
        return fh_fail_memory(err);
    for (size_t i = 0; i < from->count; i++) {
        fh_str frame = from->frames[i];
        size_t got = dictionary ? ZSTD_decompress_usingDDict(unpacker->context, bytes + at, n - at,
                                                             frame.p, frame.n, dictionary)
                                : ZSTD_decompressDCtx(unpacker->context, bytes + at, n - at,
                                                      frame.p, frame.n);
        if (ZSTD_isError(got) && ZSTD_getErrorCode(got) == ZSTD_error_memory_allocation)
            return fh_fail_memory(err);
        if (got != from->bytes[i])
            return fail_record(err);
        at += got;
    }
    bytes[n] = '\0';
    *ret_record = (fh_str){bytes, n};
    return FIHRIST_OK;
}

int fh_store_unpack(fh_store_unpacker *unpacker, fh_str packed, fh_record_part part,
                    fh_arena *arena, fh_str *ret_record, fihrist_error *err) {
    frames found;
    if (packed.n == 0)
        return fail_record(err);
    if (packed.p[0] == FH_STORE_PLAIN) {
        if (packed.n - 1 > FH_STORE_RECORD_MAX_BYTES)
            return fail_record(err);
        *ret_record = fh_arena_copy(arena, (fh_str){packed.p + 1, packed.n - 1});
        return ret_record->p ? FIHRIST_OK : fh_fail_memory(err);
    }
    switch (packed.p[0] & ~FH_STORE_SPLIT) {
    case FH_STORE_ZSTD:
        return find_frames(packed, part, &found)
                   ? decompress(unpacker, &found, NULL, arena, ret_record, err)
                   : fail_record(err);
    case FH_STORE_ZSTD_DICTIONARY:
        return unpacker->dictionary && find_frames(packed, part, &found)
                   ? decompress(unpacker, &found, unpacker->dictionary, arena, ret_record, err)
                   : fail_record(err);
    default:
        return fail_record(err);
    }
}
