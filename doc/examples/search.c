/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * search.c: search from inside a program. search.c DIR QUERY prints date and title of what is
 * found.
 */
#include <fihrist.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    fihrist_error err;
    fihrist_reader *reader = NULL;
    fihrist_page *page = NULL;
    if (argc != 3 || fihrist_open(argv[1], &reader, &err) < 0 ||
        fihrist_search(reader, argv[2], strlen(argv[2]), NULL, &page, &err) < 0)
        return fprintf(stderr, "%s\n", argc == 3 ? err.message : "usage: search DIR QUERY"), 2;
    for (size_t i = 0; i < fihrist_page_size(page); i++) {
        const fihrist_hit *hit = fihrist_page_hit(page, i);
        printf("%.*s  %.*s\n", (int)hit->date.n, hit->date.p, (int)hit->title.n, hit->title.p);
    }
    fihrist_page_free(page);
    fihrist_close(reader);
}
