/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_threads.c: the thread rule of fihrist.h: handles of one index, each used by one thread at a
 * time, do not know of one another. `make tsan` runs this under ThreadSanitizer, which sees what is
 * shared even when nothing comes of it.
 */
#include <pthread.h>

#include "tests/unit/library_fixture.h"

enum { THREADS = 3, ROUNDS = 40, ANSWERS_MAX_BYTES = 1 << 20 };

typedef struct asker {
    const char *index;
    pthread_barrier_t *start;
    int rounds;
    bool writer_runs;  /* then an index that moved is no failure, and answers are not compared */
    fh_buffer answers; /* of the first round; those of the others are the same */
    char failure[300];
} asker;

static void fail_asker(asker *a, const char *what, const fihrist_error *err) {
    if (!a->failure[0] && !(a->writer_runs && err->code == FIHRIST_E_BUSY))
        snprintf(a->failure, sizeof a->failure, "%s: %s", what, err->message);
}

static int add_line(void *user, const char *kind, const char *json, size_t n) {
    (void)kind;
    fh_buffer_append(user, json, n);
    fh_buffer_append_byte(user, '\n');
    return 0;
}

/* What every method of the protocol has to go through, and what fails. */
static void ask_in_json(asker *a, fihrist_reader *reader, fh_buffer *out) {
    static const struct {
        const char *method, *params;
        int code;
    } cases[] = {
        {"search", "{\"query\":\"boats\"}", 0},
        {"search", "{\"query\":\"boats NEAR/3 dawn OR boat*\",\"explain\":true}", 0},
        {"search", "{\"query\":\"actor:board boats\",\"comments\":\"with\"}", 0},
        {"search", "{\"query\":\"Boats sail, they always do\",\"plain\":true}", 0},
        {"search", "{\"query\":\"élections\",\"sort\":\"newest\",\"match\":\"smart\"}", 0},
        {"search", "{\"query\":\"nofield:x\"}", FIHRIST_E_QUERY},
        {"count", "{\"query\":\"source:tide date:2021..2022\"}", 0},
        {"show", "{\"id\":\"one\"}", 0},
        {"show", "{\"id\":\"none\"}", FIHRIST_E_NOT_FOUND},
        {"actors", "", 0},
        {"actors", "{\"name\":\"Board of Harbours\"}", 0},
        {"status", "", 0},
        {"info", "", 0},
        {"none", "", FIHRIST_E_USAGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fihrist_error err = {.message = "no error"};
        const char *params = cases[i].params;
        int code =
            fihrist_call(reader, cases[i].method, params, strlen(params), add_line, out, &err);
        if (code != cases[i].code)
            fail_asker(a, cases[i].method, &err);
        if (code < 0)
            fh_buffer_printf(out, "%s %s\n", fihrist_error_name(code), err.message);
    }
}

/* The same by the calls that give more than JSON. */
static void ask_in_c(asker *a, fihrist_reader *reader, fh_buffer *out) {
    fihrist_error err;
    fihrist_page *page;
    uint64_t count = 0;
    if (search(reader, "boats", NULL, &page, &err) == 0) {
        for (size_t i = 0; i < fihrist_page_size(page); i++) {
            const fihrist_hit *hit = fihrist_page_hit(page, i);
            fh_buffer_printf(out, "%.*s %.6f %zu\n", (int)hit->id.n, hit->id.p, hit->score,
                             hit->snippet_count);
        }
        fihrist_page_free(page);
    } else {
        fail_asker(a, "search", &err);
    }
    if (fihrist_count(reader, "boats", 5, NULL, &count, &err) < 0)
        fail_asker(a, "count", &err);
    fh_buffer_printf(out, "%llu %s\n", (unsigned long long)count, fihrist_version());
}

static void ask_round(asker *a, fh_buffer *out) {
    fihrist_error err;
    fihrist_reader *reader;
    if (fihrist_open(a->index, &reader, &err) < 0) {
        fail_asker(a, "open", &err);
        return;
    }
    ask_in_json(a, reader, out);
    ask_in_c(a, reader, out);
    fihrist_close(reader);
}

static void *ask(void *user) {
    asker *a = user;
    pthread_barrier_wait(a->start);
    for (int i = 0; i < a->rounds && !a->failure[0]; i++) {
        fh_buffer out = FH_BUFFER(ANSWERS_MAX_BYTES);
        ask_round(a, &out);
        if (i == 0) {
            a->answers = out;
            continue;
        }
        if (!a->writer_runs && !fh_str_equal(fh_buffer_str(&out), fh_buffer_str(&a->answers)))
            snprintf(a->failure, sizeof a->failure, "round %d was answered otherwise", i);
        fh_buffer_free(&out);
    }
    return NULL;
}

/* Everybody begins in the same instant, so that what is made on first use is made by all. */
static void run_askers(const fixture *f, asker *askers, void *(*beside)(void *), void *user) {
    pthread_t threads[THREADS], other;
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        askers[i] = (asker){.index = f->index, .start = &start, .rounds = ROUNDS};
        askers[i].writer_runs = beside != NULL;
        assert_int_equal(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
    }
    if (beside)
        assert_int_equal(pthread_create(&other, NULL, beside, user), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    if (beside)
        pthread_join(other, NULL);
    pthread_barrier_destroy(&start);
    for (int i = 0; i < THREADS; i++)
        assert_string_equal(askers[i].failure, "");
}

static void free_answers(asker *askers) {
    for (int i = 0; i < THREADS; i++)
        fh_buffer_free(&askers[i].answers);
}

static void threads_with_handles_of_their_own_get_the_same_answers(void **state) {
    asker askers[THREADS];
    run_askers(*state, askers, NULL, NULL);
    assert_true(askers[0].answers.n > 4000);
    for (int i = 1; i < THREADS; i++)
        assert_true(
            fh_str_equal(fh_buffer_str(&askers[0].answers), fh_buffer_str(&askers[i].answers)));
    free_answers(askers);
}

/* A program that writes an index in one thread, as an indexer of another language might. */
static void *write_beside(void *user) {
    fixture *f = user;
    test_index index = open_index(f->index, f->authority);
    for (int i = 0; i < ROUNDS; i++) {
        char article[200];
        snprintf(article, sizeof article,
                 "{\"id\":\"new%d\",\"title\":\"Boats\",\"text\":\"Boat %d.\"}", i, i);
        put_article(&index, article);
        commit(&index);
    }
    close_index(&index);
    return NULL;
}

static void readers_beside_a_writer_are_answered(void **state) {
    asker askers[THREADS];
    run_askers(*state, askers, write_beside, *state);
    free_answers(askers);
}

/* A thread that gets a handle, asks with it and hands it back by ending. */
typedef struct handover {
    asker asker;
    fihrist_reader *reader;
} handover;

static void *ask_with_handle(void *user) {
    handover *h = user;
    h->asker.answers = FH_BUFFER(ANSWERS_MAX_BYTES);
    ask_in_json(&h->asker, h->reader, &h->asker.answers);
    return NULL;
}

static void a_handle_may_go_from_thread_to_thread(void **state) {
    fihrist_reader *reader = open_reader(*state);
    handover first = {.reader = reader};
    ask_with_handle(&first);
    for (int i = 0; i < THREADS; i++) {
        handover next = {.reader = reader};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, ask_with_handle, &next), 0);
        pthread_join(thread, NULL);
        assert_string_equal(next.asker.failure, "");
        assert_true(
            fh_str_equal(fh_buffer_str(&first.asker.answers), fh_buffer_str(&next.asker.answers)));
        fh_buffer_free(&next.asker.answers);
    }
    fh_buffer_free(&first.asker.answers);
    fihrist_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OF_INDEX(threads_with_handles_of_their_own_get_the_same_answers),
        OF_INDEX(readers_beside_a_writer_are_answered),
        OF_INDEX(a_handle_may_go_from_thread_to_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
