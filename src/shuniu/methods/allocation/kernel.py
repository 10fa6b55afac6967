"""Equal Shares on whole-number enclosures, compiled: fast, and never wrong without saying so.

Each group's money is known to lie between `low` and `high`, whole multiples of 2**-shift units. From these follow
enclosures of every project's key (price for a unit of satisfaction). A purchase is made only if the enclosures prove
that it comes first, or if the keys are exactly known ratios of small integers and compare so; otherwise the kernel
stops and asks (`ASK`), and the caller answers from the exact `Ledger`. Rounding is always outward: integer division is
rounded down for lower and up for upper ends, and the three roundings of a double key are covered by a factor of
1 ± 2**-50. So the result is that of exact rational arithmetic.
"""

from __future__ import annotations

import numpy as np

from shuniu.methods.compiling import compiled

DONE, ASK, PAUSE = 0, 1, 2
OUT, LISTED, BOUGHT = 0, 1, 2
UP, DOWN = 1 + 2.0**-50, 1 - 2.0**-50
FAR = 2**62


@compiled()
def enclose(first, last, group, score, weight, low, high, due):
    """Enclosure of the price of one project: (lower, upper, points, known).

    upper is FAR when the lower ends cannot pay; lower is FAR when even the upper ends cannot. `known`: the price is
    exactly due / points, because all who pay less than in full have nothing at all.
    """
    points = 0
    for s in range(first, last):
        points += weight[group[s]] * score[s]
    upper, least, most = -1, 0, 0
    while points > 0:
        new = -((least - due) // points)  # rounded up
        if new <= upper:
            break
        upper = new
        points, least, most = 0, 0, 0
        for s in range(first, last):
            g = group[s]
            if low[g] < upper * score[s]:
                least += weight[g] * low[g]
                most += weight[g] * high[g]
            else:
                points += weight[g] * score[s]
    if points > 0:
        lower = (due - most) // points
        return max(lower, 0), upper, points, most == 0
    if most < due:
        return FAR, FAR, 0, False
    return 0, FAR, 0, False


@compiled()
def _visit(p, cost, worth, start, group, score, weight, low, high, keys):
    """Write the enclosure of p's key into `keys` (low, high, points when exact else 0); False when it is out for good."""
    lower, upper, points, known = enclose(start[p], start[p + 1], group, score, weight, low, high, cost[p])
    if lower == FAR:
        return False
    below = float(lower) / worth[p] * DOWN
    keys[0, p] = max(keys[0, p], below)
    keys[1, p] = np.inf if upper == FAR else float(upper) / worth[p] * UP
    keys[2, p] = points if known else 0.0
    return True


@compiled()
def _pay(p, cost, start, group, score, weight, low, high):
    """Take the price of p from its supporters' enclosures."""
    lower, upper, _, _ = enclose(start[p], start[p + 1], group, score, weight, low, high, cost[p])
    for s in range(start[p], start[p + 1]):
        g = group[s]
        low[g] = max(0, low[g] - upper * score[s])
        high[g] = max(0, high[g] - lower * score[s])


@compiled()
def _round(cost, worth, start, group, score, weight, low, high, state, keys, seen, asked):
    """Look for the first project: how many stand in `asked` because nothing separates them (the first one decides)."""
    seen[:] = False
    best = np.inf
    while True:
        p = -1
        for q in range(len(cost)):
            if state[q] == LISTED and not seen[q] and keys[0, q] <= best and (p < 0 or keys[0, q] < keys[0, p]):
                p = q
        if p < 0:
            break
        seen[p] = True
        if _visit(p, cost, worth, start, group, score, weight, low, high, keys):
            best = min(best, keys[1, p])
        else:
            state[p] = OUT
    found = 0
    for q in range(len(cost)):
        if state[q] == LISTED and seen[q] and keys[0, q] <= best:
            asked[found] = q
            found += 1
    return found


@compiled()
def _exact_first(found, asked, unit, keys):
    """The first of several projects whose keys are all exactly unit / points, the smaller number on a tie; else -1."""
    first = asked[0]
    for n in range(found):
        if keys[2, asked[n]] == 0:
            return -1
    for n in range(1, found):
        q = asked[n]
        if unit[q] * int(keys[2, first]) < unit[first] * int(keys[2, q]):
            first = q
    return first


@compiled(nogil=True)
def run(cost, worth, unit, twin, start, group, score, weight, low, high, state, keys, order, bought, stop, asked):
    """Buy until nothing can be bought (DONE), `stop` purchases are made (PAUSE) or a decision needs exact numbers (ASK).

    `cost` (m) shifted; `worth` (m) double; `unit` (m) cost/worth as an integer; `twin` (m): projects of one number are
    supported and priced alike. `low, high` (G), `state`, `keys` (3, m), `order` (m) with `bought` filled are changed in
    place. Returns (status, bought, number in `asked`).
    """
    seen = np.zeros(len(cost), dtype=np.bool_)
    while bought < stop:
        found = _round(cost, worth, start, group, score, weight, low, high, state, keys, seen, asked)
        if found == 0:
            return DONE, bought, 0
        first = asked[0]
        alike = True
        for n in range(1, found):
            alike = alike and twin[asked[n]] == twin[first]
        if not alike:
            first = _exact_first(found, asked, unit, keys)
        if first < 0 or np.isinf(keys[1, first]):
            return ASK, bought, found
        _pay(first, cost, start, group, score, weight, low, high)
        state[first] = BOUGHT
        order[bought] = first
        bought += 1
    return PAUSE, bought, 0
