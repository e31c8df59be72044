/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * container_fixture.h: containers made in memory, and what is read of one as a text, a line a
 * member:
 *
 *     1 a.html "content"            a member (long contents as their length)
 *     2 b.html "cont" ! message     one whose stream failed, and why
 *     3 c.html ! message            one that was rejected
 *     ! message                     nothing more can be read
 */
#ifndef FIHRIST_TESTS_CONTAINER_FIXTURE_H
#define FIHRIST_TESTS_CONTAINER_FIXTURE_H

#include "tests/unit/check.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>
#include <zstd.h>

#include "container/container.h"
#include "tests/unit/scratch.h"

enum { FIXTURE_MAX_BYTES = 400 << 20, SHOWN_MAX_BYTES = 100 };

static inline fh_buffer empty(void) {
    return FH_BUFFER(FIXTURE_MAX_BYTES);
}

static inline fh_str str_of(const fh_buffer *buffer) {
    return fh_buffer_str(buffer);
}

/* --- packing --- */

static inline void deflate_into(fh_buffer *out, fh_str text, int window_bits) {
    z_stream zlib = {0};
    assert_int_equal(deflateInit2(&zlib, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t most = deflateBound(&zlib, (uLong)text.n) + 64;
    assert_true(fh_buffer_reserve(out, most));
    zlib.next_in = (Bytef *)(uintptr_t)text.p;
    zlib.avail_in = (uInt)text.n;
    zlib.next_out = (Bytef *)out->p + out->n;
    zlib.avail_out = (uInt)most;
    assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    out->n += zlib.total_out;
    deflateEnd(&zlib);
}

static inline void gzip_into(fh_buffer *out, fh_str text) {
    deflate_into(out, text, 15 + 16);
}

static inline void zstd_into(fh_buffer *out, fh_str text, fh_str dictionary) {
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    size_t most = ZSTD_compressBound(text.n);
    assert_true(fh_buffer_reserve(out, most));
    size_t n = ZSTD_compress_usingDict(zstd, out->p + out->n, most, text.p, text.n, dictionary.p,
                                       dictionary.n, 3);
    assert_false(ZSTD_isError(n));
    out->n += n;
    ZSTD_freeCCtx(zstd);
}

/* --- archives, by libarchive's writer --- */

typedef struct fixture_file {
    const char *path, *content;
    const char *link; /* it is one to there */
    size_t n;         /* bytes, where they are no text; 0: strlen(content) */
    bool directory, hard;
} fixture_file;

static inline void add_file(struct archive *archive, const fixture_file *file) {
    struct archive_entry *entry = archive_entry_new();
    size_t n = file->n ? file->n : file->content ? strlen(file->content) : 0;
    archive_entry_set_pathname(entry, file->path);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, file->directory             ? AE_IFDIR
                                      : file->link && !file->hard ? AE_IFLNK
                                                                  : AE_IFREG);
    if (file->link && file->hard)
        archive_entry_set_hardlink(entry, file->link);
    else if (file->link)
        archive_entry_set_symlink(entry, file->link);
    archive_entry_set_size(entry, (la_int64_t)n);
    assert_true(archive_write_header(archive, entry) >= ARCHIVE_WARN);
    if (n > 0)
        assert_int_equal(archive_write_data(archive, file->content, n), n);
    archive_entry_free(entry);
}

/* Format and filter by libarchive's names; options may be NULL. */
static inline fh_buffer make_archive(const char *format, const char *filter, const char *options,
                                     const fixture_file *files, size_t count) {
    size_t most = 1 << 20, used = 0;
    fh_buffer out = empty();
    struct archive *archive = archive_write_new();
    for (size_t i = 0; i < count; i++)
        most += 4096 + files[i].n * 2;
    assert_true(fh_buffer_reserve(&out, most));
    assert_int_equal(archive_write_set_format_by_name(archive, format), ARCHIVE_OK);
    if (filter)
        assert_int_equal(archive_write_add_filter_by_name(archive, filter), ARCHIVE_OK);
    if (options) {
        archive_write_set_passphrase(archive, "secret");
        assert_int_equal(archive_write_set_options(archive, options), ARCHIVE_OK);
    }
    assert_int_equal(archive_write_open_memory(archive, out.p, most, &used), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++)
        add_file(archive, &files[i]);
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    out.n = used;
    return out;
}

/* One file packed by a filter of libarchive's. */
static inline fh_buffer pack(const char *filter, const char *content) {
    const fixture_file file = {.path = "x", .content = content};
    return make_archive("raw", filter, NULL, &file, 1);
}

/* --- reading --- */

static inline void show_content(fh_buffer *shown, fh_stream *stream, size_t most) {
    fh_buffer content = empty();
    fihrist_error err = {0};
    ssize_t n = 1;
    while (n > 0 && content.n < most) {
        assert_true(fh_buffer_reserve(&content, 65536));
        n = fh_stream_read(stream, content.p + content.n,
                           most - content.n < 65536 ? most - content.n : 65536, &err);
        content.n += n > 0 ? (size_t)n : 0;
    }
    if (content.n <= SHOWN_MAX_BYTES)
        fh_buffer_printf(shown, " \"%.*s\"", (int)content.n, content.p ? content.p : "");
    else
        fh_buffer_printf(shown, " <%zu>", content.n);
    if (n < 0) {
        assert_int_equal(n, err.code);
        fh_buffer_printf(shown, " ! %s", err.message);
    }
    fh_buffer_free(&content);
}

static inline void show_member(fh_buffer *shown, const fh_member *member, size_t most) {
    fh_buffer_printf(shown, "%llu %.*s", (unsigned long long)member->number, (int)member->path.n,
                     member->path.p);
    if (member->media_type.n > 0)
        fh_buffer_printf(shown, " (%.*s)", (int)member->media_type.n, member->media_type.p);
    if (member->origin.charset.n > 0)
        fh_buffer_printf(shown, " [%.*s]", (int)member->origin.charset.n, member->origin.charset.p);
    if (member->is_page)
        fh_buffer_printf(shown, " page '%.*s'", (int)member->title.n,
                         member->title.p ? member->title.p : "");
    if (most > 0)
        show_content(shown, member->stream, most);
    fh_buffer_append_byte(shown, '\n');
}

/* All that is in it, reading up to `most` bytes of each. */
static inline int show_container(fh_buffer *shown, fh_container_kind kind,
                                 const fh_container_source *source, size_t most) {
    fh_container *container;
    fihrist_error err = {0};
    fh_member member;
    int rc = fh_container_open(kind, source, &container, &err);
    bool open = rc == 0;
    while (rc >= 0 && (rc = fh_container_next(container, &member, &err)) != FH_MEMBER_END) {
        if (rc == FH_MEMBER_FILE)
            show_member(shown, &member, most);
        else if (rc == FH_MEMBER_REJECTED)
            fh_buffer_printf(shown, "%llu %.*s ! %s\n", (unsigned long long)member.number,
                             (int)member.path.n, member.path.p, err.message);
    }
    if (rc < 0) {
        assert_int_equal(rc, err.code);
        fh_buffer_printf(shown, "! %s\n", err.message);
    }
    if (open)
        fh_container_close(container);
    return rc;
}

/* The same of bytes in memory (`file` NULL), or of a file that is made of them. */
static inline fh_buffer read_container(fh_container_kind kind, fh_str bytes, const char *name,
                                       const char *file) {
    fh_memory_stream stream = fh_memory_stream_of(bytes);
    fh_container_source source = {.stream = &stream.stream, .fd = -1, .name = fh_str_of(name)};
    fh_buffer shown = empty();
    if (file) {
        source.fd = open(file, O_RDWR | O_CREAT | O_TRUNC, 0600);
        assert_int_equal(write(source.fd, bytes.p, bytes.n), bytes.n);
    }
    show_container(&shown, kind, &source, SIZE_MAX);
    if (file)
        close(source.fd);
    fh_buffer_append_byte(&shown, '\0');
    return shown;
}

/* What is read is this, of memory and of a file. */
static inline void check_container(fh_container_kind kind, fh_str bytes, const char *expected) {
    char *scratch = scratch_new();
    fh_buffer shown = read_container(kind, bytes, "x", NULL);
    assert_string_equal(shown.p, expected);
    fh_buffer_free(&shown);
    shown = read_container(kind, bytes, "x", scratch_path(scratch, "x"));
    assert_string_equal(shown.p, expected);
    fh_buffer_free(&shown);
    scratch_free(scratch);
}

/* An archive that most tests are content with. */
static const fixture_file two_files[] = {{.path = "a.html", .content = "first"},
                                         {.path = "b/c.txt", .content = "second"}};

static inline void check_bytes(fh_container_kind kind, fh_buffer bytes, const char *expected) {
    check_container(kind, str_of(&bytes), expected);
    fh_buffer_free(&bytes);
}

#endif
