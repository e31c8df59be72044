/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * language.c: names and codes of languages. libstemmer says which it has; the table below knows the
 * codes of all it ever had; ICU knows all other codes.
 */
#include "core/language.h"

#include <libstemmer.h>
#include <unicode/uloc.h>

enum { NAME_MAX_BYTES = 32 };

typedef struct language_row {
    const char *name;     /* as libstemmer has it */
    const char *codes[6]; /* ISO 639-1 first, then 639-2 and withdrawn or closer ones */
    fh_token_rules rules;
} language_row;

static const language_row rows[] = {
    {"arabic", {"ar", "ara"}, FH_TOKEN_PLAIN},
    {"armenian", {"hy", "hye", "arm"}, FH_TOKEN_PLAIN},
    {"basque", {"eu", "eus", "baq"}, FH_TOKEN_PLAIN},
    {"catalan", {"ca", "cat"}, FH_TOKEN_ELISION},
    {"czech", {"cs", "ces", "cze"}, FH_TOKEN_PLAIN},
    {"danish", {"da", "dan"}, FH_TOKEN_PLAIN},
    {"dutch", {"nl", "nld", "dut"}, FH_TOKEN_PLAIN},
    {"english", {"en", "eng"}, FH_TOKEN_POSSESSIVE},
    {"esperanto", {"eo", "epo"}, FH_TOKEN_PLAIN},
    {"estonian", {"et", "est"}, FH_TOKEN_PLAIN},
    {"finnish", {"fi", "fin"}, FH_TOKEN_PLAIN},
    {"french", {"fr", "fra", "fre"}, FH_TOKEN_ELISION},
    {"german", {"de", "deu", "ger"}, FH_TOKEN_PLAIN},
    {"greek", {"el", "ell", "gre"}, FH_TOKEN_PLAIN},
    {"hindi", {"hi", "hin"}, FH_TOKEN_PLAIN},
    {"hungarian", {"hu", "hun"}, FH_TOKEN_PLAIN},
    {"indonesian", {"id", "ind", "in"}, FH_TOKEN_PLAIN},
    {"irish", {"ga", "gle"}, FH_TOKEN_PLAIN},
    {"italian", {"it", "ita"}, FH_TOKEN_ELISION},
    {"lithuanian", {"lt", "lit"}, FH_TOKEN_PLAIN},
    {"nepali", {"ne", "nep"}, FH_TOKEN_PLAIN},
    {"norwegian", {"no", "nor", "nb", "nob", "nn", "nno"}, FH_TOKEN_PLAIN},
    {"polish", {"pl", "pol"}, FH_TOKEN_PLAIN},
    {"porter", {NULL}, FH_TOKEN_POSSESSIVE},
    {"portuguese", {"pt", "por"}, FH_TOKEN_PLAIN},
    {"romanian", {"ro", "ron", "rum", "mo"}, FH_TOKEN_PLAIN},
    {"russian", {"ru", "rus"}, FH_TOKEN_PLAIN},
    {"serbian", {"sr", "srp"}, FH_TOKEN_PLAIN},
    {"spanish", {"es", "spa"}, FH_TOKEN_PLAIN},
    {"swedish", {"sv", "swe"}, FH_TOKEN_PLAIN},
    {"tamil", {"ta", "tam"}, FH_TOKEN_PLAIN},
    {"turkish", {"tr", "tur"}, FH_TOKEN_SUFFIX},
    {"yiddish", {"yi", "yid", "ji"}, FH_TOKEN_PLAIN},
};

enum { ROW_COUNT = sizeof rows / sizeof *rows, CODE_COUNT = 6 };

/* ISO 639-2 has two codes for these; ICU knows the other one. */
static const char *const bibliographic[][2] = {
    {"alb", "sq"}, {"bur", "my"}, {"chi", "zh"}, {"cze", "cs"}, {"geo", "ka"},
    {"ice", "is"}, {"iw", "he"},  {"mac", "mk"}, {"mao", "mi"}, {"may", "ms"},
    {"per", "fa"}, {"slo", "sk"}, {"tib", "bo"}, {"wel", "cy"},
};

/* --- by index --- */

int fh_language_count(void) {
    static const int none = 1;
    int count = 0;
    for (const char **name = sb_stemmer_list(); *name; name++)
        count++;
    return count + none;
}

const char *fh_language_name(fh_language language) {
    return language == fh_language_count() - 1 ? "none" : sb_stemmer_list()[language];
}

static const language_row *row_of(const char *name) {
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

const char *fh_language_code(fh_language language) {
    const char *name = fh_language_name(language);
    const language_row *row = row_of(name);
    return row && row->codes[0] ? row->codes[0] : name;
}

fh_token_rules fh_language_token_rules(fh_language language) {
    const language_row *row = row_of(fh_language_name(language));
    return row ? row->rules : FH_TOKEN_PLAIN;
}

bool fh_language_keeps_initials(fh_language language) {
    /* The others take prefixes off, or may once libstemmer is a later one (Dutch "ge"), or are not
     * written in ASCII letters. */
    static const char *const names[] = {"basque",    "catalan", "danish",     "english",  "finnish",
                                        "french",    "german",  "hungarian",  "italian",  "none",
                                        "norwegian", "porter",  "portuguese", "romanian", "spanish",
                                        "swedish",   "turkish"};
    const char *name = fh_language_name(language < 0 ? fh_language_count() - 1 : language);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* --- by name --- */

/* A name in lower case, and how many of its bytes come before a region or script. */
typedef struct language_tag {
    char text[NAME_MAX_BYTES + 1];
    size_t primary;
} language_tag;

static bool read_tag(fh_str name, language_tag *ret_tag) {
    if (name.n == 0 || name.n > NAME_MAX_BYTES)
        return false;
    ret_tag->primary = name.n;
    for (size_t i = name.n; i-- > 0;) {
        char byte = name.p[i];
        char lower = byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
        bool letter = lower >= 'a' && lower <= 'z';
        if (!letter && lower != '-' && lower != '_' && !(lower >= '0' && lower <= '9'))
            return false;
        if (!letter)
            ret_tag->primary = i;
        ret_tag->text[i] = lower;
    }
    ret_tag->text[name.n] = '\0';
    return true;
}

static fh_language index_of(const char *name) {
    const char **names = sb_stemmer_list();
    fh_language i = 0;
    for (; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return strcmp("none", name) == 0 ? i : FH_LANGUAGE_UNKNOWN;
}

static const language_row *row_with_code(const char *code) {
    for (size_t i = 0; i < ROW_COUNT; i++)
        for (size_t j = 0; j < CODE_COUNT && rows[i].codes[j]; j++)
            if (strcmp(rows[i].codes[j], code) == 0)
                return &rows[i];
    return NULL;
}

/* The code that ICU lists for a language, static; NULL when it knows none. */
static const char *listed_code(const char *code) {
    char shortest[ULOC_LANG_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    for (size_t i = 0; i < sizeof bibliographic / sizeof *bibliographic; i++)
        if (strcmp(bibliographic[i][0], code) == 0)
            code = bibliographic[i][1];
    uloc_getLanguage(code, shortest, sizeof shortest, &status); /* "fas" gives "fa" */
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING)
        return NULL;
    for (const char *const *known = uloc_getISOLanguages(); *known; known++)
        if (strcmp(*known, shortest) == 0)
            return *known;
    return NULL;
}

fh_language fh_language_find(fh_str name) {
    language_tag tag;
    if (!read_tag(name, &tag))
        return FH_LANGUAGE_UNKNOWN;
    fh_language found = index_of(tag.text);
    if (found != FH_LANGUAGE_UNKNOWN)
        return found;
    tag.text[tag.primary] = '\0';
    const language_row *row = row_with_code(tag.text);
    if (row)
        found = index_of(row->name);
    if (found == FH_LANGUAGE_UNKNOWN && (row || listed_code(tag.text)))
        found = fh_language_count() - 1;
    return found;
}

const char *fh_language_iso(fh_str name) {
    language_tag tag;
    if (!read_tag(name, &tag))
        return NULL;
    const language_row *row = row_of(tag.text);
    if (!row) {
        tag.text[tag.primary] = '\0';
        row = row_with_code(tag.text);
    }
    return row ? row->codes[0] : listed_code(tag.text);
}

const char *fh_language_label(fh_str name, fh_language language) {
    const char *iso = fh_language_iso(name);
    return iso ? iso : fh_language_code(language);
}

fh_language fh_language_choose(fh_str declared, fh_str found, fh_language otherwise) {
    fh_language language = fh_language_find(declared);
    if (language == FH_LANGUAGE_UNKNOWN)
        language = fh_language_find(found);
    return language == FH_LANGUAGE_UNKNOWN ? otherwise : language;
}
