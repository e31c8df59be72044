# SPDX-License-Identifier: GPL-2.0-or-later
"""Why engines may count different hits for a question although they stem alike: they read some
writings differently. "we're" is two words to FTS5, and "Africa's" another one than "Africa" to
scriptindex; "E.U." is eu to Fihrist and Xapian only, and N.O.T.H. the stem of "nothing"; "Côte" is
not "cote" to Xapian. It is looked up whether the documents have a word of the question in such a
writing."""
import json
import re
import unicodedata

INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b")
APART = re.compile(r"['’]")
ENDING = 4  # letters that a stemmer takes away, at most


def folded(text):
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower())
                   if not unicodedata.combining(one))


def words(node):
    """All words of a question's text."""
    if "words" in node:
        return {word.lower() for word in node["words"]}
    (_, parts), = node.items()
    return set().union(*map(words, parts))


def writings(token):
    """(cause, what it is a writing of) of a piece of text between blanks."""
    for initials in INITIALS.findall(token):
        yield "initials", folded(initials.replace(".", ""))
    core = token.strip(".,;:!?()[]\"“”…—-'’")
    if "'" in core or "’" in core:
        for part in APART.split(core):
            yield "apostrophes", folded(part)
    if not core.isascii():
        for part in re.split(r"[\W_]+", core):
            if not part.isascii():
                yield "accents", folded(part)


def alike(word, form):
    """May they have one stem?"""
    short, long_ = sorted((word, form), key=len)
    return long_ == short or (len(short) > 2 and len(long_) - len(short) <= ENDING
                              and long_.startswith(short))


def forms(documents):
    """For each cause what the documents have in such a writing."""
    seen, found = set(), {"initials": set(), "apostrophes": set(), "accents": set()}
    with open(documents, encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            tokens = set(f'{document["title"]} {document["text"]}'.split()) - seen
            seen |= tokens
            for token in tokens:
                for cause, form in writings(token):
                    found[cause].add(form)
    return found


def causes(documents, questions):
    """For each of the questions the causes that the documents give, sorted."""
    if not questions:
        return []
    found = forms(documents)
    return [sorted(cause for cause, of_cause in found.items()
                   if any(alike(word, form) for word in words(one["text"]) for form in of_cause))
            for one in questions]
