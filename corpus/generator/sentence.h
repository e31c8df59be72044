/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * sentence.h: sentences of news, headlines and comments. A third of the sentences of news quotes
 * somebody.
 */
#ifndef FIHRIST_CORPUS_SENTENCE_H
#define FIHRIST_CORPUS_SENTENCE_H

#include "corpus/generator/pen.h"

/** More than a sentence can have; a sentence begins only where so much is left. */
enum { SENTENCE_BYTES = 12 << 10 };

/** Each ends with a full stop or another mark, and a blank. */
void sentence_of_news(corpus_pen *pen);
void sentence_of_comment(corpus_pen *pen);

/** A headline of 5 to 12 words, more where a name is long; it ends with a blank. */
void sentence_headline(corpus_pen *pen);

#endif
