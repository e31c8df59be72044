/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_data.c: JSON-LD, schema.org's words in scripts that are not run. What is not JSON is left
 * aside; a page may have several, and an article stands in lists, in graphs, in other things.
 */
#include <jansson.h>

#include "webpage/html.h"

enum { DEPTH_MAX = 24, AUTHORS_MAX = 100, SCRIPT_MAX_BYTES = 4 << 20 };

typedef struct finding {
    fh_html *page;
    fh_html_data *data;
    bool found, failed;
} finding;

/* Of NewsArticle, BlogPosting, OpinionNewsArticle, LiveBlogPosting and all the others. */
static bool is_article_type(const char *type) {
    static const char *const ends[] = {"Article", "Posting", "Report"};
    size_t n = strlen(type);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);
        if (n >= end && strcmp(type + n - end, ends[i]) == 0)
            return true;
    }
    return false;
}

static bool is_article(const json_t *object) {
    const json_t *type = json_object_get(object, "@type");
    if (json_is_string(type))
        return is_article_type(json_string_value(type));
    for (size_t i = 0; i < json_array_size(type); i++) {
        const char *one = json_string_value(json_array_get(type, i));
        if (one && is_article_type(one))
            return true;
    }
    return false;
}

/* A text of the page's own; absent where the value is none. */
static fh_str text_of(finding *f, const json_t *value) {
    if (!json_is_string(value) || json_string_length(value) == 0)
        return (fh_str){NULL, 0};
    fh_str text =
        fh_html_plain(f->page, (fh_str){json_string_value(value), json_string_length(value)});
    f->failed = f->failed || !text.p;
    return text.n ? text : (fh_str){NULL, 0};
}

/* A body: each line is a paragraph. */
static fh_str body_of(finding *f, const json_t *value) {
    fh_buffer body = FH_BUFFER(FH_ARTICLE_MAX_BYTES);
    const char *text = json_string_value(value);
    for (size_t n; text && *text; text += n + (text[n] != '\0')) {
        n = strcspn(text, "\r\n");
        fh_str line = fh_html_plain(f->page, (fh_str){text, n});
        if (line.n && body.n)
            fh_buffer_append_text(&body, "\n\n");
        if (line.n)
            fh_buffer_append_str(&body, line);
    }
    fh_str copy = {NULL, 0};
    if (body.n)
        copy = fh_arena_copy(f->page->arena, fh_buffer_str(&body));
    f->failed = f->failed || body.failed || (body.n && !copy.p);
    fh_buffer_free(&body);
    return copy;
}

/* Of a thing its name, of a list its first one's, else the text itself. */
static fh_str name_of(finding *f, const json_t *value) {
    if (json_is_array(value))
        value = json_array_get(value, 0);
    return json_is_object(value) ? text_of(f, json_object_get(value, "name")) : text_of(f, value);
}

static fh_str first_of(finding *f, const json_t *object, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fh_str text = name_of(f, json_object_get(object, keys[i]));
        if (text.n)
            return text;
    }
    return (fh_str){NULL, 0};
}

static void take_authors(finding *f, const json_t *value) {
    size_t count = json_is_array(value) ? json_array_size(value) : value ? 1 : 0;
    if (count > AUTHORS_MAX)
        count = AUTHORS_MAX;
    fh_html_data *data = f->data;
    data->authors = fh_arena_calloc(f->page->arena, count, sizeof *data->authors);
    f->failed = f->failed || !data->authors;
    for (size_t i = 0; i < count && data->authors; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        fh_str name = name_of(f, one);
        if (name.n)
            data->authors[data->author_count++] = name;
    }
}

/* mainEntityOfPage may be a page with an id. */
static fh_str url_of(finding *f, const json_t *object) {
    static const char *const keys[] = {"mainEntityOfPage", "url", "@id"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(object, keys[i]);
        if (json_is_object(value))
            value = json_object_get(value, "@id");
        fh_str url = text_of(f, value);
        if (url.n > 8 && strncasecmp(url.p, "http", 4) == 0)
            return url;
    }
    return (fh_str){NULL, 0};
}

static void take(finding *f, const json_t *object) {
    static const char *const titles[] = {"headline", "name"};
    static const char *const dates[] = {"datePublished", "dateCreated", "dateModified"};
    static const char *const sources[] = {"publisher", "sourceOrganization", "provider"};
    fh_html_data *data = f->data;
    data->title = first_of(f, object, titles, sizeof titles / sizeof *titles);
    data->date = first_of(f, object, dates, sizeof dates / sizeof *dates);
    data->source = first_of(f, object, sources, sizeof sources / sizeof *sources);
    data->lang = text_of(f, json_object_get(object, "inLanguage"));
    data->text = body_of(f, json_object_get(object, "articleBody"));
    data->url = url_of(f, object);
    take_authors(f, json_object_get(object, "author"));
    if (data->author_count == 0)
        take_authors(f, json_object_get(object, "creator"));
    f->found = true;
}

static void look_into(finding *f, const json_t *value, unsigned depth) {
    if (f->found || depth > DEPTH_MAX)
        return;
    if (json_is_object(value) && is_article(value)) {
        take(f, value);
        return;
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        look_into(f, json_array_get(value, i), depth + 1);
    if (!json_is_object(value))
        return;
    static const char *const keys[] = {"@graph",  "mainEntity",      "mainEntityOfPage",
                                       "hasPart", "itemListElement", "item"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        look_into(f, json_object_get(value, keys[i]), depth + 1);
}

/* Line feeds within strings are what most broken ones suffer from; to JSON a blank is as good
 * outside of them. */
static json_t *parse(fh_html *page, fh_str script) {
    fh_str copy = fh_arena_copy(page->arena, script);
    if (!copy.p)
        return NULL;
    char *bytes = (char *)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        if ((unsigned char)bytes[i] < ' ')
            bytes[i] = ' ';
    const char *from = memchr(copy.p, '{', copy.n), *list = memchr(copy.p, '[', copy.n);
    if (!from || (list && list < from))
        from = list;
    /* What stands behind, the end of a comment or a semicolon, is not looked at. */
    return from ? json_loadb(from, copy.n - (size_t)(from - copy.p), JSON_DISABLE_EOF_CHECK, NULL)
                : NULL;
}

int fh_html_read_data(fh_html *page, fh_html_data *ret_data, fihrist_error *err) {
    finding f = {.page = page, .data = ret_data};
    *ret_data = (fh_html_data){.author_count = 0};
    for (uint32_t i = 0; i < page->item_count && !f.found && !f.failed; i++) {
        const xmlNode *node = page->items[i].node;
        if (!fh_html_is(node, "script") || !node->children || !node->children->content ||
            !fh_str_equal(fh_html_attribute(node, "type"), fh_str_of("application/ld+json")))
            continue;
        fh_str script = fh_str_of((const char *)node->children->content);
        json_t *root = script.n <= SCRIPT_MAX_BYTES ? parse(page, script) : NULL;
        look_into(&f, root, 0);
        json_decref(root);
    }
    return f.failed ? fh_fail_memory(err) : FIHRIST_OK;
}
