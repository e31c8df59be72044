/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What matches remember of frequent terms says of each document what the posting list says, bounds
 * what it weighs, stays within its memory and within a request's time; and a window gives back what
 * was put into it.
 */
#include "xapian-c/collector.h"
#include "xapian-c/memo.h"
#include "xapian-c/window.h"

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>

extern "C" {
#include <cmocka.h>
}

namespace {

const xc::KindParameters parameters{1.4, 1000, 0.75, 0.5, 2000, 300};
xc::Pace patient(nullptr, nullptr);

Xapian::WritableDatabase in_memory() {
    return Xapian::WritableDatabase("", Xapian::DB_BACKEND_INMEMORY);
}

/** Documents 1 to 2,000 but for some holes; most have the term, with a wdf of up to 70,000. */
Xapian::WritableDatabase make_database(std::mt19937 &random) {
    static const Xapian::termcount odd[] = {0, 254, 255, 256, 70000};
    Xapian::WritableDatabase db = in_memory();
    for (Xapian::docid docid = 1; docid <= 2000; ++docid) {
        Xapian::Document document;
        Xapian::termcount wdf =
            docid % 40 < 5 ? odd[docid % 40] : static_cast<Xapian::termcount>(random() % 30);
        document.add_term("other", 1 + static_cast<Xapian::termcount>(random() % 600));
        if (docid % 3)
            document.add_term("term", wdf);
        if (docid % 20 == 1)
            document.add_term("some", wdf);
        db.add_document(document);
    }
    for (Xapian::docid docid = 100; docid < 400; docid += 2)
        db.delete_document(docid);
    return db;
}

void a_dense_list_has_what_the_posting_list_has(void **) {
    std::mt19937 random(1);
    Xapian::WritableDatabase db = make_database(random);
    xc::Memo memo(db);
    xc::DenseList list(memo, "term", parameters, patient);
    std::map<Xapian::docid, Xapian::termcount> wdfs;
    for (auto at = db.postlist_begin("term"); at != db.postlist_end("term"); ++at)
        wdfs[*at] = at.get_wdf();
    assert_true(wdfs.size() > 1000 && db.get_lastdocid() > wdfs.size());
    for (Xapian::docid docid = 0; docid < 2200; ++docid) {
        auto known = wdfs.find(docid);
        assert_int_equal(list.impact(docid) > 0, known != wdfs.end());
        if (known != wdfs.end())
            assert_int_equal(list.wdf(docid), known->second);
    }
}

void impacts_and_those_of_ranges_bound_weights(void **) {
    std::mt19937 random(2);
    Xapian::WritableDatabase db = make_database(random);
    xc::Memo memo(db);
    xc::DenseList list(memo, "term", parameters, patient);
    xc::KindFormula formula(parameters, 1300, 1, 1);
    double step = formula.of_unit(1.0 / xc::IMPACT_STEPS);
    for (auto at = db.postlist_begin("term"); at != db.postlist_end("term"); ++at) {
        double weight = formula.part(at.get_wdf(), db.get_doclength(*at));
        assert_true(list.impact(*at) * step >= weight - 1e-12);
        assert_true((list.impact(*at) - 1) * step <= weight + 1e-12);
        assert_true(list.most_near(*at) >= list.impact(*at) && list.most() >= list.most_near(*at));
    }
    xc::KindParameters others = parameters;
    assert_true(list.is_for(others));
    others.average_length = 301;
    assert_false(list.is_for(others));
}

void the_next_of_an_impact_is_the_first_there_is(void **) {
    std::mt19937 random(3);
    Xapian::WritableDatabase db = make_database(random);
    xc::Memo memo(db);
    xc::DenseList list(memo, "term", parameters, patient);
    for (int i = 0; i < 5000; ++i) {
        Xapian::docid from = static_cast<Xapian::docid>(random() % 2100), wanted = from;
        auto least = static_cast<xc::Impact>(1 + random() % xc::IMPACT_STEPS);
        while (wanted < 2001 && list.impact(wanted) < least)
            ++wanted;
        assert_int_equal(list.next(from, least), wanted < 2001 ? wanted : xc::DenseList::ended);
    }
    assert_int_equal(list.range_end(5), 64);
    assert_int_equal(list.range_end(64), 128);
    assert_int_equal(list.range_end(2000), xc::DenseList::ended);
    assert_int_equal(list.most_near(2001), 0);
}

void a_sparse_list_has_what_the_posting_list_has(void **) {
    std::mt19937 random(6);
    Xapian::WritableDatabase db = make_database(random);
    xc::Memo memo(db);
    xc::SparseList list(memo, "term", parameters, patient);
    xc::DenseList dense(memo, "term", parameters, patient);
    size_t at = 0;
    for (auto it = db.postlist_begin("term"); it != db.postlist_end("term"); ++it, ++at) {
        assert_int_equal(list.docid(at), *it);
        assert_int_equal(list.wdf(at), it.get_wdf());
        assert_int_equal(list.impact(at), dense.impact(*it));
        assert_true(list.most_near(at) >= list.impact(at) && list.most() >= list.most_near(at));
        size_t range = (at / xc::SparseList::RANGE + 1) * xc::SparseList::RANGE;
        assert_int_equal(list.range_end(at), list.docid(range));
    }
    assert_int_equal(list.size(), at);
    assert_int_equal(list.docid(at), xc::SparseList::ended);
    assert_int_equal(list.most_near(at), 0);
    assert_int_equal(list.range_end(at), xc::SparseList::ended);
    assert_true(list.is_for(parameters));
}

void what_is_looked_for_in_a_sparse_list_is_the_first_there_is(void **) {
    std::mt19937 random(7);
    Xapian::WritableDatabase db = make_database(random);
    xc::Memo memo(db);
    for (const char *term : {"term", "some", "nowhere"}) {
        xc::SparseList list(memo, term, parameters, patient);
        for (int i = 0; i < 5000; ++i) {
            size_t from = random() % (list.size() + 1), at = from;
            auto wanted = static_cast<Xapian::docid>(random() % 2100);
            while (at < list.size() && list.docid(at) < wanted)
                ++at;
            assert_int_equal(list.find(from, wanted), at);
            auto least = static_cast<xc::Impact>(1 + random() % xc::IMPACT_STEPS);
            for (at = from; at < list.size() && list.impact(at) < least;)
                ++at;
            assert_int_equal(list.next(from, least), at);
        }
    }
}

void a_term_of_some_documents_has_a_sparse_list(void **) {
    std::mt19937 random(8);
    xc::Memo memo(make_database(random));
    xc::SharedFrequentTerm term = memo.frequent("some", parameters, patient);
    assert_non_null(term.get());
    assert_true(memo.stats("some").termfreq >= xc::Memo::SPARSE_LEAST);
    assert_false(term->list || term->sparse);
    term->read = memo.stats("some").termfreq - 1;
    assert_false(bool(memo.frequent("some", parameters, patient)->sparse));
    term->read++;
    memo.frequent("some", parameters, patient);
    assert_true(term->sparse && !term->list);
    assert_int_equal(term->sparse->size(), memo.stats("some").termfreq);
    assert_false(bool(memo.known_dense("some")));
}

void a_list_is_made_when_it_was_read_twice_over(void **) {
    std::mt19937 random(4);
    xc::Memo memo(make_database(random));
    xc::SharedFrequentTerm term = memo.frequent("term", parameters, patient);
    assert_non_null(term.get());
    assert_false(bool(term->list));
    term->read = 2 * memo.stats("term").termfreq - 1;
    assert_false(bool(memo.frequent("term", parameters, patient)->list));
    term->read++;
    assert_ptr_equal(memo.frequent("term", parameters, patient).get(), term.get());
    assert_true(bool(term->list));
    assert_ptr_equal(memo.known_dense("term").get(), term->list.get());
    assert_false(bool(memo.known_dense("other")));
    assert_null(memo.frequent("nowhere", parameters, patient).get());
}

/** How often it may yet be asked before time is up. */
int count_down(void *user) {
    return --*static_cast<int *>(user) < 0 ? -7 : 0;
}

/** The status that ends the making of the list of "term"; 0: it was not ended. */
int status_of_making(xc::Memo &memo, xc::Pace &pace) {
    try {
        memo.frequent("term", parameters, pace);
    } catch (const xc::CallbackFailure &failure) {
        return failure.status;
    }
    return 0;
}

void a_list_is_whole_or_not_there_and_tried_again_later(void **) {
    enum { DOCUMENTS = 20000 };
    Xapian::WritableDatabase db = in_memory();
    Xapian::Document document;
    document.add_term("term");
    for (int i = 0; i < DOCUMENTS; ++i)
        db.add_document(document);
    xc::Memo memo(db);
    xc::SharedFrequentTerm term = memo.frequent("term", parameters, patient);
    for (uint64_t times = 2; times <= 8; times *= 2) {
        int left = 2;
        xc::Pace hurried(count_down, &left);
        term->read = times * DOCUMENTS - 1;
        assert_int_equal(status_of_making(memo, hurried), 0);
        term->read++;
        assert_int_equal(status_of_making(memo, hurried), -7);
        assert_int_equal(left, -1);
        assert_false(bool(term->list));
        assert_int_equal(status_of_making(memo, hurried), 0);
        assert_false(bool(memo.known_dense("term")));
    }
    term->read = 16 * DOCUMENTS;
    assert_true(bool(memo.frequent("term", parameters, patient)->list));
    for (Xapian::docid docid = 1; docid <= DOCUMENTS; ++docid)
        assert_int_equal(term->list->wdf(docid), 1);
}

/** Two documents, far apart. */
template <size_t N> Xapian::WritableDatabase make_wide_database(const char *const (&terms)[N]) {
    Xapian::WritableDatabase db = in_memory();
    Xapian::Document document;
    for (const char *term : terms)
        document.add_term(term);
    db.add_document(document);
    db.replace_document(11500000, document);
    return db;
}

/** Where one takes 23 megabytes there is room for two. */
void of_more_than_there_is_room_for_those_read_most_stay(void **) {
    const char *const names[] = {"a", "b", "c"};
    Xapian::WritableDatabase db = make_wide_database(names);
    xc::Memo memo(db);
    xc::SharedFrequentTerm terms[3];
    for (int i = 0; i < 3; ++i) {
        terms[i] = memo.frequent(names[i], parameters, patient);
        terms[i]->read = i == 1 ? 100 : 1000;
        memo.frequent(names[i], parameters, patient);
    }
    assert_true(bool(terms[0]->list));
    assert_false(bool(terms[1]->list));
    assert_true(bool(terms[2]->list));
    terms[1]->read = 500;
    memo.frequent("b", parameters, patient);
    assert_false(bool(terms[1]->list));
    assert_true(bool(terms[0]->list));
}

xc::Tree random_filter(std::mt19937 &random, int depth) {
    static const char *const names[] = {"term", "other", "some", "none", "1 x"};
    static const xc::Op ops[] = {xc::Op::And, xc::Op::Or, xc::Op::AndNot, xc::Op::Xor};
    if (depth == 0 || random() % 4 == 0)
        return xc::make_term(names[random() % 5], 1, 0);
    std::vector<xc::Tree> parts;
    for (int i = 0; i < 2; ++i)
        parts.push_back(random_filter(random, depth - 1));
    return xc::combine(ops[random() % 4], parts);
}

/** From the third time on it is the same piece of memory. More filters are asked for than are
 *  remembered. */
void a_filter_has_the_documents_that_it_says(void **) {
    std::mt19937 random(7);
    Xapian::WritableDatabase db = make_database(random);
    xc::Memo memo(db);
    int kept = 0;
    for (int i = 0; i < 3000; ++i) {
        xc::Tree filter = random_filter(random, 3);
        xc::Bits bits = xc::collect(filter, memo, patient);
        xc::FilterBits first = memo.filter(filter, patient), second = memo.filter(filter, patient),
                       third = memo.filter(filter, patient);
        assert_true(*first.bits == bits && *second.bits == bits && *third.bits == bits);
        Xapian::doccount count = 0;
        for (Xapian::docid docid = 0; docid < memo.size(); ++docid)
            if (bits[docid / 64] >> docid % 64 & 1)
                ++count;
        assert_int_equal(third.count, count);
        kept += second.bits == third.bits;
    }
    assert_in_range(kept, 1500, 3000);
}

/** Where one takes a megabyte and a half there is room for four. */
void of_filters_those_asked_last_stay(void **) {
    const char *const names[] = {"a", "b", "c", "d", "e"};
    Xapian::WritableDatabase db = make_wide_database(names);
    xc::Memo memo(db);
    xc::SharedBits bits[5];
    for (int i = 0; i < 5; ++i) {
        xc::Tree tree = xc::make_term(names[i], 1, 0);
        memo.filter(tree, patient);
        bits[i] = memo.filter(tree, patient).bits;
    }
    for (int i = 4; i > 0; --i)
        assert_ptr_equal(memo.filter(xc::make_term(names[i], 1, 0), patient).bits.get(),
                         bits[i].get());
    assert_ptr_not_equal(memo.filter(xc::make_term("a", 1, 0), patient).bits.get(), bits[0].get());
    assert_ptr_equal(memo.filter(xc::make_term("b", 1, 0), patient).bits.get(), bits[1].get());
    assert_ptr_not_equal(memo.filter(xc::make_term("e", 1, 0), patient).bits.get(), bits[4].get());
}

void a_window_gives_back_what_was_put_into_it(void **) {
    std::mt19937 random(5);
    xc::Window window;
    Xapian::docid begin = 0;
    for (Xapian::docid size = 1; size <= xc::Window::MOST; size += 1 + size / 3) {
        std::map<Xapian::docid, std::map<uint32_t, Xapian::termcount>> put;
        begin += static_cast<Xapian::docid>(random() % 5000);
        window.move(begin, size);
        for (uint32_t list = 0; list < 4; ++list)
            for (Xapian::docid at = 0; at < size; ++at)
                if (random() % 9 == 0) {
                    put[begin + at][list] = list + at;
                    window.add(begin + at, list, list + at);
                }
        assert_int_equal(window.end(), begin + size);
        for (Xapian::docid docid = begin - std::min(begin, 3u); docid < begin + size; ++docid) {
            auto next = put.lower_bound(docid);
            assert_int_equal(window.next(docid), next == put.end() ? UINT32_MAX : next->first);
            assert_int_equal(window.has(docid), put.count(docid));
            std::map<uint32_t, Xapian::termcount> got;
            if (window.has(docid))
                window.each(docid,
                            [&](const xc::Window::Entry &entry) { got[entry.list] = entry.wdf; });
            assert_true(got == (put.count(docid) ? put[docid] : decltype(got){}));
        }
        assert_false(window.has(begin + size));
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_dense_list_has_what_the_posting_list_has),
        cmocka_unit_test(impacts_and_those_of_ranges_bound_weights),
        cmocka_unit_test(the_next_of_an_impact_is_the_first_there_is),
        cmocka_unit_test(a_sparse_list_has_what_the_posting_list_has),
        cmocka_unit_test(what_is_looked_for_in_a_sparse_list_is_the_first_there_is),
        cmocka_unit_test(a_term_of_some_documents_has_a_sparse_list),
        cmocka_unit_test(a_list_is_made_when_it_was_read_twice_over),
        cmocka_unit_test(a_list_is_whole_or_not_there_and_tried_again_later),
        cmocka_unit_test(of_more_than_there_is_room_for_those_read_most_stay),
        cmocka_unit_test(a_filter_has_the_documents_that_it_says),
        cmocka_unit_test(of_filters_those_asked_last_stay),
        cmocka_unit_test(a_window_gives_back_what_was_put_into_it),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
