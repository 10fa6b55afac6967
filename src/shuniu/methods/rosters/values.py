"""One cell of a roster read as what it is meant to be: a day, a number, an amount, a name, one of several values."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

# A column says the same few things again and again: what was read once is not read for every row.
often = lru_cache(maxsize=1 << 15)

NOTHING = frozenset(
    ("", "-", "--", "---", "—", "——", "–", "/", "//", "\\", "、", "。", "...", "…", "……", "无", "暂无", "無", "暫無", "没有", "沒有",
     "不详", "不詳", "未知", "待定", "待补", "待补充", "待核实", "暂缺", "缺", "未填", "空", "空白", "n/a", "na", "n.a.", "null", "none", "nil",
     "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "0000-00-00")
)  # fmt: skip
_EMPTY_DAYS = re.compile(r"^(1900[-/.年]0?1[-/.月]0?[01]日?|1900[-/.]0[-/.]0|1899[-/.]12[-/.]3[01]|0|1)$")
"""What a spreadsheet shows for a date that nobody entered."""

_DATE = re.compile(r"^(\d{4})[-./年,](\d{1,2})(?:[-./月,](\d{1,2})[日号號]?|月)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$")
_MONTHS = {
    name: n
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_ENGLISH = re.compile(r"^(?:(\d{1,2})[-/ ])?([A-Za-z]{3})[a-z]*[-/ ,]+(?:(\d{1,2}),\s*)?(\d{4})$")
_FIGURES = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_CHINESE = re.compile(
    r"^([〇零○一二三四五六七八九\d]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号號])?$"
)
# What stands around a day and says no other: the day of the week, that something began on it, that it lasts.
_AROUND = re.compile(
    r"\s*(?:(?:星期|周|週|礼拜)[一二三四五六日天]|(?:成立|登记|注册|备案|起|前后|左右)|[-—~至到]+今|以来)(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_PHONE = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)|(?<!\d)(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|(?:0\d{2,3}[-— ]?)?\d{7,8}(?:[-转]\d{1,5})?)(?!\d)"
)
_BETWEEN = re.compile(r"[、,，;；/\n|]| 和 |(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff]{2,4}(?: |$))")


def plain(text: str) -> str:
    """Half width, without spaces at the ends; figures are figures whoever typed them."""
    return unicodedata.normalize("NFKC", text).strip()


@often
def is_nothing(text: str) -> bool:
    """暂无, a dash, #N/A: somebody filled the cell without saying anything."""
    return text.lower() in NOTHING or (len(text) <= 3 and not text.isascii() and plain(text).lower() in NOTHING)


def is_empty_day(text: str) -> bool:
    return bool(_EMPTY_DAYS.match(plain(text).split(" ")[0].split("T")[0]))


@often
def read_date(text: str) -> str | None:
    """ISO text of a day since 1901; None when it is none.

    Reads `2019-3-5`, `2019年3月`, `2019 年 3 月 5 日（周二）`, `2019.3.1`, `20190305`, `201903`, `2019`, `二〇一九年三月五日`,
    `13/05/2019` where only one reading is possible, `5-Mar-2019`, an Excel serial with or without its time, `2019年三月`,
    `19.3.5` and `99-03-05` (from 1950 to 2049), `民国108年3月5日`, what begins a period (`2019-3-5至今`).
    """
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii() and text.replace("-", "").isdigit():
        return _day(text[:4], int(text[5:7]), int(text[8:]))
    said = re.sub(r"[（(].*?[)）]", "", plain(text)).strip()
    said = _AROUND.sub("", said).rstrip(".。, ")
    chinese = _CHINESE.match(said.replace(" ", ""))
    if chinese:
        year = "".join(_FIGURES.get(c, c) for c in chinese[1])
        return _day(year, _count(chinese[2]), _count(chinese[3] or "一"))
    english = _ENGLISH.match(said)
    if english and english[2].lower() in _MONTHS:
        return _day(english[4], _MONTHS[english[2].lower()], int(english[1] or english[3] or 1))
    said = (
        re.sub(r"\s*([年月日号號.\-/])\s*", r"\1", said)
        .split(" ")[0]
        .split("T")[0]
        .replace("\\", "/")
        .replace("--", "-")
        .replace("、", "-")
    )
    other = _other_years(said)
    if other is not None:
        return _day(*other)
    serial = re.fullmatch(r"(\d{5})(\.\d+)?", said)
    if serial:
        return (date(1899, 12, 30) + timedelta(days=int(serial[1]))).isoformat()
    if len(said) in (6, 8) and said.isdecimal():
        said = f"{said[:4]}-{said[4:6]}-{said[6:] or 1}"
    elif re.fullmatch(r"\d{4}年?", said):
        said = f"{said[:4]}-1-1"
    turned = _DAY_FIRST.match(said)
    if turned and (int(turned[1]) > 12) != (int(turned[2]) > 12):
        first, second = int(turned[1]), int(turned[2])
        return _day(turned[3], *((second, first) if first > 12 else (first, second)))
    match = _DATE.match(said)
    return _day(match[1], int(match[2]), int(match[3] or 1)) if match else None


_DAYS = re.compile(
    r"(?<![\d.])(?:\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}(?:\s*[日号號])?|\d{4}\s*年\s*\d{1,2}\s*月(?!\s*\d))(?!\d)"
)


def days_in(text: str) -> list[str]:
    """The days that stand in a cell of which nobody can say which is meant, or among other words: for a person to choose."""
    said = plain(text[:200])
    found = [read_date(re.sub(r"\s", "", one)) for one in _DAYS.findall(said)]
    if turned := _DAY_FIRST.match(said):  # 5/3/2019: the month stands first or second
        one, other = int(turned[1]), int(turned[2])
        found += [_day(turned[3], one, other), _day(turned[3], other, one)]
    return list(dict.fromkeys(day for day in found if day))


def _other_years(said: str) -> tuple[str, int, int] | None:
    """民国108年3月5日 and 19.3.5: a day whose year is not written in four figures."""
    republic = re.fullmatch(r"(?:中华)?(?:民国|民國)(\d{1,3}|元)年(\d{1,2})月(?:(\d{1,2})[日号號]?)?", said)
    if republic:
        number = 1 if republic[1] == "元" else int(republic[1])
        return str(1911 + number), int(republic[2]), int(republic[3] or 1)
    short = re.fullmatch(r"(\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号號]?", said)
    if short and int(short[2]) <= 12:
        return str(_century(int(short[1]))), int(short[2]), int(short[3])
    return None


def _century(year: int) -> int:
    """The year of two figures: few bodies are older than 1950, and a day to come is told as such."""
    return 2000 + year if year < 50 else 1900 + year


def _count(text: str) -> int:
    """一 to 三十一."""
    tens, ten, ones = text.partition("十")
    units = int(_FIGURES[ones]) if ones else 0
    return (int(_FIGURES[tens]) if tens else 1) * 10 + units if ten else int(_FIGURES[text])


def _day(year: str, month: int, day: int) -> str | None:
    try:
        found = date(int(year), month, day)
    except ValueError:
        return None
    return found.isoformat() if found.year > 1900 else None


def in_figures(text: str) -> str:
    """Numbers written in characters as figures: 一百二十 → 120, 叁仟伍佰 → 3500; 万 and 亿 stay, as units."""
    return _WRITTEN.sub(lambda found: str(_written(found[0])), text)


_WRITTEN = re.compile("[零〇一二两兩三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖十拾百佰千仟]+")
_WORTH = {c: n for n, signs in enumerate(("零〇", "一壹", "二两兩贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"))
          for c in signs}  # fmt: skip
_TIMES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


def _written(text: str) -> int:
    """A number below 万; figures one after the other (二〇) are read as they stand."""
    if not any(c in _TIMES for c in text):
        return int("".join(str(_WORTH[c]) for c in text))
    whole, digit = 0, 0
    for c in text:
        if c in _TIMES:
            whole, digit = whole + (digit or 1) * _TIMES[c], 0
        else:
            digit = _WORTH[c]
    return whole + digit


@often
def read_count(text: str) -> int | None:
    """`约 50 人`, `５０`, `1,200`, `50.0`, `50-60 人` (the lower), `120 余人`, `十二人`, `1.2 万`; None when it is no number
    of persons.
    """
    said = re.sub(r"[约約近人名个個位家余餘多,，\s]|大概|左右", "", plain(text)).removesuffix(".0").removesuffix("+")
    said = in_figures(re.split(r"[-~—至到]", said)[0])
    thousands = re.fullmatch(r"(\d{1,3})(?:\.(\d))?[万萬]", said)
    if thousands:
        return int(thousands[1]) * 10_000 + int(thousands[2] or 0) * 1000
    return int(said) if said.isascii() and said.isdigit() and int(said) < 10_000_000 else None


def read_money(text: str, *, in_ten_thousands: bool = False) -> int | None:
    """An amount in fen: `3万元`, `30,000 元`, `叁万元整`. A cell's own unit goes before the heading's."""
    said = in_figures(re.sub(r"[人民币¥￥RMBrmb,，\s整]|CNY", "", plain(text)).replace("圆", "元"))
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(亿|億|千万|百万|万|萬|千)?元?", said)
    if not match:
        return None
    factor = {"亿": 10**8, "億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "萬": 10**4, "千": 1000}
    said_unit = match[2] or "元" in said
    unit = factor.get(match[2] or "", 1) if said_unit else 10**4 if in_ten_thousands else 1
    whole, _dot, part = match[1].partition(".")
    fen = int(whole + (part + "000000")[:6]) * unit * 100 // 10**6
    return fen if fen < 10**15 else None


def without_phone(text: str) -> tuple[str, bool]:
    """A person's name without the telephone and identity numbers written beside it, and whether there were any."""
    whole = unicodedata.normalize("NFKC", text)
    bare = _PHONE.sub(" ", whole)
    if bare == whole:
        return text, False
    return re.sub(r"[（(]\s*[)）]|(?:联系)?(?:电话|手机|tel|TEL|身份证号?码?)[:：]?", "", bare).strip(
        " :：,，;；/、-—\n"
    ), True


def several(text: str) -> list[str]:
    """The values of a cell that holds more than one: 望江区、青石区; a cell of one value gives just that."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()] or [text]
