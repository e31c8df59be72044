#!/usr/bin/env bash
# lint.sh format|all: what a machine can say about style. `format` is the part of `make check`.
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/suite.sh
part=${1:-all}
MAX_LINES=800 # of one source file; most are to stay under half of it

# step WHAT COMMAND...: passes when the command does; says what it said when it does not.
step() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then
        pass
        printf 'ok: %s\n' "$what"
    else
        printf '%s\n' "$said" | head -40
        fail "$what"
    fi
}

short_enough() {
    local long
    long=$(wc -l "$@" | awk -v max=$MAX_LINES '$2 != "total" && $1 > max')
    [ -z "$long" ] || { echo "$long"; return 1; }
}

licensed() {
    local without
    without=$(grep -L 'SPDX-License-Identifier: GPL-2.0-or-later' "$@")
    [ -z "$without" ] || { echo "$without"; return 1; }
}

mapfile -t sources < <(find include core glass container webpage formats input indexer searcher cli daemon corpus xapian-c cld2-c tests doc \
    -name '*.c' -o -name '*.h' -o -name '*.cc' 2>/dev/null | sort)
step "clang-format" clang-format --dry-run -Werror "${sources[@]}"
step "no file of over $MAX_LINES lines" short_enough "${sources[@]}"
step "every source file names its licence" licensed "${sources[@]}"

if [ "$part" = all ]; then
    for page in doc/*.[1-9]; do
        [ -e "$page" ] || continue
        step "mandoc $page" mandoc -T lint -W warning "$page"
    done
    if command -v cppcheck >/dev/null; then
        # It knows neither jansson's macros nor what a call fills through a pointer; the compiler
        # and the sanitizers judge that.
        step "cppcheck" cppcheck --quiet --std=c17 --language=c -j "${JOBS:-2}" \
            --enable=warning,portability --inline-suppr --error-exitcode=1 -Iinclude -I. \
            --suppress=missingInclude --suppress=unknownMacro --suppress=uninitvar \
            core glass container webpage formats input indexer searcher cli daemon corpus
    else
        echo "cppcheck is not installed: left out"
    fi
fi
suite_end "lint-$part"
