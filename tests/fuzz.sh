#!/usr/bin/env bash
# fuzz.sh [SECONDS]: run every fuzzer of FIHRIST_BUILD/fuzz on its seeds (tests/fuzz/seeds/NAME), then
# for SECONDS on what it makes of them; what it finds new is kept under FIHRIST_BUILD. Without SECONDS
# the seeds are all. One that fails leaves its input beside the program.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-0}
export ASAN_OPTIONS="allocator_may_return_null=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
failed=0

for program in "$FIHRIST_BUILD"/fuzz/fuzz_*; do
    name=${program##*/fuzz_}
    [ -x "$program" ] && [ "$name" = "${name%.*}" ] || continue
    found=$FIHRIST_BUILD/fuzz/corpus/$name
    mkdir -p "$found"
    seeds=tests/fuzz/seeds/$name
    [ -d "$seeds" ] || seeds=
    limit=(-runs=0)
    [ "$seconds" -eq 0 ] || limit=("-max_total_time=$seconds")
    # libarchive asks for as much as a name may have in cpio, before it reads any of it.
    if "$program" "${limit[@]}" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=8192 -max_len=16384 \
        -artifact_prefix="$program." "$found" ${seeds:+"$seeds"} >"$program.log" 2>&1; then
        echo "fuzz_$name: $(grep -a '^#.*DONE\|^Done' "$program.log" | tail -1)"
    else
        tail -40 "$program.log"
        echo "fuzz_$name: failed; $program.log has it all"
        failed=1
    fi
done
exit $failed
