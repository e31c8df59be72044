/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_directory.h: which runs a lexicon has, and in which file, as the database's metadata says
 * under "fihrist-lexicon": what is committed.
 */
#ifndef FIHRIST_CORE_LEXICON_DIRECTORY_H
#define FIHRIST_CORE_LEXICON_DIRECTORY_H

#include "core/lexicon_run.h"

enum {
    /** As they are merged each is four times as large as the next: far more than there can be. */
    FH_LEXICON_MAX_RUNS = 32,
    FH_LEXICON_NAME_BYTES = 24
};

/** Zero-initialise. */
typedef struct fh_lexicon_directory {
    uint64_t id;    /**< of the file */
    uint64_t bytes; /**< of it that are committed; 0: nothing was read yet */
    uint32_t file;  /**< its number: "lexicon-1" */
    uint32_t count;
    fh_lexicon_run runs[FH_LEXICON_MAX_RUNS]; /**< from the oldest on; none lies beyond `bytes` */
} fh_lexicon_directory;

extern const fh_appended_kind fh_lexicon_kind;

/** What the names of all files of lexicons begin with. */
#define FH_LEXICON_NAME_STEM "lexicon-"

void fh_lexicon_name(uint32_t file, char ret_name[FH_LEXICON_NAME_BYTES]);

/** Read what `db` says. What is known of runs that are still there is kept. *ret_changed: it says
 *  something else than before. Nothing is changed on failure: FIHRIST_E_CORRUPT, _VERSION. */
int fh_lexicon_directory_read(fh_lexicon_directory *directory, xc_database *db, bool *ret_changed,
                              fihrist_error *err);
/** Write it in the transaction that is open. */
int fh_lexicon_directory_write(const fh_lexicon_directory *directory, xc_writer *engine,
                               fihrist_error *err);

#endif
