/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * article.c: what makes an article acceptable: limits, dates, ids, comments that answer each other.
 */
#include "core/article.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/hash.h"

void fh_article_apply_defaults(fh_article *article, const fh_article_defaults *defaults) {
    if (!article->source.n)
        article->source = defaults->source;
    if (!article->date.n)
        article->date = defaults->date;
    if (!article->lang.n)
        article->lang = defaults->lang;
    if (!article->url.n)
        article->url = defaults->url;
}

/* --- trimming --- */

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* ASCII white space and U+00A0. What is empty then is absent. */
static void trim(fh_str *text) {
    for (;;) {
        if (text->n && is_space(text->p[0]))
            text->p++, text->n--;
        else if (text->n && is_space(text->p[text->n - 1]))
            text->n--;
        else if (text->n >= 2 && memcmp(text->p, "\xc2\xa0", 2) == 0)
            text->p += 2, text->n -= 2;
        else if (text->n >= 2 && memcmp(text->p + text->n - 2, "\xc2\xa0", 2) == 0)
            text->n -= 2;
        else
            break;
    }
    if (text->n == 0)
        text->p = NULL;
}

static void trim_list(fh_str *items, size_t *count) {
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        trim(&items[i]);
        if (items[i].n)
            items[kept++] = items[i];
    }
    *count = kept;
}

static void trim_article(fh_article *article) {
    fh_str *fields[] = {&article->id,   &article->url,  &article->source, &article->title,
                        &article->date, &article->lang, &article->text,   &article->caption};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        trim(fields[i]);
    trim_list(article->authors, &article->author_count);
    trim_list(article->actors, &article->actor_count);
    for (size_t i = 0; i < article->comment_count; i++) {
        fh_comment *comment = &article->comments[i];
        trim(&comment->id);
        trim(&comment->parent);
        trim(&comment->author);
        trim(&comment->date);
        trim(&comment->text);
    }
}

/* --- limits --- */

static size_t list_bytes(const fh_str *items, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += items[i].n;
    return bytes;
}

static size_t article_bytes(const fh_article *article) {
    size_t bytes = article->id.n + article->url.n + article->source.n + article->title.n +
                   article->date.n + article->lang.n + article->text.n + article->caption.n +
                   article->extra.n + list_bytes(article->authors, article->author_count) +
                   list_bytes(article->actors, article->actor_count);
    for (size_t i = 0; i < article->comment_count; i++) {
        const fh_comment *comment = &article->comments[i];
        bytes += comment->id.n + comment->parent.n + comment->author.n + comment->date.n +
                 comment->text.n + comment->extra.n;
    }
    return bytes;
}

static int check_limits(const fh_article *article, fihrist_error *err) {
    const struct {
        const char *what;
        size_t value, most;
    } limits[] = {
        {"authors", article->author_count, FH_ARTICLE_MAX_AUTHORS},
        {"actors", article->actor_count, FH_ARTICLE_MAX_ACTORS},
        {"comments", article->comment_count, FH_ARTICLE_MAX_COMMENTS},
        {"bytes of text", article_bytes(article), FH_ARTICLE_MAX_BYTES},
        {"bytes of 'id'", article->id.n, FH_ID_MAX_BYTES},
        {"bytes of 'url'", article->id.n ? 0 : article->url.n, FH_ID_MAX_BYTES},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limits[i].value > limits[i].most)
            return fh_fail(err, FIHRIST_E_INPUT, "%zu %s, the limit is %zu", limits[i].value,
                           limits[i].what, limits[i].most);
    for (size_t i = 0; i < article->comment_count; i++)
        if (article->comments[i].id.n > FH_ID_MAX_BYTES)
            return fh_fail(err, FIHRIST_E_INPUT, "comment %zu: %zu bytes of 'id', the limit is %d",
                           i + 1, article->comments[i].id.n, FH_ID_MAX_BYTES);
    if (!article->text.n && !article->title.n && !article->comment_count)
        return fh_fail(err, FIHRIST_E_INPUT, "neither text nor title nor comments");
    return 0;
}

static int check_dates(const fh_article *article, fihrist_error *err) {
    fh_date date;
    if (article->date.n && !fh_date_parse(article->date, &date))
        return fh_fail(err, FIHRIST_E_INPUT, "'date' is not a date: '%.*s'",
                       article->date.n < 60 ? (int)article->date.n : 60, article->date.p);
    for (size_t i = 0; i < article->comment_count; i++) {
        fh_str text = article->comments[i].date;
        if (text.n && !fh_date_parse(text, &date))
            return fh_fail(err, FIHRIST_E_INPUT, "comment %zu: 'date' is not a date: '%.*s'", i + 1,
                           text.n < 60 ? (int)text.n : 60, text.p);
    }
    return 0;
}

/* --- ids and parents of comments --- */

typedef struct named {
    fh_str id;
    bool given;
    size_t index;
} named;

static int compare_named(const void *a, const void *b) {
    const named *x = a, *y = b;
    int order = fh_str_compare(x->id, y->id);
    if (order)
        return order;
    if (x->given != y->given)
        return x->given ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* The first comment with this id in the sorted names; NULL when there is none. */
static const named *find_named(const named *names, size_t count, fh_str id) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (fh_str_compare(names[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && fh_str_equal(names[low].id, id) ? &names[low] : NULL;
}

/* A comment without an id gets its number; of several with one id the later ones get "-2", "-3"
 * behind it, passing over ids that are given. */
static int name_comments(fh_article *article, fh_arena *arena, named *names, fihrist_error *err) {
    size_t count = article->comment_count;
    for (size_t i = 0; i < count; i++) {
        fh_comment *comment = &article->comments[i];
        names[i] = (named){comment->id, comment->id.n > 0, i};
        if (!names[i].given)
            names[i].id = comment->id = fh_arena_printf(arena, "%zu", i + 1);
        if (!comment->id.p)
            return fh_fail_memory(err);
    }
    qsort(names, count, sizeof *names, compare_named);
    size_t suffix = 1;
    for (size_t i = 1; i < count; i++) {
        fh_str id;
        if (!fh_str_equal(names[i].id, names[i - 1].id)) {
            suffix = 1;
            continue;
        }
        do {
            id = fh_arena_printf(arena, "%.*s-%zu", (int)names[i].id.n, names[i].id.p, ++suffix);
            if (!id.p)
                return fh_fail_memory(err);
        } while (find_named(names, count, id));
        article->comments[names[i].index].id = id;
    }
    /* Parents are looked up among the ids that are left, so that finishing again changes nothing.
     */
    for (size_t i = 0; i < count; i++)
        names[i] = (named){article->comments[i].id, true, i};
    qsort(names, count, sizeof *names, compare_named);
    return 0;
}

/* A parent that is the article is no parent, and comments that answer each other in a circle are
 * cut apart where the circle closes. `above` holds each comment's parent + 1, or 0. */
static void check_parents(fh_article *article, const named *names, size_t *above, size_t *visit) {
    size_t count = article->comment_count;
    for (size_t i = 0; i < count; i++) {
        fh_str *parent = &article->comments[i].parent;
        const named *found = parent->n ? find_named(names, count, *parent) : NULL;
        above[i] = found ? found->index + 1 : 0;
        if (parent->n && !found && fh_str_equal(*parent, article->id))
            *parent = (fh_str){NULL, 0};
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t at = i; !visit[at]; at = above[at] - 1) {
            visit[at] = i + 1;
            if (above[at] && visit[above[at] - 1] == i + 1) {
                article->comments[at].parent = (fh_str){NULL, 0};
                above[at] = 0;
            }
            if (!above[at])
                break;
        }
    }
}

static int finish_comments(fh_article *article, fh_arena *arena, fihrist_error *err) {
    size_t count = article->comment_count;
    if (count == 0)
        return 0;
    named *names = fh_arena_alloc(arena, count * sizeof *names);
    size_t *above = fh_arena_calloc(arena, count, sizeof *above);
    size_t *visit = fh_arena_calloc(arena, count, sizeof *visit);
    if (!names || !above || !visit)
        return fh_fail_memory(err);
    int rc = name_comments(article, arena, names, err);
    if (rc == 0)
        check_parents(article, names, above, visit);
    return rc;
}

/* --- hashes --- */

static void hash_list(fh_hasher *hasher, const fh_str *items, size_t count) {
    fh_hasher_add_number(hasher, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        fh_hasher_add(hasher, items[i]);
}

static void hash_comments(fh_hasher *hasher, const fh_article *article) {
    fh_hasher_add_number(hasher, (int64_t)article->comment_count);
    for (size_t i = 0; i < article->comment_count; i++) {
        const fh_comment *comment = &article->comments[i];
        fh_hasher_add(hasher, comment->id);
        fh_hasher_add(hasher, comment->parent);
        fh_hasher_add(hasher, comment->author);
        fh_hasher_add(hasher, comment->date);
        fh_hasher_add(hasher, comment->text);
        fh_hasher_add(hasher, comment->extra);
    }
}

/* Comments are left out where there is something else, so that a page saved again with more of them
 * is the same article. */
static int make_id(fh_article *article, fh_arena *arena, fihrist_error *err) {
    fh_hasher hasher;
    uint8_t hash[FH_HASH_BYTES];
    char hex[FH_HASH_HEX_BYTES];
    fh_hasher_start(&hasher);
    fh_hasher_add(&hasher, article->source);
    fh_hasher_add(&hasher, article->title);
    fh_hasher_add(&hasher, article->date);
    fh_hasher_add(&hasher, article->text);
    hash_list(&hasher, article->authors, article->author_count);
    if (!article->title.n && !article->text.n)
        hash_comments(&hasher, article);
    fh_hasher_finish(&hasher, hash);
    fh_hash_hex(hash, hex);
    article->id = fh_arena_copy(arena, (fh_str){hex, sizeof hex});
    return article->id.p ? 0 : fh_fail_memory(err);
}

int fh_article_finish(fh_article *article, fh_arena *arena, fihrist_error *err) {
    trim_article(article);
    int rc = check_limits(article, err);
    if (rc == 0)
        rc = check_dates(article, err);
    if (rc == 0 && !article->id.n && article->url.n)
        article->id = article->url;
    if (rc == 0 && !article->id.n)
        rc = make_id(article, arena, err);
    return rc ? rc : finish_comments(article, arena, err);
}

fh_content_hash fh_article_content_hash(const fh_article *article) {
    const fh_str fields[] = {article->id,    article->url,     article->source,
                             article->title, article->date,    article->lang,
                             article->text,  article->caption, article->extra};
    fh_content_hash hash;
    fh_hasher hasher;
    fh_hasher_start(&hasher);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        fh_hasher_add(&hasher, fields[i]);
    hash_list(&hasher, article->authors, article->author_count);
    hash_list(&hasher, article->actors, article->actor_count);
    hash_comments(&hasher, article);
    fh_hasher_finish(&hasher, hash.bytes);
    return hash;
}
