from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.models import (
    MeetingException,
    MeetingReport,
    Minutes,
    SecretaryMeeting,
)
from shuniu.domain.meetings.queries import count_roll, drafted_texts
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date, period_from_code
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("report_filed", text=gettext_lazy("%(hub)s报送了“%(meeting)s”的情况，请审阅。"))
notice_kind("report_returned", text=gettext_lazy("“%(meeting)s”的报告被退回补充：%(reply)s"))
notice_kind("report_accepted", text=gettext_lazy("“%(meeting)s”的报告已接收。"))
notice_kind("exception_answered", text=gettext_lazy("%(period)s未开例会的说明：%(answer)s"))


@transaction.atomic
def draft_report(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> MeetingReport:
    """Draft the report from agenda, roll, resolutions and minutes in one step; a draft that is there is returned.

    Raises ValidationError before the meeting was held.
    """
    meeting = (
        SecretaryMeeting.objects.select_for_update(of=("self",)).select_related("host", "gathering").get(pk=meeting.pk)
    )
    authorise(by, "meetings.draft_report", meeting, at=at)
    existing = MeetingReport.objects.filter(meeting=meeting).first()
    if existing is not None:
        return existing
    if meeting.state != SecretaryMeeting.State.HELD:
        raise ValidationError(_("会议尚未召开，不能起草报告。"))
    count = count_roll(meeting.gathering)
    report = MeetingReport.objects.create(
        meeting=meeting, scale=count.present, late_entries=count.late, **drafted_texts(meeting)
    )
    trace(report, "meetings.report_drafted", by=by, at=at, scale=report.scale)
    return report


def _lock(report: MeetingReport) -> MeetingReport:
    return (
        MeetingReport.objects.select_for_update(of=("self",))
        .select_related("meeting__host", "meeting__gathering")
        .get(pk=report.pk)
    )


@transaction.atomic
def save_report(
    report: MeetingReport, *, topics: str, resolutions: str, effect: str, version: int, by: Any, at: datetime,
    late_reason: str = "",
) -> MeetingReport:  # fmt: skip
    """Change the words of a draft or a returned report; scale comes from the roll and is never typed."""
    report = _lock(report)
    authorise(by, "meetings.save_report", report, at=at)
    check_version(report, version)
    if report.state not in (MeetingReport.State.DRAFT, MeetingReport.State.RETURNED):
        raise ValidationError(_("报告已经报送，不能再改；如需修改，请上级退回。"))
    report.topics, report.resolutions, report.effect = topics, resolutions, effect
    report.late_reason, report.version = late_reason, version + 1
    count = count_roll(report.meeting.gathering)
    report.scale, report.late_entries = count.present, count.late
    report.save()
    trace(report, "meetings.report_saved", by=by, at=at)
    return report


@transaction.atomic
def file_report(report: MeetingReport, *, version: int, by: Any, at: datetime) -> MeetingReport:
    """Send the report to the overseeing body; filing again after a return is allowed.

    Filing what is already filed in this version changes nothing and returns it.
    Raises PermissionDenied, or ValidationError in the user's words (Stale when somebody saved since).
    """
    report = _lock(report)
    authorise(by, "meetings.file_report", report, at=at)
    at = db_now()  # lateness is judged by the database's clock
    if report.state == report.State.FILED and report.version == version + 1:
        return report
    check_version(report, version)
    meeting = report.meeting
    if at < meeting.starts_at:
        raise ValidationError(_("会议尚未召开，不能报送。"))
    if not Minutes.objects.filter(meeting=meeting, state=Minutes.State.APPROVED).exists():
        raise ValidationError(_("会议纪要还没有审签，请先审签纪要，再报送。"))
    report.flow.apply(report, "file")
    count = count_roll(meeting.gathering)
    report.scale, report.late_entries = count.present, count.late
    report.filed_at, report.version = at, version + 1
    report.first_filed_at = report.first_filed_at or at
    report.save()
    settle(meeting, "file_report", at=at, by=by)
    _ask_for_acceptance(report, at=at)
    trace(report, "meetings.report_filed", by=by, at=at, scale=report.scale, late_entries=report.late_entries)
    return report


def _ask_for_acceptance(report: MeetingReport, *, at: datetime) -> None:
    meeting = report.meeting
    above = directly_above(meeting.host, at)
    if above is None:
        return
    url = reverse("meetings:report", args=[meeting.pk])
    owe(
        report, "accept_report", body=above, roles=["head", "officer"], at=at, url=url, unit_code="A14.4",
        due_on=add_working_days(local_date(at), 10, working_calendar()), element="mechanism",
        label=f"{meeting.host.name} · {meeting.gathering.title}",
    )  # fmt: skip
    for person in holders(above, "officer", at=at):
        notify(
            person, "report_filed", at=at, key=f"report:{report.pk}:{report.version}", hub=meeting.host.name,
            meeting=meeting.gathering.title, url=url,
        )  # fmt: skip


def _tell_the_hub(report: MeetingReport, kind: str, *, at: datetime) -> None:
    meeting = report.meeting
    for person in holders(meeting.host, "head", "officer", at=at):
        notify(
            person, kind, at=at, mail=True, key=f"{kind}:{report.pk}:{report.version}", reply=report.reply,
            meeting=meeting.gathering.title, url=reverse("meetings:report", args=[meeting.pk]),
        )  # fmt: skip


@transaction.atomic
def accept_report(report: MeetingReport, *, version: int, by: Any, at: datetime, reply: str = "") -> MeetingReport:
    """The overseeing body takes the report. With later entries on the roll it needs the hub's reason first."""
    report = _lock(report)
    authorise(by, "meetings.accept_report", report, at=at)
    if report.state == report.State.ACCEPTED:
        return report
    check_version(report, version)
    if report.late_entries and not report.late_reason.strip():
        raise ValidationError(_("规模里有会后补录的人员，枢纽还没有写补录原因，请先退回补充。"))
    report.flow.apply(report, "accept")
    report.reply, report.replied_at, report.version = reply.strip(), at, version + 1
    report.save()
    settle(report, "accept_report", at=at, by=by)
    _tell_the_hub(report, "report_accepted", at=at)
    trace(report, "meetings.report_accepted", by=by, at=at)
    return report


@transaction.atomic
def return_report(report: MeetingReport, *, reply: str, version: int, by: Any, at: datetime) -> MeetingReport:
    """The overseeing body asks for more, with a reason; the hub owes a new filing."""
    report = _lock(report)
    authorise(by, "meetings.return_report", report, at=at)
    if report.state == report.State.RETURNED and report.version == version + 1:
        return report
    check_version(report, version)
    if not reply.strip():
        raise ValidationError({"reply": _("请写明要补充什么。")})
    report.flow.apply(report, "send_back")
    report.reply, report.replied_at, report.version = reply.strip(), at, version + 1
    report.times_returned += 1
    report.save()
    settle(report, "accept_report", at=at, by=by)
    meeting = report.meeting
    owe(
        meeting, "file_report", body=meeting.host, roles=["head", "officer"], at=at, label=meeting.gathering.title,
        due_on=add_working_days(local_date(at), 5, working_calendar()), unit_code="A14.4", element="mechanism",
        url=reverse("meetings:report", args=[meeting.pk]),
    )  # fmt: skip
    _tell_the_hub(report, "report_returned", at=at)
    trace(report, "meetings.report_returned", by=by, at=at)
    return report


@transaction.atomic
def file_exception(host: Organization, *, period_code: str, reason: str, by: Any, at: datetime) -> MeetingException:
    """Say why a quarter has no meeting; once a quarter. Raises ValidationError without a reason."""
    draft = MeetingException(
        host=host, period_code=period_from_code(period_code).code, reason=reason.strip(), filed_at=at
    )
    authorise(by, "meetings.file_exception", draft, at=at)
    if not draft.reason:
        raise ValidationError({"reason": _("请写明本季度不开例会的理由。")})
    existing = MeetingException.objects.filter(host=host, period_code=draft.period_code).first()
    if existing is not None:
        return existing
    draft.save()
    above = directly_above(host, at)
    if above is not None:
        owe(
            draft, "answer_exception", body=above, roles=["head", "officer"], at=at, unit_code="A14.1",
            due_on=add_working_days(local_date(at), 10, working_calendar()), element="mechanism",
            label=f"{host.name} {draft.period_code}", url=reverse("meetings:exception", args=[draft.pk]),
        )  # fmt: skip
    trace(draft, "meetings.exception_filed", by=by, at=at, period=draft.period_code)
    return draft


@transaction.atomic
def answer_exception(
    exception: MeetingException, *, accepted: bool, reply: str, by: Any, at: datetime
) -> MeetingException:
    """The overseeing body accepts the reason or not; the answer stays visible."""
    exception = MeetingException.objects.select_for_update(of=("self",)).select_related("host").get(pk=exception.pk)
    authorise(by, "meetings.answer_exception", exception, at=at)
    wanted = MeetingException.State.ACCEPTED if accepted else MeetingException.State.REFUSED
    if exception.state == wanted:
        return exception
    exception.flow.apply(exception, "accept" if accepted else "refuse")
    exception.reply, exception.replied_at = reply.strip(), at
    exception.save()
    settle(exception, "answer_exception", at=at, by=by)
    if accepted:
        settle(exception.host, f"hold_meeting:{exception.period_code}", at=at, by=by)
    for person in holders(exception.host, "head", at=at):
        notify(
            person, "exception_answered", at=at, mail=True, key=f"exception:{exception.pk}:{wanted}",
            period=exception.period_code, answer=str(exception.get_state_display()), url="",
        )  # fmt: skip
    trace(exception, "meetings.exception_answered", by=by, at=at, accepted=accepted)
    return exception
