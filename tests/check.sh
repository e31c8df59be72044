#!/usr/bin/env bash
# check.sh SUITE...: make each of these targets, go on after a failure, and end with one line that
# sums up all of them: "N passed, N failed". The status is 0 only when nothing failed.
set -uo pipefail
cd "$(dirname "$0")/.."
make=${MAKE:-make}
SUITE_TALLY=$(mktemp)
export SUITE_TALLY
trap 'rm -f "$SUITE_TALLY"' EXIT

for suite in "$@"; do
    printf '\n== %s\n' "$suite"
    before=$(wc -l <"$SUITE_TALLY")
    started=$SECONDS
    $make --no-print-directory "$suite"
    status=$?
    # What broke before it could count (a build, a script) counts as one failure.
    new=$(tail -n +$((before + 1)) "$SUITE_TALLY" | awk '{ bad += $3 } END { print bad + 0 }')
    if [ "$status" -ne 0 ] && [ "$new" -eq 0 ]; then
        echo "$suite 0 1" >>"$SUITE_TALLY"
        echo "FAILED: make $suite ended with status $status"
    fi
    echo "# $suite took $((SECONDS - started)) s"
done

printf '\n'
awk '{ good += $2; bad += $3; printf "%-16s %5d passed, %d failed\n", $1, $2, $3 }
     END { printf "\n%d passed, %d failed\n", good, bad; exit bad > 0 || good == 0 }' \
    "$SUITE_TALLY"
