/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * invented.c: write articles. Everything is drawn from a generator seeded by the article's number;
 * what belongs to a topic, by that of the topic. Nothing here depends on the C library's functions
 * of floating point, so that all machines make the same archive.
 */
#include <string.h>

#include "tests/bench/invented.h"

enum {
    TOPICS = 400,
    TOPIC_WORDS = 256,
    TOPIC_PEOPLE = 12,
    TOPIC_ACTORS = 8,
    SOURCES = 40,
    AUTHORS = 1500,
    COMMENTERS = 20000,
    FIRST_YEAR = 2001,
    YEARS = 25,
    MEDIAN_WORDS = 430,
};

/* Real names, so that the starter authority file knows them; what is said of them is no language.
 * An article writes of each by any of its names. */
static const struct {
    const char *id, *names[3];
} actors[] = {
    {"united-states", {"United States", "Washington", "American"}},
    {"russia", {"Russia", "Moscow", "Russian"}},
    {"china", {"China", "Beijing", "Chinese"}},
    {"united-nations", {"United Nations", "UN", "United Nations Organization"}},
    {"iran", {"Iran", "Tehran", "Iranian"}},
    {"european-union", {"European Union", "EU", "European Union"}},
    {"france", {"France", "Paris", "French"}},
    {"germany", {"Germany", "Berlin", "German"}},
    {"nato", {"NATO", "North Atlantic Alliance", "NATO"}},
    {"turkey", {"Turkey", "Ankara", "Turkish"}},
    {"india", {"India", "New Delhi", "Indian"}},
    {"un-security-council", {"UN Security Council", "Security Council", "UNSC"}},
    {"world-bank", {"World Bank", "World Bank Group", "World Bank"}},
    {"imf", {"International Monetary Fund", "IMF", "IMF"}},
    {"brazil", {"Brazil", "Brasilia", "Brazilian"}},
    {"egypt", {"Egypt", "Cairo", "Egyptian"}},
    {"iaea", {"International Atomic Energy Agency", "IAEA", "UN nuclear watchdog"}},
    {"japan", {"Japan", "Tokyo", "Japanese"}},
    {"opec", {"OPEC", "Organization of the Petroleum Exporting Countries", "OPEC"}},
    {"canada", {"Canada", "Ottawa", "Canadian"}},
    {"who", {"World Health Organization", "WHO", "World Health Organisation"}},
    {"ecb", {"European Central Bank", "ECB", "ECB"}},
    {"norway", {"Norway", "Oslo", "Norwegian"}},
    {"kenya", {"Kenya", "Nairobi", "Kenyan"}},
    {"fbi", {"Federal Bureau of Investigation", "FBI", "FBI"}},
    {"arab-league", {"Arab League", "League of Arab States", "Arab League"}},
    {"federal-reserve", {"Federal Reserve", "US Federal Reserve", "Federal Reserve Board"}},
    {"bolivia", {"Bolivia", "Bolivian", "Bolivians"}},
    {"wto", {"World Trade Organization", "WTO", "World Trade Organisation"}},
    {"african-union", {"African Union", "Organisation of African Unity", "African Union"}},
    {"asean", {"ASEAN", "Association of Southeast Asian Nations", "ASEAN"}},
    {"icc", {"International Criminal Court", "ICC", "ICC"}},
    {"fiji", {"Fiji", "Fijian", "Suva"}},
    {"european-parliament", {"European Parliament", "MEPs", "European Parliament"}},
    {"interpol", {"Interpol", "International Criminal Police Organization", "Interpol"}},
    {"bank-of-england", {"Bank of England", "Bank of England", "Bank of England"}},
    {"unesco", {"UNESCO", "UN cultural agency", "UNESCO"}},
    {"bhutan", {"Bhutan", "Bhutanese", "Thimphu"}},
    {"cern", {"CERN", "European Organization for Nuclear Research", "CERN"}},
    {"mercosur", {"Mercosur", "Mercosul", "Southern Common Market"}},
};
enum { ACTORS = sizeof actors / sizeof *actors };

static const char *const places[] = {"Brolen",     "Karsk Bay", "Dunmere", "Estval",  "Hollin",
                                     "Port Ardal", "Sennet",    "Tolvar",  "Wexmoor", "Zandry"};
static const char *const papers[] = {"Courier", "Morning Post", "Tribune", "Evening Ledger"};

typedef struct writing {
    const invented_world *world;
    invented_article *article;
    uint64_t random;
    uint64_t topic; /* the seed of what belongs to the topic */
} writing;

/* ---- pieces ---- */

static void put(invented_article *article, const char *p, size_t n) {
    memcpy(article->room + article->used, p, n);
    article->used += n;
}

static void put_string(invented_article *article, const char *s) {
    put(article, s, strlen(s));
}

static void put_number(invented_article *article, unsigned number) {
    char digits[10];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + number % 10);
    } while ((number /= 10) > 0);
    put(article, digits + n, sizeof digits - n);
}

static invented_text text_from(const invented_article *article, size_t start) {
    return (invented_text){article->room + start, article->used - start};
}

static void put_word(const writing *w, unsigned rank, bool capital) {
    char *at = w->article->room + w->article->used;
    memcpy(at, w->world->words->text[rank], WORDS_BYTES);
    w->article->used += w->world->words->length[rank];
    if (capital)
        *at = (char)(*at - 'a' + 'A');
}

/* The n-th number that belongs to the topic, below `end`. */
static unsigned of_topic(const writing *w, unsigned n, unsigned end) {
    uint64_t state = w->topic + n * UINT64_C(0x632be59bd9b4e019);
    return random_below(&state, end);
}

/* The small numbers more often: a square has the most of them. */
static unsigned skewed_below(uint64_t *random, unsigned end) {
    uint64_t r = random_next(random) >> 32;
    return (unsigned)((r * r >> 32) * end >> 32);
}

/* A person's name out of a list of that many: always the same for the same number. */
static void put_person(const writing *w, unsigned list, unsigned number) {
    uint64_t state = w->world->seed ^ ((uint64_t)list << 32 | number);
    put_word(w, 1000 + random_below(&state, 2000), true);
    put_string(w->article, " ");
    put_word(w, 3000 + random_below(&state, 20000), true);
}

enum { LIST_AUTHORS = 1, LIST_PEOPLE, LIST_COMMENTERS };

/* Squared twice, so that the first actors are in most articles and the last ones in few. */
static unsigned topic_actor(const writing *w, unsigned n) {
    unsigned r = of_topic(w, 1000 + n, 1000);
    return r * r / 1000 * ACTORS / 1000;
}

static void put_actor(writing *w) {
    unsigned actor = topic_actor(w, random_below(&w->random, TOPIC_ACTORS));
    put_string(w->article, actors[actor].names[random_below(&w->random, 3)]);
}

/* ---- sentences ---- */

static unsigned draw_word(writing *w) {
    if (random_below(&w->random, 100) >= 15)
        return words_draw(w->world->words, &w->random);
    unsigned n = skewed_below(&w->random, TOPIC_WORDS);
    unsigned r = of_topic(w, n, 30000);
    return 150 + r;
}

/* A word, or what stands where a word could: a name, a number. */
static void put_token(writing *w, bool first) {
    unsigned kind = random_below(&w->random, 1000);
    if (kind < 22) {
        put_actor(w);
    } else if (kind < 36) {
        unsigned person = of_topic(w, 2000 + random_below(&w->random, TOPIC_PEOPLE), 5000);
        put_person(w, LIST_PEOPLE, person);
    } else if (kind < 50) {
        put_number(w->article, 1 + skewed_below(&w->random, 2000));
    } else {
        put_word(w, draw_word(w), first);
    }
}

static void put_sentence(writing *w, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        if (i)
            put_string(w->article, random_below(&w->random, 14) ? " " : ", ");
        put_token(w, i == 0);
    }
    put_string(w->article, ".");
}

static invented_text prose(writing *w, unsigned count) {
    size_t start = w->article->used;
    unsigned in_paragraph = 0;
    while (count > 0) {
        unsigned length = 6 + random_below(&w->random, 26);
        if (length > count || count - length < 6)
            length = count;
        put_sentence(w, length);
        count -= length;
        bool parted = ++in_paragraph > 1 && random_below(&w->random, 3) == 0;
        if (count > 0)
            put_string(w->article, parted ? "\n\n" : " ");
        in_paragraph = parted ? 0 : in_paragraph;
    }
    return text_from(w->article, start);
}

/* ---- articles ---- */

static void make_head(writing *w) {
    invented_article *article = w->article;
    size_t start = article->used;
    unsigned source = skewed_below(&w->random, SOURCES);
    put_string(article, places[source % 10]);
    put_string(article, " ");
    put_string(article, papers[source / 10]);
    article->source = text_from(article, start);

    start = article->used;
    put_word(w, 50 + of_topic(w, skewed_below(&w->random, 16), 30000), true);
    for (unsigned i = 4 + random_below(&w->random, 7); i > 0; i--) {
        put_string(article, " ");
        put_token(w, false);
    }
    article->title = text_from(article, start);

    article->author_count = 1 + (random_below(&w->random, 5) == 0);
    for (unsigned i = 0; i < article->author_count; i++) {
        start = article->used;
        put_person(w, LIST_AUTHORS, skewed_below(&w->random, AUTHORS));
        article->authors[i] = text_from(article, start);
    }
    /* The last years have twice as many articles as the first. */
    article->year = FIRST_YEAR + YEARS - 1 - random_below(&w->random, YEARS);
    if (random_below(&w->random, 2 * YEARS) >= article->year - FIRST_YEAR + YEARS)
        article->year = FIRST_YEAR + YEARS - 1 - (article->year - FIRST_YEAR);
    article->month = 1 + random_below(&w->random, 12);
    article->day = 1 + random_below(&w->random, 28);
}

/* Log-normal, as a product of many chances is; about half to twice the median. */
static unsigned text_words(uint64_t *random) {
    double count = MEDIAN_WORDS * 1.12;
    for (int i = 0; i < 8; i++)
        count *= 0.7 + 0.6 * random_below(random, 1000) / 1000;
    return count > INVENTED_TEXT_WORDS ? INVENTED_TEXT_WORDS : 20 + (unsigned)count;
}

static void make_comments(writing *w) {
    invented_article *article = w->article;
    unsigned count = skewed_below(&w->random, INVENTED_COMMENTS + 1);
    article->comment_count = count;
    for (unsigned i = 0; i < count; i++) {
        size_t start = article->used;
        put_person(w, LIST_COMMENTERS, skewed_below(&w->random, COMMENTERS));
        article->commenters[i] = text_from(article, start);
        article->comments[i] = prose(w, 8 + skewed_below(&w->random, 90));
    }
}

void invented_make(const invented_world *world, uint64_t number, invented_article *ret_article) {
    writing w = {world, ret_article, world->seed ^ number * UINT64_C(0xd1342543de82ef95), 0};
    ret_article->number = number;
    ret_article->used = 0;
    w.topic = world->seed + skewed_below(&w.random, TOPICS) * UINT64_C(0x9fb21c651e98df25);
    make_head(&w);
    ret_article->text = prose(&w, text_words(&w.random));
    make_comments(&w);
}

const char *invented_actor(unsigned i) {
    return actors[i].id;
}

unsigned invented_actors(void) {
    return ACTORS;
}
