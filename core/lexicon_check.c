/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_check.c: reading all of a lexicon once. What is looked at here alone are the checksums of
 * whole runs, the order of forms, and whether a form occurs less than not at all.
 */
#include "core/lexicon_part.h"

typedef struct checking {
    fh_lexicon *lexicon;
    fh_lexicon_fault_teller tell;
    void *user;
    uint64_t faults;
} checking;

/* "run 2 of the lexicon WHAT" */
static void fault_of(checking *c, uint32_t run, const char *what) {
    fihrist_error message;
    fh_fail(&message, FIHRIST_E_CORRUPT, "run %u of the lexicon %s", run, what);
    c->faults++;
    c->tell(c->user, message.message);
}

/* Read the forms of section `section`; what is wrong, or NULL. */
static const char *read_section(fh_lexicon_run *run, const uint8_t *bytes, uint32_t section,
                                uint64_t *forms) {
    fh_lexicon_cursor cursor;
    fh_lexicon_code code;
    uint32_t first, end;
    char before_room[FH_LEXICON_FORM_MAX_BYTES];
    fh_str before = {before_room, 0};
    int found;
    fh_lexicon_section(run, bytes, section, &code, &first, &end);
    if (!fh_lexicon_cursor_start(&cursor, run, bytes, &code))
        return "has damaged tables";
    while ((found = fh_lexicon_cursor_next(&cursor)) > 0) {
        if (fh_str_compare(cursor.form, before) <= 0)
            return "has forms out of order";
        memcpy(before_room, cursor.form.p, cursor.form.n);
        before.n = cursor.form.n;
        ++*forms;
    }
    return found < 0 ? "has a damaged block" : NULL;
}

static void check_run(checking *c, uint32_t number) {
    fh_lexicon_run run = c->lexicon->directory.runs[number]; /* looked at anew */
    const uint8_t *bytes = c->lexicon->map.bytes + run.offset;
    uint64_t forms = 0;
    run.state = FH_LEXICON_UNSEEN;
    run.whole = false;
    if (fh_checksum(bytes, run.bytes) != run.checksum)
        fault_of(c, number, "has a wrong checksum");
    if (!fh_lexicon_run_check(&run, bytes)) {
        fault_of(c, number, "has damaged tables");
        return;
    }
    for (uint32_t i = 0; i < run.sections; i++) {
        const char *what = read_section(&run, bytes, i, &forms);
        if (what) {
            fault_of(c, number, what);
            return;
        }
    }
    if (forms != run.forms)
        fault_of(c, number, "has more or fewer forms than it says");
}

/* Over all runs, where each is sound by itself. */
static void check_sums(checking *c) {
    uint64_t count;
    fihrist_error err;
    if (c->faults == 0 && fh_lexicon_count(c->lexicon, &count, &err) < 0) {
        c->faults++;
        c->tell(c->user, "the lexicon counts a form less than no times, or gives it two stems");
    }
}

uint64_t fh_lexicon_check(fh_lexicon *lexicon, fh_lexicon_fault_teller tell, void *user) {
    checking c = {.lexicon = lexicon, .tell = tell, .user = user};
    for (uint32_t i = 0; i < lexicon->directory.count; i++)
        check_run(&c, i);
    check_sums(&c);
    return c.faults;
}
