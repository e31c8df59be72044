/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * appended.c: opening and mapping. A reader maps what is committed and no more, so that what a
 * writer appends meanwhile does not concern it.
 */
#include "core/appended.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/engine.h"
#include "core/index_part.h"

enum { AT_VERSION = 8, AT_ID = 16, AT_CHECKSUM = 24, MAGIC_BYTES = 8 };

int fh_appended_open(const char *path, const char *name, int flags, int *ret_fd,
                     fihrist_error *err) {
    int dir_fd;
    int code = fh_part_open_dir(path, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_part_open(path, dir_fd, name, flags, ret_fd, err);
    close(dir_fd);
    return code;
}

void fh_appended_header(const fh_appended_kind *kind, uint64_t id,
                        uint8_t ret_bytes[FH_APPENDED_HEADER_BYTES]) {
    memset(ret_bytes, 0, FH_APPENDED_HEADER_BYTES);
    memcpy(ret_bytes, kind->magic, MAGIC_BYTES);
    fh_save32(ret_bytes + AT_VERSION, kind->version);
    fh_save64(ret_bytes + AT_ID, id);
    fh_save32(ret_bytes + AT_CHECKSUM, fh_checksum(ret_bytes, AT_CHECKSUM));
}

int fh_appended_check(const fh_appended_kind *kind, const char *path, const char *name,
                      const uint8_t bytes[FH_APPENDED_HEADER_BYTES], uint64_t id,
                      fihrist_error *err) {
    uint8_t expected[FH_APPENDED_HEADER_BYTES];
    if (memcmp(bytes, kind->magic, MAGIC_BYTES) != 0)
        return fh_fail(err, FIHRIST_E_CORRUPT, "cannot open '%.150s/%s': no %s", path, name,
                       kind->noun);
    uint32_t version = fh_load32(bytes + AT_VERSION);
    if (version != kind->version)
        return fh_fail(err, FIHRIST_E_VERSION,
                       "cannot open '%.150s/%s': it is of version %u, not %u", path, name, version,
                       kind->version);
    fh_appended_header(kind, id, expected);
    if (memcmp(bytes, expected, sizeof expected) != 0)
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "cannot open '%.150s/%s': it is not of this database", path, name);
    return FIHRIST_OK;
}

/* --- mapping --- */

void fh_mapping_drop(fh_mapping *mapping) {
    if (mapping->bytes)
        munmap((void *)(uintptr_t)mapping->bytes, mapping->n);
    *mapping = (fh_mapping){NULL, 0};
}

void fh_mapping_release(const fh_mapping *mapping) {
    if (mapping->bytes)
        madvise((void *)(uintptr_t)mapping->bytes, mapping->n, MADV_DONTNEED);
}

/* Reading a mapping beyond the end of its file kills the process, so the file is measured first.
 * One who cuts it later is not held off: he may write the index (SECURITY.md). */
int fh_mapping_set(fh_mapping *mapping, const char *path, const char *name, int fd, uint64_t n,
                   fihrist_error *err) {
    struct stat info;
    if (fstat(fd, &info) < 0)
        return fh_fail_errno(err, errno, "cannot look at '%.150s/%s'", path, name);
    if ((uint64_t)info.st_size < n)
        return fh_fail(err, FIHRIST_E_CORRUPT,
                       "cannot open '%.150s/%s': %llu of its bytes are missing", path, name,
                       (unsigned long long)(n - (uint64_t)info.st_size));
    void *map = n <= SIZE_MAX ? mmap(NULL, (size_t)n, PROT_READ, MAP_SHARED, fd, 0)
                              : (errno = ENOMEM, MAP_FAILED);
    if (map == MAP_FAILED)
        return fh_fail_errno(err, errno, "cannot map '%.150s/%s'", path, name);
    fh_mapping_drop(mapping);
    *mapping = (fh_mapping){map, n};
    return FIHRIST_OK;
}

/* --- metadata --- */

int fh_sealed_damaged(const char *what, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_CORRUPT, "damaged index: %s", what);
}

int fh_sealed_read(xc_database *db, const char *key, const char *what, uint8_t *bytes, size_t room,
                   size_t *ret_n, fihrist_error *err) {
    char *data;
    size_t n;
    xc_error cause;
    int found = xc_database_get_metadata(db, key, strlen(key), &data, &n, &cause);
    if (found < 0)
        return fh_fail_engine(err, &cause, "cannot read %s", what);
    if (found == 0)
        return fh_sealed_damaged(what, err);
    bool good = n >= FH_SEAL_BYTES && fh_load32((const uint8_t *)data + n - FH_SEAL_BYTES) ==
                                          fh_checksum(data, n - FH_SEAL_BYTES);
    if (good) {
        *ret_n = n - FH_SEAL_BYTES;
        memcpy(bytes, data, *ret_n < room ? *ret_n : room);
    }
    xc_free(data);
    return good ? FIHRIST_OK : fh_sealed_damaged(what, err);
}

int fh_sealed_write(xc_writer *engine, const char *key, const char *what, uint8_t *bytes, size_t n,
                    fihrist_error *err) {
    xc_error cause;
    fh_save32(bytes + n, fh_checksum(bytes, n));
    if (xc_writer_set_metadata(engine, key, strlen(key), (const char *)bytes, n + FH_SEAL_BYTES,
                               &cause) < 0)
        return fh_fail_engine(err, &cause, "cannot write %s", what);
    return FIHRIST_OK;
}
