/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * fuzz_file.c: any bytes as a file of any name, be it a container: every article in it can be
 * finished and printed, every rejection says why, and the places of both ascend.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "input/file_reader.h"
#include "tests/fuzz/article.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_behind(fh_file_place a, fh_file_place b) {
    return a.document < b.document || (a.document == b.document && a.item < b.item);
}

static void read_all(fh_file_reader *reader, fh_arena *arena) {
    fh_article article;
    fh_file_item item;
    fihrist_error err;
    fh_file_place least = {0, 0};
    int got;
    while ((got = fh_file_next(reader, arena, &article, &item, &err)) > 0) {
        if (is_behind(item.place, least) || item.path.n == 0)
            abort();
        least = (fh_file_place){item.place.document, item.place.item + 1};
        if (got == FH_READ_ARTICLE)
            check_article(0, &article, arena);
        else if (err.message[0] == '\0')
            abort();
        fh_arena_reset(arena);
    }
}

/* The first byte says what the file is called. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"a",      "a.html", "a.jsonl", "a.xml",  "a.csv", "a.eml",
                                        "a.mbox", "a.zip",  "a.warc",  "a.wacz", "a.gz",  "a.rss"};
    if (size == 0)
        return 0;
    const char *name = names[data[0] % (sizeof names / sizeof *names)];
    int fd = memfd_create("file", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)size - 1)
        abort();
    fh_open_file file = {.fd = fd, .path = fh_str_of(name), .named = true};
    fh_file_options options = {.format = FH_FORMAT_AUTO};
    fh_file_reader *reader;
    fh_arena *arena = fh_arena_new();
    if (!arena || fh_file_open(&file, &options, &reader, NULL) != FIHRIST_OK)
        abort();
    read_all(reader, arena);
    fh_file_close(reader);
    fh_arena_free(arena);
    close(fd);
    return 0;
}
