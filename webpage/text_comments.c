/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_comments.c: the comments of a page, taken apart. The first one shows how they begin (a
 * number, "NAME says:", NAME on DATE …); only lines of the same kind begin another, so that a list
 * or a quotation within a comment stays in it. Answers are told by their indentation.
 */
#include <stdio.h>

#include "webpage/text.h"

typedef struct level {
    size_t indent, comment;
    uint32_t next_number; /* the one above or, where the newest stands first, below the last */
} level;

typedef struct splitter {
    fh_page *page;
    fihrist_error *err;
    bool numbered, descending;
    fh_header_kind kind;
    bool timed; /* the first header had a time: others have, too */
    fh_comment *comments;
    size_t count, capacity;
    level *levels; /* the open comment at each indentation, outermost first */
    size_t level_count, level_capacity;
    fh_buffer text;
} splitter;

typedef struct start {
    bool begins;
    size_t level; /* the level it is at; the levels above it are closed */
    size_t lines; /* lines that are header and not text */
    uint32_t number;
    fh_str rest;
    fh_comment_header header;
} start;

/* --- does a line begin a comment? --- */

static void read_header(const fh_page *page, size_t line, fh_str text, start *s) {
    fh_comment_header header;
    if (text.n && fh_page_read_header(text, fh_page_line_text(page, line + 1), &header)) {
        s->header = header;
        s->rest = header.rest;
        s->lines = header.lines;
    }
}

/* A dump of a page aligns numbers to the right, so 10 stands a column further left than 9. */
static bool same_indent(size_t a, size_t b) {
    return a > b ? a - b <= 2 : b - a <= 2;
}

static bool number_at_level(const splitter *s, size_t indent, uint32_t number, size_t *ret_level) {
    for (size_t i = s->level_count; i-- > 0;)
        if (s->levels[i].next_number == number && same_indent(s->levels[i].indent, indent)) {
            *ret_level = i;
            return true;
        }
    return false;
}

static start numbered_start(const splitter *s, size_t line) {
    const fh_page_line *here = &s->page->lines[line];
    start result = {.lines = 1};
    fh_comment_number number;
    if (!fh_page_read_number(fh_page_line_text(s->page, line), &number))
        return result;
    result.rest = number.rest;
    result.number = number.number;
    read_header(s->page, line, number.rest, &result);
    bool headed = result.header.kind != FH_HEADER_NONE;
    size_t top = s->level_count;
    if (top == 0) {
        result.begins = true;
    } else if (number.parent) {
        /* "3.1" answers comment 3, which is the last one of the outermost level. */
        result.begins = number.parent + 1 == s->levels[0].next_number;
        result.level = 1;
        result.begins = result.begins &&
                        (top > 1 ? s->levels[1].next_number == number.number : number.number == 1);
    } else if (number_at_level(s, here->indent, number.number, &result.level)) {
        result.begins = true;
    } else if (number.number == 1 && here->indent >= s->levels[top - 1].indent + 3) {
        fh_str above = fh_page_line_text(s->page, line - 1);
        result.level = top;
        result.begins = headed || (here->blank_before && above.p[above.n - 1] != ':');
    }
    return result;
}

static start headed_start(const splitter *s, size_t line) {
    const fh_page_line *here = &s->page->lines[line];
    start result = {.lines = 1};
    fh_comment_header header;
    if (here->kind != FH_LINE_TEXT ||
        !fh_page_read_header(fh_page_line_text(s->page, line), fh_page_line_text(s->page, line + 1),
                             &header))
        return result;
    if (s->level_count && (header.kind != s->kind || (s->timed && !header.has_time)))
        return result;
    result.begins = true;
    result.header = header;
    result.rest = header.rest;
    result.lines = header.lines;
    while (result.level < s->level_count && s->levels[result.level].indent + 2 <= here->indent)
        result.level++;
    return result;
}

static start read_start(const splitter *s, size_t line) {
    return s->numbered ? numbered_start(s, line) : headed_start(s, line);
}

/* --- building --- */

static int push_comment(splitter *s, size_t line, const start *from) {
    fh_comment *moved =
        fh_array_grow(s->comments, s->count, &s->capacity, sizeof *moved, FH_ARTICLE_MAX_COMMENTS);
    if (!moved)
        return s->count >= FH_ARTICLE_MAX_COMMENTS
                   ? fh_fail(s->err, FIHRIST_E_INPUT, "more than %d comments",
                             FH_ARTICLE_MAX_COMMENTS)
                   : fh_fail_memory(s->err);
    s->comments = moved;
    level *levels = fh_array_grow(s->levels, from->level, &s->level_capacity, sizeof *levels,
                                  FH_ARTICLE_MAX_COMMENTS);
    if (!levels)
        return fh_fail_memory(s->err);
    s->levels = levels;
    fh_comment *comment = &s->comments[s->count];
    *comment = (fh_comment){.author = from->header.author};
    comment->id = fh_arena_printf(s->page->arena, "%zu", s->count + 1);
    if (from->header.date[0])
        comment->date = fh_arena_copy(s->page->arena, fh_str_of(from->header.date));
    if (!comment->id.p || (from->header.date[0] && !comment->date.p))
        return fh_fail_memory(s->err);
    if (from->level > 0)
        comment->parent = s->comments[s->levels[from->level - 1].comment].id;
    s->levels[from->level] = (level){s->page->lines[line].indent, s->count,
                                     s->descending ? from->number - 1 : from->number + 1};
    s->level_count = from->level + 1;
    s->count++;
    return 0;
}

/* The last comment written by this name before the newest one: it is what the newest answers. Looks
 * back over a page of comments, so that time stays linear. */
static void set_parent_by_name(splitter *s, fh_str name) {
    enum { LOOK_BACK = 200 };
    fh_comment *newest = &s->comments[s->count - 1];
    for (size_t i = s->count - 1, seen = 0; i-- > 0 && seen < LOOK_BACK; seen++)
        if (fh_str_equal(s->comments[i].author, name)) {
            newest->parent = s->comments[i].id;
            return;
        }
}

static void append_paragraph(splitter *s, fh_str text) {
    if (text.n == 0)
        return;
    if (s->text.n)
        fh_buffer_append_byte(&s->text, '\n');
    fh_buffer_append_str(&s->text, text);
}

static int finish_text(splitter *s) {
    if (s->count == 0)
        return 0;
    fh_comment *comment = &s->comments[s->count - 1];
    if (s->text.failed)
        return fh_fail_memory(s->err);
    comment->text = fh_arena_copy(s->page->arena, fh_buffer_str(&s->text));
    fh_buffer_clear(&s->text);
    return comment->text.p ? 0 : fh_fail_memory(s->err);
}

/* "In reply to NAME" by itself, below a header. */
static bool read_reply_to(splitter *s, fh_str text) {
    static const char *const words[] = {"In reply to ", "Replying to ", "Reply to ", "in reply to ",
                                        "replying to "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!fh_str_starts(text, words[i]))
            continue;
        fh_str name = {text.p + strlen(words[i]), text.n - strlen(words[i])};
        while (name.n && strchr("@:", name.p[0]))
            name.p++, name.n--;
        while (name.n && strchr(":.", name.p[name.n - 1]))
            name.n--;
        if (!fh_page_is_name(name, 5))
            return false;
        set_parent_by_name(s, name);
        return true;
    }
    return false;
}

/* "Comment by NAME — DATE @ TIME" below the text of a numbered comment. */
static bool read_signature(splitter *s, fh_str text) {
    fh_comment *comment = &s->comments[s->count - 1];
    fh_comment_header header;
    if (!s->numbered || comment->author.n || s->text.n == 0 || text.n > 200 ||
        !fh_page_read_header(text, (fh_str){NULL, 0}, &header) || !header.posted_by)
        return false;
    comment->author = header.author;
    if (header.date[0])
        comment->date = fh_arena_copy(s->page->arena, fh_str_of(header.date));
    return true;
}

/* A date on a line of its own, below a comment whose header had none. */
static bool read_date_below(splitter *s, fh_str text) {
    fh_comment *comment = &s->comments[s->count - 1];
    fh_found_date date;
    if (s->numbered || s->kind != FH_HEADER_SAYS || comment->date.n || s->text.n == 0 ||
        !fh_date_find(text, &date) || !date.has_time || !date.iso[0] || date.start > 0 ||
        date.end < text.n)
        return false;
    comment->date = fh_arena_copy(s->page->arena, fh_str_of(date.iso));
    return true;
}

static bool is_furniture(const fh_page *page, size_t line, fh_str text) {
    uint8_t kind = page->lines[line].kind;
    if (fh_page_comment_furniture(text))
        return true;
    /* Longer lines that begin like furniture are somebody's words. */
    return kind != FH_LINE_TEXT && kind != FH_LINE_PHOTO && kind != FH_LINE_EDGE && text.n <= 60;
}

static int add_line(splitter *s, size_t line) {
    fh_str text = fh_page_line_text(s->page, line);
    if (is_furniture(s->page, line, text))
        return 0;
    if (s->count && s->text.n == 0 && read_reply_to(s, text))
        return 0;
    if (s->count && (read_signature(s, text) || read_date_below(s, text)))
        return 0;
    append_paragraph(s, text);
    return 0;
}

/* --- where they end --- */

static bool closes(fh_line_kind kind) {
    return kind == FH_LINE_CLOSING || kind == FH_LINE_RELATED || kind == FH_LINE_ABOUT;
}

static int walk_headed(splitter *s, size_t end) {
    int rc = 0;
    for (size_t line = s->page->comments; line < end && rc == 0;) {
        start from = read_start(s, line);
        if (!from.begins) {
            rc = add_line(s, line++);
            continue;
        }
        if ((rc = finish_text(s)) || (rc = push_comment(s, line, &from)))
            break;
        if (from.header.reply_to.n)
            set_parent_by_name(s, from.header.reply_to);
        append_paragraph(s, from.rest);
        line += from.lines;
    }
    return rc ? rc : finish_text(s);
}

/* "Posted by NAME on DATE" ends each comment. */
static int walk_trailing(splitter *s, size_t end) {
    for (size_t line = s->page->comments; line < end; line++) {
        start from = {0};
        fh_str text = fh_page_line_text(s->page, line);
        read_header(s->page, line, text, &from);
        if (!from.header.posted_by) {
            if (!is_furniture(s->page, line, text))
                append_paragraph(s, text);
            continue;
        }
        int rc = push_comment(s, line, &from);
        if (rc || (rc = finish_text(s)))
            return rc;
    }
    return 0;
}

/* The first closing line behind the last comment's first line: one walk over the lines that begin
 * comments, with the levels thrown away again. */
static int find_end(splitter *s, size_t *ret_end) {
    size_t end = s->page->count;
    for (size_t line = s->page->comments; line < s->page->count;) {
        start from = {0};
        if (s->page->trailing) {
            read_header(s->page, line, fh_page_line_text(s->page, line), &from);
            from.begins = from.header.posted_by;
            from.level = 0;
            from.lines = 1;
        } else {
            from = read_start(s, line);
        }
        if (from.begins) {
            int rc = push_comment(s, line, &from);
            if (rc)
                return rc;
            end = s->page->count;
        } else if (end == s->page->count && closes(s->page->lines[line].kind)) {
            end = line;
        }
        line += from.begins ? from.lines : 1;
    }
    s->count = s->level_count = 0;
    *ret_end = end;
    return 0;
}

/* A comment that says nothing and that nobody signed is a scar of the page's layout. */
static int hand_over(splitter *s) {
    fh_article *article = s->page->article;
    article->comments = fh_arena_alloc(s->page->arena, (s->count + 1) * sizeof *s->comments);
    if (!article->comments)
        return fh_fail_memory(s->err);
    for (size_t i = 0; i < s->count; i++)
        if (s->comments[i].text.n || s->comments[i].author.n)
            article->comments[article->comment_count++] = s->comments[i];
    return 0;
}

int fh_page_read_comments(fh_page *page, size_t *ret_end, fihrist_error *err) {
    splitter s = {.page = page, .err = err, .text = FH_BUFFER(page->text.n + 1)};
    fh_comment_number number;
    fh_comment_header header;
    *ret_end = page->count;
    if (page->comments >= page->count)
        return 0;
    fh_str first = fh_page_line_text(page, page->comments);
    s.numbered = !page->trailing && fh_page_read_number(first, &number);
    s.descending = s.numbered && number.number > 1;
    if (!s.numbered && !page->trailing &&
        fh_page_read_header(first, fh_page_line_text(page, page->comments + 1), &header)) {
        s.kind = header.kind;
        s.timed = header.has_time;
    }
    int rc = find_end(&s, ret_end);
    if (rc == 0)
        rc = page->trailing ? walk_trailing(&s, *ret_end) : walk_headed(&s, *ret_end);
    if (rc == 0)
        rc = hand_over(&s);
    fh_free(s.comments);
    fh_free(s.levels);
    fh_buffer_free(&s.text);
    return rc;
}
