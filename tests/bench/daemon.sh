#!/usr/bin/env bash
# daemon.sh: measure the daemon over its socket with an invented archive: how long one client waits,
# how much 64 clients get, what memory it takes, and what 9,900 slow connections do to 100 others.
# Prints tables and writes the same as JSON to FIHRIST_BUILD/bench/daemon.json. It reports, and marks
# what is past a bar; it fails only when it cannot measure.
#
# BENCH_ARTICLES (100000), BENCH_SECONDS (60) of each run under load, BENCH_EACH (20) queries of each
# kind, BENCH_ROUNDS (2) over all of them by one client, BENCH_SLOW (9900) connections.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$(realpath "${FIHRIST_BUILD:-build}")
articles=${BENCH_ARTICLES:-100000} seconds=${BENCH_SECONDS:-60} each=${BENCH_EACH:-20}
rounds=${BENCH_ROUNDS:-2} slow=${BENCH_SLOW:-9900}
tools=$build/bench index=$build/bench/index-$articles
unset FIHRIST_INDEX
ulimit -n "$(ulimit -Hn)"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/fihrist-bench.XXXXXX")
socket=$scratch/socket daemon=
finish() {
    [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; } 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM

say() { printf '\n── %s\n' "$1"; }

# ---- the archive ----

# The index is kept, and made again when the generator would write other articles.
made_of=$("$build/fihrist-corpus" 100 | cksum)
if [ "$(cat "$index.made-of" 2>/dev/null)" != "$made_of" ]; then
    say "Making an index of $articles articles, once"
    rm -rf "$index" "$index.made-of"
    "$build/fihrist-corpus" "$articles" | "$build/fihrist" index --index "$index" -
    printf '%s\n' "$made_of" >"$index.made-of"
fi
"$tools/bench-queries" "$articles" 1 "$each" >"$scratch/queries"
asked=$(wc -l <"$scratch/queries")
# Dear ones, of words that nearly every article has, or of very many words, are measured as well, but
# by themselves: under load they are all that would be seen.
grep -vE "^([a-z]+-common(-[0-9])?|wildcard-short|pasted)$(printf '\t')" "$scratch/queries" \
    >"$scratch/everyday"
everyday=$(wc -l <"$scratch/everyday")

# ---- the daemon ----

"$build/fihristd" --index "$index" --socket "$socket" --workers 2 >"$scratch/ready" 2>"$scratch/log" &
daemon=$!
for _ in $(seq 100); do
    ! grep -q ready "$scratch/ready" || break
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
done
grep -q ready "$scratch/ready" || {
    echo "daemon.sh: fihristd did not start:" >&2
    cat "$scratch/log" >&2
    exit 2
}

# memory: of the daemon and its workers in MB, as JSON. `own` is what lies in no mapped file.
memory() {
    local pid
    for pid in "$daemon" $(cat "/proc/$daemon/task/$daemon/children"); do
        cat "/proc/$pid/smaps_rollup"
    done 2>/dev/null | awk '
        /^Rss:/ { rss += $2; n++; if (n == 1) first = $2 } /^Pss:/ { pss += $2 }
        /^Anonymous:/ { own += $2 }
        END { printf "{\"processes\":%d,\"rss_mb\":%.1f,\"pss_mb\":%.1f,\"own_mb\":%.1f," \
                     "\"daemon_rss_mb\":%.1f}", n, rss / 1024, pss / 1024, own / 1024, first / 1024 }'
}

# load NAME QUERIES ARGUMENT...: run bench-load and keep what it says as $scratch/NAME.json.
load() {
    local name=$1 queries=$scratch/$2
    shift 2
    "$tools/bench-load" "$@" "$queries" --json >"$scratch/$name.json" || {
        echo "daemon.sh: $name could not be measured" >&2
        cat "$scratch/log" >&2
        exit 2
    }
}

# show NAME FILTER: a line of the table from a result.
show() {
    jq -r --arg name "$1" "$2"' | [$name, .all.answers, .all.p50_ms, .all.p95_ms, .all.p99_ms,
        .all.max_ms, .per_second, .error_count] | @tsv' "$3" |
        awk -F'\t' '{ printf "%-34s %8d %8.2f %8.2f %8.2f %8.1f %9.0f %7d\n", $1, $2, $3, $4, $5, $6,
            $7, $8 }'
}

head_line() {
    printf '%-34s %8s %8s %8s %8s %8s %9s %7s\n' "milliseconds" answers p50 p95 p99 max "a second" \
        errors
}

one='{"limit":10,"snippets":1}'
once=$((asked * rounds))
before=$(memory)
load_before=$(cut -d' ' -f1-3 /proc/loadavg)
load inprocess queries --index "$index" --cpu --params '{"snippets":1,"timeout_ms":2000}' \
    --requests "$once" --warmup "$asked"
load one queries "$socket" --params "$one" --requests "$once" --warmup 100
load everyday everyday "$socket" --params "$one" --requests $((everyday * rounds)) --warmup 100
load default everyday "$socket" --requests $((everyday * rounds)) --warmup 100
load many everyday "$socket" --params "$one" --clients 64 --seconds "$seconds"
after=$(memory)
load many_of_all queries "$socket" --params "$one" --clients 64 --seconds "$seconds"
after_all=$(memory)
(
    sleep $((seconds + seconds / 2 + 3))
    memory >"$scratch/memory-slow"
) &
load slow everyday "$socket" --params "$one" --clients 100 --slow "$slow" --seconds "$seconds"
wait $!

# ---- what came of it ----

say "$articles articles, $asked queries of $(cut -f1 "$scratch/queries" | sort -u | wc -l) kinds,\
 ten hits, one snippet; $(nproc) processors, load $load_before"
printf '%-18s %9s %9s %9s %9s   %s\n' "one client, ms" p50 p95 p99 max "CPU of the library: p50"
jq -rn --slurpfile one "$scratch/one.json" --slurpfile in "$scratch/inprocess.json" '
    $one[0].kinds | to_entries | sort_by(-.value.p50_ms)[] |
    [.key, .value.p50_ms, .value.p95_ms, .value.p99_ms, .value.max_ms, $in[0].kinds[.key].p50_ms]
    | @tsv' | awk -F'\t' '{ printf "%-18s %9.2f %9.2f %9.2f %9.2f   %9.2f\n", $1, $2, $3, $4, $5, $6 }'
echo
head_line
show "library, all kinds, its CPU" . "$scratch/inprocess.json"
show "one client, all kinds" . "$scratch/one.json"
show "one client, everyday kinds" . "$scratch/everyday.json"
show "the same with default snippets" . "$scratch/default.json"
show "64 clients, everyday kinds" . "$scratch/many.json"
show "64 clients, all kinds" . "$scratch/many_of_all.json"
show "100 clients, everyday kinds" .alone "$scratch/slow.json"
show "the same beside $slow slow ones" .beside_slow "$scratch/slow.json"

jq -n --argjson before "$before" --argjson after "$after" --arg load "$load_before" \
    --argjson after_all "$after_all" --argjson articles "$articles" --argjson processors "$(nproc)" \
    --slurpfile slow_memory "$scratch/memory-slow" --slurpfile in "$scratch/inprocess.json" \
    --slurpfile one "$scratch/one.json" --slurpfile default "$scratch/default.json" \
    --slurpfile everyday "$scratch/everyday.json" --slurpfile many "$scratch/many.json" \
    --slurpfile many_of_all "$scratch/many_of_all.json" --slurpfile slow "$scratch/slow.json" '
    {articles: $articles, processors: $processors, load_average: $load, in_process: $in[0],
     one_client: $one[0], one_client_everyday: $everyday[0],
     one_client_default_snippets: $default[0], clients_64: $many[0],
     clients_64_all_kinds: $many_of_all[0], beside_slow: $slow[0],
     memory: {before: $before, after: $after, after_all_kinds: $after_all,
              beside_slow: $slow_memory[0]}}
    | .bars = [
        {name: "one client, all kinds: p50 under 2 ms", value: .one_client.all.p50_ms, bar: 2},
        {name: "one client, all kinds: p99 under 20 ms", value: .one_client.all.p99_ms, bar: 20},
        {name: "one client, everyday: p50 under 2 ms", value: .one_client_everyday.all.p50_ms, bar: 2},
        {name: "one client, everyday: p99 under 20 ms", value: .one_client_everyday.all.p99_ms,
         bar: 20},
        {name: "64 clients, everyday: no error", value: .clients_64.error_count, bar: 0},
        {name: "64 clients, all kinds: no error", value: .clients_64_all_kinds.error_count, bar: 0},
        {name: "after that: own memory under 150 MB", value: .memory.after_all_kinds.own_mb,
         bar: 150},
        {name: "beside slow ones: p99 at most twice", value: .beside_slow.p99_ratio, bar: 2},
        {name: "beside slow ones: daemon under 200 MB", value: .memory.beside_slow.daemon_rss_mb,
         bar: 200}]
    | .bars |= map(. + {holds: (.value <= .bar)})' >"$tools/daemon.json"

echo
jq -r '.memory | to_entries[] | [.key, .value.rss_mb, .value.pss_mb, .value.own_mb,
    .value.daemon_rss_mb, .value.processes] | @tsv' "$tools/daemon.json" | awk -F'\t' '
    BEGIN { printf "%-18s %9s %9s %9s %9s   %s\n", "memory, MB", "Rss", "Pss", "own", "daemon",
        "processes" }
    { printf "%-18s %9.1f %9.1f %9.1f %9.1f   %9d\n", $1, $2, $3, $4, $5, $6 }'
jq -r '.beside_slow.slow | "slow connections: \(.connections), \(.open_at_end) open at the end, " +
    "\(.bytes_per_second) bytes a second, \(.connects) made again, \(.refused) tries refused"' \
    "$tools/daemon.json"
echo
jq -r '.bars[] | [(if .holds then "holds" else "PAST" end), .name, .value] | @tsv' \
    "$tools/daemon.json" | awk -F'\t' '{ printf "%-6s %-44s %10.2f\n", $1, $2, $3 }'
said=$(grep -v 'the request does not come to its end' "$scratch/log" || true) # the slow ones
[ -z "$said" ] || { say "The last the daemon said:"; tail -12 <<<"$said" | cut -c1-150; }
