"""Which column is which: by its heading, and by what stands below when the heading does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "单位名称", "组织名称", "社会组织名称", "机构名称", "全称", "单位", "团体名称"),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "代码", "登记证号"),
    "kind": ("类型", "组织类型", "类别", "社会组织类型", "机构类型", "性质"),
    "area": ("区", "所在区", "区域", "所属区", "行政区", "所在区域", "属地"),
    "field": ("领域", "所属领域", "行业", "业务领域", "行业领域"),
    "registered_on": ("成立日期", "登记日期", "成立时间", "登记时间", "注册日期", "成立登记日期"),
    "legal_representative": ("法定代表人", "法人", "法人代表", "负责人", "法定代表人姓名"),
    "staff_count": ("专职人数", "专职人员", "工作人员数", "从业人数", "职工人数", "专职工作人员数", "人数"),
    "member_count": ("会员数", "会员数量", "志愿者人数", "单位会员数"),
    "address": ("地址", "住所", "办公地址", "联系地址", "通讯地址"),
    "purpose": ("业务范围", "宗旨", "宗旨和业务范围", "主要业务"),
    "activities": ("主要活动", "活动", "开展活动"),
    "membership": ("会员", "是否会员", "会员单位", "是否会员单位", "会员情况", "隶属关系", "联系方式类别"),
}
_BY_HEADING = {heading: field for field, headings in FIELDS.items() for heading in headings}
_CODE = re.compile(r"^[0-9A-Z]{18}$")
_BRACKETS = re.compile(r"[（(].*?[）)]|[\s*＊:：]")


def clean(heading: str) -> str:
    return _BRACKETS.sub("", heading)


def field_of(heading: str) -> str | None:
    return _BY_HEADING.get(clean(heading))


def heading_score(cells: Sequence[str]) -> int:
    """How many different fields the cells of a row name."""
    return len({found for cell in cells if cell and (found := field_of(cell))})


def recognise(headings: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, int]:
    """Field → column index, each column and field once; codes and names are found by content when unnamed."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        field = field_of(heading)
        if field and field not in found:
            found[field] = index
    free = [index for index in range(len(headings)) if index not in found.values()]
    if "credit_code" not in found:
        for index in free:
            cells = [row[index].upper().replace(" ", "") for row in sample if row[index]]
            if cells and sum(bool(_CODE.match(cell)) for cell in cells) > len(cells) / 2:
                found["credit_code"] = index
                break
    if "name" not in found:
        for index in (i for i in free if i not in found.values()):
            cells = [row[index] for row in sample if row[index]]
            if cells and sum(len(cell) >= 5 and cell[-1] in "会所心社团队站院" for cell in cells) > len(cells) / 2:
                found["name"] = index
                break
    return found
