/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verdicts.h: what looking at texts has shown, remembered as long as the snapshot: of some needles,
 * which documents have them. The next page of answers, or the same words with another filter, then
 * need not read the same texts again.
 */
#ifndef FIHRIST_SEARCHER_VERDICTS_H
#define FIHRIST_SEARCHER_VERDICTS_H

#include "searcher/needle.h"

/** Of one needle. */
typedef struct fh_verdict_set fh_verdict_set;

/** Zero-initialise; the newest needles stay, in FH_VERDICTS_MAX_BYTES. For one thread. */
typedef struct fh_verdicts {
    fh_verdict_set *first; /**< the one asked for last */
    size_t bytes;
} fh_verdicts;

enum { FH_VERDICTS_MAX_BYTES = 8 << 20 };

/** Forget everything. No set may be in use. */
void fh_verdicts_clear(fh_verdicts *verdicts);

/** The set of a needle, for documents whose docids are below `size`, in use until
 * fh_verdicts_leave. NULL: there is no room or memory for it, which is no error. */
fh_verdict_set *fh_verdicts_use(fh_verdicts *verdicts, const fh_needle *needle, uint32_t size);
void fh_verdicts_leave(fh_verdict_set *set);

/** 1 or 0 where it is known whether the document has the needle, -1 where it is not. */
int fh_verdict_get(const fh_verdict_set *set, uint32_t docid);
void fh_verdict_set_to(fh_verdict_set *set, uint32_t docid, bool has);

#endif
