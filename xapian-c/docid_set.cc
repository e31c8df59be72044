/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * docid_set.cc: all documents that match a query, as bits.
 *
 * Terms and what combines them are read from their posting lists straight into bits, at some thirty
 * instructions a posting; libxapian's matcher takes ten times as many for a document that matches.
 * A query with anything else in it (phrases, sources, ranges) is left to the matcher.
 */
#include "xapian-c/internal.h"
#include "xapian-c/plain.h"

#include <algorithm>

using xc::guard;

namespace {

typedef Xapian::Query Query;
/** Bit `docid % 64` of element `docid / 64`. */
typedef std::vector<uint64_t> Bits;

/** Going to a document costs as much as some postings on the way. */
enum { CHECK_EVERY = 65536, FEWER = 4 };

/** Calls the caller's check now and then. */
class Pace {
    xc_check check_;
    void *user_;
    unsigned left_ = CHECK_EVERY;

  public:
    Pace(xc_check check, void *user) : check_(check), user_(user) {}
    void step() {
        if (--left_)
            return;
        left_ = CHECK_EVERY;
        int status = check_ ? check_(user_) : 0;
        if (status < 0)
            throw xc::CallbackFailure{"check", status};
    }
};

class Collector {
    const Xapian::Database &db_;
    size_t words_;
    Pace &pace_;

    void add_postings(const std::string &term, Bits &bits) {
        Xapian::PostingIterator end = db_.postlist_end(term);
        for (auto it = db_.postlist_begin(term); it != end; ++it) {
            Xapian::docid docid = *it;
            bits[docid / 64] |= uint64_t{1} << docid % 64;
            pace_.step();
        }
    }

    void add_all(const Query &query, Bits &bits) {
        for (size_t i = 0; i < query.get_num_subqueries(); ++i)
            add(query.get_subquery(i), bits);
    }

    Bits collect(const Query &query) {
        Bits bits(words_);
        add(query, bits);
        return bits;
    }

    /** Keep of `found` what has, or has not, a term: by going from document to document where they
     *  are much fewer than the term's. */
    void filter(const std::string &term, bool without, Bits &found) {
        Xapian::PostingIterator at = db_.postlist_begin(term), end = db_.postlist_end(term);
        for (size_t k = 0; k < words_; ++k)
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
        size_t count = 0;
        for (uint64_t word : found)
            count += static_cast<size_t>(__builtin_popcountll(word));
        if (query.get_type() == Query::LEAF_TERM) {
            std::string term = *query.get_terms_begin();
            if (count < db_.get_termfreq(term) / FEWER) {
                filter(term, without, found);
                return;
            }
        }
        Bits other = collect(query);
        for (size_t k = 0; k < words_; ++k)
            found[k] &= without ? ~other[k] : other[k];
    }

    void add_conjunction(const Query &query, Bits &bits) {
        bool without = query.get_type() == Query::OP_AND_NOT;
        std::vector<Query> parts = without ? xc::parts_of(query) : xc::parts_by_size(db_, query);
        Bits found = collect(parts[0]);
        for (size_t i = 1; i < parts.size(); ++i)
            keep(parts[i], without, found);
        for (size_t k = 0; k < words_; ++k)
            bits[k] |= found[k];
    }

  public:
    Collector(const Xapian::Database &db, size_t words, Pace &pace)
        : db_(db), words_(words), pace_(pace) {}

    /** Add what matches a plain query. */
    void add(const Query &query, Bits &bits) {
        switch (query.get_type()) {
        case Query::LEAF_TERM:
            add_postings(*query.get_terms_begin(), bits);
            break;
        case Query::LEAF_MATCH_ALL:
            add_postings(std::string(), bits);
            break;
        case Query::OP_OR:
        case Query::OP_MAX:
        case Query::OP_SYNONYM:
        case Query::OP_SCALE_WEIGHT:
            add_all(query, bits);
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
};

/** Sees every document the matcher finds, and refuses them all. */
class Noter : public Xapian::MatchDecider {
    Bits &bits_;
    Pace &pace_;

  public:
    Noter(Bits &bits, Pace &pace) : bits_(bits), pace_(pace) {}
    bool operator()(const Xapian::Document &document) const override {
        Xapian::docid docid = document.get_docid();
        bits_[docid / 64] |= uint64_t{1} << docid % 64;
        pace_.step();
        return false;
    }
};

void match_all(const Xapian::Database &db, const Query &query, Bits &bits, Pace &pace) {
    Noter noter(bits, pace);
    Xapian::Enquire enquire(db);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.get_mset(0, 1, db.get_doccount(), nullptr, &noter);
}

Bits bits_of(const Xapian::Database &db, const Query &query, xc_check check, void *user) {
    size_t words = db.get_lastdocid() / 64 + size_t{1};
    Pace pace(check, user);
    Bits bits(words);
    if (xc::is_plain(query))
        Collector(db, words, pace).add(query, bits);
    else
        match_all(db, query, bits, pace);
    return bits;
}

} // namespace

int xc_query_bits(xc_database *db, const xc_query *query, uint64_t *bits, size_t words,
                  xc_check check, void *user, xc_error *err) {
    if (err) /* so that a message found there afterwards is the callback's */
        *err = xc_error{};
    return guard(err, [&] {
        if (words < db->db.get_lastdocid() / 64 + size_t{1})
            return xc::fail(err, XC_E_INVALID_ARGUMENT, "%zu words of bits are too few", words);
        Bits found = bits_of(db->db, query->query, check, user);
        std::fill(std::copy(found.begin(), found.end(), bits), bits + words, 0);
        return 0;
    });
}
