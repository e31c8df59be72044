/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * program.c: finding the program of a verb.
 */
#include "cli/program.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VERB_MAX = 40 };

static bool is_verb(const char *verb) {
    size_t n = strspn(verb, "abcdefghijklmnopqrstuvwxyz-");
    return n > 0 && n <= VERB_MAX && verb[n] == '\0' && verb[0] != '-';
}

bool program_path(const char *verb, char ret_path[PROGRAM_PATH_MAX]) {
    if (!is_verb(verb))
        return false;
    ssize_t n = readlink("/proc/self/exe", ret_path, PROGRAM_PATH_MAX - VERB_MAX - 16);
    char *slash = NULL;
    if (n > 0) {
        ret_path[n] = '\0';
        slash = strrchr(ret_path, '/');
    }
    if (slash) {
        size_t used = (size_t)(slash + 1 - ret_path);
        snprintf(slash + 1, PROGRAM_PATH_MAX - used, "fihrist-%s", verb);
        if (access(ret_path, X_OK) == 0)
            return true;
    }
    snprintf(ret_path, PROGRAM_PATH_MAX, "fihrist-%s", verb);
    return true;
}
