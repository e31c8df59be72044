/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * database.c: documents into their term lists at once, into postings and values when all are there.
 */
#include "glass/database.h"

#include "core/varint.h"
#include "glass/inverter.h"
#include "glass/pack.h"
#include "glass/spool.h"
#include "glass/term_list.h"
#include "glass/version.h"

enum { TERM_LIST_MAX_BYTES = 256 << 20, READ_BYTES = 64 << 10 };

struct glass_database {
    const char *path;
    glass_table *postlist, *termlist;
    glass_inverter *inverter;
    glass_value_streams *values;
    glass_spool lengths; /* of documents, as varints */
    fh_buffer tag;
    glass_version version;
};

static int open_parts(glass_database *database, size_t memory_bytes, fihrist_error *err) {
    const char *path = database->path;
    int code = glass_table_new(path, "postlist", &database->postlist, err);
    if (code == FIHRIST_OK)
        code = glass_table_new(path, "termlist", &database->termlist, err);
    if (code == FIHRIST_OK)
        code = glass_spool_open(&database->lengths, path, "lengths.tmp", err);
    if (code == FIHRIST_OK)
        code = glass_inverter_new(path, memory_bytes, &database->inverter, err);
    return code == FIHRIST_OK ? glass_value_streams_new(path, &database->values, err) : code;
}

int glass_database_new(const char *path, size_t memory_bytes, glass_database **ret_database,
                       fihrist_error *err) {
    glass_database *database = fh_calloc(1, sizeof *database);
    if (!database)
        return fh_fail_memory(err);
    database->path = path;
    database->lengths = GLASS_SPOOL_CLOSED;
    database->tag = FH_BUFFER(TERM_LIST_MAX_BYTES);
    int code = open_parts(database, memory_bytes, err);
    if (code == FIHRIST_OK)
        *ret_database = database;
    else
        glass_database_free(database);
    return code;
}

void glass_database_free(glass_database *database) {
    if (!database)
        return;
    glass_table_free(database->postlist);
    glass_table_free(database->termlist);
    glass_inverter_free(database->inverter);
    glass_value_streams_free(database->values);
    fh_buffer_free(&database->tag);
    glass_spool_close(&database->lengths);
    fh_free(database);
}

/* What the whole has to be known by. */
static int count_document(glass_database *database, uint64_t length, uint32_t most_wdf,
                          fihrist_error *err) {
    glass_version *version = &database->version;
    uint8_t bytes[GLASS_VARINT_MAX_BYTES];
    if (length > UINT32_MAX)
        return fh_fail(err, FIHRIST_E_LIMIT, "a document of more than 4,294,967,295 words");
    if (version->documents == UINT32_MAX)
        return fh_fail(err, FIHRIST_E_LIMIT, "more than 4,294,967,295 documents");
    version->documents++;
    version->total_length += length;
    if (length > version->most_length)
        version->most_length = (uint32_t)length;
    if (length > 0 && (version->least_length == 0 || length < version->least_length))
        version->least_length = (uint32_t)length;
    if (most_wdf > version->most_wdf)
        version->most_wdf = most_wdf;
    size_t n = (size_t)(glass_put_varint(bytes, length) - bytes);
    return glass_spool_write(&database->lengths, bytes, n, err);
}

/* As it stands in a key: a NUL counts twice. */
static size_t stored_bytes(const xc_posting *term) {
    size_t n = term->len;
    const char *end = term->term + term->len;
    for (const char *at = term->term; (at = memchr(at, '\0', (size_t)(end - at))); at++)
        n++;
    return n;
}

static int check_terms(const xc_posting *terms, size_t count, fihrist_error *err) {
    for (size_t i = 0; i < count; i++) {
        if (terms[i].len == 0 || stored_bytes(&terms[i]) > GLASS_TERM_MAX_BYTES)
            return fh_fail(err, FIHRIST_E_LIMIT, "a term of %zu bytes", stored_bytes(&terms[i]));
        if (i > 0 && fh_str_compare((fh_str){terms[i - 1].term, terms[i - 1].len},
                                    (fh_str){terms[i].term, terms[i].len}) >= 0)
            return fh_fail(err, FIHRIST_E_INTERNAL, "terms out of order");
    }
    return FIHRIST_OK;
}

int glass_database_add(glass_database *database, const xc_posting *terms, size_t term_count,
                       const glass_value *values, size_t value_count, uint32_t *ret_docid,
                       fihrist_error *err) {
    uint64_t length = 0;
    uint32_t most = 0;
    int code = check_terms(terms, term_count, err);
    for (size_t i = 0; i < term_count; i++) {
        length += terms[i].wdf;
        most = terms[i].wdf > most ? terms[i].wdf : most;
    }
    if (code == FIHRIST_OK)
        code = count_document(database, length, most, err);
    uint32_t docid = database->version.documents;
    if (code == FIHRIST_OK)
        code = glass_term_list_add(database->termlist, &database->tag, docid, length, terms,
                                   term_count, values, value_count, err);
    if (code == FIHRIST_OK)
        code = glass_value_streams_add(database->values, docid, values, value_count, err);
    if (code == FIHRIST_OK)
        code = glass_inverter_add(database->inverter, docid, terms, term_count, err);
    *ret_docid = docid;
    return code;
}

uint32_t glass_database_next(const glass_database *database) {
    return database->version.documents + 1;
}

/* --- the end --- */

static int copy_length(glass_spool_reader *from, uint32_t docid, glass_posting_list *list,
                       fihrist_error *err) {
    size_t there, at = 0;
    uint64_t length;
    int code = glass_spool_need(from, GLASS_VARINT_MAX_BYTES, &there, err);
    if (code != FIHRIST_OK)
        return code;
    if (!fh_varint_read((fh_str){from->bytes.p + from->at, there}, &at, &length))
        return fh_fail(err, FIHRIST_E_INTERNAL, "the lengths of documents end too early");
    from->at += at;
    return glass_posting_list_add(list, docid, (uint32_t)length, err);
}

static int write_lengths(glass_database *database, glass_posting_list *list, fihrist_error *err) {
    glass_spool_reader from;
    int code = glass_spool_flush(&database->lengths, err);
    glass_spool_reader_open(&from, &database->lengths, 0, database->lengths.written, READ_BYTES);
    glass_posting_list_begin(list, (fh_str){NULL, 0}, 0, 0);
    for (uint32_t i = 0; i < database->version.documents && code == FIHRIST_OK; i++)
        code = copy_length(&from, i + 1, list, err);
    glass_spool_reader_close(&from);
    return code == FIHRIST_OK ? glass_posting_list_end(list, err) : code;
}

/* In the order of their keys: values, lengths, terms. */
static int write_postlist(glass_database *database, fihrist_error *err) {
    glass_posting_list list;
    glass_posting_list_open(&list, database->postlist);
    int code = glass_value_streams_finish(database->values, database->postlist, err);
    if (code == FIHRIST_OK)
        code = write_lengths(database, &list, err);
    if (code == FIHRIST_OK)
        code = glass_inverter_finish(database->inverter, &list, err);
    glass_posting_list_close(&list);
    return code;
}

int glass_database_finish(glass_database *database, fihrist_error *err) {
    glass_version *version = &database->version;
    int code = write_postlist(database, err);
    if (code == FIHRIST_OK)
        code = glass_table_finish(database->postlist, &version->postlist, err);
    if (code == FIHRIST_OK)
        code = glass_table_finish(database->termlist, &version->termlist, err);
    return code == FIHRIST_OK ? glass_version_write(database->path, version, err) : code;
}
