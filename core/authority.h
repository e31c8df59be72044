/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * authority.h: who is who: the authority file of actors (persons, organisations, states, armed
 * groups, outlets) and what a name, a host or an id stands for. Calls token; knows no index.
 *
 * The file is TSV with a header line; columns in any order, unknown ones kept: id, type, name,
 * aliases, domains, part_of, from, to, note. Aliases are separated by `|`, and one may have a mark
 * before it: `=` case-sensitive (`=IS` is the group, never "is"), `~` good in queries and as a
 * source but not looked for in texts (`~Time`), `!` something else that only contains the name
 * (`!New Mexico` at Mexico). doc/authority.md is its manual.
 */
#ifndef FIHRIST_CORE_AUTHORITY_H
#define FIHRIST_CORE_AUTHORITY_H

#include "core/error.h"
#include "core/token.h"

enum {
    FH_AUTHORITY_MAX_BYTES = 64 << 20,
    FH_AUTHORITY_MAX_ACTORS = 1000000,
    FH_AUTHORITY_MAX_COLUMNS = 64,
    FH_ACTOR_ID_MAX_BYTES = 100,
    FH_ACTOR_MAX_ALIASES = 1000, /**< and as many domains */
    FH_NAME_MAX_BYTES = 300,     /**< a name or alias, and as many of its folded words */
    FH_NAME_MAX_WORDS = 16
};

/** One row. Text belongs to the authority. */
typedef struct fh_actor {
    fh_str id;      /**< short, lower case, stable: irgc */
    fh_str type;    /**< person, organisation, state, armed-group, outlet, agency ... as written */
    fh_str name;    /**< as shown: Islamic Revolutionary Guard Corps */
    fh_str aliases; /**< as written */
    fh_str domains; /**< as written, `|` between them */
    fh_str part_of; /**< id of another actor, or absent */
    fh_str from;    /**< a year or date, as written */
    fh_str to;
    fh_str note;
    fh_str row; /**< the whole line, for fh_authority_column() */
} fh_actor;

/** One thread at a time, as resolving a name uses the tokenizer inside; but any number may read it
 *  at once who resolve by tokenizers of their own. */
typedef struct fh_authority fh_authority;

/** Read an authority file from memory. `name` is for messages. A row that is wrong (no id, an id
 *  used twice, an alias of no word, a part_of that is nobody's id) is FIHRIST_E_INPUT naming its
 *  line. */
int fh_authority_parse(fh_str tsv, const char *name, fh_authority **ret_authority,
                       fihrist_error *err);
/** The same from a regular file of an index, at most FH_AUTHORITY_MAX_BYTES; a link is refused. */
int fh_authority_load(const char *path, fh_authority **ret_authority, fihrist_error *err);
void fh_authority_free(fh_authority *authority);

size_t fh_authority_count(const fh_authority *authority);
const fh_actor *fh_authority_actor(const fh_authority *authority, size_t index);
/** The actor of exactly this id; SIZE_MAX: none. */
size_t fh_authority_find_id(const fh_authority *authority, fh_str id);
/** What a row has in any column of the file, known to this program or not; absent where the file
 *  has no such column. */
fh_str fh_authority_column(const fh_authority *authority, size_t index, fh_str column);

/** The actors a name may stand for: by id, name or alias, compared as tokens (case, accents and
 *  punctuation aside). A case-sensitive alias in another case than its own, and a name that differs
 *  by a leading "the", count only when nothing else has that name. Best first: id, then name, then
 * alias. Writes up to `room` indices, returns how many there are. */
size_t fh_authority_resolve(const fh_authority *authority, fh_str name, size_t *ret_indices,
                            size_t room);
/** The same by a tokenizer of the caller's, which is reading no text. */
size_t fh_authority_resolve_with(const fh_authority *authority, fh_tokenizer *tokenizer,
                                 fh_str name, size_t *ret_indices, size_t room);
/** The outlet of a host name: its longest registered domain (www.nytimes.com -> nytimes.com).
 *  SIZE_MAX: none. */
size_t fh_authority_resolve_host(const fh_authority *authority, fh_str host);
/** Names nearest to an unknown one (a few letters off, beginning with it, or sharing its rarest
 *  word), nearest first; returns how many were written, at most `room`. */
size_t fh_authority_suggest(const fh_authority *authority, fh_str name, const fh_actor **ret_actors,
                            size_t room);

#endif
