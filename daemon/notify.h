/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * notify.h: telling systemd how the daemon is, by datagrams to $NOTIFY_SOCKET. Without that
 * variable nothing is done.
 */
#ifndef FIHRIST_DAEMON_NOTIFY_H
#define FIHRIST_DAEMON_NOTIFY_H

#include <stdint.h>

/** Send assignments, a line each: "READY=1\nSTATUS=…". */
void notify_send(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Tell that a reload has begun; notify_send("READY=1") ends it. */
void notify_reloading(void);

/** How often to send "WATCHDOG=1", in milliseconds: half of what systemd waits. 0: never. */
uint64_t notify_watchdog_ms(void);

#endif
