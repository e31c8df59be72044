#!/usr/bin/env bash
# faults.sh: run everything in tests/faults: kills, lost power, full disks, bad input. A script
# there passes by ending with status 0; bats files are counted test by test. All find the programs
# in BUILD (absolute) and compiled helpers in its faults/.
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/suite.sh
shopt -s nullglob

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for test in tests/faults/*.sh; do
    [ -x "$test" ] || continue
    if timeout "${LIMIT_SECONDS:-300}" "$test" >"$log" 2>&1; then
        pass
        printf 'ok: %s: %s\n' "${test##*/}" "$(tail -1 "$log")"
    else
        cat "$log"
        fail "$test"
    fi
done
suite_end faults
status=$?
bats_files=(tests/faults/*.bats)
[ ${#bats_files[@]} -eq 0 ] || tests/bats.sh faults-bats "${bats_files[@]}" || status=1
exit $status
