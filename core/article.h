/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * article.h: an article and its comments, as every reader delivers them, the indexer stores them
 * and `show` gives them back. Owns the model and its limits; knows no format and no index.
 *
 * All text is valid UTF-8 (repaired by whoever fills it) and lives in the article's arena. An
 * absent text is {NULL, 0}.
 */
#ifndef FIHRIST_CORE_ARTICLE_H
#define FIHRIST_CORE_ARTICLE_H

#include "core/error.h"
#include "core/memory.h"

/** Limits on one article from outside; one that passes them is rejected, alone and by name. */
enum {
    FH_ARTICLE_MAX_BYTES = 16 << 20, /**< all text of an article with its comments */
    FH_ARTICLE_MAX_COMMENTS = 100000,
    FH_ARTICLE_MAX_AUTHORS = 1000,
    FH_ARTICLE_MAX_ACTORS = 10000,
    FH_ID_MAX_BYTES = 2000
};

typedef struct fh_comment {
    fh_str id;     /**< unique within its article; the reader numbers from 1 where none is given */
    fh_str parent; /**< id of the comment this one answers; absent: the article */
    fh_str author;
    fh_str date;  /**< ISO 8601 as given: date, or date and time */
    fh_str text;  /**< paragraphs are separated by a line feed */
    fh_str extra; /**< keys that Fihrist does not know, one compact JSON object; or absent */
} fh_comment;

typedef struct fh_article {
    fh_str id; /**< given, else the url, else a hash of what the article says (fh_article_finish) */
    fh_str url, source, title;
    fh_str date; /**< ISO 8601 as given: 2015, 2015-06, 2015-06-20 or with a time behind it */
    fh_str lang; /**< ISO 639-1 or a libstemmer name, as given */
    /** Code of the language that its text was found to be in when it was indexed, where lang names
     *  none (indexer/detect.h); of a stored article. Left out as `file` is: it may be found again.
     */
    fh_str found_lang;
    fh_str text;    /**< paragraphs are separated by a blank line ("\n\n") */
    fh_str caption; /**< the line under a picture; not part of text */
    fh_str extra;   /**< keys that Fihrist does not know, one compact JSON object; or absent */
    fh_str file;    /**< the file it was read from, as it was named; says nothing of the article:
                         left out of the hash, of `dump` and of the exchange format */
    bool addition;  /**< only comments, of the article of this id or URL, which is elsewhere: they
                         are added to those it has */
    /** When the article first came into the index, in seconds since 1970, UTC; 0: not known, or not
     *  yet. Says nothing of the article: left out of the hash. */
    int64_t seen;
    fh_str *authors;
    size_t author_count;
    fh_str *actors; /**< names the input itself gives */
    size_t actor_count;
    fh_comment *comments; /**< in the input's order; a parent may stand after its answers */
    size_t comment_count;
} fh_article;

/** What an article lacks is filled in from the command line: applied before fh_article_finish.
 *  A field the article has wins. */
typedef struct fh_article_defaults {
    fh_str source, date, lang, url;
} fh_article_defaults;

void fh_article_apply_defaults(fh_article *article, const fh_article_defaults *defaults);

/** Check an article against the limits, check its dates, trim its fields, number comments without
 *  id, and give it its id. FIHRIST_E_INPUT says which field is wrong; the article must not be
 *  indexed then. An article needs a text, a title or a comment. */
int fh_article_finish(fh_article *article, fh_arena *arena, fihrist_error *err);

/** 128 bits over everything the article holds, comments included: equal for equal content, so
 *  that an unchanged article is skipped. SHA-256, cut. */
typedef struct fh_content_hash {
    uint8_t bytes[16];
} fh_content_hash;

fh_content_hash fh_article_content_hash(const fh_article *article);

#endif
