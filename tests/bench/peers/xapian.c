/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * xapian.c: peer-xapian: libxapian by its own tools: scriptindex, of Omega, makes the index, and
 * here it is asked, with the weights and estimates that libxapian has by itself.
 *
 *   peer-xapian input DOCUMENTS          print them as scriptindex reads them
 *   peer-xapian script                   print the script that says what becomes of each field
 *   peer-xapian search DIR QUESTIONS ...
 */
#include <stdio.h>
#include <string.h>

#include "tests/bench/peers/xapian.h"

/* A word of a title counts twice; no phrase reaches across from title to text. */
static const char script[] = "id : boolean=Q field\n"
                             "title : field weight=2 index gap\n"
                             "title : index=S gap\n"
                             "text : index\n"
                             "source : field boolean=XS\n"
                             "actor : boolean=XA\n"
                             "type : boolean=T\n"
                             "date : field date=yyyymmdd\n";

void xapian_must(int status, const xc_error *err, const char *what) {
    if (status < 0)
        peer_die("%s: %s", what, err->message);
}

/* ---- scriptindex's input ---- */

static void put_field(const char *name, const char *value) {
    if (!*value)
        return;
    printf("%s=", name);
    for (; *value; value++) {
        putchar(*value);
        if (*value == '\n')
            putchar('=');
    }
    putchar('\n');
}

static void put_document(void *user, const peer_document *document) {
    size_t i;
    const json_t *actor;
    (void)user;
    put_field("id", document->id);
    put_field("title", document->title);
    put_field("text", document->text);
    put_field("source", document->source);
    put_field("type", document->comment ? "comment" : "article");
    if (document->date)
        printf("date=%08d\n", document->date);
    json_array_foreach(document->actors, i, actor) put_field("actor", json_string_value(actor));
    putchar('\n');
}

/* ---- searching ---- */

typedef struct searching {
    xc_database *db;
    xc_enquire *enquire;
    struct sb_stemmer *stemmer;
    uint32_t documents;
} searching;

static xc_mset *run(searching *s, const peer_question *question, uint32_t check_at_least) {
    xc_query *query = xapian_query(s->stemmer, question);
    xc_mset *mset;
    xc_error err;
    xapian_must(xc_enquire_set_query(s->enquire, query, 0, &err), &err, question->query);
    xapian_must(xc_enquire_mset(s->enquire, 0, PEER_TOP, check_at_least, NULL, NULL, &mset, &err),
                &err, question->query);
    xc_query_free(query);
    return mset;
}

static unsigned search(void *user, const peer_question *question) {
    searching *s = user;
    xc_mset *mset = run(s, question, 0);
    size_t size = xc_mset_size(mset);
    for (size_t i = 0; i < size; i++) {
        char *data;
        size_t data_len;
        xc_error err;
        xapian_must(
            xc_database_document_data(s->db, xc_mset_hit(mset, i)->docid, &data, &data_len, &err),
            &err, question->query);
        xc_free(data);
    }
    xc_mset_free(mset);
    return (unsigned)size;
}

static uint64_t count(void *user, const peer_question *question) {
    searching *s = user;
    xc_mset *mset = run(s, question, s->documents);
    uint64_t hits = xc_mset_counts(mset).lower;
    xc_mset_free(mset);
    return hits;
}

static void ask(const char *dir, int argc, char **argv) {
    searching s = {.stemmer = sb_stemmer_new("english", NULL)};
    peer_engine engine = {.user = &s, .search = search, .count = count};
    xc_error err;
    xapian_must(xc_database_open(dir, &s.db, &err), &err, dir);
    xapian_must(xc_database_doc_count(s.db, &s.documents, &err), &err, dir);
    xapian_must(xc_enquire_new(s.db, &s.enquire, &err), &err, dir);
    peer_search(&engine, argc, argv);
    xc_enquire_free(s.enquire);
    xc_database_close(s.db);
    sb_stemmer_delete(s.stemmer);
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "input") == 0)
        peer_documents(argv[2], put_document, NULL);
    else if (argc == 2 && strcmp(argv[1], "script") == 0)
        fputs(script, stdout);
    else if (argc >= 4 && strcmp(argv[1], "search") == 0)
        ask(argv[2], argc - 3, argv + 3);
    else
        peer_die("usage: peer-xapian input DOCUMENTS\n"
                 "       peer-xapian script\n"
                 "       peer-xapian search DIR QUESTIONS [options]");
    return fflush(stdout) == 0 ? 0 : 1;
}
