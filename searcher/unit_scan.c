/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * unit_scan.c: see unit_scan.h.
 */
#include "searcher/unit_scan.h"

#include <stdlib.h>

/* --- ids --- */

static int compare_ids(const void *a, const void *b) {
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

void fh_ids_order(fh_ids *ids) {
    size_t kept = 0;
    if (ids->count > 1)
        qsort(ids->items, ids->count, sizeof *ids->items, compare_ids);
    for (size_t i = 0; i < ids->count; i++)
        if (kept == 0 || ids->items[i] != ids->items[kept - 1])
            ids->items[kept++] = ids->items[i];
    ids->count = kept;
}

bool fh_ids_have(const fh_ids *ids, uint16_t id) {
    if (ids->count == 1)
        return ids->items[0] == id;
    return ids->count &&
           bsearch(&id, ids->items, ids->count, sizeof *ids->items, compare_ids) != NULL;
}

/* --- low bytes --- */

void fh_bytes_clear(fh_bytes_wanted *bytes) {
    memset(bytes->has, 0, sizeof bytes->has);
    bytes->count = 0;
}

void fh_bytes_add(fh_bytes_wanted *bytes, uint16_t id) {
    uint8_t low = (uint8_t)id;
    if (bytes->has[low])
        return;
    bytes->has[low] = 1;
    if (bytes->count < FH_BYTES_FEW)
        memset(bytes->splat[bytes->count], low, sizeof bytes->splat[0]);
    bytes->count++;
}

/* --- runs --- */

void fh_run_prepare(fh_run *run) {
    for (size_t i = 0; i < 2; i++) {
        const fh_ids *ids = &run->words[run->anchors[i]];
        fh_bytes_clear(&run->bytes[i]);
        for (size_t k = 0; k < ids->count; k++)
            fh_bytes_add(&run->bytes[i], ids->items[k]);
    }
}

bool fh_run_stands_at(const fh_run *run, const fh_units *units, size_t at, size_t end) {
    if (at > end || run->count > end - at)
        return false;
    for (size_t i = 0; i < run->count; i++)
        if (!fh_ids_have(&run->words[i], fh_unit_id(units, at + i)))
            return false;
    return true;
}

bool fh_run_stands(const fh_run *run, const fh_units *units, size_t end) {
    const uint8_t *first = units->low + run->anchors[0], *second = units->low + run->anchors[1];
    for (size_t at = 0; at + run->count <= end; at += FH_SCAN_STEP) {
        size_t starts = end - run->count + 1 - at;
        uint64_t found = fh_bytes_match(&run->bytes[0], first + at, starts);
        if (found)
            found &= fh_bytes_match(&run->bytes[1], second + at, starts);
        for (; found; found &= found - 1)
            if (fh_run_stands_at(run, units, at + (size_t)__builtin_ctzll(found), end))
                return true;
    }
    return false;
}
