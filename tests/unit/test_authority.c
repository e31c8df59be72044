/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_authority.c: reading an authority file, and whom names, hosts and ids stand for.
 */
#include "core/authority.h"

#include "check.h"

#define SIZE(array) (sizeof(array) / sizeof *(array))

static const char sample[] = "id\ttype\tname\taliases\tdomains\tpart_of\tfrom\tto\tnote\n"
                             "iran\tstate\tIran\tIranian|Iranians|Tehran\n"
                             "irgc\tarmed-service\tIslamic Revolutionary Guard Corps\t"
                             "=IRGC|Revolutionary Guards|Sepah\t\tiran\t1979\n"
                             "wsj\toutlet\tThe Wall Street Journal\t=WSJ\twsj.com|on.wsj.com\n"
                             "times\toutlet\tThe Times\t~The Times\tthetimes.example\n"
                             "is\tarmed-group\tIslamic State\t=IS|=ISIS|Daesh\n"
                             "isis-river\triver\tIsis\n"
                             "georgia\tstate\tGeorgia\t=Georgia\n"
                             "georgia-us\tregion\tState of Georgia\tGeorgia\n"
                             "cote-divoire\tstate\tCôte d'Ivoire\tIvory Coast\n";

static fh_authority *parse(const char *text) {
    fh_authority *authority = NULL;
    fihrist_error err = {.message = ""};
    if (fh_authority_parse(fh_str_of(text), "test.tsv", &authority, &err) < 0)
        fail_msg("%s", err.message);
    return authority;
}

/* The ids a name resolves to, with spaces between. */
static void resolve(const fh_authority *authority, const char *name, char *ret_ids, size_t room) {
    size_t found[8];
    size_t count = fh_authority_resolve(authority, fh_str_of(name), found, SIZE(found));
    ret_ids[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        fh_str id = fh_authority_actor(authority, found[i])->id;
        size_t used = strlen(ret_ids);
        snprintf(ret_ids + used, room - used, "%s%.*s", i ? " " : "", (int)id.n, id.p);
    }
}

static void a_name_resolves_to_whom_it_stands_for(void **state) {
    (void)state;
    static const struct {
        const char *name, *ids;
    } cases[] = {
        {"irgc", "irgc"},
        {"IRGC", "irgc"},
        {"sepah", "irgc"},
        {"Revolutionary Guards", "irgc"},
        {"the revolutionary guards", "irgc"},
        {"revolutionary-guards", "irgc"},
        {"Islamic Revolutionary Guard Corps", "irgc"},
        {"Guards", ""},
        {"Revolutionary", ""},
        {"TEHRAN", "iran"},
        {"Iran's", "iran"},
        {"The Wall Street Journal", "wsj"},
        {"Wall Street Journal", "wsj"},
        {"wsj", "wsj"},
        {"times", "times"},
        {"The Times", "times"},
        {"cote d\u2019ivoire", "cote-divoire"},
        {"Ivory coast", "cote-divoire"},
        {"daesh", "is"},
        {"", ""},
        {" .,- ", ""},
        {"the", ""},
    };
    fh_authority *authority = parse(sample);
    char ids[200];
    for (size_t i = 0; i < SIZE(cases); i++) {
        resolve(authority, cases[i].name, ids, sizeof ids);
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("'%s' is '%s', not '%s'", cases[i].name, ids, cases[i].ids);
    }
    fh_authority_free(authority);
}

static void a_case_sensitive_alias_gives_way_to_anybody_else(void **state) {
    (void)state;
    static const struct {
        const char *name, *ids;
    } cases[] = {
        {"IS", "is"},
        {"is", "is"},
        {"ISIS", "isis-river is"}, /* its name and, in its own case, an alias of the group */
        {"isis", "isis-river"},
        {"Isis", "isis-river"},
        {"Georgia", "georgia georgia-us"},
        {"georgia", "georgia georgia-us"},
    };
    fh_authority *authority = parse(sample);
    char ids[200];
    for (size_t i = 0; i < SIZE(cases); i++) {
        resolve(authority, cases[i].name, ids, sizeof ids);
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("'%s' is '%s', not '%s'", cases[i].name, ids, cases[i].ids);
    }
    fh_authority_free(authority);
}

static void all_bearers_of_a_name_are_counted_however_little_room_there_is(void **state) {
    (void)state;
    fh_authority *authority = parse(sample);
    size_t found[1];
    assert_int_equal(fh_authority_resolve(authority, fh_str_of("Georgia"), found, 1), 2);
    assert_int_equal(found[0], fh_authority_find_id(authority, fh_str_of("georgia")));
    assert_int_equal(fh_authority_resolve(authority, fh_str_of("Georgia"), NULL, 0), 2);
    fh_authority_free(authority);
}

static void a_host_is_of_the_outlet_with_its_longest_domain(void **state) {
    (void)state;
    static const struct {
        const char *host, *id;
    } cases[] = {
        {"wsj.com", "wsj"},
        {"www.wsj.com", "wsj"},
        {"mobile.on.WSJ.com", "wsj"},
        {"on.wsj.com:443", "wsj"},
        {"www.wsj.com.", "wsj"},
        {"notwsj.com", NULL},
        {"com", NULL},
        {"", NULL},
        {"...", NULL},
        {"wsj.com.evil.example", NULL},
    };
    fh_authority *authority = parse(sample);
    for (size_t i = 0; i < SIZE(cases); i++) {
        size_t got = fh_authority_resolve_host(authority, fh_str_of(cases[i].host));
        size_t wanted =
            cases[i].id ? fh_authority_find_id(authority, fh_str_of(cases[i].id)) : SIZE_MAX;
        if (got != wanted)
            fail_msg("'%s' is of %zd", cases[i].host, (ssize_t)got);
    }
    fh_authority_free(authority);
}

static void an_unknown_name_has_near_ones(void **state) {
    (void)state;
    static const struct {
        const char *name, *first;
    } cases[] = {
        {"Irann", "iran"},
        {"sepha", "irgc"},
        {"Revolutionary Gaurds", "irgc"},
        {"wall street", "wsj"},
        {"Journal of Tehran", "wsj"},
        {"Islamic Stat", "is"},
        {"Cote d'Ivorie", "cote-divoire"},
        {"qqqqqqqq", NULL},
        {"", NULL},
    };
    fh_authority *authority = parse(sample);
    for (size_t i = 0; i < SIZE(cases); i++) {
        const fh_actor *near[3];
        size_t count = fh_authority_suggest(authority, fh_str_of(cases[i].name), near, 3);
        const char *first = count ? near[0]->id.p : "";
        const char *wanted = cases[i].first ? cases[i].first : "";
        if (strncmp(first, wanted, strlen(wanted)) != 0 || (count > 0) != (*wanted != '\0'))
            fail_msg("'%s': not '%s' but %zu, '%.10s' first", cases[i].name, wanted, count, first);
    }
    fh_authority_free(authority);
}

static void suggestions_name_nobody_twice_and_keep_to_the_room(void **state) {
    (void)state;
    fh_authority *authority = parse("id\tname\taliases\n"
                                    "a\tAlbania\tAlbanian|Albanians|Albanie\n"
                                    "b\tAlbanix\t\n"
                                    "c\tAlbanzz\t\n");
    const fh_actor *near[8];
    assert_int_equal(fh_authority_suggest(authority, fh_str_of("Albaniq"), near, 8), 3);
    assert_int_equal(near[0]->id.p[0], 'a');
    assert_int_equal(near[1]->id.p[0], 'b');
    assert_int_equal(near[2]->id.p[0], 'c');
    assert_int_equal(fh_authority_suggest(authority, fh_str_of("Albaniq"), near, 2), 2);
    assert_int_equal(fh_authority_suggest(authority, fh_str_of("Albaniq"), near, 0), 0);
    fh_authority_free(authority);
}

static void columns_stand_in_any_order_and_unknown_ones_are_kept(void **state) {
    (void)state;
    fh_authority *authority = parse("\xef\xbb\xbf# who is who\r\n\r\n"
                                    "wikidata\tname\tid\tfrom\r\n"
                                    "Q794\tIran\tiran\t1979\r\n"
                                    "# a remark\r\n"
                                    "\tIraq\tiraq\r\n");
    assert_int_equal(fh_authority_count(authority), 2);
    const fh_actor *iran = fh_authority_actor(authority, 0);
    assert_true(fh_str_equal(iran->name, fh_str_of("Iran")));
    assert_true(fh_str_equal(iran->from, fh_str_of("1979")));
    assert_null(iran->type.p);
    assert_true(
        fh_str_equal(fh_authority_column(authority, 0, fh_str_of("wikidata")), fh_str_of("Q794")));
    assert_int_equal(fh_authority_column(authority, 1, fh_str_of("wikidata")).n, 0);
    assert_null(fh_authority_column(authority, 1, fh_str_of("colour")).p);
    fh_authority_free(authority);
}

static void a_wrong_file_is_an_error_that_names_the_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "'test.tsv': no header line"},
        {"# nothing\n\n", "'test.tsv': no header line"},
        {"iran\tstate\tIran\n", "line 1"},
        {"id\tname\tid\na\tA\n", "line 1: 'id' is the header of two columns"},
        {"id\tname\n\tIran\n", "line 2: '' is not an id"},
        {"id\tname\nI R\tIran\n", "line 2: 'I R' is not an id"},
        {"id\tname\niran\t\n", "line 2: 'iran' has no name"},
        {"id\tname\niran\tIran\n\n#x\niran\tPersia\n", "line 5: 'iran' is the id of a row above"},
        {"id\tname\taliases\niran\tIran\tPersia|=...\n", "line 2: '...' cannot be a name"},
        {"id\tname\taliases\niran\tIran\tPersia|=\n", "line 2: '' cannot be a name"},
        {"id\tname\niran\t???\n", "line 2: '\?\?\?' cannot be a name"},
        {"id\tname\niran\tIran\tmore\n", "line 2: 'more' stands in a column without a header"},
        {"id\tname\tpart_of\niran\tIran\tasia\n", "line 2: 'asia' in part_of is nobody's id"},
        {"id\tname\tdomains\na\tA\thttp://a.com/\n", "line 2: 'http://a.com/' is not a domain"},
        {"id\tname\tdomains\na\tA\tcom\n", "line 2: 'com' is not a domain"},
        {"id\tname\na\tA\n\nb\t\xff\n", "line 4: '' is not UTF-8 text"},
        {"id\tname\na\tA\x01\n", "line 2: '' is not UTF-8 text"},
        {"id\tname\na\ta b c d e f g h i j k l m n o p q\n", "line 2"},
    };
    for (size_t i = 0; i < SIZE(cases); i++) {
        fh_authority *authority = NULL;
        fihrist_error err = {.message = ""};
        int status = fh_authority_parse(fh_str_of(cases[i].text), "test.tsv", &authority, &err);
        if (status != FIHRIST_E_INPUT || !strstr(err.message, cases[i].message))
            fail_msg("case %zu: %d '%s', not '%s'", i, status, err.message, cases[i].message);
        assert_null(authority);
    }
}

static void a_missing_file_and_a_directory_are_no_authority(void **state) {
    (void)state;
    fh_authority *authority = NULL;
    fihrist_error err;
    assert_int_equal(fh_authority_load("/nonexistent.tsv", &authority, &err), FIHRIST_E_NOT_FOUND);
    assert_non_null(strstr(err.message, "/nonexistent.tsv"));
    assert_int_equal(fh_authority_load("/", &authority, &err), FIHRIST_E_INPUT);
    assert_null(authority);
}

static void every_allocation_may_fail(void **state) {
    (void)state;
    for (long n = 0;; n++) {
        fh_authority *authority = NULL;
        fh_memory_fail_after(n);
        int status = fh_authority_parse(fh_str_of(sample), "test.tsv", &authority, NULL);
        fh_memory_fail_after(-1);
        fh_authority_free(authority);
        if (status == 0)
            break;
        assert_int_equal(status, FIHRIST_E_MEMORY);
        assert_in_range(n, 0, 10000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_resolves_to_whom_it_stands_for),
        cmocka_unit_test(a_case_sensitive_alias_gives_way_to_anybody_else),
        cmocka_unit_test(all_bearers_of_a_name_are_counted_however_little_room_there_is),
        cmocka_unit_test(a_host_is_of_the_outlet_with_its_longest_domain),
        cmocka_unit_test(an_unknown_name_has_near_ones),
        cmocka_unit_test(suggestions_name_nobody_twice_and_keep_to_the_room),
        cmocka_unit_test(columns_stand_in_any_order_and_unknown_ones_are_kept),
        cmocka_unit_test(a_wrong_file_is_an_error_that_names_the_line),
        cmocka_unit_test(a_missing_file_and_a_directory_are_no_authority),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
