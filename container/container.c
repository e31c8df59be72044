/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * container.c: the calls of container.h, handed to the kind that it is; and the weighing of what is
 * unpacked.
 */
#include "container/part.h"

int fh_container_open(fh_container_kind kind, const fh_container_source *source,
                      fh_container **ret_container, fihrist_error *err) {
    switch (kind) {
    case FH_CONTAINER_ARCHIVE:
        return fh_archive_open(source, ret_container, err);
    case FH_CONTAINER_COMPRESSED:
        return fh_compressed_open(source, ret_container, err);
    case FH_CONTAINER_WARC:
        return fh_warc_open(source, ret_container, err);
    case FH_CONTAINER_WACZ:
        return fh_wacz_open(source, ret_container, err);
    case FH_CONTAINER_NONE:
        break;
    }
    return fh_fail(err, FIHRIST_E_USAGE, "not a kind of container: %d", (int)kind);
}

int fh_container_next(fh_container *container, fh_member *ret_member, fihrist_error *err) {
    *ret_member = (fh_member){0};
    return container->next(container, ret_member, err);
}

void fh_container_close(fh_container *container) {
    if (container)
        container->close(container);
}

/* --- what may be unpacked --- */

int fh_ratio_check(const fh_ratio *ratio, fihrist_error *err) {
    if (ratio->plain <= FH_CONTAINER_RATIO_FROM_BYTES ||
        ratio->plain / FH_CONTAINER_MAX_RATIO <= ratio->packed)
        return 0;
    return fh_fail(err, FIHRIST_E_INPUT, "unpacks to more than %d times its size",
                   FH_CONTAINER_MAX_RATIO);
}

void fh_container_start(fh_container *container, const fh_container_source *source) {
    container->total = source->outer ? source->outer->total : &container->own;
}

uint64_t fh_container_read(const fh_container *container) {
    return container->total->packed;
}

void fh_container_count_packed(fh_container *container, uint64_t bytes) {
    if (container->total == &container->own)
        container->own.packed += bytes;
}

int fh_container_count_plain(fh_container *container, uint64_t bytes, fihrist_error *err) {
    container->total->plain += bytes;
    return fh_ratio_check(container->total, err);
}
