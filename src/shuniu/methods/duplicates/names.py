"""The parts of an organization's name: places in front, core, kind of body at the end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

_DROPPED = re.compile(r"[\s·“”\"'《》〈〉、，,。.\-—_/]+")
_BRACKETED = re.compile(r"[(（【\[]([^()（）【】\[\]]*)[)）】\]]")
_LEVELS = ("特别行政区", "自治区", "自治州", "自治县", "街道", "地区", "省", "市", "区", "县", "旗", "镇", "乡")

TYPES: tuple[tuple[str, str], ...] = (
    ("基金会", "foundation"), ("工作者协会", "association"), ("行业协会", "association"), ("行业商会", "association"),
    ("联合总会", "association"), ("联合会", "association"), ("联谊会", "association"), ("促进会", "association"),
    ("研究会", "association"), ("协会", "association"), ("学会", "association"), ("商会", "association"),
    ("总会", "association"), ("联盟", "association"), ("公会", "association"), ("工会", "union"),
    ("服务中心", "agency"), ("发展中心", "agency"), ("支持中心", "agency"), ("研究中心", "agency"), ("中心", "agency"),
    ("研究院", "agency"), ("事务所", "agency"), ("幼儿园", "agency"), ("养老院", "agency"), ("托老所", "agency"),
    ("学校", "agency"), ("学堂", "agency"), ("书院", "agency"), ("画院", "agency"), ("俱乐部", "agency"),
    ("服务站", "agency"), ("服务社", "agency"), ("互助社", "group"), ("工作室", "agency"), ("志愿服务总队", "group"),
    ("志愿服务队", "group"), ("志愿服务团", "group"), ("志愿队", "group"), ("志愿团", "group"), ("艺术团", "group"),
    ("联络站", "agency"), ("之家", "group"), ("小组", "group"), ("会", "association"), ("社", "group"),
    ("队", "group"), ("团", "group"), ("站", "agency"), ("院", "agency"),
)  # fmt: skip
"""Endings, longest first within what they end with, and the family each belongs to."""

SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("志愿者", "义工", "志愿服务"), ("社会工作", "社工"), ("孤独症", "自闭症"), ("残障", "残疾人", "助残"),
    ("老年人", "老年", "老人", "为老", "助老", "敬老", "养老"), ("未成年人", "青少年", "少年儿童", "少儿", "儿童"),
    ("视障", "盲人", "视障人士"), ("听障", "聋哑", "聋人", "聋儿"), ("心智障碍", "智障", "智力障碍"),
    ("环境保护", "环保", "生态环保"), ("就业", "再就业", "下岗"), ("流动人口", "外来务工人员", "新市民", "农民工"),
    ("家政", "家庭服务"), ("科普", "科学技术普及"), ("科技", "科学技术"), ("乡村", "农村"), ("个体私营", "个体私营经济"),
    ("慈善", "公益慈善", "公益"), ("托管", "四点半"), ("独居", "空巢"), ("康复", "抗癌康复"), ("心理咨询", "心理健康"),
)  # fmt: skip
"""Words of the sector that one body's names swap for each other; the first of each row stands for all."""

_STANDING_FOR = {word: row[0] for row in SYNONYMS for word in row[1:]}
_LONGEST_FIRST = re.compile("|".join(sorted(map(re.escape, _STANDING_FOR), key=len, reverse=True)))


def plain_words(core: str) -> str:
    """The core with every word of `SYNONYMS` replaced by the one that stands for it."""
    return _LONGEST_FIRST.sub(lambda found: _STANDING_FOR[found.group()], core)


def fold(name: str) -> str:
    """One spelling of a name: half width, lower case, no spaces, quotes or dashes; brackets' contents stay in place."""
    text = unicodedata.normalize("NFKC", name).lower()
    return _DROPPED.sub("", _BRACKETED.sub(r"\1", text))


@dataclass(frozen=True)
class Place:
    """An area: its names, present first, former ones after (a county that became a district is one place)."""

    code: str
    names: tuple[str, ...]
    within: str = ""
    """Code of the area it lies in; empty at the top."""


@dataclass(frozen=True)
class NameParts:
    """`places`: codes in the order written; `core`: what is left between places and kind; `family` of the kind."""

    places: tuple[str, ...]
    core: str
    type: str
    family: str

    @property
    def words(self) -> str:
        """The core in the words that stand for their synonyms."""
        return plain_words(self.core)

    @property
    def key(self) -> str:
        """Core and kind without the places."""
        return self.core + self.type


@dataclass(frozen=True)
class Gazetteer:
    """Places by each of their written forms. Build with `Gazetteer.of`."""

    forms: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, places: Iterable[Place]) -> Gazetteer:
        """Full names, and short ones without the level (云州 for 云州市); a full name wins over another's short one."""
        full: dict[str, str] = {}
        short: dict[str, str] = {}
        above: dict[str, str] = {}
        for place in places:
            above[place.code] = place.within
            for name in place.names:
                written = fold(name)
                full.setdefault(written, place.code)
                level = next((level for level in _LEVELS if written.endswith(level)), "")
                if level and len(written) - len(level) >= 2:
                    short.setdefault(written[: -len(level)], place.code)
        forms = {**short, **full}
        return cls(forms, above, max(map(len, forms), default=0))

    def at_start(self, text: str) -> tuple[str, int]:
        """Code of the longest place written at the start of `text` and how many characters it takes; ("", 0) if none."""
        for size in range(min(self.longest, len(text) - 1), 1, -1):
            code = self.forms.get(text[:size])
            if code is not None:
                return code, size
        return "", 0

    def up(self, code: str) -> set[str]:
        """The place and all that it lies in."""
        chain: set[str] = set()
        while code and code not in chain:
            chain.add(code)
            code = self.above.get(code, "")
        return chain

    def contradict(self, mine: Iterable[str], theirs: Iterable[str]) -> bool:
        """Both name places and none of them lies in, or holds, one of the other."""
        left, right = list(mine), list(theirs)
        if not left or not right:
            return False
        a, b = left[-1], right[-1]  # the narrowest is written last
        return a not in self.up(b) and b not in self.up(a)


def split_name(name: str, gazetteer: Gazetteer) -> NameParts:
    """Take the places off the front and the kind off the end; the core keeps at least one character."""
    text = fold(name)
    places: list[str] = []
    while text not in gazetteer.forms:
        code, size = gazetteer.at_start(text)
        if not code:
            break
        places.append(code)
        text = text[size:]
    ending, family = next(((t, f) for t, f in TYPES if text.endswith(t)), ("", ""))
    if ending == text:
        ending, family = "", ""
    core = text[: len(text) - len(ending)] if ending else text
    return NameParts(tuple(places), core, ending, family)
