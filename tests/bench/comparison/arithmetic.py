# SPDX-License-Identifier: GPL-2.0-or-later
"""The arithmetic of the reports."""
import math
import statistics

median = statistics.median


def percentile(values, percent):
    """The smallest value that so many in a hundred do not pass: one that was measured."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]


def slope(sizes, values):
    """The exponent with which `values` grow: that of the line by least squares through their
    logarithms. 1: in proportion to the size, 0: not at all."""
    x, y = [[math.log(one) for one in list_] for list_ in (sizes, values)]
    mean_x, mean_y = statistics.fmean(x), statistics.fmean(y)
    return (sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
            / sum((a - mean_x) ** 2 for a in x))
