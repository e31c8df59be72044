/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * memory.h: the only place that calls malloc, an arena for what lives as long as one document or
 * one request, a growable buffer with a cap, and a slice of somebody else's text.
 *
 * A failed allocation is a NULL or a FIHRIST_E_MEMORY, never an exit.
 */
#ifndef FIHRIST_CORE_MEMORY_H
#define FIHRIST_CORE_MEMORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** A slice of text or bytes: not NUL-terminated, not owned. {NULL, 0} is "absent". */
typedef struct fh_str {
    const char *p;
    size_t n;
} fh_str;

/** A slice of a string literal or of a NUL-terminated string. */
static inline fh_str fh_str_of(const char *text) {
    return (fh_str){text, text ? strlen(text) : 0};
}

static inline bool fh_str_equal(fh_str a, fh_str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/** memcmp order, the shorter first where one is a prefix of the other. */
int fh_str_compare(fh_str a, fh_str b);

/** malloc, calloc, reallocarray, free. `count * size` is checked for overflow. NULL on failure.
 *  fh_free takes NULL. */
void *fh_malloc(size_t bytes);
enum { FH_LINE_BYTES = 64 /**< of the processor's cache */ };
/** The same, beginning with a line of that. */
void *fh_malloc_lines(size_t bytes);
void *fh_calloc(size_t count, size_t size);
void *fh_realloc_array(void *block, size_t count, size_t size);
void fh_free(void *block);
/** A copy of a NUL-terminated text, to be freed so. NULL on failure. */
char *fh_copy_text(const char *text);

/** Make room for one element more in a growable array: returns `items`, moved if need be, with
 *  *capacity raised (doubled), or NULL when memory is out or `cap` elements are passed; the old
 *  array stays valid then. */
void *fh_array_grow(void *items, size_t count, size_t *capacity, size_t size, size_t cap);

/** Let the Nth allocation from now (0 = the next) and all after it fail; negative switches that
 *  off. For tests of allocation failures only. */
void fh_memory_fail_after(long n);

/** An arena: allocate piece by piece, free all at once. Not for several threads. */
typedef struct fh_arena fh_arena;

fh_arena *fh_arena_new(void);
void fh_arena_free(fh_arena *arena);
/** Forget everything allocated but keep (some of) the memory for reuse. */
void fh_arena_reset(fh_arena *arena);
/** Bytes handed out since the last reset. */
size_t fh_arena_bytes(const fh_arena *arena);
/** Whether an allocation has failed since the last reset: a run of them can be checked once at its
 *  end. */
bool fh_arena_failed(const fh_arena *arena);
/** Say so of another allocation, that of what was to come into it. NULL. */
void *fh_arena_fail(fh_arena *arena);
/** Memory aligned for any type, not zeroed; NULL when out of memory. */
void *fh_arena_alloc(fh_arena *arena, size_t bytes);
void *fh_arena_calloc(fh_arena *arena, size_t count, size_t size);
/** A copy with a NUL after it (not counted in n); {NULL,0} on failure, never for empty text. */
fh_str fh_arena_copy(fh_arena *arena, fh_str text);
fh_str fh_arena_printf(fh_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** A growable run of bytes, at most `cap_bytes`. Zero-initialise with FH_BUFFER(cap). Appending
 *  past the cap or out of memory sets `failed` and returns false; later appends do nothing, so a
 *  run of appends can be checked once at its end. */
typedef struct fh_buffer {
    char *p;
    size_t n, capacity, cap_bytes;
    bool failed;
} fh_buffer;

#define FH_BUFFER(cap) ((fh_buffer){NULL, 0, 0, (cap), false})

bool fh_buffer_append(fh_buffer *buffer, const void *bytes, size_t n);
bool fh_buffer_append_str(fh_buffer *buffer, fh_str text);
bool fh_buffer_append_text(fh_buffer *buffer, const char *text);
bool fh_buffer_append_byte(fh_buffer *buffer, char byte);
bool fh_buffer_printf(fh_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool fh_buffer_reserve(fh_buffer *buffer, size_t more_bytes);
fh_str fh_buffer_str(const fh_buffer *buffer);
/** Empty it, keep its memory, clear `failed`. */
void fh_buffer_clear(fh_buffer *buffer);
void fh_buffer_free(fh_buffer *buffer);

#endif
