/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * document.c: the words and the record of one document at a time; document_terms.c has its other
 * terms.
 */
#include "indexer/maker.h"

int fh_document_maker_new(const fh_authority *authority, fh_analyser *analyser,
                          fh_language language, fh_positions positions,
                          fh_document_maker **ret_maker, fihrist_error *err) {
    fh_document_maker *maker = fh_calloc(1, sizeof *maker);
    if (!maker)
        return fh_fail_memory(err);
    maker->authority = authority;
    maker->analyser = analyser;
    maker->default_language = language;
    maker->positions = positions;
    maker->record = FH_BUFFER(FH_RECORD_MAX_BYTES);
    maker->postings = fh_postings_new();
    maker->article_arena = fh_arena_new();
    maker->arena = fh_arena_new();
    int code = FIHRIST_OK;
    if (!maker->postings || !maker->article_arena || !maker->arena)
        code = fh_fail_memory(err);
    else if (authority)
        code = fh_mention_finder_new(authority, &maker->finder, err);
    if (code == FIHRIST_OK)
        code = fh_vocabulary_new(analyser, maker->finder, &maker->vocabulary, err);
    if (code == FIHRIST_OK)
        *ret_maker = maker;
    else
        fh_document_maker_free(maker);
    return code;
}

void fh_document_maker_free(fh_document_maker *maker) {
    if (!maker)
        return;
    fh_vocabulary_free(maker->vocabulary);
    fh_mention_finder_free(maker->finder);
    fh_postings_free(maker->postings);
    fh_word_order_free(&maker->order);
    fh_buffer_free(&maker->record);
    fh_arena_free(maker->article_arena);
    fh_arena_free(maker->arena);
    fh_free(maker->shared);
    fh_free(maker->mentions);
    fh_free(maker);
}

void fh_document_maker_keep_languages(fh_document_maker *maker) {
    maker->keeps_languages = true;
}

/* The language that an article's words are taken to be in. */
static int choose_language(fh_document_maker *maker, const fh_article *article) {
    int code = FIHRIST_OK;
    maker->found_lang = (fh_str){NULL, 0};
    if (fh_language_find(article->lang) == FH_LANGUAGE_UNKNOWN) {
        if (maker->keeps_languages)
            maker->found_lang = article->found_lang;
        else
            code = fh_detect_language(article, &maker->found_lang);
    }
    maker->language = fh_language_choose(article->lang, maker->found_lang, maker->default_language);
    return code;
}

/* --- words --- */

/* A text and what its words become. */
typedef struct word_text {
    fh_str text;
    fh_field field;
    uint32_t wdf;
    bool title; /* its words stand in FH_FIELD_TITLE too */
    bool spans; /* it is the text that mentions are kept of */
} word_text;

/* Only what is in the index has postings; what goes out is only counted. */
static bool comes_in(const fh_document_maker *maker) {
    return maker->change > 0;
}

static bool add_posting(fh_document_maker *maker, fh_word *word, fh_field field, uint32_t position,
                        uint32_t wdf) {
    return fh_postings_add_at(maker->postings, &word->in[field], field, word->stem,
                              fh_maker_position(maker, position), wdf);
}

static int add_word(fh_document_maker *maker, const word_text *from, const fh_token *token,
                    fh_word *word) {
    if (fh_lexicon_batch_add_at(maker->lexicon, &word->counted, maker->language, token->form,
                                word->stem, maker->change, NULL) != FIHRIST_OK)
        return FIHRIST_E_MEMORY;
    if (!comes_in(maker))
        return FIHRIST_OK;
    if (!add_posting(maker, word, from->field, token->position, from->wdf) ||
        (from->title && !add_posting(maker, word, FH_FIELD_TITLE, token->position, 1)) ||
        !fh_maker_add_unit(maker, word->unit))
        return FIHRIST_E_MEMORY;
    return maker->finder ? fh_mention_finder_feed(maker->finder, token, word->name) : FIHRIST_OK;
}

/* Read a text whose first word is to have position *next; *next moves behind it, past a gap. */
static int add_words(fh_document_maker *maker, const word_text *from, uint32_t *next) {
    fh_token token;
    fh_word *word;
    int more, code = FIHRIST_OK;
    uint32_t last = 0;
    if (from->text.n == 0)
        return FIHRIST_OK;
    if (maker->finder && comes_in(maker))
        fh_mention_finder_start(maker->finder, from->text);
    fh_word_order_begin_text(&maker->order);
    fh_vocabulary_start(maker->vocabulary, from->text, maker->language, *next);
    while (code == FIHRIST_OK &&
           (more = fh_vocabulary_next(maker->vocabulary, &token, &word)) != 0) {
        if (more < 0)
            return FIHRIST_E_MEMORY;
        last = token.position;
        code = add_word(maker, from, &token, word);
    }
    if (last > 0)
        *next = last + FH_POSITION_GAP;
    if (from->title)
        fh_word_order_end_title(&maker->order);
    if (code == FIHRIST_OK && maker->finder && comes_in(maker))
        code = fh_maker_add_mentions(maker, from->spans);
    return code;
}

static int add_article_words(fh_document_maker *maker, const fh_article *article) {
    const word_text texts[] = {
        {article->title, FH_FIELD_WORD, FH_TITLE_WDF, true, false},
        {article->text, FH_FIELD_WORD, 1, false, true},
        {article->caption, FH_FIELD_WORD, 1, false, false},
    };
    uint32_t next = 1;
    int code = FIHRIST_OK;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && code == FIHRIST_OK; i++)
        code = add_words(maker, &texts[i], &next);
    return code;
}

static int add_comment_words(fh_document_maker *maker, const fh_comment *comment) {
    const word_text text = {comment->text, FH_FIELD_COMMENT_WORD, 1, false, true};
    uint32_t next = 1;
    return add_words(maker, &text, &next);
}

/* --- documents --- */

static void begin_document(fh_document_maker *maker, fh_lexicon_batch *lexicon, int64_t change) {
    fh_arena_reset(maker->arena);
    fh_buffer_clear(&maker->record);
    maker->lexicon = lexicon;
    maker->change = change;
    maker->mention_count = 0;
    if (change > 0)
        fh_postings_clear(maker->postings);
    fh_word_order_clear(&maker->order);
}

/* Terms that every document has of its own. */
static int add_identity(fh_document_maker *maker, const char *type, fh_str id, fh_str story) {
    int code = fh_maker_add_filter(maker, FH_FIELD_TYPE, fh_str_of(type));
    if (code == FIHRIST_OK)
        code = fh_maker_add_filter(maker, FH_FIELD_ID, id);
    return code == FIHRIST_OK ? fh_maker_add_filter(maker, FH_FIELD_STORY, story) : code;
}

/* What it is filed under: the language that it names, else the one it was found to be in. */
static int add_language(fh_document_maker *maker, const fh_article *article) {
    fh_str name = maker->found_lang.n ? maker->found_lang : article->lang;
    return fh_maker_share(maker, FH_FIELD_LANGUAGE,
                          fh_str_of(fh_language_label(name, maker->language)));
}

static int add_article(fh_document_maker *maker, const fh_article *article, const fh_date *date) {
    int code = add_article_words(maker, article);
    if (code == FIHRIST_OK)
        code = fh_maker_add_source(maker, article);
    if (code == FIHRIST_OK)
        code = fh_maker_add_authors(maker, article);
    if (code == FIHRIST_OK)
        code = fh_maker_add_given_actors(maker, article);
    if (code == FIHRIST_OK && date)
        code = fh_maker_add_date(maker, date, true);
    if (code == FIHRIST_OK)
        code = add_language(maker, article);
    if (code == FIHRIST_OK)
        code = fh_maker_share(maker, FH_FIELD_URL, article->url);
    return code == FIHRIST_OK ? add_identity(maker, "article", article->id, article->id) : code;
}

static int finish(fh_document_maker *maker, const fh_record *record, int32_t day,
                  fh_document *ret_document, fihrist_error *err) {
    int code = fh_record_encode(record, &maker->record, err);
    if (code != FIHRIST_OK)
        return code;
    bool in_store = maker->positions == FH_POSITIONS_STORE;
    fh_document document = {.kind = record->kind,
                            .language = maker->language,
                            .id = record->id,
                            .day = day,
                            .units = in_store ? maker->order.units : NULL,
                            .unit_count = in_store ? maker->order.count : 0,
                            .title_count = in_store ? maker->order.title_count : 0,
                            .record = fh_buffer_str(&maker->record)};
    if (!fh_postings_finish(maker->postings, &document.postings, &document.posting_count,
                            &document.term_count, &document.length))
        return fh_fail_memory(err);
    if (record->kind == FH_KIND_ARTICLE && record->article.text.n > 0) {
        const fh_word_order *order = &maker->order;
        fh_alike_words words = fh_alike_words_of(order->units, order->count, order->title_count);
        fh_signature_of(&words, &document.signature);
    }
    *ret_document = document;
    return FIHRIST_OK;
}

int fh_document_of_article(fh_document_maker *maker, const fh_article *article,
                           const fh_content_hash *hash, fh_lexicon_batch *lexicon,
                           fh_document *ret_document, fihrist_error *err) {
    begin_document(maker, lexicon, 1);
    fh_arena_reset(maker->article_arena);
    maker->shared_count = 0;
    maker->article = NULL;
    fh_date date;
    bool dated = article->date.n && fh_date_parse(article->date, &date);
    if (choose_language(maker, article) != FIHRIST_OK ||
        add_article(maker, article, dated ? &date : NULL) != FIHRIST_OK)
        return fh_fail_memory(err);
    maker->article = article;
    fh_record record = {.kind = FH_KIND_ARTICLE,
                        .id = article->id,
                        .article = *article,
                        .outlet = maker->outlet,
                        .hash = *hash,
                        .comment_count = (uint32_t)article->comment_count,
                        .mentions = maker->mentions,
                        .mention_count = maker->mention_count};
    record.article.found_lang = maker->found_lang;
    return finish(maker, &record, dated ? date.first_day : FH_DATE_NONE, ret_document, err);
}

static int add_comment(fh_document_maker *maker, const fh_comment *comment, fh_str id,
                       const fh_date *own_date) {
    uint32_t next = 1;
    int code = add_comment_words(maker, comment);
    if (code == FIHRIST_OK && comment->author.n)
        code = fh_maker_add_name(maker, FH_FIELD_COMMENTER, comment->author, false, &next);
    if (code == FIHRIST_OK && own_date)
        code = fh_maker_add_date(maker, own_date, false);
    if (code == FIHRIST_OK)
        code = fh_maker_add_inherited(maker, own_date != NULL);
    return code == FIHRIST_OK ? add_identity(maker, "comment", id, maker->article->id) : code;
}

int fh_document_of_comment(fh_document_maker *maker, uint32_t number, fh_lexicon_batch *lexicon,
                           fh_document *ret_document, fihrist_error *err) {
    const fh_article *article = maker->article;
    const fh_comment *comment = &article->comments[number];
    begin_document(maker, lexicon, 1);
    fh_str id = fh_arena_printf(maker->arena, "%.*s#comment-%.*s", (int)article->id.n,
                                article->id.p, (int)comment->id.n, comment->id.p);
    fh_date own, date;
    bool has_own = comment->date.n && fh_date_parse(comment->date, &own);
    bool dated = has_own || (article->date.n && fh_date_parse(article->date, &date));
    if (!id.p || add_comment(maker, comment, id, has_own ? &own : NULL) != FIHRIST_OK)
        return fh_fail_memory(err);
    fh_record record = {.kind = FH_KIND_COMMENT,
                        .id = id,
                        .article = {.lang = article->lang, .found_lang = maker->found_lang},
                        .story = article->id,
                        .number = number,
                        .comment = *comment,
                        .mentions = maker->mentions,
                        .mention_count = maker->mention_count};
    int32_t day = has_own ? own.first_day : dated ? date.first_day : FH_DATE_NONE;
    return finish(maker, &record, day, ret_document, err);
}

int fh_document_uncount(fh_document_maker *maker, const fh_record *record,
                        fh_lexicon_batch *lexicon, fh_language *ret_language, fihrist_error *err) {
    begin_document(maker, lexicon, -1);
    maker->language = fh_language_choose(record->article.lang, record->article.found_lang,
                                         maker->default_language);
    int code = record->kind == FH_KIND_ARTICLE ? add_article_words(maker, &record->article)
                                               : add_comment_words(maker, &record->comment);
    if (code != FIHRIST_OK)
        return fh_fail_memory(err);
    *ret_language = maker->language;
    return FIHRIST_OK;
}

/* --- too many words --- */

/* So many words have more bytes than this. */
enum { LEAST_BYTES_OF_MAX_WORDS = FH_DOCUMENT_MAX_WORDS * 2 };

/* Words of a name: units of their own, and in no lexicon. */
static int count_name(fh_document_maker *maker, fh_str name, fh_lexicon_batch *words) {
    fh_token token;
    fh_str stem;
    int more, code = FIHRIST_OK;
    fh_analyser_start(maker->analyser, name, maker->language, 1);
    while (code == FIHRIST_OK && (more = fh_analyser_next(maker->analyser, &token, &stem)) != 0)
        code = more < 0
                   ? FIHRIST_E_MEMORY
                   : fh_lexicon_batch_add(words, maker->language, token.form, token.form, -1, NULL);
    return code;
}

static int count_names(fh_document_maker *maker, const fh_article *article,
                       const fh_comment *comment, fh_lexicon_batch *words) {
    int code = comment ? count_name(maker, comment->author, words) : FIHRIST_OK;
    for (size_t i = 0; i < article->author_count && code == FIHRIST_OK; i++)
        code = count_name(maker, article->authors[i], words);
    return code;
}

static int count_words(fh_document_maker *maker, const fh_article *article,
                       const fh_comment *comment, fh_lexicon_batch *words,
                       fh_lexicon_batch *of_names) {
    begin_document(maker, words, -1);
    int code = comment ? add_comment_words(maker, comment) : add_article_words(maker, article);
    return code == FIHRIST_OK ? count_names(maker, article, comment, of_names) : code;
}

static int admit_document(fh_document_maker *maker, const fh_article *article,
                          const fh_comment *comment, fihrist_error *err) {
    fh_lexicon_batch *words = NULL, *of_names = NULL;
    int code = fh_lexicon_batch_new(&words, err);
    if (code == FIHRIST_OK)
        code = fh_lexicon_batch_new(&of_names, err);
    if (code == FIHRIST_OK && (choose_language(maker, article) != FIHRIST_OK ||
                               count_words(maker, article, comment, words, of_names) != FIHRIST_OK))
        code = fh_fail_memory(err);
    if (code == FIHRIST_OK &&
        fh_lexicon_batch_forms(words) + fh_lexicon_batch_forms(of_names) > FH_DOCUMENT_MAX_WORDS)
        code = fh_fail(err, FIHRIST_E_LIMIT, "more than %d different words", FH_DOCUMENT_MAX_WORDS);
    fh_lexicon_batch_free(words);
    fh_lexicon_batch_free(of_names);
    return code;
}

int fh_document_admit(fh_document_maker *maker, const fh_article *article, fihrist_error *err) {
    int code = FIHRIST_OK;
    size_t names = 0;
    for (size_t i = 0; i < article->author_count; i++)
        names += article->authors[i].n;
    if (article->title.n + article->text.n + article->caption.n + names > LEAST_BYTES_OF_MAX_WORDS)
        code = admit_document(maker, article, NULL, err);
    for (size_t i = 0; i < article->comment_count && code == FIHRIST_OK; i++) {
        const fh_comment *comment = &article->comments[i];
        if (comment->text.n + comment->author.n + names > LEAST_BYTES_OF_MAX_WORDS)
            code = admit_document(maker, article, comment, err);
    }
    return code;
}
