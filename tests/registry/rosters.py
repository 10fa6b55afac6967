"""Rosters as the stories need them: a hub's own sheet with title row and Chinese headings."""

from __future__ import annotations

import io
import struct
from typing import Any

import openpyxl

from shuniu.methods.rosters import make_credit_code

HEADINGS = ["序号", "单位名称", "统一社会信用代码", "组织类型", "成立时间", "专职人数", "是否会员"]


def code(n: int, kind: str = "social_service") -> str:
    return make_credit_code(kind, area="990102", serial=70_000_000 + n)


def slipped(right: str) -> str:
    """The code with its last character wrong."""
    return right[:17] + ("0" if right[17] != "0" else "1")


def line(n: int, **changes: Any) -> list[Any]:
    values = {"name": f"云州市新来{n}号服务中心", "code": code(n), "kind": "社会服务机构", "on": "2020-05-01", "staff": 5,
              "member": "是"} | changes  # fmt: skip
    return [n, values["name"], values["code"], values["kind"], values["on"], values["staff"], values["member"]]


def workbook(lines: list[list[Any]], *, title: str = "职工服务类社会组织名录", headings: list[str] = HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(headings)
    for cells in lines:
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def cell(row: int, column: int, value: Any) -> bytes:
    """One cell of the old format: text as UTF-16, a number as a double; nothing for an empty one."""
    place = struct.pack("<HHH", row, column, 0)
    if value is None or value == "":
        return b""
    if isinstance(value, str):
        return record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return record(0x0203, place + struct.pack("<d", value))


def old_workbook(
    lines: list[list[Any]], *, title: str = "职工服务类社会组织名录", headings: list[str] = HEADINGS
) -> bytes:
    """The same sheet as an old program keeps it (.xls): BIFF8 records, in the container of the old format."""
    name, ends = "名录", record(0x0A, b"")
    book, sheet = (record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0)) for kind in (5, 16))
    for n, cells in enumerate([[title], headings, *lines]):
        sheet += b"".join(cell(n, m, value) for m, value in enumerate(cells))
    sheet += ends
    label = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    start = len(book) + len(record(0x0085, b"0000" + label)) + len(ends)
    return container(book + record(0x0085, struct.pack("<I", start) + label) + ends + sheet)


def container(stream: bytes, *, name: str = "Workbook") -> bytes:
    """A compound file with one stream: header, one sector of allocation, one of directory, the stream's sectors."""
    size, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    stream = stream.ljust(max(-(-len(stream) // size) * size, 4096), b"\0")  # shorter ones live elsewhere in the format
    sectors = len(stream) // size
    assert sectors <= 126, "one sector of allocation holds 128 entries"
    chain = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(label: str, kind: int, child: int, first: int, length: int) -> bytes:
        letters = (label + "\0").encode("utf-16-le")
        head = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, free, free, child)
        return head + bytes(36) + struct.pack("<IQ", first, length)

    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream))
    directory += (bytes(66) + struct.pack("<BBIII", 0, 0, free, free, free) + bytes(48)) * 2
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    return header + table + directory + stream


def read(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]
