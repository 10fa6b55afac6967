"""Why nothing fits: the minimum cut, said so that a secretary can act on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.assignment.frame import Layout
from shuniu.methods.assignment.model import Shortage
from shuniu.methods.assignment.network import NoFlow
from shuniu.methods.assignment.tables import Tables

SHOWN = 6


def explain(given: Tables, plan: Layout, cut: NoFlow, cap: Fraction | None = None) -> Shortage:
    """The simplest true reason: all together, one group of applications, one of reviewers, a quota, else the cut."""
    may = given.open.copy()
    may.flat[given.fixed] = True
    n, m = may.shape
    inside, outside = np.flatnonzero(cut.reach[:n]), np.flatnonzero(~cut.reach[n : n + m])
    share = cap if cap is not None else Fraction(1)
    return (
        _overall(given)
        or _quota(given, may, share)
        or _few_reviewers(given, may, inside, share)
        or _few_applications(given, may, outside, share)
        or _together(given, plan, cut, inside)
    )


def names(ids: Sequence[str], language: str) -> str:
    """The first few, and how many there are."""
    comma, more = ("、", f" 等 {len(ids)} 个") if language == "zh" else (", ", f" and {len(ids) - SHOWN} more")
    return comma.join(ids[:SHOWN]) + (more if len(ids) > SHOWN else "")


def _overall(given: Tables) -> Shortage | None:
    need, most, least = int(given.reviews.sum()), int(given.load_max.sum()), int(given.load_min.sum())
    if need > most:
        zh = f"全部申请共需 {need} 次评审，而全部评审的负荷上限合计只有 {most} 次。"
        en = f"All applications together need {need} reviews, but the reviewers may do only {most} in all."
        return Shortage("reviews", given.applications, given.reviewers, need, most, (), zh, en)
    if least > need:
        zh = f"全部评审的负荷下限合计 {least} 次，而全部申请只需 {need} 次评审。"
        en = f"The reviewers must do at least {least} reviews in all, but the applications need only {need}."
        return Shortage("loads", given.applications, given.reviewers, least, need, (), zh, en)
    return None


def _quota(given: Tables, may: NDArray[np.bool_], share: Fraction) -> Shortage | None:
    """A quota that one application (reviewer) cannot meet by itself."""
    sure_pairs = np.zeros(may.shape, np.bool_)
    sure_pairs.flat[given.fixed] = True
    for quota in given.quotas:
        owners, others, table, fixed = given.applications, given.reviewers, may, sure_pairs
        if quota.per == "reviewer":
            owners, others, table, fixed = others, owners, may.T, sure_pairs.T
        members = np.array([one in quota.members for one in others])
        for i, owner in enumerate(owners):
            there = table[i] & members
            chances = sum(Fraction(1) if sure else share for sure in fixed[i][there])
            if (quota.among is None or owner in quota.among) and chances < quota.at_least:
                count, limit = int(there.sum()), share != 1
                zh = f"{owner} 按配额“{quota.name}”至少要 {quota.at_least} 个，无回避可用的只有 {count} 个"
                zh += f"，每对概率又至多 {share}。" if limit else "。"
                en = f"{owner} needs at least {quota.at_least} by the quota “{quota.name}”, but only {count} have no "
                en += f"conflict, each with a probability of at most {share}." if limit else "conflict."
                one, none = (owner,), ()
                who, whom = (one, none) if quota.per == "application" else (none, one)
                return Shortage("quota", who, whom, quota.at_least, math.floor(chances), (quota.name,), zh, en)
    return None


def _capacity(limits: NDArray[np.int64], partners: Any, share: Fraction) -> int:
    """How many whole reviews the limits and so many partners each, with `share` of a review a pair, let through."""
    parts = np.minimum(limits * share.denominator, partners * share.numerator)
    return int(parts.sum()) // share.denominator


def components(table: NDArray[np.bool_]) -> list[tuple[Any, Any]]:
    """Rows and columns that hang together by the table's true cells; rows without any cell each by themselves."""
    left, out = set(range(table.shape[0])), []
    while left:
        rows = {min(left)}
        columns: set[int] = set()
        fresh = rows
        while fresh:
            seen = set(np.flatnonzero(table[sorted(fresh)].any(axis=0)).tolist()) - columns
            columns |= seen
            fresh = set(np.flatnonzero(table[:, sorted(seen)].any(axis=1)).tolist()) - rows if seen else set()
            rows |= fresh
        left -= rows
        out.append((sorted(rows), sorted(columns)))
    return out


def _few_reviewers(given: Tables, may: Any, inside: Any, share: Fraction) -> Shortage | None:
    found = []
    for part, _ in components(may[inside]):
        rows = inside[part]
        need = int(given.reviews[rows].sum())
        capacity = _capacity(given.load_max, may[rows].sum(axis=0), share)
        if need > capacity:
            found.append((rows, np.flatnonzero(may[rows].any(axis=0)), need, capacity))
    if not found:
        return None
    rows, columns, need, capacity = max(found, key=lambda one: one[2] - one[3])
    applications = tuple(given.applications[a] for a in rows)
    reviewers = tuple(given.reviewers[r] for r in columns)
    limit_zh = "" if share == 1 else "，每对的概率又有上限"
    limit_en = "" if share == 1 else ", under the cap on each pair's probability"
    zh = f"这 {len(rows)} 份申请只有 {len(columns)} 位无回避的评审：需 {need} 次评审，最多只能完成 {capacity} 次{limit_zh}。"
    zh += f"申请：{names(applications, 'zh')}。评审：{names(reviewers, 'zh') or '无'}。"
    en = (
        f"These {len(rows)} applications have only {len(columns)} reviewers without a conflict: {need} reviews needed, "
    )
    en += f"at most {capacity} possible{limit_en}. Applications: {names(applications, 'en')}. "
    en += f"Reviewers: {names(reviewers, 'en') or 'none'}."
    return Shortage("reviews", applications, reviewers, need, capacity, (), zh, en)


def _few_applications(given: Tables, may: Any, outside: Any, share: Fraction) -> Shortage | None:
    found = []
    for part, _ in components(may.T[outside]):
        columns = outside[part]
        need = int(given.load_min[columns].sum())
        capacity = _capacity(given.reviews, may[:, columns].sum(axis=1), share)
        if need > capacity:
            found.append((columns, np.flatnonzero(may[:, columns].any(axis=1)), need, capacity))
    if not found:
        return None
    columns, rows, need, capacity = max(found, key=lambda one: one[2] - one[3])
    applications = tuple(given.applications[a] for a in rows)
    reviewers = tuple(given.reviewers[r] for r in columns)
    zh = f"这 {len(columns)} 位评审至少要评 {need} 次，而对他们无回避的申请只有 {len(rows)} 份，最多 {capacity} 次。"
    zh += f"评审：{names(reviewers, 'zh')}。"
    en = f"These {len(columns)} reviewers must do at least {need} reviews, but only {len(rows)} applications have no "
    en += f"conflict with them, {capacity} reviews at most. Reviewers: {names(reviewers, 'en')}."
    return Shortage("loads", applications, reviewers, need, capacity, (), zh, en)


def _together(given: Tables, plan: Layout, cut: NoFlow, inside: Any) -> Shortage:
    """Hoffman's condition in general: what must leave the reached side and what may."""
    frame, bounds = plan.frame, plan.bounds
    crossing = cut.reach[frame.tail] != cut.reach[frame.head]
    touched = {int(node) for ends in (frame.tail, frame.head) for node in ends[crossing]}
    owned = sorted(plan.quota_of[node] for node in touched if node in plan.quota_of)
    quotas, owners = tuple(sorted({name for name, _ in owned})), {owner for _, owner in owned}
    n, m = given.worth.shape
    at_sink = crossing & (frame.head == n + m)
    limited = tuple(given.reviewers[int(node) - n] for node in frame.tail[at_sink])
    concerned = {given.applications[a] for a in inside} | owners
    applications = tuple(one for one in given.applications if one in concerned)
    limited = tuple(one for one in given.reviewers if one in limited or one in owners)
    parts = int(bounds.units[0]) if bounds.units.size else int(frame.supply[:n].sum() // max(1, given.reviews.sum()))
    short = -(-cut.short // max(1, parts))
    need = int(given.reviews.sum())
    zh = f"回避、负荷{'、配额' if quotas else ''}合在一起容不下：还差 {short} 次评审。"
    zh += f"涉及申请：{names(applications, 'zh') or '无'}；负荷已到界限的评审：{names(limited, 'zh') or '无'}"
    zh += f"；配额：{names(quotas, 'zh')}。" if quotas else "。"
    en = f"Conflicts, loads{' and quotas' if quotas else ''} together leave {short} reviews without a place. "
    en += f"Applications: {names(applications, 'en') or 'none'}; reviewers at a bound: {names(limited, 'en') or 'none'}"
    en += f"; quotas: {names(quotas, 'en')}." if quotas else "."
    return Shortage("together", applications, limited, need, need - short, quotas, zh, en)
