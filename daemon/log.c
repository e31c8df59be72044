/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * log.c: the daemon's log.
 */
#include "daemon/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/printable.h"

enum { LINE_BYTES = 1024, LINES_A_SECOND = 20 };

static void make_printable(char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        size_t n = fh_printable_length((const unsigned char *)text, left);
        if (n == 0)
            *text = '?';
        text += n ? n : 1;
        left -= n ? n : 1;
    }
}

/* In one write, so that lines of several processes do not mix. */
static void write_line(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

static void write_line(const char *format, va_list args) {
    char line[LINE_BYTES];
    size_t n = 0;
    if (!getenv("JOURNAL_STREAM")) {
        time_t now = time(NULL);
        struct tm parts;
        n = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", gmtime_r(&now, &parts));
    }
    n += (size_t)snprintf(line + n, sizeof line - n, "fihristd: ");
    vsnprintf(line + n, sizeof line - n - 1, format, args);
    make_printable(line);
    n = strlen(line);
    line[n] = '\n';
    if (write(STDERR_FILENO, line, n + 1) < 0)
        return; /* there is nobody else to tell */
}

void log_line(const char *format, ...) {
    va_list args;
    va_start(args, format);
    write_line(format, args);
    va_end(args);
}

void log_client(const char *format, ...) {
    static time_t second;
    static unsigned lines, left_out;
    time_t now = time(NULL);
    if (now != second) {
        unsigned dropped = left_out;
        second = now;
        lines = left_out = 0;
        if (dropped)
            log_line("%u lines about clients were left out", dropped);
    }
    if (lines == LINES_A_SECOND) {
        left_out++;
        return;
    }
    lines++;
    va_list args;
    va_start(args, format);
    write_line(format, args);
    va_end(args);
}
