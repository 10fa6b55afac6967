"""Why a project won, and who paid; why it lost, and what would have made it win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from shuniu.methods.allocation.changes import Change, smallest_changes
from shuniu.methods.allocation.greedy import ranking
from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.measures import average_winners, leftover, payments, unserved
from shuniu.methods.allocation.model import Call, Completion, Election, Outcome, Portfolio, RuleName, Satisfaction
from shuniu.methods.allocation.report import SATISFACTIONS, money
from shuniu.methods.allocation.result import amount
from shuniu.methods.allocation.rules import allocate


@dataclass(frozen=True)
class Won:
    """`place` in the order of selection; `paid`: voter → amount in units, none when the budget itself paid."""

    project: str
    place: int
    price: Fraction | None
    full: int
    rest: int
    paid: dict[str, Fraction]


@dataclass(frozen=True)
class Lost:
    """`rank` by result; `left`: what its supporters have left at the end, in units (None where the rule has no shares)."""

    project: str
    rank: int | None
    supporters: int
    left: Fraction | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Explanation:
    """The outcome beside greedy's on the same ballots, and each project asked for."""

    election: Election
    outcome: Outcome
    greedy: Outcome
    projects: tuple[Won | Lost, ...]

    def as_json(self) -> dict[str, Any]:
        """One object for programs; money in currency."""
        return {
            "rule": self.outcome.call.rule,
            "winners": list(self.outcome.winners),
            "projects": {one.project: self._json(one) for one in self.projects},
            "without_winner": {name: round(unserved(self.election, o.winners), 6) for name, o in self._both()},
            "average_winners": {name: round(average_winners(self.election, o.winners), 6) for name, o in self._both()},
            "only_here": [one for one in self.outcome.winners if one not in self.greedy.winners],
            "only_greedy": [one for one in self.greedy.winners if one not in self.outcome.winners],
        }

    def _both(self) -> tuple[tuple[str, Outcome], tuple[str, Outcome]]:
        return ("rule", self.outcome), ("greedy", self.greedy)

    def _json(self, one: Won | Lost) -> dict[str, Any]:
        scale = self.election.scale
        if isinstance(one, Won):
            phragmen = self.outcome.call.rule == RuleName.PHRAGMEN
            price = None if one.price is None else amount(one.price, 1 if phragmen else scale)
            paid = {voter: amount(share, scale) for voter, share in one.paid.items()}
            return {
                "won": True,
                "place": one.place,
                "price": price,
                "full": one.full,
                "rest": one.rest,
                "payments": paid,
            }
        changes = [
            {
                "kind": change.kind,
                "amount": amount(change.amount, scale if change.kind == "cost" else 1),
                "value": amount(change.value, scale if change.kind == "cost" else 1),
                "electorate": change.electorate,
                "proved_smallest": change.proved,
                "verified": True,
            }
            for change in one.changes
        ]
        left = None if one.left is None else amount(one.left, scale)
        return {"won": False, "rank": one.rank, "supporters": one.supporters, "left": left, "changes": changes}

    def as_text(self) -> str:
        """The report that the command prints."""
        lines: list[str] = []
        for one in self.projects:
            lines += [*(self._won(one) if isinstance(one, Won) else self._lost(one)), ""]
        here, there = (unserved(self.election, o.winners) for o in (self.outcome, self.greedy))
        lines.append(f"没有任何入选项目的投票人：本规则 {here:.1%}，从高到低 {there:.1%}")
        only = [one for one in self.outcome.winners if one not in self.greedy.winners]
        lost = [one for one in self.greedy.winners if one not in self.outcome.winners]
        lines.append(
            f"与从高到低相比，只在本规则入选：{'、'.join(only) or '无'}；只在从高到低入选：{'、'.join(lost) or '无'}"
        )
        return "\n".join(lines)

    def _title(self, identity: str) -> str:
        project = self.election.project(identity)
        return f"{identity} {project.name}（造价 {money(project.cost, self.election.scale)}）".replace("  ", " ")

    def _won(self, one: Won) -> list[str]:
        lines = [f"{self._title(one.project)}：第 {one.place} 个入选"]
        if one.price is None:
            return [*lines, "  由预算直接支付：在它之前的项目付清后，余额仍够它的造价。"]
        call, scale = self.outcome.call, self.election.scale
        total = money_fraction(sum(one.paid.values(), Fraction(0)), scale)
        if call.rule == RuleName.PHRAGMEN:
            return [
                *lines,
                f"  {one.rest} 位支持者最先攒够它的造价（攒到预算的 {float(one.price):.2%} 时），共付 {total}。",
            ]
        each = "每位支持者" if call.satisfaction != Satisfaction.SCORE else "每一分"
        lines.append(f"  在剩下的项目里，它让支持者为同样的满意付得最少（{SATISFACTIONS[call.satisfaction]}）。")
        lines.append(
            f"  {each}付 {money_fraction(one.price, scale)}：{one.full} 人付足，{one.rest} 人付出余下的全部，共付 {total}。"
        )
        return lines

    def _lost(self, one: Lost) -> list[str]:
        project, scale = self.election.project(one.project), self.election.scale
        lines = [
            f"{self._title(one.project)}：落选，{one.supporters} 位支持者"
            + (f"，得票（得分）第 {one.rank}" if one.rank else "")
        ]
        if one.left is not None:
            lines.append(
                f"  支持者的份额最后还剩 {money_fraction(one.left, scale)}，造价为 {money(project.cost, scale)}。"
            )
        if not one.changes:
            lines.append("  降价、增加支持者都不足以使它入选。")
        for change in one.changes:
            sure = "已证明是最小的改变" if change.proved else "再小一步则落选，但未逐一排除更小的改变"
            lines.append(f"  {_words(change, scale)}，即可入选（重新计算核实；{sure}）。")
        return lines


def _words(change: Change, scale: int) -> str:
    where = f"（{change.electorate}）" if change.electorate else ""
    if change.kind == "cost":
        return f"造价减少 {money(change.amount, scale)}（降到 {money(change.value, scale)}）"
    if change.kind == "supporters":
        return f"再有 {change.amount} 位只支持它的投票人{where}"
    return f"再得 {change.amount} 分{where}"


def money_fraction(units: Fraction, scale: int) -> str:
    return f"{float(units / scale):,.2f}".removesuffix(".00")


def explain(election: Election, call: Call, identities: Sequence[str]) -> Explanation:
    """Explain projects under a call. Raises BadInput for a project that the election does not have."""
    for identity in identities:
        election.project(identity)
    outcome = allocate(election, call)
    plain = replace(
        call, rule=RuleName.GREEDY, completion=Completion.NONE, compare=False, places=None, portfolio=Portfolio()
    )
    found: list[Won | Lost] = []
    for identity in dict.fromkeys(identities):
        found.append(_won(outcome, identity) if identity in outcome.winners else _lost(election, outcome, identity))
    return Explanation(election, outcome, allocate(election, plain), tuple(found))


def _won(outcome: Outcome, identity: str) -> Won:
    place = outcome.winners.index(identity)
    purchase = outcome.purchases[place]
    groups: Groups = outcome.groups
    paid = next(rows for project, rows in payments(outcome) if project == identity)
    return Won(
        identity,
        place + 1,
        purchase.price,
        sum(len(groups.voters(group)) for group in purchase.full),
        sum(len(groups.voters(group)) for group in purchase.rest),
        {ballot.voter: share for ballot, share in paid},
    )


def _lost(election: Election, outcome: Outcome, identity: str) -> Lost:
    groups: Groups = outcome.groups
    p = groups.ids.index(identity)
    supporters, _ = groups.supports(p)
    order = [one for _, one in ranking(election, RuleName.GREEDY, outcome.call.satisfaction)]
    left = None
    if outcome.endowment and outcome.call.rule != RuleName.PHRAGMEN:
        last = leftover(outcome)
        left = sum((last[g] * groups.weight[g] for g in supporters), Fraction(0))
    rank = order.index(identity) + 1 if identity in order else None
    count = sum(groups.weight[group] for group in supporters)
    return Lost(identity, rank, count, left, tuple(smallest_changes(election, outcome.call, identity)))
