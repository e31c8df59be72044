/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * article.h: article number N of an invented archive. It depends on the seed and N alone, so that a
 * longer archive begins with all of a shorter one, and who makes queries up can look into any
 * article without making the others.
 */
#ifndef FIHRIST_CORPUS_ARTICLE_H
#define FIHRIST_CORPUS_ARTICLE_H

#include "corpus/generator/world.h"

enum {
    ARTICLE_AUTHORS = 3,         /* at most */
    ARTICLE_COMMENTS = 30,       /* at most */
    ARTICLE_TEXT_WORDS = 4000,   /* at most, about */
    ARTICLE_ROOM_BYTES = 1 << 19 /* of all its texts, at most */
};

typedef struct corpus_comment {
    fh_str author, text;
    int32_t day;     /* days since 1970 */
    uint32_t parent; /* what it answers, counted from 1; 0 for none */
} corpus_comment;

typedef struct corpus_article {
    uint64_t number;
    int32_t day; /* days since 1970 */
    const corpus_outlet *outlet;
    fh_str title, text; /* UTF-8; two line feeds part paragraphs */
    fh_str authors[ARTICLE_AUTHORS];
    uint32_t author_count, text_words;
    corpus_comment comments[ARTICLE_COMMENTS];
    uint32_t comment_count;
    char room[ARTICLE_ROOM_BYTES]; /* what the texts point into */
} corpus_article;

void corpus_article_make(const corpus_world *world, uint64_t number, corpus_article *ret_article);

#endif
