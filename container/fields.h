/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fields.h: headers as HTTP and WARC have them: lines "Name: value" up to an empty line. Used
 * inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_FIELDS_H
#define FIHRIST_CONTAINER_FIELDS_H

#include "core/memory.h"
#include "core/slice.h"

enum {
    FH_HEADER_MAX_BYTES = 64 << 10, /**< servers take 8 to 48 KB */
    FH_HEADER_MAX_FIELDS = 1000
};

/** A place in a header. */
typedef struct fh_fields {
    char *at, *end;
} fh_fields;

/** Bytes of the header that `text` begins with, the empty line included; lines end with CR LF or
 *  LF. 0: its end is not in there. */
size_t fh_header_length(fh_str text);
/** The first line of a header, moving to the second. */
fh_str fh_fields_first_line(fh_fields *fields);
/** The next field, without blanks around name and value. Lines without a colon are left out; folded
 *  ones are joined in place, with blanks for the ends of lines. */
bool fh_fields_next(fh_fields *fields, fh_str *ret_name, fh_str *ret_value);

/** What stands in a list before the separator, trimmed; the list moves behind it. */
fh_str fh_list_next(fh_str *list, char separator);

/** The media type of a Content-Type, lower case, without parameters, and its charset; each absent
 *  where it says none. It is written over. */
void fh_media_type(fh_str content_type, fh_str *ret_type, fh_str *ret_charset);

#endif
