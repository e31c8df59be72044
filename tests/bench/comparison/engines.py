# SPDX-License-Identifier: GPL-2.0-or-later
"""The engines that are compared: how each is made to index, to optimise and to search. All get the
same documents; Fihrist gets the archive they come from, and finds the actors itself."""
import os
import shutil
import subprocess

import ask

TOOLS = os.path.join(ask.BUILD, "bench")
JAVA = ("java", "-Xmx1g", "-cp", os.path.join(TOOLS, "lucene.jar"), "PeerLucene")


def tool(name):
    return os.path.join(TOOLS, f"peer-{name}")


def there(*programs):
    """Why an engine cannot be measured, or None."""
    missing = [os.path.basename(one) for one in programs
               if not (os.path.exists(one) if "/" in one else shutil.which(one))]
    return f"no {' and no '.join(missing)}" if missing else None


class Place:
    """The files of one archive. Each engine has a directory to itself."""

    def __init__(self, folder, archive):
        self.folder = folder
        self.archive = archive
        self.documents = self("documents.jsonl")
        self.questions = self("questions.jsonl")

    def __call__(self, name):
        return os.path.join(self.folder, name)


class Engine:
    phrases = "stems"  # what two words in quotation marks find: their forms, or their stems
    most_articles = None
    searched = True
    warm_seconds = 1  # or one pass over all questions, before times count
    share = 1  # of the time of indexing, by Fihrist's: about what it takes

    def __init__(self, name):
        self.name = name

    def directory(self, place):
        return place(f"index-{self.name}")

    def lacks(self):
        return there(tool("fihrist"))

    def prepare(self, place):
        """What is not counted as indexing."""

    def settle(self, place):
        """Put in its place what optimising has made."""


class Fihrist(Engine):
    phrases = "forms"

    def index(self, place):
        return [ask.FIHRIST, "index", "--quiet", "--index", self.directory(place), place.archive]

    def optimize(self, place):
        return [ask.FIHRIST, "compact", "--quiet", "--index", self.directory(place)]

    def search(self, place):
        return [tool("fihrist"), "search", self.directory(place), place.questions]


class Fts5(Engine):
    """`options` make a variant of it."""
    share = 2.5

    def __init__(self, name, *options, searched=True):
        super().__init__(name)
        self.options = options
        self.searched = searched

    def lacks(self):
        return there(tool("fts5"))

    def index(self, place):
        return [tool("fts5"), "index", place.documents, self.directory(place), *self.options]

    def optimize(self, place):
        return [tool("fts5"), "optimize", self.directory(place)]

    def search(self, place):
        return [tool("fts5"), "search", self.directory(place), place.questions]


class Lucene(Engine):
    share = 3
    # Its compiler is done with it by then: after 3 s times still fall by a fourth, and end elsewhere
    # in each process; after 12 s those of four processes repeat within 10 %.
    warm_seconds = 12

    def lacks(self):
        return there("java", os.path.join(TOOLS, "lucene.jar"))

    def index(self, place):
        return [*JAVA, "index", place.documents, self.directory(place)]

    def optimize(self, place):
        return [*JAVA, "optimize", self.directory(place)]

    def search(self, place):
        return [*JAVA, "search", self.directory(place), place.questions]


class Scriptindex(Engine):
    phrases = "forms"
    share = 12

    def lacks(self):
        return there("scriptindex", "xapian-compact", tool("xapian"))

    def prepare(self, place):
        for path, *command in ((place("records"), "input", place.documents),
                               (place("script"), "script")):
            with open(path, "wb") as file:
                subprocess.run([tool("xapian"), *command], check=True, stdout=file)

    def index(self, place):
        return ["scriptindex", self.directory(place), place("script"), place("records")]

    def optimize(self, place):
        shutil.rmtree(place("compacted"), ignore_errors=True)  # of a run that was broken off
        return ["xapian-compact", self.directory(place), place("compacted")]

    def settle(self, place):
        """xapian-compact writes a copy."""
        shutil.rmtree(self.directory(place))
        os.rename(place("compacted"), self.directory(place))

    def search(self, place):
        return [tool("xapian"), "search", self.directory(place), place.questions]


FIHRIST = Fihrist("fihrist")
# What two FTS5 tables without and with the texts do when they search is the same.
ENGINES = [FIHRIST, Scriptindex("scriptindex"), Fts5("fts5"),
           Fts5("fts5-content", "--content", searched=False), Lucene("lucene")]
# Not measured: FTS5 with Fihrist's stems, which tells what a difference in hits comes from.
AGREEING = Fts5("fts5-english", "--english")
