"""What was just answered, decided or closed by mistake is as it was before: nobody went on from it, and who has not read
of it yet never hears of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.actions.exception import exception_answer_key
from shuniu.domain.meetings.actions.minutes import lay_before_the_head
from shuniu.domain.meetings.actions.plan import locked, return_open_resolutions
from shuniu.domain.meetings.actions.topics import check_agenda_open, lock_proposal, topic_answer_key
from shuniu.domain.meetings.mechanisms import current_period
from shuniu.domain.meetings.models import (
    AgendaItem,
    Mechanism,
    MechanismRun,
    MeetingException,
    MeetingReport,
    Minutes,
    Resolution,
    TopicProposal,
)
from shuniu.kernel.core.access import authorise
from shuniu.kernel.record.actions import notify, settle, unsay, unsettle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("topic_answer_taken_back", text=gettext_lazy("对你单位议题“%(topic)s”的答复收回了，会重新答复。"))
notice_kind(
    "report_decision_taken_back", text=gettext_lazy("上级收回了对“%(meeting)s”报告的处理，报告仍在审阅，请等消息。")
)
notice_kind("exception_answer_taken_back", text=gettext_lazy("对%(period)s未开例会说明的答复收回了，会重新答复。"))


A_MOMENT = timedelta(minutes=1)
"""What is taken back was done within the last seconds; its own moment is not kept on every row."""


def topic_before(proposal: TopicProposal) -> dict[str, Any]:
    """What an answer changes, as plain values that travel; the item with what was written on it."""
    item = proposal.item
    return {
        "answer": proposal.answer, "answer_reason": proposal.answer_reason,
        "answered_at": proposal.answered_at and proposal.answered_at.isoformat(),
        "item": item and {"kind": item.kind, "title": item.title, "speaker": item.speaker, "position": item.position,
                          "entered_at": item.entered_at.isoformat()},
    }  # fmt: skip


@transaction.atomic
def take_back_topic_answer(proposal: TopicProposal, *, before: dict[str, Any], by: Any, at: datetime) -> TopicProposal:
    """The answer to a topic is what it was `before` (`topic_before`), mostly none.

    Raises ValidationError where the agenda was written on, or the meeting has opened since.
    """
    meeting = locked(proposal.meeting)
    proposal = lock_proposal(proposal)
    authorise(by, "meetings.answer_topic", proposal, at=at)
    if proposal.answer == before["answer"] or proposal.answered_at is None:
        return proposal
    check_agenda_open(meeting)
    if meeting.has_begun(at) and proposal.answered_at < meeting.starts_at:
        raise ValidationError(_("会议已经开始，给过的答复不能再改。"))
    item, answered_at, key = proposal.item, proposal.answered_at, topic_answer_key(proposal)
    if item is not None and (item.kind, item.title, item.speaker) != (proposal.kind, proposal.title, ""):
        raise ValidationError(_("议程里这一项已经有人接着改过，请在议程里更正。"))
    proposal.answer, proposal.answer_reason, proposal.item = before["answer"], before["answer_reason"], None
    proposal.answered_at = before["answered_at"] and datetime.fromisoformat(before["answered_at"])
    proposal.save()
    if item is not None:
        item.delete()
    if before["item"]:
        proposal.item = AgendaItem.objects.create(meeting=meeting, proposer=proposal.organization, **before["item"])
        proposal.save(update_fields=["item"])
    if proposal.answer == TopicProposal.Answer.WAITING:
        unsettle(proposal, "answer_topic", since=answered_at)
    for person in unsay(key):
        notify(
            person, "topic_answer_taken_back", at=at, mail=True, key=f"{key}:back", topic=proposal.title,
            url=reverse("meetings:meeting", args=[meeting.pk]),
        )  # fmt: skip
    trace(proposal, "meetings.topic_answer_taken_back", by=by, at=at)
    return proposal


@transaction.atomic
def take_back_topic_word(proposal: TopicProposal, *, stood_from: str, by: Any, at: datetime) -> TopicProposal:
    """The organization's own people said by mistake that a topic is theirs, or is not: it waits for their word again.

    `stood_from`: since when it stood on the link alone, "" when it did not.
    """
    proposal = lock_proposal(proposal)
    authorise(by, "meetings.confirm_topic", proposal, at=at)
    if proposal.confirmed_by_id is None and proposal.denied_at is None:
        return proposal
    denied_at = proposal.denied_at
    proposal.confirmed_at = datetime.fromisoformat(stood_from) if stood_from else None
    proposal.confirmed_by, proposal.denied_at = None, None
    proposal.save(update_fields=["confirmed_at", "confirmed_by", "denied_at"])
    if denied_at is not None:
        if proposal.item is not None:
            proposal.item.proposer = proposal.organization
            proposal.item.save(update_fields=["proposer"])
        unsettle(proposal, "answer_topic", since=denied_at)
        unsay(f"topic-denied:{proposal.pk}")
    trace(proposal, "meetings.topic_word_taken_back", by=by, at=at, organization=proposal.organization)
    return proposal


@transaction.atomic
def take_back_minutes_return(minutes: Minutes, *, remark: str, version: int, by: Any, at: datetime) -> Minutes:
    """The head sent the minutes back by mistake: they wait for approval again, unless the officer wrote on."""
    rows = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__host", "meeting__gathering")
    minutes = rows.get(pk=minutes.pk)
    authorise(by, "meetings.approve_minutes", minutes, at=at)
    if minutes.state == Minutes.State.SUBMITTED:
        return minutes
    if minutes.version != version:
        raise ValidationError(_("经办人已经接着改了纪要，请等他再送来。"))
    minutes.flow.apply(minutes, "submit")
    minutes.remark = remark
    minutes.save(update_fields=["state", "remark"])
    lay_before_the_head(minutes, by=by, at=at)
    trace(minutes, "meetings.minutes_return_taken_back", by=by, at=at)
    return minutes


@transaction.atomic
def take_back_run(run: MechanismRun, *, by: Any, at: datetime) -> MechanismRun:
    """Whoever just entered a run by mistake takes it out; what it had settled is owed again."""
    run = MechanismRun.objects.select_for_update(of=("self",)).select_related("mechanism__host").get(pk=run.pk)
    authorise(by, "meetings.take_back_run", run, at=at)
    if run.withdrawn_at is None:
        run.withdrawn_at = at
        run.save(update_fields=["withdrawn_at"])
        period = current_period(run.mechanism, run.held_on)
        unsettle(run.mechanism, f"run_mechanism:{period.code}", since=run.entered_at)
        trace(run, "meetings.run_withdrawn", by=by, at=at)
    return run


@transaction.atomic
def restore_mechanism(mechanism: Mechanism, *, at_version: int, by: Any, at: datetime) -> Mechanism:
    """Stopped by mistake: it stays on the list and owes what it owed, unless one of its name was listed since."""
    mechanism = Mechanism.objects.select_for_update(of=("self",)).select_related("host").get(pk=mechanism.pk)
    authorise(by, "meetings.end_mechanism", mechanism, at=at)
    if mechanism.valid_to is None:
        return mechanism
    same = Mechanism.objects.filter(host=mechanism.host, name=mechanism.name, valid_to__isnull=True)
    if mechanism.version != at_version or same.exists():
        raise ValidationError(_("清单里已有同名的机制。"))
    mechanism.valid_to, mechanism.end_reason = None, ""
    mechanism.version += 1
    mechanism.save()
    unsettle(mechanism, f"run_mechanism:{current_period(mechanism, at).code}", since=at - A_MOMENT)
    trace(mechanism, "meetings.mechanism_restored", by=by, at=at)
    return mechanism


@transaction.atomic
def take_back_closing(resolution: Resolution, *, outcome: str, by: Any, at: datetime) -> Resolution:
    """Whoever closed a resolution by mistake has it open again, with what was written on it before."""
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("meeting__host", "meeting__gathering")
    resolution = rows.get(pk=resolution.pk)
    authorise(by, "meetings.close_resolution", resolution, at=at)
    if resolution.closed_at is None:
        return resolution
    closed_at, key = resolution.closed_at, f"resolution_done:{resolution.pk}:{resolution.version}"
    resolution.closed_on, resolution.closed_at, resolution.outcome = None, None, outcome
    resolution.version += 1
    resolution.save(update_fields=["closed_on", "closed_at", "outcome", "version"])
    unsettle(resolution, "carry_out_resolution", since=closed_at)
    unsay(key)
    return_open_resolutions(resolution.meeting.host, at=at)
    trace(resolution, "meetings.resolution_reopened", by=by, at=at)
    return resolution


@transaction.atomic
def take_back_report_decision(
    report: MeetingReport, *, reply: str, replied_at: str | None, version: int, by: Any, at: datetime
) -> MeetingReport:
    """Accepted or returned by mistake: the report lies with the body above again, unless the hub wrote on."""
    rows = MeetingReport.objects.select_for_update(of=("self",)).select_related("meeting__host", "meeting__gathering")
    report = rows.get(pk=report.pk)
    accepted = report.state == MeetingReport.State.ACCEPTED
    authorise(by, "meetings.accept_report" if accepted else "meetings.return_report", report, at=at)
    if report.state == MeetingReport.State.FILED:
        return report
    if report.version != version or report.replied_at is None:
        raise ValidationError(_("枢纽已经接着改了报告，请等它再报送。"))
    meeting, decided_at = report.meeting, report.replied_at
    key = f"{'report_accepted' if accepted else 'report_returned'}:{report.pk}:{report.version}"
    report.flow.apply(report, "take_up_again")
    report.reply, report.version = reply, version + 1
    report.replied_at = datetime.fromisoformat(replied_at) if replied_at else None
    report.times_returned -= 0 if accepted else 1
    report.save()
    if not accepted:
        settle(meeting, "file_report", at=at, by=by)
    unsettle(report, "accept_report", since=decided_at)
    for person in unsay(key):
        notify(
            person, "report_decision_taken_back", at=at, mail=True, key=f"{key}:back", meeting=meeting.gathering.title,
            url=reverse("meetings:report", args=[meeting.pk]),
        )  # fmt: skip
    trace(report, "meetings.report_decision_taken_back", by=by, at=at)
    return report


@transaction.atomic
def take_back_exception_answer(exception: MeetingException, *, by: Any, at: datetime) -> MeetingException:
    """The answer to a hub's reason was a mistake: it waits for one again, unless the hub explained anew."""
    exception = MeetingException.objects.select_for_update(of=("self",)).select_related("host").get(pk=exception.pk)
    authorise(by, "meetings.answer_exception", exception, at=at)
    if exception.replied_at is None:
        return exception
    anew = MeetingException.objects.filter(host=exception.host, period_code=exception.period_code)
    if anew.filter(filed_at__gt=exception.replied_at).exists():
        raise ValidationError(_("枢纽已经重新说明，请看新的说明。"))
    key, answered_at = exception_answer_key(exception), exception.replied_at
    exception.flow.apply(exception, "take_up_again")
    exception.reply, exception.replied_at = "", None
    exception.save()
    unsettle(exception, "answer_exception", since=answered_at)
    unsettle(exception.host, f"hold_meeting:{exception.period_code}", since=answered_at)
    for person in unsay(key):
        notify(
            person, "exception_answer_taken_back", at=at, mail=True, key=f"{key}:back", period=exception.period_code,
            url=reverse("meetings:exception", args=[exception.pk]),
        )  # fmt: skip
    trace(exception, "meetings.exception_answer_taken_back", by=by, at=at)
    return exception
