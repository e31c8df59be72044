/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memo.cc: the bits of a term, the merged posting lists of a synonym.
 */
#include "xapian-c/memo.h"

#include "xapian-c/collector.h"

using xc::guard;

namespace {

/** A search asks for the same few several times: in articles, in comments, in some of each. */
enum { REMEMBERED = 4 };

/** A shorter list is read as fast as bits are united. */
enum { FREQUENT = 1000 };
/** For bits: some two hundred terms of 300,000 documents, a few of ten millions. */
enum { BITS_BYTES = 8 << 20, TERMS = 1024 };
/** For dense lists: sixty terms of 300,000 documents, a few of ten millions. */
enum { DENSE_BYTES = 24 << 20 };
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

/** Forget lists that are read less, until there is room for another. */
bool xc::Memo::make_room(uint64_t read) {
    size_t bytes = DenseList::bytes(db_.get_lastdocid());
    while (dense_bytes_ + bytes > DENSE_BYTES) {
        FrequentTerm *least = nullptr;
        for (auto &known : frequent_)
            if (known.second.list && (!least || known.second.read < least->read))
                least = &known.second;
        if (!least || least->read >= read)
            return false;
        least->list = nullptr;
        dense_bytes_ -= bytes;
    }
    return true;
}

xc::FrequentTerm *xc::Memo::frequent(const std::string &term, const KindParameters &parameters,
                                     Pace &pace) {
    Xapian::doccount termfreq = stats(term).termfreq;
    if (termfreq <= db_.get_doccount() / FREQUENT_ONE_IN)
        return nullptr;
    auto it = frequent_.find(term);
    if (it == frequent_.end() && frequent_.size() == TERMS)
        return nullptr;
    FrequentTerm &known = it == frequent_.end() ? frequent_[term] : it->second;
    if (known.list) {
        known.read += termfreq;
    } else if (known.read >= termfreq * known.pays && make_room(known.read)) {
        known.pays *= 2; /* should this be left before the list is made */
        known.list = std::make_shared<const DenseList>(*this, term, parameters, pace);
        known.pays /= 2;
        dense_bytes_ += DenseList::bytes(db_.get_lastdocid());
    }
    return &known;
}

xc::SharedDenseList xc::Memo::known_dense(const std::string &term) const {
    auto it = frequent_.find(term);
    return it == frequent_.end() ? nullptr : it->second.list;
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
