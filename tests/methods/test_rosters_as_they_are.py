"""Rosters as offices really keep them: every case that was met, what is read from it and what is told."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from shuniu.methods.rosters import (
    RosterError,
    check_row,
    check_rows,
    days_in,
    field_of,
    make_credit_code,
    mark_repeats,
    read_workbook,
    recognise,
    recognised_columns,
)
from shuniu.methods.rosters.values import is_empty_day, read_count, read_date, read_money, several, without_phone

HEADINGS = Path(__file__).with_name("data") / "headings.tsv"
CODE = make_credit_code("social_association", area="990101", serial=1)
OTHER = make_credit_code("social_association", area="990101", serial=2)
TODAY = date(2026, 9, 22)


def book(rows: list[list[Any]], *, merge: tuple[str, ...] = ()) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for span in merge:
        workbook.active.merge_cells(span)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def one(columns: dict[str, int], cells: list[str], **more: Any) -> Any:
    return check_row(2, cells, columns, today=TODAY, **more)


def told(row: Any) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.field, problem.code) for problem in row.problems]


def headings() -> list[tuple[str, str]]:
    lines = HEADINGS.read_text(encoding="utf-8").splitlines()
    return [tuple(line.replace("\\n", "\n").split("\t")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


def test_at_least_95_of_100_headings_are_recognised_without_help():
    rows = headings()
    assert len(rows) >= 300
    assert len({field for _heading, field in rows}) == 19
    right = sum((field_of(heading) or "-") == field for heading, field in rows)
    assert right / len(rows) >= 0.95


def test_what_is_no_fact_is_not_taken_for_one():
    wrong = [(heading, field_of(heading)) for heading, field in headings() if field == "-" and field_of(heading)]
    assert wrong == []


def test_merged_title_two_header_rows_merged_cells_and_notes_below():
    content = book(
        [
            ["云州市某区社会组织名录"],
            ["填报单位：某某联合会", None, None, None, "2026 年 9 月"],
            ["单位名称", "登记情况", None, "人员", None],
            [None, "统一社会信用代码", "成立时间", "专职人数", "所属街道"],
            ["云州市茶艺协会", CODE, "2019年3月", "５ 人", "望江街道"],
            ["云州市花艺协会", OTHER, "2020.1.2", 3, None],
            ["注：本表一式两份"],
            ["填表人：", "张三"],
        ],
        merge=("A1:E1", "A3:A4", "B3:C3", "E5:E6"),
    )
    (sheet,) = read_workbook(content)
    columns = recognise(sheet.headings, [cells for _n, cells in sheet.rows])
    assert columns == {"name": 0, "credit_code": 1, "registered_on": 2, "staff_count": 3, "area": 4}
    assert [number for number, _cells in sheet.rows] == [5, 6]
    rows = check_rows(sheet.rows, columns, today=TODAY)
    assert [(row.values["staff_count"], row.values["registered_on"], row.values["area"]) for row in rows] == [
        (5, "2019-03-01", "望江街道"), (3, "2020-01-02", "望江街道"),
    ]  # fmt: skip
    assert [row.problems for row in rows] == [[], []]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-3-5", "2019-03-05"), ("2019/3/5", "2019-03-05"), ("2019.3.5", "2019-03-05"), ("2019年3月5日", "2019-03-05"),
        ("2019 年 3 月 5 日", "2019-03-05"), ("2019年3月5日（周二）", "2019-03-05"), ("2019年3月5号", "2019-03-05"),
        ("２０１９／３／５", "2019-03-05"), ("20190305", "2019-03-05"), ("2019-03-05 00:00:00", "2019-03-05"),
        ("2019-03-05T00:00:00", "2019-03-05"), ("43529", "2019-03-05"), ("43529.5", "2019-03-05"),
        ("二〇一九年三月五日", "2019-03-05"), ("二〇一九年十二月二十一日", "2019-12-21"), ("13/05/2019", "2019-05-13"),
        ("5-Mar-2019", "2019-03-05"), ("2019年3月", "2019-03-01"), ("2019.03.", "2019-03-01"), ("201903", "2019-03-01"),
        ("2019年", "2019-01-01"), ("2019", "2019-01-01"), ("2019年3月成立", "2019-03-01"),
        ("2019年03月05日 星期二", "2019-03-05"), ("2019年3月5日 周二", "2019-03-05"), ("19.3.5", "2019-03-05"),
        ("99-03-05", "1999-03-05"), ("2019、3、5", "2019-03-05"), ("2019年三月", "2019-03-01"), ("2019-3-5至今", "2019-03-05"),
        ("民国108年3月5日", "2019-03-05"), ("２０１９年３月５日起", "2019-03-05"), ("19.13.5", None),
        ("05/06/2019", None), ("2019-13-05", None), ("2019-02-30", None), ("去年", None), ("1900-01-01", None),
    ],
)  # fmt: skip
def test_dates_in_a_dozen_spellings(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["1900-01-01", "1900/1/0", "1899-12-30", "0", "1900-01-01 00:00:00"])
def test_the_day_a_spreadsheet_shows_for_no_day_keeps_no_row_out(text):
    assert is_empty_day(text)
    row = one({"name": 0, "registered_on": 1}, ["云州市茶艺队", text])
    assert (row.fails, told(row), "registered_on" in row.values) == (
        False, [("warning", "registered_on", "empty_day")], False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "heading", "fen"),
    [
        ("3", "注册资金（万元）", 3_000_000), ("3万元", "注册资金", 3_000_000), ("30,000 元", "注册资金（万元）", 3_000_000),
        ("¥30000", "开办资金", 3_000_000), ("３.５", "资金（萬元）", 3_500_000), ("0.005 万", "注册资金", 5_000),
        ("1亿元", "原始基金", 10_000_000_000), ("叁万元整", "注册资金", 3_000_000),
        ("一百二十万", "注册资金", 120_000_000), ("叁仟伍佰圆", "资金（万元）", 350_000), ("三", "资金（万元）", 3_000_000),
        ("面议", "注册资金", None),
    ],
)  # fmt: skip
def test_ten_thousands_and_yuan(text, heading, fen):
    columns = recognise(["单位名称", heading], [["云州市茶艺队", text]])
    row = check_rows([(2, ["云州市茶艺队", text])], columns, headings=["单位名称", heading])[0]
    assert row.values.get("capital_fen") == fen
    assert told(row) == ([] if fen else [("warning", "capital", "not_an_amount")])


@given(st.integers(0, 10**8), st.sampled_from(["元", "", "万元"]))
def test_no_fen_is_lost_in_an_amount(amount, unit):
    assert read_money(f"{amount:,}{unit}") == amount * 100 * (10_000 if unit == "万元" else 1)


@pytest.mark.parametrize("text", ["暂无", "-", "——", "无", "／", "待补充", "#N/A", "#REF!", "n/a", "…", "　"])
def test_cells_that_say_nothing_are_empty(text):
    columns = {"name": 0, "credit_code": 1, "address": 2, "staff_count": 3, "legal_representative": 4}
    row = one(columns, ["云州市茶艺队", *[text.strip("　")] * 4])
    assert (row.values, row.problems) == ({"name": "云州市茶艺队", "kind": "grassroots"}, [])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("约 50 人", 50),
        ("５０", 50),
        ("1,200", 1200),
        ("50.0", 50),
        ("50-60人", 50),
        ("120余人", 120),
        ("很多", None),
        ("三人", 3),
        ("十二人", 12),
        ("约一百二十余人", 120),
        ("二〇", 20),
        ("1.2万人", 12_000),
        ("两千", 2000),
    ],
)
def test_numbers_of_persons(text, count):
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "name", "problems"),
    [
        ("闻人一", "闻人一", []),
        ("闻人一 13900000001", "闻人一", ["phone"]),
        ("闻人一（13900000001）", "闻人一", ["phone"]),
        ("闻人一电话：0999-6000001", "闻人一", ["phone"]),
        ("闻人一、司徒二", "闻人一", ["several"]),
        ("闻人一13900000001，司徒二13900000002", "闻人一", ["phone", "several"]),
        ("13900000001", None, ["phone"]),
    ],
)
def test_telephone_numbers_and_several_names_in_one_cell(text, name, problems):
    row = one({"name": 0, "legal_representative": 1}, ["云州市茶艺队", text])
    assert (row.values.get("legal_representative"), [p.code for p in row.problems]) == (name, problems)
    assert "139" not in str(row.values), "a private number is not kept"


def test_several_values_are_told_apart_and_a_name_of_two_characters_with_a_space_is_one():
    assert [several(text) for text in ("望江区、青石区", "望江区 / 青石区", "望江区", "闻 一")] == [
        ["望江区", "青石区"], ["望江区", "青石区"], ["望江区"], ["闻 一"],
    ]  # fmt: skip
    assert without_phone("闻人一") == ("闻人一", False)


@pytest.mark.parametrize(
    ("text", "code", "problems"),
    [
        (f"统一社会信用代码：{CODE}（正本）", CODE, []),
        (f"{CODE[:8]} {CODE[8:]}", CODE, []),
        ("".join(chr(ord(c) + 0xFEE0) for c in CODE), CODE, []),
        (f"{CODE} / {OTHER}", CODE, ["several"]),
        ("5.1990101E+17", None, ["scientific"]),
        ("9.11E+17", None, ["scientific"]),
    ],
)
def test_codes_among_words_full_width_and_turned_into_numbers(text, code, problems):
    row = one({"name": 0, "credit_code": 1}, ["云州市茶艺协会", text])
    assert [p.code for p in row.problems] == problems
    assert code is None or row.values["credit_code"] == code


def test_a_code_that_the_sheet_holds_as_a_number_is_told_as_such():
    (sheet,) = read_workbook(book([["单位名称", "信用代码"], ["云州市茶艺协会", 519901010000000012]]))
    row = check_rows(sheet.rows, recognise(sheet.headings, []))[0]
    assert told(row) == [("error", "credit_code", "scientific")]


def test_the_upper_of_two_heading_rows_may_name_fewer_fields():
    content = book([["名录", None, None, None, None], ["单位名称", "登记情况", None, "负责人", "所属区"],
                    [None, "信用代码", "成立时间", "姓名及电话", None], ["云州市茶艺协会", CODE, "2019", "闻人一", "望江区"]])  # fmt: skip
    (sheet,) = read_workbook(content)
    assert sheet.headings == ["单位名称", "信用代码", "成立时间", "负责人", "所属区"]
    assert [number for number, _cells in sheet.rows] == [4]


def test_a_row_of_data_that_reads_like_headings_is_data():
    (sheet,) = read_workbook(
        book([["名称", "片区", "是否会员"], ["云州市晨跑队", "望江街道", "是"], ["晚晴合唱团", "青石街道", "否"]])
    )
    assert (sheet.headings, len(sheet.rows)) == (["名称", "片区", "是否会员"], 2)


def test_columns_under_each_others_headings_and_cells_in_each_others_places_are_put_right():
    rows = [[CODE, "云州市茶艺协会"], [OTHER, "云州市花艺协会"]]
    found = recognised_columns(["单位名称", "信用代码"], rows)
    assert [(column.field, column.because) for column in found] == [("credit_code", "content"), ("name", "content")]
    row = one({"name": 0, "credit_code": 1}, [CODE, "云州市茶艺协会"])
    assert (row.values["name"], row.values["credit_code"], told(row)) == (
        "云州市茶艺协会", CODE, [("warning", "name", "swapped")],
    )  # fmt: skip
    remembered = recognise(["单位名称", "信用代码"], rows, {"单位名称": "name", "信用代码": "credit_code"})
    assert remembered == {"name": 0, "credit_code": 1}, "what a person said is not overruled"


def test_a_heading_with_two_meanings_is_read_by_what_stands_below():
    asks = recognise(["单位名称", "会员单位"], [["云州市茶艺协会", "是"], ["云州市花艺协会", "否"]])
    names = recognise(["会员单位", "信用代码"], [["云州市茶艺协会", CODE]])
    assert (asks, names) == ({"name": 0, "membership": 1}, {"name": 0, "credit_code": 1})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_that_occur(encoding):
    text = f"名称,信用代码,备注\n云州市茶艺协会,{CODE},一切正常，没有问题\n"
    assert read_workbook(text.encode(encoding), "名录.csv")[0].rows[0][1][:2] == ["云州市茶艺协会", CODE]


def archive(**parts: bytes) -> bytes:
    """A small right workbook with more parts in it."""
    source, out = zipfile.ZipFile(io.BytesIO(book([["单位名称"], ["云州市茶艺协会"]]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def far(ref: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write("A1", "单位名称")
        sheet.write("A2", "云州市茶艺协会")
        sheet.write(ref, "x")
    return out.getvalue()


TRAPS = {
    "zip bomb": (archive(xl__sharedStrings9=b"0" * 64_000_000), "too_large"),
    "a filled cell at the far corner": (far("XFD1048576"), "too_many_columns"),
    "a filled cell in the last row": (far("A1048576"), "too_many_rows"),
    "a filled cell in column 300": (far("KN2"), "too_many_columns"),
    "a csv of a million columns": (("名称,代码" + "," * 1_000_000 + "\n甲,乙\n").encode(), "too_many_columns"),
    "a csv of a million filled columns": (("名称," + "x," * 1_000_000 + "\n").encode(), "too_many_columns"),
    "a csv in an encoding that is none of ours": ("單位名稱,統一編號\n讀書會,12345678\n".encode("big5"), "no_heading"),
    "half an archive": (archive()[:-200], "damaged"),
    "an archive that is no workbook": (b"PK\x03\x04" + b"\x00" * 60, "damaged"),
    "random bytes": (bytes(range(256)) * 40, "not_a_spreadsheet"),
}
TRAPS["a directory of fifty thousand parts"] = (archive(**{f"xl__{n}": b"" for n in range(50_000)}), "too_large")
TRAPS["macros"] = (archive(**{"xl__vbaProject.bin": b"x"}), "macros")


@pytest.mark.parametrize("trap", sorted(TRAPS))
def test_a_trap_is_refused_with_little_memory(trap):
    content, code = TRAPS[trap]
    tracemalloc.start()
    try:
        with pytest.raises(RosterError) as error:
            read_workbook(content, "名录.xlsx")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.value.code == code
    assert peak < 40 * 1024 * 1024


def test_a_sheet_that_is_only_formatted_far_out_is_read():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet, bold = workbook.add_worksheet(), workbook.add_format({"bold": True})
        sheet.write_row("A1", ["单位名称", "信用代码"])
        sheet.write_row("A2", ["云州市茶艺协会", CODE])
        sheet.write_blank("XFD2", None, bold)
        sheet.write_blank("A1048576", None, bold)
    (found,) = read_workbook(out.getvalue())
    assert found.rows == [(2, ["云州市茶艺协会", CODE])]


def rows_of(rows: list[list[Any]], *, merge: tuple[str, ...] = ()) -> list[Any]:
    (sheet,) = read_workbook(book(rows, merge=merge))
    columns = recognise(sheet.headings, [cells for _n, cells in sheet.rows])
    return check_rows(sheet.rows, columns, today=TODAY, headings=sheet.headings)


def test_totals_sections_sign_offs_and_the_heading_printed_again_are_no_bodies():
    head = ["序号", "单位名称", "统一社会信用代码", "成立时间", "专职人数"]
    rows: list[list[Any]] = [
        ["名录"], head, ["一、社会团体（1 家）"], [1, "云州市茶艺协会", CODE, "2019-3-5", 5], head,
        ["", "（二）民办非企业单位"], [2, "2.云州市花艺协会", OTHER, "2019-3-5", 5], ["", "望江区小计", "", "", 10],
        ["合 计", "", "", "", "10"], ["总计", "2 家", "", "", 10], ["", "单位负责人：甲", "", "填表人：乙", "联系电话：0999-1"],
        ["填表人：", "乙", "日期：", "11月", ""], ["审核人（签字）：", "", "", "", ""],
    ]  # fmt: skip
    (sheet,) = read_workbook(book(rows))
    assert [number for number, _cells in sheet.rows] == [4, 7]
    assert [number for number, _cells in sheet.aside] == [3, 5, 6, 8, 9, 10, 11, 12, 13]
    assert [row.values["name"] for row in rows_of(rows)] == ["云州市茶艺协会", "云州市花艺协会"], (
        "the number is no name"
    )
    for name in ("望江区合计", "二、社区志愿队伍", "信用代码", "负责人"):
        assert told(one({"name": 0, "staff_count": 1}, [name, "5"])) == [("error", "name", "no_body")]
    assert told(one({"name": 0}, ["云州市会计学会志愿队"])) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["名录（单位：万元）"], ["单位名称", "信用代码", "开办资金"], ["云州市茶艺协会", CODE, 3]],
        [["名录"], ["单位：人、万元", "", "金额单位：万元"], ["单位名称", "信用代码", "开办资金"], ["云州市茶艺协会", CODE, 3]],
        [["单位名称", "信用代码", "开办资金"], ["", "", "（万元）"], ["云州市茶艺协会", CODE, 3]],
        [["单位名称", "信用代码", "资金情况（万元）", ""], ["", "", "开办资金", "币种"], ["云州市茶艺协会", CODE, 3, "人民币"]],
    ],
)  # fmt: skip
def test_the_unit_of_amounts_is_read_wherever_the_sheet_says_it(rows):
    (row,) = rows_of(rows)
    assert row.values["capital_fen"] == 3_000_000


def test_a_unit_below_merged_headings_and_a_heading_with_its_own_unit():
    head = ["单位名称", "信用代码", "开办资金"]
    (row,) = rows_of([head, ["", "", "万元"], ["云州市茶艺协会", CODE, 3]], merge=("A1:A2", "B1:B2"))
    assert row.values["capital_fen"] == 3_000_000
    (row,) = rows_of([["单位：万元"], ["单位名称", "信用代码", "开办资金（元）"], ["云州市茶艺协会", CODE, 3]])
    assert row.values["capital_fen"] == 300


def test_of_two_columns_for_one_field_the_better_named_one_is_read():
    found = recognise(["登记证号", "单位名称", "统一社会信用代码", "负责人", "法定代表人", "人数", "专职人数"], [])
    assert found == {"name": 1, "credit_code": 2, "legal_representative": 4, "staff_count": 6}


def test_days_under_kind_and_kinds_under_the_day_change_places():
    found = recognise(["单位名称", "类型", "成立时间"], [["云州市茶艺协会", "2019-3-05", "社会团体"]] * 3)
    assert found == {"name": 0, "kind": 2, "registered_on": 1}


def test_an_identity_number_is_not_kept():
    row = one({"name": 0, "legal_representative": 1}, ["云州市茶艺队", "闻人一 身份证号：11010119900100123X"])
    assert (row.values["legal_representative"], told(row)) == (
        "闻人一", [("warning", "legal_representative", "phone")],
    )  # fmt: skip


def test_what_may_be_october_is_told_and_two_spoilt_codes_are_not_each_others_repeat():
    rows = rows_of(
        [["单位名称", "信用代码", "成立时间"], ["云州市茶艺队", 9.11e17, 2019.10], ["云州市花艺队", 9.11e17, "2019.10"]]
    )
    mark_repeats(rows)
    assert [told(row) for row in rows] == [
        [("error", "credit_code", "scientific"), ("warning", "registered_on", "shortened")],
        [("error", "credit_code", "scientific")],
    ]  # fmt: skip
    assert rows[1].values["registered_on"] == "2019-10-01"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_long_chinese_title_in_utf_16_without_a_mark(encoding):
    text = "云州市社会组织基本情况统计表" * 80 + f"\n名称,信用代码\n云州市茶艺协会,{CODE}\n"
    assert read_workbook(text.encode(encoding), "名录.csv")[0].rows[0][1] == ["云州市茶艺协会", CODE]


def test_one_spoilt_byte_spoils_no_other_row():
    content = f"名称,信用代码\n云州市茶艺协会,{CODE}\n云州市花艺协会".encode()[:-1]
    assert [cells[0][:4] for _n, cells in read_workbook(content, "名录.csv")[0].rows] == ["云州市茶", "云州市花"]


def test_spaces_within_a_chinese_name_go_and_a_spoilt_code_is_shown_as_it_stands():
    row = one({"name": 0, "credit_code": 1}, ["云 州 市　晨光  （助老） 协会", "9.11e+17"])
    assert (row.values["name"], row.values["credit_code"]) == ("云州市晨光（助老）协会", "9.11E+17")
    assert one({"name": 0}, ["云州市 ABC 读书会"]).values["name"] == "云州市 ABC 读书会"


def test_what_is_known_to_be_no_fact_is_told_from_what_is_not_recognised():
    found = recognised_columns(["序号", "单位名称", "联系电话", "片区"], [])
    assert [column.because for column in found] == ["ignored", "heading", "ignored", "nothing"]


def test_a_column_of_streets_beside_one_of_districts_is_the_street_within_it():
    assert recognise(["单位名称", "所属街道", "所属区"], []) == {"name": 0, "area": 2, "street": 1}
    assert recognise(["单位名称", "所在区", "街道"], []) == {"name": 0, "area": 1, "street": 2}
    assert recognise(["单位名称", "所属街道"], []) == {"name": 0, "area": 1}
    row = one({"name": 0, "area": 1, "street": 2}, ["云州市茶艺队", "望江区", "柳岸街道"])
    assert (row.values["area"], row.values["street"]) == ("望江区", "柳岸街道")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2019.3.5--2023.3.4", ["2019-03-05", "2023-03-04"]), ("2019年3月5日换证", ["2019-03-05"]),
        ("2019年3月5日至2023年3月4日", ["2019-03-05", "2023-03-04"]), ("原2009-1-2，2019年3月变更", ["2009-01-02", "2019-03-01"]),
        ("２０１９／３／５（补）２０１９／３／５", ["2019-03-05"]), ("2019.13.5 和 2019.2.30", []), ("去年春天", []),
        ("5/3/2019", ["2019-05-03", "2019-03-05"]),
    ],
)  # fmt: skip
def test_the_days_of_a_cell_that_says_no_single_one_are_found_for_a_person_to_choose(text, days):
    assert days_in(text) == days


def test_what_is_said_of_a_person_is_never_taken_for_the_person():
    headings = ["单位名称", "法定代表人身份证号", "法定代表人性别", "理事长电话", "信用代码", "变更登记时间"]
    cells = ["云州市茶艺协会", "990101196001010011", "男", "13900000000", CODE, "2023-3-5"]
    assert recognise(headings, [cells]) == {"name": 0, "credit_code": 4}
    named = recognise(["单位名称", "法定代表人姓名及电话"], [["云州市茶艺协会", "张三 13900000000"]])
    assert named == {"name": 0, "legal_representative": 1}


def test_days_and_names_under_a_heading_about_something_else_are_not_taken_by_their_looks():
    cells = ["云州市茶艺协会", "2026-03-04", "云州市茶文化协会", CODE]
    assert recognise(["单位名称", "有效期至", "曾用名", "编号"], [cells]) == {"name": 0, "credit_code": 3}
    assert recognise(["单位名称", "何日", "", ""], [cells]) == {"name": 0, "registered_on": 1, "credit_code": 3}


def test_a_sheet_that_the_workbook_hides_is_not_taken_for_the_roster():
    made = openpyxl.Workbook()
    made.active.append(["请按证书填写"])
    old, now = made.create_sheet("去年"), made.create_sheet("名录")
    for sheet, names in ((old, ("甲", "乙", "丙")), (now, ("丁",))):
        sheet.append(["单位名称", "信用代码"])
        for name in names:
            sheet.append([f"云州市{name}号协会", CODE])
    old.sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    assert [(one.name, len(one.rows)) for one in read_workbook(out.getvalue())] == [("名录", 1)]
    now.sheet_state = "veryHidden"
    made.save(out := io.BytesIO())
    assert [one.name for one in read_workbook(out.getvalue())] == ["去年", "名录"], "nothing else holds a table"


def test_a_unit_in_the_heading_makes_members_a_number():
    assert recognise(["单位名称", "专职", "会员（家）"], [["云州市茶艺协会", "5", "12家"]])["member_count"] == 2
    assert recognise(["单位名称", "专职", "会员"], [["云州市茶艺协会", "5", "是"]]) == {
        "name": 0, "staff_count": 1, "membership": 2,
    }  # fmt: skip
