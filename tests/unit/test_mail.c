/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_mail.c: letters that are articles, alone and in boxes.
 */
#include "tests/unit/reading.h"

#define TEXT(literal) ((fh_str){literal, sizeof(literal) - 1})

typedef struct mail {
    const char *what;
    fh_str bytes;
    const char *expected;
} mail;

static void check_mails(const mail *mails, size_t count) {
    for (size_t i = 0; i < count; i++)
        check_reading(mails[i].what, &fh_reader_mail, mails[i].bytes, NULL, mails[i].expected);
}

#define CHECK_MAILS(mails) check_mails(mails, sizeof(mails) / sizeof *(mails))

#define HEAD                                                                                       \
    "From: Harbour Tidings <news@tidings.example>\r\nTo: reader@example\r\n"                       \
    "Date: Sat, 20 Jun 2015 15:14:07 +0200\r\nMessage-ID: <a1@tidings.example>\r\n"                \
    "Subject: The strike is over\r\n"
#define FIELDS                                                                                     \
    "0 {\"id\":\"mid:a1@tidings.example\",\"source\":\"Harbour Tidings\",\"title\":\"The strike "  \
    "is over\",\"date\":\"2015-06-20T15:14:07+02:00\","

static void a_letter_is_an_article_of_its_sender(void **state) {
    (void)state;
    static const mail mails[] = {
        {"plain", TEXT(HEAD "\r\nIt ended.\r\n\r\nAll went home.\r\n"),
         FIELDS "\"text\":\"It ended.\\n\\nAll went home.\\n\"}"},
        {"quoted-printable, Latin-1",
         TEXT(HEAD
              "Content-Type: text/plain; charset=iso-8859-1\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9 of the =\r\nport.\r\n"),
         FIELDS "\"text\":\"Caf\xc3\xa9 of the port.\\n\"}"},
        {"base64, Windows-1251",
         TEXT(HEAD "Content-Type: text/plain; charset=\"windows-1251\"\r\n"
                   "Content-Transfer-Encoding: base64\r\n\r\nz+7w8i4=\r\n"),
         FIELDS "\"text\":\"\xd0\x9f\xd0\xbe\xd1\x80\xd1\x82.\"}"},
        {"lines that flow",
         TEXT(HEAD "Content-Type: text/plain; format=flowed\r\n\r\nOne \r\nline.\r\nTwo.\r\n-- "
                   "\r\nThe desk\r\n"),
         FIELDS "\"text\":\"One line.\\nTwo.\\n-- \\nThe desk\\n\"}"},
        {"words of headers in a charset of their own",
         TEXT("From: =?utf-8?q?Le_Caf=C3=A9?= <a@tidings.example>\r\n"
              "Subject: =?koi8-r?B?8M/S1A==?= =?utf-8?q?_caf=C3=A9?=\r\n\r\nText.\r\n"),
         "0 {\"source\":\"Le Caf\xc3\xa9\",\"title\":\"\xd0\x9f\xd0\xbe\xd1\x80\xd1\x82 "
         "caf\xc3\xa9\",\"text\":\"Text.\\n\"}"},
        {"a list where the sender has no name",
         TEXT("From: a@tidings.example\r\nList-Id: \"Port letters\" <port.tidings.example>\r\n"
              "Subject: S\r\n\r\nText.\r\n"),
         "0 {\"source\":\"Port letters\",\"title\":\"S\",\"text\":\"Text.\\n\"}"},
        {"a domain where nothing has one",
         TEXT("From: a@tidings.example\r\nSubject: S\r\nContent-Language: en-GB\r\n\r\nText.\r\n"),
         "0 "
         "{\"source\":\"tidings.example\",\"title\":\"S\",\"lang\":\"en\",\"text\":\"Text.\\n\"}"},
        {"a subject alone", TEXT("From: a@tidings.example\nSubject: S\n\n"),
         "0 {\"source\":\"tidings.example\",\"title\":\"S\",\"text\":\"\"}"},
    };
    CHECK_MAILS(mails);
}

#define PROSE                                                                                      \
    "The dredgers went back to work on Saturday after nine weeks, their union said, and the "      \
    "first "                                                                                       \
    "ships are expected in the inner harbour before the end of the month."

static void of_several_parts_the_html_is_read(void **state) {
    (void)state;
    static const mail mails[] = {
        {"alternatives",
         TEXT(HEAD "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
                   "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
                   "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
                   "<html><head><title>x</title><link rel=\"canonical\" "
                   "href=\"https://tidings.example/1\"></head><body><p>" PROSE "</p><p>" PROSE
                   "</p></body></html>\r\n--b--\r\n"),
         "0 {\"id\":\"mid:a1@tidings.example\",\"url\":\"https://tidings.example/1\","
         "\"source\":\"Harbour Tidings\",\"title\":\"The strike is over\","
         "\"date\":\"2015-06-20T15:14:07+02:00\",\"text\":\"" PROSE "\\n\\n" PROSE "\"}"},
        {"short pieces, none of which is the article",
         TEXT(HEAD "Content-Type: text/html\r\n\r\n<h2>Port</h2><p>Open.</p><h2>Weather</h2>"
                   "<p>Rain.</p>\r\n"),
         FIELDS "\"text\":\"Port\\n\\nOpen.\\n\\nWeather\\n\\nRain.\"}"},
        {"parts in parts, and an attachment in front",
         TEXT(HEAD "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
                   "--a\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n"
                   "<p>no</p>\r\n"
                   "--a\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
                   "--b\r\nContent-Type: text/plain\r\n\r\nyes\r\n"
                   "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA"
                   "\r\n--b--\r\n--a--\r\n"),
         FIELDS "\"text\":\"yes\"}"},
        {"a message within is another letter",
         TEXT(HEAD "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
                   "--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nno\r\n"
                   "--a\r\nContent-Type: text/plain\r\n\r\nyes\r\n--a--\r\n"),
         FIELDS "\"text\":\"yes\"}"},
        {"HTML without a text falls back",
         TEXT(HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
                   "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
                   "--b\r\nContent-Type: text/html\r\n\r\n<img src=x>\r\n--b--\r\n"),
         FIELDS "\"text\":\"plain\"}"},
        {"a boundary that never comes",
         TEXT(HEAD "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\ncut"),
         FIELDS "\"text\":\"cut\"}"},
    };
    CHECK_MAILS(mails);
}

#define FROM "From news@tidings.example Sat Jun 20 15:14:07 2015\n"

static void a_box_holds_many(void **state) {
    (void)state;
    static const mail mails[] = {
        {"quoted lines, and prose that only begins like one",
         TEXT(FROM "Subject: A\n\nOne.\n\nFrom the port comes\n>From here\n>>From there\n\n" FROM
                   "Subject: B\n\nTwo.\n"),
         "1 {\"title\":\"A\",\"text\":\"One.\\n\\nFrom the port comes\\nFrom here\\n>From "
         "there\\n\\n\"}\n10 {\"title\":\"B\",\"text\":\"Two.\\n\"}"},
        {"one that is none is rejected alone",
         TEXT(FROM "\nnothing\n\n" FROM "Subject: B\n\nTwo.\n"),
         "1 rejected: not a mail: it has no headers\n5 {\"title\":\"B\",\"text\":\"Two.\\n\"}"},
        {"CR LF",
         TEXT("From a@b Sat Jun 20 15:14:07 +0000 2015\r\nSubject: A\r\n\r\nOne.\r\n\r\n"
              "From a@b Sat Jun 20 15:14:07 +0000 2015\r\nSubject: B\r\n\r\nTwo.\r\n"),
         "1 {\"title\":\"A\",\"text\":\"One.\\n\\n\"}\n6 {\"title\":\"B\",\"text\":\"Two.\\n\"}"},
        {"nothing", TEXT(""), ""},
        {"no mail", TEXT("\n\nwords\n"), "0 rejected: not a mail: it has no headers"},
    };
    CHECK_MAILS(mails);
}

static void a_message_that_is_too_large_is_rejected_alone(void **state) {
    (void)state;
    fh_buffer box = FH_BUFFER(128 << 20);
    size_t n = (64 << 20) + 1;
    fh_buffer_append_text(&box, FROM "Subject: A\n\n");
    assert_true(fh_buffer_reserve(&box, n));
    memset(box.p + box.n, 'x', n);
    box.n += n;
    fh_buffer_append_text(&box, "\n\n" FROM "Subject: B\n\nTwo.\n");
    check_reading("large", &fh_reader_mail, fh_buffer_str(&box), NULL,
                  "1 rejected: a message of more than 67108864 bytes\n6 "
                  "{\"title\":\"B\",\"text\":\"Two.\\n\"}");
    fh_buffer_free(&box);
}

/* As deep as GMime goes, and no further than a letter ever does. */
static void parts_nested_without_end_are_harmless(void **state) {
    (void)state;
    fh_buffer bytes = FH_BUFFER(16 << 20);
    fh_buffer_append_text(&bytes, "Subject: A\nContent-Type: multipart/mixed; boundary=b0\n\n");
    for (int i = 0; i < 5000; i++)
        fh_buffer_printf(&bytes, "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", i,
                         i + 1);
    check_reading("deep", &fh_reader_mail, fh_buffer_str(&bytes), NULL,
                  "0 {\"title\":\"A\",\"text\":\"\"}");
    fh_buffer_free(&bytes);
}

/* What would take gigabytes of memory is refused before that. */
static void headers_and_parts_without_end_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *line, *reason;
        size_t count;
    } cases[] = {
        {"X: y\n", "0 rejected: a mail with more than 8388608 bytes of headers", 1700000},
        {"\n--b\n", "0 rejected: a mail of more than 100000 parts", 100001},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fh_buffer bytes = FH_BUFFER(16 << 20);
        fh_buffer_append_text(&bytes, "Subject: A\n");
        for (size_t k = 0; k < cases[i].count; k++)
            fh_buffer_append_text(&bytes, cases[i].line);
        check_reading(cases[i].line, &fh_reader_mail, fh_buffer_str(&bytes), NULL, cases[i].reason);
        fh_buffer_free(&bytes);
    }
}

static void memory_that_is_out_is_said(void **state) {
    (void)state;
    check_out_of_memory(&fh_reader_mail,
                        TEXT(FROM HEAD "Content-Type: text/html\r\n\r\n<p>caf\xe9</p>\r\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_an_article_of_its_sender),
        cmocka_unit_test(of_several_parts_the_html_is_read),
        cmocka_unit_test(a_box_holds_many),
        cmocka_unit_test(a_message_that_is_too_large_is_rejected_alone),
        cmocka_unit_test(parts_nested_without_end_are_harmless),
        cmocka_unit_test(headers_and_parts_without_end_are_refused),
        cmocka_unit_test(memory_that_is_out_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
