/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * settings.c: the command line of fihristd.
 */
#include "daemon/settings.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPTION(name, letter, kind, argument, help, field, min, max)                                \
    { name, letter, kind, argument, help, FH_OPTION_AT(fh_settings, field), min, max }

static const fh_option table[] = {
    OPTION("index", 'i', FH_OPTION_TEXT, "DIR", "the index directory (default: $FIHRIST_INDEX)",
           index, 0, 0),
    OPTION("socket", 's', FH_OPTION_TEXT, "PATH",
           "where to listen (default: $XDG_RUNTIME_DIR/fihrist/\nNAME.sock, NAME being the "
           "directory's)",
           socket, 0, 0),
    OPTION("workers", 'w', FH_OPTION_NUMBER, "N",
           "requests answered at the same time (default:\nnumber of processors)", workers, 1, 256),
    OPTION("mode", 0, FH_OPTION_TEXT, "OCTAL", "permissions of the socket (default: 600)",
           mode_text, 0, 0),
    OPTION("group", 0, FH_OPTION_TEXT, "NAME", "group of the socket", group, 0, 0),
    OPTION("timeout-ms", 0, FH_OPTION_NUMBER, "MS",
           "time for a request that names none (default: 2000)", timeout_ms, 1,
           FIHRIST_TIMEOUT_MAX_MS),
    OPTION("max-timeout-ms", 0, FH_OPTION_NUMBER, "MS",
           "time a request may ask for at most (default: 60000)", max_timeout_ms, 1,
           FIHRIST_TIMEOUT_MAX_MS),
    OPTION("queue", 0, FH_OPTION_NUMBER, "N",
           "requests that may wait for a worker; past it the\nerror is `busy` (default: 1024)",
           queue, 1, 1000000),
    OPTION("max-connections", 0, FH_OPTION_NUMBER, "N",
           "connections at the same time (default: 16384, or\nwhat file descriptors allow)",
           connections, 1, 1000000),
    OPTION("idle-seconds", 0, FH_OPTION_NUMBER, "N",
           "close a connection that asks nothing for so long\n(default: 600)", idle_seconds, 1,
           86400 * 365),
    OPTION("worker-memory", 0, FH_OPTION_SIZE, "BYTES",
           "memory a worker may allocate (default: 1G)", worker_memory, 64 << 20, 0),
    OPTION("log-requests", 0, FH_OPTION_FLAG, NULL, "log a line for each request", log_requests, 0,
           0),
    OPTION("slow-ms", 0, FH_OPTION_NUMBER, "MS", "log requests that take longer", slow_ms, 1,
           FIHRIST_TIMEOUT_MAX_MS),
    OPTION("version", 0, FH_OPTION_FLAG, NULL, "print the version", version, 0, 0),
    OPTION("help", 'h', FH_OPTION_FLAG, NULL, "print this help", help, 0, 0)};

static const fh_command command = {
    "fihristd",
    "",
    "Answer searches in an index over a Unix socket, as JSON lines: fihristd(8) and\n"
    "doc/protocol.md tell how.",
    table,
    sizeof table / sizeof *table,
    "fihristd --index news\n"
    "fihristd --index /srv/news --socket /run/fihrist/news.sock --group press --mode 660\n"
    "fihrist search --socket /run/fihrist/news.sock taliban tehran\n",
    0,
    0};

enum { USUAL_TIMEOUT_MS = 2000 };

static int print_help(void) {
    fh_buffer text = FH_BUFFER(64 * 1024);
    fh_options_help(&command, &text);
    fwrite(text.p, 1, text.n, stdout);
    fh_buffer_free(&text);
    return 1;
}

/* Three or four octal digits: reading and writing only, and the owner always. */
static int read_mode(fh_settings *s, fihrist_error *err) {
    char *end;
    unsigned long mode = strtoul(s->mode_text, &end, 8);
    if (*end || s->mode_text[0] < '0' || s->mode_text[0] > '7' || mode > 0666 || mode & 0111 ||
        (mode & 0600) != 0600)
        return fh_fail(err, FIHRIST_E_USAGE,
                       "'--mode %s' is no mode of a socket, such as 600, 660 or 666", s->mode_text);
    s->mode = (mode_t)mode;
    return 0;
}

static int read_group(fh_settings *s, fihrist_error *err) {
    s->gid = (gid_t)-1;
    if (!s->group)
        return 0;
    const struct group *entry = getgrnam(s->group);
    if (!entry)
        return fh_fail(err, FIHRIST_E_USAGE, "there is no group '%s'", s->group);
    s->gid = entry->gr_gid;
    return 0;
}

/* The last part of the index directory's real path, so that `.` has a name too. */
static int default_socket(fh_settings *s, fihrist_error *err) {
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char real[PATH_MAX], directory[PATH_MAX];
    if (!runtime || runtime[0] != '/')
        return fh_fail(err, FIHRIST_E_USAGE,
                       "which socket? Name it with --socket PATH, or set XDG_RUNTIME_DIR");
    if (!realpath(s->index, real))
        return fh_fail_errno(err, errno, "cannot open index '%s'", s->index);
    snprintf(directory, sizeof directory, "%s/fihrist", runtime);
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return fh_fail_errno(err, errno, "cannot make '%s'", directory);
    const char *name = strrchr(real, '/') + 1;
    int n = snprintf(s->socket_path, sizeof s->socket_path, "%s/%s.sock", directory,
                     *name ? name : "root");
    if (n < 0 || (size_t)n >= sizeof s->socket_path)
        return fh_fail(err, FIHRIST_E_USAGE,
                       "the path '%s/%s.sock' is too long for a socket; name one with --socket",
                       directory, name);
    return 0;
}

int settings_find_socket(fh_settings *s, fihrist_error *err) {
    if (!s->socket)
        return default_socket(s, err);
    size_t n = strlen(s->socket);
    if (n == 0 || n >= sizeof s->socket_path)
        return fh_fail(err, FIHRIST_E_USAGE,
                       "the path of a socket has 1 to %zu bytes, not %zu: '%s'",
                       sizeof s->socket_path - 1, n, s->socket);
    memcpy(s->socket_path, s->socket, n + 1);
    return 0;
}

static void set_defaults(fh_settings *s) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *s = (fh_settings){.index = getenv("FIHRIST_INDEX"),
                       .mode_text = "600",
                       .workers = processors < 1     ? 1
                                  : processors > 256 ? 256
                                                     : processors,
                       .timeout_ms = 2000,
                       .max_timeout_ms = 60000,
                       .queue = 1024,
                       .connections = 16384,
                       .idle_seconds = 600,
                       .worker_memory = 1u << 30};
}

int settings_read(int argc, char **argv, fh_settings *s, fihrist_error *err) {
    size_t operands;
    set_defaults(s);
    int status = fh_options_parse(&command, argc, argv, s, &operands, err);
    if (status < 0)
        return status;
    if (s->help)
        return print_help();
    if (s->version) {
        printf("fihristd %s\n", fihrist_version());
        return 1;
    }
    if (!s->index || !*s->index)
        return fh_fail(err, FIHRIST_E_USAGE,
                       "which index? Name it with --index DIR or in FIHRIST_INDEX");
    if (s->timeout_ms == 0)
        s->timeout_ms = s->max_timeout_ms < USUAL_TIMEOUT_MS ? s->max_timeout_ms : USUAL_TIMEOUT_MS;
    if (s->timeout_ms > s->max_timeout_ms)
        return fh_fail(err, FIHRIST_E_USAGE, "--timeout-ms %lld is more than --max-timeout-ms %lld",
                       (long long)s->timeout_ms, (long long)s->max_timeout_ms);
    status = read_mode(s, err);
    if (status == 0)
        status = read_group(s, err);
    return status;
}
