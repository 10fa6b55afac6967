"""The town of Xinghe by command: winners, payments, explanations, and a result file that an independent program checks."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shuniu_verify.allocation as verifier
from shuniu.methods.allocation import Call, Completion, Portfolio, RuleName, Satisfaction, allocate, parse_pb, write_pb
from shuniu.methods.allocation.explain import explain
from shuniu.methods.allocation.model import COMPLETIONS
from shuniu.methods.allocation.report import as_json, as_text
from shuniu.methods.allocation.result import result, result_text
from shuniu.methods.cli import main
from shuniu_verify.command import main as verify_command
from tests.methods.allocation.towns import NO_PABULIB, PABULIB, TOWN, elections

SOURCE = Path(__file__).resolve().parents[3] / "src"
STEP = Fraction(250)
CALLS = [(rule, completion) for rule in RuleName for completion in sorted(COMPLETIONS[rule])]


def shuniu(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


def test_winners_spent_and_budget_come_as_one_object():
    code, out, err = shuniu("allocate", str(TOWN), "--completion", "add1-overspend", "--json", "--payments")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert {key: found[key] for key in ("winners", "spent", "budget")} == {
        "winners": ["p1", "p3", "p6"],
        "spent": 105000,
        "budget": 120000,
    }
    assert sum(found["payments"]["p6"].values()) == 15000
    assert set(found["payments"]["p3"]) == {"v07", "v08", "v09", "v11"}


def test_greedy_takes_the_park_where_equal_shares_serves_more_people():
    greedy = json.loads(shuniu("allocate", str(TOWN), "--rule", "greedy", "--json")[1])
    assert greedy["winners"] == ["p1", "p3", "p2"]
    shares = json.loads(
        shuniu("allocate", str(TOWN), "--completion", "add1-overspend", "--compare", "greedy", "--json")[1]
    )
    assert shares["comparison"]["kept"] in ("greedy", "equal-shares")
    assert shares["comparison"]["greedy_winners"] == greedy["winners"]


def test_places_and_portfolio_rules_by_command():
    assert json.loads(shuniu("allocate", str(TOWN), "--rule", "score-line", "--places", "2", "--json")[1])[
        "winners"
    ] == ["p1", "p3"]
    one = json.loads(
        shuniu("allocate", str(TOWN), "--rule", "greedy", "--cap", "环境=50000", "--floor", "河西=3", "--json")[1]
    )
    assert one["winners"] == ["p6", "p5", "p3", "p2"]
    assert one["loss"][0].startswith("附加规则生效")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--completion", "jump"), "completion: jump 不适用于 equal-shares"),
        (("--rule", "greedy", "--completion", "add1-exhaustive"), "completion: add1-exhaustive 不适用于 greedy"),
        (("--rule", "phragmen", "--satisfaction", "score"), "xinghe.pb: satisfaction: phragmen"),
        (("--places", "2"), "places: 名额只用于 score-line"),
        (("--step", "0"), "step: 步长必须为正"),
        (("--step", "fast"), "step: 应为数字：fast"),
        (("--electorate-shares", "a=1"), "xinghe.pb:20: electorate: 给出了份额"),
        (("--floor", "河南=1"), "xinghe.pb: floor: 没有项目属于地区 河南"),
        (("--floor", "河西=-1"), "floor: 河西 不能为负（-1）"),
        (("--cap", "环境=-5"), "cap: 环境 不能为负（-5）"),
        (("--rule", "lottery"), "shuniu methods allocate: --rule：没有"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(arguments, error):
    code, out, err = shuniu("allocate", str(TOWN), *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert error in err


def test_a_missing_file_and_a_missing_project_are_one_line():
    assert shuniu("allocate", "nowhere.pb") == (2, "", "nowhere.pb: No such file or directory\n")
    code, out, err = shuniu("explain", str(TOWN), "p9")
    assert (code, out, err) == (2, "", f"{TOWN}: project: 没有这个项目：p9\n")


@pytest.mark.parametrize(("rule", "completion"), CALLS)
def test_a_loser_is_told_changes_that_do_win_and_the_next_smaller_does_not(rule, completion):
    arguments = ("--rule", rule, "--completion", completion, "--step", str(STEP), "--json")
    outcome = json.loads(shuniu("allocate", str(TOWN), *arguments)[1])
    losers = [identity for identity in ("p2", "p4") if identity not in outcome["winners"]]
    found = json.loads(shuniu("explain", str(TOWN), "p3", *losers, *arguments)[1])["projects"]
    assert found["p3"]["won"] is ("p3" in outcome["winners"])
    for loser in losers:
        for change in found[loser]["changes"]:
            for less, won in ((0, True), (1, False)):
                text = changed(loser, change["kind"], change["amount"] - less)
                again = allocate(
                    parse_pb(text), Call(RuleName(rule), satisfaction_of(rule), Completion(completion), STEP)
                )
                assert (loser in again.winners) is won, (loser, change, less)


def satisfaction_of(rule: str) -> Satisfaction:
    return Satisfaction.SCORE if rule in ("score-line", "greedy", "greedy-ratio") else Satisfaction.COST


def changed(project: str, kind: str, amount: int) -> str:
    """The town's file with a cheaper project or further supporters, written by hand."""
    text = TOWN.read_text(encoding="utf-8")
    if kind == "cost":
        cost = next(line.split(";")[1] for line in text.splitlines() if line.startswith(f"{project};"))
        return text.replace(f"{project};{cost};", f"{project};{int(cost) - amount};")
    if kind == "supporters":
        return text.replace("num_votes;12", f"num_votes;{12 + amount}") + "".join(
            f"n{n};{project}\n" for n in range(amount)
        )
    lines = text.replace("vote_type;approval", "vote_type;cumulative").replace(
        "voter_id;vote\n", "voter_id;vote;points\n"
    )
    done, rows = False, []
    for line in lines.splitlines():
        if line.startswith("v") and line[1:3].isdigit():
            vote = line.split(";")[1].split(",")
            extra = amount if project in vote and not done else 0
            done = done or project in vote
            line += ";" + ",".join(str(1 + (extra if one == project else 0)) for one in vote)
        rows.append(line)
    return "\n".join(rows)


def test_a_project_that_lost_fourth_is_explained_in_words():
    code, out, _ = shuniu("explain", str(TOWN), "p2", "p3", "--completion", "add1-overspend")
    assert code == 0
    for words in (
        "p2 独居老人送餐（造价 30,000）：落选",
        "即可入选（重新计算核实",
        "p3 夏令营图书车（造价 30,000）：第 2 个入选",
        "没有任何入选项目的投票人",
    ):
        assert words in out


@pytest.mark.parametrize(("rule", "completion"), CALLS)
def test_the_result_file_is_verified_and_every_tampering_is_found(rule, completion, tmp_path, monkeypatch, capsys):
    out = tmp_path / "result.json"
    assert (
        shuniu(
            "allocate", str(TOWN), "--rule", rule, "--completion", completion, "--step", str(STEP), "--result", str(out)
        )[0]
        == 0
    )
    first = out.read_bytes()
    shuniu("allocate", str(TOWN), "--rule", rule, "--completion", completion, "--step", str(STEP), "--result", str(out))
    assert out.read_bytes() == first

    def verified() -> int:
        monkeypatch.setattr(sys, "argv", ["shuniu-verify", "allocation", str(out), str(TOWN), "--full"])
        return verify_command()

    assert verified() == 0
    honest = json.loads(first)
    for forged in forgeries(honest):
        out.write_text(json.dumps(forged), encoding="utf-8")
        assert verified() == 1, forged
    out.write_text("{}", encoding="utf-8")
    assert verified() == 2
    capsys.readouterr()


def forgeries(honest: dict) -> list[dict]:
    def edited(**changes) -> dict:
        return {**json.loads(json.dumps(honest)), **changes}

    other = next(p for p in ("p1", "p2", "p3", "p4", "p5", "p6") if p not in honest["winners"])
    swapped = edited(winners=[other, *honest["winners"][1:]])
    swapped["purchases"][0]["project"] = other
    short = edited(winners=honest["winners"][:-1], purchases=honest["purchases"][:-1])
    found = [edited(sha256="0" * 64), edited(spent="1"), swapped, short, edited(budget="130000")]
    if "price" in honest["purchases"][0]:
        dearer, freed = edited(), edited()
        dearer["purchases"][0]["price"] = "123"
        side = "full" if freed["purchases"][0]["full"] else "rest"
        freed["purchases"][0][side] = freed["purchases"][0][side][1:]
        richer = edited(endowment={"": "10001/7"})
        found += [dearer, freed, richer]
    return found


@pytest.mark.parametrize(("rule", "completion"), CALLS)
@given(election=elections(), draw=st.data())
@settings(deadline=None, max_examples=12, derandomize=True)
def test_the_verifier_agrees_on_any_election(rule, completion, election, draw):
    """Written and read back as a scoring file with two electorates and full marks of their own, in parts of money and of
    points.
    """
    parts = tuple(replace(one, points=draw.draw(st.sampled_from([1, 2, 10]))) for one in election.electorates)
    election = election.with_(scale=draw.draw(st.sampled_from([1, 4, 1000])), electorates=parts)
    text = write_pb(election).replace("vote_type;approval", "vote_type;scoring")
    top = max((score for e in election.electorates for ballot in e.ballots for score in ballot.scores), default=1)
    marks = {e.name: draw.draw(st.integers(max(top, 1), 100)) for e in election.electorates if draw.draw(st.booleans())}
    again = parse_pb(text, shares={e.name: e.share for e in election.electorates}, marks=marks)
    satisfaction = draw.draw(st.sampled_from(list(Satisfaction)))
    if rule in (RuleName.PHRAGMEN, RuleName.EXACT_EQUAL_SHARES) and satisfaction == Satisfaction.SCORE:
        satisfaction = Satisfaction.CARDINALITY
    compare = satisfaction_of(rule) != Satisfaction.SCORE and draw.draw(st.booleans())
    outcome = allocate(again, Call(rule, satisfaction, completion, compare=compare))
    stated = json.loads(json.dumps(result(outcome, text.encode())))
    assert verifier.Call(text, stated).check(full=True) == []


def jumps_of_the_town() -> tuple[str, list[dict]]:
    """The town's result with jumps, and what a cheat would hand in: the run before, and one raised by a little more."""
    text = TOWN.read_text(encoding="utf-8")
    election = parse_pb(text)
    last = allocate(election, Call(RuleName.EXACT_EQUAL_SHARES, completion=Completion.JUMP))
    first = allocate(election, Call(RuleName.EXACT_EQUAL_SHARES))
    assert last.endowment != first.endowment
    honest, early = (json.loads(result_text(one, text.encode())) for one in (last, first))
    further = {**honest, "endowment": {"": str(Fraction(honest["endowment"][""]) + Fraction(1, 1000))}}
    return text, [honest, {**early, "completion": "jump"}, further]


def test_a_jump_must_be_the_last_before_overspending_and_a_jump_at_all():
    text, (honest, early, further) = jumps_of_the_town()
    assert verifier.Call(text, honest).check(full=True) == []
    fault = "the next step would not overspend, or the endowment is none of the steps"
    assert verifier.Call(text, early).check() == [fault]
    assert verifier.Call(text, further).check(full=True) == [fault]


@pytest.mark.parametrize(("budget", "kept"), [(90000, "greedy"), (120000, "equal-shares")])
def test_the_comparison_step_is_counted_again(budget, kept):
    text = TOWN.read_text(encoding="utf-8").replace("budget;120000", f"budget;{budget}")
    call = Call(RuleName.EQUAL_SHARES, completion=Completion.ADD1_OVERSPEND, step=STEP, compare=True)
    honest = json.loads(result_text(allocate(parse_pb(text), call), text.encode()))
    assert (honest["comparison"]["kept"], verifier.Call(text, honest).check(full=True)) == (kept, [])
    for side, other in (("rule", "greedy"), ("greedy", "indifferent")):
        forged = json.loads(json.dumps(honest))
        forged["comparison"][side] += 1
        forged["comparison"][other] -= 1
        assert verifier.Call(text, forged).check()[0].startswith("the comparison gives")
    forged = json.loads(json.dumps(honest))
    forged["comparison"]["kept"] = "greedy" if kept != "greedy" else "equal-shares"
    assert verifier.Call(text, forged).check() != []


PORTFOLIOS = (
    Portfolio(floors={"河西": 2}),
    Portfolio(caps={"环境": 60000}),
    Portfolio(one_per_organization=True),
    Portfolio(floors={"河西": 3, "河东": 1}, caps={"环境": 40000}, one_per_organization=True),
)


@pytest.mark.parametrize("portfolio", PORTFOLIOS)
@pytest.mark.parametrize(("rule", "completion"), CALLS)
def test_portfolio_rules_hold_under_every_rule_and_their_loss_is_stated(rule, completion, portfolio):
    text = TOWN.read_text(encoding="utf-8")
    election = parse_pb(text)
    if rule == RuleName.EXACT_EQUAL_SHARES and (portfolio.caps or portfolio.one_per_organization):
        return
    outcome = allocate(election, Call(rule, satisfaction_of(rule), completion, STEP, portfolio=portfolio))
    projects = [election.project(winner) for winner in outcome.winners]
    for district, least in portfolio.floors.items():
        assert sum(district in project.districts for project in projects) >= least
    for theme, cap in portfolio.caps.items():
        assert sum(project.cost for project in projects if theme in project.themes) <= cap
    if portfolio.one_per_organization:
        assert len({project.organization for project in projects}) == len(projects)
    assert outcome.spent <= election.budget
    assert "EJR" in outcome.loss[0]
    stated = json.loads(result_text(outcome, text.encode()))
    assert verifier.Call(text, stated).check(full=True) == []


def test_a_favourite_passed_off_as_owed_to_a_floor_is_found():
    text = TOWN.read_text(encoding="utf-8")
    election = parse_pb(text)
    outcome = allocate(election, Call(RuleName.EQUAL_SHARES))
    loser = next(project.id for project in election.projects if project.id not in outcome.winners)
    portfolio = Portfolio(floors={election.project(loser).districts[0]: 6})
    forged = json.loads(
        result_text(allocate(election, Call(RuleName.EQUAL_SHARES, portfolio=portfolio)), text.encode())
    )
    assert verifier.Call(text, forged).check() == []
    assert any(row["by"] == "floor" for row in forged["purchases"])
    forged["portfolio"]["floors"] = {}
    assert any(fault.startswith("no floor asks for") for fault in verifier.Call(text, forged).check())


def test_who_paid_is_checked_whatever_a_purchase_is_called():
    text = TOWN.read_text(encoding="utf-8")
    honest = json.loads(result_text(allocate(parse_pb(text), Call(RuleName.EQUAL_SHARES)), text.encode()))
    honest["purchases"][-1].update(by="other", price="1")
    assert any("price or payers differ" in fault for fault in verifier.Call(text, honest).check())


def test_overspending_is_declared_to_people_and_programs_and_verified():
    """With 90,000 the park's six friends hold 45,000 of its 60,000: the rest of the budget adds what they lack."""
    text = TOWN.read_text(encoding="utf-8").replace("budget;120000", "budget;90000")
    election = parse_pb(text)
    outcome = allocate(election, Call(RuleName.BOUNDED_OVERSPENDING))
    told = as_json(election, outcome, paid=True)
    assert told["overspent"]
    costs = {project.id: project.cost for project in election.projects}
    for project, paid in told["payments"].items():
        assert sum(paid.values()) + told["overspent"].get(project, 0) == pytest.approx(costs[project])
    assert as_text(election, outcome, paid=True).count("由余款垫付") == len(told["overspent"])
    honest = json.loads(result_text(outcome, text.encode()))
    assert verifier.Call(text, honest).check() == []
    for row in honest["purchases"]:
        if "overspent" in row:
            forged = json.loads(json.dumps(honest).replace(row["overspent"], "1"))
            assert verifier.Call(text, forged).check() != []
    won = explain(election, outcome.call, list(told["overspent"])).as_text()
    assert "它的价格除以支持者付得起的比例最小" in won
    assert won.count("余款垫付") == len(told["overspent"])


def test_the_verifier_reads_numbers_as_the_reader_does():
    text = (
        TOWN.read_text(encoding="utf-8").replace("p2;30000", "p2;30 000").replace("budget;120000", "budget;120 000,0")
    )
    stated = json.loads(result_text(allocate(parse_pb(text), Call(RuleName.EQUAL_SHARES)), text.encode()))
    assert verifier.Call(text, stated).check() == []


def test_a_score_line_with_places_and_a_floor_is_verified():
    text = TOWN.read_text(encoding="utf-8")
    call = Call(RuleName.SCORE_LINE, Satisfaction.SCORE, places=2, portfolio=Portfolio(floors={"河西": 2}))
    outcome = allocate(parse_pb(text), call)
    assert len(outcome.winners) == 2
    assert verifier.Call(text, json.loads(result_text(outcome, text.encode()))).check() == []


def test_the_verifier_is_short_and_imports_nothing_of_the_rest():
    source = Path(verifier.__file__).read_text(encoding="utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", None) or ""]
        )
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= set(sys.stdlib_module_names)
    assert len(source.splitlines()) <= 250


@pytest.mark.skipif(not PABULIB.exists(), reason=NO_PABULIB)
@pytest.mark.parametrize(
    "name", ["Poland_Swiecie_2023", "Poland_Krakow_2025_Grzegorzki", "Poland_Czestochowa_2024_Dzbow"]
)
def test_results_of_real_elections_are_verified(name, tmp_path):
    source = (PABULIB / f"{name}.pb").read_bytes()
    election = parse_pb(source.decode("utf-8"))
    for rule, completion in CALLS:
        stated = json.loads(result_text(allocate(election, Call(rule, satisfaction_of(rule), completion)), source))
        assert verifier.Call(source.decode("utf-8"), stated).check() == []


@pytest.mark.parametrize(
    "rule", ["equal-shares", "exact-equal-shares", "phragmen", "bounded-overspending", "greedy-ratio"]
)
def test_the_hash_seed_and_the_number_of_threads_make_no_difference(rule, tmp_path):
    program = "import sys; from shuniu.methods.cli import main; sys.exit(main(sys.argv[1:]))"
    written = set()
    for seed, threads in (("0", "1"), ("1", "2"), ("77", "4")):
        out = tmp_path / f"{seed}.json"
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONHASHSEED": seed, "NUMBA_NUM_THREADS": threads}
        call = ["allocate", str(TOWN), "--rule", rule, "--result", str(out), "--payments"]
        done = subprocess.run([sys.executable, "-c", program, *call], env=environment, capture_output=True, check=True)
        written.add((done.stdout, out.read_bytes()))
    assert len(written) == 1
