/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fts5.c: peer-fts5: SQLite's FTS5 as those use it who want it fast: everything in one transaction,
 * prepared statements, a large page cache and hash table, `optimize` at the end.
 *
 *   peer-fts5 index DOCUMENTS DIR [--content] [--english]
 *   peer-fts5 optimize DIR
 *   peer-fts5 search DIR QUESTIONS ...
 *
 * --content keeps the texts, as Fihrist does; without, they are searched only. --english stems as
 * Fihrist does (see fts5_english.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/bench/peers/fts5.h"

static const char pragmas[] = "PRAGMA page_size = 8192; PRAGMA cache_size = -262144;"
                              "PRAGMA mmap_size = 34359738368; PRAGMA temp_store = MEMORY;";

/* Filters are looked up by the rowid of what the words have found. */
static const char tables[] =
    "CREATE TABLE document(rowid INTEGER PRIMARY KEY, id TEXT, title TEXT, source TEXT,"
    " date INT, comment INT);"
    "CREATE TABLE actor(rowid INTEGER PRIMARY KEY, id TEXT UNIQUE);"
    "CREATE TABLE named(document INT, actor INT, PRIMARY KEY(document, actor)) WITHOUT ROWID;";

/* 64 MiB are gathered in memory before a segment is written; a word of a title counts twice. */
static const char settings[] = "INSERT INTO words(words, rank) VALUES('hashsize', 67108864);"
                               "INSERT INTO words(words, rank) VALUES('rank', 'bm25(2.0, 1.0)');";

void fts5_must(sqlite3 *db, int status, const char *what) {
    if (status != SQLITE_OK && status != SQLITE_ROW && status != SQLITE_DONE)
        peer_die("%s: %s", what, sqlite3_errmsg(db));
}

static void execute(sqlite3 *db, const char *sql) {
    fts5_must(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static sqlite3 *open_database(const char *dir, int flags) {
    char path[4096];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/fts5.db", dir);
    fts5_must(db, sqlite3_open_v2(path, &db, flags, NULL), path);
    execute(db, pragmas);
    fts5_add_english(db);
    return db;
}

/* ---- indexing ---- */

typedef struct writing {
    sqlite3 *db;
    sqlite3_stmt *words, *document, *actor, *named;
    int64_t rowid;
} writing;

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    fts5_must(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL),
              sql);
    return statement;
}

static void create(sqlite3 *db, bool content, bool english) {
    char sql[256];
    /* `english` is around unicode61 already, and hands its arguments on. */
    snprintf(sql, sizeof sql,
             "CREATE VIRTUAL TABLE words USING fts5(title, text, %s"
             "tokenize = '%s remove_diacritics 2')",
             content ? "" : "content = '', ", english ? "english" : "porter unicode61");
    execute(db, sql);
    execute(db, tables);
    execute(db, settings);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text) {
    if (sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC) != SQLITE_OK)
        peer_die("cannot bind a text");
}

static void run(const writing *w, sqlite3_stmt *statement) {
    fts5_must(w->db, sqlite3_step(statement), "insert");
    sqlite3_reset(statement);
}

static void add_actors(const writing *w, const json_t *actors) {
    size_t i;
    const json_t *id;
    json_array_foreach(actors, i, id) {
        bind_text(w->actor, 1, json_string_value(id));
        run(w, w->actor);
        sqlite3_bind_int64(w->named, 1, w->rowid);
        bind_text(w->named, 2, json_string_value(id));
        run(w, w->named);
    }
}

static void add(void *user, const peer_document *document) {
    writing *w = user;
    w->rowid++;
    sqlite3_bind_int64(w->words, 1, w->rowid);
    bind_text(w->words, 2, document->title);
    bind_text(w->words, 3, document->text);
    run(w, w->words);
    sqlite3_bind_int64(w->document, 1, w->rowid);
    bind_text(w->document, 2, document->id);
    bind_text(w->document, 3, document->title);
    bind_text(w->document, 4, document->source);
    sqlite3_bind_int(w->document, 5, document->date);
    sqlite3_bind_int(w->document, 6, document->comment);
    run(w, w->document);
    add_actors(w, document->actors);
}

static void index_documents(const char *path, const char *dir, bool content, bool english) {
    mkdir(dir, 0777);
    sqlite3 *db = open_database(dir, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    create(db, content, english);
    execute(db, "BEGIN");
    writing w = {
        .db = db,
        .words = prepare(db, "INSERT INTO words(rowid, title, text) VALUES(?, ?, ?)"),
        .document = prepare(db, "INSERT INTO document VALUES(?, ?, ?, ?, ?, ?)"),
        .actor = prepare(db, "INSERT OR IGNORE INTO actor(id) VALUES(?)"),
        .named = prepare(db, "INSERT INTO named SELECT ?, rowid FROM actor WHERE id = ?"),
    };
    peer_totals totals = peer_documents(path, add, &w);
    sqlite3_finalize(w.words);
    sqlite3_finalize(w.document);
    sqlite3_finalize(w.actor);
    sqlite3_finalize(w.named);
    execute(db, "COMMIT; ANALYZE document; ANALYZE named; ANALYZE actor");
    sqlite3_close(db);
    peer_print_totals(&totals);
}

static void optimize(const char *dir) {
    sqlite3 *db = open_database(dir, SQLITE_OPEN_READWRITE);
    execute(db, "INSERT INTO words(words) VALUES('optimize')");
    execute(db, "VACUUM");
    sqlite3_close(db);
}

/* ---- searching ---- */

typedef struct searching {
    sqlite3 *db;
    sqlite3_stmt **statements; /* by the question's number */
    size_t count;
} searching;

static void prepare_question(void *user, const peer_question *question) {
    searching *s = user;
    s->statements = realloc(s->statements, (question->number + 1) * sizeof *s->statements);
    if (!s->statements)
        peer_die("out of memory");
    s->statements[s->count++] = fts5_statement(s->db, question, false);
}

static unsigned search(void *user, const peer_question *question) {
    const searching *s = user;
    sqlite3_stmt *statement = s->statements[question->number];
    unsigned top = 0;
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW)
        top += sqlite3_column_text(statement, 0) && sqlite3_column_text(statement, 1) &&
               sqlite3_column_text(statement, 2) && sqlite3_column_int(statement, 3) >= 0;
    fts5_must(s->db, status, question->query);
    sqlite3_reset(statement);
    return top;
}

static uint64_t count(void *user, const peer_question *question) {
    const searching *s = user;
    sqlite3_stmt *statement = fts5_statement(s->db, question, true);
    fts5_must(s->db, sqlite3_step(statement), question->query);
    uint64_t hits = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return hits;
}

static void ask(const char *dir, int argc, char **argv) {
    searching s = {.db = open_database(dir, SQLITE_OPEN_READONLY)};
    peer_engine engine = {&s, prepare_question, search, count, NULL};
    peer_search(&engine, argc, argv);
    for (size_t i = 0; i < s.count; i++)
        sqlite3_finalize(s.statements[i]);
    free(s.statements);
    sqlite3_close(s.db);
}

static bool has(int argc, char **argv, const char *option) {
    for (int i = 4; i < argc; i++) {
        if (strcmp(argv[i], option) == 0)
            return true;
    }
    return false;
}

int main(int argc, char **argv) {
    if (argc >= 4 && strcmp(argv[1], "index") == 0)
        index_documents(argv[2], argv[3], has(argc, argv, "--content"),
                        has(argc, argv, "--english"));
    else if (argc == 3 && strcmp(argv[1], "optimize") == 0)
        optimize(argv[2]);
    else if (argc >= 4 && strcmp(argv[1], "search") == 0)
        ask(argv[2], argc - 3, argv + 3);
    else
        peer_die("usage: peer-fts5 index DOCUMENTS DIR [--content] [--english]\n"
                 "       peer-fts5 optimize DIR\n"
                 "       peer-fts5 search DIR QUESTIONS [options]");
    return fflush(stdout) == 0 ? 0 : 1;
}
