/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * file_reader.c: a stack of open containers, and above it the document that is being read.
 */
#include "input/file_reader.h"

#include <errno.h>
#include <unistd.h>

#include "input/file_stream.h"

enum {
    FILE_PATH_MAX_BYTES = 64 << 10,
    PATH_MAX_BYTES =
        FILE_PATH_MAX_BYTES + FH_CONTAINER_MAX_DEPTH * (FH_CONTAINER_MAX_PATH_BYTES + 1)
};

/* Something that is read: the file, or a member of the container below. */
typedef struct level {
    fh_container *container; /* NULL: it is a document, and nothing is above */
    fh_container_kind kind;
    fh_peeked_stream peeked; /* its bytes, where they cannot be sought */
    char start[FH_CONTAINER_START_BYTES];
    size_t path_bytes; /* of the path up to here */
} level;

struct fh_file_reader {
    fh_open_file file;
    fh_file_options options;
    fh_file_stream stream;
    level levels[FH_CONTAINER_MAX_DEPTH + 1];
    size_t depth; /* containers that are open */
    bool begun;
    fh_buffer path;
    fh_arena *behind;               /* of what is read only to be passed over */
    const fh_reader_format *format; /* of the document that is open; NULL: none is */
    void *state;
    fh_origin origin;
    fh_str title;          /* that its container gives it */
    uint64_t offset, line; /* where a plain file of JSON Lines begins */
    fh_file_place here, skip_to;
    uint64_t passed_over;
    fh_file_tell tell;
    void *user;
    fh_file_knows knows;
    void *knowing;
    bool has_content; /* of the document that is open */
    uint8_t content[FH_HASH_BYTES];
};

int fh_file_open(const fh_open_file *file, const fh_file_options *options,
                 fh_file_reader **ret_reader, fihrist_error *err) {
    fh_file_reader *reader = fh_calloc(1, sizeof *reader);
    if (!reader)
        return fh_fail_memory(err);
    reader->file = *file;
    reader->options = *options;
    reader->stream = fh_file_stream_of(file->fd);
    reader->path = FH_BUFFER(PATH_MAX_BYTES);
    reader->behind = fh_arena_new();
    if (!reader->behind || !fh_buffer_append_str(&reader->path, file->path)) {
        fh_file_close(reader);
        return fh_fail_memory(err);
    }
    *ret_reader = reader;
    return FIHRIST_OK;
}

static void close_document(fh_file_reader *reader) {
    if (!reader->format)
        return;
    reader->format->close(reader->state);
    reader->format = NULL;
    reader->here = (fh_file_place){reader->here.document + 1, 0};
}

static level *top(fh_file_reader *reader) {
    return &reader->levels[reader->depth];
}

static void leave_container(fh_file_reader *reader) {
    reader->depth--;
    fh_container_close(top(reader)->container);
    top(reader)->container = NULL;
    reader->path.n = top(reader)->path_bytes;
}

void fh_file_close(fh_file_reader *reader) {
    if (!reader)
        return;
    close_document(reader);
    while (reader->depth > 0)
        leave_container(reader);
    fh_buffer_free(&reader->path);
    fh_arena_free(reader->behind);
    fh_free(reader);
}

void fh_file_skip_to(fh_file_reader *reader, fh_file_place place) {
    reader->skip_to = place;
}

void fh_file_start_at(fh_file_reader *reader, uint64_t offset, uint64_t line) {
    reader->offset = offset;
    reader->line = line;
}

void fh_file_tell_to(fh_file_reader *reader, fh_file_tell tell, void *user) {
    reader->tell = tell;
    reader->user = user;
}

void fh_file_ask(fh_file_reader *reader, fh_file_knows knows, void *user) {
    reader->knows = knows;
    reader->knowing = user;
}

fh_file_place fh_file_here(const fh_file_reader *reader) {
    return reader->here;
}

uint64_t fh_file_bytes(const fh_file_reader *reader) {
    off_t at = reader->stream.waits ? -1 : lseek(reader->file.fd, 0, SEEK_CUR);
    if (at < 0)
        return reader->file.start.n + reader->stream.bytes;
    /* What is sought in leaves the file where it is. */
    uint64_t packed = reader->depth > 0 ? fh_container_read(reader->levels[0].container) : 0;
    return packed > (uint64_t)at ? packed : (uint64_t)at;
}

uint64_t fh_file_passed_over(const fh_file_reader *reader) {
    return reader->passed_over;
}

void *fh_file_jsonl(const fh_file_reader *reader) {
    return reader->depth == 0 && reader->format == &fh_reader_jsonl ? reader->state : NULL;
}

/* --- where it is --- */

static fh_file_item item_here(const fh_file_reader *reader, uint64_t line, bool is_document) {
    fh_file_item item = {.path = fh_buffer_str(&reader->path),
                         .place = reader->here,
                         .line = line,
                         .is_document = is_document,
                         .is_page =
                             reader->format == &fh_reader_html || reader->format == &fh_reader_page,
                         .has_content = reader->format && reader->has_content};
    memcpy(item.content, reader->content, sizeof item.content);
    return item;
}

static int tell(fh_file_reader *reader, bool is_document, fihrist_error *err) {
    fh_file_item item = item_here(reader, 0, is_document);
    return reader->tell ? reader->tell(reader->user, &item, err) : FIHRIST_OK;
}

/* Whether what stands here lies in front of where reading begins. */
static bool is_behind(const fh_file_reader *reader) {
    return reader->here.document < reader->skip_to.document ||
           (reader->here.document == reader->skip_to.document &&
            reader->here.item < reader->skip_to.item);
}

static bool is_own_fault(int code) {
    return code == FIHRIST_E_INPUT || code == FIHRIST_E_IO || code == FIHRIST_E_LIMIT;
}

/* What cannot be opened counts as a document with one item. FH_READ_END: it is behind. */
static int reject(fh_file_reader *reader, int code, bool is_document, const fihrist_error *err,
                  fh_file_item *ret_item) {
    bool behind = is_behind(reader);
    if (!is_own_fault(code))
        return code;
    *ret_item = item_here(reader, 0, is_document);
    ret_item->unread = code == FIHRIST_E_IO || (err && err->sys_errno != 0);
    reader->here = (fh_file_place){reader->here.document + 1, 0};
    return behind ? FH_READ_END : FH_READ_REJECTED;
}

/* --- opening --- */

/* What is to be opened. */
typedef struct opening {
    fh_stream *stream;
    fh_str name; /* by which a reader is chosen */
    fh_str media_type;
    bool is_file;
} opening;

/* The first bytes. Of a file that can be sought nothing is read for that; of all else they are
 * read, and its stream becomes one that has them again. */
static int look(fh_file_reader *reader, opening *what, fh_str *ret_start, fihrist_error *err) {
    level *here = top(reader);
    int code = FIHRIST_OK;
    if (!what->is_file || reader->stream.waits) {
        if (what->is_file)
            here->peeked = fh_peeked_stream_of(what->stream, reader->file.start);
        else
            code = fh_peek(what->stream, here->start, sizeof here->start, &here->peeked, err);
        *ret_start = here->peeked.left;
        what->stream = &here->peeked.stream;
        return code;
    }
    ssize_t n = pread(reader->file.fd, here->start, sizeof here->start, 0);
    if (n < 0 || lseek(reader->file.fd, 0, SEEK_SET) < 0)
        return fh_fail_errno(err, errno, "cannot be read");
    *ret_start = (fh_str){here->start, (size_t)n};
    return FIHRIST_OK;
}

static int enter_container(fh_file_reader *reader, fh_container_kind kind, const opening *what,
                           fihrist_error *err) {
    bool can_seek = what->is_file && !reader->stream.waits;
    if (reader->depth == FH_CONTAINER_MAX_DEPTH)
        return fh_fail(err, FIHRIST_E_INPUT, "a container more than %d deep in others",
                       FH_CONTAINER_MAX_DEPTH);
    fh_container_source source = {
        .stream = what->stream,
        .fd = can_seek ? reader->file.fd : -1,
        .name = what->name,
        .outer = reader->depth > 0 ? reader->levels[reader->depth - 1].container : NULL};
    int code = tell(reader, false, err);
    if (code == FIHRIST_OK)
        code = fh_container_open(kind, &source, &top(reader)->container, err);
    if (code != FIHRIST_OK)
        return code;
    top(reader)->kind = kind;
    top(reader)->path_bytes = reader->path.n;
    reader->depth++;
    return FIHRIST_OK;
}

/* A document all of which is behind is counted, not read. */
static int enter_document(fh_file_reader *reader, const fh_reader_format *format,
                          const opening *what, fihrist_error *err) {
    if (reader->here.document < reader->skip_to.document) {
        reader->here.document++;
        return FIHRIST_OK;
    }
    int code = tell(reader, true, err);
    if (code == FIHRIST_OK)
        code = format->open(what->stream, &reader->origin, &reader->state, err);
    if (code != FIHRIST_OK)
        return code;
    reader->format = format;
    if (reader->offset == 0 || !what->is_file || format != &fh_reader_jsonl)
        return FIHRIST_OK;
    fh_jsonl_start_at(reader->state, reader->offset, reader->line);
    return lseek(reader->file.fd, (off_t)reader->offset, SEEK_SET) < 0
               ? fh_fail_errno(err, errno, "cannot be read")
               : FIHRIST_OK;
}

static int enter(fh_file_reader *reader, opening *what, fihrist_error *err) {
    fh_choice choice;
    fh_clues clues = {.path = what->name,
                      .media_type = what->media_type,
                      .format = reader->options.format,
                      .named = what->is_file && reader->file.named};
    int code = look(reader, what, &clues.start, err);
    if (code == FIHRIST_OK)
        code = fh_choose(&clues, &choice, err);
    if (code != FIHRIST_OK)
        return code;
    if (choice.container != FH_CONTAINER_NONE)
        return enter_container(reader, choice.container, what, err);
    if (choice.reader)
        return enter_document(reader, choice.reader, what, err);
    reader->passed_over++;
    return FIHRIST_OK;
}

static int enter_file(fh_file_reader *reader, fihrist_error *err) {
    opening what = {.stream = &reader->stream.stream, .name = reader->file.path, .is_file = true};
    reader->begun = true;
    reader->origin = (fh_origin){.columns = reader->options.columns};
    return enter(reader, &what, err);
}

/* What is compressed alone goes by the name of the file it is in. */
static bool set_path(fh_file_reader *reader, const fh_member *member) {
    const level *container = &reader->levels[reader->depth - 1];
    reader->path.n = container->path_bytes;
    return !member->path.n || container->kind == FH_CONTAINER_COMPRESSED ||
           (fh_buffer_append_byte(&reader->path, '/') &&
            fh_buffer_append_str(&reader->path, member->path));
}

/* Asks of what the article of a page is made of, which is more than its bytes. */
static bool is_known(void *user, fh_str bytes) {
    fh_file_reader *reader = user;
    const fh_str path = fh_buffer_str(&reader->path);
    const size_t file_bytes = reader->file.path.n;
    fh_hasher hasher;
    fh_hasher_start(&hasher);
    fh_hasher_add(&hasher, (fh_str){path.p + file_bytes, path.n - file_bytes});
    fh_hasher_add(&hasher, reader->origin.url);
    fh_hasher_add(&hasher, reader->origin.charset);
    fh_hasher_add(&hasher, reader->title);
    fh_hasher_add(&hasher, bytes);
    fh_hasher_finish(&hasher, reader->content);
    reader->has_content = true;
    return reader->knows(reader->knowing, reader->content);
}

static int enter_member(fh_file_reader *reader, const fh_member *member, fihrist_error *err) {
    opening what = {
        .stream = member->stream, .name = member->path, .media_type = member->media_type};
    reader->origin = member->origin;
    reader->origin.columns = reader->options.columns;
    reader->origin.is_known = reader->knows ? is_known : NULL;
    reader->origin.user = reader;
    reader->has_content = false;
    reader->title = member->title;
    return enter(reader, &what, err);
}

/* The container is at its end, or broken: go on behind it. */
static int end_container(fh_file_reader *reader, int code, const fihrist_error *err,
                         fh_file_item *ret_item) {
    leave_container(reader);
    return code == FH_MEMBER_END ? FH_READ_END : reject(reader, code, false, err, ret_item);
}

static int next_member(fh_file_reader *reader, fh_file_item *ret_item, fihrist_error *err) {
    fh_member member;
    level *container = &reader->levels[reader->depth - 1];
    reader->path.n = container->path_bytes;
    int code = tell(reader, false, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_container_next(container->container, &member, err);
    if (code <= 0)
        return end_container(reader, code, err, ret_item);
    if (!set_path(reader, &member))
        return fh_fail_memory(err);
    code = code == FH_MEMBER_REJECTED ? FIHRIST_E_INPUT : enter_member(reader, &member, err);
    return code == FIHRIST_OK ? FH_READ_END : reject(reader, code, true, err, ret_item);
}

/* --- reading --- */

/* FH_READ_END: the document is. */
static int next_item(fh_file_reader *reader, fh_arena *arena, fh_article *ret_article,
                     fh_file_item *ret_item, fihrist_error *err) {
    uint64_t line = 0;
    bool behind = is_behind(reader);
    if (behind) {
        arena = reader->behind;
        fh_arena_reset(arena);
    }
    int got = reader->format->next(reader->state, arena, ret_article, &line, err);
    *ret_item = item_here(reader, line, true);
    if (got == FIHRIST_E_IO && fh_file_jsonl(reader))
        return got;
    if (got == FH_READ_END || (got < 0 && !is_own_fault(got))) {
        close_document(reader);
        return got;
    }
    reader->here.item++;
    if (got == FH_READ_ARTICLE && !ret_article->title.n && reader->title.n)
        ret_article->title = fh_arena_copy(arena, reader->title);
    if (got < 0) {
        ret_item->unread = got == FIHRIST_E_IO;
        close_document(reader);
        got = FH_READ_REJECTED;
    }
    return behind ? FH_READ_END : got;
}

int fh_file_next(fh_file_reader *reader, fh_arena *arena, fh_article *ret_article,
                 fh_file_item *ret_item, fihrist_error *err) {
    int got = FH_READ_END;
    while (got == FH_READ_END) {
        if (reader->format) {
            got = next_item(reader, arena, ret_article, ret_item, err);
        } else if (!reader->begun) {
            int code = enter_file(reader, err);
            got = code == FIHRIST_OK ? FH_READ_END : reject(reader, code, true, err, ret_item);
        } else if (reader->depth > 0) {
            got = next_member(reader, ret_item, err);
        } else {
            break;
        }
    }
    return got;
}
