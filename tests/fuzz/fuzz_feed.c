/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_feed.c: any bytes as a feed: RSS and Atom, or JSON Feed where it begins as that.
 */
#include "tests/fuzz/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const fh_origin origin = {.url = fh_str_of("https://tidings.example/a/feed")};
    fh_str bytes = {(const char *)data, size};
    bool json = size > 0 && data[0] == '{';
    read_with(json ? &fh_reader_json_feed : &fh_reader_feed, bytes, &origin);
    return 0;
}
