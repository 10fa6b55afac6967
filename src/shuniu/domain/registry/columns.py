"""The list's columns: the same on screen and in the workbook that goes out and comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.orgs.models import Affiliation, Organization, OrganizationKind


@dataclass(frozen=True)
class ListColumn:
    """`heading` is Chinese in every language, so that an exported list can be brought in again."""

    key: str
    label: Any
    heading: str
    text: Callable[[Organization], Any]
    sort: str = ""
    width: int = 14
    is_number: bool = False


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


_KINDS = dict(OrganizationKind.choices)


def _kind(kind: str) -> str:
    """`get_kind_display` hashes every translated choice anew: for a hundred thousand rows half of the export's time."""
    return str(_KINDS.get(kind, kind))


COLUMNS = (
    ListColumn("credit_code", gettext_lazy("统一社会信用代码"), "统一社会信用代码", lambda o: o.credit_code or "", width=22),
    ListColumn("kind", gettext_lazy("类型"), "类型", lambda o: _kind(o.kind), "kind"),
    ListColumn("field", gettext_lazy("领域"), "领域", lambda o: o.field or ""),
    ListColumn("area", gettext_lazy("所在区域"), "所在区域", lambda o: o.area or "", "area"),
    ListColumn("registered", gettext_lazy("成立（登记）日期"), "成立（登记）日期", lambda o: _day(o.registered_on), "registered"),
    ListColumn("representative", gettext_lazy("法定代表人"), "法定代表人", lambda o: o.legal_representative),
    ListColumn("staff", gettext_lazy("专职人员"), "专职人员", lambda o: "" if o.staff_count is None else o.staff_count, "staff",
               is_number=True),
    ListColumn("members", gettext_lazy("会员（志愿者）数"), "会员（志愿者）数",
               lambda o: "" if o.member_count is None else o.member_count, is_number=True),
    ListColumn("capital", gettext_lazy("开办（注册）资金（元）"), "开办（注册）资金（元）",
               lambda o: "" if o.capital_fen is None else f"{o.capital_fen / 100:.2f}", is_number=True),
    ListColumn("address", gettext_lazy("地址"), "地址", lambda o: o.address, width=30),
    ListColumn("supervisor", gettext_lazy("业务主管单位"), "业务主管单位", lambda o: o.supervising_unit, width=24),
    ListColumn("authority", gettext_lazy("登记管理机关"), "登记管理机关", lambda o: o.registration_authority, width=24),
    ListColumn("facts_on", gettext_lazy("入册日期"), "入册日期", lambda o: _day(o.facts_on)),
)  # fmt: skip
STANDARD = ("kind", "area", "registered", "representative")


def chosen_columns(wanted: list[str]) -> list[ListColumn]:
    """The columns asked for, in their order here; the standard ones when none is asked for."""
    keys = set(wanted) or set(STANDARD)
    return [column for column in COLUMNS if column.key in keys] or [c for c in COLUMNS if c.key in STANDARD]


def state_text(tie: Affiliation | None) -> str:
    if tie is None:
        return _("未联系")
    return {"confirmed": _("已确认"), "claimed": _("待确认"), "declined": _("组织未认可")}[tie.state]
