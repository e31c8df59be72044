#!/usr/bin/env bats
# Making, changing, keeping and checking an index: what each verb of the writer leaves behind.

load common

programs() { echo "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}"; }

# By id; `fihrist delete` takes queries too.
fihrist_delete() { "$(programs)/fihrist-delete" "$@"; }

# field NAME: what `status` says.
field() {
    fihrist status --format json | jq -r ".$1"
}

@test "articles, comments and rejections are counted" {
    write_archive archive.jsonl
    printf '%s\n' '{"title":' '{"id":"b","title":"x","date":"2015-13-45"}' >>archive.jsonl
    run --separate-stderr fihrist index archive.jsonl
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [[ "$stderr" == *"archive.jsonl:5: "* ]]
    [[ "$stderr" == *"archive.jsonl:6: "*"2015-13-45"* ]]
    [[ "$stderr" == *"4 added, 0 replaced, 0 unchanged, 2 rejected; 2 comments"* ]]
    [ "$(field articles)" = 4 ]
    [ "$(field comments)" = 2 ]
    [ "$(field rejected)" = 2 ]
    [ "$(field revision)" = 1 ]
}

@test "rejections are listed in a file as JSON Lines" {
    write_archive archive.jsonl
    echo '{"title":' >>archive.jsonl
    fihrist index --quiet --rejects rejects.jsonl archive.jsonl
    [ "$(wc -l <rejects.jsonl)" -eq 1 ]
    python3 -c '
import json
line = json.loads(open("rejects.jsonl").read())
assert line["file"] == "archive.jsonl" and line["line"] == 5 and line["reason"], line'
}

@test "what is read from standard input and from files is the same" {
    write_archive archive.jsonl
    fihrist index --quiet archive.jsonl
    FIHRIST_INDEX=other fihrist index --quiet - <archive.jsonl
    cmp <(fihrist dump) <(fihrist dump --index other)
}

@test "the same input again changes nothing, not even the revision" {
    make_index
    before=$(fihrist status --format json)
    fihrist index --quiet archive.jsonl
    [ "$(fihrist status --format json)" = "$before" ]
}

@test "an article that changed is replaced with its comments" {
    make_index
    sed 's/clandestine trip to/open visit to/; s/Leviathen!!/Indeed./' archive.jsonl >changed.jsonl
    run --separate-stderr fihrist index changed.jsonl
    [[ "$stderr" == *"0 added, 1 replaced, 3 unchanged, 0 rejected; 2 comments"* ]]
    [ "$(ids '"open visit"')" = a1 ]
    run fihrist search Leviathen
    [ "$status" -eq 1 ]
    [ "$(field comments)" = 2 ]
    [ "$(field revision)" = 2 ]
    fihrist check --quiet
}

@test "prune deletes what the input no longer has, and only then" {
    make_index
    grep -v '"a1"' archive.jsonl >fewer.jsonl
    fihrist index --quiet fewer.jsonl
    [ "$(field articles)" = 4 ]
    run --separate-stderr fihrist index --prune fewer.jsonl
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"1 deleted"* ]]
    [ "$(field articles)" = 3 ]
    [ "$(field comments)" = 0 ]
    fihrist check --quiet
    # An input without an article is more likely a mistake than an empty archive.
    : >empty.jsonl
    run fihrist index --prune empty.jsonl
    [ "$status" -eq 1 ]
    [ "$(field articles)" = 3 ]
}

@test "files that are large against the index make it anew, with all that it had" {
    "$(programs)/fihrist-corpus" 500 --seed 1 >archive.jsonl
    head -100 archive.jsonl >first.jsonl
    sed 's/"title":"/&Changed: /' first.jsonl | head -50 | cat - <(tail -400 archive.jsonl) >second.jsonl
    fihrist index --quiet first.jsonl
    run --separate-stderr fihrist index second.jsonl
    [ ! -e "$FIHRIST_INDEX/gen-1" ]
    [[ "$stderr" == *"400 added, 50 replaced, 0 unchanged, 0 rejected"* ]]
    [ "$(field revision)" = 2 ]
    fihrist index --quiet --batch 1000 --index other first.jsonl second.jsonl
    cmp <(fihrist dump) <(fihrist dump --index other)
    fihrist check --deep
    # A prune has to look at what is there, and an input of the same is known.
    run --separate-stderr fihrist index --prune second.jsonl
    [[ "$stderr" == *"0 added, 0 replaced, 450 unchanged, 50 deleted, 0 rejected"* ]]
    fihrist index --quiet --index third --prune second.jsonl
    cmp <(fihrist dump) <(fihrist dump --index third)
    fihrist check --deep
}

@test "a damaged article stays where it is when the index is not made anew for it" {
    "$(programs)/fihrist-corpus" 600 --seed 1 >archive.jsonl
    head -200 archive.jsonl >first.jsonl
    tail -400 archive.jsonl >second.jsonl
    fihrist index --quiet first.jsonl
    python3 - "$FIHRIST_INDEX"/gen-*/store <<'EOF'
import sys
bytes = bytearray(open(sys.argv[1], "rb").read())
bytes[-20 - 200 * 72] ^= 1  # in the record of the last document, before signatures of 72 bytes
open(sys.argv[1], "wb").write(bytes)
EOF
    run --separate-stderr fihrist index second.jsonl
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"articles are added one by one: "*"damaged"* ]]
    [[ "$stderr" == *"400 added"* ]]
    [ "$(field articles)" = 600 ]
}

@test "delete takes ids and says which are unknown" {
    make_index
    run --separate-stderr fihrist_delete a1 nobody
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"no article 'nobody'"* ]]
    [ "$(field articles)" = 3 ]
    [ "$(field comments)" = 0 ]
    run fihrist_delete a1
    [ "$status" -eq 1 ]
    printf 'a2\na3\n' | fihrist_delete --quiet --ids -
    [ "$(field articles)" = 1 ]
    fihrist check --quiet
}

@test "a dump restores to the same dump, unknown keys and all" {
    write_archive archive.jsonl
    echo '{"id":"k","title":"x","shelf":{"row":[1,2.5,null]},"comments":[{"text":"y","votes":3}]}' >>archive.jsonl
    fihrist index --quiet archive.jsonl
    fihrist dump >dump.jsonl
    [ "$(wc -l <dump.jsonl)" -eq 5 ]
    grep -q '"shelf":{"row":\[1,2.5,null\]}' dump.jsonl
    grep -q '"votes":3' dump.jsonl
    fihrist restore --quiet --index copy dump.jsonl
    fihrist dump --index copy | cmp - dump.jsonl
    run fihrist restore --index copy dump.jsonl
    [ "$status" -eq 2 ]
    [[ "$output" == *"it is there already"* ]]
}

@test "compacting and rebuilding change no answer" {
    make_index
    fihrist index --quiet <(sed 's/clandestine trip to/open visit to/' archive.jsonl)
    dump=$(fihrist dump) answer=$(fihrist search --format json 'trip OR ferry') uuid=$(field uuid)
    fihrist compact --quiet
    [ "$(fihrist dump)" = "$dump" ]
    [ "$(fihrist search --format json 'trip OR ferry')" = "$answer" ]
    [ "$(field revision)" = 2 ]
    fihrist index --quiet --rebuild
    [ "$(fihrist dump)" = "$dump" ]
    [ "$(field revision)" = 3 ]
    [ "$(field uuid)" = "$uuid" ]
    fihrist check --quiet
    [ "$(find "$FIHRIST_INDEX" -name 'gen-*' | wc -l)" -eq 1 ]
}

@test "a final index is smaller and answers the same; to be changed it is made again" {
    "$(programs)/fihrist-corpus" 300 --seed 3 >many.jsonl
    asked() {
        for query in president '"the president"' 'minister OR police' 'comment:president'; do
            fihrist search --format json "$query"
        done
        fihrist dump
    }
    for positions in store xapian; do
        rm -rf "$FIHRIST_INDEX"
        fihrist index --quiet --positions "$positions" many.jsonl
        asked >before
        fihrist compact --quiet
        bytes=$(du -sb "$FIHRIST_INDEX" | cut -f 1)
        fihrist compact --quiet --final
        [ ! -e "$FIHRIST_INDEX"/gen-*/termlist.glass ]
        [ "$(find "$FIHRIST_INDEX" -name 'gen-*' | wc -l)" -eq 1 ]
        [ "$(du -sb "$FIHRIST_INDEX" | cut -f 1)" -lt $((bytes * 9 / 10)) ]
        asked | cmp - before
        fihrist check --quiet --deep
        fihrist compact --quiet
        [ ! -e "$FIHRIST_INDEX"/gen-*/termlist.glass ]
        id=$(fihrist search --output ids president | head -n 1)
        run fihrist delete "$id"
        [ "$status" -eq 0 ]
        [[ "$output" == *"it is made again, to be changed"*"1 deleted, 0 unknown"* ]]
        [ -e "$FIHRIST_INDEX"/gen-*/termlist.glass ]
        fihrist compact --quiet --final
        fihrist index --quiet many.jsonl
        [ "$(field articles)" = 300 ]
        fihrist check --quiet --deep
    done
}

@test "another authority file needs a rebuild, and then its actors are found" {
    make_index
    printf 'id\ttype\tname\taliases\nferrin\tperson\tIda Ferrin\tGeneral Ferrin\n' >who.tsv
    run fihrist index --authority who.tsv archive.jsonl
    [ "$status" -eq 2 ]
    [[ "$output" == *"add --rebuild"* ]]
    fihrist index --quiet --rebuild --authority who.tsv
    [ "$(ids actor:ferrin)" = a1 ]
    fihrist index --quiet --authority who.tsv archive.jsonl
}

@test "an index of another analyser is read, refused for writing, and rebuilt" {
    make_index
    sed -i 's/"fingerprint": "[^"]*"/"fingerprint": "fihrist-text-0"/' "$FIHRIST_INDEX/manifest.json"
    [ "$(ids ferry)" = a2 ]
    run fihrist index archive.jsonl
    [ "$status" -eq 2 ]
    [[ "$output" == *"fihrist index --rebuild"* ]]
    fihrist index --quiet --rebuild
    fihrist index --quiet archive.jsonl
}

@test "a damaged record is found by check and left out of a dump" {
    make_index
    python3 - "$FIHRIST_INDEX"/gen-1/store <<'EOF'
import sys
bytes = bytearray(open(sys.argv[1], "rb").read())
bytes[-20 - 4 * 72] ^= 1  # in the record of the last document, that of a4, before signatures
open(sys.argv[1], "wb").write(bytes)
EOF
    run fihrist check
    [ "$status" -eq 2 ]
    [[ "$output" == *"block 0 of the store, from document 1, has a wrong checksum"* ]]
    run --separate-stderr fihrist dump
    [ "$status" -eq 2 ]
    [ "${#lines[@]}" -eq 3 ]
    [[ "$stderr" == *"'a4' is left out"* ]]
}

@test "a damaged or lost lexicon is found, and made again from the texts" {
    make_index
    python3 - "$FIHRIST_INDEX"/gen-1/lexicon-1 <<'EOF'
import sys
bytes = bytearray(open(sys.argv[1], "rb").read())
bytes[bytes.index(b"clandestin")] ^= 1
open(sys.argv[1], "wb").write(bytes)
EOF
    run fihrist check
    [ "$status" -eq 2 ]
    [[ "$output" == *"run 0 of the lexicon has a wrong checksum"* ]]
    run fihrist search 'clandest*'
    [ "$status" -eq 2 ]
    [[ "$output" == *"damaged index: its lexicon cannot be read"* ]]
    rm "$FIHRIST_INDEX"/gen-1/lexicon-1
    run fihrist search 'clandest*'
    [ "$status" -eq 2 ]
    fihrist dump > dump.jsonl
    [ "$(wc -l < dump.jsonl)" -eq 4 ]
    fihrist index --quiet --rebuild
    fihrist check --deep
    fihrist search 'clandest*'
}

@test "positions move to libxapian's tables and back, and the answers stay" {
    make_index
    asked() {
        for query in '"clandestine trip"' 'trip NEAR/3 clandestine' 'governor ADJ/2 trip' \
            'title:"quarry talks"' 'author:"mara delling"' 'commenter:"old miner"' tidings; do
            fihrist search --format jsonl "$query" | sed 's/"revision":[0-9]*//'
        done
    }
    asked >before
    fihrist check --quiet --deep
    run fihrist index --positions xapian archive.jsonl
    [ "$status" -eq 2 ]
    [[ "$output" == *"add --rebuild"* ]]
    fihrist index --quiet --rebuild --positions xapian
    [ -e "$FIHRIST_INDEX"/gen-2/position.glass ]
    fihrist check --quiet --deep
    asked | cmp - before
    fihrist index --quiet --rebuild --positions store
    [ ! -e "$FIHRIST_INDEX"/gen-3/position.glass ]
    asked | cmp - before
    fihrist compact --quiet
    fihrist check --quiet --deep
    asked | cmp - before
}

@test "a comment of a name and no words is no fault where libxapian has the positions" {
    echo '{"id":"a","text":"Boats sail.","comments":[{"author":"Tess Holm","text":"..."}]}' |
        fihrist index --quiet --positions xapian -
    [ "$(fihrist search -o ids 'commenter:"tess holm"')" != "" ]
    run fihrist check --deep
    [ "$status" -eq 0 ]
    [[ "$output" == *" 0 faults" ]]
}

@test "a deep check finds words that are not those of the text" {
    make_index
    FIHRIST_INDEX=other fihrist index --quiet --positions xapian archive.jsonl
    sed -i 's/"xapian"/"store"/' other/manifest.json
    run fihrist check --index other
    [ "$status" -eq 0 ]
    run fihrist check --deep --index other
    [ "$status" -eq 2 ]
    [[ "$output" == *"document 1: its terms are not those of its text"* ]]
    [[ "$output" == *"document 1: its words are not in the order of its text"* ]]
}

@test "an interrupt ends the run while a pipe is silent, and all it read is on disk" {
    mkfifo pipe
    write_archive archive.jsonl
    "$(programs)/fihrist-index" --index "$FIHRIST_INDEX" --verbose --batch 2 - <pipe 2>said &
    pid=$!
    exec 8>pipe
    cat archive.jsonl >&8
    for _ in $(seq 100); do
        grep -q "revision 2" said && break
        sleep 0.05
    done
    kill -INT $pid
    wait $pid && status=0 || status=$?
    exec 8>&-
    [ "$status" -eq 75 ]
    grep -q "stopped; run the same command again" said
    fihrist check --quiet
    [ "$(field articles)" -eq 4 ]
    fihrist index --quiet archive.jsonl
}

@test "what cannot be done is said in one line" {
    make_index
    : >denied && mkdir locked && chmod 0 locked
    refused() {
        local wanted=$1
        shift
        run --separate-stderr "$@"
        [ "$status" -eq 2 ] && [ "${#stderr_lines[@]}" -eq 1 ] && [[ "$stderr" == *"$wanted"* ]] ||
            { echo "$*: $status: $stderr"; return 1; }
    }
    refused "no-such-file" fihrist index no-such-file
    refused "index what?" fihrist index
    refused "unknown option '--sauce'; did you mean '--source'?" fihrist index --sauce x archive.jsonl
    refused "unknown language 'klingon'" fihrist index --index new --lang klingon archive.jsonl
    refused "takes a size of at least 64M" fihrist index --memory 1M archive.jsonl
    refused "no such directory" fihrist_delete --index none a1
    refused "no such directory" fihrist dump --index none
    refused "no such directory" fihrist check --index none
    refused "no such directory" fihrist compact --index none
    refused "not a directory" fihrist index --index archive.jsonl archive.jsonl
    refused "no such directory" fihrist index --rebuild --index none
    refused "cannot read authority file" fihrist index --index new --authority none.tsv archive.jsonl
    chmod 700 locked
}

@test "every verb has its help" {
    for verb in index extract restore dump compact check; do
        run fihrist $verb --help
        [ "$status" -eq 0 ]
        [[ "$output" == "usage: fihrist $verb [options]"* ]]
        [[ "$output" == *"examples:"* ]]
    done
    run fihrist_delete --help
    [ "$status" -eq 0 ]
}

@test "delete wants a directory, and says so to one who names a socket" {
    run fihrist delete --index unix:/nowhere/socket a1
    [ "$status" -eq 2 ]
    [[ $output == *"--index DIR"* ]]
}
