/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * term_list.c: each term as what it has beyond the one before it.
 */
#include "glass/term_list.h"

#include "glass/pack.h"

static size_t common_prefix(const xc_posting *a, const xc_posting *b) {
    size_t n = 0, most = a->len < b->len ? a->len : b->len;
    while (n < most && a->term[n] == b->term[n])
        n++;
    return n;
}

/* Length of the common prefix and wdf share a byte where they are small enough for it. Which it is
 * a reader sees by the byte: no prefix is longer than the term before. */
static void add_term(fh_buffer *tag, const xc_posting *before, const xc_posting *term) {
    uint8_t bytes[2 + GLASS_VARINT_MAX_BYTES], *to = bytes;
    size_t common = before ? common_prefix(before, term) : 0;
    uint64_t packed = before ? ((uint64_t)term->wdf + 1) * (before->len + 1) + common : UINT64_MAX;
    bool fits = term->wdf < 127 && packed < 256;
    if (before)
        *to++ = (uint8_t)(fits ? packed : common);
    *to++ = (uint8_t)(term->len - common);
    fh_buffer_append(tag, bytes, (size_t)(to - bytes));
    fh_buffer_append(tag, term->term + common, term->len - common);
    to = glass_put_varint(bytes, term->wdf);
    if (!fits)
        fh_buffer_append(tag, bytes, (size_t)(to - bytes));
}

static int add_slots(glass_table *table, fh_buffer *tag, const uint8_t *key, size_t key_n,
                     const glass_value *values, size_t count, fihrist_error *err) {
    fh_buffer_clear(tag);
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[GLASS_VARINT_MAX_BYTES];
        uint32_t gap = i == 0 ? values[0].slot : values[i].slot - values[i - 1].slot - 1;
        fh_buffer_append(tag, bytes, (size_t)(glass_put_varint(bytes, gap) - bytes));
    }
    return tag->failed ? fh_fail_memory(err)
                       : glass_table_add(table, key, key_n, fh_buffer_str(tag), false, err);
}

int glass_term_list_add(glass_table *table, fh_buffer *tag, uint32_t docid, uint64_t length,
                        const xc_posting *terms, size_t term_count, const glass_value *values,
                        size_t value_count, fihrist_error *err) {
    uint8_t key[GLASS_DOCID_KEY_MAX_BYTES + 1], head[2 * GLASS_VARINT_MAX_BYTES], *to = head;
    size_t key_n = glass_put_docid_key(key, docid);
    fh_buffer_clear(tag);
    if (term_count > 0) {
        to = glass_put_varint(to, length);
        to = glass_put_varint(to, term_count);
        fh_buffer_append(tag, head, (size_t)(to - head));
    }
    for (size_t i = 0; i < term_count; i++)
        add_term(tag, i ? &terms[i - 1] : NULL, &terms[i]);
    if (tag->failed)
        return fh_fail_memory(err);
    int code = glass_table_add(table, key, key_n, fh_buffer_str(tag), false, err);
    key[key_n++] = 0;
    return code == FIHRIST_OK && value_count > 0
               ? add_slots(table, tag, key, key_n, values, value_count, err)
               : code;
}
