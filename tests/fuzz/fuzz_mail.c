/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_mail.c: any bytes as a box of mail.
 */
#include "tests/fuzz/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    read_with(&fh_reader_mail, (fh_str){(const char *)data, size}, NULL);
    return 0;
}
