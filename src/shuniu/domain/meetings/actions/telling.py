"""Telling organizations: whoever speaks for each of them, and who stands in for one of those, is told once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.kernel.core.moments import CITY_TIME
from shuniu.kernel.orgs.queries import holders_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify_many


def tell_organizations(
    organizations: Iterable[int], kind: str, *, key: str, url: str, at: datetime, **facts: Any
) -> int:  # fmt: skip
    """Notice and mail to who speaks for these organizations (ids); the same key once. Returns notices made."""
    people = {person for found in holders_of(organizations, *SPEAKS, at=at).values() for person in found}
    return notify_many([(person, key, url, facts) for person in people], kind, at=at, mail=True)


def tell_invited(meeting: SecretaryMeeting, kind: str, *, at: datetime, **facts: Any) -> int:
    """The invited hear what became of the meeting they were called to."""
    invited = meeting.gathering.invitees.values_list("organization_id", flat=True)
    return tell_organizations(
        invited, kind, key=f"{kind}:{meeting.pk}:{at:%Y%m%d%H%M%S}", at=at, meeting=meeting.gathering.title,
        url=reverse("meetings:meeting", args=[meeting.pk]), **facts,
    )  # fmt: skip


def spoken_time(meeting: SecretaryMeeting) -> str:
    return f"{meeting.gathering.starts_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
