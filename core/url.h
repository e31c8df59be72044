/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * url.h: the one part of a URL the index needs. No I/O.
 */
#ifndef FIHRIST_CORE_URL_H
#define FIHRIST_CORE_URL_H

#include "core/memory.h"

/** The host name of an absolute URL in lower case, without user, port or a final dot; {NULL, 0}
 *  when there is none. In `arena`. */
fh_str fh_url_host(fh_str url, fh_arena *arena);

#endif
