/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * table.c: blocks of items and, above them, blocks of where those are. Each level has one block
 * under way; when that is full it is written, and the level above learns its number and the key it
 * begins with.
 */
#include "glass/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "core/index_dir.h"
#include "glass/pack.h"

enum {
    HEADER_BYTES = 11,
    LEVELS_MAX = 10, /* libxapian's limit too */
    SLOT_BYTES = 2,  /* of a block's directory */
    /* Updates rely on four items a block. */
    ITEM_MAX_BYTES = (GLASS_BLOCK_BYTES - HEADER_BYTES - 4 * SLOT_BYTES) / 4,
    ITEM_HEAD_BYTES = 3, /* size and flags, length of the key */
    COMPONENT_BYTES = 2,
    COMPONENTS_MAX = 65535,
    BRANCH_HEAD_BYTES = 7, /* child, length of the key, component */
    /* With less room than that behind its key a tag is not cut in order to fill a block. */
    CUT_MIN_BYTES = 107,
    FIRST = 0x2000,
    LAST = 0x4000,
    COMPRESSED = 0x8000,
    WRITE_BYTES = 32 * GLASS_BLOCK_BYTES
};

/* What tells a block from the one before it. */
typedef struct separator {
    uint8_t key[GLASS_KEY_MAX_BYTES];
    size_t n;
    unsigned component;
} separator;

typedef struct level {
    uint8_t bytes[GLASS_BLOCK_BYTES];
    size_t dir_end, lowest; /* of what is taken from both ends */
    separator first;        /* what the block begins with */
    uint32_t written;       /* blocks of this level */
} level;

struct glass_table {
    char path[FH_PATH_MAX];
    int fd;
    level levels[LEVELS_MAX];
    unsigned height; /* levels in use */
    uint32_t blocks;
    uint64_t entries;
    separator last;                   /* the last key of the leaf before the one under way */
    uint8_t key[GLASS_KEY_MAX_BYTES]; /* added last */
    size_t key_n;
    uint8_t waiting[WRITE_BYTES];
    size_t waiting_n;
};

/* --- the file --- */

static int write_all(glass_table *table, fihrist_error *err) {
    for (size_t at = 0; at < table->waiting_n;) {
        ssize_t put = write(table->fd, table->waiting + at, table->waiting_n - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return fh_fail_errno(err, errno, "cannot write '%.150s'", table->path);
        at += (size_t)put;
    }
    table->waiting_n = 0;
    return FIHRIST_OK;
}

static int write_block(glass_table *table, const uint8_t *bytes, fihrist_error *err) {
    memcpy(table->waiting + table->waiting_n, bytes, GLASS_BLOCK_BYTES);
    table->waiting_n += GLASS_BLOCK_BYTES;
    table->blocks++;
    return table->waiting_n == WRITE_BYTES ? write_all(table, err) : FIHRIST_OK;
}

/* --- blocks --- */

static void begin_block(level *at) {
    memset(at->bytes, 0, sizeof at->bytes);
    at->dir_end = HEADER_BYTES;
    at->lowest = GLASS_BLOCK_BYTES;
}

static bool is_empty(const level *at) {
    return at->dir_end == HEADER_BYTES;
}

/* Bytes that an item may have. */
static size_t room(const level *at) {
    size_t gap = at->lowest - at->dir_end;
    return gap > SLOT_BYTES ? gap - SLOT_BYTES : 0;
}

/* Where an item of so many bytes is to be put. */
static uint8_t *place(level *at, size_t n) {
    at->lowest -= n;
    glass_put_u16(at->bytes + at->dir_end, (unsigned)at->lowest);
    at->dir_end += SLOT_BYTES;
    return at->bytes + at->lowest;
}

static int add_branch(glass_table *table, unsigned height, const separator *key, uint32_t child,
                      fihrist_error *err);

/* Write the block of a level, and tell the level above. */
static int close_block(glass_table *table, unsigned height, fihrist_error *err) {
    level *at = &table->levels[height];
    uint8_t *head = at->bytes;
    unsigned gap = (unsigned)(at->lowest - at->dir_end);
    glass_put_u32(head, GLASS_REVISION);
    head[4] = (uint8_t)height;
    glass_put_u16(head + 5, gap);
    glass_put_u16(head + 7, gap);
    glass_put_u16(head + 9, (unsigned)at->dir_end);
    uint32_t number = table->blocks;
    int code = write_block(table, at->bytes, err);
    if (code != FIHRIST_OK)
        return code;
    at->written++;
    code = add_branch(table, height + 1, &at->first, number, err);
    begin_block(at);
    return code;
}

/* The first item of a branch block has no key: whatever is before the second one is there. */
static int add_branch(glass_table *table, unsigned height, const separator *key, uint32_t child,
                      fihrist_error *err) {
    static const separator none;
    if (height == LEVELS_MAX)
        return fh_fail(err, FIHRIST_E_LIMIT, "'%.150s': too many blocks", table->path);
    if (height >= table->height)
        table->height = height + 1;
    level *at = &table->levels[height];
    if (!is_empty(at) && room(at) < BRANCH_HEAD_BYTES + key->n) {
        int code = close_block(table, height, err);
        if (code != FIHRIST_OK)
            return code;
    }
    if (is_empty(at)) {
        at->first = *key;
        key = &none;
    }
    uint8_t *item = place(at, BRANCH_HEAD_BYTES + key->n);
    glass_put_u32(item, child);
    item[4] = (uint8_t)key->n;
    memcpy(item + 5, key->key, key->n);
    glass_put_u16(item + 5 + key->n, key->component);
    return FIHRIST_OK;
}

/* --- leaves --- */

/* What the leaf that begins with this item is known by: no more of the key than tells it from the
 * last key before. */
static void begin_leaf(glass_table *table, const uint8_t *key, size_t n, unsigned component) {
    separator *first = &table->levels[0].first;
    const separator *last = &table->last;
    size_t common = 0;
    while (common < n && common < last->n && key[common] == last->key[common])
        common++;
    first->n = common < n ? common + 1 : n;
    first->component = component;
    memcpy(first->key, key, first->n);
}

static int close_leaf(glass_table *table, const uint8_t *last, size_t n, fihrist_error *err) {
    memcpy(table->last.key, last, n);
    table->last.n = n;
    return close_block(table, 0, err);
}

static void put_item(glass_table *table, unsigned flags, const uint8_t *key, size_t key_n,
                     unsigned component, const char *tag, size_t n) {
    size_t more = component > 1 ? COMPONENT_BYTES : 0;
    size_t bytes = ITEM_HEAD_BYTES + key_n + more + n;
    uint8_t *item = place(&table->levels[0], bytes);
    glass_put_u16(item, flags | (unsigned)(bytes - ITEM_HEAD_BYTES));
    item[2] = (uint8_t)key_n;
    memcpy(item + ITEM_HEAD_BYTES, key, key_n);
    if (more)
        glass_put_u16(item + ITEM_HEAD_BYTES + key_n, component);
    if (n > 0)
        memcpy(item + ITEM_HEAD_BYTES + key_n + more, tag, n);
}

/* One component of a tag: as much of it as goes into this leaf or the next. */
static int put_component(glass_table *table, const uint8_t *key, size_t key_n, unsigned component,
                         unsigned flags, fh_str *tag, fihrist_error *err) {
    level *leaf = &table->levels[0];
    size_t head = ITEM_HEAD_BYTES + key_n + (component > 1 ? COMPONENT_BYTES : 0);
    size_t most = room(leaf) < ITEM_MAX_BYTES ? room(leaf) : ITEM_MAX_BYTES;
    if (head + tag->n > most && room(leaf) < head + CUT_MIN_BYTES) {
        /* What stands last in it: of a tag that is cut, an earlier component. */
        int code = component > 1 ? close_leaf(table, key, key_n, err)
                                 : close_leaf(table, table->key, table->key_n, err);
        if (code != FIHRIST_OK)
            return code;
        most = ITEM_MAX_BYTES;
    }
    if (is_empty(leaf))
        begin_leaf(table, key, key_n, component);
    size_t n = head + tag->n <= most ? tag->n : most - head;
    flags |= (component == 1 ? FIRST : 0) | (n == tag->n ? LAST : 0);
    put_item(table, flags, key, key_n, component, tag->p, n);
    tag->p += n;
    tag->n -= n;
    return FIHRIST_OK;
}

static bool is_next(const glass_table *table, const uint8_t *key, size_t n) {
    return n > 0 && n <= GLASS_KEY_MAX_BYTES &&
           fh_str_compare((fh_str){(const char *)table->key, table->key_n},
                          (fh_str){(const char *)key, n}) < 0;
}

int glass_table_add(glass_table *table, const uint8_t *key, size_t key_n, fh_str tag,
                    bool compressed, fihrist_error *err) {
    if (!is_next(table, key, key_n))
        return fh_fail(err, FIHRIST_E_INTERNAL, "'%.150s': a key out of order", table->path);
    unsigned component = 1;
    int code;
    do {
        if (component > COMPONENTS_MAX)
            return fh_fail(err, FIHRIST_E_LIMIT, "'%.150s': a tag of too many bytes", table->path);
        code =
            put_component(table, key, key_n, component++, compressed ? COMPRESSED : 0, &tag, err);
    } while (code == FIHRIST_OK && tag.n > 0);
    memcpy(table->key, key, key_n);
    table->key_n = key_n;
    table->entries++;
    return code;
}

/* --- begin and end --- */

int glass_table_new(const char *path, const char *name, glass_table **ret_table,
                    fihrist_error *err) {
    glass_table *table = fh_calloc(1, sizeof *table);
    if (!table)
        return fh_fail_memory(err);
    for (unsigned i = 0; i < LEVELS_MAX; i++)
        begin_block(&table->levels[i]);
    table->height = 1;
    /* Every table begins with an item of no key and no tag. */
    put_item(table, FIRST | LAST, table->key, 0, 1, NULL, 0);
    int n = snprintf(table->path, sizeof table->path, "%s/%s.glass", path, name);
    table->fd = n < (int)sizeof table->path
                    ? open(table->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)
                    : -1;
    if (table->fd < 0) {
        int code = fh_fail_errno(err, n < (int)sizeof table->path ? errno : ENAMETOOLONG,
                                 "cannot make '%.150s'", table->path);
        fh_free(table);
        return code;
    }
    *ret_table = table;
    return FIHRIST_OK;
}

void glass_table_free(glass_table *table) {
    if (!table)
        return;
    if (table->fd >= 0)
        close(table->fd);
    fh_free(table);
}

/* Close what every level has; the first one with a single block has the root. */
static int close_levels(glass_table *table, glass_root *root, fihrist_error *err) {
    for (unsigned height = 0; height < table->height; height++) {
        const level *at = &table->levels[height];
        int code = is_empty(at) ? FIHRIST_OK : close_block(table, height, err);
        if (code != FIHRIST_OK)
            return code;
        root->level = height;
        root->block = table->blocks - 1;
        if (at->written == 1)
            break;
    }
    return FIHRIST_OK;
}

int glass_table_finish(glass_table *table, glass_root *ret_root, fihrist_error *err) {
    glass_root root = {.entries = table->entries};
    int code = close_levels(table, &root, err);
    if (code == FIHRIST_OK)
        code = write_all(table, err);
    if (code == FIHRIST_OK && fdatasync(table->fd) < 0)
        code = fh_fail_errno(err, errno, "cannot write '%.150s'", table->path);
    if (code != FIHRIST_OK)
        return code;
    int closed = close(table->fd);
    table->fd = -1;
    if (closed < 0)
        return fh_fail_errno(err, errno, "cannot write '%.150s'", table->path);
    root.blocks = table->blocks;
    *ret_root = root;
    return FIHRIST_OK;
}
