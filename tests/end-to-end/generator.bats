#!/usr/bin/env bats
# fihrist-corpus writes archives that are always the same, go into an index whole, and have in them
# what the benchmark's queries ask for.

load common

build="${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}"
fihrist-corpus() { "$build/fihrist-corpus" "$@"; }
bench-queries() { "$build/bench/bench-queries" "$@"; }

@test "the same seed gives the same bytes, another seed others, and no seed is seed 1" {
    [ "$(fihrist-corpus 50 --seed 3 | md5sum)" = "$(fihrist-corpus 50 --seed 3 | md5sum)" ]
    [ "$(fihrist-corpus 50 --seed 3 | md5sum)" != "$(fihrist-corpus 50 --seed 4 | md5sum)" ]
    [ "$(fihrist-corpus 50 --seed 1 | md5sum)" = "$(fihrist-corpus 50 | md5sum)" ]
}

@test "a longer archive begins with all of a shorter one" {
    fihrist-corpus 700 >long
    fihrist-corpus 300 >short
    [ "$(wc -l <long)" -eq 700 ]
    [ "$(wc -l <short)" -eq 300 ]
    head -n 300 long | cmp - short
}

@test "an archive goes into a file as it goes to standard output" {
    fihrist-corpus 20 --output file
    fihrist-corpus 20 | cmp - file
    fihrist-corpus 0 -o file
    [ ! -s file ]
}

@test "every line is JSON of under a million bytes, and every id is there once" {
    fihrist-corpus 1000 >archive
    [ "$(jq -r .id archive | sort -u | wc -l)" -eq 1000 ]
    [ "$(wc -L <archive)" -lt 1000000 ]
    [ "$(jq -s 'map(.comments | length) | min' archive)" -eq 0 ]
    [ "$(jq -s 'map(.comments | length) | max' archive)" -le 30 ]
    [ "$(jq -s 'map(select(.date < "2001-01-01" or .date > "2025-12-31")) | length' archive)" -eq 0 ]
}

@test "an index takes every article with all its comments" {
    fihrist-corpus 500 >archive
    run fihrist index archive
    [ "$status" -eq 0 ]
    [[ "$output" == *"500 added, 0 replaced, 0 unchanged, 0 rejected"* ]]
    comments=$(jq -s 'map(.comments | length) | add' archive)
    [[ "$(fihrist status --format json)" == *"\"articles\":500,\"comments\":$comments,"* ]]
}

@test "each of the 18 kinds of the comparison is asked, is no error, and mostly finds something" {
    fihrist-corpus 2000 | fihrist index --quiet -
    bench-queries --comparison 2000 1 5 >queries
    [ "$(cut -f1 queries | sort -u | wc -l)" -eq 18 ]
    [ "$(cut -f1 queries | sort | uniq -c | awk '$1 != 5' | wc -l)" -eq 0 ]
    asked=0 found=0
    while read -r query; do
        asked=$((asked + 1))
        run fihrist search --limit 1 --output ids "$query"
        [ "$status" -le 1 ]
        [ "$status" -ne 0 ] || found=$((found + 1))
    done < <(cut -f2 queries | jq -r .query)
    [ "$asked" -eq 90 ]
    [ "$found" -ge 75 ]
}

@test "queries of the comparison are words, OR, exact words and four filters" {
    bench-queries --comparison 2000 1 50 | cut -f2 | jq -er 'select(keys == ["query"]).query' >queries
    [ "$(wc -l <queries)" -eq 900 ]
    exact='"[A-Za-z]+( [A-Za-z]+)*"'
    value='(actor:[a-z0-9-]+|date:[0-9]{4}-06\.\.[0-9]{4}-05|source:"[^"]+"|comment:[a-z]+)'
    ! grep -vE "^($value|$exact|[a-z]+)( (OR [a-z]+|$value|[a-z]+))*\$" queries
}

@test "what is wrong with the command line is said exactly, with status 2" {
    while IFS='|' read -r arguments message; do
        eval "run fihrist-corpus $arguments"
        echo "$arguments: $output"
        [ "$status" -eq 2 ]
        [ "$output" = "fihrist-corpus: $message" ]
    done <<'EOF'
|nothing given for N
ten|'ten' is not a number of articles
-- -5|'-5' is not a number of articles
10 20|more given than N
10 --seed x|option '--seed' takes a number from 0 to 9223372036854775807, not 'x'
10 --seed|option '--seed' lacks its value S
10 --sede 4|unknown option '--sede'; did you mean '--seed'?
10 -o /nowhere/file|cannot write to /nowhere/file: No such file or directory
10 -o /dev/full|cannot write to /dev/full: No space left on device
EOF
}

@test "help names every option and shows examples" {
    run fihrist-corpus --help
    [ "$status" -eq 0 ]
    for word in "usage: fihrist-corpus" --seed --output --help "fihrist index --index news -"; do
        [[ "$output" == *"$word"* ]]
    done
}

@test "progress is shown on a terminal, and nowhere else" {
    fihrist-corpus 20 >/dev/null 2>said
    [ ! -s said ]
    python3 - "$build/fihrist-corpus" <<'EOF'
import os, pty, subprocess, sys
ours, its = pty.openpty()
subprocess.run([sys.argv[1], "60000"], stdout=subprocess.DEVNULL, stderr=its, check=True)
said = os.read(ours, 65536)
assert b"of 60000 articles" in said, said
assert said.endswith(b"\r\x1b[K"), said
EOF
}
