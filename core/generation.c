/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * generation.c: see generation.h.
 */
#include "core/generation.h"

#include "core/engine.h"

static int open_generation(const char *dir, uint64_t number, bool lexicon,
                           fh_generation *generation, fihrist_error *err) {
    char path[FH_PATH_MAX];
    xc_error cause;
    int code = fh_index_check_generation(dir, number, err);
    if (code == FIHRIST_OK)
        code = fh_index_generation_path(dir, number, path, err);
    if (code == FIHRIST_OK && xc_database_open(path, &generation->db, &cause) < 0)
        code = fh_fail_engine(err, &cause, "cannot open index '%.80s'", dir);
    if (code == FIHRIST_OK)
        code = fh_store_open(path, generation->db, &generation->store, err);
    if (code == FIHRIST_OK && lexicon)
        code = fh_lexicon_open(path, generation->db, &generation->lexicon, err);
    return code;
}

static int open_or_close(const char *dir, uint64_t number, bool lexicon,
                         fh_generation *ret_generation, fihrist_error *err) {
    fh_generation generation = {NULL, NULL, NULL};
    int code = open_generation(dir, number, lexicon, &generation, err);
    if (code == FIHRIST_OK)
        *ret_generation = generation;
    else
        fh_generation_close(&generation);
    return code;
}

int fh_generation_open(const char *dir, uint64_t number, fh_generation *ret_generation,
                       fihrist_error *err) {
    return open_or_close(dir, number, true, ret_generation, err);
}

int fh_generation_open_documents(const char *dir, uint64_t number, fh_generation *ret_generation,
                                 fihrist_error *err) {
    return open_or_close(dir, number, false, ret_generation, err);
}

void fh_generation_close(fh_generation *generation) {
    fh_lexicon_close(generation->lexicon);
    fh_store_close(generation->store);
    xc_database_close(generation->db);
    *generation = (fh_generation){NULL, NULL, NULL};
}

int fh_generation_record(const fh_generation *generation, uint32_t docid, fh_record_part part,
                         fh_arena *arena, fh_record *ret_record, fihrist_error *err) {
    fh_str bytes;
    int code = fh_store_record(generation->store, docid, part, arena, &bytes, err);
    if (code == FIHRIST_OK)
        code = fh_record_decode_part(bytes, part, arena, ret_record, err);
    return code == FIHRIST_OK ? code : fh_fail_context(err, "document %u", docid);
}
