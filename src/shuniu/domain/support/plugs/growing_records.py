"""What of the growing room proves a statement, and why somebody sees a record of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.growing import Cultivation, EnterpriseTransition, Incubation, Landing
from shuniu.engines.bookings.models import Booking
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.explaining import Explained, explained
from shuniu.kernel.record.kinds import record_source


def _source(model: Any, units: tuple[str, ...], label: Any, proven: Any, line: Any, found_by: str) -> None:
    """`proven` narrows to rows that another body has confirmed; `line(row)` gives title, day and address."""

    def candidates(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
        if unit_code not in units:
            return []
        rows = proven(model.objects.filter(**{_hub_of(model): hub}))
        if text:
            rows = rows.filter(**{f"{found_by}__icontains": text})
        return [{"id": row.pk, **line(row)} for row in rows.order_by("-pk")[:limit]]

    def describe(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
        rows = proven(model.objects.visible_to(user, at)).filter(pk__in=ids).distinct()
        return {row.pk: {"id": row.pk, **line(row)} for row in rows}

    record_source(model._meta.label_lower, label=label, candidates=candidates, describe=describe)


def _hub_of(model: Any) -> str:
    return {Incubation: "center__hub", Booking: "facility__hub"}.get(model, "hub")


_source(
    Incubation, ("A09", "A09.1"), _("孵化"), lambda rows: rows.select_related("organization", "center"),
    lambda row: {"title": f"{row.organization.name} · {row.get_state_display()}", "on": row.starts_on, "url": reverse("support:stay", args=[row.pk])},
    "organization__name",
)  # fmt: skip
_source(
    Landing, ("A10", "A10.3"), _("社区确认的项目落地"), lambda rows: rows.filter(first_confirmed_at__isnull=False).select_related("community"),
    lambda row: {"title": f"{row.title} · {row.community.name}", "on": row.first_service_on, "url": reverse("support:landing", args=[row.pk])},
    "title",
)  # fmt: skip
_source(
    Cultivation, ("A05", "A05.4"), _("转入培育的组织"), lambda rows: rows.filter(state="HANDED").select_related("organization"),
    lambda row: {"title": row.organization.name, "on": row.handed_on, "url": reverse("support:cultivation", args=[row.pk])},
    "organization__name",
)  # fmt: skip
_source(
    EnterpriseTransition, ("A11",), _("社会企业转型"), lambda rows: rows.filter(planned_at__isnull=False).select_related("organization"),
    lambda row: {"title": row.organization.name, "on": local_date(row.listed_at), "url": reverse("support:transition", args=[row.pk])},
    "organization__name",
)  # fmt: skip
_source(
    Booking, ("A08.2", "A10", "A10.5"), _("已使用的设施"), lambda rows: rows.filter(state="USED").select_related("facility", "organization"),
    lambda row: {"title": f"{row.facility.name} · {row.organization.name}", "on": local_date(row.starts_at), "url": reverse("support:booking", args=[row.pk])},
    "facility__name",
)  # fmt: skip

explained.add("booking", Explained(
    _("设施预订"), Booking.objects.visible_to, "pk",
    lambda row, user, at: [(row.organization, _("是预订单位")), (row.facility.owner, _("是产权单位")), (row.facility.hub, _("是设施所在的枢纽"))],
    _("一次预订给预订单位、产权单位和枢纽看；别人只看到时段已订。"),
))  # fmt: skip
explained.add("stay", Explained(
    _("孵化"), Incubation.objects.visible_to, "pk",
    lambda row, user, at: [(row.organization, _("是在孵组织")), (row.center.hub, _("是孵化中心的枢纽"))],
    _("一次孵化给在孵组织、枢纽和它的导师看；枢纽的上级也看得到。"),
    own=lambda row, user, at: (
        [gettext("%(person)s是这次孵化的导师。") % {"person": user.name}]
        if row.mentors.filter(person=user, ended_at__isnull=True).exists() else []
    ),
))  # fmt: skip
explained.add("transition", Explained(
    _("社会企业转型"), EnterpriseTransition.objects.visible_to, "pk",
    lambda row, user, at: [(row.organization, _("是转型的组织")), (row.hub, _("是列为候选的枢纽"))],
    _("转型的记录给组织自己、枢纽和顾问看；枢纽的上级也看得到。"),
    own=lambda row, user, at: [gettext("%(person)s是这次转型的顾问。") % {"person": user.name}] if row.adviser_id == user.pk else [],
))  # fmt: skip
explained.add("cultivation", Explained(
    _("培育提名"), Cultivation.objects.visible_to, "pk",
    lambda row, user, at: [(row.organization, _("是被提名的组织（审定以后）")), (row.hub, _("是提名的枢纽"))],
    _("提名给枢纽和它的上级看；审定通过以后组织自己才看得到。"),
))  # fmt: skip
explained.add("landing", Explained(
    _("项目落地"), Landing.objects.visible_to, "pk",
    lambda row, user, at: [(row.community, _("是社区")), (row.organization, _("是承接的组织")), (row.hub, _("是提出的枢纽"))],
    _("落地项目给社区、承接的组织和枢纽看；枢纽的上级也看得到。"),
))  # fmt: skip
