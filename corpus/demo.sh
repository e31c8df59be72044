#!/usr/bin/env bash
# demo.sh: what `make demo` shows: the sample archive indexed into a temporary directory, and three
# questions answered. KEEP=1 keeps the index and says where it is.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="${FIHRIST_BUILD:-$PWD/build}:$PATH"
unset FIHRIST_INDEX

index=$(mktemp -d "${TMPDIR:-/tmp}/fihrist-demo.XXXXXX")
[ -n "${KEEP:-}" ] || trap 'rm -rf "$index"' EXIT

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
    printf '%s%s%s\n\n' "$bold" "${line//$index/news}" "$plain"
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
Fihrist is a search engine for archives of news. corpus/ holds a small one: 14
articles with 56 comments from seven newspapers of an invented world, half as
pages saved to text, half as JSON Lines.

TEXT

say "First, an index. The path of each page says its outlet and its date;" \
    "authority.tsv says who is who."
run fihrist index --index "$index" --authority corpus/authority.tsv --path '{source}/{date}/{}' \
    corpus/pages corpus/archive.jsonl
printf 'From here on FIHRIST_INDEX=news names it.\n\n'
export FIHRIST_INDEX=$index

say "1. Who met in the Hotel Bellerive? Quotes mean exactly these words; the" \
    "best answer comes first."
run fihrist search --limit 3 '"Hotel Bellerive"'

say "2. What did the gauges of the Tamesk River Commission show in 2021? Any name" \
    "of an actor will do: trc, T.R.C., \"Tamesk River Commission\"."
run fihrist search --limit 2 'actor:trc gauge date:2021'

say "3. Who thinks the rebels of RISE are behind the port strike? No article of" \
    "the Saltmere Tide names them, but a reader does: comments are searched too," \
    "and stand under their article."
run fihrist search 'actor:rise source:tide'

cat <<'TEXT'
More: fihrist actors lists who is named; fihrist show ID prints an article with
its comments; fihrist search --help; and man doc/fihrist-query.7 has the whole
query language.
TEXT
[ -z "${KEEP:-}" ] || printf '\nThe index is kept: export FIHRIST_INDEX=%s\n' "$index"
