/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which terms a document has: for each article here, all of them, as they stand in the index. And
 * in which order its words stand, where that is kept apart from the terms.
 */
#include "tests/unit/check.h"

#include "core/date.h"
#include "core/term.h"
#include "core/unit.h"
#include "core/url.h"
#include "formats/formats.h"
#include "indexer/document.h"

static const char authority_tsv[] =
    "id\ttype\tname\taliases\tdomains\tpart_of\tfrom\tto\tnote\n"
    "tidings\toutlet\tHarbour Tidings\tThe Tidings\ttidings.example\t\t\t\t\n"
    "dredgers\torganisation\tDredgers Union\tdredgers\t\t\t\t\t\n"
    "ferrin\tperson\tIda Ferrin\tGeneral Ferrin\t\t\t\t\t\n";

typedef struct fixture {
    fh_authority *authority;
    fh_analyser *analyser;
    fh_document_maker *maker;
    fh_lexicon_batch *lexicon;
    fh_arena *arena;
} fixture;

static int open_fixture_with(fh_positions positions, void **state) {
    fixture *f = fh_calloc(1, sizeof *f);
    f->arena = fh_arena_new();
    assert_int_equal(fh_authority_parse(fh_str_of(authority_tsv), "test", &f->authority, NULL), 0);
    assert_int_equal(fh_analyser_new(&f->analyser, NULL), 0);
    assert_int_equal(fh_lexicon_batch_new(&f->lexicon, NULL), 0);
    assert_int_equal(fh_document_maker_new(f->authority, f->analyser,
                                           fh_language_find(fh_str_of("english")), positions,
                                           &f->maker, NULL),
                     0);
    *state = f;
    return 0;
}

static int open_fixture(void **state) {
    return open_fixture_with(FH_POSITIONS_XAPIAN, state);
}

static int open_ordered_fixture(void **state) {
    return open_fixture_with(FH_POSITIONS_STORE, state);
}

static int close_fixture(void **state) {
    fixture *f = *state;
    fh_document_maker_free(f->maker);
    fh_lexicon_batch_free(f->lexicon);
    fh_analyser_free(f->analyser);
    fh_authority_free(f->authority);
    fh_arena_free(f->arena);
    fh_free(f);
    return 0;
}

/* "term/wdf@position,position ..." in the order of the index. */
static const char *terms_of(fixture *f, const fh_document *document) {
    fh_buffer text = FH_BUFFER(1 << 20);
    for (size_t i = 0; i < document->posting_count; i++) {
        const xc_posting *one = &document->postings[i];
        bool again =
            i > 0 && one->len == one[-1].len && memcmp(one->term, one[-1].term, one->len) == 0;
        if (!again)
            fh_buffer_printf(&text, "%s%.*s", i ? " " : "", (int)one->len, one->term);
        if (one->wdf && !again)
            fh_buffer_printf(&text, "/%u", one->wdf);
        if (one->position)
            fh_buffer_printf(&text, "%c%u", again ? ',' : '@', one->position);
    }
    fh_str copy = fh_arena_copy(f->arena, fh_buffer_str(&text));
    fh_buffer_free(&text);
    return copy.p;
}

static fh_article read_article(fixture *f, const char *json) {
    fh_article article;
    fihrist_error err;
    if (fh_jsonl_read(fh_str_of(json), f->arena, &article, &err) != 0 ||
        fh_article_finish(&article, f->arena, &err) != 0)
        fail_msg("%s", err.message);
    return article;
}

static fh_document make(fixture *f, const fh_article *article) {
    fh_document document;
    fh_content_hash hash = fh_article_content_hash(article);
    assert_int_equal(fh_document_of_article(f->maker, article, &hash, f->lexicon, &document, NULL),
                     0);
    return document;
}

static void an_article_has_the_terms_of_its_fields(void **state) {
    static const struct {
        const char *json, *terms;
    } cases[] = {
        {"{\"id\":\"1\",\"text\":\"Boats sail. A boat sails\"}",
         "Len Q1 Tarticle XI1 a/1@3 boat/1@1,4 sail/1@2,5"},
        {"{\"id\":\"1\",\"title\":\"Boats\",\"text\":\"A boat\",\"caption\":\"The boat\"}",
         "Len Q1 Sboat/1@1 Tarticle XI1 a/1@101 boat/2@1,102,203 the/1@202"},
        {"{\"id\":\"1\",\"title\":\"x\",\"authors\":[\"Mara Delling\",\"Jon Abel\"]}",
         "Aabel@103 Adelling@2 Ajon@102 Amara@1 Len Q1 Sx/1@1 Tarticle XI1 x/2@1"},
        {"{\"id\":\"1\",\"title\":\"x\",\"date\":\"2021-03-02\"}",
         "D20210302 Len M202103 Q1 Sx/1@1 Tarticle XI1 Y2021 x/2@1"},
        {"{\"id\":\"1\",\"title\":\"x\",\"date\":\"2021-03\"}",
         "Len M202103 Q1 Sx/1@1 Tarticle XI1 Y2021 x/2@1"},
        {"{\"id\":\"1\",\"title\":\"x\",\"date\":\"2021\"}",
         "Len Q1 Sx/1@1 Tarticle XI1 Y2021 x/2@1"},
        {"{\"id\":\"1\",\"title\":\"x\",\"source\":\"The Tidings\"}",
         "Len Q1 Sx/1@1 Tarticle XAtidings XI1 XOtidings x/2@1"},
        {"{\"id\":\"1\",\"title\":\"x\",\"source\":\"The  Vale OBSERVER\"}",
         "Len Q1 Sx/1@1 Tarticle XI1 XOvale observer x/2@1"},
        {"{\"title\":\"x\",\"url\":\"https://WWW.tidings.example:80/1\"}",
         "Htidings.example Hwww.tidings.example Len Qhttps://WWW.tidings.example:80/1 Sx/1@1 "
         "Tarticle Uhttps://WWW.tidings.example:80/1 XAtidings XIhttps://WWW.tidings.example:80/1 "
         "XOtidings x/2@1"},
        {"{\"id\":\"1\",\"text\":\"Dredgers\",\"actors\":[\"General Ferrin\",\"Old Guild\"]}",
         "Len Q1 Tarticle XAdredgers XAferrin XAold guild XI1 XMdredgers XMferrin XMold guild "
         "dredger/1@1"},
        {"{\"id\":\"1\",\"title\":\"x\",\"authors\":[\"Ida Ferrin\"]}",
         "Aferrin@2 Aida@1 Len Q1 Sx/1@1 Tarticle XAferrin XI1 x/2@1"},
        {"{\"id\":\"1\",\"title\":\"maisons\",\"lang\":\"fr\"}",
         "Lfr Q1 Smaison/1@1 Tarticle XI1 maison/2@1"},
        {"{\"id\":\"1\",\"title\":\"boats\",\"lang\":\"fa_IR\"}",
         "Lfa Q1 Sboats/1@1 Tarticle XI1 boats/2@1"},
        {"{\"id\":\"1\",\"title\":\"boats\",\"lang\":\"klingon\"}",
         "Len Q1 Sboat/1@1 Tarticle XI1 boat/2@1"},
        {"{\"id\":\"Capital\",\"title\":\"x\"}", "Len QCapital Sx/1@1 Tarticle XI:Capital x/2@1"},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_article article = read_article(f, cases[i].json);
        fh_document document = make(f, &article);
        check_text(cases[i].json, fh_str_of(terms_of(f, &document)), cases[i].terms);
    }
}

static void a_comment_has_its_own_terms_and_its_articles_filters(void **state) {
    static const char json[] =
        "{\"id\":\"1\",\"url\":\"http://h.example/\",\"title\":\"Harbour\",\"source\":\"Tidings\","
        "\"date\":\"2021-03-02\",\"authors\":[\"Jon\"],\"text\":\"Dredgers strike\",\"comments\":["
        "{\"author\":\"Old Miner\",\"text\":\"General Ferrin lied\"},"
        "{\"id\":\"b\",\"date\":\"2022-01\",\"text\":\"Boats\"}]}";
    static const char *const terms[] = {
        "Ajon@1 D20210302 Hh.example Len M202103 Q1#comment-1 Tcomment Uhttp://h.example/ "
        "XAdredgers XAferrin XAtidings XCferrin/1@2 XCgeneral/1@1 XClie/1@3 XI1 XMferrin XOtidings "
        "XWminer@2 XWold@1 Y2021",
        "Ajon@1 Hh.example Len M202201 Q1#comment-b Tcomment Uhttp://h.example/ XAdredgers "
        "XAtidings "
        "XCboat/1@1 XI1 XOtidings Y2022",
    };
    fixture *f = *state;
    fh_article article = read_article(f, json);
    make(f, &article);
    for (uint32_t i = 0; i < 2; i++) {
        fh_document document;
        assert_int_equal(fh_document_of_comment(f->maker, i, f->lexicon, &document, NULL), 0);
        check_text("comment", fh_str_of(terms_of(f, &document)), terms[i]);
        assert_int_equal(document.kind, FH_KIND_COMMENT);
        assert_int_equal(document.day, fh_date_to_day(i ? 2022 : 2021, i ? 1 : 3, i ? 1 : 2));
    }
}

static void the_record_keeps_the_article_and_its_mentions(void **state) {
    fixture *f = *state;
    fh_article article = read_article(
        f, "{\"id\":\"1\",\"title\":\"Dredgers\",\"text\":\"The Dredgers Union and Ida Ferrin\","
           "\"source\":\"Harbour Tidings\",\"shelf\":3,\"comments\":[{\"text\":\"x\"}]}");
    fh_document document = make(f, &article);
    fh_record record;
    assert_int_equal(fh_record_decode(document.record, f->arena, &record, NULL), 0);
    check_text("id", record.id, "1");
    check_text("outlet", record.outlet, "tidings");
    check_text("text", record.article.text, "The Dredgers Union and Ida Ferrin");
    check_text("extra", record.article.extra, "{\"shelf\":3}");
    assert_int_equal(record.comment_count, 1);
    assert_int_equal(record.mention_count, 2);
    check_text("first", record.mentions[0].actor, "dredgers");
    assert_int_equal(record.mentions[0].start, 4);
    assert_int_equal(record.mentions[0].end, 18);
    check_text("second", record.mentions[1].actor, "ferrin");
}

static void the_length_is_the_sum_of_weights(void **state) {
    fixture *f = *state;
    fh_article article =
        read_article(f, "{\"id\":\"1\",\"title\":\"two words\",\"text\":\"three more words\","
                        "\"authors\":[\"A long name weighs nothing\"],\"date\":\"2020\"}");
    fh_document document = make(f, &article);
    /* Title words count FH_TITLE_WDF among the words and once more in the title's own field. */
    assert_int_equal(document.length, 2 * (FH_TITLE_WDF + 1) + 3);
}

/* `words`: of texts in this order, a gap between two; "boat=boats" has a stem and another form,
 * "A:mara" is a word of an author's name. */
static void check_units(const char *what, const fh_document *document, const char *words,
                        size_t title_count) {
    size_t at = 0;
    size_t n;
    for (const char *word = words; *word; word += n + strspn(word + n, " ")) {
        n = strcspn(word, " ");
        fh_field field = FH_FIELD_WORD;
        fh_str value = {word, n};
        if (n > 2 && word[1] == ':') {
            field = word[0] == 'A' ? FH_FIELD_AUTHOR : FH_FIELD_COMMENTER;
            value = (fh_str){word + 2, n - 2};
        }
        fh_str form = value;
        const char *equals = memchr(value.p, '=', value.n);
        if (equals) {
            form = (fh_str){equals + 1, (size_t)(value.p + value.n - equals) - 1};
            value.n = (size_t)(equals - value.p);
        }
        fh_unit unit = *word == '|' ? FH_UNIT_GAP : fh_unit_of(field, value, form);
        if (at >= document->unit_count || document->units[at++] != unit)
            fail_msg("%s: unit %zu is not '%.*s'", what, at, (int)n, word);
    }
    assert_int_equal(at, document->unit_count);
    assert_int_equal(title_count, document->title_count);
}

static void the_order_of_words_is_kept_apart_from_the_terms(void **state) {
    static const char json[] =
        "{\"id\":\"1\",\"title\":\"Boats sail\",\"text\":\"A boat\",\"caption\":\"Boats\","
        "\"authors\":[\"Mara Delling\",\"?\",\"Jon\"],"
        "\"comments\":[{\"author\":\"Old Miner\",\"text\":\"Boats, boats\"},{\"text\":\"!\"}]}";
    fixture *f = *state;
    fh_article article = read_article(f, json);
    fh_document document = make(f, &article);
    check_text("article", fh_str_of(terms_of(f, &document)),
               "Adelling Ajon Amara Len Q1 Sboat/1 Ssail/1 Tarticle XI1 a/1 boat/4 sail/2");
    check_units("article", &document,
                "boat=boats sail | a boat | boat=boats | A:mara A:delling | A:jon", 2);
    assert_int_equal(fh_document_of_comment(f->maker, 0, f->lexicon, &document, NULL), 0);
    check_text("comment", fh_str_of(terms_of(f, &document)),
               "Adelling Ajon Amara Len Q1#comment-1 Tcomment XCboat/2 XI1 XWminer XWold");
    check_units("comment", &document,
                "boat=boats boat=boats | W:old W:miner | A:mara A:delling | A:jon", 0);
    assert_int_equal(fh_document_of_comment(f->maker, 1, f->lexicon, &document, NULL), 0);
    check_units("no word", &document, "A:mara A:delling | A:jon", 0);
}

/* What is counted when a document comes in is taken away when it goes. */
static void what_goes_out_uncounts_what_came_in(void **state) {
    fixture *f = *state;
    fh_article article =
        read_article(f, "{\"id\":\"1\",\"title\":\"Boats sail\",\"text\":\"A boat sails\","
                        "\"caption\":\"Boats\",\"comments\":[{\"text\":\"sailing boats\"}]}");
    fh_document document = make(f, &article);
    fh_record records[2];
    fh_language language;
    fh_str copy = fh_arena_copy(f->arena, document.record);
    assert_int_equal(fh_record_decode(copy, f->arena, &records[0], NULL), 0);
    assert_int_equal(fh_document_of_comment(f->maker, 0, f->lexicon, &document, NULL), 0);
    copy = fh_arena_copy(f->arena, document.record);
    assert_int_equal(fh_record_decode(copy, f->arena, &records[1], NULL), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(fh_document_uncount(f->maker, &records[i], f->lexicon, &language, NULL),
                         0);
    assert_int_equal(language, fh_language_find(fh_str_of("en")));
    assert_true(fh_lexicon_batch_forms(f->lexicon) > 0);
    for (size_t i = 0; i < fh_lexicon_batch_forms(f->lexicon); i++)
        assert_int_equal(fh_lexicon_batch_at(f->lexicon, i).change, 0);
}

static const char french_json[] =
    "{\"id\":\"1\",\"title\":\"Les journaux\",\"text\":\"Les équipages des bacs ont repris le "
    "travail "
    "lundi, mais personne au port ne croit que la querelle soit finie.\","
    "\"comments\":[{\"text\":\"Journaux\"}]}";

static bool has_term(const fh_document *document, const char *term) {
    for (size_t i = 0; i < document->posting_count; i++)
        if (fh_str_equal((fh_str){document->postings[i].term, document->postings[i].len},
                         fh_str_of(term)))
            return true;
    return false;
}

static fh_record record_of(fixture *f, const fh_document *document) {
    fh_record record;
    fh_str copy = fh_arena_copy(f->arena, document->record);
    assert_int_equal(fh_record_decode(copy, f->arena, &record, NULL), 0);
    return record;
}

static void an_article_that_names_no_language_is_in_the_one_of_its_text(void **state) {
    fixture *f = *state;
    fh_article article = read_article(f, french_json);
    fh_document document = make(f, &article);
    assert_true(has_term(&document, "Lfr"));
    assert_true(has_term(&document, "journal"));
    assert_int_equal(document.language, fh_language_find(fh_str_of("fr")));
    fh_record record = record_of(f, &document);
    check_text("given", record.article.lang, "");
    check_text("found", record.article.found_lang, "fr");
    assert_int_equal(fh_document_of_comment(f->maker, 0, f->lexicon, &document, NULL), 0);
    assert_true(has_term(&document, "Lfr"));
    assert_true(has_term(&document, "XCjournal"));
    check_text("comment", record_of(f, &document).article.found_lang, "fr");
}

static void a_language_that_is_named_is_not_looked_for(void **state) {
    static const struct {
        const char *lang, *term, *found;
    } cases[] = {
        {"en", "Len", ""}, {"none", "Lnone", ""}, {"uk", "Luk", ""}, {"xx-a", "Lfr", "fr"}};
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_article article = read_article(f, french_json);
        article.lang = fh_str_of(cases[i].lang);
        fh_document document = make(f, &article);
        assert_true(has_term(&document, cases[i].term));
        fh_record record = record_of(f, &document);
        check_text(cases[i].lang, record.article.lang, cases[i].lang);
        check_text(cases[i].lang, record.article.found_lang, cases[i].found);
    }
}

static void a_language_without_a_stemmer_keeps_its_code(void **state) {
    fixture *f = *state;
    fh_article article = read_article(
        f, "{\"id\":\"1\",\"text\":\"Екіпажі поромів у понеділок знову вийшли на роботу, "
           "але ніхто в порту не вірить, що суперечка закінчилася.\"}");
    fh_document document = make(f, &article);
    assert_true(has_term(&document, "Luk"));
    assert_true(has_term(&document, "поромів"));
    assert_int_equal(document.language, fh_language_find(fh_str_of("none")));
}

/* What an earlier version of the detector said counts, or that it said nothing. */
static void what_comes_out_of_an_index_stays_in_the_language_it_was_found_in(void **state) {
    static const struct { const char *found, *term; } cases[] = {{"de", "Lde"}, {"", "Len"}};
    fixture *f = *state;
    fh_document_maker_keep_languages(f->maker);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_article article = read_article(f, french_json);
        article.found_lang = fh_str_of(cases[i].found);
        fh_document document = make(f, &article);
        assert_true(has_term(&document, cases[i].term));
        check_text("found", record_of(f, &document).article.found_lang, cases[i].found);
    }
}

static void what_goes_out_uncounts_in_the_language_it_was_found_in(void **state) {
    fixture *f = *state;
    fh_article article = read_article(f, french_json);
    fh_document document = make(f, &article);
    fh_record records[2] = {record_of(f, &document)};
    assert_int_equal(fh_document_of_comment(f->maker, 0, f->lexicon, &document, NULL), 0);
    records[1] = record_of(f, &document);
    for (int i = 0; i < 2; i++) {
        fh_language language;
        assert_int_equal(fh_document_uncount(f->maker, &records[i], f->lexicon, &language, NULL),
                         0);
        assert_int_equal(language, fh_language_find(fh_str_of("fr")));
    }
    assert_true(fh_lexicon_batch_forms(f->lexicon) > 0);
    for (size_t i = 0; i < fh_lexicon_batch_forms(f->lexicon); i++)
        assert_int_equal(fh_lexicon_batch_at(f->lexicon, i).change, 0);
}

static void the_host_of_a_url_is_its_name_alone(void **state) {
    static const struct {
        const char *url, *host;
    } cases[] = {
        {"https://www.Example.org/a?b#c", "www.example.org"},
        {"http://user:pass@example.org:8080/", "example.org"},
        {"https://example.org.", "example.org"},
        {"https://example.org?x=http://other.example/", "example.org"},
        {"http://[2001:DB8::1]:80/", "[2001:db8::1]"},
        {"https://example.org\\@evil.example/", "example.org"},
        {"example.org/a", ""},
        {"mailto:a@example.org", ""},
        {"https:///path", ""},
        {"://x", ""},
        {"", ""},
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_text(cases[i].url, fh_url_host(fh_str_of(cases[i].url), f->arena), cases[i].host);
}

#define MAKER_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void) {
    const struct CMUnitTest tests[] = {
        MAKER_TEST(an_article_has_the_terms_of_its_fields),
        MAKER_TEST(a_comment_has_its_own_terms_and_its_articles_filters),
        MAKER_TEST(the_record_keeps_the_article_and_its_mentions),
        MAKER_TEST(the_length_is_the_sum_of_weights),
        cmocka_unit_test_setup_teardown(the_order_of_words_is_kept_apart_from_the_terms,
                                        open_ordered_fixture, close_fixture),
        MAKER_TEST(what_goes_out_uncounts_what_came_in),
        MAKER_TEST(an_article_that_names_no_language_is_in_the_one_of_its_text),
        MAKER_TEST(a_language_that_is_named_is_not_looked_for),
        MAKER_TEST(a_language_without_a_stemmer_keeps_its_code),
        MAKER_TEST(what_comes_out_of_an_index_stays_in_the_language_it_was_found_in),
        MAKER_TEST(what_goes_out_uncounts_in_the_language_it_was_found_in),
        MAKER_TEST(the_host_of_a_url_is_its_name_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
