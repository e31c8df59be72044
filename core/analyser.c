/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * analyser.c: a tokenizer, a stemmer and the fingerprint of both. Called once for every word of
 * everything that is indexed, so it only passes on.
 */
#include "core/analyser.h"

#include "core/fingerprint.h"
#include "core/stem.h"

struct fh_analyser {
    fh_tokenizer *tokenizer;
    fh_fold *fold; /* for stems */
    fh_stemmer *stemmer;
    fh_language language;
    char fingerprint[FH_FINGERPRINT_MAX_BYTES];
};

int fh_analyser_new(fh_analyser **ret_analyser, fihrist_error *err) {
    fh_fingerprint fingerprint;
    fh_analyser *analyser = fh_calloc(1, sizeof *analyser);
    if (!analyser)
        return fh_fail_memory(err);
    analyser->tokenizer = fh_tokenizer_new();
    analyser->fold = fh_fold_new();
    analyser->stemmer = analyser->fold ? fh_stemmer_new(analyser->fold) : NULL;
    if (!analyser->tokenizer || !analyser->stemmer ||
        !fh_fingerprint_current(analyser->stemmer, &fingerprint)) {
        fh_analyser_free(analyser);
        return fh_fail_memory(err);
    }
    fh_fingerprint_print(&fingerprint, analyser->fingerprint);
    *ret_analyser = analyser;
    return 0;
}

void fh_analyser_free(fh_analyser *analyser) {
    if (!analyser)
        return;
    fh_stemmer_free(analyser->stemmer);
    fh_fold_free(analyser->fold);
    fh_tokenizer_free(analyser->tokenizer);
    fh_free(analyser);
}

void fh_analyser_start(fh_analyser *analyser, fh_str text, fh_language language,
                       uint32_t first_position) {
    if (language < 0)
        language = fh_language_count() - 1;
    analyser->language = language;
    fh_tokenizer_start(analyser->tokenizer, text, fh_language_token_rules(language),
                       first_position);
}

int fh_analyser_next_form(fh_analyser *analyser, fh_token *ret_token) {
    return fh_tokenizer_next(analyser->tokenizer, ret_token);
}

int fh_analyser_next(fh_analyser *analyser, fh_token *ret_token, fh_str *ret_stem) {
    int status = fh_analyser_next_form(analyser, ret_token);
    if (status <= 0)
        return status;
    *ret_stem = fh_stemmer_stem(analyser->stemmer, analyser->language, ret_token->form);
    return ret_stem->p ? 1 : FIHRIST_E_MEMORY;
}

fh_str fh_analyser_stem(fh_analyser *analyser, fh_language language, fh_str form) {
    return fh_stemmer_stem(analyser->stemmer, language < 0 ? fh_language_count() - 1 : language,
                           form);
}

fh_tokenizer *fh_analyser_tokenizer(fh_analyser *analyser) {
    return analyser->tokenizer;
}

const char *fh_analyser_fingerprint(const fh_analyser *analyser) {
    return analyser->fingerprint;
}
