"""Who may answer whom: ties declared, and advice given not long ago."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from shuniu.domain.support.models.desk import Consultation, InterestDeclaration
from shuniu.domain.support.rules.desk import ADVICE_MONTHS
from shuniu.kernel.core.moments import local_date, months_after, start_of_day
from shuniu.kernel.norms.queries import setting_for, settings_for
from shuniu.kernel.orgs.models import Appointment, Organization


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


def worked_for(
    hub: Organization, *, persons: list[int], organizations: list[int], at: datetime
) -> set[tuple[int, int]]:
    """Who holds, or held not long ago, a post in an organization: an earlier term is a tie too."""
    months = int(setting_for(hub, ADVICE_MONTHS.key, at) or 0)
    since = months_after(local_date(at), -months)
    posts = Appointment.objects.filter(
        person__in=persons, organization__in=organizations, valid_from__lte=local_date(at)
    )
    rows = posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=since))
    return set(rows.values_list("person", "organization"))


def is_tied(person: int, organization: int | None, at: datetime) -> bool:
    """Whether the person said so; to an applicant who is in no register there is none."""
    return organization is not None and bool(declared_ties(persons=[person], organizations=[organization], at=at))
