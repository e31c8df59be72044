/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * test_feed.c: RSS, Atom and JSON Feed. Each feed here stands beside what it is read to.
 */
#include "tests/unit/reading.h"

#define TEXT(literal) ((fh_str){literal, sizeof(literal) - 1})

typedef struct feed {
    const char *what;
    fh_str bytes;
    const char *expected;
} feed;

static void check_feeds(const fh_reader_format *format, const feed *feeds, size_t count) {
    for (size_t i = 0; i < count; i++)
        check_reading(feeds[i].what, format, feeds[i].bytes, NULL, feeds[i].expected);
}

#define CHECK_FEEDS(feeds) check_feeds(&fh_reader_feed, feeds, sizeof(feeds) / sizeof *(feeds))

#define RSS                                                                                        \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "                            \
    "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "                                  \
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" "    \
    "xmlns:feedburner=\"http://rssnamespace.org/feedburner/ext/1.0\" "                             \
    "xmlns:media=\"http://search.yahoo.com/mrss/\" "                                               \
    "xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"><channel>"
#define TIDINGS                                                                                    \
    "<title>Harbour Tidings</title><link>https://tidings.example/</link>"                          \
    "<atom:link rel=\"self\" href=\"https://tidings.example/feed\"/><language>en-GB</language>"    \
    "<image><title>Logo</title><url>x</url></image>"
#define END "</channel></rss>"
#define FROM_TIDINGS "\"source\":\"Harbour Tidings\","

static void an_item_of_rss_is_an_article(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"as WordPress writes it",
         TEXT(RSS TIDINGS
              "<item><title>Strike &#8216;over&#8217;</title><link>https://tidings.example/1</link>"
              "<comments>https://tidings.example/1#respond</comments>"
              "<dc:creator><![CDATA[Ida Ferrin]]></dc:creator>"
              "<pubDate>Sat, 20 Jun 2015 15:14:07 +0000</pubDate><category>News</category>"
              "<guid isPermaLink=\"false\">https://tidings.example/?p=1</guid>"
              "<description><![CDATA[It ended [&#8230;]]]></description>"
              "<content:encoded><![CDATA[<p>It ended.</p>\n<p>All went <a href=\"x\">home</a>.</p>"
              "<script>no()</script><p>The post <a href=\"x\">Strike over</a> appeared first on <a "
              "href=\"y\">Harbour Tidings</a>.</p>]]></content:encoded>"
              "<slash:comments>3</slash:comments><media:group><media:title>no</media:title>"
              "</media:group></item>" END),
         "1 {\"url\":\"https://tidings.example/1\"," FROM_TIDINGS
         "\"title\":\"Strike \xe2\x80\x98over\xe2\x80\x99\",\"authors\":[\"Ida Ferrin\"],"
         "\"date\":\"2015-06-20T15:14:07Z\",\"lang\":\"en\","
         "\"text\":\"It ended.\\n\\nAll went home.\"}"},
        {"HTML that is escaped in a description, and entities once",
         TEXT(RSS "<title>T</title><item><title>Fish &amp;amp; chips</title>"
                  "<description>&lt;p&gt;AT&amp;amp;T "
                  "&amp;lt;b&amp;gt;&lt;/p&gt;</description></item>" END),
         "1 {\"source\":\"T\",\"title\":\"Fish & chips\",\"text\":\"AT&T <b>\"}"},
        {"a link that counts clicks, a guid that is one, a relative one",
         TEXT(RSS TIDINGS
              "<item><title>a</title><link>https://clicks.example/1</link>"
              "<feedburner:origLink>https://tidings.example/a</feedburner:origLink></item>"
              "<item><title>b</title><guid>https://tidings.example/b</guid></item>"
              "<item><title>c</title><link>/news/c?x=1&amp;y=2</link></item>"
              "<item><title>d</title><guid isPermaLink=\"false\">tag:tidings.example,2015:d</guid>"
              "</item><item><title>e</title><guid>17</guid></item>" END),
         "1 {\"url\":\"https://tidings.example/a\"," FROM_TIDINGS
         "\"title\":\"a\",\"lang\":\"en\",\"text\":\"\"}\n"
         "2 {\"url\":\"https://tidings.example/b\"," FROM_TIDINGS
         "\"title\":\"b\",\"lang\":\"en\",\"text\":\"\"}\n"
         "3 {\"url\":\"https://tidings.example/news/c?x=1&y=2\"," FROM_TIDINGS
         "\"title\":\"c\",\"lang\":\"en\",\"text\":\"\"}\n"
         "4 {\"id\":\"tag:tidings.example,2015:d\"," FROM_TIDINGS
         "\"title\":\"d\",\"lang\":\"en\",\"text\":\"\"}\n"
         "5 {" FROM_TIDINGS "\"title\":\"e\",\"lang\":\"en\",\"text\":\"\"}"},
        {"a feed of feeds, authors as RSS has them",
         TEXT(RSS "<title>Planet</title>"
                  "<item><title>a</title><source url=\"x\">Harbour Tidings</source>"
                  "<author>ida@tidings.example (Ida Ferrin)</author></item>"
                  "<item><title>b</title><author>Tom Okafor &lt;t@tidings.example&gt;</author>"
                  "<dc:creator>By Al O&amp;#8217;Neil; Bo</dc:creator></item>"
                  "<item><title>c</title><author>desk@tidings.example</author></item>" END),
         "1 {" FROM_TIDINGS "\"title\":\"a\",\"authors\":[\"Ida Ferrin\"],\"text\":\"\"}\n"
         "2 {\"source\":\"Planet\",\"title\":\"b\",\"authors\":[\"Tom Okafor\",\"Al "
         "O\xe2\x80\x99Neil\",\"Bo\"],\"text\":\"\"}\n"
         "3 {\"source\":\"Planet\",\"title\":\"c\",\"text\":\"\"}"},
        {"dates",
         TEXT(RSS "<item><title>a</title><dc:date>2015-06-20T15:14:07+02:00</dc:date></item>"
                  "<item><title>b</title><pubDate>20 Jun 15</pubDate></item>"
                  "<item><title>c</title><atom:updated>2015-06-20T15:14:07Z</atom:updated>"
                  "<pubDate>soon</pubDate></item>" END),
         "1 {\"title\":\"a\",\"date\":\"2015-06-20T15:14:07+02:00\",\"text\":\"\"}\n"
         "2 {\"title\":\"b\",\"date\":\"2015-06-20\",\"text\":\"\"}\n"
         "3 {\"title\":\"c\",\"date\":\"2015-06-20T15:14:07Z\",\"text\":\"\"}"},
        {"a podcast",
         TEXT(RSS "<item><title>Episode 1</title><description>About fish.</description>"
                  "<enclosure url=\"x\" length=\"1\" type=\"audio/mpeg\"/></item>" END),
         "1 {\"title\":\"Episode 1\",\"text\":\"About fish.\"}"},
        {"nothing in it is rejected by its number",
         TEXT(RSS "<item><title>a</title></item><item><link>https://tidings.example/</link></item>"
                  "<item><title>b</title></item>" END),
         "1 {\"title\":\"a\",\"text\":\"\"}\n2 rejected: an item with neither title nor text\n"
         "3 {\"title\":\"b\",\"text\":\"\"}"},
        {"RSS 0.91 with its document type",
         TEXT("<?xml version=\"1.0\"?><!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS "
              "0.91//EN\" \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">"
              "<rss version=\"0.91\"><channel><title>T</title><item><title>Caf&eacute;</title>"
              "</item></channel></rss>"),
         "1 {\"source\":\"T\",\"title\":\"Caf\xc3\xa9\",\"text\":\"\"}"},
        {"RSS 1.0",
         TEXT("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
              "xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
              "<channel rdf:about=\"x\"><title>T</title><link>https://tidings.example/</link>"
              "<dc:language>de</dc:language><items><rdf:Seq><rdf:li resource=\"y\"/></rdf:Seq>"
              "</items></channel><image rdf:about=\"z\"><title>no</title></image>"
              "<item rdf:about=\"https://tidings.example/1\"><title>A</title>"
              "<dc:creator>Ida</dc:creator><dc:date>2015-06-20</dc:date>"
              "<description>One.</description></item></rdf:RDF>"),
         "1 {\"url\":\"https://tidings.example/1\",\"source\":\"T\",\"title\":\"A\","
         "\"authors\":[\"Ida\"],\"date\":\"2015-06-20\",\"lang\":\"de\",\"text\":\"One.\"}"},
    };
    CHECK_FEEDS(feeds);
}

#define ATOM "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\"><title>Le Port</title>"

static void an_entry_of_atom_is_an_article(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"the kinds of text",
         TEXT(ATOM
              "<author><name>La r&#233;daction</name></author>"
              "<entry><title type=\"html\">A &amp;amp; B</title><id>tag:port.example,2015:1</id>"
              "<content "
              "type=\"html\">&lt;p&gt;Un.&lt;/p&gt;&lt;p&gt;Deux.&lt;/p&gt;</content></entry>"
              "<entry><title>A &amp;amp; "
              "B</title><author><name>Ida</name><email>x@y</email></author>"
              "<author><name>Tom</name></author><summary>no</summary>"
              "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Un &lt;b&gt; "
              "&amp;amp; <b>gras</b>.</p><br/><p>Deux.</p></div></content></entry>"
              "<entry><title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">A "
              "<i>b</i></div></title><content type=\"text\">1 &lt; 2</content></entry>"
              "<entry><title>c</title><content src=\"x.html\" type=\"text/html\"/>"
              "<summary type=\"html\">&lt;i&gt;court&lt;/i&gt;</summary></entry>"
              "<entry><title>d</title><content type=\"image/png\">AAAA</content></entry></feed>"),
         "1 {\"id\":\"tag:port.example,2015:1\",\"source\":\"Le Port\",\"title\":\"A & B\","
         "\"authors\":[\"La r\xc3\xa9"
         "daction\"],\"lang\":\"fr\",\"text\":\"Un.\\n\\nDeux.\"}\n"
         "2 {\"source\":\"Le Port\",\"title\":\"A &amp; B\",\"authors\":[\"Ida\",\"Tom\"],"
         "\"lang\":\"fr\",\"text\":\"Un <b> &amp; gras.\\n\\nDeux.\"}\n"
         "3 {\"source\":\"Le Port\",\"title\":\"A b\",\"authors\":[\"La r\xc3\xa9"
         "daction\"],"
         "\"lang\":\"fr\",\"text\":\"1 < 2\"}\n"
         "4 {\"source\":\"Le Port\",\"title\":\"c\",\"authors\":[\"La r\xc3\xa9"
         "daction\"],"
         "\"lang\":\"fr\",\"text\":\"court\"}\n"
         "5 {\"source\":\"Le Port\",\"title\":\"d\",\"authors\":[\"La r\xc3\xa9"
         "daction\"],"
         "\"lang\":\"fr\",\"text\":\"\"}"},
        {"links, bases, dates, and a feed it was taken from",
         TEXT("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://port.example/a/\">"
              "<title>Le Port</title><link rel=\"self\" href=\"feed\"/><link href=\"/\"/>"
              "<entry xml:base=\"b/\" xml:lang=\"de\"><title>a</title>"
              "<link rel=\"replies\" href=\"no\"/><link rel=\"alternate\" href=\"c.html\"/>"
              "<published>2015-06-20T15:14:07Z</published><updated>2016-01-01T00:00:00Z</updated>"
              "<source><title>Harbour Tidings</title><id>no</id></source></entry></feed>"),
         "1 {\"url\":\"https://port.example/a/b/c.html\"," FROM_TIDINGS
         "\"title\":\"a\",\"date\":\"2015-06-20T15:14:07Z\",\"lang\":\"de\",\"text\":\"\"}"},
        {"Atom 0.3",
         TEXT("<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>T</title><entry>"
              "<title mode=\"escaped\" type=\"text/html\">A &amp;amp; B</title>"
              "<link rel=\"alternate\" href=\"https://tidings.example/1\"/>"
              "<issued>2003-12-13T08:29:29-04:00</issued><content type=\"text/html\" "
              "mode=\"escaped\">&lt;p&gt;Un.&lt;/p&gt;</content></entry><entry><title>b</title>"
              "<content type=\"text/html\" mode=\"base64\">AAAA</content></entry></feed>"),
         "1 {\"url\":\"https://tidings.example/1\",\"source\":\"T\",\"title\":\"A & B\","
         "\"date\":\"2003-12-13T08:29:29-04:00\",\"text\":\"Un.\"}\n"
         "2 {\"source\":\"T\",\"title\":\"b\",\"text\":\"\"}"},
    };
    CHECK_FEEDS(feeds);
}

static void feeds_that_are_not_well_formed_are_read_as_far_as_may_be(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"blank lines above, bare ampersands, HTML's entities, control characters",
         TEXT("\n \n<?xml version=\"1.0\"?><rss><channel><title>AT&T &nbsp;&copy;</title><item>"
              "<title>a\x01"
              "b &bogus; &amp; &#x41;</title><link>https://tidings.example/?a=1&b=2"
              "</link><description><![CDATA[&nbsp;x & y]]></description></item></channel></rss>"),
         "1 {\"url\":\"https://tidings.example/?a=1&b=2\",\"source\":\"AT&T \xc2\xa9\","
         "\"title\":\"a b &bogus; & A\",\"text\":\"x & y\"}"},
        {"prefixes that nobody declared",
         TEXT("<rss><channel><item><title>a</title><dc:creator>Ida</dc:creator>"
              "<content:encoded>One.</content:encoded></item></channel></rss>"),
         "1 {\"title\":\"a\",\"authors\":[\"Ida\"],\"text\":\"One.\"}"},
        {"HTML that is not escaped",
         TEXT("<rss><channel><item><title>a <b>bold</b> one</title><description><p>One.</p><p>Two."
              "</p></description></item></channel></rss>"),
         "1 {\"title\":\"a bold one\",\"text\":\"One.\\n\\nTwo.\"}"},
        {"an element that never ends",
         TEXT("<rss><channel><item><title>a</title><description><p>One.</description></item><item>"
              "<title>b</title></item></channel></rss>"),
         "1 {\"title\":\"a\",\"text\":\"One.\"}\n2 {\"title\":\"b\",\"text\":\"\"}\n"
         "error: the feed ends within item 2: Opening and ending tag mismatch: channel line 1 and "
         "rss"},
        {"a feed that is cut off",
         TEXT("<rss><channel><item><title>a</title></item><item><title>b</ti"),
         "1 {\"title\":\"a\",\"text\":\"\"}\nerror: the feed ends within item 2"},
        {"no feed", TEXT("<html><body>x</body></html>"),
         "error: not a feed: its outermost element is 'html'"},
        {"no XML", TEXT("words"), "error: not a feed: it has no element"},
        {"nothing", TEXT(""), "error: not a feed: it has no element"},
        {"no items", TEXT("<rss><channel><title>T</title></channel></rss>"), ""},
    };
    CHECK_FEEDS(feeds);
}

static void a_feed_is_read_in_any_charset(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"declared",
         TEXT("<?xml version='1.0' encoding='windows-1251'?><rss><channel><item><title>\xcf\xee\xf0"
              "\xf2</title></item></channel></rss>"),
         "1 {\"title\":\"\xd0\x9f\xd0\xbe\xd1\x80\xd1\x82\",\"text\":\"\"}"},
        {"declared wrongly",
         TEXT(
             "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss><channel><item><title>caf\xc3\xa9"
             "</title></item></channel></rss>"),
         "1 {\"title\":\"caf\xc3\xa9\",\"text\":\"\"}"},
        {"not declared, and not UTF-8",
         TEXT("<rss><channel><item><title>caf\xe9</title></item></channel></rss>"),
         "1 {\"title\":\"caf\xc3\xa9\",\"text\":\"\"}"},
        {"UTF-16 by its mark",
         TEXT("\xff\xfe<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0\xe9\0<\0/\0t\0i\0t\0l"
              "\0e\0>\0<\0/\0i\0t\0e\0m\0>\0<\0/\0r\0s\0s\0>\0"),
         "1 {\"title\":\"\xc3\xa9\",\"text\":\"\"}"},
        {"UTF-16 by its declaration",
         TEXT("\0<\0?\0x\0m\0l\0?\0>\0<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0\xe9\0<"
              "\0/\0t\0i\0t\0l\0e\0>\0<\0/\0i\0t\0e\0m\0>\0<\0/\0r\0s\0s\0>"),
         "1 {\"title\":\"\xc3\xa9\",\"text\":\"\"}"},
    };
    CHECK_FEEDS(feeds);
    const fh_origin http = {.charset = fh_str_of("koi8-r")};
    check_reading("by HTTP", &fh_reader_feed,
                  TEXT("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss><item><title>\xf0\xcf"
                       "\xd2\xd4</title></item></rss>"),
                  &http, "1 {\"title\":\"\xd0\x9f\xd0\xbe\xd1\x80\xd1\x82\",\"text\":\"\"}");
}

static void entities_are_refused_by_name_and_do_nothing(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"a file",
         TEXT("<!DOCTYPE rss [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]><rss><channel><item>"
              "<title>&xxe;</title></item></channel></rss>"),
         "error: a feed that declares an entity, 'xxe', of another file"},
        {"a billion laughs",
         TEXT("<!DOCTYPE rss [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;&lol;\">]><rss><item>"
              "<title>&lol1;</title></item></rss>"),
         "error: a feed that declares an entity, 'lol'"},
        {"a parameter of another file",
         TEXT("<!DOCTYPE rss [ <!-- '>' --> <!ENTITY % dtd SYSTEM 'http://evil.example/x'> %dtd;]>"
              "<rss/>"),
         "error: a feed that declares an entity, 'dtd', of another file"},
        {"a set of letters, as old RSS 1.0 has it, is not read",
         TEXT("<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC \"-//IETF//DTD\" \"http://x/]>.ent\">"
              "%HTMLlat1;]><rss><item><title>caf&eacute; %HTMLlat1;</title></item></rss>"),
         "1 {\"title\":\"caf\xc3\xa9 %HTMLlat1;\",\"text\":\"\"}"},
        {"one that was never declared is text",
         TEXT("<rss><item><title>&lol9;</title></item></rss>"),
         "1 {\"title\":\"&lol9;\",\"text\":\"\"}"},
    };
    CHECK_FEEDS(feeds);
}

static void feeds_of_comments_are_additions(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"WordPress, of one article",
         TEXT(RSS "<title>Comments on: Strike over</title><link>https://tidings.example/1/</link>"
                  "<item><title>By: Bo</title><link>https://tidings.example/1/#comment-12</link>"
                  "<dc:creator>Bo</dc:creator><pubDate>Sun, 21 Jun 2015 10:00:00 +0000</pubDate>"
                  "<guid isPermaLink=\"false\">https://tidings.example/?p=1#comment-12</guid>"
                  "<description>In reply to &lt;a "
                  "href=&quot;https://tidings.example/1/#comment-11&quot;&gt;Al&lt;/a&gt;.\n\n"
                  "No. Never.</description><content:encoded><![CDATA[<p>In reply to <a "
                  "href=\"https://tidings.example/1/#comment-11\">Al</a>.</p>\n<p>No.</p><p>Never."
                  "</p>]]></content:encoded></item>"
                  "<item><title>By: Al</title><link>https://tidings.example/1/#comment-11</link>"
                  "<description>Well said.</description></item>"
                  "<item><title>By: Cy</title><link>https://tidings.example/1/#comment-10</link>"
                  "</item>" END),
         "1 "
         "{\"url\":\"https://tidings.example/1/"
         "\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":\"12\","
         "\"parent\":\"11\",\"author\":\"Bo\",\"date\":\"2015-06-21T10:00:00Z\","
         "\"text\":\"No.\\nNever.\"},{\"id\":\"11\",\"author\":\"Al\",\"text\":\"Well said.\"}]}\n"
         "3 rejected: a comment without a text"},
        {"WordPress, of a site",
         TEXT(RSS "<title>Comments for Harbour Tidings</title>"
                  "<item><title>Comment on Ships by night by Bo</title>"
                  "<link>https://tidings.example/1#comment-1</link><description>x</description>"
                  "</item><item><title>Comment on B by Al</title>"
                  "<link>https://tidings.example/2#comment-2</link><description>y</description>"
                  "</item>" END),
         "1 "
         "{\"url\":\"https://tidings.example/"
         "1\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":\"1\","
         "\"author\":\"Bo\",\"text\":\"x\"}]}\n"
         "2 "
         "{\"url\":\"https://tidings.example/"
         "2\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":\"2\","
         "\"author\":\"Al\",\"text\":\"y\"}]}"},
        {"threads of Atom",
         TEXT("<feed xmlns=\"http://www.w3.org/2005/Atom\" "
              "xmlns:thr=\"http://purl.org/syndication/thread/1.0\"><title>T</title>"
              "<entry><id>tag:x,2015:c2</id><title>Re</title><author><name>Bo</name></author>"
              "<thr:in-reply-to ref=\"tag:x,2015:c1\" href=\"https://tidings.example/1\"/>"
              "<content>Two.</content></entry>"
              "<entry><id>tag:x,2015:c1</id><title>Re</title><author><name>Al</name></author>"
              "<thr:in-reply-to ref=\"tag:x,2015:1\" href=\"https://tidings.example/1\"/>"
              "<content>One.</content></entry>"
              "<entry><id>tag:x,2015:c3</id><thr:in-reply-to ref=\"tag:x,2015:9\"/>"
              "<content>Three.</content></entry>"
              "<entry><title>An article</title></entry></feed>"),
         "1 "
         "{\"url\":\"https://tidings.example/"
         "1\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":\"tag:x,"
         "2015:c2\",\"parent\":\"tag:x,2015:c1\",\"author\":\"Bo\",\"text\":\"Two.\"},{\"id\":"
         "\"tag:"
         "x,2015:c1\",\"author\":\"Al\",\"text\":\"One.\"}]}\n"
         "3 "
         "{\"id\":\"tag:x,2015:9\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":\"tag:x,"
         "2015:c3\","
         "\"text\":\"Three.\"}]}\n"
         "4 {\"source\":\"T\",\"title\":\"An article\",\"text\":\"\"}"},
        {"Blogger",
         TEXT("<feed xmlns=\"http://www.w3.org/2005/Atom\" "
              "xmlns:thr=\"http://purl.org/syndication/thread/1.0\"><title>T</title><entry>"
              "<id>tag:blog,1999:post-55</id><title type=\"text\">Nice...</title><link "
              "rel=\"alternate\" "
              "href=\"https://blog.example/2015/06/a.html?showComment=1434813247#c55\"/>"
              "<author><name>Bo</name></author><thr:in-reply-to ref=\"tag:blog,1999:post-1\" "
              "href=\"https://blog.example/2015/06/a.html\"/><content type=\"html\">Nice.</content>"
              "</entry></feed>"),
         "1 "
         "{\"url\":\"https://blog.example/2015/06/"
         "a.html\",\"text\":\"\",\"addition\":true,\"comments\":[{\"id\":"
         "\"55\",\"author\":\"Bo\",\"text\":\"Nice.\"}]}"},
        {"on what is not said",
         TEXT("<rss><channel><title>Comments on: x</title><item><title>By: Bo</title>"
              "<description>x</description></item></channel></rss>"),
         "1 rejected: a comment that does not say on which article"},
    };
    CHECK_FEEDS(feeds);
}

static void an_article_with_an_anchor_is_no_comment(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"anchors",
         TEXT("<rss><channel><title>Comments on politics</title>"
              "<item><title>a</title><link>https://tidings.example/1#c2</link></item>"
              "<item><title>b</title><link>https://tidings.example/1#comments</link></item>"
              "</channel></rss>"),
         "1 {\"url\":\"https://tidings.example/1#c2\",\"source\":\"Comments on politics\","
         "\"title\":\"a\",\"text\":\"\"}\n"
         "2 {\"url\":\"https://tidings.example/1#comments\",\"source\":\"Comments on politics\","
         "\"title\":\"b\",\"text\":\"\"}"},
    };
    CHECK_FEEDS(feeds);
}

static void an_item_of_json_feed_is_an_article(void **state) {
    (void)state;
    static const feed feeds[] = {
        {"1.1",
         TEXT("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\","
              "\"url\":\"/1\",\"title\":\"A\",\"content_html\":\"<p>One.</p><p>Two &amp; "
              "three.</p>\",\"content_text\":\"no\",\"date_published\":\"2015-06-20T15:14:07Z\","
              "\"authors\":[{\"name\":\"Ida\"},{\"name\":\"Tom\"}],\"tags\":[\"x\"]},"
              "{\"id\":\"urn:x:2\",\"content_text\":\"Caf\\u00e9\\n\\nDeux\",\"language\":\"fr\"},"
              "{\"id\":\"3\"},7,{\"id\":\"https://tidings.example/4\",\"summary\":\"short\","
              "\"external_url\":\"https://else.example/\"}],\"title\":\"Harbour Tidings\","
              "\"home_page_url\":\"https://tidings.example/\",\"language\":\"en-US\","
              "\"authors\":[{\"name\":\"The desk\"}]}"),
         "1 {\"url\":\"https://tidings.example/1\"," FROM_TIDINGS
         "\"title\":\"A\",\"authors\":[\"Ida\",\"Tom\"],\"date\":\"2015-06-20T15:14:07Z\","
         "\"lang\":\"en\",\"text\":\"One.\\n\\nTwo & three.\"}\n"
         "2 {\"id\":\"urn:x:2\"," FROM_TIDINGS
         "\"authors\":[\"The desk\"],\"lang\":\"fr\",\"text\":\"Caf\xc3\xa9\\n\\nDeux\"}\n"
         "3 rejected: an item with neither title nor text\n"
         "4 rejected: an item that is no object\n"
         "5 {\"url\":\"https://tidings.example/4\"," FROM_TIDINGS
         "\"authors\":[\"The desk\"],\"lang\":\"en\",\"text\":\"short\"}"},
        {"1.0", TEXT("\xef\xbb\xbf{\"items\":[{\"title\":\"A\",\"author\":{\"name\":\"Ida\"}}]}"),
         "1 {\"title\":\"A\",\"authors\":[\"Ida\"],\"text\":\"\"}"},
        {"cut off", TEXT("{\"items\":[{\"title\":\"A\"}"), "error: not JSON from byte 23 on"},
        {"no items", TEXT("{\"title\":\"x\"}"), "error: not a JSON Feed: it has no 'items'"},
        {"no object", TEXT("[]"), "error: not a JSON Feed: not an object"},
    };
    check_feeds(&fh_reader_json_feed, feeds, sizeof feeds / sizeof *feeds);
}

/* What an item takes is given back before the next one: the bytes of the feed are all that stays.
 */
static void ten_thousand_items_are_read_one_after_the_other(void **state) {
    (void)state;
    fh_buffer bytes = FH_BUFFER(64 << 20);
    fh_buffer_append_text(&bytes, "<rss><channel><title>T</title>");
    for (int i = 0; i < 10000; i++)
        fh_buffer_printf(&bytes, "<item><title>%d</title><description>x</description></item>", i);
    fh_buffer_append_text(&bytes, "</channel></rss>");
    fh_memory_stream stream = fh_memory_stream_of(fh_buffer_str(&bytes));
    fh_arena *arena = fh_arena_new();
    void *reader;
    uint64_t line, count = 0;
    fh_article article;
    assert_int_equal(fh_reader_feed.open(&stream.stream, NULL, &reader, NULL), 0);
    while (fh_reader_feed.next(reader, arena, &article, &line, NULL) == FH_READ_ARTICLE) {
        char title[16];
        snprintf(title, sizeof title, "%llu", (unsigned long long)count++);
        check_text("title", article.title, title);
        assert_int_equal(line, count);
        fh_arena_reset(arena);
    }
    assert_int_equal(count, 10000);
    fh_reader_feed.close(reader);
    fh_arena_free(arena);
    fh_buffer_free(&bytes);
}

static void fill(fh_buffer *to, char byte, size_t n) {
    assert_true(fh_buffer_reserve(to, n));
    memset(to->p + to->n, byte, n);
    to->n += n;
}

static void what_is_too_large_is_named(void **state) {
    (void)state;
    fh_buffer bytes = FH_BUFFER(80 << 20);
    fh_buffer_append_text(&bytes, "<rss><item><title>a</title><description>");
    fill(&bytes, 'x', (33 << 20));
    fh_buffer_append_text(&bytes, "</description></item><item><title>b</title></item></rss>");
    check_reading("field", &fh_reader_feed, fh_buffer_str(&bytes), NULL,
                  "1 rejected: a field of more than 33554432 bytes\n"
                  "2 {\"title\":\"b\",\"text\":\"\"}");
    fill(&bytes, ' ', (32 << 20));
    check_reading("feed", &fh_reader_feed, fh_buffer_str(&bytes), NULL,
                  "error: a feed of more than 67108864 bytes");
    fh_buffer_free(&bytes);
}

static void depth_without_end_is_harmless(void **state) {
    (void)state;
    fh_buffer bytes = FH_BUFFER(64 << 20);
    fh_buffer_append_text(&bytes, "<rss><channel><item><title>a</title><description>");
    for (int i = 0; i < 100000; i++)
        fh_buffer_append_text(&bytes, "<d>");
    check_reading("deep", &fh_reader_feed, fh_buffer_str(&bytes), NULL,
                  "error: elements more than 100000 deep in others, in item 1");
    fh_buffer_free(&bytes);
}

static void memory_that_is_out_is_said(void **state) {
    (void)state;
    check_out_of_memory(
        &fh_reader_feed,
        TEXT(RSS TIDINGS "<item><title>A &amp; b</title><link>/1</link><dc:creator>I</dc:creator>"
                         "<content:encoded>&lt;p&gt;caf\xe9&lt;/p&gt;</content:encoded></item>"
                         "<item><link>https://tidings.example/1#comment-1</link>"
                         "<description>x</description></item>" END));
    check_out_of_memory(&fh_reader_json_feed,
                        TEXT("{\"title\":\"T\",\"items\":[{\"title\":\"A\",\"url\":\"https://x/\","
                             "\"content_html\":\"<p>x</p>\",\"author\":{\"name\":\"I\"}}]}"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_item_of_rss_is_an_article),
        cmocka_unit_test(an_entry_of_atom_is_an_article),
        cmocka_unit_test(feeds_that_are_not_well_formed_are_read_as_far_as_may_be),
        cmocka_unit_test(a_feed_is_read_in_any_charset),
        cmocka_unit_test(entities_are_refused_by_name_and_do_nothing),
        cmocka_unit_test(feeds_of_comments_are_additions),
        cmocka_unit_test(an_article_with_an_anchor_is_no_comment),
        cmocka_unit_test(an_item_of_json_feed_is_an_article),
        cmocka_unit_test(ten_thousand_items_are_read_one_after_the_other),
        cmocka_unit_test(what_is_too_large_is_named),
        cmocka_unit_test(depth_without_end_is_harmless),
        cmocka_unit_test(memory_that_is_out_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
