/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * check.c: reading everything once.
 */
#include "indexer/check.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/copies.h"
#include "core/engine.h"
#include "core/revisions.h"
#include "core/slice.h"
#include "core/term.h"
#include "indexer/deep_check.h"
#include "indexer/stored.h"

typedef struct checking {
    fh_generation generation;
    fh_fault_teller tell;
    void *user;
    fh_check_result result;
    fh_kind_stats found[FH_KIND_COUNT];
} checking;

static void fault(checking *c, const char *message) {
    c->result.faults++;
    c->tell(c->user, message);
}

/* The first line of libxapian's report that is a complaint, and not the name of a table or that it
 * is sound; empty where there is none. */
static fh_str first_complaint(fh_str report) {
    while (report.n > 0) {
        const char *feed = memchr(report.p, '\n', report.n);
        fh_str line = {report.p, feed ? (size_t)(feed - report.p) : report.n};
        if (line.n && !fh_str_ends(line, ":") && !fh_str_ends(line, " checked OK") &&
            !fh_str_ends(line, " not yet used.") && !fh_str_ends(line, "Not present."))
            return line;
        size_t passed = feed ? line.n + 1 : line.n;
        report.p += passed, report.n -= passed;
    }
    return report;
}

static int check_tables(checking *c, const char *path, fihrist_error *err) {
    char *report;
    size_t n;
    xc_error cause;
    int errors = xc_database_check(path, &report, &n, &cause);
    if (errors < 0)
        return fh_fail_engine(err, &cause, "cannot check '%.150s'", path);
    if (errors > 0) {
        fihrist_error message;
        fh_str first = first_complaint((fh_str){report, n});
        fh_fail(&message, FIHRIST_E_CORRUPT, "libxapian finds %d errors in its tables%s%.*s",
                errors, first.n ? ": " : "", (int)first.n, first.n ? first.p : "");
        fault(c, message.message);
    }
    xc_free(report);
    return FIHRIST_OK;
}

static int visit(void *user, int damage, const fh_article *article, fihrist_error *err) {
    checking *c = user;
    (void)article;
    if (damage)
        fault(c, err->message);
    return FIHRIST_OK;
}

static int add_lengths(checking *c, fh_kind kind, const char *type, fihrist_error *err) {
    fh_term term;
    xc_postings *postings;
    xc_error cause;
    fh_term_make(FH_FIELD_TYPE, fh_str_of(type), &term);
    if (xc_database_postings(c->generation.db, term.bytes, term.n, &postings, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    int more;
    uint32_t length = 0;
    while ((more = xc_postings_next(postings, &cause)) > 0) {
        more = xc_postings_document_length(postings, &length, &cause);
        if (more < 0)
            break;
        c->found[kind].documents++;
        c->found[kind].total_length += length;
    }
    xc_postings_free(postings);
    return more < 0 ? fh_fail_engine(err, &cause, "cannot read the index") : FIHRIST_OK;
}

static void compare(checking *c, const char *what, uint64_t said, uint64_t found) {
    char message[160];
    if (said == found)
        return;
    snprintf(message, sizeof message, "the state says %" PRIu64 " %s, there are %" PRIu64, said,
             what, found);
    fault(c, message);
}

static int check_counts(checking *c, fihrist_error *err) {
    static const char *const types[FH_KIND_COUNT] = {"article", "comment"};
    static const char *const names[FH_KIND_COUNT] = {"articles", "comments"};
    uint32_t all;
    xc_error cause;
    int code = fh_index_state_read(c->generation.db, &c->result.state, err);
    for (int kind = 0; kind < FH_KIND_COUNT && code == FIHRIST_OK; kind++) {
        const fh_kind_stats *said = &c->result.state.kinds[kind];
        char what[40];
        code = add_lengths(c, (fh_kind)kind, types[kind], err);
        if (code != FIHRIST_OK)
            return code;
        compare(c, names[kind], said->documents, c->found[kind].documents);
        snprintf(what, sizeof what, "words in %s", names[kind]);
        compare(c, what, said->total_length, c->found[kind].total_length);
    }
    if (code != FIHRIST_OK)
        return code;
    if (xc_database_doc_count(c->generation.db, &all, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    compare(c, "documents",
            c->found[FH_KIND_ARTICLE].documents + c->found[FH_KIND_COMMENT].documents, all);
    return FIHRIST_OK;
}

static void tell_fault(void *user, const char *message) {
    fault(user, message);
}

static bool is_article(const fh_generation *generation, uint32_t docid) {
    uint32_t story = 0, length;
    int32_t day;
    xc_error cause;
    return fh_store_column(generation->store, docid, &story, &day) && story == docid &&
           xc_database_document_length(generation->db, docid, &length, &cause) == 0;
}

static int check_copies(checking *c, fihrist_error *err) {
    fh_copies copies = {0};
    int code = fh_copies_read(&copies, c->generation.db, err);
    if (code == FIHRIST_E_CORRUPT) {
        fault(c, err->message);
        return FIHRIST_OK;
    }
    for (size_t i = 0; code == FIHRIST_OK && i < copies.count; i++)
        if (!is_article(&c->generation, copies.items[i].docid)) {
            fihrist_error line;
            fh_fail(&line, FIHRIST_E_CORRUPT, "document %u has copies, and is no article",
                    copies.items[i].docid);
            fault(c, line.message);
        }
    fh_copies_free(&copies);
    return code;
}

static int check_files(checking *c, fihrist_error *err) {
    uint64_t faults;
    fh_lexicon_check(c->generation.lexicon, tell_fault, c);
    return fh_store_check(c->generation.store, tell_fault, c, &faults, err);
}

static int check_revisions(checking *c, fihrist_error *err) {
    uint32_t last;
    xc_error cause;
    if (xc_database_last_docid(c->generation.db, &last, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    int code = fh_revision_table_check(c->generation.db, c->result.state.revision, last, err);
    if (code != FIHRIST_E_CORRUPT && code != FIHRIST_E_NOT_FOUND)
        return code;
    fault(c, err->message);
    return FIHRIST_OK;
}

int fh_check(const fh_workspace *workspace, bool deep, fh_fault_teller tell, void *user,
             fh_check_result *ret_result, fihrist_error *err) {
    char path[FH_PATH_MAX];
    checking c = {.tell = tell, .user = user};
    int code = fh_index_generation_path(workspace->dir, workspace->manifest.generation, path, err);
    if (code == FIHRIST_OK)
        code = check_tables(&c, path, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_generation_open(workspace->dir, workspace->manifest.generation, &c.generation, err);
    if (code != FIHRIST_OK)
        return code;
    fh_stored stored = fh_stored_of(&c.generation);
    code = check_counts(&c, err);
    if (code == FIHRIST_OK)
        code = check_revisions(&c, err);
    if (code == FIHRIST_OK)
        code = check_files(&c, err);
    if (code == FIHRIST_OK)
        code = check_copies(&c, err);
    if (code == FIHRIST_OK)
        code = fh_stored_visit(&stored, visit, &c, err);
    if (code == FIHRIST_OK && deep)
        code = fh_check_deeply(workspace, &c.generation, tell_fault, &c, err);
    fh_generation_close(&c.generation);
    if (code == FIHRIST_OK)
        *ret_result = c.result;
    return code;
}
