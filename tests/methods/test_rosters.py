"""A roster as hubs keep it: title rows, Chinese headings, codes with slips, GBK files."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuniu.methods.rosters import (
    RosterError,
    candidates,
    check_credit_code,
    check_row,
    make_credit_code,
    read_workbook,
    recognise,
    right_codes,
)
from shuniu.methods.rosters.credit_code import ALPHABET, inner_check, outer_check

# Published codes of public bodies: facts to hold our arithmetic against.
PUBLISHED = ("91110000600037341L",)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_right(code):
    assert check_credit_code(code) == ""


@given(st.integers(0, 99_999_999), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_slip_of_one_character_shows(serial, position, character):
    code = make_credit_code("foundation", area="990101", serial=serial)
    assert check_credit_code(code) == ""
    slipped = code[:position] + character + code[position + 1 :]
    assert (check_credit_code(slipped) == "") == (slipped == code)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 99_999_999), st.integers(0, 17), st.sampled_from(ALPHABET + "Iié"), st.integers(15, 20)
        ),
        max_size=30,
    )
)
def test_many_codes_at_once_are_judged_as_one_by_one(slips):
    codes = []
    for serial, position, character, length in slips:
        code = make_credit_code("social_service", area="990101", serial=serial)
        codes.append((code[:position] + character + code[position + 1 :] + "00")[:length])
    assert right_codes(codes).tolist() == [check_credit_code(code) == "" for code in codes]


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CODE = make_credit_code("social_association", area="990101", serial=1)
TABLE = [
    ["云州市社会组织名录"],
    ["填报单位：某联合会", None, "2026年"],
    ["序号", "单位名称", "统一社会信用代码", "组织类型", "成立时间", "是否会员"],
    [1, "云州市茶艺协会", CODE, "社会团体", "2019年3月", "是"],
    [2, "云州市晨跑队", None, "社区社会组织", None, "否"],
    ["注：数据截至年底"],
]


def test_the_heading_is_found_below_title_rows_and_notes_are_left_out():
    sheet = read_workbook(workbook(TABLE), "名录.xlsx")[0]
    columns = recognise(sheet.headings, [cells for _number, cells in sheet.rows])
    assert (sheet.heading_row, [number for number, _cells in sheet.rows]) == (3, [4, 5])
    assert columns == {"name": 1, "credit_code": 2, "kind": 3, "registered_on": 4, "membership": 5}
    rows = [check_row(number, cells, columns) for number, cells in sheet.rows]
    assert [(row.values["name"], row.values["kind"], row.is_member, row.problems) for row in rows] == [
        ("云州市茶艺协会", "social_association", True, []),
        ("云州市晨跑队", "grassroots", False, []),
    ]
    assert rows[0].values["registered_on"] == "2019-03-01"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_csv_reads_in_the_encodings_that_occur(encoding):
    text = f"名称,信用代码\n云州市茶艺协会,{CODE}\n"
    sheet = read_workbook(text.encode(encoding), "名录.csv")[0]
    assert sheet.rows == [(2, ["云州市茶艺协会", CODE])]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["", CODE, "社会团体", ""], [("name", "missing")]),
        (["云州市茶艺协会", CODE[:17], "社会团体", ""], [("credit_code", "length")]),
        (
            ["云州市茶艺协会", CODE[:17] + ("0" if CODE[17] != "0" else "1"), "社会团体", ""],
            [("credit_code", "check18")],
        ),
        (["云州市茶艺协会", "1.23E+17", "社会团体", ""], [("credit_code", "scientific")]),
        (["云州市茶艺协会", CODE, "基金会", ""], [("kind", "contradicts_code")]),
        (["云州市茶艺协会", "", "社会团体", ""], [("credit_code", "missing")]),
        (["云州市茶艺协会", CODE, "社会团体", "去年"], [("registered_on", "not_a_date")]),
        (["云州市茶艺协会", CODE, "社会团体", "2026-09-23"], [("registered_on", "in_the_future")]),
        (["云州市茶艺协会", CODE, "社会团体", "99999"], [("registered_on", "in_the_future")]),
    ],
)
def test_each_fault_of_a_row_is_named(cells, found):
    columns = {"name": 0, "credit_code": 1, "kind": 2, "registered_on": 3}
    row = check_row(7, cells, columns, today=date(2026, 9, 22))
    assert [(problem.field, problem.code) for problem in row.problems] == found
    assert row.fails


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"\x00\x01nonsense", "not_a_spreadsheet")])
def test_a_file_that_is_no_workbook_says_so(content, code):
    with pytest.raises(RosterError) as error:
        read_workbook(content, "名录.xlsx")
    assert error.value.code == code


def test_a_table_without_headings_says_so():
    with pytest.raises(RosterError) as error:
        read_workbook(workbook([["甲", "乙"], ["1", "2"]]), "名录.xlsx")
    assert error.value.code == "no_heading"


def test_a_right_code_with_one_letter_e_between_digits_is_no_number_spoilt_by_a_spreadsheet():
    bodies = (f"{head}{inner_check(head[8:])}" for head in (f"5399010112{n:02d}E345" for n in range(100)))
    code = next(code for code in (body + outer_check(body) for body in bodies) if code.replace("E", "", 1).isdigit())
    right = check_row(7, ["云州市茶艺基金会", code], {"name": 0, "credit_code": 1})
    spoilt = check_row(8, ["云州市茶艺基金会", "5.399E+17"], {"name": 0, "credit_code": 1})
    assert (right.problems, [problem.code for problem in spoilt.problems]) == ([], ["scientific"])


def _slips(code: str) -> list[tuple[int, str]]:
    """The code with one character wrong, three ways in each of its eighteen places."""
    return [
        (place, code[:place] + c + code[place + 1 :])
        for place in range(18)
        for c in dict.fromkeys(ALPHABET[(ALPHABET.index(code[place]) + step) % 31] for step in (1, 7, 19))
    ]


def test_a_wrong_character_in_any_of_the_eighteen_places_finds_its_code():
    codes = [make_credit_code("social_service", area="990102", serial=n) for n in (1, 40_231_007, 77_654_321)]
    lost = [
        (code, wrong) for code in codes for _place, wrong in _slips(code)
        if code not in candidates(wrong, divisions=["990101", "990102"])[:4]
    ]  # fmt: skip
    assert lost == []


def test_a_slip_in_kind_or_division_is_not_answered_by_another_check_character():
    code = make_credit_code("social_service", area="990102", serial=40_231_007)
    for place, wrong in _slips(code):
        if place < 8 and (wrong[2:8] != code[2:8]):
            offered = candidates(wrong, divisions=["990101", "990102"])
            assert [one for one in offered if one[:17] == wrong[:17]] == [], wrong
            assert offered[0][2:8] in ("990101", "990102")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: c.replace("0", "O"), "letters for figures"),
        (lambda c: c.replace("1", "I").replace("2", "Z"), "letters for figures"),
        (lambda c: c[:11] + "V" + c[12:], "a letter that no code has"),
        (lambda c: c[:9] + c[10:], "one missing"),
        (lambda c: c[:9] + c[9] + c[9:], "one doubled"),
        (lambda c: c[:9] + c[10] + c[9] + c[11:], "two changed over"),
    ],
)
def test_the_commonest_slips_find_their_code(change, why):
    code = make_credit_code("social_service", area="990102", serial=40_231_507)
    wrong = change(code)
    assert check_credit_code(wrong) != ""
    assert code in candidates(wrong, divisions=["990102"])[:4], why


def test_prefix_and_division_of_a_code_are_looked_at():
    def whole(body: str) -> str:
        inner = body + inner_check(body[8:16])
        return inner + outer_check(inner)

    assert check_credit_code(whole("QQ99010240231507")) == "prefix"
    assert not right_codes([whole("QQ99010240231507")]).any()
    columns = {"name": 0, "credit_code": 1, "kind": 2}
    told = {}
    for prefix in ("91", "13", "81", "11", "51"):
        row = check_row(2, ["云州市茶艺公司", whole(f"{prefix}99010240231507"), "社会团体"], columns)
        told[prefix] = [problem.code for problem in row.problems]
    assert told == {prefix: ["contradicts_code"] for prefix in ("91", "13", "81", "11")} | {"51": []}
    row = check_row(2, ["云州市茶艺协会", whole("5199999940231507"), ""], columns, provinces=frozenset({"11", "98"}))
    assert [(problem.severity, problem.code) for problem in row.problems] == [("warning", "division")]
