"""An assignment as a flow: applications send their reviews through pairs to the reviewers and on to the sink.

Only a part of the pairs is ever in the network. Pairs outside are priced against the solution and those that could
improve it are let in (column generation), until none is left: then the solution is optimal for all pairs, because a
flow is optimal exactly when no half arc with rest has a negative reduced cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.assignment.machine import machine

Whole = NDArray[np.int64]
FIRST_PAIRS = 14  # per application at the start, beside those that it needs
MORE_PAIRS = 6  # per application and round of pricing


@dataclass(frozen=True)
class Frame:
    """The nodes and all arcs but the pairs; `supply` is what a node sends (below 0: wants).

    Pair (a, r) leads from node `leaf[a, r]` to node `root[a, r]`.
    """

    supply: Whole
    tail: Whole
    head: Whole
    leaf: Any
    root: Any

    @property
    def nodes(self) -> int:
        return int(self.supply.size)


@dataclass(frozen=True)
class Bounds:
    """What a flow may be: `open` pairs carry 0 to `cap`, `forced` ones (flat positions) their `units`, others none."""

    open: NDArray[np.bool_]
    forced: Whole
    units: Whole
    lower: Whole
    upper: Whole
    cap: int = 1


@dataclass(frozen=True)
class Flow:
    """Flow on the pairs (flat positions, ascending; forced ones aside) and on the arcs of the frame."""

    pairs: Whole
    on_pairs: Whole
    on_frame: Whole


class NoFlow(Exception):
    """No flow keeps the bounds; `reach`: the nodes on the excess's side of a minimum cut; `short`: units that fail."""

    def __init__(self, reach: NDArray[np.bool_], short: int) -> None:
        super().__init__("no flow keeps the bounds")
        self.reach, self.short = reach, short


class Half:
    """The half arcs of a frame with some pairs, carrying a flow."""

    def __init__(self, frame: Frame, bounds: Bounds, flow: Flow) -> None:
        pairs = flow.pairs
        tail = np.concatenate((frame.tail, frame.leaf.flat[pairs])).astype(np.int64)
        head = np.concatenate((frame.head, frame.root.flat[pairs])).astype(np.int64)
        self.run = machine(tail.size)
        self.first, self.ends, self.mate, self.place = self.run.half_arcs(frame.nodes, tail, head)
        self.back = self.mate[self.place]
        self.lower = np.concatenate((bounds.lower, np.zeros(pairs.size, np.int64)))
        upper = np.concatenate((bounds.upper, np.full(pairs.size, bounds.cap, np.int64)))
        now = np.concatenate((flow.on_frame, flow.on_pairs))
        self.rest = np.zeros(self.ends.size, np.int64)
        self.rest[self.place], self.rest[self.back] = upper - now, now - self.lower
        self.pairs, self.frames = pairs, frame.tail.size

    def costs(self, on_pairs: Whole) -> Whole:
        """Costs of the half arcs; the frame costs nothing."""
        cost = np.zeros(self.ends.size, np.int64)
        cost[self.place[self.frames :]] = on_pairs
        cost[self.back[self.frames :]] = -on_pairs
        return cost

    def flow(self) -> Flow:
        now = self.rest[self.back] + self.lower
        return Flow(self.pairs, now[self.frames :], now[: self.frames])


def merged(flow: Flow, more: Whole) -> Flow:
    """The same flow with further pairs at 0."""
    more = np.setdiff1d(more, flow.pairs)
    pairs = np.concatenate((flow.pairs, more))
    order = np.argsort(pairs, kind="stable")
    amounts = np.concatenate((flow.on_pairs, np.zeros(more.size, np.int64)))
    return Flow(pairs[order], amounts[order], flow.on_frame)


def within(bounds: Bounds, flow: Flow) -> Flow:
    """The same flow without the pairs that are no longer open (they must carry nothing)."""
    stay = bounds.open.flat[flow.pairs]
    return Flow(flow.pairs[stay], flow.on_pairs[stay], flow.on_frame)


def excess_of(frame: Frame, bounds: Bounds, flow: Flow) -> Whole:
    """What each node still has to send on under this flow."""
    excess = frame.supply.copy()
    for tail, head, amount in (
        (frame.tail, frame.head, flow.on_frame),
        (frame.leaf.flat[flow.pairs], frame.root.flat[flow.pairs], flow.on_pairs),
        (frame.leaf.flat[bounds.forced], frame.root.flat[bounds.forced], bounds.units),
    ):
        np.subtract.at(excess, tail, amount)
        np.add.at(excess, head, amount)
    return excess


def feasible(frame: Frame, bounds: Bounds, worth: Whole) -> Flow:
    """Some flow within the bounds, preferring pairs of high worth; raises NoFlow."""
    run = machine(worth.size)
    no_price, far = np.zeros(frame.nodes, np.int64), np.int64(1 << 60)
    most = FIRST_PAIRS + int(frame.supply.max(initial=0) // bounds.cap)
    pairs = np.sort(run.promising(worth, bounds.open, frame.leaf, frame.root, no_price, 1, far, most))
    flow = Flow(pairs, np.zeros(pairs.size, np.int64), bounds.lower.copy())
    while True:
        half, excess = Half(frame, bounds, flow), excess_of(frame, bounds, flow)
        level = half.run.send_all(half.first, half.ends, half.mate, half.rest, excess)
        flow = half.flow()
        if not excess.any():
            return flow
        reach = level >= 0
        price = np.where(reach, 0, 1 << 58)
        closed = bounds.open.copy()
        closed.flat[flow.pairs] = False
        more = run.promising(worth, closed, frame.leaf, frame.root, price, 1, -(np.int64(1) << 57), most)
        if more.size == 0:
            raise NoFlow(reach, int(excess[excess > 0].sum()))
        flow = merged(flow, more)


def improve(frame: Frame, bounds: Bounds, worth: Whole, flow: Flow) -> tuple[Flow, Whole]:
    """A flow of maximum worth, from a feasible one, with the prices that prove it (reduced costs in units of worth)."""
    run, scale = machine(worth.size), frame.nodes + 1
    price = np.zeros(frame.nodes, np.int64)
    eps = max(int(abs(worth).max(initial=0)), 1) * scale
    while True:
        half = Half(frame, bounds, flow)
        cost = half.costs(-scale * worth.flat[flow.pairs])
        half.run.cheapest(half.first, half.ends, half.mate, half.rest, cost, price, eps)
        flow = half.flow()
        outside = bounds.open.copy()
        outside.flat[flow.pairs] = False
        more = run.promising(worth, outside, frame.leaf, frame.root, price, scale, -1, MORE_PAIRS)
        if more.size == 0:
            return flow, price // scale
        eps = int(-gaps(frame, worth, price, more, scale).min())
        flow = merged(flow, more)


def gaps(frame: Frame, worth: Whole, price: Whole, pairs: Whole, scale: int = 1) -> Whole:
    """Reduced costs of these pairs."""
    out: Whole = price[frame.leaf.flat[pairs]] - price[frame.root.flat[pairs]] - scale * worth.flat[pairs]
    return out


def exact_prices(frame: Frame, bounds: Bounds, worth: Whole, flow: Flow, price: Whole) -> tuple[Flow, Whole]:
    """Prices under which an optimal flow has no half arc of negative reduced cost at all; pairs may have to come in."""
    run = machine(worth.size)
    while True:
        half = Half(frame, bounds, flow)
        half.run.settle(half.first, half.ends, half.rest, half.costs(-worth.flat[flow.pairs]), price)
        outside = bounds.open.copy()
        outside.flat[flow.pairs] = False
        more = run.promising(worth, outside, frame.leaf, frame.root, price, 1, 0, MORE_PAIRS)
        if more.size == 0:
            return flow, price
        flow = merged(flow, more)


def best_face(frame: Frame, bounds: Bounds, worth: Whole, flow: Flow, price: Whole) -> tuple[Bounds, Flow]:
    """Bounds that exactly the flows of maximum worth keep (complementary slackness), and the flow in them."""
    flow, price = exact_prices(frame, bounds, worth, flow, price)
    still = bounds.open.copy()
    machine(worth.size).tight(worth, still, frame.leaf, frame.root, price)
    gap = gaps(frame, worth, price, flow.pairs)
    full = flow.pairs[(gap < 0) & (flow.on_pairs > 0)]
    forced = np.concatenate((bounds.forced, full))
    units = np.concatenate((bounds.units, np.full(full.size, bounds.cap, np.int64)))
    moves = price[frame.tail] == price[frame.head]
    lower, upper = (np.where(moves, bound, flow.on_frame) for bound in (bounds.lower, bounds.upper))
    keep = gap == 0
    left = Flow(flow.pairs[keep], flow.on_pairs[keep], flow.on_frame)
    return replace(bounds, open=still, forced=forced, units=units, lower=lower, upper=upper), left


def is_only(frame: Frame, bounds: Bounds, flow: Flow) -> bool:
    """Whether no other assignment of the pairs keeps these bounds, the flow being one that does."""
    pairs = np.flatnonzero(bounds.open)
    amounts = np.zeros(pairs.size, np.int64)
    amounts[np.searchsorted(pairs, flow.pairs)] = flow.on_pairs
    tail = np.concatenate((frame.tail, frame.leaf.flat[pairs])).astype(np.int64)
    head = np.concatenate((frame.head, frame.root.flat[pairs])).astype(np.int64)
    now = np.concatenate((flow.on_frame - bounds.lower, amounts))
    upper = np.concatenate((bounds.upper - bounds.lower, np.full(pairs.size, bounds.cap, np.int64)))
    return not machine(tail.size).has_other(frame.nodes, tail, head, now, upper)


def best(frame: Frame, bounds: Bounds, objectives: list[Any], flow: Flow) -> tuple[Bounds, Flow, bool]:
    """The best flow by the first objective, among those by the second, and so on (each a function giving a worth).

    Also the bounds in which it was found last and whether it is the only best one; stops as soon as it is.
    """
    for objective in objectives:
        worth = objective()
        flow, price = improve(frame, bounds, worth, flow)
        bounds, flow = best_face(frame, bounds, worth, flow, price)
        if is_only(frame, bounds, flow):
            return bounds, flow, True
    return bounds, flow, False
