# SPDX-License-Identifier: GPL-2.0-or-later
"""A summary as tables, for a terminal or for Markdown."""
from summary import AS_ASKED, FIHRIST, PERCENTS

LABELS = {"fihrist": "Fihrist", "fihrist-as-asked": "Fihrist, as users ask it",
          "scriptindex": "Xapian, scriptindex", "fts5": "SQLite FTS5, contentless",
          "fts5-content": "SQLite FTS5, with content", "lucene": "Lucene"}


def label(name):
    return LABELS.get(name, name)


# --- layout ---

class Table:
    def __init__(self, title, heads, note=""):
        self.title, self.heads, self.note = title, heads, note
        self.rows = []

    def add(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def widths(self):
        return [max(map(len, column)) for column in zip(self.heads, *self.rows)]

    def text(self):
        widths = self.widths()

        def line(cells):
            padded = [cell.rjust(width) for cell, width in zip(cells, widths)]
            return "  ".join([cells[0].ljust(widths[0]), *padded[1:]]).rstrip()

        return "\n".join([f"── {self.title}", line(self.heads), *map(line, self.rows),
                          *([self.note] if self.note else [])])

    def markdown(self):
        rule = ["---"] + ["--:"] * (len(self.heads) - 1)
        lines = ["| " + " | ".join(cells) + " |" for cells in (self.heads, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", *lines, *(["", self.note] if self.note else [])])


def figure(value):
    """Three digits that count."""
    if value == 0:
        return "0"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def ms(us):
    return figure(us / 1000)


def mb(count):
    return figure(count / 1e6)


def times(figures):
    return " / ".join(ms(figures[f"p{percent}_us"]) for percent in PERCENTS)


# --- the tables ---

def indexing(one):
    table = Table(f"Indexing {one['articles']:,} articles: {one['documents']:,} documents,"
                  f" {mb(one['text_bytes'])} MB of text",
                  ["", "MB/s", "s", "of it parsing", "CPU s", "peak MB", "on disk, MB",
                   "optimising, s", "then, MB", "rounds"])
    for name, figures in one["index"].items():
        table.add(label(name), figure(figures["mb_per_second"]), figure(figures["seconds"]),
                  figure(figures["parse_seconds"]) if "parse_seconds" in figures else "",
                  figure(figures["cpu_seconds"]), mb(figures["peak_rss_bytes"]),
                  mb(figures["disk_bytes"]), figure(figures["optimize_seconds"]),
                  mb(figures["optimized_bytes"]), figures["rounds"])
    table.note = "".join(f"{label(name)} is left out: {why}. "
                         for name, why in one["left_out"].items()).strip()
    return table


def searching(one):
    table = Table(f"{one['articles']:,} articles, all kinds of queries, ten hits, ms",
                  ["", "p50", "p95", "p99", "mean", "queries/s", "p50 by Fihrist's", "p95", "p99",
                   "asked"])
    own = one["search"][FIHRIST]["all"]
    for name, figures in one["search"].items():
        every = figures["all"]
        keys = [f"p{percent}_us" for percent in PERCENTS]
        table.add(label(name), *(ms(every[key]) for key in keys), ms(every["mean_us"]),
                  figure(1e6 / every["mean_us"]), *(figure(every[key] / own[key]) for key in keys),
                  figures["times_asked"])
    table.note = (f"{own['queries']} queries; the time of one is the median of the times that it"
                  " was asked in a process, in the mean of the processes.")
    return table


def kinds(one):
    names = [name for name in one["search"] if name != AS_ASKED]
    table = Table(f"{one['articles']:,} articles, by kind, ms: p50 / p95 / p99",
                  ["", "hits", *map(label, names)])
    for kind in one["search"][FIHRIST]["kinds"]:
        hits = next((sizes[kind]["fihrist_hits_as_asked"] / sizes[kind]["queries"]
                     for sizes in one["agreement"].values()), None)
        table.add(kind, "" if hits is None else figure(hits),
                  *(times(one["search"][name]["kinds"][kind]) for name in names))
    table.note = "Hits: of a query, in the mean, comments counted as hits of their own."
    return table


def as_asked(one):
    """In process and over the socket."""
    if "1" not in one["socket"] or AS_ASKED not in one["search"]:
        return None
    table = Table(f"{one['articles']:,} articles, Fihrist as its users ask it, by kind, ms:"
                  " p50 / p95 / p99", ["", "in process", "over the socket, one client"])
    for kind, figures in one["search"][AS_ASKED]["kinds"].items():
        asked = one["socket"]["1"]["kinds"].get(kind)
        over = {f"p{percent}_us": asked[f"p{percent}_ms"] * 1000 for percent in PERCENTS}
        table.add(kind, times(figures), times(over))
    return table


def clients(one):
    if not one["socket"]:
        return None
    table = Table(f"{one['articles']:,} articles, the daemon over its socket, all kinds",
                  ["clients", "queries/s", "p50, ms", "p95", "p99", "errors"])
    for number, figures in one["socket"].items():
        table.add(number, figure(figures["per_second"]),
                  *(figure(figures[f"p{percent}_ms"]) for percent in PERCENTS),
                  figure(figures["error_count"]))
    return table


# --- hits ---

def reasons(differ):
    return ", ".join(f"{why}: {count}" for why, count in sorted(differ.items()))


def agreement(one):
    table = Table(f"{one['articles']:,} articles: do the counts of hits agree?",
                  ["", "queries", "counts that differ", "hits", "Fihrist's", "why"])
    for name, of_kind in one["agreement"].items():
        sums = {key: sum(kind[key] for kind in of_kind.values())
                for key in ("queries", "hits", "fihrist_hits")}
        differ = {}
        for kind in of_kind.values():
            for why, count in kind["differ"].items():
                differ[why] = differ.get(why, 0) + count
        table.add(label(name), sums["queries"], sum(differ.values()), f"{sums['hits']:,}",
                  f"{sums['fihrist_hits']:,}", reasons(differ) or "all agree")
        for name_of_kind, kind in of_kind.items():
            if kind["differ"]:
                table.add("· " + name_of_kind, kind["queries"], sum(kind["differ"].values()),
                          f"{kind['hits']:,}", f"{kind['fihrist_hits']:,}",
                          reasons(kind["differ"]))
    table.note = ("Engines that index stems only find phrases of stems; Fihrist's count is then"
                  " that of the same words with ADJ/1." + phrases(one) + " Stems: FTS5's porter is"
                  " an older stemmer; with Fihrist's in its place the counts agree. Apostrophes: to"
                  " FTS5 we're is we and re, to Xapian Africa's is not exactly Africa. Initials:"
                  " E.U. is eu, but not to FTS5 and Lucene. Accents: Côte is cote, but not to"
                  " Xapian.")
    return table


def phrases(one):
    """What it finds of those itself."""
    for of_kind in one["agreement"].values():
        more = {kind: all_ for kind, all_ in of_kind.items()
                if all_["fihrist_hits"] != all_["fihrist_hits_as_asked"]}
        if more:
            return " In quotation marks it finds the exact forms: " + ", ".join(
                f"{kind} {all_['fihrist_hits_as_asked']:,} of {all_['fihrist_hits']:,}"
                for kind, all_ in more.items()) + "."
    return ""


# --- growth and machine ---

def growth(made):
    if len(made["sizes"]) < 3:
        return None
    table = Table("Growth with the number of articles: exponents by least squares",
                  ["", "time to index", "peak memory", "on disk", "p50", "p95", "p99"],
                  "1: in proportion, 0: not at all, over " + ", ".join(
                      f"{one['articles']:,}" for one in made["sizes"]) + " articles.")
    for name, figures in made["growth"].items():
        table.add(label(name), *(f"{figures[key]:.2f}" if key in figures else "" for key in (
            "seconds", "peak_rss_bytes", "optimized_bytes", "p50_us", "p95_us", "p99_us")))
    return table


def machine(made):
    one = made["sizes"][-1]
    told = one["machine"]
    table = Table("The machine", ["", ""])
    table.add("when", one["when"])
    table.add("processor", f"{told['processors']} x {told['processor']}")
    table.add("memory", f"{told['memory_bytes'] / 2 ** 30:.0f} GiB")
    table.add("system", f"{told['system']}, Linux {told['kernel']}")
    for package, version in told["packages"].items():
        table.add(package, version)
    for size in made["sizes"]:
        table.add(f"{size['articles']:,} articles", f"{size['took_seconds'] / 60:.1f} minutes;"
                  f" load average {size['machine']['load_average']:.1f} before,"
                  f" {size['load_average_after']:.1f} after")
    return table


def every(made):
    found = [machine(made)]
    for one in made["sizes"]:
        found += [indexing(one), searching(one), kinds(one), as_asked(one), clients(one),
                  agreement(one)]
    return [table for table in found + [growth(made)] if table]
