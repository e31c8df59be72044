#!/usr/bin/env bash
# compare.sh [FOLDER]: compare Fihrist with other engines by invented archives of several sizes, and
# report: tables, FOLDER/comparison.json and FOLDER/*.svg (FIHRIST_BUILD/bench/comparison).
#
# BENCH_ARTICLES ("10000 100000") are the sizes, BENCH_EACH (20) the queries of each kind, made with
# the seed BENCH_SEED (1); comparison/measure.py has more of these. With BENCH_ARCHIVE and
# BENCH_QUERIES, both files, an archive of your own is measured instead.
set -euo pipefail
archive=${BENCH_ARCHIVE:+$(realpath "$BENCH_ARCHIVE")}
queries=${BENCH_QUERIES:+$(realpath "$BENCH_QUERIES")}
cd "$(dirname "$0")/../.."
export FIHRIST_BUILD
FIHRIST_BUILD=$(realpath "${FIHRIST_BUILD:-build}")
tools=$FIHRIST_BUILD/bench folder=${1:-$FIHRIST_BUILD/bench/comparison}
seed=${BENCH_SEED:-1} each=${BENCH_EACH:-20}
unset FIHRIST_INDEX
measured=()

# compare FOLDER ARCHIVE QUERIES
compare() {
    python3 -B tests/bench/comparison/measure.py "$2" "$3" "$1"
    measured+=("$1/measured.json")
}

if [ -n "$archive" ]; then
    compare "$folder/own" "$archive" "${queries:?BENCH_QUERIES is not set}"
else
    for articles in ${BENCH_ARTICLES:-10000 100000}; do
        echo "── $articles articles" >&2
        mkdir -p "$folder/$articles"
        archive=$folder/$articles/archive.jsonl queries=$folder/$articles/queries
        "$FIHRIST_BUILD/fihrist-corpus" "$articles" --seed "$seed" >"$archive"
        "$tools/bench-queries" --comparison "$articles" "$seed" "$each" >"$queries"
        compare "$folder/$articles" "$archive" "$queries"
        rm "$archive"
    done
fi
python3 -B tests/bench/comparison/report.py "$folder" "${measured[@]}"
