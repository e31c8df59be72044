/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * table_row.c: a row is an article, an article with a comment, or a comment on an article that is
 * elsewhere. What is no field of Fihrist's goes into `extra`.
 */
#include "core/date_written.h"
#include "core/json.h"
#include "core/number.h"
#include "formats/field.h"
#include "formats/table.h"
#include "webpage/webpage.h"

enum { EXTRA_MAX_BYTES = FH_TABLE_ROW_MAX_BYTES * 3 + 64 /* six bytes for two at most */ };

/* The first that is not empty. */
static fh_str field_of(const fh_table_row *row, fh_table_field field) {
    for (size_t i = 0; i < row->count; i++)
        if (row->columns[i].field == field && row->cells[i].n)
            return row->cells[i];
    return (fh_str){NULL, 0};
}

/* --- dates --- */

/* Seconds or milliseconds since 1970: since 2001, that is, or they could be anything. */
static fh_str date_of(fh_str text, fh_arena *arena) {
    int64_t number;
    if (text.n == 10 && fh_number_parse(text, 1000000000, INT64_MAX, &number))
        return fh_date_of_seconds(number, arena);
    if (text.n == 13 && fh_number_parse(text, INT64_C(1000000000000), INT64_MAX, &number))
        return fh_date_of_seconds(number / 1000, arena);
    return fh_date_written(text, arena);
}

/* --- text --- */

static bool has(fh_str text, const char *part) {
    return text.n && memmem(text.p, text.n, part, strlen(part));
}

/* What no text has that is not HTML. */
static bool is_html(fh_str text) {
    return has(text, "</p>") || has(text, "</P>") || has(text, "<br>") || has(text, "<br/>") ||
           has(text, "<br />") || has(text, "</div>");
}

static int read_text(const fh_table_row *row, fh_arena *arena, fh_str *ret_text,
                     fihrist_error *err) {
    fh_str text = field_of(row, FH_TABLE_TEXT), html = field_of(row, FH_TABLE_HTML);
    if (!text.n && !html.n)
        text = field_of(row, FH_TABLE_SUMMARY);
    if (text.n && !is_html(text)) {
        *ret_text = text;
        return 0;
    }
    return fh_html_fragment_text(text.n ? text : html, arena, ret_text, err);
}

/* --- names --- */

static bool read_names(const fh_table_row *row, fh_table_field field, fh_arena *arena,
                       fh_names_found *names) {
    bool added = true;
    for (size_t i = 0; i < row->count && added; i++)
        if (row->columns[i].field == field)
            added = fh_field_add_names(names, row->cells[i], arena);
    return added;
}

static int read_people(const fh_table_row *row, fh_arena *arena, fh_article *article,
                       fihrist_error *err) {
    fh_names_found authors = {0}, actors = {0};
    if (!read_names(row, FH_TABLE_AUTHOR, arena, &authors) ||
        !read_names(row, FH_TABLE_ACTORS, arena, &actors))
        return fh_fail_memory(err);
    article->authors = authors.all;
    article->author_count = authors.count;
    article->actors = actors.all;
    article->actor_count = actors.count;
    return 0;
}

/* --- the rest of the row --- */

/* What was not taken of several columns of one field is kept; so is a date that cannot be told, as
 * it stands, and a summary beside a text. */
static bool is_kept_beside(const fh_table_row *row, size_t column, fh_arena *arena) {
    fh_table_field field = row->columns[column].field;
    if (field == FH_TABLE_NONE || field == FH_TABLE_AUTHOR || field == FH_TABLE_ACTORS ||
        field == FH_TABLE_HTML)
        return false;
    if (field == FH_TABLE_SUMMARY)
        return field_of(row, FH_TABLE_TEXT).n || field_of(row, FH_TABLE_HTML).n;
    if (field == FH_TABLE_EXTRA || !fh_str_equal(field_of(row, field), row->cells[column]))
        return true;
    return (field == FH_TABLE_DATE || field == FH_TABLE_COMMENT_DATE) &&
           !date_of(row->cells[column], arena).n;
}

static int read_extra(const fh_table_row *row, fh_arena *arena, fh_str *ret_extra,
                      fihrist_error *err) {
    fh_buffer extra = FH_BUFFER(EXTRA_MAX_BYTES);
    fh_json_open(&extra, '{');
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i].n && is_kept_beside(row, i, arena))
            fh_json_member(&extra, row->columns[i].name.p, row->cells[i]);
    fh_json_close(&extra, '}');
    bool any = extra.n > 2;
    if (!extra.failed && any)
        *ret_extra = fh_arena_copy(arena, fh_buffer_str(&extra));
    bool kept = !extra.failed && (!any || ret_extra->p);
    fh_buffer_free(&extra);
    return kept ? 0 : fh_fail_memory(err);
}

/* --- comments --- */

/* In a row that has nothing else, what belongs to it may be called as an article's. */
static int read_comment(const fh_table_row *row, bool alone, fh_arena *arena, fh_article *article,
                        fihrist_error *err) {
    fh_comment *comment = fh_arena_calloc(arena, 1, sizeof *comment);
    fh_str date = field_of(row, FH_TABLE_COMMENT_DATE), text = field_of(row, FH_TABLE_COMMENT);
    if (!comment)
        return fh_fail_memory(err);
    *comment = (fh_comment){.id = field_of(row, FH_TABLE_COMMENT_ID),
                            .parent = field_of(row, FH_TABLE_COMMENT_PARENT),
                            .author = field_of(row, FH_TABLE_COMMENTER),
                            .text = text};
    if (alone && !comment->author.n)
        comment->author = field_of(row, FH_TABLE_AUTHOR);
    if (alone && !date.n)
        date = field_of(row, FH_TABLE_DATE);
    comment->date = date_of(date, arena);
    article->comments = comment;
    article->comment_count = 1;
    if (!is_html(text))
        return 0;
    int code = fh_html_fragment_text(text, arena, &comment->text, err);
    comment->text = fh_field_comment_text(comment->text);
    return code;
}

static int read_addition(const fh_table_row *row, fh_arena *arena, fh_article *ret_article,
                         fihrist_error *err) {
    *ret_article = (fh_article){
        .id = field_of(row, FH_TABLE_ID), .url = field_of(row, FH_TABLE_URL), .addition = true};
    if (!ret_article->id.n && !ret_article->url.n)
        return fh_fail(err, FIHRIST_E_INPUT, "a comment without the url or id of its article");
    int code = read_comment(row, true, arena, ret_article, err);
    return code == 0 ? read_extra(row, arena, &ret_article->comments[0].extra, err) : code;
}

int fh_table_read_row(const fh_table_row *row, fh_arena *arena, fh_article *ret_article,
                      fihrist_error *err) {
    fh_str text;
    int code = read_text(row, arena, &text, err);
    if (code != 0)
        return code;
    bool comment = field_of(row, FH_TABLE_COMMENT).n > 0;
    if (!text.n && !field_of(row, FH_TABLE_TITLE).n && comment)
        return read_addition(row, arena, ret_article, err);
    if (!text.n && !field_of(row, FH_TABLE_TITLE).n)
        return fh_fail(err, FIHRIST_E_INPUT, "a row with neither title nor text nor comment");
    *ret_article = (fh_article){.id = field_of(row, FH_TABLE_ID),
                                .url = field_of(row, FH_TABLE_URL),
                                .source = field_of(row, FH_TABLE_SOURCE),
                                .title = field_of(row, FH_TABLE_TITLE),
                                .date = date_of(field_of(row, FH_TABLE_DATE), arena),
                                .lang = field_of(row, FH_TABLE_LANG),
                                .text = text,
                                .caption = field_of(row, FH_TABLE_CAPTION)};
    code = read_people(row, arena, ret_article, err);
    if (code == 0 && comment)
        code = read_comment(row, false, arena, ret_article, err);
    return code == 0 ? read_extra(row, arena, &ret_article->extra, err) : code;
}
