#!/usr/bin/env bats
# What README.md shows is what happens.

@test "README.md's commands print what it says, its C compiles, its packages are all there are" {
    build=$(realpath "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}")
    cd "$BATS_TEST_DIRNAME/../.."
    run tests/readme.py "$build" "$BATS_TEST_TMPDIR"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "make demo answers three questions and leaves nothing behind" {
    export BUILD=$(realpath "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}")
    export TMPDIR=$BATS_TEST_TMPDIR
    run "$BATS_TEST_DIRNAME/../../corpus/demo.sh"
    [ "$status" -eq 0 ]
    [ "$(grep -c '^1\. [A-Z]' <<< "$output")" -ge 3 ]
    [ -z "$(ls -A "$BATS_TEST_TMPDIR" | grep fihrist-demo)" ]
}
