/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * near_scan.h: looking through the units of one document for words that stand near one another: in
 * any order, or one behind the other. Knows arrays alone: no store, no query.
 */
#ifndef FIHRIST_SEARCHER_NEAR_SCAN_H
#define FIHRIST_SEARCHER_NEAR_SCAN_H

#include "searcher/unit_scan.h"

/** What stands near one another is in so many slots at the most. */
enum { FH_NEAR_MAX_SLOTS = 64 };

/** A word, and bit i for each slot i that it fills by itself. */
typedef struct fh_near_word {
    uint64_t slots;
    uint16_t id;
} fh_near_word;

/** Words one after another, each of which fills a slot where they stand so. */
typedef struct fh_near_run {
    const fh_run *run;
    size_t slot;
} fh_near_run;

typedef struct fh_near_hit {
    uint64_t position, slots;
    uint8_t owner; /**< the slot it fills, while they are shared out */
} fh_near_hit;

/** Slots that words within `window` positions have to fill, each word but one of them. */
typedef struct fh_near {
    uint32_t window; /**< 1: one position */
    bool ordered;    /**< slot 0 first, then 1 behind it, and so on; `wanted` is not looked at */
    size_t slot_count;
    uint32_t wanted[FH_NEAR_MAX_SLOTS]; /**< so many different words fill the slot */
    fh_near_word *words;                /**< those of runs too */
    size_t word_count;
    fh_near_run *runs;
    size_t run_count;
    size_t anchor;     /**< the slot to look for first, best the rarest */
    fh_near_hit *hits; /**< room for `window` of them; not looked at where ordered */
    uint64_t steps;    /**< grows by one for each word that is tried for a slot */

    /* fh_near_prepare */
    fh_bytes_wanted bytes, anchor_bytes;
    size_t least_hits; /* that all slots take */
    /* while a document is looked through */
    size_t hit_first, hit_count, shared, missing;
    uint32_t have[FH_NEAR_MAX_SLOTS];
    uint64_t begun[FH_NEAR_MAX_SLOTS]; /**< where the latest row of slots 0 to i begins, plus 1 */
    uint64_t gaps;
} fh_near;

/** Room that `words` needs beyond those that are put there. */
enum { FH_NEAR_WORDS_EXTRA = 1 };

/** To be called when `words` and `runs` are filled, in any order, the same word at will in several
 *  entries: `words` is put in order, and one is added. */
void fh_near_prepare(fh_near *near);
/** Are all slots filled somewhere in the first `end` units? Positions are as in libxapian's tables:
 *  one more for each word, FH_POSITION_GAP from the last before a gap to the first behind it. */
bool fh_near_stands(fh_near *near, const fh_units *units, size_t end);

#endif
