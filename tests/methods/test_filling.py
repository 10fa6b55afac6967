"""An office's own document filled from a list: rows repeat, runs are joined, sums grow, nothing becomes a formula."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuniu.methods.filling import TemplateError, fields_of, fill

OF_LIST = frozenset({"名称", "信用代码", "专职人员", "序号"})
ROWS = [{"序号": 1, "名称": "云州市茶艺协会", "专职人员": 5}, {"序号": 2, "名称": "花艺 & <协会>", "专职人员": 7},
        {"序号": 3, "名称": "=1+1", "专职人员": None}]  # fmt: skip
ABOUT = {"单位": "某联合会", "日期": "2026-09-22", "总数": 3}


def document(build) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    build(made)
    made.save(out)
    return out.getvalue()


def table(made) -> None:
    made.add_paragraph("{{单位}}成员名单")
    grid = made.add_table(rows=3, cols=3)
    for cell, text in zip(grid.rows[0].cells, ("序号", "名称", "人数"), strict=True):
        cell.text = text
    for cell, text in zip(grid.rows[1].cells, ("{{序号}}", "{{名称}}", "{{专职人员}} 人"), strict=True):
        cell.text = text
    grid.rows[2].cells[0].text = "共 {{总数}} 家"
    paragraph = made.add_paragraph()
    for run in ("填表日期：{", "{日", "期}", "}（盖章）"):
        paragraph.add_run(run)
    made.sections[0].footer.paragraphs[0].text = "{{单位}} {{不认识的}}"


def test_a_table_row_is_repeated_and_fields_cut_into_runs_are_found():
    content = document(table)
    assert fields_of(content) == ("docx", ["单位", "序号", "名称", "专职人员", "总数", "日期", "不认识的"])
    made = docx.Document(io.BytesIO(fill(content, rows=ROWS, about=ABOUT, of_list=OF_LIST)))
    assert [paragraph.text for paragraph in made.paragraphs] == ["某联合会成员名单", "填表日期：2026-09-22（盖章）"]
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["序号", "名称", "人数"], ["1", "云州市茶艺协会", "5 人"], ["2", "花艺 & <协会>", "7 人"], ["3", "=1+1", " 人"],
        ["共 3 家", "", ""],
    ]  # fmt: skip
    assert made.sections[0].footer.paragraphs[0].text == "某联合会 "


def test_a_letter_is_repeated_one_a_page():
    content = document(lambda made: made.add_paragraph("致{{名称}}：\n{{单位}}"))
    made = docx.Document(io.BytesIO(fill(content, rows=ROWS[:2], about=ABOUT, of_list=OF_LIST)))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert [text for text in texts if text.strip()] == ["致云州市茶艺协会：\n某联合会", "致花艺 & <协会>：\n某联合会"]
    assert sum('w:type="page"' in paragraph._p.xml for paragraph in made.paragraphs) == 1


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    for ref, value in {"A1": "{{单位}}名单", "A2": "序号", "B2": "名称", "D2": "人数", "A3": "{{序号}}", "B3": "{{名称}}",
                       "D3": "{{专职人员}}", "A4": "合计", "D4": "=SUM(D3:D3)", "A5": "制表 {{日期}}"}.items():  # fmt: skip
        sheet[ref] = value
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("A5:D5")
    sheet["A3"].number_format = "000"
    book.save(out)
    return out.getvalue()


def test_a_sheet_row_is_repeated_sums_grow_and_merged_cells_follow():
    content = workbook()
    assert fields_of(content) == ("xlsx", ["单位", "序号", "名称", "专职人员", "日期"])
    sheet = openpyxl.load_workbook(io.BytesIO(fill(content, rows=ROWS, about=ABOUT, of_list=OF_LIST))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["某联合会名单", None, None, None], ["序号", "名称", None, "人数"], [1, "云州市茶艺协会", None, 5],
        [2, "花艺 & <协会>", None, 7], [3, "=1+1", None, None], ["合计", None, None, "=SUM(D3:D5)"],
        ["制表 2026-09-22", None, None, None],
    ]  # fmt: skip
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:D1", "A7:D7", "B3:C3", "B4:C4", "B5:C5"]
    assert sheet["B5"].data_type in ("s", "inlineStr"), "what was filled in is no formula"
    assert sheet["A5"].number_format == "000"


def test_a_form_of_several_rows_is_repeated_as_a_block_and_an_empty_list_leaves_it_blank():
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["名称", "{{名称}}"], ["人数", "{{专职人员}}"], [None, None], ["完"]):
        book.active.append(row)
    book.save(out)
    filled = [openpyxl.load_workbook(io.BytesIO(fill(out.getvalue(), rows=rows, about=ABOUT, of_list=OF_LIST))).active
              for rows in (ROWS[:2], [])]  # fmt: skip
    assert [[cell.value for cell in row] for row in filled[0].iter_rows()] == [
        ["名称", "云州市茶艺协会"], ["人数", 5], ["名称", "花艺 & <协会>"], ["人数", 7], [None, None], ["完", None],
    ]  # fmt: skip
    assert [row[1].value for row in filled[1].iter_rows()] == [None, None, None, None]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_template"), (b"%PDF-1.4", "not_a_template"), (b"PK\x03\x04broken", "damaged"),
        (zipped(**{"word__vbaProject.bin": b"x", "word__document.xml": b"<a/>"}), "macros"),
        (zipped(word__media=b"0" * 90_000_000), "too_large"), (zipped(**{str(n): b"" for n in range(50_000)}), "too_large"), (b"PK" + b"0" * 6_000_000, "too_large"),
        (zipped(readme=b"x"), "not_a_template"), (zipped(**{"word__document.xml": b"<w:t>x</w:t>"}), "no_fields"),
        (zipped(**{"word__document.xml": b"\xff\xfe\x00"}), "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_said(content, code):
    with pytest.raises(TemplateError) as error:
        fields_of(content)
    assert error.value.code == code


@given(st.text(max_size=30), st.integers(1, 4))
def test_any_text_goes_in_as_it_is(text, count):
    kept = "".join(c for c in text if c.isprintable())
    rows = [{"名称": kept}] * count
    sheet = openpyxl.load_workbook(io.BytesIO(fill(workbook(), rows=rows, about={}, of_list=OF_LIST))).active
    assert [sheet.cell(3 + n, 2).value for n in range(count)] == [kept or None] * count
