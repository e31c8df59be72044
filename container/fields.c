/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fields.c: reading headers in place.
 */
#include "container/fields.h"

#include "container/member_path.h"

size_t fh_header_length(fh_str text) {
    for (size_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        if (!end)
            return 0;
        size_t n = (size_t)(end - text.p) - at;
        if (n == 0 || (n == 1 && text.p[at] == '\r'))
            return at + n + 1;
        at += n + 1;
    }
    return 0;
}

/* One line without its end. */
static fh_str next_line(fh_fields *fields) {
    char *from = fields->at;
    char *end = memchr(from, '\n', (size_t)(fields->end - from));
    fields->at = end ? end + 1 : fields->end;
    fh_str line = {from, (size_t)((end ? end : fields->end) - from)};
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

fh_str fh_fields_first_line(fh_fields *fields) {
    return next_line(fields);
}

/* One line and those that are folded behind it, which begin with a blank. */
static fh_str next_folded_line(fh_fields *fields) {
    fh_str line = next_line(fields);
    while (line.n > 0 && fields->at < fields->end &&
           (fields->at[0] == ' ' || fields->at[0] == '\t')) {
        for (char *byte = fields->at - 1; byte >= line.p && (*byte == '\n' || *byte == '\r');
             byte--)
            *byte = ' ';
        fh_str more = next_line(fields);
        line.n = (size_t)(more.p + more.n - line.p);
    }
    return line;
}

bool fh_fields_next(fh_fields *fields, fh_str *ret_name, fh_str *ret_value) {
    while (fields->at < fields->end) {
        fh_str line = next_folded_line(fields);
        const char *colon = line.n > 0 ? memchr(line.p, ':', line.n) : NULL;
        if (!colon || colon == line.p)
            continue;
        size_t n = (size_t)(colon - line.p);
        *ret_name = fh_str_trim((fh_str){line.p, n});
        *ret_value = fh_str_trim((fh_str){colon + 1, line.n - n - 1});
        return true;
    }
    return false;
}

fh_str fh_list_next(fh_str *list, char separator) {
    if (list->n == 0)
        return (fh_str){"", 0};
    const char *end = memchr(list->p, separator, list->n);
    size_t n = end ? (size_t)(end - list->p) : list->n;
    fh_str item = fh_str_trim((fh_str){list->p, n});
    n += end != NULL;
    *list = (fh_str){list->p + n, list->n - n};
    return item;
}

static fh_str unquote(fh_str text) {
    if (text.n >= 2 && (text.p[0] == '"' || text.p[0] == '\'') && text.p[text.n - 1] == text.p[0])
        return fh_str_trim((fh_str){text.p + 1, text.n - 2});
    return text;
}

void fh_media_type(fh_str content_type, fh_str *ret_type, fh_str *ret_charset) {
    fh_str type = fh_list_next(&content_type, ';');
    *ret_charset = (fh_str){NULL, 0};
    for (char *byte = (char *)(uintptr_t)type.p; byte && byte < type.p + type.n; byte++)
        if (*byte >= 'A' && *byte <= 'Z')
            *byte = (char)(*byte - 'A' + 'a');
    *ret_type = type.n > 0 ? type : (fh_str){NULL, 0};
    while (content_type.n > 0 && ret_charset->n == 0) {
        fh_str parameter = fh_list_next(&content_type, ';');
        fh_str name = fh_list_next(&parameter, '=');
        if (fh_str_is(name, "charset") && parameter.n > 0)
            *ret_charset = unquote(fh_str_trim(parameter));
    }
    if (ret_charset->n == 0)
        *ret_charset = (fh_str){NULL, 0};
}
