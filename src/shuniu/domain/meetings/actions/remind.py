from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.models import MeetingException, SecretaryMeeting
from shuniu.engines.gatherings.models import Invitee
from shuniu.kernel.core.access import authorise, nobody, permit
from shuniu.kernel.core.moments import CITY_TIME, local_date, period_of
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.orgs.models import Appointment, Designation
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import notice_kind

permit("meetings.owe_quarterly_meetings", nobody)
permit("meetings.owe_mechanism_runs", nobody)
permit("meetings.remind_invited", nobody)
notice_kind("meeting_unanswered", text=gettext_lazy("“%(meeting)s”在 %(time)s 召开，你单位还没有答复是否参加。"))
notice_kind("meeting_tomorrow", text=gettext_lazy("“%(meeting)s”明天召开：%(time)s，%(place)s。"))


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
        elif today >= quarter.start + timedelta(weeks=int(weeks[hub.pk] or 0) - 1):
            owe(
                hub, verb, body=hub, roles=["head", "officer"], due_on=quarter.last_day, at=at, label=quarter.code,
                url=reverse("meetings:plan"), unit_code="A14.1", element="mechanism",
            )  # fmt: skip
            owed += 1
    return owed


@transaction.atomic
def remind_invited(*, by: Any, at: datetime) -> int:
    """Three days before: who has not answered; the day before: who comes. Once each. Returns notices sent."""
    authorise(by, "meetings.remind_invited", None, at=at)
    today, sent = local_date(at), 0
    wanted = (
        ("meeting_unanswered", 3, [Invitee.Answer.NONE]),
        ("meeting_tomorrow", 1, [Invitee.Answer.COMING, Invitee.Answer.SUBSTITUTE]),
    )
    for kind, days, answers in wanted:
        meetings = SecretaryMeeting.objects.filter(
            state=SecretaryMeeting.State.ANNOUNCED, gathering__starts_at__date=today + timedelta(days=days)
        )
        for meeting in meetings.select_related("gathering"):
            gathering = meeting.gathering
            asked = gathering.invitees.filter(answer__in=answers).values("organization")
            posts = Appointment.objects.valid(at).filter(
                organization__in=asked, role__in=SPEAKS, person__is_active=True
            )
            for post in posts.select_related("person"):
                sent += notify(
                    post.person, kind, at=at, mail=True, key=f"{kind}:{meeting.pk}", meeting=gathering.title,
                    time=f"{gathering.starts_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}", place=gathering.place,
                    url=reverse("meetings:meeting", args=[meeting.pk]),
                )  # fmt: skip
    return sent
