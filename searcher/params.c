/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * params.c: the table of params, and the reading and writing of them.
 */
#include "searcher/params.h"

#include "core/json.h"

typedef enum value_kind {
    VALUE_TEXT,
    VALUE_STRING,
    VALUE_NUMBER,
    VALUE_FLAG,
    VALUE_CHOICE
} value_kind;

typedef struct param_entry {
    const char *name;
    unsigned methods; /* a bit each */
    value_kind kind;
    size_t offset;     /* in fh_params: fh_str, const char *, uint32_t, bool, or an enum */
    uint32_t max;      /* of a number */
    const char *words; /* of a choice, in the order of its enum */
    bool required;
} param_entry;

#define ON(method) (1u << FH_METHOD_##method)
#define AT(field) offsetof(fh_params, field)

enum {
    ASKING = 1u << FH_METHOD_SEARCH | 1u << FH_METHOD_COUNT,
    ALL_METHODS = (1u << FH_METHOD_NONE) - 1
};

static const param_entry PARAMS[] = {
    {"query", ASKING, VALUE_TEXT, AT(query), 0, NULL, true},
    {"match", ASKING, VALUE_CHOICE, AT(options.match), 0, "all|any|smart", false},
    {"comments", ASKING, VALUE_CHOICE, AT(options.comments), 0, "under|with|only|off", false},
    {"copies", ASKING, VALUE_CHOICE, AT(options.copies), 0, "auto|fold|show|only", false},
    {"plain", ASKING, VALUE_FLAG, AT(options.plain), 0, NULL, false},
    {"lang", ASKING, VALUE_STRING, AT(options.language), 0, NULL, false},
    {"limit", ON(SEARCH), VALUE_NUMBER, AT(options.limit), FIHRIST_LIMIT_MAX, NULL, false},
    {"sort", ON(SEARCH), VALUE_CHOICE, AT(options.sort), 0, "relevance|newest|oldest", false},
    {"snippets", ON(SEARCH), VALUE_NUMBER, AT(options.snippets), FIHRIST_SNIPPETS_MAX, NULL, false},
    {"exact_count", ON(SEARCH), VALUE_FLAG, AT(options.exact_count), 0, NULL, false},
    {"cursor", ON(SEARCH), VALUE_STRING, AT(options.cursor), 0, NULL, false},
    {"explain", ASKING, VALUE_FLAG, AT(options.explain), 0, NULL, false},
    {"fresh", ASKING, VALUE_FLAG, AT(options.fresh), 0, NULL, false},
    {"id", ON(SHOW), VALUE_TEXT, AT(id), 0, NULL, true},
    {"name", ON(ACTORS), VALUE_TEXT, AT(name), 0, NULL, false},
    {"timeout_ms", ALL_METHODS, VALUE_NUMBER, AT(options.timeout_ms), FIHRIST_TIMEOUT_MAX_MS, NULL,
     false},
};

enum { PARAM_COUNT = sizeof PARAMS / sizeof *PARAMS };

static const char *const METHODS[] = {"search", "count", "show", "actors", "status", "info"};

const char *fh_method_name(fh_method method) {
    return method < FH_METHOD_NONE ? METHODS[method] : NULL;
}

fh_method fh_method_find(const char *name) {
    unsigned method = 0;
    while (method < FH_METHOD_NONE && strcmp(name, METHODS[method]) != 0)
        method++;
    return (fh_method)method;
}

static bool is_taken(const param_entry *param, fh_method method) {
    return param->methods >> method & 1;
}

/* --- choices --- */

/* The word number `index` of "all|any|smart"; {NULL, 0} past the last. */
static fh_str choice_word(const char *words, int index) {
    const char *at = words;
    for (; index > 0 && at; index--) {
        at = strchr(at, '|');
        at = at ? at + 1 : NULL;
    }
    return at ? (fh_str){at, strcspn(at, "|")} : (fh_str){NULL, 0};
}

static int choice_find(const char *words, fh_str word) {
    fh_str one;
    for (int i = 0; (one = choice_word(words, i)).p; i++)
        if (fh_str_equal(one, word))
            return i;
    return -1;
}

/* --- reading --- */

/* Names are those of the command line's long options, so a dash will do for an underscore. */
static bool is_named(const param_entry *param, fh_str name) {
    size_t n = strlen(param->name);
    for (size_t i = 0; n == name.n && i < n; i++)
        if (param->name[i] != (name.p[i] == '-' ? '_' : name.p[i]))
            return false;
    return n == name.n;
}

static int refuse_type(const param_entry *param, fihrist_error *err) {
    switch (param->kind) {
    case VALUE_TEXT:
    case VALUE_STRING:
        return fh_fail(err, FIHRIST_E_USAGE, "param '%s' is to be a string", param->name);
    case VALUE_NUMBER:
        return fh_fail(err, FIHRIST_E_USAGE, "param '%s' is to be a number from 0 to %u",
                       param->name, param->max);
    case VALUE_FLAG:
        return fh_fail(err, FIHRIST_E_USAGE, "param '%s' is to be true or false", param->name);
    case VALUE_CHOICE:
        break;
    }
    return fh_fail(err, FIHRIST_E_USAGE, "param '%s' is to be one of %s", param->name,
                   param->words);
}

static bool read_number(const json_t *value, uint32_t max, uint32_t *ret) {
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > max)
        return false;
    *ret = (uint32_t)number;
    return true;
}

static bool read_choice(const json_t *value, const char *words, int *ret) {
    if (!json_is_string(value))
        return false;
    *ret = choice_find(words, (fh_str){json_string_value(value), json_string_length(value)});
    return *ret >= 0;
}

static int read_value(const param_entry *param, const json_t *value, fh_arena *arena,
                      fh_params *params, fihrist_error *err) {
    void *field = (char *)params + param->offset;
    fh_str text = {json_string_value(value), json_string_length(value)};
    bool right = true;
    switch (param->kind) {
    case VALUE_TEXT:
    case VALUE_STRING:
        right = json_is_string(value) &&
                (param->kind == VALUE_TEXT || memchr(text.p, '\0', text.n) == NULL);
        if (!right)
            break;
        text = fh_arena_copy(arena, text);
        if (!text.p)
            return fh_fail_memory(err);
        if (param->kind == VALUE_TEXT)
            *(fh_str *)field = text;
        else
            *(const char **)field = text.p;
        break;
    case VALUE_NUMBER:
        right = read_number(value, param->max, field);
        break;
    case VALUE_FLAG:
        right = json_is_boolean(value);
        *(bool *)field = json_is_true(value);
        break;
    case VALUE_CHOICE:
        right = read_choice(value, param->words, field);
        break;
    }
    return right ? 0 : refuse_type(param, err);
}

static int refuse_name(fh_method method, const char *name, fihrist_error *err) {
    char known[200] = "";
    for (size_t i = 0; i < PARAM_COUNT; i++)
        if (is_taken(&PARAMS[i], method)) {
            size_t used = strlen(known);
            snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", PARAMS[i].name);
        }
    return fh_fail(err, FIHRIST_E_USAGE, "'%s' has no param '%.40s'; it takes %s",
                   fh_method_name(method), name, known);
}

/* null is the same as nothing. */
static int read_members(fh_method method, json_t *object, fh_arena *arena, fh_params *params,
                        fihrist_error *err) {
    const char *name;
    json_t *value;
    unsigned given = 0;
    json_object_foreach(object, name, value) {
        size_t i = 0;
        while (i < PARAM_COUNT &&
               !(is_taken(&PARAMS[i], method) && is_named(&PARAMS[i], fh_str_of(name))))
            i++;
        if (i == PARAM_COUNT)
            return refuse_name(method, name, err);
        if (given >> i & 1) /* by its other spelling */
            return fh_fail(err, FIHRIST_E_USAGE, "param '%s' is given twice", PARAMS[i].name);
        if (json_is_null(value))
            continue;
        int status = read_value(&PARAMS[i], value, arena, params, err);
        if (status < 0)
            return status;
        given |= 1u << i;
    }
    for (size_t i = 0; i < PARAM_COUNT; i++)
        if (PARAMS[i].required && is_taken(&PARAMS[i], method) && !(given >> i & 1))
            return fh_fail(err, FIHRIST_E_USAGE, "'%s' needs the param '%s'",
                           fh_method_name(method), PARAMS[i].name);
    return 0;
}

int fh_params_read(fh_method method, fh_str json, fh_arena *arena, fh_params *ret_params,
                   fihrist_error *err) {
    json_error_t why;
    fh_params params = FH_PARAMS;
    if (json.n == 0)
        json = fh_str_of("{}");
    json_t *object = json_loadb(json.p, json.n, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(object)) {
        json_decref(object);
        return fh_fail(err, FIHRIST_E_USAGE, "the params are no JSON object%s%s",
                       object ? "" : ": ", object ? "" : why.text);
    }
    int status = read_members(method, object, arena, &params, err);
    json_decref(object);
    if (status == 0)
        *ret_params = params;
    return status;
}

/* --- writing --- */

static void write_value(const param_entry *param, const fh_params *params, fh_buffer *out) {
    static const fh_params defaults = {.options = FIHRIST_SEARCH_OPTIONS};
    const void *field = (const char *)params + param->offset;
    const void *usual = (const char *)&defaults + param->offset;
    switch (param->kind) {
    case VALUE_TEXT:
        if (param->required || ((const fh_str *)field)->n) {
            fh_json_key(out, param->name);
            fh_json_string(out, *(const fh_str *)field);
        }
        break;
    case VALUE_STRING:
        if (*(const char *const *)field) {
            fh_json_key(out, param->name);
            fh_json_text(out, *(const char *const *)field);
        }
        break;
    case VALUE_NUMBER:
        if (*(const uint32_t *)field != *(const uint32_t *)usual)
            fh_json_member_integer(out, param->name, *(const uint32_t *)field);
        break;
    case VALUE_FLAG:
        if (*(const bool *)field) {
            fh_json_key(out, param->name);
            fh_json_bool(out, true);
        }
        break;
    case VALUE_CHOICE:
        if (*(const int *)field != *(const int *)usual)
            fh_json_member(out, param->name, choice_word(param->words, *(const int *)field));
        break;
    }
}

void fh_params_write(fh_method method, const fh_params *params, fh_buffer *out) {
    fh_json_open(out, '{');
    for (size_t i = 0; i < PARAM_COUNT; i++)
        if (is_taken(&PARAMS[i], method))
            write_value(&PARAMS[i], params, out);
    fh_json_close(out, '}');
}

void fh_params_list(fh_buffer *out) {
    fh_json_open(out, '{');
    for (unsigned method = 0; method < FH_METHOD_NONE; method++) {
        fh_json_key(out, METHODS[method]);
        fh_json_open(out, '[');
        for (size_t i = 0; i < PARAM_COUNT; i++)
            if (is_taken(&PARAMS[i], (fh_method)method))
                fh_json_text(out, PARAMS[i].name);
        fh_json_close(out, ']');
    }
    fh_json_close(out, '}');
}
