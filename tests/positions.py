#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""positions.py STORE TABLES: two indexes of what positions.py --archive SEED prints for 1 and 2,
the one with the places of words in its store, the other in libxapian's tables, have to give the same
answers to thousands of random phrases, NEAR and ADJ: ids, scores, counts, order, alone and under
AND, OR and NOT, in every field that has positions, with comments beneath, among, alone and left
out. --queries N asks N a kind.

Two things libxapian does not answer as well. Phrases it does not take inside NEAR: what the store
finds then is held against the texts. Where two sides of NEAR have some words in common it may give
a word to the wrong one: so the store finds what it does, and at times more.
"""
import json
import random
import subprocess
import sys

# Words with one stem, in one language at least, or one beginning.
GROUPS = [["harbour"], ["council", "councils"], ["river"], ["strike", "strikes"], ["minister"],
          ["ferry", "ferries"], ["gauge"], ["proxy"], ["hope", "hoping"], ["mayor"], ["quarry"]]
WORDS = [word for group in GROUPS for word in group]
NAMES = ["ana", "mir", "dor", "tess", "abel"]
ROUNDING = 2e-6  # scores are printed to six decimals


def archive(seed):
    """Articles in two languages about few words, some without a title, a text or an author."""
    rng = random.Random(seed)

    def text(most):
        some = WORDS[:rng.randint(1, len(WORDS))]
        return " ".join(rng.choice(some) for _ in range(rng.randint(0, most)))

    def name():
        return " ".join(rng.choice(NAMES) for _ in range(rng.randint(1, 3)))

    for number in range(400):
        comments = [{"id": str(k), "text": text(14), "author": rng.choice((name(), None))}
                    for k in range(rng.randint(0, 4))]
        article = {"id": f"a{seed}-{number}", "lang": rng.choice(("en", "en", "fr")),
                   "title": text(6), "text": text(rng.choice((0, 12, 40, 40, 400))),
                   "caption": text(8),
                   "authors": [name() for _ in range(rng.randint(0, 3))], "comments": comments,
                   "date": f"202{rng.randint(0, 2)}-0{rng.randint(1, 9)}-01"}
        if article["title"] or article["text"]:
            yield {key: value for key, value in article.items() if value not in ("", [])}


# --- queries ---

RNG = random.Random(7)
FIELDS = ["", "", "", "", "title:", "text:", "comment:", "author:", "commenter:"]


def a_word(field):
    if field in ("author:", "commenter:"):
        return RNG.choice(NAMES)
    return RNG.choice(WORDS)


def wild(word):
    return word[:RNG.randint(3, len(word))] + "*"


def a_phrase(field):
    """Exact words, one or more, or words in one piece, whose stems stand one after another."""
    words = [a_word(field) for _ in range(RNG.choice((1, 2, 2, 2, 3, 4)))]
    if RNG.random() < .6:
        return f'{field}"{" ".join(words)}"'
    words[-1] = wild(words[-1]) if RNG.random() < .3 else words[-1]
    return field + "-".join(words)


def operator():
    return RNG.choice(("NEAR", "ADJ")) + RNG.choice(("", "/1", "/2", "/3", "/7", "/40", "/99"))


def sides(field):
    """Two to four, of which each two are the same or have nothing in common."""
    if field in ("author:", "commenter:"):
        return [RNG.choice(NAMES) for _ in range(RNG.randint(2, 3))]
    groups = RNG.sample(GROUPS, 8)
    made = []
    for _ in range(RNG.choice((2, 2, 2, 3, 4))):
        draw = RNG.random()
        if made and draw < .2:
            made.append(RNG.choice(made))
        elif draw < .35:
            made.append(f"({RNG.choice(groups.pop())} OR {RNG.choice(groups.pop())})")
        elif draw < .5:
            made.append(wild(groups.pop()[0]))
        else:
            made.append(RNG.choice(groups.pop()))
    return made


def a_near(field, of=sides):
    chain = f" {operator()} ".join(of(field))
    return f"{field}({chain})"


def a_place(field=None):
    field = RNG.choice(FIELDS) if field is None else field
    return RNG.choice((a_phrase, a_near))(field)


def a_mixture():
    place, word, other = a_place(), a_word(""), a_place()
    return RNG.choice((f"{place} {word}", f"{place} OR {word}", f"{word} -{place}",
                       f"{place} -{other}", f"{place} {other}", f"{place} OR {other}",
                       f"({place} OR {word}) {a_word('')}", f"{place} date:2021",
                       f"{place} author:{RNG.choice(NAMES)}", f"date:2021 -{place}"))


def entangled(_):
    """Sides that share a word and have others of their own."""
    common, one, other = RNG.sample(WORDS, 3)
    return [f"({common} OR {one})", f"({other} OR {common})", common][:RNG.randint(2, 3)]


# --- answers ---

def ask(index, queries, *options):
    """For each query its hits and its end."""
    lines = "".join(f"{number}\t{query}\n" for number, query in enumerate(queries))
    done = subprocess.run(["fihrist", "search", "--index", index, "--format", "jsonl", "--copies",
                           "show", "--snippets", "0", "--batch", "-", *options], input=lines, stdout=subprocess.PIPE,
                          text=True, check=False)
    assert done.returncode in (0, 1), (options, done.returncode)
    answers = [([], None) for _ in queries]
    for line in map(json.loads, done.stdout.splitlines()):
        number = int(line.pop("qid"))
        if "end" in line:
            answers[number] = (answers[number][0], line["end"])
        else:
            answers[number][0].append((line["id"], line["score"]))
    assert all(end for _, end in answers), options
    return answers


def same_order(one, other):
    """The same hits, and in the same order but where scores differ by rounding alone."""
    return len(one) == len(other) and all(
        a == b or abs(a[1] - b[1]) < ROUNDING for a, b in zip(one, other)) and \
        sorted(hit for hit, _ in one) == sorted(hit for hit, _ in other)


def check_same(queries, *options):
    found = 0
    for query, (one, end), (other, other_end) in zip(queries, ask(STORE, queries, *options),
                                                     ask(TABLES, queries, *options)):
        assert same_order(one, other), (query, options, one[:5], other[:5])
        # Estimates may differ: articles and comments are joined in another way.
        counts = [e["count"] for e in (end, other_end) if e["count_exact"]]
        assert len(set(counts)) < 2, (query, options, counts)
        found += len(one)
    print(f"{len(queries)} queries, {found} hits the same: {' '.join(options)}")


def check_entangled(queries):
    more = 0
    for query, (one, _), (other, _) in zip(queries, ask(STORE, queries, "--limit", "1000"),
                                           ask(TABLES, queries, "--limit", "1000")):
        missing = {hit for hit, _ in other} - {hit for hit, _ in one}
        assert not missing, (query, missing)
        more += len(one) > len(other)
    print(f"{len(queries)} queries with sides in common, {more} of them find more in the store")


def places(article, words):
    """Where in an article these words stand one after another: the places of all of them."""
    found, first = set(), 1
    for text in (article.get(part, "").split() for part in ("title", "text", "caption")):
        for at in range(len(text) - len(words) + 1):
            if text[at:at + len(words)] == words:
                found.update(range(first + at, first + at + len(words)))
        first += len(text) + 99 if text else 0
    return found


def check_phrases_inside(number):
    """Phrases inside NEAR and ADJ, of words that have no other forms, against the texts."""
    words = [group[0] for group in GROUPS if len(group) == 1]
    archived = {article["id"]: article for seed in (1, 2) for article in archive(seed)}
    here = {hit for hit, _ in ask(STORE, ["type:article"], "--limit", "1000")[0][0]}
    cases = [(RNG.choices(words, k=2), RNG.choices(words, k=RNG.choice((1, 1, 2))),
              RNG.choice((1, 2, 5, 20)), RNG.choice(("NEAR", "ADJ"))) for _ in range(number)]
    queries = ['"%s" %s/%d "%s"' % (" ".join(one), name, distance, " ".join(other))
               for one, other, distance, name in cases]
    total = 0
    for (one, other, distance, name), query, (hits, _) in zip(
            cases, queries, ask(STORE, queries, "--limit", "1000", "--comments", "off")):
        expected = {
            key for key in here
            if any(0 < (b - a if name == "ADJ" else abs(b - a)) <= distance
                   for a in places(archived[key], one) for b in places(archived[key], other))}
        assert {hit for hit, _ in hits} == expected, (query, {hit for hit, _ in hits} ^ expected)
        total += len(hits)
    print(f"{number} phrases inside NEAR, {total} hits as the texts say")


def main(number):
    places = [a_place() for _ in range(number)]
    for comments in ("under", "with", "only", "off"):
        check_same(places, "--limit", "1000", "--comments", comments)
        mixtures = [a_mixture() for _ in range(number)]
        check_same(mixtures, "--limit", "1000", "--comments", comments, "--exact-count")
    check_same(places + mixtures, "--limit", "10", "--exact-count")
    check_same(places + mixtures, "--limit", "20", "--sort", "newest")
    check_same(places, "--limit", "100", "--match", "any")
    check_entangled([a_near("", entangled) for _ in range(number)])
    check_phrases_inside(number)


if sys.argv[1] == "--archive":
    for article in archive(int(sys.argv[2])):
        print(json.dumps(article))
else:
    STORE, TABLES = sys.argv[1:3]
    main(int(sys.argv[4]) if sys.argv[3:4] == ["--queries"] else 150)
