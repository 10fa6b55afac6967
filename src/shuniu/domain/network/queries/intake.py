from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from shuniu.domain.network.models import IntakeCondition, SupervisionApplication
from shuniu.kernel.orgs.models import Designation, Organization


def hubs_that_take_in(at: datetime) -> Any:
    """Mass organizations with supervisory status (the condition of A05.5)."""
    rows = Designation.objects.valid(at).filter(mass_organization=True, supervisory_status=True)
    return Organization.objects.filter(pk__in=rows.values("organization")).order_by("sort_key")


def conditions_of(hub: Organization, at: datetime) -> list[IntakeCondition]:
    return list(IntakeCondition.objects.valid(at).filter(hub=hub))


def applications_shown(user: Any, at: datetime, *, which: str = "", text: str = "", today: date) -> Any:
    """Applications under a tab, with words in names; what presses first."""
    rows = SupervisionApplication.objects.visible_to(user, at).select_related("hub", "matter").distinct()
    chosen = {
        "check": Q(state__in=["FILED", "MISSING"]),
        "review": Q(state="COMPLETE"),
        "late": Q(state="COMPLETE", due_on__lt=today),
        "decided": Q(state__in=["ADMITTED", "REFUSED"]),
        "registrar": Q(matter__isnull=False, matter__outcome=""),
    }.get(which)
    if chosen is not None:
        rows = rows.filter(chosen)
    if text.strip():
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(founders__icontains=text.strip()))
    return (
        rows.order_by("due_on", "check_by", "pk")
        if which in ("check", "review", "late")
        else rows.order_by("-filed_at", "-pk")
    )
