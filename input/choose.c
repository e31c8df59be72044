/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * choose.c: names first, since people name files for what they are; then the first bytes.
 */
#include "input/choose.h"
#include "core/slice.h"

/* --- names --- */

static fh_str file_name(fh_str path) {
    const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
    if (!slash)
        return path;
    return (fh_str){slash + 1, (size_t)(path.p + path.n - slash - 1)};
}

/* Without the full stop; empty where there is none. */
static fh_str extension_of(fh_str path) {
    fh_str name = file_name(path);
    const char *stop = name.n ? memrchr(name.p, '.', name.n) : NULL;
    if (!stop || stop == name.p)
        return (fh_str){"", 0};
    return (fh_str){stop + 1, (size_t)(name.p + name.n - stop - 1)};
}

static bool is_one_of(fh_str word, const char *const *words) {
    for (; *words; words++)
        if (fh_str_is(word, *words))
            return true;
    return false;
}

typedef struct named_format {
    fh_input_format format;
    const char *const *extensions;
} named_format;

static const char *const jsonl_names[] = {"jsonl", "ndjson", "json", NULL};
static const char *const html_names[] = {"html", "htm", "xhtml", "shtml", NULL};
static const char *const feed_names[] = {"rss", "atom", "rdf", NULL};
static const char *const csv_names[] = {"csv", "tsv", "tab", NULL};
static const char *const mail_names[] = {"eml", "mbox", NULL};
static const char *const text_names[] = {"txt", "text", "md", NULL};

static const named_format named_formats[] = {{FH_FORMAT_JSONL, jsonl_names},
                                             {FH_FORMAT_HTML, html_names},
                                             {FH_FORMAT_FEED, feed_names},
                                             {FH_FORMAT_CSV, csv_names},
                                             {FH_FORMAT_MAIL, mail_names}};

/* What stands beside pages in folders and archives, and never is one. */
static const char *const passed_over_names[] = {
    "avif", "bmp",  "gif",   "ico",  "jpeg", "jpg",  "jfif", "png", "svg", "tif",  "tiff",
    "webp", "css",  "scss",  "less", "js",   "mjs",  "map",  "ts",  "swf", "eot",  "otf",
    "ttf",  "woff", "woff2", "aac",  "flac", "m4a",  "mp3",  "oga", "ogg", "wav",  "avi",
    "flv",  "m4v",  "mkv",   "mov",  "mp4",  "mpeg", "mpg",  "ogv", "vtt", "webm", "wmv",
    "cdx",  "cdxj", "idx",   "db",   "ini",  "lnk",  NULL};

/* AUTO: the name does not say. */
static fh_input_format format_of_name(fh_str extension) {
    for (size_t i = 0; i < sizeof named_formats / sizeof *named_formats; i++)
        if (is_one_of(extension, named_formats[i].extensions))
            return named_formats[i].format;
    return FH_FORMAT_AUTO;
}

/* --- media types --- */

static const char *const html_types[] = {"text/html", "application/xhtml+xml", NULL};
static const char *const feed_types[] = {"application/rss+xml", "application/atom+xml",
                                         "application/rdf+xml", "application/feed+json", NULL};
static const char *const csv_types[] = {"text/csv", "text/tab-separated-values", NULL};
static const char *const mail_types[] = {"message/rfc822", "application/mbox", NULL};

static fh_input_format format_of_type(fh_str media_type) {
    return is_one_of(media_type, html_types)   ? FH_FORMAT_HTML
           : is_one_of(media_type, feed_types) ? FH_FORMAT_FEED
           : is_one_of(media_type, csv_types)  ? FH_FORMAT_CSV
           : is_one_of(media_type, mail_types) ? FH_FORMAT_MAIL
                                               : FH_FORMAT_AUTO;
}

/* --- the first bytes --- */

static fh_str without_space(fh_str text) {
    if (fh_str_starts_as(text, "\xef\xbb\xbf"))
        text.p += 3, text.n -= 3;
    while (text.n && strchr(" \t\r\n", text.p[0]) && text.p[0])
        text.p++, text.n--;
    return text;
}

static bool is_utf16(fh_str text) {
    return fh_str_starts_as(text, "\xff\xfe") || fh_str_starts_as(text, "\xfe\xff");
}

/* A page may have a NUL or two that somebody's program left in it, as browsers know. */
static bool is_binary(fh_str start, bool page) {
    enum { BYTES_A_NUL = 512 /* of a page, at least */ };
    size_t nuls = 0;
    for (size_t i = 0; i < start.n; i++)
        nuls += start.p[i] == '\0';
    return nuls > 0 && !is_utf16(start) && (!page || nuls * BYTES_A_NUL > start.n);
}

static bool is_object(fh_str start) {
    if (start.n < 2 || start.p[0] != '{')
        return false;
    fh_str key = without_space((fh_str){start.p + 1, start.n - 1});
    return key.n && key.p[0] == '"';
}

/* A line of JSON Lines is a whole object: an opening bracket alone begins another layout. */
static bool is_spread_json(fh_str start) {
    if (start.n == 0)
        return false;
    fh_str rest = without_space((fh_str){start.p + 1, start.n - 1});
    const char *feed = memchr(start.p, '\n', start.n);
    return start.p[0] == '[' || (feed && rest.p > feed);
}

static bool is_json_feed(fh_str start) {
    static const char key[] = "://jsonfeed.org/version/";
    return start.n && start.p[0] == '{' && memmem(start.p, start.n, key, sizeof key - 1);
}

/* Comments, as browsers write them, and a declaration may stand above a page or a feed. */
static fh_str without_prolog(fh_str start) {
    while (fh_str_starts_as(start, "<!--") || fh_str_starts_as(start, "<?")) {
        const char *close = fh_str_starts_as(start, "<!--") ? "-->" : "?>";
        const char *end = memmem(start.p, start.n, close, strlen(close));
        if (!end)
            break;
        end += strlen(close);
        start = without_space((fh_str){end, start.n - (size_t)(end - start.p)});
    }
    return start;
}

static bool is_html(fh_str root) {
    return fh_str_starts_as(root, "<!doctype html") || fh_str_starts_as(root, "<html") ||
           fh_str_starts_as(root, "<head") || fh_str_starts_as(root, "<body");
}

static bool is_feed(fh_str root) {
    return fh_str_starts_as(root, "<rss") || fh_str_starts_as(root, "<feed") ||
           fh_str_starts_as(root, "<rdf:rdf") || fh_str_starts_as(root, "<atom:feed");
}

/* A message begins with the lines of its head, in a box behind a line "From sender date". */
static bool is_mail(fh_str start) {
    static const char *const fields[] = {
        "return-path:",      "received:", "delivered-to:", "message-id:", "mime-version:",
        "x-mozilla-status:", NULL};
    if (fh_str_starts_as(start, "From ") && memchr(start.p, '\n', start.n) &&
        memmem(start.p, start.n, "\nFrom: ", 7))
        return start.p[0] == 'F';
    for (size_t i = 0; fields[i]; i++)
        if (fh_str_starts_as(start, fields[i]))
            return true;
    return false;
}

/* AUTO: they do not say. */
static fh_input_format format_of_start(fh_str start) {
    fh_str rest = without_space(start), root = without_prolog(rest);
    return is_object(rest)  ? FH_FORMAT_JSONL
           : is_html(root)  ? FH_FORMAT_HTML
           : is_feed(root)  ? FH_FORMAT_FEED
           : is_mail(start) ? FH_FORMAT_MAIL
                            : FH_FORMAT_AUTO;
}

/* --- both --- */

static int take_json(fh_str start, fh_choice *choice, fihrist_error *err) {
    fh_str rest = without_space(start);
    bool feed = is_json_feed(rest);
    if (!feed && is_spread_json(rest))
        return fh_fail(err, FIHRIST_E_INPUT,
                       "JSON over several lines; JSON Lines has one article a line");
    choice->reader = feed ? &fh_reader_json_feed : &fh_reader_jsonl;
    return FIHRIST_OK;
}

static int take_format(fh_input_format format, fh_str start, fh_choice *choice,
                       fihrist_error *err) {
    static const fh_reader_format *const readers[] = {[FH_FORMAT_PAGE] = &fh_reader_page,
                                                      [FH_FORMAT_HTML] = &fh_reader_html,
                                                      [FH_FORMAT_FEED] = &fh_reader_feed,
                                                      [FH_FORMAT_CSV] = &fh_reader_table,
                                                      [FH_FORMAT_MAIL] = &fh_reader_mail};
    if (format == FH_FORMAT_JSONL ||
        (format == FH_FORMAT_FEED && without_space(start).n && without_space(start).p[0] == '{'))
        return take_json(start, choice, err);
    choice->reader = readers[format];
    return FIHRIST_OK;
}

/* The page a web archive has at an address whose name says ".xml" or ".php" is what its server said
 * it is. */
static fh_input_format guess(const fh_clues *clues, fh_str extension) {
    fh_input_format format = clues->format;
    if (format == FH_FORMAT_AUTO)
        format = format_of_type(clues->media_type);
    if (format == FH_FORMAT_AUTO && !clues->media_type.n)
        format = format_of_name(extension);
    return format == FH_FORMAT_AUTO ? format_of_start(clues->start) : format;
}

static int refuse(const fh_clues *clues, fh_str extension, fihrist_error *err) {
    if (fh_str_starts_as(without_space(clues->start), "<?xml"))
        return fh_fail(err, FIHRIST_E_INPUT, "XML that is no feed and no page");
    if (!clues->named && extension.n && !is_one_of(extension, text_names))
        return fh_fail(err, FIHRIST_E_INPUT, "no reader for files of this name");
    return FIHRIST_OK;
}

int fh_choose(const fh_clues *clues, fh_choice *ret_choice, fihrist_error *err) {
    fh_str extension = extension_of(clues->path);
    bool asked = clues->format != FH_FORMAT_AUTO || clues->named;
    *ret_choice = (fh_choice){FH_CONTAINER_NONE, NULL};
    ret_choice->container = fh_container_detect(clues->path, clues->start);
    if (ret_choice->container != FH_CONTAINER_NONE)
        return FIHRIST_OK;
    if (!asked && !clues->media_type.n && is_one_of(extension, passed_over_names))
        return FIHRIST_OK;
    fh_input_format format = guess(clues, extension);
    if (is_binary(clues->start, format == FH_FORMAT_HTML))
        return fh_fail(err, FIHRIST_E_INPUT, "not a text");
    if (format != FH_FORMAT_AUTO)
        return take_format(format, clues->start, ret_choice, err);
    int code = refuse(clues, extension, err);
    if (code == FIHRIST_OK)
        ret_choice->reader = &fh_reader_page;
    return code;
}
