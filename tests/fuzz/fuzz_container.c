/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_container.c: any bytes as a container, of a kind by their first byte. Reading it ends; paths
 * are valid UTF-8, lead nowhere and are not too long; what is in it is looked into once more, if
 * that is a container.
 */
#include <stdlib.h>

#include "container/container.h"
#include "core/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds)
        abort();
}

static void check_member(const fh_member *member, bool web) {
    fh_str path = member->path;
    check(path.n <= 3 * FH_CONTAINER_MAX_PATH_BYTES + 8 && fh_utf8_valid(path));
    for (size_t i = 0; i < path.n; i++)
        check((unsigned char)path.p[i] >= 0x20 && path.p[i] != 0x7f);
    check(member->number > 0);
    check(web || path.n == 0 || path.p[0] != '/');
}

/* Read it to its end in pieces; its first bytes go to `start`. */
static size_t read_member(fh_stream *stream, uint8_t *start, size_t size) {
    uint8_t piece[777];
    size_t kept = 0;
    ssize_t n;
    while ((n = fh_stream_read(stream, piece, sizeof piece, NULL)) > 0) {
        size_t more = (size_t)n < size - kept ? (size_t)n : size - kept;
        memcpy(start + kept, piece, more);
        kept += more;
    }
    return kept;
}

static bool is_web(fh_container_kind kind) {
    return kind == FH_CONTAINER_WARC || kind == FH_CONTAINER_WACZ;
}

/* A container, and the first bytes of the first member that has any. */
static void read_all(fh_container_kind kind, const fh_container_source *source, fh_str *ret_first,
                     uint8_t *first, size_t size) {
    fh_container *container;
    fihrist_error err = {0};
    fh_member member;
    int rc = fh_container_open(kind, source, &container, &err);
    if (rc < 0)
        return;
    while ((rc = fh_container_next(container, &member, &err)) > 0) {
        check_member(&member, is_web(kind));
        if (rc != FH_MEMBER_FILE)
            continue;
        check(member.path.n > 0);
        size_t n = read_member(member.stream, first, ret_first->n == 0 ? size : 0);
        if (ret_first->n == 0)
            *ret_first = (fh_str){(const char *)first, n};
    }
    check(rc == 0 || err.code == rc);
    fh_container_close(container);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { KINDS = 4, INSIDE_BYTES = 1 << 16 };
    static uint8_t first[INSIDE_BYTES], second[INSIDE_BYTES];
    fh_str inside = {NULL, 0}, deeper = {NULL, 0};
    if (size == 0)
        return 0;
    fh_str bytes = {(const char *)data + 1, size - 1};
    fh_container_kind kind = (fh_container_kind)(FH_CONTAINER_ARCHIVE + data[0] % KINDS);
    fh_container_detect(fh_str_of("a.warc.gz"), bytes);
    fh_memory_stream stream = fh_memory_stream_of(bytes);
    fh_container_source source = {.stream = &stream.stream, .fd = -1, .name = fh_str_of("x.gz")};
    read_all(kind, &source, &inside, first, sizeof first);
    kind = fh_container_detect(fh_str_of(NULL), inside);
    stream = fh_memory_stream_of(inside);
    if (kind != FH_CONTAINER_NONE)
        read_all(kind, &source, &deeper, second, sizeof second);
    return 0;
}
