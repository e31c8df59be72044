/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * peer.h: what the drivers of the compared engines share: the documents they index, the questions
 * they are asked, and the loop that takes the time. Each driver has the same face:
 *
 *   peer-NAME index DOCUMENTS DIR        print {documents, text_bytes, parse_seconds}
 *   peer-NAME optimize DIR               what the engine has for making an index small and fast
 *   peer-NAME search DIR QUESTIONS ...   print a line a question: {kind, query, top, hits, us}
 *
 * Time, memory and size of indexing are taken from outside, in the same way for all. Anything that
 * fails ends the program: a benchmark has no use for half a result.
 */
#ifndef FIHRIST_BENCH_PEER_H
#define FIHRIST_BENCH_PEER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Print "peer: ..." and end with status 1. */
_Noreturn void peer_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** strtol for what must be a number; dies otherwise. */
long peer_number(const char *text);

/* ---- documents ---- */

/** An article or a comment. Strings are NUL-terminated and live until the next one is read. */
typedef struct peer_document {
    const char *id, *title, *text, *source; /* title: "" of a comment; source: "" for none */
    json_t *actors;                         /* array of ids; a comment has its article's too */
    int date;                               /* 20150620; 0: none */
    bool comment;
} peer_document;

typedef void (*peer_take)(void *user, const peer_document *document);

typedef struct peer_totals {
    uint64_t documents, text_bytes; /* of titles and texts */
    double parse_seconds;           /* that reading alone took */
} peer_totals;

/** Read a file of documents, one JSON object a line, and give them all to `take`. */
peer_totals peer_documents(const char *path, peer_take take, void *user);
/** What `index` prints. */
void peer_print_totals(const peer_totals *totals);

/* ---- questions ---- */

enum { PEER_TOP = 10 /* hits asked for */ };

/** A question as translate.py writes it. `text` is {"words":[w...]} (several: a phrase), with
 *  "in":"title" perhaps, or {"and"|"or"|"not":[text...]}; NULL where only filters are asked for. */
typedef struct peer_question {
    size_t number; /* from 0, in the order of the file */
    const char *kind, *query;
    const char *stems;     /* the query with phrases of stems; NULL where it has no phrase */
    const char *comments;  /* as the query was asked: "under", "with", "only", "off" */
    json_t *text, *actors; /* actors: ids that all have to be there; may be empty */
    const char *source;    /* NULL: any */
    const char *type;      /* "article", "comment"; NULL: any */
    int from, to;          /* dates, both inclusive; 0: open */
} peer_question;

/** How an engine is asked. `user` is the driver's own. */
typedef struct peer_engine {
    void *user;
    /** Once for each question, outside the time; may be NULL. */
    void (*prepare)(void *user, const peer_question *question);
    /** The ten best, with what a list of results shows: id, title, outlet, date. Returns how many
     *  they are. */
    unsigned (*search)(void *user, const peer_question *question);
    /** All matches, exactly. */
    uint64_t (*count)(void *user, const peer_question *question);
    /** The same with phrases of stems; NULL where `count` says it. */
    uint64_t (*count_stems)(void *user, const peer_question *question);
} peer_engine;

/** Ask the questions of the command line behind "search DIR": QUESTIONS [--warm S] [--passes N]
 *  [--seconds S] [--turns] [--count]. All questions are asked in one shuffled order, pass after
 *  pass: without measuring for S seconds of --warm, one pass at least; then N passes, or as many as
 *  begin within S seconds, one at least. With --turns it prints how long a pass took when it is
 *  warm, and then asks only when it is told to: for each line of standard input, a number of
 *  seconds, so long, going on where it was, whereupon it prints a line; until the input ends, one
 *  pass at least. --count counts them afterwards. */
void peer_search(const peer_engine *engine, int argc, char **argv);

#endif
