/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * actors.h: who articles name.
 */
#ifndef FIHRIST_CORPUS_ACTORS_H
#define FIHRIST_CORPUS_ACTORS_H

enum { CORPUS_ACTORS = 230, CORPUS_ACTOR_NAMES = 3 };

typedef struct corpus_actor {
    const char *id; /* in corpus/starter-authority.tsv */
    const char *names[CORPUS_ACTOR_NAMES];
} corpus_actor;

extern const corpus_actor corpus_actors[CORPUS_ACTORS];

#endif
