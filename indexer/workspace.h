/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * workspace.h: an index that is open to be changed: its lock held, its manifest, its analyser, its
 * authority. Also how another generation takes the place of the one in use.
 */
#ifndef FIHRIST_INDEXER_WORKSPACE_H
#define FIHRIST_INDEXER_WORKSPACE_H

#include "core/analyser.h"
#include "core/authority.h"
#include "core/index_dir.h"

typedef struct fh_workspace_options {
    const char *dir;
    bool create;          /**< make it when it is not there */
    bool must_be_new;     /**< and fail when it is: FIHRIST_E_USAGE */
    bool any_fingerprint; /**< open one that another analyser made */
    /** Path of an authority file, "none", or NULL: that of the index, for a new index
     *  `default_authority`. */
    const char *authority;
    const char *default_authority;
    bool change_authority; /**< `authority` may be another than the index has */
    const char *language;  /**< of a new index; NULL: english */
    /** Where the places of words are kept; NULL: where the index has them, for a new index the
     *  store. As with `authority` another than the index has is taken only to make it again. */
    const fh_positions *positions;
    bool change_positions;
    /** What is noted as the time when an article first comes, in seconds since 1970; 0: the time it
     *  is then. */
    int64_t now;
    /** How alike copies are, in thousandths (fh_manifest); NULL: as the index has it, for a new
     *  index FH_ALIKE_DEFAULT. */
    const uint32_t *alike;
    bool change_alike;
} fh_workspace_options;

typedef struct fh_workspace {
    const char *dir;
    int lock_fd;
    bool created; /**< the manifest is not written yet: fh_workspace_publish */
    fh_manifest manifest;
    fh_analyser *analyser;
    fh_authority *authority; /**< NULL: none */
    fh_language language;
    int64_t now; /**< see above */
} fh_workspace;

/** Lock and open an index. FIHRIST_E_BUSY: another writer has it. FIHRIST_E_VERSION: made by
 * another analyser. `options->dir` must stay. */
int fh_workspace_open(const fh_workspace_options *options, fh_workspace **ret_workspace,
                      fihrist_error *err);
void fh_workspace_close(fh_workspace *workspace);

/** Make `generation`, whose database is complete and on disk, the one in use, by one rename, and
 *  remove the others. */
int fh_workspace_publish(fh_workspace *workspace, uint64_t generation, fihrist_error *err);

#endif
