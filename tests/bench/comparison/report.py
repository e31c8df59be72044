# SPDX-License-Identifier: GPL-2.0-or-later
"""report.py FOLDER MEASURED...: make of what measure.py measured, one file for each size of the
archive, tables (printed), FOLDER/comparison.json and pictures (FOLDER/*.svg).
report.py --compare A B: how far the ratios of two comparison.json are from one another.
report.py --markdown COMPARISON DOCUMENT: put the tables into a document, between two lines that
say <!-- tables: begin --> and <!-- tables: end -->."""
import json
import os
import re
import sys

import chart
import summary
import tables

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def save(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def report(folder, *paths):
    made = summary.summarise([load(path) for path in paths])
    save(os.path.join(folder, "comparison.json"), json.dumps(made, indent=1) + "\n")
    for name, picture in chart.pictures(made).items():
        save(os.path.join(folder, name), picture)
    print("\n\n".join(table.text() for table in tables.every(made)))


def compare(a, b):
    table = tables.Table("How far ratios have moved, in percent",
                         ["", "ratios", "median", "greatest", "which"])
    for family, moved in summary.deviations(load(a), load(b)).items():
        far = [one for one, _ in moved]
        table.add(family, len(moved), f"{100 * far[len(far) // 2]:.1f}", f"{100 * far[0]:.1f}",
                  moved[0][1])
    print(table.text())


def markdown(comparison, document):
    with open(document, encoding="utf-8") as file:
        text = file.read()
    made = "\n\n".join(table.markdown() for table in tables.every(load(comparison)))
    between = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.S)
    if not between.search(text):
        raise SystemExit(f"{document} has no place for tables: {BEGIN}")
    save(document, between.sub(lambda _: f"{BEGIN}\n\n{made}\n\n{END}", text))


if __name__ == "__main__":
    verbs = {"--compare": compare, "--markdown": markdown}
    if len(sys.argv) == 4 and sys.argv[1] in verbs:
        verbs[sys.argv[1]](*sys.argv[2:])
    elif len(sys.argv) > 2 and not sys.argv[1].startswith("-"):
        report(*sys.argv[1:])
    else:
        raise SystemExit(__doc__)
