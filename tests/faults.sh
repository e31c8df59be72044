#!/usr/bin/env bash
# faults.sh [NAME...]: run the tests in tests/faults, or some: kills, lost power, failing calls,
# rival writers, traps.
# They find the programs in FIHRIST_BUILD and what is loaded into them in its faults/. FULL=1 asks
# for the counts of `make check-full`.
set -uo pipefail
cd "$(dirname "$0")/.."
. tests/suite.sh

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for name in "${@:-*}"; do tests+=(tests/faults/test_$name.py); done
for test in "${tests[@]}"; do
    printf '# %s\n' "$test"
    timeout "${LIMIT_SECONDS:-300}" python3 -B "$test" | tee "$log"
    status=${PIPESTATUS[0]}
    read -r good bad < <(awk '/^ok - / { good++ } /^not ok - / { bad++ }
        END { print good + 0, bad + 0 }' "$log")
    passed=$((passed + good))
    failed=$((failed + bad))
    # One that broke, or ran out of time, has not said so itself.
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || fail "$test ended with status $status"
done
suite_end faults
