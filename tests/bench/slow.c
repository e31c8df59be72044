/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * slow.c: keep many slow connections going.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/clients.h"
#include "tests/bench/slow.h"

enum { BYTES_A_TURN = 40 };
static const uint64_t OPEN_NS = UINT64_C(30000000000); /* to open all of them */

/* What is sent; then spaces, as long as the daemon likes. */
static const char request[] = "{\"id\":1,\"method\":\"search\",\"params\":{\"query\":\"slow";

typedef struct bench_connection {
    int fd;
    unsigned sent;
} bench_connection;

struct bench_slow {
    const char *socket;
    bench_connection *all;
    unsigned count, next;
    uint64_t start_ns, turns; /* one for each byte that was due */
    uint64_t bytes, connects, refused;
};

static void drop(bench_connection *one) {
    if (one->fd >= 0)
        close(one->fd);
    one->fd = -1;
    one->sent = 0;
}

static void send_byte(bench_slow *slow, bench_connection *one) {
    if (one->fd < 0) {
        one->fd = clients_connect(slow->socket, 0);
        slow->connects += one->fd >= 0;
        slow->refused += one->fd < 0;
    }
    if (one->fd < 0)
        return;
    const char *byte = one->sent < sizeof request - 1 ? request + one->sent : " ";
    if (send(one->fd, byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1) {
        one->sent++;
        slow->bytes++;
    } else if (errno != EAGAIN) {
        drop(one);
    }
}

static unsigned count_open(const bench_slow *slow) {
    unsigned count = 0;
    for (unsigned i = 0; i < slow->count; i++)
        count += slow->all[i].fd >= 0;
    return count;
}

bench_slow *slow_open(const char *socket, unsigned count) {
    bench_slow *slow = calloc(1, sizeof *slow);
    if (!slow || !(slow->all = calloc(count, sizeof *slow->all))) {
        free(slow);
        return NULL;
    }
    slow->socket = socket;
    slow->count = count;
    for (unsigned i = 0; i < count; i++)
        slow->all[i].fd = -1;
    uint64_t give_up = now_ns() + OPEN_NS;
    for (unsigned i = 0; i < count && now_ns() < give_up;) {
        send_byte(slow, &slow->all[i]);
        if (slow->all[i].fd >= 0)
            i++;
        else
            usleep(1000);
    }
    slow->start_ns = now_ns();
    slow->bytes = slow->connects = slow->refused = 0;
    if (count_open(slow) > 0)
        return slow;
    slow_close(slow);
    return NULL;
}

void slow_close(bench_slow *slow) {
    if (!slow)
        return;
    for (unsigned i = 0; i < slow->count; i++)
        drop(&slow->all[i]);
    free(slow->all);
    free(slow);
}

void slow_turn(bench_slow *slow) {
    double seconds = (double)(now_ns() - slow->start_ns) / 1e9;
    uint64_t due = (uint64_t)(seconds * slow->count);
    for (unsigned i = 0; i < BYTES_A_TURN && slow->turns < due; i++) {
        send_byte(slow, &slow->all[slow->next]);
        slow->next = (slow->next + 1) % slow->count;
        slow->turns++;
    }
}

slow_counts slow_count(const bench_slow *slow) {
    return (slow_counts){slow->count,   count_open(slow),
                         slow->bytes,   slow->connects,
                         slow->refused, (double)(now_ns() - slow->start_ns) / 1e9};
}
