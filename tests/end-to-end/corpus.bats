#!/usr/bin/env bats
# The sample archive answers its questions: every query of corpus/questions.tsv gives the articles
# that stand beside it there, and what the archive holds is what its README says.

load common

corpus="$BATS_TEST_DIRNAME/../../corpus"

index_corpus() {
    fihrist index --quiet --authority "$corpus/authority.tsv" --path '{source}/{date}/{}' \
        "$corpus/pages" "$corpus/archive.jsonl"
}

# titles QUERY: the titles of the articles it finds, best first, a line each.
titles() {
    fihrist search --copies show --limit 100 --format jsonl "$1" 2>/dev/null | python3 -c '
import json, sys
for line in sys.stdin:
    hit = json.loads(line)
    if "end" not in hit:
        print(hit["title"])'
}

@test "the archive goes in whole: 68 articles of 8 outlets, 320 comments, nothing rejected" {
    index_corpus
    run fihrist status --format json
    [[ $output == *'"articles":68,"comments":320,'* ]]
    [[ $output == *'"rejected":0,'* ]]
    run fihrist extract --path '{source}/{date}/{}' "$corpus/pages" "$corpus/archive.jsonl"
    [ "$(grep -c '^{' <<<"$output")" -eq 68 ]
}

@test "every question of questions.tsv is answered right" {
    index_corpus
    asked=0
    wrong=()
    while IFS=$'\t' read -r id question query judged expected; do
        [[ $id == '#'* ]] && continue
        asked=$((asked + 1))
        want=$(sed 's/ | /\n/g' <<<"$expected")
        got=$(titles "$query")
        if [ "$judged" = only ]; then
            want=$(sort <<<"$want") got=$(sort -u <<<"$got")
        else
            got=$(head -n "$(wc -l <<<"$want")" <<<"$got")
        fi
        [ "$want" = "$got" ] || wrong+=("$id $question | $query: ${got//$'\n'/; }")
    done <"$corpus/questions.tsv"
    printf '%s\n' "${wrong[@]}"
    [ "$asked" -ge 15 ]
    [ ${#wrong[@]} -eq 0 ]
}

@test "what was marked by hand in the archive, mentions and quotations, stands there" {
    cd "$corpus/.."
    python3 -B tests/corpus_tables.py "${FIHRIST_BUILD:-build}"
}

@test "the order of answers to the judged queries is as good as it was" {
    cd "$corpus/.."
    python3 -B tests/quality.py --floor 0.82 "${FIHRIST_BUILD:-build}" corpus
}

@test "no site furniture of the pages is found" {
    index_corpus
    for words in '"print this page"' '"share on chirrup"' '"view all posts"' '"guest contributor"' \
        '"comments are closed"' '"required fields are marked"'; do
        run fihrist search "$words"
        [ "$status" -eq 1 ]
    done
}

@test "the rebel group in capitals is found, the verb is not" {
    index_corpus
    [ "$(titles 'actor:rise' | wc -l)" -eq 20 ]
    [ -n "$(titles 'rise -actor:rise')" ]
}

@test "two people of one surname are told apart, and the surname alone warns" {
    index_corpus
    [ "$(titles 'actor:"Petra Dornavel" date:2021-03' | wc -l)" -eq 2 ]
    [ -z "$(titles 'actor:"Emil Dornavel" date:2021-03')" ]
    run fihrist search actor:dornavel
    [[ $output == *'petra-dornavel, emil-dornavel'* ]]
}

@test "the demonstration answers from the index and over a socket and leaves nothing behind" {
    export TMPDIR="$BATS_TEST_TMPDIR/demo"
    mkdir "$TMPDIR"
    run "$corpus/demo.sh"
    [ "$status" -eq 0 ]
    [ "$(grep -c '^1\. ' <<<"$output")" -eq 5 ]
    [ "$(grep -c '^{"rank":' <<<"$output")" -eq 3 ]
    [ -z "$(grep -alsFf <(printf '%s\n' "$TMPDIR") /proc/[0-9]*/cmdline)" ]
    [ -z "$(ls -A "$TMPDIR")" ]
    KEEP=1 run "$corpus/demo.sh"
    [ "$status" -eq 0 ]
    [ "$(ls "$TMPDIR" | wc -l)" -eq 1 ]
}
