/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_part.h: what lexicon.c and lexicon_check.c share: an open lexicon.
 */
#ifndef FIHRIST_CORE_LEXICON_PART_H
#define FIHRIST_CORE_LEXICON_PART_H

#include "core/lexicon.h"
#include "core/lexicon_merge.h"

struct fh_lexicon {
    char *path; /* of the generation */
    int fd;
    uint64_t id;    /* of the file that is open; 0: none was yet */
    fh_mapping map; /* so long as directory.bytes but after a failed refresh */
    fh_lexicon_directory directory;
    fh_lexicon_merge merge;
};

#endif
