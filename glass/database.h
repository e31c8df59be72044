/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * database.h: write a glass database, libxapian's format of 2016-03-14 (1.4.0 to 1.4.22 and later),
 * all at once: what libxapian's own writer makes of the same documents, an order of magnitude
 * sooner. It can be searched, changed and compacted by libxapian as any other; `make check` holds
 * the two against each other.
 *
 * Knows neither articles nor Fihrist's index. Positions, document data, spelling and synonyms are
 * not written; metadata can be put in afterwards, with libxapian.
 */
#ifndef FIHRIST_GLASS_DATABASE_H
#define FIHRIST_GLASS_DATABASE_H

#include "glass/value_streams.h"
#include "xapian-c.h"

typedef struct glass_database glass_database;

/** Begin a database in directory `path`, which is there and has none. About `memory_bytes` are
 * used. `path` must stay. */
int glass_database_new(const char *path, size_t memory_bytes, glass_database **ret_database,
                       fihrist_error *err);
/** What is not finished is no database: its files stay behind. */
void glass_database_free(glass_database *database);

/** Add a document, which gets the docid after the last, from 1. Its terms are in the order of their
 *  bytes, each once, of 1 to GLASS_TERM_MAX_BYTES, where a NUL counts twice; positions are ignored.
 * Its values are in the order of their slots. FIHRIST_E_LIMIT: a term or a value is too long. After
 * a failure only free is left. */
int glass_database_add(glass_database *database, const xc_posting *terms, size_t term_count,
                       const glass_value *values, size_t value_count, uint32_t *ret_docid,
                       fihrist_error *err);

/** The docid that the next document will get. */
uint32_t glass_database_next(const glass_database *database);

/** Write the rest, and in the end what makes it a database. Then all is on disk. */
int glass_database_finish(glass_database *database, fihrist_error *err);

#endif
