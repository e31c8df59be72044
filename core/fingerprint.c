/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fingerprint.c: words that reach the suffix rules of each stemmer, folded as the tokenizer would,
 * and the digest over what becomes of them. A language without words here is digested with those of
 * English, so that a stemmer that comes or goes is seen too.
 */
#include "core/fingerprint.h"

#include <stdio.h>

#include <unicode/uversion.h>

#include "core/hash.h"

enum { WORDS_MAX = 10 };

typedef struct sample {
    const char *language;
    const char *words[WORDS_MAX];
} sample;

static const sample samples[] = {
    {"arabic", {"والكتاب", "المعلمون", "مدرسه", "كتابهم", "يكتبون", "الحكومات"}},
    {"armenian", {"քաղաքներ", "գրքերը", "կառավարություն", "խոսում", "մարդկանց"}},
    {"basque", {"etxearen", "gobernuak", "hizkuntza", "zientzialariak", "egunean"}},
    {"catalan", {"ciutats", "governava", "eleccions", "nacionalitat", "parlamentaria"}},
    {"danish", {"regeringen", "valgene", "frihed", "undersogelser", "arbejdslos"}},
    {"dutch", {"regeringen", "verkiezingen", "lichamelijk", "mogelijkheid", "gegeten"}},
    {"english",
     {"generously", "skies", "dying", "organizes", "responsibility", "national", "o'brien",
      "controlled", "communism", "universities"}},
    {"finnish", {"hallituksen", "vaaleissa", "kirjoittaminen", "taloissamme", "kaupunkien"}},
    {"french",
     {"gouvernements", "elections", "continuellement", "nationalite", "parlaient", "presidentielle",
      "finissaient"}},
    {"german", {"regierungen", "marktes", "wahlkampf", "freiheit", "gesprochen", "aufeinander"}},
    {"greek", {"κυβερνησησ", "εκλογεσ", "πολιτικοι", "ανθρωπων", "γραφουμε"}},
    {"hindi", {"सरकारों", "लड़कियाँ", "चुनावों", "बोलता", "राजनीतिक"}},
    {"hungarian", {"kormanyok", "valasztasok", "hazakban", "konyveimet", "emberekkel"}},
    {"indonesian", {"pemerintahan", "membaca", "pemilihan", "kebebasannya", "berjalan"}},
    {"irish", {"rialtais", "toghchain", "bhfuinneog", "polaitiuil", "imreoirí"}},
    {"italian", {"governi", "elezioni", "nazionalmente", "parlando", "abbandonata"}},
    {"lithuanian", {"vyriausybes", "rinkimai", "kalbejome", "zmoniu", "miestuose"}},
    {"nepali", {"सरकारले", "मानिसहरू", "निर्वाचनमा", "बोल्दै", "देशको"}},
    {"norwegian", {"regjeringene", "valgene", "frihet", "undersokelser", "arbeidslose"}},
    {"porter", {"generously", "skies", "dying", "organizes", "responsibility", "national"}},
    {"portuguese", {"governos", "eleicoes", "rapidamente", "nacionalidades", "falavam"}},
    {"romanian", {"guvernele", "alegerile", "libertatea", "vorbeau", "nationalitate"}},
    {"russian", {"правительства", "выборах", "говорили", "важнейшего", "книгами"}},
    {"serbian", {"владама", "izborima", "govorili", "људима", "predsednikovog"}},
    {"spanish", {"gobiernos", "elecciones", "rapidamente", "hablando", "nacionalidades"}},
    {"swedish", {"regeringarna", "valen", "friheten", "arbetslosheten", "undersokningar"}},
    {"tamil", {"அரசுகள்", "தேர்தலில்", "மக்களுக்கு", "பேசினார்கள்"}},
    {"turkish", {"hukumetlerin", "secimlerde", "kitaplarimiz", "ozgurlukler", "konusuyordu"}},
    {"yiddish", {"מענטשן", "ביכער", "גערעדט", "פרייהייט"}},
};

static const sample *sample_of(const char *language) {
    const sample *found = NULL;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        if (strcmp(samples[i].language, language) == 0)
            return &samples[i];
        if (strcmp(samples[i].language, "english") == 0)
            found = &samples[i];
    }
    return found;
}

bool fh_fingerprint_current(fh_stemmer *stemmer, fh_fingerprint *ret_fingerprint) {
    fh_hasher hasher;
    uint8_t hash[FH_HASH_BYTES];
    UVersionInfo icu;
    fh_hasher_start(&hasher);
    for (fh_language language = 0; language < fh_language_count(); language++) {
        const sample *of_it = sample_of(fh_language_name(language));
        fh_hasher_add(&hasher, fh_str_of(fh_language_name(language)));
        for (size_t i = 0; i < WORDS_MAX && of_it->words[i]; i++) {
            fh_str stem = fh_stemmer_stem(stemmer, language, fh_str_of(of_it->words[i]));
            if (!stem.p)
                return false;
            fh_hasher_add(&hasher, stem);
        }
    }
    fh_hasher_finish(&hasher, hash);
    u_getVersion(icu);
    *ret_fingerprint = (fh_fingerprint){
        .rules_version = FH_TEXT_RULES_VERSION,
        .icu_version = icu[0],
        .stems_digest = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 |
                        (uint32_t)hash[3],
    };
    return true;
}

void fh_fingerprint_print(const fh_fingerprint *fingerprint,
                          char ret_text[FH_FINGERPRINT_MAX_BYTES]) {
    snprintf(ret_text, FH_FINGERPRINT_MAX_BYTES, "fihrist-text-%u icu-%u stem-%08x",
             fingerprint->rules_version, fingerprint->icu_version, fingerprint->stems_digest);
}
