/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * dictionary.h: what the frames of a web archive in zstd were packed with. Used inside container/
 * only.
 */
#ifndef FIHRIST_CONTAINER_DICTIONARY_H
#define FIHRIST_CONTAINER_DICTIONARY_H

#include <zstd.h>

#include "container/packed.h"

/** The largest dictionary of the zstd program is 112 KB unless it is told otherwise. */
enum { FH_DICTIONARY_MAX_BYTES = 16 << 20 };

/** Read it, where there is one before the first frame, and have `zstd` use it. FIHRIST_E_INPUT
 * where it cannot be read. */
int fh_dictionary_read(fh_packed *packed, ZSTD_DCtx *zstd, fihrist_error *err);

#endif
