from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from shuniu.domain.network.models import CooperationIntent, IntentOutcome
from shuniu.domain.network.rules import INTENT_MONTHS
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.moments import months_after, start_of_day
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.record.kinds import happening_sources, outcome_source, outcome_sources


def same_day(organizations: list[int], day: date) -> list[dict[str, Any]]:
    """What is on record of these bodies on that day already: [{"type", "id", "title"}]."""
    found: list[dict[str, Any]] = []
    for name, source in happening_sources:
        found += [{"type": name, **one} for one in source(organizations=organizations, day=day)]
    return found


def possible_outcomes(intent: CooperationIntent, at: datetime) -> list[dict[str, Any]]:
    """Records of the platform that the intent may have led to, and that are not put down yet."""
    months = int(setting_for(intent.hub, INTENT_MONTHS.key, at) or 0)
    taken = set(intent.outcomes.exclude(record_type="").values_list("record_type", "record_id"))
    found: list[dict[str, Any]] = []
    for name, source in outcome_sources:
        rows = source.candidates(
            hub=intent.hub, parties=[intent.first_id, intent.second_id], since=intent.signed_on,
            until=months_after(intent.signed_on, months), at=at,
        )  # fmt: skip
        found += [
            {"type": name, "kind": source.kind, "label": source.label, **row}
            for row in rows
            if (name, row["id"]) not in taken
        ]
    return found


def intents_shown(user: Any, at: datetime, *, state: str = "", year: str = "", text: str = "") -> Any:
    """Intents under a state, signed in a year, with words in subject or names of the parties; newest first."""
    rows = CooperationIntent.objects.visible_to(user, at).select_related("hub", "first", "second")
    led = IntentOutcome.objects.filter(intent=OuterRef("pk"), confirmed_at__isnull=False).exclude(kind="nothing")
    both = Q(first_confirmed_at__isnull=False, second_confirmed_at__isnull=False)
    rows = rows.annotate(led=Exists(led))
    chosen = {
        "waiting": Q(declined_at__isnull=True) & ~both,
        "confirmed": both & Q(led=False),
        "led": Q(led=True),
        "declined": Q(declined_at__isnull=False),
    }.get(state)
    if chosen is not None:
        rows = rows.filter(chosen)
    if 1 <= (signed := whole_number(year)) <= 9998:
        rows = rows.filter(signed_on__year=signed)
    if text.strip():
        word = text.strip()
        rows = rows.filter(
            Q(subject__icontains=word) | Q(first__name__icontains=word) | Q(second__name__icontains=word)
        )
    return rows.distinct()


def memberships(*, hub: Any, parties: list[int], since: date, until: date, at: datetime) -> list[dict[str, Any]]:
    """A party that became a member of the hub after the signing."""
    rows = Affiliation.objects.confirmed(at).filter(
        hub=hub,
        organization__in=parties,
        kind=Affiliation.Kind.MEMBERSHIP,
        valid_from__gte=since,
        valid_from__lte=until,
    )
    return [
        {"id": row.pk, "title": row.organization.name, "on": row.valid_from}
        for row in rows.select_related("organization").order_by("-valid_from", "pk")
    ]


def gatherings_of_the_day(*, organizations: list[int], day: date) -> list[dict[str, Any]]:
    """Gatherings of that day which one of the bodies called and another attended."""
    starts = Gathering.objects.filter(
        host__in=organizations,
        starts_at__range=(start_of_day(day), start_of_day(date.fromordinal(day.toordinal() + 1))),
    )
    rows = starts.filter(roll__organization__in=organizations, roll__removed_at__isnull=True).distinct()
    return [{"id": row.pk, "title": row.title} for row in rows.order_by("pk")]


outcome_source("orgs.affiliation", kind="membership", label=IntentOutcome.Kind.MEMBERSHIP.label, candidates=memberships)
happening_sources.add("gatherings.gathering", gatherings_of_the_day)
