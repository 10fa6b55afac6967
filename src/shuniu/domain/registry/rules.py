from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry import request_rules  # noqa: F401  permissions and limits of data requests
from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.models import Affiliation, Merge
from shuniu.kernel.orgs.queries import bodies_of, holds, oversees
from shuniu.kernel.orgs.rules import SPEAKS, decided_on_the_merge, heads_it, oversees_the_concerned


@predicate
def works_for_the_hub(user: Any, roster: Any, at: datetime) -> bool:
    return holds(user, roster.hub, "head", "officer", "clerk", at=at)


@predicate
def decides_for_the_hub(user: Any, roster: Any, at: datetime) -> bool:
    return holds(user, roster.hub, "head", "officer", at=at)


@predicate
def works_for_this_hub(user: Any, hub: Any, at: datetime) -> bool:
    return holds(user, hub, "head", "officer", "clerk", at=at)


@predicate
def decides_on_the_pair(user: Any, pair: Any, at: datetime) -> bool:
    """Head or officer of a hub that has to do with either of the two, or of a body above."""
    draft = Merge(kept=pair.first, gone=pair.second)
    return (decided_on_the_merge | oversees_the_concerned)(user, draft, at)


permit("registry.judge_pair", decides_on_the_pair)
permit("registry.look_for_duplicates", nobody)
permit("registry.bring_roster", works_for_the_hub)
permit("registry.bring_for_hub", works_for_this_hub)
permit("registry.plan_roster", works_for_the_hub)
permit("registry.import_roster", decides_for_the_hub)
permit("registry.undo_roster", decides_for_the_hub)

UNDO_HOURS = limit(
    "registry.undo_hours", default=24, unit_label=_("小时"), title=_("名录导入后可整批撤销的时间"), clause="A16.1"
)

LIKENESS = limit(
    "registry.duplicate_likeness", default=130, unit_label=_("分"), clause="A16.1",
    title=_("名称相近到多少分才请人判断是否同一家（150 分以上多为同名）"),
)  # fmt: skip


@predicate
def decides_for_this_hub(user: Any, hub: Any, at: datetime) -> bool:
    return holds(user, hub, "head", "officer", at=at)


@predicate
def works_for_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", "clerk", at=at)


@predicate
def decides_for_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", at=at)


@predicate
def speaks_for_it(user: Any, organization: Any, at: datetime) -> bool:
    return holds(user, organization, *SPEAKS, at=at)


@predicate
def speaks_for_the_asked(user: Any, query: Any, at: datetime) -> bool:
    return holds(user, query.organization, *SPEAKS, at=at)


@predicate
def checks_what_another_typed(user: Any, confirmation: Any, at: datetime) -> bool:
    """Somebody of the hub, but not the one who typed the sheet in."""
    sheet = confirmation.sheet
    return (
        sheet is not None
        and sheet.entered_by_id != user.pk
        and holds(user, sheet.hub, "head", "officer", "clerk", at=at)
    )


@predicate
def explains_the_difference(user: Any, said: Any, at: datetime) -> bool:
    if holds(user, said.organization, *SPEAKS, at=at):
        return True
    hubs = bodies_of(user, at, "head", "officer", "clerk")
    return Affiliation.objects.confirmed(at).filter(organization=said.organization, hub__in=hubs).exists()


@predicate
def own_ended_post(user: Any, post: Any, at: datetime) -> bool:
    ended = post.valid_to is not None and post.valid_to <= local_date(at)
    return bool(user.is_authenticated and post.person_id == user.pk and ended and post.role == "liaison_officer")


def works_for_hub_or_above(user: Any, hub: Any, at: datetime) -> bool:
    """True for the people of a hub and of the bodies above it: none of them answers in an organization's place."""
    return bool(user.is_authenticated and (holds(user, hub, at=at) or oversees(user, hub, at)))


@predicate
def looks_from_the_body(user: Any, body: Any, at: datetime) -> bool:
    return works_for_hub_or_above(user, body, at)


permit("registry.note_list_export", looks_from_the_body)
permit("registry.ask_for_cards", decides_for_this_hub)
permit("registry.remind_of_cards", works_for_its_hub)
permit("registry.close_campaign", decides_for_its_hub)
permit("registry.confirm_card", speaks_for_it)
permit("registry.enter_signed_sheet", works_for_its_hub)
permit("registry.check_confirmation", checks_what_another_typed)
permit("registry.compare_with_registrar", decides_for_the_hub)
permit("registry.remark_on_difference", explains_the_difference)
permit("registry.name_liaison", heads_it)
permit("registry.note_training", works_for_this_hub)
permit("registry.hand_over_liaison", own_ended_post)
permit("registry.watch_terms", nobody)
permit("registry.watch_half_years", nobody)
permit("registry.close_left_accounts", nobody)
permit("registry.forget_rosters", nobody)
permit("registry.ask_query", works_for_this_hub)
permit("registry.answer_query", speaks_for_the_asked)
permit("registry.withdraw_query", works_for_its_hub)
permit("registry.send_news", speaks_for_it)
permit("registry.note_news", works_for_its_hub)
permit("registry.export_contacts", decides_for_this_hub)
permit("registry.tag_organizations", works_for_this_hub)

CARD_MONTHS = limit(
    "registry.card_months", default=6, unit_label=_("个月"), title=_("组织资料确认一次的有效期"), clause="A16.1"
)
ASK_DAYS = limit(
    "registry.cards_ask_days", default=60, unit_label=_("天"), clause="A16.1",
    title=_("半年结束前多少天还没有请成员核对资料，提醒枢纽发起"),
)  # fmt: skip
CHECKED_SHARE = limit(
    "registry.checked_share",
    default=0.1,
    unit_label="",
    title=_("签字表登记的确认抽查回访的比例"),
    clause="A16.1",
    is_share=True,
)
ANSWER_DAYS = limit(
    "registry.answer_days", default=3, unit_label=_("个工作日"), title=_("答复枢纽询问的期限"), clause="A16.2"
)
TERM_MONTHS = limit(
    "registry.term_months", default=36, unit_label=_("个月"), title=_("信息联络员一任最长的时间"), clause="A16.2"
)
TERM_NOTICE_DAYS = limit(
    "registry.term_notice_days",
    default=30,
    unit_label=_("天"),
    title=_("信息联络员任期结束前多少天提醒"),
    clause="A16.2",
)
ROSTER_DAYS = limit(
    "registry.roster_days",
    default=30,
    unit_label=_("天"),
    title=_("导入之后名录原文件和多余的列保留多久"),
    clause="A16.1",
)
LEAVER_DAYS = limit(
    "registry.leaver_days", default=30, unit_label=_("天"), title=_("联络员离任后多少天停用账号"), clause="A16.2"
)


class FileProblem(ValidationError):
    """The file as a whole cannot be read; the message says what to do."""


PROBLEMS = {
    ("name", "missing"): _("没有名称，请填写组织全称"),
    ("name", "length"): _("名称太短或太长，请填写登记证书上的全称"),
    ("name", "marked"): _("名称后面的“%(value)s”当作状态，不算名称"),
    ("name", "no_body"): _("“%(value)s”像是小计、分类标题或列名，不是组织名称，没有导入"),
    ("credit_code", "missing"): _("登记过的组织要填统一社会信用代码"),
    ("credit_code", "length"): _("信用代码“%(value)s”不是 18 位，请对照证书补全"),
    ("credit_code", "characters"): _("信用代码“%(value)s”里有不会出现的字符（如 I、O、Z、S、V），请对照证书"),
    ("credit_code", "prefix"): _("信用代码“%(value)s”开头两位不是登记部门和类别的代码，请对照证书"),
    ("credit_code", "division"): _("信用代码里的行政区划“%(value)s”不存在，请对照证书"),
    ("credit_code", "check17"): _("信用代码“%(value)s”第 17 位校验不符，请对照证书"),
    ("credit_code", "check18"): _("信用代码“%(value)s”第 18 位校验不符，请对照证书"),
    ("credit_code", "scientific"): _("信用代码被 Excel 变成了“%(value)s”，请把该列设为文本后重填"),
    ("credit_code", "twice"): _("同一信用代码在第 %(value)s 行已出现过"),
    ("kind", "unknown"): _("类型“%(value)s”认不出，已按信用代码判断"),
    ("kind", "contradicts_code"): _("类型“%(value)s”与信用代码不一致，请核对"),
    ("registered_on", "in_the_future"): _("日期“%(value)s”还没到，请对照登记证书"),
    ("registered_on", "not_a_date"): _("日期“%(value)s”认不出，请写成 2019-03-05 的样子"),
    ("registered_on", "empty_day"): _("日期“%(value)s”是没填日期时表格显示的，当作没填"),
    ("registered_on", "shortened"): _("日期“%(value)s”按 1 月读；表格会把 10 月写成的“.10”显示成“.1”，请核对"),
    ("capital", "not_an_amount"): _("金额“%(value)s”认不出，请写成 30000 元或 3 万元的样子，没有导入"),
    ("legal_representative", "phone"): _("法定代表人一格里有电话或证件号码，只留姓名"),
    ("legal_representative", "several"): _("法定代表人一格里有几个人，只留“%(value)s”"),
    ("credit_code", "several"): _("一格里有几个信用代码，请只留一个"),
    ("name", "swapped"): _("名称和信用代码填反了，已换回来"),
    ("staff_count", "not_a_number"): _("人数“%(value)s”不是数字，没有导入"),
    ("member_count", "not_a_number"): _("数量“%(value)s”不是数字，没有导入"),
    ("area", "unknown"): _("区域“%(value)s”不在区划表里，没有导入"),
    ("street", "unknown"): _("街道（乡镇）“%(value)s”不在这个区的区划表里，只记到区"),
    ("street", "too_long"): _("街道（乡镇）超过 %(value)s 字，只留前面的"),
    ("area", "several"): _("叫“%(value)s”的区域有几个，没有导入；请写明属于哪个区，如“某区某街道”"),
    ("field", "several"): _("叫“%(value)s”的领域有几个，没有导入"),
    ("area", "first"): _("区域一格里有几个，只留“%(value)s”"),
    ("field", "first"): _("领域一格里有几个，只留“%(value)s”"),
    ("name", "namesakes"): _("登记册里有几家叫“%(value)s”的组织，分不清是哪一家；请填登记册编号或所在区域"),
    ("register_code", "unknown"): _("登记册里没有编号“%(value)s”的组织"),
    ("register_code", "other_code"): _("登记册编号“%(value)s”是另一个信用代码的组织，请核对"),
    ("register_code", "twice"): _("登记册编号“%(value)s”在前面的行已出现过"),
    ("register_code", "too_long"): _("登记册编号超过 %(value)s 字，请核对"),
    ("field", "unknown"): _("领域“%(value)s”不在领域表里，没有导入"),
    ("standing", "unknown"): _("状态“%(value)s”认不出，没有导入；注销的请写“注销”"),
    ("ended_on", "not_a_date"): _("注销日期“%(value)s”认不出或还没到，没有导入"),
    ("name", "former"): _("这是曾用名，现名“%(value)s”不改"),
    ("name", "twice"): _("同一名称在第 %(value)s 行已出现过"),
    ("row", "claimed"): _("这家组织已自行维护资料，名录不会改动它"),
    ("membership", "declined"): _("这家组织表示不是会员，不再重复提出"),
    ("legal_representative", "too_long"): _("法定代表人超过 %(value)s 字，只留前面的"),
    ("address", "too_long"): _("地址超过 %(value)s 字，只留前面的"),
    ("supervising_unit", "too_long"): _("业务主管单位超过 %(value)s 字，只留前面的"),
    ("registration_authority", "too_long"): _("登记管理机关超过 %(value)s 字，只留前面的"),
    ("purpose", "too_long"): _("业务范围超过 %(value)s 字，只留前面的"),
    ("activities", "too_long"): _("主要活动超过 %(value)s 字，只留前面的"),
    ("area", "too_long"): _("区域超过 %(value)s 字，只留前面的"),
    ("field", "too_long"): _("领域超过 %(value)s 字，只留前面的"),
}

FILE_PROBLEMS = {
    "empty": _("这个文件是空的，请重新选择。"),
    "not_a_spreadsheet": _("这个文件不是表格。请选 xlsx、xls 或 csv 文件，或把表格另存为 xlsx 再传。"),
    "damaged": _("这个文件不完整，打不开。请在 Excel 或 WPS 里打开后另存为 xlsx 再传。"),
    "macros": _("这个文件带有宏，为安全起见不打开。请另存为不带宏的 xlsx 再传。"),
    "encrypted": _("这个文件有打开密码，请去掉密码后再传。"),
    "too_large": _("这个文件太大（上限 %(limit)s MB），请删去图片和空白页，或分成几个文件。"),
    "too_heavy": _(
        "读这个文件要用的内存或时间太多（单元格分布太散，或同一段长文字重复太多），没有读它。请只留需要的行和列，另存为 xlsx 再传。"
    ),
    "too_many_rows": _("一次最多 %(limit)s 行，请分成几个文件。"),
    "too_many_columns": _("列数超过 %(limit)s 列，请只留下名录用得到的列。"),
    "no_heading": _("没有找到列名。请保留一行列名，至少有“名称”一列。"),
}

# Fields of a row that one click in the preview may put right.
CORRECTABLE = ("credit_code", "name", "registered_on")

COLUMN_NAMES = {
    "name": _("名称"),
    "credit_code": _("统一社会信用代码"),
    "kind": _("类型"),
    "area": _("所在区域"),
    "street": _("所在街道（乡镇）"),
    "field": _("领域"),
    "registered_on": _("成立（登记）日期"),
    "legal_representative": _("法定代表人"),
    "staff_count": _("专职人员"),
    "member_count": _("会员（志愿者）数"),
    "capital": _("开办（注册）资金"),
    "address": _("地址"),
    "supervising_unit": _("业务主管单位"),
    "registration_authority": _("登记管理机关"),
    "purpose": _("宗旨和业务范围"),
    "activities": _("主要活动"),
    "membership": _("是否会员"),
    "register_code": _("登记册编号"),
    "standing": _("状态"),
    "ended_on": _("注销日期"),
}

REASONS = {
    "code": _("统一社会信用代码相同"),
    "name": _("名称相同"),
    "former_name": _("与曾用名相同"),
    "core": _("去掉地名和类型后的名称相同"),
    "abbreviation": _("一个像是另一个的简称"),
    "contained": _("一个名称包含另一个"),
    "alike": _("名称里共有的字"),
    "place": _("地名不同"),
    "person": _("负责人相同"),
    "phone": _("联系电话相同"),
    "hand": _("有人提出"),
}
