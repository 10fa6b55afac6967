"""Lists of this package that fill an office's own template: the rows of the page, all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.actions.appeal import PURPOSES
from shuniu.domain.network.archives import moment
from shuniu.domain.network.models.engagement import STATES
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.lists import ListSource, filled_by, list_sources, of_export

_VIEWS = "shuniu.domain.network.views"
Getters = Mapping[str, Callable[[Any], Any]]

APPLICATION: Getters = {
    "名称": lambda row: row.name, "类型": lambda row: row.get_kind_display(), "统一社会信用代码": lambda row: row.credit_code,
    "所在区域": lambda row: row.area, "负责人": lambda row: row.leader, "联系人": lambda row: row.contact_name,
    "提交时间": lambda row: moment(row.filed_at), "最迟决定": lambda row: row.due_on, "状态": lambda row: row.get_state_display(),
    "决定时间": lambda row: moment(row.decided_at), "理由": lambda row: row.reason,
}  # fmt: skip
ENGAGEMENT: Getters = {
    "发生日期": lambda row: row.happened_on, "枢纽": lambda row: row.hub.name, "名称": lambda row: row.organization.name,
    "联系形式": lambda row: row.get_type_display(), "事项": lambda row: row.subject, "状态": lambda row: row.state_shown,
    "登记时间": lambda row: moment(row.entered_at), "确认时间": lambda row: moment(row.confirmed_at),
    "答复人": lambda row: row.answered_by, "说明": lambda row: row.reason,
}  # fmt: skip
INTENT: Getters = {
    "签署事项": lambda row: row.subject, "甲方": lambda row: row.first.name, "乙方": lambda row: row.second.name,
    "签署日期": lambda row: row.signed_on, "有效期至": lambda row: row.ends_on, "状态": lambda row: row.state_label,
    "枢纽": lambda row: row.hub.name,
}  # fmt: skip
INTAKE: Getters = {
    "拟用名称": lambda row: row.name, "拟登记类型": lambda row: row.get_kind_display(), "枢纽": lambda row: row.hub.name,
    "状态": lambda row: row.get_state_display(), "申请日期": lambda row: local_date(row.filed_at),
    "材料齐全日期": lambda row: row.complete_on, "决定期限": lambda row: row.due_on,
    "决定日期": lambda row: local_date(row.decided_at) if row.decided_at else "",
}  # fmt: skip


ISSUE: Getters = {
    "议题名称": lambda row: row.title, "枢纽": lambda row: row.hub.name, "部门": lambda row: row.department,
    "状态": lambda row: row.get_state_display(), "公开日期": lambda row: row.published_on, "转送日期": lambda row: row.passed_on,
    "答复日期": lambda row: row.answered_on, "部门答复": lambda row: row.answer,
}  # fmt: skip
APPEAL = ("诉求事项", "反映人", "渠道", "状态", "收到日期", "首次答复期限", "办结期限", "议题名称", "反映人的评价")
COUNTERPART = ("区", "街道（乡镇）", "对应机构", "联系人", "职务", "状态", "确认日期", "在办", "上报待答", "最近走访")


# Views are not there yet when apps plug in.
def _applications(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.network.views.applications import applications_listed

    return filled_by(APPLICATION, applications_listed(request))


def _engagements(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.network.views.engagements import engagements_listed

    today = local_date(request.at)

    def rows() -> Iterable[Any]:
        for row in engagements_listed(request):
            row.state_shown = STATES[row.state(today)]  # type: ignore[attr-defined]
            yield row

    return filled_by(ENGAGEMENT, rows())


def _intents(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.network.views.intents import intents_listed

    return filled_by(INTENT, intents_listed(request))


def _intakes(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.network.views.intake import intakes_listed

    return filled_by(INTAKE, intakes_listed(request))


def _issues(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.network.views.issues import issues_listed

    return filled_by(ISSUE, issues_listed(request))


def _counterparts(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.domain.network.views.guidance import counterparts_listed

    with translation.override("zh-hans"):
        return [dict(zip(COUNTERPART, row, strict=True)) for row in counterparts_listed(request)[1]]


def _appeals(request: Any) -> Iterable[Mapping[str, Any]]:
    """As exported: nobody who asked to stay unnamed, no contact, for a purpose that is kept."""
    from shuniu.domain.network.views.appeals import appeals_taken_out

    with translation.override("zh-hans"):
        lines = appeals_taken_out(request)
        return [{name: str(cell or "") for name, cell in zip(APPEAL, line, strict=True)} for line in lines]


for _name, _source in {
    "applications": ListSource(_("入会申请"), tuple(APPLICATION), _applications, "network:applications"),
    "engagements": ListSource(_("工作联系"), tuple(ENGAGEMENT), _engagements, "network:engagements"),
    "intents": ListSource(_("合作意向"), tuple(INTENT), _intents, "network:intents"),
    "issues": ListSource(_("诉求议题"), tuple(ISSUE), _issues, "network:issues"),
    "guidance": ListSource(_("对应机构"), COUNTERPART, _counterparts, "network:guidance"),
    "intakes": ListSource(_("受理申请"), tuple(INTAKE), _intakes, "network:intakes"),
    "appeals": ListSource(_("诉求"), APPEAL, _appeals, "network:appeals", purposes=PURPOSES),
    "routes": of_export(_("途径报告"), f"{_VIEWS}.routes.routes_export", "network:routes"),
}.items():
    list_sources.add(f"network.{_name}", _source)
