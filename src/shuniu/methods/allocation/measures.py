"""What an outcome means for the voters: who has no winner, who is better served by which outcome, who paid what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.model import Ballot, Election, Outcome, RuleName


def unserved(election: Election, winners: Sequence[str]) -> float:
    """Share (0–1) of voters, by weight, none of whose supported projects won."""
    chosen, without, total = set(winners), 0, 0
    for electorate in election.electorates:
        for ballot in electorate.ballots:
            total += ballot.weight
            served = any(s > 0 and p in chosen for p, s in zip(ballot.projects, ballot.scores, strict=True))
            without += 0 if served else ballot.weight
    return without / total if total else 0.0


def average_winners(election: Election, winners: Sequence[str]) -> float:
    """How many of the projects it supported won, on average over voters."""
    chosen, served, total = set(winners), 0, 0
    for electorate in election.electorates:
        for ballot in electorate.ballots:
            total += ballot.weight
            pairs = zip(ballot.projects, ballot.scores, strict=True)
            served += ballot.weight * sum(s > 0 and p in chosen for p, s in pairs)
    return served / total if total else 0.0


def satisfactions(groups: Groups, winners: Sequence[str]) -> list[int]:
    """Each group's satisfaction: the scores it gave to the winners, times their cost with cost satisfaction."""
    result = [0] * len(groups.weight)
    number = {identity: place for place, identity in enumerate(groups.ids)}
    for winner in winners:
        p = number[winner]
        for group, score in zip(*groups.supports(p), strict=True):
            result[group] += score * groups.worth[p]
    return result


def compare(groups: Groups, ours: Sequence[str], greedy: Sequence[str]) -> dict[str, Fraction]:
    """How many voters (by weight, with several electorates by their shares) each outcome serves better; exact."""
    rates = [share * groups.total_weight for share in groups.endowment(1)]
    tally = {"rule": Fraction(0), "greedy": Fraction(0), "indifferent": Fraction(0)}
    pairs = zip(satisfactions(groups, ours), satisfactions(groups, greedy), strict=True)
    for group, (mine, other) in enumerate(pairs):
        side = "rule" if mine > other else "greedy" if other > mine else "indifferent"
        tally[side] += groups.weight[group] * rates[groups.electorate[group]]
    return tally


def group_payments(outcome: Outcome) -> Iterator[tuple[str, dict[int, Fraction]]]:
    """For each winner in order what one unit of weight in each paying group paid, in units."""
    groups: Groups = outcome.groups
    left = groups.money(outcome.endowment) if outcome.endowment else []
    earned = [Fraction(0)] * len(groups.weight)
    number = {identity: place for place, identity in enumerate(groups.ids)}
    for purchase in outcome.purchases:
        paid: dict[int, Fraction] = {}
        if purchase.price is not None:
            score = dict(zip(*groups.supports(number[purchase.project]), strict=True))
            for group in purchase.full:
                paid[group] = purchase.price * score[group]
                left[group] -= paid[group]
            for group in purchase.rest:
                if outcome.call.rule == RuleName.PHRAGMEN:
                    paid[group] = left[group] * purchase.price - earned[group]
                    earned[group] += paid[group]
                else:
                    paid[group], left[group] = left[group], Fraction(0)
        yield purchase.project, paid


def payments(outcome: Outcome) -> Iterator[tuple[str, list[tuple[Ballot, Fraction]]]]:
    """For each winner in order who paid what, in units; nobody when it was paid from the budget.

    With bounded overspending the payments may sum to less than the cost: the rest is declared, see `overspent`.
    """
    groups: Groups = outcome.groups
    for project, paid in group_payments(outcome):
        rows = [(group, share) for group, share in sorted(paid.items()) if share]
        yield project, [(ballot, share * ballot.weight) for group, share in rows for ballot in groups.voters(group)]


def overspent(outcome: Outcome) -> dict[str, Fraction]:
    """Bounded overspending: what the unspent budget adds for each winner whose supporters do not cover the cost, in units."""
    if outcome.call.rule != RuleName.BOUNDED_OVERSPENDING:
        return {}
    groups: Groups = outcome.groups
    cost, found = dict(zip(groups.ids, groups.cost, strict=True)), {}
    for purchase, (project, paid) in zip(outcome.purchases, group_payments(outcome), strict=True):
        lacking = cost[project] - sum(share * groups.weight[group] for group, share in paid.items())
        if purchase.price is not None and lacking:
            found[project] = Fraction(lacking)
    return found


def leftover(outcome: Outcome) -> list[Fraction]:
    """What one unit of weight in each group has left of its endowment at the end, in units."""
    left: list[Fraction] = outcome.groups.money(outcome.endowment)
    for _, paid in group_payments(outcome):
        for group, share in paid.items():
            left[group] -= share
    return left
