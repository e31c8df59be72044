/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_author.c: the words about the author that stand between a body and its comments, told not by
 * a phrase but by a name that furniture sets apart: "NAME" over "NAME writes about …", "About
 * NAME", the byline's name at the beginning of a last line. Runs before comments are looked for,
 * since such a box is evidence that the body above it is over.
 */
#include "webpage/text.h"

enum {
    BODY_PROSE_LINES = 3, /* above a box there is a body, not only a standfirst */
    NAME_BYTES = 60,
    BOX_BYTES = 600,  /* what is said under the author's name */
    BLURB_BYTES = 200 /* what is said under "Guest contributor" */
};

static bool is_furniture(uint8_t kind) {
    return kind == FH_LINE_FURNITURE || kind == FH_LINE_AUTHOR_BOX || kind == FH_LINE_ABOUT ||
           kind == FH_LINE_RELATED;
}

/* `line` is text and no paragraph of a body can follow it there. */
static bool ends_here(const fh_page *page, size_t line) {
    fh_comment_number number;
    if (line + 1 >= page->count)
        return true;
    uint8_t next = page->lines[line + 1].kind;
    return is_furniture(next) || next == FH_LINE_COMMENTS || next == FH_LINE_CLOSING ||
           (fh_page_read_number(fh_page_line_text(page, line + 1), &number) && number.number == 1);
}

bool fh_page_begins_with_name(fh_str text, fh_str name) {
    return name.n && text.n > name.n + 1 && memcmp(text.p, name.p, name.n) == 0 &&
           strchr(" ,", text.p[name.n]);
}

static bool begins_with_author(const fh_page *page, fh_str text) {
    for (size_t i = 0; i < page->article->author_count; i++)
        if (fh_page_begins_with_name(text, page->article->authors[i]))
            return true;
    return false;
}

/* A name by itself, or "About NAME", over a line that begins with it. */
static bool is_named_box(const fh_page *page, size_t line) {
    fh_str name = fh_page_line_text(page, line);
    if (line + 1 >= page->count || page->lines[line + 1].kind != FH_LINE_TEXT ||
        page->lines[line + 1].n > BOX_BYTES || name.n > NAME_BYTES || page->lines[line].prose)
        return false;
    if (fh_str_starts(name, "About ") || fh_str_starts(name, "ABOUT "))
        name.p += 6, name.n -= 6;
    return fh_page_is_name(name, 5) &&
           fh_page_begins_with_name(fh_page_line_text(page, line + 1), name);
}

static void mark(fh_page *page, size_t line) {
    page->lines[line].kind = FH_LINE_AUTHOR_BOX;
    page->lines[line].prose = false;
}

void fh_page_mark_author_box(fh_page *page) {
    size_t prose = 0;
    for (size_t line = page->body; line < page->count; line++) {
        const fh_page_line *here = &page->lines[line];
        if (here->kind == FH_LINE_COMMENTS || here->kind == FH_LINE_CLOSING)
            return;
        prose += here->prose;
        if (here->kind != FH_LINE_TEXT || line == page->body || prose < BODY_PROSE_LINES)
            continue;
        uint8_t above = page->lines[line - 1].kind;
        if (!is_furniture(above))
            continue;
        if (is_named_box(page, line)) {
            mark(page, line);
            mark(page, line + 1);
        } else if (ends_here(page, line) &&
                   ((here->n <= BOX_BYTES &&
                     begins_with_author(page, fh_page_line_text(page, line))) ||
                    (here->n <= BLURB_BYTES && above == FH_LINE_AUTHOR_BOX))) {
            mark(page, line);
        }
    }
}
