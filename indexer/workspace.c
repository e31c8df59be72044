/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * workspace.c: open an index to change it, or make a new one. The manifest of a new index is
 * written last: until then it is no index, and the next run begins anew with what is there.
 */
#include "indexer/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- the authority file --- */

/* `flags`: O_NOFOLLOW for a file that must be in the index itself. */
static int read_file(const char *path, int flags, fh_buffer *ret_bytes, fihrist_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) < 0) {
        int code = fh_fail_errno(err, errno, "cannot read authority file '%.150s'", path);
        if (fd >= 0)
            close(fd);
        return code;
    }
    int code = FIHRIST_OK;
    if (!S_ISREG(info.st_mode))
        code =
            fh_fail(err, FIHRIST_E_INPUT, "cannot read authority file '%.150s': not a file", path);
    char bytes[16384];
    ssize_t got = 0;
    while (code == FIHRIST_OK && (got = read(fd, bytes, sizeof bytes)) != 0) {
        if (got < 0 && errno != EINTR)
            code = fh_fail_errno(err, errno, "cannot read authority file '%.150s'", path);
        if (got > 0 && !fh_buffer_append(ret_bytes, bytes, (size_t)got))
            code = fh_fail(err, FIHRIST_E_LIMIT, "authority file '%.150s' is larger than %d MB",
                           path, FH_AUTHORITY_MAX_BYTES >> 20);
    }
    close(fd);
    return code;
}

/* Check the file before it becomes part of the index. */
static int take_authority(fh_workspace *workspace, const char *path, fihrist_error *err) {
    fh_buffer bytes = FH_BUFFER(FH_AUTHORITY_MAX_BYTES);
    int code = read_file(path, 0, &bytes, err);
    if (code == FIHRIST_OK)
        code = fh_authority_parse(fh_buffer_str(&bytes), path, &workspace->authority, err);
    if (code == FIHRIST_OK)
        code = fh_index_write_authority(workspace->dir, fh_buffer_str(&bytes), err);
    fh_buffer_free(&bytes);
    workspace->manifest.authority = code == FIHRIST_OK;
    return code;
}

static int load_authority(fh_workspace *workspace, fihrist_error *err) {
    char path[FH_PATH_MAX];
    if (!workspace->manifest.authority)
        return FIHRIST_OK;
    int code = fh_index_authority_path(workspace->dir, path, err);
    return code == FIHRIST_OK ? fh_authority_load(path, &workspace->authority, err) : code;
}

/* The file that is named must be the one that the index was made with. */
static int same_authority(fh_workspace *workspace, const char *path, fihrist_error *err) {
    char own_path[FH_PATH_MAX];
    bool none = strcmp(path, "none") == 0, same = none && !workspace->manifest.authority;
    int code = FIHRIST_OK;
    if (!none && workspace->manifest.authority) {
        fh_buffer own = FH_BUFFER(FH_AUTHORITY_MAX_BYTES),
                  other = FH_BUFFER(FH_AUTHORITY_MAX_BYTES);
        code = fh_index_authority_path(workspace->dir, own_path, err);
        if (code == FIHRIST_OK)
            code = read_file(own_path, O_NOFOLLOW, &own, err);
        if (code == FIHRIST_OK)
            code = read_file(path, 0, &other, err);
        same = fh_str_equal(fh_buffer_str(&own), fh_buffer_str(&other));
        fh_buffer_free(&own);
        fh_buffer_free(&other);
    }
    if (code != FIHRIST_OK)
        return code;
    return same ? load_authority(workspace, err)
                : fh_fail(err, FIHRIST_E_USAGE,
                          "cannot change the authority file of an index that is there; "
                          "add --rebuild to make the index again with it");
}

static int set_authority(fh_workspace *workspace, const fh_workspace_options *options,
                         fihrist_error *err) {
    const char *path = options->authority;
    if (!path && workspace->created)
        path = options->default_authority;
    if (!path && !workspace->created)
        return load_authority(workspace, err);
    if (path && !workspace->created && !options->change_authority)
        return same_authority(workspace, path, err);
    if (path && strcmp(path, "none") != 0)
        return take_authority(workspace, path, err);
    workspace->manifest.authority = false;
    return FIHRIST_OK;
}

/* --- open and create --- */

static int set_positions(fh_workspace *workspace, const fh_workspace_options *options,
                         fihrist_error *err) {
    if (!options->positions)
        return FIHRIST_OK;
    bool other = *options->positions != workspace->manifest.positions;
    if (other && !workspace->created && !options->change_positions)
        return fh_fail(err, FIHRIST_E_USAGE,
                       "cannot move the positions of an index that is there; "
                       "add --rebuild to make the index again with them elsewhere");
    workspace->manifest.positions = *options->positions;
    return FIHRIST_OK;
}

static int set_alike(fh_workspace *workspace, const fh_workspace_options *options,
                     fihrist_error *err) {
    if (!options->alike)
        return FIHRIST_OK;
    bool other = *options->alike != workspace->manifest.alike;
    if (other && !workspace->created && !options->change_alike)
        return fh_fail(err, FIHRIST_E_USAGE,
                       "cannot change what counts as a copy in an index that is there; "
                       "add --rebuild to make the index again with it");
    workspace->manifest.alike = *options->alike;
    return FIHRIST_OK;
}

static int begin_new(fh_workspace *workspace, const fh_workspace_options *options,
                     fihrist_error *err) {
    fh_language language =
        fh_language_find(fh_str_of(options->language ? options->language : "english"));
    if (language == FH_LANGUAGE_UNKNOWN)
        return fh_fail(err, FIHRIST_E_USAGE, "unknown language '%.60s'", options->language);
    workspace->created = true;
    workspace->manifest.format = FH_INDEX_FORMAT;
    workspace->manifest.generation = 1;
    workspace->manifest.alike = FH_ALIKE_DEFAULT;
    snprintf(workspace->manifest.language, sizeof workspace->manifest.language, "%s",
             fh_language_name(language));
    /* What a run that was killed before its manifest left behind. */
    return fh_index_remove_generations(workspace->dir, 0, err);
}

static int check_old(fh_workspace *workspace, const fh_workspace_options *options,
                     fihrist_error *err) {
    const char *fingerprint = fh_analyser_fingerprint(workspace->analyser);
    if (options->must_be_new)
        return fh_fail(err, FIHRIST_E_USAGE, "cannot make index '%.150s': it is there already",
                       workspace->dir);
    if (!options->any_fingerprint && strcmp(fingerprint, workspace->manifest.fingerprint) != 0)
        return fh_fail(err, FIHRIST_E_VERSION,
                       "cannot write index '%.80s': its words were made by '%.50s'; run "
                       "'fihrist index --rebuild --index %.40s'",
                       workspace->dir, workspace->manifest.fingerprint, workspace->dir);
    uint64_t generation = workspace->manifest.generation;
    int code = fh_index_check_generation(workspace->dir, generation, err);
    if (code == FIHRIST_OK)
        code = fh_index_sync_names(workspace->dir, generation, err);
    return code == FIHRIST_OK ? fh_index_remove_generations(workspace->dir, generation, err) : code;
}

/* The manifest is read once the lock is held: whoever held it before may have written one. */
static int open_locked(fh_workspace *workspace, const fh_workspace_options *options,
                       fihrist_error *err) {
    int code = fh_manifest_read(workspace->dir, &workspace->manifest, err);
    if (code == FIHRIST_E_NOT_FOUND && options->create)
        code = begin_new(workspace, options, err);
    else if (code == FIHRIST_OK)
        code = check_old(workspace, options, err);
    if (code == FIHRIST_OK)
        code = set_positions(workspace, options, err);
    if (code == FIHRIST_OK)
        code = set_alike(workspace, options, err);
    if (code == FIHRIST_OK)
        code = set_authority(workspace, options, err);
    snprintf(workspace->manifest.fingerprint, sizeof workspace->manifest.fingerprint, "%s",
             fh_analyser_fingerprint(workspace->analyser));
    workspace->language = fh_language_find(fh_str_of(workspace->manifest.language));
    if (code == FIHRIST_OK && workspace->language == FH_LANGUAGE_UNKNOWN)
        code = fh_fail(err, FIHRIST_E_CORRUPT, "damaged manifest: language '%.31s'",
                       workspace->manifest.language);
    return code;
}

int fh_workspace_open(const fh_workspace_options *options, fh_workspace **ret_workspace,
                      fihrist_error *err) {
    fh_manifest manifest;
    fh_workspace *workspace = fh_calloc(1, sizeof *workspace);
    if (!workspace)
        return fh_fail_memory(err);
    workspace->dir = options->dir;
    workspace->now = options->now;
    workspace->lock_fd = -1;
    int code = fh_manifest_read(options->dir, &manifest, err);
    if (code == FIHRIST_E_NOT_FOUND && options->create)
        code = fh_index_dir_create(options->dir, err);
    if (code == FIHRIST_OK)
        code = fh_index_lock(options->dir, &workspace->lock_fd, err);
    if (code == FIHRIST_OK)
        code = fh_analyser_new(&workspace->analyser, err);
    if (code == FIHRIST_OK)
        code = open_locked(workspace, options, err);
    if (code == FIHRIST_OK)
        *ret_workspace = workspace;
    else
        fh_workspace_close(workspace);
    return code;
}

void fh_workspace_close(fh_workspace *workspace) {
    if (!workspace)
        return;
    fh_authority_free(workspace->authority);
    fh_analyser_free(workspace->analyser);
    if (workspace->lock_fd >= 0)
        close(workspace->lock_fd);
    fh_free(workspace);
}

int fh_workspace_publish(fh_workspace *workspace, uint64_t generation, fihrist_error *err) {
    workspace->manifest.generation = generation;
    int code = fh_manifest_write(workspace->dir, &workspace->manifest, err);
    if (code != FIHRIST_OK)
        return code;
    workspace->created = false;
    return fh_index_remove_generations(workspace->dir, generation, err);
}
