"""What is decided (projects, ballots, electorates, a call) and what comes out (purchases with exact payments).

Money is an integer number of units; `Election.scale` units make one of the currency, so that costs such as
1784786.62 stay exact. Who gives the budget or a cost as `Decimal` speaks in currency, and the election is scaled as a
whole; so are the scores of an electorate. Shares, prices and payments are `Fraction`s. Floats are refused: what they
stand for is not what was published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said


class BallotKind(StrEnum):
    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"


class RuleName(StrEnum):
    SCORE_LINE = "score-line"
    GREEDY = "greedy"
    GREEDY_RATIO = "greedy-ratio"
    EQUAL_SHARES = "equal-shares"
    EXACT_EQUAL_SHARES = "exact-equal-shares"
    PHRAGMEN = "phragmen"
    BOUNDED_OVERSPENDING = "bounded-overspending"


class Satisfaction(StrEnum):
    COST = "cost"
    CARDINALITY = "cardinality"
    SCORE = "score"


class Completion(StrEnum):
    NONE = "none"
    ADD1_EXHAUSTIVE = "add1-exhaustive"
    ADD1_OVERSPEND = "add1-overspend"
    ADD1_UTILITARIAN = "add1-utilitarian"
    JUMP = "jump"


ADD1 = frozenset({Completion.ADD1_EXHAUSTIVE, Completion.ADD1_OVERSPEND, Completion.ADD1_UTILITARIAN})
COMPLETIONS = {rule: frozenset({Completion.NONE}) for rule in RuleName} | {
    RuleName.EQUAL_SHARES: ADD1 | {Completion.NONE},
    RuleName.EXACT_EQUAL_SHARES: frozenset({Completion.NONE, Completion.JUMP}),
}


@dataclass(frozen=True)
class Project:
    """`cost` in units, or as Decimal in currency until the election scales it. `themes` and `districts` serve portfolio rules; `details` are the file's other columns."""

    id: str
    cost: int
    name: str = ""
    districts: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    organization: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voter's word: project ids and what each gets (1 for an approval). `weight` counts as so many equal voters."""

    voter: str
    projects: tuple[str, ...]
    scores: tuple[int, ...]
    weight: int = 1
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Electorate:
    """Voters who together hold `share` of the budget, each the same part of it for each unit of weight.

    Scores are whole numbers of 1/`points` each, and `full` points count as one approval elsewhere: experts who score to
    100 beside a public that approves have 100.
    """

    name: str
    share: Fraction
    ballots: tuple[Ballot, ...]
    points: int = 1
    full: int = 1


@dataclass(frozen=True)
class Election:
    """One call. Raises BadInput when a ballot names an unknown project, a cost is negative, shares are not 1, …

    `columns` names what stands in the ballots' `details`: the other columns of the file's votes.
    """

    budget: int
    projects: tuple[Project, ...]
    electorates: tuple[Electorate, ...]
    kind: BallotKind = BallotKind.APPROVAL
    scale: int = 1
    meta: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _scale(self)
        _check(self)

    @property
    def voters(self) -> int:
        return sum(len(electorate.ballots) for electorate in self.electorates)

    def with_(self, **parts: Any) -> Election:
        """The same with other parts, which the caller knows to be sound: ballots are not checked again."""
        other = copy(self)
        for name, part in parts.items():
            object.__setattr__(other, name, part)
        return other

    def project(self, identity: str) -> Project:
        for project in self.projects:
            if project.id == identity:
                return project
        raise BadInput(Said("没有这个项目：{identity}", identity=identity), field="project")


def _scale(election: Election) -> None:
    """Whole numbers instead of Decimals: money by `scale`, scores by `points`, shares as fractions."""
    money = [("budget", election.budget), *(("cost", project.cost) for project in election.projects)]
    if places := _places(money):
        if election.scale != 1:
            raise BadInput(Said("金额已是 Decimal，就不要再给 scale"), field="scale")
        unit = 10 ** (places - 1)
        object.__setattr__(election, "scale", unit)
        object.__setattr__(election, "budget", int(election.budget * unit))
        rows = tuple(replace(project, cost=int(project.cost * unit)) for project in election.projects)
        object.__setattr__(election, "projects", rows)
    object.__setattr__(election, "electorates", tuple(_whole(one) for one in election.electorates))


def _whole(electorate: Electorate) -> Electorate:
    if isinstance(electorate.share, float) or not isinstance(electorate.share, int | Fraction | Decimal):
        raise BadInput(Said("份额须是 Fraction、Decimal 或整数，现为 {share!r}", share=electorate.share), field="share")
    if not isinstance(electorate.share, Fraction):
        electorate = replace(electorate, share=Fraction(electorate.share))
    kinds = {type(score) for ballot in electorate.ballots for score in ballot.scores}
    if kinds <= {int}:
        return electorate
    places = _places([("points", score) for ballot in electorate.ballots for score in ballot.scores])
    unit = 10 ** max(places - 1, 0)
    rows = (replace(one, scores=tuple(int(s * unit) for s in one.scores)) for one in electorate.ballots)
    return replace(electorate, ballots=tuple(rows), points=electorate.points * unit)


def _places(numbers: Sequence[tuple[str, Any]]) -> int:
    """1 more than the most decimals there are; 0 when all are whole numbers already. Raises BadInput for other types."""
    places = 0
    for name, number in numbers:
        if isinstance(number, bool) or not isinstance(number, int | Decimal):
            raise BadInput(Said("须是整数或 Decimal，现为 {number!r}", number=number), field=name)
        if isinstance(number, Decimal):
            if not below(number, 15) or (decimals := -int(number.normalize().as_tuple().exponent)) > 12:
                raise BadInput(Said("数字过大或过细：{number}", number=number), field=name)
            places = max(places, 1 + max(decimals, 0))
    return places


def below(number: Decimal, digits: int) -> bool:
    """Whether the number is finite and has at most so many digits before its point. abs() would round to the context,
    which 9e999999999 overflows."""
    return number.is_finite() and number.adjusted() < digits


def _check(election: Election) -> None:
    if election.budget < 0:
        raise BadInput(Said("预算不能为负（{budget}）", budget=election.budget), field="budget")
    known = {project.id for project in election.projects}
    if len(known) < len(election.projects):
        raise BadInput(Said("项目编号重复"), field="project_id")
    for project in election.projects:
        if project.cost < 0:
            raise BadInput(Said("项目 {id} 的造价不能为负（{cost}）", id=project.id, cost=project.cost), field="cost")
    if election.electorates and sum(electorate.share for electorate in election.electorates) != 1:
        raise BadInput(Said("各选民团的份额之和必须为 1"), field="share")
    if len({electorate.name for electorate in election.electorates}) < len(election.electorates):
        raise BadInput(Said("选民团名称重复"), field="electorate")
    voters: set[str] = set()
    for electorate in election.electorates:
        _check_electorate(electorate, known, voters)


def _check_electorate(electorate: Electorate, known: set[str], voters: set[str]) -> None:
    if electorate.share < 0 or (electorate.share and not electorate.ballots):
        raise BadInput(Said("选民团 {name} 份额为负，或有份额而没有选票", name=electorate.name), field="share")
    if electorate.points < 1 or type(electorate.full) is not int or electorate.full < 1:
        raise BadInput(Said("选民团 {name} 的满分必须为正", name=electorate.name), field="points")
    for ballot in electorate.ballots:
        if ballot.voter in voters:
            raise BadInput(Said("投票人重复：{voter}", voter=ballot.voter), field="voter_id")
        voters.add(ballot.voter)
        if not known.issuperset(ballot.projects):
            stranger = next(one for one in ballot.projects if one not in known)
            raise BadInput(
                Said("投票人 {voter} 投给了不存在的项目 {stranger}", voter=ballot.voter, stranger=stranger),
                field="vote",
            )
        if len(set(ballot.projects)) < len(ballot.projects) or len(ballot.projects) != len(ballot.scores):
            raise BadInput(
                Said("投票人 {voter} 的选票重复列出项目，或分数与项目不一一对应", voter=ballot.voter), field="vote"
            )
        if type(ballot.weight) is not int or ballot.weight < 1:
            raise BadInput(Said("投票人 {voter} 的权重必须为正整数", voter=ballot.voter), field="weight")


@dataclass(frozen=True)
class Portfolio:
    """Rules on the set as a whole; each breaks proportionality, see `Outcome.loss`.

    `floors`: district → least number of winners (bought first, from money taken off the top); `caps`: theme → most
    units to spend; `one_per_organization`: a second project of the same organization is passed over.
    """

    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    one_per_organization: bool = False

    def __post_init__(self) -> None:
        for field_, limits in (("floor", self.floors), ("cap", self.caps)):
            for name in sorted(name for name, number in limits.items() if number < 0):
                raise BadInput(Said("{name} 不能为负（{limits}）", name=name, limits=limits[name]), field=field_)

    def __bool__(self) -> bool:
        return bool(self.floors or self.caps or self.one_per_organization)


@dataclass(frozen=True)
class Call:
    """The published rule. `step` is what Add1 adds to each voter, in currency; `places` the score line's number of winners.

    Raises BadInput when the completion does not belong to the rule.
    """

    rule: RuleName
    satisfaction: Satisfaction = Satisfaction.COST
    completion: Completion = Completion.NONE
    step: Fraction = Fraction(1)
    places: int | None = None
    compare: bool = False
    portfolio: Portfolio = field(default_factory=Portfolio)

    def __post_init__(self) -> None:
        if self.completion not in COMPLETIONS[self.rule]:
            fitting = sorted(COMPLETIONS[self.rule])
            raise BadInput(
                Said(
                    "{completion} 不适用于 {rule}（可用：{fitting}）",
                    completion=self.completion,
                    rule=self.rule,
                    fitting=fitting,
                ),
                field="completion",
            )
        if self.step <= 0:
            raise BadInput(Said("步长必须为正"), field="step")
        if self.places is not None and (self.places < 0 or self.rule != RuleName.SCORE_LINE):
            raise BadInput(Said("名额只用于 score-line，且不能为负"), field="places")
        if self.compare and self.rule in (RuleName.SCORE_LINE, RuleName.GREEDY, RuleName.GREEDY_RATIO):
            raise BadInput(Said("{rule} 不与 greedy 比较", rule=self.rule), field="compare")


@dataclass(frozen=True)
class Purchase:
    """How one winner was paid for.

    `price` is what a supporter pays for each point of score (one for an approval); who has less left pays all of it.
    Phragmén: the moment of purchase, all supporters pay all they have earned until then. None: paid from the budget.
    `key` is the number by which it was first in its round (smaller is better), None where there is none.
    `full` and `rest` are group numbers of `Outcome.groups`.
    """

    project: str
    price: Fraction | None = None
    key: Fraction | None = None
    full: tuple[int, ...] = ()
    rest: tuple[int, ...] = ()
    by: str = "rule"


@dataclass(frozen=True)
class Outcome:
    """What a rule decided. `endowment` is each electorate's starting money for each unit of weight, in units.

    `winners` in the order of selection; `rounds` how often the rule was run; `groups` (a `Groups`) the merged ballots
    that the purchases' group numbers mean; `loss` says in words and figures what the portfolio rules cost.
    """

    call: Call
    winners: tuple[str, ...]
    purchases: tuple[Purchase, ...]
    spent: int
    endowment: tuple[Fraction, ...] = ()
    rounds: int = 1
    comparison: Mapping[str, Any] | None = None
    loss: Sequence[str] = ()
    groups: Any = field(default=None, repr=False, compare=False)
