"""Exact Equal Shares compiled: one change of a run, what follows from it, and how far bounds fall by it.

See `exact_kernel` for the arrays. A project gets more payers; the purchases after it are kept as long as their payers
can pay, and lose those who cannot. That nobody could pay more is not looked at here: it is a guess, and right when the
next change is found to lie beyond now.
"""

from __future__ import annotations

import numpy as np

from shuniu.methods.allocation.exact_kernel import (
    FAR,
    LATE,
    gauge,
    level_of,
    others,
    owed,
    reprice,
    threshold,
    witnesses,
)
from shuniu.methods.compiling import compiled


@compiled()
def _price(town, run, p, payers):
    run.count[p] = payers
    run.under[p], run.over[p] = town.cost[p] // max(payers, 1), -(-town.cost[p] // max(payers, 1))


@compiled()
def pay(town, run, p, g, i, pays):
    """Group g pays for p, its i-th support, from now on; or no more."""
    run.paid[i] = pays
    last = town.first[g] + run.bills[g]
    if pays:
        run.bill[last] = p
        run.bills[g] += 1
        return
    for n in range(town.first[g], last):
        if run.bill[n] == p:
            run.bill[n] = run.bill[last - 1]
    run.bills[g] -= 1


@compiled()
def _touch(town, run, g):
    """Group g pays otherwise than before: note it with each project that it pays for, so that these look at it alone."""
    run.touched[g] = True
    run.those[run.size[3]] = g
    run.size[3] += 1
    for n in range(town.first[g], town.first[g] + run.bills[g]):
        q = run.bill[n]
        run.queue[town.start[q] + run.queued[q]] = g
        run.queued[q] += 1


@compiled()
def _support(town, p, g):
    """The support of g for p."""
    for s in range(town.start[p], town.start[p + 1]):
        if town.group[s] == g:
            return s
    return town.start[p + 1]


@compiled()
def _settle(town, run, p, payers, place, later):
    """p is paid for at `place` by its supporters in `pays`: note whose payments change, and how far they fall."""
    first, before, over = town.start[p], run.count[p], run.over[p]
    _price(town, run, p, payers)
    q = run.size[2]
    if later and payers > 0 and (q < 0 or town.unit[p] * run.count[q] > town.unit[q] * payers):
        run.size[2] = p
    since = min(place, run.then[p])
    for s in range(first, town.start[p + 1]):
        g, i, pays = town.group[s], town.slot[s], run.pays[s - first]
        if run.paid[i] or pays:
            if not run.touched[g]:
                run.since[g] = since
                _touch(town, run, g)
            elif since < run.since[g]:
                run.since[g] = since
        if run.paid[i]:
            run.less[g] = min(run.less[g], run.then[p])
            if pays and later:
                run.late[g] += over
            else:
                run.drop[g] += over if not pays else max(0, over - run.under[p])
        if pays != run.paid[i]:
            pay(town, run, p, g, i, pays)
    if payers < before:
        run.bound[p] = 0
    run.fresh[p], run.stale[p] = False, False


@compiled()
def _remember(run, s):
    """Support s pays at a threshold that may be beyond now: the caller will look."""
    if run.size[1] < len(run.noted):
        run.noted[run.size[1]] = s
    run.size[1] += 1


@compiled()
def _recount(town, run, p, payers, now):
    """The weight of those among p's payers who can pay together: `pays`."""
    first = town.start[p]
    while True:
        able = 0
        price = town.cost[p] // max(payers, 1)
        for s in range(first, town.start[p + 1]):
            run.pays[s - first] = False
            if payers > 0 and run.paid[town.slot[s]]:
                g = town.group[s]
                low, high = owed(town, run, g, price)
                if low <= now[1]:
                    run.pays[s - first] = True
                    able += town.weight[g]
                    if high > now[0]:
                        _remember(run, s)
        if able == payers:
            return payers
        payers = able


@compiled()
def _still(town, run, p, now):
    """Can all touched payers of p still pay? (All of them are in its queue: they paid for it when they were touched, and
    nothing but p itself ends that.)
    """
    for n in range(town.start[p], town.start[p] + run.queued[p]):
        g = run.queue[n]
        low, high = owed(town, run, g, run.under[p])
        if low > now[1]:
            return False
        if high > now[0]:
            _remember(run, _support(town, p, g))
    return True


@compiled()
def _first_of(town, rest, number, likely):
    """The place in `rest` of the project that comes first if as many pay as is likely."""
    first = 0
    for n in range(1, number):
        p, q = rest[n], rest[first]
        left, right = town.unit[p] * likely[q], town.unit[q] * likely[p]
        if left < right or (left == right and p < q):
            first = n
    return first


@compiled(nogil=True)
def follow(town, run, rest, number, place, now):
    """Buy the first `number` of `rest` from `place` on, each with those of its payers who still can. May note."""
    likely = run.count.copy()
    for n in range(number):
        run.rank[rest[n]] = LATE
    reprice(run, LATE)
    while number > 0:
        n = _first_of(town, rest, number, likely)
        p = rest[n]
        if run.stale[p] or not _still(town, run, p, now):
            payers = _recount(town, run, p, likely[p], now)
            run.stale[p] = True
            if payers != likely[p] and payers > 0:
                likely[p] = payers
                continue
            _settle(town, run, p, payers, place, True)
        rest[n] = rest[number - 1]
        number -= 1
        if run.count[p] > 0:
            run.order[place], run.rank[p], run.priced[p] = p, place, run.under[p]
            place += 1
    run.size[0] = place


@compiled()
def _soonest(town, run, q, g, most):
    """The least threshold of g for q with any number of payers, `most` at most, for whom g's money may be more than before
    the change.
    """
    p = run.past[run.less[g]] if run.less[g] < LATE else -1
    if p < 0:
        return 0
    payers = town.unit[q] * run.had[p] // town.unit[p]
    if q < p and town.unit[q] * run.had[p] == town.unit[p] * payers:
        payers -= 1
    payers = min(payers, most)
    if payers <= run.count[q]:
        return FAR
    return threshold(town, run, g, level_of(town, run, q, payers), town.cost[q] // payers)


@compiled(nogil=True)
def erode(town, run, small):
    """Lower the bounds of projects that touched groups support but do not pay for, unless they come before all that
    changed; forget who was touched. What falls by `small` or less is not looked into and counts for all projects, for
    nearly all share a supporter with the one that changed; what falls by more uses up slack.
    """
    small_less, small_more, since = 0, 0, LATE + 1
    fall, reach = np.zeros(len(run.bound), dtype=np.int64), np.zeros(len(run.bound), dtype=np.bool_)
    p = run.size[2]
    for q in range(len(reach)):
        reach[q] = p >= 0 and town.unit[q] * run.count[p] <= town.unit[p] * town.support[q]
    for k in range(run.size[3]):
        g = run.those[k]
        rate = max(town.rate[g], 1)
        less, more = -(-run.drop[g] // rate), -(-(run.drop[g] + run.late[g]) // rate)
        last = town.first[g + 1]
        if more <= small:
            small_less, small_more, since = max(small_less, less), max(small_more, more), min(since, run.since[g])
            last = 0
        for i in range(town.first[g], last):
            q = town.project[i]
            if not run.paid[i] and max(run.then[q], run.rank[q]) >= run.since[g]:
                run.fresh[q] = False
                most = min(more if reach[q] else less, run.bound[q])
                if most > fall[q]:
                    if most > small:
                        soonest = _soonest(town, run, q, g, town.support[q])
                        most = min(most, run.bound[q] - soonest)
                        if most > 0 and run.slack[q] > 0:
                            run.slack[q] -= town.weight[g]
                            run.sunk[q] = min(run.sunk[q], soonest)
                            most = min(most, run.bound[q] - _soonest(town, run, q, g, run.close[q]))
                    fall[q] = max(fall[q], most)
        run.touched[g], run.drop[g], run.late[g], run.less[g] = False, 0, 0, LATE
    run.size[2], run.size[3], run.queued[:] = -1, 0, 0
    for q in range(len(fall)):
        if max(run.then[q], run.rank[q]) >= since:
            run.fresh[q] = False
            fall[q] = max(fall[q], min(small_more if reach[q] else small_less, run.bound[q]))
        run.bound[q] -= fall[q]
        if run.sunk[q] < FAR:
            run.sunk[q] -= fall[q]
            if run.slack[q] <= 0:
                run.bound[q], run.sunk[q] = min(run.bound[q], run.sunk[q]), FAR


@compiled(nogil=True)
def change(town, run, p, payers, now, rest, small):
    """Let p have `payers` payers or more, as many as can pay now, and all after it follow, and `erode`."""
    number = others(town, run, p)
    while True:
        able = gauge(town, run, p, number, payers, now[1])
        if able <= payers:
            break
        payers = able
    if able < payers:
        return
    run.then[:], run.past[:], run.had[:] = run.rank, run.order, run.count
    run.pays[:] = True
    for k in range(number):
        run.pays[run.who[k] - town.start[p]] = run.below[k] <= now[1]
        if run.below[k] <= now[1] and run.above[k] > now[0]:
            _remember(run, run.who[k])
    place, number = level_of(town, run, p, payers), 0
    for n in range(place, run.size[0]):
        if run.order[n] != p:
            rest[number] = run.order[n]
            number += 1
    _settle(town, run, p, payers, place, False)
    run.order[place], run.rank[p] = p, place
    follow(town, run, rest, number, place + 1, now)
    erode(town, run, small)


@compiled(nogil=True)
def turn(town, run, p, payers, now, rest, small, able, margin, out, chains):
    """`change` and then `witnesses`, in one: a call from outside costs as much as a small change."""
    change(town, run, p, payers, now, rest, small)
    return witnesses(town, run, able, now[1], margin, out, chains)


@compiled(nogil=True)
def begin(town, run, able):
    """All supporters are to pay for all projects, as far as they can: the rule itself, before `follow`."""
    run.bills[:] = 0
    run.paid[:] = False
    for p in able:
        run.count[p], run.stale[p] = town.support[p], True
        for s in range(town.start[p], town.start[p + 1]):
            pay(town, run, p, town.group[s], town.slot[s], True)
    run.bound[:], run.then[:], run.drop[:], run.late[:], run.less[:] = 0, 0, 0, 0, LATE
    run.fresh[:], run.touched[:], run.slack[:], run.sunk[:] = False, False, 0, FAR
    run.size[3], run.queued[:] = 0, 0
