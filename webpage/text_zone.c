/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_zone.c: where the comments of a page begin. Nothing marks the place, and a numbered list, an
 * interview or a dated chronicle within the body look like comments, so every candidate needs
 * evidence around it; without enough of it the lines stay text.
 */
#include "webpage/text.h"

enum {
    LOOK_AHEAD_LINES = 400, /* for "Posted by" below the first comment */
    LOOK_AHEAD_TIMES = 10,  /* so that a page of headings takes linear time */
    LOOK_BELOW_LINES = 60,  /* for a second header, for buttons */
    NUMBER_EVIDENCE = 4,    /* points, see number_evidence */
    BODY_BYTES = 100,       /* of sentences, before anything without a heading is comments */
    MANY_PROSE_LINES = 3    /* a body, not only the words before a list */
};

static fh_line_kind kind_at(const fh_page *page, size_t line) {
    return line < page->count ? (fh_line_kind)page->lines[line].kind : FH_LINE_TEXT;
}

static bool read_header_at(const fh_page *page, size_t line, fh_comment_header *header) {
    return page->lines[line].kind == FH_LINE_TEXT &&
           fh_page_read_header(fh_page_line_text(page, line), fh_page_line_text(page, line + 1),
                               header);
}

static bool read_number_at(const fh_page *page, size_t line, fh_comment_number *number) {
    return fh_page_read_number(fh_page_line_text(page, line), number);
}

static bool is_first_number(const fh_page *page, size_t line) {
    fh_comment_number number;
    return page->lines[line].kind == FH_LINE_TEXT && read_number_at(page, line, &number) &&
           number.number == 1 && number.parent == 0;
}

/* Furniture that ends a body, as against an advertisement within it. */
static bool ends_body(fh_line_kind kind) {
    return kind == FH_LINE_FURNITURE || kind == FH_LINE_RELATED || kind == FH_LINE_AUTHOR_BOX ||
           kind == FH_LINE_ABOUT || kind == FH_LINE_CLOSING || kind == FH_LINE_COMMENTS;
}

static bool is_text(fh_line_kind kind) {
    return kind == FH_LINE_TEXT || kind == FH_LINE_PHOTO || kind == FH_LINE_HEAD;
}

/* The nearest line above that is more than a rule. */
static size_t line_above(const fh_page *page, size_t line) {
    while (line > 0 && page->lines[line - 1].kind == FH_LINE_RULE)
        line--;
    return line > 0 ? line - 1 : page->count;
}

/* The first line below a comment heading that is not furniture of it ("Sort by: newest"). */
static size_t behind_heading(const fh_page *page, size_t heading) {
    size_t line = heading + 1;
    while (line < page->count && !is_text(kind_at(page, line)))
        line++;
    return line;
}

/* --- evidence for a numbered list --- */

/* Points for comments in favour of the list that begins at `line`:
 * 3 a heading of comments above; 2 furniture that ends a body above, 1 more when that is about the
 * author; 1 the page ends with the list or closes comments behind it; 1 it is indented and the body
 * is not; 1 there is a body above. Against: 3 a colon ends the line above, or it announces other
 * articles; 3 the same kind of furniture stands below as well. */
static int number_evidence(const fh_page *page, size_t line, size_t prose_above,
                           const size_t *last_of_kind) {
    size_t above = line_above(page, line);
    fh_line_kind kind = kind_at(page, above);
    int points = 0;
    if (above == page->count || above < page->body)
        return 0;
    fh_str text = fh_page_line_text(page, above);
    if (kind == FH_LINE_COMMENTS)
        points += 3;
    else if (kind == FH_LINE_PHOTO)
        points += 1;
    else if (ends_body(kind))
        points += kind == FH_LINE_AUTHOR_BOX ? 3 : 2;
    if (kind == FH_LINE_RELATED || (is_text(kind) && text.p[text.n - 1] == ':'))
        points -= 3;
    if (kind == FH_LINE_FURNITURE && last_of_kind[FH_LINE_FURNITURE] > line)
        points -= 3;
    if (last_of_kind[FH_LINE_CLOSING] > line)
        points += 1;
    points += page->lines[line].indent > page->lines[page->body].indent;
    points += prose_above >= MANY_PROSE_LINES;
    return points;
}

/* --- evidence for named comments --- */

/* What stands below a header: another of its kind, buttons of comments or a closing line. */
typedef struct company {
    bool another, furniture;
} company;

static company look_below(const fh_page *page, size_t line, fh_header_kind kind) {
    company seen = {false, false};
    size_t end = line + LOOK_BELOW_LINES < page->count ? line + LOOK_BELOW_LINES : page->count;
    while (++line < end && !(seen.another && seen.furniture)) {
        fh_comment_header header;
        fh_str text = fh_page_line_text(page, line);
        if (page->lines[line].kind == FH_LINE_CLOSING || fh_page_reply_button(text))
            seen.furniture = true;
        else if (!seen.another && read_header_at(page, line, &header) && header.kind == kind)
            seen.another = true;
    }
    return seen;
}

static bool named_evidence(const fh_page *page, size_t line, const fh_comment_header *header) {
    bool below = ends_body(kind_at(page, line_above(page, line))) && line > page->body;
    if (header->kind == FH_HEADER_SAYS_DATED)
        return true;
    if (header->byline || (!below && (!header->has_time || header->kind == FH_HEADER_SAYS)))
        return false;
    /* A chronicle and an interview have many such lines, too; one of each shows more than two. */
    company seen = look_below(page, line, header->kind);
    bool within = header->kind == FH_HEADER_SAYS && header->rest.n > 0;
    return below && !within ? seen.furniture || seen.another : seen.furniture && seen.another;
}

/* --- below a heading --- */

/* "Posted by NAME on DATE" that stands below each comment: the first line is not a header, and no
 * paragraph stands below the last header. */
static bool is_trailing(const fh_page *page, size_t first) {
    size_t end = first + LOOK_AHEAD_LINES < page->count ? first + LOOK_AHEAD_LINES : page->count;
    bool header_last = false;
    fh_comment_header header;
    for (size_t line = first; line < end; line++) {
        if (kind_at(page, line) == FH_LINE_CLOSING)
            break;
        if (read_header_at(page, line, &header) && header.posted_by)
            header_last = line > first;
        else if (page->lines[line].prose && end == page->count)
            header_last = false;
    }
    return header_last;
}

/* The heading says how many comments there are, and the list below has as many items, or it does
 * not say. */
static bool counts_agree(const fh_page *page, size_t heading, size_t first) {
    fh_str text = fh_page_line_text(page, heading);
    uint32_t said = 0, items = 0;
    fh_comment_number number;
    for (size_t i = 0; i < text.n && said < 1000000; i++)
        if (text.p[i] >= '0' && text.p[i] <= '9')
            said = said * 10 + (uint32_t)(text.p[i] - '0');
    for (size_t line = first; line < page->count && items <= said; line++)
        items += read_number_at(page, line, &number) && number.number == items + 1;
    return said == 0 || items == said;
}

/* A heading is followed by a comment, or it is a link to comments elsewhere. Lines between the two
 * ("Please be polite.") are at most two. */
static bool comments_follow(fh_page *page, size_t heading, size_t prose_bytes, unsigned *looks,
                            size_t *ret_first) {
    size_t line = behind_heading(page, heading);
    bool has_body = prose_bytes > 0;
    fh_comment_header header;
    for (size_t tried = 0; tried < 3 && line < page->count; tried++) {
        if (is_first_number(page, line) && (has_body || tried == 0)) {
            *ret_first = line;
            return prose_bytes >= BODY_BYTES ||
                   (has_body && (*looks)++ < LOOK_AHEAD_TIMES && counts_agree(page, heading, line));
        }
        if (read_header_at(page, line, &header)) {
            /* One header where there is no body yet may be the byline of what follows. */
            company seen = look_below(page, line, header.kind);
            if ((header.byline || prose_bytes < BODY_BYTES) && !seen.another && !seen.furniture)
                return false;
            *ret_first = line;
            return true;
        }
        if (tried == 0 && has_body && (*looks)++ < LOOK_AHEAD_TIMES && is_trailing(page, line)) {
            page->trailing = true;
            *ret_first = line;
            return true;
        }
        if (page->lines[line].prose && page->lines[line].n > 200)
            return false;
        line = behind_heading(page, line);
    }
    return false;
}

static void last_of_each_kind(const fh_page *page, size_t last[FH_LINE_CLOSING + 1]) {
    memset(last, 0, (FH_LINE_CLOSING + 1) * sizeof *last);
    for (size_t line = 0; line < page->count; line++)
        last[page->lines[line].kind] = line;
}

void fh_page_find_comments(fh_page *page) {
    size_t last[FH_LINE_CLOSING + 1], prose = 0, prose_bytes = 0;
    unsigned looks = 0;
    last_of_each_kind(page, last);
    page->comments = page->count;
    for (size_t line = page->body; line < page->count; line++) {
        fh_comment_header header;
        fh_line_kind kind = kind_at(page, line);
        size_t first = line;
        bool found = false;
        if (kind == FH_LINE_COMMENTS)
            found = comments_follow(page, line, prose_bytes, &looks, &first);
        else if (kind != FH_LINE_TEXT || prose_bytes < BODY_BYTES)
            found = false;
        else if (is_first_number(page, line))
            found = number_evidence(page, line, prose, last) >= NUMBER_EVIDENCE;
        else if (read_header_at(page, line, &header))
            found = named_evidence(page, line, &header);
        if (found) {
            page->comments = first;
            return;
        }
        if (page->lines[line].prose) {
            prose++;
            prose_bytes += page->lines[line].n;
        }
    }
}
