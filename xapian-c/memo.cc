/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memo.cc: the bits of a term, the merged posting lists of a synonym.
 */
#include "xapian-c/memo.h"

#include "xapian-c/collector.h"

#include <algorithm>

using xc::guard;

namespace {

/** A search asks for the same few several times: in articles, in comments, in some of each. */
enum { REMEMBERED = 4 };

/** A shorter list is read as fast as bits are united. */
enum { FREQUENT = 1000 };
/** For bits: some hundred terms of 300,000 documents, a few of ten millions. */
enum { BITS_BYTES = 4 << 20, TERMS = 1024 };
/** For filters: a hundred and fifty. */
enum { FILTER_BYTES = 6 << 20, FILTERS = 1024, FILTER_KEY_BYTES = 4096 };
/** For lists: dense ones of eighty terms of 300,000 documents, or of two of ten millions, or sparse
 *  ones of two thousand terms of 4,000 documents each. With half as much 360 questions to 356,000
 *  documents, asked again and again, take 430 us in the median, with twice as much 325, with this
 *  330. */
enum { LIST_BYTES = 48 << 20, LIST_TERMS = 8192 };
/** So much more has one to be worth that takes the place of another: making it has its price, and
 *  two that are asked for as often would do so in turns. */
constexpr double CHANGE = 1.25;
/** A megabyte or two. */
enum { STATS = 8192 };

std::vector<xc::Merged> compact(const std::vector<Xapian::termcount> &wdf,
                                const std::vector<uint64_t> &bits) {
    std::vector<xc::Merged> merged;
    for (size_t k = 0; k < bits.size(); ++k)
        for (uint64_t left = bits[k]; left; left &= left - 1) {
            auto docid =
                static_cast<Xapian::docid>(k * 64 + static_cast<size_t>(__builtin_ctzll(left)));
            merged.push_back({docid, wdf[docid]});
        }
    return merged;
}

/** What a filter says, other than any other does. False: it cannot be told, or is too long. */
bool add_key(const xc::Tree &tree, std::string &key) {
    if (tree->op == xc::Op::Source || tree->op == xc::Op::Other || tree->op == xc::Op::Where)
        return false;
    key += static_cast<char>(tree->op);
    key += std::to_string(tree->term.size()) + ' ' + tree->term;
    if (tree->op == xc::Op::Range)
        key += std::to_string(tree->first) + ' ' + std::to_string(tree->last) + ' ';
    key += std::to_string(tree->parts.size()) + ' ';
    return key.size() <= FILTER_KEY_BYTES &&
           std::all_of(tree->parts.begin(), tree->parts.end(),
                       [&key](const xc::Tree &part) { return add_key(part, key); });
}

} // namespace

xc::TermStats xc::Memo::stats(const std::string &term) {
    auto it = stats_.find(term);
    if (it != stats_.end())
        return it->second;
    if (stats_.size() == STATS)
        stats_.clear();
    TermStats stats{db_.get_termfreq(term), 0};
    stats.most_wdf = stats.termfreq ? db_.get_wdf_upper_bound(term) : 0;
    stats_.emplace(term, stats);
    return stats;
}

bool xc::Memo::has_bits(const std::string &term) const {
    auto it = bits_.find(term);
    return it != bits_.end() && it->second;
}

xc::SharedBits xc::Memo::bits(const std::string &term, Pace &pace) {
    auto it = bits_.find(term);
    if (it == bits_.end()) {
        if (bits_.size() < TERMS && db_.get_termfreq(term) >= FREQUENT)
            bits_.emplace(term, nullptr);
        return nullptr;
    }
    size_t bytes = bit_words() * sizeof(uint64_t);
    if (!it->second && bits_bytes_ + bytes <= BITS_BYTES) {
        auto read = std::make_shared<Bits>(bit_words());
        add_postings(db_, term, *read, pace);
        it->second = read;
        bits_bytes_ += bytes;
    }
    return it->second;
}

/** Where there are many, those without bits make room. */
void xc::Memo::watch_filter(const std::string &key) {
    if (filters_.size() >= FILTERS)
        for (auto at = filters_.begin(); at != filters_.end();)
            at = at->second.bits.bits ? std::next(at) : filters_.erase(at);
    if (filters_.size() < FILTERS)
        filters_[key].used = ++filters_used_;
}

void xc::Memo::keep_filter(KnownFilter &known, const FilterBits &bits) {
    size_t bytes = bit_words() * sizeof(uint64_t);
    if (bytes > FILTER_BYTES)
        return;
    while (filter_bytes_ + bytes > FILTER_BYTES) {
        KnownFilter *oldest = nullptr;
        for (auto &other : filters_)
            if (other.second.bits.bits && (!oldest || other.second.used < oldest->used))
                oldest = &other.second;
        oldest->bits = FilterBits{};
        filter_bytes_ -= bytes;
    }
    known.bits = bits;
    filter_bytes_ += bytes;
}

xc::FilterBits xc::Memo::filter(const Tree &tree, Pace &pace) {
    std::string key;
    bool telling = add_key(tree, key);
    auto it = telling ? filters_.find(key) : filters_.end();
    if (it != filters_.end())
        it->second.used = ++filters_used_;
    if (it != filters_.end() && it->second.bits.bits)
        return it->second.bits;
    FilterBits made;
    made.bits = std::make_shared<const Bits>(collect(tree, *this, pace));
    made.count = static_cast<Xapian::doccount>(count_bits(*made.bits));
    if (it != filters_.end())
        keep_filter(it->second, made);
    else if (telling)
        watch_filter(key);
    return made;
}

void xc::Memo::forget(FrequentTerm &known) {
    list_bytes_ -= known.bytes;
    known.list = nullptr;
    known.sparse = nullptr;
    known.bytes = 0;
}

/** Forget lists that are worth less, until there is room for another. */
bool xc::Memo::make_room(const FrequentTerm &wanted, size_t bytes) {
    if (bytes > LIST_BYTES)
        return false;
    double worth = wanted.worth(bytes);
    while (list_bytes_ + bytes > LIST_BYTES) {
        FrequentTerm *least = nullptr;
        for (auto &known : frequent_)
            if (known.second->bytes && (!least || known.second->worth() < least->worth()))
                least = known.second.get();
        if (!least || least->worth() * CHANGE >= worth)
            return false;
        forget(*least);
    }
    return true;
}

/** Where there are many, those without a list make room. */
xc::SharedFrequentTerm xc::Memo::watched(const std::string &term) {
    auto it = frequent_.find(term);
    if (it != frequent_.end())
        return it->second;
    if (frequent_.size() == LIST_TERMS)
        for (auto at = frequent_.begin(); at != frequent_.end();)
            at = at->second->bytes ? std::next(at) : frequent_.erase(at);
    if (frequent_.size() == LIST_TERMS)
        return nullptr;
    return frequent_[term] = std::make_shared<FrequentTerm>();
}

xc::SharedFrequentTerm xc::Memo::frequent(const std::string &term, const KindParameters &parameters,
                                          Pace &pace) {
    Xapian::doccount termfreq = stats(term).termfreq;
    bool dense = termfreq > db_.get_doccount() / FREQUENT_ONE_IN;
    SharedFrequentTerm known = dense || termfreq >= SPARSE_LEAST ? watched(term) : nullptr;
    if (!known)
        return nullptr;
    size_t bytes = dense ? DenseList::bytes(db_.get_lastdocid()) : SparseList::bytes(termfreq);
    /* Making a sparse list costs little more than reading it. */
    uint64_t due = termfreq * known->pays / (dense ? 1 : 2);
    if (known->bytes) {
        known->read += termfreq;
    } else if (known->read >= due && make_room(*known, bytes)) {
        known->pays *= 2; /* should this be left before the list is made */
        if (dense)
            known->list = std::make_shared<const DenseList>(*this, term, parameters, pace);
        else
            known->sparse = std::make_shared<const SparseList>(*this, term, parameters, pace);
        known->pays /= 2;
        known->bytes = bytes;
        list_bytes_ += bytes;
    }
    return known;
}

xc::SharedDenseList xc::Memo::known_dense(const std::string &term) const {
    auto it = frequent_.find(term);
    return it == frequent_.end() ? nullptr : it->second->list;
}

xc::MergedList xc::Memo::merge(const std::vector<std::string> &terms, Pace &pace) {
    for (auto it = merged_.begin(); it != merged_.end(); ++it)
        if (it->first == terms) {
            merged_.splice(merged_.begin(), merged_, it);
            return it->second;
        }
    std::vector<Xapian::termcount> wdf(lengths_.size());
    std::vector<uint64_t> bits(lengths_.size() / 64 + 1);
    for (const std::string &term : terms) {
        Xapian::PostingIterator end = db_.postlist_end(term);
        for (auto it = db_.postlist_begin(term); it != end; ++it) {
            Xapian::docid docid = *it;
            wdf.at(docid) += it.get_wdf();
            bits[docid / 64] |= uint64_t{1} << docid % 64;
            pace.step();
        }
    }
    merged_.emplace_front(terms, std::make_shared<const std::vector<Merged>>(compact(wdf, bits)));
    if (merged_.size() > REMEMBERED)
        merged_.pop_back();
    return merged_.front().second;
}

int xc_memo_new(xc_database *db, xc_memo **ret_memo, xc_error *err) {
    return guard(err, [&] {
        *ret_memo = new xc_memo{std::make_shared<xc::Memo>(db->db)};
        return 0;
    });
}

void xc_memo_free(xc_memo *memo) {
    delete memo;
}
