/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fold.c: folding by a table where each character folds by itself, which holds for what is written
 * in two bytes of UTF-8 (Latin, Greek, Cyrillic, Hebrew, Arabic) without combining marks; by ICU's
 * NFKC_Casefold, then character by character, everywhere else. The table is filled by the slow way
 * as characters are met, so both give the same.
 */
#include "core/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "core/utf8.h"

enum {
    TABLE_FIRST = 0x80,
    TABLE_END = 0x800,
    ENTRY_UNMET = 0, /* what calloc leaves */
    ENTRY_SLOW = 1,  /* depends on its neighbours */
    ENTRY_BYTES = 2, /* more: 2 + the number of bytes */
    /* Of three bytes at most 18 UTF-16 units come (U+FDFA). */
    UNITS_MAX = FH_FOLD_MAX_BYTES / 3 * 18 + 18
};

typedef struct entry {
    uint8_t state;
    char bytes[7];
} entry;

struct fh_fold {
    const UNormalizer2 *nfkc_casefold, *nfd;
    fh_class_table classes;
    entry table[TABLE_END - TABLE_FIRST];
    UChar raw[FH_FOLD_MAX_BYTES], folded[UNITS_MAX];
};

fh_fold *fh_fold_new(void) {
    UErrorCode status = U_ZERO_ERROR;
    fh_fold *fold = fh_calloc(1, sizeof *fold);
    if (!fold)
        return NULL;
    fold->nfkc_casefold = unorm2_getNFKCCasefoldInstance(&status);
    fold->nfd = unorm2_getNFDInstance(&status);
    if (U_FAILURE(status)) {
        fh_free(fold);
        return NULL;
    }
    return fold;
}

void fh_fold_free(fh_fold *fold) {
    fh_free(fold);
}

fh_class_table *fh_fold_classes(fh_fold *fold) {
    return &fold->classes;
}

/* --- one character, after NFKC_Casefold --- */

/* Decode one code point of well-formed UTF-16 at units[*at] and move *at behind it. */
static uint32_t next_point(const UChar *units, int32_t n, int32_t *at) {
    uint32_t unit = units[(*at)++];
    if (!U16_IS_LEAD(unit) || *at == n)
        return unit;
    return ((unit & 0x3ffU) << 10 | (units[(*at)++] & 0x3ffU)) + 0x10000U;
}

static bool is_vowel_point(uint32_t c) {
    return (c >= 0x0300 && c <= 0x036f) || /* Latin, Greek, Cyrillic */
           (c >= 0x0591 && c <= 0x05c7) || /* Hebrew */
           (c >= 0x0610 && c <= 0x061a) || (c >= 0x064b && c <= 0x065f) || /* Arabic */
           c == 0x0670 || (c >= 0x06d6 && c <= 0x06ed) || c == 0x0640 ||   /* and tatweel */
           (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff) ||
           (c >= 0x20d0 && c <= 0x20ff) || c == 0x02be || c == 0x02bf; /* half rings: ayin, hamza */
}

/* Letters of Arabic and Persian that are one to a reader. */
static uint32_t fold_arabic(uint32_t c) {
    switch (c) {
    case 0x0622: /* alef with madda, with hamza above or below, wasla */
    case 0x0623:
    case 0x0625:
    case 0x0671:
    case 0x0672:
    case 0x0673:
        return 0x0627;
    case 0x0649: /* alef maksura, Farsi yeh, Kurdish and Urdu forms */
    case 0x06cc:
    case 0x06cd:
    case 0x06d2:
    case 0x06d3:
        return 0x064a;
    case 0x06a9: /* keheh and the swash kaf */
    case 0x06aa:
        return 0x0643;
    case 0x0629: /* teh marbuta, heh with yeh above, heh goal, ae, heh doachashmee */
    case 0x06be:
    case 0x06c0:
    case 0x06c1:
    case 0x06c2:
    case 0x06c3:
    case 0x06d5:
        return 0x0647;
    default:
        return c;
    }
}

/* Latin letters with a stroke and the like, which Unicode does not decompose. */
static const char *fold_latin(uint32_t c) {
    switch (c) {
    case 0x00e6: /* ae */
        return "ae";
    case 0x0153: /* oe */
        return "oe";
    case 0x00f8: /* o with stroke */
        return "o";
    case 0x0111: /* d with stroke, eth */
    case 0x00f0:
        return "d";
    case 0x00fe: /* thorn */
        return "th";
    case 0x0127:
        return "h";
    case 0x0131: /* dotless i */
        return "i";
    case 0x0142:
        return "l";
    case 0x0167:
        return "t";
    case 0x014b: /* eng */
        return "n";
    case 0x0259: /* schwa: Aliyev */
        return "a";
    default:
        return NULL;
    }
}

/* Latin and Greek lose their accents; of Cyrillic only io and the stressed vowels do. */
static uint32_t without_accent(const fh_fold *fold, uint32_t c) {
    UChar units[8];
    UErrorCode status = U_ZERO_ERROR;
    if (c == 0x0451 || c == 0x0450)
        return 0x0435;
    if (c == 0x045d)
        return 0x0438;
    UScriptCode script = uscript_getScript((UChar32)c, &status);
    if (script != USCRIPT_LATIN && script != USCRIPT_GREEK)
        return c;
    int32_t n = unorm2_getDecomposition(fold->nfd, (UChar32)c, units, 8, &status);
    if (U_FAILURE(status) || n < 1)
        return c;
    int32_t at = 0;
    return next_point(units, n, &at);
}

static size_t put(char *out, size_t n, size_t room, const char *bytes, size_t count) {
    if (count > room - n)
        return SIZE_MAX;
    memcpy(out + n, bytes, count);
    return n + count;
}

/* Append what is left of one character; SIZE_MAX when it does not fit. */
static size_t fold_point(fh_fold *fold, uint32_t c, char *out, size_t n, size_t room) {
    fh_class class = fh_class_of(&fold->classes, c);
    if (class == FH_CLASS_APOSTROPHE || c == 0x02bb || c == 0x02bc)
        return put(out, n, room, "'", 1);
    if (class == FH_CLASS_OTHER || class == FH_CLASS_INVISIBLE || is_vowel_point(c))
        return n;
    if (class == FH_CLASS_DIGIT && u_charDigitValue((UChar32)c) >= 0) {
        char digit = (char)('0' + u_charDigitValue((UChar32)c));
        return put(out, n, room, &digit, 1);
    }
    const char *latin = fold_latin(c);
    if (latin)
        return put(out, n, room, latin, strlen(latin));
    char bytes[4];
    c = without_accent(fold, fold_arabic(c));
    return put(out, n, room, bytes, fh_utf8_encode(bytes, c));
}

/* --- words --- */

static size_t fold_slowly(fh_fold *fold, fh_str word, char *out, size_t room) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t units = 0, n_units, at = 0;
    u_strFromUTF8(fold->raw, FH_FOLD_MAX_BYTES, &units, word.p, (int32_t)word.n, &status);
    n_units =
        unorm2_normalize(fold->nfkc_casefold, fold->raw, units, fold->folded, UNITS_MAX, &status);
    if (U_FAILURE(status))
        return 0;
    size_t n = 0;
    while (at < n_units) {
        size_t more = fold_point(fold, next_point(fold->folded, n_units, &at), out, n, room);
        if (more == SIZE_MAX)
            break;
        n = more;
    }
    return n;
}

/* Marks that may make another letter of the one before them. */
static bool depends_on_neighbours(uint32_t c) {
    return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0653 && c <= 0x0655);
}

static const entry *entry_of(fh_fold *fold, uint32_t c) {
    entry *found = &fold->table[c - TABLE_FIRST];
    if (found->state == ENTRY_UNMET) {
        char bytes[4];
        found->state = ENTRY_SLOW;
        if (!depends_on_neighbours(c)) {
            size_t n = fh_utf8_encode(bytes, c);
            n = fold_slowly(fold, (fh_str){bytes, n}, found->bytes, sizeof found->bytes);
            found->state = (uint8_t)(ENTRY_BYTES + n);
        }
    }
    return found;
}

static size_t fold_characters(fh_fold *fold, fh_str word, char *out, size_t room) {
    size_t n = 0, at = 0;
    while (at < word.n && n < room) {
        unsigned char byte = (unsigned char)word.p[at];
        if (byte < 0x80) {
            if (fh_ascii_class[byte] != FH_CLASS_OTHER)
                out[n++] = fh_ascii_lower[byte];
            at++;
            continue;
        }
        uint32_t c = fh_utf8_next(word, &at);
        if (c == 0x2019) { /* by far the most frequent character of three bytes in words */
            out[n++] = '\'';
            continue;
        }
        const entry *folded = c < TABLE_END ? entry_of(fold, c) : NULL;
        if (!folded || folded->state == ENTRY_SLOW)
            return fold_slowly(fold, word, out, room);
        size_t count = (size_t)folded->state - ENTRY_BYTES;
        if (count > room - n)
            break;
        memcpy(out + n, folded->bytes, count);
        n += count;
    }
    return n;
}

size_t fh_fold_word(fh_fold *fold, fh_str word, char *out, size_t room) {
    word.n = fh_utf8_cut(word, FH_FOLD_MAX_BYTES);
    size_t n = fold_characters(fold, word, out, room), first = 0;
    /* Some apostrophes are letters to Unicode, and begin or end words: they say as little there. */
    while (n && out[n - 1] == '\'')
        n--;
    while (first < n && out[first] == '\'')
        first++;
    if (first)
        memmove(out, out + first, n - first);
    return n - first;
}
