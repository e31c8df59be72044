/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store_writer.c: blocks to the file, and their names into the transaction. A block is written as
 * soon as it is full, behind all that is committed, where no reader looks; a flush makes sure of
 * it before the database names it.
 */
#include "indexer/store_writer.h"

#include "core/store_directory.h"
#include "indexer/append_disk.h"
#include "indexer/store_block.h"

enum {
    /* What a dictionary is worth making of: some documents, and four times what it is to be. */
    TRAINING_MIN_DOCUMENTS = 300,
    TRAINING_MIN_BYTES = 256 << 10,
    KEPT_BYTES = 16 << 20, /* of the memory for the bytes of a block, from block to block */
    HEAD_MAX_BYTES =
        FH_STORE_BLOCK_HEADER_BYTES + (FH_STORE_BLOCK_MAX_DOCUMENTS + 1) * FH_STORE_ROW_BYTES
};

struct fh_store_writer {
    fh_append_disk disk;
    fh_store_directory directory; /* of all that is written, committed or not */
    uint32_t flushed;             /* so many of its blocks are named in the metadata */
    uint32_t last_docid;
    bool fresh;  /* the metadata is still another store's */
    bool failed; /* what the file or the transaction holds is not known */
    bool trained;
    fh_store_block *block;
    fh_store_packer packer;
    fh_buffer out;
    fh_store_unpacker unpacker;
    /* The head of the block that a record was read from last. */
    uint8_t head[HEAD_MAX_BYTES];
    int64_t head_number; /* -1: of none */
};

/* --- open and close --- */

/* What the database says of another store is not looked at. */
static int open_fresh(fh_store_writer *writer, const char *path, fihrist_error *err) {
    fh_store_head *head = &writer->directory.head;
    head->bytes = FH_APPENDED_HEADER_BYTES;
    return fh_append_disk_create(&fh_store_kind, path, FH_STORE_NAME, &head->id, &writer->disk,
                                 err);
}

static int open_committed(fh_store_writer *writer, const char *path, xc_database *db,
                          fihrist_error *err) {
    fh_store_directory *directory = &writer->directory;
    int code = fh_store_directory_read(directory, db, err);
    if (code != FIHRIST_OK)
        return code;
    writer->flushed = directory->head.blocks;
    if (writer->flushed > 0)
        writer->last_docid = directory->entries[writer->flushed - 1].last;
    return fh_append_disk_open(&fh_store_kind, path, FH_STORE_NAME, directory->head.id,
                               directory->head.bytes, &writer->disk, err);
}

int fh_store_writer_open(const char *path, xc_database *db, bool fresh,
                         fh_store_writer **ret_writer, fihrist_error *err) {
    fh_store_writer *writer = fh_calloc(1, sizeof *writer);
    if (!writer)
        return fh_fail_memory(err);
    writer->fresh = fresh;
    writer->disk = FH_APPEND_DISK_CLOSED;
    writer->head_number = -1;
    writer->packer = FH_STORE_PACKER;
    writer->out = FH_BUFFER((size_t)FH_STORE_BLOCK_MAX_BYTES);
    int code = fh_store_block_new(&writer->block, err);
    if (code == FIHRIST_OK)
        code = fresh ? open_fresh(writer, path, err) : open_committed(writer, path, db, err);
    if (code == FIHRIST_OK)
        *ret_writer = writer;
    else
        fh_store_writer_close(writer);
    return code;
}

void fh_store_writer_close(fh_store_writer *writer) {
    if (!writer)
        return;
    fh_append_disk_close(&writer->disk);
    fh_store_directory_free(&writer->directory);
    fh_store_block_free(writer->block);
    fh_store_packer_free(&writer->packer);
    fh_store_unpacker_free(&writer->unpacker);
    fh_buffer_free(&writer->out);
    fh_free(writer);
}

size_t fh_store_writer_bytes(const fh_store_writer *writer) {
    return sizeof *writer + fh_store_block_bytes(writer->block) +
           fh_store_packer_bytes(&writer->packer) + writer->out.capacity +
           writer->directory.capacity * sizeof *writer->directory.entries;
}

static int check_usable(const fh_store_writer *writer, fihrist_error *err) {
    if (!writer->failed)
        return FIHRIST_OK;
    return fh_fail(err, FIHRIST_E_IO,
                   "cannot write '%.150s/" FH_STORE_NAME "': a write failed before",
                   writer->disk.path);
}

/* --- the dictionary --- */

/* Read the dictionary's block; `bytes` is empty. */
static int read_dictionary(const fh_store_writer *writer, fh_buffer *bytes, fihrist_error *err) {
    const fh_store_head *head = &writer->directory.head;
    if (!fh_buffer_reserve(bytes, head->dictionary_bytes))
        return fh_fail_memory(err);
    bytes->n = head->dictionary_bytes;
    return fh_append_disk_read(&writer->disk, head->dictionary_at, bytes->p, bytes->n, err);
}

/* Pack with the dictionary that the file has. */
static int take_dictionary(fh_store_writer *writer, fihrist_error *err) {
    fh_buffer bytes = FH_BUFFER(FH_STORE_DICTIONARY_MAX_BYTES);
    fh_str content;
    int code = read_dictionary(writer, &bytes, err);
    if (code == FIHRIST_OK)
        code = fh_store_dictionary_check(fh_buffer_str(&bytes),
                                         writer->directory.head.dictionary_checksum, &content, err);
    if (code == FIHRIST_OK)
        code = fh_store_packer_dictionary(&writer->packer, content, err);
    fh_buffer_free(&bytes);
    return code;
}

/* Put a block round the dictionary in `bytes`, behind room for its header, and write it. */
static int write_dictionary(fh_store_writer *writer, fh_buffer *bytes, fihrist_error *err) {
    fh_store_head *head = &writer->directory.head;
    fh_str content = {bytes->p + FH_STORE_DICTIONARY_HEADER_BYTES,
                      bytes->n - FH_STORE_DICTIONARY_HEADER_BYTES};
    fh_store_dictionary_head(content, (uint8_t *)bytes->p);
    int code = fh_store_packer_dictionary(&writer->packer, content, err);
    if (code != FIHRIST_OK)
        return code;
    while (bytes->n % FH_APPENDED_ALIGN_BYTES != 0)
        if (!fh_buffer_append_byte(bytes, '\0'))
            return fh_fail_memory(err);
    uint64_t at = fh_store_directory_end(&writer->directory);
    code = fh_append_disk_write(&writer->disk, at, bytes->p, bytes->n, err);
    if (code != FIHRIST_OK)
        return code;
    head->dictionary_at = at;
    head->dictionary_bytes = (uint32_t)bytes->n;
    head->dictionary_checksum = fh_checksum(bytes->p, bytes->n);
    return FIHRIST_OK;
}

/* Make one of the block that is to be closed, if it has enough in it. */
static int train(fh_store_writer *writer, fihrist_error *err) {
    static const char room[FH_STORE_DICTIONARY_HEADER_BYTES];
    const fh_store_row *rows;
    fh_str records = fh_store_block_records(writer->block, &rows);
    uint32_t count = fh_store_block_documents(writer->block);
    if (writer->trained || count < TRAINING_MIN_DOCUMENTS || records.n < TRAINING_MIN_BYTES)
        return FIHRIST_OK;
    writer->trained = true;
    fh_buffer bytes = FH_BUFFER(FH_STORE_DICTIONARY_MAX_BYTES);
    int code = fh_buffer_append(&bytes, room, sizeof room) ? FIHRIST_OK : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = fh_store_train(records, rows, count, &bytes, err);
    if (code == FIHRIST_OK && bytes.n > sizeof room)
        code = write_dictionary(writer, &bytes, err);
    fh_buffer_free(&bytes);
    return code;
}

/* --- writing --- */

static int write_block(fh_store_writer *writer, fihrist_error *err) {
    fh_store_entry entry;
    fh_store_directory *directory = &writer->directory;
    int code = FIHRIST_OK;
    if (directory->head.dictionary_at == 0)
        code = train(writer, err);
    else if (!writer->packer.dictionary)
        code = take_dictionary(writer, err);
    if (code == FIHRIST_OK)
        code = fh_store_block_encode(writer->block, &writer->packer, directory->head.dictionary_at,
                                     &writer->out, &entry, err);
    if (code != FIHRIST_OK)
        return code;
    entry.offset = fh_store_directory_end(directory);
    code = fh_append_disk_write(&writer->disk, entry.offset, writer->out.p, writer->out.n, err);
    return code == FIHRIST_OK ? fh_store_directory_append(directory, &entry, err) : code;
}

/* Afterwards the block is empty, or the writer has failed. */
static int close_block(fh_store_writer *writer, fihrist_error *err) {
    if (fh_store_block_documents(writer->block) == 0)
        return FIHRIST_OK;
    int code = write_block(writer, err);
    writer->failed = code != FIHRIST_OK;
    fh_buffer_clear(&writer->out);
    if (writer->out.capacity > KEPT_BYTES)
        fh_buffer_free(&writer->out);
    fh_store_block_clear(writer->block);
    return code;
}

static int check_document(const fh_store_writer *writer, const fh_store_document *document,
                          fihrist_error *err) {
    if (document->title_count > document->unit_count)
        return fh_fail(err, FIHRIST_E_INTERNAL, "a title of %zu words in a document of %zu",
                       document->title_count, document->unit_count);
    if (document->docid <= writer->last_docid)
        return fh_fail(err, FIHRIST_E_INTERNAL, "document %u cannot stand behind %u in the store",
                       document->docid, writer->last_docid);
    if (document->story == 0 || document->story > document->docid)
        return fh_fail(err, FIHRIST_E_INTERNAL, "document %u cannot stand under %u",
                       document->docid, document->story);
    if (document->unit_count > FH_STORE_MAX_UNITS)
        return fh_fail(err, FIHRIST_E_LIMIT, "a document of %zu words: at most %d can be kept",
                       document->unit_count, FH_STORE_MAX_UNITS);
    size_t bytes = fh_store_document_bytes(document);
    if (bytes > FH_STORE_RECORD_MAX_BYTES)
        return fh_fail(err, FIHRIST_E_LIMIT, "a record of %zu bytes: at most %d can be kept", bytes,
                       FH_STORE_RECORD_MAX_BYTES);
    return check_usable(writer, err);
}

int fh_store_writer_add(fh_store_writer *writer, const fh_store_document *document,
                        fihrist_error *err) {
    int code = check_document(writer, document, err);
    if (code != FIHRIST_OK)
        return code;
    int added = 0;
    for (int try = 0; try < 2 && added == 0 && code == FIHRIST_OK; try++) {
        added = fh_store_block_add(writer->block, document, err);
        if (added == 0 && try == 0) /* its words are too many for this block: in the next */
            code = close_block(writer, err);
    }
    if (code != FIHRIST_OK)
        return code;
    if (added == 0)
        return fh_fail(err, FIHRIST_E_LIMIT, "a document of more than %d different words",
                       FH_STORE_BLOCK_MAX_WORDS);
    if (added < 0) {
        writer->failed = true;
        return added;
    }
    writer->last_docid = document->docid;
    return fh_store_block_full(writer->block) ? close_block(writer, err) : FIHRIST_OK;
}

const ZSTD_CDict *fh_store_writer_dictionary(const fh_store_writer *writer) {
    return writer->packer.dictionary;
}

int fh_store_writer_flush(fh_store_writer *writer, xc_writer *engine, fihrist_error *err) {
    int code = check_usable(writer, err);
    if (code == FIHRIST_OK)
        code = close_block(writer, err);
    if (code != FIHRIST_OK)
        return code;
    if (!writer->fresh && writer->flushed == writer->directory.head.blocks)
        return FIHRIST_OK;
    code = fh_append_disk_sync(&writer->disk, err);
    if (code == FIHRIST_OK && writer->fresh)
        code = fh_store_directory_remove(engine, err);
    if (code == FIHRIST_OK)
        code = fh_store_directory_write(&writer->directory, writer->flushed, engine, err);
    writer->failed = code != FIHRIST_OK;
    writer->fresh = false;
    writer->flushed = writer->directory.head.blocks;
    return code;
}

/* --- reading back --- */

/* Have the head of a block at hand. */
static int read_head(fh_store_writer *writer, uint32_t number, fihrist_error *err) {
    fh_store_entry *block = &writer->directory.entries[number];
    if (writer->head_number == number)
        return FIHRIST_OK;
    writer->head_number = -1;
    int code = fh_append_disk_read(&writer->disk, block->offset, writer->head,
                                   fh_store_head_bytes(block->documents), err);
    if (code != FIHRIST_OK)
        return code;
    if (!fh_store_block_check(block, writer->head, writer->directory.head.dictionary_at))
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: block %u, from document %u", number,
                       block->first);
    writer->head_number = number;
    return FIHRIST_OK;
}

static int unpack(fh_store_writer *writer, fh_str packed, fh_record_part part, fh_arena *arena,
                  fh_str *ret_record, fihrist_error *err) {
    int code = FIHRIST_OK;
    if (fh_store_needs_dictionary(packed) && !writer->unpacker.dictionary) {
        fh_buffer bytes = FH_BUFFER(FH_STORE_DICTIONARY_MAX_BYTES);
        code = read_dictionary(writer, &bytes, err);
        if (code == FIHRIST_OK)
            code = fh_store_unpacker_dictionary(&writer->unpacker, fh_buffer_str(&bytes),
                                                writer->directory.head.dictionary_checksum, err);
        fh_buffer_free(&bytes);
    }
    return code == FIHRIST_OK
               ? fh_store_unpack(&writer->unpacker, packed, part, arena, ret_record, err)
               : code;
}

int fh_store_writer_unpack(fh_store_writer *writer, fh_str packed, fh_arena *arena,
                           fh_str *ret_record, fihrist_error *err) {
    return unpack(writer, packed, FH_RECORD_ALL, arena, ret_record, err);
}

/* From the file. The packed bytes are in the arena too: they are less than the record. */
static int read_record(fh_store_writer *writer, uint32_t number, uint32_t docid,
                       fh_record_part part, fh_arena *arena, fh_str *ret_record,
                       fihrist_error *err) {
    uint32_t at;
    const fh_store_entry *block = &writer->directory.entries[number];
    const uint8_t *rows = writer->head + FH_STORE_BLOCK_HEADER_BYTES;
    int code = read_head(writer, number, err);
    if (code != FIHRIST_OK)
        return code;
    if (!fh_store_row_find(block, rows, docid, &at))
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: document %u is not in it", docid);
    uint32_t begin = fh_store_row_at(rows, at).record_at;
    size_t n = fh_store_row_at(rows, at + 1).record_at - begin;
    char *bytes = fh_arena_alloc(arena, n);
    if (!bytes)
        return fh_fail_memory(err);
    code = fh_append_disk_read(&writer->disk,
                               block->offset + fh_store_records_at(block, writer->head) + begin,
                               bytes, n, err);
    return code == FIHRIST_OK ? unpack(writer, (fh_str){bytes, n}, part, arena, ret_record, err)
                              : code;
}

int fh_store_writer_record(fh_store_writer *writer, uint32_t docid, fh_record_part part,
                           fh_arena *arena, fh_str *ret_record, fihrist_error *err) {
    fh_str record;
    bool packed;
    int code = check_usable(writer, err);
    if (code != FIHRIST_OK)
        return code;
    if (fh_store_block_record(writer->block, docid, &record, &packed)) {
        if (packed)
            return unpack(writer, record, part, arena, ret_record, err);
        *ret_record = fh_arena_copy(arena, record);
        return ret_record->p ? FIHRIST_OK : fh_fail_memory(err);
    }
    uint32_t near = writer->head_number < 0 ? 0 : (uint32_t)writer->head_number;
    int64_t number = fh_store_directory_find(&writer->directory, docid, near);
    if (number < 0)
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged store: document %u is not in it", docid);
    return read_record(writer, (uint32_t)number, docid, part, arena, ret_record, err);
}
