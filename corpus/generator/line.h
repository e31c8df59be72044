/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * line.h: an article as a line of JSON Lines.
 */
#ifndef FIHRIST_CORPUS_LINE_H
#define FIHRIST_CORPUS_LINE_H

#include "corpus/generator/article.h"

/** Write the article of that seed, with its line feed, to `to`, which has room for LINE_BYTES.
 *  Returns how many bytes it takes, always under a million. */
size_t corpus_line(const corpus_article *article, uint64_t seed, char *to);

/* Every byte of a text may need an escape, but the texts are far from filling their room. */
enum { LINE_BYTES = 999999 };

#endif
