#!/usr/bin/env bash
# Promise 3, its first part: a full disk is a clear error, the last batch stays intact, and a rerun
# with room again ends as if nothing had happened.
. "$(dirname "$0")/common.sh"

articles=400 batch=40
"$BUILD/faults/archive" 0 $articles >input.jsonl
index=("$BUILD/fihrist-index" --index i --authority none --batch $batch --verbose input.jsonl)
expect 0 "${index[@]}"
expect 0 "$BUILD/fihrist-dump" --index i
mv out wanted.jsonl

full=(env LD_PRELOAD="$BUILD/faults/full.so")

partial=0
for room in 0 1 100 5000 60000 200000 700000 1500000 3000000 5000000 8000000; do
    rm -rf i
    expect 2 "${full[@]}" FULL_AFTER=$room "${index[@]}"
    grep -q "^fihrist index: .*No space left on device" err || die "$room bytes: $(cat err)"
    acknowledged=$(sed -nE 's/.* is on disk: ([0-9]+) articles$/\1/p' err | tail -1)
    if [ -f i/manifest.json ]; then
        expect 0 "$BUILD/fihrist-check" --index i
        held=$(number_of i articles)
        [ $((held % batch)) -eq 0 ] && [ "$held" -ge "${acknowledged:-0}" ] ||
            die "$room bytes: $held articles, ${acknowledged:-0} acknowledged"
        [ "$held" -eq 0 ] || partial=$((partial + 1))
    fi
    expect 0 "${index[@]}"
    "$BUILD/fihrist-dump" --index i | cmp -s - wanted.jsonl || die "$room bytes: the rerun differs"
done
[ $partial -ge 2 ] || die "the disk was never full in the middle of a run"

# What makes another generation leaves the one there is.
expect 2 "${full[@]}" FULL_AFTER=100000 "$BUILD/fihrist-compact" --index i
grep -q "No space left on device" err || die "compact says: $(cat err)"
expect 2 "${full[@]}" FULL_AFTER=100000 "$BUILD/fihrist-index" --index i --rebuild
expect 0 "$BUILD/fihrist-check" --index i
"$BUILD/fihrist-dump" --index i | cmp -s - wanted.jsonl || die "a failed compaction changed the index"
expect 0 "$BUILD/fihrist-compact" --index i
"$BUILD/fihrist-dump" --index i | cmp -s - wanted.jsonl || die "compaction changed the index"

# A dump that cannot be written is an error.
status=0
"$BUILD/fihrist-dump" --index i >/dev/full 2>err || status=$?
[ $status -eq 2 ] && grep -q "No space left on device" err || die "dump to a full disk: exit $status"
echo "a full disk is told, leaves whole batches, and is recovered from"
