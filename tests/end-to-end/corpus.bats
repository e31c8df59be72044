#!/usr/bin/env bats
# Every question of corpus/questions.tsv is answered by the articles that answer it.

load common

@test "the questions over the sample archive have their right answers" {
    root=$BATS_TEST_DIRNAME/../..
    (cd "$root" && fihrist index --quiet --authority corpus/authority.tsv \
        --path '{source}/{date}/{}' corpus/pages corpus/archive.jsonl)
    asked=0
    while IFS=$'\t' read -r id question query judged titles; do
        case $id in '' | '#'*) continue ;; esac
        found=$(fihrist search --format jsonl --limit 50 "$query" 2> /dev/null |
            jq -r 'select(.rank).title' || true)
        wanted=$(sed 's/; /\n/g' <<< "$titles")
        case $judged in
        only) [ "$(sort -u <<< "$found")" = "$(sort -u <<< "$wanted")" ] ;;
        first) [ "$(head -n1 <<< "$found")" = "$(head -n1 <<< "$wanted")" ] ;;
        *) false ;;
        esac || { echo "$id $question: $query"; echo "wanted: $wanted"; echo "found: $found"; return 1; }
        asked=$((asked + 1))
    done < "$root/corpus/questions.tsv"
    [ "$asked" -ge 20 ]
}
