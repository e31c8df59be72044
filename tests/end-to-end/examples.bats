#!/usr/bin/env bats
# The clients of doc/examples, in C, Python, JavaScript and the shell, are models to copy: asked the
# same they print the same bytes and end with the same status, whatever becomes of the question. And
# what doc/protocol.md shows is what a daemon answers.

load common

repository="$BATS_TEST_DIRNAME/../.."
examples="$repository/doc/examples"

teardown() {
    stop_daemon
}

# ask CLIENT QUERY: one of the four, of the daemon at SOCKET.
ask() {
    case $1 in
    c) "${FIHRIST_BUILD:-$repository/build}/search-example" "unix:$SOCKET" "$2" ;;
    *) timeout 30 "$examples/client.$1" "$SOCKET" "$2" ;;
    esac
}

# all_answer STATUS QUERY: ask all four; what they print is in the file `answer`, what they say is
# wrong in `c.err`.
all_answer() {
    local client status
    for client in c py mjs sh; do
        status=0
        ask "$client" "$2" >"$client.out" 2>"$client.err" || status=$?
        echo "$client ended with $status: $(cat "$client.out" "$client.err")"
        [ "$status" -eq "$1" ] || return 1
        cmp c.out "$client.out" || return 1
    done
    cp c.out answer
}

@test "what is found is printed by all alike, best first, as from the directory" {
    make_index
    start_daemon
    all_answer 0 'clandestine trip'
    [ "$(wc -l <answer)" -eq 3 ]
    [ "$(head -n 1 answer)" = "2022-01-20  Governor's trip was clandestine, aide says" ]
    "${FIHRIST_BUILD:-$repository/build}/search-example" "$FIHRIST_INDEX" 'clandestine trip' |
        cmp - answer
    all_answer 0 'lang:fr élections'
    [ "$(cat answer)" = '2022-01  Élections au Val' ]
}

@test "a query may hold what JSON and the shell give a meaning to" {
    make_index
    start_daemon
    all_answer 0 '"clandestine trip" NOT "C:\temp"'
    [ "$(cat answer)" = '2021-03-02  Quarry talks of convenience' ]
    all_answer 1 "\$(id) \`id\` %s '"
}

@test "nothing found is status 1 and not a word" {
    make_index
    start_daemon
    all_answer 1 nosuchword
    [ ! -s answer ]
    for client in c py mjs sh; do [ ! -s "$client.err" ]; done
}

@test "a wrong query is status 2 and the daemon's message on standard error" {
    make_index
    start_daemon
    all_answer 2 colour:red
    [ ! -s answer ]
    for client in c py mjs sh; do
        [ "$(sed 's/^[a-z.]*: //' "$client.err")" = "$(sed 's/^search: //' c.err)" ]
        [[ $(cat "$client.err") == *": unknown field 'colour:'"* ]]
    done
}

@test "no daemon, and one that lets nobody more in, are status 75" {
    make_index
    start_daemon --max-connections 1
    python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
print("connected", flush=True)
time.sleep(60)' "$SOCKET" >held 3>&- &
    timeout 10 bash -c 'until [ -s held ]; do sleep 0.05; done'
    all_answer 75 trip
    [ ! -s answer ]
    kill $!
    stop_daemon
    all_answer 75 trip
    [ ! -s answer ]
    for client in c py mjs sh; do [ -s "$client.err" ]; done
}

@test "no control character of an article is printed, by none of them" {
    fihrist index --quiet - <<'EOF'
{"id":"e","title":"Bell \u0007, \u001b[31mred\nand \u202eback \u009b, é","text":"wipe"}
EOF
    start_daemon
    all_answer 0 wipe
    [ "$(cat answer)" = "  Bell  ,  [31mred and  back  , é" ]
}

@test "without a query they tell their usage, with status 2" {
    for client in c.0 client.py client.mjs client.sh; do
        program="$examples/$client"
        [ "$client" != c.0 ] || program="${FIHRIST_BUILD:-$repository/build}/search-example"
        run "$program" somewhere
        [ "$status" -eq 2 ]
        [[ $output == *usage:* ]]
    done
}

@test "from Python, hundreds of requests are asked before an answer is taken, and told apart" {
    make_index
    start_daemon
    PYTHONPATH="$examples" PYTHONDONTWRITEBYTECODE=1 python3 - "$SOCKET" <<'EOF'
import sys
from client import Fihrist, FihristError

queries = ["trip", "ferry", "nosuchword", "colour:red"]
with Fihrist(sys.argv[1]) as fihrist:
    asked = [(fihrist.send("search", query=query), query) for query in queries * 100]
    found = {query: set() for query in queries}
    for number, query in reversed(asked):
        try:
            hits, end = fihrist.receive(number)
            assert len(hits) == end["count"]
            found[query].add(len(hits))
        except FihristError as error:
            assert error.position == 0
            found[query].add(error.name)
assert found == {"trip": {3}, "ferry": {1}, "nosuchword": {0}, "colour:red": {"query"}}, found
EOF
}

@test "a request is cancelled, or has been answered before that" {
    make_index
    start_daemon
    PYTHONPATH="$examples" PYTHONDONTWRITEBYTECODE=1 python3 - "$SOCKET" <<'EOF'
import sys
from client import Fihrist, FihristError

with Fihrist(sys.argv[1]) as fihrist:
    for _ in range(200):
        asked = fihrist.send("search", query="trip")
        _, end = fihrist.call("cancel", id=asked)
        try:
            assert fihrist.receive(asked)[1]["count"] == 3
            assert end == {"cancelled": False}
        except FihristError as error:
            assert error.name == "cancelled"
            assert end == {"cancelled": True}
    assert fihrist.call("cancel", id=10**6) == ([], {"cancelled": False})
EOF
}

@test "from JavaScript too, and a lost connection fails what waits and what comes later" {
    make_index
    start_daemon
    cat >many.mjs <<EOF
import assert from "node:assert";
import { Fihrist } from "$(realpath "$examples")/client.mjs";
const fihrist = await Fihrist.connect("$SOCKET");
const ask = (query) =>
    fihrist.call("search", { query }).then(({ hits }) => hits.length, (error) => error.name);
const asked = [];
for (let i = 0; i < 100; i++)
    asked.push(...["trip", "ferry", "nosuchword", "colour:red"].map(ask));
assert.deepEqual(await Promise.all(asked), Array(100).fill([3, 1, 0, "query"]).flat());
const late = fihrist.call("status");
fihrist.close();
await assert.rejects(late, { name: "away" });
await assert.rejects(fihrist.call("status"), { name: "away" });
EOF
    timeout 30 node many.mjs
}

@test "every option that --help lists stands in the manual page of its program" {
    # page PAGE PROGRAM...: the options that the program has and the page has not are told.
    page() {
        local page=$1 option
        shift
        for option in $("$@" --help | grep -oE '^ .* --[a-z-]+' | sed 's/.* --//'); do
            grep -qE "Fl $option( |\$)" "$repository/doc/$page" || echo "$*: --$option"
        done
    }
    missing=$(
        page fihristd.8 "${FIHRIST_BUILD:-$repository/build}/fihristd"
        for verb in search count show actors status delete; do page fihrist.1 fihrist $verb; done
        for verb in index extract dump restore compact check; do
            page fihrist-index.1 fihrist $verb
        done
    )
    echo "$missing"
    [ -z "$missing" ]
}

@test "libfihrist(3) has every function of the library, and its example is a program" {
    page="$repository/doc/libfihrist.3"
    build=$(realpath "${FIHRIST_BUILD:-$repository/build}")
    for name in $(grep -oE 'fihrist_[a-z_]+' "$repository/searcher/libfihrist.map"); do
        grep -qE "^\.F[no] $name( |\$)" "$page" || { echo "$name"; return 1; }
    done
    sed -n '/^#include <fihrist.h>/,/^\.Ed/p' "$page" | sed '/^\.Ed/d; s/\\e/\\/g' >prog.c
    sed -i 's/actor:irgc proxy/clandestine trip/; s/"news"/"index"/' prog.c
    gcc -Wall -Wextra -Werror prog.c -I"$repository/include" -L"$build" -lfihrist \
        -Wl,-rpath,"$build" -o prog
    make_index
    run ./prog
    [ "$status" -eq 0 ]
    [ "${lines[*]}" = "3 stories a3 a2 a1" ]
}

@test "the examples of doc/protocol.md are true, of every method, and it names every error" {
    cd "$repository"
    fihrist index --quiet --authority corpus/authority.tsv --path '{source}/{date}/{}' \
        corpus/pages corpus/archive.jsonl
    start_daemon
    run tests/protocol.py "$SOCKET"
    echo "$output"
    [ "$status" -eq 0 ]
}
