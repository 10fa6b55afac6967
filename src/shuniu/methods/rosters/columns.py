"""Which column is which: by its heading, by what this hub said before, and by what stands below when neither says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "单位名称", "组织名称", "社会组织名称", "机构名称", "全称", "单位", "团体名称", "单位全称", "机构全称",
             "社团名称", "组织全称", "会员名称", "会员单位名称", "会员单位全称", "法人名称", "登记名称", "申报单位", "商会名称", "协会名称",
             "学会名称", "基金会名称", "队伍名称", "服务队名称", "民非名称", "成员单位名称", "会员单位", "社会组织全称"),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "代码", "登记证号", "统一代码", "机构代码",
                    "组织机构代码", "登记号", "统一社会信用代码证号", "信用代码证号", "证书号", "信用代码证", "代码证号", "代码证",
                    "信用码", "证书代码", "证书编号", "登记证书编号", "登记证书号", "社会组织代码", "USCC"),
    "kind": ("类型", "组织类型", "类别", "社会组织类型", "机构类型", "性质", "组织类别", "单位类型", "单位性质", "组织性质", "法人类型",
             "组织形式", "登记类型", "登记类别", "机构类别", "机构性质", "登记管理类型", "社会组织性质", "社会组织类别", "单位类别",
             "登记种类"),
    "area": ("区", "所在区", "区域", "所属区", "行政区", "所在区域", "属地", "区县", "所属区县", "所在区县", "所属区域", "行政区划",
             "活动地域", "登记地", "所在地", "街道", "街镇", "乡镇", "所属街道", "所在街道", "所属街镇", "所在街镇", "街道乡镇", "注册地",
             "住所地", "归属区", "所在地区", "登记地区", "登记区县", "所在行政区", "地区", "服务区域",
             "注册区域", "登记区域", "县市区", "镇街", "所属镇街", "镇街道", "登记辖区", "所属辖区", "活动区域", "市州", "所属市州",
             "盟市", "地市", "所属地市", "旗县区"),
    "field": ("领域", "所属领域", "行业", "业务领域", "行业领域", "服务领域", "行业分类", "所属行业", "业务类别", "服务类别", "行业类别",
              "工作领域", "活动领域", "从事领域", "领域分类", "服务类型", "业务类型", "公益领域", "领域类别"),
    "registered_on": ("成立日期", "登记日期", "成立时间", "登记时间", "注册日期", "成立登记日期", "成立登记时间", "注册时间",
                      "成立年月", "批准日期", "批准成立日期", "发证日期", "发证时间", "备案日期", "备案时间", "设立时间", "设立日期",
                      "成立年份", "批准时间", "批准成立时间", "注册登记时间", "何时成立", "登记成立时间", "登记证颁发日期",
                      "颁证日期", "建会时间", "建会日期"),
    "legal_representative": ("法定代表人", "法人", "法人代表", "负责人", "法定代表人姓名", "法人姓名", "法定代表人负责人", "主要负责人",
                             "理事长", "会长", "负责人姓名", "法定代表人或负责人", "队长", "团长", "社长", "单位负责人", "机构负责人"),
    "staff_count": ("专职人数", "专职人员", "工作人员数", "从业人数", "职工人数", "专职工作人员数", "人数", "从业人员", "专职人员数",
                    "从业人员数", "工作人员人数", "专职员工数", "员工人数", "员工数", "全职人数", "全职人员", "全职人员数", "人员规模",
                    "在职人数", "聘用人员", "聘用人员数", "专职工作人员", "工作人员总数", "职工数", "专职数"),
    "member_count": ("会员数", "会员数量", "志愿者人数", "单位会员数", "志愿者数", "志愿者数量", "会员总数", "个人会员数", "成员数",
                     "成员人数", "会员人数", "队员人数", "队员数", "会员规模", "成员总数", "志愿者总数", "会员志愿者数"),
    "capital": ("注册资金", "注册资本", "开办资金", "原始基金", "登记资金", "出资额", "活动资金", "资金", "原始基金数额", "开办资金数额",
                "注册资金数额", "资金数额"),
    "address": ("地址", "住所", "办公地址", "联系地址", "通讯地址", "注册地址", "住址", "办公场所", "机构地址", "单位地址", "详细地址",
                "活动地址", "通信地址", "办公地点", "活动场所", "办公住所", "登记住所", "单位住所", "场所地址", "活动地点",
                "住所所在地"),
    "supervising_unit": ("业务主管单位", "主管单位", "业务主管单位名称", "业务主管部门", "业务指导单位", "业务主管", "业务主管单位全称"),
    "registration_authority": ("登记机关", "登记管理机关", "登记管理机关名称", "登记机关名称", "登记部门", "发证机关", "注册机关",
                               "登记管理部门", "登记机关全称", "登记管理机关全称"),
    "purpose": ("业务范围", "宗旨", "宗旨和业务范围", "主要业务", "宗旨业务范围", "服务内容", "主要职能", "业务内容", "主营业务", "单位简介",
                "机构简介", "组织简介", "服务宗旨", "职责任务", "主要职责", "简介", "业务活动范围"),
    "activities": ("主要活动", "活动", "开展活动", "活动情况", "主要活动情况", "开展活动情况", "主要项目", "活动内容", "特色活动", "品牌活动",
                   "品牌项目", "服务项目", "年度活动", "近期活动", "开展项目情况", "项目情况"),
    "standing": ("状态", "登记状态", "存续状态", "单位状态", "组织状态", "法人状态", "机构状态", "在册状态", "经营状态", "是否注销",
                 "注销情况", "是否存续", "是否已注销", "目前状态"),
    "ended_on": ("注销日期", "注销时间", "注销登记日期", "注销登记时间", "撤销日期", "撤销时间", "终止日期", "终止时间"),
    "membership": ("会员", "是否会员", "是否会员单位", "会员情况", "隶属关系", "是否为会员", "是否本会会员", "入会情况",
                   "是否入会", "会员类型", "会员级别", "会员类别", "会员身份", "会内职务", "是否已入会", "会员资格", "入会与否", "是否已加入"),
    "register_code": ("登记册编号",),
    "street": (),  # beside a column of districts; alone it is the area
}  # fmt: skip
# Columns that are no fact of the register: known so that nobody takes them for one.
IGNORED = ("序号", "编号", "原行号", "需核对的原因", "备注", "联系电话", "电话", "手机", "联系方式", "联系人", "邮箱", "邮编", "传真",
           "填报单位", "填表人", "填报人", "网址", "邮政编码", "联系状态", "曾用名", "简称",
           "英文名称", "推荐单位", "行业主管部门", "数据来源")  # fmt: skip
# Words that say a column is about something else, whatever stands around them.
_ELSEWHERE = (
    "电话", "手机", "邮箱", "邮编", "传真", "网址", "身份证", "年检", "等级", "评估", "党", "团员", "监事", "理事人数", "兼职", "收入", "支出",
    "总资产", "净资产", "面积", "产权", "银行", "账号", "税", "获奖", "荣誉", "联络员", "发言人", "秘书长", "有效期", "换届", "入会时间", "入会日期",
    "会费", "时长", "公众号", "主管单位", "主管部门", "登记机关", "管理机关", "注销", "状态", "填报日期", "更新时间", "审核", "慈善组织", "枢纽",
    "英文", "联系人", "保险", "变更日期", "变更时间", "变更登记",
)  # fmt: skip
# What is said of a person beside the name: 法定代表人身份证号 is no 法定代表人. 姓名及电话 is the name, with the number beside it.
_OF_A_PERSON = re.compile(
    r"(?<![及和与])(?:联系电话|电话|手机|联系方式|身份证件?|性别|年龄|民族|籍贯|学历|职务|职称|政治面貌|出生|邮箱|任期|任职|国籍|照片|签字|签名|微信)"
    r"(?:号码?|号|年月|日期|时间|类型|地址|情况|单位)*$"
)
_CODE = re.compile(r"^[0-9A-Z]{18}$")
_DATE = re.compile(r"^(19|20)\d{2}\D?\d{0,2}\D?\d{0,2}\D?$")
_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]|[\s*＊:：、，,/／·.。\"“”'_-]")
_TRADITIONAL = str.maketrans(
    "稱單組織機構類別屬領區時間員數會業範圍開動宗證號負責姓專職從誌願級總縣劃質務發資萬團體碼聯絡務辦註冊樣額據",
    "称单组织机构类别属领区时间员数会业范围开动宗证号负责姓专职从志愿级总县划质务发资万团体码联络务办注册样额据",
)
_KINDS = ("社会团体", "社团", "民办非企业", "民非", "社会服务机构", "基金会", "社区社会组织")


def clean(heading: str) -> str:
    """Without brackets, numbering, width and script differences: 「一、單位名稱（全稱）*」 → 单位名称."""
    plain = unicodedata.normalize("NFKC", heading).translate(_TRADITIONAL)
    return (
        re.sub(r"^[一二三四五六七八九十\d]+(?=\D)", "", _BRACKETS.sub("", plain)) if len(plain) > 2 else plain.strip()
    )


_BY_HEADING = {heading: field for field, headings in FIELDS.items() for heading in headings}
# Of two columns for one field the one whose heading says it better: 法定代表人 goes before 负责人, 信用代码 before 登记证号.
_RANK = {heading: place for headings in FIELDS.values() for place, heading in enumerate(headings)}
_TAILS = sorted(((h, f) for h, f in _BY_HEADING.items() if len(h) >= 3), key=lambda pair: -len(pair[0]))
# What several headings have in common, tried last: the first that fits names the field.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(组织|单位|机构|团体|协会|队伍?|社团)(全|的)?(名称|称谓|全名)$|(?<![原曾旧])名称$|^(社会)?(组织|机构|单位)名$"
        ),
        "name",
    ),
    (re.compile(r"^(社会组织|社团|协会|商会|学会|基金会|民非|会员|成员)全称$"), "name"),
    (re.compile(r"信用(代)?码"), "credit_code"),
    (re.compile(r"会员(类|级|身份|资格)"), "membership"),
    (re.compile(r"(资金|基金|资本|出资)(数?额|总额|规模)?$"), "capital"),
    (re.compile(r"(成立|登记|注册|备案|设立)(的)?(日期|时间|年月日?|年度|年份)$"), "registered_on"),
    (re.compile(r"(负责|代表)人(姓名)?$"), "legal_representative"),
    (
        re.compile(r"^(现任|机构|单位|组织|社团|协会|商会)?(会长|理事长|法人代表|法人|法定代表)(姓名)?$"),
        "legal_representative",
    ),
    (re.compile(r"(专职|全职|聘用|员工|职工|工作人员|从业).*(数|数量|人数)$|^工作人员$|^(专职|全职)$"), "staff_count"),
    (re.compile(r"(会员|志愿者|成员|队员).*(数|数量|总数|规模)$|^(注册|登记)?志愿者$"), "member_count"),
    (re.compile(r"(地址|住所|地点|场所)$"), "address"),
    (re.compile(r"(街道|街镇|乡镇|镇街|区县|县区)$"), "area"),
    (
        re.compile(
            r"^(所在|所属|登记|注册|归属)(地|的)?.{0,3}(辖区|市县|[区县市州盟旗镇乡])$|^[县市州旗镇乡]$|^(辖区|市县|县市)$"
        ),
        "area",
    ),
    (re.compile(r"(领域|行业)$|^业务分类$"), "field"),
    (re.compile(r"^(社会组织|组织|机构|单位|法人|登记|社团|团体)(证书)?(类型|类别|种类|分类|性质|属性)$"), "kind"),
    (re.compile(r"(业务范围|服务范围|宗旨|(组织|机构|单位)介绍|简介|服务内容)"), "purpose"),
    (re.compile(r"(活动|项目)(情况|内容|简况)?$"), "activities"),
)
# Tried before what is about something else: their own words stand in it too (登记机关电话, 状态).
_WHOLE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(?:目前|当前|现|社会组织|组织|机构|单位|法人)*(?:运营|运行|生存|存续|存活|经营|登记|注册)?(?:状态|状况)$|^存续情况$"
        ),
        "standing",
    ),
    (re.compile(r"^(?:区|县|街道|街镇|乡镇|镇街|行政区划?)名称$"), "area"),
    (re.compile(r"^是否.*(?:会员|入会|加入(?:本|我|联合|协)?会)|^会员等级$"), "membership"),
    (re.compile(r"^.{0,4}(?:登记|注册|发证|批准)(?:管理)?(?:机关|部门)(?:名称|全称)?$"), "registration_authority"),
    (re.compile(r"^(?:业务)?(?:主管|指导)(?:单位|部门|机关)(?:名称|全称)?$"), "supervising_unit"),
    (
        re.compile(r"^(?:单位|个人|团体)?会员(?:单位)?(?:家数|个数|人数|总数|数量?)$|^(?:单位|个人|团体)会员$"),
        "member_count",
    ),
    (re.compile(r"^(?:现|实际|登记|注册|法定|机构|单位|组织|社会组织)*(?:所在|办公|经营|活动)?地址$"), "address"),
)


def field_of(heading: str) -> str | None:
    """The field a heading names: word for word, by its longest known ending (现办公地址 → address), by what such headings
    have in common; None for what is about something else (联系电话).
    """
    plain = clean(heading)
    found = known_heading(plain)
    if found or not plain or plain in IGNORED or len(plain) > 24 or _is_elsewhere(plain):
        return found
    return next((field for pattern, field in _PATTERNS if pattern.search(plain)), None)


def known_heading(cell: str) -> str | None:
    """The field of a heading that is known word for word or by its ending: what finds the heading row among the data."""
    plain = clean(cell)
    if plain in _BY_HEADING:
        return _BY_HEADING[plain]
    if found := next((field for pattern, field in _WHOLE if pattern.search(plain)), None):
        return found
    if not plain or plain in IGNORED or len(plain) > 24 or _is_elsewhere(plain):
        return None
    return next((field for known, field in _TAILS if plain.endswith(known) or plain.startswith(known)), None)


def is_aside(heading: str) -> bool:
    """Known to be about something else than the register's facts: 序号, 备注, 联系电话."""
    plain = clean(heading)
    return plain in IGNORED or (bool(plain) and _is_elsewhere(plain))


def is_heading(cell: str) -> bool:
    """The cell is word for word what columns are called: 信用代码, 联系电话."""
    plain = clean(cell)
    return plain in _BY_HEADING or plain in IGNORED


def _is_elsewhere(plain: str) -> bool:
    if _OF_A_PERSON.search(plain) or (plain.startswith("是否") and plain not in _BY_HEADING):
        return True
    return any(word in plain for word in _ELSEWHERE) and not plain.startswith(("法定代表人", "负责人"))


def in_ten_thousands(heading: str) -> bool:
    """The heading says that its figures are in 万元."""
    return "万" in unicodedata.normalize("NFKC", heading).translate(_TRADITIONAL)


def heading_score(cells: Sequence[str]) -> int:
    """How many different fields the cells of a row name; long cells are titles, not headings."""
    return len({found for cell in cells if cell and len(cell) <= 30 and (found := known_heading(cell))})


@dataclass(frozen=True)
class Column:
    """One column of the file: what stands above, three samples, the field it is taken for and why."""

    index: int
    heading: str
    samples: list[str]
    field: str | None
    because: str
    """heading, remembered, content; ignored for what is no fact of the register (序号); nothing"""


def recognised_columns(
    headings: Sequence[str], rows: Sequence[Sequence[str]], remembered: Mapping[str, str] | None = None
) -> list[Column]:
    """Every column in order. `remembered` maps cleaned headings to the field this hub chose before ("" = none)."""
    remembered = remembered or {}
    found: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    said_none = {i for i, h in enumerate(headings) if remembered.get(clean(h)) == ""}
    in_order = list(enumerate(headings))
    by_rank = sorted(in_order, key=lambda pair: (_RANK.get(clean(pair[1]), len(_RANK)), pair[0]))
    for because, field_for, ordered in (
        ("remembered", lambda i, h: remembered.get(clean(h)), in_order),
        ("heading", lambda i, h: _exact(h, i, rows), by_rank),
        ("heading", lambda i, h: field_of(h), in_order),
    ):
        for index, heading in ordered:
            field = field_for(index, heading) if heading and index not in found and index not in said_none else None
            if field and field in FIELDS and field not in taken:
                found[index] = (field, because)
                taken.add(field)
    _find_street(headings, found, said_none)
    taken |= {field for field, _because in found.values()}
    _swap_back(found, rows)
    for field, looks_like in _CONTENT:
        # 有效期至 holds days, and 曾用名 names, that are not the asked ones; a code is a code under any heading.
        free = [
            i
            for i, heading in enumerate(headings)
            if i not in found and i not in said_none and (field == "credit_code" or not is_aside(heading))
        ]
        if field not in taken and (best := _by_content(free, rows, looks_like)) is not None:
            found[best] = (field, "content")
            taken.add(field)
    return [
        Column(i, heading, _samples(i, rows), *found.get(i, (None, "ignored" if is_aside(heading) else "nothing")))
        for i, heading in enumerate(headings)
    ]


def recognise(
    headings: Sequence[str], rows: Sequence[Sequence[str]], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Field → column index, each column and field once."""
    return {column.field: column.index for column in recognised_columns(headings, rows, remembered) if column.field}


def _exact(heading: str, index: int, rows: Sequence[Sequence[str]]) -> str | None:
    """会员单位 names the member, or says whether it is one: the cells below tell."""
    plain = clean(heading)
    if plain in ("会员单位", "会员", "成员单位") and _share(index, rows, _is_answer) > 0.5:
        return "membership"
    if plain == "会员" and re.search(r"[（(].{0,5}[家人名个個数數]", heading):  # 会员（家）
        return "member_count"
    return _BY_HEADING.get(plain)


def _find_street(headings: Sequence[str], found: dict[int, tuple[str, str]], said_none: set[int]) -> None:
    """Of two columns that name an area, 所属区 and 所属街道, the one of streets is the street within the other."""
    area = next((index for index, (field, _because) in found.items() if field == "area"), None)
    if area is None or any(field == "street" for field, _because in found.values()):
        return
    free = [i for i, h in enumerate(headings) if i not in found and i not in said_none and field_of(h) == "area"]
    by_street = {i: bool(re.search("[街镇乡鎮鄉]", clean(headings[i]))) for i in [area, *free]}
    other = next((i for i in free if by_street[i] != by_street[area]), None)
    if other is not None:
        street, district = (other, area) if by_street[other] else (area, other)
        because = found[area][1]
        found[district], found[street] = ("area", because), ("street", because)


def _swap_back(found: dict[int, tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
    """Two headings that stand over each other's columns change places: names under 信用代码 and codes under 名称, days
    under 类型 and kinds under 成立时间.
    """
    at = {field: index for index, (field, because) in found.items() if because != "remembered"}
    for (one, like_one), (other, like_other) in combinations(_CONTENT, 2):
        here, there = at.get(one), at.get(other)
        if here is None or there is None:
            continue
        if _share(here, rows, like_other) > 0.5 and _share(there, rows, like_one) > 0.5:
            if _share(here, rows, like_one) > 0.5 or _share(there, rows, like_other) > 0.5:
                continue
            found[here], found[there] = (other, "content"), (one, "content")
            at[one], at[other] = there, here


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


def _is_answer(cell: str) -> bool:
    return cell in ("是", "否", "√", "✓", "×", "有", "无", "Y", "N", "y", "n", "1", "0", "已入会", "未入会")


def _share(index: int, rows: Sequence[Sequence[str]], looks_like: Callable[[str], bool]) -> float:
    """How many of a column's filled cells look so, 0–1."""
    cells = [row[index] for row in rows if index < len(row) and row[index]]
    return sum(map(looks_like, cells)) / len(cells) if cells else 0.0


def _by_content(free: list[int], rows: Sequence[Sequence[str]], looks_like: Callable[[str], bool]) -> int | None:
    """The free column of whose filled cells most look so, more than half."""
    best = max(((_share(index, rows, looks_like), -index) for index in free), default=(0.0, 0))
    return -best[1] if best[0] > 0.5 else None
