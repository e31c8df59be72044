/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as a stored record. The checksum is made right, so that what lies behind
 * it is reached; what decodes is encoded and must decode to the same bytes.
 */
#include <stdlib.h>
#include <zlib.h>

#include "core/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void sign(fh_buffer *bytes) {
    uint32_t sum = (uint32_t)crc32_z(0, (const unsigned char *)bytes->p, bytes->n);
    const char end[4] = {(char)sum, (char)(sum >> 8), (char)(sum >> 16), (char)(sum >> 24)};
    fh_buffer_append(bytes, end, sizeof end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fh_buffer bytes = FH_BUFFER(1 << 24), again = FH_BUFFER(1 << 24), third = FH_BUFFER(1 << 24);
    fh_arena *arena = fh_arena_new();
    fh_record record;
    fh_record_decode((fh_str){(const char *)data, size}, arena, &record, NULL);
    fh_record_decode_head((fh_str){(const char *)data, size}, arena, &record, NULL);
    fh_buffer_append(&bytes, "FR\2", 3);
    fh_buffer_append(&bytes, data, size);
    sign(&bytes);
    /* The same bytes as a head, and as a record that has one. */
    fh_record_decode_head(fh_buffer_str(&bytes), arena, &record, NULL);
    if (fh_record_decode(fh_buffer_str(&bytes), arena, &record, NULL) == FIHRIST_OK) {
        if (fh_record_encode(&record, &again, NULL) != FIHRIST_OK ||
            fh_record_decode(fh_buffer_str(&again), arena, &record, NULL) != FIHRIST_OK ||
            fh_record_encode(&record, &third, NULL) != FIHRIST_OK ||
            !fh_str_equal(fh_buffer_str(&again), fh_buffer_str(&third)))
            abort();
    }
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
    fh_buffer_free(&again);
    fh_buffer_free(&third);
    return 0;
}
