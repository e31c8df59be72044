#!/usr/bin/env bats
# What came when: lastmod:, the time an article was first seen, and what `status` and the end of a
# run show of an index by year and by source.

load common

field() {
    fihrist status --format json | jq -r ".$1"
}

change() {
    sed 's/clandestine trip to/open visit to/' archive.jsonl
}

seen() {
    fihrist show --format jsonl "$1" | jq -r .fihrist_seen
}

# on_terminal COMMAND...: run it on a terminal of 80 columns, and print what that shows.
on_terminal() {
    TERMINAL_COLUMNS=${TERMINAL_COLUMNS:-80} python3 - "$@" <<'PY'
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
columns = int(os.environ["TERMINAL_COLUMNS"])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
shown = b""
try:
    while data := os.read(fd, 4096):
        shown += data
except OSError:
    pass
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(status))
PY
}

@test "lastmod finds what a revision brought, and what came since" {
    make_index
    fihrist index --quiet <(change)
    fihrist index --quiet - <<<'{"id":"n","title":"New","text":"A quarry."}'
    [ "$(field revision)" = 3 ]
    [ "$(ids 'lastmod:1' | tr ' ' '\n' | sort | paste -sd' ')" = "a2 a3 a4" ]
    [ "$(ids 'lastmod:2')" = "a1" ]
    [ "$(ids 'lastmod:2..3' | tr ' ' '\n' | sort | paste -sd' ')" = "a1 n" ]
    [ "$(ids 'lastmod:3..')" = "n" ]
    [ "$(ids 'lastmod:..1 trip' | tr ' ' '\n' | sort | paste -sd' ')" = "a2 a3" ]
    [ "$(ids 'quarry -lastmod:..2')" = "n" ]
    [ "$(ids 'quarry (lastmod:2 OR lastmod:3)' | tr ' ' '\n' | sort | paste -sd' ')" = "a1 n" ]
    [ "$(fihrist count 'lastmod:2 type:comment')" = 2 ]
    [ "$(fihrist count --comments only 'lastmod:..1')" = 0 ]
    [ "$(fihrist count 'lastmod:4..')" = 0 ]
    [ "$(fihrist count 'lastmod:0..')" = 5 ]
    for sort in newest oldest relevance; do
        [ "$(ids --sort "$sort" 'lastmod:2')" = a1 ]
    done
}

@test "the revision that was seen last and one more is what came since" {
    make_index
    R=$(fihrist status --format json | jq .revision)
    fihrist index --quiet archive.jsonl
    [ "$(fihrist count "lastmod:$((R + 1))..")" = 0 ]
    fihrist index --quiet <(change)
    [ "$(ids "lastmod:$((R + 1))..")" = a1 ]
    R=$(fihrist search --format jsonl trip | jq '.end.revision // empty')
    [ "$(fihrist count "lastmod:$((R + 1))..")" = 0 ]
}

@test "what was deleted is not found, and no docid is taken for another" {
    make_index
    fihrist index --quiet - <<<'{"id":"n","text":"A quarry."}'
    fihrist delete --quiet n
    [ "$(fihrist count 'lastmod:2..')" = 0 ]
    fihrist compact --quiet
    fihrist check --quiet
    fihrist index --quiet - <<<'{"id":"m","text":"A quarry."}'
    [ "$(ids 'lastmod:2..')" = m ]
    [ "$(ids 'lastmod:4')" = m ]
    fihrist check --quiet
}

@test "compacting, making again and a bulk leave each article the revision it came with" {
    make_index
    fihrist index --quiet <(change)
    before=$(ids 'lastmod:1'; ids 'lastmod:2')
    fihrist compact --quiet
    [ "$(ids 'lastmod:1'; ids 'lastmod:2')" = "$before" ]
    fihrist index --quiet --rebuild
    [ "$(field revision)" = 3 ]
    [ "$(ids 'lastmod:1'; ids 'lastmod:2')" = "$before" ]
    fihrist compact --quiet --final
    [ "$(ids 'lastmod:1'; ids 'lastmod:2')" = "$before" ]
    "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist-corpus" 600 --seed 5 >many.jsonl
    [ "$(stat -c %s many.jsonl)" -gt 1048576 ]
    fihrist index --quiet many.jsonl
    [ "$(ids 'lastmod:1'; ids 'lastmod:2')" = "$before" ]
    [ "$(fihrist count "lastmod:$(field revision)")" = 600 ]
    fihrist check --quiet --deep
}

@test "an article keeps when it first came, whatever becomes of it and of the index" {
    SOURCE_DATE_EPOCH=1000000000 make_index
    [ "$(seen a1)" = 2001-09-09T01:46:40Z ]
    fihrist index --quiet <(change)
    fihrist index --quiet - <<<'{"id":"n","text":"x"}'
    [ "$(seen a1)" = 2001-09-09T01:46:40Z ]
    [ "$(seen n)" = 2023-11-14T22:13:20Z ]
    fihrist index --quiet --rebuild
    fihrist compact --quiet
    [ "$(seen a1)" = 2001-09-09T01:46:40Z ]
    fihrist dump >dump.jsonl
    grep -q '"id":"a1",.*"fihrist_seen":"2001-09-09T01:46:40Z"' dump.jsonl
    fihrist restore --quiet --index copy dump.jsonl
    fihrist dump --index copy | cmp - dump.jsonl
    [ "$(FIHRIST_INDEX=copy field revision)" = 1 ]
    [ "$(FIHRIST_INDEX=copy fihrist count 'lastmod:1')" = 5 ]
    fihrist show a1 | grep -q '^first seen: 2001-09-09T01:46:40Z$'
    fihrist check --quiet --deep
}

@test "so it does in a bulk, also one in which it comes twice" {
    SOURCE_DATE_EPOCH=1000000000 make_index
    "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist-corpus" 600 --seed 5 >many.jsonl
    change >>many.jsonl
    echo '{"id":"n","text":"one","fihrist_seen":"1999-01-01T00:00:00Z"}' >>many.jsonl
    echo '{"id":"n","text":"two"}' >>many.jsonl
    fihrist index --quiet many.jsonl
    [ "$(seen a1)" = 2001-09-09T01:46:40Z ]
    [ "$(seen n)" = 1999-01-01T00:00:00Z ]
    [ "$(fihrist show --format jsonl n | jq -r .text)" = two ]
    fihrist check --quiet --deep
}

@test "so it does where all articles change, in batches" {
    "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist-corpus" 900 --seed 6 >many.jsonl
    SOURCE_DATE_EPOCH=1000000000 fihrist index --quiet many.jsonl
    sed 's/"title":"/&Now: /' many.jsonl >changed.jsonl
    run fihrist index --batch 300 changed.jsonl
    [[ "$output" == *" 900 replaced, 0 unchanged"* ]]
    [ "$(fihrist dump | jq -r .fihrist_seen | sort | uniq -c | tr -s ' ')" = " 900 2001-09-09T01:46:40Z" ]
    [ "$(fihrist count 'lastmod:1')" = 0 ]
    [ "$(fihrist count 'lastmod:2..4')" = 900 ]
    fihrist check --quiet --deep
}

@test "without SOURCE_DATE_EPOCH it is the time it is; a senseless one is refused" {
    unset SOURCE_DATE_EPOCH
    before=$(date +%s)
    make_index
    now=$(date -d "$(seen a1)" +%s)
    [ "$now" -ge "$before" ]
    [ "$now" -le "$(date +%s)" ]
    SOURCE_DATE_EPOCH=today run fihrist index --quiet archive.jsonl
    [ "$status" -eq 2 ]
    [[ "$output" == *"SOURCE_DATE_EPOCH is not a number of seconds: 'today'"* ]]
}

@test "a time that is none costs the article it stands in alone" {
    printf '%s\n' '{"id":"a","text":"x","fihrist_seen":"yesterday"}' \
        '{"id":"b","text":"x","fihrist_seen":null,"seen":"mine"}' >times.jsonl
    run fihrist index times.jsonl
    [ "$status" -eq 0 ]
    [[ "$output" == *"times.jsonl:1: 'fihrist_seen' is not a time such as 2026-11-27T04:55:00Z"* ]]
    [ "$(fihrist show --format json b | jq -r .seen)" = mine ]
    [ "$(seen b)" = 2023-11-14T22:13:20Z ]
}

@test "a revision that is none is an error that says where" {
    make_index
    run fihrist search 'trip lastmod:last'
    [ "$status" -eq 2 ]
    [[ "$output" == *"bad revision 'last': write 118 or a range, as in 118..120, 118.. or ..120"* ]]
    [[ "$output" == *$'\n'"               ^" ]]
    run fihrist search 'lastmod:5..2'
    [[ "$output" == *"ends before it begins: write 2..5"* ]]
}

@test "status counts articles by year and by source, and draws them" {
    make_index
    fihrist index --quiet - <<<'{"id":"u","text":"undated"}'
    [ "$(field 'by_year|tostring')" = '{"2021":2,"2022":2}' ]
    [ "$(field undated)" = 1 ]
    [ "$(field 'by_source|map("\(.name) \(.articles)")|join(", ")')" = \
        "Harbour Tidings 2, The Vale Observer 2" ]
    run fihrist status
    [ "$status" -eq 0 ]
    [[ "$output" == *$'articles by year\n  2 █████ █████\n'* ]]
    [[ "$output" == *$'\n    2021  2022\n'* ]]
    [[ "$output" == *$'articles by source\n  Harbour Tidings    2 ████'* ]]
    [[ "$output" != *$'\033'* ]]
    [[ "$(fihrist status --color always)" == *$'\033[36m█'* ]]
}

@test "a run ends with the charts on a terminal, and on nothing else" {
    write_archive archive.jsonl
    run on_terminal "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist" index archive.jsonl
    [ "$status" -eq 0 ]
    [[ "$output" == *"4 added, 0 replaced"* ]]
    [[ "$output" == *"2021  2022"* ]]
    [[ "$output" == *"Harbour Tidings    2 "*"█"* ]]
    run on_terminal "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist" index --quiet archive.jsonl
    [ -z "$output" ]
    run fihrist index archive.jsonl
    [[ "$output" != *"█"* ]]
}
