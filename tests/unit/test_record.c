/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The stored record: what goes in comes out, and damage is always seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <zlib.h>

#include "core/record.h"
#include "core/varint.h"

static fh_str text(const char *s) {
    return fh_str_of(s);
}

static fh_str authors[] = {{"Ann Example", 11}, {"Bo Writer", 9}};
static fh_str actors[] = {{"Quds Force", 10}};
static fh_record_mention mentions[] = {{{"un", 2}, 0, 2}, {{"harbour-guard", 13}, 300, 313}};
static char long_text[400];

static fh_record sample_article(void) {
    memset(long_text, 'x', sizeof long_text);
    return (fh_record){
        .kind = FH_KIND_ARTICLE,
        .id = text("https://example.org/1"),
        .outlet = text("example"),
        .hash = {{0, 1, 2, 255}},
        .comment_count = 300,
        .article = {.seen = 1795755300,
                    .url = text("https://example.org/1"),
                    .source = text("The Example"),
                    .title = text("A title"),
                    .date = text("2015-06"),
                    .lang = text("en"),
                    .found_lang = text("de"),
                    .text = {long_text, sizeof long_text},
                    .caption = text("A harbour"),
                    .extra = text("{\"k\":1}"),
                    .authors = authors,
                    .author_count = 2,
                    .actors = actors,
                    .actor_count = 1},
        .mentions = mentions,
        .mention_count = 2,
    };
}

static fh_record sample_comment(void) {
    return (fh_record){
        .kind = FH_KIND_COMMENT,
        .id = text("https://example.org/1#comment-2"),
        .story = text("https://example.org/1"),
        .number = 1,
        .article = {.lang = text("fr"), .found_lang = text("it")},
        .comment = {.id = text("2"),
                    .parent = text("1"),
                    .author = text("Reader"),
                    .date = text("2015-06-21"),
                    .text = text("UN indeed"),
                    .extra = text("{}")},
        .mentions = mentions,
        .mention_count = 1,
    };
}

static fh_buffer encoded(const fh_record *record) {
    fh_buffer out = FH_BUFFER(1 << 20);
    assert_int_equal(fh_record_encode(record, &out, NULL), 0);
    return out;
}

static void assert_text(fh_str got, fh_str wanted) {
    assert_int_equal(got.n, wanted.n);
    assert_true(fh_str_equal(got, wanted));
}

static void an_article_comes_out_as_it_went_in(void **state) {
    (void)state;
    fh_record in = sample_article(), out;
    fh_buffer bytes = encoded(&in);
    fh_arena *arena = fh_arena_new();
    assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &out, NULL), 0);
    assert_int_equal(out.kind, FH_KIND_ARTICLE);
    assert_text(out.id, in.id);
    assert_text(out.article.id, in.id);
    assert_text(out.outlet, in.outlet);
    assert_memory_equal(out.hash.bytes, in.hash.bytes, sizeof in.hash.bytes);
    assert_int_equal(out.comment_count, 300);
    assert_text(out.article.url, in.article.url);
    assert_text(out.article.source, in.article.source);
    assert_text(out.article.title, in.article.title);
    assert_text(out.article.date, in.article.date);
    assert_text(out.article.lang, in.article.lang);
    assert_int_equal(out.article.seen, in.article.seen);
    assert_text(out.article.found_lang, in.article.found_lang);
    assert_text(out.article.text, in.article.text);
    assert_text(fh_record_text(&out), in.article.text);
    assert_text(out.article.caption, in.article.caption);
    assert_text(out.article.extra, in.article.extra);
    assert_int_equal(out.article.author_count, 2);
    assert_text(out.article.authors[1], authors[1]);
    assert_int_equal(out.article.actor_count, 1);
    assert_text(out.article.actors[0], actors[0]);
    assert_int_equal(out.mention_count, 2);
    assert_text(out.mentions[1].actor, mentions[1].actor);
    assert_int_equal(out.mentions[1].start, 300);
    assert_int_equal(out.mentions[1].end, 313);
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

static void a_comment_comes_out_as_it_went_in(void **state) {
    (void)state;
    fh_record in = sample_comment(), out;
    fh_buffer bytes = encoded(&in);
    fh_arena *arena = fh_arena_new();
    assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &out, NULL), 0);
    assert_int_equal(out.kind, FH_KIND_COMMENT);
    assert_text(out.id, in.id);
    assert_text(out.story, in.story);
    assert_int_equal(out.number, 1);
    assert_text(out.article.lang, in.article.lang);
    assert_text(out.article.found_lang, in.article.found_lang);
    assert_null(out.article.id.p);
    assert_text(out.comment.id, in.comment.id);
    assert_text(out.comment.parent, in.comment.parent);
    assert_text(out.comment.author, in.comment.author);
    assert_text(out.comment.date, in.comment.date);
    assert_text(out.comment.text, in.comment.text);
    assert_text(fh_record_text(&out), in.comment.text);
    assert_text(out.comment.extra, in.comment.extra);
    assert_int_equal(out.mention_count, 1);
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

static void what_is_absent_stays_absent(void **state) {
    (void)state;
    fh_record in = {.kind = FH_KIND_ARTICLE, .id = text("x")}, out;
    fh_buffer bytes = encoded(&in);
    fh_arena *arena = fh_arena_new();
    assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &out, NULL), 0);
    assert_null(out.article.text.p);
    assert_null(out.article.title.p);
    assert_int_equal(out.article.author_count, 0);
    assert_int_equal(out.mention_count, 0);
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

/* Promise 6 rests on this: CRC-32 sees every error within 32 bits. */
static void every_flipped_bit_is_detected(void **state) {
    (void)state;
    fh_record in = sample_article(), out;
    fh_buffer bytes = encoded(&in);
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < bytes.n; i++)
        for (int bit = 0; bit < 8; bit++) {
            bytes.p[i] = (char)(bytes.p[i] ^ (1 << bit));
            assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &out, NULL),
                             FIHRIST_E_CORRUPT);
            bytes.p[i] = (char)(bytes.p[i] ^ (1 << bit));
        }
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

static void every_truncation_is_detected(void **state) {
    (void)state;
    fh_record in = sample_comment(), out;
    fh_buffer bytes = encoded(&in);
    fh_arena *arena = fh_arena_new();
    for (size_t n = 0; n < bytes.n; n++)
        assert_int_equal(fh_record_decode((fh_str){bytes.p, n}, arena, &out, NULL),
                         FIHRIST_E_CORRUPT);
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

/* Replace the checksum by the right one. */
static void sign(fh_buffer *bytes) {
    uint32_t sum = (uint32_t)crc32_z(0, (const unsigned char *)bytes->p, bytes->n - 4);
    for (int i = 0; i < 4; i++)
        bytes->p[bytes->n - 4 + (size_t)i] = (char)(sum >> (8 * i));
}

static void a_later_version_is_named(void **state) {
    (void)state;
    fh_record in = sample_comment(), out;
    fh_buffer bytes = encoded(&in);
    fh_arena *arena = fh_arena_new();
    fihrist_error err;
    bytes.p[2] = 3;
    sign(&bytes);
    assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &out, &err), FIHRIST_E_VERSION);
    assert_string_equal(err.message, "record of version 3; this program reads version 2");
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

static void an_unknown_section_is_skipped(void **state) {
    (void)state;
    fh_record in = sample_comment(), out;
    fh_buffer bytes = encoded(&in);
    fh_arena *arena = fh_arena_new();
    bytes.n -= 4;
    fh_buffer_append(&bytes, "Z\3new....", 9);
    sign(&bytes);
    assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &out, NULL), 0);
    assert_text(out.comment.text, in.comment.text);
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

static void the_head_is_read_without_the_rest(void **state) {
    (void)state;
    fh_record in[] = {sample_article(), sample_comment()};
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < 2; i++) {
        fh_record all, head;
        fh_buffer bytes = encoded(&in[i]);
        size_t n = fh_record_head_bytes(fh_buffer_str(&bytes));
        assert_in_range(n, 20, bytes.n - 20);
        assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &all, NULL), 0);
        for (int cut = 0; cut < 2; cut++) {
            fh_str given = {bytes.p, cut ? n : bytes.n};
            assert_int_equal(fh_record_decode_head(given, arena, &head, NULL), 0);
            assert_text(head.id, all.id);
            assert_text(head.article.title, all.article.title);
            assert_text(head.article.source, all.article.source);
            assert_text(head.article.url, all.article.url);
            assert_text(head.article.date, all.article.date);
            assert_text(head.article.file, all.article.file);
            assert_text(head.story, all.story);
            assert_text(head.comment.id, all.comment.id);
            assert_text(head.comment.author, all.comment.author);
            assert_text(head.comment.date, all.comment.date);
            assert_int_equal(head.article.author_count, all.article.author_count);
            assert_memory_equal(&head.hash, &all.hash, sizeof all.hash);
            assert_int_equal(head.comment_count, all.comment_count);
            assert_int_equal(head.article.seen, all.article.seen);
            assert_int_equal(fh_record_text(&head).n, 0);
        }
        /* Half of it is not all, and no bit of it goes unnoticed. */
        assert_int_equal(fh_record_decode((fh_str){bytes.p, n}, arena, &head, NULL),
                         FIHRIST_E_CORRUPT);
        for (size_t bit = 0; bit < n * 8; bit++) {
            bytes.p[bit / 8] ^= (char)(1 << bit % 8);
            assert_int_not_equal(fh_record_decode_head(fh_buffer_str(&bytes), arena, &head, NULL),
                                 0);
            bytes.p[bit / 8] ^= (char)(1 << bit % 8);
        }
        fh_buffer_free(&bytes);
    }
    fh_arena_free(arena);
}

/* A record with a right checksum but nonsense inside is refused, never read past its end. */
static void sections_that_do_not_fit_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *kind, *sections;
        size_t n;
    } cases[] = {
        {"a", "", 0},                                       /* no id */
        {"a", "I\2x", 3},                                   /* longer than the record */
        {"a", "I\377\377\377\377\377\377\377\377\177", 10}, /* longer than memory */
        {"c", "I\1x", 3},                                   /* a comment without a story */
        {"a", "I\1xk\0", 5},                                /* no number */
        {"a", "I\1xk\2\1\1", 7},                            /* more than a number */
        {"a", "I\1xh\1\1", 6},                              /* a short hash */
        {"a", "I\1xw\1\1", 6},                              /* a short time */
        {"a", "I\1xw\10\0\0\0\0\0\0\0\0", 13},              /* no time */
        {"a", "I\1xw\10\0\0\0\0\0\0\1\0", 13},              /* one behind the year 9999 */
        {"a", "I\1xm\5\1\1u\0\2", 10},                      /* a span without text */
        {"a", "I\1xm\1\1", 6},                              /* fewer mentions than it says */
        {"a", "I\1xm\5\377\377\377\377\17", 10}, /* more mentions than there is room for */
        {"x", "I\1x", 3},                        /* no kind */
    };
    fh_arena *arena = fh_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int rest = 0; rest < 2; rest++) {
            size_t in_head = rest ? 0 : cases[i].n;
            fh_buffer bytes = FH_BUFFER(100);
            fh_record out;
            fh_buffer_printf(&bytes, "FR\2%s%c", cases[i].kind, (int)(12 + in_head));
            fh_buffer_append(&bytes, "\0\0\0", 3);
            fh_buffer_append(&bytes, cases[i].sections, in_head);
            fh_buffer_append(&bytes, "....", 4);
            sign(&bytes);
            assert_true(fh_record_head_bytes(fh_buffer_str(&bytes)) == bytes.n);
            assert_int_equal(fh_record_decode_head(fh_buffer_str(&bytes), arena, &out, NULL),
                             FIHRIST_E_CORRUPT);
            fh_buffer_append(&bytes, cases[i].sections, cases[i].n - in_head);
            fh_buffer_append(&bytes, "....", 4);
            sign(&bytes);
            assert_int_equal(fh_record_decode(fh_buffer_str(&bytes), arena, &out, NULL),
                             FIHRIST_E_CORRUPT);
            fh_buffer_free(&bytes);
        }
    fh_arena_free(arena);
}

static void when_it_was_seen_can_be_set_and_nothing_else_changes(void **state) {
    (void)state;
    fh_record in = sample_article(), later = sample_article(), none = sample_article(),
              comment = sample_comment();
    later.article.seen = 7;
    none.article.seen = 0;
    fh_buffer bytes = encoded(&in), wanted = encoded(&later), without = encoded(&none),
              other = encoded(&comment);
    assert_true(fh_record_set_seen(bytes.p, bytes.n, 7));
    assert_int_equal(bytes.n, wanted.n);
    assert_memory_equal(bytes.p, wanted.p, wanted.n);
    assert_false(fh_record_set_seen(without.p, without.n, 7));
    assert_false(fh_record_set_seen(other.p, other.n, 7));
    assert_false(fh_record_set_seen(bytes.p, fh_record_head_bytes(fh_buffer_str(&bytes)), 7));
    fh_buffer_free(&bytes);
    fh_buffer_free(&wanted);
    fh_buffer_free(&without);
    fh_buffer_free(&other);
}

static void a_number_of_any_length_comes_back(void **state) {
    (void)state;
    static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        fh_buffer out = FH_BUFFER(100);
        size_t at = 0;
        uint64_t number = 1;
        assert_true(fh_varint_append(&out, numbers[i]));
        assert_true(fh_varint_read(fh_buffer_str(&out), &at, &number));
        assert_true(number == numbers[i] && at == out.n);
        at = 0;
        assert_false(fh_varint_read((fh_str){out.p, out.n - 1}, &at, &number));
        fh_buffer_free(&out);
    }
    size_t at = 0;
    uint64_t number;
    assert_false(fh_varint_read(text("\377\377\377\377\377\377\377\377\377\2"), &at, &number));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_comes_out_as_it_went_in),
        cmocka_unit_test(a_comment_comes_out_as_it_went_in),
        cmocka_unit_test(what_is_absent_stays_absent),
        cmocka_unit_test(every_flipped_bit_is_detected),
        cmocka_unit_test(every_truncation_is_detected),
        cmocka_unit_test(a_later_version_is_named),
        cmocka_unit_test(an_unknown_section_is_skipped),
        cmocka_unit_test(the_head_is_read_without_the_rest),
        cmocka_unit_test(sections_that_do_not_fit_are_refused),
        cmocka_unit_test(when_it_was_seen_can_be_set_and_nothing_else_changes),
        cmocka_unit_test(a_number_of_any_length_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
