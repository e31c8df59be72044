/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fts5.h: what the parts of peer-fts5 share.
 */
#ifndef FIHRIST_BENCH_PEER_FTS5_H
#define FIHRIST_BENCH_PEER_FTS5_H

#include <sqlite3.h>

#include "tests/bench/peers/peer.h"

/** Dies with SQLite's message unless `status` is SQLITE_OK, _ROW or _DONE. */
void fts5_must(sqlite3 *db, int status, const char *what);

/** Make the tokenizer "english" known: unicode61 and libstemmer's English stemmer, the one Fihrist
 *  uses, in the place of FTS5's own porter. */
void fts5_add_english(sqlite3 *db);

/** A question as a statement that gives the ten best (or, with `counting`, one number), with
 *  everything bound. Yours: sqlite3_finalize. */
sqlite3_stmt *fts5_statement(sqlite3 *db, const peer_question *question, bool counting);

#endif
