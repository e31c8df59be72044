#!/usr/bin/env bats
# What README.md shows is what happens.

@test "README.md's commands print what it says, its C compiles, its packages are all there are" {
    build=$(realpath "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}")
    cd "$BATS_TEST_DIRNAME/../.."
    run tests/readme.py "$build" "$BATS_TEST_TMPDIR"
    echo "$output"
    [ "$status" -eq 0 ]
}
