/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon.h: every word form of the index with its stem and how often it occurs, in the same commit
 * as the documents. Wildcards, spelling and completion work on forms; the postings only know stems.
 *
 * It is a file in the directory of a generation, `gen-N/lexicon-K`, that is only ever appended to,
 * read through a mapping. A batch appends one sorted run of changes, which is merged with runs
 * before it so that there are few (doc/format.md has the bytes). Which runs count stands in the
 * database's metadata, written in the very commit that makes their documents visible.
 *
 * Everything in the file is checked against its bounds and its checksums before it is used.
 */
#ifndef FIHRIST_CORE_LEXICON_H
#define FIHRIST_CORE_LEXICON_H

#include "core/error.h"
#include "core/language.h"
#include "core/memory.h"
#include "xapian-c.h"

typedef struct fh_lexicon fh_lexicon;

typedef struct fh_lexicon_entry {
    fh_str form, stem;
    uint64_t frequency; /**< occurrences over articles and comments */
} fh_lexicon_entry;

/** Open the lexicon of the generation in directory `path` as the commit says that `db` is at. For
 *  one thread at a time. FIHRIST_E_CORRUPT: it is shorter than that, not a lexicon, or another
 *  database's; FIHRIST_E_NOT_FOUND: there is none, or a later commit has removed it;
 *  FIHRIST_E_VERSION; FIHRIST_E_IO; FIHRIST_E_BUSY: the commit is gone. */
int fh_lexicon_open(const char *path, xc_database *db, fh_lexicon **ret_lexicon,
                    fihrist_error *err);
/** Follow `db` to the commit it is at now, which costs one look at its metadata when there is
 *  nothing new. After a failure only that, or the close, is left. */
int fh_lexicon_refresh(fh_lexicon *lexicon, xc_database *db, fihrist_error *err);
void fh_lexicon_close(fh_lexicon *lexicon);

/** 1: `form` occurs, and its entry lives in `arena`; 0: it does not; negative: an error,
 *  FIHRIST_E_CORRUPT where what would tell is damaged. */
int fh_lexicon_find(fh_lexicon *lexicon, fh_language language, fh_str form, fh_arena *arena,
                    fh_lexicon_entry *ret_entry, fihrist_error *err);

/** Forms that match a pattern (pattern.h) in byte order, up to `room`; *ret_more says that there
 * were others. Text lives in `arena`. Those with a beginning in common are read, at a cost that
 * grows with their number; for a pattern that begins with a star all bytes of the language are
 * searched: about 2 ms for a million forms, and 5 ms more the first time, when they are verified.
 */
int fh_lexicon_match(fh_lexicon *lexicon, fh_language language, fh_str pattern, fh_arena *arena,
                     fh_lexicon_entry *ret_entries, size_t room, size_t *ret_count, bool *ret_more,
                     fihrist_error *err);

/** How many forms there are, in all languages. */
int fh_lexicon_count(fh_lexicon *lexicon, uint64_t *ret_count, fihrist_error *err);

/** Called with each fault that is found. */
typedef void (*fh_lexicon_fault_teller)(void *user, const char *message);
/** Read all of it: checksums of runs, order, bounds, sums. How many faults were told. */
uint64_t fh_lexicon_check(fh_lexicon *lexicon, fh_lexicon_fault_teller tell, void *user);

#endif
