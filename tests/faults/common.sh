# What the fault tests share: the programs as they were built, a folder of their own that is removed
# at the end, and a word for what went wrong. Sourced.
set -euo pipefail
: "${BUILD:=$PWD/build}"
# In memory where that is possible: a busy disk takes a second for a sync.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
unset FIHRIST_INDEX

die() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

# Random numbers are the same in every run: bash's own generator, seeded.
RANDOM=${SEED:-1}

# expect STATUS COMMAND...: run it with a limit of time; its exit status must be STATUS.
expect() {
    local wanted=$1 got=0
    shift
    timeout 20 "$@" >out 2>err </dev/null || got=$?
    [ "$got" -eq "$wanted" ] || die "exit $got instead of $wanted: $* ($(head -c 300 err))"
}

# articles_of INDEX, revision_of INDEX: what `status` says.
number_of() {
    "$BUILD/fihrist" status --index "$1" --format json | sed -E "s/.*\"$2\":([0-9]+).*/\1/"
}
