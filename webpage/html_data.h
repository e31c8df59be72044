/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_data.h: what the files that read JSON-LD share.
 */
#ifndef FIHRIST_WEBPAGE_HTML_DATA_H
#define FIHRIST_WEBPAGE_HTML_DATA_H

#include <jansson.h>

#include "webpage/html.h"

enum { FH_HTML_ROOTS_MAX = 64 /**< values in all scripts of a page that are read */ };

typedef struct fh_html_finding {
    fh_html *page;
    fh_html_data *data;
    json_t *roots[FH_HTML_ROOTS_MAX];
    size_t root_count;
    struct fh_html_named *named; /**< things with an id and a name, in order of their ids */
    size_t named_count, named_capacity;
    bool failed; /**< out of memory */
} fh_html_finding;

/** A string without elements and entities; absent where the value is none. */
fh_str fh_html_data_text(fh_html_finding *f, const json_t *value);
/** Of a thing its name, wherever that stands, of a list its first one's, else the text itself. */
fh_str fh_html_data_name(fh_html_finding *f, const json_t *value);
/** That of the first key that has one. */
fh_str fh_html_data_first(fh_html_finding *f, const json_t *object, const char *const *keys,
                          size_t count);

/** Sets the comments of the data from a Comment of schema.org, or a list of such, with all that
 *  answer them in them. At most FH_ARTICLE_MAX_COMMENTS. */
void fh_html_take_data_comments(fh_html_finding *f, const json_t *value);

#endif
