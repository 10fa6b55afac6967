"""A crafted workbook ends no process: what is not proved to need little memory is read in a process of its own."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
import zlib

import openpyxl
import pytest

from shuniu.methods.rosters import RosterError, read_workbook
from shuniu.methods.rosters.guard import check_archive
from shuniu.methods.rosters.reader import read_tables
from shuniu.methods.rosters.writer import write_table
from tests.registry.rosters import cell, container, old_workbook, record

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>单位名称</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>云州市茶艺协会</t></is></c></row>'
)


def sheet(more: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{ROWS}{more}</sheetData></worksheet>'


def book(xml: str, *, part: str = "xl/worksheets/sheet1.xml", **more: str) -> bytes:
    """A right workbook whose one sheet is `xml`, kept under the name `part`."""
    made, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"worksheets/sheet1.xml", part.removeprefix("xl/").encode())
            if name == "xl/worksheets/sheet1.xml":
                archive.writestr(part, xml)
            elif name.removeprefix("xl/").removesuffix(".xml") not in more:
                archive.writestr(name, content)
        for name, text in more.items():
            archive.writestr(f"xl/{name}.xml", text)
    return out.getvalue()


def prefixed() -> bytes:
    xml = (
        sheet('<row r="3"><c r="XFD1048576" t="str"><v>x</v></c></row>')
        .replace("</", "</x:")
        .replace("xmlns=", "xmlns:x=")
    )
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        xml = xml.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
    return book(xml)


def shared() -> bytes:
    """One long text to which a hundred thousand cells refer: three gigabytes when each holds it."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(3, 100_000))
    return book(sheet(cells), sharedStrings=f'<sst xmlns="{MAIN}"><si><t>{"长" * 10_000}</t></si></sst>')


def understated() -> bytes:
    """An archive that says its sheet is short, and it goes on behind that."""
    near = sheet().removesuffix("</sheetData></worksheet>")
    whole = bytearray(book(near + '<row r="3"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'))
    size, check = len(near.encode()), zlib.crc32(near.encode())
    for mark, name_at, crc_at in ((b"PK\x03\x04", 30, 14), (b"PK\x01\x02", 46, 16)):
        at = -1
        while (at := whole.find(mark, at + 1)) >= 0:
            if whole[at + name_at :].startswith(b"xl/worksheets/sheet1.xml"):
                struct.pack_into("<I", whole, at + crc_at, check)
                struct.pack_into("<I", whole, at + crc_at + 8, size)
    return bytes(whole)


def open_document(rows: int) -> bytes:
    """An .ods whose second row is said to repeat so often."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    line = '<table:table-row{}><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row>'
    xml = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" '
        f'xmlns:text="{office}text:1.0"><office:body><office:spreadsheet><table:table table:name="名录">'
        + line.format("", "单位名称") + line.format(f' table:number-rows-repeated="{rows}"', "云州市茶艺协会" * 40)
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')  # fmt: skip
        archive.writestr("content.xml", xml)
    return out.getvalue()


def old_and_far() -> bytes:
    """An .xls with a cell in the last row and column that two bytes can say."""
    name = "名录".encode("utf-16-le")
    opening, sheet_opening = (record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0)) for kind in (5, 16))
    label = struct.pack("<BBBB", 0, 0, 2, 1) + name
    start = len(opening) + len(record(0x0085, b"0000" + label)) + 4
    cells = cell(0, 0, "单位名称") + cell(65_535, 65_535, "x")
    return container(opening + record(0x0085, struct.pack("<I", start) + label) + record(0x0A, b"") + sheet_opening + cells + record(0x0A, b""))  # fmt: skip


CORNER = '<row r="3">{}<v>x</v></c></row>'
TRAPS = {
    "another attribute first": book(sheet(CORNER.format('<c t="str" r="XFD1048576">'))),
    "single quotes": book(sheet(CORNER.format("<c r='XFD1048576' t='str'>"))),
    "a line break in the tag": book(sheet(CORNER.format('<c\n r = "XFD1048576" t="str">'))),
    "two places in one tag": book(sheet(CORNER.format('<c r="A3" r="XFD1048576" t="str">'))),
    "a namespace prefix": prefixed(),
    "another name of the part": book(sheet(CORNER.format('<c r="XFD1048576" t="str">')), part="xl/worksheets/tab1.xml"),
    "a cell that looks closed": book(sheet(CORNER.format('<c r="XFD1048576" t="str">/></row>'))),
    "a place counted from the one before": book(
        sheet('<row r="400000"><c r="XFC400000"/><c t="str"><v>x</v></c></row>')
    ),
    "the far row first": book(
        sheet().replace(ROWS, '<row r="1048576"><c r="A1048576"><v>1</v></c></row>' + ROWS * 9000)
    ),
    "within the rows and columns that may be": book(sheet('<row r="400000"><c r="GR400000"><v>1</v></c></row>')),
    "a long text in every cell": shared(),
    "a part that is longer than the archive says": understated(),
    "an .ods that repeats a row": open_document(1_000_000_000),
    "an .xls": old_and_far(),
}


@pytest.mark.parametrize("trap", sorted(TRAPS))
def test_a_crafted_workbook_is_refused_and_this_process_goes_on_with_little_memory(trap):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(RosterError) as error:
        read_tables(TRAPS[trap])
    assert error.value.code in {"too_heavy", "too_many_rows", "too_many_columns", "damaged"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120 * 1024


def test_what_is_only_unusual_is_read_all_the_same():
    headings, row = ["单位名称", "负责人"], ["云州市茶艺协会", "闻人一"]
    unusual = book(sheet('<row r="3"><c t="str" r="B3"><v>x</v></c></row>'))
    assert read_tables(unusual)[0][1] == [(1, ["单位名称"]), (2, ["云州市茶艺协会"]), (3, ["", "x"])]
    assert not check_archive(unusual)
    for content in (open_document(2), old_workbook([row], title="名录", headings=headings)):
        assert read_workbook(content)[0].rows[0][1][0].startswith("云州市茶艺协会")


def test_what_the_usual_programs_write_is_proved_to_need_little():
    """So that a large roster is not read twice as slowly."""
    out = io.BytesIO()
    write_table(out, "名录", ["单位名称", "负责人", "会员数"], [["云州市茶艺协会", "闻人一", 5]] * 3000)
    made = openpyxl.Workbook()
    for _n in range(3000):
        made.active.append(["云州市茶艺协会", None, "闻人一", 5])
    made.active.merge_cells("A1:A3")
    other = io.BytesIO()
    made.save(other)
    assert (check_archive(out.getvalue()), check_archive(other.getvalue())) == (True, True)
    assert [len(read_tables(one.getvalue())[0][1]) for one in (out, other)] == [3001, 3000]


def test_merged_cells_that_are_said_over_and_over_are_filled_once():
    merged = "</sheetData><mergeCells>" + '<mergeCell ref="A2:A150000"/>' * 20_000 + "</mergeCells><sheetData>"
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>1</v></c></row>' for n in range(3, 3000))
    found = read_tables(book(sheet(rows + merged)))[0][1]
    assert {cells[0] for _number, cells in found[1:]} == {"云州市茶艺协会"}
