/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_hash.c: hashes are SHA-256 cut to 16 bytes, and fields do not run into each other.
 */
#include "core/hash.h"

#include "check.h"

static void a_hash_is_the_front_of_sha_256(void **state) {
    (void)state;
    /* FIPS 180-4's examples. */
    static const struct {
        const char *text, *hex;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb924"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t hash[FH_HASH_BYTES];
        char hex[FH_HASH_HEX_BYTES];
        fh_hash(fh_str_of(cases[i].text), hash);
        fh_hash_hex(hash, hex);
        check_text(cases[i].text, (fh_str){hex, sizeof hex}, cases[i].hex);
    }
}

static void hash_fields(const char *first, const char *second, uint8_t ret_hash[FH_HASH_BYTES]) {
    fh_hasher hasher;
    fh_hasher_start(&hasher);
    fh_hasher_add(&hasher, fh_str_of(first));
    fh_hasher_add(&hasher, fh_str_of(second));
    fh_hasher_finish(&hasher, ret_hash);
}

static void fields_do_not_run_into_each_other(void **state) {
    (void)state;
    uint8_t a[FH_HASH_BYTES], b[FH_HASH_BYTES];
    hash_fields("ab", "c", a);
    hash_fields("a", "bc", b);
    assert_memory_not_equal(a, b, sizeof a);
    hash_fields("ab", "", b);
    assert_memory_not_equal(a, b, sizeof a);
    hash_fields("ab", NULL, a);
    assert_memory_equal(a, b, sizeof a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_is_the_front_of_sha_256),
        cmocka_unit_test(fields_do_not_run_into_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
