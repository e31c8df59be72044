/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xapian-c.c: libxapian from C: write three documents, find two. It needs nothing but xapian-c.h
 * and libxapian-c.a, linked with -lxapian and the C++ library. Calls return 0 when they succeed,
 * so a row of them is joined with ||; the error says which code and why.
 */
#include "xapian-c.h"

#include <stdio.h>
#include <string.h>

static xc_error err;

static int add(xc_writer *writer, xc_document *document, const char *text) {
    xc_document_clear(document);
    uint32_t position = 1;
    for (size_t at = 0, len; text[at]; at += len + (text[at + len] == ' ')) {
        len = strcspn(text + at, " ");
        if (xc_document_add_posting(document, text + at, len, position++, 1, &err))
            return -1;
    }
    return xc_document_set_data(document, text, strlen(text), &err) ||
           xc_writer_add(writer, document, NULL, &err);
}

static int write_some(const char *path) {
    xc_writer *writer = NULL;
    xc_document *document = NULL;
    int failed = xc_writer_open(path, XC_WRITER_CREATE, 0, &writer, &err) ||
                 xc_document_new(&document, &err) || xc_writer_begin(writer, &err) ||
                 add(writer, document, "the harbour was quiet") ||
                 add(writer, document, "ships left the harbour") ||
                 add(writer, document, "all is quiet") ||
                 xc_writer_commit(writer, &err); /* from here on it is on disk */
    xc_document_free(document);
    xc_writer_close(writer); /* drops what was not committed */
    return failed;
}

static int find(const char *path, const char *word) {
    xc_database *db = NULL;
    xc_query *query = NULL;
    xc_enquire *enquire = NULL;
    xc_mset *mset = NULL;
    int failed = xc_database_open(path, &db, &err) ||
                 xc_query_term(word, strlen(word), 1, 0, &query, &err) ||
                 xc_enquire_new(db, &enquire, &err) ||
                 xc_enquire_set_query(enquire, query, 0, &err) ||
                 xc_enquire_mset(enquire, 0, 10, 10, NULL, NULL, &mset, &err);
    for (size_t i = 0; !failed && i < xc_mset_size(mset); ++i) {
        const xc_hit *hit = xc_mset_hit(mset, i);
        char *text = NULL;
        failed = xc_database_document_data(db, hit->docid, &text, NULL, &err);
        printf("%.3f  %s\n", hit->weight, failed ? "?" : text);
        xc_free(text);
    }
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    xc_query_free(query);
    xc_database_close(db);
    return failed;
}

int main(int argc, char **argv) {
    if (argc == 2 && !write_some(argv[1]) && !find(argv[1], "harbour"))
        return 0;
    if (argc == 2)
        fprintf(stderr, "%s: %s\n", xc_error_name(err.code), err.message);
    else
        fprintf(stderr, "usage: xapian-c-example DIRECTORY\n");
    return 2;
}
