/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * member_path.c: names of members, component by component.
 */
#include "container/member_path.h"

#include "core/printable.h"

static const char unprintable[] = "\xef\xbf\xbd";

static bool is_separator(char byte) {
    return byte == '/' || byte == '\\';
}

static void append_component(fh_buffer *path, fh_str component) {
    if (path->n > 0)
        fh_buffer_append_byte(path, '/');
    for (size_t at = 0; at < component.n;) {
        size_t n = fh_printable_length((const unsigned char *)component.p + at, component.n - at);
        if (n > 0)
            fh_buffer_append(path, component.p + at, n);
        else
            fh_buffer_append_text(path, unprintable);
        at += n > 0 ? n : 1;
    }
}

/* The next component of name, from *at on; empty ones and "." are left out. */
static bool next_component(fh_str name, size_t *at, fh_str *ret_component) {
    while (*at < name.n) {
        size_t from = *at;
        while (*at < name.n && !is_separator(name.p[*at]))
            ++*at;
        *ret_component = (fh_str){name.p + from, *at - from};
        if (*at < name.n)
            ++*at;
        if (ret_component->n > 0 && !fh_str_equal(*ret_component, fh_str_of(".")))
            return true;
    }
    return false;
}

fh_path_verdict fh_member_path(fh_str name, fh_buffer *path, fihrist_error *err) {
    bool hidden = false, leads_out = false, too_long = name.n > FH_CONTAINER_MAX_PATH_BYTES;
    fh_str component;
    size_t at = 0;
    fh_buffer_clear(path);
    if (too_long)
        name.n = FH_CONTAINER_MAX_PATH_BYTES;
    while (next_component(name, &at, &component)) {
        append_component(path, component);
        if (fh_str_equal(component, fh_str_of("..")))
            leads_out = true;
        else if (component.p[0] == '.' || fh_str_equal(component, fh_str_of("__MACOSX")))
            hidden = true;
    }
    if (path->failed) {
        fh_fail_memory(err);
        return FH_PATH_REJECTED;
    }
    if (leads_out) {
        fh_fail(err, FIHRIST_E_INPUT, "its name leads out of where it is");
        return FH_PATH_REJECTED;
    }
    if (too_long || path->n > FH_CONTAINER_MAX_PATH_BYTES) {
        fh_fail(err, FIHRIST_E_INPUT, "a name of more than %d bytes", FH_CONTAINER_MAX_PATH_BYTES);
        return FH_PATH_REJECTED;
    }
    return hidden || path->n == 0 ? FH_PATH_PASSED_OVER : FH_PATH_GOOD;
}

fh_str fh_name_base(fh_str path) {
    size_t at = path.n;
    while (at > 0 && !is_separator(path.p[at - 1]))
        at--;
    return at < path.n ? (fh_str){path.p + at, path.n - at} : (fh_str){"", 0};
}
