"""`.pb` files: every ballot kind is read, written back equal, and one fault gives one line with file, line, field."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

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
    read_pb,
    write_pb,
)
from shuniu.methods.allocation.pabulib import OURS
from shuniu.methods.allocation.result import result_text
from shuniu.methods.faults import BadInput
from shuniu_verify.allocation import Call as Check
from tests.methods.allocation.towns import NO_PABULIB, PABULIB, TOWN, approvals, elections

HEAD = "META\nkey;value\nbudget;100\nvote_type;{}\n{}PROJECTS\nproject_id;cost\na;10.50\nb;20\nc;30\nVOTES\n"


def scores(kind: str, rows: str, extra: str = "") -> dict[str, dict[str, Fraction]]:
    election = parse_pb(HEAD.format(kind, extra) + rows)
    part = election.electorates[0]
    return {
        b.voter: {p: Fraction(s, part.points) for p, s in zip(b.projects, b.scores, strict=True)} for b in part.ballots
    }


def test_every_ballot_kind_is_read():
    assert scores("approval", "voter_id;vote\nv;a,c\nw;\n") == {"v": {"a": 1, "c": 1}, "w": {}}
    assert scores("choose-1", "voter_id;vote\nv;b\n") == {"v": {"b": 1}}
    assert scores("cumulative", "voter_id;vote;points\nv;a,b;2.5,1\n") == {"v": {"a": Fraction(5, 2), "b": 1}}
    assert scores("scoring", "voter_id;vote;points\nv;a,b;-1,3\n", "default_score;1\n") == {
        "v": {"a": -1, "b": 3, "c": 1}
    }
    assert scores("ordinal", "voter_id;vote\nv;c,a\n", "max_length;3\n") == {"v": {"c": 3, "a": 2}}


def test_decimals_stay_exact():
    election = parse_pb(HEAD.format("approval", "") + "voter_id;vote\nv;a\n")
    assert (election.scale, election.budget, [p.cost for p in election.projects]) == (10, 1000, [105, 200, 300])


FAULTS = {
    "unknown project": ("2\nv;a\nw;zz\n", ":14: vote: 没有这个项目：zz"),
    "a voter twice": ("2\nv;a\nv;b\n", ":14: voter_id: 投票人重复：v"),
    "a project twice in a ballot": ("1\nv;a,a\n", ":13: vote: 同一项目在一张选票中出现两次"),
    "a row cut short": ("1\nv\n", ":13: vote: 此行不完整，文件可能被截断"),
    "fewer rows than stated": ("3\nv;a\nw;b\n", ":5: num_votes: 写明 3，实有 2，文件可能被截断"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_ballot_gives_one_line(name):
    rows, expected = FAULTS[name]
    number, ballots = rows.split("\n", 1)
    with pytest.raises(BadInput) as caught:
        parse_pb(HEAD.format("approval", f"num_votes;{number}\n") + "voter_id;vote\n" + ballots, file="x.pb")
    assert str(caught.value) == f"x.pb{expected}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("p2;30000", "p2;-5", "x.pb:14: cost: 不能为负：-5"),
        ("p2;30000", "p2;many", "x.pb:14: cost: 应为数字：many"),
        ("p2;30000", "p1;30000", "x.pb:14: project_id: 项目编号重复：p1"),
        ("budget;120000", "budget;NaN", "x.pb:8: budget: 数字过大或过细：NaN"),
        ("budget;120000", "budget;9e999999999", "x.pb:8: budget: 数字过大或过细：9e999999999"),
        ("budget;120000\n", "", "x.pb:2: budget: META 中没有预算"),
        ("vote_type;approval", "vote_type;shouting", "x.pb:9: vote_type: 不认识的选票类型：shouting"),
        ("num_projects;6", "num_projects;7", "x.pb:6: num_projects: 写明 7，实有 6，文件可能被截断"),
        ("project_id;cost", "project_id;price", "x.pb:12: cost: PROJECTS 缺少 cost 一列"),
        ("voter_id;vote\n", "voter;vote\n", "x.pb:20: voter_id: VOTES 缺少 voter_id 一列"),
        ("META\n", "", "x.pb:1: 文件应以 META 开头"),
    ],
)
def test_a_faulty_file_gives_one_line(old, new, expected):
    with pytest.raises(BadInput) as caught:
        parse_pb(TOWN.read_text(encoding="utf-8").replace(old, new, 1), file="x.pb")
    assert str(caught.value) == expected


def test_a_short_row_is_named_wherever_the_voters_column_stands():
    text = HEAD.format("approval", "") + "vote;age;voter_id\na;30;v\nb;40\n"
    with pytest.raises(BadInput) as caught:
        parse_pb(text, file="x.pb")
    assert str(caught.value) == "x.pb:13: voter_id: 此行不完整，文件可能被截断"


def test_rows_padded_by_a_spreadsheet_mean_the_same():
    text = TOWN.read_text(encoding="utf-8")
    width = max(line.count(";") for line in text.splitlines())
    padded = "\n".join(line + ";" * (width + 1 - line.count(";")) for line in text.splitlines())
    assert parse_pb(padded) == parse_pb(text)


def test_a_comma_is_a_decimal_point_or_refused_where_it_could_part_thousands():
    rows = "voter_id;vote\nv;a\n"
    assert parse_pb(HEAD.format("approval", "").replace("10.50", "10,5") + rows).projects[0].cost == 105
    for cost in ("1,500", "1,234,567"):
        with pytest.raises(BadInput) as caught:
            parse_pb(HEAD.format("approval", "").replace("10.50", cost) + rows, file="x.pb")
        assert str(caught.value) == f"x.pb:7: cost: 逗号是小数点还是千位分隔：{cost}（请去掉千位分隔）"


@pytest.mark.parametrize("part", [0.1, 0.4, 0.7, 0.95])
def test_a_truncated_file_is_refused(part):
    text = TOWN.read_text(encoding="utf-8")
    with pytest.raises(BadInput):
        parse_pb(text[: int(len(text) * part)], file="x.pb")


def test_shares_must_fit_the_electorates():
    rows = "voter_id;vote;electorate;weight\nm;a;members;2\nx;b;experts;1\n"
    text = HEAD.format("approval", "") + rows
    shares = {"members": Fraction(2, 5), "experts": Fraction(3, 5)}
    election = parse_pb(text, shares=shares)
    assert {e.name: (e.share, e.ballots[0].weight) for e in election.electorates} == {
        "members": (Fraction(2, 5), 2),
        "experts": (Fraction(3, 5), 1),
    }
    for wrong, reason in (
        ({"members": Fraction(1)}, "x.pb:11: electorate: 份额与选民团不一致：experts"),
        ({"members": Fraction(1, 2), "experts": Fraction(1, 3)}, "x.pb: share: 各选民团的份额之和必须为 1"),
    ):
        with pytest.raises(BadInput) as caught:
            parse_pb(text, file="x.pb", shares=wrong)
        assert str(caught.value) == reason


@given(elections(electorates=1))
@settings(deadline=None, max_examples=40, derandomize=True)
def test_what_is_written_is_read_back(election):
    again = parse_pb(write_pb(election).replace("vote_type;approval", "vote_type;cumulative"))
    assert [(p.id, p.cost) for p in again.projects] == [(p.id, p.cost) for p in election.projects]
    assert again.electorates[0].ballots == election.electorates[0].ballots
    assert again.budget == election.budget


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("approval", "voter_id;vote;age;weight;electorate\nv;b,a;30;2;m\nw;;;1;x\n"),
        ("choose-1", "voter_id;vote;sex;electorate\nv;b;F;m\nw;a;M;x\n"),
        ("cumulative", "age;voter_id;points;vote;electorate\n30;v;2.5,1;b,a;m\n;w;1;c;x\n"),
        ("scoring", "voter_id;vote;points;electorate;voting_method\nv;a,b;-1,3;m;internet\nw;c;0.25;x;paper\n"),
        ("ordinal", "voter_id;vote;electorate;age\nv;c,a;m;1\nw;b;x;2\n"),
    ],
)
def test_every_ballot_kind_is_written_and_read_back_equal(kind, rows):
    """With weights, electorates under shares, and every other column of projects and votes."""
    shares = {"m": Fraction(1, 3), "x": Fraction(2, 3)}
    text = HEAD.format(kind, "max_length;3\n").replace("project_id;cost\n", "project_id;cost;latitude\n") + rows
    election = parse_pb(text, shares=shares)
    assert (election.columns, {len(b.details) for e in election.electorates for b in e.ballots}) == (
        tuple(one for one in rows.splitlines()[0].split(";") if one not in OURS),
        {len(election.columns)},
    )
    again = parse_pb(write_pb(election), shares=shares)
    assert again.electorates == election.electorates
    assert again == replace(election, meta=again.meta)


def test_a_voter_of_two_electorates_is_refused_as_no_file_could_say_so():
    parts = tuple(Electorate(name, Fraction(1, 2), (approvals("v", "a"),)) for name in ("m", "x"))
    with pytest.raises(BadInput, match="投票人重复：v"):
        Election(10, (Project("a", 5),), parts)


def test_money_and_scores_given_as_decimals_are_scaled_together():
    ballots = (Ballot("v", ("a", "b"), (Decimal("2.5"), 1)), Ballot("w", ("b",), (3,)))
    given = Election(
        Decimal("100"), (Project("a", Decimal("10.50")), Project("b", 20)), (Electorate("", Decimal(1), ballots),)
    )
    assert (given.scale, given.budget, [one.cost for one in given.projects]) == (10, 1000, [105, 200])
    part = given.electorates[0]
    assert (part.share, part.points, [one.scores for one in part.ballots]) == (Fraction(1), 10, [(25, 10), (30,)])
    assert allocate(given, Call(RuleName.EQUAL_SHARES, Satisfaction.SCORE)).spent == 305
    whole = Election(1000, (Project("a", 105),), ())
    assert (whole.scale, whole.budget, whole.projects[0].cost) == (1, 1000, 105)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"budget": 100.5}, "budget: 须是整数或 Decimal，现为 100.5"),
        ({"projects": (Project("a", 10.5),)}, "cost: 须是整数或 Decimal，现为 10.5"),
        ({"projects": (Project("a", Decimal("NaN")),)}, "cost: 数字过大或过细：NaN"),
        ({"projects": (Project("a", Decimal("9e999999999")),)}, "cost: 数字过大或过细：9E+999999999"),
        ({"budget": Decimal("1.5"), "scale": 100}, "scale: 金额已是 Decimal，就不要再给 scale"),
        ({"share": 1.0}, "share: 份额须是 Fraction、Decimal 或整数，现为 1.0"),
        ({"score": 0.5}, "points: 须是整数或 Decimal，现为 0.5"),
        ({"weight": 1.5}, "weight: 投票人 v 的权重必须为正整数"),
    ],
)
def test_numbers_that_are_not_exact_are_refused_with_their_field(change, error):
    parts = {"budget": 100, "projects": (Project("a", 10),), "scale": 1} | change
    share, score, weight = (parts.pop(name, 1) for name in ("share", "score", "weight"))
    ballot = Ballot("v", ("a",), (score,), weight)
    with pytest.raises(BadInput) as caught:
        Election(electorates=(Electorate("", share, (ballot,)),), **parts)
    assert str(caught.value) == error


@pytest.mark.skipif(not PABULIB.exists(), reason=NO_PABULIB)
def test_all_real_files_are_read():
    kinds = {read_pb(path).kind for path in sorted(PABULIB.glob("*.pb"))}
    assert kinds == set(BallotKind) - {BallotKind.SCORING}


PANEL = """voter_id;vote;points;electorate
e1;a,b;80,30;experts
e2;b;55.5;experts
p1;b,c;1,1;public
p2;c;1;public
p3;c;1;public
"""
HALVES = {"experts": Fraction(1, 2), "public": Fraction(1, 2)}


@pytest.mark.parametrize("rule", [RuleName.SCORE_LINE, RuleName.GREEDY_RATIO, RuleName.EQUAL_SHARES])
def test_experts_to_a_hundred_beside_a_public_that_approves_count_by_full_marks(rule):
    text = HEAD.format("scoring", "") + PANEL
    marked = parse_pb(text, shares=HALVES, marks={"experts": 100})
    small = PANEL.replace("80,30", "0.8,0.3").replace("55.5", "0.555")
    divided = parse_pb(HEAD.format("scoring", "") + small, shares=HALVES)
    call = Call(rule, Satisfaction.SCORE, places=1 if rule == RuleName.SCORE_LINE else None)
    one, other = allocate(marked, call), allocate(divided, call)
    assert one.winners == other.winners
    for stated, ballots in ((one, text), (other, HEAD.format("scoring", "") + small)):
        assert Check(ballots, json.loads(result_text(stated, ballots.encode()))).check(full=True) == []
    line = Call(RuleName.SCORE_LINE, Satisfaction.SCORE, places=1)
    assert (allocate(parse_pb(text, shares=HALVES), line).winners, allocate(marked, line).winners) == (("b",), ("c",))


@pytest.mark.parametrize(
    ("kind", "shares", "marks", "reason"),
    [
        ("scoring", HALVES, {"experts": 50}, "x.pb:12: points: 分数超过 experts 的满分 50"),
        ("scoring", HALVES, {"guests": 5}, "x.pb: full-marks: 给出了满分，但没有给出份额：guests"),
        (
            "approval",
            HALVES,
            {"experts": 5},
            "x.pb: full-marks: 满分只用于打分的选票（vote_type 为 scoring 或 cumulative）",
        ),
    ],
)
def test_full_marks_must_fit_the_ballots(kind, shares, marks, reason):
    with pytest.raises(BadInput) as caught:
        parse_pb(HEAD.format(kind, "") + PANEL, file="x.pb", shares=shares, marks=marks)
    assert str(caught.value) == reason


def test_a_superscript_is_no_weight():
    with pytest.raises(BadInput, match="权重应为正整数：²"):
        parse_pb(HEAD.format("approval", "") + "voter_id;vote;weight\nv;a;²\n")


HALF_PAID = """voter_id;vote;points
v;a,b;1.5,0.5
w;a;0.5
x;c;2
y;b,c;1,1
"""


def test_bounded_overspending_is_the_same_in_yuan_and_in_cents_and_verifies():
    """The grid on which its payments stand is one of money, not of the unit in which a file happens to write it."""
    texts = [HEAD.format("scoring", "") + HALF_PAID]
    for old, new in (("10.50", "0.01050"), ("b;20", "b;0.02"), ("c;30", "c;0.03"), ("budget;100", "budget;0.05")):
        texts.append(texts[-1].replace(old, new, 1))
    texts.append(texts[-1].replace("0.01050", "10.5").replace("0.02", "20").replace("0.03", "30").replace("0.05", "50"))
    paid = []
    for text in texts:
        outcome = allocate(parse_pb(text), Call(RuleName.BOUNDED_OVERSPENDING, Satisfaction.SCORE))
        stated = json.loads(result_text(outcome, text.encode()))
        assert Check(text, stated).check() == []
        paid.append([(row["project"], row["full"], row["rest"]) for row in stated["purchases"]])
    assert paid[-1] == paid[-2]
    assert len(paid[-1]) >= 2


def test_a_floor_that_no_project_can_meet_is_stated_and_verifies():
    text = HEAD.format("approval", "").replace("project_id;cost\na;10.50", "project_id;cost;district\na;0;x")
    text = text.replace("b;20", "b;20;y").replace("c;30", "c;30;y").replace("budget;100", "budget;0")
    text += "voter_id;vote\nv;a,b\nw;b,c\n"
    portfolio = Portfolio(floors={"x": 1, "y": 1})
    outcome = allocate(parse_pb(text), Call(RuleName.EQUAL_SHARES, portfolio=portfolio))
    stated = json.loads(result_text(outcome, text.encode()))
    assert (outcome.winners, Check(text, stated).check()) == (("a",), [])
    assert any("y" in words and "1" in words for words in outcome.loss)
    rich = text.replace("budget;0", "budget;20")
    again = {**stated, "budget": "20", "endowment": {"": "10"}}
    assert "too few in y" in Check(rich, again).check()


def test_steps_without_an_end_are_refused_in_one_line(monkeypatch):
    monkeypatch.setattr("shuniu.methods.allocation.completion.MOST_RUNS", 20)
    text = HEAD.format("approval", "").replace("c;30", "c;999999") + "voter_id;vote\nv;a,c\n"
    with pytest.raises(BadInput, match="步仍未结束") as caught:
        allocate(parse_pb(text), Call(RuleName.EQUAL_SHARES, completion=Completion.ADD1_OVERSPEND))
    assert caught.value.field == "step"
