/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rebuild.h: a new generation of an index, out of the records in the old one: for another analyser,
 * stemmer or authority file. The old generation serves readers until the new one is whole. Articles
 * stay in the order in which they came, each of the revision it came with.
 */
#ifndef FIHRIST_INDEXER_REBUILD_H
#define FIHRIST_INDEXER_REBUILD_H

#include "indexer/writer.h"

typedef struct fh_rebuild_result {
    uint64_t articles, comments;
    uint64_t damaged; /**< articles whose record could not be read: they are lost */
} fh_rebuild_result;

/** Called with an article that cannot be read. */
typedef void (*fh_damage_teller)(void *user, fh_str id, const char *reason);
/** Whether to give up; the old generation stays then: FIHRIST_E_CANCELLED. */
typedef bool (*fh_stop_question)(void);

typedef struct fh_rebuild_options {
    uint64_t memory_bytes;
    bool bulk;             /**< its database is written at once (bulk.h) */
    fh_damage_teller tell; /**< NULL: what cannot be read ends it, FIHRIST_E_CORRUPT or _LIMIT */
    void *user;            /**< of tell */
    fh_stop_question stop_asked;
} fh_rebuild_options;

/** The index keeps its uuid; its revision is one more. The workspace's manifest says what the new
 *  generation is made with. */
int fh_rebuild(fh_workspace *workspace, const fh_rebuild_options *options,
               fh_rebuild_result *ret_result, fihrist_error *err);
/** Have an index that can be changed: one that is final (compact.h) is made again, which `say`, a
 *  program's name, is said of on standard error; NULL: it is not. */
int fh_rebuild_final(fh_workspace *workspace, uint64_t memory_bytes, fh_stop_question stop_asked,
                     const char *say, fihrist_error *err);
/** Only begin: *ret_writer has all articles, for more to be put, a commit and a publish. After a
 *  failure, or a close without a publish, the next generation's files are left behind. */
int fh_rebuild_begin(fh_workspace *workspace, const fh_rebuild_options *options,
                     fh_writer **ret_writer, fh_rebuild_result *ret_result, fihrist_error *err);

#endif
