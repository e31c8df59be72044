/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * authority.c: read an authority file: lines, columns, marks of aliases, and the checks that make
 * its ids dependable. What names stand for is authority_resolve.c's.
 */
#include "core/authority_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/utf8.h"

typedef struct file_parser {
    fh_authority *authority;
    const char *name; /* of the file */
    size_t line;      /* from 1 */
    fihrist_error *err;
    size_t actor_capacity, host_capacity;
} file_parser;

/* Columns this program knows; where each is in the file is found by its header. */
static const struct column {
    const char *name;
    size_t member; /* offset of an fh_str in fh_actor */
} columns[] = {
    {"id", offsetof(fh_actor, id)},           {"type", offsetof(fh_actor, type)},
    {"name", offsetof(fh_actor, name)},       {"aliases", offsetof(fh_actor, aliases)},
    {"domains", offsetof(fh_actor, domains)}, {"part_of", offsetof(fh_actor, part_of)},
    {"from", offsetof(fh_actor, from)},       {"to", offsetof(fh_actor, to)},
    {"note", offsetof(fh_actor, note)},
};

enum { QUOTED_MAX = 60 }; /* bytes of a cell shown in a message */

static int fail_line(const file_parser *parser, const char *what, fh_str cell) {
    int shown = (int)fh_utf8_cut(cell, QUOTED_MAX);
    return fh_fail(parser->err, FIHRIST_E_INPUT, "authority file '%s', line %zu: '%.*s' %s",
                   parser->name, parser->line, shown, cell.p ? cell.p : "", what);
}

/* --- pieces of text --- */

static fh_str trim(fh_str text) {
    while (text.n && text.p[0] == ' ')
        text.p++, text.n--;
    while (text.n && text.p[text.n - 1] == ' ')
        text.n--;
    return text;
}

/* Cut off and return what stands before the first `separator`; false: nothing is left. */
static bool cut(fh_str *rest, char separator, fh_str *ret_piece) {
    if (!rest->p)
        return false;
    const char *end = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
    size_t n = end ? (size_t)(end - rest->p) : rest->n;
    *ret_piece = (fh_str){rest->p, n};
    *rest = end ? (fh_str){end + 1, rest->n - n - 1} : (fh_str){NULL, 0};
    return true;
}

/* --- names --- */

static int add_name(const file_parser *parser, const fh_name_spec *spec) {
    int status = fh_names_add(parser->authority->names, spec);
    if (status == 0)
        return fail_line(parser, "cannot be a name: no word, or too long", spec->text);
    return status < 0 ? fh_fail_memory(parser->err) : 0;
}

/* An alias with its mark: how it is to be taken. */
static fh_name_spec read_alias(fh_str alias, size_t actor) {
    fh_name_spec spec = {alias, (uint32_t)actor, FH_NAME_ALIAS, false, true, true};
    if (alias.p[0] == '=')
        spec.exact = true;
    else if (alias.p[0] == '~')
        spec.in_texts = false;
    else if (alias.p[0] == '!') {
        spec.kind = FH_NAME_NOT;
        spec.asked = false;
    } else
        return spec;
    spec.text = trim((fh_str){alias.p + 1, alias.n - 1});
    return spec;
}

/* A marked alias of the name's own words says how the name itself is to be taken. */
static bool is_name(const file_parser *parser, fh_str name_key, fh_str alias) {
    char room[FH_NAME_MAX_BYTES];
    return fh_str_equal(fh_names_key(fh_names_tokenizer(parser->authority->names), alias, room),
                        name_key);
}

static int add_names(const file_parser *parser, const fh_actor *actor) {
    size_t index = parser->authority->count;
    char room[FH_NAME_MAX_BYTES];
    fh_str key = fh_names_key(fh_names_tokenizer(parser->authority->names), actor->name, room);
    fh_name_spec id = {actor->id, (uint32_t)index, FH_NAME_ID, false, true, false};
    fh_name_spec name = {actor->name, (uint32_t)index, FH_NAME_MAIN, false, true, true};
    fh_str rest = actor->aliases, alias;
    size_t count = 0;
    while (cut(&rest, '|', &alias)) {
        alias = trim(alias);
        if (!alias.n)
            continue;
        if (++count > FH_ACTOR_MAX_ALIASES)
            return fail_line(parser, "has too many aliases", actor->id);
        fh_name_spec spec = read_alias(alias, index);
        if ((spec.exact || !spec.in_texts) && is_name(parser, key, spec.text))
            name.in_texts = false;
        int status = add_name(parser, &spec);
        if (status < 0)
            return status;
    }
    int status = add_name(parser, &name);
    return status < 0 ? status : add_name(parser, &id);
}

/* --- domains --- */

static bool is_domain(fh_str domain) {
    if (!domain.n || domain.n > FH_HOST_MAX_BYTES || !memchr(domain.p, '.', domain.n))
        return false;
    for (size_t i = 0; i < domain.n; i++) {
        char c = domain.p[i];
        bool dot = c == '.', edge = i == 0 || i + 1 == domain.n;
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c < 0;
        if (!(letter || (dot && !edge && domain.p[i - 1] != '.')))
            return false;
    }
    return true;
}

static int add_domains(file_parser *parser, const fh_actor *actor) {
    fh_authority *authority = parser->authority;
    fh_str rest = actor->domains, domain;
    size_t count = 0;
    while (cut(&rest, '|', &domain)) {
        domain = trim(domain);
        if (!domain.n)
            continue;
        if (!is_domain(domain))
            return fail_line(parser, "is not a domain (small letters, no path)", domain);
        if (++count > FH_ACTOR_MAX_ALIASES)
            return fail_line(parser, "has too many domains", actor->id);
        fh_host *hosts = fh_array_grow(authority->hosts, authority->host_count,
                                       &parser->host_capacity, sizeof *hosts, FH_NAMES_MAX);
        if (!hosts)
            return fh_fail_memory(parser->err);
        authority->hosts = hosts;
        hosts[authority->host_count++] = (fh_host){domain, (uint32_t)authority->count};
    }
    return 0;
}

/* --- rows --- */

static bool is_id(fh_str id) {
    if (!id.n || id.n > FH_ACTOR_ID_MAX_BYTES)
        return false;
    for (size_t i = 0; i < id.n; i++)
        if ((unsigned char)id.p[i] <= ' ' || id.p[i] == '|' || (id.p[i] >= 'A' && id.p[i] <= 'Z'))
            return false;
    return true;
}

static int read_cells(const file_parser *parser, fh_str row, fh_actor *ret_actor) {
    const fh_authority *authority = parser->authority;
    *ret_actor = (fh_actor){.row = row};
    fh_str rest = row, cell;
    for (size_t i = 0; cut(&rest, '\t', &cell); i++) {
        cell = trim(cell);
        if (i >= authority->column_count) {
            if (cell.n)
                return fail_line(parser, "stands in a column without a header", cell);
        } else if (authority->members[i] != SIZE_MAX && cell.n) {
            *(fh_str *)((char *)ret_actor + authority->members[i]) = cell;
        }
    }
    return 0;
}

static int add_row(file_parser *parser, fh_str row) {
    fh_authority *authority = parser->authority;
    fh_actor actor;
    int status = read_cells(parser, row, &actor);
    if (status < 0)
        return status;
    if (!is_id(actor.id))
        return fail_line(parser, "is not an id (small letters, no space)", actor.id);
    if (!actor.name.n)
        return fail_line(parser, "has no name", actor.id);
    if (authority->count >= FH_AUTHORITY_MAX_ACTORS)
        return fail_line(parser, "is one actor too many", actor.id);
    fh_row *rows = fh_array_grow(authority->rows, authority->count, &parser->actor_capacity,
                                 sizeof *rows, FH_AUTHORITY_MAX_ACTORS);
    if (!rows)
        return fh_fail_memory(parser->err);
    authority->rows = rows;
    rows[authority->count] = (fh_row){actor, parser->line};
    if ((status = add_names(parser, &actor)) < 0 || (status = add_domains(parser, &actor)) < 0)
        return status;
    authority->count++;
    return 0;
}

static size_t column_member(fh_str header) {
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (fh_str_equal(header, fh_str_of(columns[i].name)))
            return columns[i].member;
    return SIZE_MAX;
}

static int read_header(file_parser *parser, fh_str line) {
    fh_authority *authority = parser->authority;
    fh_str rest = line, cell;
    bool has_id = false, has_name = false;
    while (cut(&rest, '\t', &cell)) {
        cell = trim(cell);
        if (authority->column_count == FH_AUTHORITY_MAX_COLUMNS)
            return fail_line(parser, "is one column too many", cell);
        for (size_t i = 0; i < authority->column_count; i++)
            if (cell.n && fh_str_equal(cell, authority->headers[i]))
                return fail_line(parser, "is the header of two columns", cell);
        size_t member = column_member(cell);
        has_id |= member == offsetof(fh_actor, id);
        has_name |= member == offsetof(fh_actor, name);
        authority->headers[authority->column_count] = cell;
        authority->members[authority->column_count++] = member;
    }
    if (!has_id || !has_name)
        return fail_line(parser, "is not a header line with the columns id and name", line);
    return 0;
}

/* --- the whole --- */

static int compare_ids(const void *a, const void *b, void *context) {
    const fh_row *rows = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = fh_str_compare(rows[x].actor.id, rows[y].actor.id);
    return order ? order : (x > y) - (x < y);
}

static int index_ids(file_parser *parser) {
    fh_authority *authority = parser->authority;
    authority->by_id = fh_calloc(authority->count, sizeof *authority->by_id);
    if (!authority->by_id)
        return fh_fail_memory(parser->err);
    for (size_t i = 0; i < authority->count; i++)
        authority->by_id[i] = (uint32_t)i;
    if (authority->count)
        qsort_r(authority->by_id, authority->count, sizeof *authority->by_id, compare_ids,
                authority->rows);
    for (size_t i = 1; i < authority->count; i++) {
        const fh_row *row = &authority->rows[authority->by_id[i]];
        parser->line = row->line;
        if (fh_str_equal(row->actor.id, authority->rows[authority->by_id[i - 1]].actor.id))
            return fail_line(parser, "is the id of a row above already", row->actor.id);
    }
    return 0;
}

static int check_parts(file_parser *parser) {
    const fh_authority *authority = parser->authority;
    for (size_t i = 0; i < authority->count; i++) {
        fh_str whole = authority->rows[i].actor.part_of;
        parser->line = authority->rows[i].line;
        if (whole.n && fh_authority_find_id(authority, whole) == SIZE_MAX)
            return fail_line(parser, "in part_of is nobody's id", whole);
    }
    return 0;
}

static int compare_hosts(const void *a, const void *b) {
    const fh_host *x = a, *y = b;
    int order = fh_str_compare(x->domain, y->domain);
    return order ? order : (x->actor > y->actor) - (x->actor < y->actor);
}

static bool is_text(fh_str line) {
    for (size_t i = 0; i < line.n; i++)
        if (((unsigned char)line.p[i] < ' ' && line.p[i] != '\t') || line.p[i] == 0x7f)
            return false;
    return fh_utf8_valid(line);
}

static int read_lines(file_parser *parser) {
    fh_str rest = parser->authority->text, line;
    if (rest.n >= 3 && memcmp(rest.p, "\xef\xbb\xbf", 3) == 0)
        rest = (fh_str){rest.p + 3, rest.n - 3};
    int status = 0;
    while (status >= 0 && cut(&rest, '\n', &line)) {
        parser->line++;
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        if (!is_text(line))
            return fail_line(parser, "is not UTF-8 text", (fh_str){"", 0});
        fh_str content = trim(line);
        if (!content.n || content.p[0] == '#')
            continue;
        status =
            parser->authority->column_count ? add_row(parser, line) : read_header(parser, line);
    }
    if (status >= 0 && !parser->authority->column_count)
        return fh_fail(parser->err, FIHRIST_E_INPUT, "authority file '%s': no header line",
                       parser->name);
    return status;
}

static int parse(file_parser *parser) {
    fh_authority *authority = parser->authority;
    int status = read_lines(parser);
    if (status >= 0)
        status = index_ids(parser);
    if (status >= 0)
        status = check_parts(parser);
    if (status >= 0 && fh_names_seal(authority->names) < 0)
        status = fh_fail_memory(parser->err);
    if (status >= 0 && authority->host_count)
        qsort(authority->hosts, authority->host_count, sizeof *authority->hosts, compare_hosts);
    return status;
}

/* Takes over `text`. */
static int parse_owned(char *bytes, size_t n, const char *name, fh_authority **ret_authority,
                       fihrist_error *err) {
    fh_authority *authority = fh_calloc(1, sizeof *authority);
    if (!authority) {
        fh_free(bytes);
        return fh_fail_memory(err);
    }
    authority->bytes = bytes;
    authority->text = (fh_str){bytes, n};
    authority->names = fh_names_new();
    file_parser parser = {.authority = authority, .name = name, .err = err};
    int status = authority->names ? parse(&parser) : fh_fail_memory(err);
    if (status < 0) {
        fh_authority_free(authority);
        return status;
    }
    *ret_authority = authority;
    return 0;
}

static int fail_size(const char *name, fihrist_error *err) {
    return fh_fail(err, FIHRIST_E_LIMIT, "authority file '%s': more than %d MB", name,
                   FH_AUTHORITY_MAX_BYTES >> 20);
}

int fh_authority_parse(fh_str tsv, const char *name, fh_authority **ret_authority,
                       fihrist_error *err) {
    if (tsv.n > FH_AUTHORITY_MAX_BYTES)
        return fail_size(name, err);
    char *bytes = fh_malloc(tsv.n);
    if (!bytes)
        return fh_fail_memory(err);
    if (tsv.n)
        memcpy(bytes, tsv.p, tsv.n);
    return parse_owned(bytes, tsv.n, name, ret_authority, err);
}

static int fail_file(const char *path, int cause, fihrist_error *err) {
    return fh_fail_errno(err, cause, "cannot read authority file '%s'", path);
}

static int read_all(int fd, char *bytes, size_t size, size_t *ret_n) {
    size_t n = 0;
    while (n < size) {
        ssize_t got = read(fd, bytes + n, size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *ret_n = n;
    return 0;
}

static int load_fd(int fd, const char *path, fh_authority **ret_authority, fihrist_error *err) {
    struct stat stat;
    if (fstat(fd, &stat) < 0)
        return fail_file(path, errno, err);
    if (!S_ISREG(stat.st_mode))
        return fh_fail(err, FIHRIST_E_INPUT, "authority file '%s': not a regular file", path);
    if (stat.st_size > FH_AUTHORITY_MAX_BYTES)
        return fail_size(path, err);
    size_t n = 0, size = (size_t)stat.st_size;
    char *bytes = fh_malloc(size);
    if (!bytes)
        return fh_fail_memory(err);
    int cause = read_all(fd, bytes, size, &n);
    if (cause) {
        fh_free(bytes);
        return fail_file(path, cause, err);
    }
    return parse_owned(bytes, n, path, ret_authority, err);
}

int fh_authority_load(const char *path, fh_authority **ret_authority, fihrist_error *err) {
    /* Not to hang on a FIFO, not to follow a link out of the index. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT)
        return fh_fail(err, FIHRIST_E_NOT_FOUND, "cannot read authority file '%s': no such file",
                       path);
    if (fd < 0 && errno == ELOOP)
        return fh_fail(err, FIHRIST_E_CORRUPT, "cannot read authority file '%s': not a plain file",
                       path);
    if (fd < 0)
        return fail_file(path, errno, err);
    int status = load_fd(fd, path, ret_authority, err);
    close(fd);
    return status;
}

void fh_authority_free(fh_authority *authority) {
    if (!authority)
        return;
    fh_names_free(authority->names);
    fh_free(authority->rows);
    fh_free(authority->by_id);
    fh_free(authority->hosts);
    fh_free(authority->bytes);
    fh_free(authority);
}

size_t fh_authority_count(const fh_authority *authority) {
    return authority->count;
}

const fh_actor *fh_authority_actor(const fh_authority *authority, size_t index) {
    return &authority->rows[index].actor;
}

fh_str fh_authority_column(const fh_authority *authority, size_t index, fh_str column) {
    fh_str rest = authority->rows[index].actor.row, cell;
    for (size_t i = 0; i < authority->column_count && cut(&rest, '\t', &cell); i++)
        if (fh_str_equal(authority->headers[i], column))
            return trim(cell);
    return (fh_str){NULL, 0};
}
