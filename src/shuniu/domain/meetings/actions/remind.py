from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.actions.telling import spoken_time, tell_organizations
from shuniu.domain.meetings.models import MeetingException, SecretaryMeeting
from shuniu.domain.meetings.queries import quarters_met
from shuniu.domain.meetings.rules import COMING_DAYS, UNANSWERED_DAYS
from shuniu.engines.gatherings.models import Invitee
from shuniu.engines.gatherings.queries import unanswered
from shuniu.kernel.core.access import authorise, nobody, permit
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.norms.queries import all_settings_for, settings_for
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import notice_kind

permit("meetings.owe_quarterly_meetings", nobody)
permit("meetings.owe_mechanism_runs", nobody)
permit("meetings.remind_invited", nobody)
notice_kind("meeting_unanswered", text=gettext_lazy("“%(meeting)s”在 %(time)s 召开，你单位还没有答复是否参加。"))
notice_kind("meeting_coming", text=gettext_lazy("“%(meeting)s”即将召开：%(time)s，%(place)s。"))


@transaction.atomic
def owe_quarterly_meetings(*, by: Any, at: datetime) -> int:
    """From week 8 of a quarter (a setting) every hub without a meeting owes one until the quarter's last day (A14.1).

    Running again owes nothing twice; hubs that held one that counts (MEC-3), or whose reason was accepted, owe nothing.
    Returns how many.
    """
    authorise(by, "meetings.owe_quarterly_meetings", None, at=at)
    today = local_date(at)
    quarter = period_of("Q", today)
    designations = list(Designation.objects.valid(at).select_related("organization"))
    hubs = [row.organization_id for row in designations]
    weeks = settings_for(hubs, "meetings.warn_from_week", at)
    met = quarters_met(hubs, quarter, at=at) | set(
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
        elif today >= quarter.start + timedelta(weeks=int(weeks[hub.pk] or 0) - 1):
            owe(
                hub, verb, body=hub, roles=["head", "officer"], due_on=quarter.last_day, at=at, label=quarter.code,
                url=reverse("meetings:plan"), unit_code="A14.1", element="mechanism",
            )  # fmt: skip
            owed += 1
    return owed


@transaction.atomic
def remind_invited(*, by: Any, at: datetime) -> int:
    """Some days before (settings): who has not answered, or answered for another time; then who comes. Once each.

    Returns notices sent.
    """
    authorise(by, "meetings.remind_invited", None, at=at)
    today, sent = local_date(at), 0
    ahead = SecretaryMeeting.objects.filter(state=SecretaryMeeting.State.ANNOUNCED, gathering__starts_at__gt=at)
    rows = list(ahead.select_related("gathering"))
    days = all_settings_for({row.host_id for row in rows}, [UNANSWERED_DAYS, COMING_DAYS], at)
    for row in rows:
        left = (local_date(row.starts_at) - today).days
        if left == int(days[row.host_id, UNANSWERED_DAYS] or 0):
            sent += _remind(row, "meeting_unanswered", unanswered(row.gathering), at=at)
        if left == int(days[row.host_id, COMING_DAYS] or 0):
            coming = row.gathering.invitees.filter(answer__in=(Invitee.Answer.COMING, Invitee.Answer.SUBSTITUTE))
            sent += _remind(row, "meeting_coming", coming, at=at)
    return sent


def _remind(meeting: SecretaryMeeting, kind: str, invitees: Any, *, at: datetime) -> int:
    # A meeting moved to another day reminds anew.
    return tell_organizations(
        invitees.values_list("organization_id", flat=True), kind, at=at, meeting=meeting.gathering.title,
        key=f"{kind}:{meeting.pk}:{local_date(meeting.starts_at)}", time=spoken_time(meeting),
        place=meeting.gathering.place, url=reverse("meetings:meeting", args=[meeting.pk]),
    )  # fmt: skip
