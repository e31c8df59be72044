/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_parse.c: libxml2 pushes events, a context for each element that means something makes items
 * of them. Items wait in a queue that is as long as one piece of the feed makes it; no tree is
 * built, and no more than that is kept. The parser goes on behind what is not well formed.
 */
#include "formats/feed.h"

#include <stdio.h>

enum {
    CONTEXTS_MAX =
        8, /* feed, channel, item, source, author, name: the longest that mean something */
    PIECE_MAX_BYTES = 1 << 16,
    LEVELS_MAX = 100000 /* the parser has some memory for each; elements that are never ended make
                           one for each item */
};

typedef enum context_kind {
    IN_FEED,   /* rss, channel, rdf:RDF, feed */
    IN_ITEM,   /* item, entry */
    IN_PERSON, /* of Atom: author */
    IN_SOURCE, /* of Atom: the feed that an entry was taken from */
    IN_FIELD,  /* its text is kept, elements in it are markup */
    IN_NOTHING
} context_kind;

typedef struct context {
    context_kind kind;
    size_t level; /* of the element that it began with */
    fh_feed_field field;
    fh_feed_form form;
} context;

struct fh_feed_parser {
    fh_feed_source source;
    fh_buffer piece;
    xmlParserCtxt *xml;
    fh_feed_item head;
    fh_feed_item *first, **last; /* whole items */
    fh_feed_item *item;          /* under way; NULL: none */
    uint64_t count;
    context contexts[CONTEXTS_MAX];
    size_t depth, level;
    fh_buffer value; /* of the field under way */
    bool too_long;   /* that is */
    bool atom, begun, ended, whole;
    bool no_memory, no_feed, too_deep;
    char root[40];
    char broken[120]; /* what the XML suffers from */
};

/* --- names --- */

typedef enum space {
    PLAIN = 1, /* RSS's own, and no namespace at all */
    ATOM = 2,
    DUBLIN_CORE = 4,
    CONTENT = 8,
    THREAD = 16,
    FEEDBURNER = 32,
    XHTML = 64,
    OTHER = 128
} space;

typedef struct element {
    space space;
    const char *name;
    const xmlChar **attributes; /* five each: name, prefix, namespace, value, its end */
    int attribute_count;
} element;

/* By their namespaces; one that is written in a way of its own by its usual prefix. */
static space space_of(const char *prefix, const char *uri) {
    static const struct {
        const char *uri, *prefix;
        space space;
    } spaces[] = {{"http://www.w3.org/2005/Atom", "atom", ATOM},
                  {"http://purl.org/atom/ns#", "atom", ATOM},
                  {"http://purl.org/dc/elements/1.1/", "dc", DUBLIN_CORE},
                  {"http://purl.org/dc/terms/", "dcterms", DUBLIN_CORE},
                  {"http://purl.org/rss/1.0/modules/content/", "content", CONTENT},
                  {"http://purl.org/syndication/thread/1.0", "thr", THREAD},
                  {"http://rssnamespace.org/feedburner/ext/1.0", "feedburner", FEEDBURNER},
                  {"http://www.w3.org/1999/xhtml", "xhtml", XHTML},
                  {"http://purl.org/rss/1.0/", "rss", PLAIN}};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (uri && strcmp(uri, spaces[i].uri) == 0)
            return spaces[i].space;
    if (!prefix)
        return PLAIN;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (strcmp(prefix, spaces[i].prefix) == 0)
            return spaces[i].space;
    return OTHER;
}

static fh_str attribute(const element *e, const char *prefix, const char *name) {
    for (int i = 0; i < e->attribute_count; i++) {
        const char *const *one = (const char *const *)e->attributes + (size_t)i * 5;
        bool same = prefix ? one[1] && strcmp(one[1], prefix) == 0 : !one[1];
        if (same && strcmp(one[0], name) == 0)
            return (fh_str){one[3], (size_t)(one[4] - one[3])};
    }
    return (fh_str){NULL, 0};
}

static bool is(const element *e, unsigned spaces, const char *name) {
    return (e->space & spaces) != 0 && strcmp(e->name, name) == 0;
}

static bool is_item(const element *e) {
    return is(e, PLAIN | ATOM, "item") || is(e, PLAIN | ATOM, "entry");
}

/* FH_FEED_FIELDS: it is none. */
static fh_feed_field field_of(const element *e) {
    static const struct {
        unsigned spaces;
        const char *name;
        fh_feed_field field;
    } fields[] = {{PLAIN | ATOM, "title", FH_FEED_TITLE},
                  {DUBLIN_CORE, "title", FH_FEED_DC_TITLE},
                  {PLAIN | ATOM, "link", FH_FEED_LINK},
                  {FEEDBURNER, "origLink", FH_FEED_ORIG_LINK},
                  {PLAIN, "guid", FH_FEED_GUID},
                  {PLAIN | ATOM, "id", FH_FEED_ID},
                  {PLAIN, "pubDate", FH_FEED_PUB_DATE},
                  {PLAIN, "pubdate", FH_FEED_PUB_DATE},
                  {DUBLIN_CORE, "date", FH_FEED_DC_DATE},
                  {DUBLIN_CORE, "issued", FH_FEED_DC_DATE},
                  {DUBLIN_CORE, "created", FH_FEED_DC_DATE},
                  {PLAIN | ATOM, "published", FH_FEED_PUBLISHED},
                  {PLAIN | ATOM, "issued", FH_FEED_PUBLISHED},
                  {PLAIN | ATOM, "created", FH_FEED_PUBLISHED},
                  {PLAIN | ATOM, "updated", FH_FEED_UPDATED},
                  {PLAIN | ATOM, "modified", FH_FEED_UPDATED},
                  {DUBLIN_CORE, "modified", FH_FEED_UPDATED},
                  {PLAIN, "author", FH_FEED_AUTHOR},
                  {DUBLIN_CORE, "creator", FH_FEED_AUTHOR},
                  {CONTENT, "encoded", FH_FEED_ENCODED},
                  {PLAIN | ATOM, "content", FH_FEED_CONTENT},
                  {XHTML, "body", FH_FEED_BODY},
                  {XHTML, "div", FH_FEED_BODY},
                  {PLAIN | DUBLIN_CORE, "description", FH_FEED_DESCRIPTION},
                  {PLAIN | ATOM, "summary", FH_FEED_SUMMARY},
                  {PLAIN, "source", FH_FEED_SOURCE},
                  {PLAIN | DUBLIN_CORE, "language", FH_FEED_LANGUAGE}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (is(e, fields[i].spaces, fields[i].name))
            return fields[i].field;
    return FH_FEED_FIELDS;
}

static bool has_text(fh_feed_field field) {
    return field == FH_FEED_TITLE || field == FH_FEED_DC_TITLE ||
           (field >= FH_FEED_ENCODED && field <= FH_FEED_SUMMARY);
}

/* What RSS has is HTML, whoever wrote it; Atom says what it is. */
static fh_feed_form form_of(const fh_feed_parser *parser, const element *e, fh_feed_field field) {
    fh_str type = attribute(e, NULL, "type"), mode = attribute(e, NULL, "mode");
    bool said = e->space == ATOM || (e->space == PLAIN && (parser->atom || type.n));
    if (!has_text(field))
        return FH_FEED_TEXT;
    if (e->space == XHTML)
        return FH_FEED_XHTML;
    if (!said)
        return FH_FEED_HTML;
    if (attribute(e, NULL, "src").n || fh_str_equal(mode, fh_str_of("base64")))
        return FH_FEED_OTHER;
    bool html = fh_str_equal(type, fh_str_of("html")) || fh_field_begins_as(type, "text/html");
    if (html)
        return fh_str_equal(mode, fh_str_of("xml")) ? FH_FEED_XHTML : FH_FEED_HTML;
    if (type.n == 0 || fh_str_equal(type, fh_str_of("text")) || fh_field_begins_as(type, "text/"))
        return FH_FEED_TEXT;
    bool xml = type.n >= 3 && memcmp(type.p + type.n - 3, "xml", 3) == 0;
    return xml || fh_str_equal(type, fh_str_of("xhtml")) ? FH_FEED_XHTML : FH_FEED_OTHER;
}

/* --- keeping --- */

static fh_feed_item *target(fh_feed_parser *parser) {
    return parser->item ? parser->item : &parser->head;
}

static fh_str keep(fh_feed_parser *parser, fh_str text) {
    fh_str copy = fh_arena_copy(target(parser)->arena, text);
    parser->no_memory = parser->no_memory || !copy.p;
    return copy;
}

/* The first that says something. */
static void keep_value(fh_feed_parser *parser, fh_feed_field field, fh_str text,
                       fh_feed_form form) {
    fh_feed_value *value = &target(parser)->values[field];
    if (text.n > 0 && value->text.n == 0)
        *value = (fh_feed_value){keep(parser, text), form};
}

static void keep_author(fh_feed_parser *parser, fh_str text) {
    fh_feed_item *item = target(parser);
    if (!fh_field_add_name(&item->authors, fh_field_person(text), item->arena))
        parser->no_memory = true;
}

static void enter(fh_feed_parser *parser, context_kind kind) {
    if (parser->depth == CONTEXTS_MAX)
        kind = IN_NOTHING, parser->depth--;
    parser->contexts[parser->depth++] = (context){.kind = kind, .level = parser->level};
}

static void enter_field(fh_feed_parser *parser, fh_feed_field field, fh_feed_form form) {
    enter(parser, IN_FIELD);
    context *top = &parser->contexts[parser->depth - 1];
    top->field = field;
    top->form = form;
    fh_buffer_clear(&parser->value);
    parser->too_long = false;
}

static void end_field(fh_feed_parser *parser, const context *field) {
    fh_str text = fh_field_trim(fh_buffer_str(&parser->value));
    if (parser->too_long)
        target(parser)->too_long = true;
    else if (field->field == FH_FEED_AUTHOR)
        keep_author(parser, text);
    else if (field->form != FH_FEED_OTHER)
        keep_value(parser, field->field, text, field->form);
    /* One huge field does not keep its memory for the rest of the feed. */
    if (parser->value.capacity > PIECE_MAX_BYTES)
        fh_buffer_free(&parser->value);
}

static void add_text(fh_feed_parser *parser, const char *bytes, size_t n) {
    fh_buffer *value = &parser->value;
    if (n > value->cap_bytes - value->n)
        parser->too_long = true;
    else if (!parser->too_long && !fh_buffer_append(value, bytes, n))
        parser->no_memory = true;
}

static void add_word(fh_feed_parser *parser, const char *word) {
    add_text(parser, word, strlen(word));
}

/* As HTML has to have it. */
static void add_escaped(fh_feed_parser *parser, const char *at, const char *end) {
    while (at < end) {
        const char *from = at;
        while (at < end && *at != '<' && *at != '&' && *at != '"')
            at++;
        add_text(parser, from, (size_t)(at - from));
        if (at < end)
            add_word(parser, *at == '<' ? "&lt;" : *at == '&' ? "&amp;" : "&quot;");
        at += at < end;
    }
}

/* A tag with the one attribute that may matter. */
static void add_tag(fh_feed_parser *parser, const element *e) {
    fh_str href = attribute(e, NULL, "href");
    add_word(parser, "<");
    add_word(parser, e->name);
    if (href.n) {
        add_word(parser, " href=\"");
        add_escaped(parser, href.p, href.p + href.n);
        add_word(parser, "\"");
    }
    add_word(parser, ">");
}

/* --- items --- */

static void begin_item(fh_feed_parser *parser, const element *e) {
    fh_arena *arena = fh_arena_new();
    fh_feed_item *item = arena ? fh_arena_calloc(arena, 1, sizeof *item) : NULL;
    if (!item) {
        fh_arena_free(arena);
        parser->no_memory = true;
        return;
    }
    item->arena = arena;
    item->number = ++parser->count;
    parser->item = item;
    item->base = keep(parser, attribute(e, "xml", "base"));
    item->lang = keep(parser, attribute(e, "xml", "lang"));
    keep_value(parser, FH_FEED_ID, attribute(e, "rdf", "about"), FH_FEED_TEXT);
}

static void end_item(fh_feed_parser *parser) {
    if (!parser->item)
        return;
    *parser->last = parser->item;
    parser->last = &parser->item->next;
    parser->item = NULL;
}

static void leave(fh_feed_parser *parser) {
    const context *top = &parser->contexts[--parser->depth];
    if (top->kind == IN_FIELD)
        end_field(parser, top);
    else if (top->kind == IN_ITEM)
        end_item(parser);
}

/* Where an element of the one before was never ended, the next item seems to be inside it. */
static void leave_item(fh_feed_parser *parser) {
    while (parser->depth > 1 && parser->contexts[parser->depth - 1].kind != IN_FEED)
        leave(parser);
}

/* --- elements --- */

static void begin_root(fh_feed_parser *parser, const element *e) {
    parser->begun = true;
    parser->atom = is(e, PLAIN | ATOM, "feed");
    bool rdf = e->space == OTHER && strcmp(e->name, "RDF") == 0;
    parser->no_feed = !parser->atom && !rdf && !is(e, PLAIN, "rss") && !is(e, PLAIN, "RDF") &&
                      !is(e, PLAIN, "channel");
    snprintf(parser->root, sizeof parser->root, "%s", e->name);
    parser->head.base = keep(parser, attribute(e, "xml", "base"));
    parser->head.lang = keep(parser, attribute(e, "xml", "lang"));
    enter(parser, IN_FEED);
}

/* A link by its attributes. */
static void take_link(fh_feed_parser *parser, const element *e) {
    fh_str href = attribute(e, NULL, "href"), rel = attribute(e, NULL, "rel");
    if (rel.n == 0 || fh_str_equal(rel, fh_str_of("alternate")))
        keep_value(parser, FH_FEED_LINK, href, FH_FEED_TEXT);
    else if (fh_str_equal(rel, fh_str_of("self")) && !parser->item)
        keep_value(parser, FH_FEED_SELF, href, FH_FEED_TEXT);
    enter(parser, IN_NOTHING);
}

static void take_reply(fh_feed_parser *parser, const element *e) {
    fh_feed_item *item = parser->item;
    if (item && !item->is_reply) {
        item->is_reply = true;
        item->reply_to = keep(parser, attribute(e, NULL, "href"));
        item->reply_to_id = keep(parser, attribute(e, NULL, "ref"));
    }
    enter(parser, IN_NOTHING);
}

/* An element in a feed or in an item. */
static void begin_member(fh_feed_parser *parser, const element *e, bool in_item) {
    fh_feed_field field = field_of(e);
    if (field == FH_FEED_LINK && attribute(e, NULL, "href").n) {
        take_link(parser, e);
    } else if (is(e, THREAD, "in-reply-to")) {
        take_reply(parser, e);
    } else if (is(e, ATOM, "author") || (is(e, PLAIN, "author") && parser->atom)) {
        enter(parser, IN_PERSON);
    } else if (is(e, ATOM, "source") || (is(e, PLAIN, "source") && parser->atom)) {
        enter(parser, in_item ? IN_SOURCE : IN_NOTHING);
    } else if (!in_item && is(e, PLAIN, "channel")) {
        enter(parser, IN_FEED);
    } else if (field == FH_FEED_FIELDS ||
               (!in_item && field >= FH_FEED_AUTHOR && field <= FH_FEED_SUMMARY)) {
        enter(parser, IN_NOTHING);
    } else {
        if (field == FH_FEED_GUID && in_item)
            parser->item->guid_is_no_link =
                fh_field_begins_as(attribute(e, NULL, "isPermaLink"), "false");
        enter_field(parser, field, form_of(parser, e, field));
    }
}

static void begin_element(fh_feed_parser *parser, const element *e) {
    const context *top = &parser->contexts[parser->depth - 1];
    if (is_item(e) && !(top->kind == IN_FIELD && top->form == FH_FEED_XHTML)) {
        leave_item(parser);
        begin_item(parser, e);
        enter(parser, IN_ITEM);
    } else if (top->kind == IN_FEED || top->kind == IN_ITEM) {
        begin_member(parser, e, top->kind == IN_ITEM);
    } else if (top->kind == IN_PERSON) {
        if (strcmp(e->name, "name") == 0)
            enter_field(parser, FH_FEED_AUTHOR, FH_FEED_TEXT);
        else
            enter(parser, IN_NOTHING);
    } else if (top->kind == IN_SOURCE) {
        if (strcmp(e->name, "title") == 0)
            enter_field(parser, FH_FEED_SOURCE, form_of(parser, e, FH_FEED_TITLE));
        else
            enter(parser, IN_NOTHING);
    } else if (top->kind == IN_FIELD) {
        add_tag(parser, e);
    }
}

/* --- events --- */

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted_count, const xmlChar **attributes) {
    fh_feed_parser *parser = user;
    const element e = {space_of((const char *)prefix, (const char *)uri), (const char *)name,
                       attributes, attribute_count};
    (void)namespace_count, (void)namespaces, (void)defaulted_count;
    parser->level++;
    parser->too_deep = parser->too_deep || parser->level > LEVELS_MAX;
    if (parser->no_memory || parser->no_feed || parser->too_deep)
        return;
    if (!parser->begun)
        begin_root(parser, &e);
    else if (parser->depth > 0)
        begin_element(parser, &e);
}

/* Those that never have an end tag in HTML. */
static bool is_void(const char *name) {
    return strcmp(name, "br") == 0 || strcmp(name, "img") == 0 || strcmp(name, "hr") == 0;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    fh_feed_parser *parser = user;
    const context *top = parser->depth ? &parser->contexts[parser->depth - 1] : NULL;
    (void)prefix, (void)uri;
    if (top && top->level == parser->level) {
        leave(parser);
    } else if (top && top->kind == IN_FIELD && !is_void((const char *)name)) {
        add_word(parser, "</");
        add_word(parser, (const char *)name);
        add_word(parser, ">");
    }
    parser->level--;
    parser->whole = parser->begun && parser->level == 0;
}

static void on_text(void *user, const xmlChar *text, int n) {
    fh_feed_parser *parser = user;
    const context *top = parser->depth ? &parser->contexts[parser->depth - 1] : NULL;
    const char *bytes = (const char *)text;
    if (!top || top->kind != IN_FIELD)
        return;
    if (top->form == FH_FEED_XHTML)
        add_escaped(parser, bytes, bytes + n);
    else
        add_text(parser, bytes, (size_t)n);
}

/* --- the parser --- */

int fh_feed_parser_new(fh_feed_source source, fh_feed_parser **ret_parser, fihrist_error *err) {
    xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
                            .startElementNs = on_start,
                            .endElementNs = on_end,
                            .characters = on_text,
                            .ignorableWhitespace = on_text,
                            .cdataBlock = on_text};
    fh_feed_parser *parser = fh_calloc(1, sizeof *parser);
    if (!parser)
        return fh_fail_memory(err);
    parser->source = source;
    parser->last = &parser->first;
    parser->piece = FH_BUFFER(PIECE_MAX_BYTES);
    parser->value = FH_BUFFER(FH_FEED_FIELD_MAX_BYTES);
    parser->head.arena = fh_arena_new();
    parser->xml = xmlCreatePushParserCtxt(&events, parser, NULL, 0, NULL);
    if (!parser->head.arena || !parser->xml) {
        fh_feed_parser_free(parser);
        return fh_fail_memory(err);
    }
    xmlCtxtUseOptions(parser->xml, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
    *ret_parser = parser;
    return 0;
}

void fh_feed_parser_free(fh_feed_parser *parser) {
    if (!parser)
        return;
    end_item(parser);
    while (parser->first)
        fh_feed_pass(parser);
    if (parser->xml)
        xmlFreeParserCtxt(parser->xml);
    fh_arena_free(parser->head.arena);
    fh_buffer_free(&parser->piece);
    fh_buffer_free(&parser->value);
    fh_free(parser);
}

const fh_feed_item *fh_feed_head(const fh_feed_parser *parser) {
    return &parser->head;
}

static void note_broken(fh_feed_parser *parser) {
    const xmlError *error = xmlCtxtGetLastError(parser->xml);
    if (parser->broken[0] || !error || error->level < XML_ERR_ERROR || !error->message)
        return;
    int n = (int)strcspn(error->message, "\n");
    snprintf(parser->broken, sizeof parser->broken, ": %.*s", n, error->message);
}

static int advance(fh_feed_parser *parser, fihrist_error *err) {
    if (!fh_feed_source_next(&parser->source, &parser->piece))
        return fh_fail_memory(err);
    parser->ended = parser->piece.n == 0;
    xmlParseChunk(parser->xml, parser->piece.p, (int)parser->piece.n, parser->ended);
    if (!parser->ended) /* that the end is none is known without it */
        note_broken(parser);
    const xmlError *error = xmlCtxtGetLastError(parser->xml);
    if (parser->no_memory || (error && error->code == XML_ERR_NO_MEMORY))
        return fh_fail_memory(err);
    if (parser->no_feed)
        return fh_fail(err, FIHRIST_E_INPUT, "not a feed: its outermost element is '%s'",
                       parser->root);
    if (parser->too_deep)
        return fh_fail(err, FIHRIST_E_INPUT, "elements more than %d deep in others, in item %llu",
                       LEVELS_MAX, (unsigned long long)parser->count);
    return 0;
}

int fh_feed_peek(fh_feed_parser *parser, fh_feed_item **ret_item, fihrist_error *err) {
    while (!parser->first && !parser->ended) {
        int code = advance(parser, err);
        if (code < 0)
            return code;
    }
    *ret_item = parser->first;
    if (parser->first)
        return 1;
    if (!parser->begun)
        return fh_fail(err, FIHRIST_E_INPUT, "not a feed: it has no element");
    if (!parser->whole)
        return fh_fail(err, FIHRIST_E_INPUT, "the feed ends within item %llu%s",
                       (unsigned long long)parser->count, parser->broken);
    return 0;
}

void fh_feed_pass(fh_feed_parser *parser) {
    fh_feed_item *item = parser->first;
    parser->first = item->next;
    if (!parser->first)
        parser->last = &parser->first;
    fh_arena_free(item->arena);
}
