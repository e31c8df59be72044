#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# client.sh: ask a Fihrist daemon from the shell, by way of socat and jq.
#
# client.sh SOCKET QUERY prints date and title of what is found. Its exit status is 0 when something
# was found, 1 when nothing was, 2 after an error, 75 when it is worth trying later. doc/protocol.md
# tells the methods, their params and the answers.
set -u

if [ $# -ne 2 ]; then
    echo 'usage: client.sh SOCKET QUERY' >&2
    exit 2
fi
if [ -e "$1" ] && [ ! -w "$1" ]; then
    echo "client.sh: may not connect to '$1'" >&2
    exit 2
fi

# jq writes the request, so that nothing in the query can end its string. socat closes the sending
# side behind it; the daemon answers all the same, then closes too. -t is for how long at most. What
# socat has a meaning for in a path, such as a comma, wants a backslash.
path=$(printf '%s' "$1" | sed 's/[^[:alnum:]/._-]/\\&/g')
answer=$(
    jq -cn --arg query "$2" '{id: 1, method: "search", params: {query: $query, snippets: 0}}' |
        socat -t 70 - "UNIX-CONNECT:$path"
) || exit $(($? == 1 ? 75 : 2)) # 1: nobody answers at the socket

# The answer is one JSON value a line: hits, then an end or an error. A line cut off is none.
printf '%s\n' "$answer" | jq -rRn '
    # Without what could drive a terminal: control characters and turns of direction.
    def plain: gsub("[\\p{Cc}\u202a-\u202e\u2066-\u2069]"; " ");

    [inputs | fromjson?]
    | last as $last
    | if $last.end == null then
        ($last.error // {name: "away", message: "the daemon closed the connection"}) as $error
        | "client.sh: \($error.message | plain)\n"
        | halt_error(if $error.name | IN("busy", "away") then 75 else 2 end)
      elif length == 1 then
        "" | halt_error(1)
      else
        .[].hit | values | "\(.date // "")  \(.title // "")" | plain
      end'
