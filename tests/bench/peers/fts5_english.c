/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fts5_english.c: an FTS5 tokenizer around another one, as its porter is. It only serves to tell
 * what a difference in hits comes from: with the same stems the hits have to be the same.
 */
#include <libstemmer.h>
#include <stdlib.h>

#include "tests/bench/peers/fts5.h"

typedef int (*token_function)(void *context, int flags, const char *token, int token_bytes,
                              int start, int end);

typedef struct english {
    fts5_tokenizer parent;
    Fts5Tokenizer *parent_tokenizer;
    struct sb_stemmer *stemmer;
    token_function token; /* of the text under way */
    void *context;
} english;

static void drop(Fts5Tokenizer *tokenizer) {
    english *e = (english *)tokenizer;
    if (e->parent_tokenizer)
        e->parent.xDelete(e->parent_tokenizer);
    sb_stemmer_delete(e->stemmer);
    free(e);
}

static int make(void *user, const char **arguments, int count, Fts5Tokenizer **ret_tokenizer) {
    fts5_api *api = user;
    english *e = calloc(1, sizeof *e);
    void *parent_user;
    if (!e || !(e->stemmer = sb_stemmer_new("english", NULL)))
        peer_die("out of memory");
    int status = api->xFindTokenizer(api, "unicode61", &parent_user, &e->parent);
    if (status == SQLITE_OK)
        status = e->parent.xCreate(parent_user, arguments, count, &e->parent_tokenizer);
    if (status == SQLITE_OK)
        *ret_tokenizer = (Fts5Tokenizer *)e;
    else
        drop((Fts5Tokenizer *)e);
    return status;
}

static int take(void *user, int flags, const char *token, int token_bytes, int start, int end) {
    english *e = user;
    const sb_symbol *stem = sb_stemmer_stem(e->stemmer, (const sb_symbol *)token, token_bytes);
    if (!stem)
        return SQLITE_NOMEM;
    return e->token(e->context, flags, (const char *)stem, sb_stemmer_length(e->stemmer), start,
                    end);
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text,
                    int text_bytes, token_function token) {
    english *e = (english *)tokenizer;
    e->token = token;
    e->context = context;
    return e->parent.xTokenize(e->parent_tokenizer, e, flags, text, text_bytes, take);
}

void fts5_add_english(sqlite3 *db) {
    fts5_api *api = NULL;
    fts5_tokenizer tokenizer = {make, drop, tokenize};
    sqlite3_stmt *statement;
    fts5_must(db, sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL), "fts5");
    fts5_must(db, sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL), "fts5");
    fts5_must(db, sqlite3_step(statement), "fts5");
    sqlite3_finalize(statement);
    if (!api)
        peer_die("this SQLite has no FTS5");
    fts5_must(db, api->xCreateTokenizer(api, "english", api, &tokenizer, NULL), "english");
}
