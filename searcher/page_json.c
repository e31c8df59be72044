/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * page_json.c: hits as lines of JSON, as --format jsonl and the daemon print them. Spans are in
 * code points, since that is what other languages count in; absent things are absent.
 */
#include "core/json.h"
#include "core/utf8.h"
#include "searcher/page.h"

/* A hit with ten snippets and its comments is a few kilobytes; titles and ids are bounded by
 * FH_ARTICLE_MAX_BYTES. */
enum { LINE_MAX_BYTES = 128 << 20 };

static fh_str str(fihrist_text text) {
    return (fh_str){text.p, text.n};
}

/* Nothing where it is false. */
static void write_flag(fh_buffer *out, const char *key, bool value) {
    if (!value)
        return;
    fh_json_key(out, key);
    fh_json_bool(out, true);
}

static void write_snippet(fh_buffer *out, const fihrist_snippet *snippet) {
    fh_json_open(out, '{');
    fh_json_member(out, "text", str(snippet->text));
    write_flag(out, "cut_before", snippet->cut_before);
    write_flag(out, "cut_after", snippet->cut_after);
    if (snippet->match_count) {
        fh_json_key(out, "matches");
        fh_json_open(out, '[');
        uint32_t bytes = 0;
        size_t points = 0;
        for (size_t i = 0; i < snippet->match_count; i++) {
            fihrist_span span = snippet->matches[i];
            points += fh_utf8_count((fh_str){snippet->text.p + bytes, span.start - bytes});
            size_t length =
                fh_utf8_count((fh_str){snippet->text.p + span.start, span.end - span.start});
            fh_json_open(out, '[');
            fh_json_integer(out, (int64_t)points);
            fh_json_integer(out, (int64_t)(points + length));
            fh_json_close(out, ']');
            points += length;
            bytes = span.end;
        }
        fh_json_close(out, ']');
    }
    fh_json_close(out, '}');
}

/* Scores to six decimals: enough to tell hits apart, and the same on every machine. */
static void write_score(fh_buffer *out, double score) {
    fh_json_key(out, "score");
    fh_buffer_printf(out, "%.6f", score);
}

/* A likeness to two decimals, never 1 of what is not the same. */
static void write_likeness(fh_buffer *out, double likeness) {
    fh_json_key(out, "likeness");
    fh_buffer_printf(out, "%.2f", likeness < 1 && likeness > 0.99 ? 0.99 : likeness);
}

static void write_cluster(fh_buffer *out, const fihrist_cluster *cluster) {
    fh_json_member(out, "cluster", str(cluster->id));
    write_likeness(out, cluster->likeness);
    if (cluster->copy_count == 0)
        return;
    fh_json_key(out, "copies");
    fh_json_open(out, '[');
    for (size_t i = 0; i < cluster->copy_count; i++) {
        const fihrist_copy *copy = &cluster->copies[i];
        fh_json_open(out, '{');
        fh_json_member(out, "id", str(copy->id));
        fh_json_member(out, "source", str(copy->source));
        fh_json_member(out, "date", str(copy->date));
        write_likeness(out, copy->likeness);
        fh_json_close(out, '}');
    }
    fh_json_close(out, ']');
    fh_json_member_integer(out, "copies_total", (int64_t)cluster->copies_total);
}

/* `above`: of a comment beneath a story that story, of which the comment's own may be a copy; else
 * NULL. `cluster` may be NULL. */
static void write_hit(fh_buffer *out, const fihrist_hit *hit, const fihrist_hit *above,
                      const fihrist_cluster *cluster) {
    bool beneath = above;
    fh_json_open(out, '{');
    if (!beneath)
        fh_json_member_integer(out, "rank", (int64_t)hit->rank);
    fh_json_member(out, "id", str(hit->id));
    fh_json_member(out, "type", fh_str_of(hit->is_comment ? "comment" : "article"));
    if (hit->is_comment && (!above || !fh_str_equal(str(hit->story), str(above->story))))
        fh_json_member(out, "story", str(hit->story));
    write_score(out, hit->score);
    if (!beneath) {
        fh_json_member(out, "title", str(hit->title));
        fh_json_member(out, "source", str(hit->source));
    }
    fh_json_member(out, "date", str(hit->date));
    if (hit->author_count) {
        fh_json_key(out, "authors");
        fh_json_open(out, '[');
        for (size_t i = 0; i < hit->author_count; i++)
            fh_json_string(out, str(hit->authors[i]));
        fh_json_close(out, ']');
    }
    if (!beneath) {
        fh_json_member(out, "url", str(hit->url));
        fh_json_member(out, "file", str(hit->file));
    }
    if (hit->snippet_count) {
        fh_json_key(out, "snippets");
        fh_json_open(out, '[');
        for (size_t i = 0; i < hit->snippet_count; i++)
            write_snippet(out, &hit->snippets[i]);
        fh_json_close(out, ']');
    }
    if (hit->comment_count) {
        fh_json_key(out, "comments");
        fh_json_open(out, '[');
        for (size_t i = 0; i < hit->comment_count; i++)
            write_hit(out, &hit->comments[i], hit,
                      NULL); /* comments have none beneath: one level */
        fh_json_close(out, ']');
        fh_json_member_integer(out, "comments_matching", (int64_t)hit->comments_matching);
    }
    if (cluster)
        write_cluster(out, cluster);
    fh_json_close(out, '}');
}

/* The line number `index` once it is written; absent before. */
static int find_line(fihrist_page *page, size_t index, fihrist_text *ret_json, fihrist_error *err) {
    if (!page->lines)
        page->lines = fh_arena_calloc(page->arena, page->count + 1, sizeof *page->lines);
    if (!page->lines)
        return fh_fail_memory(err);
    *ret_json = page->lines[index];
    return 0;
}

static int keep_line(fihrist_page *page, size_t index, fh_buffer *out, fihrist_text *ret_json,
                     fihrist_error *err) {
    fh_str kept = {NULL, 0};
    if (!out->failed)
        kept = fh_arena_copy(page->arena, fh_buffer_str(out));
    fh_buffer_free(out);
    if (!kept.p)
        return fh_fail_memory(err);
    *ret_json = page->lines[index] = (fihrist_text){kept.p, kept.n};
    return 0;
}

int fihrist_page_hit_json(fihrist_page *page, size_t index, fihrist_text *ret_json,
                          fihrist_error *err) {
    if (index >= page->count)
        return fh_fail(err, FIHRIST_E_USAGE, "the page has %zu hits, not %zu", page->count,
                       index + 1);
    int status = find_line(page, index, ret_json, err);
    if (status < 0 || ret_json->p)
        return status;
    fh_buffer out = FH_BUFFER(LINE_MAX_BYTES);
    write_hit(&out, &page->hits[index], NULL, fihrist_page_cluster(page, index));
    return keep_line(page, index, &out, ret_json, err);
}

static void write_warnings(fh_buffer *out, const fihrist_page *page) {
    fh_json_key(out, "warnings");
    fh_json_open(out, '[');
    for (size_t i = 0; i < page->warning_count; i++) {
        const fihrist_warning *warning = &page->warnings[i];
        fh_json_open(out, '{');
        fh_json_member(out, "code", fh_str_of(warning->code));
        fh_json_member(out, "message", fh_str_of(warning->message));
        if (warning->position >= 0)
            fh_json_member_integer(out, "position", warning->position);
        fh_json_close(out, '}');
    }
    fh_json_close(out, ']');
}

int fihrist_page_end_json(fihrist_page *page, fihrist_text *ret_json, fihrist_error *err) {
    int status = find_line(page, page->count, ret_json, err);
    if (status < 0 || ret_json->p)
        return status;
    fh_buffer out = FH_BUFFER(LINE_MAX_BYTES);
    fh_json_open(&out, '{');
    fh_json_key(&out, "end");
    fh_json_open(&out, '{');
    fh_json_member_integer(&out, "count", (int64_t)page->total);
    fh_json_key(&out, "count_exact");
    fh_json_bool(&out, page->exact);
    fh_json_member_integer(&out, "revision", (int64_t)page->revision);
    write_warnings(&out, page);
    if (page->cursor)
        fh_json_member(&out, "cursor", fh_str_of(page->cursor));
    if (page->explain.n) {
        fh_json_key(&out, "explain");
        fh_buffer_append_str(&out, str(page->explain));
    }
    fh_json_close(&out, '}');
    fh_json_close(&out, '}');
    return keep_line(page, page->count, &out, ret_json, err);
}
