/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * authority_resolve.c: whom a name, an id or a host stands for, and who has a name near to one that
 * nobody has.
 */
#include "core/authority_file.h"

#include "core/slice.h"
#include "core/utf8.h"

size_t fh_authority_find_id(const fh_authority *authority, fh_str id) {
    size_t low = 0, high = authority->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        size_t row = authority->by_id[middle];
        int order = fh_str_compare(authority->rows[row].actor.id, id);
        if (order == 0)
            return row;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

/* --- names --- */

/* How good a claim is: the kind of name, and behind all kinds a name that is not quite the one
 * asked for: case-sensitive and in another case, or one of the two with a "the" before it. */
enum { CLAIM_LOOSE = FH_NAME_NOT, CLAIMS };

enum { NAMESAKES_MAX = 1000 }; /* looked at, as each is compared with every other */

typedef struct asked_name {
    const fh_names *names;
    size_t first, count; /* of the names that have its key */
    fh_str exact;
    bool the;       /* it begins with "the" */
    size_t same_id; /* whose id it is, byte by byte: always the first answer */
} asked_name;

static int claim(const asked_name *question, size_t i) {
    const fh_name *name = fh_names_at(question->names, question->first + i);
    if (name->the != question->the ||
        (name->exact.n && !fh_str_equal(name->exact, question->exact)))
        return CLAIM_LOOSE;
    return name->kind;
}

static uint32_t bearer(const asked_name *question, size_t i) {
    return fh_names_at(question->names, question->first + i)->actor;
}

/* Whether the bearer of name i is in the answer by a better name, or an earlier one as good. */
static bool listed(const asked_name *question, size_t i) {
    if (bearer(question, i) == question->same_id)
        return true;
    int mine = claim(question, i);
    for (size_t j = 0; j < question->count; j++) {
        int other = claim(question, j);
        if (bearer(question, j) == bearer(question, i) &&
            (other < mine || (other == mine && j < i)))
            return true;
    }
    return false;
}

static size_t answer(const asked_name *question, size_t *ret_indices, size_t room) {
    size_t found = question->same_id != SIZE_MAX;
    if (found && room)
        ret_indices[0] = question->same_id;
    for (int rank = 0; rank < CLAIMS; rank++) {
        if (rank == CLAIM_LOOSE && found)
            break;
        for (size_t i = 0; i < question->count; i++) {
            if (claim(question, i) != rank || listed(question, i))
                continue;
            if (found < room)
                ret_indices[found] = bearer(question, i);
            found++;
        }
    }
    return found;
}

size_t fh_authority_resolve_with(const fh_authority *authority, fh_tokenizer *tokenizer,
                                 fh_str name, size_t *ret_indices, size_t room) {
    char key_room[FH_NAME_MAX_BYTES], exact_room[FH_NAME_MAX_BYTES];
    asked_name question = {.names = authority->names};
    question.same_id = fh_authority_find_id(authority, name);
    fh_str key = fh_names_key(tokenizer, name, key_room);
    if (key.n) {
        question.count = fh_names_find(authority->names, key, &question.first);
        if (question.count > NAMESAKES_MAX)
            question.count = NAMESAKES_MAX;
        question.exact = fh_names_exact(tokenizer, name, exact_room);
        question.the = question.exact.n > 4 && fh_str_starts_as(question.exact, "the ");
    }
    return answer(&question, ret_indices, room);
}

size_t fh_authority_resolve(const fh_authority *authority, fh_str name, size_t *ret_indices,
                            size_t room) {
    return fh_authority_resolve_with(authority, fh_names_tokenizer(authority->names), name,
                                     ret_indices, room);
}

/* --- hosts --- */

static size_t find_host(const fh_authority *authority, fh_str domain) {
    size_t low = 0, high = authority->host_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (fh_str_compare(authority->hosts[middle].domain, domain) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < authority->host_count && fh_str_equal(authority->hosts[low].domain, domain))
        return authority->hosts[low].actor;
    return SIZE_MAX;
}

size_t fh_authority_resolve_host(const fh_authority *authority, fh_str host) {
    char small[FH_HOST_MAX_BYTES + 1];
    const char *port = host.n ? memchr(host.p, ':', host.n) : NULL;
    if (port)
        host.n = (size_t)(port - host.p);
    if (host.n && host.p[host.n - 1] == '.')
        host.n--;
    if (host.n > FH_HOST_MAX_BYTES)
        return SIZE_MAX;
    for (size_t i = 0; i < host.n; i++)
        small[i] = host.p[i] >= 'A' && host.p[i] <= 'Z' ? (char)(host.p[i] | 32) : host.p[i];
    fh_str rest = {small, host.n};
    const char *dot;
    while (rest.n && (dot = memchr(rest.p, '.', rest.n)) != NULL) {
        size_t actor = find_host(authority, rest);
        if (actor != SIZE_MAX)
            return actor;
        rest = (fh_str){dot + 1, rest.n - (size_t)(dot + 1 - rest.p)};
    }
    return SIZE_MAX;
}

/* --- near names --- */

enum {
    LETTERS_MAX = 64,     /* longer names are not compared letter by letter */
    PREFIX_LETTERS = 3,   /* shorter beginnings are of too many names */
    SUGGESTIONS_MAX = 32, /* never more, whatever the room */
    /* Penalties: less is nearer. A letter costs 10. */
    PENALTY_LETTER = 10,
    PENALTY_PREFIX = 15,
    PENALTY_WORD = 40
};

typedef struct spelling {
    uint32_t of[LETTERS_MAX];
    size_t n; /* LETTERS_MAX + 1: too long */
} spelling;

static spelling spell(fh_str key) {
    spelling letters = {.n = 0};
    for (size_t at = 0; at < key.n;) {
        if (letters.n == LETTERS_MAX) {
            letters.n++;
            break;
        }
        letters.of[letters.n++] = fh_utf8_next(key, &at);
    }
    return letters;
}

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

/* Letters to change, add, drop or swap with their neighbour; `limit` + 1 stands for any more. */
static unsigned distance(const spelling *a, const spelling *b, unsigned limit) {
    unsigned rows[3][LETTERS_MAX + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b->n; j++)
        above[j] = (unsigned)j;
    for (size_t i = 1; i <= a->n; i++) {
        unsigned best = row[0] = (unsigned)i;
        for (size_t j = 1; j <= b->n; j++) {
            unsigned cost = a->of[i - 1] != b->of[j - 1];
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + cost);
            if (i > 1 && j > 1 && a->of[i - 1] == b->of[j - 2] && a->of[i - 2] == b->of[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
            best = least(best, row[j]);
        }
        if (best > limit)
            return limit + 1;
        unsigned *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b->n];
}

static unsigned letters_allowed(size_t n) {
    return n < 3 ? 0 : n < 5 ? 1 : n < 12 ? 2 : 3;
}

static bool has_word(fh_str key, fh_str word) {
    const char *end = key.p + key.n, *at = key.p;
    while ((size_t)(end - at) >= word.n && (at = memmem(at, (size_t)(end - at), word.p, word.n))) {
        bool starts = at == key.p || at[-1] == ' ';
        bool ends = at + word.n == end || at[word.n] == ' ';
        if (starts && ends)
            return true;
        at++;
    }
    return false;
}

/* The word of `key` that the fewest names have, of those that some name has. */
static fh_str rarest_word(const fh_names *names, fh_str key) {
    fh_str rarest = {NULL, 0};
    size_t fewest = SIZE_MAX;
    for (size_t start = 0, end; start < key.n; start = end + 1) {
        for (end = start; end < key.n && key.p[end] != ' ';)
            end++;
        fh_str word = {key.p + start, end - start};
        size_t count = 0;
        if (fh_names_word(names, word))
            for (size_t i = 0; i < fh_names_asked(names) && count < fewest; i++)
                count += has_word(fh_names_at(names, i)->key, word);
        if (count && count < fewest) {
            fewest = count;
            rarest = word;
        }
    }
    return rarest;
}

typedef struct unknown_name {
    fh_str key, word;
    spelling letters;
    unsigned limit;
} unknown_name;

/* 0: not near at all. */
static unsigned penalty(const unknown_name *near, fh_str key) {
    if (near->letters.n <= LETTERS_MAX && near->limit) {
        spelling other = spell(key);
        size_t gap =
            other.n > near->letters.n ? other.n - near->letters.n : near->letters.n - other.n;
        if (other.n <= LETTERS_MAX && gap <= near->limit) {
            unsigned letters = distance(&near->letters, &other, near->limit);
            if (letters <= near->limit)
                return 1 + letters * PENALTY_LETTER;
        }
    }
    if (near->letters.n >= PREFIX_LETTERS && key.n >= near->key.n &&
        memcmp(key.p, near->key.p, near->key.n) == 0)
        return PENALTY_PREFIX;
    return near->word.n && has_word(key, near->word) ? PENALTY_WORD : 0;
}

typedef struct suggestion {
    uint32_t actor;
    unsigned penalty;
} suggestion;

static size_t insert(suggestion *list, size_t count, size_t room, suggestion one) {
    size_t at = 0;
    while (at < count && list[at].actor != one.actor)
        at++;
    if (at < count && list[at].penalty <= one.penalty)
        return count;
    if (at == count && count == room) {
        at = count - 1;
        if (list[at].penalty < one.penalty ||
            (list[at].penalty == one.penalty && list[at].actor < one.actor))
            return count;
    } else if (at == count) {
        count++;
    }
    for (; at > 0 && (list[at - 1].penalty > one.penalty ||
                      (list[at - 1].penalty == one.penalty && list[at - 1].actor > one.actor));
         at--)
        list[at] = list[at - 1];
    list[at] = one;
    return count;
}

size_t fh_authority_suggest(const fh_authority *authority, fh_str name, const fh_actor **ret_actors,
                            size_t room) {
    char key_room[FH_NAME_MAX_BYTES];
    suggestion list[SUGGESTIONS_MAX];
    size_t count = 0;
    unknown_name near = {.key = fh_names_key(fh_names_tokenizer(authority->names), name, key_room)};
    if (room > SUGGESTIONS_MAX)
        room = SUGGESTIONS_MAX;
    if (!near.key.n || !room)
        return 0;
    near.letters = spell(near.key);
    near.limit = letters_allowed(near.letters.n);
    near.word = rarest_word(authority->names, near.key);
    for (size_t i = 0; i < fh_names_asked(authority->names); i++) {
        const fh_name *other = fh_names_at(authority->names, i);
        unsigned cost = penalty(&near, other->key);
        if (cost)
            count = insert(list, count, room, (suggestion){other->actor, cost});
    }
    for (size_t i = 0; i < count; i++)
        ret_actors[i] = fh_authority_actor(authority, list[i].actor);
    return count;
}
