/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * feed_comment.c: feeds of comments. An item is one if it says so (Atom threads, RFC 4685), if its
 * link ends in a comment's anchor, or if the feed is one of comments. Those that stand together and
 * are on one article are given together, so that ids of their own tell who answers whom.
 */
#include "formats/feed.h"

enum {
    GROUP_MAX = 500, /* each is compared with each */
    GROUP_MAX_BYTES = FH_ARTICLE_MAX_BYTES / 4,
    REPLY_PREFIX_BYTES = 200,
    ID_MAX_BYTES = 200 /* of an anchor */
};

static fh_str value(const fh_feed_item *item, fh_feed_field field) {
    return item->values[field].text;
}

static fh_str without_fragment(fh_str url) {
    const char *hash = url.n ? memchr(url.p, '#', url.n) : NULL;
    return hash ? (fh_str){url.p, (size_t)(hash - url.p)} : url;
}

/* --- anchors --- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The number or name of the comment whose anchor a URL ends in: "12" of "...#comment-12"; as the
 * page of the article has it, so that it is the same comment. Absent: it ends in none. Only behind
 * what is known as a comment "c12" is one. */
static fh_str anchor_of(fh_str url) {
    static const char *const words[] = {"comment", "li-comment", "div-comment", "IDComment", "c"};
    fh_str whole = without_fragment(url);
    fh_str anchor =
        whole.n == url.n ? (fh_str){NULL, 0} : (fh_str){url.p + whole.n + 1, url.n - whole.n - 1};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (!fh_str_starts_as(anchor, words[i]))
            continue;
        while (n < anchor.n && (anchor.p[n] == '-' || anchor.p[n] == '_' || anchor.p[n] == '='))
            n++;
        if (n < anchor.n && is_digit(anchor.p[n]) && anchor.n <= ID_MAX_BYTES)
            return (fh_str){anchor.p + n, anchor.n - n};
    }
    return (fh_str){NULL, 0};
}

static fh_str own_anchor(const fh_feed_item *item) {
    static const fh_feed_field fields[] = {FH_FEED_LINK, FH_FEED_ORIG_LINK, FH_FEED_GUID,
                                           FH_FEED_ID};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        fh_str anchor = anchor_of(value(item, fields[i]));
        if (anchor.n)
            return anchor;
    }
    return (fh_str){NULL, 0};
}

static bool is_sure(fh_str anchor) {
    return anchor.n > 0 && (anchor.p[-1] != 'c' || anchor.p[-2] != '#');
}

/* --- is it one? --- */

/* "/comments/feed/", "/comments/feed/rss2", "/feeds/12/comments/default". */
static bool is_comments_url(fh_str url) {
    static const char *const parts[] = {"/comments/feed", "/comments/default", "/comments.rss",
                                        "/comments.atom", "/comments/atom"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (url.n && memmem(url.p, url.n, parts[i], strlen(parts[i])))
            return true;
    return fh_str_ends(url, "/comments.xml");
}

/* WordPress, of one article: "Comments on: TITLE". */
static bool is_of_one_article(const fh_feed_item *head) {
    return fh_str_starts_as(value(head, FH_FEED_TITLE), "comments on:");
}

bool fh_feed_is_comment(const fh_feed_item *head, const fh_feed_item *item,
                        const fh_origin *origin) {
    return item->is_reply || is_sure(own_anchor(item)) || is_of_one_article(head) ||
           is_comments_url(value(head, FH_FEED_SELF)) || (origin && is_comments_url(origin->url));
}

/* --- on what, and in answer to what --- */

/* Blogger has the article's own address with the comment's time behind it. */
static fh_str without_time(fh_str url) {
    const char *query = url.n ? memmem(url.p, url.n, "?showComment=", 13) : NULL;
    return query ? (fh_str){url.p, (size_t)(query - url.p)} : url;
}

static fh_str article_url(const fh_feed_item *head, const fh_feed_item *item,
                          const fh_origin *origin, fh_arena *arena) {
    fh_str url = origin ? origin->url : (fh_str){NULL, 0};
    fh_str base = fh_feed_base(head, item, url, arena);
    fh_str link = fh_feed_link(item, base, arena);
    if (item->reply_to.n)
        url = fh_field_url(item->reply_to, base, arena);
    else if (own_anchor(item).n)
        url = link;
    else if (is_of_one_article(head))
        url = fh_field_url(value(head, FH_FEED_LINK), url, arena);
    else
        url = link;
    return without_time(without_fragment(url));
}

/* An article whose address is not said has its id: what a thread's `ref` names. */
static int find_article(const fh_feed_item *head, const fh_feed_item *item, const fh_origin *origin,
                        fh_arena *arena, fh_article *ret_article, fihrist_error *err) {
    *ret_article = (fh_article){.addition = true};
    bool by_id = item->is_reply && !item->reply_to.n && item->reply_to_id.n && !own_anchor(item).n;
    if (by_id)
        ret_article->id = fh_arena_copy(arena, item->reply_to_id);
    else
        ret_article->url = article_url(head, item, origin, arena);
    if (fh_arena_failed(arena))
        return fh_fail_memory(err);
    return ret_article->id.n || ret_article->url.n
               ? 0
               : fh_fail(err, FIHRIST_E_INPUT, "a comment that does not say on which article");
}

/* What WordPress puts above an answer: "In reply to <a href="...#comment-11">NAME</a>." and a blank
 * line or the end of a paragraph. Cut off *html, where it is there. */
static fh_str take_reply_line(fh_str *html) {
    fh_str none = {NULL, 0};
    size_t within = html->n < REPLY_PREFIX_BYTES ? html->n : REPLY_PREFIX_BYTES;
    const char *link = within ? memmem(html->p, within, "<a href=\"", 9) : NULL;
    if (!link)
        return none;
    fh_str before = {html->p, (size_t)(link - html->p)};
    if (fh_str_starts(before, "<p>"))
        before.p += 3, before.n -= 3;
    if (memchr(before.p, '<', before.n) || before.n > 40 || before.n == 0)
        return none;
    const char *end = html->p + html->n, *from = link + 9;
    const char *quote = memchr(from, '"', (size_t)(end - from));
    const char *close = quote ? memmem(quote, (size_t)(end - quote), "</a>", 4) : NULL;
    if (!close)
        return none;
    fh_str parent = anchor_of((fh_str){from, (size_t)(quote - from)});
    fh_str rest = {close + 4, (size_t)(end - close) - 4};
    if (fh_str_starts(rest, "."))
        rest.p++, rest.n--;
    bool alone = fh_str_starts(rest, "</p>") || fh_str_starts(rest, "\n\n");
    if (parent.n && alone)
        *html = rest;
    return alone ? parent : none;
}

/* --- a comment --- */

/* "By: NAME", "Comment on TITLE by NAME". */
static fh_str author_in_title(fh_str title) {
    if (fh_str_starts(title, "By: "))
        return (fh_str){title.p + 4, title.n - 4};
    if (!fh_str_starts(title, "Comment on "))
        return (fh_str){NULL, 0};
    for (size_t at = title.n; at-- > 0;)
        if (title.n - at > 4 && memcmp(title.p + at, " by ", 4) == 0)
            return (fh_str){title.p + at + 4, title.n - at - 4};
    return (fh_str){NULL, 0};
}

static int find_author(const fh_feed_item *item, fh_arena *arena, fh_comment *comment,
                       fihrist_error *err) {
    fh_str title;
    if (item->authors.count)
        return fh_feed_name(item->authors.all[0], arena, &comment->author, err);
    int code = fh_feed_line(&item->values[FH_FEED_TITLE], arena, &title, err);
    comment->author = code == 0 ? author_in_title(title) : (fh_str){NULL, 0};
    return code;
}

/* By its anchor; else by what the feed calls it. */
static fh_str id_of(const fh_feed_item *item) {
    fh_str id = own_anchor(item);
    if (!id.n)
        id = value(item, FH_FEED_ID).n ? value(item, FH_FEED_ID) : value(item, FH_FEED_GUID);
    return id.n <= FH_ID_MAX_BYTES ? id : (fh_str){NULL, 0};
}

static int read_text(const fh_feed_item *item, fh_arena *arena, fh_comment *comment,
                     fh_str *ret_parent, fihrist_error *err) {
    fh_feed_item answer = *item;
    *ret_parent = (fh_str){NULL, 0};
    for (int field = FH_FEED_ENCODED; field <= FH_FEED_SUMMARY; field++)
        if (answer.values[field].form != FH_FEED_TEXT) {
            fh_str parent = take_reply_line(&answer.values[field].text);
            *ret_parent = ret_parent->n ? *ret_parent : parent;
        }
    int code = fh_feed_text(&answer, arena, &comment->text, err);
    if (code == 0 && !comment->text.n)
        return fh_fail(err, FIHRIST_E_INPUT, "a comment without a text");
    comment->text = fh_field_comment_text(comment->text);
    return code;
}

static int read_comment(const fh_feed_item *item, fh_arena *arena, fh_comment *comment,
                        fihrist_error *err) {
    fh_str parent, anchor = anchor_of(item->reply_to);
    *comment = (fh_comment){.date = fh_feed_date(item, arena)};
    int code = read_text(item, arena, comment, &parent, err);
    if (code == 0)
        code = find_author(item, arena, comment, err);
    if (code != 0)
        return code;
    if (!anchor.n)
        anchor = anchor_of(item->reply_to_id);
    if (!anchor.n)
        anchor = parent.n ? parent : item->reply_to_id;
    if (id_of(item).n)
        comment->id = fh_arena_copy(arena, id_of(item));
    if (anchor.n)
        comment->parent = fh_arena_copy(arena, anchor);
    return fh_arena_failed(arena) ? fh_fail_memory(err) : 0;
}

/* --- a group --- */

typedef struct group {
    fh_comment comments[GROUP_MAX];
    fh_str ids[GROUP_MAX]; /* as the feed calls them */
    size_t count;
} group;

static bool same_article(const fh_article *a, const fh_article *b) {
    return fh_str_equal(a->url, b->url) && fh_str_equal(a->id, b->id);
}

static int add_comment(group *g, const fh_feed_item *item, fh_arena *arena, fihrist_error *err) {
    int code = read_comment(item, arena, &g->comments[g->count], err);
    if (code != 0)
        return code;
    g->ids[g->count] = fh_arena_copy(arena, value(item, FH_FEED_ID));
    g->count += g->ids[g->count].p != NULL;
    return fh_arena_failed(arena) ? fh_fail_memory(err) : 0;
}

/* What is answered is a comment where it is one of these, or was named by an anchor; else it is the
 * article. */
static void settle_parents(group *g) {
    for (size_t i = 0; i < g->count; i++) {
        fh_str *parent = &g->comments[i].parent, found = {NULL, 0};
        if (parent->n > 0 && is_digit(parent->p[0]))
            found = *parent;
        for (size_t k = 0; k < g->count && !found.n && parent->n; k++)
            if (k != i && fh_str_equal(g->ids[k], *parent))
                found = g->comments[k].id;
        *parent = found;
    }
}

/* The next ones, as long as they are on the same article; one that is wrong waits for the next
 * reading. */
static int add_more(fh_feed_parser *parser, const fh_origin *origin, fh_arena *arena,
                    const fh_article *article, group *g, fihrist_error *err) {
    fh_feed_item *item;
    int more = 1;
    size_t before = fh_arena_bytes(arena);
    while (g->count < GROUP_MAX && fh_arena_bytes(arena) - before < GROUP_MAX_BYTES &&
           (more = fh_feed_peek(parser, &item, NULL)) > 0) {
        fh_article of;
        const fh_feed_item *head = fh_feed_head(parser);
        if (!fh_feed_is_comment(head, item, origin))
            break;
        int code = find_article(head, item, origin, arena, &of, err);
        if (code == 0 && !same_article(&of, article))
            break;
        if (code == 0)
            code = add_comment(g, item, arena, err);
        if (code != 0)
            return code == FIHRIST_E_INPUT ? 0 : code;
        fh_feed_pass(parser);
    }
    /* What ends a feed badly is said when it is read on. */
    return more == FIHRIST_E_MEMORY ? fh_fail_memory(err) : 0;
}

int fh_feed_comments(fh_feed_parser *parser, const fh_origin *origin, fh_arena *arena,
                     fh_article *ret_article, fihrist_error *err) {
    fh_feed_item *item;
    group *g = fh_arena_alloc(arena, sizeof *g);
    int code = fh_feed_peek(parser, &item, err);
    if (code <= 0 || !g)
        return g ? code : fh_fail_memory(err);
    g->count = 0;
    code = find_article(fh_feed_head(parser), item, origin, arena, ret_article, err);
    if (code == 0)
        code = add_comment(g, item, arena, err);
    fh_feed_pass(parser);
    if (code == 0)
        code = add_more(parser, origin, arena, ret_article, g, err);
    if (code != 0)
        return code;
    settle_parents(g);
    ret_article->comments = g->comments;
    ret_article->comment_count = g->count;
    return 0;
}
