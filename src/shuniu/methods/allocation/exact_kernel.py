"""Exact Equal Shares compiled: what changes in a run when the budget grows, and by how much it may grow before.

A run is known by its `count` (payers of each project, 0 when not bought), by who pays (`paid`) and by its order. A
supporter g can be one of T payers of p from that budget on which gives it cost/T and all it pays for projects that come
before p with T payers: its threshold. So the run changes at the T-th smallest threshold of p's supporters, for the p and
T above its count with the smallest. Budgets and money are whole multiples of 2**-shift units, rounded outward: a
threshold is known to lie between two of them. What lies too near to `now` (two ends as well) to be told apart is taken
to be affordable and noted, and the caller decides it in exact numbers.

`bound` carries to each project how early it may change. It stays a bound while supporters pay more than before; when
they pay less, it falls by the most that one of them pays less. So a change looks again at few projects only. Where a
look found no change up to the bound, `slack` counts how many more supporters it would take, for any number of payers:
those freed of much are counted there, and only when it is used up does the bound fall to the least of their thresholds,
`sunk`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from shuniu.methods.compiling import compiled

FAR = 2**62
LATE = 2**30
LOST = -1
FORESIGHT = 7
"""A look goes 2**7 times as far as the way to the next change has been on average; again and again 2**4 times farther."""
TRIES = 3
CLOSE = 8
"""Slack is counted from so many payers more than now on; for fewer, who is freed counts at once."""
WIDEST = 2**46
"""No way to the next change counts for more, so that the farthest look stays within 62 bits."""


class Town(NamedTuple):
    """What stays: projects' shifted `cost`, `unit` (cost/worth) and `support` (weight of all supporters); supports by
    project (`start`, `group`, `slot`: where it stands among the group's); groups' `weight`, `rate` (parts of the budget
    for a unit of weight, 0: none) and supports by group (`first`, `project`); `best` is the highest rate of a project's.
    """

    cost: Any
    unit: Any
    support: Any
    start: Any
    group: Any
    slot: Any
    weight: Any
    rate: Any
    best: Any
    first: Any
    project: Any


class Run(NamedTuple):
    """What changes. `size[0]` projects are in `order`; `rank` is a project's place there, LATE when it has none;
    `bill` lists what each group pays for, `bills` of them; `under` and `over` enclose a project's price; `stale`: its
    payers may not all be able to pay; `bound` and `ceiling` enclose the budget of its next change when it is `fresh`.
    `touched` groups (`those`, `size[3]` of them; in the `queue` of each project that they paid for, `queued` of them)
    pay otherwise than before the last change, by `drop` less at most, and by `late` less where a project that now comes
    later (the last of them: `size[2]`) came before, for projects from the places `since` on (in the order `then` and
    now); less than before from the place `less` on, in the order `past` with the counts `had`. `priced` holds the prices
    that `owed` counts. The rest is room to work in.
    """

    size: Any
    order: Any
    rank: Any
    count: Any
    under: Any
    over: Any
    paid: Any
    bill: Any
    bills: Any
    stale: Any
    bound: Any
    ceiling: Any
    slack: Any
    close: Any
    sunk: Any
    fresh: Any
    touched: Any
    those: Any
    queue: Any
    queued: Any
    drop: Any
    late: Any
    less: Any
    since: Any
    then: Any
    past: Any
    had: Any
    last: Any
    who: Any
    priced: Any
    below: Any
    above: Any
    pays: Any
    noted: Any


@compiled()
def level_of(town, run, p, payers):
    """The first place in the order that comes after p with so many payers."""
    low, high = 0, run.size[0]
    while low < high:
        middle = (low + high) // 2
        q = run.order[middle]
        left, right = town.unit[p] * run.count[q], town.unit[q] * payers
        if left < right or (left == right and p <= q):
            high = middle
        else:
            low = middle + 1
    return low


@compiled()
def threshold(town, run, g, level, price):
    """From which budget on g can pay a price (rounded down) at a level, at the earliest."""
    if town.rate[g] == 0:
        return FAR
    for n in range(town.first[g], town.first[g] + run.bills[g]):
        q = run.bill[n]
        if run.rank[q] < level:
            price += run.under[q]
    return price // town.rate[g]


@compiled()
def reprice(run, level):
    """Keep in `priced` the prices of all that comes before a level: `owed` adds up without asking what comes first."""
    for q in range(len(run.rank)):
        run.priced[q] = run.under[q] if run.rank[q] < level else 0


@compiled()
def owed(town, run, g, price):
    """From which budget on g can pay a price (rounded down) after all that is `priced`: two ends."""
    first, bills, low = town.first[g], run.bills[g], price
    for n in range(first, first + bills):
        low += run.priced[run.bill[n]]
    high, rate = low + bills + 1, town.rate[g]
    if rate == 1:
        return low, high
    if rate == 0:
        return FAR, FAR
    return low // rate, -(-high // rate)


@compiled()
def others(town, run, p):
    """Supporters of p who do not pay for it, in `who`: those who do can pay all the more when more join; their number."""
    number = 0
    for s in range(town.start[p], town.start[p + 1]):
        if not run.paid[town.slot[s]]:
            run.who[number] = s
            number += 1
    return number


@compiled()
def gauge(town, run, p, number, payers, horizon):
    """The others' thresholds for so many payers, in `below` and `above`; the weight of payers that the horizon allows."""
    level = level_of(town, run, p, payers)
    reprice(run, level)
    price, able = town.cost[p] // payers, run.count[p]
    for k in range(number):
        g = town.group[run.who[k]]
        run.below[k], run.above[k] = owed(town, run, g, price)
        if run.below[k] <= horizon:
            able += town.weight[g]
    return able


@compiled()
def _ranked(town, run, ends, number, rank, now, horizon):
    """The smallest of the others' ends that a weight of `rank` does not exceed; those below `now` are only counted."""
    base, kinds = 0, 0
    for k in range(number):
        if ends[k] <= now:
            base += town.weight[town.group[run.who[k]]]
        elif ends[k] <= horizon:
            kinds += 1
    if base >= rank:
        base, now, kinds = 0, -1, number
    values, weights, n = np.empty(kinds, dtype=np.int64), np.empty(kinds, dtype=np.int64), 0
    for k in range(number):
        if now < ends[k] <= horizon:
            values[n], weights[n] = ends[k], town.weight[town.group[run.who[k]]]
            n += 1
    for k in np.argsort(values[:n]):
        base += weights[k]
        if base >= rank:
            return values[k]
    return FAR


@compiled()
def _look(town, run, p, now, horizon):
    """Find p's next change, if it lies within the horizon: `bound` and `ceiling`. It is likely to be with as many payers
    as when it was looked for last, so these come first; then down from all supporters. Who cannot pay when many do
    cannot when fewer do: so ever fewer need be looked at, and numbers of payers that lack `slack` or more are passed by.
    """
    number, bound, ceiling, going_down = others(town, run, p), FAR, FAR, False
    least = max(
        run.count[p], town.cost[p] // max(town.best[p], 1) // (horizon + 1)
    )  # for fewer the price alone is beyond
    close, slack = least + CLOSE + least // 16, town.support[p]
    payers = min(max(run.last[p], least + 1), town.support[p])
    while payers > least:
        near = min(horizon, ceiling)
        able = gauge(town, run, p, number, payers, near)
        if able >= payers:
            rank = payers - run.count[p]
            low = _ranked(town, run, run.below, number, rank, now, near)
            if low < bound:
                bound, run.last[p] = low, payers
            ceiling = min(ceiling, low + _width(run, number, near))
        if going_down:
            further = able
            if payers > close:
                slack = min(slack, max(1, (payers - able) // 8))
                further = max(able + slack - 1, close)
            payers, number = min(further, payers - 1), _shrunk(run, number, near)
        else:
            payers, going_down = town.support[p], True
    run.fresh[p] = bound < FAR or horizon >= FAR - 1
    run.slack[p], run.close[p], run.sunk[p] = 0 if run.fresh[p] else slack, close, FAR
    run.bound[p], run.ceiling[p] = (bound, ceiling) if run.fresh[p] else (horizon, FAR)


@compiled()
def _width(run, number, near):
    """How far the two ends of the others' thresholds lie apart at most."""
    width = 0
    for k in range(number):
        if run.below[k] <= near:
            width = max(width, run.above[k] - run.below[k])
    return width


@compiled()
def _shrunk(run, number, near):
    """Keep in `who` those whose threshold lies near enough; their number."""
    kept = 0
    for k in range(number):
        if run.below[k] <= near:
            run.who[kept] = run.who[k]
            kept += 1
    return kept


@compiled()
def _nearest(town, run, able, now, margin):
    """The ceiling of the next change of the run: every project that may change up to there is then `fresh`."""
    tries = np.zeros(len(run.bound), dtype=np.int64)
    while True:
        p, best = -1, FAR
        for q in able:
            if run.fresh[q]:
                best = min(best, run.ceiling[q])
            elif p < 0 or run.bound[q] < run.bound[p]:
                p = q
        if p < 0 or run.bound[p] > best:
            return best
        ahead = min(margin, WIDEST) << (FORESIGHT + 4 * min(tries[p], TRIES - 1))
        horizon = FAR - 1 if tries[p] == TRIES else max(run.bound[p], now) + ahead
        tries[p] = min(tries[p] + 1, TRIES)
        _look(town, run, p, now, min(horizon, FAR - 1))


@compiled(nogil=True)
def witnesses(town, run, able, now, margin, out, chains):
    """Rows (p, T, g, its weight, rest, from, to) of supporters whose threshold may be the `rest`-th smallest of these, the
    budget at which p gets T payers, for all p and T that may be the first; their number, LOST when `out` or `chains` is
    short. `chains[from:to]` are the projects for which g then pays before.
    """
    found, horizon = 0, _nearest(town, run, able, now, margin)
    if horizon >= FAR:
        return 0
    for p in able:
        if run.bound[p] > horizon:
            continue
        number, payers = others(town, run, p), town.support[p]
        while payers > run.count[p]:
            weight = gauge(town, run, p, number, payers, horizon)
            if weight < payers:
                number, payers = _shrunk(run, number, horizon), weight
                continue
            rank = payers - run.count[p]
            floor = _ranked(town, run, run.below, number, rank, now, horizon)
            top = _ranked(town, run, run.above, number, rank, now, min(FAR - 1, horizon + LATE))
            found = _note(town, run, p, number, payers, floor, top, out, chains, found)
            if found < 0:
                return LOST
            number, payers = _shrunk(run, number, horizon), payers - 1
    return found


@compiled()
def _note(town, run, p, number, payers, floor, top, out, chains, found):
    rest, level = payers - run.count[p], level_of(town, run, p, payers)
    for k in range(number):
        if run.above[k] < floor:
            rest -= town.weight[town.group[run.who[k]]]
    for k in range(number):
        if run.below[k] <= top and run.above[k] >= floor:
            g, first = town.group[run.who[k]], out[found - 1, 6] if found else 0
            if found == len(out) or first + run.bills[g] > len(chains):
                return LOST
            out[found, 0], out[found, 1], out[found, 2] = p, payers, g
            out[found, 3], out[found, 4], out[found, 5] = town.weight[g], rest, first
            out[found, 6] = first + chain(town, run, g, level, chains[first:])
            found += 1
    return found


@compiled(nogil=True)
def chain(town, run, g, level, out):
    """The projects before a level that g pays for, in `out`; their number."""
    number = 0
    for n in range(town.first[g], town.first[g] + run.bills[g]):
        if run.rank[run.bill[n]] < level:
            out[number] = run.bill[n]
            number += 1
    return number
