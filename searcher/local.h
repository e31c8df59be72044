/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * local.h: the calls of fihrist.h answered from an index directory. What each promises stands
 * there; library.c chooses between these and remote.h.
 */
#ifndef FIHRIST_SEARCHER_LOCAL_H
#define FIHRIST_SEARCHER_LOCAL_H

#include "fihrist.h"

typedef struct fh_reader fh_reader;

int fh_reader_open(const char *path, fh_reader **ret_reader, fihrist_error *err);
void fh_reader_close(fh_reader *reader);
int fh_search(fh_reader *reader, const char *text, size_t text_len,
              const fihrist_search_options *options, fihrist_page **ret_page, fihrist_error *err);
int fh_show(fh_reader *reader, const char *id, size_t id_len, char **ret_json, size_t *ret_json_len,
            fihrist_error *err);
int fh_actors(fh_reader *reader, const char *name, size_t name_len, char **ret_json,
              size_t *ret_json_len, fihrist_error *err);
int fh_status(fh_reader *reader, char **ret_json, size_t *ret_json_len, fihrist_error *err);
int fh_info(fh_reader *reader, char **ret_json, size_t *ret_json_len, fihrist_error *err);

#endif
