/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * document.h: from an article to the documents that stand for it in the index: one for itself, one
 * for each of its comments. The only place that decides which terms, values and stored record a
 * document has. Opens and writes nothing.
 */
#ifndef FIHRIST_INDEXER_DOCUMENT_H
#define FIHRIST_INDEXER_DOCUMENT_H

#include "core/analyser.h"
#include "core/authority.h"
#include "core/index_dir.h"
#include "core/record.h"
#include "core/signature.h"
#include "core/unit.h"
#include "indexer/lexicon_batch.h"
#include "xapian-c.h"

enum {
    FH_RECORD_MAX_BYTES = 64 << 20,
    /** Distinct words of an article or a comment with its authors; an atlas has less. One with more
     * is rejected: libxapian takes about 1 kB of memory for each until it is written, and a block
     * of the store has room for 65,000. */
    FH_DOCUMENT_MAX_WORDS = 60000,
    FH_RECORD_MAX_MENTIONS = 20000 /**< spans kept in a record; all are searchable */
};

/** What is to be written. Everything in it lasts until the maker's next call. The value of
 *  FH_SLOT_STORY is not in it: only the writer knows docids. */
typedef struct fh_document {
    fh_kind kind;
    fh_language language;
    fh_str id;
    const xc_posting *postings; /**< sorted by term, then position */
    size_t posting_count;
    const fh_unit *units; /**< its words in order (unit.h); none where libxapian keeps that */
    size_t unit_count;
    size_t title_count;     /**< so many of the units, the first, are the title */
    size_t term_count;      /**< distinct ones among them */
    uint64_t length;        /**< what libxapian will say of it: the sum of wdfs */
    int32_t day;            /**< first day of its date, or FH_DATE_NONE */
    fh_str record;          /**< encoded */
    fh_signature signature; /**< of an article; zeros of one without a text */
} fh_document;

typedef struct fh_document_maker fh_document_maker;

/** `authority` may be NULL: no actors. It and `analyser` must outlive the maker. Articles that
 *  name no language, or none that is known, are in the one their text is found to be in (detect.h),
 *  and in `language` where it is in none for certain. `positions` says whether the order of words
 *  becomes units or positions of postings. */
int fh_document_maker_new(const fh_authority *authority, fh_analyser *analyser,
                          fh_language language, fh_positions positions,
                          fh_document_maker **ret_maker, fihrist_error *err);
void fh_document_maker_free(fh_document_maker *maker);
/** From now on articles come out of an index, and are in the language they were found to be in when
 *  they came in (article->found_lang), whatever would be found now. */
void fh_document_maker_keep_languages(fh_document_maker *maker);

/** FIHRIST_E_LIMIT when the article or one of its comments has too many distinct words: it must not
 *  be made. */
int fh_document_admit(fh_document_maker *maker, const fh_article *article, fihrist_error *err);

/** Make the document of an article whose hash is `hash`, and count its word forms in `lexicon`. The
 * article must stay until its last comment is made. */
int fh_document_of_article(fh_document_maker *maker, const fh_article *article,
                           const fh_content_hash *hash, fh_lexicon_batch *lexicon,
                           fh_document *ret_document, fihrist_error *err);
/** The same for comment number `number` of the article made last. */
int fh_document_of_comment(fh_document_maker *maker, uint32_t number, fh_lexicon_batch *lexicon,
                           fh_document *ret_document, fihrist_error *err);

/** Take the word forms of a document that goes out of `lexicon`: the same as were counted when it
 *  came in. Gives the language it was counted in. */
int fh_document_uncount(fh_document_maker *maker, const fh_record *record,
                        fh_lexicon_batch *lexicon, fh_language *ret_language, fihrist_error *err);

#endif
