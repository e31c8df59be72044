/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * archive.c: bench-archive COUNT [SEED]: print the first COUNT articles of an invented archive as
 * JSON Lines. A longer archive begins with all articles of a shorter one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/invented.h"

static void print(invented_text text) {
    while (text.n > 0) {
        const char *end = memchr(text.p, '\n', text.n);
        size_t n = end ? (size_t)(end - text.p) : text.n;
        fwrite_unlocked(text.p, 1, n, stdout);
        if (end)
            fwrite_unlocked("\\n", 1, 2, stdout);
        text.p += n + (end != NULL);
        text.n -= n + (end != NULL);
    }
}

static void print_string(const char *before, invented_text text) {
    fputs_unlocked(before, stdout);
    putchar_unlocked('"');
    print(text);
    putchar_unlocked('"');
}

static void print_article(const invented_article *article) {
    printf("{\"id\":\"b%llu\",\"date\":\"%u-%02u-%02u\"", (unsigned long long)article->number,
           article->year, article->month, article->day);
    printf(",\"url\":\"https://archive.example/%u/b%llu\"", article->year,
           (unsigned long long)article->number);
    print_string(",\"source\":", article->source);
    print_string(",\"title\":", article->title);
    for (unsigned i = 0; i < article->author_count; i++)
        print_string(i ? "," : ",\"authors\":[", article->authors[i]);
    print_string("],\"text\":", article->text);
    fputs_unlocked(",\"comments\":[", stdout);
    for (unsigned i = 0; i < article->comment_count; i++) {
        print_string(i ? ",{\"author\":" : "{\"author\":", article->commenters[i]);
        print_string(",\"text\":", article->comments[i]);
        putchar_unlocked('}');
    }
    fputs_unlocked("]}\n", stdout);
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 3) {
        fputs("usage: bench-archive COUNT [SEED]\n", stderr);
        return 2;
    }
    unsigned long long count = strtoull(argv[1], NULL, 10);
    invented_world world = {NULL, argc > 2 ? strtoull(argv[2], NULL, 10) : 1};
    invented_article *article = malloc(sizeof *article);
    world.words = words_new(world.seed);
    if (!article || !world.words) {
        fputs("bench-archive: out of memory\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    for (unsigned long long i = 0; i < count; i++) {
        invented_make(&world, i, article);
        print_article(article);
    }
    free(world.words);
    free(article);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
