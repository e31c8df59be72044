/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_parse.c: libxml2 pushes events, a context for each element that means something makes items
 * of them. Items wait in a queue that is as long as one piece of the feed makes it; no tree is
 * built, and no more than that is kept. The parser goes on behind what is not well formed.
 */
#include "formats/feed.h"

#include <stdio.h>

#include "formats/feed_element.h"

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
static void add_tag(fh_feed_parser *parser, const fh_feed_element *e) {
    fh_str href = fh_feed_attribute(e, NULL, "href");
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

static void begin_item(fh_feed_parser *parser, const fh_feed_element *e) {
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
    item->base = keep(parser, fh_feed_attribute(e, "xml", "base"));
    item->lang = keep(parser, fh_feed_attribute(e, "xml", "lang"));
    keep_value(parser, FH_FEED_ID, fh_feed_attribute(e, "rdf", "about"), FH_FEED_TEXT);
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

static void begin_root(fh_feed_parser *parser, const fh_feed_element *e) {
    parser->begun = true;
    parser->atom = fh_feed_is(e, FH_FEED_IN_PLAIN | FH_FEED_IN_ATOM, "feed");
    bool rdf = e->space == FH_FEED_IN_OTHER && strcmp(e->name, "RDF") == 0;
    parser->no_feed = !parser->atom && !rdf && !fh_feed_is(e, FH_FEED_IN_PLAIN, "rss") &&
                      !fh_feed_is(e, FH_FEED_IN_PLAIN, "RDF") &&
                      !fh_feed_is(e, FH_FEED_IN_PLAIN, "channel");
    snprintf(parser->root, sizeof parser->root, "%s", e->name);
    parser->head.base = keep(parser, fh_feed_attribute(e, "xml", "base"));
    parser->head.lang = keep(parser, fh_feed_attribute(e, "xml", "lang"));
    enter(parser, IN_FEED);
}

/* A link by its attributes. */
static void take_link(fh_feed_parser *parser, const fh_feed_element *e) {
    fh_str href = fh_feed_attribute(e, NULL, "href"), rel = fh_feed_attribute(e, NULL, "rel");
    if (rel.n == 0 || fh_str_equal(rel, fh_str_of("alternate")))
        keep_value(parser, FH_FEED_LINK, href, FH_FEED_TEXT);
    else if (fh_str_equal(rel, fh_str_of("self")) && !parser->item)
        keep_value(parser, FH_FEED_SELF, href, FH_FEED_TEXT);
    enter(parser, IN_NOTHING);
}

static void take_reply(fh_feed_parser *parser, const fh_feed_element *e) {
    fh_feed_item *item = parser->item;
    if (item && !item->is_reply) {
        item->is_reply = true;
        item->reply_to = keep(parser, fh_feed_attribute(e, NULL, "href"));
        item->reply_to_id = keep(parser, fh_feed_attribute(e, NULL, "ref"));
    }
    enter(parser, IN_NOTHING);
}

/* An element in a feed or in an item. */
static void begin_member(fh_feed_parser *parser, const fh_feed_element *e, bool in_item) {
    fh_feed_field field = fh_feed_field_of(e);
    if (field == FH_FEED_LINK && fh_feed_attribute(e, NULL, "href").n) {
        take_link(parser, e);
    } else if (fh_feed_is(e, FH_FEED_IN_THREAD, "in-reply-to")) {
        take_reply(parser, e);
    } else if (fh_feed_is(e, FH_FEED_IN_ATOM, "author") ||
               (fh_feed_is(e, FH_FEED_IN_PLAIN, "author") && parser->atom)) {
        enter(parser, IN_PERSON);
    } else if (fh_feed_is(e, FH_FEED_IN_ATOM, "source") ||
               (fh_feed_is(e, FH_FEED_IN_PLAIN, "source") && parser->atom)) {
        enter(parser, in_item ? IN_SOURCE : IN_NOTHING);
    } else if (!in_item && fh_feed_is(e, FH_FEED_IN_PLAIN, "channel")) {
        enter(parser, IN_FEED);
    } else if (field == FH_FEED_FIELDS ||
               (!in_item && field >= FH_FEED_AUTHOR && field <= FH_FEED_SUMMARY)) {
        enter(parser, IN_NOTHING);
    } else {
        if (field == FH_FEED_GUID && in_item)
            parser->item->guid_is_no_link =
                fh_str_starts_as(fh_feed_attribute(e, NULL, "isPermaLink"), "false");
        enter_field(parser, field, fh_feed_form_of(parser->atom, e, field));
    }
}

static void begin_element(fh_feed_parser *parser, const fh_feed_element *e) {
    const context *top = &parser->contexts[parser->depth - 1];
    if (fh_feed_is_item(e) && !(top->kind == IN_FIELD && top->form == FH_FEED_XHTML)) {
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
            enter_field(parser, FH_FEED_SOURCE, fh_feed_form_of(parser->atom, e, FH_FEED_TITLE));
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
    const fh_feed_element e = {fh_feed_space_of((const char *)prefix, (const char *)uri),
                               (const char *)name, attributes, attribute_count};
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
