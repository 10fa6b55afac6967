"""Reads of the guidance relation: who is where, what is open, what the bodies said of themselves (A06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.network.guidance_rules import guides
from shuniu.domain.network.models import Counterpart, LocalFigure, VerticalTask
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Area, Designation, Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by
from shuniu.kernel.record.asking import Known

STANDING = ("OPEN", "REPORTED")


def guiding_hubs(user: Any, at: datetime) -> QuerySet[Organization]:
    """Hubs with vertical guidance that the person works for."""
    return hubs_of(user, at).filter(pk__in=_guiding(at)).order_by("sort_key")


def _guiding(at: datetime) -> QuerySet[Any, Any]:
    return Designation.objects.valid(at).filter(vertical_guidance=True).values("organization")


def guiding_below(user: Any, at: datetime) -> QuerySet[Organization]:
    return overseen_by(user, at).filter(pk__in=_guiding(at)).order_by("sort_key")


def is_concerned(desk: Any) -> bool:
    """Whether the menu shows the guidance relation: a guiding hub, a body above one, or a counterpart."""
    if desk.overseeing and guiding_below(desk.user, desk.at).exists():
        return True
    bodies = [body.pk for body in [*desk.hubs, *desk.members]]
    if not bodies:
        return False
    if (
        desk.hubs
        and Designation.objects.valid(desk.at).filter(vertical_guidance=True, organization__in=bodies).exists()
    ):
        return True
    return Counterpart.objects.filter(body__in=bodies, declined_at=None).exists()


def areas_below(hub: Organization, level: str) -> QuerySet[Area]:
    """Districts or subdistricts of the hub's city, subdistricts of its district."""
    own = Q(parent=hub.area_id) | Q(parent__parent=hub.area_id)
    return Area.objects.standing().filter(own, level=level).select_related("parent").order_by("code")


def lines_of(hub: Organization, level: str, at: datetime) -> list[dict[str, Any]]:
    """Every area with its counterpart, what is open there and when it was last visited; three queries."""
    rows = Counterpart.objects.standing(local_date(at)).filter(hub=hub, area__level=level).select_related("body")
    rows = rows.annotate(
        open_down=Count("tasks", filter=Q(tasks__state__in=STANDING, tasks__direction="down"), distinct=True),
        open_up=Count("tasks", filter=Q(tasks__state="OPEN", tasks__direction="up"), distinct=True),
        late=Count("tasks", filter=Q(tasks__state="OPEN", tasks__due_on__lt=local_date(at)), distinct=True),
        visited=Max("visits__visited_on"),
    )
    there = {row.area_id: row for row in rows}
    return [{"area": area, "counterpart": there.get(area.pk)} for area in areas_below(hub, level)]


def covered(lines: Iterable[dict[str, Any]]) -> dict[str, int]:
    found = list(lines)
    return {
        "areas": len(found),
        "confirmed": sum(bool(one["counterpart"] and one["counterpart"].confirmed_at) for one in found),
    }


def open_for(bodies: Iterable[int]) -> QuerySet[VerticalTask]:
    """Tasks sent down that these bodies still have to do, the nearest deadline first."""
    rows = VerticalTask.objects.filter(counterpart__body__in=list(bodies), direction="down", state="OPEN")
    return rows.select_related("hub", "counterpart__body").order_by("due_on", "pk")


def district_bodies(*, body: Organization, at: datetime) -> QuerySet[Organization] | None:
    return _bodies(body, at, "district")


def subdistrict_bodies(*, body: Organization, at: datetime) -> QuerySet[Organization] | None:
    return _bodies(body, at, "subdistrict")


def _bodies(body: Organization, at: datetime, level: str) -> QuerySet[Organization] | None:
    if not guides(body, at):
        return None
    rows = Counterpart.objects.confirmed(local_date(at)).filter(hub=body, area__level=level)
    return Organization.objects.filter(pk__in=rows.values("body"))


def figure_titles(*, bodies: list[int], since: date, at: datetime) -> dict[str, str]:
    rows = LocalFigure.objects.filter(body__in=bodies, entered_at__date__gte=since)
    return dict(rows.values_list("key", "title").distinct())


def figure_answers(*, keys: list[str], bodies: list[int], since: date, at: datetime) -> list[Known]:
    rows = LocalFigure.objects.filter(body__in=bodies, key__in=keys, entered_at__date__gte=since)
    return [
        Known(row.body_id, row.body.name, row.key, row.title, f"{row.value.normalize():f}", row.unit,
              _("%(period)s 自己填的数据") % {"period": row.period_code}, local_date(row.entered_at),
              reverse("network:guidance"))
        for row in rows.select_related("body").order_by("-entered_at")
    ]  # fmt: skip


def task_panel(*, request: Any, which: str) -> dict[str, Any] | None:
    """Beside the data requests: tasks of the hubs above, so that everything asked stands on one page."""
    if which == "done":
        return None
    bodies = Counterpart.objects.visible_to(request.user, request.at).values_list("body", flat=True)
    own = set(request.user.appointments.values_list("organization", flat=True))
    rows = list(open_for(set(bodies) & own)[:30])
    if not rows:
        return None
    return {"template": "network/part_tasks.html", "order": 10,
            "context": {"tasks": rows, "today": local_date(request.at)}}  # fmt: skip
