"""The Traditional and English catalogues read as a native editor would want them: characters, words, terms, numbers."""

import re
from pathlib import Path

import polib
import pytest
import yaml
from django.utils import translation

from shuniu.domain.network.guidance_forms import FigureForm
from shuniu.domain.registry.models import RequestAnswer

SOURCE = Path(__file__).resolve().parents[2] / "src/shuniu"
HAN = re.compile(r"[一-鿿]")

# Characters that only Simplified writing uses. Left out on purpose are those that Traditional writing also knows, as
# in 皇后, 公里, 批准: which of the two is right there depends on the word, and the table of words below catches it.
SIMPLIFIED = set(
    "万与专业丛东丝丢两严丧个丰临为丽举么义乌乐乔习乡书买乱争亏亚产亩亲亵亿仅从仑仓仪们价众优会伞伟传伤伦伪体佣侠"
    "侣侥侦侧侨侩俩俭债倾偿储儿兑兰关兴养兽内冈册写军农冯决况冻净减凑凛凤凭凯击凿刘则刚创删别剂剐剑剥剧劝办务动励"
    "劲劳势勋匀匮区医华协单卖卢卤卫厂厅历厉压厌厕厢厦厨县参双发变叠叶号叹吓吗听启吴呐呕员呛咙响哑哗唤啧啬啰喷团园"
    "围国图圆圣场坏块坚坛坝坞坟坠垄垒垦垫埚堕墙壮声壳处备复够头夹夺奋奖奥妆妇妈姗娄娇娱婴嫔孙学宁宝实宠审宪宫宽宾"
    "寝对寻导寿将尔尘尝尧尴尽层屉届属岁岂岗岛岭峡崭巩币帅师帘帜带帧帮广庆庐库应庙庞废开异弃张弥弯弹强归当录彻径徕"
    "忆忧怀态怂怅总恋恳恶恼悬惊惧惨惩惯愤愿慑懒戏战户扑执扩扫扬扰抚抛抢护报担拟拢拣拥拦拨择挂挚挟挠挡挣挤挥捞损换"
    "捣据掳掷掸掺揽搀搁搂搅携摄摆摇摊撑撵敌敛数斋斩断无旧时旷显晓晕晖暂术机杀杂权条来杨极构枢枣枪枫柜标栈栋栏树样"
    "档桥桦桨桩梦检棂椭楼榄横欢欧残殴毕毙毡汇汉汤沟没沧沪泞泪泸泻泼泽洁浅浆浇浊测济浏浑浓涛涝涡润涨涩渊渐渔渗湾湿"
    "溃溅滚滞满滤滥滨滩灭灯灵灾灿炉炼烁烂烛烦烧烬热爱爷牵牺状犹独狭狮狱猎献玛环现珐琐电画畅疗疯痒瘾皱盏盐监盖盗盘"
    "睁矫矿码砖础硕确碍礼祷祸离种积称秽稳穷窃窍窑竞笋笔笼筛筝筹签简篮类粮紧纠红纤约级纪纬纯纱纲纳纵纷纸纹纺纽线练"
    "组绅细织终绍经绑绒结绕绘给络绝统绢绣继绩绪续绳维绵综绿缀缓缔编缘缚缝缠缩缴网罗罚罢羁翘耸耻聂聋职联聪肃肠肤肾"
    "肿胀胁胆胜胶脉脏脑脚脸腻腾舰舱艰艺节芦苍苏苹茎荐荡荣药莱莲获莹萝萤营萧萨蒋蓝虏虑虚虫虽虾蚀蚁蚂蚕蛮衅补衬袄袜"
    "袭装见观规觅视览觉触誉计订认讨让训议讯记讲讳许论讼设访诀证评识诈诉诊词试诗诚话诞询该详语误说请诸诺读课谁调谅"
    "谈谊谋谎谓谜谢谣谦谨谱贝负贡财责贤败账货质贩贪贫购贮贯贱贴贵贷贸费贺贼资赋赌赏赐赔赖赚赛赞赠赢赵赶趋跃践踊踪"
    "车轨轩转轮软轰轻载较辅辆辈辉辑输辖辞边辽达迁过迈运还这进远违连迟适选逊递逻遗邓邮邻郑酱酿释鉴针钉钓钟钢钥钦钩"
    "钮钱钻铁铃铅铜铭银铸铺链销锁锅锋锐错锚锡锦键锻镇镜镶长门闪闭问闯闲间闷闹闻阀阁阅阐阔队阳阴阵阶际陆陈险随隐隶"
    "难雾静页顶项顺须顽顾顿预领颇频颗题颜额风飘飞饥饭饮饰饱饲饶饺饼饿馆馈馋马驰驱驳驴驶驻驾骂骄验骑骗骚骤鱼鲁鲜鲤"
    "鸟鸡鸣鸦鸭鸿鹅鹏鹤鹰黄齐齿龄龙龟"
)

# Words of the mainland screen that a reader in Taiwan or Hong Kong would stumble over, or wrong characters in context.
WORDS = [
    "信息", "打印", "搜索", "導入", "導出", "默認", "設置", "賬", "用戶名", "短信", "軟件", "視頻", "屏幕", "網絡",
    "數據庫", "鏈接", "刷新", "菜單", "保存", "添加", "字符", "質量", "審籤", "蔘加", "爲", "裏", "登錄密碼", "二維碼",
    "支持型", "身份", "演示", "工作台", "平台", "設備", "公布", "發布", "“", "”", "‘", "’",
]  # fmt: skip

# Han characters an English sentence needs: the words the reader has to find or type as they stand.
HAN_IN_ENGLISH = {
    "模板里没有找到字段。请在要填的地方写上双大括号，如 {{名称}}。": "fields are named by the Chinese headings",
    "“%(title)s”填的“%(value)s”看不出是或否，请写“是”或“否”": "the words of the form's own choices",
    "金额写“元”或“万元”。": "the two units that are read",
    "单位写在括号里，如：服务站点数（个）、投入经费（万元）、是否设值班电话。类型会自己猜好。": "headings as the sheet has them",
    "从“第一条”开始贴入，保留“第X章”“第X条”“（一）”的换行。": "the headings of the official Chinese text",
    "没有读到“第一条”，请检查贴入的内容。": "the heading looked for in the pasted text",
    "没有读到与本规范对应的条款，请贴入带“第一条”“（一）”的全文。": "the headings of the official Chinese text",
    "每行一段，例如：2027-01-01 至 2027-01-03 休 元旦；2027-01-04 班 元旦。": "lines as the announcement writes them",
    "请写成“2027-01-01 休 元旦”或“2027-01-04 班 元旦”的样子": "lines as the announcement writes them",
    "列名：代码、名称、级别、上级、变更日期、曾用名、撤销日期、并入；前两列必有。": "the headings that a table of areas has",
    "例：代码 110105001、名称 晨光街道、上级 朝晖区、变更日期 2021-06-01、曾用名 晨光镇。同一代码是同一个区域。": "a line of such a table",
    "没有找到“代码”和“名称”两列，请核对列名。": "the headings that a table of areas has",
    "这个文件读不了。请用 xlsx 或 csv，要有“代码”和“名称”两列。": "the headings that a table of areas has",
    "状态“%(value)s”认不出，没有导入；注销的请写“注销”": "the word that the column takes",
}

# One English word per term: where the source says the first, the translation does not say the second.
ENGLISH_TERMS = {
    "签到": r"\bsign(s|ed)?[ -]ins?\b",  # signing in is 登录; at a meeting one checks in
    "上级": r"\b(from|body) above\b",  # the overseeing body
    "联系": r"\bt(ie|ies|ied)\b",  # an affiliation
    "佐证": r"\bproofs?\b",  # evidence
    "邮件": r"\bmails\b",  # emails
}


def forms(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def entries(language):
    return polib.pofile(str(SOURCE / f"locale/{language}/LC_MESSAGES/django.po"))


def placeholders(text):
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", text))


def sayings(ending):
    """(where, words) of every title and summary of the specification in the language with that ending."""
    found = []
    for path in sorted((SOURCE / "kernel/specification/data").glob("c*.yaml")):
        book = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in [book["chapter"], *book["units"]]:
            found += [(row["code"], words) for key, words in row.items() if key.endswith(ending)]
    assert len(found) > 150
    return found


def traditional():
    said = [(entry.msgid, text) for entry in entries("zh_Hant") for text in forms(entry)]
    return said + sayings("_hant")


def test_no_traditional_text_holds_a_character_of_simplified_writing():
    wrong = {where: SIMPLIFIED & set(text) for where, text in traditional() if SIMPLIFIED & set(text)}
    assert wrong == {}


def test_the_traditional_text_uses_the_words_of_its_readers():
    wrong = {where: text for where, text in traditional() if any(word in text for word in WORDS)}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("秘书长例会", "书长会"),
        ("秘書長例會", ""),
        ("皇后在公里外批准", ""),
        ("參加會議的單位", ""),
        ("參加会議", "会"),
    ],
)
def test_the_table_of_characters_tells_the_two_writings_apart(text, caught):
    assert SIMPLIFIED & set(text) == set(caught)


def test_english_text_holds_no_han_characters_but_those_with_a_reason():
    wrong = {entry.msgid for entry in entries("en") if any(HAN.search(text) for text in forms(entry))}
    assert wrong - set(HAN_IN_ENGLISH) == set()
    assert [text for _where, text in sayings("_en") if HAN.search(text)] == []


def test_one_english_word_stands_for_one_term():
    wrong = []
    for entry in entries("en"):
        for term, other in ENGLISH_TERMS.items():
            wrong += [(entry.msgid, text) for text in forms(entry) if term in entry.msgid
                      and re.search(other, re.sub(r"%\(\w+\)s", "", text), re.IGNORECASE)]  # fmt: skip
    assert wrong == []


def test_an_english_label_ends_with_a_full_stop_only_where_the_source_does():
    wrong = [(entry.msgid, text) for entry in entries("en") for text in forms(entry)
             if text.endswith(".") and not entry.msgid.endswith(("。", "."))]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("language", ["zh_Hant", "en"])
def test_every_form_keeps_the_placeholders_of_its_source(language):
    wrong = []
    for entry in entries(language):
        known = {tuple(placeholders(entry.msgid)), tuple(placeholders(entry.msgid_plural or entry.msgid))}
        wrong += [(entry.msgid, text) for text in forms(entry) if tuple(placeholders(text)) not in known]
    assert wrong == []


# A fixed number or one never below two may stand before a plural.
NEVER_ONE = (
    "最多",
    "超过",
    "一年内已有",
    "满 %(",
    "重复 2 到",
    "共 %(units)s 个单元",
    "天内",
    "决定已过",
    "GEN-1",
    "以下",
)


def test_no_english_sentence_puts_an_always_plural_noun_behind_a_number_that_can_be_one():
    """“1 organizations”: such a sentence has two forms (`ngettext`), or names the thing first and the number after it."""
    counted = re.compile(r"%\((\w+)\)[sd] ?(?:家|份|件|条|次|行|项|人|位|处|页|个(?!工作日|月|小时|百分点))")
    wrong = []
    for entry in entries("en"):
        if entry.msgid_plural or any(word in entry.msgid for word in NEVER_ONE):
            continue
        for name in counted.findall(entry.msgid):
            if re.search(
                rf"%\({name}\)[sd] (?:[a-z-]+ ){{0,2}}(?!persons|this|less)[a-z]{{3,}}s\b(?! is\b)", entry.msgstr
            ):
                wrong.append(entry.msgstr)
    assert wrong == []


def test_the_unit_of_a_figure_and_a_table_sent_back_are_said_as_such():
    with translation.override("en"):
        assert str(FigureForm().fields["unit"].label) == "Unit of measure"
        assert RequestAnswer.State.RETURNED.label == "Sent back"
