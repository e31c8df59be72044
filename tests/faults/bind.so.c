/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * bind.so.c: loaded into a program, holds it for BIND_PAUSE_MS right after each bind(): what the
 * file system has of a socket in its first instant can be looked at meanwhile.
 */
#include <dlfcn.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

__attribute__((visibility("default"))) int bind(int fd, const struct sockaddr *address,
                                                socklen_t n) {
    int (*real)(int, const struct sockaddr *, socklen_t);
    *(void **)&real = dlsym(RTLD_NEXT, "bind");
    const char *pause_ms = getenv("BIND_PAUSE_MS");
    int status = real(fd, address, n);
    if (status == 0 && pause_ms)
        poll(NULL, 0, (int)strtol(pause_ms, NULL, 10));
    return status;
}
