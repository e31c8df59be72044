/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text.h: the parts of the page text reader, shared between its files only.
 *
 * A page saved as plain text has no marks that say what a line is. So lines are classified by what
 * they say (text_furniture.c), the head gives title, author and date (text_head.c), the place where
 * comments begin is found by evidence (text_zone.c), the comments are taken apart
 * (text_comments.c), and what is left is the body (text.c). One rule stands above the
 * others: in doubt a line is text.
 */
#ifndef FIHRIST_WEBPAGE_TEXT_H
#define FIHRIST_WEBPAGE_TEXT_H

#include "core/article.h"
#include "core/date_find.h"
#include "core/slice.h"

enum {
    FH_PAGE_MAX_LINES = 1000000,  /**< 24 bytes each */
    FH_PAGE_MAX_META_BYTES = 300, /**< a longer line is neither a title nor a byline */
    FH_PAGE_FOLD_BYTES = 320
};

typedef enum fh_line_kind {
    FH_LINE_TEXT,
    FH_LINE_RULE,       /**< "* * *", "-----" */
    FH_LINE_FURNITURE,  /**< share, print, tags: the body is over, or has not begun */
    FH_LINE_INSET,      /**< advertisement, "read more": stands within bodies too */
    FH_LINE_EDGE,       /**< "Home", "Next: …": furniture only outside the body */
    FH_LINE_HEAD,       /**< the byline and the date, once they are taken */
    FH_LINE_PHOTO,      /**< "Photo: …" */
    FH_LINE_RELATED,    /**< titles of other articles follow */
    FH_LINE_AUTHOR_BOX, /**< "Articles by …" */
    FH_LINE_ABOUT,      /**< "About the author": a name and a few words follow */
    FH_LINE_COMMENTS,   /**< "12 comments" */
    FH_LINE_CLOSING     /**< "Comments are closed.", "Leave a Reply" */
} fh_line_kind;

/** A line that is not blank; `at` and `n` are what is left of it without the white space around. */
typedef struct fh_page_line {
    uint32_t at, n;
    uint16_t indent; /**< columns, at most UINT16_MAX */
    uint8_t kind;
    bool blank_before;
    bool starts_comment;
    bool prose; /**< long, or ends as a sentence does */
} fh_page_line;

typedef struct fh_page {
    fh_str text;
    fh_page_line *lines;
    size_t count;
    size_t body;     /**< the first line behind the head */
    size_t comments; /**< the first line of the first comment; count when there is none */
    bool trailing;   /**< "Posted by NAME on DATE" stands below each comment, not above */
    fh_arena *arena;
    fh_article *article;
    fh_buffer caption;
} fh_page;

/* --- text_lines.c --- */

/** Cut the text into lines; where it is wrapped to a width, paragraphs are put together again. */
int fh_page_split(fh_page *page, fihrist_error *err);
fh_str fh_page_line_text(const fh_page *page, size_t line);
/** White space off both ends: ASCII, no-break and zero-width. */
fh_str fh_page_trim(fh_str text);
/** Lower case (ASCII), each run of white space one space, curly apostrophes straight, bullets and
 *  brackets in front and punctuation at the end left out. Returns the bytes written to `folded`; 0
 *  when the line is longer than FH_PAGE_MAX_META_BYTES. */
size_t fh_page_fold(fh_str line, char folded[FH_PAGE_FOLD_BYTES]);
bool fh_page_ends_sentence(fh_str line);
/** As fh_str_starts, and the whole text; ASCII letters of `text` in either case, of the other in
 * lower case. */
bool fh_page_starts(fh_str text, const char *prefix);
bool fh_page_same(fh_str text, const char *word);
/** What is left behind the first n bytes, trimmed. */
fh_str fh_page_behind(fh_str text, size_t n);

/* --- text_phrases.c, text_furniture.c --- */

/** What a folded line is by its phrase alone. */
fh_line_kind fh_page_phrase_kind(fh_str folded);

void fh_page_classify(fh_page *page);
fh_line_kind fh_page_kind(fh_str line);
/** "Reply", "Like", "Report": furniture of a single comment. */
bool fh_page_comment_furniture(fh_str line);
/** The part of it that stands below comments only: "Reply", "Report". */
bool fh_page_reply_button(fh_str line);
/** What a photo line says, without "Photo:". */
fh_str fh_page_caption(fh_str line);

/* --- text_block.c, text_head.c --- */

/** Read the block of keys at the top, if there is one; *ret_line is the first line behind it. */
int fh_page_read_block(fh_page *page, size_t *ret_line, fihrist_error *err);
/** Add the names of a line ("A, B and C"); false when out of memory. */
bool fh_page_add_names(fh_page *page, fh_str text, fh_str **items, size_t *count);
/** Set the article's date where it has none; false when out of memory. */
bool fh_page_set_date(fh_page *page, const char *iso);
/** Read block, title, byline and date; sets page->body. */
int fh_page_read_head(fh_page *page, fihrist_error *err);
/** Looks like the name of somebody: few words, none of them a sentence. */
bool fh_page_is_name(fh_str text, size_t max_words);

/* --- text_header.c --- */

typedef enum fh_header_kind {
    FH_HEADER_NONE,
    FH_HEADER_SAYS,       /**< NAME says: */
    FH_HEADER_SAYS_DATED, /**< NAME says: and a date on the line below */
    FH_HEADER_NAME_DATE,  /**< NAME on DATE at TIME */
    FH_HEADER_DATE_NAME,  /**< DATE at TIME NAME */
    FH_HEADER_NAME_LINE   /**< NAME, and a date on the line below */
} fh_header_kind;

/** The line that stands above a comment. */
typedef struct fh_comment_header {
    fh_header_kind kind;
    bool has_time;
    bool posted_by; /**< it began with "Posted by" or the like */
    bool byline;    /**< "by NAME": articles have that, too */
    size_t lines;   /**< how many lines it took: 1 or 2 */
    fh_str author, reply_to, rest;
    char date[FH_DATE_ISO_BYTES];
} fh_comment_header;

/** Read `line`, with the line below it (or nothing) to help. */
bool fh_page_read_header(fh_str line, fh_str below, fh_comment_header *ret_header);

/** "12. text", "12) text", "#12 text", "3.1 text". */
typedef struct fh_comment_number {
    uint32_t number, parent; /**< parent: 3 in "3.1", else 0 */
    fh_str rest;
} fh_comment_number;

bool fh_page_read_number(fh_str line, fh_comment_number *ret_number);

/* --- text_author.c --- */

/** Begins with a name, and goes on behind it. */
bool fh_page_begins_with_name(fh_str text, fh_str name);
/** Give the lines about the author below the body the kind of an author box. */
void fh_page_mark_author_box(fh_page *page);

/* --- text_zone.c, text_comments.c --- */

/** Find where the comments begin: sets page->comments and page->trailing. */
void fh_page_find_comments(fh_page *page);
/** Take the comments apart; sets *ret_end to the first line behind the last of them. */
int fh_page_read_comments(fh_page *page, size_t *ret_end, fihrist_error *err);

#endif
