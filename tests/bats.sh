#!/usr/bin/env bash
# bats.sh NAME FILE|DIR...: run bats files, two at a time, and count what came of them. Tests find
# the programs in FIHRIST_BUILD (absolute).
set -uo pipefail
. "$(dirname "$0")/suite.sh"
suite=$1
shift
shopt -s nullglob

files=()
for path in "$@"; do
    if [ -d "$path" ]; then files+=("$path"/*.bats); else files+=("$path"); fi
done
if [ ${#files[@]} -gt 0 ]; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    bats --jobs "${JOBS:-2}" --tap "${files[@]}" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    passed=$(grep -c '^ok ' "$log")
    failed=$(grep -c '^not ok ' "$log")
    # A file that cannot be parsed fails without a test to its name.
    [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || fail "bats ended with status $status"
fi
suite_end "$suite"
