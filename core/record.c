/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * record.c: encode and decode the stored record. Tags are letters; a text that is absent has no
 * section; authors and given actors have one section each. The tags of format version 2 are the
 * enum below: a new tag may be added without a new version, since readers skip what they do not
 * know; one that changes its meaning may not.
 */
#include "core/record.h"

#include "core/bytes.h"
#include "core/date.h"
#include "core/varint.h"

enum {
    RECORD_VERSION = 2,
    HEAD_BYTES_AT = 4,
    HEADER_BYTES = 8,
    CHECKSUM_BYTES = 4,
    /* Its section is the first. */
    SEEN_BYTES = 8,
    SEEN_AT = HEADER_BYTES + 2
};

enum tag {
    TAG_ID = 'I',
    TAG_MENTIONS = 'm',
    TAG_LANGUAGE = 'l',
    TAG_FOUND_LANGUAGE = 'L', /* of a comment: its article's, as the other */
    TAG_DATE = 'd',
    TAG_TEXT = 'x',
    TAG_EXTRA = 'e',
    TAG_AUTHOR = 'a', /* of an article any number, of a comment one */
    /* article */
    TAG_SEEN = 'w',
    TAG_URL = 'u',
    TAG_SOURCE = 's',
    TAG_TITLE = 't',
    TAG_CAPTION = 'c',
    TAG_ACTOR = 'n',
    TAG_OUTLET = 'o',
    TAG_HASH = 'h',
    TAG_COMMENT_COUNT = 'k',
    TAG_FILE = 'f',
    /* comment */
    TAG_STORY = 'S',
    TAG_NUMBER = 'N',
    TAG_COMMENT_ID = 'i',
    TAG_PARENT = 'p'
};

fh_str fh_record_text(const fh_record *record) {
    return record->kind == FH_KIND_ARTICLE ? record->article.text : record->comment.text;
}

/* --- encode --- */

static void put(fh_buffer *out, char tag, fh_str text) {
    if (text.n == 0)
        return;
    fh_buffer_append_byte(out, tag);
    fh_varint_append(out, text.n);
    fh_buffer_append_str(out, text);
}

/* The section's length is that of its number: at most 10, one byte. */
static void put_number(fh_buffer *out, char tag, uint64_t number) {
    fh_buffer_append_byte(out, tag);
    size_t length_at = out->n;
    fh_buffer_append_byte(out, 0);
    fh_varint_append(out, number);
    if (!out->failed)
        out->p[length_at] = (char)(out->n - length_at - 1);
}

static void put_seen(fh_buffer *out, const fh_record *record) {
    uint8_t bytes[SEEN_BYTES];
    if (record->kind != FH_KIND_ARTICLE || record->article.seen <= 0)
        return;
    fh_save64(bytes, (uint64_t)record->article.seen);
    put(out, TAG_SEEN, (fh_str){(const char *)bytes, sizeof bytes});
}

static size_t varint_bytes(uint64_t number) {
    size_t n = 1;
    for (; number >= 0x80; number >>= 7)
        n++;
    return n;
}

static void put_mentions(fh_buffer *out, const fh_record_mention *mentions, size_t count) {
    size_t bytes = varint_bytes(count);
    for (size_t i = 0; i < count; i++)
        bytes += varint_bytes(mentions[i].actor.n) + mentions[i].actor.n +
                 varint_bytes(mentions[i].start) +
                 varint_bytes(mentions[i].end - mentions[i].start);
    if (count == 0)
        return;
    fh_buffer_append_byte(out, TAG_MENTIONS);
    fh_varint_append(out, bytes);
    fh_varint_append(out, count);
    for (size_t i = 0; i < count; i++) {
        fh_varint_append(out, mentions[i].actor.n);
        fh_buffer_append_str(out, mentions[i].actor);
        fh_varint_append(out, mentions[i].start);
        fh_varint_append(out, mentions[i].end - mentions[i].start);
    }
}

static void put_article_head(fh_buffer *out, const fh_record *record) {
    const fh_article *article = &record->article;
    put(out, TAG_URL, article->url);
    put(out, TAG_SOURCE, article->source);
    put(out, TAG_OUTLET, record->outlet);
    put(out, TAG_TITLE, article->title);
    put(out, TAG_DATE, article->date);
    put(out, TAG_LANGUAGE, article->lang);
    put(out, TAG_FOUND_LANGUAGE, article->found_lang);
    for (size_t i = 0; i < article->author_count; i++)
        put(out, TAG_AUTHOR, article->authors[i]);
    put(out, TAG_FILE, article->file);
    put(out, TAG_HASH, (fh_str){(const char *)record->hash.bytes, sizeof record->hash.bytes});
    put_number(out, TAG_COMMENT_COUNT, record->comment_count);
}

static void put_article_rest(fh_buffer *out, const fh_record *record) {
    const fh_article *article = &record->article;
    for (size_t i = 0; i < article->actor_count; i++)
        put(out, TAG_ACTOR, article->actors[i]);
    put(out, TAG_TEXT, article->text);
    put(out, TAG_CAPTION, article->caption);
    put(out, TAG_EXTRA, article->extra);
}

static void put_comment_head(fh_buffer *out, const fh_record *record) {
    const fh_comment *comment = &record->comment;
    put(out, TAG_STORY, record->story);
    put_number(out, TAG_NUMBER, record->number);
    put(out, TAG_COMMENT_ID, comment->id);
    put(out, TAG_PARENT, comment->parent);
    put(out, TAG_AUTHOR, comment->author);
    put(out, TAG_DATE, comment->date);
    put(out, TAG_LANGUAGE, record->article.lang);
    put(out, TAG_FOUND_LANGUAGE, record->article.found_lang);
}

static void put_comment_rest(fh_buffer *out, const fh_record *record) {
    put(out, TAG_TEXT, record->comment.text);
    put(out, TAG_EXTRA, record->comment.extra);
}

/* Of the record that begins at `from`. `*sum` is the checksum of its first `*summed` bytes. */
static void put_checksum(fh_buffer *out, size_t from, uint32_t *sum, size_t *summed) {
    uint8_t bytes[CHECKSUM_BYTES];
    if (out->failed)
        return;
    size_t n = out->n - from;
    *sum = fh_checksum_more(*sum, out->p + from + *summed, n - *summed);
    *summed = n;
    fh_save32(bytes, *sum);
    fh_buffer_append(out, (const char *)bytes, sizeof bytes);
}

int fh_record_encode(const fh_record *record, fh_buffer *buffer, fihrist_error *err) {
    size_t from = buffer->n, summed = 0;
    uint32_t sum = fh_checksum(NULL, 0);
    bool article = record->kind == FH_KIND_ARTICLE;
    const char header[HEADER_BYTES] = {'F', 'R', RECORD_VERSION, article ? 'a' : 'c'};
    fh_buffer_append(buffer, header, sizeof header);
    put_seen(buffer, record);
    put(buffer, TAG_ID, record->id);
    (article ? put_article_head : put_comment_head)(buffer, record);
    if (!buffer->failed)
        fh_save32((uint8_t *)buffer->p + from + HEAD_BYTES_AT,
                  (uint32_t)(buffer->n - from + CHECKSUM_BYTES));
    put_checksum(buffer, from, &sum, &summed);
    (article ? put_article_rest : put_comment_rest)(buffer, record);
    put_mentions(buffer, record->mentions, record->mention_count);
    put_checksum(buffer, from, &sum, &summed);
    return buffer->failed ? fh_fail_memory(err) : FIHRIST_OK;
}

/* The checksum of the first `n` bytes, behind them. */
static void seal(char *record, size_t n) {
    fh_save32((uint8_t *)record + n, fh_checksum(record, n));
}

bool fh_record_set_seen(char *record, size_t n, int64_t seen) {
    size_t head = fh_record_head_bytes((fh_str){record, n});
    if (head < SEEN_AT + SEEN_BYTES + CHECKSUM_BYTES || n < head + CHECKSUM_BYTES ||
        record[3] != 'a' || record[HEADER_BYTES] != TAG_SEEN ||
        record[HEADER_BYTES + 1] != SEEN_BYTES)
        return false;
    fh_save64((uint8_t *)record + SEEN_AT, (uint64_t)seen);
    seal(record, head - CHECKSUM_BYTES);
    seal(record, n - CHECKSUM_BYTES);
    return true;
}

/* --- decode --- */

typedef struct section {
    char tag;
    fh_str text;
} section;

/* Head and rest without header and checksums. */
typedef struct record_body {
    fh_str parts[2];
} record_body;

/* 1: *ret_section is the next, 0: the end, negative: cut off. */
static int next_section(fh_str body, size_t *at, section *ret_section) {
    if (*at == body.n)
        return 0;
    ret_section->tag = body.p[(*at)++];
    uint64_t n;
    if (!fh_varint_read(body, at, &n) || n > body.n - *at)
        return FIHRIST_E_CORRUPT;
    ret_section->text = (fh_str){body.p + *at, (size_t)n};
    *at += (size_t)n;
    return 1;
}

static int read_number(fh_str text, uint32_t *ret_number) {
    size_t at = 0;
    uint64_t number;
    if (!fh_varint_read(text, &at, &number) || at != text.n || number > UINT32_MAX)
        return FIHRIST_E_CORRUPT;
    *ret_number = (uint32_t)number;
    return FIHRIST_OK;
}

static int read_seen(fh_str text, int64_t *ret_seen) {
    if (text.n != SEEN_BYTES)
        return FIHRIST_E_CORRUPT;
    uint64_t seen = fh_load64((const uint8_t *)text.p);
    if (seen == 0 || seen > (uint64_t)FH_UTC_MAX_SECONDS)
        return FIHRIST_E_CORRUPT;
    *ret_seen = (int64_t)seen;
    return FIHRIST_OK;
}

static int read_mention(fh_str text, size_t *at, fh_record_mention *ret_mention) {
    uint64_t n, start, length;
    if (!fh_varint_read(text, at, &n) || n > text.n - *at)
        return FIHRIST_E_CORRUPT;
    ret_mention->actor = (fh_str){text.p + *at, (size_t)n};
    *at += (size_t)n;
    if (!fh_varint_read(text, at, &start) || !fh_varint_read(text, at, &length) ||
        start > UINT32_MAX || length > UINT32_MAX - start)
        return FIHRIST_E_CORRUPT;
    ret_mention->start = (uint32_t)start;
    ret_mention->end = (uint32_t)(start + length);
    return FIHRIST_OK;
}

static int read_mentions(fh_str text, fh_arena *arena, fh_record *record) {
    enum { LEAST_BYTES = 3 };
    size_t at = 0;
    uint64_t count;
    if (!fh_varint_read(text, &at, &count) || count > text.n / LEAST_BYTES)
        return FIHRIST_E_CORRUPT;
    record->mention_count = 0;
    record->mentions = fh_arena_calloc(arena, (size_t)count, sizeof *record->mentions);
    if (!record->mentions)
        return FIHRIST_E_MEMORY;
    for (; record->mention_count < count; record->mention_count++)
        if (read_mention(text, &at, &record->mentions[record->mention_count]) != FIHRIST_OK)
            return FIHRIST_E_CORRUPT;
    return at == text.n ? FIHRIST_OK : FIHRIST_E_CORRUPT;
}

static int read_article_section(section s, fh_record *record) {
    fh_article *article = &record->article;
    switch (s.tag) {
    case TAG_URL:
        article->url = s.text;
        break;
    case TAG_SOURCE:
        article->source = s.text;
        break;
    case TAG_OUTLET:
        record->outlet = s.text;
        break;
    case TAG_TITLE:
        article->title = s.text;
        break;
    case TAG_DATE:
        article->date = s.text;
        break;
    case TAG_AUTHOR:
        article->authors[article->author_count++] = s.text;
        break;
    case TAG_ACTOR:
        article->actors[article->actor_count++] = s.text;
        break;
    case TAG_TEXT:
        article->text = s.text;
        break;
    case TAG_CAPTION:
        article->caption = s.text;
        break;
    case TAG_EXTRA:
        article->extra = s.text;
        break;
    case TAG_FILE:
        article->file = s.text;
        break;
    case TAG_HASH:
        if (s.text.n != sizeof record->hash.bytes)
            return FIHRIST_E_CORRUPT;
        memcpy(record->hash.bytes, s.text.p, s.text.n);
        break;
    case TAG_COMMENT_COUNT:
        return read_number(s.text, &record->comment_count);
    case TAG_SEEN:
        return read_seen(s.text, &article->seen);
    default:
        break;
    }
    return FIHRIST_OK;
}

static int read_comment_section(section s, fh_record *record) {
    fh_comment *comment = &record->comment;
    switch (s.tag) {
    case TAG_STORY:
        record->story = s.text;
        break;
    case TAG_NUMBER:
        return read_number(s.text, &record->number);
    case TAG_COMMENT_ID:
        comment->id = s.text;
        break;
    case TAG_PARENT:
        comment->parent = s.text;
        break;
    case TAG_AUTHOR:
        comment->author = s.text;
        break;
    case TAG_DATE:
        comment->date = s.text;
        break;
    case TAG_TEXT:
        comment->text = s.text;
        break;
    case TAG_EXTRA:
        comment->extra = s.text;
        break;
    default:
        break;
    }
    return FIHRIST_OK;
}

static int read_section(section s, fh_arena *arena, fh_record *record) {
    switch (s.tag) {
    case TAG_ID:
        record->id = s.text;
        return FIHRIST_OK;
    case TAG_LANGUAGE:
        record->article.lang = s.text;
        return FIHRIST_OK;
    case TAG_FOUND_LANGUAGE:
        record->article.found_lang = s.text;
        return FIHRIST_OK;
    case TAG_MENTIONS:
        return read_mentions(s.text, arena, record);
    default:
        return record->kind == FH_KIND_ARTICLE ? read_article_section(s, record)
                                               : read_comment_section(s, record);
    }
}

/* Room for the authors and actors there are, so that the second reading fills arrays. */
static int make_lists(const record_body *body, fh_arena *arena, fh_article *article) {
    size_t authors = 0, actors = 0;
    for (size_t part = 0; part < 2; part++) {
        section s;
        int more;
        for (size_t at = 0; (more = next_section(body->parts[part], &at, &s)) > 0;) {
            authors += s.tag == TAG_AUTHOR;
            actors += s.tag == TAG_ACTOR;
        }
        if (more < 0)
            return more;
    }
    article->authors = fh_arena_calloc(arena, authors, sizeof *article->authors);
    article->actors = fh_arena_calloc(arena, actors, sizeof *article->actors);
    return article->authors && article->actors ? FIHRIST_OK : FIHRIST_E_MEMORY;
}

static bool mentions_fit(const fh_record *record) {
    size_t n = fh_record_text(record).n;
    for (size_t i = 0; i < record->mention_count; i++)
        if (record->mentions[i].end > n)
            return false;
    return true;
}

static int read_body(const record_body *body, fh_arena *arena, fh_record *record) {
    int code = make_lists(body, arena, &record->article);
    for (size_t part = 0; part < 2; part++) {
        section s;
        for (size_t at = 0; code == FIHRIST_OK && next_section(body->parts[part], &at, &s) > 0;)
            code = read_section(s, arena, record);
    }
    if (code != FIHRIST_OK)
        return code;
    bool complete = record->id.n > 0 && (record->kind == FH_KIND_ARTICLE || record->story.n > 0);
    if (!complete)
        return FIHRIST_E_CORRUPT;
    record->article.id = record->kind == FH_KIND_ARTICLE ? record->id : (fh_str){NULL, 0};
    return FIHRIST_OK;
}

size_t fh_record_head_bytes(fh_str bytes) {
    if (bytes.n < HEADER_BYTES + CHECKSUM_BYTES || bytes.p[0] != 'F' || bytes.p[1] != 'R')
        return 0;
    uint32_t n = fh_load32((const uint8_t *)bytes.p + HEAD_BYTES_AT);
    return n >= HEADER_BYTES + CHECKSUM_BYTES && n <= bytes.n ? n : 0;
}

/* `bytes` ends with a checksum, which comes first: a version or kind that a flipped bit made is
 * damage, not another version. */
static int check_frame(fh_str bytes, fihrist_error *err) {
    size_t summed = bytes.n - CHECKSUM_BYTES;
    if (fh_checksum(bytes.p, summed) != fh_load32((const uint8_t *)bytes.p + summed))
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged record: its checksum is wrong");
    if (bytes.p[2] != RECORD_VERSION)
        return fh_fail(err, FIHRIST_E_VERSION,
                       "record of version %u; this program reads version %d",
                       (unsigned)(unsigned char)bytes.p[2], RECORD_VERSION);
    if (bytes.p[3] != 'a' && bytes.p[3] != 'c')
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged record: of no known kind");
    return FIHRIST_OK;
}

static int fail_sections(int code, fihrist_error *err) {
    return code == FIHRIST_E_MEMORY
               ? fh_fail_memory(err)
               : fh_fail(err, code, "damaged record: its sections do not fit together");
}

/* `n` of the bytes, which the head is, or all. */
static int decode(fh_str bytes, size_t head, size_t n, fh_arena *arena, fh_record *ret_record,
                  fihrist_error *err) {
    if (head == 0 || (n > head && n < head + CHECKSUM_BYTES))
        return fh_fail(err, FIHRIST_E_CORRUPT, "damaged record: not a record");
    int code = check_frame((fh_str){bytes.p, n}, err);
    if (code != FIHRIST_OK)
        return code;
    record_body body = {
        {{bytes.p + HEADER_BYTES, head - HEADER_BYTES - CHECKSUM_BYTES}, {bytes.p + head, 0}}};
    if (n > head)
        body.parts[1].n = n - head - CHECKSUM_BYTES;
    fh_record record = {.kind = bytes.p[3] == 'a' ? FH_KIND_ARTICLE : FH_KIND_COMMENT};
    code = read_body(&body, arena, &record);
    if (code == FIHRIST_OK && !mentions_fit(&record))
        code = FIHRIST_E_CORRUPT;
    if (code != FIHRIST_OK)
        return fail_sections(code, err);
    *ret_record = record;
    return FIHRIST_OK;
}

int fh_record_decode_head(fh_str bytes, fh_arena *arena, fh_record *ret_record,
                          fihrist_error *err) {
    size_t head = fh_record_head_bytes(bytes);
    return decode(bytes, head, head, arena, ret_record, err);
}

int fh_record_decode(fh_str bytes, fh_arena *arena, fh_record *ret_record, fihrist_error *err) {
    size_t head = fh_record_head_bytes(bytes);
    /* A head alone is half a record. */
    return decode(bytes, bytes.n > head ? head : 0, bytes.n, arena, ret_record, err);
}

int fh_record_decode_part(fh_str bytes, fh_record_part part, fh_arena *arena, fh_record *ret_record,
                          fihrist_error *err) {
    return part == FH_RECORD_HEAD ? fh_record_decode_head(bytes, arena, ret_record, err)
                                  : fh_record_decode(bytes, arena, ret_record, err);
}
