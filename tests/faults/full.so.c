/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * full.so.c: preloaded into a program, a disk that is full after FULL_AFTER bytes written to files:
 * the write that does not fit is cut short, the next fail with ENOSPC.
 */
#undef _FORTIFY_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

static long room = -1;

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("FULL_AFTER");
    if (text)
        room = strtol(text, NULL, 10);
}

/* How many of `n` bytes still fit; messages to a terminal or a pipe always do. */
static long fitting(int fd, size_t n) {
    struct stat info;
    if (room < 0 || fd <= STDERR_FILENO || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return (long)n;
    long fits = (long)n < room ? (long)n : room;
    room -= fits;
    if (fits == 0 && n > 0) {
        errno = ENOSPC;
        return -1;
    }
    return fits;
}

EXPORT ssize_t write(int fd, const void *bytes, size_t n) {
    long fits = fitting(fd, n);
    return fits < 0 ? -1 : syscall(SYS_write, fd, bytes, (size_t)fits);
}

EXPORT ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset) {
    long fits = fitting(fd, n);
    return fits < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, (size_t)fits, offset);
}

EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset) {
    return pwrite(fd, bytes, n, offset);
}
