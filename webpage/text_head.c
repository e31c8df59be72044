/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_head.c: the head of a page: a block of keys, the title, byline and date. Reads at most a
 * dozen lines, and takes nothing that could be the first paragraph.
 */
#include "webpage/text.h"

enum { HEAD_LINES = 12, HEAD_UNKNOWN_LINES = 3, HEAD_PARAGRAPHS = 2 };

static int add_authors(fh_page *page, fh_str text) {
    fh_article *article = page->article;
    return fh_page_add_names(page, text, &article->authors, &article->author_count)
               ? 0
               : FIHRIST_E_MEMORY;
}

static int set_date(fh_page *page, const char *iso) {
    return fh_page_set_date(page, iso) ? 0 : FIHRIST_E_MEMORY;
}

/* --- byline and date --- */

static bool capital(fh_str text) {
    return text.n && ((text.p[0] >= 'A' && text.p[0] <= 'Z') || (unsigned char)text.p[0] >= 0x80);
}

static bool is_desk(fh_str text) {
    static const char *const words[] = {"correspondent", "staff", "reporter", "writer",   "editor",
                                        "desk",          "team",  "bureau",   "agencies", "agency"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(text.p, text.n, words[i], strlen(words[i])))
            return true;
    return false;
}

/* Two to four words, each with a capital but for "de", "van" and the like. */
static bool is_full_name(fh_str text) {
    size_t words = 0, capitals = 0;
    while (text.n) {
        const char *space = memchr(text.p, ' ', text.n);
        fh_str word = {text.p, space ? (size_t)(space - text.p) : text.n};
        if (!capital(word) && word.n > 3)
            return false;
        words++;
        capitals += capital(word);
        text = fh_page_behind(text, word.n);
    }
    return words >= 2 && words <= 4 && capitals >= 2;
}

/* "Par Jean Dupont": the word for "by" in other languages begins sentences, too, so that a full
 * name and nothing else must follow. */
static fh_str behind_foreign_by(fh_str line) {
    static const char *const words[] = {"par ", "von ", "por ", "di ", "door "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (line.n <= 60 && fh_page_starts(line, words[i]) &&
            is_full_name(fh_page_behind(line, n)) && fh_page_is_name(fh_page_behind(line, n), 4))
            return fh_page_behind(line, n);
    }
    return (fh_str){NULL, 0};
}

/* What stands behind "by", or an absent text. A capital "By" may begin a sentence or a subhead
 * ("By the numbers"), so a name has to follow it. */
static fh_str behind_by(fh_str line, bool *ret_sure) {
    static const char *const words[] = {
        "written by",  "posted by",    "story by",    "text by",      "report by",
        "reported by", "published by", "authored by", "interview by", "by"};
    line = fh_page_trim(line);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (!fh_page_starts(line, words[i]) || line.n == n)
            continue;
        fh_str rest = {line.p + n, line.n - n};
        fh_str name = fh_page_trim(rest);
        if (name.n && name.p[0] == ':')
            name = fh_page_behind(name, 1);
        else if (name.n == rest.n)
            continue;
        if (name.n == 0 || name.n > 200)
            continue;
        *ret_sure = line.p[0] == 'b' || n > 2;
        if (*ret_sure || capital(name) || is_desk(name))
            return name;
    }
    *ret_sure = false;
    return behind_foreign_by(line);
}

static fh_str strip_separators(fh_str text) {
    static const char *const marks[] = {
        "|", "-", ",", "/", "(", ")", "\xe2\x80\x93", "\xe2\x80\x94", "\xc2\xb7", "\xe2\x80\xa2"};
    for (bool again = true; again;) {
        again = false;
        text = fh_page_trim(text);
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            size_t n = strlen(marks[i]);
            if (text.n >= n && memcmp(text.p, marks[i], n) == 0)
                text.p += n, text.n -= n, again = true;
            if (text.n >= n && memcmp(text.p + text.n - n, marks[i], n) == 0)
                text.n -= n, again = true;
        }
    }
    if (text.n >= 3 && fh_page_same((fh_str){text.p + text.n - 3, 3}, " on"))
        text.n -= 3;
    return text;
}

/* "Jane Doe, John Roe" are two people: an outlet is one word, or begins or ends as outlets do. */
static bool is_outlet(fh_str text) {
    static const char *const words[] = {
        "times", "post",   "news",    "gazette",  "mail",     "herald",    "tribune",   "journal",
        "press", "agency", "review",  "magazine", "observer", "telegraph", "chronicle", "radio",
        "daily", "weekly", "courier", "monitor",  "register", "guardian",  "standard",  "online",
        "today", "tv",     "blog",    "network",  "service",  "bureau",    "sun",       "globe"};
    const char *space = memrchr(text.p, ' ', text.n);
    if (!space || fh_page_starts(text, "the "))
        return text.n > 0;
    fh_str last = {space + 1, (size_t)(text.p + text.n - space) - 1};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fh_page_same(last, words[i]))
            return true;
    return false;
}

/* "NAME, Outlet" or "NAME | Outlet": the outlet is the source if there is none yet. */
static int read_name_and_outlet(fh_page *page, fh_str text) {
    static const char *const marks[] = {" | ", " \xe2\x80\x94 ", " \xe2\x80\x93 ",
                                        " - ", " \xc2\xb7 ",     " \xe2\x80\xa2 "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = memmem(text.p, text.n, marks[i], strlen(marks[i]));
        if (!at)
            continue;
        fh_str behind =
            strip_separators(fh_page_behind(text, (size_t)(at - text.p) + strlen(marks[i])));
        if (page->article->source.n == 0 && behind.n <= 60 && fh_page_kind(behind) == FH_LINE_TEXT)
            page->article->source = behind;
        text.n = (size_t)(at - text.p);
        return add_authors(page, text);
    }
    const char *comma = memchr(text.p, ',', text.n);
    if (comma && !memchr(comma + 1, ',', (size_t)(text.p + text.n - comma) - 1)) {
        fh_str name = {text.p, (size_t)(comma - text.p)};
        fh_str behind = fh_page_behind(text, name.n + 1);
        if (is_outlet(behind) && memchr(name.p, ' ', name.n) && !fh_page_starts(behind, "jr") &&
            !fh_page_starts(behind, "sr")) {
            if (page->article->source.n == 0)
                page->article->source = behind;
            return add_authors(page, name);
        }
    }
    return add_authors(page, text);
}

/* "by NAME[, Outlet][, DATE]" */
static bool read_byline(fh_page *page, fh_str line, int *rc) {
    bool sure;
    fh_found_date date;
    fh_str name = behind_by(line, &sure);
    if (name.n == 0 || (fh_page_ends_sentence(name) && name.n > 40))
        return false;
    if (fh_date_find(name, &date)) {
        fh_str behind = strip_separators((fh_str){name.p + date.end, name.n - date.end});
        if (date.start == 0 || (behind.n > 0 && fh_page_kind(behind) == FH_LINE_TEXT))
            return false;
        name = strip_separators((fh_str){name.p, date.start});
    } else {
        date.iso[0] = '\0';
    }
    size_t words = 1;
    for (size_t i = 0; i < name.n; i++)
        words += name.p[i] == ' ';
    if (words > (sure ? 16 : 12) || name.n == 0)
        return false;
    *rc = read_name_and_outlet(page, name);
    if (*rc == 0)
        *rc = set_date(page, date.iso);
    return true;
}

/* Words that stand in front of a date: "Published", "Posted on", "Last updated:". */
static fh_str without_date_words(fh_str text, bool *ret_update) {
    static const char *const words[] = {"first published",  "published on",
                                        "published",        "posted on",
                                        "posted",           "date",
                                        "updated on",       "updated",
                                        "last updated",     "last modified",
                                        "modified",         "on",
                                        "publi\303\251 le", "ver\303\266ffentlicht am",
                                        "publicado el",     "pubblicato il"};
    *ret_update = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (!fh_page_starts(text, words[i]) || (text.n > n && !strchr(" :", text.p[n])))
            continue;
        *ret_update = i >= 6 && i <= 10;
        text = fh_page_behind(text, n);
        while (text.n && text.p[0] == ':')
            text = fh_page_behind(text, 1);
        return text;
    }
    return text;
}

/* Every part of what stands beside a date is furniture ("12 comments"), or "by NAME", or, where
 * bars part it, short and not a sentence (a section). */
static bool read_beside_date(fh_page *page, fh_str text, bool barred, int *rc) {
    while (text.n && *rc == 0) {
        size_t n = 0;
        while (n < text.n && text.p[n] != '|' &&
               memcmp(text.p + n, "\xc2\xb7", n + 1 < text.n ? 2 : 1) &&
               !(n + 2 < text.n && memcmp(text.p + n, "\xe2\x80\xa2", 3) == 0))
            n++;
        fh_str part = strip_separators((fh_str){text.p, n});
        bool sure;
        fh_str name = behind_by(part, &sure);
        if (name.n && name.n <= 100)
            *rc = read_name_and_outlet(page, name);
        else if (part.n && fh_page_kind(part) == FH_LINE_TEXT &&
                 (!barred || part.n > 40 || fh_page_ends_sentence(part)))
            return false;
        text = n < text.n ? strip_separators((fh_str){text.p + n, text.n - n}) : (fh_str){NULL, 0};
    }
    return true;
}

/* "X, Outlet, DATE": people have two to five words. */
static bool read_names_in_front(fh_page *page, fh_str text, int *rc) {
    fh_str parts[3];
    size_t count = 0;
    while (text.n) {
        const char *comma = memchr(text.p, ',', text.n);
        size_t n = comma ? (size_t)(comma - text.p) : text.n;
        if (count == 3)
            return false;
        parts[count] = strip_separators((fh_str){text.p, n});
        if (!fh_page_is_name(parts[count], 5) || !capital(parts[count]))
            return false;
        count++;
        text = comma ? fh_page_behind(text, n + 1) : (fh_str){NULL, 0};
    }
    if (count == 0 || count == 3)
        return false;
    bool person = memchr(parts[0].p, ' ', parts[0].n) && !fh_page_starts(parts[0], "the ");
    if (count == 2 || !person) {
        if (page->article->source.n == 0)
            page->article->source = parts[count - 1];
    }
    if (count == 2 || person)
        *rc = add_authors(page, parts[0]);
    return true;
}

static bool is_barred(fh_str line) {
    return memchr(line.p, '|', line.n) || memmem(line.p, line.n, " \xc2\xb7 ", 4) ||
           memmem(line.p, line.n, " \xe2\x80\xa2 ", 5);
}

static bool read_date_line(fh_page *page, fh_str line, int *rc) {
    fh_found_date date;
    bool update;
    if (fh_date_is_month(line, &date)) {
        *rc = set_date(page, date.iso);
        return true;
    }
    if (line.n > 160 || !fh_date_find(line, &date))
        return false;
    fh_str front = strip_separators((fh_str){line.p, date.start});
    fh_str behind = strip_separators((fh_str){line.p + date.end, line.n - date.end});
    if (fh_page_ends_sentence(line) && behind.n)
        return false;
    front = strip_separators(without_date_words(front, &update));
    if (update && page->article->date.n && front.n == 0)
        return behind.n == 0;
    /* "Published DATE, updated DATE": one date is enough. */
    fh_found_date second;
    if (fh_date_find(behind, &second))
        behind = strip_separators((fh_str){behind.p + second.end, behind.n - second.end});
    bool barred = is_barred(line);
    if (behind.n && !read_beside_date(page, behind, barred, rc))
        return false;
    if (front.n && barred && !read_beside_date(page, front, barred, rc))
        return false;
    if (front.n && !barred && !read_names_in_front(page, front, rc))
        return false;
    if (*rc == 0)
        *rc = set_date(page, date.iso);
    return true;
}

/* A name by itself is the author's when a date stands directly below. */
static bool read_name_above_date(fh_page *page, size_t line, int *rc) {
    fh_str name = fh_page_line_text(page, line), below = fh_page_line_text(page, line + 1);
    fh_found_date date;
    size_t words = 1;
    if (!fh_page_is_name(name, 4) || name.n > 40 || !fh_date_find(below, &date) ||
        date.start > 12 || below.n > 80)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] != ' ')
            continue;
        words++;
        if (!capital((fh_str){name.p + i + 1, name.n - i - 1}))
            return false;
    }
    if (words < 2 || !capital(name) || memmem(name.p, name.n, "News", 4))
        return false;
    *rc = add_authors(page, name);
    return true;
}

/* --- the whole head --- */

static bool is_edge(const fh_page *page, size_t line) {
    uint8_t kind = page->lines[line].kind;
    return kind != FH_LINE_TEXT && kind != FH_LINE_PHOTO;
}

static size_t read_title(fh_page *page, size_t line) {
    size_t first = line;
    while (line < page->count && is_edge(page, line))
        line++;
    fh_str title = fh_page_line_text(page, line);
    if (page->article->title.n) {
        bool repeated = fh_str_equal(title, page->article->title);
        return repeated ? line + 1 : line;
    }
    if (line == page->count || page->lines[line].n > FH_PAGE_MAX_META_BYTES ||
        page->lines[line].kind == FH_LINE_PHOTO) {
        /* Nothing below is a title: then a line such as "World" was one. */
        if (first < page->count && page->lines[first].kind == FH_LINE_EDGE)
            line = first;
        else
            return line;
        title = fh_page_line_text(page, line);
    }
    if (fh_str_starts(title, "# "))
        title = fh_page_behind(title, 2);
    page->article->title = title;
    return line + 1;
}

/* A heading of comments within the head is a link to them, unless a comment follows it. */
static bool comments_begin(const fh_page *page, size_t heading) {
    fh_comment_header header;
    return page->lines[heading].kind == FH_LINE_COMMENTS &&
           fh_page_read_header(fh_page_line_text(page, heading + 1),
                               fh_page_line_text(page, heading + 2), &header);
}

/* What the lines below the title may still be. */
typedef struct expected {
    bool names; /* nobody gave the author in a block of keys, and no byline is behind us */
    bool dates; /* as names; below a paragraph a date is part of the story, as in a chronicle */
} expected;

static bool read_head_line(fh_page *page, size_t line, const expected *may_be, int *rc) {
    fh_str text = fh_page_line_text(page, line);
    bool more_names = may_be->names && page->article->author_count == 0;
    /* "By X" above "By Y". */
    bool second = may_be->names && page->lines[line - 1].kind == FH_LINE_HEAD;
    return ((more_names || second) && read_byline(page, text, rc)) ||
           (may_be->dates && read_date_line(page, text, rc)) ||
           (may_be->dates && more_names && read_name_above_date(page, line, rc));
}

/* Lines that belong to the head are marked so; what stands between them stays text. A bar of
 * buttons or a byline below the first paragraph shows that the head still goes on. */
static int read_below_title(fh_page *page, size_t line) {
    int rc = 0;
    size_t unknown = 0, paragraphs = 0;
    bool dated = page->article->date.n > 0;
    expected may_be = {page->article->author_count == 0, !dated};
    page->body = line;
    for (size_t seen = 0; line < page->count && seen < HEAD_LINES; line++, seen++) {
        fh_page_line *here = &page->lines[line];
        if (comments_begin(page, line))
            break;
        if (here->kind == FH_LINE_FURNITURE)
            may_be.dates = !dated;
        if (here->kind != FH_LINE_TEXT)
            continue;
        if (unknown == HEAD_UNKNOWN_LINES || paragraphs == HEAD_PARAGRAPHS ||
            here->n > FH_PAGE_MAX_META_BYTES)
            break;
        if (line > 0 && read_head_line(page, line, &may_be, &rc)) {
            may_be.dates = !dated;
            here->kind = FH_LINE_HEAD;
            here->prose = false;
        } else {
            unknown++;
            paragraphs += here->prose;
            may_be.dates = may_be.dates && !here->prose;
        }
        if (rc)
            return rc;
    }
    return 0;
}

int fh_page_read_head(fh_page *page, fihrist_error *err) {
    size_t line;
    int rc = fh_page_read_block(page, &line, err);
    if (rc)
        return rc;
    line = read_title(page, line);
    rc = read_below_title(page, line);
    return rc ? fh_fail_memory(err) : 0;
}
