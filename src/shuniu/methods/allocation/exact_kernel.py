"""Exact Equal Shares compiled, and the smallest raise of the budget that changes its outcome.

Groups that have paid for the same projects have the same money: they form a class, a node of a tree whose parent is
the class before its last purchase. A node's money lies between `low` and `high`, whole multiples of 2**-shift units;
where that cannot tell whether it covers a price, the kernel asks (`ASK`) and is called again with the answer, found in
exact numbers, in `verdicts` (node, project, payers, yes). Which project is first is compared in integers.
"""

from __future__ import annotations

import numpy as np
from numba import njit

DONE, ASK = 0, 1
OUT, LISTED, BOUGHT = 0, 1, 2
UP, DOWN = 1 + 2.0**-48, 1 - 2.0**-48


@njit(cache=True)
def _covers(node, p, payers, low, high, due, verdicts, known):
    """1: this node's money covers due / payers; 0: it does not; -1: not known."""
    if low[node] * payers >= due:
        return 1
    if high[node] * payers < due:
        return 0
    for v in range(known):
        if verdicts[v, 0] == node and verdicts[v, 1] == p and verdicts[v, 2] == payers:
            return verdicts[v, 3]
    return -1


@njit(cache=True)
def _payers(p, most, due, first, last, group, weight, place, low, high, verdicts, known, asked):
    """The largest weight of supporters that can each pay due / weight, at most `most`; 0 when none; -1 to ask."""
    while most > 0:
        able = 0
        for s in range(first, last):
            g = group[s]
            yes = _covers(place[g], p, most, low, high, due, verdicts, known)
            if yes < 0:
                asked[0], asked[1], asked[2] = place[g], p, most
                return -1
            if yes == 1:
                able += weight[g]
        if able >= most:
            return most
        most = able
    return 0


@njit(cache=True)
def _buy(p, step, payers, due, first, last, group, place, parent, made, low, high, verdicts, known, heir, nodes):
    """Move the payers of p into new nodes; returns the number of nodes."""
    before = nodes
    for s in range(first, last):
        g = group[s]
        old = place[g]
        if old < before and _covers(old, p, payers, low, high, due, verdicts, known) == 1:
            if heir[old] < before:
                heir[old] = nodes
                parent[nodes], made[nodes], heir[nodes] = old, step, 0
                low[nodes] = max(0, low[old] + (-due) // payers)
                high[nodes] = high[old] - due // payers
                nodes += 1
            place[g] = heir[old]
    return nodes


@njit(cache=True, nogil=True)
def run(
    cost,
    unit,
    start,
    group,
    weight,
    place,
    parent,
    made,
    low,
    high,
    heir,
    state,
    most,
    order,
    count,
    verdicts,
    known,
    asked,
    progress,
):
    """Buy until nothing can be bought (DONE) or a price cannot be compared (ASK, with node, project, payers in `asked`).

    `cost` (m) shifted, `unit` (m) cost/worth; `place` (G) node of a group; `most` (m) bound on payers; `order`, `count`
    (m) purchases and payers; `progress`: (bought, nodes). All but the first five are changed in place.
    """
    m = len(cost)
    seen = np.zeros(m, dtype=np.bool_)
    while True:
        seen[:] = False
        best = -1
        while True:
            p = -1
            for q in range(m):
                if state[q] == LISTED and not seen[q] and (p < 0 or unit[q] * most[p] < unit[p] * most[q]):
                    p = q
            if p < 0 or (best >= 0 and unit[best] * most[p] < unit[p] * most[best]):
                break
            found = _payers(
                p, most[p], cost[p], start[p], start[p + 1], group, weight, place, low, high, verdicts, known, asked
            )
            if found < 0:
                return ASK
            seen[p] = True
            if found == 0:
                state[p] = OUT
                continue
            most[p] = found
            if best >= 0:
                left, right = unit[p] * most[best], unit[best] * most[p]
                if left > right or (left == right and p > best):
                    continue
            best = p
        if best < 0:
            return DONE
        bought = progress[0]
        progress[1] = _buy(
            best, bought, most[best], cost[best], start[best], start[best + 1], group, place, parent, made, low, high,
            verdicts, known, heir, progress[1],
        )  # fmt: skip
        state[best] = BOUGHT
        order[bought], count[bought] = best, most[best]
        progress[0] = bought + 1


@njit(cache=True)
def _before(node, step, parent, made):
    """The node's ancestor (or itself) that has made no purchase at `step` or later."""
    while parent[node] >= 0 and made[node] >= step:
        node = parent[node]
    return node


@njit(cache=True)
def _step_of(p, payers, unit, order, count, bought):
    """The first step of the run that comes after p with so many payers."""
    for j in range(bought):
        q = order[j]
        left, right = unit[p] * count[j], unit[q] * payers
        if left < right or (left == right and p <= q):
            return j
    return bought


@njit(cache=True)
def _raise(gap, rate, outward):
    """The raise of the budget that closes a gap, rounded outward; 0 when there is none, inf when none ever will."""
    if gap <= 0:
        return 0.0
    return float(gap) / rate * outward if rate > 0 else np.inf


@njit(cache=True)
def _ranked(values, weights, nodes, kinds, payers):
    """The smallest value that a weight of `payers` does not exceed."""
    total = 0
    for k in np.argsort(values[:kinds]):
        total += weights[nodes[k]]
        if total >= payers:
            return values[k]
    return np.inf


@njit(cache=True)
def roots(parent, nodes):
    """The electorate's node above each node."""
    above = np.arange(nodes)
    for node in range(nodes):
        if parent[node] >= 0:
            above[node] = above[parent[node]]
    return above


@njit(cache=True)
def _gather(first, last, group, weight, place, weights, nodes):
    """Supporters by node: fills `weights[node]` and `nodes`; (number of nodes, weight of all)."""
    kinds, total = 0, 0
    for s in range(first, last):
        node = place[group[s]]
        if weights[node] == 0:
            nodes[kinds] = node
            kinds += 1
        weights[node] += weight[group[s]]
        total += weight[group[s]]
    return kinds, total


@njit(cache=True)
def _note(p, payers, kinds, nodes, weights, carry, below, above, best, out, bounds, found):
    """Write the nodes that may hold the payers-th smallest lack; (rows, best), rows -1 when `out` is too short."""
    floor = _ranked(below, weights, nodes, kinds, payers)
    ceiling = _ranked(above, weights, nodes, kinds, payers)
    best = min(best, ceiling)
    if floor > best:
        return found, best
    rest = payers
    for k in range(kinds):
        if above[k] < floor:
            rest -= weights[nodes[k]]
    for k in range(kinds):
        if below[k] <= ceiling and above[k] >= floor:
            if found == len(out):
                return -1, best
            out[found, 0], out[found, 1], out[found, 2] = p, payers, carry[k]
            out[found, 3], out[found, 4], bounds[found] = weights[nodes[k]], rest, floor
            found += 1
    return found, best


@njit(cache=True, nogil=True)
def changes(cost, unit, start, group, weight, root, rate, place, parent, made, low, high, paid, order, count, bought, turn, near, out, bounds):  # fmt: skip
    """Candidates for the smallest raise of the budget that changes the run.

    A raise d changes it if, for some p and T, a weight of T supporters (more than pay for p now, `paid`) can each pay
    cost/T with what they have left at the step where p with T payers would come first; so for p and T it is the T-th
    smallest lack of a supporter. `rate` (E) is what a unit of weight gets of a raise by one. Writes to `out` rows
    (p, T, node, its weight, rest): the nodes whose lack may be the one looked for, among which it is the rest-th; and
    to `bounds` the least it can be, in shifted units of budget. Projects are looked at in the order `turn`; `near` gets
    a guess at how near each is to a change, for the next time. Returns the number of rows, -1 when `out` is
    short, -2 when the first row certainly needs no raise at all.
    """
    weights = np.zeros(len(low), dtype=np.int64)
    nodes = np.zeros(len(low), dtype=np.int64)
    below, above, carry = np.zeros(len(low)), np.zeros(len(low)), np.zeros(len(low), dtype=np.int64)
    best, found = np.inf, 0
    for p in turn:
        near[p] = np.inf
        kinds, payers = _gather(start[p], start[p + 1], group, weight, place, weights, nodes)
        while payers > paid[p]:
            step = _step_of(p, payers, unit, order, count, bought)
            able = 0
            for k in range(kinds):
                node = carry[k] = _before(nodes[k], step, parent, made)
                below[k] = _raise(cost[p] // payers - high[node], rate[root[node]], DOWN)
                if below[k] <= best:
                    able += weights[nodes[k]]
            if able < payers:
                payers = able
                continue
            for k in range(kinds):
                above[k] = _raise(-((-cost[p]) // payers) - low[carry[k]], rate[root[nodes[k]]], UP)
            near[p] = min(near[p], _ranked(below, weights, nodes, kinds, payers))
            found, best = _note(p, payers, kinds, nodes, weights, carry, below, above, best, out, bounds, found)
            if best == 0:
                out[0, 0], out[0, 1] = p, payers
                return -2
            if found < 0:
                return -1
            payers -= 1
        near[p] = min(near[p], 2 * best)
        for k in range(kinds):
            weights[nodes[k]] = 0
    return found
