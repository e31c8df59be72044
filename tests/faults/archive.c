/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * archive.c: print articles of the invented archive: archive FIRST COUNT [VERSION].
 */
#include <stdlib.h>

#include "tests/archive.h"

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: archive FIRST COUNT [VERSION]\n", stderr);
        return 2;
    }
    unsigned long long first = strtoull(argv[1], NULL, 10), count = strtoull(argv[2], NULL, 10);
    for (unsigned long long i = 0; i < count; i++)
        archive_article(stdout, first + i, argc > 3 ? strtoull(argv[3], NULL, 10) : 0);
    return fflush(stdout) == 0 ? 0 : 1;
}
