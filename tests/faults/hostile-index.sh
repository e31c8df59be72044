#!/usr/bin/env bash
# Promise 20: to open an index is only to read it, whatever somebody put in place of its parts.
. "$(dirname "$0")/common.sh"

"$BUILD/faults/archive" 0 5 >input.jsonl
expect 0 "$BUILD/fihrist-index" --index good --authority none input.jsonl
echo precious >precious
printf '#!/bin/sh\ntouch %s/ran\n' "$scratch" >prog
chmod +x prog

# Each verb must refuse, soon, and in one line.
refused() {
    local what=$1 index=$2
    for verb in "fihrist status" "fihrist search --limit 1" "fihrist-index" "fihrist-dump" \
        "fihrist-check" "fihrist-compact" "fihrist-delete"; do
        local words=("$BUILD/"$verb --index "$index")
        case $verb in
        *search*) words+=(ba) ;;
        *delete) words+=(a1) ;;
        *-index) words+=(input.jsonl) ;;
        esac
        expect 2 "${words[@]}"
        [ "$(grep -c . err)" -eq 1 ] || die "$what: $verb says: $(cat err)"
    done
    [ ! -e ran ] || die "$what: a program was run"
    [ "$(cat precious)" = precious ] || die "$what: a file outside was changed"
}

fresh() {
    rm -rf i
    cp -r good i
}

echo "inetd $scratch/prog" >stub
refused "a stub file" stub

fresh
echo "remote :1" >i/gen-1/XAPIANDB
printf 'remote :%s/prog\n' "$scratch" >i/gen-1/XAPIANDB
refused "a stub in the database" i

fresh
rm i/gen-1/flintlock
ln -s "$scratch/precious" i/gen-1/flintlock
refused "a linked lock of libxapian's" i

fresh
rm i/manifest.json
mkfifo i/manifest.json
refused "a FIFO for a manifest" i

fresh
rm i/gen-1/postlist.glass
mkfifo i/gen-1/postlist.glass
refused "a FIFO for a table" i

fresh
mv i/gen-1 elsewhere
ln -s "$scratch/elsewhere" i/gen-1
refused "a linked generation" i
rm -rf elsewhere

fresh
chmod o+w i
refused "a directory others may write" i

fresh
sed -i 's/"format": 1/"format": 9/' i/manifest.json
refused "another format" i
grep -q "format 9; this program reads format 1" err || die "the versions are not named: $(cat err)"

# Only a writer takes the lock.
fresh
rm i/lock
ln -s "$scratch/precious" i/lock
for verb in "fihrist-index" "fihrist-compact" "fihrist-check"; do
    words=("$BUILD/$verb" --index i)
    [ $verb != fihrist-index ] || words+=(input.jsonl)
    expect 2 "${words[@]}"
done
[ "$(cat precious)" = precious ] || die "a linked lock was followed"
expect 0 "$BUILD/fihrist" count --index i '*'

# A folder that holds something else is not made an index.
mkdir mine
echo notes >mine/notes.txt
expect 2 "$BUILD/fihrist-index" --index mine input.jsonl
[ "$(ls mine)" = notes.txt ] || die "something was put into a folder that is no index"
echo "10 hostile directories refused"
