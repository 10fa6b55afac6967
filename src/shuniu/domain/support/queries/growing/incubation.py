from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q

from shuniu.domain.support.models.growing import ExitCriterion, Incubation, IncubationCenter, IntakeRound, Mode
from shuniu.kernel.core.moments import local_date

TAKEN = Count("stays", filter=Q(stays__state=Incubation.State.IN, stays__mode=Mode.ONSITE), distinct=True)
VIRTUAL = Count("stays", filter=Q(stays__state=Incubation.State.IN, stays__mode=Mode.VIRTUAL), distinct=True)
GRADUATED = Count("stays", filter=Q(stays__state=Incubation.State.GRADUATED), distinct=True)
EXITS = Count("stays", filter=~Q(stays__state=Incubation.State.IN), distinct=True)


def centers_shown(text: str = "") -> Any:
    """Every hub's centres with what is taken, virtual, graduated and all exits: public facts."""
    rows = IncubationCenter.objects.filter(closed_at__isnull=True).select_related("hub")
    if text.strip():
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(hub__name__icontains=text.strip()))
    return rows.annotate(taken=TAKEN, virtual=VIRTUAL, graduated=GRADUATED, exits=EXITS).order_by("name", "pk")


def centers_open(text: str = "") -> Any:
    """The same with the criteria by which an organization leaves."""
    current = ExitCriterion.objects.filter(retired_at__isnull=True)
    return centers_shown(text).prefetch_related(Prefetch("criteria", current, to_attr="current"))


def newest_rounds(at: datetime) -> Any:
    """Rounds published so far and begun, the newest first; one called off while nobody could apply yet is none."""
    rows = IntakeRound.objects.filter(opens_on__lte=local_date(at), center__closed_at__isnull=True)
    return rows.select_related("center__hub").order_by("-closes_on", "-pk")


def open_rounds(at: datetime) -> Any:
    today = local_date(at)
    rows = IntakeRound.objects.filter(opens_on__lte=today, closes_on__gte=today, withdrawn_at__isnull=True)
    return rows.select_related("center__hub").order_by("closes_on", "pk")


def stays_shown(user: Any, at: datetime, query: Any) -> Any:
    """Stays the person has to do with, by state, centre and words; those that end soonest first."""
    rows = Incubation.objects.visible_to(user, at).select_related("center__hub", "organization")
    state = query.get("state", "IN")
    if state in Incubation.State.values:
        rows = rows.filter(state=state)
    if query.get("center", "").isdecimal():
        rows = rows.filter(center=int(query["center"][:9]))
    if text := query.get("q", "").strip():
        rows = rows.filter(Q(organization__name__icontains=text) | Q(center__name__icontains=text))
    return rows.order_by("ends_on", "pk")


def results_of(round: IntakeRound) -> list[dict[str, Any]]:
    """What everybody reads of a round (A12): applicants by number in the order of filing; a name only of who was admitted."""
    rows = round.applications.exclude(state="WITHDRAWN").select_related("organization").order_by("filed_at", "pk")
    return [
        {"number": number, "state": row.state, "label": row.get_state_display(), "mode": row.get_mode_display(),
         **({"name": row.organization.name, "reason": row.reason} if row.state == "ADMITTED" else {})}
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
