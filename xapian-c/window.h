/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * window.h: what several lists have among some neighbouring documents, gathered list by list, and
 * then gone through document by document.
 */
#ifndef XAPIAN_C_WINDOW_H
#define XAPIAN_C_WINDOW_H

#include "xapian-c/bits.h"

#include <xapian.h>

#include <algorithm>
#include <vector>

namespace xc {

/** `begin` to before `end`, which is at most MOST documents on. */
class Window {
  public:
    enum { MOST = 1024 };
    static constexpr uint32_t none = UINT32_MAX;

    struct Entry {
        uint32_t list;
        Xapian::termcount wdf;
        uint32_t next; /**< of the same document, or none */
    };

  private:
    static constexpr Xapian::docid ended = UINT32_MAX;

    Xapian::docid begin_ = 0, end_ = 0;
    uint64_t has_[MOST / 64]{};
    uint32_t last_[MOST]{}; /**< entry of each document it has */
    std::vector<Entry> entries_{};

  public:
    Xapian::docid end() const { return end_; }

    /** Empty, and somewhere else. */
    void move(Xapian::docid begin, Xapian::docid size) {
        begin_ = begin;
        end_ = ended - begin < size ? ended : begin + size;
        std::fill_n(has_, (size + 63) / 64, 0);
        entries_.clear();
    }

    /** `docid` is in it. */
    void add(Xapian::docid docid, size_t list, Xapian::termcount wdf) {
        size_t at = docid - begin_;
        uint64_t bit = uint64_t{1} << at % 64;
        bool first = !(has_[at / 64] & bit);
        has_[at / 64] |= bit;
        entries_.push_back({static_cast<uint32_t>(list), wdf, first ? none : last_[at]});
        last_[at] = static_cast<uint32_t>(entries_.size() - 1);
    }

    /** The first document at or after `docid`, before its end; `ended` if there is none. */
    Xapian::docid next(Xapian::docid docid) const {
        size_t words = (size_t{end_ - begin_} + 63) / 64;
        size_t next = next_bit(has_, words, std::max(docid, begin_) - begin_);
        return next == no_bit ? ended : begin_ + static_cast<Xapian::docid>(next);
    }
    bool has(Xapian::docid docid) const {
        return docid >= begin_ && docid < end_ &&
               has_[(docid - begin_) / 64] >> (docid - begin_) % 64 & 1;
    }
    /** Every entry of a document that it has, that added last first. */
    template <typename Action> void each(Xapian::docid docid, Action action) const {
        for (uint32_t at = last_[docid - begin_]; at != none; at = entries_[at].next)
            action(entries_[at]);
    }
};

} // namespace xc

#endif
