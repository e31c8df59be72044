/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bulk_trial.h: whether the libxapian that is installed takes for its own what glass/ writes.
 */
#ifndef FIHRIST_INDEXER_BULK_TRIAL_H
#define FIHRIST_INDEXER_BULK_TRIAL_H

#include "core/error.h"

/** Write a small database in `path`, which is made, and let libxapian read it, change it and check
 *  it. FIHRIST_E_VERSION: it does not take it so; any other failure says nothing of that. The
 *  directory stays. */
int fh_bulk_trial(const char *path, fihrist_error *err);

#endif
