/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_data.c: JSON-LD, schema.org's words in scripts that are not run. What is not JSON is left
 * aside; a page may have several, and an article stands in lists, in graphs, in other things, and
 * names its authors by ids of things that stand elsewhere. The comments in it:
 * html_data_comments.c.
 */
#include "webpage/html_data.h"

#include <stdlib.h>

enum {
    DEPTH_MAX = 24,
    AUTHORS_MAX = 100,
    SCRIPT_MAX_BYTES = 4 << 20,
    ROOTS_IN_SCRIPT = 16,
    THINGS_MAX = 20000 /* with an id and a name, that others may stand for */
};

/* --- which is the article --- */

/* Of NewsArticle, BlogPosting, OpinionNewsArticle, LiveBlogPosting and all the others; and where
 * there is none of these, of what is a page or is about one. */
static bool is_article_type(const char *type, bool page) {
    static const char *const ends[] = {"Article", "Posting", "Report", "Review", "WebPage"};
    size_t n = strlen(type);
    for (size_t i = page ? 3 : 0; i < (page ? 5 : 3); i++) {
        size_t end = strlen(ends[i]);
        if (n >= end && strcmp(type + n - end, ends[i]) == 0)
            return true;
    }
    return false;
}

static bool is_article(const json_t *object, bool page) {
    const json_t *type = json_object_get(object, "@type");
    if (json_is_string(type))
        return is_article_type(json_string_value(type), page);
    for (size_t i = 0; i < json_array_size(type); i++) {
        const char *one = json_string_value(json_array_get(type, i));
        if (one && is_article_type(one, page))
            return true;
    }
    return false;
}

/* Where articles of the page stand; those in lists are others'. */
typedef struct search {
    bool page, lists;
    const json_t *best;
    int most;
} search;

static int count_said(const json_t *object) {
    static const char *const keys[] = {"headline", "headline",    "datePublished",
                                       "author",   "articleBody", "publisher"};
    int said = 1;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        said += json_object_get(object, keys[i]) != NULL;
    return said;
}

static void look_into(search *s, const json_t *value, unsigned depth) {
    static const char *const keys[] = {"@graph",          "mainEntity", "mainEntityOfPage",
                                       "itemListElement", "item",       "hasPart"};
    if (depth > DEPTH_MAX)
        return;
    if (json_is_object(value) && is_article(value, s->page)) {
        int said = count_said(value);
        if (said > s->most) {
            s->best = value;
            s->most = said;
        }
        if (!s->page)
            return;
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        look_into(s, json_array_get(value, i), depth + 1);
    if (!json_is_object(value))
        return;
    for (size_t i = 0; i < (s->lists ? 6 : 3); i++)
        look_into(s, json_object_get(value, keys[i]), depth + 1);
}

static const json_t *find_article(const fh_html_finding *f) {
    search s = {.page = false};
    for (int step = 0; step < 3 && !s.best; step++) {
        s.lists = step == 1;
        s.page = step == 2;
        for (size_t i = 0; i < f->root_count; i++)
            look_into(&s, f->roots[i], 0);
    }
    return s.best;
}

/* --- values --- */

fh_str fh_html_data_text(fh_html_finding *f, const json_t *value) {
    if (!json_is_string(value) || json_string_length(value) == 0)
        return (fh_str){NULL, 0};
    fh_str text =
        fh_html_plain(f->page, (fh_str){json_string_value(value), json_string_length(value)});
    f->failed = f->failed || !text.p;
    return text.n ? text : (fh_str){NULL, 0};
}

struct fh_html_named {
    const char *id;
    const json_t *thing;
};

static void add_named(fh_html_finding *f, const json_t *thing) {
    const char *id = json_string_value(json_object_get(thing, "@id"));
    if (!id || !json_object_get(thing, "name") || f->named_count == THINGS_MAX)
        return;
    struct fh_html_named *all =
        fh_array_grow(f->named, f->named_count, &f->named_capacity, sizeof *all, THINGS_MAX);
    f->failed = f->failed || !all;
    if (!all)
        return;
    f->named = all;
    f->named[f->named_count++] = (struct fh_html_named){id, thing};
}

static void list_named(fh_html_finding *f, const json_t *value, unsigned depth) {
    const char *key;
    json_t *part;
    if (depth > DEPTH_MAX || f->failed)
        return;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        list_named(f, json_array_get(value, i), depth + 1);
    if (!json_is_object(value))
        return;
    add_named(f, value);
    json_object_foreach((json_t *)value, key, part) list_named(f, part, depth + 1);
}

static int compare_ids(const void *a, const void *b) {
    return strcmp(((const struct fh_html_named *)a)->id, ((const struct fh_html_named *)b)->id);
}

static void sort_named(fh_html_finding *f) {
    for (size_t i = 0; i < f->root_count; i++)
        list_named(f, f->roots[i], 0);
    if (f->named_count > 0)
        qsort(f->named, f->named_count, sizeof *f->named, compare_ids);
}

/* A thing that is only named by its id, as it stands elsewhere. */
static const json_t *resolve(const fh_html_finding *f, const json_t *value) {
    struct fh_html_named key = {.id = json_string_value(json_object_get(value, "@id"))};
    if (!key.id || f->named_count == 0 || json_object_get(value, "name"))
        return value;
    const struct fh_html_named *found =
        bsearch(&key, f->named, f->named_count, sizeof *f->named, compare_ids);
    return found ? found->thing : value;
}

/* Of a thing its name, of a list its first one's, else the text itself. */
fh_str fh_html_data_name(fh_html_finding *f, const json_t *value) {
    for (int i = 0; i < 3 && !json_is_string(value); i++) {
        if (json_is_array(value))
            value = json_array_get(value, 0);
        if (json_is_object(value))
            value = json_object_get(resolve(f, value), "name");
    }
    return fh_html_data_text(f, value);
}

fh_str fh_html_data_first(fh_html_finding *f, const json_t *object, const char *const *keys,
                          size_t count) {
    for (size_t i = 0; i < count; i++) {
        fh_str text = fh_html_data_name(f, json_object_get(object, keys[i]));
        if (text.n)
            return text;
    }
    return (fh_str){NULL, 0};
}

/* --- body --- */

/* Whether an element that begins or ends at `at` ends a paragraph. */
static bool ends_paragraph(const char *at) {
    static const char *const tags[] = {"<br",  "</p",  "</div", "</li",
                                       "</h1", "</h2", "</h3",  "</h4"};
    for (size_t i = 0; *at == '<' && i < sizeof tags / sizeof *tags; i++)
        if (strncasecmp(at, tags[i], strlen(tags[i])) == 0)
            return true;
    return false;
}

/* Each line is a paragraph, and each element that is one. */
static void add_body(fh_html_finding *f, const json_t *value, fh_buffer *body) {
    const char *text = json_string_value(value);
    while (text && *text) {
        size_t n = 0;
        while (text[n] && text[n] != '\n' && text[n] != '\r' && !(n && ends_paragraph(text + n)))
            n++;
        fh_str line = fh_html_plain(f->page, (fh_str){text, n});
        if (line.n && body->n)
            fh_buffer_append_text(body, "\n\n");
        if (line.n)
            fh_buffer_append_str(body, line);
        text += n + (text[n] == '\n' || text[n] == '\r');
    }
}

/* Of a live blog what it reports as well, each with its heading. */
static fh_str body_of(fh_html_finding *f, const json_t *object) {
    fh_buffer body = FH_BUFFER(FH_ARTICLE_MAX_BYTES);
    const json_t *updates = json_object_get(object, "liveBlogUpdate");
    add_body(f, json_object_get(object, "articleBody"), &body);
    for (size_t i = 0; i < json_array_size(updates); i++) {
        const json_t *one = json_array_get(updates, i);
        add_body(f, json_object_get(one, "headline"), &body);
        add_body(f, json_object_get(one, "articleBody"), &body);
    }
    fh_str copy = {NULL, 0};
    if (body.n)
        copy = fh_arena_copy(f->page->arena, fh_buffer_str(&body));
    f->failed = f->failed || body.failed || (body.n && !copy.p);
    fh_buffer_free(&body);
    return copy;
}

/* --- authors --- */

static bool is_organization(const json_t *value) {
    const char *type = json_string_value(json_object_get(value, "@type"));
    return type && strstr(type, "Organization");
}

static void add_author(fh_html_finding *f, const json_t *value) {
    fh_html_data *data = f->data;
    const json_t *names = json_object_get(value, "name");
    size_t count = json_is_array(names) ? json_array_size(names) : 1;
    for (size_t i = 0; i < count && data->author_count < AUTHORS_MAX; i++) {
        fh_str name = json_is_array(names) ? fh_html_data_text(f, json_array_get(names, i))
                                           : fh_html_data_name(f, value);
        bool outlet = fh_str_equal(name, data->source) && is_organization(value);
        if (name.n && !outlet)
            data->authors[data->author_count++] = name;
    }
}

static void add_authors(fh_html_finding *f, const json_t *value) {
    size_t count = json_is_array(value) ? json_array_size(value) : value ? 1 : 0;
    for (size_t i = 0; i < count && i < AUTHORS_MAX; i++)
        add_author(f, json_is_array(value) ? json_array_get(value, i) : value);
}

/* Some systems call all but the first of them contributors. */
static void take_authors(fh_html_finding *f, const json_t *object) {
    fh_html_data *data = f->data;
    data->authors = fh_arena_calloc(f->page->arena, AUTHORS_MAX, sizeof *data->authors);
    f->failed = f->failed || !data->authors;
    if (!data->authors)
        return;
    add_authors(f, json_object_get(object, "author"));
    if (data->author_count == 0)
        add_authors(f, json_object_get(object, "creator"));
    const json_t *more = json_object_get(object, "contributor");
    if (json_is_array(more) || json_is_object(more))
        add_authors(f, more);
}

/* mainEntityOfPage may be a page with an id. */
static fh_str url_of(fh_html_finding *f, const json_t *object) {
    static const char *const keys[] = {"mainEntityOfPage", "url", "@id"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(object, keys[i]);
        if (json_is_object(value))
            value = json_object_get(value, "@id");
        fh_str url = fh_html_data_text(f, value);
        if (url.n > 8 && fh_str_starts_as(url, "http"))
            return url;
    }
    return (fh_str){NULL, 0};
}

static void take(fh_html_finding *f, const json_t *object) {
    static const char *const titles[] = {"headline", "name"};
    static const char *const published[] = {"datePublished"};
    static const char *const made[] = {"dateCreated", "dateModified"};
    static const char *const sources[] = {"publisher", "sourceOrganization", "provider"};
    fh_html_data *data = f->data;
    data->title = fh_html_data_first(f, object, titles, sizeof titles / sizeof *titles);
    data->date = fh_html_data_first(f, object, published, 1);
    data->made = fh_html_data_first(f, object, made, sizeof made / sizeof *made);
    data->source = fh_html_data_first(f, object, sources, sizeof sources / sizeof *sources);
    data->lang = fh_html_data_text(f, json_object_get(object, "inLanguage"));
    data->text = body_of(f, object);
    data->url = url_of(f, object);
    take_authors(f, object);
    fh_html_take_data_comments(f, json_object_get(object, "comment"));
}

/* --- scripts --- */

/* Line feeds within strings are what most broken ones suffer from; to JSON a blank is as good
 * outside of them. */
static fh_str copy_script(fh_html *page, fh_str script) {
    fh_str copy = fh_arena_copy(page->arena, script);
    char *bytes = (char *)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        if ((unsigned char)bytes[i] < ' ')
            bytes[i] = ' ';
    return copy;
}

/* Without commas behind the last of a list, and escapes that JSON does not know. */
static fh_str mend(fh_str script) {
    char *to = (char *)script.p;
    bool text = false;
    for (size_t i = 0; i < script.n; i++) {
        char c = script.p[i];
        size_t next = i + 1;
        if (c == '"')
            text = !text;
        while (!text && c == ',' && next < script.n && script.p[next] == ' ')
            next++;
        bool last = !text && c == ',' && next < script.n && strchr("]}", script.p[next]);
        bool escape = text && c == '\\' && i + 1 < script.n;
        bool known = escape && script.p[i + 1] && strchr("\"\\/bfnrtu", script.p[i + 1]);
        if (!last && !(escape && !known))
            *to++ = c;
        if (known)
            *to++ = script.p[++i];
    }
    return (fh_str){script.p, (size_t)(to - script.p)};
}

/* Of the "<![CDATA[" that pages written as XML have around all, which begins no list. */
static bool is_mark(fh_str script, size_t at) {
    static const char mark[] = "<![CDATA";
    const size_t n = sizeof mark - 1, first = sizeof "<!" - 1;
    return (at >= first && memcmp(script.p + at - first, mark, first) == 0) ||
           (at >= n && memcmp(script.p + at - n, mark, n) == 0);
}

static const char *first_of(fh_str script, size_t from) {
    for (size_t i = from; i < script.n; i++)
        if (script.p[i] == '{' || (script.p[i] == '[' && !is_mark(script, i)))
            return script.p + i;
    return NULL;
}

/* All that a script has; what stands behind, the end of a comment or a semicolon, is not looked at.
 */
static void parse(fh_html_finding *f, fh_str script) {
    const char *from = first_of(script, 0);
    for (int i = 0; from && i < ROOTS_IN_SCRIPT && f->root_count < FH_HTML_ROOTS_MAX; i++) {
        size_t at = (size_t)(from - script.p);
        json_error_t where;
        json_t *root = json_loadb(from, script.n - at, JSON_DISABLE_EOF_CHECK, &where);
        if (!root && i == 0) {
            script = mend(script);
            root = at < script.n ? json_loadb(from, script.n - at, JSON_DISABLE_EOF_CHECK, &where)
                                 : NULL;
        }
        if (!root)
            return;
        f->roots[f->root_count++] = root;
        from = where.position > 0 ? first_of(script, at + (size_t)where.position) : NULL;
    }
}

static bool is_data(const xmlNode *node) {
    return fh_str_starts_as(fh_html_attribute(node, "type"), "application/ld+json");
}

static void read_scripts(fh_html_finding *f) {
    fh_html *page = f->page;
    for (uint32_t i = 0; i < page->item_count && !f->failed; i++) {
        const xmlNode *node = page->items[i].node;
        if (!fh_html_is(node, "script") || !node->children || !node->children->content ||
            !is_data(node))
            continue;
        fh_str script = fh_str_of((const char *)node->children->content);
        if (script.n > SCRIPT_MAX_BYTES)
            continue;
        script = copy_script(page, script);
        f->failed = !script.p;
        if (script.p)
            parse(f, script);
    }
}

int fh_html_read_data(fh_html *page, fh_html_data *ret_data, fihrist_error *err) {
    fh_html_finding f = {.page = page, .data = ret_data};
    *ret_data = (fh_html_data){.author_count = 0};
    read_scripts(&f);
    sort_named(&f);
    const json_t *article = f.failed ? NULL : find_article(&f);
    if (article)
        take(&f, article);
    for (size_t i = 0; i < f.root_count; i++)
        json_decref(f.roots[i]);
    fh_free(f.named);
    return f.failed ? fh_fail_memory(err) : FIHRIST_OK;
}
