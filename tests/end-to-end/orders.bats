#!/usr/bin/env bats
# However a query is asked, it is about the same documents.

load common

@test "in every order, page by page, with comments or without, answers agree with one another" {
    tools="$BATS_TEST_DIRNAME/../orders.py"
    python3 -B "$tools" --archive | fihrist index --quiet -
    PATH="$FIHRIST_BUILD:$PATH" python3 -B "$tools" "$FIHRIST_INDEX"
}
