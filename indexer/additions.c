/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * additions.c: additions as lines of JSON, and comments put beside those there are.
 */
#include "indexer/additions.h"

#include "core/engine.h"
#include "core/json.h"
#include "core/term.h"
#include "formats/formats.h"
#include "indexer/idset.h"

void fh_additions_free(fh_additions *additions) {
    fh_buffer_free(&additions->lines);
}

int fh_additions_keep(fh_additions *additions, const fh_article *article, fihrist_error *err) {
    fh_buffer *lines = &additions->lines;
    lines->cap_bytes = FH_ADDITIONS_MAX_BYTES;
    size_t before = lines->n;
    fh_json_article(lines, article);
    if (fh_buffer_append_byte(lines, '\n'))
        return FIHRIST_OK;
    lines->failed = false;
    lines->n = before;
    return fh_fail(err, FIHRIST_E_LIMIT, "more than %d MB of comments without their articles",
                   FH_ADDITIONS_MAX_BYTES >> 20);
}

/* --- the article --- */

/* The id of the story of the first document with this URL; absent: there is none. */
static int find_url(const fh_stored *stored, fh_str url, fh_arena *arena, fh_str *ret_id,
                    fihrist_error *err) {
    xc_postings *postings;
    xc_error cause;
    fh_term term;
    fh_record record = {.kind = FH_KIND_ARTICLE};
    fh_term_make(FH_FIELD_URL, url, &term);
    if (xc_database_postings(stored->db, term.bytes, term.n, &postings, &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot read the index");
    int more = xc_postings_next(postings, &cause);
    int code = FIHRIST_OK;
    if (more < 0)
        code = fh_fail_engine(err, &cause, "cannot read the index");
    else if (more > 0)
        code = fh_stored_record(stored, xc_postings_docid(postings), FH_RECORD_HEAD, arena, &record,
                                err);
    xc_postings_free(postings);
    if (code == FIHRIST_OK && more > 0)
        *ret_id = record.kind == FH_KIND_ARTICLE ? record.id : record.story;
    return code;
}

static int find(const fh_stored *stored, const fh_article *addition, fh_arena *arena,
                uint32_t **ret_docids, size_t *ret_count, fihrist_error *err) {
    fh_str id = {NULL, 0};
    int code = fh_stored_find(stored, addition->id, arena, ret_docids, ret_count, err);
    if (code != FIHRIST_OK || *ret_count > 0 || !addition->url.n)
        return code;
    code = find_url(stored, addition->url, arena, &id, err);
    if (code != FIHRIST_OK || !id.n)
        return code;
    return fh_stored_find(stored, id, arena, ret_docids, ret_count, err);
}

/* --- its comments --- */

/* What the article has: a page and a feed may number the same comment in two ways. */
typedef struct comments {
    fh_idset *ids, *texts; /* a comment's number among the ids is its place in the article */
} comments;

static uint32_t add_text(fh_idset *texts, const fh_comment *comment, bool *ret_new) {
    fh_hasher hasher;
    uint8_t hash[FH_HASH_BYTES];
    fh_hasher_start(&hasher);
    fh_hasher_add(&hasher, comment->author);
    fh_hasher_add(&hasher, comment->text);
    fh_hasher_finish(&hasher, hash);
    uint32_t before = fh_idset_count(texts), number = fh_idset_add_hash(texts, hash);
    *ret_new = number > before;
    return number;
}

/* One that was edited takes the place of what it was. */
static bool add_comment(comments *has, fh_article *article, const fh_comment *comment,
                        uint64_t *ret_added) {
    bool is_new;
    if (!add_text(has->texts, comment, &is_new))
        return false;
    if (!is_new)
        return true;
    uint32_t number = fh_idset_add(has->ids, comment->id);
    if (number == 0)
        return false;
    article->comments[number - 1] = *comment;
    article->comment_count = fh_idset_count(has->ids);
    ++*ret_added;
    return true;
}

static bool add_comments(comments *has, fh_article *article, const fh_article *addition,
                         uint64_t *ret_added) {
    bool is_new;
    for (size_t i = 0; i < article->comment_count; i++)
        if (!fh_idset_add(has->ids, article->comments[i].id) ||
            !add_text(has->texts, &article->comments[i], &is_new))
            return false;
    for (size_t i = 0; i < addition->comment_count; i++)
        if (!add_comment(has, article, &addition->comments[i], ret_added))
            return false;
    return true;
}

static int merge(fh_article *article, const fh_article *addition, fh_arena *arena,
                 uint64_t *ret_added, fihrist_error *err) {
    comments has = {fh_idset_new(), fh_idset_new()};
    size_t most = article->comment_count + addition->comment_count;
    fh_comment *all = fh_arena_alloc(arena, most * sizeof *all);
    if (all && article->comment_count > 0)
        memcpy(all, article->comments, article->comment_count * sizeof *all);
    if (all)
        article->comments = all;
    bool done = all && has.ids && has.texts && add_comments(&has, article, addition, ret_added);
    fh_idset_free(has.ids);
    fh_idset_free(has.texts);
    return done ? FIHRIST_OK : fh_fail_memory(err);
}

static int put(fh_writer *writer, fh_article *article, fh_arena *arena, fihrist_error *err) {
    fh_put outcome;
    int code = fh_article_finish(article, arena, err);
    if (code == FIHRIST_E_INPUT)
        return fh_fail_context(err, "with the comments that are added to it") ? FIHRIST_E_LIMIT
                                                                              : code;
    return code == FIHRIST_OK ? fh_writer_put(writer, article, NULL, &outcome, err) : code;
}

static int join(const fh_article *addition, fh_writer *writer, fh_arena *arena,
                fh_joined *ret_joined, fihrist_error *err) {
    uint32_t *docids;
    size_t count;
    fh_article article;
    fh_stored stored = fh_writer_stored(writer);
    *ret_joined = (fh_joined){.id = addition->id};
    int code = find(&stored, addition, arena, &docids, &count, err);
    if (code == FIHRIST_OK && count == 0)
        code = fh_fail(err, FIHRIST_E_INPUT, "comments on an article that the index does not have");
    if (code == FIHRIST_OK)
        code = fh_stored_article(&stored, docids, count, arena, &article, err);
    if (code == FIHRIST_OK)
        code = merge(&article, addition, arena, &ret_joined->comments, err);
    if (code == FIHRIST_OK && ret_joined->comments > 0)
        code = put(writer, &article, arena, err);
    return code == FIHRIST_OK ? 1 : code;
}

int fh_additions_join(fh_additions *additions, fh_writer *writer, fh_arena *arena,
                      fh_joined *ret_joined, fihrist_error *err) {
    const fh_buffer *lines = &additions->lines;
    fh_article addition;
    if (additions->at == lines->n)
        return 0;
    const char *line = lines->p + additions->at;
    size_t n = (size_t)((const char *)memchr(line, '\n', lines->n - additions->at) - line);
    additions->at += n + 1;
    int code = fh_jsonl_read((fh_str){line, n}, arena, &addition, err);
    if (code == FIHRIST_OK)
        code = fh_article_finish(&addition, arena, err);
    return code == FIHRIST_OK ? join(&addition, writer, arena, ret_joined, err) : code;
}
