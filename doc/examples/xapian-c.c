/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xapian-c.c: libxapian from C: write three documents, find one. Nothing of Fihrist is needed but
 * the binding: xapian-c.h and libxapian-c.a, linked with -lxapian and the C++ library.
 *
 *     xapian-c-example DIRECTORY
 */
#include "xapian-c.h"

#include <stdio.h>
#include <string.h>

static const char *const texts[] = {"the harbour was quiet", "ships left the harbour", "quiet"};

static int write_texts(const char *path, xc_error *err) {
    xc_writer *writer = NULL;
    xc_document *document = NULL;
    int status = xc_writer_open(path, XC_WRITER_CREATE, 0, &writer, err);
    if (status == 0)
        status = xc_document_new(&document, err);
    if (status == 0)
        status = xc_writer_begin(writer, err);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == 0; ++i) {
        xc_document_clear(document);
        uint32_t position = 1;
        for (const char *word = texts[i]; *word && status == 0;) {
            size_t len = strcspn(word, " ");
            status = xc_document_add_posting(document, word, len, position++, 1, err);
            word += len + (word[len] == ' ');
        }
        if (status == 0)
            status = xc_document_set_data(document, texts[i], strlen(texts[i]), err);
        if (status == 0)
            status = xc_writer_add(writer, document, NULL, err);
    }
    if (status == 0)
        status = xc_writer_commit(writer, err); /* on disk from here on */
    xc_document_free(document);
    xc_writer_close(writer); /* drops what was not committed */
    return status;
}

static int find(xc_database *db, const char *word, xc_mset **ret_mset, xc_error *err) {
    xc_query *query = NULL;
    xc_enquire *enquire = NULL;
    int status = xc_query_term(word, strlen(word), 1, 0, &query, err);
    if (status == 0)
        status = xc_enquire_new(db, &enquire, err);
    if (status == 0)
        status = xc_enquire_set_query(enquire, query, 0, err);
    if (status == 0)
        status = xc_enquire_mset(enquire, 0, 10, 10, NULL, NULL, ret_mset, err);
    xc_enquire_free(enquire);
    xc_query_free(query);
    return status;
}

int main(int argc, char **argv) {
    xc_error err;
    xc_database *db = NULL;
    xc_mset *mset = NULL;
    if (argc != 2)
        return fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]), 2;
    int status = write_texts(argv[1], &err);
    if (status == 0)
        status = xc_database_open(argv[1], &db, &err);
    if (status == 0)
        status = find(db, "harbour", &mset, &err);
    for (size_t i = 0; status == 0 && i < xc_mset_size(mset); ++i) {
        char *text = NULL;
        const xc_hit *hit = xc_mset_hit(mset, i);
        status = xc_database_document_data(db, hit->docid, &text, NULL, &err);
        if (status == 0)
            printf("%.2f  %s\n", hit->weight, text), xc_free(text);
    }
    if (status < 0)
        fprintf(stderr, "%s: %s\n", xc_error_name(status), err.message);
    xc_mset_free(mset);
    xc_database_close(db);
    return status < 0 ? 2 : 0;
}
