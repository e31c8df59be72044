/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * input.c: the stream of articles: next file, its reader, its articles one by one, what they lack,
 * and where the stream stands.
 */
#include "indexer/input.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/date.h"
#include "core/hash.h"
#include "indexer/path_pattern.h"
#include "indexer/reader.h"
#include "indexer/walk.h"

enum { SNIFF_BYTES = 4096 };

struct fh_input {
    fh_input_options options;
    fh_path_pattern *pattern;
    fh_walk *walk;
    fh_hasher passed;  /* options and every file that is behind us */
    uint64_t bytes;    /* read, of files that are behind us */
    fh_walk_file file; /* the file that is open, or was found by a resume and comes next */
    bool found;
    const fh_reader_format *format; /* NULL: no file is open */
    fh_source source;
    void *reader;
};

bool fh_input_format_parse(const char *name, fh_input_format *ret_format) {
    static const char *const names[] = {"auto", "jsonl", "page", "html"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            *ret_format = (fh_input_format)i;
            return true;
        }
    return false;
}

/* --- opening --- */

static int check_path(const fh_input_options *options, const char *path, fihrist_error *err) {
    struct stat status;
    if (strcmp(path, "-") == 0)
        return 0;
    if (stat(path, &status) != 0) {
        int cause = errno;
        fh_fail_errno(err, cause, "cannot open '%s'", path);
        if (cause == ENOENT && err)
            err->code = FIHRIST_E_NOT_FOUND;
        return cause == ENOENT ? FIHRIST_E_NOT_FOUND : FIHRIST_E_IO;
    }
    bool directory = S_ISDIR(status.st_mode);
    if (options->defaults.url.n && (directory || options->path_count > 1))
        return fh_fail(err, FIHRIST_E_USAGE, "one url cannot be that of several files");
    if (!directory && !S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))
        return fh_fail(err, FIHRIST_E_USAGE, "cannot read '%s': not a file", path);
    /* Opening the end of a pipe would take it away from its one reader. */
    if (S_ISFIFO(status.st_mode))
        return 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | (directory ? O_DIRECTORY : 0));
    if (fd < 0)
        return fh_fail_errno(err, errno, "cannot open '%s'", path);
    close(fd);
    return 0;
}

static int check_options(const fh_input_options *options, fihrist_error *err) {
    fh_date date;
    fh_str given = options->defaults.date;
    if (options->path_count == 0)
        return fh_fail(err, FIHRIST_E_USAGE, "no file to read");
    if (given.n && !fh_date_parse(given, &date))
        return fh_fail(err, FIHRIST_E_USAGE, "not a date: '%.*s'", given.n < 60 ? (int)given.n : 60,
                       given.p);
    for (size_t i = 0; i < options->path_count; i++) {
        int rc = check_path(options, options->paths[i], err);
        if (rc)
            return rc;
    }
    return 0;
}

/* Everything that makes other articles of the same files. */
static void hash_options(fh_input *input) {
    const fh_input_options *o = &input->options;
    fh_hasher_start(&input->passed);
    fh_hasher_add(&input->passed, o->defaults.source);
    fh_hasher_add(&input->passed, o->defaults.date);
    fh_hasher_add(&input->passed, o->defaults.lang);
    fh_hasher_add(&input->passed, o->defaults.url);
    fh_hasher_add(&input->passed, fh_str_of(o->path_pattern));
    fh_hasher_add_number(&input->passed, (int64_t)o->format);
}

int fh_input_open(const fh_input_options *options, fh_input **ret_input, fihrist_error *err) {
    int rc = check_options(options, err);
    if (rc)
        return rc;
    fh_input *input = fh_calloc(1, sizeof *input);
    if (!input)
        return fh_fail_memory(err);
    input->options = *options;
    if (options->path_pattern)
        rc = fh_path_pattern_new(options->path_pattern, &input->pattern, err);
    if (rc == 0)
        rc = fh_walk_new(options->paths, options->path_count, &input->walk, err);
    if (rc) {
        fh_input_close(input);
        return rc;
    }
    hash_options(input);
    *ret_input = input;
    return 0;
}

static void hash_file(fh_hasher *hasher, const fh_walk_file *file) {
    fh_hasher_add(hasher, file->path);
    fh_hasher_add_number(hasher, (int64_t)file->device);
    fh_hasher_add_number(hasher, (int64_t)file->inode);
    fh_hasher_add_number(hasher, (int64_t)file->bytes);
    fh_hasher_add_number(hasher, file->mtime_ns);
}

static void pass_file(fh_input *input) {
    hash_file(&input->passed, &input->file);
}

static void close_file(fh_input *input) {
    if (!input->format)
        return;
    input->format->close(input->reader);
    input->bytes += input->source.bytes_read;
    if (input->source.fd > STDIN_FILENO)
        close(input->source.fd);
    input->format = NULL;
}

void fh_input_close(fh_input *input) {
    if (!input)
        return;
    close_file(input);
    fh_walk_free(input->walk);
    fh_path_pattern_free(input->pattern);
    fh_free(input);
}

/* --- choosing a reader --- */

static bool has_extension(fh_str name, const char *extension) {
    size_t n = strlen(extension);
    if (name.n <= n || name.p[name.n - n - 1] != '.')
        return false;
    for (size_t i = 0; i < n; i++)
        if ((name.p[name.n - n + i] | 32) != extension[i])
            return false;
    return true;
}

static bool has_any_extension(fh_str path) {
    const char *slash = memrchr(path.p, '/', path.n);
    const char *name = slash ? slash + 1 : path.p;
    return memchr(name, '.', (size_t)(path.p + path.n - name)) != NULL;
}

static bool starts_with(fh_str text, const char *lower_case) {
    for (size_t i = 0; lower_case[i]; i++)
        if (i >= text.n ||
            (text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 32 : text.p[i]) != lower_case[i])
            return false;
    return true;
}

/* The beginning of a file that can be read from its beginning again; empty for a pipe. */
static int sniff(int fd, char bytes[SNIFF_BYTES], fh_str *ret_start, fihrist_error *err) {
    ssize_t n;
    do
        n = pread(fd, bytes, SNIFF_BYTES, 0);
    while (n < 0 && errno == EINTR);
    *ret_start = (fh_str){bytes, n > 0 ? (size_t)n : 0};
    return n < 0 && errno != ESPIPE ? fh_walk_fail(err, errno, "cannot be read") : 0;
}

static fh_str without_space(fh_str text) {
    if (starts_with(text, "\xef\xbb\xbf"))
        text.p += 3, text.n -= 3;
    while (text.n && strchr(" \t\r\n", text.p[0]) && text.p[0])
        text.p++, text.n--;
    return text;
}

static bool is_utf16(fh_str text) {
    return starts_with(text, "\xff\xfe") || starts_with(text, "\xfe\xff");
}

/* A line of JSON Lines is a whole object: an opening bracket alone begins another layout. */
static bool is_spread_json(fh_str start) {
    fh_str rest = without_space((fh_str){start.p + 1, start.n - 1});
    const char *feed = memchr(start.p, '\n', start.n);
    return start.p[0] == '[' || (feed && rest.p > feed);
}

/* Comments, as browsers write them, may stand above a page. */
static bool is_html(fh_str start) {
    while (starts_with(start, "<!--") || starts_with(start, "<?xml")) {
        const char *end = memchr(start.p, '>', start.n);
        if (!end)
            return false;
        start = without_space((fh_str){end + 1, start.n - (size_t)(end + 1 - start.p)});
    }
    return starts_with(start, "<!doctype html") || starts_with(start, "<html") ||
           starts_with(start, "<head") || starts_with(start, "<body");
}

static int choose_by_content(const fh_walk_file *file, fh_str start, bool named_text,
                             const fh_reader_format **ret_format, fihrist_error *err) {
    fh_str rest = without_space(start);
    bool json = rest.n > 1 && rest.p[0] == '{';
    if (json) {
        fh_str key = without_space((fh_str){rest.p + 1, rest.n - 1});
        json = key.n && key.p[0] == '"';
    }
    if (is_html(rest)) {
        *ret_format = &fh_reader_html;
        return 0;
    }
    if (starts_with(rest, "<?xml"))
        return fh_fail(err, FIHRIST_E_INPUT, "XML, not a text");
    if (!json && !named_text && !file->named && has_any_extension(file->path))
        return fh_fail(err, FIHRIST_E_INPUT, "no reader for files of this name");
    *ret_format = json ? &fh_reader_jsonl : &fh_reader_page;
    return 0;
}

static int choose(const fh_input *input, int fd, const fh_reader_format **ret_format,
                  fihrist_error *err) {
    char bytes[SNIFF_BYTES];
    const fh_walk_file *file = &input->file;
    fh_str start, path = file->path;
    fh_input_format format = input->options.format;
    int rc = sniff(fd, bytes, &start, err);
    if (rc)
        return rc;
    if (start.n && !is_utf16(start) && memchr(start.p, '\0', start.n))
        return fh_fail(err, FIHRIST_E_INPUT, "not a text");
    bool named_json = has_extension(path, "jsonl") || has_extension(path, "ndjson") ||
                      has_extension(path, "json");
    /* What cannot be looked at before it is read is JSON Lines. */
    if (format == FH_FORMAT_AUTO &&
        (named_json || (file->named && start.n == 0 && file->bytes == 0)))
        format = FH_FORMAT_JSONL;
    if (format == FH_FORMAT_JSONL) {
        fh_str rest = without_space(start);
        if (rest.n && is_spread_json(rest))
            return fh_fail(err, FIHRIST_E_INPUT,
                           "JSON over several lines; JSON Lines has one article a line");
        *ret_format = &fh_reader_jsonl;
        return 0;
    }
    bool named_html = has_extension(path, "html") || has_extension(path, "htm") ||
                      has_extension(path, "xhtml") || has_extension(path, "shtml");
    if (format == FH_FORMAT_HTML || (format == FH_FORMAT_AUTO && named_html)) {
        *ret_format = &fh_reader_html;
        return 0;
    }
    if (format == FH_FORMAT_PAGE) {
        *ret_format = &fh_reader_page;
        return 0;
    }
    bool named_text =
        has_extension(path, "txt") || has_extension(path, "text") || has_extension(path, "md");
    return choose_by_content(file, start, named_text, ret_format, err);
}

/* --- one file --- */

/* Nobody may ever write to a pipe, or open its other end: who waits for that can be cancelled, if
 * the thread's owner says so (read_ahead.c). Nowhere else, and never while the thread holds what
 * only it knows of. */
static int let_cancel(bool waits) {
    int before;
    pthread_setcancelstate(waits ? PTHREAD_CANCEL_ENABLE : PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

ssize_t fh_source_read(const fh_source *source, void *bytes, size_t n) {
    ssize_t got;
    int before = let_cancel(source->waits);
    do
        got = read(source->fd, bytes, n);
    while (got < 0 && errno == EINTR);
    pthread_setcancelstate(before, NULL);
    return got;
}

static int open_at(const fh_walk_file *file, int flags) {
    struct stat status;
    bool waits = file->named && fstatat(file->directory_fd, file->name, &status, 0) == 0 &&
                 S_ISFIFO(status.st_mode);
    int before = let_cancel(waits);
    int fd = openat(file->directory_fd, file->name, flags);
    pthread_setcancelstate(before, NULL);
    return fd;
}

/* Whether a read may wait for somebody. */
static bool waits(int fd) {
    struct stat status;
    return fstat(fd, &status) != 0 || !S_ISREG(status.st_mode);
}

static int open_fd(const fh_walk_file *file, int *ret_fd, fihrist_error *err) {
    struct stat status;
    if (strcmp(file->path.p, "-") == 0) {
        *ret_fd = STDIN_FILENO;
        return 0;
    }
    /* Between the walk and here a file may have become something else. */
    int flags = O_RDONLY | O_CLOEXEC | (file->named ? 0 : O_NOFOLLOW | O_NONBLOCK);
    int fd = open_at(file, flags);
    if (fd < 0)
        return fh_walk_fail(err, errno, "cannot be opened");
    if (fstat(fd, &status) != 0 ||
        !(S_ISREG(status.st_mode) || (file->named && S_ISFIFO(status.st_mode)))) {
        close(fd);
        return fh_fail(err, FIHRIST_E_INPUT, "not a file");
    }
    *ret_fd = fd;
    return 0;
}

/* Open input->file. What is wrong with it is a rejection: FIHRIST_E_INPUT. */
static int open_file(fh_input *input, uint64_t offset, uint64_t line, fihrist_error *err) {
    int fd = -1;
    const fh_reader_format *format = NULL;
    int rc = open_fd(&input->file, &fd, err);
    if (rc)
        return rc;
    rc = choose(input, fd, &format, err);
    if (rc == 0 && offset && lseek(fd, (off_t)offset, SEEK_SET) < 0)
        rc = fh_walk_fail(err, errno, "cannot be read");
    input->source = (fh_source){
        .fd = fd, .waits = waits(fd), .offset = offset, .line = line, .bytes_read = offset};
    if (rc == 0)
        rc = format->open(&input->source, &input->reader, err);
    if (rc == 0)
        input->format = format;
    else if (fd > STDIN_FILENO)
        close(fd);
    return rc;
}

static bool is_rejection(int code) {
    return code == FIHRIST_E_INPUT || code == FIHRIST_E_LIMIT;
}

/* What ends the run, with the file it happened at. */
static int fail_file(const fh_input *input, int code, fihrist_error *err) {
    return code == FIHRIST_E_MEMORY
               ? code
               : fh_fail_context(err, "'%.*s'", (int)input->file.path.n, input->file.path.p);
}

static int reject(const fh_input *input, uint64_t line, const fihrist_error *why,
                  fh_rejection *ret_rejection) {
    *ret_rejection =
        (fh_rejection){.path = input->file.path, .line = line, .unread = why->sys_errno != 0};
    memcpy(ret_rejection->reason, why->message, sizeof ret_rejection->reason);
    return FH_INPUT_REJECTED;
}

/* 0 when a file was opened; FH_INPUT_END + a flag would be one meaning too many, so *ret_end says
 * it. */
static int open_next(fh_input *input, fh_rejection *ret_rejection, bool *ret_end,
                     fihrist_error *err) {
    fihrist_error why = {0};
    *ret_end = false;
    int rc = FH_WALK_FILE;
    if (!input->found)
        rc = fh_walk_next(input->walk, &input->file, &why);
    input->found = false;
    if (rc == FH_WALK_END) {
        *ret_end = true;
        return 0;
    }
    if (rc == FH_WALK_FILE) {
        rc = open_file(input, 0, 0, &why);
        if (rc == 0)
            return 0;
        pass_file(input);
    }
    if (rc == FH_WALK_REJECTED || is_rejection(rc))
        return reject(input, 0, &why, ret_rejection);
    if (err)
        *err = why;
    return rc == FIHRIST_E_IO ? fail_file(input, rc, err) : rc;
}

static int complete(fh_input *input, fh_arena *arena, fh_article *article, fihrist_error *err) {
    int rc = 0;
    if (input->pattern)
        rc = fh_path_pattern_apply(input->pattern, input->file.path, arena, article, err);
    /* A page without the pattern's fields is lost among the others; JSON Lines have their own. */
    if (rc && !(rc == FIHRIST_E_INPUT && input->format == &fh_reader_jsonl))
        return rc;
    fh_article_apply_defaults(article, &input->options.defaults);
    if (!fh_str_equal(input->file.path, fh_str_of("-"))) {
        article->file = fh_arena_copy(arena, input->file.path);
        if (!article->file.p)
            return fh_fail_memory(err);
    }
    return fh_article_finish(article, arena, err);
}

int fh_input_next(fh_input *input, fh_arena *arena, fh_article *ret_article,
                  fh_rejection *ret_rejection, fihrist_error *err) {
    for (;;) {
        fihrist_error why = {0};
        uint64_t line = 0;
        bool end = false;
        int rc = input->format ? 0 : open_next(input, ret_rejection, &end, err);
        if (rc || end)
            return rc;
        rc = input->format->next(input->reader, arena, ret_article, &line, &why);
        if (rc == FH_INPUT_END) {
            close_file(input);
            pass_file(input);
            continue;
        }
        if (rc == FH_INPUT_ARTICLE) {
            rc = complete(input, arena, ret_article, &why);
            if (rc == 0)
                return FH_INPUT_ARTICLE;
        }
        if (rc == FH_INPUT_REJECTED || rc == FIHRIST_E_INPUT)
            return reject(input, line, &why, ret_rejection);
        if (err)
            *err = why;
        return fail_file(input, rc, err);
    }
}

/* --- progress and position --- */

uint64_t fh_input_bytes(const fh_input *input) {
    return input->bytes + (input->format ? input->source.bytes_read : 0);
}

uint64_t fh_input_measure(const fh_input *input) {
    fh_walk *walk;
    fh_walk_file file;
    uint64_t bytes = 0;
    int rc;
    if (fh_walk_new(input->options.paths, input->options.path_count, &walk, NULL))
        return 0;
    while ((rc = fh_walk_next(walk, &file, NULL)) > 0) {
        if (rc != FH_WALK_FILE)
            continue;
        if (file.named && file.bytes == 0) {
            bytes = 0;
            break;
        }
        bytes += file.bytes;
    }
    fh_walk_free(walk);
    return rc < 0 ? 0 : bytes;
}

static void print_hash(const fh_hasher *hasher, char hex[FH_HASH_HEX_BYTES]) {
    fh_hasher copy = *hasher;
    uint8_t hash[FH_HASH_BYTES];
    fh_hasher_finish(&copy, hash);
    fh_hash_hex(hash, hex);
}

static void print_file_hash(const fh_walk_file *file, char hex[FH_HASH_HEX_BYTES]) {
    fh_hasher hasher;
    fh_hasher_start(&hasher);
    hash_file(&hasher, file);
    print_hash(&hasher, hex);
}

/* "1 HASH-OF-WHAT-IS-BEHIND HASH-OF-THE-OPEN-FILE OFFSET LINE"; no open file is a "-". */
int fh_input_position(const fh_input *input, fh_buffer *position, fihrist_error *err) {
    char passed[FH_HASH_HEX_BYTES], current[FH_HASH_HEX_BYTES] = "-";
    print_hash(&input->passed, passed);
    if (input->format)
        print_file_hash(&input->file, current);
    bool done = fh_buffer_printf(position, "1 %.*s %.*s %llu %llu", FH_HASH_HEX_BYTES, passed,
                                 input->format ? FH_HASH_HEX_BYTES : 1, current,
                                 input->format ? (unsigned long long)input->source.offset : 0,
                                 input->format ? (unsigned long long)input->source.line : 0);
    return done ? 0 : fh_fail_memory(err);
}

typedef struct place {
    char passed[FH_HASH_HEX_BYTES + 1], current[FH_HASH_HEX_BYTES + 1];
    unsigned long long offset, line;
} place;

static bool read_place(fh_str position, place *ret_place) {
    char text[200];
    int end = 0;
    if (position.n == 0 || position.n >= sizeof text)
        return false;
    memcpy(text, position.p, position.n);
    text[position.n] = '\0';
    return sscanf(text, "1 %32[0-9a-f] %32[-0-9a-f] %llu %llu%n", ret_place->passed,
                  ret_place->current, &ret_place->offset, &ret_place->line, &end) == 4 &&
           (size_t)end == position.n;
}

static void start_again(fh_input *input) {
    close_file(input);
    fh_walk_rewind(input->walk);
    hash_options(input);
    input->bytes = 0;
    input->found = false;
}

/* The file the walk has come to is the one the place is in, or the first behind it. */
static int stop_here(fh_input *input, const place *at, bool *ret_resumed, fihrist_error *err) {
    char current[FH_HASH_HEX_BYTES];
    if (strcmp(at->current, "-") == 0) {
        input->found = *ret_resumed = true;
        return 0;
    }
    print_file_hash(&input->file, current);
    if (memcmp(current, at->current, sizeof current) != 0)
        return 0;
    int rc = open_file(input, at->offset, at->line, err);
    *ret_resumed = rc == 0;
    return is_rejection(rc) ? 0 : rc;
}

int fh_input_resume(fh_input *input, fh_str position, bool *ret_resumed, fihrist_error *err) {
    place at;
    int rc = 0;
    *ret_resumed = false;
    for (size_t i = 0; i < input->options.path_count; i++)
        if (strcmp(input->options.paths[i], "-") == 0)
            return 0;
    if (!read_place(position, &at))
        return 0;
    while (!*ret_resumed) {
        char passed[FH_HASH_HEX_BYTES];
        rc = fh_walk_next(input->walk, &input->file, err);
        if (rc == FH_WALK_REJECTED)
            continue;
        print_hash(&input->passed, passed);
        bool here = memcmp(passed, at.passed, sizeof passed) == 0;
        if (rc == FH_WALK_END)
            *ret_resumed = here && strcmp(at.current, "-") == 0;
        else if (rc == FH_WALK_FILE && here)
            rc = stop_here(input, &at, ret_resumed, err);
        if (rc <= 0)
            break;
        pass_file(input);
        input->bytes += input->file.bytes;
    }
    if (rc == FIHRIST_E_IO)
        rc = fail_file(input, rc, err);
    if (!*ret_resumed)
        start_again(input);
    return rc < 0 ? rc : 0;
}
