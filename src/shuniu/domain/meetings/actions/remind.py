from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from shuniu.domain.meetings.models import MeetingException, SecretaryMeeting
from shuniu.kernel.core.access import authorise, nobody, permit
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.record.actions import owe, settle

permit("meetings.owe_quarterly_meetings", nobody)


@transaction.atomic
def owe_quarterly_meetings(*, by: Any, at: datetime) -> int:
    """From week 8 of a quarter (a setting) every hub without a meeting owes one until the quarter's last day (A14.1).

    Running again owes nothing twice; hubs that held one, or whose reason was accepted, owe nothing. Returns how many.
    """
    authorise(by, "meetings.owe_quarterly_meetings", None, at=at)
    today = local_date(at)
    quarter = period_of("Q", today)
    designations = list(Designation.objects.valid(at).select_related("organization"))
    hubs = [row.organization_id for row in designations]
    weeks = settings_for(hubs, "meetings.warn_from_week", at)
    met = set(
        SecretaryMeeting.objects.filter(
            host__in=hubs,
            state=SecretaryMeeting.State.HELD,
            gathering__starts_at__gte=quarter.starts_at,
            gathering__starts_at__lt=quarter.ends_at,
        ).values_list("host_id", flat=True)
    )
    met |= set(
        MeetingException.objects.filter(
            host__in=hubs, period_code=quarter.code, state=MeetingException.State.ACCEPTED
        ).values_list("host_id", flat=True)
    )
    owed = 0
    for designation in designations:
        hub = designation.organization
        verb = f"hold_meeting:{quarter.code}"
        if hub.pk in met:
            settle(hub, verb, at=at)
        elif today >= quarter.start + timedelta(weeks=int(weeks[hub.pk] or 8) - 1):
            owe(
                hub, verb, body=hub, roles=["head", "officer"], due_on=quarter.last_day, at=at, label=quarter.code,
                url=reverse("meetings:plan"), unit_code="A14.1", element="mechanism",
            )  # fmt: skip
            owed += 1
    return owed
