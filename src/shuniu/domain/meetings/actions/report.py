from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.models import (
    MeetingReport,
    Minutes,
    ReportFiling,
    ReportQuestion,
    SecretaryMeeting,
)
from shuniu.domain.meetings.queries import count_roll, drafted_texts, working_days_from_now
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("report_filed", text=gettext_lazy("%(hub)s报送了“%(meeting)s”的情况，请审阅。"))
notice_kind("report_returned", text=gettext_lazy("“%(meeting)s”的报告被退回补充：%(reply)s"))
notice_kind("report_accepted", text=gettext_lazy("“%(meeting)s”的报告已接收。"))
notice_kind("report_question", text=gettext_lazy("上级询问“%(meeting)s”的报告：%(question)s"))
notice_kind("report_question_answered", text=gettext_lazy("%(hub)s答复了对“%(meeting)s”报告的询问。"))
duty_kind("answer_report_question", title=gettext_lazy("答复对例会报告的询问：%(label)s"), verb=gettext_lazy("去答复"))


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
def save_and_file_report(
    report: MeetingReport, *, topics: str, resolutions: str, effect: str, version: int, by: Any, at: datetime,
    late_reason: str = "",
) -> MeetingReport:  # fmt: skip
    """What stands in the form is what is filed: saved when it differs, then filed. Sent twice it is one filing."""
    report = _lock(report)
    written = (topics, resolutions, effect, late_reason)
    if written == (report.topics, report.resolutions, report.effect, report.late_reason):
        if report.state == MeetingReport.State.FILED:
            authorise(by, "meetings.file_report", report, at=at)
            return report
        return file_report(report, version=version, by=by, at=at)
    report = save_report(
        report, topics=topics, resolutions=resolutions, effect=effect, late_reason=late_reason, version=version,
        by=by, at=at,
    )  # fmt: skip
    return file_report(report, version=report.version, by=by, at=at)


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
    _check_not_copied(report)
    count = count_roll(meeting.gathering)
    report.scale, report.late_entries = count.present, count.late
    report.filed_at, report.version = at, version + 1
    report.first_filed_at = report.first_filed_at or at
    report.save()
    keep_filing(report)
    settle(meeting, "file_report", at=at, by=by)
    _ask_for_acceptance(report, at=at)
    trace(report, "meetings.report_filed", by=by, at=at, scale=report.scale, late_entries=report.late_entries)
    return report


def keep_filing(report: MeetingReport) -> ReportFiling:
    """A copy of what left the house: the body above goes on reading it while the hub writes anew."""
    last = report.as_filed()
    return ReportFiling.objects.create(
        report=report, number=last.number + 1 if last else 1, topics=report.topics, resolutions=report.resolutions,
        effect=report.effect, scale=report.scale, late_entries=report.late_entries, late_reason=report.late_reason,
        filed_at=report.filed_at,
    )  # fmt: skip


def _check_not_copied(report: MeetingReport) -> None:
    """A report in the very words of another meeting's report says nothing of this one (A14.4)."""
    others = ReportFiling.objects.filter(report__meeting__host=report.meeting.host).exclude(report=report)
    same = others.filter(topics=report.topics, resolutions=report.resolutions, effect=report.effect).first()
    if same is not None:
        raise ValidationError(
            _("这份报告与“%(title)s”报送的逐字相同，请写这次会议的情况再报送。")
            % {"title": same.report.meeting.gathering.title}
        )


def _ask_for_acceptance(report: MeetingReport, *, at: datetime) -> None:
    meeting = report.meeting
    above = directly_above(meeting.host, at)
    if above is None:
        return
    url = reverse("meetings:report", args=[meeting.pk])
    owe(
        report, "accept_report", body=above, roles=["head", "officer"], at=at, url=url, unit_code="A14.4",
        due_on=working_days_from_now(meeting.host, "meetings.answer_working_days", at=at), element="mechanism",
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
        due_on=working_days_from_now(meeting.host, "meetings.return_working_days", at=at), unit_code="A14.4", element="mechanism",
        url=reverse("meetings:report", args=[meeting.pk]),
    )  # fmt: skip
    _tell_the_hub(report, "report_returned", at=at)
    trace(report, "meetings.report_returned", by=by, at=at)
    return report


@transaction.atomic
def ask_about_report(report: MeetingReport, *, question: str, by: Any, at: datetime) -> ReportQuestion:
    """The overseeing body asks without returning; the hub owes an answer. The same question twice is one."""
    report = _lock(report)
    authorise(by, "meetings.ask_about_report", report, at=at)
    if report.state != report.State.FILED:
        raise ValidationError(_("报告不在待审阅状态，不能再询问。"))
    if not question.strip():
        raise ValidationError({"question": _("请写明要问什么。")})
    row, made = ReportQuestion.objects.get_or_create(
        report=report, question=question.strip(), defaults={"asked_by": by, "asked_at": at}
    )
    if made:
        meeting = report.meeting
        owe(
            row, "answer_report_question", body=meeting.host, roles=["head", "officer"], at=at, unit_code="A14.4",
            due_on=working_days_from_now(meeting.host, "meetings.return_working_days", at=at), element="mechanism",
            label=meeting.gathering.title, url=reverse("meetings:report", args=[meeting.pk]),
        )  # fmt: skip
        for person in holders(meeting.host, "head", "officer", at=at):
            notify(
                person, "report_question", at=at, mail=True, key=f"question:{row.pk}", question=row.question,
                meeting=meeting.gathering.title, url=reverse("meetings:report", args=[meeting.pk]),
            )  # fmt: skip
        trace(report, "meetings.report_asked_about", by=by, at=at)
    return row


@transaction.atomic
def answer_question(question: ReportQuestion, *, answer: str, by: Any, at: datetime) -> ReportQuestion:
    """The hub answers; who asked is told. An answer given stays."""
    question = (
        ReportQuestion.objects.select_for_update(of=("self",))
        .select_related("report__meeting__host", "report__meeting__gathering", "asked_by")
        .get(pk=question.pk)
    )
    authorise(by, "meetings.answer_question", question, at=at)
    if question.answered_at is not None:
        return question
    if not answer.strip():
        raise ValidationError({"answer": _("请写答复。")})
    question.answer, question.answered_at, question.answered_by = answer.strip(), at, by
    question.save()
    settle(question, "answer_report_question", at=at, by=by)
    meeting = question.report.meeting
    notify(
        question.asked_by, "report_question_answered", at=at, key=f"question-answer:{question.pk}",
        hub=meeting.host.name, meeting=meeting.gathering.title, url=reverse("meetings:report", args=[meeting.pk]),
    )  # fmt: skip
    trace(question.report, "meetings.report_question_answered", by=by, at=at)
    return question
