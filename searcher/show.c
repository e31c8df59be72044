/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * show.c: fh_show: an article with its comments, or one comment, as one line of JSON in the
 * exchange format, with the actors found in each and where.
 */
#include "core/json.h"
#include "core/utf8.h"
#include "searcher/local.h"
#include "searcher/reader.h"

/* An article and its comments hold at most FH_ARTICLE_MAX_BYTES of text; escaping a control
 * character makes six bytes of one. */
enum { JSON_MAX_BYTES = 8 * FH_ARTICLE_MAX_BYTES };

/* Spans are stored in bytes and shown in code points; mentions are in the order of the text. */
typedef struct point_counter {
    fh_str text;
    size_t byte, point;
} point_counter;

static uint32_t point_at(point_counter *counter, size_t byte) {
    if (byte < counter->byte)
        counter->byte = counter->point = 0;
    if (byte > counter->text.n)
        byte = counter->text.n;
    counter->point +=
        fh_utf8_count((fh_str){counter->text.p + counter->byte, byte - counter->byte});
    counter->byte = byte;
    return (uint32_t)counter->point;
}

/* The mentions of a record, one entry an actor, in the order in which they are first named. */
static int collect_found(fh_reader *reader, const fh_record *record, fh_arena *arena,
                         fh_json_found **ret, size_t *ret_count, fihrist_error *err) {
    size_t n = record->mention_count, count = 0;
    fh_json_found *found = fh_arena_calloc(arena, n + 1, sizeof *found);
    uint32_t(*points)[2] = fh_arena_alloc(arena, (n + 1) * sizeof *points);
    uint32_t(*spans)[2] = fh_arena_alloc(arena, (n + 1) * sizeof *spans);
    if (!found || !points || !spans)
        return fh_fail_memory(err);
    point_counter counter = {fh_record_text(record), 0, 0};
    for (size_t i = 0; i < n; i++) {
        points[i][0] = point_at(&counter, record->mentions[i].start);
        points[i][1] = point_at(&counter, record->mentions[i].end);
    }
    for (size_t i = 0, used = 0; i < n; i++) {
        fh_str id = record->mentions[i].actor;
        size_t seen = 0;
        while (seen < count && !fh_str_equal(found[seen].id, id))
            seen++;
        if (seen < count)
            continue;
        const fh_actor *actor = fh_reader_actor(reader, id);
        found[count] =
            (fh_json_found){id, actor ? actor->name : (fh_str){NULL, 0}, &spans[used], 0};
        for (size_t k = i; k < n; k++)
            if (fh_str_equal(record->mentions[k].actor, id)) {
                memcpy(spans[used + found[count].span_count++], points[k], sizeof *points);
            }
        used += found[count++].span_count;
    }
    *ret = found;
    *ret_count = count;
    return 0;
}

static int write_comment(fh_reader *reader, const fh_record *record, fh_arena *arena,
                         fh_buffer *out, fihrist_error *err) {
    fh_json_found *found;
    size_t count;
    int status = collect_found(reader, record, arena, &found, &count, err);
    if (status == 0)
        fh_json_comment_members(out, &record->comment, found, count);
    return status;
}

static int write_comment_under(fh_reader *reader, uint32_t story, uint32_t number, fh_arena *arena,
                               fh_buffer *out, fihrist_error *err) {
    uint32_t docid = story + 1 + number; /* where the writer puts it */
    fh_record record;
    fh_arena_reset(arena);
    int status = fh_reader_record(reader, docid, FH_RECORD_ALL, arena, &record, err);
    if (status < 0)
        return status;
    if (record.kind != FH_KIND_COMMENT || record.number != number)
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "index '%s': document %u is not comment %u of document %u", reader->path,
                       docid, number, story);
    fh_json_open(out, '{');
    status = write_comment(reader, &record, arena, out, err);
    fh_json_close(out, '}');
    return status;
}

/* Resets `arena`. */
static int write_comments(fh_reader *reader, uint32_t story, uint32_t count, fh_arena *arena,
                          fh_buffer *out, fihrist_error *err) {
    int status = 0;
    if (count == 0)
        return 0;
    fh_json_key(out, "comments");
    fh_json_open(out, '[');
    for (uint32_t i = 0; status == 0 && i < count; i++)
        status = write_comment_under(reader, story, i, arena, out, err);
    fh_json_close(out, ']');
    return status;
}

static int write_article(fh_reader *reader, uint32_t docid, const fh_record *record,
                         fh_arena *arena, fh_buffer *out, fihrist_error *err) {
    fh_json_found *found;
    size_t count;
    int status = collect_found(reader, record, arena, &found, &count, err);
    if (status < 0)
        return status;
    fh_article article = record->article;
    if (article.lang.n == 0)
        article.lang = article.found_lang;
    fh_json_article_members(out, &article, found, count);
    return write_comments(reader, docid, record->comment_count, arena, out, err);
}

static int show(fh_reader *reader, fh_str id, fh_arena *arena, fh_buffer *out, fihrist_error *err) {
    fh_term term;
    uint32_t docid;
    fh_record record;
    fh_term_make(FH_FIELD_ID, id, &term);
    int found = fh_reader_find(reader, &term, &docid, err);
    if (found < 0)
        return found;
    if (found == 0)
        return fh_fail(err, FIHRIST_E_NOT_FOUND, "no article or comment has the id '%.*s'",
                       (int)(id.n < 200 ? id.n : 200), id.p);
    int status = fh_reader_record(reader, docid, FH_RECORD_ALL, arena, &record, err);
    if (status < 0)
        return status;
    fh_json_open(out, '{');
    if (record.kind == FH_KIND_ARTICLE) {
        status = write_article(reader, docid, &record, arena, out, err);
    } else {
        fh_json_member(out, "story", record.story);
        status = write_comment(reader, &record, arena, out, err);
    }
    fh_json_close(out, '}');
    return status;
}

typedef struct showing {
    fh_reader *reader;
    fh_str id;
    fh_arena *arena;
    fh_buffer out;
    fihrist_error *err;
} showing;

static int show_once(void *context) {
    showing *s = context;
    fh_arena_reset(s->arena);
    fh_buffer_clear(&s->out);
    return show(s->reader, s->id, s->arena, &s->out, s->err);
}

int fh_show(fh_reader *reader, const char *id, size_t id_len, char **ret_json, size_t *ret_json_len,
            fihrist_error *err) {
    showing s = {reader, {id, id_len}, fh_arena_new(), FH_BUFFER(JSON_MAX_BYTES), err};
    if (!s.arena)
        return fh_fail_memory(err);
    int status = fh_reader_run(reader, 0, show_once, &s, err);
    fh_arena_free(s.arena);
    return fh_reader_give(&s.out, status, ret_json, ret_json_len, err);
}
