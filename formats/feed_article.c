/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_article.c: an item to an article: of several fields that say the same the one that says it
 * best.
 */
#include "core/date_written.h"
#include "formats/feed.h"
#include "webpage/webpage.h"

static fh_str value(const fh_feed_item *item, fh_feed_field field) {
    return item->values[field].text;
}

/* --- addresses --- */

static fh_str base_at(fh_str url, fh_str around, fh_arena *arena) {
    fh_str whole = fh_field_url(url, around, arena);
    return whole.n ? whole : around;
}

fh_str fh_feed_base(const fh_feed_item *head, const fh_feed_item *item, fh_str url,
                    fh_arena *arena) {
    fh_str feed = base_at(value(head, FH_FEED_LINK), url, arena);
    return base_at(item->base, base_at(head->base, feed, arena), arena);
}

fh_str fh_feed_link(const fh_feed_item *item, fh_str base, fh_arena *arena) {
    static const fh_feed_field fields[] = {FH_FEED_ORIG_LINK, FH_FEED_LINK, FH_FEED_GUID,
                                           FH_FEED_ID};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        fh_str link = value(item, fields[i]);
        bool id = fields[i] == FH_FEED_GUID || fields[i] == FH_FEED_ID;
        if (link.n == 0 || (fields[i] == FH_FEED_GUID && item->guid_is_no_link))
            continue;
        /* An id that is no address is no relative one either. */
        fh_str url = fh_field_url(link, id ? (fh_str){NULL, 0} : base, arena);
        if (url.n)
            return url;
    }
    return (fh_str){NULL, 0};
}

/* Ids without a scheme are numbers of the feed's own: others have them, too. */
static fh_str id_of(const fh_feed_item *item, fh_arena *arena) {
    fh_str id = value(item, FH_FEED_GUID).n ? value(item, FH_FEED_GUID) : value(item, FH_FEED_ID);
    bool scheme = id.n && memchr(id.p, ':', id.n) && id.n <= FH_ID_MAX_BYTES;
    return scheme ? fh_arena_copy(arena, id) : (fh_str){NULL, 0};
}

/* --- date, authors --- */

fh_str fh_feed_date(const fh_feed_item *item, fh_arena *arena) {
    static const fh_feed_field fields[] = {FH_FEED_PUB_DATE, FH_FEED_PUBLISHED, FH_FEED_DC_DATE,
                                           FH_FEED_UPDATED};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        fh_str date = fh_date_written(value(item, fields[i]), arena);
        if (date.n)
            return date;
    }
    return (fh_str){NULL, 0};
}

int fh_feed_name(fh_str name, fh_arena *arena, fh_str *ret_name, fihrist_error *err) {
    if (fh_str_starts(name, "By ") || fh_str_starts(name, "by "))
        name = fh_field_trim((fh_str){name.p + 3, name.n - 3});
    if (name.n && (memchr(name.p, '&', name.n) || memchr(name.p, '<', name.n)))
        return fh_field_line(name, arena, ret_name, err);
    *ret_name = fh_arena_copy(arena, name);
    return ret_name->p ? 0 : fh_fail_memory(err);
}

/* Of a feed of Atom's that says who writes it, an item that does not say so itself. */
static int add_authors(const fh_feed_item *head, const fh_feed_item *item, fh_arena *arena,
                       fh_article *article, fihrist_error *err) {
    const fh_names_found *from = item->authors.count ? &item->authors : &head->authors;
    fh_names_found names = {0};
    int code = 0;
    for (size_t i = 0; i < from->count && code == 0; i++) {
        fh_str name;
        code = fh_feed_name(from->all[i], arena, &name, err);
        if (code == 0 && !fh_field_add_names(&names, name, arena))
            code = fh_fail_memory(err);
    }
    article->authors = names.all;
    article->author_count = names.count;
    return code;
}

/* --- text --- */

static int read_value(const fh_feed_value *from, fh_arena *arena, fh_str *ret_text,
                      fihrist_error *err) {
    *ret_text = (fh_str){NULL, 0};
    if (from->text.n == 0)
        return 0;
    if (from->form != FH_FEED_TEXT)
        return fh_html_fragment_text(from->text, arena, ret_text, err);
    *ret_text = fh_arena_copy(arena, from->text);
    return ret_text->p ? 0 : fh_fail_memory(err);
}

/* What WordPress puts below each text of a feed, in the languages that most have it in. */
static bool is_signature(fh_str paragraph) {
    static const struct {
        const char *begins, *has;
    } lines[] = {{"The post ", " appeared first on "},
                 {"Der Beitrag ", " erschien zuerst auf "},
                 {"L\xe2\x80\x99"
                  "article ",
                  " est apparu en premier sur "},
                 {"La entrada ", " se public\xc3\xb3 primero en "},
                 {"L\xe2\x80\x99"
                  "articolo ",
                  " proviene da "},
                 {"O post ", " apareceu primeiro em "}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (fh_str_starts(paragraph, lines[i].begins) &&
            memmem(paragraph.p, paragraph.n, lines[i].has, strlen(lines[i].has)))
            return true;
    return false;
}

/* Without it, where there is something above. */
static fh_str without_signature(fh_str text) {
    const char *line = text.n ? memrchr(text.p, '\n', text.n) : NULL;
    if (!line || line - text.p < 2)
        return text;
    fh_str last = {line + 1, (size_t)(text.p + text.n - line) - 1};
    return is_signature(last) ? fh_field_trim((fh_str){text.p, (size_t)(line - text.p)}) : text;
}

int fh_feed_text(const fh_feed_item *item, fh_arena *arena, fh_str *ret_text, fihrist_error *err) {
    int code = 0;
    *ret_text = (fh_str){NULL, 0};
    if (item->too_long)
        return fh_fail(err, FIHRIST_E_INPUT, "a field of more than %d bytes",
                       FH_FEED_FIELD_MAX_BYTES);
    for (int field = FH_FEED_ENCODED; field <= FH_FEED_SUMMARY && code == 0 && !ret_text->n;
         field++)
        code = read_value(&item->values[field], arena, ret_text, err);
    *ret_text = without_signature(*ret_text);
    return code;
}

int fh_feed_line(const fh_feed_value *from, fh_arena *arena, fh_str *ret_line, fihrist_error *err) {
    *ret_line = (fh_str){NULL, 0};
    if (from->text.n == 0)
        return 0;
    if (from->form != FH_FEED_TEXT)
        return fh_field_line(from->text, arena, ret_line, err);
    *ret_line = fh_arena_copy(arena, from->text);
    return ret_line->p ? 0 : fh_fail_memory(err);
}

/* --- the article --- */

static int read_lines(const fh_feed_item *head, const fh_feed_item *item, fh_arena *arena,
                      fh_article *article, fihrist_error *err) {
    const fh_feed_value *source = &item->values[FH_FEED_SOURCE];
    int code = fh_feed_line(&item->values[FH_FEED_TITLE], arena, &article->title, err);
    if (code == 0 && !article->title.n)
        code = fh_feed_line(&item->values[FH_FEED_DC_TITLE], arena, &article->title, err);
    if (code == 0)
        code = fh_feed_line(source, arena, &article->source, err);
    if (code == 0 && !article->source.n)
        code = fh_feed_line(&head->values[FH_FEED_TITLE], arena, &article->source, err);
    return code;
}

static fh_str language_of(const fh_feed_item *head, const fh_feed_item *item) {
    const fh_str said[] = {value(item, FH_FEED_LANGUAGE), item->lang, value(head, FH_FEED_LANGUAGE),
                           head->lang};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (fh_field_language(said[i]).n)
            return fh_field_language(said[i]);
    return (fh_str){NULL, 0};
}

int fh_feed_article(const fh_feed_item *head, const fh_feed_item *item, const fh_origin *origin,
                    fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    fh_str url = origin ? origin->url : (fh_str){NULL, 0};
    *ret_article = (fh_article){.author_count = 0};
    int code = fh_feed_text(item, arena, &ret_article->text, err);
    if (code == 0)
        code = read_lines(head, item, arena, ret_article, err);
    if (code != 0)
        return code;
    if (!ret_article->text.n && !ret_article->title.n)
        return fh_fail(err, FIHRIST_E_INPUT, "an item with neither title nor text");
    ret_article->url = fh_feed_link(item, fh_feed_base(head, item, url, arena), arena);
    if (!ret_article->url.n)
        ret_article->id = id_of(item, arena);
    ret_article->date = fh_feed_date(item, arena);
    ret_article->lang = language_of(head, item);
    code = add_authors(head, item, arena, ret_article, err);
    return code == 0 && fh_arena_failed(arena) ? fh_fail_memory(err) : code;
}
