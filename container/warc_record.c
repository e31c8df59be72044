/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * warc_record.c: headers of WARC records.
 */
#include "container/warc_record.h"

#include <stdio.h>

#include "container/member_path.h"
#include "core/number.h"
#include "core/printable.h"

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* "WARC/1.1": 0.17 and 0.18 are the drafts that crawlers wrote before there was 1.0. */
static bool is_version(fh_str line) {
    line = fh_str_trim(line);
    return fh_str_equal(line, fh_str_of("WARC/0.17")) ||
           fh_str_equal(line, fh_str_of("WARC/0.18")) ||
           (line.n == 8 && memcmp(line.p, "WARC/1.", 7) == 0 && is_digit(line.p[7]));
}

static bool is_name_byte(char byte) {
    return is_digit(byte) || byte == '-' || byte == '_' || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

bool fh_warc_record_begins(fh_str text) {
    if (text.n > FH_WARC_BEGINNING_BYTES)
        text.n = FH_WARC_BEGINNING_BYTES;
    const char *end = text.n > 0 ? memchr(text.p, '\n', text.n) : NULL;
    if (!end || !is_version((fh_str){text.p, (size_t)(end - text.p)}))
        return false;
    size_t at = (size_t)(end - text.p) + 1, from = at;
    while (at < text.n && is_name_byte(text.p[at]))
        at++;
    return at > from && at < text.n && text.p[at] == ':';
}

static bool read_length(fh_str value, fh_warc_record *record) {
    int64_t length;
    if (!fh_number_parse(value, 0, INT64_MAX, &length))
        return false;
    record->length = (uint64_t)length;
    return true;
}

/* The first of several fields of one name counts. */
static void keep_first(fh_str *kept, fh_str value) {
    if (!kept->p)
        *kept = value;
}

int fh_warc_record_parse(char *header, size_t n, fh_warc_record *ret_record, fihrist_error *err) {
    fh_fields fields = {header, header + n};
    fh_str name, value, length = {NULL, 0};
    *ret_record = (fh_warc_record){0};
    if (!is_version(fh_fields_first_line(&fields)))
        return fh_fail(err, FIHRIST_E_INPUT, "a version of WARC that is not known");
    for (int count = 0; fh_fields_next(&fields, &name, &value); count++) {
        if (count == FH_HEADER_MAX_FIELDS)
            return fh_fail(err, FIHRIST_E_INPUT, "a header of more than %d fields",
                           FH_HEADER_MAX_FIELDS);
        if (fh_str_is(name, "WARC-Type"))
            keep_first(&ret_record->type, value);
        else if (fh_str_is(name, "WARC-Target-URI"))
            keep_first(&ret_record->url, value);
        else if (fh_str_is(name, "Content-Type"))
            keep_first(&ret_record->content_type, value);
        else if (fh_str_is(name, "Content-Length"))
            keep_first(&length, value);
        else if (fh_str_is(name, "WARC-Truncated"))
            ret_record->truncated = true;
    }
    if (!read_length(length, ret_record))
        return fh_fail(err, FIHRIST_E_INPUT, "a record without a length");
    if (ret_record->type.n == 0)
        return fh_fail(err, FIHRIST_E_INPUT, "a record without a type");
    return 0;
}

/* --- URLs --- */

bool fh_warc_url_clean(fh_str said, fh_buffer *url) {
    fh_buffer_clear(url);
    said = fh_str_trim(said);
    if (said.n >= 2 && said.p[0] == '<' && said.p[said.n - 1] == '>')
        said = (fh_str){said.p + 1, said.n - 2};
    for (size_t at = 0; at < said.n;) {
        size_t n = fh_printable_length((const unsigned char *)said.p + at, said.n - at);
        char coded[4];
        snprintf(coded, sizeof coded, "%%%02X", (unsigned)(unsigned char)said.p[at]);
        if (url->n + (n > 0 ? n : 3) > FH_CONTAINER_MAX_PATH_BYTES)
            return false;
        if (n > 0)
            fh_buffer_append(url, said.p + at, n);
        else
            fh_buffer_append_text(url, coded);
        at += n > 0 ? n : 1;
    }
    return !url->failed;
}

bool fh_warc_url_is_http(fh_str url) {
    return fh_str_starts_as(url, "http://") || fh_str_starts_as(url, "https://");
}

bool fh_warc_url_is_internal(fh_str url) {
    static const char *const schemes[] = {"urn:", "dns:", "metadata:", "screenshot:", "filedesc:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (fh_str_starts_as(url, schemes[i]))
            return true;
    return false;
}
