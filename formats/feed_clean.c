/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_clean.c: what keeps real feeds from being XML, mended before a parser sees it: blank lines
 * above the declaration, the charset, "&nbsp;" without a document type, "AT&T". What a document
 * type may do to its reader ends here, too: it is cut out, and one that declares entities is
 * refused by name.
 */
#include "formats/feed.h"

#include <libxml/HTMLparser.h>

#include "core/charset.h"
#include "core/utf8.h"

enum {
    PIECE_BYTES = 8192,     /* items of one piece are in memory together */
    ENTITY_MAX_BYTES = 10,  /* of the longest name in HTML 4, "thetasym", and some more */
    NAMED_MAX_BYTES = 60,   /* of an entity's name, in a message */
    DECLARATION_BYTES = 200 /* the charset stands in no longer one */
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool begins_at(fh_str text, size_t at, const char *with) {
    return at <= text.n && fh_str_starts((fh_str){text.p + at, text.n - at}, with);
}

/* Behind the next `end` from `at` on; the text's end where there is none. */
static size_t behind(fh_str text, size_t at, const char *end) {
    size_t n = strlen(end);
    const char *found = at < text.n ? memmem(text.p + at, text.n - at, end, n) : NULL;
    return found ? (size_t)(found - text.p) + n : text.n;
}

/* --- charset --- */

/* The encoding that the XML declaration names. */
static fh_str declared(fh_str bytes) {
    size_t end = behind(
        (fh_str){bytes.p, bytes.n < DECLARATION_BYTES ? bytes.n : DECLARATION_BYTES}, 0, "?>");
    size_t at = behind((fh_str){bytes.p, end}, 0, "encoding");
    while (at < end && (is_blank(bytes.p[at]) || strchr("=\"'", bytes.p[at])) && bytes.p[at])
        at++;
    size_t from = at;
    while (at < end && bytes.p[at] && !strchr("\"'?> ", bytes.p[at]))
        at++;
    return (fh_str){bytes.p + from, at - from};
}

/* UTF-16 without a byte order mark shows by its declaration: with a mark it is UTF-16 whatever else
 * is said. */
static fh_str with_mark(fh_str bytes, fh_arena *arena) {
    bool little = bytes.n >= 4 && memcmp(bytes.p, "<\0?\0", 4) == 0;
    bool big = bytes.n >= 4 && memcmp(bytes.p, "\0<\0?", 4) == 0;
    if (!little && !big)
        return bytes;
    char *marked = fh_arena_alloc(arena, bytes.n + 2);
    if (!marked)
        return (fh_str){NULL, 0};
    memcpy(marked, little ? "\xff\xfe" : "\xfe\xff", 2);
    memcpy(marked + 2, bytes.p, bytes.n);
    return (fh_str){marked, bytes.n + 2};
}

static fh_str to_utf8(fh_str bytes, fh_str given, fh_arena *arena) {
    bytes = with_mark(bytes, arena);
    return bytes.p ? fh_charset_to_utf8(arena, bytes, given.n ? given : declared(bytes)) : bytes;
}

/* --- what stands above the first element --- */

/* An entity that is declared is refused, but for sets of letters that public identifiers name, as
 * in old RSS 1.0: those are not read. */
static int check_declaration(fh_str text, size_t at, fihrist_error *err) {
    at += strlen("<!ENTITY");
    while (at < text.n && is_blank(text.p[at]))
        at++;
    bool parameter = at < text.n && text.p[at] == '%';
    at += parameter;
    while (at < text.n && is_blank(text.p[at]))
        at++;
    size_t from = at;
    while (at < text.n && at - from < NAMED_MAX_BYTES && !is_blank(text.p[at]))
        at++;
    size_t name = at - from;
    while (at < text.n && is_blank(text.p[at]))
        at++;
    if (parameter && begins_at(text, at, "PUBLIC"))
        return 0;
    return fh_fail(err, FIHRIST_E_INPUT, "a feed that declares an entity, '%.*s'%s", (int)name,
                   text.p + from, begins_at(text, at, "SYSTEM") ? ", of another file" : "");
}

/* Behind the document type that begins at *at. */
static int pass_document_type(fh_str text, size_t *at, fihrist_error *err) {
    size_t depth = 0;
    for (size_t i = *at + 2; i < text.n; i++) {
        char c = text.p[i];
        if (begins_at(text, i, "<!--")) {
            i = behind(text, i, "-->") - 1;
        } else if (begins_at(text, i, "<!ENTITY")) {
            int code = check_declaration(text, i, err);
            if (code)
                return code;
        } else if (c == '"' || c == '\'') {
            i = behind(text, i + 1, c == '"' ? "\"" : "'") - 1;
        } else if (c == '[') {
            depth++;
        } else if (c == ']' && depth > 0) {
            depth--;
        } else if (c == '>' && depth == 0) {
            *at = i + 1;
            return 0;
        }
    }
    *at = text.n;
    return 0;
}

int fh_feed_source_open(fh_str bytes, fh_str charset, fh_arena *arena, fh_feed_source *ret_source,
                        fihrist_error *err) {
    fh_str text = to_utf8(bytes, charset, arena);
    size_t at = 0;
    int code = 0;
    if (!text.p)
        return fh_fail_memory(err);
    while (at < text.n && code == 0) {
        if (text.p[at] != '<')
            at++;
        else if (begins_at(text, at, "<?"))
            at = behind(text, at, "?>");
        else if (begins_at(text, at, "<!--"))
            at = behind(text, at, "-->");
        else if (begins_at(text, at, "<!"))
            code = pass_document_type(text, &at, err);
        else
            break;
    }
    *ret_source = (fh_feed_source){.text = text, .at = at};
    return code;
}

/* --- the rest --- */

/* Bytes of a reference to a character or to one of XML's own entities at `at`; 0: it is none. */
static size_t reference_length(fh_str text, size_t at) {
    static const char *const own[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (begins_at(text, at, own[i]))
            return strlen(own[i]);
    if (!begins_at(text, at, "&#"))
        return 0;
    size_t n = 2;
    bool hex = begins_at(text, at + n, "x");
    n += hex;
    size_t digits = n;
    while (at + n < text.n && n < digits + 8 &&
           strchr(hex ? "0123456789abcdefABCDEF" : "0123456789", text.p[at + n]) && text.p[at + n])
        n++;
    return n > digits && begins_at(text, at + n, ";") ? n + 1 : 0;
}

/* What HTML calls so; 0: nothing. */
static uint32_t letter_of(fh_str text, size_t at, size_t *ret_bytes) {
    char name[ENTITY_MAX_BYTES + 1];
    size_t n = 0;
    for (at++; at + n < text.n && n < ENTITY_MAX_BYTES && text.p[at + n] != ';'; n++) {
        char c = text.p[at + n], lower = (char)(c | 32);
        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9'))
            return 0;
        name[n] = c;
    }
    if (n < 2 || !begins_at(text, at + n, ";"))
        return 0;
    name[n] = '\0';
    const htmlEntityDesc *found = htmlEntityLookup((const xmlChar *)name);
    *ret_bytes = n + 2;
    return found ? found->value : 0;
}

static void take_ampersand(fh_feed_source *source, fh_buffer *to) {
    size_t bytes = reference_length(source->text, source->at);
    size_t named = 0;
    uint32_t letter = bytes ? 0 : letter_of(source->text, source->at, &named);
    if (letter) {
        bytes = named;
        fh_utf8_append(to, letter);
    } else if (bytes) {
        fh_buffer_append(to, source->text.p + source->at, bytes);
    } else {
        bytes = 1;
        fh_buffer_append_text(to, "&amp;");
    }
    source->at += bytes;
}

static void take_bracket(fh_feed_source *source, fh_buffer *to) {
    if (begins_at(source->text, source->at, "<!--")) {
        source->at = behind(source->text, source->at, "-->");
    } else if (begins_at(source->text, source->at, "<![CDATA[")) {
        source->as_is = behind(source->text, source->at, "]]>");
    } else if (begins_at(source->text, source->at, "<?")) {
        source->at = behind(source->text, source->at, "?>");
    } else {
        fh_buffer_append_byte(to, '<');
        source->at++;
    }
}

/* Up to `end`, or as much as there is room for. */
static void take_run(fh_feed_source *source, size_t end, fh_buffer *to) {
    fh_str left = {source->text.p + source->at, source->text.n - source->at};
    size_t n = end - source->at, room = PIECE_BYTES + 8 - to->n; /* a character at least */
    n = fh_utf8_cut(left, n < room ? n : room);
    fh_buffer_append(to, left.p, n);
    source->at += n;
}

static size_t end_of_run(const fh_feed_source *source) {
    const fh_str text = source->text;
    size_t at = source->at, end = at + PIECE_BYTES < text.n ? at + PIECE_BYTES : text.n;
    while (at < end && text.p[at] != '<' && text.p[at] != '&')
        at++;
    return at;
}

bool fh_feed_source_next(fh_feed_source *source, fh_buffer *to) {
    fh_buffer_clear(to);
    while (source->at < source->text.n && to->n < PIECE_BYTES && !to->failed) {
        if (source->at < source->as_is)
            take_run(source, source->as_is, to);
        else if (source->text.p[source->at] == '&')
            take_ampersand(source, to);
        else if (source->text.p[source->at] == '<')
            take_bracket(source, to);
        else
            take_run(source, end_of_run(source), to);
    }
    return !to->failed;
}
