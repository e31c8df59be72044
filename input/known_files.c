/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * known_files.c: files in the order in which they were noted: those of DIR/files, which is mapped,
 * then those noted since; and an open hash table over both.
 */
#include "input/known_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/index_part.h"

#define FILES_NAME "files"
#define MAGIC UINT64_C(0x325353454c494646) /* version 2 */

enum {
    FIRST_SLOTS = 1024,
    FRESH_MAX_BYTES = 1 << 30,
    PIECE_BYTES = 1 << 20,
    /* A file that is written again within the tick of its clock keeps its time. */
    RACY_SECONDS = 2
};

typedef struct header {
    uint64_t magic; /* a number, as all else: where their bytes stand in another order it is none */
    char uuid[40];
    uint64_t revision, count;
} header;

/* As it lies in the file, in front of what it says of its articles. */
typedef struct known_file {
    uint8_t path[FH_HASH_BYTES], options[FH_HASH_BYTES], content[FH_HASH_BYTES];
    uint64_t bytes;
    int64_t mtime_ns; /* 0: not to be relied on */
    fh_known_file known;
    uint32_t has_pages; /* known_page follow, in the order of their contents; else ids alone */
} known_file;

/* An article of a container; the content is zero where it is no page. */
typedef struct known_page {
    uint8_t id[FH_HASH_BYTES], content[FH_HASH_BYTES];
} known_page;

typedef struct place {
    const known_file *at; /* NULL: in what is fresh, at `offset` */
    size_t offset;
    bool seen, stale; /* stale: another has taken its place */
} place;

struct fh_known_files {
    char *mapped;
    size_t mapped_bytes;
    fh_buffer fresh;
    place *places;
    size_t count, capacity, old_count; /* of places; those that are mapped */
    uint32_t *slots;                   /* number of a place from 1; 0: free */
    size_t slot_count;
    bool changed;
    bool noting;
    known_file begun;
    size_t begun_at;    /* in what is fresh */
    uint32_t earlier;   /* number of the place of what is begun, from 1; 0: there is none */
    fh_buffer kept_ids; /* of pages */
};

/* --- places --- */

static known_file *file_at(const fh_known_files *files, const place *at) {
    return at->at ? (known_file *)(uintptr_t)at->at : (known_file *)(files->fresh.p + at->offset);
}

static size_t bytes_of(const known_file *file) {
    size_t each = file->has_pages ? sizeof(known_page) : FH_HASH_BYTES;
    return sizeof *file + file->known.articles * each;
}

static uint32_t *slot_of(const fh_known_files *files, const uint8_t path[FH_HASH_BYTES]) {
    size_t mask = files->slot_count - 1, at;
    memcpy(&at, path, sizeof at);
    for (at &= mask; files->slots[at]; at = (at + 1) & mask)
        if (memcmp(file_at(files, &files->places[files->slots[at] - 1])->path, path,
                   FH_HASH_BYTES) == 0)
            break;
    return &files->slots[at];
}

static bool grow_slots(fh_known_files *files) {
    size_t before = files->slot_count;
    uint32_t *old = files->slots;
    uint32_t *slots = fh_calloc(before ? before * 2 : FIRST_SLOTS, sizeof *slots);
    if (!slots)
        return false;
    files->slots = slots;
    files->slot_count = before ? before * 2 : FIRST_SLOTS;
    for (size_t i = 0; i < before; i++)
        if (old[i])
            *slot_of(files, file_at(files, &files->places[old[i] - 1])->path) = old[i];
    fh_free(old);
    return true;
}

static bool add_place(fh_known_files *files, place added) {
    if ((files->count + 1) * 2 >= files->slot_count && !grow_slots(files))
        return false;
    place *places = fh_array_grow(files->places, files->count, &files->capacity, sizeof *places,
                                  FH_KNOWN_FILES_MAX);
    if (!places)
        return false;
    files->places = places;
    places[files->count++] = added;
    uint32_t *slot = slot_of(files, file_at(files, &added)->path);
    if (*slot)
        places[*slot - 1].stale = true;
    *slot = (uint32_t)files->count;
    return true;
}

/* --- open --- */

static bool is_whole(const fh_known_files *files, const char *uuid, uint64_t revision) {
    const header *head = (const header *)files->mapped;
    uint8_t hash[FH_HASH_BYTES];
    if (files->mapped_bytes < sizeof *head + sizeof hash || head->magic != MAGIC ||
        strncmp(head->uuid, uuid, sizeof head->uuid) != 0 || head->revision > revision)
        return false;
    fh_hash((fh_str){files->mapped, files->mapped_bytes - sizeof hash}, hash);
    return memcmp(hash, files->mapped + files->mapped_bytes - sizeof hash, sizeof hash) == 0;
}

static int list(fh_known_files *files, fihrist_error *err) {
    const char *at = files->mapped + sizeof(header);
    const char *end = files->mapped + files->mapped_bytes - FH_HASH_BYTES;
    while ((size_t)(end - at) >= sizeof(known_file)) {
        const known_file *file = (const known_file *)at;
        if (bytes_of(file) > (size_t)(end - at))
            break;
        if (!add_place(files, (place){.at = file}))
            return fh_fail_memory(err);
        at += bytes_of(file);
    }
    files->old_count = files->count;
    return FIHRIST_OK;
}

int fh_known_files_new(fh_known_files **ret_files, fihrist_error *err) {
    fh_known_files *files = fh_calloc(1, sizeof *files);
    if (!files || !grow_slots(files)) {
        fh_free(files);
        return fh_fail_memory(err);
    }
    files->fresh = FH_BUFFER(FRESH_MAX_BYTES);
    files->kept_ids = FH_BUFFER(FRESH_MAX_BYTES);
    *ret_files = files;
    return FIHRIST_OK;
}

static void map(fh_known_files *files, int fd) {
    struct stat status;
    if (fstat(fd, &status) < 0 || status.st_size == 0)
        return;
    void *at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return;
    files->mapped = at;
    files->mapped_bytes = (size_t)status.st_size;
}

int fh_known_files_open(const char *dir, const char *uuid, uint64_t revision,
                        fh_known_files **ret_files, fihrist_error *err) {
    int dir_fd, fd;
    int code = fh_known_files_new(ret_files, err);
    if (code != FIHRIST_OK)
        return code;
    fh_known_files *files = *ret_files;
    if (fh_part_open_dir(dir, &dir_fd, NULL) != FIHRIST_OK)
        return FIHRIST_OK;
    if (fh_part_open(dir, dir_fd, FILES_NAME, O_RDONLY, &fd, NULL) == FIHRIST_OK) {
        map(files, fd);
        close(fd);
    }
    close(dir_fd);
    if (files->mapped && is_whole(files, uuid, revision))
        code = list(files, err);
    if (code != FIHRIST_OK)
        fh_known_files_free(files);
    return code;
}

void fh_known_files_free(fh_known_files *files) {
    if (!files)
        return;
    if (files->mapped)
        munmap(files->mapped, files->mapped_bytes);
    fh_buffer_free(&files->fresh);
    fh_buffer_free(&files->kept_ids);
    fh_free(files->places);
    fh_free(files->slots);
    fh_free(files);
}

/* --- files --- */

/* By its whole name, from wherever it was named. */
static bool hash_path(const fh_walk_file *file, uint8_t ret_hash[FH_HASH_BYTES]) {
    char here[FH_PATH_MAX];
    fh_hasher hasher;
    fh_str before = {"", 0};
    if (file->path.n == 0 || file->path.p[0] != '/') {
        if (!getcwd(here, sizeof here))
            return false;
        before = fh_str_of(here);
    }
    fh_hasher_start(&hasher);
    fh_hasher_add(&hasher, before);
    fh_hasher_add(&hasher, file->path);
    fh_hasher_finish(&hasher, ret_hash);
    return true;
}

/* The hash of all there is in a file. */
static bool hash_content(int fd, uint8_t ret_hash[FH_HASH_BYTES]) {
    uint8_t *piece = fh_malloc(PIECE_BYTES);
    struct sha256_ctx state;
    off_t at = 0;
    ssize_t n = -1;
    sha256_init(&state);
    while (piece && (n = pread(fd, piece, PIECE_BYTES, at)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        sha256_update(&state, (size_t)n, piece);
        at += n;
    }
    sha256_digest(&state, FH_HASH_BYTES, ret_hash);
    fh_free(piece);
    return n == 0;
}

static bool is_same_content(const known_file *file, int fd) {
    uint8_t content[FH_HASH_BYTES];
    return fd >= 0 && hash_content(fd, content) &&
           memcmp(content, file->content, sizeof content) == 0;
}

/* The same, with the time it has now, so that it need not be looked into again. */
static bool renew(fh_known_files *files, const place *known, int64_t mtime_ns) {
    size_t bytes = bytes_of(file_at(files, known)), offset = files->fresh.n;
    if (!fh_buffer_reserve(&files->fresh, bytes))
        return false;
    fh_buffer_append(&files->fresh, file_at(files, known), bytes);
    ((known_file *)(files->fresh.p + offset))->mtime_ns = mtime_ns;
    files->changed = true;
    return add_place(files, (place){.offset = offset, .seen = true});
}

bool fh_known_files_find(fh_known_files *files, const fh_walk_file *file,
                         const fh_reading_options_hash *options, int fd, fh_known_file *ret_known) {
    uint8_t path[FH_HASH_BYTES];
    uint32_t number = hash_path(file, path) ? *slot_of(files, path) : 0;
    if (number == 0)
        return false;
    place *at = &files->places[number - 1];
    const known_file *known = file_at(files, at);
    if (known->bytes != file->bytes ||
        memcmp(known->options, options->bytes, sizeof options->bytes) != 0)
        return false;
    *ret_known = known->known;
    if (known->mtime_ns == file->mtime_ns) {
        at->seen = true;
        return true;
    }
    return is_same_content(known, fd) && renew(files, at, file->mtime_ns);
}

/* --- noting --- */

int fh_known_files_begin(fh_known_files *files, const fh_walk_file *file,
                         const fh_reading_options_hash *options, fihrist_error *err) {
    known_file *begun = &files->begun;
    *begun = (known_file){.bytes = file->bytes, .mtime_ns = file->mtime_ns, .has_pages = 1};
    memcpy(begun->options, options->bytes, sizeof begun->options);
    if (files->noting)
        files->fresh.n = files->begun_at;
    files->begun_at = files->fresh.n;
    files->noting = true;
    if (!hash_path(file, begun->path))
        return fh_fail_errno(err, errno, "cannot tell the current directory");
    files->earlier = *slot_of(files, begun->path);
    if (files->earlier && memcmp(file_at(files, &files->places[files->earlier - 1])->options,
                                 begun->options, sizeof begun->options) != 0)
        files->earlier = 0;
    return fh_buffer_append(&files->fresh, begun, sizeof *begun) ? FIHRIST_OK : fh_fail_memory(err);
}

static int add_page(fh_known_files *files, const known_page *page, fihrist_error *err) {
    files->begun.known.articles++;
    return fh_buffer_append(&files->fresh, page, sizeof *page) ? FIHRIST_OK : fh_fail_memory(err);
}

int fh_known_files_add(fh_known_files *files, fh_str id, const uint8_t *content,
                       fihrist_error *err) {
    known_page page = {.content = {0}};
    fh_hash(id, page.id);
    if (content)
        memcpy(page.content, content, sizeof page.content);
    return add_page(files, &page, err);
}

static int by_content(const void *a, const void *b) {
    return memcmp(((const known_page *)a)->content, ((const known_page *)b)->content,
                  FH_HASH_BYTES);
}

static const known_page *find_page(const fh_known_files *files,
                                   const uint8_t content[FH_HASH_BYTES]) {
    known_page key;
    if (files->earlier == 0)
        return NULL;
    const known_file *file = file_at(files, &files->places[files->earlier - 1]);
    memcpy(key.content, content, sizeof key.content);
    return file->has_pages
               ? bsearch(&key, file + 1, file->known.articles, sizeof(known_page), by_content)
               : NULL;
}

bool fh_known_files_has(const fh_known_files *files, const uint8_t content[FH_HASH_BYTES]) {
    return find_page(files, content) != NULL;
}

int fh_known_files_keep(fh_known_files *files, const uint8_t content[FH_HASH_BYTES],
                        fihrist_error *err) {
    const known_page *found = find_page(files, content);
    if (!found)
        return FIHRIST_OK;
    known_page page = *found; /* it may lie in what grows */
    return fh_buffer_append(&files->kept_ids, page.id, sizeof page.id) ? add_page(files, &page, err)
                                                                       : fh_fail_memory(err);
}

/* Articles that are no pages of a container need no more than their ids. */
static void settle_pages(fh_known_files *files) {
    known_file *begun = &files->begun;
    char *first = files->fresh.p + files->begun_at + sizeof *begun;
    known_page *pages = (known_page *)first;
    const uint8_t none[FH_HASH_BYTES] = {0};
    const size_t count = begun->known.articles;
    bool has_pages = false;
    for (size_t i = 0; i < count && !has_pages; i++)
        has_pages = memcmp(pages[i].content, none, sizeof none) != 0;
    begun->has_pages = has_pages;
    if (has_pages)
        qsort(pages, count, sizeof *pages, by_content);
    for (size_t i = 0; i < count && !has_pages; i++)
        memmove(first + i * FH_HASH_BYTES, pages[i].id, FH_HASH_BYTES);
    files->fresh.n = files->begun_at + bytes_of(begun);
}

static int64_t time_of(const struct stat *status) {
    return (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

int fh_known_files_end(fh_known_files *files, int fd, const fh_known_file *known,
                       fihrist_error *err) {
    known_file *begun = &files->begun;
    struct stat now;
    bool same = hash_content(fd, begun->content) && fstat(fd, &now) == 0 &&
                (uint64_t)now.st_size == begun->bytes && time_of(&now) == begun->mtime_ns;
    files->noting = false;
    if (!same) {
        files->fresh.n = files->begun_at;
        return 0;
    }
    if (time(NULL) - now.st_mtim.tv_sec < RACY_SECONDS)
        begun->mtime_ns = 0;
    begun->known.rejected = known->rejected;
    begun->known.passed_over = known->passed_over;
    settle_pages(files);
    memcpy(files->fresh.p + files->begun_at, begun, sizeof *begun);
    files->changed = true;
    return add_place(files, (place){.offset = files->begun_at, .seen = true}) ? 1
                                                                              : fh_fail_memory(err);
}

size_t fh_known_files_noted(const fh_known_files *files) {
    return files->count - files->old_count;
}

bool fh_known_files_visit(const fh_known_files *files, fh_id_visitor visit, void *user) {
    for (size_t i = 0; i < files->count; i++) {
        const known_file *file = file_at(files, &files->places[i]);
        const uint8_t *id = (const uint8_t *)(file + 1),
                      *end = (const uint8_t *)file + bytes_of(file);
        for (; files->places[i].seen && id < end;
             id += file->has_pages ? sizeof(known_page) : FH_HASH_BYTES)
            if (!visit(user, id))
                return false;
    }
    for (size_t at = 0; at < files->kept_ids.n; at += FH_HASH_BYTES)
        if (!visit(user, (const uint8_t *)files->kept_ids.p + at))
            return false;
    return true;
}

/* --- save --- */

static bool is_kept(const fh_known_files *files, size_t number, size_t noted, bool seen_only) {
    const place *at = &files->places[number];
    return !at->stale && (at->seen || !seen_only) && number < files->old_count + noted;
}

int fh_known_files_save(fh_known_files *files, const char *dir, const char *uuid, uint64_t revision,
                        size_t noted, bool seen_only, fihrist_error *err) {
    header head = {.magic = MAGIC, .revision = revision};
    fh_buffer all = FH_BUFFER((size_t)FRESH_MAX_BYTES * 2);
    uint8_t hash[FH_HASH_BYTES];
    for (size_t i = 0; i < files->count; i++) {
        bool kept = is_kept(files, i, noted, seen_only);
        head.count += kept;
        files->changed |= !kept;
    }
    if (!files->changed)
        return FIHRIST_OK;
    strncpy(head.uuid, uuid, sizeof head.uuid - 1);
    fh_buffer_append(&all, &head, sizeof head);
    for (size_t i = 0; i < files->count; i++) {
        const known_file *file = file_at(files, &files->places[i]);
        if (is_kept(files, i, noted, seen_only))
            fh_buffer_append(&all, file, bytes_of(file));
    }
    fh_hash(fh_buffer_str(&all), hash);
    fh_buffer_append(&all, hash, sizeof hash);
    int code = all.failed ? fh_fail_memory(err)
                          : fh_part_replace(dir, FILES_NAME, fh_buffer_str(&all), err);
    fh_buffer_free(&all);
    return code;
}

int fh_known_files_forget(const char *dir, fihrist_error *err) {
    int dir_fd;
    int code = fh_part_open_dir(dir, &dir_fd, err);
    if (code != FIHRIST_OK)
        return code;
    if (unlinkat(dir_fd, FILES_NAME, 0) < 0 && errno != ENOENT)
        code = fh_fail_errno(err, errno, "cannot remove '%.150s/" FILES_NAME "'", dir);
    close(dir_fd);
    return code;
}
