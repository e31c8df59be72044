/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * path_pattern.h: what a file's path says about its article: --path '{source}/{date}/{}'.
 *
 * A pattern has as many parts between slashes as it says something about; they are matched against
 * the last parts of the path. {source} {date} {lang} {author} {title} {id} {year} {month} {day}
 * take what stands there, {} takes anything, all else is literal. {date} takes dates only. Where
 * the last part has no full stop, the file's extension is left out.
 */
#ifndef FIHRIST_INPUT_PATH_PATTERN_H
#define FIHRIST_INPUT_PATH_PATTERN_H

#include "core/article.h"

typedef struct fh_path_pattern fh_path_pattern;

/** FIHRIST_E_USAGE: an unknown name, an unclosed brace, two names with nothing between them, the
 *  same name twice, or too long (16 names, 1,000 bytes). */
int fh_path_pattern_new(const char *text, fh_path_pattern **ret_pattern, fihrist_error *err);
void fh_path_pattern_free(fh_path_pattern *pattern);

/** Fill in what the article lacks. FIHRIST_E_INPUT when the path does not fit. */
int fh_path_pattern_apply(const fh_path_pattern *pattern, fh_str path, fh_arena *arena,
                          fh_article *article, fihrist_error *err);

#endif
