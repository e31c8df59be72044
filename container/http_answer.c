/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * http_answer.c: reading an answer of HTTP. Crawlers store what they got, or what they made of it:
 * a body without its chunks, or unpacked, under a header that still says otherwise. Such a body is
 * taken as it is.
 */
#include "container/http_answer.h"

#include "container/ahead.h"
#include "container/fields.h"
#include "container/member_path.h"
#include "container/unpack.h"

enum {
    INTERIM_MAX = 8, /* answers "wait for it" before the one that counts */
    CHUNK_LINE_MAX_BYTES = 4096,
    CHUNK_SIZE_MAX_DIGITS = 15 /* less than an int64_t holds */
};

struct fh_http_answer {
    fh_stream sent; /* the body, without its chunks */
    bool truncated, chunked, body_ended;
    int status;
    fh_str type;
    uint64_t chunk_left;
    fh_ratio ratio;
    fihrist_error coding_error; /* a coding that is not known */
    size_t coding_count, stage_count;
    fh_coding codings[FH_HTTP_MAX_CODINGS];
    fh_unpack *stages[FH_HTTP_MAX_CODINGS];
    fh_ahead message;
    char head[FH_HEADER_MAX_BYTES];
};

/* --- the header --- */

/* "HTTP/1.1 200 OK": the number; -1: it is no such line. */
static int read_status(fh_str line) {
    if (!fh_str_starts_as(line, "HTTP/"))
        return -1;
    fh_list_next(&line, ' ');
    fh_str number = fh_list_next(&line, ' ');
    int status = 0;
    if (number.n != 3)
        return -1;
    for (size_t i = 0; i < number.n; i++) {
        if (number.p[i] < '0' || number.p[i] > '9')
            return -1;
        status = status * 10 + (number.p[i] - '0');
    }
    return status;
}

/* Whether what was sent is a whole document of the server's own. */
static bool is_document(int status) {
    return status >= 200 && status <= 299 && status != 203 && status != 204 && status != 205 &&
           status != 206;
}

/* Move the next header into answer->head. */
static int read_head(fh_http_answer *answer, fh_fields *ret_fields, fihrist_error *err) {
    enum { FIRST_BYTES = 2048 };
    size_t n = 0;
    for (size_t want = FIRST_BYTES; n == 0; want *= 2) {
        if (want > sizeof answer->head)
            return fh_fail(err, FIHRIST_E_INPUT, "an HTTP header of more than %zu bytes",
                           sizeof answer->head);
        int rc = fh_ahead_fill(&answer->message, want, err);
        if (rc < 0)
            return rc;
        size_t there = fh_ahead_n(&answer->message);
        n = fh_header_length((fh_str){(const char *)fh_ahead_at(&answer->message), there});
        if (n == 0 && there < want)
            return fh_fail(err, FIHRIST_E_INPUT, "an HTTP header without an end");
    }
    fh_ahead_take(&answer->message, answer->head, n);
    *ret_fields = (fh_fields){answer->head, answer->head + n};
    return 0;
}

/* The header of the answer that counts, its status line read. */
static int read_answer(fh_http_answer *answer, fh_fields *ret_fields, fihrist_error *err) {
    for (int i = 0; i < INTERIM_MAX; i++) {
        int rc = read_head(answer, ret_fields, err);
        if (rc < 0)
            return rc;
        answer->status = read_status(fh_fields_first_line(ret_fields));
        if (answer->status < 0)
            return fh_fail(err, FIHRIST_E_INPUT, "no answer of HTTP");
        if (answer->status >= 200)
            return 0;
    }
    return fh_fail(err, FIHRIST_E_INPUT, "no answer of HTTP but to wait for it");
}

static int add_coding(fh_http_answer *answer, fh_str name, fihrist_error *err) {
    static const struct {
        const char *name;
        fh_coding coding;
    } known[] = {{"gzip", FH_CODING_GZIP},       {"x-gzip", FH_CODING_GZIP},
                 {"deflate", FH_CODING_DEFLATE}, {"x-deflate", FH_CODING_DEFLATE},
                 {"br", FH_CODING_BROTLI},       {"zstd", FH_CODING_ZSTD}};
    if (name.n == 0 || fh_str_is(name, "identity") || fh_str_is(name, "none"))
        return 0;
    if (answer->coding_count == FH_HTTP_MAX_CODINGS)
        return fh_fail(err, FIHRIST_E_INPUT, "compressed more than %d times", FH_HTTP_MAX_CODINGS);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (fh_str_is(name, known[i].name)) {
            answer->codings[answer->coding_count++] = known[i].coding;
            return 0;
        }
    return fh_fail(err, FIHRIST_E_INPUT, "compressed with '%.*s'", name.n < 40 ? (int)name.n : 40,
                   name.p);
}

static int read_fields(fh_http_answer *answer, fh_fields *fields, fihrist_error *err) {
    fh_str name, value;
    for (int count = 0; fh_fields_next(fields, &name, &value); count++) {
        if (count == FH_HEADER_MAX_FIELDS)
            return fh_fail(err, FIHRIST_E_INPUT, "an HTTP header of more than %d fields",
                           FH_HEADER_MAX_FIELDS);
        if (fh_str_is(name, "Content-Type") && !answer->type.p)
            answer->type = value;
        else if (fh_str_is(name, "Transfer-Encoding"))
            answer->chunked = fh_str_ends_as(value, "chunked");
        else if (fh_str_is(name, "Content-Encoding"))
            while (answer->coding_error.code == 0 && value.n > 0)
                add_coding(answer, fh_list_next(&value, ','), &answer->coding_error);
    }
    return 0;
}

/* --- chunks --- */

static int hex_digit(char byte) {
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte = (char)(byte | 0x20);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* "1a2b;extension": the size. */
static bool parse_chunk_size(fh_str line, uint64_t *ret_size) {
    fh_str size = fh_list_next(&line, ';');
    if (size.n == 0 || size.n > CHUNK_SIZE_MAX_DIGITS)
        return false;
    *ret_size = 0;
    for (size_t i = 0; i < size.n; i++) {
        int digit = hex_digit(size.p[i]);
        if (digit < 0)
            return false;
        *ret_size = *ret_size << 4 | (uint64_t)digit;
    }
    return true;
}

/* 1: *ret_line (its end not in it) takes *ret_n bytes, none of which is taken; 0: there is no end
 * of a line where one should be. */
static int peek_line(fh_http_answer *answer, fh_str *ret_line, size_t *ret_n, fihrist_error *err) {
    int rc = fh_ahead_fill(&answer->message, CHUNK_LINE_MAX_BYTES, err);
    if (rc < 0)
        return rc;
    const char *p = (const char *)fh_ahead_at(&answer->message);
    size_t n = fh_ahead_n(&answer->message);
    const char *end = memchr(p, '\n', n < CHUNK_LINE_MAX_BYTES ? n : CHUNK_LINE_MAX_BYTES);
    if (!end)
        return 0;
    *ret_n = (size_t)(end - p) + 1;
    *ret_line = (fh_str){p, *ret_n - 1};
    return 1;
}

/* 1: *ret_size is read and taken; 0: it is none. */
static int read_chunk_size(fh_http_answer *answer, uint64_t *ret_size, fihrist_error *err) {
    fh_str line;
    size_t n;
    int rc = peek_line(answer, &line, &n, err);
    if (rc <= 0)
        return rc;
    if (!parse_chunk_size(line, ret_size))
        return 0;
    answer->message.at += n;
    return 1;
}

/* The body may have been stored without its chunks. */
static int begin_chunks(fh_http_answer *answer, fihrist_error *err) {
    int rc = read_chunk_size(answer, &answer->chunk_left, err);
    answer->chunked = rc == 1;
    answer->body_ended = rc == 1 && answer->chunk_left == 0;
    return rc < 0 ? rc : 0;
}

/* Behind the end of a chunk: the next one, or the end, some of which may be missing where the
 * connection was lost. Trailers are not read. */
static int next_chunk(fh_http_answer *answer, fihrist_error *err) {
    fh_str line;
    size_t n;
    int rc = peek_line(answer, &line, &n, err);
    if (rc == 1 && fh_str_trim(line).n == 0) {
        answer->message.at += n;
        rc = read_chunk_size(answer, &answer->chunk_left, err);
        answer->body_ended = rc == 1 && answer->chunk_left == 0;
        if (rc == 1)
            return 0;
    }
    if (rc < 0)
        return rc;
    answer->body_ended =
        answer->message.ended && fh_ahead_n(&answer->message) <= CHUNK_SIZE_MAX_DIGITS;
    return answer->body_ended ? 0 : fh_fail(err, FIHRIST_E_INPUT, "damaged chunks of HTTP");
}

/* --- the body --- */

static ssize_t read_sent(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    fh_http_answer *answer = (fh_http_answer *)stream;
    size_t done = 0;
    while (done < n && !answer->body_ended) {
        int rc = answer->chunked && answer->chunk_left == 0 ? next_chunk(answer, err) : 0;
        if (rc == 0 && !answer->body_ended)
            rc = fh_ahead_fill(&answer->message, 1, err);
        if (rc < 0)
            return done > 0 ? (ssize_t)done : rc;
        size_t most = n - done;
        if (answer->chunked && most > answer->chunk_left)
            most = (size_t)answer->chunk_left;
        size_t taken = fh_ahead_take(&answer->message, (uint8_t *)bytes + done, most);
        if (answer->chunked)
            answer->chunk_left -= taken;
        done += taken;
        answer->body_ended |= taken == 0;
    }
    return (ssize_t)done;
}

int fh_http_answer_begin(fh_http_answer *answer, fh_stream *message, bool truncated,
                         fihrist_error *err) {
    fh_fields fields;
    fh_http_answer_end(answer);
    fh_ahead_start(&answer->message, message);
    answer->truncated = truncated;
    int rc = read_answer(answer, &fields, err);
    if (rc == 0 && !is_document(answer->status))
        return 0;
    if (rc == 0)
        rc = read_fields(answer, &fields, err);
    return rc < 0 ? rc : 1;
}

fh_str fh_http_answer_type(const fh_http_answer *answer) {
    return answer->type;
}

/* What was packed last is unpacked first. */
int fh_http_answer_body(fh_http_answer *answer, fh_stream **ret_body, fihrist_error *err) {
    int rc = answer->chunked ? begin_chunks(answer, err) : 0;
    if (rc == 0 && answer->coding_error.code != 0) {
        rc = answer->coding_error.code;
        if (err)
            *err = answer->coding_error;
    }
    if (rc < 0)
        return rc;
    *ret_body = &answer->sent;
    while (answer->stage_count < answer->coding_count) {
        size_t stage = answer->stage_count;
        fh_unpack_options options = {.may_be_plain = true,
                                     .may_be_cut = answer->truncated,
                                     .window_log = FH_ZSTD_WINDOW_LOG_HTTP,
                                     .ratio = &answer->ratio,
                                     .counts_packed = stage == 0};
        rc = fh_unpack_open(answer->codings[answer->coding_count - 1 - stage], &options, *ret_body,
                            &answer->stages[stage], err);
        if (rc < 0)
            return rc;
        *ret_body = fh_unpack_stream(answer->stages[stage]);
        answer->stage_count++;
    }
    return 0;
}

void fh_http_answer_end(fh_http_answer *answer) {
    for (size_t i = 0; i < answer->stage_count; i++)
        fh_unpack_close(answer->stages[i]);
    /* All but what was read ahead. */
    memset(answer, 0, offsetof(fh_http_answer, message));
    answer->sent.read = read_sent;
}

fh_http_answer *fh_http_answer_new(void) {
    fh_http_answer *answer = fh_malloc(sizeof *answer);
    if (answer) {
        answer->stage_count = 0;
        fh_http_answer_end(answer);
    }
    return answer;
}

void fh_http_answer_free(fh_http_answer *answer) {
    if (answer)
        fh_http_answer_end(answer);
    fh_free(answer);
}
