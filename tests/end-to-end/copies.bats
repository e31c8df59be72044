#!/usr/bin/env bats
# Copies of stories: folded, shown, asked for; what one changed of another.

load common

corpus="$BATS_TEST_DIRNAME/../../corpus"

teardown() {
    stop_daemon
}

# A wire report of 8 sentences, the same from another outlet, one that cut and changed it, and
# another story of the same event that has a quote of it; a short text.
write_copies() {
    local one="The ferry company said on Monday that the last boat to Port Sorrel leaves at nine. "
    local two="Its director blamed the price of oil and a winter that had emptied the islands. "
    local three="Four hundred people signed a letter to the governor within a single afternoon. "
    local four="“Nobody asked us before they took the boat away,” the harbour master told reporters. "
    local five="A second boat was sold in spring to a company that carries sand along the coast. "
    local six="The union of the crews wants to talk before the end of the month. "
    local seven="The governor’s office said that it had received the letter and would answer it. "
    local eight="Boats have crossed the strait every evening since the bridge fell in 1911. "
    jq -cn --arg text "$one$two$three$four$five$six$seven$eight" \
        '{id:"wire",source:"Wire",title:"Last boat at nine",date:"2021-03-14",$text,
          comments:[{id:"1",author:"Ann",text:"My uncle sailed her."}]}'
    jq -cn --arg text "$one$two$three$four$five$six$seven$eight" \
        '{id:"same",source:"Tidings",title:"No boats in the evening",date:"2021-03-15",$text,
          comments:[{id:"1",author:"Bo",text:"Bring back the paddle steamer!"}]}'
    jq -cn --arg text "$one$three$four${five/spring/autumn}$six$seven The mayor was on holiday." \
        '{id:"cut",source:"Observer",title:"Last boat at nine",date:"2021-03-16",$text}'
    jq -cn --arg text "Islanders of Port Sorrel met in the church hall last night and shouted. \
$four They chose a committee of five, among them a baker whose bread comes over by boat. It will \
go to the capital next week with a list of eleven demands, of which the first is a timetable." \
        '{id:"other",source:"Observer",title:"A night in the church hall",date:"2021-03-16",$text}'
    jq -cn '{id:"short",source:"Wire",title:"Ferry",date:"2021-03-17",text:"More on the boat soon."}'
}

make_copies() {
    write_copies >copies.jsonl
    fihrist index --quiet --authority none copies.jsonl
}

@test "copies are one hit, the others beneath it with outlet, date and likeness" {
    make_copies
    run --separate-stderr fihrist search 'boat letter'
    [ "$status" -eq 0 ]
    [ "$(grep -c '^[0-9]\. ' <<<"$output")" -eq 1 ]
    [[ $output == *'+2 copies: '* ]]
    [[ $output =~ (Wire|Tidings),\ 2021-03-1[45],\ 1\.00 ]]
    run fihrist search 'source:wire boat letter'
    [[ $output == *'+2 copies: Tidings, 2021-03-15, 1.00; Observer, 2021-03-16, 0.'* ]]
    [[ $stderr == '1 of 1'* ]]
    [ "$(fihrist count --copies fold boat)" -eq 3 ]
    [ "$(fihrist count boat)" -eq 5 ]
}

@test "the first by date gives the cluster its name, and JSON says how alike each is" {
    make_copies
    fihrist search --copies show --format jsonl 'boat' | head -n -1 | jq -c '[.id,.cluster,.likeness]' |
        sort >got
    grep -qx '\["wire","wire",1.00\]\|\["wire","wire",1\]' got
    grep -qx '\["same","wire",1.00\]\|\["same","wire",1\]' got
    grep -q '^\["cut","wire",0\.[6-9]' got
    grep -qx '\["other",null,null\]' got
    grep -qx '\["short",null,null\]' got
    run fihrist search --format jsonl --snippets 0 'source:tidings'
    [[ $output == *'"copies":[{"id":"wire","source":"Wire","date":"2021-03-14","likeness":1.00},{"id":"cut",'* ]]
    [[ $output == *'"copies_total":2}'* ]]
}

@test "comments under every copy are found, and stand beneath the hit" {
    make_copies
    [ "$(ids paddle)" = same ]
    [ "$(ids sailed)" = wire ]
    run fihrist search --format jsonl 'boat OR paddle OR uncle'
    [[ $output == *'"id":"wire#comment-1"'* ]]
    [[ $output == *'"id":"same#comment-1"'* ]]
    [ "$(fihrist search --comments only -o ids uncle paddle --match any | wc -l)" -eq 2 ]
}

@test "only what has copies is found on demand, and all copies of an article" {
    make_copies
    [ "$(fihrist count --copies only boat)" -eq 1 ]
    [ "$(ids --copies only --sort newest boat)" = cut ]
    for id in wire same cut; do
        [ "$(ids "cluster:$id" | tr ' ' '\n' | sort | paste -sd' ')" = 'cut same wire' ]
    done
    [ "$(ids cluster:other)" = other ]
    run fihrist search cluster:nothing
    [ "$status" -eq 1 ]
    [ "$(ids 'cluster:wire source:observer')" = cut ]
}

@test "in the order of time one of a cluster stands for it, and pages do not overlap" {
    make_copies
    [ "$(ids --copies fold --sort newest boat)" = 'short cut other' ] || [ "$(ids --copies fold --sort newest boat)" = 'short other cut' ]
    [ "$(ids --sort oldest boat | cut -d' ' -f1)" = wire ]
    seen=()
    cursor=()
    while true; do
        fihrist search --format jsonl --snippets 0 -n 1 "${cursor[@]}" boat >page
        mapfile -t -O "${#seen[@]}" seen < <(head -n -1 page | jq -r .id)
        next=$(tail -n 1 page | jq -r '.end.cursor // empty')
        [ -n "$next" ] || break
        cursor=(--cursor "$next")
    done
    [ ${#seen[@]} -eq 3 ]
    [ "$(printf '%s\n' "${seen[@]}" | sort -u | wc -l)" -eq 3 ]
}

@test "a daemon answers in the same bytes" {
    make_copies
    start_daemon
    for how in fold show only; do
        fihrist search --format jsonl --copies "$how" boat >from-index
        fihrist search --format jsonl --copies "$how" --socket "$SOCKET" boat >from-daemon
        cmp from-index from-daemon
        fihrist search --copies "$how" boat >from-index
        fihrist search --copies "$how" --socket "$SOCKET" boat >from-daemon
        cmp from-index from-daemon
    done
    run fihrist diff --socket "$SOCKET" wire cut
    [ "$status" -eq 1 ]
}

@test "an article that is deleted or changed leaves its copies, and all of a query are deleted" {
    make_copies
    fihrist delete --quiet wire
    fihrist check --deep --quiet
    run fihrist search --format jsonl --snippets 0 'cluster:cut'
    [[ $output == *'"cluster":"same"'* ]]
    fihrist index --quiet --authority none copies.jsonl
    fihrist check --deep --quiet
    run fihrist search --format jsonl --snippets 0 'cluster:cut'
    [[ $output == *'"cluster":"wire"'* ]]
    fihrist delete --quiet --query boat
    [ "$(fihrist count boat)" -eq 0 ]
    fihrist check --deep --quiet
}

@test "what counts as a copy is a setting of the index" {
    write_copies >copies.jsonl
    fihrist index --quiet --authority none --alike 0.95 copies.jsonl
    [ "$(fihrist count --copies fold boat)" -eq 4 ]
    run fihrist index --alike 0.5 copies.jsonl
    [ "$status" -eq 2 ]
    [[ $output == *'add --rebuild'* ]]
    fihrist index --quiet --rebuild --alike 0
    [ "$(fihrist count boat)" -eq 5 ]
    fihrist index --quiet --rebuild --alike 0.53
    [ "$(fihrist count --copies fold boat)" -eq 3 ]
    fihrist compact --quiet
    [ "$(fihrist count --copies fold boat)" -eq 3 ]
    fihrist compact --quiet --final
    [ "$(fihrist count --copies fold boat)" -eq 3 ]
    for wrong in 2 0.05 0.4567 half ''; do
        run fihrist index --index new --alike "$wrong" copies.jsonl
        [ "$status" -eq 2 ]
    done
}

@test "diff says what a copy cut, added and changed, by sentence" {
    make_copies
    run fihrist diff wire cut
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = '--- wire Wire, 2021-03-14' ]
    [ "${lines[1]}" = '+++ cut Observer, 2021-03-16' ]
    [[ $output == *'
- Its director blamed the price of oil and a winter that had emptied the islands.
'* ]]
    [[ $output == *'
~ A second boat was sold in [-spring-] {+autumn+} to a company that carries sand along the coast.
'* ]]
    [[ $output == *'6 kept, 1 cut, 0 added, 2 changed' ]] || [[ $output == *'6 kept, 2 cut, 1 added, 1 changed' ]]
    run fihrist diff --format jsonl wire cut
    [ "$(jq -r '.change // empty' <<<"$output" | sort | uniq -c | tr -s ' ' | paste -sd,)" = ' 1 added, 1 changed, 2 cut' ]
    [ "$(tail -n 1 <<<"$output")" = '{"end":{"kept":6,"cut":2,"added":1,"changed":1}}' ]
    run fihrist diff wire wire
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    run fihrist diff wire nothing
    [ "$status" -eq 2 ]
}

# Of each cluster the first and its copies, as corpus/copies.tsv names them, a line each.
found_clusters() {
    fihrist search --copies show --limit 100 --snippets 0 --format jsonl '*' | head -n -1 | jq -sr '
        def name: if (.file // "" | endswith(".txt")) then .file | sub(".*/corpus/"; "") else .id end;
        . as $all | [.[] | select(.cluster)] | group_by(.cluster)[] |
        [(.[] | select(.id == .cluster) | name), ([.[] | select(.id != .cluster) | name] | sort[])] |
        join(" ")' | sort
}

@test "of the sample archive the copies are folded, and no two stories on one event" {
    fihrist index --quiet --authority "$corpus/authority.tsv" --path '{source}/{date}/{}' \
        "$corpus/pages" "$corpus/archive.jsonl"
    diff <(found_clusters) <(tail -n +2 "$corpus/copies.tsv" | while IFS=$'\t' read -r first copies; do
        echo "$first $(sed 's/ | /\n/g' <<<"$copies" | sort | paste -sd' ')"
    done | sort)
    [ "$(fihrist count --copies fold '*')" -eq 56 ]
}

@test "rewrites are found, and other stories are left alone" {
    cd "$corpus/.."
    python3 -B tests/copies.py --articles 120 --floor 0.98 0.95 "${FIHRIST_BUILD:-build}"
}
