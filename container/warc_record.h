/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * warc_record.h: the header of a WARC record: "WARC/1.1", fields, an empty line. Used inside
 * container/ only.
 */
#ifndef FIHRIST_CONTAINER_WARC_RECORD_H
#define FIHRIST_CONTAINER_WARC_RECORD_H

#include "container/fields.h"
#include "container/part.h"

/** What of its header counts; the texts are in the header. */
typedef struct fh_warc_record {
    fh_str type, url, content_type; /**< absent where it does not say them */
    bool truncated;                 /**< the crawler says that it did not take all */
    uint64_t length;                /**< of what follows the header, at most INT64_MAX */
} fh_warc_record;

/** Read a header, which is written over. FIHRIST_E_INPUT where it is none of version 0.17 to 1.x,
 *  or says no type or no length. *ret_record has what was found all the same. */
int fh_warc_record_parse(char *header, size_t n, fh_warc_record *ret_record, fihrist_error *err);

enum { FH_WARC_BEGINNING_BYTES = 128 };
/** Whether a record could begin with `text`: its first line, and the name of a field. At most the
 *  first FH_WARC_BEGINNING_BYTES matter. */
bool fh_warc_record_begins(fh_str text);

/** A record's URL as it is shown: without the brackets that WARC 1.0 has around it; what cannot be
 *  printed is percent-encoded. Written into `url`, of FH_BUFFER(FH_WARC_URL_BUFFER_BYTES), and cut
 *  to FH_CONTAINER_MAX_PATH_BYTES. False when it had to be cut, or memory is out (url->failed). */
bool fh_warc_url_clean(fh_str said, fh_buffer *url);
enum { FH_WARC_URL_BUFFER_BYTES = FH_CONTAINER_MAX_PATH_BYTES + 8 };
/** Whether it was fetched by HTTP. */
bool fh_warc_url_is_http(fh_str url);
/** Whether it names what crawlers say of a page or of themselves. */
bool fh_warc_url_is_internal(fh_str url);

#endif
