"""Flows on integers: maximum flow (Dinic) and minimum cost by cost scaling (Goldberg, J. Algorithms 22, 1997).

Plain functions on arrays. Small networks run them as they stand; `machine.compiled()` gives the same functions as
machine code. Only integers are computed, so both ways give the same bytes.

A network is kept as half arcs, sorted by the node they leave: node `v` owns the positions `first[v]` to
`first[v + 1] - 1`; `ends[p]` is where half arc `p` leads, `mate[p]` its other direction, `rest[p]` what it can still
carry. `excess[v]` is what waits at `v` (below 0: what `v` still wants). A half arc has the reduced cost
`cost[p] + price[v] - price[ends[p]]`; a flow is eps-optimal when no half arc with rest has one below -eps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray of integers
FAR = 1 << 60


def half_arcs(nodes: int, tail: Array, head: Array) -> tuple[Array, Array, Array, Array]:
    """`first`, `ends`, `mate` and, for each arc, the position of its forward half."""
    first = np.zeros(nodes + 1, np.int64)
    for e in range(tail.size):
        first[tail[e] + 1] += 1
        first[head[e] + 1] += 1
    for v in range(nodes):
        first[v + 1] += first[v]
    fill = first[:-1].copy()
    ends = np.empty(2 * tail.size, np.int32)
    mate = np.empty(2 * tail.size, np.int32)
    place = np.empty(tail.size, np.int32)
    for e in range(tail.size):
        there, back = fill[tail[e]], fill[head[e]]
        fill[tail[e]] += 1
        fill[head[e]] += 1
        ends[there], ends[back] = head[e], tail[e]
        mate[there], mate[back] = back, there
        place[e] = there
    return first, ends, mate, place


def levels(first: Array, ends: Array, rest: Array, excess: Array, level: Array) -> bool:
    """Breadth-first distances from all nodes with excess; whether a node that wants something is among them."""
    line = np.empty(excess.size, np.int64)
    size, at, found = 0, 0, False
    for v in range(excess.size):
        level[v] = -1
        if excess[v] > 0:
            level[v] = 0
            line[size] = v
            size += 1
    while at < size:
        v = line[at]
        at += 1
        for p in range(first[v], first[v + 1]):
            w = ends[p]
            if rest[p] > 0 and level[w] < 0:
                level[w] = level[v] + 1
                line[size] = w
                size += 1
                found = found or excess[w] < 0
    return found


def advance(source: int, first: Array, ends: Array, rest: Array, excess: Array, level: Array,
            current: Array, path: Array) -> int:  # fmt: skip
    """The length of a shortest path, written to `path`, from `source` to a node that wants something; 0: none left."""
    v, depth = source, 0
    while True:
        moved = False
        while current[v] < first[v + 1]:
            p = current[v]
            if rest[p] > 0 and level[ends[p]] == level[v] + 1:
                path[depth] = p
                depth += 1
                v = ends[p]
                moved = True
                break
            current[v] += 1
        if moved and excess[v] < 0:
            return depth
        if not moved:
            level[v] = -1
            if depth == 0:
                return 0
            depth -= 1
            v = source if depth == 0 else ends[path[depth - 1]]
            current[v] += 1


def send_all(first: Array, ends: Array, mate: Array, rest: Array, excess: Array) -> Array:
    """Carry as much excess as possible to where it is wanted (Dinic 1970); the levels of the last search.

    Nodes with a level of 0 or more are the side of the excess in a minimum cut, the smallest such side.
    """
    level = np.empty(excess.size, np.int64)
    path = np.empty(excess.size + 1, np.int64)
    while levels(first, ends, rest, excess, level):
        current = first[:-1].copy()
        for source in range(excess.size):
            while excess[source] > 0 and level[source] == 0:
                depth = advance(source, first, ends, rest, excess, level, current, path)
                if depth == 0:
                    break
                target = ends[path[depth - 1]]
                amount = min(excess[source], -excess[target])
                for i in range(depth):
                    amount = min(amount, rest[path[i]])
                for i in range(depth):
                    rest[path[i]] -= amount
                    rest[mate[path[i]]] += amount
                excess[source] -= amount
                excess[target] += amount
    return level


def heap_push(keys: Array, items: Array, size: int, key: int, item: int) -> int:
    at = size
    while at > 0 and keys[(at - 1) >> 1] > key:
        keys[at], items[at] = keys[(at - 1) >> 1], items[(at - 1) >> 1]
        at = (at - 1) >> 1
    keys[at], items[at] = key, item
    return size + 1


def heap_pop(keys: Array, items: Array, size: int) -> int:
    """Remove the smallest (the caller has read it at 0); the new size."""
    size -= 1
    key, item, at = keys[size], items[size], 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], items[at] = keys[child], items[child]
        at = child
    keys[at], items[at] = key, item
    return size


def update_prices(first: Array, ends: Array, mate: Array, rest: Array, cost: Array, price: Array,
                  excess: Array, eps: int, keys: Array, items: Array) -> None:  # fmt: skip
    """Lower the prices by eps times the distance to the nearest want (Goldberg's global update)."""
    nodes = excess.size
    far = np.full(nodes, FAR, np.int64)
    size, waiting, last = 0, 0, 0
    for v in range(nodes):
        if excess[v] < 0:
            far[v] = 0
            size = heap_push(keys, items, size, 0, v)
        elif excess[v] > 0:
            waiting += 1
    done = np.zeros(nodes, np.bool_)
    while size > 0 and waiting > 0:
        reach, w = keys[0], items[0]
        size = heap_pop(keys, items, size)
        if done[w]:
            continue
        done[w], last = True, reach
        if excess[w] > 0:
            waiting -= 1
        for q in range(first[w], first[w + 1]):
            v = ends[q]
            p = mate[q]
            if rest[p] > 0 and not done[v]:
                way = reach + (cost[p] + price[v] - price[w]) // eps + 1
                if way < far[v]:
                    far[v] = way
                    size = heap_push(keys, items, size, way, v)
    for v in range(nodes):
        price[v] -= eps * (far[v] if done[v] else last)


def saturate(first: Array, ends: Array, mate: Array, rest: Array, cost: Array, price: Array, excess: Array) -> None:
    """Fill every half arc that pays by itself."""
    for v in range(excess.size):
        for p in range(first[v], first[v + 1]):
            w = ends[p]
            if rest[p] > 0 and cost[p] + price[v] - price[w] < 0:
                excess[v] -= rest[p]
                excess[w] += rest[p]
                rest[mate[p]] += rest[p]
                rest[p] = 0


def relabel(v: int, first: Array, ends: Array, rest: Array, cost: Array, price: Array, eps: int) -> None:
    best = -FAR * 4
    for p in range(first[v], first[v + 1]):
        if rest[p] > 0 and price[ends[p]] - cost[p] > best:
            best = price[ends[p]] - cost[p]
    price[v] = best - eps


def refine(first: Array, ends: Array, mate: Array, rest: Array, cost: Array, price: Array, excess: Array,
           eps: int, keys: Array, items: Array) -> None:  # fmt: skip
    """Make the feasible flow eps-optimal by push and relabel, first in first out."""
    nodes = excess.size
    saturate(first, ends, mate, rest, cost, price, excess)
    update_prices(first, ends, mate, rest, cost, price, excess, eps, keys, items)
    current = first[:-1].copy()
    waits = excess > 0
    there = np.flatnonzero(waits)
    line = np.empty(nodes, np.int64)
    size, at, labels = there.size, 0, 0
    line[:size] = there
    while size > 0:
        v = line[at]
        at = (at + 1) % nodes
        size -= 1
        waits[v] = False
        while excess[v] > 0:
            if current[v] == first[v + 1]:
                relabel(v, first, ends, rest, cost, price, eps)
                current[v] = first[v]
                labels += 1
            p = current[v]
            w = ends[p]
            if rest[p] > 0 and cost[p] + price[v] - price[w] < 0:
                amount = min(excess[v], rest[p])
                rest[p] -= amount
                rest[mate[p]] += amount
                excess[v] -= amount
                excess[w] += amount
                if excess[w] > 0 and not waits[w]:
                    waits[w] = True
                    line[(at + size) % nodes] = w
                    size += 1
            else:
                current[v] += 1
        if labels > nodes:
            labels = 0
            update_prices(first, ends, mate, rest, cost, price, excess, eps, keys, items)
            current[:] = first[:-1]


def cheapest(first: Array, ends: Array, mate: Array, rest: Array, cost: Array, price: Array, eps: int) -> None:
    """Turn a feasible flow into one of minimum cost, in place; `price` becomes the proof (1-optimal).

    `cost` is a multiple of more than the number of nodes, so 1-optimal is optimal. `eps`: how far the flow and the
    prices may be from optimal at the start.
    """
    excess = np.zeros(first.size - 1, np.int64)
    keys = np.empty(ends.size + excess.size, np.int64)
    items = np.empty(ends.size + excess.size, np.int64)
    while True:
        eps = max(1, eps // 12)
        refine(first, ends, mate, rest, cost, price, excess, eps, keys, items)
        if eps == 1:
            break


def settle(first: Array, ends: Array, rest: Array, cost: Array, price: Array) -> None:
    """Correct prices to exact ones (no half arc with rest has a reduced cost below 0), starting near them."""
    nodes = price.size
    line = np.arange(nodes)
    waits = np.ones(nodes, np.bool_)
    size, at = nodes, 0
    while size > 0:
        v = line[at]
        at = (at + 1) % nodes
        size -= 1
        waits[v] = False
        for p in range(first[v], first[v + 1]):
            w = ends[p]
            if rest[p] > 0 and price[v] + cost[p] < price[w]:
                price[w] = price[v] + cost[p]
                if not waits[w]:
                    waits[w] = True
                    line[(at + size) % nodes] = w
                    size += 1


def promising(worth: Array, open_pair: Array, leaf: Array, root: Array, price: Array, scale: int,
              bar: int, most: int) -> Array:  # fmt: skip
    """For each row at most `most` open columns with the smallest reduced cost below `bar`, as flat positions.

    Pair (a, r) costs `-scale * worth[a, r]` and lies between the nodes `leaf[a, r]` and `root[a, r]`.
    """
    rows, columns = worth.shape
    found = np.empty(rows * most, np.int64)
    total = 0
    value = np.empty(most, np.int64)
    where = np.empty(most, np.int64)
    for a in range(rows):
        size = 0
        for r in range(columns):
            if not open_pair[a, r]:
                continue
            gap = price[leaf[a, r]] - price[root[a, r]] - scale * worth[a, r]
            if gap >= bar or (size == most and gap >= value[size - 1]):
                continue
            if size < most:
                size += 1
            at = size - 1
            while at > 0 and value[at - 1] > gap:
                value[at], where[at] = value[at - 1], where[at - 1]
                at -= 1
            value[at], where[at] = gap, r
        for i in range(size):
            found[total] = a * columns + where[i]
            total += 1
    return found[:total]


def tight(worth: Array, open_pair: Array, leaf: Array, root: Array, price: Array) -> None:
    """Close, in place, every open pair whose reduced cost is not 0."""
    rows, columns = worth.shape
    for a in range(rows):
        for r in range(columns):
            if open_pair[a, r] and price[leaf[a, r]] - price[root[a, r]] != worth[a, r]:
                open_pair[a, r] = False


def root_of(group: Array, v: int) -> int:
    while group[v] != v:
        group[v] = group[group[v]]
        v = group[v]
    return v


def has_other(nodes: int, tail: Array, head: Array, flow: Array, upper: Array) -> bool:
    """Whether these arcs (from 0 to `upper`, all of reduced cost 0) carry some other flow of the same effect.

    Nodes joined by an arc that can move both ways count as one; then it is a question of a directed cycle.
    """
    group = np.arange(nodes)
    for e in range(tail.size):
        if 0 < flow[e] < upper[e]:
            one, two = root_of(group, tail[e]), root_of(group, head[e])
            if one == two:
                return True
            group[one] = two
    way_in = np.zeros(nodes, np.int64)
    first = np.zeros(nodes + 1, np.int64)
    start, stop = np.empty(tail.size, np.int64), np.empty(tail.size, np.int64)
    size = 0
    for e in range(tail.size):
        if 0 < flow[e] < upper[e] or upper[e] == 0:
            continue
        one, two = root_of(group, tail[e]), root_of(group, head[e])
        if flow[e] > 0:
            one, two = two, one
        start[size], stop[size] = one, two
        size += 1
        first[one + 1] += 1
        way_in[two] += 1
    return cyclic(nodes, start[:size], stop[:size], first, way_in)


def cyclic(nodes: int, start: Array, stop: Array, first: Array, way_in: Array) -> bool:
    """Whether the directed graph has a cycle (Kahn 1962): some node is never free of arcs leading in."""
    for v in range(nodes):
        first[v + 1] += first[v]
    fill, ends = first[:-1].copy(), np.empty(start.size, np.int64)
    for e in range(start.size):
        ends[fill[start[e]]] = stop[e]
        fill[start[e]] += 1
    line, size, at = np.empty(nodes, np.int64), 0, 0
    for v in range(nodes):
        if way_in[v] == 0:
            line[size] = v
            size += 1
    while at < size:
        v = line[at]
        at += 1
        for i in range(first[v], first[v + 1]):
            way_in[ends[i]] -= 1
            if way_in[ends[i]] == 0:
                line[size] = ends[i]
                size += 1
    return size < nodes
