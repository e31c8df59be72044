/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fihrist-index.c: the program that changes indexes. One program under several names: what stands
 * behind "fihrist-" in the name it was called by is the verb.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/verb.h"
#include "indexer/writer.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} verbs[] = {
    {"index", verb_index}, {"extract", verb_extract}, {"delete", verb_delete},
    {"dump", verb_dump},   {"restore", verb_restore}, {"compact", verb_compact},
    {"check", verb_check},
};

int main(int argc, char **argv) {
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";
    if (strncmp(name, "fihrist-", strlen("fihrist-")) == 0)
        name += strlen("fihrist-");
    /* The writer counts on it, whatever the environment says. */
    char documents[16];
    snprintf(documents, sizeof documents, "%d", FH_FLUSH_DOCUMENTS);
    if (setenv(FH_FLUSH_VARIABLE, documents, 1) < 0) {
        fprintf(stderr, "fihrist: out of memory\n");
        return VERB_ERROR;
    }
    verb_prepare_last_words();
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(name, verbs[i].name) == 0)
            return verbs[i].run(argc, argv);
    fprintf(stderr, "fihrist: this program is called fihrist-index, not '%.60s'\n", name);
    return VERB_ERROR;
}
