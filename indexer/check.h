/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * check.h: whether an index holds together: libxapian's own check, every stored record's checksum,
 * and the counts of the state against what is there.
 */
#ifndef FIHRIST_INDEXER_CHECK_H
#define FIHRIST_INDEXER_CHECK_H

#include "core/index_state.h"
#include "indexer/workspace.h"

typedef struct fh_check_result {
    fh_index_state state;
    uint64_t faults;
} fh_check_result;

/** Called with each fault, one line. */
typedef void (*fh_fault_teller)(void *user, const char *message);

/** Check the generation in use; `deep`: also whether it is what its texts make (deep_check.h),
 * which takes about as long as indexing them. Faults are no failure: they are told and counted. */
int fh_check(const fh_workspace *workspace, bool deep, fh_fault_teller tell, void *user,
             fh_check_result *ret_result, fihrist_error *err);

#endif
