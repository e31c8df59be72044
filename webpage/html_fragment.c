/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * html_fragment.c: HTML that is all text of one article, as feeds and letters have it: nothing of
 * it is weighed, and only what nobody sees is left out.
 */
#include "webpage/html.h"
#include "webpage/webpage.h"

/* Text without any element may have blank lines between its paragraphs. */
static fh_str with_paragraphs(fh_str text, fh_arena *arena) {
    fh_buffer marked = FH_BUFFER(text.n * 2 + 1);
    size_t from = 0;
    if (memchr(text.p, '<', text.n) || !memchr(text.p, '\n', text.n))
        return text;
    for (size_t i = 0; i < text.n; i++) {
        size_t end = i + 1;
        while (text.p[i] == '\n' && end < text.n && strchr(" \t\r", text.p[end]) && text.p[end])
            end++;
        if (text.p[i] != '\n' || end == text.n || text.p[end] != '\n')
            continue;
        fh_buffer_append(&marked, text.p + from, i - from);
        fh_buffer_append_text(&marked, "<p>");
        from = end + 1;
        i = end;
    }
    fh_buffer_append(&marked, text.p + from, text.n - from);
    fh_str copy = marked.failed ? (fh_str){fh_arena_fail(arena), 0}
                                : fh_arena_copy(arena, fh_buffer_str(&marked));
    fh_buffer_free(&marked);
    return copy;
}

static int join_blocks(const fh_html *page, fh_str *ret_text, fihrist_error *err) {
    fh_buffer text = FH_BUFFER(FH_ARTICLE_MAX_BYTES);
    size_t bytes = 0;
    for (size_t i = 0; i < page->block_count; i++)
        bytes += page->blocks[i].text.n + 2;
    if (bytes > FH_ARTICLE_MAX_BYTES)
        return fh_fail(err, FIHRIST_E_INPUT, "HTML with more than %d bytes of text",
                       FH_ARTICLE_MAX_BYTES);
    for (size_t i = 0; i < page->block_count; i++) {
        if (i > 0)
            fh_buffer_append_text(&text, "\n\n");
        fh_buffer_append_str(&text, page->blocks[i].text);
    }
    fh_str joined =
        text.failed ? (fh_str){NULL, 0} : fh_arena_copy(page->arena, fh_buffer_str(&text));
    fh_buffer_free(&text);
    if (!joined.p)
        return fh_fail_memory(err);
    *ret_text = joined.n ? joined : (fh_str){NULL, 0};
    return FIHRIST_OK;
}

static bool is_empty(fh_str html) {
    for (size_t i = 0; i < html.n; i++)
        if (!strchr(" \t\r\n", html.p[i]) || !html.p[i])
            return false;
    return true;
}

int fh_html_fragment_text(fh_str html, fh_arena *arena, fh_str *ret_text, fihrist_error *err) {
    fh_html page;
    *ret_text = (fh_str){NULL, 0};
    if (is_empty(html))
        return FIHRIST_OK;
    html = with_paragraphs(html, arena);
    if (!html.p)
        return fh_fail_memory(err);
    int code = fh_html_open(&page, html, NULL, arena, err);
    if (code == FIHRIST_OK)
        code = fh_html_find_blocks(&page, err);
    if (code == FIHRIST_OK)
        code = join_blocks(&page, ret_text, err);
    bool element = page.tree && xmlDocGetRootElement(page.tree);
    fh_html_close(&page);
    return code == FIHRIST_E_INPUT && !element ? FIHRIST_OK : code;
}
