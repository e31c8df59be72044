/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * charset.c: which charset it is, and its conversion.
 */
#include "core/charset.h"

#include <strings.h>

#include <unicode/ucnv.h>

#include "core/slice.h"
#include "core/utf8.h"

/* Names that pages give to the larger charsets that browsers read by them. */
static const char *as_browsers_do(const char *name) {
    static const char *const known[][2] = {
        {"gb2312", "gb18030"},        {"gb_2312-80", "gb18030"},
        {"gbk", "gb18030"},           {"x-gbk", "gb18030"},
        {"shift_jis", "windows-31j"}, {"shift-jis", "windows-31j"},
        {"sjis", "windows-31j"},      {"x-sjis", "windows-31j"},
        {"euc-kr", "windows-949"},    {"ks_c_5601-1987", "windows-949"},
        {"big5", "big5-hkscs"},       {"iso-8859-9", "windows-1254"},
        {"tis-620", "windows-874"},   {"iso-8859-11", "windows-874"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(name, known[i][0]) == 0)
            return known[i][1];
    return name;
}

/* What is called ISO 8859-1 is Windows-1252 to every browser, and to fh_utf8_repair. */
static bool is_latin(const char *name) {
    return ucnv_compareNames(name, "ISO-8859-1") == 0 || ucnv_compareNames(name, "US-ASCII") == 0 ||
           ucnv_compareNames(name, "windows-1252") == 0;
}

/* {NULL, 0} where ICU does not know the charset, or there is no memory for it. */
static fh_str convert(fh_arena *arena, fh_str bytes, const char *charset) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *from = ucnv_open(charset, &status);
    if (U_FAILURE(status))
        return (fh_str){NULL, 0};
    size_t room = bytes.n * 3 + 16; /* a byte of any charset makes at most three */
    char *text = fh_arena_alloc(arena, room);
    int32_t n = 0;
    if (text && room < INT32_MAX)
        n = ucnv_toAlgorithmic(UCNV_UTF8, from, text, (int32_t)room, bytes.p, (int32_t)bytes.n,
                               &status);
    ucnv_close(from);
    return text && U_SUCCESS(status) ? (fh_str){text, (size_t)n} : (fh_str){NULL, 0};
}

fh_str fh_charset_to_utf8(fh_arena *arena, fh_str bytes, fh_str declared) {
    char name[FH_CHARSET_NAME_BYTES] = "";
    const char *charset = NULL;
    if (declared.n > 0 && declared.n < sizeof name && !memchr(declared.p, '\0', declared.n))
        memcpy(name, declared.p, declared.n);
    if (fh_str_starts(bytes, "\xef\xbb\xbf"))
        bytes.p += 3, bytes.n -= 3;
    else if (fh_str_starts(bytes, "\xff\xfe") || fh_str_starts(bytes, "\xfe\xff"))
        charset = "UTF-16";
    else if (*name && !is_latin(name) &&
             (!fh_utf8_valid(bytes) || strncasecmp(name, "iso-2022", 8) == 0))
        charset = as_browsers_do(name);
    fh_str converted = charset ? convert(arena, bytes, charset) : (fh_str){NULL, 0};
    if (charset && !converted.p && fh_arena_failed(arena))
        return converted;
    return fh_utf8_repair(arena, converted.p ? converted : bytes);
}
