#!/usr/bin/env bash
# library.sh [BUILD]: prove what is promised to those who link libfihrist and to those who install
# it: its names, its headers, what it keeps its hands off, and that the installed tree is whole.
# One `make install` into a scratch directory serves all of it.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. tests/suite.sh
build=${1:-build}
make=${MAKE:-make}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig XDG_RUNTIME_DIR=$scratch LC_ALL=C
unset FIHRIST_INDEX LD_LIBRARY_PATH

# done_by WHAT COMMAND...: holds when the command succeeds.
done_by() {
    local what=$1 said
    shift
    said=$("$@" 2>&1) && said='' || said="status $?: $said"
    rule "$what" "$said"
}

# same WHAT EXPECTED GOT: two texts are the same.
same() {
    rule "$1" "$(diff <(printf '%s\n' "$2") <(printf '%s\n' "$3"))"
}

# --- names ---

# strong: of what nm lists, the names that only one file of a program can define.
strong() { awk 'NF == 3 && $2 ~ /^[TDBRC]$/ { sub(/@.*/, "", $3); print $3 }' | sort; }

declared=$(cc -E -P -xc include/fihrist.h | grep -oE '\bfihrist_[a-z_]+\(' | tr -d '(' | sort -u)
same "libfihrist.map names what fihrist.h declares" "$declared" \
    "$(sed -nE 's/^ +(fihrist_[a-z_]+);$/\1/p' searcher/libfihrist.map | sort)"
same "libfihrist.so exports what fihrist.h declares" "$declared" \
    "$(nm -D --defined-only "$build/libfihrist.so.0" | strong)"
same "libfihrist.a defines what fihrist.h declares, and weak C++ alone besides" "$declared" \
    "$(nm -g --defined-only "$build/libfihrist.a" | strong)"
rule "libxapian-c.a takes no names but its own" \
    "$(nm -g --defined-only "$build/libxapian-c.a" | strong | grep -vE '^(xc_|_ZNK?2xc|_Z[A-Z]+N2xc)')"

# --- what the library leaves to its caller ---

# Left to itself, the library is not to print, end the program, ask the environment, or touch the
# locale, signals, threads and processes; nor to use a function that keeps state for all threads.
# What is in no list here is allowed: snprintf writes to memory, write() to a file of the index.
output='(v|f|vf|d|vd|w|fw)?printf|__(v|f|vf|d|vd)?printf_chk|f?puts|(f|put)?putc|putchar|fwrite'
output+='|perror|psignal|v?syslog|openlog|v?(err|warn)x?|std(in|out|err)|_IO_putc|_ZSt4(cout|cerr|clog)'
ending='abort|exit|_exit|_Exit|quick_exit|(at|on_)exit|at_quick_exit|__cxa_atexit|__assert(_fail)?'
ending+='|__assert_perror_fail|raise|t?g?kill|longjmp'
surroundings='(secure_)?getenv|(put|set|unset|clear)env|(__)?environ|(set|use|new)locale'
surroundings+='|_ZNSt6locale6globalE.*|f?chdir|umask|tzset|localtime(_r)?|mktime'
control='signal|sigaction|sigprocmask|pthread_.*|thrd_.*|alarm|setitimer|timer_.*|v?fork|exec[lv].*'
control+='|posix_spawn.*|system|popen|clone|dlopen|prctl|setrlimit'
shared='strtok|strerror|s?rand(om)?|[delmn]rand48|gmtime|asctime|ctime(_r)?|getpw(nam|uid)|getgr(nam|gid)'
shared+='|gethostbyname|tmpnam|inet_ntoa|ttyname|getlogin'
# std::terminate is not in the list: the compiler calls it where an exception is about to leave a
# noexcept function, and xapian-c's guard, which is in each of them, catches every exception.
rule "the library neither prints, ends, looks around, nor interferes" \
    "$(nm -A -u "$build"/lib{searcher,core,xapian-c}.a 2>/dev/null |
        grep -E " U ($output|$ending|$surroundings|$control|$shared)\$")"

# Two handles can be used by two threads because they share nothing. The exceptions are the
# compiler's own, and fail_after, which only the tests of failing allocations change.
rule "the library has no variables that outlive a call" \
    "$(objdump -t "$build/libfihrist.so.0" |
        awk 'NF == 6 && $4 ~ /^\.(data|bss|tdata|tbss)$/ && $6 != $4 { print $6 }' |
        grep -vxE '__dso_handle|__TMC_END__|completed\.0|DW\.ref\..*|fail_after')"

# --- what was linked ---

# dynamic FILE TAG: the values of a tag of the dynamic section.
dynamic() { readelf -d "$1" | sed -nE "s/.* \(($2)\) .*\[(.*)\]\$/\2/p"; }

# hardened FILE: what is wrong with the segments of a program or shared library.
hardened() {
    readelf -d "$1" | grep TEXTREL
    readelf -lW "$1" | grep -E 'GNU_STACK.* RWE '
    readelf -lW "$1" | grep -q GNU_RELRO || echo "$1: no RELRO"
    readelf -d "$1" | grep -qE 'BIND_NOW|FLAGS.* NOW' || echo "$1: binds lazily"
    readelf -h "$1" | grep -q 'Type:.*DYN' || echo "$1: not position independent"
}

same "the soname is libfihrist.so.0" libfihrist.so.0 "$(dynamic "$build/libfihrist.so.0" SONAME)"
same "libfihrist.so brings no search path of its own" "" \
    "$(dynamic "$build/libfihrist.so.0" 'RPATH|RUNPATH')"
rule "libfihrist.so takes libstdc++ as the system has it" \
    "$(dynamic "$build/libfihrist.so.0" NEEDED | grep -q '^libstdc++\.so' || echo "it does not")"
for program in fihrist fihristd; do
    # shellcheck disable=SC2016 # $ORIGIN is for the dynamic linker
    same "$program finds its library beside itself or in ../lib" '$ORIGIN:$ORIGIN/../lib' \
        "$(dynamic "$build/$program" 'RPATH|RUNPATH')"
done
rule "no text relocations, executable stacks or writable tables of functions" \
    "$(for file in libfihrist.so.0 fihrist fihristd fihrist-index; do hardened "$build/$file"; done)"

# --- installed ---

# installed DESTDIR PREFIX TARGET
installed() { $make --no-print-directory -s "$3" BUILD="$build" DESTDIR="$1" PREFIX="$2"; }

files() { (cd "$1" && find . ! -type d | sort); }

done_by "make install" installed "" "$prefix" install
done_by "make install with a DESTDIR" installed "$scratch/dest" /usr install
same "DESTDIR moves the same tree" "$(files "$prefix")" "$(files "$scratch/dest/usr")"
rule "what is installed names neither the source nor another prefix" \
    "$(grep -rlE "$PWD|$scratch|/usr/local" "$scratch/dest/usr"/{lib,include,share}/ \
        --include='*.pc' --include='*.h' --include='*.service' --include='*.socket')"
rule "ExecStart is where the program was put" \
    "$(grep -L "^ExecStart=$prefix/bin/fihristd " "$prefix"/lib/systemd/*/*.service)"
done_by "make uninstall" installed "$scratch/dest" /usr uninstall
same "uninstall leaves no file" "" "$(files "$scratch/dest")"

version=$(sed -nE 's/^VERSION *:= *//p' Makefile)
same "the library, pkg-config, fihrist.h and the news tell the Makefile's version" \
    "fihrist $version fihristd $version $version $version $version" \
    "$("$prefix/bin/fihrist" --version) $("$prefix/bin/fihristd" --version) $(
        pkg-config --modversion fihrist) $(
        sed -nE 's/.*version of the library, "(.*)".*/\1/p' include/fihrist.h) $(
        sed -nE '/^## /{ s/^## ([0-9.]+).*/\1/p; q }' NEWS.md)"

strict=(-Wall -Wextra -pedantic -Werror -fsyntax-only -I"$prefix/include")
for header in "$prefix"/include/*.h; do
    name=$(basename "$header")
    done_by "$name compiles alone as C11" cc -std=c11 "${strict[@]}" -xc - <<<"#include <$name>"
    done_by "$name compiles alone as C++11" c++ -std=c++11 "${strict[@]}" -xc++ - <<<"#include <$name>"
done

# --- a program of someone else's ---

flags() { pkg-config "$@" --cflags --libs fihrist; }
answer=$'2022-11-04  How the dockers’ pensions went into the Karsk Gap dam'

done_by "the installed fihrist indexes" "$prefix/bin/fihrist" index --quiet --index "$scratch/index" \
    --path '{source}/{date}/{}' corpus/pages corpus/archive.jsonl

# shellcheck disable=SC2046 # words are what pkg-config prints
done_by "a program builds with what pkg-config says" \
    cc -o "$scratch/shared" doc/examples/search.c $(flags)
same "and finds" "$answer" \
    "$(LD_LIBRARY_PATH=$prefix/lib "$scratch/shared" "$scratch/index" '"pensions went into"' 2>&1)"

# With the shared library out of sight, -lfihrist is libfihrist.a.
mkdir "$scratch/static"
cp "$prefix/lib/libfihrist.a" "$scratch/static"
# shellcheck disable=SC2046
done_by "a program builds with what pkg-config --static says" cc -o "$scratch/static/search" \
    doc/examples/search.c $(flags --static --define-variable=libdir="$scratch/static")
same "and finds by itself" "$answer" \
    "$("$scratch/static/search" "$scratch/index" '"pensions went into"' 2>&1)"
rule "it does not need libfihrist.so" \
    "$(dynamic "$scratch/static/search" NEEDED | grep fihrist)"

cat >"$scratch/search.cc" <<'TEXT'
#include <fihrist.h>
#include <cstring>
int main(int, char **argv) {
    fihrist_search_options options = FIHRIST_SEARCH_OPTIONS;
    fihrist_error err;
    fihrist_reader *reader;
    uint64_t count;
    options.comments = FIHRIST_COMMENTS_OFF;
    return fihrist_open(argv[1], &reader, &err) ||
           fihrist_count(reader, "dockers", std::strlen("dockers"), &options, &count, &err) ||
           (fihrist_close(reader), count == 0);
}
TEXT
# shellcheck disable=SC2046
done_by "a C++ program builds" c++ -std=c++11 -o "$scratch/plus" "$scratch/search.cc" $(flags)
done_by "and finds" env LD_LIBRARY_PATH="$prefix/lib" "$scratch/plus" "$scratch/index"

# wait_for FILE: ten seconds long at most.
wait_for() {
    for _ in {1..100}; do
        [ -s "$1" ] && return
        sleep 0.1
    done
}

# It starts its workers from its own file, and they find the library as it did.
"$prefix/bin/fihristd" --index "$scratch/index" --workers 1 --socket "$scratch/socket" \
    >"$scratch/ready" 2>"$scratch/daemon" &
daemon=$!
wait_for "$scratch/ready"
same "the installed fihristd answers" 1 \
    "$("$prefix/bin/fihrist" count --socket "$scratch/socket" '"pensions went into"' 2>&1)"
kill "$daemon"
wait "$daemon"
same "and ends well when it is told to" 0 "$?"

# --- systemd ---

# exposed UNIT: its exposure, 0 (nothing within reach) to 10, in tenths.
exposed() {
    systemd-analyze security --offline=true --no-pager "$1" |
        sed -nE 's/.*Overall exposure level.*: ([0-9]+)\.([0-9]).*/\1\2/p'
}

if command -v systemd-analyze >/dev/null; then
    for kind in system user; do
        units=$prefix/lib/systemd/$kind
        for unit in "$units"/*@.*; do
            rule "systemd-analyze verify $kind/$(basename "$unit")" \
                "$(systemd-analyze verify --man=no --$kind "${unit/@./@news.}" 2>&1 || echo "status $?")"
        done
    done
    exposure=$(exposed "$prefix/lib/systemd/system/fihristd@.service")
    rule "the exposure of fihristd@.service is under 1.5 of 10" \
        "$([ "${exposure:-99}" -lt 15 ] || echo "it is ${exposure:-unknown} tenths")"
else
    echo "systemd-analyze is not installed: units are not judged"
fi
suite_end library
