/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_writer.c: runs to the file, merged as they come, and their names into the transaction.
 * Each merge reads runs through a mapping of their file and writes behind all of them, so what is
 * committed stays as it is.
 */
#include "indexer/lexicon_writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/lexicon_merge.h"
#include "indexer/lexicon_builder.h"

enum {
    RATIO = 4,            /* a run is so many times as large as the next */
    DEAD_RATIO = 4,       /* the file so many times as large as what is in use of it */
    DEAD_BYTES = 1 << 20, /* and so many bytes, in which small ones need not be looked after */
};

struct fh_lexicon_writer {
    fh_append_disk disk;
    fh_lexicon_directory directory; /* of all that is written, committed or not */
    uint32_t committed_file;        /* number of the committed one; 0: there is none */
    bool changed;                   /* since the last flush */
    bool failed;                    /* what the file or the transaction holds is not known */
    fh_lexicon_builder batch, merged;
    fh_lexicon_merge sources;
};

/* --- open and close --- */

static void remove_file(const fh_lexicon_writer *writer, uint32_t file) {
    char name[FH_LEXICON_NAME_BYTES];
    int fd = open(writer->disk.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    fh_lexicon_name(file, name);
    unlinkat(fd, name, 0);
    close(fd);
}

/* Files that a run left that was killed: one before its commit, or the one before it after that. */
static int remove_others(const char *path, const char *kept, fihrist_error *err) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        int cause = errno;
        if (fd >= 0)
            close(fd);
        return fh_fail_errno(err, cause, "cannot read '%.150s'", path);
    }
    for (struct dirent *entry; (entry = readdir(dir));)
        if (strncmp(entry->d_name, FH_LEXICON_NAME_STEM, strlen(FH_LEXICON_NAME_STEM)) == 0 &&
            strcmp(entry->d_name, kept) != 0)
            unlinkat(fd, entry->d_name, 0);
    closedir(dir);
    return FIHRIST_OK;
}

static int open_fresh(fh_lexicon_writer *writer, const char *path, fihrist_error *err) {
    char name[FH_LEXICON_NAME_BYTES];
    writer->directory = (fh_lexicon_directory){.bytes = FH_APPENDED_HEADER_BYTES, .file = 1};
    writer->changed = true;
    fh_lexicon_name(1, name);
    return fh_append_disk_create(&fh_lexicon_kind, path, name, &writer->directory.id, &writer->disk,
                                 err);
}

static int open_committed(fh_lexicon_writer *writer, const char *path, xc_database *db,
                          fihrist_error *err) {
    fh_lexicon_directory *directory = &writer->directory;
    char name[FH_LEXICON_NAME_BYTES];
    bool changed;
    int code = fh_lexicon_directory_read(directory, db, &changed, err);
    if (code != FIHRIST_OK)
        return code;
    writer->committed_file = directory->file;
    fh_lexicon_name(directory->file, name);
    code = fh_append_disk_open(&fh_lexicon_kind, path, name, directory->id, directory->bytes,
                               &writer->disk, err);
    return code == FIHRIST_OK ? remove_others(path, name, err) : code;
}

int fh_lexicon_writer_open(const char *path, xc_database *db, bool fresh,
                           fh_lexicon_writer **ret_writer, fihrist_error *err) {
    fh_lexicon_writer *writer = fh_calloc(1, sizeof *writer);
    if (!writer)
        return fh_fail_memory(err);
    writer->disk = FH_APPEND_DISK_CLOSED;
    int code = fresh ? open_fresh(writer, path, err) : open_committed(writer, path, db, err);
    if (code == FIHRIST_OK)
        *ret_writer = writer;
    else
        fh_lexicon_writer_close(writer);
    return code;
}

void fh_lexicon_writer_close(fh_lexicon_writer *writer) {
    if (!writer)
        return;
    fh_append_disk_close(&writer->disk);
    fh_lexicon_builder_free(&writer->batch);
    fh_lexicon_builder_free(&writer->merged);
    fh_free(writer);
}

static int check_usable(const fh_lexicon_writer *writer, fihrist_error *err) {
    if (!writer->failed)
        return FIHRIST_OK;
    return fh_fail(err, FIHRIST_E_IO, "cannot write '%.150s/%s': a write failed before",
                   writer->disk.path, writer->disk.name);
}

/* --- what is merged --- */

/* A run that is written next, and with what. */
typedef struct step {
    uint32_t first; /* of the runs that are merged into it */
    bool to_next_file;
} step;

static uint64_t bytes_of_runs(const fh_lexicon_directory *directory, uint32_t first, uint32_t end) {
    uint64_t sum = 0;
    for (uint32_t i = first; i < end; i++)
        sum += directory->runs[i].bytes;
    return sum;
}

static step choose(const fh_lexicon_directory *directory, uint64_t bytes) {
    step chosen = {directory->count, false};
    uint64_t all = bytes + bytes_of_runs(directory, 0, directory->count);
    for (; chosen.first > 0; chosen.first--) {
        uint64_t before = directory->runs[chosen.first - 1].bytes;
        bool too_many = chosen.first == FH_LEXICON_MAX_RUNS;
        if (!too_many && (before >= RATIO * bytes || before + bytes > FH_LEXICON_RUN_MAX_BYTES))
            break;
        bytes += before;
    }
    if (directory->bytes + bytes > DEAD_RATIO * all + DEAD_BYTES && all <= FH_LEXICON_RUN_MAX_BYTES)
        chosen = (step){0, true};
    return chosen;
}

/* --- merging --- */

/* A form whose changes come to nothing is left out: it was not there before, or it goes. Only with
 * the oldest run is a sum all that there is. */
static int merge_language(fh_lexicon_writer *writer, const fh_lexicon_code *code, bool whole,
                          fihrist_error *err) {
    fh_lexicon_sum sum;
    int status = fh_lexicon_merge_start(&writer->sources, code, (fh_str){"", 0}, err);
    while (status >= 0 && (status = fh_lexicon_merge_next(&writer->sources, &sum, err)) > 0) {
        if (sum.change == 0)
            continue;
        if (whole && sum.change < 0)
            return fh_fail(err, FIHRIST_E_CORRUPT,
                           "damaged index: its lexicon does not count what its articles hold");
        status = fh_lexicon_builder_add(&writer->merged, code, sum.form, sum.stem, sum.change, err);
    }
    return status;
}

/* All forms of the sources into one run at `offset` of `disk`. */
static int merge(fh_lexicon_writer *writer, bool whole, fh_append_disk *disk, uint64_t offset,
                 fh_lexicon_run *ret_run, fihrist_error *err) {
    fh_lexicon_code code;
    int status = fh_lexicon_builder_begin(&writer->merged, disk, offset, err);
    if (status == FIHRIST_OK)
        status = fh_lexicon_merge_language(&writer->sources, NULL, &code, err);
    while (status > 0) {
        status = merge_language(writer, &code, whole, err);
        if (status == FIHRIST_OK)
            status = fh_lexicon_merge_language(&writer->sources, &code, &code, err);
    }
    return status == FIHRIST_OK ? fh_lexicon_builder_finish(&writer->merged, ret_run, err) : status;
}

/* --- writing --- */

/* Make the next file, in which nothing is yet. */
static int make_next(const fh_lexicon_writer *writer, uint32_t file, fh_append_disk *ret_disk,
                     uint64_t *ret_id, fihrist_error *err) {
    char name[FH_LEXICON_NAME_BYTES];
    fh_lexicon_name(file, name);
    return fh_append_disk_create(&fh_lexicon_kind, writer->disk.path, name, ret_id, ret_disk, err);
}

/* Put a run in place of those from number `first` on. One without forms is none. */
static void replace_runs(fh_lexicon_directory *directory, uint32_t first,
                         const fh_lexicon_run *run) {
    directory->count = first;
    if (run->bytes == 0)
        return;
    directory->runs[directory->count++] = *run;
    directory->bytes = run->offset + run->bytes;
}

/* Merge the sources into the next file, which takes the place of the one there is. */
static int merge_to_next(fh_lexicon_writer *writer, fihrist_error *err) {
    fh_lexicon_directory next = {.bytes = FH_APPENDED_HEADER_BYTES,
                                 .file = writer->directory.file + 1};
    fh_append_disk disk;
    fh_lexicon_run run;
    int code = make_next(writer, next.file, &disk, &next.id, err);
    if (code == FIHRIST_OK)
        code = merge(writer, true, &disk, next.bytes, &run, err);
    if (code != FIHRIST_OK) {
        fh_append_disk_close(&disk);
        return code;
    }
    replace_runs(&next, 0, &run);
    if (writer->directory.file != writer->committed_file)
        remove_file(writer, writer->directory.file);
    fh_append_disk_close(&writer->disk);
    writer->disk = disk;
    writer->directory = next;
    return FIHRIST_OK;
}

/* The run of the batch is in writer->batch. */
static int merge_with_batch(fh_lexicon_writer *writer, const step *chosen, fh_lexicon_run *batch,
                            fihrist_error *err) {
    fh_lexicon_directory *directory = &writer->directory;
    fh_mapping map = {NULL, 0};
    fh_lexicon_run run;
    int code = fh_mapping_set(&map, writer->disk.path, writer->disk.name, writer->disk.fd,
                              directory->bytes, err);
    if (code != FIHRIST_OK)
        return code;
    fh_lexicon_merge_clear(&writer->sources);
    for (uint32_t i = chosen->first; i < directory->count; i++)
        fh_lexicon_merge_add(&writer->sources, &directory->runs[i],
                             map.bytes + directory->runs[i].offset);
    fh_lexicon_merge_add(&writer->sources, batch, (const uint8_t *)writer->batch.out.p);
    if (chosen->to_next_file) {
        code = merge_to_next(writer, err);
    } else {
        code = merge(writer, chosen->first == 0, &writer->disk, directory->bytes, &run, err);
        if (code == FIHRIST_OK)
            replace_runs(directory, chosen->first, &run);
    }
    fh_mapping_drop(&map);
    return code;
}

static int write_run(fh_lexicon_writer *writer, fh_lexicon_run *batch, fihrist_error *err) {
    fh_lexicon_directory *directory = &writer->directory;
    step chosen = choose(directory, batch->bytes);
    if (chosen.first > 0 && chosen.first == directory->count) {
        batch->offset = directory->bytes;
        int code = fh_append_disk_write(&writer->disk, batch->offset, writer->batch.out.p,
                                        batch->bytes, err);
        if (code == FIHRIST_OK)
            replace_runs(directory, chosen.first, batch);
        return code;
    }
    return merge_with_batch(writer, &chosen, batch, err);
}

/* The batch as a run in memory. */
static int make_run(fh_lexicon_writer *writer, fh_lexicon_batch *batch, fh_lexicon_run *ret_run,
                    fihrist_error *err) {
    int code = fh_lexicon_builder_begin(&writer->batch, NULL, 0, err);
    fh_lexicon_batch_sort(batch);
    for (size_t i = 0; i < fh_lexicon_batch_forms(batch) && code == FIHRIST_OK; i++) {
        fh_lexicon_change one = fh_lexicon_batch_at(batch, i);
        fh_lexicon_code language = fh_lexicon_code_of(one.code);
        if (one.change != 0)
            code = fh_lexicon_builder_add(&writer->batch, &language, one.form, one.stem, one.change,
                                          err);
    }
    return code == FIHRIST_OK ? fh_lexicon_builder_finish(&writer->batch, ret_run, err) : code;
}

int fh_lexicon_writer_append(fh_lexicon_writer *writer, fh_lexicon_batch *batch,
                             fihrist_error *err) {
    fh_lexicon_run run;
    int code = check_usable(writer, err);
    if (code == FIHRIST_OK)
        code = make_run(writer, batch, &run, err);
    fh_lexicon_batch_clear(batch);
    if (code == FIHRIST_OK && run.bytes > 0) {
        code = write_run(writer, &run, err);
        writer->changed = true;
    }
    writer->failed = code != FIHRIST_OK;
    fh_lexicon_builder_free(&writer->merged);
    fh_lexicon_builder_free(&writer->batch);
    return code;
}

int fh_lexicon_writer_flush(fh_lexicon_writer *writer, xc_writer *engine, fihrist_error *err) {
    int code = check_usable(writer, err);
    if (code != FIHRIST_OK || !writer->changed)
        return code;
    code = fh_append_disk_sync(&writer->disk, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_directory_write(&writer->directory, engine, err);
    writer->failed = code != FIHRIST_OK;
    writer->changed = false;
    return code;
}

void fh_lexicon_writer_committed(fh_lexicon_writer *writer) {
    if (writer->committed_file != 0 && writer->committed_file != writer->directory.file)
        remove_file(writer, writer->committed_file);
    writer->committed_file = writer->directory.file;
}

/* --- copying --- */

int fh_lexicon_writer_copy(fh_lexicon_writer *writer, fh_lexicon *from, fihrist_error *err) {
    fh_lexicon_run run;
    int code = check_usable(writer, err);
    if (code != FIHRIST_OK)
        return code;
    fh_lexicon_sources(from, &writer->sources);
    code = merge(writer, true, &writer->disk, writer->directory.bytes, &run, err);
    if (code == FIHRIST_OK)
        replace_runs(&writer->directory, 0, &run);
    writer->failed = code != FIHRIST_OK;
    writer->changed = true;
    fh_lexicon_builder_free(&writer->merged);
    return code;
}
