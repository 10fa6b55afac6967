"""Drawing one assignment from probabilities so that each pair keeps exactly its own.

Budish, Che, Kojima, Milgrom (AER 103, 2013): round along cycles. Gandhi, Khuller, Parthasarathy, Srinivasan (JACM 53,
2006) prove the marginals. Flow and bounds are integers in units of 1/parts; an arc is open while its flow is no
multiple of `parts`. As supplies and bounds are multiples, every node has no open arc or at least two, so the open arcs
contain a cycle; moving along it one way or the other, with the chances that keep the expectation, closes an arc.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.assignment.network import Frame


class Stream:
    """Numbers from a published seed: the n-th (from 0) is SHA-256 of "seed:n" as a big-endian integer.

    `below(k)` takes the next one modulo k; numbers from the incomplete last round of k are passed over, so that each
    result is exactly as likely.
    """

    def __init__(self, seed: str) -> None:
        self.seed, self.count = seed, 0

    def below(self, size: int) -> int:
        while True:
            number = int.from_bytes(hashlib.sha256(f"{self.seed}:{self.count}".encode()).digest(), "big")
            self.count += 1
            if number < (1 << 256) // size * size:
                return number % size


class _Graph:
    """Open arcs: first those of the frame, then the pairs in canonical order; walks take the lowest number."""

    def __init__(self, ends: list[tuple[int, int]], flow: list[int], parts: int, nodes: int) -> None:
        self.ends, self.flow, self.parts = ends, flow, parts
        self.at: list[list[int]] = [[] for _ in range(nodes)]
        for arc in reversed(range(len(ends))):
            if flow[arc] % parts:
                for node in ends[arc]:
                    self.at[node].append(arc)

    def next_arc(self, node: int, came_by: int) -> int:
        """The lowest open arc at the node other than the one just used (-1: there is none at all)."""
        waiting = self.at[node]
        while waiting and self.flow[waiting[-1]] % self.parts == 0:
            waiting.pop()
        for arc in reversed(waiting):
            if arc != came_by and self.flow[arc] % self.parts:
                return arc
        return -1


def draw(frame: Frame, on_frame: NDArray[np.int64], on_pairs: Mapping[int, int], parts: int, seed: str) -> list[int]:
    """The pairs (flat positions, ascending) of one assignment drawn by the seed."""
    pairs = list(on_pairs)
    ends = [*zip(frame.tail.tolist(), frame.head.tolist(), strict=True)]
    ends += [(int(frame.leaf.flat[pair]), int(frame.root.flat[pair])) for pair in pairs]
    flow = [*on_frame.tolist(), *on_pairs.values()]
    graph, stream = _Graph(ends, flow, parts, frame.nodes), Stream(seed)
    for start in range(frame.nodes):
        while graph.next_arc(start, -1) >= 0:
            _close_from(graph, start, stream)
    return [pair for pair, units in zip(pairs, flow[len(on_frame) :], strict=True) if units]


def _close_from(graph: _Graph, start: int, stream: Stream) -> None:
    """Walk from `start` and round each cycle met, until the walk is back with nothing open at `start`."""
    path: list[tuple[int, bool]] = []  # arcs with their direction (forward: tail to head)
    nodes, place = [start], {start: 0}
    while True:
        arc = graph.next_arc(nodes[-1], path[-1][0] if path else -1)
        if arc < 0:
            return
        forward = graph.ends[arc][0] == nodes[-1]
        node = graph.ends[arc][1] if forward else graph.ends[arc][0]
        path.append((arc, forward))
        if node not in place:
            place[node] = len(nodes)
            nodes.append(node)
            continue
        cut = place[node]
        _round(graph, path[cut:], stream)
        for gone in nodes[cut + 1 :]:
            del place[gone]
        del path[cut:], nodes[cut + 1 :]


def _round(graph: _Graph, cycle: list[tuple[int, bool]], stream: Stream) -> None:
    """Move the most that fits along the cycle, or against it, each with the chance that keeps all expectations."""
    parts, flow = graph.parts, graph.flow
    up = min(parts - flow[arc] % parts if forward else flow[arc] % parts for arc, forward in cycle)
    down = min(flow[arc] % parts if forward else parts - flow[arc] % parts for arc, forward in cycle)
    change = up if stream.below(up + down) < down else -down
    for arc, forward in cycle:
        flow[arc] += change if forward else -change
