/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * posting_list.c: chunks of gaps and wdfs.
 */
#include "glass/posting_list.h"

#include "glass/pack.h"

enum {
    POSTING_MAX_BYTES = 2 * GLASS_VARINT_MAX_BYTES,
    HEAD_MAX_BYTES = 5 * GLASS_VARINT_MAX_BYTES,
    CHUNK_MAX_BYTES = GLASS_CHUNK_BYTES + HEAD_MAX_BYTES + POSTING_MAX_BYTES
};

static const uint8_t lengths_key[] = {0x00, 0xe0};

void glass_posting_list_open(glass_posting_list *list, glass_table *table) {
    *list = (glass_posting_list){
        .table = table, .chunk = FH_BUFFER(CHUNK_MAX_BYTES), .tag = FH_BUFFER(2 * CHUNK_MAX_BYTES)};
}

void glass_posting_list_close(glass_posting_list *list) {
    fh_buffer_free(&list->chunk);
    fh_buffer_free(&list->tag);
}

void glass_posting_list_begin(glass_posting_list *list, fh_str term, uint64_t tf, uint64_t cf) {
    list->term = term;
    list->tf = tf;
    list->cf = cf;
    list->first_chunk = true;
    list->first = 0;
    fh_buffer_clear(&list->chunk);
}

/* The key of the chunk under way; 0: it would be too long. */
static size_t make_key(const glass_posting_list *list, uint8_t key[GLASS_KEY_MAX_BYTES]) {
    size_t n = sizeof lengths_key;
    if (list->term.p)
        n = glass_put_term_key(key, GLASS_KEY_MAX_BYTES - GLASS_DOCID_KEY_MAX_BYTES, list->term.p,
                               list->term.n, !list->first_chunk);
    else
        memcpy(key, lengths_key, sizeof lengths_key);
    return n && !list->first_chunk ? n + glass_put_docid_key(key + n, list->first) : n;
}

/* What stands before the chunk's postings. */
static size_t make_head(const glass_posting_list *list, bool is_last,
                        uint8_t head[HEAD_MAX_BYTES]) {
    uint8_t *to = head;
    if (list->first_chunk) {
        to = glass_put_varint(to, list->tf);
        to = glass_put_varint(to, list->cf);
        to = glass_put_varint(to, list->first - 1);
    }
    *to++ = is_last ? '1' : '0';
    to = glass_put_varint(to, list->last - list->first);
    return (size_t)(to - head);
}

static int write_chunk(glass_posting_list *list, bool is_last, fihrist_error *err) {
    uint8_t key[GLASS_KEY_MAX_BYTES], head[HEAD_MAX_BYTES];
    size_t key_n = make_key(list, key);
    if (key_n == 0)
        return fh_fail(err, FIHRIST_E_LIMIT, "a term of %zu bytes", list->term.n);
    size_t n = make_head(list, is_last, head);
    fh_buffer_clear(&list->tag);
    fh_buffer_append(&list->tag, head, n);
    if (!fh_buffer_append_str(&list->tag, fh_buffer_str(&list->chunk)))
        return fh_fail_memory(err);
    list->first_chunk = false;
    list->first = 0;
    fh_buffer_clear(&list->chunk);
    return glass_table_add(list->table, key, key_n, fh_buffer_str(&list->tag), false, err);
}

int glass_posting_list_add(glass_posting_list *list, uint32_t docid, uint32_t wdf,
                           fihrist_error *err) {
    uint8_t bytes[POSTING_MAX_BYTES], *to = bytes;
    if (list->chunk.n >= GLASS_CHUNK_BYTES) {
        int code = write_chunk(list, false, err);
        if (code != FIHRIST_OK)
            return code;
    }
    if (list->first == 0)
        list->first = docid;
    else
        to = glass_put_varint(to, docid - list->last - 1);
    to = glass_put_varint(to, wdf);
    list->last = docid;
    return fh_buffer_append(&list->chunk, bytes, (size_t)(to - bytes)) ? FIHRIST_OK
                                                                       : fh_fail_memory(err);
}

int glass_posting_list_end(glass_posting_list *list, fihrist_error *err) {
    return list->first == 0 ? FIHRIST_OK : write_chunk(list, true, err);
}
