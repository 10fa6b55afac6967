"""The set of invented renames, and a register around it: every former name, the same name in other cities, and a grid
of place × stem × field × kind that a name can be taken for. Made from a seed, the same every time.
"""

from __future__ import annotations

import random
from pathlib import Path

from shuniu.methods.duplicates import Gazetteer, Known, Place, fold, split_name
from shuniu.methods.duplicates.names import TYPES

FILE = Path(__file__).with_name("data") / "renames.tsv"
CITY = "云州市"
DISTRICTS = ("望江", "青石", "松风", "白鹭", "南桥", "北塘", "东篱", "西泠", "云顶", "临湖")
PLACES = (
    Place("yunzhou", (CITY,)),
    *(Place(name, (f"{name}区",), within="yunzhou") for name in DISTRICTS),
    Place("lushui", ("渌水区", "渌水县"), within="yunzhou"),
    Place("qingwan", ("青湾区", "青田湾县"), within="yunzhou"),
    Place("shuangjiang", ("双江市", "双江县")),
    Place("jiangkou", ("江口区", "江口市"), within="yunzhou"),
    Place("jiangzhou", ("江州市",)),
    Place("haicheng", ("海澄市",)),
)
GAZETTEER = Gazetteer.of(PLACES)
STEMS = [
    "晨光",
    "同心",
    "暖阳",
    "春芽",
    "清泉",
    "和风",
    "星火",
    "启明",
    "益行",
    "橙果",
    "守望",
    "青禾",
    "百合",
    "长河",
    "微光",
    "麦田",
    "知行",
    "安居",
    "乐融",
    "拾光",
    "向阳",
    "蓝帆",
    "竹林",
    "木棉",
    "雨润",
    "归雁",
    "丰年",
    "聚力",
    "双江",
    "初心",
    "东方",
    "海棠",
    "丁香",
    "朝晖",
    "远航",
    "清风",
    "明德",
    "弘道",
    "博爱",
    "爱心",
    "金色",
    "银杏",
    "彩虹",
    "绿洲",
    "蓝天",
    "红枫",
    "紫荆",
    "白杨",
    "青松",
    "金桥",
    "梦想",
    "未来",
    "希望",
    "阳光",
    "月光",
    "春雨",
    "秋实",
    "夏荷",
    "冬青",
    "山水",
    "江南",
    "岭上",
    "溪畔",
    "云端",
    "田野",
    "稻香",
    "桃李",
    "兰亭",
    "墨香",
    "琴韵",
    "和谐",
    "幸福",
    "平安",
    "康乐",
    "惠民",
    "众扶",
    "仁和",
    "仁爱",
    "天使",
    "快乐",
    "新苗",
    "花儿",
    "巧手",
    "萤火",
    "心桥",
    "银龄",
]
FIELDS = [
    "养老服务",
    "青少年",
    "妇女儿童",
    "科普",
    "残疾人",
    "法律援助",
    "书画",
    "太极拳",
    "教育",
    "健康",
    "环保",
    "志愿服务",
    "社会工作",
    "慈善",
    "工商",
    "果蔬",
    "建筑",
    "物流",
    "旅游",
    "广告",
    "理财",
    "物业",
    "烹饪",
    "心理",
    "救援",
    "侨务",
    "创业",
    "社区",
    "读书",
    "合唱",
    "舞蹈",
    "象棋",
    "钓鱼",
    "摄影",
    "茶艺",
    "非遗",
    "助学",
    "托育",
    "康复",
    "护理",
    "调解",
    "普法",
    "安全",
    "消费",
    "宠物",
    "园林",
    "节能",
    "水利",
    "渔业",
    "养殖",
    "粮食",
    "纺织",
    "包装",
    "印刷",
    "陶瓷",
    "珠宝",
    "汽车",
    "电器",
    "软件",
    "档案",
    "统计",
    "营养",
    "针灸",
    "助餐",
]
KINDS = [ending for ending, _family in TYPES if len(ending) >= 2]
SOCIETIES = ("协会", "学会", "研究会", "促进会", "商会", "联合会")


def renames() -> list[tuple[str, str, str]]:
    """(kind of rename, former name, present name), in the order of the file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(kind, former, present) for kind, former, present in rows]


def halves() -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """The half the weights were fitted on, and the half that was looked at once, at the end."""
    rows = renames()
    return rows[0::2], rows[1::2]


def register(size: int = 20_000, seed: int = 5) -> list[Known]:
    """The register as it stood before the renames: every former name, and what it can be mistaken for."""
    chance = random.Random(seed)
    districts = [place.names[0] for place in PLACES[1:12]]
    former = list(dict.fromkeys(row[1] for row in renames()))
    names = list(former)
    for name in former:
        parts = split_name(name, GAZETTEER)
        names.append(chance.choice(["江州市", "海澄市"]) + parts.key)
        before = name[: len(fold(name)) - len(parts.key)] or CITY
        names += [before + chance.choice(STEMS) + chance.choice(FIELDS) + parts.type for _n in range(5)]
    while len(names) < size:
        place = chance.choice([CITY, CITY + chance.choice(districts), chance.choice(PLACES).names[0]])
        if chance.random() < 0.2:
            names.append(place + chance.choice(FIELDS) + chance.choice(SOCIETIES))
        else:
            names.append(place + chance.choice(STEMS) + chance.choice(FIELDS) + chance.choice(KINDS))
    present = {fold(row[2]) for row in renames()}
    kept = [name for name in dict.fromkeys(names) if fold(name) not in present or name in former]
    return [Known(n, name) for n, name in enumerate(kept, start=1)]
