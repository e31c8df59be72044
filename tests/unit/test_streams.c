/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_streams.c: streams of bytes that grow side by side have what was put into them, each of
 * them, and take no more memory than is said.
 */
#include <stdlib.h>

#include "glass/streams.h"
#include "tests/unit/check.h"

enum { STREAMS = 50, PUTS = 40000, MAX_BYTES = 4 << 20 };

static uint8_t letter(size_t stream, size_t at) {
    return (uint8_t)(stream * 31 + at * 7 + at / 256);
}

/* Some are put to often, some hardly ever. */
static size_t random_stream(void) {
    size_t most = (size_t)rand() % STREAMS;
    return (size_t)rand() % (most + 1);
}

static void check_stream(const glass_streams *streams, const glass_stream *stream, size_t number,
                         size_t bytes) {
    glass_stream_walk walk = glass_stream_start(streams, stream);
    fh_str slice;
    size_t at = 0;
    while ((slice = glass_stream_next(&walk)).n > 0)
        for (size_t i = 0; i < slice.n; i++, at++)
            if ((uint8_t)slice.p[i] != letter(number, at))
                fail_msg("byte %zu of stream %zu", at, number);
    assert_int_equal(at, bytes);
    assert_int_equal(glass_stream_next(&walk).n, 0);
}

static void streams_have_what_was_put_into_them(void **state) {
    glass_streams streams;
    glass_stream all[STREAMS];
    size_t bytes[STREAMS] = {0};
    (void)state;
    srand(1);
    assert_true(glass_streams_open(&streams, MAX_BYTES));
    for (int again = 0; again < 2; again++) {
        glass_streams_clear(&streams);
        memset(bytes, 0, sizeof bytes);
        for (size_t i = 0; i < STREAMS; i++)
            all[i] = glass_stream_begin(&streams);
        for (size_t i = 0; i < PUTS; i++) {
            uint8_t more[GLASS_STREAM_PUT_MAX_BYTES];
            size_t to = random_stream(), n = (size_t)rand() % (sizeof more + 1);
            for (size_t j = 0; j < n; j++)
                more[j] = letter(to, bytes[to] + j);
            glass_stream_put(&streams, &all[to], more, (uint32_t)n);
            bytes[to] += n;
        }
        for (size_t i = 0; i < STREAMS; i++)
            check_stream(&streams, &all[i], i, bytes[i]);
    }
    glass_streams_close(&streams);
}

/* At every length up to some slices: ends of slices are among them. */
static void a_stream_of_any_length_comes_back(void **state) {
    enum { LENGTH_MAX = 3 * GLASS_SLICE_MAX_BYTES };
    glass_streams streams;
    (void)state;
    assert_true(glass_streams_open(&streams, MAX_BYTES));
    for (size_t n = 0; n < LENGTH_MAX; n++) {
        glass_streams_clear(&streams);
        glass_stream stream = glass_stream_begin(&streams);
        for (size_t i = 0; i < n; i++) {
            uint8_t byte = letter(n, i);
            glass_stream_put(&streams, &stream, &byte, 1);
        }
        check_stream(&streams, &stream, n, n);
        /* The slices before the last are not half of all that it has; no slice is too long. */
        assert_true(streams.used <= GLASS_SLICE_FIRST_BYTES + 3 * n + GLASS_SLICE_MAX_BYTES);
        assert_true(n > 4 || streams.used == GLASS_SLICE_FIRST_BYTES);
    }
    glass_streams_close(&streams);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_have_what_was_put_into_them),
        cmocka_unit_test(a_stream_of_any_length_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
