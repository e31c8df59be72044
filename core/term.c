/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * term.c: prefix, value, and what to do with a value that does not fit. Also the four bytes that
 * value slots hold.
 */
#include "core/term.h"

#include "core/hash.h"
#include "core/utf8.h"

static const char *const prefixes[FH_FIELD_COUNT] = {
    [FH_FIELD_WORD] = "",    [FH_FIELD_COMMENT_WORD] = "XC", [FH_FIELD_TITLE] = "S",
    [FH_FIELD_AUTHOR] = "A", [FH_FIELD_COMMENTER] = "XW",    [FH_FIELD_SOURCE] = "XO",
    [FH_FIELD_HOST] = "H",   [FH_FIELD_YEAR] = "Y",          [FH_FIELD_MONTH] = "M",
    [FH_FIELD_DAY] = "D",    [FH_FIELD_LANGUAGE] = "L",      [FH_FIELD_TYPE] = "T",
    [FH_FIELD_ACTOR] = "XA", [FH_FIELD_MENTION] = "XM",      [FH_FIELD_ID] = "Q",
    [FH_FIELD_STORY] = "XI", [FH_FIELD_URL] = "U",
};

const char *fh_field_prefix(fh_field field) {
    return prefixes[field];
}

static bool needs_colon(fh_str prefix, char first) {
    return prefix.n > 1 && ((first >= 'A' && first <= 'Z') || first == ':');
}

/* Bytes of `value` that take at most `room` bytes in libxapian's table, where a NUL takes two. */
static size_t fitting(fh_str value, size_t room) {
    size_t stored = 0;
    for (size_t i = 0; i < value.n; i++) {
        stored += value.p[i] ? 1 : 2;
        if (stored > room)
            return i;
    }
    return value.n;
}

void fh_term_make(fh_field field, fh_str value, fh_term *ret_term) {
    fh_str prefix = fh_str_of(prefixes[field]);
    memcpy(ret_term->bytes, prefix.p, prefix.n);
    size_t n = prefix.n;
    if (value.n && needs_colon(prefix, value.p[0]))
        ret_term->bytes[n++] = ':';
    size_t kept = fitting(value, FH_TERM_MAX_BYTES - n);
    if (kept < value.n) {
        uint8_t hash[FH_HASH_BYTES];
        kept = fh_utf8_cut(value, fitting(value, FH_TERM_MAX_BYTES - n - FH_HASH_HEX_BYTES));
        memcpy(ret_term->bytes + n, value.p, kept);
        fh_hash(value, hash);
        fh_hash_hex(hash, ret_term->bytes + n + kept);
        n += kept + FH_HASH_HEX_BYTES;
    } else if (kept) {
        memcpy(ret_term->bytes + n, value.p, kept);
        n += kept;
    }
    ret_term->n = n;
}

fh_str fh_term_value(fh_field field, fh_str term) {
    fh_str prefix = fh_str_of(prefixes[field]);
    if (term.n < prefix.n)
        return (fh_str){term.p, 0};
    fh_str value = {term.p + prefix.n, term.n - prefix.n};
    if (prefix.n > 1 && value.n > 1 && value.p[0] == ':' && needs_colon(prefix, value.p[1]))
        value = (fh_str){value.p + 1, value.n - 1};
    return value;
}

/* --- value slots --- */

void fh_pack_docid(uint32_t docid, char ret_bytes[4]) {
    for (int i = 0; i < 4; i++)
        ret_bytes[i] = (char)(docid >> (24 - 8 * i));
}

uint32_t fh_unpack_docid(const char bytes[4]) {
    uint32_t docid = 0;
    for (int i = 0; i < 4; i++)
        docid = docid << 8 | (unsigned char)bytes[i];
    return docid;
}

/* With the sign bit turned over, negative days sort below the others. */
void fh_pack_day(int32_t day, char ret_bytes[4]) {
    fh_pack_docid((uint32_t)day ^ UINT32_C(0x80000000), ret_bytes);
}

int32_t fh_unpack_day(const char bytes[4]) {
    return (int32_t)(fh_unpack_docid(bytes) ^ UINT32_C(0x80000000));
}
