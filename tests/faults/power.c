/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * power.c: what a disk may hold after the power failed at one moment of a recorded run (trace.h).
 *
 *     power TRACE MOMENT SEED OUT [lax]
 *
 * writes the image into the new directory OUT and prints how many acknowledgements had been given.
 * MOMENT is a share of the run in millionths. What was synced is there. Of each file's writes since
 * then any sectors may be missing, of each directory's changes all behind some point. With `lax`
 * the database directory's syncs count for nothing once something was acknowledged: as if the
 * writer left them out.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/archive.h"
#include "tests/faults/trace.h"

enum { SECTOR_BYTES = 512, MAX_OBJECTS = 4096, MAX_ENTRIES = 64, MAX_CHANGES = 4096 };

/* A write, or a truncation (data NULL), that is not yet durable. */
typedef struct change {
    uint64_t offset, n;
    const char *data;
} change;

typedef struct entry {
    char name[64];
    unsigned object; /* 0: none */
} entry;

/* A change of a directory: the name now means `object`; 0 takes it away. A rename within a
 * directory is one change of two names. */
typedef struct naming {
    entry first, second;
} naming;

typedef struct object {
    uint64_t inode;
    bool is_dir, is_database;
    /* a file */
    char *durable;
    uint64_t size, room;
    change *changes;
    size_t change_count, change_room;
    /* a directory */
    entry now[MAX_ENTRIES], kept[MAX_ENTRIES];
    naming *namings;
    size_t naming_count;
} object;

static object *objects[MAX_OBJECTS];
static unsigned object_count = 1, root;
static bool lax;

static void *checked(void *block) {
    if (!block)
        abort();
    return block;
}

static unsigned new_object(uint64_t inode, bool is_dir) {
    if (object_count == MAX_OBJECTS)
        abort();
    object *o = checked(calloc(1, sizeof *o));
    o->inode = inode;
    o->is_dir = is_dir;
    if (is_dir)
        o->namings = checked(calloc(MAX_CHANGES, sizeof *o->namings));
    objects[object_count] = o;
    return object_count++;
}

/* The newest object with an inode: a number is used again once its file is gone. */
static object *find(uint64_t inode) {
    for (unsigned i = object_count - 1; i > 0; i--)
        if (objects[i]->inode == inode)
            return objects[i];
    return NULL;
}

/* --- files --- */

static void resize(object *o, uint64_t size) {
    if (size > o->room) {
        o->room = size * 2;
        o->durable = checked(realloc(o->durable, o->room));
    }
    if (size > o->size)
        memset(o->durable + o->size, 0, size - o->size);
    o->size = size;
}

static void apply(object *o, const change *c, uint64_t from, uint64_t n) {
    if (!c->data) {
        resize(o, c->offset);
        return;
    }
    if (c->offset + from + n > o->size)
        resize(o, c->offset + from + n);
    memcpy(o->durable + c->offset + from, c->data + from, n);
}

static void add_change(object *o, change c) {
    if (o->change_count == o->change_room) {
        o->change_room = o->change_room * 2 + 64;
        o->changes = checked(realloc(o->changes, o->change_room * sizeof *o->changes));
    }
    o->changes[o->change_count++] = c;
}

/* Each sector of what was not synced is there or not, `kept` times in 256. */
static void lose_sectors(object *o, uint64_t *random, unsigned kept) {
    for (size_t i = 0; i < o->change_count; i++) {
        const change *c = &o->changes[i];
        if (!c->data) {
            if ((archive_random(random) & 255) < kept)
                apply(o, c, 0, 0);
            continue;
        }
        for (uint64_t at = 0; at < c->n; at += SECTOR_BYTES) {
            uint64_t n = c->n - at < SECTOR_BYTES ? c->n - at : SECTOR_BYTES;
            if ((archive_random(random) & 255) < kept)
                apply(o, c, at, n);
        }
    }
}

/* --- directories --- */

static entry *slot_of(entry *entries, const char *name) {
    for (size_t i = 0; i < MAX_ENTRIES; i++)
        if (entries[i].object && strcmp(entries[i].name, name) == 0)
            return &entries[i];
    for (size_t i = 0; i < MAX_ENTRIES; i++)
        if (!entries[i].object)
            return &entries[i];
    abort();
}

static void set_name(entry *entries, const entry *what) {
    if (what->name[0] == '\0')
        return;
    entry *slot = slot_of(entries, what->name);
    *slot = *what;
}

static void add_naming(object *dir, naming what) {
    if (dir->naming_count == MAX_CHANGES)
        abort();
    dir->namings[dir->naming_count++] = what;
    set_name(dir->now, &what.first);
    set_name(dir->now, &what.second);
}

static void keep_namings(object *dir, size_t count) {
    for (size_t i = 0; i < count; i++) {
        set_name(dir->kept, &dir->namings[i].first);
        set_name(dir->kept, &dir->namings[i].second);
    }
    dir->naming_count = 0;
}

static entry named(const char *name, unsigned meaning) {
    entry result = {.object = meaning};
    snprintf(result.name, sizeof result.name, "%s", name);
    return result;
}

/* --- the trace --- */

static void sync_object(object *o, bool acknowledged) {
    if (o->is_dir) {
        if (!(lax && acknowledged && o->is_database))
            keep_namings(o, o->naming_count);
        return;
    }
    for (size_t i = 0; i < o->change_count; i++)
        apply(o, &o->changes[i], 0, o->changes[i].n);
    o->change_count = 0;
}

static void create(const struct trace_entry *e, const char *name) {
    object *dir = find(e->dir);
    if (!dir)
        return; /* the root's own parent */
    unsigned made = new_object(e->inode, e->kind == TRACE_MKDIR);
    objects[made]->is_database = strncmp(name, "gen-", 4) == 0;
    add_naming(dir, (naming){.first = named(name, made)});
}

static void step(const struct trace_entry *e, const char *name, const char *second,
                 const char *data, unsigned *acknowledged) {
    object *o = e->inode ? find(e->inode) : NULL;
    object *dir = e->dir ? find(e->dir) : NULL;
    switch (e->kind) {
    case TRACE_CREATE:
    case TRACE_MKDIR:
        create(e, name);
        break;
    case TRACE_WRITE:
        if (o)
            add_change(o, (change){e->offset, e->data_bytes, data});
        break;
    case TRACE_TRUNCATE:
        if (o)
            add_change(o, (change){e->offset, 0, NULL});
        break;
    case TRACE_SYNC:
        if (o)
            sync_object(o, *acknowledged > 0);
        break;
    case TRACE_RENAME:
        if (!dir || e->to_dir != e->dir)
            abort(); /* the writer renames within a directory only */
        add_naming(dir, (naming){.first = named(name, 0),
                                 .second = named(second, slot_of(dir->now, name)->object)});
        break;
    case TRACE_UNLINK:
        if (dir)
            add_naming(dir, (naming){.first = named(name, 0)});
        break;
    default:
        ++*acknowledged;
        break;
    }
}

/* --- the image --- */

static void write_file(const object *o, const char *path) {
    FILE *out = checked(fopen(path, "w"));
    if ((o->size && fwrite(o->durable, 1, o->size, out) != o->size) || fclose(out) != 0)
        abort();
}

static void write_dir(const object *dir, const char *path) {
    if (mkdir(path, 0700) != 0)
        abort();
    for (size_t i = 0; i < MAX_ENTRIES; i++) {
        char below[4096];
        if (!dir->kept[i].object)
            continue;
        const object *o = objects[dir->kept[i].object];
        snprintf(below, sizeof below, "%s/%s", path, dir->kept[i].name);
        if (o->is_dir)
            write_dir(o, below);
        else
            write_file(o, below);
    }
}

static void lose(uint64_t *random) {
    static const unsigned shares[] = {0, 64, 128, 224, 256};
    unsigned kept = shares[archive_random(random) % 5];
    for (unsigned i = 1; i < object_count; i++) {
        object *o = objects[i];
        if (o->is_dir)
            keep_namings(o, (size_t)(archive_random(random) % (o->naming_count + 1)));
        else
            lose_sectors(o, random, kept);
    }
}

static char *read_trace(const char *path, size_t *ret_n) {
    struct stat info;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &info) != 0)
        abort();
    char *bytes = checked(malloc((size_t)info.st_size + 1));
    for (*ret_n = 0; *ret_n < (size_t)info.st_size;) {
        ssize_t got = read(fd, bytes + *ret_n, (size_t)info.st_size - *ret_n);
        if (got <= 0)
            abort();
        *ret_n += (size_t)got;
    }
    close(fd);
    return bytes;
}

/* Entries of the trace when `moment` is negative; else they are replayed up to there. */
static long replay(const char *trace, size_t n, long moment, unsigned *acknowledged) {
    long count = 0;
    for (size_t at = 0; at < n && (moment < 0 || count < moment); count++) {
        struct trace_entry e;
        char name[64], second[64];
        memcpy(&e, trace + at, sizeof e);
        at += sizeof e;
        if (e.name_bytes >= sizeof name || e.second_bytes >= sizeof second)
            abort();
        snprintf(name, sizeof name, "%.*s", (int)e.name_bytes, trace + at);
        at += e.name_bytes;
        snprintf(second, sizeof second, "%.*s", (int)e.second_bytes, trace + at);
        at += e.second_bytes;
        if (count == 0) /* the run first makes the index in the root */
            root = new_object(e.dir, true);
        if (moment >= 0)
            step(&e, name, second, trace + at, acknowledged);
        at += e.data_bytes;
    }
    return count;
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fputs("usage: power TRACE MOMENT SEED OUT [lax]\n", stderr);
        return 2;
    }
    size_t n;
    unsigned acknowledged = 0;
    uint64_t random = strtoull(argv[3], NULL, 10);
    lax = argc > 5;
    const char *trace = read_trace(argv[1], &n);
    long count = replay(trace, n, -1, NULL);
    object_count = 1;
    long moment = (long)((double)count * (double)strtol(argv[2], NULL, 10) / 1e6);
    replay(trace, n, moment > 0 ? moment : 1, &acknowledged);
    lose(&random);
    write_dir(objects[root], argv[4]);
    printf("%u\n", acknowledged);
    return 0;
}
