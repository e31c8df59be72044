/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_glass.c: a database written all at once is the one that libxapian's own writer makes of the
 * same documents, when it is read, searched, changed and compacted; and libxapian's check finds
 * nothing wrong with it. GLASS_ARCHIVES in the environment is how many random archives there are
 * (200).
 */
#include "glass/database.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"
#include "xapian-c.h"

enum {
    TERMS_MAX = 600,
    VALUES_MAX = 4,
    TERM_MAX = 245,
    VALUE_MAX = 20000,
    DESCRIPTION_MAX_BYTES = 256 << 20,
    QUERIES = 40,
    UPDATES = 60
};

static xc_error failure;

static int must(int status, const char *call) {
    if (status < 0)
        fail_msg("%s: %s", call, failure.message);
    return status;
}
#define MUST(call) must((call), #call)

/* --- random documents --- */

typedef struct random_archive {
    uint64_t state;
    uint32_t documents, vocabulary, most_terms;
    bool odd; /* NULs and high bytes in terms, long ones, long values, great wdfs */
} random_archive;

static uint32_t below(random_archive *archive, uint32_t n) {
    archive->state = archive->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((archive->state >> 33) * n >> 31);
}

typedef struct made {
    xc_posting terms[TERMS_MAX];
    char texts[TERMS_MAX][TERM_MAX + 1];
    size_t term_count;
    glass_value values[VALUES_MAX];
    char bytes[VALUES_MAX][VALUE_MAX];
    size_t value_count;
} made;

static size_t make_term(random_archive *archive, char *text) {
    uint32_t rank = below(archive, 1 + below(archive, 1 + below(archive, archive->vocabulary)));
    size_t n = (size_t)snprintf(text, TERM_MAX, "%c%x", "SQXaz"[rank % 5], rank * 2654435761u);
    if (archive->odd && rank % 7 == 0)
        text[rank % 3] = (char)(rank % 2 ? 0x00 : 0xff);
    if (archive->odd && rank % 31 == 0) {
        memset(text + n, 'k', 120);
        n += 120;
        text[60] = '\0';
    }
    if (archive->odd && rank % 97 == 0) {
        memset(text, (int)(rank % 200 + 30), TERM_MAX);
        n = TERM_MAX;
    }
    return n;
}

static int compare_terms(const void *a, const void *b) {
    const xc_posting *left = a, *right = b;
    return fh_str_compare((fh_str){left->term, left->len}, (fh_str){right->term, right->len});
}

static void make_terms(random_archive *archive, made *document) {
    size_t wanted = below(archive, archive->most_terms + 1), kept = 0;
    for (size_t i = 0; i < wanted; i++) {
        uint32_t wdf = below(archive, 4);
        if (archive->odd && below(archive, 50) == 0)
            wdf = below(archive, 1 << 20);
        size_t n = make_term(archive, document->texts[i]);
        document->terms[i] =
            (xc_posting){.term = document->texts[i], .len = (uint32_t)n, .wdf = wdf};
    }
    qsort(document->terms, wanted, sizeof *document->terms, compare_terms);
    for (size_t i = 0; i < wanted; i++)
        if (kept == 0 || compare_terms(&document->terms[kept - 1], &document->terms[i]) != 0)
            document->terms[kept++] = document->terms[i];
    document->term_count = kept;
}

static void make_values(random_archive *archive, made *document) {
    document->value_count = 0;
    for (uint32_t slot = 0; slot < VALUES_MAX; slot++) {
        uint32_t most = archive->odd && below(archive, 40) == 0 ? VALUE_MAX : 12;
        if (below(archive, 3) == 0)
            continue;
        char *bytes = document->bytes[slot];
        size_t n = 1 + below(archive, most);
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)below(archive, 256);
        document->values[document->value_count++] = (glass_value){slot * 3, {bytes, n}};
    }
}

static void make_document(random_archive *archive, made *document) {
    make_terms(archive, document);
    make_values(archive, document);
}

/* --- both ways --- */

static void put(xc_document *to, const made *from) {
    xc_document_clear(to);
    MUST(xc_document_add_postings(to, from->terms, from->term_count, &failure));
    for (size_t i = 0; i < from->value_count; i++)
        MUST(xc_document_add_value(to, from->values[i].slot, from->values[i].bytes.p,
                                   from->values[i].bytes.n, &failure));
}

static xc_writer *open_writer(const char *path, unsigned flags) {
    xc_writer *writer;
    MUST(xc_writer_open(path, flags, 0, &writer, &failure));
    MUST(xc_writer_begin(writer, &failure));
    return writer;
}

static void write_by_libxapian(const char *path, random_archive archive, made *document) {
    xc_document *to;
    xc_writer *writer = open_writer(path, XC_WRITER_NEW);
    MUST(xc_document_new(&to, &failure));
    for (uint32_t i = 0; i < archive.documents; i++) {
        make_document(&archive, document);
        put(to, document);
        MUST(xc_writer_add(writer, to, NULL, &failure));
    }
    MUST(xc_writer_commit(writer, &failure));
    xc_document_free(to);
    xc_writer_close(writer);
}

static void write_at_once(const char *path, random_archive archive, size_t memory, made *document) {
    fihrist_error err = {.message = ""};
    glass_database *database;
    uint32_t docid;
    if (mkdir(path, 0700) != 0 || glass_database_new(path, memory, &database, &err) != 0)
        fail_msg("%s", err.message);
    for (uint32_t i = 0; i < archive.documents; i++) {
        make_document(&archive, document);
        if (glass_database_add(database, document->terms, document->term_count, document->values,
                               document->value_count, &docid, &err) != 0)
            fail_msg("%s", err.message);
        assert_int_equal(docid, i + 1);
    }
    if (glass_database_finish(database, &err) != 0)
        fail_msg("%s", err.message);
    glass_database_free(database);
}

/* --- all that a database says --- */

static void say_bytes(fh_buffer *out, const char *bytes, size_t n) {
    for (size_t i = 0; i < n && i < 64; i++)
        fh_buffer_printf(out, "%02x", (unsigned char)bytes[i]);
    fh_buffer_printf(out, "/%zu ", n);
}

static void say_statistics(fh_buffer *out, xc_database *db) {
    uint32_t count, last;
    double average;
    MUST(xc_database_doc_count(db, &count, &failure));
    MUST(xc_database_last_docid(db, &last, &failure));
    MUST(xc_database_average_length(db, &average, &failure));
    fh_buffer_printf(out, "%u documents, last %u, average %.9f\n", count, last, average);
}

static void say_postings(fh_buffer *out, xc_database *db, const char *term, size_t n) {
    xc_postings *postings;
    uint32_t wdf, length;
    MUST(xc_database_postings(db, term, n, &postings, &failure));
    while (MUST(xc_postings_next(postings, &failure))) {
        MUST(xc_postings_wdf(postings, &wdf, &failure));
        MUST(xc_postings_document_length(postings, &length, &failure));
        fh_buffer_printf(out, "%u:%u:%u ", xc_postings_docid(postings), wdf, length);
    }
    xc_postings_free(postings);
    fh_buffer_append_byte(out, '\n');
}

static void say_terms(fh_buffer *out, xc_database *db) {
    xc_terms *terms;
    uint32_t freq;
    uint64_t collection;
    MUST(xc_database_terms(db, "", 0, &terms, &failure));
    while (MUST(xc_terms_next(terms, &failure))) {
        xc_bytes term = xc_terms_term(terms);
        MUST(xc_terms_freq(terms, &freq, &failure));
        MUST(xc_database_collection_freq(db, term.data, term.len, &collection, &failure));
        say_bytes(out, term.data, term.len);
        fh_buffer_printf(out, "%u %llu: ", freq, (unsigned long long)collection);
        say_postings(out, db, term.data, term.len);
    }
    xc_terms_free(terms);
}

static void say_document(fh_buffer *out, xc_database *db, uint32_t docid) {
    xc_terms *terms;
    xc_document *document;
    uint32_t wdf;
    fh_buffer_printf(out, "%u: ", docid);
    MUST(xc_database_document_terms(db, docid, &terms, &failure));
    while (MUST(xc_terms_next(terms, &failure))) {
        xc_bytes term = xc_terms_term(terms);
        MUST(xc_terms_wdf(terms, &wdf, &failure));
        say_bytes(out, term.data, term.len);
        fh_buffer_printf(out, "%u ", wdf);
    }
    xc_terms_free(terms);
    MUST(xc_database_document(db, docid, &document, &failure));
    for (uint32_t slot = 0; slot < VALUES_MAX * 3; slot++) {
        char *value;
        size_t n;
        MUST(xc_document_value(document, slot, &value, &n, &failure));
        say_bytes(out, value, n);
        xc_free(value);
    }
    xc_document_free(document);
    fh_buffer_append_byte(out, '\n');
}

static void say_values(fh_buffer *out, xc_database *db) {
    for (uint32_t slot = 0; slot < VALUES_MAX * 3; slot++) {
        xc_values *values;
        MUST(xc_database_values(db, slot, &values, &failure));
        while (MUST(xc_values_next(values, &failure))) {
            xc_bytes value = xc_values_value(values);
            fh_buffer_printf(out, "%u ", xc_values_docid(values));
            say_bytes(out, value.data, value.len);
        }
        xc_values_free(values);
        fh_buffer_append_byte(out, '\n');
    }
}

/* The ten best for "a OR b OR c AND d" of random terms, and how many are believed to match. */
static void say_answer(fh_buffer *out, xc_enquire *enquire, random_archive *archive) {
    char text[TERM_MAX + 1];
    xc_query *query, *more;
    xc_mset *mset;
    MUST(xc_query_match_nothing(&query, &failure));
    for (int i = 0; i < 4; i++) {
        size_t n = make_term(archive, text);
        MUST(xc_query_term(text, n, 1, 0, &more, &failure));
        xc_query *both[] = {query, more};
        MUST(xc_query_combine(i == 3 ? XC_OP_AND : XC_OP_OR, (const xc_query *const *)both, 2,
                              &query, &failure));
        xc_query_free(both[0]);
        xc_query_free(both[1]);
    }
    MUST(xc_enquire_set_query(enquire, query, 0, &failure));
    MUST(xc_enquire_mset(enquire, 0, 10, 10, NULL, NULL, &mset, &failure));
    xc_counts counts = xc_mset_counts(mset);
    fh_buffer_printf(out, "%u %u %u: ", counts.lower, counts.estimated, counts.upper);
    for (size_t i = 0; i < xc_mset_size(mset); i++) {
        const xc_hit *hit = xc_mset_hit(mset, i);
        fh_buffer_printf(out, "%u=%.12f ", hit->docid, hit->weight);
    }
    xc_mset_free(mset);
    xc_query_free(query);
    fh_buffer_append_byte(out, '\n');
}

static void say_answers(fh_buffer *out, xc_database *db, random_archive archive) {
    xc_enquire *enquire;
    MUST(xc_enquire_new(db, &enquire, &failure));
    for (int i = 0; i < QUERIES; i++)
        say_answer(out, enquire, &archive);
    xc_enquire_free(enquire);
}

static fh_buffer describe(const char *path, random_archive archive) {
    fh_buffer out = FH_BUFFER(DESCRIPTION_MAX_BYTES);
    xc_database *db;
    xc_postings *all;
    MUST(xc_database_open(path, &db, &failure));
    say_statistics(&out, db);
    say_postings(&out, db, "", 0);
    say_terms(&out, db);
    say_values(&out, db);
    MUST(xc_database_postings(db, "", 0, &all, &failure));
    while (MUST(xc_postings_next(all, &failure)))
        say_document(&out, db, xc_postings_docid(all));
    xc_postings_free(all);
    say_answers(&out, db, archive);
    xc_database_close(db);
    fh_buffer_append_byte(&out, '\0');
    assert_false(out.failed);
    return out;
}

static void check_clean(const char *path) {
    char *report;
    size_t n;
    if (MUST(xc_database_check(path, &report, &n, &failure)) != 0)
        fail_msg("%s: %s", path, report);
    xc_free(report);
}

static void assert_same(const char *one, const char *other, random_archive archive,
                        const char *when) {
    fh_buffer first = describe(one, archive), second = describe(other, archive);
    check_clean(one);
    check_clean(other);
    if (strcmp(first.p, second.p) != 0) {
        size_t at = 0;
        while (first.p[at] == second.p[at])
            at++;
        at = at > 60 ? at - 60 : 0;
        fail_msg("archive %llu, %s: '%.200s' for '%.200s'", (unsigned long long)archive.state, when,
                 second.p + at, first.p + at);
    }
    fh_buffer_free(&first);
    fh_buffer_free(&second);
}

/* Add, replace and delete. */
static void change(const char *path, random_archive archive, made *document) {
    xc_document *to;
    xc_writer *writer = open_writer(path, 0);
    MUST(xc_document_new(&to, &failure));
    for (int i = 0; i < UPDATES; i++) {
        uint32_t docid = 1 + below(&archive, archive.documents + 10);
        make_document(&archive, document);
        put(to, document);
        switch (below(&archive, 4)) {
        case 0:
            MUST(xc_writer_add(writer, to, NULL, &failure));
            break;
        case 1:
            if (xc_writer_delete_docid(writer, docid, &failure) < 0)
                assert_string_equal(xc_error_name(failure.code), "XC_E_NOT_FOUND");
            break;
        default:
            MUST(xc_writer_replace(writer, docid, to, &failure));
        }
    }
    MUST(xc_writer_set_metadata(writer, "a key", 5, "and its value", 13, &failure));
    MUST(xc_writer_commit(writer, &failure));
    xc_document_free(to);
    xc_writer_close(writer);
}

static void compare_archive(char *scratch, random_archive archive, size_t memory) {
    made *document = calloc(1, sizeof *document);
    const char *one = scratch_path(scratch, "api"), *other = scratch_path(scratch, "glass");
    const char *packed = scratch_path(scratch, "packed");
    write_by_libxapian(one, archive, document);
    write_at_once(other, archive, memory, document);
    assert_same(one, other, archive, "as it was made");
    MUST(xc_database_compact(other, packed, 0, 0, &failure));
    assert_same(one, packed, archive, "compacted");
    change(one, archive, document);
    change(other, archive, document);
    change(packed, archive, document);
    assert_same(one, other, archive, "changed");
    assert_same(one, packed, archive, "compacted and changed");
    free(document);
}

static void random_archives_are_the_same_both_ways(void **state) {
    (void)state;
    const char *wanted = getenv("GLASS_ARCHIVES");
    long archives = wanted ? strtol(wanted, NULL, 10) : 200;
    for (long i = 0; i < archives; i++) {
        random_archive archive = {.state = (uint64_t)i};
        archive.documents = below(&archive, i % 10 == 0 ? 400 : 40);
        archive.vocabulary = 1 + below(&archive, i % 3 == 0 ? 20 : 3000);
        archive.most_terms = below(&archive, i % 4 == 0 ? 120 : 30);
        archive.odd = i % 2 == 1;
        char *scratch = scratch_new();
        compare_archive(scratch, archive, 0);
        scratch_free(scratch);
    }
}

/* A hundred thousand postings in a megabyte: many runs. */
static void what_does_not_go_into_memory_is_merged(void **state) {
    random_archive archive = {.state = 7, .documents = 700, .vocabulary = 60000, .most_terms = 300};
    compare_archive(*state, archive, 0);
}

static void what_libxapian_would_refuse_is_refused(void **state) {
    char text[TERM_MAX + 2];
    fihrist_error err;
    glass_database *database;
    uint32_t docid;
    memset(text, 'x', sizeof text);
    const char *path = scratch_path(*state, "glass");
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(glass_database_new(path, 0, &database, &err), 0);
    xc_posting longest = {.term = text, .len = TERM_MAX, .wdf = 1};
    xc_posting longer = {.term = text, .len = TERM_MAX + 1, .wdf = 1};
    xc_posting twice[] = {longest, longest};
    xc_posting none = {.term = text, .len = 0, .wdf = 1};
    glass_value empty = {.slot = 1, .bytes = {text, 0}};
    assert_int_equal(glass_database_add(database, &longest, 1, NULL, 0, &docid, &err), 0);
    assert_int_equal(glass_database_add(database, &longer, 1, NULL, 0, &docid, &err),
                     FIHRIST_E_LIMIT);
    assert_string_equal(err.message, "a term of 246 bytes");
    text[5] = '\0';
    assert_int_equal(glass_database_add(database, &longest, 1, NULL, 0, &docid, &err),
                     FIHRIST_E_LIMIT);
    assert_int_equal(glass_database_add(database, &none, 1, NULL, 0, &docid, &err),
                     FIHRIST_E_LIMIT);
    longest.len--;
    twice[0].len = twice[1].len = 3;
    assert_int_equal(glass_database_add(database, twice, 2, NULL, 0, &docid, &err),
                     FIHRIST_E_INTERNAL);
    assert_int_equal(glass_database_add(database, NULL, 0, &empty, 1, &docid, &err),
                     FIHRIST_E_LIMIT);
    glass_database_free(database);
    glass_database *second;
    assert_int_equal(glass_database_new(path, 0, &second, &err), FIHRIST_E_IO);
}

static int make_scratch(void **state) {
    *state = scratch_new();
    return 0;
}

static int remove_scratch(void **state) {
    scratch_free(*state);
    return 0;
}

#define GLASS_TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_archives_are_the_same_both_ways),
        GLASS_TEST(what_does_not_go_into_memory_is_merged),
        GLASS_TEST(what_libxapian_would_refuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
