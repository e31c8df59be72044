# SPDX-License-Identifier: GPL-2.0-or-later
"""Why engines may count different hits for a question although they stem alike: they part words in
different places. That is looked for in the documents: has one of them a word of the question
written so that engines read it differently?"""
import itertools
import json
import re

MOST_DOCUMENTS = 20000  # what is to be found is found soon
LONGEST_INITIALS = 6    # letters


def words(node):
    """All words of a question's text."""
    if "words" in node:
        return {word.lower() for word in node["words"]}
    (_, parts), = node.items()
    return set().union(*map(words, parts))


def writings(word):
    """Cause: what to look for. "E.U." is eu to Fihrist and Xapian; "we're" is we and re to FTS5."""
    letters = re.escape(word)
    found = {"apostrophes": re.compile(rf"\b{letters}['’]\w|\w['’]{letters}\b", re.I)}
    if len(word) <= LONGEST_INITIALS:
        dotted = r"\.".join(map(re.escape, word))
        found["initials"] = re.compile(rf"\b{dotted}\.", re.I)
    return found


def causes(documents, questions):
    """For each of the questions the causes that the documents give, sorted."""
    sought = {(word, cause): pattern for one in questions for word in words(one["text"])
              for cause, pattern in writings(word).items()}
    found = set()
    with open(documents, encoding="utf-8") as file:
        for line in itertools.islice(file, MOST_DOCUMENTS):
            document = json.loads(line)
            text = document["title"] + "\n" + document["text"]
            found |= {key for key, pattern in sought.items()
                      if key not in found and pattern.search(text)}
            if len(found) == len(sought):
                break
    return [sorted({cause for word, cause in found if word in words(one["text"])})
            for one in questions]
