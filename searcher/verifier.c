/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * verifier.c: see verifier.h.
 */
#include "searcher/verifier.h"

#include "core/clock.h"
#include "core/engine.h"

/* Opening the posting lists that save looking at texts costs as much as some texts. */
enum { TEXTS_FIRST = 200 };

struct fh_verifier {
    fh_reader *reader;
    fh_requirements required;
    uint64_t deadline_ns;
    fh_arena *arena;  /**< of one document */
    xc_tester **sure; /**< of each requirement; NULL before they pay, and where none is known */
    bool sure_open;
    fh_verdict_set **known; /**< of each requirement; NULL before the first text, and where there is
                                 no room */
    size_t texts;           /**< looked at */
    uint32_t last_docid; /**< what was asked last, and the answer: many comments have one article */
    bool last_accepted;
};

int fh_verifier_new(fh_reader *reader, fh_requirements required, uint64_t deadline_ns,
                    fh_verifier **ret_verifier, fihrist_error *err) {
    fh_verifier *verifier = fh_calloc(1, sizeof *verifier);
    if (!verifier)
        return fh_fail_memory(err);
    *verifier = (fh_verifier){.reader = reader, .required = required, .deadline_ns = deadline_ns};
    verifier->arena = fh_arena_new();
    verifier->sure = fh_calloc(required.count + 1, sizeof *verifier->sure);
    if (!verifier->arena || !verifier->sure) {
        fh_verifier_free(verifier);
        return fh_fail_memory(err);
    }
    *ret_verifier = verifier;
    return 0;
}

void fh_verifier_free(fh_verifier *verifier) {
    if (!verifier)
        return;
    for (size_t i = 0; verifier->sure && i < verifier->required.count; i++)
        xc_tester_free(verifier->sure[i]);
    fh_free(verifier->sure);
    for (size_t i = 0; verifier->known && i < verifier->required.count; i++)
        fh_verdicts_leave(verifier->known[i]);
    fh_free(verifier->known);
    fh_arena_free(verifier->arena);
    fh_free(verifier);
}

static int open_sure(fh_verifier *verifier, fihrist_error *err) {
    verifier->sure_open = true;
    for (size_t i = 0; i < verifier->required.count; i++) {
        const xc_query *sure = verifier->required.items[i].sure;
        int status = sure ? fh_reader_tester(verifier->reader, sure, &verifier->sure[i], err) : 0;
        if (status < 0)
            return status;
    }
    return 0;
}

static int is_sure(fh_verifier *verifier, size_t requirement, uint32_t docid, fihrist_error *err) {
    xc_error cause;
    if (!verifier->sure[requirement])
        return 0;
    int found = xc_tester_has(verifier->sure[requirement], docid, &cause);
    return found < 0
               ? fh_fail_engine(err, &cause, "cannot search index '%s'", verifier->reader->path)
               : found;
}

/* The record of the document, in the arena. */
static int read_record(fh_verifier *verifier, uint32_t docid, fh_record *ret_record,
                       fihrist_error *err) {
    fh_arena_reset(verifier->arena);
    verifier->texts++;
    return fh_reader_record(verifier->reader, docid, FH_RECORD_ALL, verifier->arena, ret_record,
                            err);
}

/* Have what is remembered of the needles. */
static int use_verdicts(fh_verifier *verifier, fihrist_error *err) {
    fh_reader *reader = verifier->reader;
    verifier->known = fh_calloc(verifier->required.count + 1, sizeof(fh_verdict_set *));
    if (!verifier->known)
        return fh_fail_memory(err);
    for (size_t i = 0; i < verifier->required.count; i++)
        verifier->known[i] = fh_verdicts_use(&reader->verdicts, verifier->required.items[i].needle,
                                             reader->columns.size);
    return 0;
}

/* Look into the text, which is read when it first has to be. */
static int look(fh_verifier *verifier, size_t requirement, uint32_t docid, fh_record *record,
                bool *is_read, fihrist_error *err) {
    int status = *is_read ? 0 : read_record(verifier, docid, record, err);
    *is_read = true;
    if (status == 0)
        status = fh_needle_in_record(verifier->required.items[requirement].needle, record,
                                     verifier->reader->analyser, verifier->reader->language, err);
    if (status >= 0)
        fh_verdict_set_to(verifier->known[requirement], docid, status);
    return status;
}

static int verify(fh_verifier *verifier, uint32_t docid, fihrist_error *err) {
    fh_record record;
    bool is_read = false;
    if (!verifier->known && use_verdicts(verifier, err) < 0)
        return err->code;
    if (verifier->texts >= TEXTS_FIRST && !verifier->sure_open && open_sure(verifier, err) < 0)
        return err->code;
    for (size_t i = 0; i < verifier->required.count; i++) {
        int status = fh_verdict_get(verifier->known[i], docid);
        if (status < 0)
            status = is_sure(verifier, i, docid, err);
        else if (status == 0)
            return 0;
        if (status == 0)
            status = look(verifier, i, docid, &record, &is_read, err);
        if (status <= 0)
            return status;
    }
    return 1;
}

/* Another pass begins: posting lists go forward only. */
static void restart(fh_verifier *verifier) {
    for (size_t i = 0; i < verifier->required.count; i++) {
        xc_tester_free(verifier->sure[i]);
        verifier->sure[i] = NULL;
    }
    verifier->sure_open = false;
}

int fh_verifier_accepts(fh_verifier *verifier, uint32_t docid, fihrist_error *err) {
    if (docid == verifier->last_docid)
        return verifier->last_accepted;
    if (docid < verifier->last_docid)
        restart(verifier);
    int status = fh_check_deadline(verifier->deadline_ns, err);
    if (status == 0)
        status = verify(verifier, docid, err);
    if (status >= 0) {
        verifier->last_docid = docid;
        verifier->last_accepted = status;
    }
    return status;
}

int fh_verifier_holds(void *user, uint32_t docid) {
    fh_verifier *verifier = user;
    return fh_verifier_accepts(verifier, docid, &verifier->reader->refusal);
}
