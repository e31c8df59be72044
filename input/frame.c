/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * frame.c: whole messages over a stream socket.
 */
#include "input/frame.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

bool fh_frame_send(int socket, const void *bytes, size_t n) {
    const char *at = bytes;
    while (n > 0) {
        ssize_t sent = send(socket, at, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* Room for one descriptor, aligned as a header has to be. */
typedef union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
} control;

bool fh_frame_send_file(int socket, const void *bytes, size_t n, int fd) {
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = n};
    control with = {.bytes = {0}};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = with.bytes,
                             .msg_controllen = sizeof with.bytes};
    with.header = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&with.header), &fd, sizeof fd);
    ssize_t sent;
    do
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent > 0 && fh_frame_send(socket, (const char *)bytes + sent, n - (size_t)sent);
}

static void take_file(struct msghdr *message, int *ret_fd) {
    for (struct cmsghdr *one = CMSG_FIRSTHDR(message); one; one = CMSG_NXTHDR(message, one))
        if (one->cmsg_level == SOL_SOCKET && one->cmsg_type == SCM_RIGHTS) {
            if (*ret_fd >= 0)
                close(*ret_fd);
            memcpy(ret_fd, CMSG_DATA(one), sizeof *ret_fd);
        }
}

bool fh_frame_receive(int socket, void *bytes, size_t n, int *ret_fd) {
    char *at = bytes;
    *ret_fd = -1;
    while (n > 0) {
        struct iovec part = {.iov_base = at, .iov_len = n};
        control with;
        struct msghdr message = {.msg_iov = &part,
                                 .msg_iovlen = 1,
                                 .msg_control = with.bytes,
                                 .msg_controllen = sizeof with.bytes};
        ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR)
            continue;
        if (got > 0)
            take_file(&message, ret_fd);
        if (got <= 0) {
            if (*ret_fd >= 0)
                close(*ret_fd);
            return false;
        }
        at += got;
        n -= (size_t)got;
    }
    return true;
}
