#!/usr/bin/env bash
# unit.sh NAME PROGRAM...: run unit test programs beside one another (JOBS at a time), print what
# cmocka says last of each, and everything of one that failed.
set -uo pipefail
. "$(dirname "$0")/suite.sh"
suite=$1
shift

# cmocka's group prints to both streams; a test that hangs must not hang the suite.
LIMIT_SECONDS=${LIMIT_SECONDS:-120}
export LIMIT_SECONDS LOGS
LOGS=$(mktemp -d)
trap 'rm -rf "$LOGS"' EXIT

# libxapian's own check deletes a GlassTableCheck as a GlassTable, 8 bytes less: harmless, not ours.
export ASAN_OPTIONS="new_delete_type_mismatch=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}"

run_one() {
    timeout "$LIMIT_SECONDS" "$1" >"$LOGS/${1##*/}.log" 2>&1
    echo $? >"$LOGS/${1##*/}.status"
}
export -f run_one
printf '%s\0' "$@" | xargs -0 -r -P "${JOBS:-2}" -I{} bash -c 'run_one "$1"' _ {}

for program in "$@"; do
    name=${program##*/}
    status=$(cat "$LOGS/$name.status")
    read -r ok bad < <(awk '/\[  PASSED  \] [0-9]+ test/ { ok += $4 } # a program may have groups
        /\[  FAILED  \] [0-9]+ test/ { bad += $4 } END { print ok + 0, bad + 0 }' "$LOGS/$name.log")
    passed=$((passed + ok))
    if [ "$status" -eq 0 ]; then
        printf '%-24s %s\n' "$name" \
            "$(grep -a '\[==========\]\|\[  PASSED  \]' "$LOGS/$name.log" | tail -2 | paste -sd' ')"
    else
        cat "$LOGS/$name.log"
        [ "$bad" -eq 0 ] || failed=$((failed + bad - 1)) # fail counts the last of them
        fail "$name (exit status $status)"
    fi
done
suite_end "$suite"
