/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * run_merge.c: a run is a sequence of terms: length, text, tf, cf, and the postings.
 */
#include "glass/run_merge.h"

#include "core/varint.h"
#include "glass/inverter.h"
#include "glass/pack.h"
#include "glass/spool.h"

enum {
    RUNS_MAX = 100000,
    READ_BYTES = 64 << 10,
    TERM_MAX_BYTES = GLASS_TERM_MAX_BYTES + 3 * GLASS_VARINT_MAX_BYTES
};

typedef struct run {
    uint64_t from, to; /* in the file */
    /* while they are merged */
    glass_spool_reader reader;
    char term[GLASS_TERM_MAX_BYTES];
    size_t n;
    uint64_t tf, cf;
    bool over;
} run;

struct glass_run_merge {
    const char *path;
    glass_spool spool;
    run *runs;
    size_t count, capacity;
    uint64_t began;
};

int glass_run_merge_new(const char *path, glass_run_merge **ret_runs, fihrist_error *err) {
    glass_run_merge *runs = fh_calloc(1, sizeof *runs);
    if (!runs)
        return fh_fail_memory(err);
    runs->path = path;
    runs->spool = GLASS_SPOOL_CLOSED;
    *ret_runs = runs;
    return FIHRIST_OK;
}

void glass_run_merge_free(glass_run_merge *runs) {
    if (!runs)
        return;
    for (size_t i = 0; i < runs->count; i++)
        glass_spool_reader_close(&runs->runs[i].reader);
    fh_free(runs->runs);
    glass_spool_close(&runs->spool);
    fh_free(runs);
}

/* --- writing --- */

void glass_run_begin(glass_run_merge *runs) {
    runs->began = runs->spool.written;
}

int glass_run_begin_term(glass_run_merge *runs, fh_str term, uint64_t tf, uint64_t cf,
                         fihrist_error *err) {
    uint8_t bytes[TERM_MAX_BYTES], *to = bytes;
    if (term.n > GLASS_TERM_MAX_BYTES)
        return fh_fail(err, FIHRIST_E_LIMIT, "a term of %zu bytes", term.n);
    if (runs->spool.fd < 0) {
        int code = glass_spool_open(&runs->spool, runs->path, "runs.tmp", err);
        if (code != FIHRIST_OK)
            return code;
    }
    to = glass_put_varint(to, term.n);
    memcpy(to, term.p, term.n);
    to = glass_put_varint(to + term.n, tf);
    to = glass_put_varint(to, cf);
    return glass_spool_write(&runs->spool, bytes, (size_t)(to - bytes), err);
}

int glass_run_add(glass_run_merge *runs, fh_str postings, fihrist_error *err) {
    return glass_spool_write(&runs->spool, postings.p, postings.n, err);
}

int glass_run_end(glass_run_merge *runs, fihrist_error *err) {
    run *grown = fh_array_grow(runs->runs, runs->count, &runs->capacity, sizeof *grown, RUNS_MAX);
    if (!grown)
        return fh_fail_memory(err);
    runs->runs = grown;
    grown[runs->count++] = (run){.from = runs->began, .to = runs->spool.written};
    return glass_spool_flush(&runs->spool, err);
}

/* --- merging --- */

static int fail_run(fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_INTERNAL, "a run of postings ends too early");
}

/* The next term of a run. */
static int next_term(run *from, fihrist_error *err) {
    size_t there, at = 0;
    uint64_t n;
    int code = glass_spool_need(&from->reader, TERM_MAX_BYTES, &there, err);
    if (code != FIHRIST_OK)
        return code;
    from->over = there == 0;
    if (from->over)
        return FIHRIST_OK;
    fh_str bytes = {from->reader.bytes.p + from->reader.at, there};
    if (!fh_varint_read(bytes, &at, &n) || n > sizeof from->term || n > there - at)
        return fail_run(err);
    memcpy(from->term, bytes.p + at, n);
    from->n = n;
    at += n;
    if (!fh_varint_read(bytes, &at, &from->tf) || !fh_varint_read(bytes, &at, &from->cf))
        return fail_run(err);
    from->reader.at += at;
    return FIHRIST_OK;
}

/* As glass_put_posting put it. */
static bool read_posting(fh_str bytes, size_t *at, uint64_t *ret_gap, uint64_t *ret_wdf) {
    uint64_t both, more = 0;
    if (!fh_varint_read(bytes, at, &both))
        return false;
    *ret_gap = both >> GLASS_WDF_BITS;
    *ret_wdf = both & GLASS_WDF_APART;
    if (*ret_wdf == GLASS_WDF_APART && !fh_varint_read(bytes, at, &more))
        return false;
    *ret_wdf += more;
    return true;
}

static int copy_postings(run *from, glass_posting_list *list, fihrist_error *err) {
    uint64_t docid = 0, gap, wdf;
    int code = FIHRIST_OK;
    for (uint64_t i = 0; i < from->tf && code == FIHRIST_OK; i++) {
        size_t there, at = 0;
        code = glass_spool_need(&from->reader, GLASS_POSTING_MAX_BYTES, &there, err);
        if (code != FIHRIST_OK)
            return code;
        fh_str bytes = {from->reader.bytes.p + from->reader.at, there};
        if (!read_posting(bytes, &at, &gap, &wdf))
            return fail_run(err);
        from->reader.at += at;
        docid += gap;
        code = glass_posting_list_add(list, (uint32_t)docid, (uint32_t)wdf, err);
    }
    return code;
}

static fh_str term_of(const run *from) {
    return (fh_str){from->term, from->n};
}

/* The run whose term comes first; NULL: all are over. */
static const run *first_of(const glass_run_merge *runs) {
    const run *first = NULL;
    for (size_t i = 0; i < runs->count; i++) {
        const run *one = &runs->runs[i];
        if (!one->over && (!first || fh_str_compare(term_of(one), term_of(first)) < 0))
            first = one;
    }
    return first;
}

/* One list, of all runs that have the term. */
static int merge_term(glass_run_merge *runs, const run *first, glass_posting_list *list,
                      fihrist_error *err) {
    char text[GLASS_TERM_MAX_BYTES];
    fh_str term = {memcpy(text, first->term, first->n), first->n};
    uint64_t tf = 0, cf = 0;
    for (run *one = runs->runs; one < runs->runs + runs->count; one++)
        if (!one->over && fh_str_equal(term_of(one), term)) {
            tf += one->tf;
            cf += one->cf;
        }
    glass_posting_list_begin(list, term, tf, cf);
    int code = FIHRIST_OK;
    for (run *one = runs->runs; one < runs->runs + runs->count && code == FIHRIST_OK; one++)
        if (!one->over && fh_str_equal(term_of(one), term)) {
            code = copy_postings(one, list, err);
            if (code == FIHRIST_OK)
                code = next_term(one, err);
        }
    return code == FIHRIST_OK ? glass_posting_list_end(list, err) : code;
}

int glass_run_merge_write(glass_run_merge *runs, glass_posting_list *list, fihrist_error *err) {
    int code = FIHRIST_OK;
    for (run *one = runs->runs; one < runs->runs + runs->count && code == FIHRIST_OK; one++) {
        glass_spool_reader_open(&one->reader, &runs->spool, one->from, one->to, READ_BYTES);
        code = next_term(one, err);
    }
    const run *first;
    while (code == FIHRIST_OK && (first = first_of(runs)))
        code = merge_term(runs, first, list, err);
    return code;
}
