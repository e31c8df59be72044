/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * mail_message.c: GMime parses a message and decodes its parts. It ends the process where memory is
 * out; what reads input is a process of its own, which is known to be able to end.
 *
 * The HTML of a letter is read as a page; where that finds no more than a piece of it, as one text.
 */
#include "formats/mail.h"

#include <gmime/gmime.h>
#include <pthread.h>

#include "core/charset.h"
#include "core/date_written.h"
#include "core/utf8.h"
#include "formats/field.h"
#include "webpage/webpage.h"

enum {
    /* GMime takes some fifty times their bytes for headers, and 300 bytes for each part. */
    HEADERS_MAX_BYTES = 8 << 20,
    PARTS_MAX = 100000,
    MOST_PERCENT = 50 /* of the text, that the article of a page must have: letters of many pieces
                         have none that is most of it */
};

static void start_gmime(void) {
    g_mime_init();
}

/* What is being read, and into what. */
typedef struct letter {
    GMimeMessage *message;
    GMimePart *html, *plain; /* the first of each; NULL: none */
    fh_arena *arena;
    fh_article *article;
    fihrist_error *err;
} letter;

/* A text of GMime's as one of ours. */
static fh_str copy(const letter *l, const char *text) {
    fh_str trimmed = fh_field_trim(fh_str_of(text));
    if (trimmed.n == 0)
        return (fh_str){NULL, 0};
    fh_str kept = fh_arena_copy(l->arena, trimmed);
    return kept.p ? fh_utf8_repair(l->arena, kept) : kept;
}

static fh_str header(const letter *l, const char *name) {
    return copy(l, g_mime_object_get_header(GMIME_OBJECT(l->message), name));
}

/* --- parts --- */

static void find_bodies(letter *l, GMimeObject *part, int depth) {
    if (GMIME_IS_MULTIPART(part) && depth < FH_MAIL_MAX_DEPTH) {
        int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
        for (int i = 0; i < count && !l->html; i++)
            find_bodies(l, g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1);
        return;
    }
    if (!GMIME_IS_PART(part) || g_mime_part_is_attachment(GMIME_PART(part)))
        return;
    GMimeContentType *type = g_mime_object_get_content_type(part);
    if (g_mime_content_type_is_type(type, "text", "html"))
        l->html = GMIME_PART(part);
    else if (!l->plain && g_mime_content_type_is_type(type, "text", "plain"))
        l->plain = GMIME_PART(part);
}

/* What a part holds, its transfer encoding undone. */
static fh_str decode(const letter *l, GMimePart *part) {
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *to = g_mime_stream_mem_new();
    fh_str bytes = {"", 0};
    if (content && g_mime_data_wrapper_write_to_stream(content, to) >= 0) {
        GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(to));
        bytes = fh_arena_copy(l->arena, (fh_str){(const char *)array->data, array->len});
    }
    g_object_unref(to);
    return bytes;
}

static fh_str parameter(GMimePart *part, const char *name) {
    return fh_str_of(g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), name));
}

/* --- HTML --- */

/* What the page says of itself, where the letter does not. */
static void take_page(fh_article *article, const fh_article *page) {
    article->authors = page->authors;
    article->author_count = page->author_count;
    article->url = page->url;
    article->lang = page->lang;
    article->caption = page->caption;
    article->date = page->date;
    article->title = page->title;
}

static int read_html(letter *l) {
    fh_article page = {0};
    fh_str whole, bytes = decode(l, l->html);
    const fh_origin origin = {.charset = parameter(l->html, "charset")};
    if (!bytes.p)
        return fh_fail_memory(l->err);
    int code = fh_html_read(bytes, &origin, l->arena, &page, l->err);
    if (code != 0 && code != FIHRIST_E_INPUT)
        return code;
    if (code == 0)
        take_page(l->article, &page);
    if (origin.charset.n)
        bytes = fh_charset_to_utf8(l->arena, bytes, origin.charset);
    if (!bytes.p)
        return fh_fail_memory(l->err);
    bool found = code == 0;
    code = fh_html_fragment_text(bytes, l->arena, &whole, l->err);
    bool most = found && page.text.n * 100 >= whole.n * MOST_PERCENT;
    l->article->text = most ? page.text : whole;
    if (!most)
        l->article->caption = (fh_str){NULL, 0};
    return code;
}

/* --- plain text --- */

/* RFC 3676: a line that ends with a blank goes on in the next one. In place. */
static fh_str join_flowed(fh_str text, bool delete_blank) {
    char *to = (char *)(uintptr_t)text.p;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool soft = text.p[i] == '\n' && n > 0 && to[n - 1] == ' ';
        /* "-- " is a line of its own: what stands below it signs. */
        bool sign = n >= 3 && memcmp(to + n - 3, "-- ", 3) == 0 && (n == 3 || to[n - 4] == '\n');
        if (soft && !sign)
            n -= delete_blank;
        else
            to[n++] = text.p[i];
    }
    return (fh_str){text.p, n};
}

static int read_plain(letter *l) {
    fh_str text = decode(l, l->plain);
    if (text.p)
        text = fh_charset_to_utf8(l->arena, text, parameter(l->plain, "charset"));
    if (!text.p)
        return fh_fail_memory(l->err);
    if (fh_str_starts_as(parameter(l->plain, "format"), "flowed") && text.n > 0) {
        text = fh_arena_copy(l->arena, text);
        if (!text.p)
            return fh_fail_memory(l->err);
        text = join_flowed(text, fh_str_starts_as(parameter(l->plain, "delsp"), "yes"));
    }
    l->article->text = text;
    return 0;
}

/* --- headers --- */

/* Who sent it: the outlet, as letters of outlets have it. Without a name the list's, then the
 * domain. */
static fh_str sender(const letter *l) {
    InternetAddressList *list = g_mime_message_get_from(l->message);
    InternetAddress *first = list && internet_address_list_length(list) > 0
                                 ? internet_address_list_get_address(list, 0)
                                 : NULL;
    fh_str name = first ? copy(l, internet_address_get_name(first)) : (fh_str){NULL, 0};
    if (name.n)
        return name;
    fh_str id = header(l, "List-Id");
    const char *angle = id.n ? memchr(id.p, '<', id.n) : NULL;
    fh_str said = fh_field_trim(angle ? (fh_str){id.p, (size_t)(angle - id.p)} : (fh_str){NULL, 0});
    if (said.n >= 2 && said.p[0] == '"' && said.p[said.n - 1] == '"')
        said = (fh_str){said.p + 1, said.n - 2};
    if (said.n)
        return said;
    const char *address = first && INTERNET_ADDRESS_IS_MAILBOX(first)
                              ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))
                              : NULL;
    const char *at = address ? strrchr(address, '@') : NULL;
    return copy(l, at ? at + 1 : NULL);
}

static bool has_headers(const letter *l) {
    static const char *const names[] = {"From", "Date", "Subject", "Message-ID", "Received"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (g_mime_object_get_header(GMIME_OBJECT(l->message), names[i]))
            return true;
    return false;
}

/* What is said of the content is the part's. */
static fh_str content_language(const letter *l) {
    GMimeObject *body = g_mime_message_get_mime_part(l->message);
    return fh_field_language(
        fh_str_of(body ? g_mime_object_get_header(body, "Content-Language") : NULL));
}

static void read_headers(letter *l) {
    fh_article *article = l->article;
    fh_str subject = copy(l, g_mime_message_get_subject(l->message));
    fh_str date = fh_date_written(header(l, "Date"), l->arena);
    fh_str id = copy(l, g_mime_message_get_message_id(l->message));
    fh_str lang = content_language(l);
    if (subject.n)
        article->title = subject;
    if (date.n)
        article->date = date;
    if (lang.n)
        article->lang = lang;
    if (id.n && id.n < FH_ID_MAX_BYTES - 4)
        article->id = fh_arena_printf(l->arena, "mid:%.*s", (int)id.n, id.p);
    article->source = sender(l);
}

/* --- the message --- */

/* Before it is parsed: what no letter has, and would take more memory than there is. Headers are
 * what stands above a blank line, at the beginning or behind a boundary. */
static int check_size(fh_str message, fihrist_error *err) {
    size_t parts = 0, headers = 0;
    bool in_headers = true;
    for (size_t at = 0, n; at < message.n; at += n) {
        fh_str line = {message.p + at, message.n - at};
        const char *feed = memchr(line.p, '\n', line.n);
        n = line.n = feed ? (size_t)(feed - line.p) + 1 : line.n;
        bool boundary = fh_str_starts(line, "--");
        in_headers = boundary || (in_headers && line.p[0] != '\n' && line.p[0] != '\r');
        parts += boundary;
        headers += in_headers ? n : 0;
    }
    if (parts > PARTS_MAX)
        return fh_fail(err, FIHRIST_E_INPUT, "a mail of more than %d parts", PARTS_MAX);
    if (headers > HEADERS_MAX_BYTES)
        return fh_fail(err, FIHRIST_E_INPUT, "a mail with more than %d bytes of headers",
                       HEADERS_MAX_BYTES);
    return 0;
}

static GMimeMessage *parse(fh_str bytes) {
    static const char *charsets[] = {"utf-8", "windows-1252", NULL};
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.p, bytes.n);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

static int read_letter(letter *l) {
    int code = 0;
    if (!has_headers(l))
        return fh_fail(l->err, FIHRIST_E_INPUT, "not a mail: it has no headers");
    GMimeObject *body = g_mime_message_get_mime_part(l->message);
    if (body)
        find_bodies(l, body, 0);
    if (l->html)
        code = read_html(l);
    if (code == 0 && !l->article->text.n && l->plain)
        code = read_plain(l);
    if (code != 0)
        return code;
    read_headers(l);
    if (fh_arena_failed(l->arena))
        return fh_fail_memory(l->err);
    if (!l->article->text.n && !l->article->title.n)
        return fh_fail(l->err, FIHRIST_E_INPUT, "a mail with neither text nor subject");
    return 0;
}

int fh_mail_read(fh_str message, fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    static pthread_once_t started = PTHREAD_ONCE_INIT;
    letter l = {.arena = arena, .article = ret_article, .err = err};
    *ret_article = (fh_article){.author_count = 0};
    if (check_size(message, err) != 0)
        return FIHRIST_E_INPUT;
    pthread_once(&started, start_gmime);
    l.message = parse(message);
    if (!l.message)
        return fh_fail(err, FIHRIST_E_INPUT, "not a mail");
    int code = read_letter(&l);
    g_object_unref(l.message);
    return code;
}
