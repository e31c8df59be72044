# SPDX-License-Identifier: GPL-2.0-or-later
"""translate.py INDEX QUERIES QUESTIONS: queries in Fihrist's language as the drivers of other
engines take them (peers/peer.h). How a query is read is asked of Fihrist (--explain), so that
nothing is read twice, in two ways. One that other engines cannot be asked, as one with NEAR, is
left out, and its kind is named."""
import functools
import json
import re
import sys

import ask
import documents

FILTERS = ("actor", "source", "outlet", "date", "type")
TOKEN = re.compile(r'\(|\)|(?:[a-z]+:)?"(?:[^"\\]|\\.)*"|[^\s()]+')
WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")


class NotCompared(Exception):
    """Other engines cannot be asked this."""


# --- the tree of --explain ---

def tree(text):
    """(all a (or b c)) as ["all", "a", ["or", "b", "c"]]."""
    stack = [[]]
    for token in TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            stack[-2].append(stack.pop())
        else:
            stack[-1].append(token)
    return stack[0][0]


def field_and_value(leaf):
    found = re.match(r"([a-z]+):(.*)", leaf)
    field, value = found.groups() if found else ("", leaf)
    quoted = value.startswith('"')
    return field, (value[1:-1] if quoted else value), quoted


# --- words ---

def words(field, value):
    """A phrase, or one word; a word of several parts is a phrase of them."""
    parts = WORD.findall(value)
    if field not in ("", "title", "comment") or value.endswith("*") or not parts:
        raise NotCompared(f"{field}:{value}")
    node = {"words": parts}
    return {**node, "in": "title"} if field == "title" else node


def text(node, fields):
    """What is to be searched for; `fields` are collected, of all leaves."""
    if isinstance(node, str):
        field, value, _ = field_and_value(node)
        fields.add(field)
        return words(field, value)
    operators = {"all": "and", "and": "and", "or": "or", "not": "not"}
    if node[0] not in operators:
        raise NotCompared(node[0])
    return {operators[node[0]]: [text(child, fields) for child in node[1:]]}


def stems(node):
    """The same in Fihrist's language, with phrases of stems instead of exact words."""
    if "words" in node:
        phrase = " ADJ/1 ".join(node["words"])
        return f"title:({phrase})" if node.get("in") else f"({phrase})"
    (operator, parts), = node.items()
    between = {"and": " AND ", "or": " OR ", "not": " NOT "}[operator]
    return "(" + between.join(map(stems, parts)) + ")"


# --- filters ---

def dates(value):
    """The first and last day of 2015, 2015-06.., ..2015-06-20 and the like, 0 where it is open."""
    first, _, last = value.partition("..") if ".." in value else (value, "", value)
    return [documents.day(first), documents.day(last, documents.LAST)]


@functools.lru_cache(None)
def actor(index, name):
    ids = [one["id"] for one in ask.actors(index, name)]
    if len(ids) > 1 and name not in ids:
        raise NotCompared(f"actor:{name} is ambiguous")
    return name if name in ids or not ids else ids[0]


def filters(index, leaves):
    made = {"actors": [], "source": None, "type": None, "dates": [0, 0]}
    for leaf in leaves:
        field, value, _ = field_and_value(leaf)
        if field == "actor":
            made["actors"].append(actor(index, value))
        elif field == "date":
            made["dates"] = dates(value)
        elif field == "type":
            made["type"] = value
        else:
            made["source"] = ask.source(index, value)
    return made


def is_filter(node):
    return isinstance(node, str) and field_and_value(node)[0] in FILTERS


# --- a question ---

def question(index, kind, params):
    query, comments = params["query"], params.get("comments", "under")
    if set(params) - {"query", "comments"}:
        raise NotCompared(" ".join(sorted(set(params) - {"query", "comments"})))
    _, end = ask.page(index, query, "--limit", "1", "--explain")
    root = tree(end["explain"]["tree"])
    parts = root[1:] if root[0] in ("all", "and") else [root]
    asked = [part for part in parts if not is_filter(part)]
    if not asked:
        raise NotCompared("it asks for no word")
    fields = set()
    node = text(["all", *asked] if len(asked) > 1 else asked[0], fields)
    made = filters(index, filter(is_filter, parts))
    narrow(made, fields, comments)
    has_phrase = any(isinstance(part, str) and '"' in part for part in flat(asked))
    return {"kind": kind, "query": query, "comments": comments, "text": node, "filters": made,
            "stems": stems_of(node, parts) if has_phrase else None}


def flat(nodes):
    for node in nodes:
        yield from flat(node) if isinstance(node, list) else (node,)


def stems_of(node, parts):
    return " AND ".join([stems(node), *filter(is_filter, parts)])


def narrow(made, fields, comments):
    """comment: and title:, and what is said of comments, leave one type over."""
    types = {made["type"]} - {None}
    types |= {"comment"} if "comment" in fields or comments == "only" else set()
    types |= {"article"} if comments == "off" else set()
    if len(types) > 1 or ("comment" in fields and len(fields) > 1):
        raise NotCompared("articles and comments in one")
    made["type"] = types.pop() if types else None


def main(index, path, translated):
    left_out = {}
    with open(path, encoding="utf-8") as file, open(translated, "w", encoding="utf-8") as out:
        for line in file:
            kind, _, params = line.rstrip("\n").partition("\t")
            try:
                made = question(index, kind, json.loads(params))
                out.write(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n")
            except NotCompared as why:
                left_out.setdefault(kind, str(why))
    for kind, why in left_out.items():
        print(f"translate.py: left out some of {kind}: {why}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit("usage: translate.py INDEX QUERIES QUESTIONS")
    main(*sys.argv[1:])
