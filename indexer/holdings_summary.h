/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * holdings_summary.h: what an index holds, drawn for whoever has just put something into it.
 */
#ifndef FIHRIST_INDEXER_HOLDINGS_SUMMARY_H
#define FIHRIST_INDEXER_HOLDINGS_SUMMARY_H

#include "core/chart.h"
#include "indexer/writer.h"

/** Append a chart of the years of what the writer has committed, and its five largest sources.
 *  Nothing where it holds no article. */
int fh_summarise_holdings(fh_writer *writer, fh_chart_look look, fh_buffer *out,
                          fihrist_error *err);

#endif
