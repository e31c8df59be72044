/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon.c: looking forms up in all runs at once.
 */
#include "core/lexicon_part.h"

#include <fcntl.h>
#include <unistd.h>

/* --- open and close --- */

/* Open the file that the directory names, in place of the one that is open. */
static int open_file(fh_lexicon *lexicon, fihrist_error *err) {
    const fh_lexicon_directory *directory = &lexicon->directory;
    char name[FH_LEXICON_NAME_BYTES];
    fh_mapping map = {NULL, 0};
    int fd;
    fh_lexicon_name(directory->file, name);
    int code = fh_appended_open(lexicon->path, name, O_RDONLY, &fd, err);
    if (code != FIHRIST_OK)
        return code;
    code = fh_mapping_set(&map, lexicon->path, name, fd, directory->bytes, err);
    if (code == FIHRIST_OK)
        code =
            fh_appended_check(&fh_lexicon_kind, lexicon->path, name, map.bytes, directory->id, err);
    if (code != FIHRIST_OK) {
        fh_mapping_drop(&map);
        close(fd);
        return code;
    }
    fh_mapping_drop(&lexicon->map);
    if (lexicon->fd >= 0)
        close(lexicon->fd);
    lexicon->fd = fd;
    lexicon->map = map;
    lexicon->id = directory->id;
    return FIHRIST_OK;
}

/* Have the committed bytes of the file that the directory names at hand. */
static int map_committed(fh_lexicon *lexicon, fihrist_error *err) {
    char name[FH_LEXICON_NAME_BYTES];
    if (lexicon->fd < 0 || lexicon->id != lexicon->directory.id)
        return open_file(lexicon, err);
    fh_lexicon_name(lexicon->directory.file, name);
    return fh_mapping_set(&lexicon->map, lexicon->path, name, lexicon->fd, lexicon->directory.bytes,
                          err);
}

int fh_lexicon_refresh(fh_lexicon *lexicon, xc_database *db, fihrist_error *err) {
    bool changed;
    int code = fh_lexicon_directory_read(&lexicon->directory, db, &changed, err);
    if (code == FIHRIST_OK && (changed || lexicon->id != lexicon->directory.id ||
                               lexicon->map.n != lexicon->directory.bytes))
        code = map_committed(lexicon, err);
    return code;
}

int fh_lexicon_open(const char *path, xc_database *db, fh_lexicon **ret_lexicon,
                    fihrist_error *err) {
    fh_lexicon *lexicon = fh_calloc(1, sizeof *lexicon);
    if (!lexicon)
        return fh_fail_memory(err);
    lexicon->fd = -1;
    lexicon->path = fh_copy_text(path);
    int code = lexicon->path ? fh_lexicon_refresh(lexicon, db, err) : fh_fail_memory(err);
    if (code == FIHRIST_OK)
        *ret_lexicon = lexicon;
    else
        fh_lexicon_close(lexicon);
    return code;
}

void fh_lexicon_close(fh_lexicon *lexicon) {
    if (!lexicon)
        return;
    fh_mapping_drop(&lexicon->map);
    if (lexicon->fd >= 0)
        close(lexicon->fd);
    fh_free(lexicon->path);
    fh_free(lexicon);
}

/* --- reading --- */

void fh_lexicon_sources(fh_lexicon *lexicon, fh_lexicon_merge *merge) {
    fh_lexicon_merge_clear(merge);
    for (uint32_t i = 0; i < lexicon->directory.count; i++) {
        fh_lexicon_run *run = &lexicon->directory.runs[i];
        fh_lexicon_merge_add(merge, run, lexicon->map.bytes + run->offset);
    }
}

/* The next form that occurs: 1, or 0 where there is none. */
static int next_entry(fh_lexicon *lexicon, fh_lexicon_sum *ret_sum, fihrist_error *err) {
    int status;
    do
        status = fh_lexicon_merge_next(&lexicon->merge, ret_sum, err);
    while (status > 0 && ret_sum->change == 0);
    return status > 0 && ret_sum->change < 0 ? fh_lexicon_damaged(err) : status;
}

static int keep_entry(const fh_lexicon_sum *sum, fh_arena *arena, fh_lexicon_entry *ret_entry,
                      fihrist_error *err) {
    *ret_entry = (fh_lexicon_entry){fh_arena_copy(arena, sum->form),
                                    fh_arena_copy(arena, sum->stem), (uint64_t)sum->change};
    return ret_entry->form.p && ret_entry->stem.p ? FIHRIST_OK : fh_fail_memory(err);
}

int fh_lexicon_find(fh_lexicon *lexicon, fh_language language, fh_str form, fh_arena *arena,
                    fh_lexicon_entry *ret_entry, fihrist_error *err) {
    fh_lexicon_code code = fh_lexicon_code_of(fh_language_code(language));
    fh_lexicon_sum sum = {0};
    fh_lexicon_sources(lexicon, &lexicon->merge);
    int status = fh_lexicon_merge_start(&lexicon->merge, &code, form, err);
    if (status == FIHRIST_OK)
        status = fh_lexicon_merge_next(&lexicon->merge, &sum, err);
    if (status <= 0 || !fh_str_equal(sum.form, form) || sum.change == 0)
        return status < 0 ? status : 0;
    if (sum.change < 0)
        return fh_lexicon_damaged(err);
    status = keep_entry(&sum, arena, ret_entry, err);
    return status < 0 ? status : 1;
}

int fh_lexicon_match(fh_lexicon *lexicon, fh_language language, fh_str pattern, fh_arena *arena,
                     fh_lexicon_entry *ret_entries, size_t room, size_t *ret_count, bool *ret_more,
                     fihrist_error *err) {
    fh_lexicon_code code = fh_lexicon_code_of(fh_language_code(language));
    fh_lexicon_search search;
    fh_lexicon_sum sum;
    *ret_count = 0;
    *ret_more = false;
    if (!fh_lexicon_search_make(&search, pattern))
        return FIHRIST_OK;
    fh_lexicon_sources(lexicon, &lexicon->merge);
    int status = fh_lexicon_merge_search(&lexicon->merge, &code, &search, err);
    while (status >= 0 && (status = next_entry(lexicon, &sum, err)) > 0) {
        if (*ret_count == room) {
            *ret_more = true;
            break;
        }
        status = keep_entry(&sum, arena, &ret_entries[*ret_count], err);
        *ret_count += status == FIHRIST_OK;
    }
    return status < 0 ? status : FIHRIST_OK;
}

int fh_lexicon_count(fh_lexicon *lexicon, uint64_t *ret_count, fihrist_error *err) {
    fh_lexicon_code code;
    fh_lexicon_sum sum;
    uint64_t count = 0;
    fh_lexicon_sources(lexicon, &lexicon->merge);
    int status = fh_lexicon_merge_language(&lexicon->merge, NULL, &code, err);
    while (status > 0) {
        status = fh_lexicon_merge_start(&lexicon->merge, &code, (fh_str){"", 0}, err);
        while (status >= 0 && (status = next_entry(lexicon, &sum, err)) > 0)
            count++;
        if (status == 0)
            status = fh_lexicon_merge_language(&lexicon->merge, &code, &code, err);
    }
    if (status == 0)
        *ret_count = count;
    return status;
}
