#!/usr/bin/env bats
# The binding as others take it: its header in C and in C++, its archive, its example.

setup() {
    top="$BATS_TEST_DIRNAME/../.."
    build="${FIHRIST_BUILD:-$top/build}"
}

@test "the header compiles with -pedantic in C11 and in C++11" {
    echo '#include "xapian-c.h"' > "$BATS_TEST_TMPDIR/one.c"
    gcc -std=c11 -pedantic-errors -Wall -Wextra -Werror -I "$top/include" \
        -fsyntax-only "$BATS_TEST_TMPDIR/one.c"
    g++ -std=c++11 -pedantic-errors -Wall -Wextra -Werror -I "$top/include" \
        -fsyntax-only -x c++ "$BATS_TEST_TMPDIR/one.c"
}

@test "the header needs only stddef, stdint and stdbool" {
    run grep -h '^#include' "$top/include/xapian-c.h"
    [ "$output" = $'#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>' ]
}

@test "the archive holds the functions the header declares, and shows no others" {
    sed -n '/^XC_API/,/;/p' "$top/include/xapian-c.h" | grep -o '\bxc_[a-z0-9_]*(' |
        tr -d '(' | sort -u > "$BATS_TEST_TMPDIR/declared"
    readelf -sW "$build/libxapian-c.a" |
        awk '$4 == "FUNC" && $5 == "GLOBAL" && $6 == "DEFAULT" && $7 != "UND" { print $8 }' |
        sort -u > "$BATS_TEST_TMPDIR/shown"
    diff "$BATS_TEST_TMPDIR/declared" "$BATS_TEST_TMPDIR/shown"
}

@test "the example writes three documents and finds two" {
    run "$build/xapian-c-example" "$BATS_TEST_TMPDIR/db"
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[0]} == *"the harbour was quiet" ]]
    [[ ${lines[1]} == *"ships left the harbour" ]]
}

@test "the example says why it failed" {
    touch "$BATS_TEST_TMPDIR/file"
    run "$build/xapian-c-example" "$BATS_TEST_TMPDIR/file"
    [ "$status" -eq 2 ]
    [[ $output == "XC_E_DATABASE_OPENING: cannot open database "*": Not a directory" ]]
}
