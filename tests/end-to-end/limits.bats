#!/usr/bin/env bats
# Limits are named, hold on both sides, and the same question always gives the same bytes.

load common

# words N PREFIX: N different words, each beginning with PREFIX.
words() {
    python3 -c "
import sys
for i in range(int(sys.argv[1])):
    print(sys.argv[2] + ''.join(chr(97 + i // 26 ** k % 26) for k in range(3)), end=' ')" "$1" "$2"
}

index_text() {
    jq -Rsc '{id: "t", text: .}' | fihrist index --quiet --lang none -
}

warnings() {
    fihrist search --format jsonl "$@" | tail -n1 | jq -r '.end.warnings[].code' | paste -sd' '
}

@test "a query has 4,096 bytes at most" {
    make_index
    run fihrist search "$(printf 'trip%4092s' '')"
    [ "$status" -eq 0 ]
    run fihrist search "$(printf 'trip%4093s' '')"
    [ "$status" -eq 2 ]
    [[ "$output" == *4096* ]]
}

@test "a wildcard stands for 256 words, and says when there are more" {
    words 256 quux | index_text
    [ -z "$(warnings 'quux*')" ]
    echo '{"id":"u","text":"quuxzzzz"}' | fihrist index --quiet --lang none -
    [ "$(warnings 'quux*')" = wildcard_capped ]
    [ "$(warnings '*uux*')" = wildcard_capped ]
    [ -z "$(warnings '*uuxz*')" ]
}

@test "all wildcards of a query stand for 1,024 words" {
    for prefix in quuxa quuxb quuxc quuxd; do words 256 "$prefix"; done | index_text
    [ -z "$(warnings 'quuxa* quuxb* quuxc* quuxd*')" ]
    echo '{"id":"u","text":"zebra"}' | fihrist index --quiet --lang none -
    [ "$(warnings 'quuxa* OR quuxb* OR quuxc* OR quuxd* OR zeb*')" = wildcard_capped ]
}

@test "plain text is searched for its 1,024 rarest words" {
    make_index
    [ -z "$(warnings --plain --match any "$(words 1024 quux)")" ]
    [ "$(warnings --plain --match any "$(words 1025 quux)")" = text_capped ]
    run fihrist search --plain --match any "trip $(words 2000 quux)"
    [ "$status" -eq 0 ]
}

@test "a page has 10,000 hits at most and ten snippets a hit" {
    make_index
    run fihrist search --limit 10000 --snippets 10 trip
    [ "$status" -eq 0 ]
    run fihrist search --limit 10001 trip
    [ "$status" -eq 2 ]
    run fihrist search --snippets 11 trip
    [ "$status" -eq 2 ]
}

@test "500 questions give the same bytes twice, and in another order" {
    make_index
    python3 -c "
import random
random.seed(5)
words = 'clandestine trip governor quarry ferry plague élections source:tidings actor:x date:2021 tri* crowns'.split()
for i in range(500):
    print('%d\t%s' % (i, random.choice([' ', ' OR ', ' NOT ']).join(random.sample(words, 2))))" > questions
    fihrist search --batch questions --format jsonl > one 2> /dev/null || true
    fihrist search --batch questions --format jsonl > two 2> /dev/null || true
    cmp one two
    tac questions > backwards
    fihrist search --batch backwards --format jsonl 2> /dev/null | sort > three || true
    sort one | cmp - three
    [ "$(grep -c '"end"' one)" -eq 500 ]
}

@test "everything printed is valid UTF-8, whatever was indexed" {
    printf '{"id":"bad\\u0001","title":"\xff\xfe broken","text":"h\xe9llo w\xc3 rld \\u0000 end"}\n' | fihrist index --quiet -
    for format in text json jsonl trec; do
        fihrist search --format "$format" rld > "out.$format"
        iconv -f UTF-8 -t UTF-8 "out.$format" > /dev/null
    done
    fihrist dump | iconv -f UTF-8 -t UTF-8 | jq -e . > /dev/null
}
