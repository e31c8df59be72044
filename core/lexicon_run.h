/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lexicon_run.h: the bytes of a run of the lexicon, and reading one. A run is one sorted list of
 * changes: language, form, stem, by how much the form's frequency changes (doc/format.md has the
 * bytes). Nothing here trusts them.
 *
 *     header, blocks of up to 64 forms, index of the blocks, sections: which blocks a language has
 *     block: its forms, each with a NUL behind it; then of each the change and the stem
 *
 * Forms are not made shorter by what they share: so they can be searched for letters in their
 * middle as they lie there, at the speed of memory, and take less than libxapian's keys all the
 * same.
 */
#ifndef FIHRIST_CORE_LEXICON_RUN_H
#define FIHRIST_CORE_LEXICON_RUN_H

#include "core/appended.h"
#include "core/stem.h"
#include "core/token.h"

#define FH_LEXICON_RUN_MAGIC "FHLX"

enum {
    FH_LEXICON_VERSION = 1,
    FH_LEXICON_BLOCK_FORMS = 64,
    FH_LEXICON_CODE_BYTES = 16,
    FH_LEXICON_MAX_SECTIONS = 64,
    FH_LEXICON_RUN_HEADER_BYTES = 40,
    FH_LEXICON_ENTRY_BYTES = 12, /**< of the index */
    FH_LEXICON_SECTION_BYTES = 24,
    FH_LEXICON_FORM_MAX_BYTES = FH_TOKEN_MAX_BYTES,
    FH_LEXICON_STEM_MAX_BYTES = FH_STEM_MAX_BYTES,
    /** A stem byte that two varints follow. */
    FH_LEXICON_LONG_STEM = 0xff
};
/** Offsets in a run are 32 bits. */
#define FH_LEXICON_RUN_MAX_BYTES UINT32_C(0xfffffff8)

/** Code of a language, with zeros behind it: sections are in the order of these 16 bytes. */
typedef struct fh_lexicon_code {
    char bytes[FH_LEXICON_CODE_BYTES];
} fh_lexicon_code;

fh_lexicon_code fh_lexicon_code_of(const char *code);
static inline int fh_lexicon_code_compare(const fh_lexicon_code *a, const fh_lexicon_code *b) {
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

typedef enum fh_lexicon_state {
    FH_LEXICON_UNSEEN, /**< its tables were not checked yet */
    FH_LEXICON_GOOD,
    FH_LEXICON_DAMAGED
} fh_lexicon_state;

/** A run, as the directory (lexicon_directory.h) names it, and what is known of it. */
typedef struct fh_lexicon_run {
    uint64_t offset;   /**< in the file */
    uint32_t bytes;    /**< a multiple of 8 */
    uint32_t checksum; /**< of all its bytes */
    fh_lexicon_state state;
    /* Once it is GOOD: */
    uint32_t blocks, sections, index_at;
    uint64_t forms;
    bool whole; /**< all its bytes were verified */
} fh_lexicon_run;

/** What the header says; the writer's and the reader's. */
typedef struct fh_lexicon_header {
    uint64_t forms;
    uint32_t sections, blocks, index_at;
    uint32_t tables_checksum; /**< of index and sections */
} fh_lexicon_header;

void fh_lexicon_header_write(const fh_lexicon_header *header,
                             uint8_t to[FH_LEXICON_RUN_HEADER_BYTES]);

/** Check the tables of a run, whose bytes are at `bytes`: header, index, sections. All they lead to
 *  lies within the run then; what is in the blocks is checked when one is read. */
bool fh_lexicon_run_check(fh_lexicon_run *run, const uint8_t *bytes);

/** Verify all its bytes, which is done once: 2 ms for 5 MB. */
bool fh_lexicon_run_verify(fh_lexicon_run *run, const uint8_t *bytes);

/** Section number `i`, of a run that is GOOD: whose language it is of, and its blocks. */
void fh_lexicon_section(const fh_lexicon_run *run, const uint8_t *bytes, uint32_t i,
                        fh_lexicon_code *ret_code, uint32_t *ret_first, uint32_t *ret_end);
/** The checksum that the index says a block has: of its bytes and of its entry before it. */
uint32_t fh_lexicon_block_checksum(const uint8_t *bytes, size_t n,
                                   const uint8_t entry[FH_LEXICON_ENTRY_BYTES]);
/** Where what in an entry of the index is: */
enum {
    FH_LEXICON_AT_BLOCK = 0,
    FH_LEXICON_AT_TEXT = 4,
    FH_LEXICON_AT_FORMS = 6,
    FH_LEXICON_AT_CHECKSUM = 8
};

/** Reading the forms of one language in a run, in byte order. Each block that is read has the right
 *  checksum. */
typedef struct fh_lexicon_cursor {
    fh_lexicon_run *run;
    const uint8_t *bytes;           /**< of the run */
    uint32_t first, end;            /**< the language's blocks */
    uint32_t next;                  /**< the block behind the one that is read */
    const char *text, *text_end;    /**< what is left of it: forms, */
    const uint8_t *data, *data_end; /**< changes and stems */
    fh_str form, stem;              /**< what it is on; valid until it moves */
    int64_t change;
    char stem_room[FH_LEXICON_STEM_MAX_BYTES];
} fh_lexicon_cursor;

/** The forms of one of its blocks, as they lie there, up to *ret_end. */
const char *fh_lexicon_cursor_peek(const fh_lexicon_cursor *cursor, uint32_t block,
                                   const char **ret_end);
/** Verify one, unless the run is, and go before its first form. */
bool fh_lexicon_cursor_enter(fh_lexicon_cursor *cursor, uint32_t block);
/** Before the first form of a language; such a one may have none. False: the run is damaged. */
bool fh_lexicon_cursor_start(fh_lexicon_cursor *cursor, fh_lexicon_run *run, const uint8_t *bytes,
                             const fh_lexicon_code *code);
/** Move on to the next form: 1; 0: there is none; FIHRIST_E_CORRUPT. */
int fh_lexicon_cursor_next(fh_lexicon_cursor *cursor);
/** Move to the first form that is not before `form`: 1; 0: there is none; FIHRIST_E_CORRUPT. */
int fh_lexicon_cursor_seek(fh_lexicon_cursor *cursor, fh_str form);

#endif
