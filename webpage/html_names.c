/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_names.c: which names a line has, and what else it may have beside them: where somebody is,
 * what somebody is, when it was written.
 */
#include "webpage/html_authors.h"

#include "webpage/names.h"
#include "webpage/text.h"

enum { NAME_MAX_BYTES = 120, NAME_MAX_WORDS = 6, AUTHORS_MAX = 50 };

/* Accounts that systems come with. */
static bool is_account(fh_str name) {
    static const char *const accounts[] = {"admin", "administrator", "webmaster", "root", "editor"};
    return fh_str_is_any(name, accounts, sizeof accounts / sizeof *accounts);
}

bool fh_html_add_author(fh_html *page, fh_str name) {
    fh_article *article = page->article;
    name = fh_str_trim(name);
    if (name.n < 2 || name.n > NAME_MAX_BYTES || article->author_count == AUTHORS_MAX ||
        is_account(name))
        return true;
    if (memmem(name.p, name.n, "://", 3) || memchr(name.p, '@', name.n))
        return true;
    for (size_t i = 0; i < article->author_count; i++)
        if (fh_str_equal(article->authors[i], name))
            return true;
    if (!article->authors)
        article->authors = fh_arena_calloc(page->arena, AUTHORS_MAX, sizeof *article->authors);
    fh_str copy = fh_arena_copy(page->arena, name);
    if (!article->authors || !copy.p)
        return false;
    article->authors[article->author_count++] = copy;
    return true;
}

static bool ends_with_word(fh_str text, const char *word) {
    size_t n = strlen(word);
    return text.n > n + 1 && text.p[text.n - n - 1] == ' ' && fh_str_ends_as(text, word);
}

/* Words that lead to a date, and its first ones where they are no digits. */
static bool ends_before_date(fh_str text, size_t *ret_word) {
    static const char *const words[] = {
        "january", "february",  "march",   "april",    "may",          "june",      "july",
        "august",  "september", "october", "november", "december",     "jan",       "feb",
        "mar",     "apr",       "jun",     "jul",      "aug",          "sept",      "sep",
        "oct",     "nov",       "dec",     "mon",      "tue",          "wed",       "thu",
        "fri",     "sat",       "sun",     "monday",   "tuesday",      "wednesday", "thursday",
        "friday",  "saturday",  "sunday",  "on",       "at",           "posted",    "published",
        "updated", "le",        "am",      "el",       "publi\xc3\xa9"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        *ret_word = strlen(words[i]) + 1;
        if (ends_with_word(text, words[i]))
            return true;
    }
    return false;
}

/* What a line may have behind a name without a mark between: an address, a date. */
static fh_str without_rest(fh_str name) {
    fh_found_date date;
    size_t word;
    const char *at = name.n ? memchr(name.p, '@', name.n) : NULL;
    while (at && at > name.p && *at != ' ')
        at--;
    if (at)
        name.n = (size_t)(at - name.p);
    if (fh_date_find(name, &date))
        name.n = date.start;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= '0' && name.p[i] <= '9')
            name.n = i;
    name = fh_html_without_marks(name);
    while (ends_before_date(name, &word))
        name = fh_html_without_marks((fh_str){name.p, name.n - word});
    return fh_names_without_role(fh_str_trim(name));
}

/* "Staff writers": what somebody is, and not who; "Published": what a date follows. */
static bool is_no_name(fh_str name) {
    static const char *const ends[] = {
        "writer",    "writers",       "editor",         "editors",     "reporter",
        "reporters", "correspondent", "correspondents", "contributor", "contributors",
        "columnist", "producer",      "photographer"};
    static const char *const starts[] = {"publi",
                                         "updated",
                                         "posted",
                                         "last ",
                                         "aktualisiert",
                                         "ver\xc3\xb6"
                                         "ffentlicht",
                                         "modifi",
                                         "mis \xc3\xa0 jour",
                                         "actualiz",
                                         "aggiornat",
                                         "pubblicat",
                                         "gepubliceerd"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with_word(name, ends[i]) || fh_str_is(name, ends[i]))
            return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (fh_str_starts_as(name, starts[i]))
            return true;
    return false;
}

static bool begins_with_date(fh_str text) {
    fh_found_date date;
    return text.n <= FH_HTML_LINE_MAX_BYTES && fh_date_find(text, &date) && date.start < 2;
}

/* What is between "4 March 2021 by " and a dash or "in", behind which stands where it was written.
 */
static fh_str names_in(fh_str text) {
    static const char *const ends[] = {" \xe2\x80\x94 ", " \xe2\x80\x93 ", " - ", " for ", " in "};
    fh_found_date date;
    bool by;
    text = fh_str_trim(text);
    if (text.n <= FH_HTML_LINE_MAX_BYTES && fh_date_find(text, &date) && date.start == 0) {
        fh_str behind = fh_html_without_marks((fh_str){text.p + date.end, text.n - date.end});
        (void)fh_names_without_by(behind, &by);
        text = by ? behind : text;
    }
    text = fh_names_without_by(text, NULL);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *end = text.n ? memmem(text.p, text.n, ends[i], strlen(ends[i])) : NULL;
        fh_str before = {text.p, end ? (size_t)(end - text.p) : 0};
        bool word = ends[i][1] >= 'a' && ends[i][1] <= 'z'; /* as in "Centre for Housing" */
        if (before.n > 0 && (!word || fh_names_is_full(before)))
            text = before;
    }
    return text;
}

fh_str fh_html_first_name(fh_str text, size_t *ret_between) {
    text = names_in(text);
    size_t end = fh_names_end(text, ret_between);
    fh_str name = without_rest((fh_str){text.p, end});
    bool is_name = name.n > 0 && !is_no_name(name) && fh_page_is_name(name, NAME_MAX_WORDS);
    return is_name ? name : (fh_str){NULL, 0};
}

/* "By A, B and C": names up to the first that is none, as "Staff Writer | July 4". The first one is
 * taken as it stands. */
bool fh_html_add_names(fh_html *page, fh_str text) {
    bool full = false; /* the first one is */
    text = names_in(text);
    for (bool first = true; text.n > 0 && !begins_with_date(text); first = false) {
        size_t between, end = fh_names_end(text, &between);
        fh_str part = fh_names_without_by(fh_str_trim((fh_str){text.p, end}), NULL);
        fh_str name = without_rest(part);
        bool is_name = fh_page_is_name(name, NAME_MAX_WORDS) && (first || !is_no_name(name));
        if (!is_name && !first)
            return true;
        bool outlet = !first && (fh_html_is_outlet(page, name) || fh_html_is_outlet(page, part));
        bool word = !first && full && !memchr(name.p, ' ', name.n); /* a place, a link */
        full |= first && fh_names_is_full(name);
        if (is_name && !outlet && !word && !fh_html_add_author(page, name))
            return false;
        text = (fh_str){text.p + end + between, text.n - end - between};
    }
    return true;
}
