/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * version.c: the bytes of the version file.
 */
#include "glass/version.h"

#include <errno.h>
#include <sys/random.h>

#include "core/index_part.h"
#include "glass/pack.h"

static const char magic[] = "\x0f\x0dXapian Glass";
/* 2016-03-14: years since 2014, month, day. */
enum { FORMAT = 2 << 9 | 3 << 5 | 14, UUID_BYTES = 16, FILE_MAX_BYTES = 256 };

/* `root` NULL: a table that is not there. */
static uint8_t *put_root(uint8_t *to, const glass_root *root, uint32_t compress_min) {
    enum { FAKE = 1, SEQUENTIAL = 2 };
    uint8_t free_list[6 * GLASS_VARINT_MAX_BYTES], *end = free_list;
    to = glass_put_varint(to, root ? root->block : 0);
    /* Not said to be sequential: libxapian then goes by the branches, which is as fast, and stays
     * right when a full first block is split (in 1.4.22 it would not). */
    to = glass_put_varint(to, root ? root->level << 2 : FAKE | SEQUENTIAL);
    to = glass_put_varint(to, root ? root->entries : 0);
    to = glass_put_varint(to, GLASS_BLOCK_BYTES >> 11);
    to = glass_put_varint(to, compress_min);
    if (root) {
        end = glass_put_varint(end, GLASS_REVISION);
        end = glass_put_varint(end, root->blocks);
        for (int i = 0; i < 4; i++)
            end = glass_put_varint(end, 0);
    }
    size_t n = (size_t)(end - free_list);
    to = glass_put_varint(to, n);
    memcpy(to, free_list, n);
    return to + n;
}

static uint8_t *put_statistics(uint8_t *to, const glass_version *version) {
    to = glass_put_varint(to, version->documents);
    to = glass_put_varint(to, 0); /* docids that are not in use */
    to = glass_put_varint(to, version->least_length);
    to = glass_put_varint(to, version->most_wdf);
    to = glass_put_varint(to, version->most_length - version->most_wdf);
    to = glass_put_varint(to, 0); /* the oldest changeset */
    to = glass_put_varint(to, version->total_length);
    return glass_put_varint(to, 0); /* spelling */
}

/* The tables in libxapian's order; which tags it compresses is a matter of the table. */
static size_t make_file(const glass_version *version, uint8_t bytes[FILE_MAX_BYTES]) {
    enum { WORTH = 18 };
    uint8_t *to = bytes;
    memcpy(to, magic, sizeof magic - 1);
    to += sizeof magic - 1;
    glass_put_u16(to, FORMAT);
    to += 2 + UUID_BYTES;
    to = glass_put_varint(to, GLASS_REVISION);
    to = put_root(to, &version->postlist, 0);
    to = put_root(to, NULL, WORTH); /* docdata */
    to = put_root(to, &version->termlist, WORTH);
    to = put_root(to, NULL, 0);     /* position */
    to = put_root(to, NULL, WORTH); /* spelling */
    to = put_root(to, NULL, WORTH); /* synonym */
    return (size_t)(put_statistics(to, version) - bytes);
}

static int make_uuid(uint8_t uuid[UUID_BYTES], fihrist_error *err) {
    if (getrandom(uuid, UUID_BYTES, 0) != UUID_BYTES)
        return fh_fail_errno(err, errno, "cannot make a database's name");
    uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40);
    uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
    return FIHRIST_OK;
}

int glass_version_write(const char *path, const glass_version *version, fihrist_error *err) {
    uint8_t bytes[FILE_MAX_BYTES];
    size_t n = make_file(version, bytes);
    int code = make_uuid(bytes + sizeof magic - 1 + 2, err);
    return code == FIHRIST_OK ? fh_part_replace(path, "iamglass", (fh_str){(char *)bytes, n}, err)
                              : code;
}
