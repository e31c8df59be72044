/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * media.h: which of what the web sends may be an article, or many. Used inside container/ only.
 */
#ifndef FIHRIST_CONTAINER_MEDIA_H
#define FIHRIST_CONTAINER_MEDIA_H

#include "core/memory.h"

enum { FH_SNIFF_BYTES = 512 };

/** Whether a media type in lower case is one of pages, feeds or mail. */
bool fh_media_is_document(fh_str type);
/** Whether it says nothing: then its first bytes have to. */
bool fh_media_is_unknown(fh_str type);
/** What begins with these bytes (FH_SNIFF_BYTES are enough): "text/html", "application/xml" or
 *  absent. */
fh_str fh_media_sniff(fh_str start);

#endif
