/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memo.h: what the matches of one snapshot remember for one another, and queries that use it in
 * place of libxapian's own posting lists.
 *
 * Lengths: libxapian keeps them in a posting list of all documents and finds each by walking that
 * list from where it last was. For a term in a hundredth of the documents or more that walk is most
 * of the cost of a match (measured: 82 % of the instructions for one word in 3,425 of 357,000), and
 * the longer, the more other documents lie between. A length that was met once is one load.
 *
 * Frequent terms: filters name the same few (a kind of document, a year, an outlet, an actor) again
 * and again. As bits they are an eighth of a byte a document, and to ask one is one load. So are
 * whole filters (the months of a period, the names of an actor).
 *
 * Words that very many documents have: dense_list.h. Words that many have: sparse_list.h.
 *
 * Synonyms: a tree of hundreds of posting lists, as a wildcard makes, is merged once into a list of
 * documents, where libxapian goes through the tree for each document of each match.
 */
#ifndef XAPIAN_C_MEMO_H
#define XAPIAN_C_MEMO_H

#include "xapian-c/bits.h"
#include "xapian-c/dense_list.h"
#include "xapian-c/pace.h"
#include "xapian-c/query_tree.h"
#include "xapian-c/sparse_list.h"

#include <list>

namespace xc {

/** A document and the wdf of a synonym in it: the sum of its terms'. */
struct Merged {
    Xapian::docid docid;
    Xapian::termcount wdf;
};

typedef std::shared_ptr<const std::vector<Merged>> MergedList;

/** What the database says of a term; finding it takes as long as some fifty postings. */
struct TermStats {
    Xapian::doccount termfreq;
    Xapian::termcount most_wdf; /**< a bound of its wdfs */
};

/** A term that many documents have. */
struct FrequentTerm {
    uint64_t read = 0; /**< so many of its postings, or as many as it has by another use */
    uint64_t pays = 2; /**< a dense list is made when all were read so many times, a sparse one when
                            they were half as often */
    /* One of them, or none before it pays. */
    SharedDenseList list{};
    SharedSparseList sparse{};
    size_t bytes = 0; /**< of that list; 0: none */

    /** What a byte of a list of so many is worth; of the one there is. */
    double worth(size_t of_bytes) const {
        return static_cast<double>(read) / static_cast<double>(of_bytes);
    }
    double worth() const { return worth(bytes); }
};

typedef std::shared_ptr<FrequentTerm> SharedFrequentTerm;

/** The documents of a filter, and how many they are. */
struct FilterBits {
    SharedBits bits{}; /**< null: not remembered */
    Xapian::doccount count = 0;
};

/** A filter that was asked for. */
struct KnownFilter {
    FilterBits bits{};
    uint64_t used = 0; /**< when, among all times that filters were */
};

/** Of one snapshot, for one thread. */
class Memo {
    Xapian::Database db_;
    /** Null for a term that was asked once. */
    std::unordered_map<std::string, SharedBits> bits_;
    size_t bits_bytes_ = 0;
    std::unordered_map<std::string, KnownFilter> filters_{}; /**< by what they say */
    uint64_t filters_used_ = 0;
    size_t filter_bytes_ = 0;
    std::unordered_map<std::string, SharedFrequentTerm> frequent_{};
    size_t list_bytes_ = 0; /**< of their lists */
    std::unordered_map<std::string, TermStats> stats_{};
    std::vector<Xapian::termcount> lengths_;

    void watch_filter(const std::string &key);
    void keep_filter(KnownFilter &known, const FilterBits &bits);
    void forget(FrequentTerm &known);
    bool make_room(const FrequentTerm &wanted, size_t bytes);
    SharedFrequentTerm watched(const std::string &term);
    std::list<std::pair<std::vector<std::string>, MergedList>> merged_; /**< the latest first */

  public:
    static constexpr Xapian::termcount unknown = UINT32_MAX;
    /** Of so many documents one at least has a term with a dense list; so many documents at least
     *  have one with a sparse list: fewer are as soon read. */
    enum { FREQUENT_ONE_IN = 3, SPARSE_LEAST = 64 };

    explicit Memo(const Xapian::Database &db)
        : db_(db), lengths_(db.get_lastdocid() + size_t{1}, unknown) {}

    /** Before a match: throws unless it is of a snapshot that has all documents of `db`. */
    void expect(const Xapian::Database &db) const {
        if (db.get_lastdocid() >= lengths_.size())
            throw Xapian::InvalidArgumentError("the memo is of another snapshot");
    }

    /** The length of a document, `unknown` before it was asked for. */
    Xapian::termcount known_length(Xapian::docid docid) const { return lengths_[docid]; }
    /** Cheap to fetch in the order of documents only. */
    Xapian::termcount length(Xapian::docid docid) {
        Xapian::termcount length = known_length(docid);
        if (length == unknown)
            lengths_[docid] = length = db_.get_doclength(docid);
        return length;
    }

    const Xapian::Database &db() const { return db_; }
    /** Above all docids. */
    size_t size() const { return lengths_.size(); }
    /** Elements that hold a bit for each docid. */
    size_t bit_words() const { return (lengths_.size() + 63) / 64; }

    TermStats stats(const std::string &term);

    /** The documents of a term, if they are remembered: those of a frequent term are from the
     *  second time on that they are asked for, as long as there is room. Else null. */
    SharedBits bits(const std::string &term, Pace &pace);
    bool has_bits(const std::string &term) const;

    /** The documents of a plain tree (plain.h) without conditions: remembered from the second time
     *  on that they are asked for; those asked for last, as many as there is room for. */
    FilterBits filter(const Tree &tree, Pace &pace);

    /** What is remembered of a term that is to be weighed; null where few documents have it, or
     *  others are known in plenty. Its list is made here once it was read as often as that takes
     *  (FrequentTerm::pays): so what is asked once costs no more for it. Those read most, for their
     *  bytes, are remembered, as many as there is room for. After a try that `pace` ended the next
     *  is made at twice as many readings: else none with so little time was ever answered. */
    SharedFrequentTerm frequent(const std::string &term, const KindParameters &parameters,
                                Pace &pace);
    /** The list of a term, if it is remembered. */
    SharedDenseList known_dense(const std::string &term) const;

    /** The documents that have any of `terms`, ascending. */
    MergedList merge(const std::vector<std::string> &terms, Pace &pace);
};

typedef std::shared_ptr<Memo> SharedMemo;

/** `tree` as a query of libxapian's with all that is weighted taken over by sources of ours, as far
 *  as they can. A term gives the same documents the same weights; a synonym counts as frequent as
 *  it is, where libxapian estimates that. Filters of many documents become bits. `pace` is that of
 *  getting ready for a match. */
Xapian::Query with_memo(const Tree &tree, const SharedMemo &memo, const KindParameters &parameters,
                        const SharedPace &pace);

} // namespace xc

struct xc_memo {
    xc::SharedMemo memo;
};

#endif
