"""The workbook that goes out is what comes back in, cell by cell."""

from __future__ import annotations

import io

import openpyxl

from shuniu.methods.rosters import read_workbook
from shuniu.methods.rosters.writer import write_table

ROWS = [
    ["云州市“甲&乙<丙>”协会", "51990103500000013X", 12, ""],
    ["  前后有空格  ", "00123", 0, None],
    ["控制\x0b字符", "第一行\n第二行", -3, "尾"],
]


def written(rows: list[list[str | int | None]], title: str = "名录") -> io.BytesIO:
    file = io.BytesIO()
    assert write_table(file, title, ["单位名称", "统一社会信用代码", "专职人数", "备注"], rows, widths=[36, 22]) == len(
        rows
    )
    return file


def test_texts_stay_texts_and_numbers_numbers():
    sheet = openpyxl.load_workbook(written(ROWS))["名录"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["云州市“甲&乙<丙>”协会", "51990103500000013X", 12, None],
        ["  前后有空格  ", "00123", 0, None],
        ["控制字符", "第一行\n第二行", -3, "尾"],
    ]
    assert sheet["B3"].number_format == "@"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width == 36


def test_it_is_read_again_by_our_own_reader_past_a_batch():
    rows: list[list[str | int | None]] = [[f"第{n}站", f"{n:05d}", n, "x"] for n in range(1203)]
    [sheet] = read_workbook(written(rows).getvalue())
    assert [cells for _number, cells in sheet.rows] == [[a, b, str(n), d] for a, b, n, d in rows]


def test_a_title_that_excel_refuses_is_made_one_it_takes():
    book = openpyxl.load_workbook(written(ROWS, title="甲/乙:[丙]" + "长" * 40))
    assert len(book.sheetnames[0]) == 31
    assert not set(book.sheetnames[0]) & set("[]:*?/\\")
