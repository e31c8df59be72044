/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * restore.c: endings without and with their accents. The longest that fits is taken; one that stays
 * as it is stands there to except words from a shorter one. Portuguese -ões is made -ão, since the
 * stemmer leaves eleição and eleições apart.
 */
#include "core/restore.h"

enum {
    ENDINGS_MAX = 24,
    STEM_LEAST_BYTES = 2 /* of the word before its ending */
};

typedef struct ending {
    const char *plain, *accented;
} ending;

typedef struct language_endings {
    const char *language;
    ending endings[ENDINGS_MAX];
} language_endings;

static const language_endings table[] = {
    {"catalan",
     {{"io", "ió"},
      {"ieu", "íeu"},
      {"iem", "íem"},
      {"aveu", "àveu"},
      {"essem", "éssem"},
      {"essiu", "éssiu"}}},
    {"french",
     {{"ee", "ée"},
      {"ees", "ées"},
      {"ere", "ère"},
      {"eres", "ères"},
      {"erent", "èrent"},
      {"ferent", "ferent"},
      {"ite", "ité"},
      {"ites", "ités"},
      {"uite", "uite"},
      {"uites", "uites"},
      {"icite", "icite"},
      {"icites", "icites"}}},
    {"lithuanian",
     {{"cia", "čia"},
      {"eja", "ėja"},
      {"cioja", "čioja"},
      {"etoja", "ėtoja"},
      {"ske", "škė"},
      {"ele", "ėlė"},
      {"ciai", "čiai"},
      {"skiai", "škiai"},
      {"ziai", "žiai"},
      {"eti", "ėti"},
      {"cioti", "čioti"},
      {"ejo", "ėjo"},
      {"ciojo", "čiojo"},
      {"ejas", "ėjas"},
      {"skas", "škas"},
      {"skes", "škės"},
      {"skis", "škis"},
      {"elis", "ėlis"},
      {"cius", "čius"}}},
    {"portuguese",
     {{"ao", "ão"},
      {"cao", "ção"},
      {"sao", "são"},
      {"oes", "ão"},
      {"coes", "ção"},
      {"soes", "são"},
      {"avel", "ável"},
      {"ivel", "ível"},
      {"aveis", "áveis"},
      {"iveis", "íveis"},
      {"encia", "ência"},
      {"encias", "ências"},
      {"ancia", "ância"},
      {"ancias", "âncias"}}},
    {"romanian",
     {{"a", "ă"},
      {"ea", "ea"},
      {"ia", "ia"},
      {"and", "ând"},
      {"tie", "ţie"},
      {"tiune", "ţiune"},
      {"si", "şi"},
      {"ti", "ţi"},
      {"ati", "ăţi"},
      {"eati", "eaţi"},
      {"sti", "şti"},
      {"am", "ăm"},
      {"andu", "ându"}}},
    {"spanish",
     {{"acion", "ación"},
      {"ucion", "ución"},
      {"logia", "logía"},
      {"logias", "logías"},
      {"ria", "ría"},
      {"rian", "rían"},
      {"rias", "rías"},
      {"aria", "aria"},
      {"arias", "arias"},
      {"oria", "oria"},
      {"orias", "orias"}}},
};

static bool ends_with(fh_str form, fh_str plain) {
    return form.n >= plain.n + STEM_LEAST_BYTES &&
           memcmp(form.p + form.n - plain.n, plain.p, plain.n) == 0;
}

static fh_str with_ending(fh_str form, size_t cut, const char *accented,
                          char out[FH_TOKEN_MAX_BYTES + 16]) {
    size_t n = strlen(accented);
    memcpy(out, form.p, form.n - cut);
    memcpy(out + form.n - cut, accented, n);
    return (fh_str){out, form.n - cut + n};
}

/* A definite noun takes no pronoun behind it: its final heh was a teh marbuta. */
static fh_str restore_arabic(fh_str form, char out[FH_TOKEN_MAX_BYTES + 16]) {
    fh_str article = fh_str_of("ال"), heh = fh_str_of("ه");
    if (form.n > article.n + heh.n && memcmp(form.p, article.p, article.n) == 0 &&
        ends_with(form, heh))
        return with_ending(form, heh.n, "ة", out);
    return form;
}

fh_str fh_restore_accents(fh_language language, fh_str form, char out[FH_TOKEN_MAX_BYTES + 16]) {
    const char *name = fh_language_name(language), *accented = NULL;
    size_t longest = 0;
    if (strcmp(name, "arabic") == 0)
        return restore_arabic(form, out);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(table[i].language, name) != 0)
            continue;
        for (const ending *e = table[i].endings; e < table[i].endings + ENDINGS_MAX && e->plain;
             e++)
            if (strlen(e->plain) > longest && ends_with(form, fh_str_of(e->plain))) {
                longest = strlen(e->plain);
                accented = e->accented;
            }
    }
    return accented ? with_ending(form, longest, accented, out) : form;
}
