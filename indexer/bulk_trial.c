/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bulk_trial.c: some documents whose terms and values are easily told.
 */
#include "indexer/bulk_trial.h"

#include <errno.h>
#include <sys/stat.h>

#include "core/engine.h"
#include "glass/database.h"

/* More than one block of each table, and lists of more than one chunk. */
enum { DOCUMENTS = 3000, EVERY = 3, SLOT = 2 };

/* Every document has "all", with a wdf of 2; every third one "some". */
static size_t make_terms(uint32_t docid, xc_posting terms[2]) {
    terms[0] = (xc_posting){.term = "all", .len = 3, .wdf = 2};
    terms[1] = (xc_posting){.term = "some", .len = 4, .wdf = 1};
    return docid % EVERY == 0 ? 2 : 1;
}

static int write_documents(const char *path, fihrist_error *err) {
    glass_database *database;
    xc_posting terms[2];
    uint32_t docid;
    glass_value value = {SLOT, {"value", 5}};
    int code = glass_database_new(path, 0, &database, err);
    if (code != FIHRIST_OK)
        return code;
    for (uint32_t i = 1; i <= DOCUMENTS && code == FIHRIST_OK; i++)
        code = glass_database_add(database, terms, make_terms(i, terms), &value, 1, &docid, err);
    if (code == FIHRIST_OK)
        code = glass_database_finish(database, err);
    glass_database_free(database);
    return code;
}

/* Delete the first document with "some" and add one that is "new", for its docid to follow. */
static int change(const char *path, xc_error *cause) {
    xc_writer *writer;
    xc_document *document = NULL;
    uint32_t docid = 0;
    int status = xc_writer_open(path, 0, 0, &writer, cause);
    if (status < 0)
        return status;
    if (xc_document_new(&document, cause) < 0 ||
        xc_document_add_term(document, "new", 3, 1, cause) < 0 ||
        xc_writer_begin(writer, cause) < 0 || xc_writer_delete_docid(writer, EVERY, cause) < 0 ||
        xc_writer_add(writer, document, &docid, cause) < 0 || xc_writer_commit(writer, cause) < 0)
        status = cause->code;
    xc_document_free(document);
    xc_writer_close(writer);
    return status < 0 ? status : (int)docid;
}

/* The documents of a term, counted one by one as its list says. */
static int count_documents(xc_database *db, const char *term, xc_error *cause) {
    xc_postings *postings;
    int more, count = 0;
    int status = xc_database_postings(db, term, strlen(term), &postings, cause);
    if (status < 0)
        return status;
    while ((more = xc_postings_next(postings, cause)) > 0)
        count++;
    xc_postings_free(postings);
    return more < 0 ? more : count;
}

static int count_values(xc_database *db, xc_error *cause) {
    xc_values *values;
    int more, count = 0;
    int status = xc_database_values(db, SLOT, &values, cause);
    if (status < 0)
        return status;
    while ((more = xc_values_next(values, cause)) > 0)
        count += xc_values_value(values).len == 5;
    xc_values_free(values);
    return more < 0 ? more : count;
}

/* 1 when all that is told is there, 0 when not. */
static int is_right(xc_database *db, xc_error *cause) {
    uint32_t documents = 0, length = 0;
    int all, some, new, values;
    if (xc_database_doc_count(db, &documents, cause) < 0 ||
        xc_database_document_length(db, 2 * EVERY, &length, cause) < 0 ||
        (all = count_documents(db, "all", cause)) < 0 ||
        (some = count_documents(db, "some", cause)) < 0 ||
        (new = count_documents(db, "new", cause)) < 0 || (values = count_values(db, cause)) < 0)
        return cause->code;
    return documents == DOCUMENTS && length == 3 && all == DOCUMENTS - 1 &&
           some == DOCUMENTS / EVERY - 1 && new == 1 && values == DOCUMENTS - 1;
}

static int read_again(const char *path, xc_error *cause) {
    xc_database *db;
    int status = xc_database_open(path, &db, cause);
    if (status < 0)
        return status;
    status = is_right(db, cause);
    xc_database_close(db);
    if (status > 0)
        status = xc_database_check(path, NULL, NULL, cause) == 0 ? 1 : cause->code;
    return status;
}

/* A file that cannot be made, written or read is no fault of the format's. */
static bool is_of_format(const xc_error *cause) {
    return cause->sys_errno == 0 && cause->code != XC_E_MEMORY &&
           cause->code != XC_E_DATABASE_LOCK && cause->code != XC_E_DATABASE_CREATE &&
           cause->code != XC_E_DATABASE_OPENING;
}

static int fail_trial(const xc_error *cause, fihrist_error *err) {
    fihrist_error why;
    int code = fh_fail_engine(&why, cause, "libxapian %s", xc_version());
    return fh_fail(err, is_of_format(cause) ? FIHRIST_E_VERSION : code, "%s", why.message);
}

int fh_bulk_trial(const char *path, fihrist_error *err) {
    xc_error cause = {.code = 0};
    if (mkdir(path, 0777) < 0)
        return fh_fail_errno(err, errno, "cannot make directory '%.150s'", path);
    int code = write_documents(path, err);
    if (code != FIHRIST_OK)
        return code;
    int docid = change(path, &cause);
    int right = docid < 0 ? docid : docid == DOCUMENTS + 1 ? read_again(path, &cause) : 0;
    if (right < 0)
        return fail_trial(&cause, err);
    return right ? FIHRIST_OK
                 : fh_fail(err, FIHRIST_E_VERSION, "libxapian %s: it is read otherwise",
                           xc_version());
}
