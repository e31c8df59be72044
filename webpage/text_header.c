/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text_header.c: the line above a comment: who wrote it, and when. Reads one line and the one below
 * it, knows nothing of the page around.
 */
#include <stdio.h>

#include "webpage/text.h"

enum { NAME_MAX_BYTES = 60, HEADER_MAX_BYTES = 200 };

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool ends_folded(fh_str text, const char *suffix) {
    size_t n = strlen(suffix);
    return text.n >= n && fh_page_starts((fh_str){text.p + text.n - n, n}, suffix);
}

static fh_str cut_front(fh_str text, size_t n) {
    return (fh_str){text.p + n, text.n - n};
}

static fh_str cut_back(fh_str text, size_t n) {
    return (fh_str){text.p, text.n - n};
}

/* "Nadia P.", "John Roe Jr.", "anon." */
static bool ends_abbreviated(fh_str text) {
    const char *space = memrchr(text.p, ' ', text.n);
    size_t last = space ? (size_t)(text.p + text.n - space) - 1 : text.n;
    return text.p[text.n - 1] == '.' && last <= (space ? 4 : 24);
}

bool fh_page_is_name(fh_str text, size_t max_words) {
    size_t words = 1, letters = 0;
    if (text.n == 0 || text.n > NAME_MAX_BYTES)
        return false;
    if (fh_page_ends_sentence(text) && !ends_abbreviated(text))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (strchr("?!;:\"<>{}[]|=\t", c) || !c)
            return false;
        /* A full stop inside a name ends an initial or a title, not a sentence. */
        if (c == '.' && i + 1 < text.n && text.p[i + 1] == ' ' && i > 3 && text.p[i - 2] != ' ' &&
            text.p[i - 3] != ' ' && text.p[i - 4] != ' ')
            return false;
        words += c == ' ';
        letters += (c | 32) >= 'a' ? (c | 32) <= 'z' : (unsigned char)c >= 0x80;
    }
    return words <= max_words && letters > 0;
}

/* --- numbers --- */

bool fh_page_read_number(fh_str line, fh_comment_number *ret_number) {
    size_t at = 0, digits = 0;
    bool hash = line.n > 0 && line.p[0] == '#';
    at += hash;
    fh_comment_number number = {0, 0, {NULL, 0}};
    for (;; at++) {
        if (at < line.n && line.p[at] >= '0' && line.p[at] <= '9' && digits < 6) {
            number.number = number.number * 10 + (uint32_t)(line.p[at] - '0');
            digits++;
        } else if (at + 1 < line.n && digits && line.p[at] == '.' && line.p[at + 1] >= '0' &&
                   line.p[at + 1] <= '9' && number.parent == 0) {
            number.parent = number.number;
            number.number = 0;
            digits = 0;
        } else {
            break;
        }
    }
    if (digits == 0 || number.number == 0)
        return false;
    bool mark =
        at < line.n && (line.p[at] == '.' || line.p[at] == ')' || (hash && line.p[at] == ':'));
    at += mark;
    /* "3.5 million" is a number, "3.1 NAME" may be an answer: only with a mark behind it. */
    if (!mark && !hash)
        return false;
    fh_str rest = cut_front(line, at);
    number.rest = fh_page_trim(rest);
    if (rest.n && rest.n == number.rest.n)
        return false;
    *ret_number = number;
    return true;
}

/* --- names around a date --- */

static fh_str strip_front(fh_str text) {
    static const char *const words[] = {
        "on ",          "at ",          "by ",          "-",        "|", ",", "(", ")", ":",
        "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\xa2", "\xc2\xb7", "#", ">"};
    for (bool again = true; again;) {
        again = false;
        text = fh_page_trim(text);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (fh_page_starts(text, words[i])) {
                text = cut_front(text, strlen(words[i]));
                again = true;
            }
    }
    return text;
}

static fh_str strip_back(fh_str text) {
    static const char *const words[] = {" on",
                                        " le",
                                        " am",
                                        " el",
                                        " at",
                                        " says",
                                        " said",
                                        " wrote",
                                        " writes",
                                        " commented",
                                        " replied",
                                        " posted",
                                        "-",
                                        "|",
                                        ",",
                                        "(",
                                        ":",
                                        "@",
                                        "\xe2\x80\x93",
                                        "\xe2\x80\x94",
                                        "\xe2\x80\xa2",
                                        "\xc2\xb7"};
    for (bool again = true; again;) {
        again = false;
        text = fh_page_trim(text);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (ends_folded(text, words[i])) {
                text = cut_back(text, strlen(words[i]));
                again = true;
            }
    }
    return text;
}

/* One of the words that pages print behind a header. */
static bool is_noise_word(fh_str text) {
    static const char *const words[] = {"",
                                        "edited",
                                        "(edited)",
                                        "permalink",
                                        "reply",
                                        "link",
                                        "said",
                                        "says",
                                        "wrote",
                                        "report",
                                        "said...",
                                        "says...",
                                        "#",
                                        "edit",
                                        "parent",
                                        "next",
                                        "prev",
                                        "root",
                                        "flag",
                                        "share",
                                        "[\xe2\x80\x93]",
                                        "[-]",
                                        "next [\xe2\x80\x93]",
                                        "uhr",
                                        "reply edit",
                                        "permalink reply",
                                        "reply report",
                                        "(edited) reply"};
    while (text.n && strchr(").:-#", text.p[0]))
        text = fh_page_trim(cut_front(text, 1));
    while (text.n && strchr(":-#", text.p[text.n - 1]))
        text = fh_page_trim(cut_back(text, 1));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text.n == strlen(words[i]) && fh_page_starts(text, words[i]))
            return true;
    return false;
}

static bool is_noise(fh_str text) {
    const char *bar;
    while ((bar = memchr(text.p, '|', text.n))) {
        if (!is_noise_word(fh_page_trim((fh_str){text.p, (size_t)(bar - text.p)})))
            return false;
        text = cut_front(text, (size_t)(bar - text.p) + 1);
    }
    return is_noise_word(fh_page_trim(text));
}

/* "Posted by NAME", "Comment by NAME": moves past it. */
static bool take_posted_by(fh_str *line) {
    static const char *const words[] = {"posted by:",   "posted by",  "comment by:",  "comment by",
                                        "submitted by", "written by", "comment from", "left by"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (fh_page_starts(*line, words[i])) {
            *line = fh_page_trim(cut_front(*line, strlen(words[i])));
            return true;
        }
    return false;
}

/* "NAME > OTHER", "NAME -> OTHER", "NAME in reply to OTHER": NAME answers OTHER. */
static void split_reply_to(fh_comment_header *header) {
    static const char *const marks[] = {" in reply to ", " replying to ",  " \xe2\x86\x92 ", " -> ",
                                        " > ",           " \xe2\x96\xb6 ", " \xe2\x80\xba "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = memmem(header->author.p, header->author.n, marks[i], strlen(marks[i]));
        if (!at || at == header->author.p)
            continue;
        size_t front = (size_t)(at - header->author.p);
        header->reply_to = fh_page_trim(cut_front(header->author, front + strlen(marks[i])));
        header->author = fh_page_trim((fh_str){header->author.p, front});
        return;
    }
}

/* Words that stand beside dates of articles and pictures, not names. */
static bool is_label(fh_str text) {
    static const char *const words[] = {"posted", "published", "updated",       "last updated",
                                        "by",     "in",        "from",          "on",
                                        "at",     "date",      "created",       "modified",
                                        "edited", "photo",     "photos",        "gallery",
                                        "video",  "image",     "last modified", "live"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text.n == strlen(words[i]) && fh_page_starts(text, words[i]))
            return true;
    return false;
}

static bool starts_as_name(fh_str text) {
    char c = text.n ? lower(text.p[0]) : '\0';
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
           c == '@' || c == '_';
}

static bool set_author(fh_comment_header *header, fh_str name, size_t max_words) {
    header->author = name;
    split_reply_to(header);
    if (is_label(header->author) || !starts_as_name(header->author) ||
        fh_str_starts(header->author, "\xe2\x80\x99"))
        return false;
    return fh_page_is_name(header->author, max_words) &&
           (header->reply_to.n == 0 || fh_page_is_name(header->reply_to, 6));
}

/* --- the kinds --- */

static void set_date(fh_comment_header *header, const fh_found_date *date) {
    memcpy(header->date, date->iso, sizeof header->date);
    header->has_time = date->has_time;
}

/* The line is a date and nothing else but what pages print beside one. */
static bool is_date_line(fh_str line, fh_found_date *date) {
    if (line.n == 0 || line.n > 80 || !fh_date_find(line, date))
        return false;
    fh_str front = strip_back(strip_front((fh_str){line.p, date->start}));
    if (fh_page_starts(front, "posted") || fh_page_starts(front, "published"))
        front.n = 0;
    return front.n == 0 && is_noise(fh_page_trim(cut_front(line, date->end)));
}

/* "NAME says:", with or without words behind it. Returns the bytes up to and with the verb and its
 * colon, 0 when there is no verb. */
static size_t find_says(fh_str line, fh_str *ret_name, bool *ret_colon) {
    static const char *const verbs[] = {" says",           " said",    " wrote",    " writes",
                                        " commented",      " replied", " responds", " responded",
                                        " a \303\251crit", "crit",     " schrieb",  " sagt",
                                        " dice",           " dit"};
    size_t most = line.n < NAME_MAX_BYTES + 12 ? line.n : NAME_MAX_BYTES + 12;
    for (size_t at = 1; at < most; at++) {
        if (line.p[at] != ' ')
            continue;
        for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
            fh_str tail = cut_front(line, at);
            if (!fh_page_starts(tail, verbs[i]))
                continue;
            size_t end = at + strlen(verbs[i]);
            tail = cut_front(line, end);
            bool colon = tail.n && tail.p[0] == ':';
            bool dots = fh_str_starts(tail, "...") || fh_str_starts(tail, "\xe2\x80\xa6");
            if (tail.n && !colon && !dots)
                continue;
            *ret_name = fh_page_trim((fh_str){line.p, at});
            *ret_colon = colon || dots;
            return end + (dots ? 3 : colon);
        }
    }
    return 0;
}

static bool read_says(fh_str line, fh_str below, fh_comment_header *header) {
    fh_str name;
    bool colon;
    fh_found_date date;
    size_t end = find_says(line, &name, &colon);
    if (end == 0 || !set_author(header, name, 6))
        return false;
    header->rest = fh_page_trim(cut_front(line, end));
    bool dated = header->rest.n == 0 && is_date_line(below, &date);
    /* "NAME says" without a colon is a header only above a date. */
    if (!colon && !dated)
        return false;
    header->kind = dated ? FH_HEADER_SAYS_DATED : FH_HEADER_SAYS;
    header->lines = dated ? 2 : 1;
    if (dated)
        set_date(header, &date);
    return true;
}

/* What stands behind a date may be words of the comment: "NAME (DATE): text", "… says: text". */
static bool take_rest(fh_str after, fh_str *ret_rest) {
    static const char *const openings[] = {
        "):", ":", "says:", "said:", "wrote:", "said...", "said\xe2\x80\xa6"};
    after = fh_page_trim(after);
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (fh_page_starts(after, openings[i])) {
            *ret_rest = fh_page_trim(cut_front(after, strlen(openings[i])));
            return true;
        }
    return false;
}

static bool read_dated(fh_str line, fh_comment_header *header) {
    fh_found_date date;
    fh_str head = {line.p, line.n < HEADER_MAX_BYTES ? line.n : HEADER_MAX_BYTES};
    if (!fh_date_find(head, &date))
        return false;
    fh_str before = {line.p, date.start}, after = fh_page_trim(cut_front(line, date.end));
    fh_str name = strip_back(strip_front(before));
    header->byline =
        fh_page_starts(fh_page_trim(before), "by ") || fh_page_starts(fh_page_trim(after), "by ");
    /* A name and a date with nothing between them is how a sentence runs, too. */
    bool joined = name.n + 1 < fh_page_trim(before).n || date.has_time;
    if (name.n) {
        if (!joined || !set_author(header, name, 6))
            return false;
        header->kind = FH_HEADER_NAME_DATE;
        if (!is_noise(after) && !take_rest(after, &header->rest))
            return false;
    } else {
        fh_str end;
        bool colon;
        size_t says = find_says(after, &end, &colon);
        if (says) {
            header->rest = fh_page_trim(cut_front(after, says));
            after = end;
        } else if (!date.has_time) {
            return false;
        }
        if (!set_author(header, strip_back(strip_front(after)), 5))
            return false;
        header->kind = FH_HEADER_DATE_NAME;
    }
    header->lines = 1;
    set_date(header, &date);
    return true;
}

static bool read_name_line(fh_str line, fh_str below, fh_comment_header *header) {
    fh_found_date date;
    if (!is_date_line(below, &date) || is_date_line(line, &(fh_found_date){0}))
        return false;
    if (!set_author(header, strip_back(line), 5))
        return false;
    header->kind = FH_HEADER_NAME_LINE;
    header->lines = 2;
    set_date(header, &date);
    return true;
}

bool fh_page_read_header(fh_str line, fh_str below, fh_comment_header *ret_header) {
    fh_comment_header header = {.kind = FH_HEADER_NONE};
    header.posted_by = take_posted_by(&line);
    if (line.n == 0)
        return false;
    fh_comment_header fresh = header;
    if (read_says(line, below, &header)) {
        *ret_header = header;
        return true;
    }
    header = fresh;
    if (read_dated(line, &header)) {
        *ret_header = header;
        return true;
    }
    header = fresh;
    if (line.n > HEADER_MAX_BYTES || !read_name_line(line, below, &header))
        return false;
    *ret_header = header;
    return true;
}
