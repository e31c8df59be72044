/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * log.h: lines on standard error: a time (unless the journal adds its own), the program, the
 * message. What clients can cause is kept to a rate, so that none of them fills a disk.
 */
#ifndef FIHRIST_DAEMON_LOG_H
#define FIHRIST_DAEMON_LOG_H

/** Of the daemon itself. Control characters of what is quoted become '?'. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Of a client's doing: at most 20 lines a second, and then a line that says how many were left
 *  out. */
void log_client(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
