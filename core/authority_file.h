/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * authority_file.h: what an authority holds. Only authority*.c and mention.c include it.
 */
#ifndef FIHRIST_CORE_AUTHORITY_FILE_H
#define FIHRIST_CORE_AUTHORITY_FILE_H

#include "core/names.h"

enum { FH_HOST_MAX_BYTES = 253 }; /* of a host name, by RFC 1035 */

typedef struct fh_host {
    fh_str domain;
    uint32_t actor;
} fh_host;

typedef struct fh_row {
    fh_actor actor;
    size_t line; /* of the file, from 1, for messages */
} fh_row;

struct fh_authority {
    char *bytes; /* the file; everything below points into it */
    fh_str text;
    fh_str headers[FH_AUTHORITY_MAX_COLUMNS];
    size_t members[FH_AUTHORITY_MAX_COLUMNS]; /* offset in fh_actor, SIZE_MAX: a column unknown */
    size_t column_count;
    fh_row *rows;
    size_t count;
    uint32_t *by_id; /* rows sorted by id */
    fh_host *hosts;  /* sorted by domain */
    size_t host_count;
    fh_names *names;
};

#endif
