/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * input.c: the stream of articles: next file, its articles one by one, what they lack. What a file
 * is read by is opened in open_file.c; position.c knows where the stream stands.
 */
#include "input/input_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/date.h"

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
    int code = options->columns.n ? fh_table_map_check(options->columns, err) : FIHRIST_OK;
    for (size_t i = 0; i < options->path_count && code == FIHRIST_OK; i++)
        code = check_path(options, options->paths[i], err);
    return code;
}

int fh_input_open(const fh_input_options *options, fh_input **ret_input, fihrist_error *err) {
    int rc = check_options(options, err);
    if (rc)
        return rc;
    fh_input *input = fh_calloc(1, sizeof *input);
    if (!input)
        return fh_fail_memory(err);
    input->options = *options;
    input->file_options = (fh_file_options){options->format, options->columns};
    if (options->path_pattern)
        rc = fh_path_pattern_new(options->path_pattern, &input->pattern, err);
    if (rc == 0)
        rc = fh_walk_new(options->paths, options->path_count, &input->walk, err);
    if (rc == 0)
        rc = fh_reading_start(&input->file_options, &FH_READING_LIMITS, &input->process, err);
    if (rc) {
        fh_input_close(input);
        return rc;
    }
    fh_input_hash_options(input);
    fh_hasher options_hasher = input->passed;
    fh_hasher_finish(&options_hasher, input->options_hash.bytes);
    *ret_input = input;
    return 0;
}

void fh_input_close(fh_input *input) {
    if (!input)
        return;
    fh_input_close_file(input);
    fh_reading_stop(input->process);
    fh_walk_free(input->walk);
    fh_path_pattern_free(input->pattern);
    fh_free(input);
}

/* --- one file --- */

bool fh_input_is_rejection(int code) {
    return code == FIHRIST_E_INPUT || code == FIHRIST_E_LIMIT;
}

int fh_input_fail_file(const fh_input *input, int code, fihrist_error *err) {
    return code == FIHRIST_E_MEMORY
               ? code
               : fh_fail_context(err, "'%.*s'", (int)input->file.path.n, input->file.path.p);
}

static int reject(fh_str path, uint64_t line, bool unread, const fihrist_error *why,
                  fh_rejection *ret_rejection) {
    *ret_rejection =
        (fh_rejection){.path = path, .line = line, .unread = unread || why->sys_errno != 0};
    memcpy(ret_rejection->reason, why->message, sizeof ret_rejection->reason);
    return FH_INPUT_REJECTED;
}

/* 0 when a file was opened, or one passed over; FH_INPUT_END + a flag would be one meaning too
 * many, so *ret_end says it. */
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
        rc = fh_input_is_known(input, -1) ? FIHRIST_OK
                                          : fh_input_open_file(input, (fh_input_place){0, 0}, &why);
        if (rc != 0 || !input->open)
            fh_input_pass_file(input);
        if (rc == 0)
            return 0;
    }
    if (rc == FH_WALK_REJECTED || fh_input_is_rejection(rc))
        return reject(input->file.path, 0, false, &why, ret_rejection);
    if (err)
        *err = why;
    return rc == FIHRIST_E_IO ? fh_input_fail_file(input, rc, err) : rc;
}

/* --- one article --- */

static int complete(fh_input *input, const fh_file_item *item, fh_arena *arena, fh_article *article,
                    fihrist_error *err) {
    int rc = 0;
    if (input->pattern)
        rc = fh_path_pattern_apply(input->pattern, item->path, arena, article, err);
    /* A page without the pattern's fields is lost among the others; other formats have their own.
     */
    if (rc && !(rc == FIHRIST_E_INPUT && !item->is_page))
        return rc;
    fh_article_apply_defaults(article, &input->options.defaults);
    if (!fh_str_equal(input->file.path, fh_str_of("-"))) {
        article->file = fh_arena_copy(arena, item->path);
        if (!article->file.p)
            return fh_fail_memory(err);
    }
    return fh_article_finish(article, arena, err);
}

static int next_item(fh_input *input, fh_arena *arena, fh_article *ret_article,
                     fh_file_item *ret_item, fihrist_error *err) {
    return input->reader ? fh_file_next(input->reader, arena, ret_article, ret_item, err)
                         : fh_reading_next(input->process, arena, ret_article, ret_item, err);
}

/* --- what is known --- */

void fh_input_know(fh_input *input, fh_known_files *known, bool read_rejected) {
    input->known = known;
    input->read_rejected = read_rejected;
}

bool fh_input_is_known(fh_input *input, int fd) {
    fh_known_file known;
    if (!input->known ||
        !fh_known_files_find(input->known, &input->file, &input->options_hash, fd, &known) ||
        (known.rejected && input->read_rejected))
        return false;
    input->skipped.articles += known.articles;
    input->skipped.rejected += known.rejected;
    input->passed_over += known.passed_over;
    return true;
}

fh_input_known fh_input_skipped(const fh_input *input) {
    return input->skipped;
}

size_t fh_input_noted(const fh_input *input) {
    return input->known ? fh_known_files_noted(input->known) : 0;
}

uint64_t fh_input_files(const fh_input *input) {
    return input->files;
}

/* What was read of the file, so that it need not be read again: all of it, or nothing. */
static int note(fh_input *input, int got, const fh_article *article, const fh_file_item *item,
                bool unread, fihrist_error *err) {
    if (!input->noting)
        return FIHRIST_OK;
    /* What is added to an article is added anew when that was replaced meanwhile. */
    input->noting = !unread && !(got == FH_INPUT_ARTICLE && article->addition);
    input->noted.rejected += got == FH_INPUT_REJECTED;
    return got == FH_INPUT_ARTICLE && input->noting
               ? fh_known_files_add(input->known, article->id,
                                    item->has_content ? item->content : NULL, err)
               : FIHRIST_OK;
}

static int keep(fh_input *input, const fh_file_item *item, fihrist_error *err) {
    input->skipped.articles++;
    return fh_known_files_keep(input->known, item->content, err);
}

static int end_note(fh_input *input, fihrist_error *err) {
    if (!input->noting)
        return FIHRIST_OK;
    input->noted.passed_over = (uint32_t)(fh_input_passed_over(input) - input->passed_over);
    int ended = fh_known_files_end(input->known, input->fd, &input->noted, err);
    return ended < 0 ? ended : FIHRIST_OK;
}

/* --- the stream --- */

/* What fh_input_next gives for it, and its rejection; FH_INPUT_END: the file is at its end;
 * FH_READ_KNOWN: a page in it is known. */
static int next_of_file(fh_input *input, fh_arena *arena, fh_article *ret_article,
                        fh_file_item *ret_item, fh_rejection *ret_rejection, fihrist_error *err) {
    fihrist_error why = {0};
    int rc = next_item(input, arena, ret_article, ret_item, &why);
    if (rc == FH_READ_ARTICLE) {
        rc = complete(input, ret_item, arena, ret_article, &why);
        if (rc == FIHRIST_OK)
            return FH_INPUT_ARTICLE;
    }
    if (rc == FH_READ_REJECTED || rc == FIHRIST_E_INPUT)
        return reject(ret_item->path, ret_item->line, ret_item->unread, &why, ret_rejection);
    if (rc == FH_READ_END || rc == FH_READ_KNOWN)
        return rc;
    if (err)
        *err = why;
    return fh_input_fail_file(input, rc, err);
}

static int end_file(fh_input *input, fihrist_error *err) {
    int code = end_note(input, err);
    fh_input_close_file(input);
    fh_input_pass_file(input);
    return code;
}

int fh_input_next(fh_input *input, fh_arena *arena, fh_article *ret_article,
                  fh_rejection *ret_rejection, fihrist_error *err) {
    for (;;) {
        bool end = false;
        int rc = input->open ? 0 : open_next(input, ret_rejection, &end, err);
        if (rc || end)
            return rc;
        if (!input->open)
            continue;
        fh_file_item item;
        rc = next_of_file(input, arena, ret_article, &item, ret_rejection, err);
        if (rc == FH_INPUT_ARTICLE || rc == FH_INPUT_REJECTED) {
            bool unread = rc == FH_INPUT_REJECTED && ret_rejection->unread;
            int noted = note(input, rc, ret_article, &item, unread, err);
            return noted < 0 ? noted : rc;
        }
        if (rc == FH_READ_KNOWN)
            rc = keep(input, &item, err);
        else if (rc == FH_INPUT_END)
            rc = end_file(input, err);
        if (rc < 0)
            return rc;
    }
}

/* --- progress --- */

uint64_t fh_input_bytes(const fh_input *input) {
    uint64_t open = !input->open    ? 0
                    : input->reader ? fh_file_bytes(input->reader)
                                    : fh_reading_bytes(input->process);
    return input->bytes + open;
}

uint64_t fh_input_passed_over(const fh_input *input) {
    uint64_t open = !input->open    ? 0
                    : input->reader ? fh_file_passed_over(input->reader)
                                    : fh_reading_passed_over(input->process);
    return input->passed_over + open;
}

fh_input_size fh_input_measure(const fh_input *input) {
    fh_walk *walk;
    fh_walk_file file;
    fh_known_file known;
    fh_input_size size = {0, 0};
    bool unknown = false;
    int rc;
    if (fh_walk_new(input->options.paths, input->options.path_count, &walk, NULL))
        return size;
    while ((rc = fh_walk_next(walk, &file, NULL)) > 0) {
        if (rc != FH_WALK_FILE)
            continue;
        size.files++;
        unknown |= file.named && file.bytes == 0;
        if (!input->known ||
            !fh_known_files_find(input->known, &file, &input->options_hash, -1, &known))
            size.bytes += file.bytes;
    }
    fh_walk_free(walk);
    if (rc < 0 || unknown)
        size.bytes = 0;
    return size;
}
