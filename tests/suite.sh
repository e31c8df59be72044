# What the runners of tests share: count, and tell `make check` what came of a suite.
# Sourced by the scripts beside it. SUITE_TALLY, where set, is the file the sums are added to.

passed=0
failed=0

pass() {
    passed=$((passed + 1))
}

fail() {
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$*"
}

# rule WHAT FOUND: a rule holds when nothing was found against it.
rule() {
    if [ -z "$2" ]; then
        pass
        printf 'ok: %s\n' "$1"
    else
        fail "$1"
        printf '%s\n' "$2" | head -20
    fi
}

# suite_end NAME: say how the suite went; the status is 0 only when nothing failed.
suite_end() {
    printf '# %s: %d passed, %d failed\n' "$1" "$passed" "$failed"
    [ -z "${SUITE_TALLY:-}" ] || printf '%s %d %d\n' "$1" "$passed" "$failed" >>"$SUITE_TALLY"
    [ "$failed" -eq 0 ]
}
