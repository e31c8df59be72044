/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * program.h: the other programs of Fihrist, found beside this one or on PATH.
 */
#ifndef FIHRIST_CLI_PROGRAM_H
#define FIHRIST_CLI_PROGRAM_H

#include <stdbool.h>

enum { PROGRAM_PATH_MAX = 4096 };

/** Path of fihrist-VERB beside this program's file; else its bare name, to be looked for on PATH.
 *  False: no verb (letters and dashes, at most 40). */
bool program_path(const char *verb, char ret_path[PROGRAM_PATH_MAX]);

#endif
