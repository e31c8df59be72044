/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * listener.c: making and removing the socket in the file system.
 *
 * Between seeing that a socket is stale and putting one's own in its place another daemon might do
 * the same; so both are done while the directory is locked. The lock is flock(2)'s, on the
 * directory itself: it leaves no file behind and ends with the process.
 */
#include "daemon/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/error.h"

enum {
    BACKLOG = 4096,
    SYSTEMD_FIRST_FD = 3,
    LOCK_TRIES = 100,
    LOCK_PAUSE_MS = 20,
    ALIVE_TRIES = 5,
    ALIVE_PAUSE_MS = 50
};

static struct sockaddr_un address_of(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path));
    return address;
}

static int fail(const char *path, const char *what, fihrist_error *err) {
    return fh_fail_errno(err, errno, "cannot %s '%s'", what, path);
}

/* --- the directory's lock --- */

/* Somebody else's lock is waited for, but not for ever. */
static int lock_directory(const char *path, int *ret_fd, fihrist_error *err) {
    char copy[sizeof((fh_listener *)0)->path];
    memcpy(copy, path, strlen(path) + 1);
    const char *directory = dirname(copy);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(directory, "open the directory", err);
    for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || i == LOCK_TRIES) {
            int status = fail(directory, "lock the directory", err);
            close(fd);
            return status;
        }
        poll(NULL, 0, LOCK_PAUSE_MS);
    }
    *ret_fd = fd;
    return 0;
}

/* --- what stands at the path --- */

static const char *kind_of(mode_t mode) {
    if (S_ISLNK(mode))
        return "a symbolic link";
    if (S_ISDIR(mode))
        return "a directory";
    if (S_ISREG(mode))
        return "a file";
    return "no socket";
}

/* 1: somebody listens there; 0: nobody does. A full backlog is somebody's. */
static int is_alive(const char *path, fihrist_error *err) {
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fail(path, "make a socket for", err);
    int status = 1;
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 && errno != EAGAIN)
        status = errno == ECONNREFUSED ? 0 : fail(path, "try", err);
    close(fd);
    return status;
}

/* A daemon that was killed as it started a worker is outlived by that, which has its socket until
 * it becomes a worker: so what is alive has to stay so for a moment. */
static int stays_alive(const char *path, fihrist_error *err) {
    int alive = is_alive(path, err);
    for (int i = 1; alive > 0 && i < ALIVE_TRIES; i++) {
        poll(NULL, 0, ALIVE_PAUSE_MS);
        alive = is_alive(path, err);
    }
    return alive;
}

static int make_way(const char *path, fihrist_error *err) {
    struct stat there;
    if (lstat(path, &there) != 0)
        return errno == ENOENT ? 0 : fail(path, "look at", err);
    if (!S_ISSOCK(there.st_mode))
        return fh_fail(err, FIHRIST_E_USAGE, "cannot listen at '%s': it is %s", path,
                       kind_of(there.st_mode));
    int alive = stays_alive(path, err);
    if (alive < 0)
        return alive;
    if (alive)
        return fh_fail(err, FIHRIST_E_BUSY, "cannot listen at '%s': another program does", path);
    return unlink(path) == 0 || errno == ENOENT ? 0 : fail(path, "remove the stale socket", err);
}

/* --- making it --- */

/* Nobody can connect before listen(), so what is widened between is not seen half-way. */
static int bind_and_listen(const fh_settings *settings, fh_listener *l, fihrist_error *err) {
    struct sockaddr_un address = address_of(l->path);
    mode_t before = umask(0177);
    int bound = bind(l->fd, (const struct sockaddr *)&address, sizeof address);
    umask(before);
    if (bound != 0)
        return fail(l->path, "listen at", err);
    struct stat made;
    if (lstat(l->path, &made) != 0)
        return fail(l->path, "look at", err);
    l->device = made.st_dev;
    l->inode = made.st_ino;
    int status = 0;
    if (settings->gid != (gid_t)-1 && lchown(l->path, (uid_t)-1, settings->gid) != 0)
        status = fail(l->path, "change the group of", err);
    else if (settings->mode != 0600 && chmod(l->path, settings->mode) != 0)
        status = fail(l->path, "change the mode of", err);
    else if (listen(l->fd, BACKLOG) != 0)
        status = fail(l->path, "listen at", err);
    if (status < 0)
        listener_remove(l);
    return status;
}

static int make_socket(const fh_settings *settings, fh_listener *l, fihrist_error *err) {
    int lock = -1;
    memcpy(l->path, settings->socket_path, sizeof l->path);
    int status = lock_directory(l->path, &lock, err);
    if (status < 0)
        return status;
    status = make_way(l->path, err);
    l->fd = status < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (status == 0 && l->fd < 0)
        status = fail(l->path, "make a socket for", err);
    if (status == 0)
        status = bind_and_listen(settings, l, err);
    if (status < 0 && l->fd >= 0)
        close(l->fd);
    close(lock);
    return status;
}

/* --- systemd's --- */

/* How many sockets systemd passed to this very process. */
static int passed_sockets(void) {
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    int sockets =
        pid && count && strtol(pid, NULL, 10) == getpid() ? (int)strtol(count, NULL, 10) : 0;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    return sockets;
}

static bool is_listening(int fd, struct sockaddr_un *ret_address) {
    int type = 0, listening = 0;
    socklen_t n = sizeof type, m = sizeof listening, length = sizeof *ret_address - 1;
    memset(ret_address, 0, sizeof *ret_address);
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 && type == SOCK_STREAM &&
           getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &m) == 0 && listening &&
           getsockname(fd, (struct sockaddr *)ret_address, &length) == 0 &&
           ret_address->sun_family == AF_UNIX;
}

static int take_over(int count, fh_listener *l, fihrist_error *err) {
    struct sockaddr_un address;
    if (count != 1 || !is_listening(SYSTEMD_FIRST_FD, &address))
        return fh_fail(err, FIHRIST_E_USAGE,
                       "systemd passed %d sockets; one listening Unix stream socket is wanted",
                       count);
    l->fd = SYSTEMD_FIRST_FD;
    l->inherited = true;
    memcpy(l->path, address.sun_path, sizeof l->path);
    if (fcntl(l->fd, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(l->fd, F_SETFL, fcntl(l->fd, F_GETFL) | O_NONBLOCK) != 0)
        return fail(l->path, "take over", err);
    return 0;
}

int listener_open(fh_settings *settings, fh_listener *l, fihrist_error *err) {
    *l = (fh_listener){.fd = -1};
    int passed = passed_sockets();
    if (passed) {
        int status = take_over(passed, l, err);
        memcpy(settings->socket_path, l->path, sizeof l->path);
        return status;
    }
    int status = settings_find_socket(settings, err);
    return status < 0 ? status : make_socket(settings, l, err);
}

void listener_remove(const fh_listener *l) {
    struct stat there;
    if (!l->inherited && lstat(l->path, &there) == 0 && there.st_dev == l->device &&
        there.st_ino == l->inode)
        unlink(l->path);
}
