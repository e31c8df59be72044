/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The language that an article's text is found to be in, and what of an article is looked at.
 */
#include "tests/unit/check.h"

#include <string.h>

#include "indexer/detect.h"

static const char english[] =
    "The ferry crews went back to work on Monday, but nobody in the harbour believes that the "
    "quarrel is over. The council wants to talk again in the spring.";
static const char french[] =
    "Les équipages des bacs ont repris le travail lundi, mais personne au port ne croit que la "
    "querelle soit finie. Le conseil veut en reparler au printemps.";
static const char german[] =
    "Die Mannschaften der Fähren sind am Montag wieder zur Arbeit gegangen, doch niemand im Hafen "
    "glaubt, dass der Streit vorbei ist.";
static const char russian[] =
    "Экипажи паромов в понедельник снова вышли на работу, но никто в порту не верит, что спор "
    "окончен. Совет хочет вернуться к разговору весной.";

static const struct {
    const char *code, *text;
} samples[] = {
    {"en", english},
    {"fr", french},
    {"de", german},
    {"ru", russian},
    {"es", "Las tripulaciones de los transbordadores volvieron al trabajo el lunes, pero nadie en "
           "el puerto cree que la disputa haya terminado."},
    {"it", "Gli equipaggi dei traghetti sono tornati al lavoro lunedì, ma nessuno al porto crede "
           "che la lite sia finita."},
    {"pt", "As tripulações das balsas voltaram ao trabalho na segunda-feira, mas ninguém no porto "
           "acredita que a disputa tenha acabado."},
    {"nl", "De bemanningen van de veerboten zijn maandag weer aan het werk gegaan, maar niemand in "
           "de haven gelooft dat de ruzie voorbij is."},
    {"sv", "Färjornas besättningar gick tillbaka till arbetet i måndags, men ingen i hamnen tror "
           "att grälet är över."},
    {"tr", "Feribot mürettebatı pazartesi günü işe geri döndü, ama limandaki hiç kimse kavganın "
           "bittiğine inanmıyor."},
    {"fa",
     "خدمه کشتی‌ها روز دوشنبه به سر کار بازگشتند، "
     "اما هیچ‌کس در بندر باور نمی‌کند که دعوا تمام شده "
     "باشد."},
    {"ar",
     "عادت أطقم العبارات إلى العمل يوم الاثنين، لكن لا أحد في الميناء يصدق أن الخلاف قد انتهى."},
    {"uk", "Екіпажі поромів у понеділок знову вийшли на роботу, але ніхто в порту не вірить, що "
           "суперечка закінчилася."},
    {"zh", "渡轮的船员们星期一回去工作了，但是港口里没有人相信这场争吵已经结束。"},
};

enum { SAMPLE_COUNT = sizeof samples / sizeof *samples };

static void check_code(const char *what, const fh_article *article, const char *expected) {
    fh_str code;
    assert_int_equal(fh_detect_language(article, &code), 0);
    check_text(what, code, expected);
}

static void a_text_tells_its_language(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        fh_article article = {.text = fh_str_of(samples[i].text)};
        check_code(samples[i].code, &article, samples[i].code);
    }
}

static void what_is_too_short_or_says_nothing_is_in_no_language(void **state) {
    static const char *const texts[] = {"", "Élections au Val", "Der Hafen wird gesperrt",
                                        "1234567890 1234567890 1234567890 1234567890 1234567890 "
                                        "1234567890 1234567890 1234567890 1234567890 1234567890",
                                        "https://h.example/2021/03/02"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fh_article article = {.text = fh_str_of(texts[i])};
        check_code(texts[i], &article, "");
    }
}

static void title_and_caption_count_where_the_text_is_short(void **state) {
    fh_article article = {.title = fh_str_of("Streit um die Fähren vorbei?"),
                          .text = fh_str_of("Niemand im Hafen glaubt es."),
                          .caption = fh_str_of("Die Fähre am Montag vor der alten Brücke")};
    (void)state;
    check_code("all three", &article, "de");
    article.caption = article.title = (fh_str){NULL, 0};
    check_code("one alone", &article, "");
}

static void comments_count_where_the_article_says_too_little(void **state) {
    fh_comment comment = {.text = fh_str_of(french)};
    fh_article article = {.title = fh_str_of("Port Sorrel"), .comments = &comment};
    (void)state;
    article.comment_count = 1;
    check_code("a name for a title", &article, "fr");
    article.text = fh_str_of(german);
    check_code("a text that says enough", &article, "de");
}

/* `bytes` of one text over and over. */
static void append(fh_buffer *out, const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes; i += strlen(text) + 1) {
        fh_buffer_append_text(out, text);
        fh_buffer_append_byte(out, '\n');
    }
}

/* Neither where it begins, nor by a list of names or a quotation in the middle of it. */
static void a_long_text_is_told_by_pieces_of_all_of_it(void **state) {
    fh_buffer text = FH_BUFFER(1 << 20);
    (void)state;
    append(&text, russian, 900);
    append(&text, french, 3000);
    append(&text, russian, 900);
    append(&text, french, 3000);
    append(&text, english, 900);
    fh_article article = {.text = fh_buffer_str(&text)};
    check_code("pieces", &article, "fr");
    fh_buffer_free(&text);
}

/* Wherever they begin and end, they are whole characters. */
static void pieces_cut_no_character(void **state) {
    fh_buffer text = FH_BUFFER(1 << 20);
    (void)state;
    append(&text, russian, 3000);
    for (size_t n = FH_DETECT_SAMPLE_BYTES - 4; n < FH_DETECT_SAMPLE_BYTES + 12; n++) {
        fh_article article = {.text = {text.p, n}};
        while (((unsigned char)text.p[article.text.n] & 0xc0) == 0x80)
            article.text.n--;
        check_code("cut", &article, "ru");
    }
    fh_buffer_free(&text);
}

static void a_text_in_three_languages_is_in_none_for_certain(void **state) {
    fh_buffer text = FH_BUFFER(1 << 20);
    (void)state;
    append(&text, english, 500);
    append(&text, russian, 500);
    append(&text, french, 500);
    fh_article article = {.text = fh_buffer_str(&text)};
    check_code("a third each", &article, "");
    fh_buffer_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_tells_its_language),
        cmocka_unit_test(what_is_too_short_or_says_nothing_is_in_no_language),
        cmocka_unit_test(title_and_caption_count_where_the_text_is_short),
        cmocka_unit_test(comments_count_where_the_article_says_too_little),
        cmocka_unit_test(a_long_text_is_told_by_pieces_of_all_of_it),
        cmocka_unit_test(pieces_cut_no_character),
        cmocka_unit_test(a_text_in_three_languages_is_in_none_for_certain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
