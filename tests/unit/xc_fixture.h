/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xc_fixture.h: what the tests of the binding share: a directory of their own for each test, a
 * small database, and calls that end the test when they fail.
 */
#ifndef XC_FIXTURE_H
#define XC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "xapian-c.h"

typedef struct xc_fixture {
    char directory[64]; /**< made for the test, removed after it */
    char path[96];      /**< of the database in it */
    xc_error err;
} xc_fixture;

/** End the test, saying why, unless `status` is one of success; gives it back. */
#define MUST(f, call) must((f), (call), #call)

static inline int must(xc_fixture *f, int status, const char *call) {
    if (status < 0)
        fail_msg("%s: %s: %s", call, xc_error_name(status), f->err.message);
    return status;
}

static inline int xc_setup(void **state) {
    xc_fixture *f = (xc_fixture *)calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->directory, "/tmp/xapian-c-test-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    snprintf(f->path, sizeof f->path, "%s/db", f->directory);
    *state = f;
    return 0;
}

static inline int xc_teardown(void **state) {
    xc_fixture *f = (xc_fixture *)*state;
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", f->directory);
    int status = system(command);
    free(f);
    return status;
}

/** A new database, its writer in a transaction. */
static inline xc_writer *new_writer(xc_fixture *f) {
    xc_writer *writer = NULL;
    MUST(f, xc_writer_open(f->path, XC_WRITER_NEW, 0, &writer, &f->err));
    MUST(f, xc_writer_begin(writer, &f->err));
    return writer;
}

/** Add a document of words separated by single spaces, the words being its data and value 0. */
static inline uint32_t add_words(xc_fixture *f, xc_writer *writer, const char *words) {
    xc_document *document = NULL;
    MUST(f, xc_document_new(&document, &f->err));
    uint32_t position = 1;
    for (const char *word = words; *word; ++position) {
        size_t len = strcspn(word, " ");
        MUST(f, xc_document_add_posting(document, word, len, position, 1, &f->err));
        word += len + (word[len] == ' ');
    }
    MUST(f, xc_document_set_data(document, words, strlen(words), &f->err));
    MUST(f, xc_document_add_value(document, 0, words, strlen(words), &f->err));
    uint32_t docid = 0;
    MUST(f, xc_writer_add(writer, document, &docid, &f->err));
    xc_document_free(document);
    return docid;
}

/** Commit and close, and open for reading. */
static inline xc_database *commit_and_open(xc_fixture *f, xc_writer *writer) {
    MUST(f, xc_writer_commit(writer, &f->err));
    xc_writer_close(writer);
    xc_database *db = NULL;
    MUST(f, xc_database_open(f->path, &db, &f->err));
    return db;
}

static inline xc_query *term_query(xc_fixture *f, const char *term) {
    xc_query *query = NULL;
    MUST(f, xc_query_term(term, strlen(term), 1, 0, &query, &f->err));
    return query;
}

/** Run a query and free it; the hits' docids as "3 1 2". */
static inline const char *docids_of(xc_fixture *f, xc_enquire *enquire, xc_query *query) {
    static char text[256];
    text[0] = '\0';
    xc_mset *mset = NULL;
    MUST(f, xc_enquire_set_query(enquire, query, 0, &f->err));
    MUST(f, xc_enquire_mset(enquire, 0, 20, 20, NULL, NULL, &mset, &f->err));
    size_t used = 0;
    for (size_t i = 0; i < xc_mset_size(mset); ++i)
        used += (size_t)snprintf(text + used, sizeof text - used, i ? " %u" : "%u",
                                 xc_mset_hit(mset, i)->docid);
    xc_mset_free(mset);
    xc_query_free(query);
    return text;
}

/** The same, by libxapian's own BM25 over all of `db`. */
static inline const char *found_by(xc_fixture *f, xc_database *db, xc_query *query) {
    xc_enquire *enquire = NULL;
    MUST(f, xc_enquire_new(db, &enquire, &f->err));
    const char *docids = docids_of(f, enquire, query);
    xc_enquire_free(enquire);
    return docids;
}

#endif
