/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * collector.cc: see collector.h.
 */
#include "xapian-c/collector.h"

#include "xapian-c/plain.h"

#include <algorithm>

namespace {

typedef Xapian::Query Query;
using xc::Bits;

/** Going to a document costs as much as some postings on the way. */
enum { FEWER = 4 };

size_t count(const Bits &bits) {
    size_t sum = 0;
    for (uint64_t word : bits)
        sum += static_cast<size_t>(__builtin_popcountll(word));
    return sum;
}

void unite(const Bits &other, Bits &bits) {
    for (size_t k = 0; k < bits.size(); ++k)
        bits[k] |= other[k];
}

class Collector {
    xc::Memo &memo_;
    xc::Pace &pace_;

    void add_term(const std::string &term, Bits &bits) {
        if (xc::SharedBits known = memo_.bits(term, pace_))
            unite(*known, bits);
        else
            xc::add_postings(memo_.db(), term, bits, pace_);
    }

    /** Keep of `found` what has, or has not, a term, by going from document to document. */
    void filter(const std::string &term, bool without, Bits &found) {
        Xapian::PostingIterator at = memo_.db().postlist_begin(term);
        Xapian::PostingIterator end = memo_.db().postlist_end(term);
        for (size_t k = 0; k < found.size(); ++k)
            for (uint64_t left = found[k]; left; left &= left - 1) {
                Xapian::docid docid = static_cast<Xapian::docid>(k * 64 + __builtin_ctzll(left));
                if (at != end)
                    at.skip_to(docid);
                if ((at != end && *at == docid) == without)
                    found[k] &= ~(uint64_t{1} << docid % 64);
                pace_.step();
            }
    }

    void keep(const Query &query, bool without, Bits &found) {
        if (query.get_type() == Query::LEAF_TERM) {
            std::string term = *query.get_terms_begin();
            if (!memo_.has_bits(term) && count(found) < memo_.db().get_termfreq(term) / FEWER) {
                filter(term, without, found);
                return;
            }
        }
        Bits other = collect(query);
        for (size_t k = 0; k < found.size(); ++k)
            found[k] &= without ? ~other[k] : other[k];
    }

    void add_conjunction(const Query &query, Bits &bits) {
        bool without = query.get_type() == Query::OP_AND_NOT;
        std::vector<Query> parts =
            without ? xc::parts_of(query) : xc::parts_by_size(memo_.db(), query);
        Bits found = collect(parts[0]);
        for (size_t i = 1; i < parts.size(); ++i)
            keep(parts[i], without, found);
        unite(found, bits);
    }

    void add(const Query &query, Bits &bits) {
        switch (query.get_type()) {
        case Query::LEAF_TERM:
            add_term(*query.get_terms_begin(), bits);
            break;
        case Query::LEAF_MATCH_ALL:
            add_term(std::string(), bits);
            break;
        case Query::OP_OR:
        case Query::OP_MAX:
        case Query::OP_SYNONYM:
        case Query::OP_SCALE_WEIGHT:
            for (size_t i = 0; i < query.get_num_subqueries(); ++i)
                add(query.get_subquery(i), bits);
            break;
        case Query::OP_AND:
        case Query::OP_FILTER:
        case Query::OP_AND_NOT:
            add_conjunction(query, bits);
            break;
        case Query::OP_AND_MAYBE:
            add(query.get_subquery(0), bits);
            break;
        default:
            break;
        }
    }

  public:
    Collector(xc::Memo &memo, xc::Pace &pace) : memo_(memo), pace_(pace) {}

    Bits collect(const Query &query) {
        Bits bits(memo_.bit_words());
        add(query, bits);
        return bits;
    }
};

} // namespace

void xc::add_postings(const Xapian::Database &db, const std::string &term, Bits &bits, Pace &pace) {
    Xapian::PostingIterator end = db.postlist_end(term);
    for (auto it = db.postlist_begin(term); it != end; ++it) {
        Xapian::docid docid = *it;
        bits.at(docid / 64) |= uint64_t{1} << docid % 64;
        pace.step();
    }
}

Bits xc::collect(const Query &query, Memo &memo, Pace &pace) {
    return Collector(memo, pace).collect(query);
}
