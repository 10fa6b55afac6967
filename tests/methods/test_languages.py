"""The commands' reports in three languages, without Django; programs read the same in each."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from shuniu.methods import words
from shuniu.methods.allocation import Call, Portfolio, RuleName, allocate, parse_pb
from shuniu.methods.cli import main
from tests.methods.allocation.towns import TOWN

ROOT = Path(__file__).resolve().parents[2]
CALLS = [
    ("allocate", str(TOWN), "--completion", "add1-overspend", "--compare", "greedy", "--payments"),
    ("allocate", str(TOWN), "--rule", "greedy", "--floor", "河西=3", "--cap", "环境=50000"),
    ("explain", str(TOWN), "p1", "p4"),
    ("assign", str(ROOT / "docs/methods/examples/calls.json")),
    ("calibrate", str(ROOT / "docs/methods/examples/scores.csv"), "--places", "2"),
]


def sentences() -> set[str]:
    """All that is said or marked in the methods' source."""
    return {
        node.args[0].value
        for path in sorted((ROOT / "src/shuniu/methods").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "marked", "Said")
        if isinstance(node.args[0], ast.Constant)
    }


def places(sentence: str) -> list[tuple[str, str]]:
    return sorted((name or "", form or "") for _, name, form, _ in string.Formatter().parse(sentence) if name)


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_every_sentence_is_translated_with_its_places_and_none_is_left_over(language):
    book = words.CATALOGUES[language]
    assert set(book) == sentences()
    for sentence, translation in book.items():
        assert set(places(translation)) == set(places(sentence)), sentence
    assert language != "en" or not re.search(r"[\u4e00-\u9fff（）：；、。]", "".join(book.values()))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join((call[0], *call[2:])))
def test_a_report_speaks_the_language_asked_for(call, capsys, monkeypatch):
    def printed(*more: str) -> str:
        assert main([*call, *more]) == 0
        return capsys.readouterr().out

    plain, english, traditional = (printed("--language", one) for one in ("zh-hans", "en", "zh-hant"))
    assert len({plain, english, traditional}) == 3
    assert printed() == plain
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert printed() == english
    monkeypatch.setenv(words.SETTING, "zh-hant")
    assert printed() == traditional
    assert printed("--json") == printed("--json", "--language", "zh-hans")


def test_a_report_in_english_reads_well(capsys):
    main(["explain", str(TOWN), "p4", "--completion", "add1-overspend", "--language", "en"])
    told = capsys.readouterr().out
    assert "p4 骑楼夜灯 (cost 40,000): not selected; supporters: 3; rank by votes (points): 4" in told
    assert "It would win with a cost lower by" in told


def test_the_loss_goes_into_results_in_the_source_whatever_is_spoken():
    election = parse_pb(TOWN.read_text(encoding="utf-8"))
    words.speak("en")
    loss = allocate(election, Call(RuleName.GREEDY, portfolio=Portfolio(floors={"河西": 3}))).loss
    assert loss[0] == "附加规则生效，比例性保证（EJR，至多差一个项目）不再成立。"
    assert isinstance(loss[0], words.Said)
    assert loss[0].again().startswith("Portfolio rules apply")


@pytest.mark.parametrize(
    ("option", "around", "language"),
    [
        ("", {}, "zh-hans"),
        ("", {"LANG": "C.UTF-8"}, "zh-hans"),
        ("", {"LANG": "zh_TW.UTF-8"}, "zh-hant"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ("", {"LANG": "fr_FR.UTF-8"}, "zh-hans"),
        ("", {"LC_ALL": "en_GB", "LANG": "zh_TW"}, "en"),
        ("", {"SHUNIU_LANGUAGE": "zh-hans", "LANG": "en_GB"}, "zh-hans"),
        ("en", {"SHUNIU_LANGUAGE": "zh-hant"}, "en"),
    ],
)
def test_the_option_comes_before_the_setting_and_the_setting_before_the_locale(option, around, language):
    assert words.wanted(option, around) == language


WRONG = [
    (("allocate", str(TOWN), "--floor", "河南=1"), "floor: no project belongs to district 河南"),
    (("allocate", str(TOWN), "--completion", "jump"), "jump does not belong to equal-shares (there are: add1-exhaustive, "),
    (("assign", str(ROOT / "docs/methods/examples/calls.json"), "--without", "R9"), "--without: 'R9' is not on the list"),
    (("calibrate", str(ROOT / "docs/methods/examples/scores.csv"), "--places", "9", "--json"), "must lie between 1 and 6, not 9"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "english"), WRONG, ids=lambda one: one[0] if isinstance(one, tuple) else "")
def test_a_fault_is_one_line_in_the_language_of_the_locale(call, english, capsys, monkeypatch):
    told = set()
    for language in ("zh_CN", "zh_TW", "en_GB"):
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
        assert main(call) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        told.add(err)
    assert len(told) == 3
    assert english in err


def test_every_reason_that_a_method_gives_is_said():
    """No plain text goes into a BadInput: it would stay in the source's language."""
    plain = [
        (path.name, node.lineno)
        for package in ("allocation", "assignment", "calibration")
        for path in sorted((ROOT / "src/shuniu/methods" / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("BadInput", "fault")
        if node.args and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert plain == []


@pytest.mark.parametrize("command", ["allocate", "explain", "assign", "calibrate"])
def test_help_speaks_the_language_of_the_locale(command, capsys, monkeypatch):
    told = set()
    for language in ("zh_CN", "zh_TW", "en_GB"):
        monkeypatch.setenv("LANG", f"{language}.UTF-8")
        with pytest.raises(SystemExit):
            main([command, "--help"])
        told.add(capsys.readouterr().out)
    assert len(told) == 3
    assert not re.search(r"[\u4e00-\u9fff]", max(told, key=lambda text: text.count("the ")))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("allocate", "x.pb", "--rule", "best"), "--rule：没有 'best' 这一项"),
        (("allocate", "x.pb", "--places", "many"), "--places：应为 int，现为 'many'"),
        (("allocate",), "还缺：FILE.pb"),
        (("allocate", "x.pb", "--foo"), "不认识的参数：--foo"),
        (("calibrate", "x.csv", "--places"), "--places：后面要写一个值"),
    ],
)
def test_what_argparse_says_is_one_line_in_the_language_of_the_rest(arguments, line, capsys, monkeypatch):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    said = capsys.readouterr().err
    assert (left.value.code, said.count("\n"), line in said) == (2, 1, True)
    monkeypatch.setenv(words.SETTING, "en")
    with pytest.raises(SystemExit):
        main(arguments)
    assert not re.search(r"[\u4e00-\u9fff]", capsys.readouterr().err)
