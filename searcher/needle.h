/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * needle.h: what a query looks for in the text of one document, and the finding of it: for parts of
 * a text, for exact words and wildcards where libxapian has the places of words, which postings
 * (stems) cannot answer alone, and for the marks of a snippet. Calls the analyser; knows no index
 * and no query syntax.
 */
#ifndef FIHRIST_SEARCHER_NEEDLE_H
#define FIHRIST_SEARCHER_NEEDLE_H

#include "core/analyser.h"
#include "core/record.h"

/** What one word of a needle is compared with. */
typedef enum fh_slot_kind {
    FH_SLOT_STEM,   /**< the token's stem is one of the alternatives (one a language) */
    FH_SLOT_FORM,   /**< the token's form is the alternative */
    FH_SLOT_PATTERN /**< the token's form matches the alternative (core/pattern.h) */
} fh_slot_kind;

typedef struct fh_slot {
    fh_slot_kind kind;
    fh_str *alternatives;
    size_t alternative_count;
} fh_slot;

/** Parts of a document's text; a needle is looked for in some of them. */
enum {
    FH_ZONE_TITLE = 1,
    FH_ZONE_TEXT = 2,
    FH_ZONE_CAPTION = 4,
    FH_ZONE_COMMENT = 8,
    FH_ZONE_ARTICLE = FH_ZONE_TITLE | FH_ZONE_TEXT | FH_ZONE_CAPTION
};

enum { FH_NEEDLE_MAX_SLOTS = 64 };

/** Words that must stand one after another; or, with `actor`, the mentions of an actor. */
typedef struct fh_needle {
    unsigned zones;  /**< where it must stand for a document to match */
    unsigned marked; /**< where a snippet marks it */
    fh_slot *slots;
    size_t slot_count; /**< at most FH_NEEDLE_MAX_SLOTS */
    fh_str actor;      /**< the value of an XA term; then there are no slots */
} fh_needle;

/** A text taken apart into tokens, to look for many needles in it. Lives in an arena. */
typedef struct fh_scan_token {
    fh_str form, stem;   /**< absent where no needle can match */
    uint32_t start, end; /**< bytes of the text */
} fh_scan_token;

typedef struct fh_scan {
    fh_str text;
    fh_scan_token *tokens;
    size_t count;
} fh_scan;

/** The bytes that a word can begin with which is one of some needles' words. Most words of a text
 *  begin otherwise, and need be neither stemmed nor kept. */
typedef struct fh_initials {
    uint64_t bits[4];
} fh_initials;

/** Of needles in texts of a language. */
void fh_initials_of(const fh_needle *const *needles, size_t count, fh_language language,
                    fh_initials *ret_initials);

/** Take `text` apart. Texts past FH_ARTICLE_MAX_BYTES are not stored, so none is scanned.
 *  `initials` NULL: every token has its form and stem. */
int fh_scan_text(fh_analyser *analyser, fh_str text, fh_language language,
                 const fh_initials *initials, fh_arena *arena, fh_scan *ret_scan,
                 fihrist_error *err);

/** Whether the needle stands at token `at`. */
bool fh_needle_at(const fh_needle *needle, const fh_scan *scan, size_t at);

/** 1: the document holds the needle in one of its zones, 0: it does not, negative: an error. */
int fh_needle_in_record(const fh_needle *needle, const fh_record *record, fh_analyser *analyser,
                        fh_language default_language, fihrist_error *err);

/** The language a document was analysed in. */
fh_language fh_record_language(const fh_record *record, fh_language default_language);

#endif
