#!/usr/bin/env bats
# Wherever the places of words are kept, phrases, NEAR and ADJ find the same.

load common

@test "phrases, NEAR and ADJ find the same by the store as by libxapian's positions" {
    tools="$BATS_TEST_DIRNAME/../positions.py"
    export PATH="$FIHRIST_BUILD:$PATH"
    for positions in store xapian; do
        for seed in 1 2; do
            python3 -B "$tools" --archive "$seed" |
                fihrist index --quiet --index "$positions" --positions "$positions" -
        done
        fihrist delete --quiet --index "$positions" --query date:2020-03
    done
    python3 -B "$tools" store xapian
    fihrist compact --quiet --index store
    python3 -B "$tools" store xapian --queries 25
}
