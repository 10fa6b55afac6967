"""Words that offices write for an organization's kind, and kinds that a name lets us guess."""

from __future__ import annotations

import re
import unicodedata

from shuniu.methods.roster.problems import gettext_noop

KINDS: dict[str, str] = {
    "social_association": gettext_noop("社会团体"),
    "social_service": gettext_noop("社会服务机构"),
    "foundation": gettext_noop("基金会"),
    "grassroots": gettext_noop("社区社会组织"),
    "mass_organization": gettext_noop("人民团体"),
    "authority": gettext_noop("机关单位"),
    "other": gettext_noop("其他"),
}

_WORDS: dict[str, str] = {
    "社会团体": "social_association", "社团": "social_association", "社会团体法人": "social_association",
    "社团法人": "social_association", "协会": "social_association", "学会": "social_association",
    "行业协会": "social_association", "行业协会商会": "social_association", "商会": "social_association",
    "联合性社团": "social_association", "专业性社团": "social_association", "学术性社团": "social_association",
    "行业性社团": "social_association", "异地商会": "social_association",
    "民办非企业单位": "social_service", "民办非企业": "social_service", "民非": "social_service",
    "民非单位": "social_service", "社会服务机构": "social_service", "民办非企业单位(法人)": "social_service",
    "社会服务机构(民办非企业单位)": "social_service", "民办非企业单位(社会服务机构)": "social_service",
    "基金会": "foundation", "慈善基金会": "foundation", "公募基金会": "foundation", "非公募基金会": "foundation",
    "社区社会组织": "grassroots", "草根组织": "grassroots", "草根": "grassroots", "未登记": "grassroots",
    "未注册": "grassroots", "备案": "grassroots", "社区备案": "grassroots", "备案组织": "grassroots",
    "未登记组织": "grassroots", "社区备案组织": "grassroots", "群众团队": "grassroots", "群众活动团队": "grassroots",
    "志愿服务队": "grassroots",
    "人民团体": "mass_organization", "群团组织": "mass_organization", "群团": "mass_organization",
    "群众团体": "mass_organization", "工会": "mass_organization",
    "机关": "authority", "行政机关": "authority", "党政机关": "authority", "机关单位": "authority",
    "其他": "other", "其它": "other", "企业": "other", "事业单位": "other", "公司": "other",
}  # fmt: skip
_TRADITIONAL = str.maketrans("會團體協學務機構單業區組織備記關註冊眾隊願動類型異聯專術", "会团体协学务机构单业区组织备记关注册众队愿动类型异联专术")
_NAME_ENDINGS = (
    (re.compile(r"基金会$"), "foundation"),
    (re.compile(r"(协会|学会|商会|联合会|研究会|促进会|联谊会|校友会|同业公会)$"), "social_association"),
    (re.compile(r"(服务中心|事务所|服务社|发展中心|研究院|研究所|养老院|敬老院|幼儿园|培训学校|服务站)$"), "social_service"),
    (re.compile(r"(队|小组|社区?团|合唱团|互助会|兴趣组|工作坊)$"), "grassroots"),
)  # fmt: skip


def read_kind(*, text: str) -> str | None:
    """Kind that a word of the office stands for, in either script, or None when it is not a word for a kind."""
    word = unicodedata.normalize("NFKC", text).translate(_TRADITIONAL)
    word = re.sub(r"\s+|^(区级|市级|省级)", "", word)
    return _WORDS.get(word) or _WORDS.get(re.sub(r"\(.*?\)|类$|组织类$", "", word))


def guess_kind(*, name: str) -> str:
    """Kind that the end of a name suggests when neither kind nor code is given; `other` when it suggests none."""
    for ending, kind in _NAME_ENDINGS:
        if ending.search(name.translate(_TRADITIONAL)):
            return kind
    return "other"
