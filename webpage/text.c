/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text.c: one web page as saved to plain text is one article. The order of the steps is told
 * in text.h; this file puts the body together and is the reader of such files.
 */
#include "webpage/text.h"
#include "core/charset.h"
#include "webpage/webpage.h"

enum {
    LIST_TITLE_BYTES = 120, /* a title in a list of related articles */
    BIOGRAPHY_BYTES = 600,
    LEFTOVER_BYTES = 140 /* below the comments a shorter line is a link, a form or a footer */
};

/* --- lists of other articles, words about the author --- */

static bool is_list_title(const fh_page *page, size_t line) {
    fh_str text = fh_page_line_text(page, line);
    return page->lines[line].kind == FH_LINE_TEXT && text.n <= LIST_TITLE_BYTES &&
           text.p[text.n - 1] != '.';
}

/* Titles below "Related posts" go with it: all of them where the body is over, else only those that
 * stand together with no blank line between. */
static void drop_related(fh_page *page, size_t heading, size_t end) {
    size_t line = heading + 1;
    while (line < end && is_list_title(page, line))
        line++;
    bool over = line == end || page->lines[line].kind != FH_LINE_TEXT;
    for (size_t i = heading + 1; i < line; i++) {
        if (!over && i > heading + 1 && page->lines[i].blank_before)
            break;
        /* A single line below the heading may be the next subhead. */
        bool alone = i == heading + 1 && page->lines[i].blank_before &&
                     (i + 1 >= end || page->lines[i + 1].blank_before);
        if (!over && alone)
            break;
        page->lines[i].kind = FH_LINE_FURNITURE;
        page->lines[i].prose = false;
    }
}

static bool names_an_author(const fh_page *page, fh_str text) {
    const fh_article *article = page->article;
    for (size_t i = 0; i < article->author_count; i++)
        if (fh_str_equal(article->authors[i], text))
            return true;
    return false;
}

/* "About the author": a name, and one paragraph; below a body only. */
static void drop_about(fh_page *page, size_t heading, size_t end) {
    size_t line = heading + 1, above = page->body;
    while (above < heading && !page->lines[above].prose)
        above++;
    if (above == heading)
        return;
    if (line < end && page->lines[line].kind == FH_LINE_TEXT && !page->lines[line].prose)
        page->lines[line++].kind = FH_LINE_FURNITURE;
    if (line < end && page->lines[line].kind == FH_LINE_TEXT &&
        page->lines[line].n <= BIOGRAPHY_BYTES) {
        page->lines[line].kind = FH_LINE_FURNITURE;
        page->lines[line].prose = false;
    }
}

static void drop_boxes(fh_page *page, size_t end) {
    for (size_t line = page->body; line < end; line++) {
        if (page->lines[line].kind == FH_LINE_RELATED)
            drop_related(page, line, end);
        else if (page->lines[line].kind == FH_LINE_ABOUT)
            drop_about(page, line, end);
    }
}

/* --- the body --- */

/* The line that ends the article, such as "Leave a Reply": there is more prose above it than below,
 * where only footers are. Some pages have such a line on top. */
static size_t find_closing(const fh_page *page, size_t end) {
    size_t above = 0, below = 0;
    for (size_t line = page->body; line < end; line++)
        below += page->lines[line].prose ? page->lines[line].n : 0;
    for (size_t line = page->body; line < end; line++) {
        size_t n = page->lines[line].prose ? page->lines[line].n : 0;
        above += n, below -= n;
        if (page->lines[line].kind == FH_LINE_CLOSING && above > below)
            return line;
    }
    return end;
}

/* Where the body's prose begins and ends: [first, behind the last), above a closing line. */
static void find_prose(const fh_page *page, size_t end, size_t *ret_first, size_t *ret_end) {
    size_t closing = find_closing(page, end);
    *ret_first = end;
    *ret_end = page->body;
    for (size_t line = page->body; line < closing; line++) {
        if (!page->lines[line].prose)
            continue;
        if (*ret_first == end)
            *ret_first = line;
        *ret_end = line + 1;
    }
}

static bool opens_tail(uint8_t kind) {
    return kind == FH_LINE_FURNITURE || kind == FH_LINE_RELATED || kind == FH_LINE_AUTHOR_BOX ||
           kind == FH_LINE_ABOUT || kind == FH_LINE_COMMENTS || kind == FH_LINE_CLOSING;
}

static void append_text(fh_buffer *body, fh_str text) {
    if (body->n)
        fh_buffer_append_text(body, "\n\n");
    fh_buffer_append_str(body, text);
}

static void append_caption(fh_page *page, fh_str line) {
    fh_str caption = fh_page_caption(line);
    if (caption.n == 0)
        return;
    if (page->caption.n)
        fh_buffer_append_byte(&page->caption, '\n');
    fh_buffer_append_str(&page->caption, caption);
}

/* Behind the last prose, once furniture began, a short line that is no sentence is a name, a link
 * or a tag. Everywhere else it is text. */
static void read_body(fh_page *page, size_t end, fh_buffer *body) {
    size_t first_prose, behind_prose;
    bool tail = false;
    drop_boxes(page, end);
    find_prose(page, end, &first_prose, &behind_prose);
    for (size_t line = page->body; line < end; line++) {
        const fh_page_line *here = &page->lines[line];
        fh_str text = fh_page_line_text(page, line);
        bool outside = line < first_prose || line >= behind_prose;
        /* Below "12 comments" may be comments in a form that is not known: text, then. */
        if (line >= behind_prose && body->n && opens_tail(here->kind))
            tail = here->kind != FH_LINE_COMMENTS || page->comments < page->count;
        if (here->kind == FH_LINE_PHOTO)
            append_caption(page, text);
        else if (here->kind == FH_LINE_EDGE && !outside)
            append_text(body, text);
        else if (here->kind == FH_LINE_TEXT &&
                 !(tail && (!here->prose || names_an_author(page, text))))
            append_text(body, text);
    }
}

/* Below the comments a page has forms and footers. A long sentence there may be text all the same.
 */
static void read_leftover(const fh_page *page, size_t from, fh_buffer *body) {
    for (size_t line = from; line < page->count; line++) {
        const fh_page_line *here = &page->lines[line];
        if (here->kind == FH_LINE_TEXT && here->prose && here->n >= LEFTOVER_BYTES)
            append_text(body, fh_page_line_text(page, line));
    }
}

static int read_lines(fh_page *page, fihrist_error *err) {
    size_t end;
    fh_buffer body = FH_BUFFER(page->text.n * 2 + 2);
    int rc = fh_page_split(page, err);
    if (rc)
        return rc;
    fh_page_classify(page);
    if ((rc = fh_page_read_head(page, err)))
        return rc;
    fh_page_mark_author_box(page);
    fh_page_find_comments(page);
    if ((rc = fh_page_read_comments(page, &end, err)))
        return rc;
    read_body(page, page->comments, &body);
    read_leftover(page, end, &body);
    if (body.failed || page->caption.failed)
        rc = fh_fail_memory(err);
    if (rc == 0 && body.n)
        page->article->text = fh_arena_copy(page->arena, fh_buffer_str(&body));
    if (rc == 0 && page->caption.n)
        page->article->caption = fh_arena_copy(page->arena, fh_buffer_str(&page->caption));
    fh_buffer_free(&body);
    if (rc == 0 &&
        ((body.n && !page->article->text.p) || (page->caption.n && !page->article->caption.p)))
        rc = fh_fail_memory(err);
    return rc;
}

/* --- what the bytes are --- */

static bool is_image_or_archive(fh_str text) {
    static const char *const magics[] = {"\x7f"
                                         "ELF",
                                         "\x89PNG",
                                         "\xff\xd8\xff",
                                         "GIF8",
                                         "%PDF",
                                         "PK\x03\x04",
                                         "\x1f\x8b",
                                         "RIFF",
                                         "BZh",
                                         "\xfd"
                                         "7zXZ",
                                         "\x28\xb5\x2f\xfd"};
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (fh_str_starts(text, magics[i]))
            return true;
    return false;
}

int fh_page_read(fh_str text, fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    bool little = fh_str_starts(text, "\xff\xfe"), big = fh_str_starts(text, "\xfe\xff");
    /* Windows saves "Unicode text" as UTF-16 with a byte order mark. */
    if (!little && !big && (is_image_or_archive(text) || memchr(text.p, '\0', text.n)))
        return fh_fail(err, FIHRIST_E_INPUT, "not a text");
    text = fh_charset_to_utf8(arena, text, (fh_str){NULL, 0});
    if (!text.p)
        return fh_fail_memory(err);
    *ret_article = (fh_article){0};
    fh_page page = {
        .text = text, .arena = arena, .article = ret_article, .caption = FH_BUFFER(text.n + 1)};
    int rc = read_lines(&page, err);
    fh_buffer_free(&page.caption);
    if (rc == 0 && !ret_article->title.n && !ret_article->text.n && !ret_article->comment_count)
        return fh_fail(err, FIHRIST_E_INPUT, "no text in it");
    return rc;
}
