/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * spelling.c: put words together. What is frequent in English stands more than once in a list.
 */
#include "corpus/generator/spelling.h"

#include <stdbool.h>
#include <string.h>

/* Three syllables of seven bytes and an ending of five fit a word, and no form is of more. */
enum { LONGEST_SYLLABLE = 7, LONGEST_ENDING = 6 };

static const char *const light_onsets[] = {"b", "c", "d", "f", "g", "h", "l", "m", "m", "n", "p",
                                           "p", "r", "r", "s", "s", "t", "t", "v", "w", "l", "d"};
static const char *const onsets[] = {
    "b",  "b",  "br", "bl", "c",  "c", "cl", "cr", "ch", "d",  "d",  "dr", "f",   "f",  "fl", "fr",
    "g",  "gl", "gr", "h",  "h",  "j", "l",  "l",  "l",  "m",  "m",  "m",  "n",   "n",  "p",  "p",
    "pl", "pr", "qu", "r",  "r",  "r", "s",  "s",  "s",  "sc", "sh", "sl", "sp",  "st", "st", "str",
    "t",  "t",  "t",  "th", "tr", "v", "v",  "w",  "wh", "k",  "n",  "z",  "scr", "sw"};
static const char *const nuclei[] = {"a", "a", "a", "e", "e", "e", "e",  "i",  "i",  "i",  "o",
                                     "o", "o", "u", "u", "a", "e", "ea", "ai", "ou", "oo", "ee"};
static const char *const inner_codas[] = {"", "", "", "", "", "", "n", "r", "l", "s", "m", "c"};
static const char *const last_codas[] = {"n",  "r",  "l",  "t",  "s",  "m",  "d",  "p",  "ck",
                                         "st", "nd", "nt", "rd", "rt", "ll", "ng", "te", "se",
                                         "ne", "ve", "ge", "ce", "re", "de", "sh", "ct"};
static const char *const light_codas[] = {"n", "n", "r", "r",  "l",  "t",  "t",  "s",  "m", "d",
                                          "p", "k", "y", "ow", "ge", "ve", "st", "nd", "x", "nt"};
static const char *const before_ending[] = {"n", "r",  "l",  "t",  "s",  "m",  "d",  "v",
                                            "c", "st", "nd", "nt", "rt", "ct", "rm", "p"};

static const char *const noun_endings[] = {"er", "or",  "ance", "ity", "ism", "ist",
                                           "y",  "age", "on",   "et",  "ion", "ure"};
static const char *const verb_endings[] = {"ate", "ize", "ify", "ish", "en"};
static const char *const adjective_endings[] = {"al",   "ic",  "ive", "ous", "able",
                                                "less", "ful", "ary", "ent", "y"};
static const char *const surname_endings[] = {"",    "",    "",   "",   "",    "son", "er",
                                              "ov",  "ski", "ez", "i",  "ini", "an",  "ard",
                                              "ell", "ton", "ic", "os", "ey",  "man", "sen"};
static const char *const first_endings[] = {"a", "a", "", "", "", "ia", "o", "e", "is", "an"};
static const char *const place_endings[] = {"",     "",      "",     "",      "ton", "ville",
                                            "burg", "grad",  "ham",  "field", "ia",  "ana",
                                            "ford", "mouth", "stan", "eva",   "ona", "abad"};

#define PICK(random, list) ((list)[corpus_below(random, sizeof(list) / sizeof *(list))])

static void append(corpus_word *word, const char *piece) {
    size_t n = strlen(piece);
    if (word->bytes + n > CORPUS_WORD_BYTES)
        return;
    memcpy(word->text + word->bytes, piece, n);
    word->bytes = (uint8_t)(word->bytes + n);
}

/* ---- roots ---- */

/* The sound in the middle of a syllable; one in a few hundred has an accent. */
static void append_nucleus(uint64_t *random, corpus_word *word, bool accents) {
    static const char *const accented[] = {"é", "é", "è", "ö", "ü", "á", "í", "ã", "ó"};
    if (corpus_below(random, accents ? 24 : 600) == 0)
        append(word, PICK(random, accented));
    else
        append(word, PICK(random, nuclei));
}

static const char *ending(uint64_t *random, corpus_root root) {
    switch (root) {
    case CORPUS_ROOT_NOUN:
        return PICK(random, noun_endings);
    case CORPUS_ROOT_VERB:
        return PICK(random, verb_endings);
    case CORPUS_ROOT_ADJECTIVE:
        return PICK(random, adjective_endings);
    case CORPUS_ROOT_SURNAME:
        return PICK(random, surname_endings);
    case CORPUS_ROOT_FIRST_NAME:
        return PICK(random, first_endings);
    case CORPUS_ROOT_PLACE:
        return PICK(random, place_endings);
    }
    return "";
}

/* Of 16: how often a root of that rank has an ending. */
static uint32_t ending_chance(corpus_root root, uint32_t rank) {
    if (root >= CORPUS_ROOT_SURNAME)
        return 16;
    return rank < 200 ? 1 : rank < 4000 ? 4 : 7;
}

/* A word without an ending has two at least: those of one are taken. */
static uint32_t syllable_count(uint64_t *random, corpus_root root, uint32_t rank, bool ends) {
    if (root >= CORPUS_ROOT_SURNAME)
        return rank < 1500 ? 1 + corpus_below(random, 2) : 2;
    if (ends && rank < 60000)
        return 1 + corpus_below(random, 2);
    return rank > 30000 && corpus_below(random, 6) == 0 ? 3 : 2;
}

static void capitalise(corpus_word *word) {
    if (word->text[0] >= 'a' && word->text[0] <= 'z')
        word->text[0] = (char)(word->text[0] - 'a' + 'A');
}

void corpus_spell(uint64_t *random, corpus_root root, uint32_t rank, corpus_word *ret_word) {
    bool name = root >= CORPUS_ROOT_SURNAME, light = rank < 4000 && !name;
    memset(ret_word, 0, sizeof *ret_word);
    ret_word->words = 1;
    bool ends = corpus_below(random, 16) < ending_chance(root, rank);
    uint32_t syllables = syllable_count(random, root, rank, ends);
    for (uint32_t i = 0; i < syllables; i++) {
        bool open = i == 0 && corpus_below(random, 6) == 0; /* begins with the vowel */
        if (!open)
            append(ret_word, light ? PICK(random, light_onsets) : PICK(random, onsets));
        append_nucleus(random, ret_word, name && !open);
        if (i + 1 < syllables && rank > 500)
            append(ret_word, PICK(random, inner_codas));
    }
    append(ret_word, ends    ? PICK(random, before_ending)
                     : light ? PICK(random, light_codas)
                             : PICK(random, last_codas));
    if (ends)
        append(ret_word, ending(random, root));
    if (name)
        capitalise(ret_word);
}

/* ---- forms ---- */

static bool is_vowel(char c) {
    return c != '\0' && strchr("aeiou", c) != NULL;
}

static char letter(const corpus_word *word, unsigned from_end) {
    return word->bytes > from_end ? word->text[word->bytes - 1 - from_end] : '\0';
}

static bool ends_with(const corpus_word *word, const char *end) {
    size_t n = strlen(end);
    return word->bytes >= n && memcmp(word->text + word->bytes - n, end, n) == 0;
}

static void cut(corpus_word *word, unsigned letters) {
    word->bytes = (uint8_t)(word->bytes - letters);
}

/* A y behind a consonant becomes `instead`; true when there was one. */
static bool change_y(corpus_word *word, const char *instead) {
    if (letter(word, 0) != 'y' || is_vowel(letter(word, 1)))
        return false;
    cut(word, 1);
    append(word, instead);
    return true;
}

static void drop_e(corpus_word *word) {
    if (letter(word, 0) == 'e' && word->bytes > 3)
        cut(word, 1);
}

static void add_s(corpus_word *word) {
    bool hisses = ends_with(word, "s") || ends_with(word, "x") || ends_with(word, "z") ||
                  ends_with(word, "ch") || ends_with(word, "sh");
    if (!change_y(word, "ies"))
        append(word, hisses ? "es" : "s");
}

static void add_ly(corpus_word *word) {
    if (change_y(word, "ily"))
        return;
    if (ends_with(word, "ic"))
        append(word, "al");
    if (ends_with(word, "le"))
        cut(word, 2);
    append(word, "ly");
}

void corpus_inflect(const corpus_word *word, corpus_form form, corpus_word *ret_word) {
    static const char *const plain[] = {"s",    "ed", "ing",  "ly", "ation",
                                        "ment", "er", "ness", "ity"};
    *ret_word = *word;
    if (form == CORPUS_FORM_S) {
        add_s(ret_word);
        return;
    }
    if (form == CORPUS_FORM_LY) {
        add_ly(ret_word);
        return;
    }
    if (form == CORPUS_FORM_ED && change_y(ret_word, "ied"))
        return;
    if (form == CORPUS_FORM_NESS)
        change_y(ret_word, "i");
    else if (form != CORPUS_FORM_MENT)
        drop_e(ret_word);
    append(ret_word, plain[form]);
}

/* ---- slips ---- */

void corpus_mistype(uint64_t *random, corpus_word *word) {
    if (word->bytes < 4 || word->bytes == CORPUS_WORD_BYTES)
        return;
    char *at = word->text + 1 + corpus_below(random, word->bytes - 2u);
    size_t rest = word->bytes - (size_t)(at - word->text);
    if ((at[0] | at[1]) & 0x80) /* no half of a character is touched */
        return;
    switch (corpus_below(random, 3)) {
    case 0: {
        char first = at[0];
        at[0] = at[1];
        at[1] = first;
        break;
    }
    case 1:
        memmove(at, at + 1, rest - 1);
        word->bytes--;
        break;
    default:
        memmove(at + 1, at, rest);
        word->bytes++;
    }
}
