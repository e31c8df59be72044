/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * run.c: the loop from input to index.
 */
#include "indexer/run.h"

#include <errno.h>
#include <inttypes.h>

#include "core/engine.h"
#include "core/json.h"
#include "core/term.h"
#include "indexer/additions.h"
#include "indexer/extract.h"
#include "indexer/idset.h"
#include "indexer/read_ahead.h"

enum { REJECTIONS_SHOWN = 10, REJECTION_MAX_BYTES = 64 * 1024, PRUNE_MAX = 1 << 30 };

typedef struct run {
    fh_writer *writer;
    fh_input *input; /* the thread's that reads ahead, while there is one */
    fh_read_ahead *ahead;
    const fh_run_options *options;
    fh_idset *seen; /* with prune */
    FILE *rejects;
    fh_progress progress;
    fh_run_counts counts;
    uint64_t rejected_before; /* by the run that this one goes on with */
    bool cursor_stored, resumed;
    bool unread;        /* not all of the input could be read */
    fh_buffer position; /* in the input, behind what was put or rejected last */
    uint64_t bytes;     /* of the input, up to there */
    size_t noted;       /* files, likewise */
    fh_additions additions;
} run;

/* --- rejections --- */

static int write_rejection(FILE *to, const char *path, const fh_rejection *rejection,
                           fihrist_error *err) {
    fh_buffer line = FH_BUFFER(REJECTION_MAX_BYTES);
    fh_json_open(&line, '{');
    fh_json_member(&line, "file", rejection->path);
    if (rejection->line)
        fh_json_member_integer(&line, "line", (int64_t)rejection->line);
    fh_json_member(&line, "reason", fh_str_of(rejection->reason));
    fh_json_close(&line, '}');
    fh_buffer_append_byte(&line, '\n');
    bool written = !line.failed && fwrite(line.p, 1, line.n, to) == line.n;
    fh_buffer_free(&line);
    return written ? FIHRIST_OK : fh_fail_errno(err, errno, "cannot write '%.150s'", path);
}

static int reject(run *r, const fh_rejection *rejection, fihrist_error *err) {
    r->counts.rejected++;
    r->unread |= rejection->unread;
    fh_writer_set_rejected(r->writer, r->rejected_before + r->counts.rejected);
    if (r->rejects)
        return write_rejection(r->rejects, r->options->rejects, rejection, err);
    if (r->counts.rejected <= REJECTIONS_SHOWN) {
        fh_progress_clear(&r->progress);
        fprintf(r->options->talk, "%s: rejected: ", r->options->name);
        fh_rejection_print(rejection, r->options->talk);
    } else if (r->counts.rejected == REJECTIONS_SHOWN + 1) {
        fh_progress_clear(&r->progress);
        fprintf(r->options->talk, "%s: more are rejected; --rejects FILE lists them\n",
                r->options->name);
    }
    return FIHRIST_OK;
}

/* --- batches --- */

/* With --verbose a line is an acknowledgement: what it counts is on disk. */
static int commit(run *r, fh_str cursor, fihrist_error *err) {
    bool bulk = fh_writer_is_bulk(r->writer);
    if (bulk)
        fh_progress_say(&r->progress, "all is read: writing the index");
    int code = fh_writer_commit(r->writer, cursor, err);
    if (code == FIHRIST_OK && bulk)
        code = fh_writer_publish(r->writer, err);
    if (code == FIHRIST_OK && r->options->verbose) {
        const fh_index_state *state = fh_writer_state(r->writer);
        fh_progress_clear(&r->progress);
        fprintf(r->options->talk, "%s: revision %" PRIu64 " is on disk: %" PRIu64 " articles\n",
                r->options->name, state->revision, state->kinds[FH_KIND_ARTICLE].documents);
        fflush(r->options->talk);
    }
    return code;
}

/* Commit what there is, with the place to go on from. */
static int commit_here(run *r, fihrist_error *err) {
    int code = commit(r, fh_buffer_str(&r->position), err);
    r->cursor_stored |= code == FIHRIST_OK;
    return code;
}

/* --- articles --- */

/* One that is too large for the index is rejected as one that cannot be read is. */
static int reject_article(run *r, const fh_article *article, const fihrist_error *cause,
                          fihrist_error *err) {
    fh_rejection rejection = {.path = article->id};
    snprintf(rejection.reason, sizeof rejection.reason, "%s", cause->message);
    return reject(r, &rejection, err);
}

static int count_article(run *r, const fh_article *article, fh_put outcome, fihrist_error *err) {
    if (r->seen && !fh_idset_add(r->seen, article->id))
        return fh_fail_memory(err);
    switch (outcome) {
    case FH_PUT_ADDED:
        r->counts.added++;
        break;
    case FH_PUT_REPLACED:
        r->counts.replaced++;
        break;
    case FH_PUT_UNCHANGED:
        r->counts.unchanged++;
        return FIHRIST_OK;
    }
    r->counts.comments += article->comment_count;
    return FIHRIST_OK;
}

static int keep_addition(run *r, const fh_article *article, fihrist_error *err) {
    fihrist_error cause;
    int code = fh_additions_keep(&r->additions, article, &cause);
    return code == FIHRIST_OK ? code : reject_article(r, article, &cause, err);
}

static int put(run *r, const fh_reading *reading, fihrist_error *err) {
    const fh_article *article = &reading->article;
    fh_put outcome;
    fihrist_error cause;
    int code = FIHRIST_OK;
    if (article->addition)
        return keep_addition(r, article, err);
    if (fh_writer_lacks_room(r->writer, article))
        code = commit_here(r, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_writer_put(r->writer, article, &reading->prepared, &outcome, &cause);
    if (code == FIHRIST_E_LIMIT)
        return reject_article(r, article, &cause, err);
    if (code != FIHRIST_OK)
        return fh_fail(err, code, "%s", cause.message);
    fh_read_ahead_tell(r->ahead, outcome != FH_PUT_UNCHANGED);
    fh_read_ahead_pack_with(r->ahead, fh_writer_dictionary(r->writer));
    return count_article(r, article, outcome, err);
}

/* What is behind us from here on. */
static int pass(run *r, const fh_reading *reading, fihrist_error *err) {
    r->bytes = reading->bytes;
    r->progress.files = reading->files;
    r->noted = reading->noted;
    /* A run that is cut short before additions were joined has to meet them again. */
    if (r->additions.lines.n > 0)
        return FIHRIST_OK;
    fh_buffer_clear(&r->position);
    if (!fh_buffer_append_str(&r->position, fh_buffer_str(&reading->position)))
        return fh_fail_memory(err);
    return FIHRIST_OK;
}

/* Put or reject it, or fail as it says. */
static int take(run *r, const fh_reading *reading, fihrist_error *err) {
    int code = FIHRIST_OK;
    if (reading->got < 0) {
        *err = reading->error;
        return reading->got;
    }
    if (reading->got == FH_INPUT_ARTICLE)
        code = put(r, reading, err);
    else if (reading->got == FH_INPUT_REJECTED)
        code = reject(r, &reading->rejection, err);
    return code == FIHRIST_OK ? pass(r, reading, err) : code;
}

static int read_all(run *r, bool *ret_stopped, fihrist_error *err) {
    const fh_reading *reading;
    int code = FIHRIST_OK;
    do {
        if (r->options->stop_asked && r->options->stop_asked()) {
            *ret_stopped = true;
            return fh_writer_pending(r->writer) ? commit_here(r, err) : FIHRIST_OK;
        }
        reading = fh_read_ahead_next(r->ahead);
        if (reading)
            code = take(r, reading, err);
        if (code == FIHRIST_OK && fh_writer_full(r->writer))
            code = commit_here(r, err);
        fh_progress_update(&r->progress, &r->counts, r->bytes);
    } while (code == FIHRIST_OK && (!reading || reading->got != FH_INPUT_END));
    return code;
}

/* --- additions --- */

static int join_next(run *r, fh_arena *arena, bool *ret_more, fihrist_error *err) {
    fh_joined joined;
    fihrist_error cause;
    fh_arena_reset(arena);
    int code = fh_additions_join(&r->additions, r->writer, arena, &joined, &cause);
    *ret_more = code != 0;
    if (code == FIHRIST_E_INPUT || code == FIHRIST_E_LIMIT)
        return reject_article(r, &(fh_article){.id = joined.id}, &cause, err);
    if (code < 0) {
        *err = cause;
        return code;
    }
    r->counts.added_comments += *ret_more ? joined.comments : 0;
    return fh_writer_full(r->writer) ? commit_here(r, err) : FIHRIST_OK;
}

/* Articles are there by now, if ever. */
static int join_additions(run *r, fihrist_error *err) {
    bool more = r->additions.lines.n > 0;
    int code = FIHRIST_OK;
    if (more && fh_writer_is_bulk(r->writer))
        code = commit_here(r, err);
    fh_arena *arena = fh_arena_new();
    if (!arena)
        return fh_fail_memory(err);
    while (code == FIHRIST_OK && more)
        code = join_next(r, arena, &more, err);
    fh_arena_free(arena);
    return code;
}

/* --- prune --- */

typedef struct id_list {
    fh_str *ids;
    size_t count, capacity;
} id_list;

/* Ids of articles that were not seen; texts in `arena`. */
static int find_unseen(run *r, fh_arena *arena, id_list *list, fihrist_error *err) {
    xc_database *db = fh_writer_database(r->writer);
    xc_postings *articles;
    xc_error cause;
    fh_term term;
    fh_term_make(FH_FIELD_TYPE, fh_str_of("article"), &term);
    if (xc_database_postings(db, term.bytes, term.n, &articles, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    int more, code = FIHRIST_OK;
    while (code == FIHRIST_OK && (more = xc_postings_next(articles, &cause)) != 0) {
        char *id;
        size_t n;
        if (more < 0 || xc_database_document_value(db, xc_postings_docid(articles), FH_SLOT_ID, &id,
                                                   &n, &cause) < 0) {
            code = fh_fail_engine(err, &cause, "cannot read the index");
            break;
        }
        if (!fh_idset_find(r->seen, (fh_str){id, n})) {
            fh_str *ids =
                fh_array_grow(list->ids, list->count, &list->capacity, sizeof *ids, PRUNE_MAX);
            if (ids)
                list->ids = ids;
            fh_str copy = fh_arena_copy(arena, (fh_str){id, n});
            if (ids && copy.p)
                ids[list->count++] = copy;
            else
                code = fh_fail_memory(err);
        }
        xc_free(id);
    }
    xc_postings_free(articles);
    return code;
}

static int delete_unseen(run *r, const id_list *list, fihrist_error *err) {
    for (size_t i = 0; i < list->count; i++) {
        int found = fh_writer_delete(r->writer, list->ids[i], err);
        if (found < 0)
            return found;
        r->counts.deleted += (uint64_t)found;
        if (fh_writer_full(r->writer)) {
            int code = commit_here(r, err);
            if (code != FIHRIST_OK)
                return code;
        }
    }
    return FIHRIST_OK;
}

static bool see(void *user, const uint8_t hash[FH_HASH_BYTES]) {
    return fh_idset_add_hash(user, hash) > 0;
}

static int prune(run *r, fihrist_error *err) {
    bool none = r->counts.added + r->counts.replaced + r->counts.unchanged == 0;
    /* Nothing can be taken out of a bulk. */
    int code = fh_writer_is_bulk(r->writer) ? commit_here(r, err) : FIHRIST_OK;
    if (code != FIHRIST_OK)
        return code;
    if (none || r->unread) {
        fprintf(r->options->talk, "%s: nothing is pruned, since %s\n", r->options->name,
                none ? "no article was read" : "not all of the input could be read");
        return FIHRIST_OK;
    }
    fh_arena *arena = fh_arena_new();
    id_list list = {0};
    bool seen = !r->options->known || fh_known_files_visit(r->options->known, see, r->seen);
    code = arena && seen ? find_unseen(r, arena, &list, err) : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = delete_unseen(r, &list, err);
    fh_free(list.ids);
    fh_arena_free(arena);
    return code;
}

/* --- the run --- */

/* With prune every article has to be seen, so that run begins at the beginning. */
static int resume_at(run *r, fh_str cursor, fihrist_error *err) {
    uint64_t rejected = fh_writer_state(r->writer)->rejected;
    int code = FIHRIST_OK;
    r->cursor_stored = cursor.p != NULL;
    if (cursor.p && !r->options->prune)
        code = fh_input_resume(r->input, cursor, &r->resumed, err);
    if (r->resumed && !fh_buffer_append_str(&r->position, cursor))
        return fh_fail_memory(err);
    r->rejected_before = r->resumed ? rejected : 0;
    fh_writer_set_rejected(r->writer, r->rejected_before);
    return code;
}

static int resume(run *r, fihrist_error *err) {
    fh_str cursor;
    fh_arena *arena = fh_arena_new();
    int code = arena ? fh_writer_cursor(r->writer, arena, &cursor, err) : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = resume_at(r, cursor, err);
    fh_arena_free(arena);
    return code;
}

static int open_rejects(run *r, fihrist_error *err) {
    if (!r->options->rejects)
        return FIHRIST_OK;
    r->rejects = fopen(r->options->rejects, "we");
    return r->rejects ? FIHRIST_OK
                      : fh_fail_errno(err, errno, "cannot write '%.150s'", r->options->rejects);
}

static int close_rejects(run *r, fihrist_error *err) {
    if (r->rejects && fclose(r->rejects) != 0)
        return fh_fail_errno(err, errno, "cannot write '%.150s'", r->options->rejects);
    return FIHRIST_OK;
}

/* What is known was as it is when it was read. */
static void count_skipped(run *r) {
    fh_input_known skipped = fh_input_skipped(r->input);
    r->counts.passed_over = fh_input_passed_over(r->input);
    r->counts.unchanged += skipped.articles;
    r->counts.rejected += skipped.rejected;
    fh_writer_set_rejected(r->writer, r->rejected_before + r->counts.rejected);
}

/* Only what is on disk is known. */
static int save_known(run *r, bool stopped, fihrist_error *err) {
    const fh_index_state *state = fh_writer_state(r->writer);
    if (!r->options->known)
        return FIHRIST_OK;
    return fh_known_files_save(r->options->known, fh_writer_workspace(r->writer)->dir, state->uuid,
                               state->revision, r->noted, r->options->prune && !stopped, err);
}

static int run_through(run *r, bool *ret_stopped, fihrist_error *err) {
    uint64_t rejected = fh_writer_state(r->writer)->rejected;
    int code = resume(r, err);
    if (code == FIHRIST_OK)
        code = fh_read_ahead_start(r->input, fh_writer_workspace(r->writer),
                                   fh_writer_is_bulk(r->writer), &r->ahead, err);
    if (code == FIHRIST_OK)
        code = read_all(r, ret_stopped, err);
    fh_read_ahead_stop(r->ahead);
    count_skipped(r);
    if (code != FIHRIST_OK || *ret_stopped)
        return code;
    code = join_additions(r, err);
    if (code == FIHRIST_OK && r->options->prune)
        code = prune(r, err);
    /* A run that changed nothing leaves no revision. */
    if (code == FIHRIST_OK && (fh_writer_pending(r->writer) || r->cursor_stored ||
                               fh_writer_state(r->writer)->rejected != rejected))
        code = commit(r, (fh_str){NULL, 0}, err);
    return code;
}

int fh_run(fh_writer *writer, fh_input *input, const fh_run_options *options,
           fh_run_result *ret_result, fihrist_error *err) {
    run r = {.writer = writer,
             .input = input,
             .options = options,
             .position = FH_BUFFER(FH_INPUT_POSITION_MAX_BYTES)};
    bool stopped = false;
    r.seen = options->prune ? fh_idset_new() : NULL;
    int code = r.seen || !options->prune ? FIHRIST_OK : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        code = open_rejects(&r, err);
    if (code == FIHRIST_OK) {
        bool live = !options->quiet;
        fh_progress_start(&r.progress, options->talk, options->quiet, 0);
        if (live && r.progress.live) {
            fh_input_size size = fh_input_measure(input);
            r.progress.total_bytes = size.bytes;
            r.progress.total_files = size.files;
        }
        code = run_through(&r, &stopped, err);
        if (code == FIHRIST_OK)
            code = save_known(&r, stopped, err);
        fh_progress_clear(&r.progress);
    }
    int closed = close_rejects(&r, code == FIHRIST_OK ? err : NULL);
    if (code == FIHRIST_OK)
        code = closed;
    if (code == FIHRIST_OK && !options->quiet)
        fh_progress_summary(&r.progress, options->name, &r.counts, r.bytes);
    if (code == FIHRIST_OK)
        *ret_result = (fh_run_result){r.counts, r.resumed, stopped};
    fh_buffer_free(&r.position);
    fh_additions_free(&r.additions);
    fh_idset_free(r.seen);
    return code;
}
