#!/usr/bin/env bash
# layers.sh [BUILD]: prove who may use whom. Sources are judged by their #include lines, and what
# was built by its symbols:
#
#   include <- xapian-c <- core <- container, webpage <- formats <- input <- indexer
#                          core <- glass <- indexer; cld2-c <- indexer
#                          core <- searcher        (these two never meet)
#   libfihrist, which is the searcher behind fihrist.h <- cli, daemon
#   corpus/generator, which knows nothing of any index
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/suite.sh
build=${1:-build}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# may_include DIR PATTERN: every quoted #include in DIR matches PATTERN.
may_include() {
    rule "$1/ includes only $3" "$(grep -HnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' \
        "$1"/*.c "$1"/*.h "$1"/*.cc 2>/dev/null |
        grep -vE "include[[:space:]]*\"($2)\"")"
}

public='fihrist\.h|xapian-c\.h'
may_include include "$public" "public headers"
may_include xapian-c "xapian-c\.h|xapian-c/[^\"]+" "xapian-c.h and itself"
may_include cld2-c "cld2-c/[^\"]+" "itself"
may_include core "$public|core/[^\"]+" "public headers and itself"
may_include glass "$public|core/[^\"]+|glass/[^\"]+" "public headers, core/ and itself"
may_include webpage "$public|core/[^\"]+|webpage/[^\"]+" "public headers, core/ and itself"
may_include container "$public|core/[^\"]+|container/[^\"]+" "public headers, core/ and itself"
may_include formats "$public|core/[^\"]+|webpage/webpage\.h|formats/[^\"]+" \
    "public headers, core/, webpage/webpage.h and itself"
may_include input \
    "$public|core/[^\"]+|container/container\.h|formats/formats\.h|input/[^\"]+" \
    "public headers, core/, container/container.h, formats/formats.h and itself"
may_include indexer \
    "$public|core/[^\"]+|glass/database\.h|cld2-c/cld2-c\.h|formats/formats\.h|input/(input|known_files|watch)\.h|indexer/[^\"]+" \
    "public headers, core/, what libraries below have for it, and itself"
may_include searcher "$public|core/[^\"]+|searcher/[^\"]+" "public headers, core/ and itself"
# The programs that search know an index through the public header alone; of core/ they use what
# knows nothing of one.
tools='core/(chart|clock|error|json|memory|options|printable)\.h'
may_include cli "fihrist\.h|$tools|cli/[^\"]+" "fihrist.h, tools of core/ and itself"
may_include daemon "fihrist\.h|$tools|daemon/[^\"]+" "fihrist.h, tools of core/ and itself"
may_include corpus/generator "fihrist\.h|core/(date|number)\.h|$tools|corpus/generator/[^\"]+" \
    "fihrist.h, tools of core/ and itself"
rule "the daemon's event loop asks the library nothing; its workers do" \
    "$(grep -nE 'fihrist_(open|search|count|show|actors|status|info|call)\(' daemon/*.c |
        grep -v '^daemon/worker\.c:')"

rule "only xapian-c/ (and its C++ test) includes <xapian.h>" \
    "$(grep -rnE '#[[:space:]]*include[[:space:]]*[<"]xapian(\.h|/)' \
        include core glass container webpage formats input indexer searcher cli daemon corpus tests/unit/*.[ch] doc 2>/dev/null)"
rule "only cld2-c/ includes <cld2/...>" \
    "$(grep -rnE '#[[:space:]]*include[[:space:]]*[<"]cld2/' \
        include xapian-c core glass container webpage formats input indexer searcher cli daemon corpus tests/unit doc 2>/dev/null)"
rule "C++ stays in xapian-c/, cld2-c/ and tests/unit/" \
    "$(find . -path "./$build" -prune -o -path ./.git -prune -o \
        \( -name '*.cc' -o -name '*.cpp' -o -name '*.cxx' -o -name '*.hpp' -o -name '*.hh' \) \
        -print | grep -vE '^\./(xapian-c|cld2-c|tests/unit)/')"

# symbols LIBRARY TYPES: sorted names of the symbols of these nm types.
symbols() {
    nm -A --no-demangle "$build/lib$1.a" 2>/dev/null |
        sed -nE "s/.* [$2] ([^ ]+)$/\1/p" | sort -u
}

libraries=(xapian-c cld2-c core glass container webpage formats input indexer searcher cli daemon generator)
for library in "${libraries[@]}"; do
    [ -f "$build/lib$library.a" ] || {
        fail "$build/lib$library.a is built before layers are judged"
        continue
    }
    symbols "$library" TDBRVW >"$scratch/$library.defines"
    symbols "$library" U >"$scratch/$library.needs"
done

# apart A B: no object of A needs a symbol that only B has.
apart() {
    rule "lib$1 needs nothing of lib$2" \
        "$(comm -12 "$scratch/$1.needs" "$scratch/$2.defines" |
            comm -23 - "$scratch/$1.defines")"
}
if [ "$failed" -eq 0 ]; then
    apart indexer searcher
    apart searcher indexer
    apart glass indexer
    apart webpage indexer
    apart webpage glass
    apart core webpage
    apart searcher webpage
    apart container webpage
    apart container formats
    apart webpage formats
    apart core container
    apart core formats
    apart formats input
    apart container input
    apart webpage input
    apart core input
    apart input indexer
    apart input glass
    apart input xapian-c
    apart searcher input
    apart formats container
    apart searcher formats
    apart searcher container
    apart glass xapian-c
    apart searcher cld2-c
    apart core cld2-c
    apart cld2-c core
    apart cld2-c xapian-c
    apart cld2-c indexer
    apart searcher glass
    apart core glass
    apart core indexer
    apart core searcher
    apart core cli
    apart core daemon
    apart searcher cli
    apart searcher daemon
    apart cli daemon
    apart cli indexer
    apart daemon cli
    apart daemon indexer
    for other in xapian-c indexer searcher cli daemon; do
        apart generator "$other"
        apart "$other" generator
    done
    apart core generator
    apart xapian-c core
    apart xapian-c indexer
    apart xapian-c searcher
    rule "no object outside xapian-c/ knows libxapian" \
        "$(grep -h '_ZN.*6Xapian' "$scratch"/{core,glass,container,webpage,formats,input,indexer,searcher,cli,daemon,generator}.needs)"
    # strdup and its kin allocate too; free is left out, because what jansson or libc handed over
    # is freed so.
    rule "only core/memory.c allocates with malloc" \
        "$(nm -A "$build"/lib{core,glass,container,webpage,formats,input,indexer,searcher,cli,daemon,generator}.a |
            grep -E ' U (malloc|calloc|realloc|reallocarray|strn?dup|v?asprintf|getline)$' |
            grep -v ':memory\.c\.o:')"
fi
suite_end layers
