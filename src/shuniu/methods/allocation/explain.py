"""Why a project won, and who paid; why it lost, and what would have made it win."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from shuniu.methods.allocation.changes import Change, smallest_changes
from shuniu.methods.allocation.greedy import ranking
from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.measures import average_winners, leftover, overspent, payments, unserved
from shuniu.methods.allocation.model import Call, Completion, Election, Outcome, Portfolio, RuleName, Satisfaction
from shuniu.methods.allocation.report import SATISFACTIONS, money
from shuniu.methods.allocation.result import amount
from shuniu.methods.allocation.rules import allocate
from shuniu.methods.words import listed, marked, say


@dataclass(frozen=True)
class Won:
    """`place` in the order of selection; `paid`: voter → amount in units, none when the budget itself paid; `full` and
    `rest`: how many voters by weight; `overspent`: what the unspent budget adds to their payments.
    """

    project: str
    place: int
    price: Fraction | None
    full: int
    rest: int
    paid: dict[str, Fraction]
    overspent: Fraction = Fraction(0)


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
                "overspent": amount(one.overspent, scale),
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
        lines.append(say("没有任何入选项目的投票人：本规则 {here:.1%}，从高到低 {there:.1%}", here=here, there=there))
        only = [one for one in self.outcome.winners if one not in self.greedy.winners]
        lost = [one for one in self.greedy.winners if one not in self.outcome.winners]
        words = marked("与从高到低相比，只在本规则入选：{only}；只在从高到低入选：{lost}")
        lines.append(say(words, only=listed(only), lost=listed(lost)))
        return "\n".join(lines)

    def _title(self, identity: str) -> str:
        project = self.election.project(identity)
        cost = money(project.cost, self.election.scale)
        return say("{id} {name}（造价 {cost}）", id=identity, name=project.name, cost=cost).replace("  ", " ")

    def _won(self, one: Won) -> list[str]:
        lines = [say("{title}：第 {place} 个入选", title=self._title(one.project), place=one.place)]
        if one.price is None:
            return [*lines, "  " + say("由预算直接支付：在它之前的项目付清后，余额仍够它的造价。")]
        call, scale = self.outcome.call, self.election.scale
        total = money_fraction(sum(one.paid.values(), Fraction(0)), scale)
        if call.rule == RuleName.PHRAGMEN:
            words = marked("{people} 位支持者最先攒够它的造价（攒到预算的 {share:.2%} 时），共付 {total}。")
            return [*lines, "  " + say(words, people=one.rest, share=float(one.price), total=total)]
        satisfied = say(SATISFACTIONS[call.satisfaction])
        reason = marked("在剩下的项目里，它让支持者为同样的满意付得最少（{satisfied}）。")
        if call.rule == RuleName.BOUNDED_OVERSPENDING:
            reason = marked("在剩下的项目里，它的价格除以支持者付得起的比例最小（{satisfied}）。")
        lines.append("  " + say(reason, satisfied=satisfied))
        words = marked("每位支持者付 {price}：{full} 人付足，{rest} 人付出余下的全部，共付 {total}。")
        if call.satisfaction == Satisfaction.SCORE:
            words = marked("每一分付 {price}：{full} 人付足，{rest} 人付出余下的全部，共付 {total}。")
        price = money_fraction(one.price, scale)
        lines.append("  " + say(words, price=price, full=one.full, rest=one.rest, total=total))
        if one.overspent:
            lines.append("  " + say("余款垫付 {amount}。", amount=money_fraction(one.overspent, scale)))
        return lines

    def _lost(self, one: Lost) -> list[str]:
        project, scale = self.election.project(one.project), self.election.scale
        words = marked("{title}：落选，{people} 位支持者，得票（得分）第 {rank}")
        if not one.rank:
            words = marked("{title}：落选，{people} 位支持者")
        lines = [say(words, title=self._title(one.project), people=one.supporters, rank=one.rank)]
        if one.left is not None:
            left, cost = money_fraction(one.left, scale), money(project.cost, scale)
            lines.append("  " + say("支持者的份额最后还剩 {left}，造价为 {cost}。", left=left, cost=cost))
        if not one.changes:
            lines.append("  " + say("降价、增加支持者都不足以使它入选。"))
        for change in one.changes:
            sure = say("已证明是最小的改变") if change.proved else say("再小一步则落选，但未逐一排除更小的改变")
            words = marked("{change}，即可入选（重新计算核实；{sure}）。")
            lines.append("  " + say(words, change=_words(change, scale), sure=sure))
        return lines


def _words(change: Change, scale: int) -> str:
    if change.kind == "cost":
        cut, cost = money(change.amount, scale), money(change.value, scale)
        return say("造价减少 {cut}（降到 {cost}）", cut=cut, cost=cost)
    words = marked("再有 {number} 位只支持它的投票人") if change.kind == "supporters" else marked("再得 {number} 分")
    where = say("（{name}）", name=change.electorate) if change.electorate else ""
    return say(words, number=change.amount) + where


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
        None if purchase.price is None else purchase.price * outcome.groups.unit,
        sum(groups.weight[group] for group in purchase.full),
        sum(groups.weight[group] for group in purchase.rest),
        {ballot.voter: share for ballot, share in paid},
        overspent(outcome).get(identity, Fraction(0)),
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
    return Lost(identity, rank, count, left, tuple(smallest_changes(groups, outcome.call, identity)))
