/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * archive.c: zip, tar, 7z, cpio and xar by libarchive, which reads them in this process: filters
 * for which it would start a program are left out, and formats that read other files (mtree), take
 * anything (raw) or run code of the archive's (rar) are not asked for.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>

#include "container/archive_source.h"
#include "container/member_path.h"
#include "container/part.h"

enum {
    RETRIES_MAX = 100,        /* of what libarchive says can be tried again */
    READ_MAX_BYTES = 4 << 10, /* where it fails, what it has read in that call is lost */
    SKIP_BYTES = 16 << 10,
    /* What libarchive may read at a time that is no content: the list of a million files of a zip
       has about 100 MB. It keeps a name however long, of which cpio says the length in 32 bits. */
    HEADER_MAX_BYTES = 256 << 20
};

typedef struct archive_reader {
    fh_container base;
    struct archive *archive;
    struct archive_entry *entry;
    locale_t names; /* libarchive makes names of the locale's charset; 0: as it is */
    bool single;
    uint64_t number;
    fh_buffer path;
    fihrist_error fatal; /* nothing more can be read */
    /* The present member. */
    fh_stream member;
    bool open, ended;
    fh_ratio ratio;
    fihrist_error damage;
    uint64_t read_before; /* of the archive, when it began */
    uint8_t skipped[SKIP_BYTES];
    fh_archive_source source;
} archive_reader;

/* --- libarchive --- */

static la_ssize_t read_block(struct archive *archive, void *data, const void **ret_block) {
    archive_reader *self = data;
    ssize_t n = fh_archive_source_read(&self->source, ret_block);
    if (n < 0)
        archive_set_error(archive, EIO, "%s", self->source.error.message);
    return n < 0 ? ARCHIVE_FATAL : n;
}

static la_int64_t seek_block(struct archive *archive, void *data, la_int64_t offset, int whence) {
    archive_reader *self = data;
    int64_t to = fh_archive_source_seek(&self->source, offset, whence);
    (void)archive;
    return to < 0 ? ARCHIVE_FATAL : to;
}

static la_int64_t skip_block(struct archive *archive, void *data, la_int64_t bytes) {
    archive_reader *self = data;
    (void)archive;
    return fh_archive_source_skip(&self->source, bytes);
}

typedef int add_reader(struct archive *archive);

/* Not every libarchive has every one in itself: it warns where it would start a program. */
static bool in_this_process(add_reader *add) {
    struct archive *trial = archive_read_new();
    bool here = trial && add(trial) == ARCHIVE_OK;
    archive_read_free(trial);
    return here;
}

/* What libarchive itself unpacks it may keep without a limit that is known here: that can be only
 * tar, whose headers have one. */
static void add_formats(struct archive *archive, bool single, bool packed) {
    static add_reader *const formats[] = {
        archive_read_support_format_tar, archive_read_support_format_zip,
        archive_read_support_format_7zip, archive_read_support_format_cpio,
        archive_read_support_format_xar};
    for (size_t i = 0; !single && i < (packed ? 1 : sizeof formats / sizeof *formats); i++)
        formats[i](archive);
    if (single) {
        archive_read_support_format_raw(archive);
        archive_read_support_format_empty(archive);
    }
}

static void add_filters(struct archive *archive) {
    static add_reader *const filters[] = {
        archive_read_support_filter_gzip,    archive_read_support_filter_bzip2,
        archive_read_support_filter_xz,      archive_read_support_filter_zstd,
        archive_read_support_filter_lz4,     archive_read_support_filter_lzip,
        archive_read_support_filter_compress};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        if (in_this_process(filters[i]))
            filters[i](archive);
}

/* What libarchive last complained of. */
static int fail(archive_reader *self, fihrist_error *err) {
    const char *cause = archive_error_string(self->archive);
    if (self->source.error.code != 0) {
        if (err)
            *err = self->source.error;
        return self->source.error.code;
    }
    /* It is the archive that asks for it, by what it says of itself. */
    if (archive_errno(self->archive) == ENOMEM)
        return fh_fail(err, FIHRIST_E_INPUT, "damaged: it takes more memory than there is");
    return fh_fail(err, FIHRIST_E_INPUT, "damaged: %s", cause ? cause : "it cannot be read");
}

static locale_t enter(const archive_reader *self) {
    return self->names ? uselocale(self->names) : (locale_t)0;
}

static void leave(locale_t before) {
    if (before)
        uselocale(before);
}

static int start_archive(archive_reader *self, fihrist_error *err) {
    self->names = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    self->archive = archive_read_new();
    self->entry = archive_entry_new();
    if (!self->archive || !self->entry)
        return fh_fail_memory(err);
    bool packed = self->source.is_packed;
    add_formats(self->archive, self->single, packed);
    if (self->single || packed)
        add_filters(self->archive);
    archive_read_set_callback_data(self->archive, self);
    archive_read_set_read_callback(self->archive, read_block);
    if (fh_archive_source_seeks(&self->source)) {
        archive_read_set_seek_callback(self->archive, seek_block);
        archive_read_set_skip_callback(self->archive, skip_block);
    }
    locale_t before = enter(self);
    int rc = archive_read_open1(self->archive) == ARCHIVE_OK ? 0 : fail(self, err);
    leave(before);
    return rc;
}

/* --- members --- */

static int count_member(archive_reader *self, size_t n, fihrist_error *err) {
    /* What it takes may have been read with the one before it. */
    self->ratio.packed = self->source.read - self->read_before + FH_PACKED_BLOCK_BYTES;
    self->ratio.plain += n;
    int rc = fh_ratio_check(&self->ratio, err);
    int total = fh_container_count_plain(&self->base, n, rc < 0 ? NULL : err);
    return rc < 0 ? rc : total;
}

/* Some bytes of the member: how many, 0 at its end; negative: self->damage says why. */
static la_ssize_t read_some(archive_reader *self, void *bytes, size_t n) {
    for (int tries = 0; self->damage.code == 0 && !self->ended; tries++) {
        la_ssize_t got =
            archive_read_data(self->archive, bytes, n < READ_MAX_BYTES ? n : READ_MAX_BYTES);
        if (got == ARCHIVE_RETRY && tries < RETRIES_MAX)
            continue;
        if (got < 0)
            fail(self, &self->damage);
        if (got == ARCHIVE_FATAL)
            self->fatal = self->damage;
        if (got > 0)
            count_member(self, (size_t)got, &self->damage);
        self->ended = got == 0;
        if (self->damage.code == 0)
            return got;
    }
    return self->ended ? 0 : self->damage.code;
}

static ssize_t read_member(fh_stream *stream, void *bytes, size_t n, fihrist_error *err) {
    archive_reader *self = (archive_reader *)((char *)stream - offsetof(archive_reader, member));
    locale_t before = enter(self);
    size_t done = 0;
    la_ssize_t got = 1;
    while (done < n && got > 0) {
        got = read_some(self, (char *)bytes + done, n - done);
        done += got > 0 ? (size_t)got : 0;
    }
    leave(before);
    if (got >= 0 || done > 0)
        return (ssize_t)done;
    if (err)
        *err = self->damage;
    return self->damage.code;
}

/* What was not read of the last member. libarchive itself passes over it where it can seek; else it
 * is unpacked, and that has its limits. A bomb is all that is wrong with what nobody wants. */
static int skip_rest(archive_reader *self, fihrist_error *err) {
    bool seeks = fh_archive_source_seeks(&self->source) &&
                 archive_filter_code(self->archive, 0) == ARCHIVE_FILTER_NONE;
    bool open = self->open;
    self->open = false;
    if (open && seeks)
        archive_read_data_skip(self->archive);
    if (!open || seeks)
        return 0;
    while (read_some(self, self->skipped, sizeof self->skipped) > 0)
        continue;
    if (fh_ratio_check(&self->ratio, err) < 0)
        return FIHRIST_E_INPUT;
    return fh_ratio_check(self->base.total, err);
}

/* FH_MEMBER_FILE, FH_MEMBER_REJECTED, or 0: it is passed over. */
static int judge(archive_reader *self, fh_member *ret_member, fihrist_error *err) {
    struct archive_entry *entry = self->entry;
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
        archive_entry_symlink(entry))
        return 0;
    const char *name = self->single ? "data" : archive_entry_pathname(entry);
    fh_path_verdict verdict = fh_member_path(fh_str_of(name), &self->path, err);
    if (name && verdict == FH_PATH_PASSED_OVER)
        return 0;
    ret_member->path = fh_buffer_str(&self->path);
    ret_member->stream = &self->member;
    if (verdict == FH_PATH_GOOD && !archive_entry_is_encrypted(entry))
        return FH_MEMBER_FILE;
    if (!name)
        fh_fail(err, FIHRIST_E_INPUT, "a name that cannot be read");
    else if (verdict == FH_PATH_GOOD)
        fh_fail(err, FIHRIST_E_INPUT, "it is encrypted");
    return FH_MEMBER_REJECTED;
}

/* The next entry: 1; 0: there is none. */
static int next_entry(archive_reader *self, fihrist_error *err) {
    int rc = skip_rest(self, err);
    if (rc < 0)
        return rc;
    if (self->fatal.code != 0) {
        if (err)
            *err = self->fatal;
        return self->fatal.code;
    }
    rc = ARCHIVE_RETRY;
    self->source.most = self->source.read + HEADER_MAX_BYTES;
    for (int tries = 0; rc == ARCHIVE_RETRY && tries < RETRIES_MAX; tries++)
        rc = archive_read_next_header2(self->archive, self->entry);
    self->source.most = UINT64_MAX;
    if (rc == ARCHIVE_EOF)
        return fh_archive_source_finish(&self->source, err);
    if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
        rc = fail(self, &self->fatal);
        if (err)
            *err = self->fatal;
        return rc;
    }
    if (self->single && archive_filter_code(self->archive, 0) == ARCHIVE_FILTER_NONE)
        return fh_fail(err, FIHRIST_E_INPUT, "it is not compressed");
    self->number++;
    self->open = true;
    self->ended = false;
    self->damage = (fihrist_error){0};
    self->ratio = (fh_ratio){0};
    self->read_before = self->source.read;
    return 1;
}

static int next_member(fh_container *container, fh_member *ret_member, fihrist_error *err) {
    archive_reader *self = (archive_reader *)container;
    locale_t before = enter(self);
    int rc;
    do {
        rc = next_entry(self, err);
        if (rc <= 0)
            break;
        rc = judge(self, ret_member, err);
    } while (rc == 0);
    leave(before);
    ret_member->number = self->number;
    return rc;
}

static void close_archive(fh_container *container) {
    archive_reader *self = (archive_reader *)container;
    archive_read_free(self->archive);
    archive_entry_free(self->entry);
    if (self->names)
        freelocale(self->names);
    fh_buffer_free(&self->path);
    fh_archive_source_close(&self->source);
    fh_free(self);
}

static archive_reader *new_reader(const fh_container_source *source, bool single) {
    archive_reader *self = fh_calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->base.next = next_member;
    self->base.close = close_archive;
    self->member.read = read_member;
    self->single = single;
    self->path = FH_BUFFER(FH_PATH_BUFFER_BYTES);
    fh_container_start(&self->base, source);
    return self;
}

static int open_reader(const fh_container_source *source, const fh_str *memory, bool single,
                       fh_container **ret_container, fihrist_error *err) {
    archive_reader *self = new_reader(source, single);
    if (!self)
        return fh_fail_memory(err);
    int rc = fh_archive_source_open(&self->source, &self->base, source, memory, err);
    if (rc == 0)
        rc = start_archive(self, err);
    if (rc < 0) {
        close_archive(&self->base);
        return rc;
    }
    *ret_container = &self->base;
    return 0;
}

int fh_archive_open(const fh_container_source *source, fh_container **ret_container,
                    fihrist_error *err) {
    return open_reader(source, NULL, false, ret_container, err);
}

int fh_archive_open_memory(fh_str bytes, const fh_container_source *source,
                           fh_container **ret_container, fihrist_error *err) {
    return open_reader(source, &bytes, false, ret_container, err);
}

int fh_archive_open_single(const fh_container_source *source, fh_container **ret_container,
                           fihrist_error *err) {
    return open_reader(source, NULL, true, ret_container, err);
}
