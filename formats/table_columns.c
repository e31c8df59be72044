/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * table_columns.c: what columns are called, and what that means. Names are compared by their
 * letters and digits alone, in either case: "Pub Date", "pub_date" and "pubDate" are one.
 */
#include "formats/table.h"

#include <stdio.h>

#include "formats/field.h"
#include "formats/formats.h"

enum { NAME_MAX_BYTES = 100 /* of those that are known, and much more */ };

/* As --map has them. */
static const struct {
    const char *name;
    fh_table_field field;
} fields[] = {{"id", FH_TABLE_ID},
              {"url", FH_TABLE_URL},
              {"source", FH_TABLE_SOURCE},
              {"title", FH_TABLE_TITLE},
              {"date", FH_TABLE_DATE},
              {"lang", FH_TABLE_LANG},
              {"text", FH_TABLE_TEXT},
              {"html", FH_TABLE_HTML},
              {"caption", FH_TABLE_CAPTION},
              {"author", FH_TABLE_AUTHOR},
              {"authors", FH_TABLE_AUTHOR},
              {"actors", FH_TABLE_ACTORS},
              {"comment", FH_TABLE_COMMENT},
              {"commenter", FH_TABLE_COMMENTER},
              {"comment_id", FH_TABLE_COMMENT_ID},
              {"comment_date", FH_TABLE_COMMENT_DATE},
              {"comment_parent", FH_TABLE_COMMENT_PARENT},
              {"extra", FH_TABLE_EXTRA},
              {"none", FH_TABLE_NONE}};

/* As tables have them, folded. */
static const struct {
    fh_table_field field;
    const char *names[24];
} synonyms[] = {
    {FH_TABLE_ID, {"id", "articleid", "docid", "documentid", "guid", "uid", "uuid", "itemid"}},
    {FH_TABLE_URL,
     {"url", "link", "uri", "href", "permalink", "articleurl", "weburl", "pageurl", "storyurl",
      "canonicalurl", "sourceurl", "articlelink"}},
    {FH_TABLE_SOURCE,
     {"source", "sourcename", "publisher", "outlet", "outletname", "newspaper", "publication",
      "publicationname", "site", "sitename", "website", "domain", "journal", "magazine", "medium",
      "newssource", "mediaoutlet"}},
    {FH_TABLE_TITLE,
     {"title", "headline", "articletitle", "heading", "subject", "mainheadline", "newstitle",
      "headlines"}},
    {FH_TABLE_DATE,
     {"date", "datetime", "published", "publishedat", "publishedon", "publisheddate", "pubdate",
      "publicationdate", "publishdate", "datepublished", "articledate", "timestamp", "created",
      "createdat", "createdate", "issued", "publicationtime", "publishedtime", "dateposted"}},
    {FH_TABLE_LANG, {"lang", "language", "languagecode", "langcode", "articlelanguage"}},
    {FH_TABLE_TEXT,
     {"text", "body", "content", "contents", "article", "articletext", "articlebody",
      "articlecontent", "fulltext", "bodytext", "maintext", "plaintext", "story", "storytext",
      "contenttext", "transcript", "cleantext", "newstext"}},
    {FH_TABLE_HTML, {"html", "bodyhtml", "contenthtml", "articlehtml", "texthtml"}},
    {FH_TABLE_SUMMARY,
     {"summary", "description", "abstract", "excerpt", "lead", "lede", "teaser", "snippet",
      "standfirst", "shortdescription"}},
    {FH_TABLE_CAPTION, {"caption", "imagecaption", "photocaption"}},
    {FH_TABLE_AUTHOR,
     {"author", "authors", "byline", "by", "creator", "creators", "writer", "writers", "journalist",
      "journalists", "reporter", "reporters", "authorname", "authornames", "contributor",
      "contributors", "columnist"}},
    {FH_TABLE_ACTORS, {"actors", "actor"}},
    {FH_TABLE_COMMENT, {"comment", "commenttext", "commentbody", "commentcontent"}},
    {FH_TABLE_COMMENTER,
     {"commenter", "commentername", "commentauthor", "commentauthorname", "commentuser"}},
    {FH_TABLE_COMMENT_ID, {"commentid"}},
    {FH_TABLE_COMMENT_DATE,
     {"commentdate", "commenttime", "commentdatetime", "commenttimestamp", "commentcreatedat"}},
    {FH_TABLE_COMMENT_PARENT,
     {"commentparent", "commentparentid", "parentcommentid", "parent", "parentid", "inreplyto",
      "replyto"}}};

/* --- names --- */

/* Letters and digits, small; the length, 0 for one that is too long. */
static size_t fold(fh_str name, char folded[NAME_MAX_BYTES]) {
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool capital = c >= 'A' && c <= 'Z';
        if (!capital && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && (c & 0x80) == 0)
            continue;
        if (n == NAME_MAX_BYTES)
            return 0;
        folded[n++] = capital ? (char)(c + 32) : c;
    }
    return n;
}

static bool same_name(fh_str a, fh_str b) {
    char x[NAME_MAX_BYTES], y[NAME_MAX_BYTES];
    size_t n = fold(a, x);
    return n > 0 && n == fold(b, y) && memcmp(x, y, n) == 0;
}

static fh_table_field field_by_name(fh_str name) {
    char folded[NAME_MAX_BYTES];
    size_t n = fold(name, folded);
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        for (size_t k = 0; k < 24 && synonyms[i].names[k]; k++)
            if (strlen(synonyms[i].names[k]) == n && memcmp(synonyms[i].names[k], folded, n) == 0)
                return synonyms[i].field;
    return FH_TABLE_EXTRA;
}

/* As a key of `extra` it would be taken for one of the exchange format. */
static bool is_taken(fh_str key) {
    static const char *const keys[] = {"id",     "url",      "source",  "title",  "authors",
                                       "date",   "lang",     "text",    "author", "caption",
                                       "actors", "comments", "addition"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (fh_str_equal(key, fh_str_of(keys[i])))
            return true;
    return false;
}

/* --- --map --- */

typedef struct mapping {
    fh_str column;
    fh_table_field field;
} mapping;

/* -1: there is no such field. */
static int field_called(fh_str name) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fh_str_equal(name, fh_str_of(fields[i].name)))
            return (int)fields[i].field;
    return -1;
}

static int length(fh_str text) {
    return text.n < 60 ? (int)text.n : 60;
}

/* The next of a map: 1; 0 at its end; FIHRIST_E_USAGE. The last '=' counts: a column's name may
 * have some. */
static int next_mapping(fh_str *map, mapping *ret_mapping, fihrist_error *err) {
    if (map->n == 0)
        return 0;
    const char *comma = memchr(map->p, ',', map->n);
    fh_str one = {map->p, comma ? (size_t)(comma - map->p) : map->n};
    size_t taken = one.n + (comma != NULL);
    *map = (fh_str){map->p + taken, map->n - taken};
    const char *equals = memrchr(one.p, '=', one.n);
    fh_str column = {one.p, equals ? (size_t)(equals - one.p) : 0};
    column = fh_field_trim(column);
    if (column.n == 0)
        return fh_fail(err, FIHRIST_E_USAGE, "--map: '%.*s' is not COLUMN=FIELD", length(one),
                       one.p);
    fh_str name = fh_field_trim((fh_str){equals + 1, (size_t)(one.p + one.n - equals) - 1});
    int field = field_called(name);
    if (field < 0)
        return fh_fail(err, FIHRIST_E_USAGE,
                       "--map: '%.*s' is not a field: id, url, source, title, date, lang, text, "
                       "html, caption, author, actors, comment, commenter, comment_id, "
                       "comment_date, comment_parent, extra, none",
                       length(name), name.p);
    *ret_mapping = (mapping){column, (fh_table_field)field};
    return 1;
}

int fh_table_map_check(fh_str columns, fihrist_error *err) {
    mapping one;
    int more;
    do
        more = next_mapping(&columns, &one, err);
    while (more > 0);
    return more;
}

/* --- the header --- */

/* "'a', 'b', 'c', ..." in a message. */
static void list_names(const fh_str *names, size_t count, char *text, size_t room) {
    size_t n = 0;
    for (size_t i = 0; i < count && n + 70 < room; i++)
        n += (size_t)snprintf(text + n, room - n, "%s'%.*s'", i ? ", " : "", length(names[i]),
                              names[i].p);
}

static int apply_map(fh_str map, const fh_str *names, size_t count, fh_table_column *columns,
                     bool mapped[FH_TABLE_NONE + 1], fihrist_error *err) {
    mapping one;
    int more;
    while ((more = next_mapping(&map, &one, err)) > 0) {
        bool found = false;
        char list[160];
        for (size_t i = 0; i < count; i++)
            if (same_name(names[i], one.column)) {
                columns[i].field = one.field;
                found = true;
            }
        list_names(names, count, list, sizeof list);
        if (!found)
            return fh_fail(err, FIHRIST_E_INPUT, "no column '%.*s' of --map; there are %s",
                           length(one.column), one.column.p, list);
        mapped[one.field] = true;
    }
    return more;
}

/* A key of its own for each that is kept beside the fields. */
static fh_str key_of(const fh_str *names, size_t at, fh_arena *arena) {
    const fh_str name = names[at];
    const char *behind = is_taken(name) ? "_column" : "";
    size_t again = 1;
    for (size_t i = 0; i < at; i++)
        again += fh_str_equal(names[i], name);
    return again > 1 ? fh_arena_printf(arena, "%.*s%s_%zu", (int)name.n, name.p, behind, again)
                     : fh_arena_printf(arena, "%.*s%s", (int)name.n, name.p, behind);
}

static bool has_articles(const fh_table_column *columns, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (columns[i].field == FH_TABLE_TITLE || columns[i].field == FH_TABLE_TEXT ||
            columns[i].field == FH_TABLE_HTML || columns[i].field == FH_TABLE_SUMMARY ||
            columns[i].field == FH_TABLE_COMMENT)
            return true;
    return false;
}

/* Columns without a name are numbers of rows, mostly. */
static bool is_nameless(fh_str name) {
    return name.n == 0 || fh_str_starts(name, "Unnamed: ");
}

int fh_table_read_columns(const fh_str *names, size_t count, fh_str map, fh_arena *arena,
                          fh_table_column **ret_columns, fihrist_error *err) {
    bool mapped[FH_TABLE_NONE + 1] = {false};
    fh_table_column *columns = fh_arena_calloc(arena, count, sizeof *columns);
    if (!columns)
        return fh_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        columns[i].field = FH_TABLE_UNKNOWN;
    int code = apply_map(map, names, count, columns, mapped, err);
    for (size_t i = 0; i < count && code == 0; i++) {
        fh_table_field field = is_nameless(names[i]) ? FH_TABLE_NONE : field_by_name(names[i]);
        if (columns[i].field == FH_TABLE_UNKNOWN)
            columns[i].field = field < FH_TABLE_FIELDS && mapped[field] ? FH_TABLE_EXTRA : field;
        columns[i].name = key_of(names, i, arena);
        if (!columns[i].name.p)
            code = fh_fail_memory(err);
    }
    if (code == 0 && !has_articles(columns, count)) {
        char list[110];
        list_names(names, count, list, sizeof list);
        code = fh_fail(err, FIHRIST_E_INPUT,
                       "no column of titles, texts or comments among %s; name them as in --map "
                       "'COLUMN=text,COLUMN=title'",
                       list);
    }
    *ret_columns = columns;
    return code;
}
