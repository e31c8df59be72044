/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * term_list.h: what terms a document has, as the table "termlist" has it: without that nothing can
 * be deleted.
 */
#ifndef FIHRIST_GLASS_TERM_LIST_H
#define FIHRIST_GLASS_TERM_LIST_H

#include "glass/table.h"
#include "glass/value_streams.h"
#include "xapian-c.h"

/** Write document `docid`'s terms, in their order, and the slots of its values. `tag` is memory to
 *  work in. */
int glass_term_list_add(glass_table *table, fh_buffer *tag, uint32_t docid, uint64_t length,
                        const xc_posting *terms, size_t term_count, const glass_value *values,
                        size_t value_count, fihrist_error *err);

#endif
