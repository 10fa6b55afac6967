"""One row of a roster: its values, and what is wrong with it."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuniu.methods.rosters.columns import in_ten_thousands, is_heading
from shuniu.methods.rosters.credit_code import CIVIL_AFFAIRS, check_credit_code, kind_of_code, normalise, right_codes
from shuniu.methods.rosters.values import (
    is_empty_day,
    is_nothing,
    often,
    read_count,
    read_date,
    read_money,
    several,
    without_phone,
)

_KINDS = (
    ("基金会", "foundation"),
    ("基金會", "foundation"),
    ("民办非", "social_service"),
    ("民非", "social_service"),
    ("社会服务机构", "social_service"),
    ("社會服務機構", "social_service"),
    ("服务机构", "social_service"),
    ("社会团体", "social_association"),
    ("社會團體", "social_association"),
    ("社团", "social_association"),
    ("社團", "social_association"),
    ("人民团体", "mass_organization"),
    ("人民團體", "mass_organization"),
    ("群众团体", "mass_organization"),
    ("群眾團體", "mass_organization"),
    ("群团", "mass_organization"),
    ("群團", "mass_organization"),
    ("团体", "social_association"),
    ("社区社会组织", "grassroots"),
    ("社區社會組織", "grassroots"),
    ("草根", "grassroots"),
    ("未登记", "grassroots"),
    ("备案", "grassroots"),
    ("事业单位", "other"),
    ("事業單位", "other"),
    ("机关", "authority"),
    ("機關", "authority"),
    ("企业", "other"),
    ("企業", "other"),
    ("其他", "other"),
)
_ENDINGS = (("注销", "dissolved"), ("註銷", "dissolved"), ("撤销", "revoked"), ("撤銷", "revoked"), ("吊销", "revoked"),
            ("吊銷", "revoked"), ("解散", "ended"), ("终止", "ended"), ("終止", "ended"), ("停止活动", "ended"),
            ("停止活動", "ended"))  # fmt: skip
_LIVING = (
    "正常",
    "存续",
    "存續",
    "在册",
    "在冊",
    "有效",
    "在营",
    "在业",
    "开业",
    "活动",
    "登记",
    "登記",
    "成立",
    "否",
    "无",
    "未",
    "拟",
    "擬",
)
_YES = frozenset(
    ("是", "会员", "會員", "√", "✓", "✔", "y", "yes", "1", "有", "对", "单位会员", "團體會員", "团体会员", "理事", "常务理事",
     "副会长", "会长", "会长单位", "副会长单位", "理事单位", "常务理事单位", "监事", "已入会", "正式会员", "会员单位")
)  # fmt: skip
_CODES = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_SCIENTIFIC = re.compile(r"[\d.]+E\+?\d+")
_SHORTENED = re.compile(r"\d{4}\.1")  # a spreadsheet that took 2019.10 for a number shows it so
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff（）]) (?=[\u4e00-\u9fff（）])")  # 云 州 市 茶 艺 协 会
_NUMBERING = re.compile(r"^\s*(?:\d{1,4}\s*[、.．)）]|[（(]\d{1,4}[)）]\s*[、.．]?)\s*(?=[\u4e00-\u9fff])")
_MARKED = re.compile(r"（(已?(?:注销|撤销|吊销|註銷|撤銷|吊銷)(?:登记)?)）$")  # 云州市茶艺协会（已注销）
# A total or the title of a section, when it stands in the column of names.
_NO_BODY = re.compile(
    r"^.{0,14}(?:合计|小计|总计|共计|合計|小計|總計|共計)$|^[一二三四五六七八九十]{1,3}[、.．]|^[（(][一二三四五六七八九十]{1,3}[）)]"
)


@dataclass(frozen=True)
class Problem:
    """`code` is what is wrong in `field`; errors keep the row out, warnings only show."""

    severity: Literal["error", "warning"]
    field: str
    code: str
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass
class RosterRow:
    """The row's number in the file, its typed values (dates as ISO text), its problems."""

    number: int
    values: dict[str, str | int]
    problems: list[Problem]
    is_member: bool

    @property
    def fails(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


_QUOTES = str.maketrans(dict.fromkeys(" \t\n·“”\"'‘’「」《》\u3000"))


def name_key(name: str) -> str:
    """Two spellings of one name give one key: width, case, spaces, quotes and brackets do not count."""
    return unicodedata.normalize("NFKC", name).lower().translate(_QUOTES)[:120]


@often
def read_kind(text: str) -> str | None:
    return next((kind for word, kind in _KINDS if word in text), None)


def read_standing(text: str, *, yes_means_ended: bool = False) -> str | None:
    """`dissolved`, `revoked`, `ended`; "" for what stands; None for what says neither.

    What is planned or under way (拟注销, 注销中) has not happened yet; 是 answers the heading 是否注销.
    """
    if text.lower() in _YES or text == "已":
        return "dissolved" if yes_means_ended else ""
    if text.startswith(_LIVING) or text.endswith("中"):
        return ""
    return next((ending for word, ending in _ENDINGS if word in text), None)


def check_rows(
    rows: Sequence[tuple[int, Sequence[str]]],
    columns: Mapping[str, int],
    *,
    today: date | None = None,
    headings: Sequence[str] = (),
    provinces: Collection[str] = (),
) -> list[RosterRow]:
    """`check_row` of every (number, cells), the credit codes of all of them checked at once; `headings` tell the unit."""
    unit = (
        in_ten_thousands(headings[columns["capital"]])
        if columns.get("capital", len(headings)) < len(headings)
        else False
    )
    said = columns.get("standing", len(headings))
    asks_the_end = said < len(headings) and "注销" in headings[said]
    place = columns.get("credit_code")
    codes = [normalise(cells[place]) if place is not None and place < len(cells) else "" for _number, cells in rows]
    right = {code for code, good in zip(codes, right_codes(codes).tolist(), strict=True) if good}
    return [
        check_row(
            number,
            cells,
            columns,
            today=today,
            right=right,
            in_ten_thousands=unit,
            yes_means_ended=asks_the_end,
            provinces=provinces,
        )
        for number, cells in rows
    ]


def check_row(
    number: int,
    cells: Sequence[str],
    columns: Mapping[str, int],
    *,
    today: date | None = None,
    right: Collection[str] = (),
    in_ten_thousands: bool = False,
    provinces: Collection[str] = (),
    yes_means_ended: bool = False,
) -> RosterRow:
    """Typed values and problems of one row; never raises. With `today`, a day after it is no day of registration.

    `right` holds normalised codes that are known to be right; `in_ten_thousands` says the unit of the amounts' heading;
    a code whose division lies in none of `provinces` (two figures each, when given) is warned of.
    """
    width = len(cells)
    text = {
        field: cell
        for field, index in columns.items()
        if index < width and (cell := cells[index]) and (len(cell) > 12 or not is_nothing(cell))
    }
    row = RosterRow(number, {}, [], text.get("membership", "").lower() in _YES)
    if "name" in text and text["name"].isascii():
        _put_right(row, text)
    _name(row, text)
    _code_and_kind(row, text, right, provinces)
    _date(row, text, today)
    if "standing" in text or "ended_on" in text:
        _standing(row, text, today, yes_means_ended)
    for key in ("staff_count", "member_count"):
        if key in text:
            _count(row, key, text[key])
    if "capital" in text:
        _capital(row, text["capital"], in_ten_thousands)
    if "legal_representative" in text:
        text["legal_representative"] = _person(row, text["legal_representative"])
    for key, longest in _TEXTS:
        if text.get(key):
            row.values[key] = text[key][:longest]
            if len(text[key]) > longest:
                row.problems.append(Problem("warning", key, "too_long", {"value": str(longest)}))
    return row


def _name(row: RosterRow, text: dict[str, str]) -> None:
    """The name as the register spells it: without a number before it, spaces within it or its end behind it."""
    name = _NUMBERING.sub("", text.get("name", ""))
    if not name.isalnum() or not unicodedata.is_normalized("NFKC", name):
        name = " ".join(unicodedata.normalize("NFKC", name).replace("(", "（").replace(")", "）").split())
        name = _BETWEEN_HAN.sub("", name)
    marked = _MARKED.search(name)
    if marked and "standing" not in text:
        name, text["standing"] = name[: marked.start()], marked[1]
        row.problems.append(Problem("warning", "name", "marked", {"value": marked[1]}))
    if not name:
        row.problems.append(Problem("error", "name", "missing"))
    elif len(name) < 3 or len(name) > 120:
        row.problems.append(Problem("error", "name", "length", {"value": name[:20]}))
    elif "credit_code" not in text and (_NO_BODY.match(name) or is_heading(name)):
        row.problems.append(Problem("error", "name", "no_body", {"value": name[:20]}))
    row.values["name"] = name[:120]


_TEXTS = (
    ("register_code", 20),
    ("legal_representative", 60),
    ("address", 200),
    ("supervising_unit", 120),
    ("registration_authority", 120),
    ("purpose", 4000),
    ("activities", 4000),
    ("area", 60),
    ("street", 60),
    ("field", 60),
)


def mark_repeats(rows: Iterable[RosterRow]) -> None:
    """A code, or the name of a group without code, that an earlier row has already is an error of the later row."""
    seen: dict[str, int] = {}
    for row in rows:
        code = str(row.values.get("credit_code", ""))
        if code and any((one.severity, one.field) == ("error", "credit_code") for one in row.problems):
            continue  # what is no code says nothing about another row
        key = code or "name:" + name_key(str(row.values["name"]))
        if key == "name:":
            continue
        if not code:  # two districts may have a choir of one name each
            key += f" {row.values.get('area_id', row.values.get('area', ''))} {row.values.get('register_code', '')}"
        first = seen.setdefault(key, row.number)
        if first != row.number:
            row.problems.append(Problem("error", "credit_code" if code else "name", "twice", {"value": str(first)}))


def _code_and_kind(row: RosterRow, text: Mapping[str, str], right: Collection[str], provinces: Collection[str]) -> None:
    code = _one_code(row, text.get("credit_code", ""), right)
    kind = read_kind(text.get("kind", ""))
    if text.get("kind") and kind is None:
        row.problems.append(Problem("warning", "kind", "unknown", {"value": text["kind"][:20]}))
    if code:
        fault = "" if code in right else check_credit_code(code)
        if fault and _SCIENTIFIC.fullmatch(code):  # a right code may hold one E between digits
            fault = "scientific"
        if fault:
            if fault == "scientific":
                code = text["credit_code"].strip().upper()[:20]
            row.problems.append(Problem("error", "credit_code", fault, {"value": code[:20]}))
        said = kind_of_code(code)
        if not fault and said and kind and not _agree(kind, said, code):
            row.problems.append(Problem("error", "kind", "contradicts_code", {"value": text["kind"][:20]}))
        if said is None or kind is None or not _agree(kind, said, code):
            kind = said or kind
        if not fault and provinces and code[2:4] not in provinces:
            row.problems.append(Problem("warning", "credit_code", "division", {"value": code[2:8]}))
        row.values["credit_code"] = code
    elif kind not in (None, "grassroots"):
        row.problems.append(Problem("error", "credit_code", "missing"))
    row.values["kind"] = kind or ("grassroots" if not code else "other")


def _agree(kind: str, said: str, code: str) -> bool:
    """A body that is not registered with civil affairs may be called by any of the other kinds; a mass organization may
    be registered as an association.
    """
    if code.startswith(CIVIL_AFFAIRS):
        return kind == said or (kind == "mass_organization" and said == "social_association")
    return kind in ("authority", "mass_organization", "other")


def _date(row: RosterRow, text: Mapping[str, str], today: date | None) -> None:
    said = text.get("registered_on")
    if not said:
        return
    read = read_date(said)
    if read is None and is_empty_day(said):
        row.problems.append(Problem("warning", "registered_on", "empty_day", {"value": said[:20]}))
    elif read is None:
        row.problems.append(Problem("error", "registered_on", "not_a_date", {"value": said[:60]}))
    elif today is not None and read > today.isoformat():
        row.problems.append(Problem("error", "registered_on", "in_the_future", {"value": read}))
    else:
        row.values["registered_on"] = read
        if _SHORTENED.fullmatch(said):
            row.problems.append(Problem("warning", "registered_on", "shortened", {"value": said}))


def _standing(row: RosterRow, text: Mapping[str, str], today: date | None, yes_means_ended: bool) -> None:
    """`ending` ("" when it stands) and `ended_on`, as far as the row says; a day alone says that it was dissolved."""
    said, on = text.get("standing"), text.get("ended_on")
    ending = read_standing(said, yes_means_ended=yes_means_ended) if said else "dissolved"
    if said and ending is None:
        row.problems.append(Problem("warning", "standing", "unknown", {"value": said[:20]}))
        return
    day = read_date(on) if on and ending else None
    if on and ending and (day is None or (today is not None and day > today.isoformat())):
        row.problems.append(Problem("warning", "ended_on", "not_a_date", {"value": on[:20]}))
        if not said:
            return
        day = None
    row.values["ending"] = ending or ""
    if day:
        row.values["ended_on"] = day


def _count(row: RosterRow, key: str, text: str) -> None:
    read = read_count(text)
    if read is None:
        row.problems.append(Problem("warning", key, "not_a_number", {"value": text[:20]}))
    else:
        row.values[key] = read


def _capital(row: RosterRow, text: str, in_ten_thousands: bool) -> None:
    read = read_money(text, in_ten_thousands=in_ten_thousands)
    if read is None:
        row.problems.append(Problem("warning", "capital", "not_an_amount", {"value": text[:20]}))
    else:
        row.values["capital_fen"] = read


def _person(row: RosterRow, text: str) -> str:
    """The first of several persons, without the telephone numbers written beside the names."""
    if text.isalpha():
        return text
    name, had_phone = without_phone(text)
    if had_phone:
        row.problems.append(Problem("warning", "legal_representative", "phone", {}))
    names = several(name)
    if len(names) > 1:
        row.problems.append(Problem("warning", "legal_representative", "several", {"value": names[0][:20]}))
    return names[0] if name else ""


def _one_code(row: RosterRow, said: str, right: Collection[str]) -> str:
    """The code of a cell: as it stands, or the only right one among other words; several right ones are an error."""
    code = normalise(said)
    if code in right or len(code) <= 18:
        return code
    found = [
        one
        for one in dict.fromkeys(_CODES.findall(unicodedata.normalize("NFKC", said).upper()))
        if not check_credit_code(one)
    ]
    if len(found) > 1:
        row.problems.append(Problem("error", "credit_code", "several", {"value": " ".join(found[:4])}))
    return found[0] if found else code


def _put_right(row: RosterRow, text: dict[str, str]) -> None:
    """A name in the code's cell and a code in the name's: the two change places."""
    name, code = text.get("name", ""), text.get("credit_code", "")
    if name and code and not check_credit_code(normalise(name)) and any("\u4e00" <= c <= "\u9fff" for c in code):
        text["name"], text["credit_code"] = code, name
        row.problems.append(Problem("warning", "name", "swapped", {}))
