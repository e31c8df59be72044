/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memory.c: allocation, arenas, buffers. The only file that calls malloc, so that a test can make
 * each allocation of a run fail in turn.
 */
#include "core/memory.h"

#include <stdio.h>
#include <stdlib.h>

static long fail_after = -1; /* allocations left before failure begins; negative: never */

void fh_memory_fail_after(long n) {
    fail_after = n;
}

static bool allowed(void) {
    if (fail_after < 0)
        return true;
    if (fail_after == 0)
        return false;
    fail_after--;
    return true;
}

void *fh_malloc(size_t bytes) {
    return allowed() ? malloc(bytes ? bytes : 1) : NULL;
}

void *fh_malloc_lines(size_t bytes) {
    size_t whole = (bytes / FH_LINE_BYTES + 1) * FH_LINE_BYTES;
    return allowed() ? aligned_alloc(FH_LINE_BYTES, whole) : NULL;
}

void *fh_calloc(size_t count, size_t size) {
    return allowed() ? calloc(count ? count : 1, size ? size : 1) : NULL;
}

char *fh_copy_text(const char *text) {
    size_t n = strlen(text) + 1;
    char *copy = fh_malloc(n);
    return copy ? memcpy(copy, text, n) : NULL;
}

void *fh_realloc_array(void *block, size_t count, size_t size) {
    return allowed() ? reallocarray(block, count ? count : 1, size ? size : 1) : NULL;
}

void fh_free(void *block) {
    free(block);
}

void *fh_array_grow(void *items, size_t count, size_t *capacity, size_t size, size_t cap) {
    if (count < *capacity)
        return items;
    if (count >= cap)
        return NULL;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    if (wanted > cap)
        wanted = cap;
    void *moved = fh_realloc_array(items, wanted, size);
    if (moved)
        *capacity = wanted;
    return moved;
}

int fh_str_compare(fh_str a, fh_str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* --- arena --- */

enum { ARENA_BLOCK_BYTES = 32 * 1024, ARENA_ALIGN = _Alignof(max_align_t) };

typedef struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
} arena_block;

struct fh_arena {
    arena_block *blocks; /* the one in use first */
    size_t bytes;
    bool failed;
};

fh_arena *fh_arena_new(void) {
    return fh_calloc(1, sizeof(fh_arena));
}

/* One block of ordinary size is kept, so that a big document does not pin its memory for ever. */
void fh_arena_reset(fh_arena *arena) {
    arena_block *kept = NULL;
    while (arena->blocks) {
        arena_block *block = arena->blocks;
        arena->blocks = block->next;
        if (!kept && block->size == ARENA_BLOCK_BYTES)
            kept = block;
        else
            fh_free(block);
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
    }
    arena->blocks = kept;
    arena->bytes = 0;
    arena->failed = false;
}

void fh_arena_free(fh_arena *arena) {
    if (!arena)
        return;
    while (arena->blocks) {
        arena_block *block = arena->blocks;
        arena->blocks = block->next;
        fh_free(block);
    }
    fh_free(arena);
}

size_t fh_arena_bytes(const fh_arena *arena) {
    return arena->bytes;
}

bool fh_arena_failed(const fh_arena *arena) {
    return arena->failed;
}

void *fh_arena_fail(fh_arena *arena) {
    arena->failed = true;
    return NULL;
}

void *fh_arena_alloc(fh_arena *arena, size_t bytes) {
    if (bytes > SIZE_MAX / 2)
        return fh_arena_fail(arena);
    bytes = (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    arena_block *block = arena->blocks;
    if (!block || block->size - block->used < bytes) {
        size_t size = bytes > ARENA_BLOCK_BYTES ? bytes : ARENA_BLOCK_BYTES;
        block = fh_malloc(sizeof *block + size);
        if (!block)
            return fh_arena_fail(arena);
        *block = (arena_block){arena->blocks, 0, size};
        arena->blocks = block;
    }
    void *result = block->bytes + block->used;
    block->used += bytes;
    arena->bytes += bytes;
    return result;
}

void *fh_arena_calloc(fh_arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    void *result = fh_arena_alloc(arena, bytes);
    return result ? memset(result, 0, bytes) : NULL;
}

fh_str fh_arena_copy(fh_arena *arena, fh_str text) {
    char *copy = fh_arena_alloc(arena, text.n + 1);
    if (!copy)
        return (fh_str){NULL, 0};
    if (text.n)
        memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    return (fh_str){copy, text.n};
}

fh_str fh_arena_printf(fh_arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n < 0 ? NULL : fh_arena_alloc(arena, (size_t)n + 1);
    if (!text)
        return (fh_str){NULL, 0};
    va_start(args, format);
    vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return (fh_str){text, (size_t)n};
}

/* --- buffer --- */

bool fh_buffer_reserve(fh_buffer *buffer, size_t more_bytes) {
    if (buffer->failed)
        return false;
    if (more_bytes <= buffer->capacity - buffer->n)
        return true;
    if (more_bytes > buffer->cap_bytes || buffer->n > buffer->cap_bytes - more_bytes) {
        buffer->failed = true;
        return false;
    }
    size_t wanted = buffer->capacity ? buffer->capacity : 256;
    while (wanted < buffer->n + more_bytes)
        wanted = wanted > SIZE_MAX / 2 ? SIZE_MAX : wanted * 2;
    if (wanted > buffer->cap_bytes)
        wanted = buffer->cap_bytes;
    char *moved = fh_realloc_array(buffer->p, wanted, 1);
    if (!moved) {
        buffer->failed = true;
        return false;
    }
    buffer->p = moved;
    buffer->capacity = wanted;
    return true;
}

bool fh_buffer_append(fh_buffer *buffer, const void *bytes, size_t n) {
    if (!fh_buffer_reserve(buffer, n))
        return false;
    if (n)
        memcpy(buffer->p + buffer->n, bytes, n);
    buffer->n += n;
    return true;
}

bool fh_buffer_append_str(fh_buffer *buffer, fh_str text) {
    return fh_buffer_append(buffer, text.p, text.n);
}

bool fh_buffer_append_text(fh_buffer *buffer, const char *text) {
    return fh_buffer_append(buffer, text, strlen(text));
}

bool fh_buffer_append_byte(fh_buffer *buffer, char byte) {
    return fh_buffer_append(buffer, &byte, 1);
}

bool fh_buffer_printf(fh_buffer *buffer, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    /* vsnprintf writes a NUL that is not part of the content: room for it, but not counted. */
    if (n < 0 || !fh_buffer_reserve(buffer, (size_t)n + 1)) {
        buffer->failed = true;
        return false;
    }
    va_start(args, format);
    vsnprintf(buffer->p + buffer->n, (size_t)n + 1, format, args);
    va_end(args);
    buffer->n += (size_t)n;
    return true;
}

fh_str fh_buffer_str(const fh_buffer *buffer) {
    return (fh_str){buffer->p ? buffer->p : "", buffer->n};
}

void fh_buffer_clear(fh_buffer *buffer) {
    buffer->n = 0;
    buffer->failed = false;
}

void fh_buffer_free(fh_buffer *buffer) {
    fh_free(buffer->p);
    *buffer = FH_BUFFER(buffer->cap_bytes);
}
