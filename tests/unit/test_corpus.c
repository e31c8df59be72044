/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_corpus.c: an invented archive is always the same, is JSON, and has the measures of news.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/date.h"
#include "core/mention.h"
#include "core/utf8.h"
#include "corpus/generator/line.h"

#define SIZE(array) (sizeof(array) / sizeof *(array))

enum { SEED = 5, SAMPLE = 2000 };

static corpus_world *world;
static corpus_article article;
static char line[LINE_BYTES], other_line[LINE_BYTES];

static int make_world(void **state) {
    (void)state;
    world = corpus_world_new(SEED);
    return world ? 0 : -1;
}

static int free_world(void **state) {
    (void)state;
    corpus_world_free(world);
    return 0;
}

/* ---- always the same ---- */

static size_t make_line(const corpus_world *of, uint64_t number, char *to) {
    corpus_article_make(of, number, &article);
    return corpus_line(&article, of->seed, to);
}

static void an_article_depends_on_seed_and_number_alone(void **state) {
    (void)state;
    static const uint64_t numbers[] = {0, 7, 999999, UINT32_MAX * UINT64_C(100)};
    for (size_t i = 0; i < SIZE(numbers); i++) {
        size_t n = make_line(world, numbers[i], line);
        make_line(world, numbers[i] + 1, other_line);
        memset(&article, 0x55, sizeof article);
        assert_int_equal(make_line(world, numbers[i], other_line), n);
        assert_memory_equal(line, other_line, n);
    }
}

static void the_same_seed_makes_the_same_world_and_another_makes_another(void **state) {
    (void)state;
    corpus_world *same = corpus_world_new(SEED), *other = corpus_world_new(SEED + 1);
    assert_true(same && other);
    size_t n = make_line(world, 42, line);
    assert_int_equal(make_line(same, 42, other_line), n);
    assert_memory_equal(line, other_line, n);
    make_line(other, 42, other_line);
    assert_memory_not_equal(line, other_line, n);
    corpus_world_free(same);
    corpus_world_free(other);
}

/* So that archives that were made before can be made again: change this with the generator. */
static void an_archive_has_the_bytes_it_always_had(void **state) {
    (void)state;
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (uint64_t number = 0; number < 100; number++) {
        size_t n = make_line(world, number, line);
        for (size_t i = 0; i < n; i++)
            hash = (hash ^ (unsigned char)line[i]) * UINT64_C(0x100000001b3);
    }
    if (hash != UINT64_C(0xabd0195048573675))
        fail_msg("the hash is now 0x%016llx", (unsigned long long)hash);
}

/* ---- JSON ---- */

static const char *string_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    if (!text)
        fail_msg("no string '%s'", key);
    return text;
}

static void check_comment(const json_t *comment, size_t place) {
    char id[24];
    const json_t *parent = json_object_get(comment, "parent");
    snprintf(id, sizeof id, "%zu", place + 1);
    assert_string_equal(string_of(comment, "id"), id);
    assert_true(*string_of(comment, "author") && *string_of(comment, "text"));
    assert_int_equal(strlen(string_of(comment, "date")), strlen("2001-01-01"));
    if (parent)
        assert_in_range(atoi(json_string_value(parent)), 1, place);
}

static void every_line_is_json_with_what_an_article_has(void **state) {
    (void)state;
    static const char *const keys[] = {"id", "date", "source", "url", "lang", "title", "text"};
    for (uint64_t number = 0; number < SAMPLE; number++) {
        size_t n = make_line(world, number, line);
        json_t *object = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL), *comment;
        size_t i;
        if (!object || line[n - 1] != '\n' || memchr(line, '\n', n - 1))
            fail_msg("%.*s", (int)n, line);
        for (i = 0; i < SIZE(keys); i++)
            assert_true(*string_of(object, keys[i]));
        assert_true(json_is_array(json_object_get(object, "authors")));
        json_array_foreach(json_object_get(object, "comments"), i, comment)
            check_comment(comment, i);
        assert_int_equal(json_array_size(json_object_get(object, "comments")),
                         article.comment_count);
        check_text("text", article.text, string_of(object, "text"));
        json_decref(object);
    }
}

static void texts_are_utf8_of_words_with_one_blank_between(void **state) {
    (void)state;
    static const char *const never[] = {"  ", " \n", "\n ", "\n\n\n", " .", " ,", ",,", ",."};
    for (uint64_t number = 0; number < SAMPLE; number++) {
        size_t n = make_line(world, number, line);
        assert_true(fh_utf8_valid((fh_str){line, n}));
        for (size_t i = 0; i < SIZE(never); i++)
            if (memmem(article.text.p, article.text.n, never[i], strlen(never[i])))
                fail_msg("'%s' in %.*s", never[i], (int)article.text.n, article.text.p);
    }
}

/* ---- measures ---- */

typedef struct measures {
    uint64_t bytes, text_words, title_words, comments, early, late, quoting;
    uint32_t most_comments, longest_text, shortest_text;
    int32_t first_day, last_day;
    uint32_t of_outlet[CORPUS_OUTLETS];
} measures;

static uint32_t words_of(fh_str text) {
    uint32_t count = 1;
    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == ' ';
    return count;
}

static void measure(measures *m) {
    int year, month, day;
    fh_date_from_day(article.day, &year, &month, &day);
    m->text_words += article.text_words;
    m->title_words += words_of(article.title);
    m->comments += article.comment_count;
    m->early += year < CORPUS_FIRST_YEAR + 5;
    m->late += year >= CORPUS_FIRST_YEAR + 20;
    m->quoting += memmem(article.text.p, article.text.n, "“", 3) ||
                  memchr(article.text.p, '"', article.text.n);
    m->of_outlet[article.outlet - world->outlets]++;
    if (article.comment_count > m->most_comments)
        m->most_comments = article.comment_count;
    if (article.text_words > m->longest_text)
        m->longest_text = article.text_words;
    if (article.text_words < m->shortest_text)
        m->shortest_text = article.text_words;
    m->first_day = article.day < m->first_day ? article.day : m->first_day;
    m->last_day = article.day > m->last_day ? article.day : m->last_day;
}

static void articles_have_the_measures_of_news(void **state) {
    (void)state;
    measures m = {.first_day = INT32_MAX, .shortest_text = UINT32_MAX};
    for (uint64_t number = 0; number < SAMPLE; number++) {
        m.bytes += make_line(world, number, line);
        measure(&m);
    }
    assert_in_range(m.bytes / SAMPLE, 4500, 5500);
    assert_in_range(m.text_words / SAMPLE, 570, 640);
    assert_in_range(m.shortest_text, 40, 100);
    assert_in_range(m.longest_text, 2000, ARTICLE_TEXT_WORDS + 150);
    assert_in_range(m.title_words / SAMPLE, 7, 10);
    assert_in_range(m.comments * 10 / SAMPLE, 22, 28);
    assert_in_range(m.most_comments, 25, ARTICLE_COMMENTS);
    assert_true(m.first_day >= fh_date_to_day(2001, 1, 1));
    assert_true(m.last_day <= fh_date_to_day(2025, 12, 31));
    assert_in_range(m.late * 10 / m.early, 16, 30); /* times ten */
    assert_true(m.quoting > SAMPLE * 95 / 100);
    assert_in_range(m.of_outlet[0] * 100 / SAMPLE, 9, 18);
    assert_in_range(m.of_outlet[CORPUS_OUTLETS - 1] * 1000 / SAMPLE, 0, 10);
}

/* ---- words ---- */

typedef struct counted {
    uint64_t hash; /* 0: empty */
    uint32_t count;
    char text[12]; /* its beginning */
} counted;

enum { SLOTS = 1 << 18 };
static counted slots[SLOTS];

static void count_word(const char *word, size_t n) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)word[i]) * UINT64_C(0x100000001b3);
    size_t at = hash >> 46;
    while (slots[at].hash != 0 && slots[at].hash != hash)
        at = (at + 1) % SLOTS;
    slots[at].hash = hash;
    slots[at].count++;
    memcpy(slots[at].text, word, n < sizeof slots->text ? n : sizeof slots->text - 1);
}

/* Small letters and whatever is no ASCII; all else parts words. Returns how many there were. */
static uint64_t count_words(fh_str text) {
    uint64_t words = 0;
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        char word[64];
        for (end = at; end < text.n && end - at < sizeof word; end++) {
            char c = text.p[end];
            c = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            if ((c < 'a' || c > 'z') && !(c & 0x80))
                break;
            word[end - at] = c;
        }
        if (end > at)
            count_word(word, end - at);
        words += end > at;
    }
    return words;
}

static int by_count(const void *a, const void *b) {
    const counted *first = a, *second = b;
    return (first->count < second->count) - (first->count > second->count);
}

/* How many different words the first articles have. */
static uint32_t count_articles(uint64_t articles, uint64_t *ret_words) {
    memset(slots, 0, sizeof slots);
    *ret_words = 0;
    for (uint64_t number = 0; number < articles; number++) {
        corpus_article_make(world, number, &article);
        *ret_words += count_words(article.text);
    }
    qsort(slots, SLOTS, sizeof *slots, by_count);
    uint32_t different = 0;
    while (different < SLOTS && slots[different].count > 0)
        different++;
    return different;
}

static void words_are_as_frequent_as_in_english(void **state) {
    (void)state;
    uint64_t words;
    count_articles(SAMPLE, &words);
    assert_string_equal(slots[0].text, "the");
    assert_in_range(slots[0].count * 1000 / words, 55, 80);
    for (int i = 1; i < 6; i++)
        assert_true(strstr("of to in and a", slots[i].text));
    /* By Zipf's law a word of ten times the rank is a tenth as frequent; later it is less. */
    assert_in_range(slots[99].count * 10 / slots[999].count, 60, 150);
    assert_in_range(slots[999].count * 10 / slots[9999].count, 100, 300);
}

static void the_vocabulary_grows_about_with_the_square_root(void **state) {
    (void)state;
    uint64_t words;
    uint32_t few = count_articles(SAMPLE / 4, &words), many = count_articles(SAMPLE, &words);
    assert_in_range(few, 15000, 40000);
    assert_in_range(many * 100 / few, 170, 230);
}

/* ---- topics and actors ---- */

static uint32_t same_words(const corpus_topic *topic, int32_t month, int32_t other) {
    uint32_t same = 0;
    for (uint32_t n = 0; n < 40; n++)
        same += corpus_topic_own(topic, CORPUS_NOUN, n, month) ==
                corpus_topic_own(topic, CORPUS_NOUN, n, other);
    return same;
}

static void topics_drift(void **state) {
    (void)state;
    uint32_t month = 0, year = 0, decade = 0;
    for (size_t i = 0; i < CORPUS_TOPICS; i++) {
        month += same_words(&world->topics[i], 100, 101);
        year += same_words(&world->topics[i], 100, 112);
        decade += same_words(&world->topics[i], 100, 220);
    }
    assert_in_range(month / CORPUS_TOPICS, 36, 39);
    assert_in_range(year / CORPUS_TOPICS, 15, 32);
    assert_in_range(decade / CORPUS_TOPICS, 0, 5);
}

static void a_topic_is_written_of_in_its_time_only(void **state) {
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 2000; i++) {
        int32_t month = i % (CORPUS_YEARS * 12);
        const corpus_topic *topic = &world->topics[corpus_topic_draw(world, &random, month)];
        assert_true(month >= topic->first_month && month < topic->first_month + topic->months);
    }
}

static void the_starter_authority_file_knows_every_actor_by_every_name(void **state) {
    (void)state;
    fihrist_error err = {.message = ""};
    fh_authority *authority;
    fh_mention_finder *finder;
    const fh_mention *found;
    size_t count;
    if (fh_authority_load("corpus/starter-authority.tsv", &authority, &err) < 0 ||
        fh_mention_finder_new(authority, &finder, &err) < 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < CORPUS_ACTORS * CORPUS_ACTOR_NAMES; i++) {
        const corpus_actor *actor = &corpus_actors[i / CORPUS_ACTOR_NAMES];
        char text[128];
        int n = snprintf(text, sizeof text, "They asked %s about it.",
                         actor->names[i % CORPUS_ACTOR_NAMES]);
        assert_int_equal(
            fh_mention_find(finder, (fh_str){text, (size_t)n}, FH_TOKEN_POSSESSIVE, &found, &count),
            0);
        if (count != 1)
            fail_msg("%zu actors: %s", count, text);
        check_text(text, fh_authority_actor(authority, found->actor)->id, actor->id);
    }
    fh_mention_finder_free(finder);
    fh_authority_free(authority);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_depends_on_seed_and_number_alone),
        cmocka_unit_test(the_same_seed_makes_the_same_world_and_another_makes_another),
        cmocka_unit_test(an_archive_has_the_bytes_it_always_had),
        cmocka_unit_test(every_line_is_json_with_what_an_article_has),
        cmocka_unit_test(texts_are_utf8_of_words_with_one_blank_between),
        cmocka_unit_test(articles_have_the_measures_of_news),
        cmocka_unit_test(words_are_as_frequent_as_in_english),
        cmocka_unit_test(the_vocabulary_grows_about_with_the_square_root),
        cmocka_unit_test(topics_drift),
        cmocka_unit_test(a_topic_is_written_of_in_its_time_only),
        cmocka_unit_test(the_starter_authority_file_knows_every_actor_by_every_name),
    };
    return cmocka_run_group_tests(tests, make_world, free_world);
}
