#!/usr/bin/env bash
# demo.sh: index the sample archive in a folder of its own, ask it three questions, leave nothing
# behind. KEEP=1 keeps the index and says where it is; BUILD names where the programs are.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-$PWD/build}
folder=$(mktemp -d "${TMPDIR:-/tmp}/fihrist-demo.XXXXXX")
index=$folder/index
trap '[ -n "${KEEP:-}" ] || rm -rf "$folder"' EXIT

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' plain=$'\e[0m'
fi

say() { printf '%s\n' "$*"; }

# run VERB ARGUMENT...: show the command as one would type it, then run it.
run() {
    printf '%s$ fihrist' "$bold"
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_./:{}=-]* | *{*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '%s\n' "$plain"
    FIHRIST_INDEX=$index "$build/fihrist" "$@"
    printf '\n'
}

say "The sample archive is of an invented world: a dam, a bank, and talks that nobody held."
say "Articles as saved pages and as JSON Lines, with the comments under them, become one index:"
say
run index --authority corpus/authority.tsv --path '{source}/{date}/{}' corpus/pages corpus/archive.jsonl

say "1. Who put the dockers' pensions into the dam? All the words, the best first; the comments"
say "   that say so too stand beneath their article:"
say
run search -n 2 'actor:merrin pensions dam'

say "2. Who said exactly this, where and when?"
say
run search -n 3 '"no hotel" actor:rise date:2022-05'

say "3. RISE is a rebel group, 'rise' a verb. Under which articles of the Tide does a reader bring"
say "   up the group?"
say
run search 'actor:rise source:tide'

if [ -n "${KEEP:-}" ]; then
    say "The index is kept in $index: $build/fihrist search --index $index …"
else
    say "KEEP=1 make demo keeps the index; README.md goes on with your own articles."
fi
