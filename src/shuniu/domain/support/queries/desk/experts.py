"""Who may answer whom: ties declared, and advice given not long ago."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shuniu.domain.support.models.desk import Consultation, InterestDeclaration
from shuniu.domain.support.rules.desk import ADVICE_MONTHS
from shuniu.kernel.core.moments import local_date, months_after, start_of_day
from shuniu.kernel.norms.queries import settings_for


def declared_ties(*, persons: list[int], organizations: list[int], at: datetime) -> set[tuple[int, int]]:
    rows = InterestDeclaration.objects.filter(
        member__person__in=persons, organization__in=organizations, declared_at__lte=at
    )
    return set(rows.values_list("member__person", "organization"))


def advice_given(*, persons: list[int], organizations: list[int], at: datetime) -> set[tuple[int, int]]:
    """Who advised an organization in the last so many months judges nothing of it (A09.3)."""
    rows: list[Any] = list(
        Consultation.objects.filter(
            answered_by__person__in=persons, organization__in=organizations, answered_at__lte=at
        ).values_list("hub", "answered_by__person", "organization", "answered_at")
    )
    months = settings_for({hub for hub, *_rest in rows}, ADVICE_MONTHS.key, at)
    return {
        (person, organization)
        for hub, person, organization, moment in rows
        if moment >= start_of_day(months_after(local_date(at), -int(months[hub] or 0)))
    }


def is_tied(person: int, organization: int, at: datetime) -> bool:
    return bool(declared_ties(persons=[person], organizations=[organization], at=at))
