"""Rosters as the stories need them: a hub's own sheet with title row and Chinese headings."""

from __future__ import annotations

import io
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


def read(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]
