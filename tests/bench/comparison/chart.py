# SPDX-License-Identifier: GPL-2.0-or-later
"""A summary as pictures: SVG, written by hand."""
import math
from xml.sax.saxutils import escape

from tables import figure, label

# Okabe and Ito's colours, which the colour-blind can tell apart.
COLOURS = {"fihrist": "#d55e00", "fihrist-as-asked": "#e69f00", "lucene": "#0072b2",
           "fts5": "#009e73", "fts5-content": "#66c2a5", "scriptindex": "#cc79a7"}
INK, FAINT = "#222222", "#d8d8d8"
WIDTH, MARGIN, LABELS, VALUES = 860, 24, 190, 70  # pixels: labels left, room for values right


class Drawing:
    def __init__(self):
        self.parts = []
        self.y = MARGIN

    def text(self, x, y, said, anchor="start", size=13, weight="normal", colour=INK):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
                          f' font-weight="{weight}" fill="{colour}">{escape(said)}</text>')

    def box(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}"'
                          f' height="{height:.1f}" fill="{colour}"/>')

    def line(self, x1, y1, x2, y2, colour, width=1.0):
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
                          f' stroke="{colour}" stroke-width="{width}"/>')

    def dot(self, x, y, colour, radius=4.0):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')

    def title(self, said):
        self.text(MARGIN, self.y + 8, said, size=16, weight="bold")
        self.y += 34

    def legend(self, names):
        x = MARGIN
        for name in names:
            self.dot(x + 5, self.y - 4, COLOURS.get(name, INK))
            self.text(x + 15, self.y, label(name), size=12)
            x += 34 + 6.6 * len(label(name))
        self.y += 22

    def svg(self):
        height = self.y + MARGIN
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}"'
            f' viewBox="0 0 {WIDTH} {height:.0f}" font-family="Helvetica, Arial, sans-serif">',
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="white"/>', *self.parts, "</svg>",
            ""])


# --- bars ---

def bars(title, groups):
    """groups: [(heading, [(engine, value)])]. Every group has a scale of its own."""
    drawing = Drawing()
    drawing.title(title)
    for heading, values in groups:
        drawing.text(MARGIN, drawing.y, heading, size=13, colour="#666666")
        drawing.y += 12
        most = max(value for _, value in values)
        for name, value in values:
            length = (WIDTH - 2 * MARGIN - LABELS - VALUES) * value / most
            drawing.text(MARGIN + LABELS - 10, drawing.y + 15, label(name), "end")
            drawing.box(MARGIN + LABELS, drawing.y + 2, length, 18, COLOURS.get(name, INK))
            drawing.text(MARGIN + LABELS + length + 6, drawing.y + 15, figure(value), size=12)
            drawing.y += 24
        drawing.y += 26
    drawing.y -= 26
    return drawing.svg()


def by_size(made, value):
    return [(f"{one['articles']:,} articles",
             [(name, value(one, figures)) for name, figures in one["index"].items()])
            for one in made["sizes"]]


# --- a logarithmic axis ---

class Axis:
    def __init__(self, values, start, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.start, self.end = start, end

    def at(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * part

    def decades(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def decade(value):
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def latencies(one):
    """A row a kind: for each engine a dot at the median, and a line from there to p99."""
    engines = one["search"]
    kinds = list(engines["fihrist"]["kinds"])
    every = [(name, figures["kinds"]) for name, figures in engines.items()]
    values = [of_kind[kind][key] / 1000 for _, of_kind in every for kind in kinds
              for key in ("p50_us", "p99_us")]
    drawing = Drawing()
    drawing.title(f"Time to answer, ms, {one['articles']:,} articles: median, and a line to p99")
    drawing.legend(engines)
    axis = Axis(values, MARGIN + 130, WIDTH - MARGIN - 20)
    step, top = 7, drawing.y + 6
    row = step * len(every) + 14
    bottom = top + row * len(kinds)
    for value in axis.decades():
        drawing.line(axis.at(value), top, axis.at(value), bottom, FAINT)
        drawing.text(axis.at(value), bottom + 18, decade(value), "middle", 12)
    for number, kind in enumerate(kinds):
        y = top + row * number
        if number:
            drawing.line(MARGIN, y, WIDTH - MARGIN, y, "#f0f0f0")
        drawing.text(MARGIN + 120, y + row / 2 + 4, kind, "end")
        for place, (name, of_kind) in enumerate(every):
            dots(drawing, axis, y + 10 + step * place, of_kind[kind], COLOURS.get(name, INK))
    drawing.y = bottom + 20
    return drawing.svg()


def dots(drawing, axis, y, figures, colour):
    middle, far = axis.at(figures["p50_us"] / 1000), axis.at(figures["p99_us"] / 1000)
    drawing.line(middle, y, far, y, colour, 1.6)
    drawing.dot(middle, y, colour)


# --- growth ---

def curves(title, made, value):
    """value(one, engine) for every size; None where there is none."""
    sizes = made["sizes"]
    found = {name: [(one["articles"], value(one, name)) for one in sizes if value(one, name)]
             for name in sizes[0]["index"]}
    found = {name: points for name, points in found.items() if len(points) > 1}
    drawing = Drawing()
    drawing.title(title)
    drawing.legend(found)
    top, bottom = drawing.y + 6, drawing.y + 330
    across = Axis([one["articles"] for one in sizes], MARGIN + 60, WIDTH - MARGIN - 20)
    up = Axis([y for points in found.values() for _, y in points], bottom, top)
    for decade_ in across.decades():
        drawing.text(across.at(decade_), bottom + 20, f"{decade_:,.0f}", "middle", 12)
        drawing.line(across.at(decade_), top, across.at(decade_), bottom, FAINT)
    for decade_ in up.decades():
        drawing.text(MARGIN + 50, up.at(decade_) + 4, decade(decade_), "end", 12)
        drawing.line(MARGIN + 60, up.at(decade_), WIDTH - MARGIN - 20, up.at(decade_), FAINT)
    for name, points in found.items():
        places = [(across.at(x), up.at(y)) for x, y in points]
        for (x1, y1), (x2, y2) in zip(places, places[1:]):
            drawing.line(x1, y1, x2, y2, COLOURS.get(name, INK), 2)
        for x, y in places:
            drawing.dot(x, y, COLOURS.get(name, INK))
    drawing.text((across.start + across.end) / 2, bottom + 42, "articles", "middle", 12)
    drawing.y = bottom + 44
    return drawing.svg()


def index_seconds(one, name):
    return one["index"].get(name, {}).get("seconds")


def p50(one, name):
    return one["search"][name]["all"]["p50_us"] / 1000 if name in one["search"] else None


def pictures(made):
    """{file name: SVG}"""
    found = {"index-speed.svg": bars("Indexing, MB of text a second",
                                     by_size(made, lambda one, it: it["mb_per_second"])),
             "index-size.svg": bars("On disk when optimised, bytes for a byte of text",
                                    by_size(made, lambda one, it: it["optimized_bytes"]
                                            / one["text_bytes"]))}
    for one in made["sizes"]:
        found[f"latency-{one['articles']}.svg"] = latencies(one)
    if len(made["sizes"]) > 2:
        found["growth-index.svg"] = curves("Time to index, s", made, index_seconds)
        found["growth-latency.svg"] = curves("Median time to answer, ms", made, p50)
    return found
