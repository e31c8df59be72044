/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mention.c: names in a text. Tokens are gathered a sentence at a time with the number their word
 * has among the words of names; a sentence with no first word of a name, as most are, costs nothing
 * more. Then each such word is followed through the trie as far as names go.
 */
#include "core/mention.h"

#include <unicode/uchar.h>

#include "core/authority_file.h"
#include "core/utf8.h"

typedef struct text_word {
    size_t start, end;
    fh_name_word name;
} text_word;

struct fh_mention_finder {
    const fh_names *names;
    fh_tokenizer *tokenizer;
    fh_str text;
    text_word *words; /* of the sentence being read */
    size_t word_count, word_capacity;
    size_t starts; /* words among them that begin a name */
    bool *shouted; /* by word; valid when `weighed` */
    bool weighed;
    fh_mention *mentions;
    size_t mention_count, mention_capacity;
};

/* --- what stands between two words --- */

typedef enum gap_kind {
    GAP_NONE,  /* no name goes across */
    GAP_COMMA, /* a name that has a comma itself does */
    GAP_NAME   /* spaces, hyphens, one line break, and what abbreviations and possessives leave */
} gap_kind;

static bool is_ascii_letter(char c) {
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* Titles and the like, after which a dot ends no sentence. */
static bool is_title(fh_str word) {
    static const char titles[][5] = {"mr",   "mrs",  "ms",  "dr",  "gen", "col",  "lt",  "sgt",
                                     "sen",  "rep",  "gov", "st",  "ste", "prof", "maj", "capt",
                                     "brig", "adm",  "rev", "hon", "jr",  "sr",   "no",  "vs",
                                     "inc",  "corp", "co",  "ltd", "mt",  "ft",   "dept"};
    if (word.n > 4)
        return false;
    char small[5] = "";
    for (size_t i = 0; i < word.n; i++)
        small[i] = (char)(word.p[i] | 32);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strcmp(small, titles[i]) == 0)
            return true;
    return false;
}

/* Initials (J.), acronyms (U.S.) and titles (Gen.) keep their dot to themselves. */
static bool is_abbreviation(fh_str text, const text_word *word) {
    fh_str written = {text.p + word->start, word->end - word->start};
    if (written.n && written.p[written.n - 1] == '.')
        written.n--;
    size_t at = 0;
    if (written.n)
        fh_utf8_next(written, &at);
    return at == written.n || memchr(written.p, '.', written.n) || is_title(written);
}

/* Length of the character that `rest` begins with if it may stand between the words of a name,
 * else 0. A line feed may: a blank line has ended the sentence already. */
static size_t name_character(fh_str rest) {
    static const char *const allowed[] = {" ",      "-",      "\t",     "\r",     "\n",
                                          "'",      "&",      "/",      "\u00a0", "\u2009",
                                          "\u200b", "\u200c", "\u200d", "\u200e", "\u200f",
                                          "\u2010", "\u2011", "\u2013", "\u2019", "\u202f"};
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        size_t n = strlen(allowed[i]);
        if (rest.n >= n && memcmp(rest.p, allowed[i], n) == 0)
            return n;
    }
    return 0;
}

/* The possessive that the tokens leave out: Iran's Foreign Ministry. */
static size_t possessive(fh_str gap) {
    static const char *const endings[] = {"'s", "\u2019s", "'S", "\u2019S"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t n = strlen(endings[i]);
        if (gap.n > n && memcmp(gap.p, endings[i], n) == 0 && !is_ascii_letter(gap.p[n]))
            return n;
    }
    return 0;
}

static gap_kind gap_between(fh_str text, const text_word *before, const text_word *after) {
    fh_str rest = {text.p + before->end, after->start - before->end};
    if (rest.n == 0 || (rest.n == 1 && (rest.p[0] == ' ' || rest.p[0] == '-')))
        return GAP_NAME;
    gap_kind result = GAP_NAME;
    size_t step = possessive(rest);
    if (!step && rest.p[0] == '.' && (rest.n == 1 || is_abbreviation(text, before)))
        step = 1;
    for (; rest.n; rest.p += step, rest.n -= step, step = 0) {
        if (step)
            continue;
        step = 1;
        if (rest.p[0] == ',' && result == GAP_NAME)
            result = GAP_COMMA;
        else if (!(step = name_character(rest)))
            return GAP_NONE;
    }
    return result;
}

/* A blank line, or a full stop with space behind it and no small letter after, unless it is an
 * abbreviation's. Decides how far a shout goes; names stop at the gap anyway. */
static bool ends_sentence(fh_str text, const text_word *before, size_t next) {
    bool stop = false, space = false;
    unsigned lines = 0;
    for (size_t i = before->end; i < next; i++) {
        char c = text.p[i];
        if (c == '\n' && ++lines > 1)
            return true;
        if (c == '!' || c == '?' ||
            (c == '.' && (i > before->end || !is_abbreviation(text, before))))
            stop = true;
        else if ((unsigned char)c == 0xe2 && next - i > 2 && memcmp(text.p + i, "\u2026", 3) == 0)
            stop = true;
        else if (stop && (c == ' ' || c == '\n'))
            space = true;
    }
    char c = text.p[next];
    return stop && space && !(c >= 'a' && c <= 'z');
}

/* --- shouting --- */

typedef enum script_case { CASE_NONE, CASE_CAPITALS, CASE_OTHER } script_case;

static script_case word_case(fh_str text, const text_word *word) {
    script_case result = CASE_NONE;
    fh_str written = {text.p + word->start, word->end - word->start};
    for (size_t at = 0; at < written.n;) {
        uint32_t c = fh_utf8_next(written, &at);
        if (c < 0x80 ? c >= 'A' && c <= 'Z' : u_isupper((UChar32)c))
            result = CASE_CAPITALS;
        else if (c < 0x80 ? c >= 'a' && c <= 'z' : u_isUAlphabetic((UChar32)c))
            return CASE_OTHER;
    }
    return result;
}

static bool breaks_line(fh_str text, const text_word *before, const text_word *after) {
    for (size_t i = before->end; i < after->start; i++)
        if (text.p[i] == '\n')
            return true;
    return false;
}

enum { SHOUT_WORDS = 3 };

/* Words first..last-1 stand in capitals side by side, or are all of the sentence or line. It is a
 * shout when there are enough of them and one begins no name ("NATO, US, UK" is a list). */
static void weigh_run(fh_mention_finder *finder, size_t first, size_t last, size_t least_words) {
    size_t capitals = 0;
    bool strange = false;
    for (size_t i = first; i < last; i++) {
        if (word_case(finder->text, &finder->words[i]) != CASE_CAPITALS)
            continue;
        capitals++;
        strange |= !finder->words[i].name.node;
    }
    if (capitals < least_words || !strange)
        return;
    for (size_t i = first; i < last; i++)
        finder->shouted[i] = true;
}

/* Where the line that begins with word `first` ends; *ret_capitals: it has no small letter. */
static size_t line_end(const fh_mention_finder *finder, size_t first, bool *ret_capitals) {
    const text_word *words = finder->words;
    *ret_capitals = true;
    size_t i = first;
    do
        *ret_capitals = *ret_capitals && word_case(finder->text, &words[i]) != CASE_OTHER;
    while (++i < finder->word_count && !breaks_line(finder->text, &words[i - 1], &words[i]));
    return i;
}

/* Behind the words side by side that are without small letters, from `start` on. */
static size_t run_end(const fh_mention_finder *finder, size_t start, size_t last) {
    const text_word *words = finder->words;
    size_t end = start;
    while (end < last && word_case(finder->text, &words[end]) != CASE_OTHER &&
           (end == start || gap_between(finder->text, &words[end - 1], &words[end]) == GAP_NAME))
        end++;
    return end;
}

/* A shout goes on behind a comma ("TAXES RISE, PRICES RISE"), a list of single names does not. */
static void weigh_line(fh_mention_finder *finder, size_t first, size_t last) {
    for (size_t start = first, end; start < last; start = end) {
        size_t clause = start;
        for (end = run_end(finder, start, last); end < last && end - clause > 1;) {
            size_t next = run_end(finder, end, last);
            if (next - end < 2 || gap_between(finder->text, &finder->words[end - 1],
                                              &finder->words[end]) != GAP_COMMA)
                break;
            clause = end;
            end = next;
        }
        if (end == start)
            end++;
        else
            weigh_run(finder, start, end, SHOUT_WORDS);
    }
}

/* Which words of the sentence are shouted: asked for only where a name in capitals was found. */
static void weigh(fh_mention_finder *finder) {
    memset(finder->shouted, 0, finder->word_count);
    for (size_t first = 0, last; first < finder->word_count; first = last) {
        bool capitals;
        last = line_end(finder, first, &capitals);
        if (capitals)
            weigh_run(finder, first, last, SHOUT_WORDS - 1);
        else
            weigh_line(finder, first, last);
    }
    finder->weighed = true;
}

/* --- matching --- */

/* A host name, an address or an amount is no mention: iran.example, news@bbc, US$5. */
static bool is_free_standing(fh_str text, size_t start, size_t end) {
    char before = start ? text.p[start - 1] : ' ';
    char after = end < text.n ? text.p[end] : ' ';
    char beyond = end + 1 < text.n ? text.p[end + 1] : ' ';
    if (before == '@' || after == '@' || after == '$')
        return false;
    if (after == '.' && beyond >= 'a' && beyond <= 'z')
        return false;
    bool small = text.p[start] >= 'a' && text.p[start] <= 'z';
    return !(before == '.' && small && start > 1 && is_ascii_letter(text.p[start - 2]));
}

static bool same_case(const fh_mention_finder *finder, fh_str exact, size_t first, size_t last) {
    char room[FH_NAME_MAX_BYTES];
    size_t length = 0;
    for (size_t i = first; i < last; i++) {
        const text_word *word = &finder->words[i];
        fh_str written = {finder->text.p + word->start, word->end - word->start};
        if (!fh_name_exact_word(written, room, &length))
            return false;
    }
    return fh_str_equal(exact, (fh_str){room, length});
}

static bool fits(fh_mention_finder *finder, const fh_name *name, size_t first, size_t last,
                 bool comma) {
    if (comma && !name->comma)
        return false;
    if (!name->exact.n)
        return true;
    if (!same_case(finder, name->exact, first, last))
        return false;
    if (!name->shouts)
        return true;
    if (!finder->weighed)
        weigh(finder);
    for (size_t i = first; i < last; i++)
        if (finder->shouted[i])
            return false;
    return true;
}

/* The longest name that begins at word `first`; *ret_last is behind its last word. */
static const fh_name *match(fh_mention_finder *finder, size_t first, size_t *ret_last) {
    const text_word *words = finder->words;
    const fh_name *longest = NULL;
    uint32_t node = words[first].name.node;
    bool comma = false;
    for (size_t last = first + 1; node; last++) {
        const fh_name *name = fh_names_ending(finder->names, node);
        while (name && !fits(finder, name, first, last, comma))
            name = fh_names_next(finder->names, name);
        if (name) {
            longest = name;
            *ret_last = last;
        }
        if (last == finder->word_count || !words[last].name.number)
            break;
        gap_kind gap = gap_between(finder->text, &words[last - 1], &words[last]);
        if (gap == GAP_NONE)
            break;
        comma |= gap == GAP_COMMA;
        node = fh_names_step(finder->names, node, words[last].name.number);
    }
    return longest;
}

static int add_mention(fh_mention_finder *finder, const fh_name *name, size_t start, size_t end) {
    if (finder->mention_count == FH_MENTION_MAX)
        return 0;
    fh_mention *mentions =
        fh_array_grow(finder->mentions, finder->mention_count, &finder->mention_capacity,
                      sizeof *mentions, FH_MENTION_MAX);
    if (!mentions)
        return FIHRIST_E_MEMORY;
    finder->mentions = mentions;
    mentions[finder->mention_count++] = (fh_mention){name->actor, start, end};
    return 0;
}

static int end_sentence(fh_mention_finder *finder) {
    int status = 0;
    finder->weighed = false;
    for (size_t i = 0, last; finder->starts && i < finder->word_count && status == 0; i = last) {
        last = i + 1;
        if (!finder->words[i].name.node)
            continue;
        const fh_name *name = match(finder, i, &last);
        size_t start = finder->words[i].start, end = finder->words[last - 1].end;
        if (name && name->kind != FH_NAME_NOT && is_free_standing(finder->text, start, end))
            status = add_mention(finder, name, start, end);
    }
    finder->word_count = finder->starts = 0;
    return status;
}

/* --- the finder --- */

int fh_mention_finder_new(const fh_authority *authority, fh_mention_finder **ret_finder,
                          fihrist_error *err) {
    fh_mention_finder *finder = fh_calloc(1, sizeof *finder);
    if (!finder)
        return fh_fail_memory(err);
    finder->names = authority->names;
    finder->tokenizer = fh_tokenizer_new();
    finder->shouted = fh_calloc(FH_MENTION_MAX_SENTENCE_WORDS, sizeof *finder->shouted);
    if (!finder->tokenizer || !finder->shouted) {
        fh_mention_finder_free(finder);
        return fh_fail_memory(err);
    }
    *ret_finder = finder;
    return 0;
}

void fh_mention_finder_free(fh_mention_finder *finder) {
    if (!finder)
        return;
    fh_tokenizer_free(finder->tokenizer);
    fh_free(finder->words);
    fh_free(finder->shouted);
    fh_free(finder->mentions);
    fh_free(finder);
}

void fh_mention_finder_start(fh_mention_finder *finder, fh_str text) {
    finder->text = text;
    finder->word_count = finder->starts = finder->mention_count = 0;
}

fh_name_word fh_mention_finder_word(const fh_mention_finder *finder, fh_str form) {
    uint32_t number = fh_names_word(finder->names, form);
    return (fh_name_word){number, fh_names_step(finder->names, 0, number)};
}

int fh_mention_finder_feed(fh_mention_finder *finder, const fh_token *token, fh_name_word word) {
    if (finder->word_count) {
        const text_word *before = &finder->words[finder->word_count - 1];
        size_t gap = token->start - before->end;
        bool plain = gap == 1 && finder->text.p[before->end] == ' ';
        if (finder->word_count == FH_MENTION_MAX_SENTENCE_WORDS ||
            (!plain && ends_sentence(finder->text, before, token->start))) {
            int status = end_sentence(finder);
            if (status < 0)
                return status;
        }
    }
    text_word *words = fh_array_grow(finder->words, finder->word_count, &finder->word_capacity,
                                     sizeof *words, FH_MENTION_MAX_SENTENCE_WORDS);
    if (!words)
        return FIHRIST_E_MEMORY;
    finder->words = words;
    words[finder->word_count++] = (text_word){token->start, token->end, word};
    finder->starts += word.node != 0;
    return 0;
}

int fh_mention_finder_finish(fh_mention_finder *finder, const fh_mention **ret_mentions,
                             size_t *ret_count) {
    int status = end_sentence(finder);
    if (status < 0)
        return status;
    *ret_mentions = finder->mentions;
    *ret_count = finder->mention_count;
    return 0;
}

int fh_mention_find(fh_mention_finder *finder, fh_str text, fh_token_rules rules,
                    const fh_mention **ret_mentions, size_t *ret_count) {
    fh_token token;
    int status;
    fh_mention_finder_start(finder, text);
    fh_tokenizer_start(finder->tokenizer, text, rules, 1);
    while ((status = fh_tokenizer_next(finder->tokenizer, &token)) > 0)
        if ((status = fh_mention_finder_feed(finder, &token,
                                             fh_mention_finder_word(finder, token.form))) < 0)
            break;
    return status < 0 ? status : fh_mention_finder_finish(finder, ret_mentions, ret_count);
}
