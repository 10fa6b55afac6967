"""What people type: read by kind, one fault per cell; the same question under other words; a sheet that comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuniu.methods.cells import Column, check_rows, find_table, likeness, match_headings, question_key, read_cell
from shuniu.methods.cells.read import plain


@pytest.mark.parametrize(
    ("kind", "unit", "typed", "text", "value"),
    [
        ("number", "人", "１２ 人", "12", Decimal(12)),
        ("number", "", "约1,200", "1200", Decimal(1200)),
        ("number", "", "3.50", "3.5", Decimal("3.5")),
        ("number", "", "1.2万", "12000", Decimal(12000)),
        ("money", "元", "12.5", "12.5", 1250),
        ("money", "万元", "12.5", "12.5", 12_500_000),
        ("money", "万元", "125000元", "12.5", 12_500_000),
        ("money", "元", "3万元", "30000", 3_000_000),
        ("date", "", "2026年3月5日", "2026-03-05", date(2026, 3, 5)),
        ("yes_no", "", "有", "是", Decimal(1)),
        ("yes_no", "", "×", "否", Decimal(0)),
        ("text", "", " 无 ", "无", None),
    ],
)
def test_a_cell_is_read_by_the_kind_of_its_column(kind, unit, typed, text, value):
    cell = read_cell(Column("a", "项目", kind=kind, unit=unit), typed)
    found = cell.number if cell.number is not None else cell.fen if cell.fen is not None else cell.day
    assert (cell.fault, cell.text, found) == (None, text, value)


@pytest.mark.parametrize(
    ("column", "typed", "code"),
    [
        (Column("a", "人数", kind="number", required=True), "暂无", "missing"),
        (Column("a", "人数", kind="number"), "十二", "not_a_number"),
        (Column("a", "人数", kind="number"), "12 公里", "not_a_number"),
        (Column("a", "人数", kind="number", least=Decimal(0)), "-3", "below"),
        (Column("a", "比例", kind="number", most=Decimal(100)), "120", "above"),
        (Column("a", "日期", kind="date"), "去年", "not_a_day"),
        (Column("a", "等级", kind="choice", choices=("甲", "乙")), "丙", "not_a_choice"),
        (Column("a", "是否", kind="yes_no"), "也许", "not_yes_or_no"),
        (Column("a", "说明"), "长" * 2001, "too_long"),
        (Column("a", "人数", kind="number"), "9" * 20, "not_a_number"),
    ],
)
def test_what_cannot_be_read_keeps_its_words_and_says_why(column, typed, code):
    cell = read_cell(column, typed)
    assert cell.fault is not None
    assert (cell.fault.code, cell.number, cell.text) == (code, cell.number, "" if code == "missing" else typed)


def test_a_part_is_not_above_its_whole():
    columns = [Column("all", "职工总数", kind="number"), Column("part", "其中党员", kind="number", not_above="all")]
    [[_all, part], [_more, fine]] = check_rows(columns, [["10", "12"], ["10", "3"]])
    assert part.fault is not None
    assert (part.fault.code, part.fault.params, fine.fault) == ("above_column", {"other": "职工总数"}, None)


@given(st.text(max_size=60), st.sampled_from(["text", "number", "date", "choice", "yes_no", "money"]))
def test_reading_never_raises_and_what_was_read_reads_the_same_again(typed, kind):
    column = Column("a", "项目", kind=kind, choices=("甲", "乙"))
    cell = read_cell(column, typed)
    if cell.fault is None:
        assert read_cell(column, cell.text) == cell


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_plain_figures_keep_their_value(number):
    assert Decimal(plain(number)) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("服务站点数（个）", "本季度服务站点数量"),
        ("專職人員", "专职人员数"),
        ("志愿者总数", "志愿者人数（单位：人）"),
        ("投入经费 (万元)", "投入经费"),
    ],
)
def test_one_question_under_other_words_is_one(one, other):
    assert question_key(one) == question_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("志愿者（党员）", "志愿者"), ("男职工数", "女职工数"), ("服务站点数", "服务时长")]
)
def test_what_narrows_a_question_makes_it_another(one, other):
    assert question_key(one) != question_key(other)


def test_near_questions_are_near_and_far_ones_are_not():
    assert likeness(question_key("社区服务站点数量"), question_key("服务站点数")) >= 0.6
    assert likeness(question_key("投入经费"), question_key("服务站点数")) == 0
    assert likeness("", "x") == 0


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_between_nought_and_one_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


def test_a_sheet_is_found_below_its_title_with_its_columns_in_any_order():
    titles = {"a": "服务站点数", "b": "值班电话", "c": "投入经费"}
    rows = [(1, ["填报表"]), (2, ["填报单位：某会"]), (3, ["值班电话*", "序号", "服务站点数（个）*"]), (4, ["123", "1", "7"]),
            (5, ["", "", ""])]  # fmt: skip
    found = find_table([("表一", rows)], titles)
    assert found is not None
    assert (found.columns, found.missing, found.cells(["a", "b", "c"])) == ({"a": 2, "b": 0}, ["c"], [["7", "123", ""]])
    assert find_table([("表一", [(1, ["完全无关"])])], titles) is None


def test_each_heading_answers_one_question():
    assert match_headings({"a": "人数", "b": "人数"}, ["人数"]) == {"a": 0}
