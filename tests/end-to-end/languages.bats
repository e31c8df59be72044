#!/usr/bin/env bats
# Articles that do not say their language are found by the forms that words have in it; a query asks
# in every language of the index, or in that of `lang:`.

load common

# One article in each of five languages; only the sixth names its own.
setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export FIHRIST_INDEX="$BATS_TEST_TMPDIR/index"
    cat > archive.jsonl <<'EOF'
{"id":"de","title":"Brücken am alten Hafen gesperrt","text":"Die Brücken am alten Hafen bleiben in dieser Woche geschlossen. Die Stadt erklärte am Montag, dass die Arbeiten erst im Frühling beendet werden.","comments":[{"id":"1","text":"Alle Fähren fahren im Winter nicht."}]}
{"id":"fr","title":"Les journaux parlent du port","text":"Les journaux de la ville ont raconté lundi que l'eau du port est sale, et que personne ne veut prendre part aux travaux avant le printemps."}
{"id":"en","title":"Harbour boats stay at home","text":"The boats of the harbour stayed at home on Monday, and nobody was hoping for an early end of the works at the bridges."}
{"id":"ru","title":"Лодки не вышли в море","text":"Лодки в понедельник не вышли в море, потому что никто в порту не верит, что работы закончатся до весны."}
{"id":"fa","title":"قایق‌ها در بندر ماندند","text":"قایق‌ها روز دوشنبه در بندر ماندند، زیرا هیچ‌کس باور نمی‌کند که کارها پیش از بهار به پایان برسد."}
{"id":"no","lang":"en","title":"A short one"}
EOF
    fihrist index --quiet archive.jsonl
}

# marks QUERY...: the words that snippets of the first hit mark.
marks() {
    fihrist search --format jsonl "$@" | jq -r 'select(.snippets) | .snippets[] |
        .text as $t | .matches // [] | .[] | $t[.[0]:.[1]]' | paste -sd' '
}

@test "the forms of a word are those of the language the article is in" {
    [ "$(ids Brücke)" = de ]
    [ "$(ids journal)" = fr ]
    [ "$(ids boat)" = en ]
    [ "$(ids лодка)" = ru ]
    [ "$(ids лодку)" = ru ]
    [ "$(ids بندر)" = fa ]
    [ "$(ids comment:Fähre)" = de ]
    [ -z "$(ids --lang en лодка)" ]
}

@test "lang: finds the language that was found, and stems what stands beside it in that alone" {
    for code in de fr ru fa; do
        [ "$(ids "lang:$code")" = "$code" ]
    done
    [ "$(ids --sort oldest lang:en | tr ' ' '\n' | sort | paste -sd' ')" = "en no" ]
    [ "$(ids 'lang:de Brücke')" = de ]
    [ -z "$(ids 'lang:en Brücke')" ]
    [ "$(ids parting)" = fr ] # as an English word it has the stem "part", which French prose has
    [ -z "$(ids 'lang:fr parting')" ]
    [ -z "$(ids 'parting AND (lang:fr OR lang:de)')" ]
    [ -z "$(ids --match any 'lang:fr parting zzz')" ]
    [ "$(ids '(lang:fr journal) OR (lang:ru лодка)' | tr ' ' '\n' | sort | paste -sd' ')" = "fr ru" ]
    [ "$(ids 'lang:fr port NOT parting')" = fr ]
    [ "$(ids --match any '(lang:de Brücke) OR parting' | tr ' ' '\n' | sort | paste -sd' ')" = "de fr" ]
}

@test "phrases, words near each other, wildcards and exact words agree" {
    [ "$(ids '"am alten Hafen"')" = de ]
    [ -z "$(ids '"am alte Hafen"')" ]
    [ "$(ids 'alte ADJ/1 Hafens')" = de ]
    [ "$(ids 'lang:de (alte NEAR/2 Brücke)')" = de ]
    [ "$(ids 'brück*')" = de ]
    [ "$(ids 'lang:de brück*')" = de ]
    [ "$(ids '"Brücken"')" = de ]
    [ -z "$(ids '"Brücke"')" ]
    [ "$(ids 'text:journal')" = fr ]
    [ "$(ids 'title:journal')" = fr ]
}

@test "the word that matched is marked in the form it has there" {
    [ "$(marks Brücke)" = Brücken ]
    [ "$(marks лодка)" = Лодки ]
    [ "$(marks 'lang:fr text:journal')" = journaux ]
}

@test "pasted text is words of every language, each article having those of its own" {
    [ "$(ids --plain --match any 'лодка journal Brücke' | tr ' ' '\n' | sort | paste -sd' ')" = "de fr ru" ]
    [ "$(ids --plain --match all "l'eau du journal")" = fr ]
    [ "$(marks --plain лодка)" = Лодки ]
}

@test "a language that was found is shown and counted, and is not given back as if it had been there" {
    fihrist status --format json | jq -e '.languages == {"en":2,"fr":1,"de":2,"ru":1,"none":1}'
    [ "$(fihrist show --format json fa | jq -r .lang)" = fa ]
    [ "$(fihrist show --format json no | jq -r .lang)" = en ]
    [ "$(fihrist dump | jq -r '.lang // "-"' | sort | uniq -c | paste -sd' ' | tr -s ' ')" = " 5 - 1 en" ]
    fihrist check --deep
}

@test "what is changed, deleted, compacted and made again stays in its language" {
    sed -i 's/"title":"Лодки/"title":"Старые лодки/' archive.jsonl
    fihrist index --quiet archive.jsonl
    [ "$(ids лодка)" = ru ]
    fihrist delete --quiet fr
    fihrist status --format json | jq -e '.languages == {"en":2,"de":2,"ru":1,"none":1}'
    fihrist check --deep
    fihrist compact --quiet
    fihrist check --deep
    [ "$(ids Brücke)" = de ]
    fihrist dump > dumped.jsonl
    fihrist index --quiet --rebuild
    fihrist check --deep
    fihrist dump | cmp - dumped.jsonl
    fihrist restore --quiet --index again dumped.jsonl
    fihrist status --index again --format json | jq -e '.languages == {"en":2,"de":2,"ru":1,"none":1}'
}

@test "--lang is the language of all that names none" {
    fihrist index --quiet --index other --lang fr archive.jsonl
    fihrist status --index other --format json | jq -e '.languages == {"fr":6,"en":1}'
}
