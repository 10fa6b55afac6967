"""Each rule equals an independent slow one, and keeps every guarantee that the docs claim."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shuniu_verify.allocation as verifier
from benchmarks.methods._elections import city
from shuniu.methods.allocation import (
    Ballot,
    BallotKind,
    Call,
    Completion,
    Election,
    Electorate,
    Portfolio,
    Project,
    RuleName,
    Satisfaction,
    allocate,
    parse_pb,
    payments,
    what_ifs,
    write_pb,
)
from shuniu.methods.allocation.changes import PLAIN, Change, smallest_changes
from shuniu.methods.allocation.completion import Pieces, add1
from shuniu.methods.allocation.equal_shares import EqualShares
from shuniu.methods.allocation.exact_equal_shares import ExactEqualShares, exact_run
from shuniu.methods.allocation.exact_sweep import Sweep
from shuniu.methods.allocation.groups import merge
from shuniu.methods.allocation.measures import compare, leftover, overspent
from shuniu.methods.allocation.model import ADD1, COMPLETIONS
from shuniu.methods.allocation.report import as_json, as_text
from shuniu.methods.allocation.result import result_text
from tests.methods.allocation import reference
from tests.methods.allocation.towns import approvals, elections

CALLS = [Call(rule, completion=completion) for rule in RuleName for completion in sorted(COMPLETIONS[rule])]
NAMES = [f"{call.rule} {call.completion}" for call in CALLS]
shares_rules = st.sampled_from(list(Satisfaction))
two_kinds = st.sampled_from([Satisfaction.COST, Satisfaction.CARDINALITY])
small = settings(deadline=None, max_examples=60, derandomize=True)


@given(elections(), shares_rules)
@small
def test_equal_shares_compiled_and_exact_agree_with_the_reference(election, satisfaction):
    groups = merge(election, satisfaction)
    endowment = groups.endowment(election.budget)
    won, _ = reference.equal_shares(election, satisfaction, Fraction(election.budget))
    for compiled in (True, False):
        method = EqualShares(groups, compiled=compiled)
        assert method.compiled == compiled
        assert [groups.ids[p] for p in method.run(endowment)] == won


@given(elections(), shares_rules, st.booleans())
@small
def test_add1_in_both_variants_agrees_with_the_reference(election, satisfaction, exhaustive):
    completion = Completion.ADD1_EXHAUSTIVE if exhaustive else Completion.ADD1_OVERSPEND
    call = Call(RuleName.EQUAL_SHARES, satisfaction, completion, step=Fraction(1, 2))
    expected = reference.add1(election, satisfaction, exhaustive=exhaustive, step=Fraction(1, 2))
    assert list(allocate(election, call).winners) == expected


@given(elections(scores=False), two_kinds)
@small
def test_exact_equal_shares_agrees_with_the_reference_at_and_between_all_changes(election, satisfaction):
    groups = merge(election, satisfaction)
    ways = [ExactEqualShares(groups, compiled=compiled).runs(Fraction(election.budget)) for compiled in (True, False)]
    before, expected = None, None
    for runs in itertools.islice(itertools.zip_longest(*ways), 12):
        assert runs[0] == runs[1]
        found = [(groups.ids[p], n) for p, n in zip(runs[0].order, runs[0].count, strict=True)]
        if before is not None:
            between = before + (runs[0].budget - before) * Fraction(999, 1000)
            assert reference.exact_equal_shares(election, satisfaction, between) == expected
            assert found != expected
        expected, before = reference.exact_equal_shares(election, satisfaction, runs[0].budget), runs[0].budget
        assert found == expected


@given(elections(scores=False, most=7), two_kinds, st.sampled_from([0, 2, 5, 44]))
@small
def test_the_way_through_all_changes_is_exact_however_coarse_the_numbers_that_steer_it(election, satisfaction, bits):
    """With few bits almost nothing can be told apart by the kernel, and all is left to the exact numbers."""
    groups = merge(election, satisfaction)
    exact = ExactEqualShares(groups, compiled=False)
    sweep = Sweep(groups, exact.able, lambda budget: exact_run(exact, budget), most=bits)
    coarse = itertools.islice(sweep.runs(Fraction(election.budget)), 40)
    slow = itertools.islice(exact.runs(Fraction(election.budget)), 40)
    assert list(coarse) == [(run.budget, run.order, run.count) for run in slow]


@given(elections(scores=False), two_kinds)
@small
def test_jumps_come_to_the_same_end_for_one_budget_and_for_many_at_once(election, satisfaction):
    groups = merge(election, satisfaction)
    budgets = [election.budget, election.budget + 2, election.budget * 2 // 3 + 1]
    ends = [ExactEqualShares(groups, compiled=compiled).complete_all(budgets) for compiled in (True, False)]
    alone = {budget: ExactEqualShares(groups, compiled=False).complete(budget) for budget in budgets}
    assert ends == [alone, alone]


@pytest.mark.parametrize("satisfaction", [Satisfaction.COST, Satisfaction.CARDINALITY])
def test_a_larger_town_jumps_as_the_reference_does(satisfaction):
    """Larger than random ones: cascades, mended guesses and bounds that fall, held against exact numbers to the end."""
    groups = merge(city(16, 120, 40_000, seed=5), satisfaction)
    ways = [ExactEqualShares(groups, compiled=compiled).runs(Fraction(8_000)) for compiled in (True, False)]
    together = list(itertools.islice(itertools.zip_longest(*ways), 60))
    assert [mine for mine, _ in together] == [slow for _, slow in together]
    assert len(together) > 40


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
@given(election=elections(scores=False), budgets=st.lists(st.integers(0, 40), min_size=1, max_size=5))
@settings(deadline=None, max_examples=12, derandomize=True)
def test_what_if_budgets_are_what_each_budget_alone_would_buy(call, election, budgets):
    found = what_ifs(election, call, budgets)
    alone = [allocate(replace(election, budget=budget), call) for budget in budgets]
    assert [(one.budget, one.winners, one.spent, one.endowment) for one in found] == [
        (budget, one.winners, one.spent, one.endowment) for budget, one in zip(budgets, alone, strict=True)
    ]


@given(elections(), shares_rules, st.fractions(0, 30, max_denominator=12), st.fractions(0, 6, max_denominator=12))
@small
def test_an_order_proved_between_two_budgets_holds_at_each(election, satisfaction, budget, further):
    method = EqualShares(merge(election, satisfaction), compiled=True)
    ends = [method.groups.endowment(total) for total in (budget, budget + further)]
    order = method.run_between(*ends)
    for part in range(8 if order is not None else 0):
        total = budget + further * part / 7
        won, _ = reference.equal_shares(election, satisfaction, total)
        assert [method.groups.ids[p] for p in order] == won


@given(elections(), shares_rules, st.booleans(), st.lists(st.integers(0, 30), min_size=1, max_size=5))
@small
def test_pieces_shared_by_many_budgets_change_no_outcome(election, satisfaction, exhaustive, budgets):
    pieces = Pieces(EqualShares(merge(election, satisfaction), compiled=True))
    for budget in budgets:
        done = add1(pieces, budget=budget, step=Fraction(1, 3), exhaustive=exhaustive)
        town = replace(election, budget=budget)
        expected = reference.add1(town, satisfaction, exhaustive=exhaustive, step=Fraction(1, 3))
        assert [pieces.method.groups.ids[p] for p in done.order] == expected


@given(elections())
@small
def test_phragmen_agrees_with_the_reference(election):
    assert list(allocate(election, Call(RuleName.PHRAGMEN)).winners) == reference.phragmen(election)


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
@given(election=elections())
@settings(deadline=None, max_examples=15, derandomize=True)
def test_no_rule_spends_more_than_the_budget_and_payments_are_exact(call, election):
    outcome = allocate(election, call)
    cost = {project.id: project.cost for project in election.projects}
    assert outcome.spent == sum(cost[winner] for winner in outcome.winners) <= election.budget
    if not outcome.endowment:
        return
    filled = {purchase.project for purchase in outcome.purchases if purchase.by == "fill"}
    for project, rows in payments(outcome):
        supporters = {
            ballot.voter
            for electorate in election.electorates
            for ballot in electorate.ballots
            if dict(zip(ballot.projects, ballot.scores, strict=True)).get(project, 0) > 0
        }
        assert {ballot.voter for ballot, _ in rows} <= supporters
        paid = sum(share for _, share in rows)
        if project in filled:
            assert not rows
            continue
        assert paid + overspent(outcome).get(project, 0) == cost[project]
        assert 0 <= paid <= cost[project]
    if call.rule != RuleName.PHRAGMEN:
        assert min(leftover(outcome)) >= 0


@given(elections(scores=False), st.sampled_from([Satisfaction.COST, Satisfaction.CARDINALITY]))
@small
def test_equal_shares_is_priceable(election, satisfaction):
    """Nobody's supporters have left what a project that lost would cost."""
    outcome = allocate(election, Call(RuleName.EQUAL_SHARES, satisfaction))
    left, groups = leftover(outcome), outcome.groups
    for number, project in enumerate(groups.ids):
        if project not in outcome.winners and groups.supports(number)[0]:
            money = sum(left[g] * groups.weight[g] for g in groups.supports(number)[0])
            assert money < groups.cost[number]


@given(elections(electorates=1, scores=False, most=4), st.sampled_from([Satisfaction.COST, Satisfaction.CARDINALITY]))
@small
def test_equal_shares_gives_every_cohesive_group_its_due_up_to_one_project(election, satisfaction):
    """EJR up to one project, by brute force over all groups of voters and all sets that they agree on."""
    won = set(allocate(election, Call(RuleName.EQUAL_SHARES, satisfaction)).winners)
    cost = {project.id: project.cost for project in election.projects}
    worth = {p: c if satisfaction == Satisfaction.COST else 1 for p, c in cost.items()}
    ballots = [set(ballot.projects) for ballot in election.electorates[0].ballots]
    for size in range(1, len(ballots) + 1):
        for group in itertools.combinations(ballots, size):
            agreed = sorted(set.intersection(*group))
            for number in range(1, len(agreed) + 1):
                for wish in itertools.combinations(agreed, number):
                    if sum(cost[p] for p in wish) * len(ballots) > size * election.budget:
                        continue
                    due = sum(worth[p] for p in wish)
                    has = [sum(worth[p] for p in voter & won) for voter in group]
                    more = [max((worth[p] for p in set(wish) - won), default=0) for _ in group]
                    assert any(h >= due or h + m > due for h, m in zip(has, more, strict=True)), (group, wish)


@given(elections(), st.integers(1, 3))
@small
def test_a_bullet_vote_of_enough_voters_surely_wins(election, people):
    """A project named alone by the share cost/budget of all voters is bought (Equal Shares and its completions)."""
    sure = Project("sure", max(1, election.budget // 3))
    others = tuple(b for electorate in election.electorates for b in electorate.ballots if b.weight == 1)
    others = tuple(replace(b, voter=f"o{n}") for n, b in enumerate(others))
    needed = -(-sure.cost * (len(others) + 3 * people) // max(election.budget, 1)) + len(others) + people
    ballots = (*others, *(approvals(f"s{n}", "sure") for n in range(needed)))
    if needed * election.budget < sure.cost * len(ballots):
        return
    whole = Election(election.budget, (*election.projects, sure), (Electorate("", Fraction(1), ballots),))
    assert "sure" in allocate(whole, Call(RuleName.EQUAL_SHARES)).winners


@given(elections(), shares_rules)
@small
def test_add1_utilitarian_leaves_nothing_that_fits(election, satisfaction):
    outcome = allocate(
        election, Call(RuleName.EQUAL_SHARES, satisfaction, Completion.ADD1_UTILITARIAN, step=Fraction(1, 2))
    )
    cost = {project.id: project.cost for project in election.projects}
    supported = {
        p for e in election.electorates for b in e.ballots for p, s in zip(b.projects, b.scores, strict=True) if s > 0
    }
    assert all(outcome.spent + cost[p] > election.budget for p in supported - set(outcome.winners))


@pytest.mark.parametrize("completion", [Completion.ADD1_EXHAUSTIVE, Completion.ADD1_OVERSPEND])
@given(election=elections(), satisfaction=shares_rules)
@small
def test_add1_ends_when_nothing_more_fits_or_the_next_step_would_overspend(completion, election, satisfaction):
    """And the first variant at once when nothing fits; the second never while a step is left that does not overspend."""
    step = Fraction(1, 2)
    outcome = allocate(election, Call(RuleName.EQUAL_SHARES, satisfaction, completion, step=step))
    people = sum(ballot.weight for electorate in election.electorates for ballot in electorate.ballots)
    groups = outcome.groups
    shared_out = outcome.endowment[-1] / groups.endowment(1)[-1]
    won, _ = reference.equal_shares(election, satisfaction, shared_out + step * people)
    cost = {project.id: project.cost for project in election.projects}
    overspends = sum(cost[p] for p in won) > election.budget
    supported = {groups.ids[p] for p in range(len(groups.ids)) if groups.supports(p)[0]}
    left = supported - set(outcome.winners)
    fits = any(outcome.spent + cost[p] <= election.budget for p in left)
    assert overspends or not left or (completion == Completion.ADD1_EXHAUSTIVE and not fits)


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
@given(election=elections(most=4), satisfaction=shares_rules)
@settings(deadline=None, max_examples=6, derandomize=True)
def test_a_change_that_is_said_to_be_the_smallest_is_and_every_change_wins(call, election, satisfaction):
    """Each on an election made anew with it; nothing smaller wins where that is said to be proved."""
    if call.rule in (RuleName.PHRAGMEN, RuleName.EXACT_EQUAL_SHARES) and satisfaction == Satisfaction.SCORE:
        satisfaction = Satisfaction.CARDINALITY
    call, election = replace(call, satisfaction=satisfaction), replace(election, kind=BallotKind.SCORING)
    groups, winners = merge(election, satisfaction), allocate(election, call).winners
    for loser in [project.id for project in election.projects if project.id not in winners]:
        for change in smallest_changes(groups, call, loser):
            least = 1 if change.proved else change.amount
            scale = change.value if change.kind == "points" else change.amount
            for number in range(max(least, change.amount - 40), change.amount + 1):
                if change.kind == "points" and number % (change.amount // scale):
                    continue
                again = allocate(changed(election, call, loser, change, number), call)
                assert (loser in again.winners) is (number == change.amount), (loser, change, number)


def changed(election: Election, call: Call, loser: str, change: Change, number: int) -> Election:
    """The election with so much of a change, built from its parts."""
    if change.kind == "cost":
        rows = tuple(replace(p, cost=p.cost - number) if p.id == loser else p for p in election.projects)
        return replace(election, projects=rows)
    place = next(n for n, one in enumerate(election.electorates) if one.name == change.electorate)
    ballots = list(election.electorates[place].ballots)
    if change.kind == "supporters":
        ballots.append(Ballot("new", (loser,), (max(s for b in ballots for s in (1, *b.scores)),), number))
    else:
        mine = [n for n, ballot in enumerate(ballots) if loser in ballot.projects]
        if call.rule in PLAIN:
            mine = [min(mine, key=lambda n: (ballots[n].weight, ballots[n].voter))]
        extra = number // sum(ballots[n].weight for n in mine)
        for n in mine:
            pairs = zip(ballots[n].projects, ballots[n].scores, strict=True)
            ballots[n] = replace(ballots[n], scores=tuple(s + extra if p == loser else s for p, s in pairs))
    parts = list(election.electorates)
    parts[place] = replace(parts[place], ballots=tuple(ballots))
    return replace(election, electorates=tuple(parts))


def test_nobody_is_told_to_give_more_points_to_an_approval():
    ballots = (approvals("v1", "a"), approvals("v2", "a"), approvals("v3", "b"))
    election = Election(10, (Project("a", 10), Project("b", 10)), (Electorate("", Fraction(1), ballots),))
    for kind, there in ((BallotKind.APPROVAL, False), (BallotKind.CHOOSE_ONE, False), (BallotKind.CUMULATIVE, True)):
        groups = merge(replace(election, kind=kind), Satisfaction.SCORE)
        found = smallest_changes(groups, Call(RuleName.GREEDY, Satisfaction.SCORE), "b")
        assert ("points" in [change.kind for change in found]) is there


def with_rules(draw, election: Election, shares: tuple[Fraction, ...]) -> tuple[Election, Portfolio]:
    """Projects of few organizations and one theme, rules for both, and these shares of the electorates."""
    projects = tuple(
        replace(one, organization=draw(st.sampled_from(["", "o", "q"])), themes=draw(st.sampled_from([(), ("t",)])))
        for one in election.projects
    )
    parts = tuple(replace(e, share=share) for e, share in zip(election.electorates, shares, strict=True))
    caps = {"t": draw(st.integers(0, 20))} if any(one.themes for one in projects) and draw(st.booleans()) else {}
    return replace(election, projects=projects, electorates=parts), Portfolio({}, caps, draw(st.booleans()))


@pytest.mark.parametrize("completion", sorted(ADD1))
@given(election=elections(), budget=st.integers(1, 120), nothing=st.booleans(), data=st.data())
@small
def test_add1_ends_also_when_what_is_left_may_never_be_bought(completion, election, budget, nothing, data):
    """Generous budgets: a cap, the one-award rule or supporters without a share are all that keeps a project out."""
    shares = {1: (Fraction(1),), 2: (Fraction(1), Fraction(0)) if nothing else (Fraction(1, 3), Fraction(2, 3))}
    election, portfolio = with_rules(data.draw, election, shares[len(election.electorates)])
    call = Call(RuleName.EQUAL_SHARES, Satisfaction.COST, completion, Fraction(1, 2), portfolio=portfolio)
    text = write_pb(replace(election, budget=budget)).replace("vote_type;approval", "vote_type;scoring")
    election = parse_pb(text, shares={one.name: one.share for one in election.electorates})
    real, asked = Pieces.at, itertools.count()

    def at(*given):
        assert next(asked) < 3_000, "Add1 does not end"
        return real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pieces, "at", at)
        outcome = allocate(election, call)
    assert outcome.spent <= budget
    assert verifier.Call(text, json.loads(result_text(outcome, text.encode()))).check(full=True) == []


def test_places_count_those_that_a_floor_takes():
    projects = tuple(Project(f"p{n}", 10, districts=("west",) if n > 3 else ()) for n in range(1, 7))
    ballots = tuple(approvals(f"v{n}.{m}", f"p{n}") for n in range(1, 7) for m in range(7 - n))
    election = Election(100, projects, (Electorate("", Fraction(1), ballots),))
    for floor, places, winners, short in (
        (2, 3, ("p4", "p5", "p1"), False), (2, 2, ("p4", "p5"), False), (3, 2, ("p4", "p5"), True), (0, 2, ("p1", "p2"), False),
    ):  # fmt: skip
        call = Call(RuleName.SCORE_LINE, Satisfaction.SCORE, places=places, portfolio=Portfolio({"west": floor}))
        outcome = allocate(election, call)
        assert (outcome.winners, any("仍差 1 个" in one for one in outcome.loss)) == (winners, short)


def test_what_the_comparison_step_decides_is_decided_in_fractions():
    """Experts with 10**-17 of the say tip a draw between two halves of the members: as floats the sides are equal."""
    least = Fraction(1, 10**17)
    members = (approvals("m1", "a"), approvals("m2", "b"))
    election = Election(
        10,
        (Project("a", 10), Project("b", 10)),
        (Electorate("members", 1 - least, members), Electorate("experts", least, (approvals("x", "b"),))),
    )
    groups = merge(election, Satisfaction.COST)
    tally = compare(groups, ["a"], ["b"])
    assert float(tally["rule"]) == float(tally["greedy"])
    assert tally["rule"] < tally["greedy"]


@given(elections(scores=False), two_kinds)
@small
def test_the_run_after_the_last_jump_would_overspend(election, satisfaction):
    call = Call(RuleName.EXACT_EQUAL_SHARES, satisfaction, Completion.JUMP)
    outcome = allocate(election, call)
    method = ExactEqualShares(outcome.groups, compiled=False)
    shared_out = outcome.endowment[-1] / outcome.groups.endowment(1)[-1]
    for further in itertools.islice(method.runs(shared_out), 1, 2):
        assert sum(outcome.groups.cost[p] for p in further.order) > election.budget


@given(elections(scores=False), two_kinds, st.booleans())
@small
def test_exact_equal_shares_lets_all_payers_pay_alike_and_leaves_no_group_that_could(election, satisfaction, jump):
    completion = Completion.JUMP if jump else Completion.NONE
    outcome = allocate(election, Call(RuleName.EXACT_EQUAL_SHARES, satisfaction, completion))
    left, groups = leftover(outcome), outcome.groups
    for project, rows in payments(outcome):
        cost = election.project(project).cost
        assert {share / ballot.weight for ballot, share in rows} == {Fraction(cost, sum(b.weight for b, _ in rows))}
    for number, project in enumerate(groups.ids):
        supporters = groups.supports(number)[0]
        for payers in range(1, sum(groups.weight[g] for g in supporters) + 1) if project not in outcome.winners else ():
            able = [g for g in supporters if left[g] * payers >= groups.cost[number]]
            assert sum(groups.weight[g] for g in able) < payers


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
@given(election=elections(), draw=st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=10, derandomize=True)
def test_the_order_of_rows_makes_no_difference(call, election, draw):
    def shuffled(rows):
        rows = list(rows)
        draw.shuffle(rows)
        return tuple(rows)

    other = replace(
        election,
        projects=shuffled(election.projects),
        electorates=tuple(replace(e, ballots=shuffled(map(turned, e.ballots))) for e in election.electorates),
    )
    first, second = allocate(election, call), allocate(other, call)
    assert as_text(election, first, paid=True) == as_text(other, second, paid=True)
    written = [json.dumps(as_json(one, found, paid=True)) for one, found in ((election, first), (other, second))]
    assert written[0] == written[1]
    assert [p.price for p in first.purchases] == [p.price for p in second.purchases]


def turned(ballot: Ballot) -> Ballot:
    return replace(ballot, projects=ballot.projects[::-1], scores=ballot.scores[::-1])


@given(elections(), shares_rules)
@small
def test_a_later_purchase_never_costs_supporters_less_for_the_same(election, satisfaction):
    """Keys never fall from one purchase to the next: that is what lets a project be left alone until its turn."""
    for call in CALLS:
        if call.rule in (RuleName.EQUAL_SHARES, RuleName.EXACT_EQUAL_SHARES, RuleName.PHRAGMEN):
            if call.rule != RuleName.EQUAL_SHARES and satisfaction == Satisfaction.SCORE:
                continue
            purchases = allocate(election, replace(call, satisfaction=satisfaction)).purchases
            keys = [purchase.key for purchase in purchases if purchase.by == "rule"]
            assert keys == sorted(keys)


def test_ties_go_to_the_smaller_id_as_text():
    projects = tuple(Project(name, 10) for name in ("p10", "p2", "p9"))
    ballots = tuple(approvals(f"v{n}", "p2", "p9", "p10") for n in range(3))
    election = Election(10, projects, (Electorate("", Fraction(1), ballots),))
    assert {call.rule: allocate(election, call).winners for call in CALLS} == dict.fromkeys(RuleName, ("p10",))


def test_published_shares_hold_between_electorates_of_different_size():
    """Ninety members with two fifths of the money, three experts with three fifths: each buys what its share buys."""
    members = tuple(approvals(f"m{n}", "hall") for n in range(90))
    experts = tuple(approvals(f"x{n}", "lab") for n in range(3))
    projects = (Project("hall", 40), Project("lab", 60), Project("dear", 41))
    parts = (Electorate("members", Fraction(2, 5), members), Electorate("experts", Fraction(3, 5), experts))
    assert allocate(Election(100, projects, parts), Call(RuleName.EQUAL_SHARES)).winners == ("hall", "lab")
    dearer = replace(projects[0], cost=41)
    assert allocate(Election(100, (dearer, *projects[1:]), parts), Call(RuleName.EQUAL_SHARES)).winners == ("lab",)
