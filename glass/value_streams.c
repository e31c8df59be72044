/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * value_streams.c: chunks of values, each put aside behind the docid of its first and its length.
 */
#include "glass/value_streams.h"

#include <stdio.h>

#include "glass/pack.h"
#include "glass/posting_list.h"
#include "glass/spool.h"

enum {
    HEAD_BYTES = 8, /* of a chunk in the spool: docid, length */
    CHUNK_MAX_BYTES = GLASS_CHUNK_BYTES + GLASS_VALUE_MAX_BYTES + 2 * GLASS_VARINT_MAX_BYTES
};

typedef struct stream {
    uint32_t freq;
    fh_buffer lower, upper;
    uint32_t first, last; /* of the chunk under way; 0: nothing is in it */
    fh_buffer chunk;
    glass_spool spool;
} stream;

struct glass_value_streams {
    const char *path;
    stream slots[GLASS_SLOTS_MAX];
};

int glass_value_streams_new(const char *path, glass_value_streams **ret_streams,
                            fihrist_error *err) {
    glass_value_streams *streams = fh_calloc(1, sizeof *streams);
    if (!streams)
        return fh_fail_memory(err);
    streams->path = path;
    for (size_t i = 0; i < GLASS_SLOTS_MAX; i++)
        streams->slots[i] = (stream){.lower = FH_BUFFER(GLASS_VALUE_MAX_BYTES),
                                     .upper = FH_BUFFER(GLASS_VALUE_MAX_BYTES),
                                     .chunk = FH_BUFFER(CHUNK_MAX_BYTES),
                                     .spool = GLASS_SPOOL_CLOSED};
    *ret_streams = streams;
    return FIHRIST_OK;
}

void glass_value_streams_free(glass_value_streams *streams) {
    if (!streams)
        return;
    for (stream *one = streams->slots; one < streams->slots + GLASS_SLOTS_MAX; one++) {
        fh_buffer_free(&one->lower);
        fh_buffer_free(&one->upper);
        fh_buffer_free(&one->chunk);
        glass_spool_close(&one->spool);
    }
    fh_free(streams);
}

static int put_chunk_aside(glass_value_streams *streams, stream *to, fihrist_error *err) {
    uint8_t head[HEAD_BYTES];
    char name[32];
    snprintf(name, sizeof name, "values-%d.tmp", (int)(to - streams->slots));
    int code =
        to->spool.fd < 0 ? glass_spool_open(&to->spool, streams->path, name, err) : FIHRIST_OK;
    glass_put_u32(head, to->first);
    glass_put_u32(head + 4, (uint32_t)to->chunk.n);
    if (code == FIHRIST_OK)
        code = glass_spool_write(&to->spool, head, sizeof head, err);
    if (code == FIHRIST_OK)
        code = glass_spool_write(&to->spool, to->chunk.p, to->chunk.n, err);
    to->first = 0;
    fh_buffer_clear(&to->chunk);
    return code;
}

static bool set(fh_buffer *bound, fh_str value) {
    fh_buffer_clear(bound);
    return fh_buffer_append_str(bound, value);
}

static bool keep_bounds(stream *of, fh_str value) {
    bool only = of->freq++ == 0;
    return (!(only || fh_str_compare(value, fh_buffer_str(&of->lower)) < 0) ||
            set(&of->lower, value)) &&
           (!(only || fh_str_compare(value, fh_buffer_str(&of->upper)) > 0) ||
            set(&of->upper, value));
}

static int add_value(glass_value_streams *streams, uint32_t docid, const glass_value *value,
                     fihrist_error *err) {
    uint8_t bytes[2 * GLASS_VARINT_MAX_BYTES], *to = bytes;
    if (value->slot >= GLASS_SLOTS_MAX || value->bytes.n == 0 ||
        value->bytes.n > GLASS_VALUE_MAX_BYTES)
        return fh_fail(err, FIHRIST_E_LIMIT, "a value of %zu bytes in slot %u", value->bytes.n,
                       value->slot);
    stream *of = &streams->slots[value->slot];
    int code = of->chunk.n >= GLASS_CHUNK_BYTES ? put_chunk_aside(streams, of, err) : FIHRIST_OK;
    if (code != FIHRIST_OK)
        return code;
    if (of->first == 0)
        of->first = docid;
    else
        to = glass_put_varint(to, docid - of->last - 1);
    to = glass_put_varint(to, value->bytes.n);
    of->last = docid;
    fh_buffer_append(&of->chunk, bytes, (size_t)(to - bytes));
    return fh_buffer_append_str(&of->chunk, value->bytes) && keep_bounds(of, value->bytes)
               ? FIHRIST_OK
               : fh_fail_memory(err);
}

int glass_value_streams_add(glass_value_streams *streams, uint32_t docid, const glass_value *values,
                            size_t count, fihrist_error *err) {
    int code = FIHRIST_OK;
    for (size_t i = 0; i < count && code == FIHRIST_OK; i++)
        code = add_value(streams, docid, &values[i], err);
    return code;
}

/* --- writing --- */

/* How many there are, the least and the greatest. */
static int write_bounds(const stream *of, uint32_t slot, glass_table *table, fihrist_error *err) {
    uint8_t key[2 + sizeof slot] = {0x00, 0xd0}, head[2 * GLASS_VARINT_MAX_BYTES];
    uint8_t *to = glass_put_varint(head, of->freq);
    to = glass_put_varint(to, of->lower.n);
    fh_buffer tag = FH_BUFFER(sizeof head + 2 * (size_t)GLASS_VALUE_MAX_BYTES);
    fh_buffer_append(&tag, head, (size_t)(to - head));
    fh_buffer_append_str(&tag, fh_buffer_str(&of->lower));
    if (!fh_str_equal(fh_buffer_str(&of->lower), fh_buffer_str(&of->upper)))
        fh_buffer_append_str(&tag, fh_buffer_str(&of->upper));
    int code = tag.failed ? fh_fail_memory(err)
                          : glass_table_add(table, key, 2 + glass_put_last(key + 2, slot),
                                            fh_buffer_str(&tag), false, err);
    fh_buffer_free(&tag);
    return code;
}

static uint32_t get_u32(const char *from) {
    const uint8_t *bytes = (const uint8_t *)from;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int write_chunk(glass_spool_reader *reader, uint32_t slot, glass_table *table,
                       fihrist_error *err) {
    uint8_t key[2 + GLASS_VARINT_MAX_BYTES + GLASS_DOCID_KEY_MAX_BYTES] = {0x00, 0xd8};
    const char *head = reader->bytes.p + reader->at;
    uint32_t first = get_u32(head), n = get_u32(head + 4);
    size_t there;
    reader->at += HEAD_BYTES;
    int code = glass_spool_need(reader, n, &there, err);
    if (code != FIHRIST_OK)
        return code;
    if (there < n)
        return fh_fail(err, FIHRIST_E_INTERNAL, "a chunk of values ends too early");
    uint8_t *to = glass_put_varint(key + 2, slot);
    to += glass_put_docid_key(to, first);
    fh_str tag = {reader->bytes.p + reader->at, n};
    reader->at += n;
    return glass_table_add(table, key, (size_t)(to - key), tag, false, err);
}

static int write_stream(glass_value_streams *streams, uint32_t slot, glass_table *table,
                        fihrist_error *err) {
    stream *of = &streams->slots[slot];
    glass_spool_reader reader;
    size_t there;
    int code = of->first ? put_chunk_aside(streams, of, err) : FIHRIST_OK;
    if (code == FIHRIST_OK)
        code = glass_spool_flush(&of->spool, err);
    glass_spool_reader_open(&reader, &of->spool, 0, of->spool.written, CHUNK_MAX_BYTES);
    while (code == FIHRIST_OK &&
           (code = glass_spool_need(&reader, HEAD_BYTES, &there, err)) == FIHRIST_OK && there > 0)
        code = write_chunk(&reader, slot, table, err);
    glass_spool_reader_close(&reader);
    return code;
}

/* Slots below 128: the order of their numbers is that of their keys. */
int glass_value_streams_finish(glass_value_streams *streams, glass_table *table,
                               fihrist_error *err) {
    int code = FIHRIST_OK;
    for (uint32_t slot = 0; slot < GLASS_SLOTS_MAX && code == FIHRIST_OK; slot++)
        if (streams->slots[slot].freq > 0)
            code = write_bounds(&streams->slots[slot], slot, table, err);
    for (uint32_t slot = 0; slot < GLASS_SLOTS_MAX && code == FIHRIST_OK; slot++)
        if (streams->slots[slot].freq > 0)
            code = write_stream(streams, slot, table, err);
    return code;
}
