/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_element.h: what an element of a feed is, by its namespace, its name and its attributes.
 */
#ifndef FIHRIST_FORMATS_FEED_ELEMENT_H
#define FIHRIST_FORMATS_FEED_ELEMENT_H

#include "formats/feed.h"

/** What an element belongs to. */
typedef enum fh_feed_space {
    FH_FEED_IN_PLAIN = 1, /**< RSS's own, and no namespace at all */
    FH_FEED_IN_ATOM = 2,
    FH_FEED_IN_DUBLIN_CORE = 4,
    FH_FEED_IN_CONTENT = 8,
    FH_FEED_IN_THREAD = 16,
    FH_FEED_IN_FEEDBURNER = 32,
    FH_FEED_IN_XHTML = 64,
    FH_FEED_IN_OTHER = 128
} fh_feed_space;

typedef struct fh_feed_element {
    fh_feed_space space;
    const char *name;
    const xmlChar **attributes; /**< five each: name, prefix, namespace, value, its end */
    int attribute_count;
} fh_feed_element;

/** By a namespace; one that is written in a way of its own, or is none, by its usual prefix. */
fh_feed_space fh_feed_space_of(const char *prefix, const char *uri);
/** Absent: {NULL, 0}. `prefix` NULL: one without. */
fh_str fh_feed_attribute(const fh_feed_element *e, const char *prefix, const char *name);
/** Whether it is called so in one of the spaces, added. */
bool fh_feed_is(const fh_feed_element *e, unsigned spaces, const char *name);
bool fh_feed_is_item(const fh_feed_element *e);
/** FH_FEED_FIELDS: it is none. */
fh_feed_field fh_feed_field_of(const fh_feed_element *e);
/** What RSS has is HTML, whoever wrote it; Atom says what it is. `atom`: the feed is one. */
fh_feed_form fh_feed_form_of(bool atom, const fh_feed_element *e, fh_feed_field field);

#endif
