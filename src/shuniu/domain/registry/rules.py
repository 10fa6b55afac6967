from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.orgs.queries import holds


@predicate
def works_for_the_hub(user: Any, roster: Any, at: datetime) -> bool:
    return holds(user, roster.hub, "head", "officer", "clerk", at=at)


@predicate
def decides_for_the_hub(user: Any, roster: Any, at: datetime) -> bool:
    return holds(user, roster.hub, "head", "officer", at=at)


permit("registry.bring_roster", works_for_the_hub)
permit("registry.plan_roster", works_for_the_hub)
permit("registry.import_roster", decides_for_the_hub)
permit("registry.undo_roster", decides_for_the_hub)

PROBLEMS = {
    ("name", "missing"): _("没有名称，请填写组织全称"),
    ("name", "length"): _("名称太短或太长，请填写登记证书上的全称"),
    ("credit_code", "missing"): _("登记过的组织要填统一社会信用代码"),
    ("credit_code", "length"): _("信用代码“%(value)s”不是 18 位，请对照证书补全"),
    ("credit_code", "characters"): _("信用代码“%(value)s”里有不会出现的字母（I、O、Z、S、V），请对照证书"),
    ("credit_code", "check17"): _("信用代码“%(value)s”第 17 位校验不符，请对照证书"),
    ("credit_code", "check18"): _("信用代码“%(value)s”第 18 位校验不符，请对照证书"),
    ("credit_code", "scientific"): _("信用代码被 Excel 变成了“%(value)s”，请把该列设为文本后重填"),
    ("credit_code", "twice"): _("同一信用代码在第 %(value)s 行已出现过"),
    ("kind", "unknown"): _("类型“%(value)s”认不出，已按信用代码判断"),
    ("kind", "contradicts_code"): _("类型“%(value)s”与信用代码不一致，请核对"),
    ("registered_on", "not_a_date"): _("日期“%(value)s”认不出，请写成 2019-03-05 的样子"),
    ("staff_count", "not_a_number"): _("人数“%(value)s”不是数字，没有导入"),
    ("member_count", "not_a_number"): _("数量“%(value)s”不是数字，没有导入"),
    ("area", "unknown"): _("区域“%(value)s”不在区划表里，没有导入"),
    ("field", "unknown"): _("领域“%(value)s”不在领域表里，没有导入"),
    ("name", "twice"): _("同一名称在第 %(value)s 行已出现过"),
    ("row", "claimed"): _("这家组织已自行维护资料，名录不会改动它"),
}

FILE_PROBLEMS = {
    "empty": _("这个文件是空的，请重新选择。"),
    "unreadable": _("这个文件打不开，请另存为 xlsx 或 csv 后再传。"),
    "encrypted": _("这个文件有密码，请去掉密码后再传。"),
    "too_many_rows": _("一次最多 200,000 行，请分成几个文件。"),
    "no_heading": _("没有找到表头。请保留一行列名，至少有“名称”一列。"),
}

COLUMN_NAMES = {
    "name": _("名称"),
    "credit_code": _("统一社会信用代码"),
    "kind": _("类型"),
    "area": _("所在区域"),
    "field": _("领域"),
    "registered_on": _("成立（登记）日期"),
    "legal_representative": _("法定代表人"),
    "staff_count": _("专职人员"),
    "member_count": _("会员（志愿者）数"),
    "address": _("地址"),
    "purpose": _("宗旨和业务范围"),
    "activities": _("主要活动"),
    "membership": _("是否会员"),
}
