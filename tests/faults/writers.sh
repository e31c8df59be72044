#!/usr/bin/env bash
# Promise 5: there is one writer. Another ends immediately with 75; one that died is in nobody's way.
. "$(dirname "$0")/common.sh"

"$BUILD/faults/archive" 0 5 >input.jsonl
expect 0 "$BUILD/fihrist-index" --index i --authority none input.jsonl

for round in 1 2; do
    mkfifo hold
    "$BUILD/fihrist-index" --index i --quiet - <hold 2>/dev/null &
    pid=$!
    exec 9>hold
    for ((tries = 0; tries < 200; tries++)); do
        [ "$(cat i/lock 2>/dev/null)" = $pid ] && break
        sleep 0.02
    done
    began=$(date +%s%N)
    expect 75 "$BUILD/fihrist-index" --index i input.jsonl
    grep -q "process $pid is writing it" err || die "the writer is not named: $(cat err)"
    expect 75 "$BUILD/fihrist-delete" --index i a1
    expect 75 "$BUILD/fihrist-compact" --index i
    took_ms=$((($(date +%s%N) - began) / 1000000))
    [ $took_ms -lt 3000 ] || die "the refusal took $took_ms ms"
    expect 0 "$BUILD/fihrist" count --index i '*'
    if [ $round = 1 ]; then kill -KILL $pid; else exec 9>&-; fi
    wait $pid 2>/dev/null || true
    exec 9>&-
    rm hold
    expect 0 "$BUILD/fihrist-index" --index i input.jsonl
done
echo "a second writer is refused, a dead one is in nobody's way"
