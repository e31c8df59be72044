/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * search.c: fh_search: from the text of a query to a page of answers.
 */
#include "core/clock.h"
#include "core/json.h"
#include "core/utf8.h"
#include "searcher/cursor.h"
#include "searcher/folding.h"
#include "searcher/local.h"
#include "searcher/match.h"
#include "searcher/page.h"

enum { EXPLAIN_MAX_BYTES = 16 << 20, KEY_MAX_BYTES = 64 << 10 };

/* One request, from its options to its plan. */
typedef struct request {
    fh_reader *reader;
    fh_str text;
    fihrist_search_options options;
    uint64_t deadline_ns;
    fh_arena *arena; /* for what is needed during the request only */
    fh_query *query; /* NULL with options.plain */
    fh_str key;      /* of the page in the cache */
    fihrist_page *page;
    fihrist_error *err;
} request;

/* --- from the text to the answers --- */

static int read_text(request *r) {
    size_t most = r->options.plain ? FIHRIST_PLAIN_MAX_BYTES : FIHRIST_QUERY_MAX_BYTES;
    if (r->text.n > most)
        return fh_fail_at(r->err, FIHRIST_E_LIMIT, (int64_t)most,
                          "the query has %zu bytes, more than %zu", r->text.n, most);
    if (!r->options.plain)
        return fh_query_parse(r->text, r->arena, &r->query, r->err);
    r->text = fh_utf8_repair(r->arena, r->text);
    return r->text.p ? 0 : fh_fail_memory(r->err);
}

static int plan(request *r, fihrist_match match, fh_plan *ret) {
    int status = fh_plan_query(r->reader, r->query, r->text, &r->options, match, r->deadline_ns,
                               r->arena, ret, r->err);
    return status == 0 && r->options.copies == FIHRIST_COPIES_ONLY
               ? fh_folding_restrict(r->reader, ret, r->err)
               : status;
}

static int find(request *r, const fh_plan *plan, uint32_t wanted, fh_answers *ret) {
    fh_answers_request wish = {.comments = r->options.comments,
                               .sort = r->options.sort,
                               .wanted = wanted,
                               .exact_count = r->options.exact_count,
                               .copies = r->options.copies,
                               .deadline_ns = r->deadline_ns};
    return fh_answers_find(r->reader, plan, &wish, r->arena, ret, r->err);
}

/* --- smart: first what has all words, then what has some --- */

/* The same one, or where copies are folded a copy of it. */
static bool is_among(const request *r, const fh_plan *plan, const fh_answers *answers,
                     uint32_t docid) {
    bool folded = r->options.copies != FIHRIST_COPIES_SHOW && !plan->asks_for_cluster;
    for (size_t i = 0; i < answers->count; i++) {
        uint32_t other = answers->items[i].docid;
        if (other == docid || (folded && fh_folding_same(&r->reader->copies, other, docid)))
            return true;
    }
    return false;
}

/* `all` holds every answer that has all words, no more than wanted; put the others behind them. */
static int add_partial(request *r, const fh_plan *loose, uint32_t wanted, fh_answers *all) {
    fh_answers some;
    uint32_t room = wanted + (uint32_t)all->count + 1; /* to see whether there is another */
    int status = find(r, loose, room, &some);
    fh_answer *items = fh_arena_alloc(r->arena, ((size_t)wanted + 1) * sizeof *items);
    if (status < 0 || !items)
        return status < 0 ? status : fh_fail_memory(r->err);
    size_t count = all->count;
    if (count)
        memcpy(items, all->items, count * sizeof *items);
    size_t i = 0;
    for (; i < some.count; i++) {
        if (is_among(r, loose, all, some.items[i].docid))
            continue;
        if (count == wanted)
            break;
        items[count++] = some.items[i];
    }
    *all = (fh_answers){items, count, some.more || i < some.count, some.total, some.exact};
    return 0;
}

/* Plan and run as options.match says. *ret_plan is to be freed in any case. */
static int answer(request *r, uint32_t wanted, fh_plan *ret_plan, fh_answers *ret) {
    fihrist_match match = r->options.match;
    int status = plan(r, match == FIHRIST_MATCH_ANY ? match : FIHRIST_MATCH_ALL, ret_plan);
    if (status == 0)
        status = find(r, ret_plan, wanted, ret);
    if (status < 0 || match != FIHRIST_MATCH_SMART || ret->more || ret->count > wanted)
        return status;
    fh_plan loose;
    status = plan(r, FIHRIST_MATCH_ANY, &loose);
    if (status == 0)
        status = add_partial(r, &loose, wanted, ret);
    /* Hits are shown by the loose plan: it marks the words that are there. */
    fh_plan_free(ret_plan);
    *ret_plan = loose;
    return status;
}

/* --- the page --- */

static int keep_warnings(fihrist_page *page, const fh_plan *plan, fihrist_error *err) {
    page->warnings =
        fh_arena_alloc(page->arena, (plan->warning_count + 1) * sizeof(fihrist_warning));
    if (!page->warnings)
        return fh_fail_memory(err);
    for (size_t i = 0; i < plan->warning_count; i++) {
        fh_str message = fh_arena_copy(page->arena, fh_str_of(plan->warnings[i].message));
        if (!message.p)
            return fh_fail_memory(err);
        page->warnings[i] = plan->warnings[i];
        page->warnings[i].message = message.p;
    }
    page->warning_count = plan->warning_count;
    return 0;
}

static void describe(fh_buffer *out, const char *key, const xc_query *query) {
    char *text;
    size_t len;
    xc_error cause;
    fh_json_key(out, key);
    if (!query || xc_query_description(query, &text, &len, &cause) < 0) {
        fh_json_null(out);
        return;
    }
    fh_json_string(out, (fh_str){text, len});
    xc_free(text);
}

static int explain(request *r, const fh_plan *plan, fihrist_page *page) {
    fh_buffer out = FH_BUFFER(EXPLAIN_MAX_BYTES);
    fh_json_open(&out, '{');
    fh_json_member(&out, "typed", r->text);
    if (r->query) {
        fh_json_member(&out, "parsed", fh_query_print(r->query->root, r->arena));
        fh_json_member(&out, "tree", fh_query_explain(r->query->root, r->arena));
    }
    fh_json_key(&out, "run");
    fh_json_open(&out, '{');
    describe(&out, "article", plan->kinds[FH_KIND_ARTICLE].query);
    describe(&out, "comment", plan->kinds[FH_KIND_COMMENT].query);
    fh_json_close(&out, '}');
    fh_json_close(&out, '}');
    fh_str kept = out.failed ? (fh_str){NULL, 0} : fh_arena_copy(page->arena, fh_buffer_str(&out));
    fh_buffer_free(&out);
    page->explain = (fihrist_text){kept.p, kept.n};
    return kept.p ? 0 : fh_fail_memory(r->err);
}

static int next_cursor(request *r, uint32_t offset, fihrist_page *page) {
    char cursor[FH_CURSOR_BYTES];
    fh_cursor_write(r->reader, r->text, &r->options, offset, cursor);
    page->cursor = fh_arena_copy(page->arena, fh_str_of(cursor)).p;
    return page->cursor ? 0 : fh_fail_memory(r->err);
}

static int make_page(request *r, const fh_plan *plan, const fh_answers *answers, uint32_t offset,
                     fihrist_page *page) {
    size_t skipped = offset < answers->count ? offset : answers->count;
    size_t count = answers->count - skipped;
    if (count > r->options.limit) /* none is wanted, one was looked for: see search_once */
        count = r->options.limit;
    page->total = answers->total;
    page->exact = answers->exact;
    page->revision = r->reader->state.revision;
    int status = fh_page_fill(page, r->reader, plan, answers->items + skipped, count, offset + 1,
                              &r->options, r->deadline_ns, r->err);
    if (status == 0)
        status = keep_warnings(page, plan, r->err);
    if (status == 0 && r->options.explain)
        status = explain(r, plan, page);
    if (status == 0 && answers->more && count)
        status = next_cursor(r, offset + (uint32_t)count, page);
    return status;
}

static int find_page(request *r, fihrist_page *page) {
    uint32_t offset = 0;
    fh_plan plan = {0};
    fh_answers answers = {0};
    int status = 0;
    if (r->options.cursor)
        status = fh_cursor_read(r->reader, r->text, &r->options, &offset, r->err);
    if (status < 0)
        return status;
    if (offset > UINT32_MAX - FIHRIST_LIMIT_MAX - 1)
        return fh_fail(r->err, FIHRIST_E_LIMIT, "the cursor is past any answer");
    /* Only looking finds out whether there are any. */
    status = answer(r, offset + (r->options.limit ? r->options.limit : 1), &plan, &answers);
    if (status == 0)
        status = make_page(r, &plan, &answers, offset, page);
    fh_plan_free(&plan);
    return status;
}

/* One try at one snapshot. */
static int search_once(void *context) {
    request *r = context;
    fh_page_cache *cache = &r->reader->pages;
    if (r->key.p)
        r->page = fh_page_cache_find(cache, r->key);
    if (r->page)
        return 0;
    fihrist_page *page = fh_page_new();
    int status = page ? find_page(r, page) : fh_fail_memory(r->err);
    if (status < 0) {
        fihrist_page_free(page);
        return status;
    }
    if (r->key.p)
        fh_page_cache_keep(cache, r->key, page);
    r->page = page;
    return 0;
}

/* All that makes a page of a snapshot what it is. A text that is not given is another one than an
 * empty one. Absent where it is too long: then no page is kept. */
static fh_str make_key(const request *r) {
    const fihrist_search_options *o = &r->options;
    fh_buffer key = FH_BUFFER(KEY_MAX_BYTES);
    fh_buffer_printf(&key, "%d %d %d %d %u %u %d %d %d ", (int)o->match, (int)o->comments,
                     (int)o->copies, (int)o->sort, o->limit, o->snippets, o->plain, o->exact_count,
                     o->explain);
    const char *const texts[] = {o->language, o->cursor};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        fh_buffer_printf(&key, "%zu:%s ", texts[i] ? strlen(texts[i]) + 1 : 0,
                         texts[i] ? texts[i] : "");
    fh_buffer_append_str(&key, r->text);
    fh_str made = key.failed ? (fh_str){NULL, 0} : fh_arena_copy(r->arena, fh_buffer_str(&key));
    fh_buffer_free(&key);
    return made;
}

static int begin(request *r) {
    r->arena = fh_arena_new();
    int status = r->arena ? read_text(r) : fh_fail_memory(r->err);
    if (status == 0 && !r->options.fresh)
        r->key = make_key(r);
    return status;
}

int fh_search(fh_reader *reader, const char *text, size_t text_len,
              const fihrist_search_options *options, fihrist_page **ret_page, fihrist_error *err) {
    request r = {.reader = reader,
                 .text = {text, text_len},
                 .options = *options,
                 .deadline_ns = fh_deadline_in(options->timeout_ms),
                 .err = err};
    if (r.options.copies == FIHRIST_COPIES_AUTO)
        r.options.copies = FIHRIST_COPIES_FOLD;
    int status = begin(&r);
    /* Where the index moves on, so do the answers, and a cursor leads nowhere any more. */
    if (status == 0 && options->cursor)
        status = fh_reader_refresh(reader, err);
    if (status == 0)
        status = options->cursor ? search_once(&r)
                                 : fh_reader_run(reader, r.deadline_ns, search_once, &r, err);
    if (status == 0)
        *ret_page = r.page;
    fh_arena_free(r.arena);
    return status;
}
