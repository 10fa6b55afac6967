from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.actions.telling import spoken_time, tell_invited
from shuniu.domain.meetings.models import AgendaItem, Resolution, SecretaryMeeting
from shuniu.domain.meetings.queries import hub_officers_duty_roles
from shuniu.engines.gatherings.actions import call_gathering, move_gathering
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_topic", title=gettext_lazy("答复议题：%(label)s"), verb=gettext_lazy("去答复"))
duty_kind("close_sign_in", title=gettext_lazy("召开并登记到会：%(label)s"), verb=gettext_lazy("去登记"))
duty_kind("approve_minutes", title=gettext_lazy("审签会议纪要：%(label)s"), verb=gettext_lazy("去审签"))
duty_kind("write_minutes", title=gettext_lazy("整理会议纪要：%(label)s"), verb=gettext_lazy("去整理"))
duty_kind("file_report", title=gettext_lazy("报送例会情况：%(label)s"), verb=gettext_lazy("去报送"))
duty_kind("accept_report", title=gettext_lazy("审阅例会报告：%(label)s"), verb=gettext_lazy("去审阅"))
duty_kind("hold_meeting", title=gettext_lazy("召开%(label)s秘书长例会"), verb=gettext_lazy("去筹备"))
duty_kind("answer_exception", title=gettext_lazy("答复未开例会的说明：%(label)s"), verb=gettext_lazy("去答复"))

notice_kind(
    "meeting_changed",
    text=gettext_lazy(
        "“%(meeting)s”的安排有变动，现在是：时间 %(time)s，地点 %(place)s。请看是否还能参加，并更新日历。"
    ),
)


FURTHEST = timedelta(days=731)
"""No quarterly meeting is planned further ahead: it is a slip in the year."""


@transaction.atomic
def plan_meeting(
    host: Organization, *, title: str, form: str, starts_at: datetime, ends_at: datetime, place: str,
    by: Any, at: datetime, form_note: str = "", topics_until: date | None = None, quorum_share: int | None = None,
    quorum_base: str = SecretaryMeeting.QuorumBase.CONFIRMED, open_to: str = "",
) -> SecretaryMeeting:  # fmt: skip
    """Put a meeting on the plan. One day of a host holds one meeting: the same plan again is the meeting there.

    A meeting dated into the past keeps the true day of its entry and fulfils no quarter (A14.1).
    """
    host = Organization.objects.select_for_update().get(pk=host.pk)
    draft = SecretaryMeeting(host=host)
    authorise(by, "meetings.plan_meeting", draft, at=at)
    at = db_now()
    day = local_date(starts_at)
    same = SecretaryMeeting.objects.filter(host=host, gathering__starts_at__date=day, gathering__title=title).exclude(
        state=SecretaryMeeting.State.CALLED_OFF
    )
    existing = same.first()
    if existing is not None:
        return existing
    _check_plan(day=day, form=form, form_note=form_note, topics_until=topics_until, at=at)
    gathering = call_gathering(
        host, title=title, starts_at=starts_at, ends_at=ends_at, place=place, open_to=open_to, by=by, at=at
    )
    meeting = SecretaryMeeting.objects.create(
        host=host, gathering=gathering, form=form, form_note=form_note, topics_until=topics_until,
        quorum_share=quorum_share, quorum_base=quorum_base, created_at=at,
    )  # fmt: skip
    return_open_resolutions(host, at=at)
    meeting.refresh_from_db(fields=["version"])
    owe(
        meeting, "close_sign_in", body=host, roles=hub_officers_duty_roles(), due_on=day, at=at, label=title,
        url=reverse("meetings:roll", args=[meeting.pk]), unit_code="A14.1", element="mechanism",
    )  # fmt: skip
    trace(meeting, "meetings.meeting_planned", by=by, at=at, host=host, starts_at=starts_at)
    return meeting


def _check_plan(*, day: date, form: str, form_note: str, topics_until: date | None, at: datetime) -> None:
    if day > local_date(at) + FURTHEST:
        raise ValidationError({"day": _("这个日期在两年以后，请核对年份。")})
    if topics_until is not None and topics_until > day:
        raise ValidationError({"topics_until": _("征题截止日期要在开会之前。")})
    if form == SecretaryMeeting.Form.OTHER and not form_note.strip():
        raise ValidationError({"form_note": _("选择其他形式时，请写明是什么形式。")})


def return_open_resolutions(host: Organization, *, at: datetime) -> None:
    """Resolutions not done yet stand on the next agenda until they are: on that of the next meeting still to open.

    Called by whatever changes which meeting is next, or which resolutions are open; what stands there already stays.
    """
    ahead = SecretaryMeeting.objects.filter(
        host=host, state__in=(SecretaryMeeting.State.PLANNED, SecretaryMeeting.State.ANNOUNCED),
        gathering__starts_at__gt=db_now(),
    )  # fmt: skip
    following = ahead.select_related("gathering").order_by("gathering__starts_at", "pk").first()
    if following is None:
        return
    open_ones = Resolution.objects.filter(
        meeting__host=host, closed_on__isnull=True, meeting__gathering__starts_at__lt=following.starts_at
    ).exclude(returned_in__meeting=following)
    last = following.agenda.aggregate(last=Max("position"))["last"] or 0
    items = [
        AgendaItem(
            meeting=following, kind=AgendaItem.Kind.INFORMATION, title=_("上次决议办理情况：%(text)s") % {"text": row.text[:100]},
            position=last + number, follows_up=row, entered_at=at,
        )
        for number, row in enumerate(open_ones, start=1)
    ]  # fmt: skip
    if items:
        AgendaItem.objects.bulk_create(items, ignore_conflicts=True)
        # Whoever has the agenda open saves it against what stands there now.
        SecretaryMeeting.objects.filter(pk=following.pk).update(version=F("version") + 1)


@transaction.atomic
def change_meeting(
    meeting: SecretaryMeeting, *, version: int, title: str, form: str, starts_at: datetime, ends_at: datetime,
    place: str, by: Any, at: datetime, form_note: str = "", topics_until: date | None = None,
    quorum_share: int | None = None, quorum_base: str = SecretaryMeeting.QuorumBase.CONFIRMED, open_to: str = "",
) -> SecretaryMeeting:  # fmt: skip
    """Change what was planned; the invited are told of another time, place or name. Raises Stale when somebody saved since."""
    meeting = locked(meeting)
    authorise(by, "meetings.change_meeting", meeting, at=at)
    check_version(meeting, version)
    if meeting.state in (SecretaryMeeting.State.HELD, SecretaryMeeting.State.CALLED_OFF):
        raise ValidationError(_("会议已经召开或取消，不能再改。"))
    _check_plan(day=local_date(starts_at), form=form, form_note=form_note, topics_until=topics_until, at=at)
    before = meeting.gathering
    meeting.gathering = move_gathering(
        before, title=title, starts_at=starts_at, ends_at=ends_at, place=place, open_to=open_to, by=by, at=db_now()
    )
    meeting.form, meeting.form_note = form, form_note
    meeting.topics_until, meeting.version = topics_until, version + 1
    meeting.quorum_share, meeting.quorum_base = quorum_share, quorum_base
    meeting.save()
    owe(
        meeting, "close_sign_in", body=meeting.host, roles=hub_officers_duty_roles(), due_on=local_date(starts_at),
        at=at, label=title, url=reverse("meetings:roll", args=[meeting.pk]), unit_code="A14.1", element="mechanism",
    )  # fmt: skip
    if meeting.gathering.revision != before.revision:
        tell_invited(meeting, "meeting_changed", at=at, time=spoken_time(meeting), place=place)
    return_open_resolutions(meeting.host, at=at)
    meeting.refresh_from_db(fields=["version"])
    trace(meeting, "meetings.meeting_changed", by=by, at=at)
    return meeting


def locked(meeting: SecretaryMeeting) -> SecretaryMeeting:
    return (
        SecretaryMeeting.objects.select_for_update(of=("self",))
        .select_related("host", "gathering__host")
        .get(pk=meeting.pk)
    )
