/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What queries are read as, and what is refused: the table that fihrist-query(7) has to agree with.
 * test_query_round_trip.c has the properties.
 */
#include "tests/unit/check.h"

#include "searcher/query.h"

typedef struct query_case {
    const char *text, *tree;
} query_case;

/* --- reading --- */

static const query_case readings[] = {
    /* words */
    {"iran", "iran"},
    {"iran taliban", "(all iran taliban)"},
    {"  iran\ttaliban\n", "(all iran taliban)"},
    {"iran\xc2\xa0taliban\xe3\x80\x80irgc", "(all iran taliban irgc)"},
    {"al-Qaeda", "al-Qaeda"},
    {"U.S. don't Rouhani\xe2\x80\x99s 3,000", "(all U.S. don't Rouhani\xe2\x80\x99s 3,000)"},
    {"Taliban: destroy IS", "(all Taliban: destroy IS)"},
    {"10:30 at 5:1", "(all 10:30 at 5:1)"},
    {"Iran \xe2\x80\x93 a - b & c | d, -- e", "(all Iran a b c d, e)"},
    {"--iran", "iran"},
    {"C++ #hashtag @name $100", "(all C++ #hashtag @name $100)"},
    {"Who won?", "(all Who won?)"},
    {"\xd8\xa7\xdb\x8c\xd8\xb1\xd8\xa7\xd9\x86", "\xd8\xa7\xdb\x8c\xd8\xb1\xd8\xa7\xd9\x86"},
    {"\xe2\x80\x8firan\xe2\x80\x8e OR\xe2\x80\x8f iraq", "(or iran iraq)"},
    {"and or not", "(all and or not)"},
    {"Iran And Iraq Or", "(all Iran And Iraq Or)"},
    {"http://www.lobelog.com/a?b=c", "http://www.lobelog.com/a?b=c"},
    {"(see http://x.org/wiki/A_(b))", "(all see http://x.org/wiki/A_(b))"},
    {"_title:x 'title:x", "(all _title:x 'title:x)"},
    /* quotations */
    {"\"clandestine trip\"", "\"clandestine trip\""},
    {"\" one \"", "\"one\""},
    {"\xe2\x80\x9c"
     "a b\xe2\x80\x9d",
     "\"a b\""},
    {"\xe2\x80\x9e"
     "a b\xe2\x80\x9c",
     "\"a b\""},
    {"\xc2\xab"
     "a b\xc2\xbb \xc2\xbb"
     "c\xc2\xab",
     "(all \"a b\" \"c\")"},
    {"\xc2\xabsay \"no\"\xc2\xbb", "\xc2\xabsay \"no\"\xc2\xbb"},
    {"\"OR\" \"a:b\" \"(c\"", "(all \"OR\" \"a:b\" \"(c\")"},
    {"\"Iran\"-backed group", "(all \"Iran\" backed group)"},
    {"'a b'", "(all 'a b')"},
    /* wildcards */
    {"responsib*", "responsib*"},
    {"al-Qae* tal*,", "(all al-Qae* tal*)"},
    {"title:prox* author:sah*", "(all title:prox* author:sah*)"},
    {"*ban tali**, \xe2\x80\xa6*aliba*.", "(all *ban tali** \xe2\x80\xa6*aliba*)"},
    {"ta*ib*n f*ck -*bans", "(not (all ta*ib*n f*ck) *bans)"},
    {"author:*sah*i NEAR/5 author:na*r", "(near/5 author:*sah*i author:na*r)"},
    {"**bold** al-Qae*-*gate", "(all **bold** al-Qae*-*gate)"},
    {"** -iran ***", "(not (all * *) iran)"},
    {"*", "*"},
    {"* -iran", "(not * iran)"},
    /* NOT */
    {"iran -iraq", "(not iran iraq)"},
    {"iran NOT iraq", "(not iran iraq)"},
    {"iran AND NOT iraq", "(not iran iraq)"},
    {"NOT iran iraq", "(not iraq iran)"},
    {"-iran iraq -syria", "(not iraq iran syria)"},
    {"a -\"b c\" -(d e) -title:f", "(not a \"b c\" (all d e) title:f)"},
    {"a AND -b AND c", "(not (and a c) b)"},
    {"al-Qaeda -5", "(not al-Qaeda 5)"},
    {"(a -b) -c", "(not (not a b) c)"},
    {"a -b NEAR/5 c", "(not a (near/5 b c))"},
    /* AND, OR */
    {"a AND b", "(and a b)"},
    {"a OR b OR c", "(or a b c)"},
    {"(a OR b) OR c", "(or (or a b) c)"},
    {"a b AND c", "(all a (and b c))"},
    {"a AND b c", "(all (and a b) c)"},
    {"a b AND c NOT d", "(not (all a (and b c)) d)"},
    {"a OR b c", "(or a (all b c))"},
    {"a OR b AND c OR d", "(or a (and b c) d)"},
    {"(a OR b) c", "(all (or a b) c)"},
    {"((((a))))", "a"},
    {"foo(bar)baz", "(all foo bar baz)"},
    /* NEAR, ADJ */
    {"Soleimani NEAR/5 plague", "(near/5 Soleimani plague)"},
    {"a NEAR b", "(near/10 a b)"},
    {"a ADJ b", "(adj/10 a b)"},
    {"a ADJ/3 b", "(adj/3 a b)"},
    {"a NEAR/5 b NEAR/5 c", "(near/5 a b c)"},
    {"x a NEAR/5 b y", "(all x (near/5 a b) y)"},
    {"(a OR pro*) NEAR/3 \"c d\"", "(near/3 (or a pro*) \"c d\")"},
    {"title:(a NEAR/5 b)", "(near/5 title:a title:b)"},
    {"title:a NEAR/5 title:b", "(near/5 title:a title:b)"},
    {"author:(ali ADJ/1 khamenei)", "(adj/1 author:ali author:khamenei)"},
    {"NEARBY ADJUST", "(all NEARBY ADJUST)"},
    {"\"a b\" *", "(all \"a b\" *)"},
    {"a -*", "(not a *)"},
    {"a NEAR/99 b", "(near/99 a b)"},
    /* fields */
    {"actor:irgc proxy", "(all actor:irgc proxy)"},
    {"actor:\"Revolutionary Guards\"", "actor:\"Revolutionary Guards\""},
    {"actor:\"irgc\"", "actor:irgc"},
    {"outlet:wsj by:Sahimi", "(all source:wsj author:Sahimi)"},
    {"Title:iran SOURCE:WSJ", "(all title:iran source:WSJ)"},
    {"title:(a OR b) c", "(all (or title:a title:b) c)"},
    {"title:(a -b)", "(not title:a title:b)"},
    {"title:((a b) OR c)", "(or (all title:a title:b) title:c)"},
    {"title:\"a b\" text:c comment:d commenter:e",
     "(all title:\"a b\" text:c comment:d commenter:e)"},
    {"title:foo:bar", "title:foo:bar"},
    {"title:(foo:bar)", "title:foo:bar"},
    {"source:nytimes.com", "source:nytimes.com"},
    {"source:http://nytimes.com/", "source:http://nytimes.com/"},
    {"source:(wsj OR \"the times\")", "(or source:wsj source:\"the times\")"},
    {"source:AT&T", "source:\"AT&T\""},
    {"type:Article", "type:article"},
    {"type:\"comment\"", "type:comment"},
    {"lang:en-GB", "lang:en-GB"},
    {"id:a:b", "id:\"a:b\""},
    {"id:\"a b\"", "id:\"a b\""},
    {"id:\"x*\"", "id:\"x*\""},
    {"id:-5", "id:\"-5\""},
    {"(id:5 OR id:6)", "(or id:5 id:6)"},
    {"id:(5 OR http://x/y)", "(or id:5 id:http://x/y)"},
    {"id:(5 -6)", "(not id:5 id:6)"},
    {"url:http://x.org/A_(b) c", "(all url:\"http://x.org/A_(b)\" c)"},
    {"(url:http://x.org/A_(b))", "url:\"http://x.org/A_(b)\""},
    {"url:http://x/a)", "url:\"http://x/a)\""},
    /* dates */
    {"date:2015", "date:2015"},
    {"date:2015-06", "date:2015-06"},
    {"date:2015-06-20", "date:2015-06-20"},
    {"date:20150620", "date:2015-06-20"},
    {"date:\"2015-06-20\"", "date:2015-06-20"},
    {"date:2015-06-20T10:30:00Z", "date:2015-06-20"},
    {"date:2015-05..2015-08", "date:2015-05..2015-08"},
    {"date:2015-01-01..2015-12-31", "date:2015"},
    {"date:2016-02-01..2016-02-29", "date:2016-02"},
    {"date:2015-06-20..", "date:2015-06-20.."},
    {"date:..2015", "date:..2015"},
    {"date:0001..9999", "date:..9999"},
    {"date:(2015 OR 2017)", "(or date:2015 date:2017)"},
    {"after:2015", "date:2016.."},
    {"after:2015-05-20", "date:2015-05-21.."},
    {"after:2015-05", "date:2015-06.."},
    {"before:2015", "date:..2014"},
    {"before:2015-05", "date:..2015-04"},
    {"after:(2015 OR 2016)", "(or date:2016.. date:2017..)"},
    {"after:2015-05 before:2015-08-15", "(all date:2015-06.. date:..2015-08-14)"},
    /* revisions */
    {"lastmod:118", "lastmod:118"},
    {"LASTMOD:0118", "lastmod:118"},
    {"lastmod:118..120", "lastmod:118..120"},
    {"lastmod:\"118 .. 120\"", "lastmod:118..120"},
    {"lastmod:118..", "lastmod:118.."},
    {"lastmod:..50", "lastmod:..50"},
    {"lastmod:0..0", "lastmod:0"},
    {"lastmod:0..", "lastmod:0.."},
    {"lastmod:7..7", "lastmod:7"},
    {"lastmod:(3 OR 5..)", "(or lastmod:3 lastmod:5..)"},
    {"iran -lastmod:..50", "(not iran lastmod:..50)"},
};

static fh_arena *arena_of(void **state) {
    return *state;
}

static int make_arena(void **state) {
    *state = fh_arena_new();
    return *state ? 0 : -1;
}

static int free_arena(void **state) {
    fh_arena_free(*state);
    return 0;
}

static void queries_are_read_as_written(void **state) {
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        fh_query *query;
        fihrist_error err = {0};
        int status = fh_query_parse(fh_str_of(readings[i].text), arena_of(state), &query, &err);
        if (status != FIHRIST_OK)
            fail_msg("%s: %s", readings[i].text, err.message);
        check_text(readings[i].text, fh_query_explain(query->root, arena_of(state)),
                   readings[i].tree);
    }
}

static void the_printed_query_shows_how_it_was_read(void **state) {
    static const query_case cases[] = {
        {"a OR b c", "a OR (b c)"},
        {"a b AND c NOT d", "a (b AND c) -d"},
        {"title:a title:b", "title:(a b)"},
        {"title:(a OR b) -title:c", "title:((a OR b) -c)"},
        {"x -a NEAR/5 b", "x -(a NEAR/5 b)"},
        {"iran NEAR iraq", "iran NEAR/10 iraq"},
        {"after:2015 before:2015", "date:(2016.. ..2014)"},
        {"id:OR type:ARTICLE", "id:\"OR\" type:article"},
        {"-(x) (y OR z)", "(y OR z) -x"},
        {"\xe2\x80\x9cx y\xe2\x80\x9d", "\"x y\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_query *query;
        assert_int_equal(fh_query_parse(fh_str_of(cases[i].text), arena_of(state), &query, NULL),
                         FIHRIST_OK);
        check_text(cases[i].text, fh_query_print(query->root, arena_of(state)), cases[i].tree);
    }
}

/* --- refusing --- */

static const struct {
    const char *text;
    int code;
    int64_t position;
    const char *says; /* part of the message */
} refusals[] = {
    {"", FIHRIST_E_QUERY, 0, "empty query"},
    {" \t\n", FIHRIST_E_QUERY, 0, "empty query"},
    {"- , !", FIHRIST_E_QUERY, 0, "no word"},
    {"iran \xff", FIHRIST_E_QUERY, 5, "not UTF-8"},
    {"iran \xe2\x80", FIHRIST_E_QUERY, 5, "not UTF-8"},
    {"iran \x01", FIHRIST_E_QUERY, 5, "control character U+0001"},
    /* fields */
    {"iran colour:red", FIHRIST_E_QUERY, 5,
     "Fields: source, date, after, before, actor, author, commenter, title, text, comment, type, "
     "lang, id, url, lastmod, cluster, outlet, by"},
    {"sorce:lobelog", FIHRIST_E_QUERY, 0, "did you mean 'source:'?"},
    {"tilte:x", FIHRIST_E_QUERY, 0, "did you mean 'title:'?"},
    {"since:2015", FIHRIST_E_QUERY, 0, "did you mean 'after:'?"},
    {"said:Kosari", FIHRIST_E_QUERY, 0, "unknown field 'said:'"},
    {"mentions:irgc", FIHRIST_E_QUERY, 0, "did you mean 'actor:'?"},
    {"-colour:red", FIHRIST_E_QUERY, 1, "unknown field"},
    {"foo:\"x y\"", FIHRIST_E_QUERY, 0, "unknown field"},
    {"title:(a author:b)", FIHRIST_E_QUERY, 9, "'author:' inside 'title:'"},
    {"title:author:b", FIHRIST_E_QUERY, 6, "'author:' inside 'title:'"},
    {"source:-lobelog", FIHRIST_E_QUERY, 7, "-source:lobelog"},
    {"title:OR", FIHRIST_E_QUERY, 6, "quotation marks"},
    {"title:&", FIHRIST_E_QUERY, 6, "no value"},
    {"title:\"\"", FIHRIST_E_QUERY, 6, "nothing to search for"},
    {"title:*", FIHRIST_E_QUERY, 6, "'*'"},
    {"type:quote", FIHRIST_E_QUERY, 5, "type:article or type:comment"},
    {"source:lob*", FIHRIST_E_QUERY, 10, "no wildcard"},
    {"url:http://x/*", FIHRIST_E_QUERY, 13, "no wildcard"},
    {"id:a\"\xc2\xab\xc2\xbb", FIHRIST_E_QUERY, 3, "several kinds"},
    /* dates */
    {"date:2015-13-45", FIHRIST_E_QUERY, 5, "bad date '2015-13-45'"},
    {"date:yesterday", FIHRIST_E_QUERY, 5, "2015-05-20"},
    {"date:2015-02-30", FIHRIST_E_QUERY, 5, "bad date"},
    {"date:2015...2016", FIHRIST_E_QUERY, 5, "bad date"},
    {"date:2015-2016", FIHRIST_E_QUERY, 5, "bad date"},
    {"date:2016..2015", FIHRIST_E_QUERY, 5, "write 2015..2016"},
    {"date:\"..\"", FIHRIST_E_QUERY, 5, "nothing to search for"},
    {"date:*", FIHRIST_E_QUERY, 5, "bad date"},
    {"after:2015..2016", FIHRIST_E_QUERY, 6, "date:2015..2016"},
    /* revisions */
    {"lastmod:new", FIHRIST_E_QUERY, 8, "bad revision 'new'"},
    {"x lastmod:1.5", FIHRIST_E_QUERY, 10, "118..120"},
    {"lastmod:1...5", FIHRIST_E_QUERY, 8, "bad revision"},
    {"lastmod:120..118", FIHRIST_E_QUERY, 8, "write 118..120"},
    {"lastmod:9223372036854775808", FIHRIST_E_QUERY, 8, "bad revision"},
    {"lastmod:*", FIHRIST_E_QUERY, 8, "bad revision"},
    {"lastmod:-5", FIHRIST_E_QUERY, 8, "-lastmod:5"},
    {"lastmod:..", FIHRIST_E_QUERY, 8, "no value"},
    {"revision:5", FIHRIST_E_QUERY, 0, "did you mean 'lastmod:'?"},
    {"lastmod:5 NEAR/5 b", FIHRIST_E_QUERY, 0, "'lastmod:' has no place beside NEAR/5"},
    {"after:9999", FIHRIST_E_QUERY, 6, "no day is after '9999'"},
    {"before:0001", FIHRIST_E_QUERY, 7, "no day is before"},
    /* quotations and brackets */
    {"iran \"unclosed", FIHRIST_E_QUERY, 5, "never closed"},
    {"iran \xc2\xabunclosed\"", FIHRIST_E_QUERY, 5, "never closed"},
    {"\"\"", FIHRIST_E_QUERY, 0, "nothing to search for"},
    {"\"...\"", FIHRIST_E_QUERY, 0, "nothing to search for"},
    {"\"prox* war\"", FIHRIST_E_QUERY, 5, "inside quotation marks"},
    {"(iran OR iraq", FIHRIST_E_QUERY, 0, "never closed"},
    {"a title:(iran", FIHRIST_E_QUERY, 8, "never closed"},
    {"(", FIHRIST_E_QUERY, 0, "never closed"},
    {"iran)", FIHRIST_E_QUERY, 4, "never opened"},
    {")", FIHRIST_E_QUERY, 0, "never opened"},
    {"iran ()", FIHRIST_E_QUERY, 6, "between the brackets"},
    /* operators */
    {"a AND", FIHRIST_E_QUERY, 2, "behind the operator AND"},
    {"a OR", FIHRIST_E_QUERY, 2, "behind the operator OR"},
    {"OR a", FIHRIST_E_QUERY, 0, "before the operator OR"},
    {"a AND OR b", FIHRIST_E_QUERY, 2, "behind the operator AND"},
    {"(a OR) b", FIHRIST_E_QUERY, 3, "behind the operator OR"},
    {"NEAR MISS AT SEA", FIHRIST_E_QUERY, 0, "before the operator NEAR"},
    {"a NOT", FIHRIST_E_QUERY, 2, "leave out"},
    {"NOT NOT a", FIHRIST_E_QUERY, 4, "twice"},
    {"NOT -a", FIHRIST_E_QUERY, 4, "twice"},
    {"x && y", FIHRIST_E_QUERY, 2, "write AND"},
    {"x || y", FIHRIST_E_QUERY, 2, "write OR"},
    {"-taliban", FIHRIST_E_QUERY, 0, "* -taliban"},
    {"iran OR -taliban", FIHRIST_E_QUERY, 8, "leave out"},
    {"iran (NOT taliban)", FIHRIST_E_QUERY, 6, "leave out"},
    {"source:(-lobelog)", FIHRIST_E_QUERY, 8, "-source:lobelog"},
    /* NEAR */
    {"a NEAR/0 b", FIHRIST_E_QUERY, 2, "from 1 to 99"},
    {"a NEAR/100 b", FIHRIST_E_QUERY, 2, "from 1 to 99"},
    {"a ADJ/x b", FIHRIST_E_QUERY, 2, "from 1 to 99"},
    {"a ADJ/ b", FIHRIST_E_QUERY, 2, "from 1 to 99"},
    {"a NEAR -b", FIHRIST_E_QUERY, 2, "behind the operator NEAR"},
    {"a NEAR/5 b ADJ/5 c", FIHRIST_E_QUERY, 11, "one operator and one distance"},
    {"a NEAR/5 b NEAR/6 c", FIHRIST_E_QUERY, 11, "one operator and one distance"},
    {"title:a NEAR/5 b", FIHRIST_E_QUERY, 15, "title:(a NEAR/5 b)"},
    {"a NEAR/5 (b c)", FIHRIST_E_QUERY, 9, "choices such as (a OR b)"},
    {"(a NEAR/5 b) NEAR/5 c", FIHRIST_E_QUERY, 0, "choices such as (a OR b)"},
    {"(a OR (b OR c)) NEAR/5 d", FIHRIST_E_QUERY, 6, "choices such as (a OR b)"},
    {"date:2015 NEAR/5 b", FIHRIST_E_QUERY, 0, "'date:' has no place beside NEAR/5"},
    {"b NEAR/5 actor:irgc", FIHRIST_E_QUERY, 9, "'actor:' has no place beside NEAR/5"},
    {"* NEAR/5 b", FIHRIST_E_QUERY, 0, "'*' has no place"},
    /* wildcards and signs of other engines */
    {"x w*d", FIHRIST_E_LIMIT, 2, "'w*d' has 2"},
    {"5*3", FIHRIST_E_LIMIT, 0, "at least 3 letters"},
    {"al-Qae*-*-x", FIHRIST_E_LIMIT, 8, "'*' has 0"},
    {"tali*-*ba", FIHRIST_E_LIMIT, 6, "'*ba' has 2"},
    {"*-", FIHRIST_E_QUERY, 0, "among signs"},
    {"title:*", FIHRIST_E_QUERY, 6, "in a field"},
    {"\"the *ban\"", FIHRIST_E_QUERY, 5, "inside quotation marks"},
    {"\"the tali*\"", FIHRIST_E_QUERY, 9, "inside quotation marks"},
    {"http://x/(tali*)", FIHRIST_E_QUERY, 14, "bracket in a URL"},
    {"\"prox war\"*", FIHRIST_E_QUERY, 10, "no meaning behind"},
    {"\"prox war\"~5", FIHRIST_E_QUERY, 10, "NEAR/5"},
    {"(a b)^2", FIHRIST_E_QUERY, 5, "no meaning behind"},
    {"a NEAR5 b", FIHRIST_E_QUERY, 2, "as in NEAR/5"},
    {"wom?n", FIHRIST_E_QUERY, 3, "(woman OR women)"},
    {"taliban~2", FIHRIST_E_QUERY, 7, "no fuzzy"},
    {"taliban^2.5", FIHRIST_E_QUERY, 7, "no fuzzy"},
};

static void what_cannot_be_understood_is_refused_with_its_place(void **state) {
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        fh_query *query = NULL;
        fihrist_error err = {0};
        int status = fh_query_parse(fh_str_of(refusals[i].text), arena_of(state), &query, &err);
        if (status != refusals[i].code || err.code != status ||
            err.position != refusals[i].position || !strstr(err.message, refusals[i].says))
            fail_msg("%s: %d at %lld: %s", refusals[i].text, status, (long long)err.position,
                     err.message);
        assert_null(query);
    }
}

static void a_nul_byte_is_refused(void **state) {
    fh_query *query;
    fihrist_error err;
    assert_int_equal(fh_query_parse((fh_str){"a\0b", 3}, arena_of(state), &query, &err),
                     FIHRIST_E_QUERY);
    assert_int_equal(err.position, 1);
}

static void an_unknown_field_is_named_with_the_whole_list(void **state) {
    char text[200];
    memset(text, 'q', sizeof text);
    memcpy(text + 120, ":x", 2);
    fh_query *query;
    fihrist_error err;
    assert_int_equal(fh_query_parse((fh_str){text, 122}, arena_of(state), &query, &err),
                     FIHRIST_E_QUERY);
    assert_non_null(strstr(err.message, "outlet, by"));
}

/* --- warnings --- */

static void what_may_mean_something_else_is_warned_about(void **state) {
    static const struct {
        const char *text, *code; /* NULL: none */
        size_t start, end;
        const char *says;
    } cases[] = {
        {"a OR b c", "mixed_operators", 0, 8, "read as a OR (b c)"},
        {"a b OR c", "mixed_operators", 0, 8, "read as (a b) OR c"},
        {"a OR b -c", "mixed_operators", 0, 9, "read as a OR (b -c)"},
        {"x (a OR b AND c)", "mixed_operators", 3, 15, "read as a OR (b AND c)"},
        {"a OR (b c)", NULL, 0, 0, NULL},
        {"(a OR b) c", NULL, 0, 0, NULL},
        {"a OR b NEAR/5 c", NULL, 0, 0, NULL},
        {"iran or iraq", "lowercase_operator", 5, 7, "'or' is read as a word"},
        {"iran not iraq", "lowercase_operator", 5, 8, "capitals"},
        {"not iran", "lowercase_operator", 0, 3, "capitals"},
        {"iran near/5 iraq", "lowercase_operator", 5, 11, "'near/5'"},
        {"iran w/5 iraq", "lowercase_operator", 5, 8, "NEAR/5"},
        {"iran w/o oil", NULL, 0, 0, NULL},
        {"or iran", NULL, 0, 0, NULL},
        {"iran or", NULL, 0, 0, NULL},
        {"iran and iraq near", NULL, 0, 0, NULL},
        {"iran \"or\" iraq", NULL, 0, 0, NULL},
        {"source: lobelog", "field_without_value", 0, 7, "'source:'"},
        {"Taliban: destroy", NULL, 0, 0, NULL},
        {"after:2015 before:2016", "empty_dates", 11, 22, "leave out"},
        {"date:2015 x date:2016", "empty_dates", 12, 21, "no day"},
        {"date:2015 OR date:2016", NULL, 0, 0, NULL},
        {"date:2015 -date:2016", NULL, 0, 0, NULL},
        {"after:2015 before:2017", NULL, 0, 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_query *query;
        assert_int_equal(fh_query_parse(fh_str_of(cases[i].text), arena_of(state), &query, NULL),
                         FIHRIST_OK);
        const fh_query_warning *w = query->warnings;
        if (!cases[i].code) {
            if (w)
                fail_msg("%s: warns of %s", cases[i].text, w->code);
            continue;
        }
        if (!w)
            fail_msg("%s: no warning", cases[i].text);
        if (strcmp(w->code, cases[i].code) != 0 || w->start != cases[i].start ||
            w->end != cases[i].end || !strstr(w->message.p, cases[i].says) || w->next)
            fail_msg("%s: %s at %zu-%zu: %s", cases[i].text, w->code, w->start, w->end,
                     w->message.p);
    }
}

static void warnings_come_in_order_and_are_bounded(void **state) {
    fh_query *query;
    fh_str text = fh_str_of("a or b OR c d");
    assert_int_equal(fh_query_parse(text, arena_of(state), &query, NULL), FIHRIST_OK);
    assert_string_equal(query->warnings->code, "mixed_operators");
    assert_string_equal(query->warnings->next->code, "lowercase_operator");
    fh_buffer many = FH_BUFFER(4096);
    for (int i = 0; i < 20; i++)
        fh_buffer_append_text(&many, "x or y ");
    assert_int_equal(fh_query_parse(fh_buffer_str(&many), arena_of(state), &query, NULL),
                     FIHRIST_OK);
    size_t count = 0;
    for (const fh_query_warning *w = query->warnings; w; w = w->next)
        count++;
    assert_int_equal(count, FH_QUERY_MAX_WARNINGS);
    fh_buffer_free(&many);
}

/* --- limits (promise 10) --- */

/* `head`, `count` times `unit`, `tail`. */
static int parse_repeated(void **state, const char *head, const char *unit, size_t count,
                          const char *tail, fihrist_error *err) {
    fh_buffer text = FH_BUFFER(1 << 22);
    fh_query *query;
    fh_buffer_append_text(&text, head);
    for (size_t i = 0; i < count; i++)
        fh_buffer_append_text(&text, unit);
    fh_buffer_append_text(&text, tail);
    assert_false(text.failed);
    int status = fh_query_parse(fh_buffer_str(&text), arena_of(state), &query, err);
    fh_buffer_free(&text);
    return status;
}

static void a_query_has_at_most_4096_bytes(void **state) {
    fihrist_error err;
    assert_int_equal(parse_repeated(state, "", "a", 4096, "", &err), FIHRIST_OK);
    assert_int_equal(parse_repeated(state, "", "a", 4097, "", &err), FIHRIST_E_LIMIT);
    assert_int_equal(err.position, 4096);
    assert_int_equal(parse_repeated(state, "", "a ", 1 << 19, "", &err), FIHRIST_E_LIMIT);
}

static void a_query_has_at_most_64_terms(void **state) {
    fihrist_error err;
    assert_int_equal(parse_repeated(state, "", "a ", 64, "", &err), FIHRIST_OK);
    assert_int_equal(parse_repeated(state, "", "a ", 65, "", &err), FIHRIST_E_LIMIT);
    assert_int_equal(err.position, 128);
    assert_int_equal(parse_repeated(state, "a", " OR \"b\"", 63, "", &err), FIHRIST_OK);
    assert_int_equal(parse_repeated(state, "a", " OR \"b\"", 64, "", &err), FIHRIST_E_LIMIT);
}

static void brackets_go_32_deep(void **state) {
    fihrist_error err;
    char tail[] = "a))))))))))))))))))))))))))))))))";
    assert_int_equal(sizeof tail, 1 + 32 + 1);
    assert_int_equal(parse_repeated(state, "", "(", 32, tail, &err), FIHRIST_OK);
    assert_int_equal(parse_repeated(state, "", "(", 33, "a", &err), FIHRIST_E_LIMIT);
    assert_int_equal(err.position, 32);
    assert_int_equal(parse_repeated(state, "", "(", 4096, "", &err), FIHRIST_E_LIMIT);
    assert_int_equal(parse_repeated(state, "", "(", 10000, "", &err), FIHRIST_E_LIMIT);
}

/* Each bracket below holds an OR, so the tree is as deep as the brackets, and the leaf. */
static void the_tree_goes_32_deep(void **state) {
    fihrist_error err;
    fh_buffer text = FH_BUFFER(4096);
    fh_query *query;
    for (size_t depth = 31; depth <= 32; depth++) {
        fh_buffer_clear(&text);
        for (size_t i = 0; i < depth; i++)
            fh_buffer_append_text(&text, "(a OR ");
        fh_buffer_append_text(&text, "b");
        for (size_t i = 0; i < depth; i++)
            fh_buffer_append_text(&text, ")");
        assert_int_equal(fh_query_parse(fh_buffer_str(&text), arena_of(state), &query, &err),
                         depth == 31 ? FIHRIST_OK : FIHRIST_E_LIMIT);
    }
    fh_buffer_free(&text);
}

static void a_quotation_has_at_most_16_words(void **state) {
    fihrist_error err;
    assert_int_equal(parse_repeated(state, "x \"", "a ", 16, "\"", &err), FIHRIST_OK);
    assert_int_equal(parse_repeated(state, "x \"", "a ", 17, "\"", &err), FIHRIST_E_LIMIT);
    assert_int_equal(err.position, 2);
}

static void a_wildcard_has_at_least_3_letters_beside_its_stars(void **state) {
    static const struct {
        const char *text;
        int code;
    } cases[] = {
        {"abc*", FIHRIST_OK},
        {"ab*", FIHRIST_E_LIMIT},
        {"a*", FIHRIST_E_LIMIT},
        {"d'un*", FIHRIST_OK},
        {"al-ab*", FIHRIST_E_LIMIT},
        {"abc-*", FIHRIST_E_LIMIT},
        {"*abc", FIHRIST_OK},
        {"*ab", FIHRIST_E_LIMIT},
        {"a*b*c", FIHRIST_OK},
        {"a*b", FIHRIST_E_LIMIT},
        {"a*-b*c", FIHRIST_E_LIMIT},
        {"2015*", FIHRIST_OK},
        {"\xc3\xa9t\xc3\xa9*", FIHRIST_OK},
        {"e\xcc\x81t*", FIHRIST_E_LIMIT}, /* two letters, one of them in two code points */
        {"\xd8\xa7\xdb\x8c\xd8\xb1*", FIHRIST_OK},
        {"\xd8\xa7\xdb\x8c*", FIHRIST_E_LIMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fihrist_error err = {0};
        if (parse_repeated(state, cases[i].text, "", 0, "", &err) != cases[i].code)
            fail_msg("%s: %s", cases[i].text, err.message);
    }
}

/* --- the rest of the contract --- */

static void nodes_say_where_they_were_read(void **state) {
    fh_query *query;
    fh_str text = fh_str_of("  title:(iran OR \"a b\") -x");
    assert_int_equal(fh_query_parse(text, arena_of(state), &query, NULL), FIHRIST_OK);
    const fh_query_node *whole = query->root, *choice = whole->child;
    const fh_query_node *phrase = choice->child->next;
    assert_int_equal(whole->start, 2);
    assert_int_equal(whole->end, text.n);
    assert_int_equal(choice->start, 2);
    assert_int_equal(choice->end, 23);
    assert_int_equal(phrase->start, 17);
    assert_int_equal(phrase->end, 22);
    assert_int_equal(choice->next->start, 25);
    assert_int_equal(query->terms, 3);
    assert_true(fh_str_equal(query->text, text));
    assert_ptr_not_equal(query->text.p, text.p);
}

static void the_open_ends_of_dates_are_the_first_and_last_day_there_is(void **state) {
    fh_query *query;
    fh_str text = fh_str_of("date:0001..9999");
    assert_int_equal(fh_query_parse(text, arena_of(state), &query, NULL), FIHRIST_OK);
    assert_int_equal(query->root->first_day, FH_QUERY_FIRST_DAY);
    assert_int_equal(query->root->last_day, FH_QUERY_LAST_DAY);
}

static void every_field_has_a_name_that_is_found(void **state) {
    for (int field = 1; field < FH_QUERY_FIELD_COUNT; field++)
        assert_true(strlen(fh_query_field_name((fh_query_field)field)) > 0);
    assert_string_equal(fh_query_field_name(FH_QUERY_NO_FIELD), "");
    size_t count = 0;
    while (fh_query_field_list(count))
        count++;
    assert_int_equal(count, 18);
    assert_string_equal(fh_query_field_list(0), "source");
    (void)state;
}

static void a_failed_allocation_is_an_error(void **state) {
    fh_str text = fh_str_of("a or b OR title:(c NEAR/5 d) -date:2015");
    bool done = false;
    for (long n = 0; !done; n++) {
        fh_arena *arena = fh_arena_new();
        fh_query *query = NULL;
        fihrist_error err = {0};
        fh_memory_fail_after(n);
        int status = fh_query_parse(text, arena, &query, &err);
        fh_str printed = status == FIHRIST_OK ? fh_query_print(query->root, arena) : fh_str_of("");
        fh_memory_fail_after(-1);
        done = status == FIHRIST_OK && printed.p;
        if (!done && status != FIHRIST_OK)
            assert_int_equal(status, FIHRIST_E_MEMORY);
        fh_arena_free(arena);
        assert_true(n < 1000);
    }
    (void)state;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_read_as_written),
        cmocka_unit_test(the_printed_query_shows_how_it_was_read),
        cmocka_unit_test(what_cannot_be_understood_is_refused_with_its_place),
        cmocka_unit_test(a_nul_byte_is_refused),
        cmocka_unit_test(an_unknown_field_is_named_with_the_whole_list),
        cmocka_unit_test(what_may_mean_something_else_is_warned_about),
        cmocka_unit_test(warnings_come_in_order_and_are_bounded),
        cmocka_unit_test(a_query_has_at_most_4096_bytes),
        cmocka_unit_test(a_query_has_at_most_64_terms),
        cmocka_unit_test(brackets_go_32_deep),
        cmocka_unit_test(the_tree_goes_32_deep),
        cmocka_unit_test(a_quotation_has_at_most_16_words),
        cmocka_unit_test(a_wildcard_has_at_least_3_letters_beside_its_stars),
        cmocka_unit_test(nodes_say_where_they_were_read),
        cmocka_unit_test(the_open_ends_of_dates_are_the_first_and_last_day_there_is),
        cmocka_unit_test(every_field_has_a_name_that_is_found),
        cmocka_unit_test(a_failed_allocation_is_an_error),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
