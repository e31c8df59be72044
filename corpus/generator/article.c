/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * article.c: write an article. What it tells is drawn from a generator seeded by the number of the
 * story, which is the article's own but for stories that an agency sold to several outlets; who
 * prints it, and what readers say of it, by the number of the article.
 */
#include "corpus/generator/article.h"

#include "core/date.h"
#include "corpus/generator/sentence.h"

enum {
    TEXT_WORDS = 590, /* on average, before the last sentence is ended */
    TEXT_SPREAD = 26000,
    SHORTEST_TEXT = 40,
    COMMENT_TEXT_WORDS = 22,
    COMMENT_TEXT_SPREAD = 32000,
    DAYS = 9131,  /* of all years */
    GROWTH = 3,   /* the last days have so many times the articles of the first */
    WIRE_OF = 50, /* of so many articles one is a story of another, up to WIRE_BACK before it */
    WIRE_BACK = 40,
    COMMENTERS = 60000,
    LIST_AUTHORS = 1000, /* and one more for each outlet */
    LIST_COMMENTERS = 1
};

typedef struct writing {
    corpus_article *article;
    corpus_pen pen;
} writing;

static fh_str since(const writing *w, char *start) {
    return (fh_str){start, (size_t)(w->pen.at - start)};
}

/* Without the blank behind the last word. */
static fh_str words_since(writing *w, char *start) {
    w->pen.at--;
    return since(w, start);
}

/* ---- when, what of, and who prints it ---- */

static bool on_weekend(int32_t day) {
    return (day + 3) % 7 >= 5; /* 1970 began on a Thursday; Monday is 0 */
}

static int32_t some_day(uint64_t *random) {
    for (;;) {
        int32_t day = (int32_t)corpus_below(random, DAYS);
        if ((int32_t)corpus_below(random, GROWTH * DAYS) >= DAYS + (GROWTH - 1) * day)
            continue;
        day += fh_date_to_day(CORPUS_FIRST_YEAR, 1, 1);
        if (!on_weekend(day) || corpus_below(random, 2))
            return day;
    }
}

static void begin_story(writing *w, const corpus_world *world, uint64_t story) {
    corpus_pen *pen = &w->pen;
    int year, month, day_of_month;
    pen->world = world;
    pen->random = corpus_mix(world->seed ^ UINT64_C(0x73746f7279), story);
    w->article->day = some_day(&pen->random);
    fh_date_from_day(w->article->day, &year, &month, &day_of_month);
    pen->year = year;
    pen->month = (year - CORPUS_FIRST_YEAR) * 12 + month - 1;
    for (uint32_t i = 0; i < PEN_TOPICS; i++)
        pen->topics[i] = &world->topics[corpus_topic_draw(world, &pen->random, pen->month)];
}

static void make_authors(writing *w) {
    corpus_article *article = w->article;
    uint32_t how = corpus_below(&w->pen.random, 20);
    article->author_count = how < 15 ? 1 : how < 18 ? 2 : how < 19 ? 3 : 0;
    if (article->outlet->agency && (how & 1))
        article->author_count = 0;
    for (uint32_t i = 0; i < article->author_count; i++) {
        char *start = w->pen.at;
        uint64_t outlet = (uint64_t)(article->outlet - w->pen.world->outlets);
        pen_name(&w->pen, LIST_AUTHORS + outlet,
                 corpus_skewed(&w->pen.random, article->outlet->staff));
        article->authors[i] = words_since(w, start);
    }
}

/* ---- what it says ---- */

static bool is_room(const corpus_pen *pen) {
    return pen->end - pen->at > SENTENCE_BYTES;
}

static void put_dateline(corpus_pen *pen) {
    char *start = pen->at;
    pen_place(pen);
    for (char *p = start; p < pen->at; p++)
        *p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
    pen_bytes(pen, "— ", sizeof "— " - 1);
}

static fh_str make_text(writing *w) {
    corpus_pen *pen = &w->pen;
    char *start = pen->at;
    uint32_t length = corpus_log_normal(&pen->random, TEXT_WORDS, TEXT_SPREAD);
    length = length < SHORTEST_TEXT        ? SHORTEST_TEXT
             : length > ARTICLE_TEXT_WORDS ? ARTICLE_TEXT_WORDS
                                           : length;
    uint32_t end = pen->words + length, in_paragraph = 0;
    if (w->article->outlet->agency || corpus_below(&pen->random, 8) == 0)
        put_dateline(pen);
    while (pen->words < end && is_room(pen)) {
        sentence_of_news(pen);
        if (pen->words < end && corpus_below(&pen->random, 5) < ++in_paragraph * 2) {
            pen->at--;
            pen_bytes(pen, "\n\n", 2);
            in_paragraph = 0;
        }
    }
    return words_since(w, start);
}

/* ---- what readers say ---- */

/* Half of all articles have none; some have many. */
static uint32_t some_comments(uint64_t *random) {
    uint32_t how = corpus_below(random, 1024);
    if (how < 450)
        return 0;
    if (how < 930)
        return 1 + corpus_skewed(random, 12);
    return 1 + corpus_skewed(random, ARTICLE_COMMENTS);
}

static fh_str make_commenter(writing *w) {
    corpus_pen *pen = &w->pen;
    char *start = pen->at;
    uint32_t number = corpus_skewed(&pen->random, COMMENTERS);
    uint64_t person = corpus_mix(pen->world->seed ^ LIST_COMMENTERS, number);
    pen_name(pen, LIST_COMMENTERS, number);
    if ((person & 3) == 0)
        return words_since(w, start);
    /* Under the first name alone, or with a number behind it. */
    pen->at = memchr(start, ' ', (size_t)(pen->at - start));
    if ((person & 3) == 1)
        pen_decimal(pen, 1 + (uint32_t)(person >> 8) % 99);
    else
        pen->at++;
    return words_since(w, start);
}

static void make_comment(writing *w, uint32_t i) {
    corpus_comment *comment = &w->article->comments[i];
    corpus_pen *pen = &w->pen;
    comment->author = make_commenter(w);
    comment->day =
        (i ? comment[-1].day : w->article->day) + (int32_t)(corpus_skewed(&pen->random, 40) / 20);
    comment->parent =
        i > 0 && corpus_below(&pen->random, 3) == 0 ? 1 + corpus_below(&pen->random, i) : 0;
    char *start = pen->at;
    uint32_t end =
        pen->words + corpus_log_normal(&pen->random, COMMENT_TEXT_WORDS, COMMENT_TEXT_SPREAD);
    do {
        sentence_of_comment(pen);
    } while (pen->words < end && is_room(pen));
    comment->text = words_since(w, start);
}

static void make_comments(writing *w) {
    uint32_t count = w->article->outlet->no_comments ? 0 : some_comments(&w->pen.random);
    w->article->comment_count = 0;
    while (w->article->comment_count < count && is_room(&w->pen))
        make_comment(w, w->article->comment_count++);
}

void corpus_article_make(const corpus_world *world, uint64_t number, corpus_article *ret_article) {
    uint64_t own = corpus_mix(world->seed, number), story = number;
    writing w = {.article = ret_article};
    w.pen.at = ret_article->room;
    w.pen.end = ret_article->room + sizeof ret_article->room;
    ret_article->number = number;
    ret_article->outlet =
        &world->outlets[corpus_alias_draw(&world->outlet_sizes, corpus_random(&own))];
    if (number > WIRE_BACK && corpus_below(&own, WIRE_OF) == 0)
        story -= 1 + corpus_below(&own, WIRE_BACK);
    begin_story(&w, world, story);
    w.pen.curly = ret_article->outlet->curly;
    sentence_headline(&w.pen);
    ret_article->title = words_since(&w, ret_article->room);
    uint32_t before = w.pen.words;
    ret_article->text = make_text(&w);
    ret_article->text_words = w.pen.words - before;
    w.pen.random = own;
    make_authors(&w);
    make_comments(&w);
}
