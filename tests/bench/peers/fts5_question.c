/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fts5_question.c: a question as SQL. The words go to MATCH, the filters to the table beside it.
 */
#include <stdio.h>
#include <string.h>

#include "tests/bench/peers/fts5.h"

/* ---- the words ---- */

static void put_match(FILE *out, const json_t *text);

/* "a b" is a phrase of FTS5's, whose analysis is that of the table. */
static void put_words(FILE *out, const json_t *words, const char *column) {
    size_t i;
    const json_t *word;
    if (column)
        fprintf(out, "%s : ", column);
    json_array_foreach(words, i, word)
        fprintf(out, "%s%s", i ? " " : "\"", json_string_value(word));
    fputc('"', out);
}

static void put_operands(FILE *out, const json_t *operands, const char *between) {
    size_t i;
    const json_t *operand;
    fputc('(', out);
    json_array_foreach(operands, i, operand) {
        fputs(i ? between : "", out);
        put_match(out, operand);
    }
    fputc(')', out);
}

static void put_match(FILE *out, const json_t *text) {
    static const struct {
        const char *key, *between;
    } operators[] = {{"and", " AND "}, {"or", " OR "}, {"not", " NOT "}};
    const json_t *words = json_object_get(text, "words");
    if (words)
        put_words(out, words, json_string_value(json_object_get(text, "in")));
    for (size_t i = 0; !words && i < sizeof operators / sizeof *operators; i++) {
        const json_t *operands = json_object_get(text, operators[i].key);
        if (operands)
            put_operands(out, operands, operators[i].between);
    }
}

/* ---- the statement ---- */

static void put_filters(FILE *out, const peer_question *question) {
    if (question->source)
        fputs(" AND d.source = :source", out);
    if (question->type)
        fputs(" AND d.comment = :comment", out);
    if (question->from)
        fputs(" AND d.date >= :from", out);
    if (question->to)
        fputs(" AND d.date <= :to AND d.date > 0", out);
    for (size_t i = 0; i < json_array_size(question->actors); i++)
        fprintf(out,
                " AND EXISTS (SELECT 1 FROM named AS n JOIN actor AS a ON a.rowid = n.actor"
                " WHERE a.id = :actor%zu AND n.document = d.rowid)",
                i);
}

static bool has_filters(const peer_question *question) {
    return question->source || question->type || question->from || question->to ||
           json_array_size(question->actors) > 0;
}

/* Only what the filters leave is ranked, and only the ten best are fetched: `ORDER BY rank` and
 * `rowid IN (...)` are slower, and the latter by far. */
static void put_select(FILE *out, const peer_question *question, bool counting) {
    const char *join = has_filters(question) ? "JOIN document AS d ON d.rowid = words.rowid " : "";
    if (counting)
        fprintf(out, "SELECT count(*) FROM words %sWHERE words MATCH :match", join);
    else
        fprintf(out,
                "SELECT best.id, best.title, best.source, best.date FROM (SELECT words.rowid AS "
                "at, bm25(words, 2.0, 1.0) AS score"
                " FROM words %sWHERE words MATCH :match",
                join);
    put_filters(out, question);
    if (!counting)
        fprintf(out,
                " ORDER BY score LIMIT %d) JOIN document AS best ON best.rowid = at ORDER BY score",
                PEER_TOP);
}

static void bind_text(sqlite3_stmt *statement, const char *name, const char *value) {
    int at = sqlite3_bind_parameter_index(statement, name);
    if (at && sqlite3_bind_text(statement, at, value, -1, SQLITE_TRANSIENT) != SQLITE_OK)
        peer_die("cannot bind %s", name);
}

static void bind_number(sqlite3_stmt *statement, const char *name, int value) {
    int at = sqlite3_bind_parameter_index(statement, name);
    if (at && sqlite3_bind_int(statement, at, value) != SQLITE_OK)
        peer_die("cannot bind %s", name);
}

static void bind(sqlite3_stmt *statement, const peer_question *question, const char *match) {
    char name[32];
    bind_text(statement, ":match", match);
    bind_text(statement, ":source", question->source);
    bind_number(statement, ":comment", question->type && strcmp(question->type, "comment") == 0);
    bind_number(statement, ":from", question->from);
    bind_number(statement, ":to", question->to);
    for (size_t i = 0; i < json_array_size(question->actors); i++) {
        snprintf(name, sizeof name, ":actor%zu", i);
        bind_text(statement, name, json_string_value(json_array_get(question->actors, i)));
    }
}

sqlite3_stmt *fts5_statement(sqlite3 *db, const peer_question *question, bool counting) {
    char *match = NULL, *sql = NULL;
    size_t match_bytes, sql_bytes;
    sqlite3_stmt *statement;
    FILE *out = open_memstream(&match, &match_bytes);
    put_match(out, question->text);
    fclose(out);
    out = open_memstream(&sql, &sql_bytes);
    put_select(out, question, counting);
    fclose(out);
    fts5_must(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), sql);
    bind(statement, question, match);
    free(match);
    free(sql);
    return statement;
}
