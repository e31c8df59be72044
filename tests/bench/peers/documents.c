/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * documents.c: read what is to be indexed.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/peers/peer.h"

void peer_die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("peer: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

long peer_number(const char *text) {
    char *end;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0')
        peer_die("not a number: '%s'", text);
    return number;
}

/* Of the processor's time: engines are stopped now and then, for the others to run. */
static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *string_of(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static peer_document document_of(const json_t *json) {
    return (peer_document){
        .id = string_of(json, "id"),
        .title = string_of(json, "title"),
        .text = string_of(json, "text"),
        .source = string_of(json, "source"),
        .actors = json_object_get(json, "actors"),
        .date = (int)json_integer_value(json_object_get(json, "date")),
        .comment = strcmp(string_of(json, "type"), "comment") == 0,
    };
}

peer_totals peer_documents(const char *path, peer_take take, void *user) {
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    peer_totals totals = {0, 0, 0};
    double taken_seconds = 0, start = now_seconds();
    if (!file)
        peer_die("cannot read '%s': %m", path);
    for (ssize_t n; (n = getline(&line, &room, file)) > 0; totals.documents++) {
        json_t *json = json_loadb(line, (size_t)n, 0, NULL);
        if (!json)
            peer_die("'%s' has a line that is no JSON: %.60s", path, line);
        peer_document document = document_of(json);
        totals.text_bytes += strlen(document.title) + strlen(document.text);
        double before = now_seconds();
        take(user, &document);
        taken_seconds += now_seconds() - before;
        json_decref(json);
    }
    totals.parse_seconds = now_seconds() - start - taken_seconds;
    free(line);
    fclose(file);
    return totals;
}

void peer_print_totals(const peer_totals *totals) {
    printf("{\"documents\":%" PRIu64 ",\"text_bytes\":%" PRIu64 ",\"parse_seconds\":%.3f}\n",
           totals->documents, totals->text_bytes, totals->parse_seconds);
}
