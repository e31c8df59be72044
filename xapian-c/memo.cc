/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memo.cc: merging the posting lists of a synonym.
 */
#include "xapian-c/memo.h"

#include "xapian-c/internal.h"

using xc::guard;

namespace {

/** A search asks for the same few several times: in articles, in comments, in some of each. */
enum { REMEMBERED = 4 };

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

xc::MergedList xc::Memo::merge(const std::vector<std::string> &terms) {
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
