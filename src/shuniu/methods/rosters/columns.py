"""Which column is which: by its heading, by what this hub said before, and by what stands below when neither says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "单位名称", "组织名称", "社会组织名称", "机构名称", "全称", "单位", "团体名称", "单位全称", "机构全称",
             "社团名称", "组织全称", "会员名称", "会员单位名称", "法人名称", "登记名称"),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "代码", "登记证号", "统一代码", "机构代码",
                    "组织机构代码", "登记号", "统一社会信用代码证号", "信用代码证号", "证书号"),
    "kind": ("类型", "组织类型", "类别", "社会组织类型", "机构类型", "性质", "组织类别", "单位类型", "单位性质", "组织性质", "法人类型"),
    "area": ("区", "所在区", "区域", "所属区", "行政区", "所在区域", "属地", "区县", "所属区县", "所在区县", "所属区域", "行政区划",
             "活动地域", "登记地", "所在地"),
    "field": ("领域", "所属领域", "行业", "业务领域", "行业领域", "服务领域", "行业分类", "所属行业", "业务类别", "服务类别"),
    "registered_on": ("成立日期", "登记日期", "成立时间", "登记时间", "注册日期", "成立登记日期", "成立登记时间", "注册时间",
                      "成立年月", "批准日期", "批准成立日期", "发证日期"),
    "legal_representative": ("法定代表人", "法人", "法人代表", "负责人", "法定代表人姓名", "法人姓名", "法定代表人负责人", "主要负责人",
                             "理事长", "会长", "负责人姓名", "法定代表人或负责人"),
    "staff_count": ("专职人数", "专职人员", "工作人员数", "从业人数", "职工人数", "专职工作人员数", "人数", "从业人员", "专职人员数",
                    "从业人员数", "工作人员人数", "专职员工数", "员工人数"),
    "member_count": ("会员数", "会员数量", "志愿者人数", "单位会员数", "志愿者数", "志愿者数量", "会员总数", "个人会员数"),
    "address": ("地址", "住所", "办公地址", "联系地址", "通讯地址", "注册地址", "住址", "办公场所", "机构地址", "单位地址"),
    "purpose": ("业务范围", "宗旨", "宗旨和业务范围", "主要业务", "宗旨业务范围", "服务内容", "主要职能", "业务内容"),
    "activities": ("主要活动", "活动", "开展活动", "活动情况", "主要活动情况", "开展活动情况", "主要项目"),
    "membership": ("会员", "是否会员", "会员单位", "是否会员单位", "会员情况", "隶属关系", "是否为会员", "是否本会会员", "入会情况",
                   "是否入会", "会员类型", "会员级别"),
}  # fmt: skip
# Columns that are no fact of the register: known so that nobody takes them for one.
IGNORED = ("序号", "编号", "原行号", "需核对的原因", "备注", "联系电话", "电话", "手机", "联系方式", "联系人", "邮箱", "邮编", "传真",
           "填报单位", "填表人", "网址", "邮政编码", "联系状态", "业务主管单位", "登记机关", "登记管理机关")  # fmt: skip
_CODE = re.compile(r"^[0-9A-Z]{18}$")
_DATE = re.compile(r"^(19|20)\d{2}\D?\d{0,2}\D?\d{0,2}\D?$")
_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]|[\s*＊:：、，,/／·.。\"“”'_-]")
_TRADITIONAL = str.maketrans(
    "稱單組織機構類別屬領區時間員數會業範圍開動宗證號負責姓專職從誌願級總縣劃質",
    "称单组织机构类别属领区时间员数会业范围开动宗证号负责姓专职从志愿级总县划质",
)
_KINDS = ("社会团体", "社团", "民办非企业", "民非", "社会服务机构", "基金会", "社区社会组织")


def clean(heading: str) -> str:
    """Without brackets, numbering, width and script differences: 「一、單位名稱（全稱）*」 → 单位名称."""
    plain = unicodedata.normalize("NFKC", heading).translate(_TRADITIONAL)
    return (
        re.sub(r"^[一二三四五六七八九十\d]+(?=\D)", "", _BRACKETS.sub("", plain)) if len(plain) > 2 else plain.strip()
    )


_BY_HEADING = {heading: field for field, headings in FIELDS.items() for heading in headings}
_TAILS = sorted(((h, f) for h, f in _BY_HEADING.items() if len(h) >= 3), key=lambda pair: -len(pair[0]))


def field_of(heading: str) -> str | None:
    """The field a heading names: word for word, else by its longest known ending (现办公地址 → address)."""
    plain = clean(heading)
    if plain in _BY_HEADING:
        return _BY_HEADING[plain]
    if not plain or plain in IGNORED or len(plain) > 24:
        return None
    return next((field for known, field in _TAILS if plain.endswith(known) or plain.startswith(known)), None)


def heading_score(cells: Sequence[str]) -> int:
    """How many different fields the cells of a row name; long cells are titles, not headings."""
    return len({found for cell in cells if cell and len(cell) <= 30 and (found := field_of(cell))})


@dataclass(frozen=True)
class Column:
    """One column of the file: what stands above, three samples, the field it is taken for and why."""

    index: int
    heading: str
    samples: list[str]
    field: str | None
    because: str
    """heading, remembered, content or nothing"""


def recognised_columns(
    headings: Sequence[str], rows: Sequence[Sequence[str]], remembered: Mapping[str, str] | None = None
) -> list[Column]:
    """Every column in order. `remembered` maps cleaned headings to the field this hub chose before ("" = none)."""
    remembered = remembered or {}
    found: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    said_none = {i for i, h in enumerate(headings) if remembered.get(clean(h)) == ""}
    for because, field_for in (
        ("remembered", lambda h: remembered.get(clean(h))),
        ("heading", _exact),
        ("heading", field_of),
    ):
        for index, heading in enumerate(headings):
            field = field_for(heading) if heading and index not in found and index not in said_none else None
            if field and field in FIELDS and field not in taken:
                found[index] = (field, because)
                taken.add(field)
    for field, looks_like in _CONTENT:
        free = [i for i in range(len(headings)) if i not in found and i not in said_none]
        if field not in taken and (best := _by_content(free, rows, looks_like)) is not None:
            found[best] = (field, "content")
            taken.add(field)
    return [
        Column(i, heading, _samples(i, rows), *found.get(i, (None, "nothing"))) for i, heading in enumerate(headings)
    ]


def recognise(
    headings: Sequence[str], rows: Sequence[Sequence[str]], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Field → column index, each column and field once."""
    return {column.field: column.index for column in recognised_columns(headings, rows, remembered) if column.field}


def _exact(heading: str) -> str | None:
    return _BY_HEADING.get(clean(heading))


def _samples(index: int, rows: Sequence[Sequence[str]]) -> list[str]:
    cells = dict.fromkeys(row[index] for row in rows if index < len(row) and row[index])
    return list(cells)[:3]


def _is_code(cell: str) -> bool:
    return bool(_CODE.match(unicodedata.normalize("NFKC", cell).upper().replace(" ", "")))


def _is_name(cell: str) -> bool:
    return len(cell) >= 5 and cell[-1] in "会會所心社团團队隊站院部家协協校馆館"


_CONTENT: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("credit_code", _is_code),
    ("name", _is_name),
    ("kind", lambda cell: any(word in cell for word in _KINDS) and len(cell) <= 12),
    ("registered_on", lambda cell: bool(_DATE.match(cell)) and len(cell) >= 8),
)


def _by_content(free: list[int], rows: Sequence[Sequence[str]], looks_like: Callable[[str], bool]) -> int | None:
    """The free column of whose filled cells most look so, more than half."""
    shares = []
    for index in free:
        cells = [row[index] for row in rows if index < len(row) and row[index]]
        if cells:
            shares.append((sum(looks_like(cell) for cell in cells) / len(cells), -index))
    best = max(shares, default=(0.0, 0))
    return -best[1] if best[0] > 0.5 else None
