/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_table.c: any bytes as a table; where the first line begins with "--map ", what is behind
 * that is the map.
 */
#include "tests/fuzz/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char key[] = "--map ";
    fh_str bytes = {(const char *)data, size};
    fh_origin origin = {.charset = {NULL, 0}};
    const char *feed = size ? memchr(data, '\n', size) : NULL;
    if (feed && size > 6 && memcmp(data, key, 6) == 0) {
        origin.columns = (fh_str){bytes.p + 6, (size_t)(feed - bytes.p) - 6};
        bytes = (fh_str){feed + 1, size - (size_t)(feed + 1 - bytes.p)};
    }
    if (fh_table_map_check(origin.columns, NULL) == 0)
        read_with(&fh_reader_table, bytes, &origin);
    return 0;
}
