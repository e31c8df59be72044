/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * authority.h: who is who: the authority file of actors (persons, organisations, states, armed
 * groups, outlets) and the finding of their names in text. Calls token; knows no index.
 *
 * The file is TSV with a header line; columns in any order, unknown ones kept: id, type, name,
 * aliases, domains, part_of, from, to, note. Aliases are separated by `|`; `=` before one makes it
 * case-sensitive (`=IS` is the group, never "is").
 */
#ifndef FIHRIST_CORE_AUTHORITY_H
#define FIHRIST_CORE_AUTHORITY_H

#include "core/error.h"
#include "core/token.h"

enum {
    FH_AUTHORITY_MAX_BYTES = 64 << 20,
    FH_AUTHORITY_MAX_ACTORS = 1000000,
    FH_ACTOR_ID_MAX_BYTES = 100
};

/** One row. Text belongs to the authority. */
typedef struct fh_actor {
    fh_str id;      /**< short, lower case, stable: irgc */
    fh_str type;    /**< person, organisation, state, armed-group, outlet, agency ... as written */
    fh_str name;    /**< as shown: Islamic Revolutionary Guard Corps */
    fh_str aliases; /**< as written */
    fh_str domains; /**< as written, `|` between them */
    fh_str part_of; /**< id of another actor, or absent */
    fh_str note;
} fh_actor;

typedef struct fh_authority fh_authority;

/** Read an authority file from memory. `name` is for messages. A row that is wrong (no id, an id
 *  used twice, an alias of no word) is an error naming its line. */
int fh_authority_parse(fh_str tsv, const char *name, fh_authority **ret_authority,
                       fihrist_error *err);
/** The same from a file, at most FH_AUTHORITY_MAX_BYTES. */
int fh_authority_load(const char *path, fh_authority **ret_authority, fihrist_error *err);
void fh_authority_free(fh_authority *authority);

size_t fh_authority_count(const fh_authority *authority);
const fh_actor *fh_authority_actor(const fh_authority *authority, size_t index);

/** The actors a name may stand for: by id, name or alias, compared as tokens (case, accents and
 *  punctuation aside; a case-sensitive alias only in its own case or by the whole query in lower
 *  case when nothing else has that name). Best first: id, then name, then alias. Writes up to
 *  `room` indices, returns how many there are. */
size_t fh_authority_resolve(const fh_authority *authority, fh_str name, size_t *ret_indices,
                            size_t room);
/** The outlet of a host name: its longest registered domain (www.nytimes.com -> nytimes.com).
 *  SIZE_MAX: none. */
size_t fh_authority_resolve_host(const fh_authority *authority, fh_str host);
/** Names nearest to an unknown one (a few letters off, or sharing its rarest word), nearest first;
 *  returns how many were written, at most `room`. */
size_t fh_authority_suggest(const fh_authority *authority, fh_str name, const fh_actor **ret_actors,
                            size_t room);

/** One mention in a text. */
typedef struct fh_mention {
    size_t actor;      /**< index for fh_authority_actor */
    size_t start, end; /**< bytes of the text */
} fh_mention;

/** Reads texts one after another and finds names in them: whole words, longest first, never across
 *  a sentence end or a paragraph; case-sensitive aliases not in a line written all in capitals.
 *  One thread at a time; the authority must outlive it. */
typedef struct fh_mention_finder fh_mention_finder;

int fh_mention_finder_new(const fh_authority *authority, fh_mention_finder **ret_finder,
                          fihrist_error *err);
void fh_mention_finder_free(fh_mention_finder *finder);

/** Find all mentions in `text` (valid UTF-8), in order. *ret_mentions belongs to the finder until
 *  its next call. Returns 0 or FIHRIST_E_MEMORY. */
int fh_mention_find(fh_mention_finder *finder, fh_str text, fh_token_rules rules,
                    const fh_mention **ret_mentions, size_t *ret_count);

#endif
