/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fihrist.c: peer-fihrist: ask Fihrist itself, in process. (It indexes by its own program.)
 *
 *   peer-fihrist search DIR QUESTIONS ... [--as-asked]
 *
 * As the others are asked: a comment is a hit of its own, and no snippets are made. With --as-asked
 * as its users ask it: the comments that match stand beneath their story, with snippets.
 */
#include <stdio.h>
#include <string.h>

#include "fihrist.h"
#include "tests/bench/peers/peer.h"

typedef struct driver {
    fihrist_reader *reader;
    bool as_asked;
} driver;

static fihrist_comments comments_of(const char *name) {
    if (strcmp(name, "with") == 0)
        return FIHRIST_COMMENTS_WITH;
    if (strcmp(name, "only") == 0)
        return FIHRIST_COMMENTS_ONLY;
    return strcmp(name, "off") == 0 ? FIHRIST_COMMENTS_OFF : FIHRIST_COMMENTS_UNDER;
}

static fihrist_search_options options_for(const driver *d, const peer_question *question) {
    fihrist_search_options options = FIHRIST_SEARCH_OPTIONS;
    options.limit = PEER_TOP;
    options.fresh = true; /* all questions are asked many times */
    options.comments = comments_of(question->comments);
    if (d->as_asked)
        return options;
    options.snippets = 0;
    options.copies = FIHRIST_COPIES_SHOW;
    if (options.comments == FIHRIST_COMMENTS_UNDER)
        options.comments = FIHRIST_COMMENTS_WITH;
    return options;
}

static unsigned search(void *user, const peer_question *question) {
    driver *d = user;
    fihrist_search_options options = options_for(d, question);
    fihrist_page *page;
    fihrist_error err;
    if (fihrist_search(d->reader, question->query, strlen(question->query), &options, &page, &err) <
        0)
        peer_die("'%s': %s", question->query, err.message);
    unsigned top = (unsigned)fihrist_page_size(page);
    fihrist_page_free(page);
    return top;
}

static uint64_t count_of(driver *d, const peer_question *question, const char *query) {
    fihrist_search_options options = options_for(d, question);
    fihrist_error err;
    uint64_t count;
    if (fihrist_count(d->reader, query, strlen(query), &options, &count, &err) < 0)
        peer_die("'%s': %s", query, err.message);
    return count;
}

static uint64_t count(void *user, const peer_question *question) {
    return count_of(user, question, question->query);
}

static uint64_t count_stems(void *user, const peer_question *question) {
    return count_of(user, question, question->stems);
}

int main(int argc, char **argv) {
    driver d = {NULL, argc > 1 && strcmp(argv[argc - 1], "--as-asked") == 0};
    peer_engine engine = {.user = &d, .search = search, .count = count, .count_stems = count_stems};
    fihrist_error err;
    if (argc < 4 || strcmp(argv[1], "search") != 0)
        peer_die("usage: peer-fihrist search DIR QUESTIONS [options] [--as-asked]");
    if (fihrist_open(argv[2], &d.reader, &err) < 0)
        peer_die("%s", err.message);
    peer_search(&engine, argc - 3 - d.as_asked, argv + 3);
    fihrist_close(d.reader);
    return fflush(stdout) == 0 ? 0 : 1;
}
