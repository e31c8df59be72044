#!/usr/bin/env bats
# Searching a small archive from the command line: every field and operator finds what it should
# and nothing else, and says so in each format.

load common

@test "all words must be in one document, in any order" {
    make_index
    [ "$(ids 'clandestine trip' | wc -w)" -eq 3 ]
    run fihrist search 'clandestine municipales'
    [ "$status" -eq 1 ]
}

@test "a phrase in quotes means exactly these words in this order" {
    make_index
    [ "$(ids '"clandestine trip"')" = a1 ]
    [ -z "$(ids '"trip clandestine"')" ]
    [ -z "$(ids '"clandestine trips"')" ]
    [ "$(ids '“clandestine trip”')" = a1 ]
}

@test "a word finds its other forms, a word in quotes does not" {
    make_index
    [ "$(ids --comments with trips | wc -w)" -eq 4 ]
    [ "$(ids '"trips"')" = a1 ]
    [ "$(ids --comments off '"trips"')" = "" ]
}

@test "an exact phrase under OR and NOT is exact too" {
    make_index
    [ "$(ids '"clandestine trip" OR ferry' | tr ' ' '\n' | sort | paste -sd' ')" = "a1 a2" ]
    [ "$(ids 'clandestine NOT "clandestine trip"' | tr ' ' '\n' | sort | paste -sd' ')" = "a2 a3" ]
}

@test "sources, dates, authors, titles, languages and ids filter" {
    make_index
    [ "$(ids 'source:"harbour tidings" trip' | tr ' ' '\n' | sort | paste -sd' ')" = "a1 a2" ]
    [ "$(ids 'date:2021-03')" = a1 ]
    [ "$(ids 'date:2021')" = "a2 a1" ]
    [ "$(ids 'date:2021-03-02..2021-04-11')" = "a2 a1" ]
    [ "$(ids 'author:delling')" = "a2 a1" ]
    [ "$(ids 'title:convenience')" = a1 ]
    [ "$(ids 'lang:fr')" = a4 ]
    [ "$(ids 'id:a3')" = a3 ]
    [ "$(ids 'url:https://tidings.example/2021/ferry')" = a2 ]
    run fihrist search date:2016
    [ "$status" -eq 1 ]
}

@test "an outlet is shown by its one name, whatever the article calls it" {
    echo '{"id":"w","source":"wsj","text":"Kestrels."}' | fihrist index --quiet -
    fihrist search --format jsonl kestrels | grep '"source":"The Wall Street Journal"'
    fihrist show --format json w | grep '"source": *"wsj"'
}

@test "a month without a day is found by its year, not by one of its days" {
    make_index
    [ "$(ids 'date:2022-01 municipales')" = a4 ]
    [ -z "$(ids 'date:2022-01-20 municipales')" ]
}

@test "NEAR and ADJ count positions" {
    make_index
    [ "$(ids 'governor NEAR/5 plague')" = a1 ]
    [ -z "$(ids 'plague ADJ/5 governor')" ]
    [ "$(ids 'governor ADJ/5 plague')" = a1 ]
}

@test "a wildcard works on forms, beyond the stem" {
    make_index
    [ "$(ids 'responsib*')" = a1 ]
    [ "$(ids 'municip*')" = a4 ]
    run fihrist search 'a*'
    [ "$status" -eq 2 ]
}

@test "a wildcard stands at the beginning, in the middle and at several places of a word" {
    make_index
    [ "$(ids '*sponsible')" = a1 ]
    [ "$(ids 'muni*ales')" = a4 ]
    [ "$(ids '*nici*al*')" = a4 ]
    [ "$(ids '*Leviath*n*')" = a1 ]
    [ "$(ids 'commenter:*ess')" = a1 ]
    [ -z "$(ids '*xyzzy')" ]
}

@test "what a wildcard finds is marked, and only that" {
    echo '{"id":"h","text":"They hoped. He is hoping for hope, and for a shop."}' |
        fihrist index --quiet --lang en -
    marks() { fihrist search --format jsonl "$1" | jq -r 'select(.snippets).snippets[0] |
        .text as $t | [.matches[] | $t[.[0]:.[1]]] | join(" ")'; }
    [ "$(marks '*oped')" = hoped ]
    [ "$(marks 'h*ng')" = hoping ]
    [ "$(marks '*hop*')" = "hoped hoping hope shop" ]
    [ "$(fihrist search --explain '*hop*' 2>&1 | grep -c '"parsed":"\*hop\*"')" -eq 1 ]
}

@test "accents, apostrophes and separators of thousands make no difference" {
    make_index
    [ "$(ids 'elections')" = a4 ]
    [ "$(ids 'governor’s trip' | wc -w)" -ge 2 ]
    [ "$(ids '3000')" = a2 ]
}

@test "a story is found for its comment's sake, and the comment stands beneath it" {
    make_index
    [ "$(ids Leviathen)" = a1 ]
    run fihrist search --format jsonl Leviathen
    [ "$(jq -r '.comments[0].id' <<< "${lines[0]}")" = "a1#comment-2" ]
    [ "$(jq -r '.comments[0].authors[0]' <<< "${lines[0]}")" = "Tess" ]
}

@test "comments are hits of their own where they are asked for" {
    make_index
    [ "$(ids --comments only Leviathen)" = "a1#comment-2" ]
    [ "$(ids 'type:comment proxy')" = "a1#comment-2" ]
    [ "$(ids 'comment:proxy')" = a1 ]
    [ -z "$(ids --comments off Leviathen)" ]
    [ "$(ids 'commenter:tess')" = a1 ]
    [ -z "$(ids 'text:proxy')" ]
}

@test "a comment is found with the filters of its article" {
    make_index
    [ "$(ids --comments only 'source:"harbour tidings" date:2021 proxy')" = "a1#comment-2" ]
    [ -z "$(ids --comments only 'source:"vale observer" proxy')" ]
}

@test "an actor the input names is found under that name; an unknown one is a warning" {
    make_index
    [ "$(ids 'actor:"dredgers union"')" = a3 ]
    run --separate-stderr fihrist search 'actor:nobodyatall'
    [ "$status" -eq 1 ]
    [[ "$stderr" == *"nobodyatall"* ]]
}

@test "--match any wants one of the words, smart puts all of them first" {
    make_index
    [ -z "$(ids 'strike plague')" ]
    [ "$(ids --match any 'strike plague' | tr ' ' '\n' | sort | paste -sd' ')" = "a1 a2" ]
    [ "$(ids --match smart 'ferry trip' | cut -d' ' -f1)" = a2 ]
    [ "$(ids --match smart 'ferry trip' | wc -w)" -eq 3 ]
}

@test "filters hold under --match any" {
    make_index
    [ "$(ids --match any 'strike plague date:2021-03')" = a1 ]
    [ "$(ids --match any 'strike plague (date:2021-03 OR date:2020)')" = a1 ]
    [ "$(ids --match any 'strike plague -date:2021-03')" = a2 ]
}

@test "hits can be ordered by date, the undated last" {
    make_index
    echo '{"id":"a0","title":"A trip without a date","text":"A trip."}' | fihrist index --quiet -
    [ "$(ids --sort newest trip)" = "a3 a2 a1 a0" ]
    [ "$(ids --sort oldest trip)" = "a1 a2 a3 a0" ]
}

@test "count is exact and counts stories" {
    make_index
    run fihrist count trip
    [ "$output" = 3 ]
    run fihrist count --comments only trip
    [ "$output" = 1 ]
    run fihrist count nosuchword
    [ "$output" = 0 ] && [ "$status" -eq 1 ]
}

@test "pages follow each other by cursor without a gap, and a stale cursor says so" {
    make_index
    run fihrist search -n 2 --format jsonl trip
    first=$(printf '%s\n' "${lines[@]}" | jq -r 'select(.id).id' | paste -sd' ')
    cursor=$(jq -r .end.cursor <<< "${lines[-1]}")
    run fihrist search -n 2 --format jsonl --cursor "$cursor" trip
    second=$(printf '%s\n' "${lines[@]}" | jq -r 'select(.id).id' | paste -sd' ')
    [ "$first $second" = "$(ids trip)" ]
    [ "$(jq -r 'select(.rank).rank' <<< "${lines[0]}")" = 3 ]
    run fihrist search --cursor "$cursor" ferry
    [ "$status" -eq 2 ]
    echo '{"id":"new","text":"Another trip."}' | fihrist index --quiet -
    run fihrist search --cursor "$cursor" -n 2 trip
    [ "$status" -eq 75 ]
    [[ "$output" == *"is gone"* ]]
}

@test "an unknown field is an error that names the known ones" {
    make_index
    run fihrist search colour:red
    [ "$status" -eq 2 ]
    [[ "$output" == *source* && "$output" == *actor* ]]
}

@test "JSON is one valid object a line, spans are code points of the snippet" {
    make_index
    fihrist search --format jsonl élections > out
    [ "$(jq -r 'select(.id) | .snippets[0] | .text as $t | .matches[0] as $m | $t[$m[0]:$m[1]]' out)" = élections ]
    [ "$(tail -n1 out | jq .end.count)" = 1 ]
    fihrist search --format json trip | jq -e '.hits | length == 3' > /dev/null
}

@test "asked twice, it answers alike to the byte" {
    make_index
    fihrist search --format jsonl 'trip OR ferry' > one
    fihrist search --format jsonl 'trip OR ferry' > two
    cmp one two
}

@test "a batch answers each line under its id and reports the bad ones" {
    make_index
    printf 'q1\tferry\nq2\t((\nq3\tplague\n' > topics
    run --separate-stderr fihrist search --batch topics --format trec
    [ "$status" -eq 2 ]
    [ "${lines[0]% * *}" = "q1 Q0 a2 1" ]
    [ "${lines[1]% * *}" = "q3 Q0 a1 1" ]
    [[ "$stderr" == *"'q2'"* ]]
}

@test "plain text is words only" {
    make_index
    [ "$(ids --plain --match any 'Taliban: "plague" (source:' )" = a1 ]
}

@test "show gives an article back with its comments and unknown keys" {
    echo '{"id":"k","text":"Body.","desk":"foreign","comments":[{"id":"7","text":"Hm.","likes":3}]}' |
        fihrist index --quiet -
    run fihrist show --format json k
    [ "$(jq -r .desk <<< "$output")" = foreign ]
    [ "$(jq -r '.comments[0].likes' <<< "$output")" = 3 ]
    run fihrist show nosuchid
    [ "$status" -eq 1 ]
}

@test "delete takes ids and queries, and comments go with their article" {
    make_index
    fihrist delete --quiet a1
    [ -z "$(ids Leviathen)" ]
    fihrist delete --quiet 'source:"vale observer"'
    [ "$(ids '*')" = a2 ]
    run fihrist delete nosuchid
    [ "$status" -eq 1 ]
    [ "$(fihrist status --format json | jq .articles)" = 1 ]
}

@test "a terminal never sees a control byte of an article" {
    printf '{"id":"e\\u001b]0;x\\u0007","title":"Bell \\u0007 and \\u001b[31mred","text":"A \\u001b[2J wipe \\u202e and \\u009b more."}\n' |
        fihrist index --quiet -
    fihrist search --color never wipe > out
    fihrist show --color never "$(fihrist search --format json wipe | jq -r '.hits[0].id')" >> out
    ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" out
    ! grep -q $'\u202e' out
    ! grep -q $'\u009b' out
}

@test "what stands after a broken pipe or a full disk is told by the exit status" {
    make_index
    run bash -c "'${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist' search trip > /dev/full"
    [ "$status" -eq 2 ]
    [[ "$output" == *"No space left"* ]]
}

@test "without an index, or with a directory that is none, one line says what to do" {
    unset FIHRIST_INDEX
    run fihrist search trip
    [ "$status" -eq 2 ]
    [[ "$output" == *"--index"* ]]
    mkdir empty
    run fihrist search --index empty trip
    [ "$status" -eq 2 ]
    run fihrist search --index nowhere trip
    [ "$status" -eq 2 ]
}

@test "a name of several words without quotes is told how to be written" {
    make_index
    run --separate-stderr fihrist search 'actor:Revolutionary Guards trip'
    [ "$status" -eq 1 ]
    [[ "$stderr" == *'actor:"Revolutionary Guards"'* ]]
}

@test "asked for no hits, a search still says how many there are" {
    make_index
    run fihrist search --limit 0 --format jsonl 'clandestine trip'
    [ "$status" -eq 0 ]
    [ "$(jq -r .end.count <<<"$output")" -eq 3 ]
    run fihrist search --limit 0 --format jsonl nowhere
    [ "$status" -eq 1 ]
}

@test "how a query was read stands in the end of JSON, and on standard error for people" {
    make_index
    run --separate-stderr fihrist search --explain --format jsonl 'clandestine trip'
    [ "$(tail -1 <<<"$output" | jq -r .end.explain.typed)" = 'clandestine trip' ]
    [ -z "$stderr" ]
    run --separate-stderr fihrist search --explain 'clandestine trip'
    [ "$(head -1 <<<"$stderr" | jq -r .typed)" = 'clandestine trip' ]
}
