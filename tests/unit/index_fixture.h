/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * index_fixture.h: for tests of the writer: an index in a scratch directory, articles from JSON,
 * and the whole index as text. What should not fail aborts.
 */
#ifndef FIHRIST_TESTS_INDEX_FIXTURE_H
#define FIHRIST_TESTS_INDEX_FIXTURE_H

#include "core/json.h"
#include "core/lexicon.h"
#include "formats/formats.h"
#include "indexer/stored.h"
#include "indexer/writer.h"
#include "tests/unit/scratch.h"

typedef struct test_index {
    fh_workspace *workspace;
    fh_writer *writer;
} test_index;

static inline void must(int code, const fihrist_error *err) {
    if (code >= 0)
        return;
    fprintf(stderr, "unexpected: %s\n", err->message);
    abort();
}

/* Open DIR, made when it is not there, for writing. `authority` is a path or "none". */
static inline test_index open_index(const char *dir, const char *authority) {
    fihrist_error err;
    test_index index;
    fh_workspace_options how = {
        .dir = dir, .create = true, .default_authority = authority, .now = 1700000000};
    fh_writer_options options = {.memory_bytes = FH_MEMORY_LEAST_BYTES};
    must(fh_workspace_open(&how, &index.workspace, &err), &err);
    if (index.workspace->created) {
        fh_index_state fresh;
        fh_writer_options first = {.memory_bytes = FH_MEMORY_LEAST_BYTES, .fresh = &fresh};
        must(fh_index_state_new(&fresh, &err), &err);
        must(fh_writer_open(index.workspace, 1, &first, &index.writer, &err), &err);
        fh_writer_close(index.writer);
        must(fh_workspace_publish(index.workspace, 1, &err), &err);
    }
    must(fh_writer_open(index.workspace, index.workspace->manifest.generation, &options,
                        &index.writer, &err),
         &err);
    return index;
}

/* As open_index, for a new index that is made all at once. */
static inline test_index open_bulk(const char *dir, const char *authority) {
    fihrist_error err;
    fh_index_state fresh;
    test_index index = open_index(dir, authority);
    fh_writer_options options = {
        .memory_bytes = FH_MEMORY_LEAST_BYTES, .fresh = &fresh, .bulk = true};
    fresh = *fh_writer_state(index.writer);
    fresh.revision++;
    fh_writer_close(index.writer);
    must(fh_writer_open(index.workspace, 2, &options, &index.writer, &err), &err);
    return index;
}

static inline void close_index(test_index *index) {
    fh_writer_close(index->writer);
    fh_workspace_close(index->workspace);
}

static inline fh_article read_article(const char *json, fh_arena *arena) {
    fihrist_error err;
    fh_article article;
    must(fh_jsonl_read(fh_str_of(json), arena, &article, &err), &err);
    must(fh_article_finish(&article, arena, &err), &err);
    return article;
}

static inline fh_put put_article(test_index *index, const char *json) {
    fihrist_error err;
    fh_put outcome;
    fh_arena *arena = fh_arena_new();
    fh_article article = read_article(json, arena);
    must(fh_writer_put(index->writer, &article, NULL, &outcome, &err), &err);
    fh_arena_free(arena);
    return outcome;
}

static inline void commit(test_index *index) {
    fihrist_error err;
    must(fh_writer_commit(index->writer, (fh_str){NULL, 0}, &err), &err);
}

static inline int dump_article(void *user, int damage, const fh_article *article,
                               fihrist_error *err) {
    if (damage)
        return damage;
    (void)err;
    fh_json_article(user, article);
    fh_buffer_append_byte(user, '\n');
    return 0;
}

/* What `dump` prints, and everything the lexicon and the state count, NUL-terminated. */
static inline fh_buffer dump_index(test_index *index) {
    fihrist_error err;
    fh_buffer out = FH_BUFFER(64 << 20);
    const fh_index_state *state = fh_writer_state(index->writer);
    fh_stored stored = fh_writer_stored(index->writer);
    must(fh_stored_visit(&stored, dump_article, &out, &err), &err);
    for (int i = 0; i < FH_KIND_COUNT; i++)
        fh_buffer_printf(&out, "kind %d: %llu documents, %llu words\n", i,
                         (unsigned long long)state->kinds[i].documents,
                         (unsigned long long)state->kinds[i].total_length);
    fh_arena *arena = fh_arena_new();
    size_t count, room = 20000;
    bool more;
    fh_lexicon_entry *entries = fh_arena_calloc(arena, room, sizeof *entries);
    char path[FH_PATH_MAX];
    fh_lexicon *lexicon;
    must(fh_index_generation_path(index->workspace->dir, index->workspace->manifest.generation,
                                  path, &err),
         &err);
    must(fh_lexicon_open(path, fh_writer_database(index->writer), &lexicon, &err), &err);
    must(fh_lexicon_match(lexicon, fh_language_find(fh_str_of("en")), fh_str_of("*"), arena,
                          entries, room, &count, &more, &err),
         &err);
    for (size_t i = 0; i < count; i++)
        fh_buffer_printf(&out, "%.*s %.*s %llu\n", (int)entries[i].form.n, entries[i].form.p,
                         (int)entries[i].stem.n, entries[i].stem.p,
                         (unsigned long long)entries[i].frequency);
    fh_lexicon_close(lexicon);
    fh_arena_free(arena);
    fh_buffer_append_byte(&out, '\0');
    return out;
}

#endif
