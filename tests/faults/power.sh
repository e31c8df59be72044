#!/usr/bin/env bash
# Promise 2: a power cut costs nothing that was said to be on disk. A run is recorded, and images of what the
# disk may hold after a power cut at random moments of it are checked. IMAGES says how many. Without
# the sync of the database's directory after each commit the same must fail, or this proves nothing.
. "$(dirname "$0")/common.sh"

articles=400 batch=25 images=${IMAGES:-200}
"$BUILD/faults/archive" 0 $articles >input.jsonl
mkdir disk
TRACE_ROOT=$scratch/disk TRACE_FILE=$scratch/trace LD_PRELOAD=$BUILD/faults/record.so \
    "$BUILD/fihrist-index" --index disk/i --authority none --batch $batch --verbose input.jsonl 2>said
[ "$(grep -c 'is on disk' said)" -ge $((articles / batch)) ] || die "not recorded: $(cat said)"

# image N MODE...: make one and look at it. Status 1: it does not hold what it should.
image() {
    local n=$1 acknowledged least held
    shift
    rm -rf image
    moment=$(((RANDOM * 32768 + RANDOM) % 1000000))
    acknowledged=$("$BUILD/faults/power" trace $moment "$n" image "$@")
    least=$((acknowledged * batch < articles ? acknowledged * batch : articles))
    if [ ! -f image/i/manifest.json ]; then
        echo "no index" >found
        [ "$least" -eq 0 ]
        return
    fi
    timeout 20 "$BUILD/fihrist-check" --index image/i 2>found || return 1
    held=$(sed -nE 's/.*: ([0-9]+) articles.*/\1/p' found)
    [ $((held % batch)) -eq 0 ] && [ "$held" -ge "$least" ]
}

for ((n = 1; n <= images; n++)); do
    image $n || die "image $n, cut at $moment millionths of the run: $(cat found)"
done

lost=0
for ((n = 1; n <= images / 4; n++)); do
    image $n lax || lost=$((lost + 1))
done
[ $lost -gt 0 ] || die "without the directory's sync nothing was lost in $((images / 4)) images"
echo "$images images hold what was acknowledged; without the directory's sync $lost of $((images / 4)) do not"
