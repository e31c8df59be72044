/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * open_file.c: from a path of the walk to an open file, and to who reads it: we ourselves, what is
 * plain JSON Lines or a page of text; a process of its own all else.
 */
#include "input/input_part.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/file_stream.h"

static int open_at(const fh_walk_file *file, int flags) {
    struct stat status;
    bool waits = file->named && fstatat(file->directory_fd, file->name, &status, 0) == 0 &&
                 S_ISFIFO(status.st_mode);
    int before = fh_let_cancel(waits);
    int fd = openat(file->directory_fd, file->name, flags);
    fh_end_cancel(before);
    return fd;
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

/* The beginning: of a file that can be sought without reading it, of a pipe what it gives first. */
static int look(fh_input *input, bool waits, fh_str *ret_start, fihrist_error *err) {
    fh_file_stream pipe = fh_file_stream_of(input->fd);
    fihrist_error why;
    ssize_t n = waits ? fh_stream_read(&pipe.stream, input->start, sizeof input->start, &why)
                      : pread(input->fd, input->start, sizeof input->start, 0);
    int cause = waits && n < 0 ? why.sys_errno : errno;
    *ret_start = (fh_str){input->start, n > 0 ? (size_t)n : 0};
    return n < 0 ? fh_walk_fail(err, cause, "cannot be read") : FIHRIST_OK;
}

static int choose(const fh_input *input, fh_str start, fh_choice *ret_choice, fihrist_error *err) {
    const fh_walk_file *file = &input->file;
    fh_clues clues = {
        .path = file->path, .start = start, .format = input->options.format, .named = file->named};
    return fh_choose(&clues, ret_choice, err);
}

static bool is_ours(const fh_choice *choice) {
    return choice->reader == &fh_reader_jsonl || choice->reader == &fh_reader_page;
}

static bool knows(void *user, const uint8_t content[FH_HASH_BYTES]) {
    return fh_known_files_has(user, content);
}

static int open_reader(fh_input *input, const fh_choice *choice, fh_str start, fh_input_place place,
                       fihrist_error *err) {
    const fh_open_file file = {
        .fd = input->fd, .path = input->file.path, .named = input->file.named, .start = start};
    const fh_file_place skip_to = {place.first, place.second};
    if (!is_ours(choice)) {
        fh_reading_ask(input->process, input->noting ? knows : NULL, input->known);
        return fh_reading_open(input->process, &file, skip_to, err);
    }
    int code = fh_file_open(&file, &input->file_options, &input->reader, err);
    if (code != FIHRIST_OK)
        return code;
    if (choice->reader == &fh_reader_jsonl)
        fh_file_start_at(input->reader, place.first, place.second);
    else
        fh_file_skip_to(input->reader, skip_to);
    return FIHRIST_OK;
}

/* Nothing is open then, and no failure: the file is none that could hold an article. */
static int open_chosen(fh_input *input, fh_input_place place, fihrist_error *err) {
    fh_str start;
    fh_choice choice;
    bool waits = fh_file_stream_of(input->fd).waits;
    int code = look(input, waits, &start, err);
    if (code == FIHRIST_OK)
        code = choose(input, start, &choice, err);
    if (code != FIHRIST_OK)
        return code;
    input->open = choice.reader || choice.container != FH_CONTAINER_NONE;
    if (!input->open) {
        input->passed_over++;
        return FIHRIST_OK;
    }
    input->noting = input->known && !waits && place.first == 0 && place.second == 0;
    input->noted = (fh_known_file){0};
    if (input->noting)
        code = fh_known_files_begin(input->known, &input->file, &input->options_hash, err);
    if (code == FIHRIST_OK)
        code = open_reader(input, &choice, waits ? start : (fh_str){NULL, 0}, place, err);
    input->open = code == FIHRIST_OK;
    input->noting &= input->open;
    return code;
}

static void close_fd(fh_input *input) {
    if (input->fd > STDIN_FILENO)
        close(input->fd);
    input->fd = STDIN_FILENO;
}

int fh_input_open_file(fh_input *input, fh_input_place place, fihrist_error *err) {
    int code = open_fd(&input->file, &input->fd, err);
    if (code == FIHRIST_OK && !fh_input_is_known(input, input->fd))
        code = open_chosen(input, place, err);
    if (!input->open)
        close_fd(input);
    return code;
}

void fh_input_close_file(fh_input *input) {
    const uint64_t before = input->bytes, file_bytes = input->open ? input->file.bytes : 0;
    input->bytes = fh_input_bytes(input);
    if (input->bytes - before < file_bytes) /* no more of it is read */
        input->bytes = before + file_bytes;
    input->passed_over = fh_input_passed_over(input);
    if (input->open && !input->reader)
        fh_reading_close(input->process);
    fh_file_close(input->reader);
    input->reader = NULL;
    input->open = input->noting = false;
    close_fd(input);
}
