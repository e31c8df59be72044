/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * hit.c: one hit as people read it: rank and title, where it comes from, why it matched, the
 * comments beneath it, its id.
 */
#include "cli/cli.h"

static void part(cli_writer *writer, const char *separator, fihrist_text text, int style) {
    if (!text.n)
        return;
    if (writer->at > writer->indent)
        cli_writer_text(writer, separator, strlen(separator), style);
    cli_writer_text(writer, text.p, text.n, style);
}

static void authors(cli_writer *writer, const fihrist_hit *hit, int style) {
    for (size_t i = 0; i < hit->author_count; i++)
        part(writer, i ? ", " : " · ", hit->authors[i], style);
}

static void snippet(cli_writer *writer, const fihrist_snippet *snippet) {
    size_t at = 0;
    if (snippet->cut_before)
        cli_writer_text(writer, "… ", strlen("… "), CLI_STYLE_NONE);
    for (size_t i = 0; i < snippet->match_count; i++) {
        fihrist_span span = snippet->matches[i];
        cli_writer_text(writer, snippet->text.p + at, span.start - at, CLI_STYLE_NONE);
        cli_writer_text(writer, snippet->text.p + span.start, span.end - span.start,
                        CLI_STYLE_MATCH);
        at = span.end;
    }
    cli_writer_text(writer, snippet->text.p + at, snippet->text.n - at, CLI_STYLE_NONE);
    if (snippet->cut_after)
        cli_writer_text(writer, " …", strlen(" …"), CLI_STYLE_NONE);
}

static void snippets(cli_writer *writer, const fihrist_hit *hit) {
    for (size_t i = 0; i < hit->snippet_count; i++) {
        cli_writer_begin(writer, 3);
        snippet(writer, &hit->snippets[i]);
        cli_writer_end(writer);
    }
}

static void comment_beneath(cli_writer *writer, const fihrist_hit *comment) {
    cli_writer_begin(writer, 3);
    writer->indent = 5;
    cli_writer_text(writer, "└ ", strlen("└ "), CLI_STYLE_DIM);
    if (comment->author_count)
        cli_writer_text(writer, comment->authors[0].p, comment->authors[0].n, CLI_STYLE_DIM);
    else
        cli_writer_text(writer, "comment", strlen("comment"), CLI_STYLE_DIM);
    if (comment->date.n) {
        cli_writer_text(writer, ", ", 2, CLI_STYLE_DIM);
        cli_writer_text(writer, comment->date.p, comment->date.n, CLI_STYLE_DIM);
    }
    cli_writer_text(writer, ": ", 2, CLI_STYLE_DIM);
    for (size_t i = 0; i < comment->snippet_count; i++)
        snippet(writer, &comment->snippets[i]);
    cli_writer_end(writer);
}

static void more_comments(cli_writer *writer, const fihrist_hit *hit) {
    char text[80];
    if (hit->comments_matching <= hit->comment_count)
        return;
    snprintf(text, sizeof text, "and at least %llu more comments",
             (unsigned long long)(hit->comments_matching - hit->comment_count));
    cli_writer_begin(writer, 5);
    cli_writer_text(writer, text, strlen(text), CLI_STYLE_DIM);
    cli_writer_end(writer);
}

static void copy(cli_writer *writer, const fihrist_copy *copy, bool last) {
    char likeness[16];
    snprintf(likeness, sizeof likeness, "%.2f",
             copy->likeness < 1 && copy->likeness > 0.99 ? 0.99 : copy->likeness);
    fihrist_text name = copy->source.n ? copy->source : copy->id;
    cli_writer_text(writer, name.p, name.n, CLI_STYLE_DIM);
    part(writer, ", ", copy->date, CLI_STYLE_DIM);
    part(writer, ", ", (fihrist_text){likeness, strlen(likeness)}, CLI_STYLE_DIM);
    if (!last)
        cli_writer_text(writer, "; ", 2, CLI_STYLE_DIM);
}

/* "+4 copies: Outlet, 2015-03-14, 0.93; …": of each how like the first of them all it is. */
static void copies(cli_writer *writer, const fihrist_cluster *cluster) {
    char text[64];
    if (!cluster || cluster->copy_count == 0)
        return;
    snprintf(text, sizeof text, "+%llu cop%s: ", (unsigned long long)cluster->copies_total,
             cluster->copies_total == 1 ? "y" : "ies");
    cli_writer_begin(writer, 3);
    cli_writer_text(writer, text, strlen(text), CLI_STYLE_DIM);
    for (size_t i = 0; i < cluster->copy_count; i++)
        copy(writer, &cluster->copies[i], i + 1 == cluster->copy_count);
    if (cluster->copies_total > cluster->copy_count)
        cli_writer_text(writer, "; …", strlen("; …"), CLI_STYLE_DIM);
    cli_writer_end(writer);
}

static void heading(cli_writer *writer, const fihrist_hit *hit) {
    char rank[32];
    snprintf(rank, sizeof rank, "%llu. ", (unsigned long long)hit->rank);
    cli_writer_begin(writer, 0);
    cli_writer_text(writer, rank, strlen(rank), CLI_STYLE_DIM);
    writer->indent = 3;
    if (hit->is_comment)
        cli_writer_text(writer, "comment on ", strlen("comment on "), CLI_STYLE_DIM);
    if (hit->title.n)
        cli_writer_text(writer, hit->title.p, hit->title.n, CLI_STYLE_TITLE);
    else
        cli_writer_text(writer, "(no title)", strlen("(no title)"), CLI_STYLE_DIM);
    cli_writer_end(writer);
    if (!hit->source.n && !hit->date.n && !hit->author_count)
        return;
    cli_writer_begin(writer, 3);
    part(writer, " · ", hit->source, CLI_STYLE_DIM);
    part(writer, " · ", hit->date, CLI_STYLE_DIM);
    authors(writer, hit, CLI_STYLE_DIM);
    cli_writer_end(writer);
}

void cli_print_hit(const fihrist_hit *hit, const fihrist_cluster *cluster, bool coloured,
                   unsigned columns) {
    cli_writer writer = {.out = stdout, .coloured = coloured, .columns = columns};
    heading(&writer, hit);
    snippets(&writer, hit);
    for (size_t i = 0; i < hit->comment_count; i++)
        comment_beneath(&writer, &hit->comments[i]);
    more_comments(&writer, hit);
    copies(&writer, cluster);
    cli_writer_begin(&writer, 3);
    writer.columns = 0; /* an id is for copying: never broken */
    cli_writer_text(&writer, hit->id.p, hit->id.n, CLI_STYLE_DIM);
    cli_writer_end(&writer);
    fputc('\n', stdout);
}
