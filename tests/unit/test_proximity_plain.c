/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The same as test_proximity.c where a processor cannot compare many bytes at a time.
 */
#undef __SSE2__
#include "searcher/near_scan.c"
#include "searcher/unit_scan.c"

#include "tests/unit/test_proximity.c"
