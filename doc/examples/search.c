/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * search.c: search from inside a program. search DIR QUERY prints date and title of what an index
 * has; search unix:PATH QUERY asks the daemon at that socket. Its exit status is 0 when something
 * was found, 1 when nothing was, 2 after an error, 75 when it is worth trying later.
 */
#include <fihrist.h>
#include <stdio.h>
#include <string.h>

/* Bytes of the character at p when it could drive a terminal: a control character (C0, C1) or one
 * that turns the direction of what follows; else 0. */
static size_t control_bytes(const unsigned char *p, size_t n) {
    if (p[0] < 0x20 || p[0] == 0x7f)
        return 1;
    if (n >= 2 && p[0] == 0xc2 && p[1] < 0xa0) /* U+0080 to U+009F */
        return 2;
    if (n >= 3 && p[0] == 0xe2 &&
        ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) || /* U+202A to U+202E */
         (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9)))  /* U+2066 to U+2069 */
        return 3;
    return 0;
}

static void print(fihrist_text text, const char *after) {
    for (size_t i = 0; i < text.n;) {
        size_t n = control_bytes((const unsigned char *)text.p + i, text.n - i);
        putchar(n ? ' ' : text.p[i]);
        i += n ? n : 1;
    }
    fputs(after, stdout);
}

static int fail(const fihrist_error *err) {
    fprintf(stderr, "search: %s\n", err->message);
    return err->code == FIHRIST_E_BUSY || err->code == FIHRIST_E_AWAY ? 75 : 2;
}

int main(int argc, char **argv) {
    fihrist_error err = {.message = "usage: search DIR|unix:PATH QUERY"};
    fihrist_reader *reader = NULL;
    fihrist_page *page = NULL;
    bool failed = argc != 3 || fihrist_open(argv[1], &reader, &err) < 0 ||
                  fihrist_search(reader, argv[2], strlen(argv[2]), NULL, &page, &err) < 0;
    size_t found = failed ? 0 : fihrist_page_size(page);
    for (size_t i = 0; i < found; i++) {
        const fihrist_hit *hit = fihrist_page_hit(page, i);
        print(hit->date, "  ");
        print(hit->title, "\n");
    }
    fihrist_page_free(page);
    fihrist_close(reader);
    return failed ? fail(&err) : found ? 0 : 1;
}
