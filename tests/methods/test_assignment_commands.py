"""`shuniu methods assign`: what it prints, what it refuses, and where it says the fault is."""

from __future__ import annotations

import json

import pytest

from shuniu.methods.cli import main

GIVEN = """{
  "applications": [{"id": "A1", "applicants": ["同心社"]}, "A2", "A3"],
  "reviewers": [{"id": "R1"}, {"id": "R2", "node": "周文"}, "R3", "R4"],
  "reviews_per_application": 2,
  "load_min": 1,
  "load_max": 3,
  "affinity": [
    ["A1", "R1", 0.9], ["A1", "R2", 0.95],
    ["A2", "R2", 0.5], ["A2", "R3", 0.25],
    ["A3", "R1", 0.75]
  ],
  "fixed": [["A3", "R4"]],
  "links": [{"one": "周文", "other": "同心社", "kind": "appointment", "from_on": "2024-03-01"}],
  "on": "2026-09-01"
}
"""


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Run the command on a text: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(text, *options):
        (tmp_path / "calls.json").write_text(text, encoding="utf-8")
        code = main(["assign", "calls.json", *options])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_one_json_object_with_pairs_total_and_worst(call):
    code, out, err = call(GIVEN, "--json")
    said = json.loads(out)
    assert (code, err, said["total"], said["worst"], said["mode"]) == (0, "", 2.4, 0.0, "total")
    assert ["A3", "R4", 0.0] in said["pairs"]
    assert len(said["pairs"]) == 6
    assert said["conflicts"] == [["A1", "R2", "周文 –任职 2024-03-01 起– 同心社"]]


def test_the_report_names_pairs_loads_and_reasons(call):
    code, out, _ = call(GIVEN)
    assert code == 0
    assert "匹配度合计 2.40" in out
    assert "A1 × R2：周文 –任职 2024-03-01 起– 同心社" in out


@pytest.mark.parametrize("mode", ["total", "fair", "random"])
def test_every_mode_is_there_and_the_same_twice(call, mode):
    options = ["--mode", mode, "--json", "--seed", "公开 1", "--cap", "2/3"]
    first, second = call(GIVEN, *options), call(GIVEN, *options)
    assert first == second
    assert (first[0], json.loads(first[1])["mode"]) == (0, mode)


def test_the_lottery_publishes_seed_cap_and_probabilities(call):
    said = json.loads(call(GIVEN, "--mode", "random", "--seed", "公开 1", "--cap", "2/3", "--json")[1])
    assert (said["seed"], said["probability_cap"]) == ("公开 1", "2/3")
    assert ["A3", "R4", "1"] in said["probabilities"]


def test_a_drop_out_is_repaired_on_the_former_result(call, tmp_path):
    (tmp_path / "before.json").write_text(call(GIVEN, "--json")[1], encoding="utf-8")
    code, out, _ = call(
        GIVEN.replace('"load_min": 1', '"load_min": 0'), "--repair", "before.json", "--without", "R2", "--json"
    )
    said = json.loads(out)
    assert (code, len(said["removed"]), len(said["added"]), len(said["kept"])) == (0, 1, 1, 5)
    assert said["removed"][0][1] == "R2"


def test_when_nothing_fits_the_reason_is_the_answer(call):
    text = GIVEN.replace('"load_max": 3', '"load_max": 1')
    code, out, err = call(text)
    assert (code, err) == (1, "")
    assert "全部申请共需 6 次评审，而全部评审的负荷上限合计只有 4 次" in out
    reason = json.loads(call(text, "--json")[1])["reason"]
    assert (reason["need"], reason["capacity"]) == (6, 4)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('["A2", "R2", 0.5]', '["A2", "R9", 0.5]', "calls.json:9: affinity[2][1]: 名单上没有 'R9'"),
        ('["A3", "R1", 0.75]', '["A3", "R1", "0.75"]', "calls.json:10: affinity[4][2]: 须是有限的数，现为 '0.75'"),
        ('"R3", "R4"]', '"R3", "R3"]', "calls.json:3: reviewers[3]: R3 重复"),
        ('"load_min": 1', '"load_min": 4', "calls.json:5: load_min: R1 的下限 4 大于上限 3"),
        ('"load_max": 3', '"load_max": 2.5', "calls.json:6: load_max: 须是整数，现为 2.5"),
        ('"load_max": 3', '"load_max": [2, null]', "calls.json:6: load_max: 须是整数，现为 [2, None]"),
        ('"load_max": 3', '"load_max": 3, "load_max": 3', "calls.json:6: load_max: 字段重复"),
        ('"load_max": 3', '"load_most": 3', "calls.json:6: load_most: 没有这个字段"),
        ('"R4"]', '{"id": "R4", "loadmax": 9}]', "calls.json:3: reviewers[3].loadmax: 没有这个字段"),
        ('[["A3", "R4"]]', '[["A3", "R4"], ["A3", "R4"]]', "calls.json:12: fixed[1]: A3 与 R4 重复"),
        ('"2024-03-01"', '"1.3.2024"', "calls.json:13: links[0].from_on: 日期须写成 2026-09-01，现为 '1.3.2024'"),
        ('"appointment"', '"friend"', "calls.json:13: links[0].kind: 没有这种关系：'friend'"),
        (
            '  "on": "2026-09-01"\n}\n',
            "",
            "calls.json:14: 不是完整的 JSON：Expecting property name enclosed in double quotes（第 1 列）",
        ),
    ],
)
def test_a_fault_is_one_line_with_file_line_and_field(call, old, new, line):
    assert old in GIVEN
    code, out, err = call(GIVEN.replace(old, new))
    assert (code, out, err) == (2, "", line + "\n")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--mode", "random"], "seed: 随机方式须有公布的种子"),
        (["--mode", "random", "--seed", "1", "--cap", "2"], "probability_cap: 概率上限须在 0 与 1 之间"),
        (["--without", "R9"], "--without: 名单上没有 'R9'"),
        (["--repair", "calls.json"], "pairs: 缺少 pairs"),
        (["--repair", "nowhere.json"], "nowhere.json: No such file or directory"),
    ],
)
def test_a_wrong_option_is_one_line_too(call, options, words):
    code, out, err = call(GIVEN, *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err
