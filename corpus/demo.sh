#!/usr/bin/env bash
# demo.sh: what `make demo` shows: the sample archive indexed into a temporary directory, questions
# answered from it, and from a daemon that serves it. Nothing is left, neither a file nor a process;
# KEEP=1 keeps the index and says where it is.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="${FIHRIST_BUILD:-$PWD/build}:$PATH"
unset FIHRIST_INDEX

scratch=$(mktemp -d "${TMPDIR:-/tmp}/fihrist-demo.XXXXXX")
index=$scratch/news socket=$scratch/news.sock daemon=
leave() {
    [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; } 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$scratch"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' plain=$'\e[0m'
fi

# run WORD...: show a command as one would type it, then run it.
run() {
    local word line='$' harmless='^[-A-Za-z0-9_./:=]+$'
    for word in "$@"; do
        if [[ $word =~ $harmless ]]; then line+=" $word"; else line+=" '${word//\'/\'\\\'\'}'"; fi
    done
    printf '%s%s%s\n\n' "$bold" "${line//$scratch\//}" "$plain"
    "$@"
    printf '\n'
}

say() {
    printf '── %s\n' "$1"
    shift
    [ $# -eq 0 ] || printf '   %s\n' "$@"
    printf '\n'
}

cat <<'TEXT'
Fihrist searches archives of news. corpus/ holds a small one: 68 articles with
320 comments from eight newspapers of an invented world, half as pages saved to
text, half as JSON Lines, in English, French, Persian and Arabic.

TEXT

say "First, an index. The path of each page says its outlet and its date;" \
    "authority.tsv says who is who."
run fihrist index --index "$index" --authority corpus/authority.tsv --path '{source}/{date}/{}' \
    corpus/pages corpus/archive.jsonl
printf 'From here on FIHRIST_INDEX=news names it.\n\n'
export FIHRIST_INDEX=$index

say "1. Who met in the Hotel Bellerive? Quotes mean exactly these words; the" \
    "best answer comes first."
run fihrist search --limit 2 '"Hotel Bellerive" lang:en'

say "2. What did the gauges of the Tamesk River Commission show in 2021? Any name" \
    "of an actor will do: trc, T.R.C., \"Tamesk River Commission\"."
run fihrist search --limit 2 'actor:trc gauge date:2021'

say "3. Who thinks the rebels of RISE are behind the port strike? No article of" \
    "the Saltmere Tide names them, but a reader does: comments are searched too," \
    "and stand under their article."
run fihrist search 'actor:rise source:tide'

say "Now a daemon, which answers many at once over a Unix socket, in the same way."
printf '%s$ fihristd --index news --socket news.sock &%s\n\n' "$bold" "$plain"
exec {ready}< <(exec fihristd --index "$index" --socket "$socket" 2>"$scratch/daemon.log")
daemon=$!
read -r -t 20 _ <&"$ready" || {
    cat "$scratch/daemon.log" >&2
    exit 1
}
unset FIHRIST_INDEX

say "4. What has been corrected lately?"
run fihrist search --socket "$socket" --sort newest --limit 3 --snippets 0 title:correction

say "5. What did the fire on the ferry have to do with Captain Marsh? The public" \
    "prosecutor, whose name is Marsh too, is left out."
run fihrist search --socket "$socket" --limit 2 'actor:"Captain Marsh" fire'

say "6. For programs, an answer a line: which articles does Hob comment?"
run fihrist search --socket "$socket" --limit 3 --snippets 0 --format jsonl commenter:hob

kill "$daemon"
wait "$daemon" || true
daemon=

cat <<'TEXT'
More: fihrist actors lists who is named; fihrist show ID prints an article with
its comments; fihrist search --help; and man doc/fihrist-query.7 has the whole
query language.
TEXT
[ -z "${KEEP:-}" ] || printf '\nThe index is kept: export FIHRIST_INDEX=%s\n' "$index"
