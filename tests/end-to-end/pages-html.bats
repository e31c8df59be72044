#!/usr/bin/env bats
# Whole pages as the common systems write them, news sites, blogs, forums, in several languages and
# charsets: what each says is in tests/data/pages-html, beside it.

load common

@test "of every page the text, no more and no less, and who, when, where, and the comments" {
    python3 -B "$BATS_TEST_DIRNAME/../pages_html.py" \
        "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist"
}
