# What the end-to-end tests share: the programs as they were built, a folder of the test's own, a
# small archive of an invented world, and a daemon that serves it.

bats_require_minimum_version 1.5.0

fihrist() { "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihrist" "$@"; }

# Four articles, two with comments. The first says "quarry talks"; a comment says "ferry".
write_archive() {
    cat > "$1" <<'EOF'
{"id":"a1","url":"https://tidings.example/2021/quarry","source":"Harbour Tidings","title":"Quarry talks of convenience","authors":["Mara Delling"],"date":"2021-03-02","text":"Envoys of Ostrava Vale made a clandestine trip to Port Sorrel on Monday.\n\nThe governor called the quarry a plague upon the river. Nobody was responsible for it, General Ferrin said.","caption":"The quarry gate at dawn","comments":[{"id":"1","author":"old miner","date":"2021-03-03","text":"Trips like this cost us dearly."},{"id":"2","author":"Tess","text":"A proxy for the Dredgers Union, if you ask me. Leviathen!!","parent":"1"}]}
{"id":"a2","url":"https://tidings.example/2021/ferry","source":"Harbour Tidings","title":"Ferry strike enters its third week","authors":["Jon Abel","Mara Delling"],"date":"2021-04-11","text":"The ferry crews refused an offer of 3,000 crowns. Clandestine meetings were denied; a trip by the governor was not."}
{"id":"a3","source":"The Vale Observer","title":"Governor's trip was clandestine, aide says","date":"2022-01-20","text":"The trip had been clandestine from the beginning, an aide of the governor told reporters.","actors":["Dredgers Union"]}
{"id":"a4","source":"The Vale Observer","title":"Élections au Val","lang":"fr","date":"2022-01","text":"Les élections municipales auront lieu dimanche à Port Sorrel."}
EOF
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export FIHRIST_INDEX="$BATS_TEST_TMPDIR/index"
    # Articles come at one time, so that dumps of the same articles are the same.
    export SOURCE_DATE_EPOCH=1700000000
    unset NO_COLOR
}

make_index() {
    write_archive archive.jsonl
    fihrist index --quiet archive.jsonl
}

# ids QUERY...: the ids found, in order, on one line.
ids() {
    fihrist search --output ids "$@" 2>/dev/null | paste -sd' '
}

# start_daemon [OPTION...]: serve the index; returns when it is ready. SOCKET is where, DAEMON_LOG
# what it writes on standard error. Whoever starts one stops it in teardown. The folder is a short
# one, since the path of a socket has to be short.
start_daemon() {
    local ready
    DAEMON_DIR=$(mktemp -d /tmp/fihristd.XXXXXX)
    SOCKET=$DAEMON_DIR/s
    DAEMON_LOG=$DAEMON_DIR/log
    mkfifo "$DAEMON_DIR/ready"
    "${FIHRIST_BUILD:-$BATS_TEST_DIRNAME/../../build}/fihristd" --index "$FIHRIST_INDEX" \
        --socket "$SOCKET" "$@" >"$DAEMON_DIR/ready" 2>"$DAEMON_LOG" 3>&- &
    DAEMON_PID=$!
    read -r -t 20 ready <"$DAEMON_DIR/ready" || true
    [[ $ready == "fihristd: ready: "* ]] || { cat "$DAEMON_LOG"; return 1; }
}

# stop_daemon: end the daemon, if one was started, and return its exit status.
stop_daemon() {
    local status=0
    [ -n "${DAEMON_PID:-}" ] || return 0
    kill -TERM "$DAEMON_PID" 2>/dev/null || true
    timeout 10 tail --pid="$DAEMON_PID" -f /dev/null || kill -KILL "$DAEMON_PID"
    wait "$DAEMON_PID" || status=$?
    rm -rf "$DAEMON_DIR"
    unset DAEMON_PID
    return "$status"
}
