/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * holdings_summary.c: the charts of `fihrist status`, out of a writer.
 */
#include "indexer/holdings_summary.h"

#include "core/holdings.h"

enum { SOURCES_SHOWN = 5 };

/* One that the authority does not know goes by the name that its first article gives. */
static int name_source(fh_writer *writer, const fh_held_source *source, fh_arena *arena,
                       fh_str *ret_name, fihrist_error *err) {
    const fh_authority *authority = fh_writer_workspace(writer)->authority;
    fh_stored stored = fh_writer_stored(writer);
    fh_record record;
    size_t index;
    *ret_name = source->id;
    if (authority && fh_authority_resolve(authority, source->id, &index, 1) > 0 &&
        fh_str_equal(fh_authority_actor(authority, index)->id, source->id)) {
        *ret_name = fh_authority_actor(authority, index)->name;
        return FIHRIST_OK;
    }
    int code = fh_stored_record(&stored, source->docid, FH_RECORD_HEAD, arena, &record, err);
    if (code == FIHRIST_OK && record.article.source.n)
        *ret_name = record.article.source;
    return code;
}

static int draw(fh_writer *writer, fh_chart_look look, fh_arena *arena, fh_buffer *out,
                fihrist_error *err) {
    fh_holdings holdings;
    fh_chart_row rows[SOURCES_SHOWN];
    int code = fh_holdings_read(fh_writer_database(writer), fh_writer_state(writer), SOURCES_SHOWN,
                                arena, &holdings, err);
    for (size_t i = 0; code == FIHRIST_OK && i < holdings.source_count; i++) {
        rows[i].articles = holdings.sources[i].articles;
        code = name_source(writer, &holdings.sources[i], arena, &rows[i].name, err);
    }
    if (code != FIHRIST_OK)
        return code;
    fh_chart_years(out, holdings.years, holdings.year_count, look);
    fh_chart_rows(out, rows, holdings.source_count, look);
    return out->failed ? fh_fail_memory(err) : FIHRIST_OK;
}

int fh_summarise_holdings(fh_writer *writer, fh_chart_look look, fh_buffer *out,
                          fihrist_error *err) {
    fh_arena *arena = fh_arena_new();
    int code = arena ? draw(writer, look, arena, out, err) : fh_fail_memory(err);
    fh_arena_free(arena);
    return code;
}
