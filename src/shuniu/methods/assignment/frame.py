"""From tables to the network: applications, reviewers, sink, and a tree of nodes for the quotas of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.assignment.model import Quota
from shuniu.methods.assignment.network import Bounds, Frame
from shuniu.methods.assignment.tables import Tables
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said


@dataclass
class _Builder:
    """Arcs and nodes while they are collected; `quota_of`: quota and owner of each extra node."""

    nodes: int
    tail: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    quota_of: dict[int, tuple[str, str]] = field(default_factory=dict)

    def arc(self, tail: int, head: int, lower: int, upper: int) -> None:
        self.tail.append(tail)
        self.head.append(head)
        self.lower.append(lower)
        self.upper.append(upper)


@dataclass(frozen=True)
class Layout:
    """The network of a problem in units of `1 / parts` review; `quota_of`: node to quota and owner."""

    frame: Frame
    bounds: Bounds
    quota_of: dict[int, tuple[str, str]]


def layout(given: Tables, *, cap: int = 1, parts: int = 1) -> Layout:
    """Applications are the nodes 0…n-1, reviewers n…n+m-1, the sink n+m, then the nodes of quotas."""
    n, m = given.worth.shape
    build = _Builder(n + m + 1)
    for r in range(m):
        build.arc(n + r, n + m, int(given.load_min[r]), int(given.load_max[r]))
    leaf = np.broadcast_to(np.arange(n)[:, None], (n, m))
    root = np.broadcast_to(n + np.arange(m)[None, :], (n, m))
    for per in ("application", "reviewer"):
        quotas = [quota for quota in given.quotas if quota.per == per]
        if quotas and per == "application":
            leaf = _trees(build, quotas, given.applications, given.reviewers, 0, outward=True)
        elif quotas:
            root = _trees(build, quotas, given.reviewers, given.applications, n, outward=False).T
    supply = np.zeros(build.nodes, np.int64)
    supply[:n], supply[n + m] = given.reviews * parts, -int(given.reviews.sum()) * parts
    frame = Frame(supply, np.array(build.tail, np.int64), np.array(build.head, np.int64), leaf, root)
    lower, upper = np.array(build.lower, np.int64) * parts, np.array(build.upper, np.int64) * parts
    units = np.full(given.fixed.size, parts, np.int64)
    return Layout(frame, Bounds(given.open.copy(), given.fixed, units, lower, upper, cap), build.quota_of)


def _trees(build: _Builder, quotas: Sequence[Quota], owners: Sequence[str], others: Sequence[str], base: int, *,
           outward: bool) -> NDArray[np.int64]:  # fmt: skip
    """Nodes for the quotas of each owner; for each owner and other the node at which their pair ends."""
    out = np.empty((len(owners), len(others)), np.int64)
    masks = {quota.name: np.array([one in quota.members for one in others]) for quota in quotas}
    patterns: dict[tuple[str, ...], tuple[list[int], NDArray[np.int64]]] = {}
    for i, owner in enumerate(owners):
        mine = [quota for quota in quotas if quota.among is None or owner in quota.among]
        key = tuple(quota.name for quota in mine)
        mine.sort(key=lambda quota: (-int(masks[quota.name].sum()), quota.name))
        if key not in patterns:
            patterns[key] = _tree(mine, masks, len(others))
        parents, inmost = patterns[key]
        start = build.nodes
        for place, quota in enumerate(mine):
            parent = base + i if parents[place] < 0 else start + parents[place]
            most = len(others) if quota.at_most is None else quota.at_most
            ends = (parent, start + place) if outward else (start + place, parent)
            build.arc(*ends, quota.at_least, most)
            build.quota_of[start + place] = (quota.name, owner)
        build.nodes += len(mine)
        out[i] = np.where(inmost < 0, base + i, start + inmost)
    return out


def _tree(
    quotas: Sequence[Quota], masks: dict[str, NDArray[np.bool_]], size: int
) -> tuple[list[int], NDArray[np.int64]]:
    """The place of each quota's parent (-1: none), larger ones first, and the inmost quota of each member."""
    inmost = np.full(size, -1, np.int64)
    parents = []
    for place, quota in enumerate(quotas):
        mask = masks[quota.name]
        around = np.unique(inmost[mask])
        if around.size > 1:
            other = quotas[int(around[-1])].name
            raise BadInput(
                Said("配额 {name} 与 {other} 交叉：须互相包含或互不相交", name=quota.name, other=other), field="quotas"
            )
        parents.append(int(around[0]) if around.size else -1)
        inmost[mask] = place
    return parents, inmost
