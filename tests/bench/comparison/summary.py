# SPDX-License-Identifier: GPL-2.0-or-later
"""From what measure.py measured to what can be said of it: medians, percentiles, ratios, how the
counts of hits agree, and how things grow."""
from statistics import fmean, geometric_mean, harmonic_mean

from arithmetic import median, percentile, slope

FIHRIST, AS_ASKED = "fihrist", "fihrist-as-asked"
INDEX_RATIOS = ("seconds", "cpu_seconds", "peak_rss_bytes", "disk_bytes", "optimized_bytes")
# How much of its heap a virtual machine takes is its collector's doing, 817 to 1,052 MB for the same
# 100,000 articles: it is told, and held against nothing.
COLLECTED = {"lucene": ("peak_rss_bytes",)}
PERCENTS = (50, 95, 99)
# Kinds whose ratios are taken together: a single one has twenty queries.
FAMILIES = {"word": "words", "and": "AND", "or": "OR", "phrase": "phrases", "actor": "filters",
            "dates": "filters", "source": "filters", "comment": "filters"}
# What an engine reads otherwise than Fihrist (causes.py).
MISREAD = {"fts5": ("apostrophes", "initials"), "lucene": ("initials",),
           "scriptindex": ("accents", "apostrophes")}


# --- indexing ---

def of_rounds(rounds):
    """The median of each figure."""
    made = {key: median([one[key] for one in rounds]) for key in rounds[0]}
    return {**made, "rounds": len(rounds)}


def indexing(measured):
    made = {name: of_rounds(rounds) for name, rounds in measured["index"].items()}
    for figures in made.values():
        figures["mb_per_second"] = measured["text_bytes"] / 1e6 / figures["seconds"]
    return made


# --- searching ---

def latency(times_us):
    made = {f"p{percent}_us": percentile(times_us, percent) for percent in PERCENTS}
    return {**made, "mean_us": sum(times_us) / len(times_us), "queries": len(times_us)}


def of_kinds(questions, value):
    """For each kind, in their order, the values of its questions."""
    made = {}
    for one in questions:
        made.setdefault(one["kind"], []).append(value(one))
    return made


def time_of(question):
    """The median of a round, in the mean of the rounds: each is a process of its own, and some
    processes are faster than others throughout."""
    return fmean(map(median, question["rounds_us"]))


def searching(measured):
    """Percentiles are those of different questions."""
    made = {}
    for name, questions in measured["search"].items():
        kinds = of_kinds(questions, time_of)
        made[name] = {"all": latency(sum(kinds.values(), [])),
                      "kinds": {kind: latency(times) for kind, times in kinds.items()},
                      "times_asked": sum(map(len, questions[0]["rounds_us"]))}
    return made


def daemon(measured):
    """For a number of clients the medians of the rounds, and how many answers a second there were
    in all of them, which ask the same; of kinds where one client asks."""
    made = {}
    for clients, rounds in measured["socket"].items():
        made[clients] = of_rounds([one["all"] for one in rounds])
        made[clients].update(per_second=harmonic_mean([one["per_second"] for one in rounds]),
                             error_count=sum(one["error_count"] for one in rounds))
        if clients == "1":
            made[clients]["kinds"] = {kind: of_rounds([one["kinds"][kind] for one in rounds])
                                      for kind in rounds[0]["kinds"]}
    return made


# --- hits ---

def expected(question, phrases):
    """What Fihrist counts, asked for phrases as the other engine understands them."""
    return question["hits"] if phrases == "forms" else question.get("hits_stems", question["hits"])


def reason(measured, name, number, wanted):
    """Why an engine's count is another one; None where it is not known."""
    equal = measured.get("equal_stems")
    if name.startswith("fts5") and equal is None:
        return "stems or apostrophes"
    if name.startswith("fts5") and equal[number] == wanted:
        return "stems"
    known = measured["causes"].get(str(number), ())
    return " and ".join(one for one in known if one in MISREAD[name.split("-")[0]]) or None


def agreement(measured):
    """For each engine and kind the sums of hits, and how many counts differ for what reason."""
    made = {}
    for name, questions in measured["search"].items():
        if name in (FIHRIST, AS_ASKED):
            continue
        kinds = made.setdefault(name, {})
        for number, (own, other) in enumerate(zip(measured["search"][FIHRIST], questions)):
            wanted = expected(own, measured["phrases"][name])
            kind = kinds.setdefault(own["kind"], {"queries": 0, "hits": 0, "fihrist_hits": 0,
                                                  "fihrist_hits_as_asked": 0, "differ": {}})
            kind["queries"] += 1
            kind["hits"] += other["hits"]
            kind["fihrist_hits"] += wanted
            kind["fihrist_hits_as_asked"] += own["hits"]
            if other["hits"] != wanted:
                why = reason(measured, name, number, wanted) or "NOT EXPLAINED"
                kind["differ"][why] = kind["differ"].get(why, 0) + 1
    return made


# --- all of it ---

def ratios(made):
    """Other engines' figures by Fihrist's, under one name each: what should be the same when the
    measurement is made again. Of queries it is means that are, and of kinds those of a family: a
    percentile is the time of one query or two."""
    found = {}
    size = made["articles"]
    for name, figures in made["index"].items():
        for key in INDEX_RATIOS:
            if name == FIHRIST or key in COLLECTED.get(name, ()):
                continue
            found[f"index {size} {name} {key}"] = figures[key] / made["index"][FIHRIST][key]
    own = made["search"].get(FIHRIST, {"kinds": {}})
    for name, figures in made["search"].items():
        if name == FIHRIST:
            continue
        found[f"search {size} {name} mean_us"] = figures["all"]["mean_us"] / own["all"]["mean_us"]
        families = {}
        for kind, times in figures["kinds"].items():
            families.setdefault(FAMILIES.get(kind.split("-")[0], kind), []).append(
                times["mean_us"] / own["kinds"][kind]["mean_us"])
        for family, of_kinds_ in families.items():
            found[f"kinds {size} {name} {family} mean_us"] = geometric_mean(of_kinds_)
    one = made["socket"].get("1")
    for clients, figures in made["socket"].items():
        if one and figures is not one:
            found[f"daemon {size} {clients} clients per_second"] = (
                figures["per_second"] / one["per_second"])
    return found


def growth(sizes):
    """How figures grow with the articles, for the engines that were measured at every size."""
    articles = [one["articles"] for one in sizes]
    made = {}
    for name in sizes[0]["index"]:
        if all(name in one["index"] for one in sizes):
            made[name] = {key: slope(articles, [one["index"][name][key] for one in sizes])
                          for key in ("seconds", "peak_rss_bytes", "optimized_bytes")}
        if all(name in one["search"] for one in sizes):
            made.setdefault(name, {}).update(
                {key: slope(articles, [one["search"][name]["all"][key] for one in sizes])
                 for key in ("p50_us", "p95_us", "p99_us")})
    return made


def of_one(measured):
    kept = ("articles", "archive_bytes", "documents", "text_bytes", "machine", "when",
            "load_average_after", "took_seconds", "left_out")
    made = {key: measured[key] for key in kept}
    made.update(index=indexing(measured), search=searching(measured), socket=daemon(measured),
                agreement=agreement(measured))
    return made


def summarise(measurements):
    sizes = sorted(map(of_one, measurements), key=lambda one: one["articles"])
    found = {}
    for one in sizes:
        found.update(ratios(one))
    return {"sizes": sizes, "ratios": found,
            "growth": growth(sizes) if len(sizes) > 1 else {}}


def deviations(a, b):
    """[(how far the ratio has moved, its name)] of what both summaries have, by the first word of
    its name; the greatest first."""
    made = {}
    for name in a["ratios"].keys() & b["ratios"].keys():
        first, second = a["ratios"][name], b["ratios"][name]
        made.setdefault(name.split()[0], []).append((abs(second / first - 1), name))
    return {family: sorted(list_, reverse=True) for family, list_ in sorted(made.items())}
