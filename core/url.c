/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * url.c: find the host in scheme://user@host:port/path.
 */
#include "core/url.h"

/* DNS allows 253; an IPv6 address in brackets is far shorter. */
enum { HOST_MAX_BYTES = 253 };

static size_t find_any(fh_str text, size_t from, const char *bytes) {
    size_t at = from;
    while (at < text.n && !strchr(bytes, text.p[at] ? text.p[at] : ' '))
        at++;
    return at;
}

fh_str fh_url_host(fh_str url, fh_arena *arena) {
    const fh_str none = {NULL, 0};
    size_t colon = find_any(url, 0, ":/?# ");
    if (colon == 0 || url.n - colon < 3 || memcmp(url.p + colon, "://", 3) != 0)
        return none;
    fh_str host = {url.p + colon + 3, find_any(url, colon + 3, "/?#\\ ") - colon - 3};
    for (size_t i = host.n; i > 0; i--)
        if (host.p[i - 1] == '@') {
            host = (fh_str){host.p + i, host.n - i};
            break;
        }
    host.n = find_any(host, host.n && host.p[0] == '[' ? find_any(host, 0, "]") : 0, ":");
    while (host.n && host.p[host.n - 1] == '.')
        host.n--;
    if (host.n == 0 || host.n > HOST_MAX_BYTES)
        return none;
    fh_str copy = fh_arena_copy(arena, host);
    for (char *p = (char *)(uintptr_t)copy.p; p && *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return copy;
}
