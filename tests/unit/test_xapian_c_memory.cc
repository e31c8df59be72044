/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Without memory: the first, second, third ... allocation by operator new fails, in the binding
 * and in libxapian alike, until none is left. Each time calls fail with XC_E_MEMORY or succeed, or
 * a commit ends the process, which gets its last words; nothing is thrown out of a call, and what
 * was committed before is still there.
 */
#include <cerrno>
#include <cstdlib>
#include <new>
#include <sys/wait.h>

namespace {
long allocations_left = -1; /**< before the next one fails; negative: none fails */
}

#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

__attribute__((visibility("default"))) void *operator new(size_t bytes) {
    if (allocations_left == 0)
        throw std::bad_alloc();
    if (allocations_left > 0)
        --allocations_left;
    void *allocated = malloc(bytes ? bytes : 1);
    if (!allocated)
        throw std::bad_alloc();
    return allocated;
}

__attribute__((visibility("default"))) void *operator new(size_t bytes,
                                                          const std::nothrow_t &) noexcept {
    try {
        return operator new(bytes);
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}
__attribute__((visibility("default"))) void operator delete(void *p) noexcept {
    free(p);
}
__attribute__((visibility("default"))) void operator delete(void *p, size_t) noexcept {
    free(p);
}

extern "C" {
#include "xc_fixture.h"

/** What libxapian leaks when it is out of memory is not ours to free. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libxapian.so";
}
}

namespace {

bool commits_have_memory = true;

int decide_all(void *, xc_view *view) {
    xc_bytes data;
    return xc_view_data(view, &data, nullptr) < 0 ? -1 : 1;
}

/** Write a document and keep it only if every call succeeded; returns the first failure. */
int write_one(const char *path, xc_error *err) {
    xc_writer *writer = nullptr;
    xc_document *document = nullptr;
    int status = xc_writer_open(path, XC_WRITER_CREATE, 0, &writer, err);
    if (status == 0)
        status = xc_document_new(&document, err);
    if (status == 0)
        status = xc_writer_begin(writer, err);
    const char *const term = "a term too long to be kept inside a string";
    if (status == 0)
        status = xc_document_add_posting(document, term, strlen(term), 1, 1, err);
    if (status == 0)
        status = xc_document_add_value(document, 3, term, strlen(term), err);
    if (status == 0)
        status = xc_document_set_data(document, term, strlen(term), err);
    if (status == 0)
        status = xc_writer_replace_unique(writer, term, strlen(term), document, nullptr, err);
    if (status == 0)
        status = xc_writer_set_metadata(writer, "key", 3, "value", 5, err);
    if (commits_have_memory) /* without it libxapian itself may end the process */
        allocations_left = -1;
    if (status == 0)
        status = xc_writer_commit(writer, err);
    xc_document_free(document);
    xc_writer_close(writer);
    return status;
}

/** Find what write_one wrote; *ret_found only when every call succeeded. */
int find_one(const char *path, size_t *ret_found, xc_error *err) {
    xc_database *db = nullptr;
    xc_query *parts[2] = {nullptr, nullptr};
    xc_query *query = nullptr;
    xc_enquire *enquire = nullptr;
    xc_mset *mset = nullptr;
    xc_terms *terms = nullptr;
    const uint32_t docids[] = {1};
    int status = xc_database_open(path, &db, err);
    if (status == 0)
        status = xc_database_document_terms(db, 1, &terms, err);
    if (status == 0 && (status = xc_terms_next(terms, err)) == 1)
        status = xc_query_term(xc_terms_term(terms).data, xc_terms_term(terms).len, 1, 0, &parts[0],
                               err);
    if (status == 0)
        status = xc_query_docids(docids, 1, 1, &parts[1], err);
    if (status == 0)
        status = xc_query_combine(XC_OP_AND, parts, 2, &query, err);
    if (status == 0)
        status = xc_enquire_new(db, &enquire, err);
    if (status == 0)
        status = xc_enquire_set_bm25_kind(enquire, 1, 1, 0.5, 0.5, 1, 1, err);
    if (status == 0)
        status = xc_enquire_set_collapse(enquire, 3, 1, err);
    if (status == 0)
        status = xc_enquire_set_query(enquire, query, 0, err);
    if (status == 0)
        status = xc_enquire_mset(enquire, 0, 10, 10, decide_all, nullptr, &mset, err);
    if (status == 0)
        *ret_found = xc_mset_size(mset);
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    xc_query_free(query);
    xc_query_free(parts[0]);
    xc_query_free(parts[1]);
    xc_terms_free(terms);
    xc_database_close(db);
    return status;
}

int holds_always(void *, uint32_t) {
    return 1;
}

/** The same by what stands on posting lists alone, a memo, bits, a tester, and on a condition. */
int find_with_memo(const char *path, size_t *ret_found, xc_error *err) {
    xc_database *db = nullptr;
    xc_query *parts[3] = {nullptr, nullptr, nullptr};
    xc_query *synonym = nullptr, *query = nullptr, *whole = nullptr;
    const xc_condition condition = {sizeof condition, holds_always, nullptr, 2, false};
    xc_memo *memo = nullptr;
    xc_tester *tester = nullptr;
    xc_enquire *enquire = nullptr;
    xc_mset *mset = nullptr;
    uint64_t bits[1] = {0};
    const char *const term = "a term too long to be kept inside a string";
    int status = xc_database_open(path, &db, err);
    for (int i = 0; status == 0 && i < 3; i++)
        status =
            xc_query_term(i ? term : "nowhere", strlen(i ? term : "nowhere"), 1, 0, &parts[i], err);
    if (status == 0)
        status = xc_query_combine(XC_OP_SYNONYM, parts, 2, &synonym, err);
    const xc_query *both[] = {synonym, parts[2]};
    if (status == 0)
        status = xc_query_combine(XC_OP_OR, both, 2, &query, err);
    if (status == 0)
        status = xc_query_where(query, &condition, nullptr, &whole, err);
    if (status == 0)
        status = xc_memo_new(db, &memo, err);
    if (status == 0)
        status = xc_query_bits(memo, whole, bits, 1, nullptr, nullptr, err);
    if (status == 0)
        status = xc_tester_new(memo, query, &tester, err);
    if (status == 0 && (status = xc_tester_has(tester, 1, err)) == 1)
        status = 0;
    if (status == 0)
        status = xc_enquire_new(db, &enquire, err);
    if (status == 0)
        status = xc_enquire_set_query_kind(enquire, whole, memo, 1, 1, 0.5, 0.5, 1, 1, err);
    if (status == 0)
        status = xc_enquire_mset(enquire, 0, 10, 10, nullptr, nullptr, &mset, err);
    if (status == 0)
        *ret_found = bits[0] == 2 ? xc_mset_size(mset) : 0;
    xc_mset_free(mset);
    xc_enquire_free(enquire);
    xc_memo_free(memo);
    xc_tester_free(tester);
    xc_query_free(whole);
    xc_query_free(query);
    xc_query_free(synonym);
    for (xc_query *part : parts)
        xc_query_free(part);
    xc_database_close(db);
    return status;
}

bool is_memory_failure(int status, const xc_error &err) {
    /* A database whose way back from a failure failed too, or a callback that could not go on. */
    return status == XC_E_MEMORY || status == XC_E_CALLBACK ||
           (status == XC_E_DATABASE && strstr(err.message, "Modifications failed"));
}

void writing_without_memory_fails_and_keeps_what_was_there(void **state) {
    xc_fixture *f = static_cast<xc_fixture *>(*state);
    MUST(f, write_one(f->path, &f->err));
    long failing = 0;
    int status = -1;
    for (; status < 0; ++failing) {
        allocations_left = failing;
        status = write_one(f->path, &f->err);
        allocations_left = -1;
        if (status < 0 && !is_memory_failure(status, f->err))
            fail_msg("allocation %ld: %s: %s", failing, xc_error_name(status), f->err.message);
        size_t found = 0;
        MUST(f, find_one(f->path, &found, &f->err));
        assert_int_equal(found, 1);
    }
    assert_true(failing > 50);
}

enum { DONE, TOLD, RETURNED, OTHER };

void tell_no_memory(const xc_error *cause) {
    _exit(cause->sys_errno == ENOMEM || cause->code == XC_E_MEMORY ? TOLD : OTHER);
}

/** Write with so many allocations, in a process of its own, for it may end in it. */
int write_in_child(xc_fixture *f, long allocations) {
    pid_t child = fork();
    if (child == 0) {
        xc_terminate_set_handler(tell_no_memory);
        commits_have_memory = false;
        allocations_left = allocations;
        int status = write_one(f->path, &f->err);
        _exit(status == 0 ? DONE : is_memory_failure(status, f->err) ? RETURNED : OTHER);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

void committing_without_memory_fails_or_is_told_and_keeps_what_was_there(void **state) {
    xc_fixture *f = static_cast<xc_fixture *>(*state);
    MUST(f, write_one(f->path, &f->err));
    int end = OTHER, told = 0;
    for (long allocations = 0; end != DONE; ++allocations) {
        end = write_in_child(f, allocations);
        if (end == OTHER)
            fail_msg("allocation %ld: neither told nor returned", allocations);
        told += end == TOLD;
        size_t found = 0;
        MUST(f, find_one(f->path, &found, &f->err));
        assert_int_equal(found, 1);
    }
    if (strncmp(xc_version(), "1.4.", 4) == 0)
        assert_true(told > 0);
}

/** Let each allocation of a search fail in turn. */
void check_search(xc_fixture *f, int (*find)(const char *, size_t *, xc_error *)) {
    MUST(f, write_one(f->path, &f->err));
    long failing = 0;
    int status = -1;
    for (; status < 0; ++failing) {
        size_t found = 0;
        allocations_left = failing;
        status = find(f->path, &found, &f->err);
        allocations_left = -1;
        if (status < 0 && !is_memory_failure(status, f->err))
            fail_msg("allocation %ld: %s: %s", failing, xc_error_name(status), f->err.message);
        if (status == 0)
            assert_int_equal(found, 1);
    }
    assert_true(failing > 50);
}

void searching_without_memory_fails_or_is_complete(void **state) {
    check_search(static_cast<xc_fixture *>(*state), find_one);
}

void searching_with_a_memo_without_memory_fails_or_is_complete(void **state) {
    check_search(static_cast<xc_fixture *>(*state), find_with_memo);
}

} // namespace

int main() {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writing_without_memory_fails_and_keeps_what_was_there,
                                        xc_setup, xc_teardown),
        cmocka_unit_test_setup_teardown(
            committing_without_memory_fails_or_is_told_and_keeps_what_was_there, xc_setup,
            xc_teardown),
        cmocka_unit_test_setup_teardown(searching_without_memory_fails_or_is_complete, xc_setup,
                                        xc_teardown),
        cmocka_unit_test_setup_teardown(searching_with_a_memo_without_memory_fails_or_is_complete,
                                        xc_setup, xc_teardown),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
