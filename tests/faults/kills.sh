#!/usr/bin/env bash
# Promise 1: after a SIGKILL at a random moment the index is sound and has each batch that was said
# to be on disk, and none by halves; the same command completes it. KILLS says how many times.
. "$(dirname "$0")/common.sh"

articles=600 batch=40 kills=${KILLS:-20}
"$BUILD/faults/archive" 0 $articles >input.jsonl
index=("$BUILD/fihrist-index" --index i --authority none --batch $batch --verbose input.jsonl)

began=$(date +%s%N)
"${index[@]}" 2>/dev/null
whole_us=$((($(date +%s%N) - began) / 1000))
"$BUILD/fihrist-dump" --index i >wanted.jsonl
[ "$(wc -l <wanted.jsonl)" -eq $articles ] || die "the undisturbed run is not whole"

in_the_middle=0
for ((n = 1; n <= kills; n++)); do
    rm -rf i
    "${index[@]}" 2>acks &
    pid=$!
    delay_us=$(((RANDOM * 32768 + RANDOM) % whole_us))
    sleep "$(printf '%d.%06d' $((delay_us / 1000000)) $((delay_us % 1000000)))"
    kill -KILL $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    # The last line may be cut by the kill.
    acknowledged=$(sed -nE 's/.* is on disk: ([0-9]+) articles$/\1/p' acks | tail -1)
    : "${acknowledged:=0}"
    if [ -f i/manifest.json ]; then
        expect 0 "$BUILD/fihrist-check" --index i
        held=$(number_of i articles)
        [ $((held % batch)) -eq 0 ] || [ "$held" -eq $articles ] ||
            die "kill $n: $held articles are no whole batches"
        [ "$held" -ge "$acknowledged" ] || die "kill $n: $held articles, $acknowledged acknowledged"
        [ "$held" -eq 0 ] || [ "$held" -eq $articles ] || in_the_middle=$((in_the_middle + 1))
    else
        [ "$acknowledged" -eq 0 ] || die "kill $n: no index, $acknowledged articles acknowledged"
    fi
    expect 0 "${index[@]}"
    "$BUILD/fihrist-dump" --index i | cmp -s - wanted.jsonl || die "kill $n: the rerun differs"
done
[ $in_the_middle -ge $((kills / 4)) ] || die "only $in_the_middle of $kills kills were in the middle"
echo "$kills kills, $in_the_middle of them between two batches"
