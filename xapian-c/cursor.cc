/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * cursor.cc: libxapian's iterators as cursors that return 1, 0 or negative.
 *
 * A libxapian iterator is on its first entry when it is made, must not be moved at its end, and is
 * in no known state after it has thrown. Cursor keeps count of all three.
 */
#include "xapian-c/internal.h"

using xc::guard;
using xc::text;

namespace {

enum class State { before, on, end, failed };

/* What a cursor keeps of the entry it is on, so that accessors cannot throw. */
void read(const Xapian::TermIterator &i, std::string &term) {
    term = *i;
}
void read(const Xapian::PostingIterator &i, uint32_t &docid) {
    docid = *i;
}
void read(const Xapian::PositionIterator &i, uint32_t &position) {
    position = *i;
}
void read(const Xapian::ValueIterator &i, std::pair<uint32_t, std::string> &entry) {
    entry.first = i.get_docid();
    entry.second = *i;
}

template <typename Iterator, typename Entry> struct Cursor {
    Iterator at;
    Iterator end;
    State state = State::before;
    Entry entry{};

    Cursor(const Iterator &begin_, const Iterator &end_) : at(begin_), end(end_) {}

    bool on() const noexcept { return state == State::on; }

    /** `move` takes the iterator, which is on an entry, where it is to go. From before the first
     *  entry it is called only when `from_before`. */
    template <typename Move> int go(xc_error *err, bool from_before, Move move) noexcept {
        if (state == State::end)
            return 0;
        if (state == State::failed)
            return xc::fail(err, XC_E_INVALID_OPERATION, "the cursor has failed before");
        bool moves = on() || from_before;
        state = State::failed;
        return guard(err, [&] {
            if (moves && at != end)
                move(at);
            bool there = at != end;
            if (there)
                read(at, entry);
            state = there ? State::on : State::end;
            return there ? 1 : 0;
        });
    }

    int next(xc_error *err) noexcept {
        return go(err, false, [](Iterator &i) { ++i; });
    }

    /** Run `action` on the entry the cursor is on. */
    template <typename Action> int ask(xc_error *err, Action action) noexcept {
        if (!on())
            return xc::fail(err, XC_E_INVALID_OPERATION, "the cursor is on no entry");
        return guard(err, [&] {
            action();
            return 0;
        });
    }
};

} // namespace

struct xc_terms : Cursor<Xapian::TermIterator, std::string> {
    Xapian::Document document; /**< keeps a document's own term list alive */
    using Cursor::Cursor;
};

struct xc_postings : Cursor<Xapian::PostingIterator, uint32_t> {
    using Cursor::Cursor;
};

struct xc_positions : Cursor<Xapian::PositionIterator, uint32_t> {
    using Cursor::Cursor;
};

struct xc_values : Cursor<Xapian::ValueIterator, std::pair<uint32_t, std::string>> {
    using Cursor::Cursor;
};

/* ---- Terms ---- */

int xc::new_terms(const Xapian::TermIterator &begin, const Xapian::TermIterator &end,
                  const Xapian::Document *keep, xc_terms **ret_terms) {
    auto terms = std::make_unique<xc_terms>(begin, end);
    if (keep)
        terms->document = *keep;
    *ret_terms = terms.release();
    return 0;
}

int xc_terms_next(xc_terms *terms, xc_error *err) {
    return terms->next(err);
}

int xc_terms_skip_to(xc_terms *terms, const char *term, size_t len, xc_error *err) {
    return terms->go(err, true, [&](Xapian::TermIterator &i) {
        std::string target = text(term, len);
        if (*i < target)
            i.skip_to(target);
    });
}

xc_bytes xc_terms_term(const xc_terms *terms) {
    return terms->on() ? xc::bytes(terms->entry) : xc_bytes{"", 0};
}

int xc_terms_freq(xc_terms *terms, uint32_t *ret_freq, xc_error *err) {
    return terms->ask(err, [&] { *ret_freq = terms->at.get_termfreq(); });
}

int xc_terms_wdf(xc_terms *terms, uint32_t *ret_wdf, xc_error *err) {
    return terms->ask(err, [&] { *ret_wdf = terms->at.get_wdf(); });
}

int xc_terms_positions(xc_terms *terms, xc_positions **ret_positions, xc_error *err) {
    return terms->ask(err, [&] {
        *ret_positions =
            new xc_positions(terms->at.positionlist_begin(), terms->at.positionlist_end());
    });
}

void xc_terms_free(xc_terms *terms) {
    delete terms;
}

/* ---- Postings ---- */

int xc_database_postings(xc_database *db, const char *term, size_t len, xc_postings **ret_postings,
                         xc_error *err) {
    return guard(err, [&] {
        std::string name = text(term, len);
        *ret_postings = new xc_postings(db->db.postlist_begin(name), db->db.postlist_end(name));
        return 0;
    });
}

int xc_postings_next(xc_postings *postings, xc_error *err) {
    return postings->next(err);
}

int xc_postings_skip_to(xc_postings *postings, uint32_t docid, xc_error *err) {
    return postings->go(err, true, [&](Xapian::PostingIterator &i) {
        if (*i < docid)
            i.skip_to(docid);
    });
}

int xc_postings_read(xc_postings *postings, uint32_t *ret_docids, uint32_t *ret_wdfs, size_t max,
                     size_t *ret_count, xc_error *err) {
    size_t count = 0;
    int status = 1;
    while (count < max && (status = postings->next(err)) == 1) {
        ret_docids[count] = postings->entry;
        if (ret_wdfs && (status = xc_postings_wdf(postings, &ret_wdfs[count], err)) < 0)
            break;
        ++count;
    }
    if (status < 0)
        return status;
    *ret_count = count;
    return 0;
}

uint32_t xc_postings_docid(const xc_postings *postings) {
    return postings->on() ? postings->entry : 0;
}

int xc_postings_wdf(xc_postings *postings, uint32_t *ret_wdf, xc_error *err) {
    return postings->ask(err, [&] { *ret_wdf = postings->at.get_wdf(); });
}

int xc_postings_document_length(xc_postings *postings, uint32_t *ret_length, xc_error *err) {
    return postings->ask(err, [&] { *ret_length = postings->at.get_doclength(); });
}

int xc_postings_positions(xc_postings *postings, xc_positions **ret_positions, xc_error *err) {
    return postings->ask(err, [&] {
        *ret_positions =
            new xc_positions(postings->at.positionlist_begin(), postings->at.positionlist_end());
    });
}

void xc_postings_free(xc_postings *postings) {
    delete postings;
}

/* ---- Positions ---- */

int xc_database_positions(xc_database *db, uint32_t docid, const char *term, size_t len,
                          xc_positions **ret_positions, xc_error *err) {
    return guard(err, [&] {
        std::string name = text(term, len);
        *ret_positions = new xc_positions(db->db.positionlist_begin(docid, name),
                                          db->db.positionlist_end(docid, name));
        return 0;
    });
}

int xc_positions_next(xc_positions *positions, xc_error *err) {
    return positions->next(err);
}

int xc_positions_skip_to(xc_positions *positions, uint32_t position, xc_error *err) {
    return positions->go(err, true, [&](Xapian::PositionIterator &i) {
        if (*i < position)
            i.skip_to(position);
    });
}

uint32_t xc_positions_position(const xc_positions *positions) {
    return positions->on() ? positions->entry : 0;
}

void xc_positions_free(xc_positions *positions) {
    delete positions;
}

/* ---- Values ---- */

int xc_database_values(xc_database *db, uint32_t slot, xc_values **ret_values, xc_error *err) {
    return guard(err, [&] {
        *ret_values = new xc_values(db->db.valuestream_begin(slot), db->db.valuestream_end(slot));
        return 0;
    });
}

int xc_values_next(xc_values *values, xc_error *err) {
    return values->next(err);
}

int xc_values_skip_to(xc_values *values, uint32_t docid, xc_error *err) {
    return values->go(err, true, [&](Xapian::ValueIterator &i) {
        if (i.get_docid() < docid)
            i.skip_to(docid);
    });
}

uint32_t xc_values_docid(const xc_values *values) {
    return values->on() ? values->entry.first : 0;
}

xc_bytes xc_values_value(const xc_values *values) {
    return values->on() ? xc::bytes(values->entry.second) : xc_bytes{"", 0};
}

void xc_values_free(xc_values *values) {
    delete values;
}
