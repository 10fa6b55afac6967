"""`shuniu methods calibrate`: what it prints, what it refuses, and where it says the fault is."""

from __future__ import annotations

import json

import pytest

from shuniu.methods.cli import main

GIVEN = "申请,评审,分数\n甲,李,80\n甲,王,84\n乙,李,70\n乙,张,82.5\n丙,王,75\n丙,张,81\n丁,李,65\n丁,王,72\n丁,张,78\n"


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Run the command on a text: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(text, *options):
        (tmp_path / "scores.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main(["calibrate", "scores.csv", *options])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_one_json_object_with_the_mean_first(call):
    code, out, err = call(GIVEN, "--json", "--places", "2")
    said = json.loads(out)
    first = {one["application"]: one for one in said["applications"]}["甲"]
    assert (code, err, said["used"]) == (0, "", True)
    assert list(first) == [
        "application", "reviews", "mean", "mean_exact", "rank_mean", "calibrated", "rank_calibrated", "interval",
        "rank_interval",
    ]  # fmt: skip
    assert (first["mean"], first["mean_exact"], first["rank_mean"]) == (82.0, "82", 1)
    assert first["interval"][0] < first["calibrated"] < first["interval"][1]
    assert (said["awards"]["mean"], said["awards"]["calibrated"]) == (["甲", "丙"], ["甲", "乙"])
    assert {one["reviewer"] for one in said["reviewers"]} == {"李", "王", "张"}


def test_the_report_says_whether_the_model_speaks_and_what_hangs_on_one_reviewer(call):
    code, out, _ = call(GIVEN, "--places", "2")
    assert code == 0
    assert "各评审宽严不同，差别显著（p = 0.0021）" in out
    assert "  没有 李：按平均分 乙 进，丙 出" in out


def test_no_severity_no_correction(call):
    text = "reviewer,note,application,score\n" + "".join(
        f"R{r},x,A{a},{50 + 5 * a + (0, 3, 1, 2)[(a + r) % 4]}\n" for a in range(8) for r in range(4)
    )
    code, out, _ = call(text)
    assert code == 0
    assert "各评审的宽严没有显著差别" in out


def test_scores_are_held_against_the_assignment(call, tmp_path):
    pairs = [["甲", "李"], ["甲", "王"], ["乙", "李"]]
    (tmp_path / "result.json").write_text(json.dumps({"pairs": pairs}), encoding="utf-8")
    short = "application,reviewer,score\n甲,李,80\n甲,王,84\n"
    said = json.loads(call(short, "--assignment", "result.json", "--json")[1])
    assert said["missing"] == [["乙", "李"]]
    assert "还缺 1 个分数：乙 × 李" in call(short, "--assignment", "result.json")[1]
    assert call(short + "乙,王,60\n", "--assignment", "result.json") == (
        2, "", "scores.csv:4: reviewer: 乙 没有指派给 王\n",
    )  # fmt: skip
    assert (
        call(short + "丙,王,60\n", "--assignment", "result.json")[2] == "scores.csv:4: application: 指派里没有 '丙'\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "scores.csv:1: application: 缺少这一列（或写作“申请”）"),
        ("application,reviewer\nA,R\n", "scores.csv:1: score: 缺少这一列（或写作“分数”）"),
        ("application,reviewer,score,分数\nA,R,1,2\n", "scores.csv:1: score: 这一列重复（或写作“分数”）"),
        ("application,reviewer,score\n", "scores.csv:1: score: 没有分数"),
        (GIVEN + "甲,李,81\n", "scores.csv:11: reviewer: 李 对 甲 已有一个分数（第 2 行）"),
        (GIVEN + "戊,李,\n", "scores.csv:11: score: 缺少"),
        (GIVEN + "戊,李,优\n", "scores.csv:11: score: 须是数，现为 '优'"),
        (GIVEN + "戊,李,nan\n", "scores.csv:11: score: 须是数，现为 'nan'"),
        (GIVEN + "戊,,80\n", "scores.csv:11: reviewer: 缺少"),
        (GIVEN + "戊,李\n", "scores.csv:11: score: 这一行只有 2 列"),
        (GIVEN + '戊,李,"80\n', "scores.csv:11: 不是完整的 CSV：unexpected end of data"),
        (b"application,reviewer,score\nA,R,1\n\xff,R,1\n", "scores.csv:3: 不是 UTF-8 文字"),
    ],
)
def test_a_fault_is_one_line_with_file_line_and_field(call, text, line):
    assert call(text) == (2, "", line + "\n")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--places", "9"], "scores.csv: --places: 须在 1 与 4 之间，现为 9"),
        (["--level", "1"], "scores.csv: --level: 须在 0 与 1 之间，现为 1.0"),
        (["--assignment", "nowhere.json"], "nowhere.json: No such file or directory"),
    ],
)
def test_a_wrong_option_is_one_line_too(call, options, line):
    assert call(GIVEN, *options) == (2, "", line + "\n")
