from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.models import AgendaItem, Resolution, SecretaryMeeting, TopicProposal
from shuniu.domain.meetings.queries import hub_officers_duty_roles, report_due_on
from shuniu.engines.gatherings.actions import call_gathering, invite_organizations, move_gathering
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.record.actions import notify, owe, settle
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
notice_kind("topic_taken", text=gettext_lazy("你单位提出的议题“%(topic)s”已列入议程。"))
notice_kind("topic_not_taken", text=gettext_lazy("你单位提出的议题“%(topic)s”本次未列入：%(reason)s"))
notice_kind("meeting_announced", text=gettext_lazy("请参加“%(meeting)s”，时间 %(time)s，地点 %(place)s。"))
notice_kind("meeting_called_off", text=gettext_lazy("“%(meeting)s”已取消。"))


@transaction.atomic
def plan_meeting(
    host: Organization, *, title: str, form: str, starts_at: datetime, ends_at: datetime, place: str,
    by: Any, at: datetime, form_note: str = "", topics_until: date | None = None, quorum_share: int | None = None,
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
    if topics_until is not None and topics_until > day:
        raise ValidationError({"topics_until": _("征题截止日期要在开会之前。")})
    if form == SecretaryMeeting.Form.OTHER and not form_note.strip():
        raise ValidationError({"form_note": _("选择其他形式时，请写明是什么形式。")})
    gathering = call_gathering(host, title=title, starts_at=starts_at, ends_at=ends_at, place=place, by=by, at=at)
    meeting = SecretaryMeeting.objects.create(
        host=host, gathering=gathering, form=form, form_note=form_note, topics_until=topics_until,
        quorum_share=quorum_share, created_at=at,
    )  # fmt: skip
    _return_open_resolutions(meeting)
    owe(
        meeting, "close_sign_in", body=host, roles=hub_officers_duty_roles(), due_on=day, at=at, label=title,
        url=reverse("meetings:roll", args=[meeting.pk]), unit_code="A14.1", element="mechanism",
    )  # fmt: skip
    trace(meeting, "meetings.meeting_planned", by=by, at=at, host=host, starts_at=starts_at)
    return meeting


def _return_open_resolutions(meeting: SecretaryMeeting) -> None:
    """Resolutions not done yet stand on the next agenda until they are."""
    open_ones = Resolution.objects.filter(
        meeting__host=meeting.host, closed_on__isnull=True, meeting__gathering__starts_at__lt=meeting.starts_at
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, kind=AgendaItem.Kind.INFORMATION, title=_("上次决议办理情况：%(text)s") % {"text": row.text[:100]},
            position=100 + number, follows_up=row,
        )
        for number, row in enumerate(open_ones)
    )  # fmt: skip


@transaction.atomic
def change_meeting(
    meeting: SecretaryMeeting, *, version: int, title: str, form: str, starts_at: datetime, ends_at: datetime,
    place: str, by: Any, at: datetime, form_note: str = "", topics_until: date | None = None,
    quorum_share: int | None = None,
) -> SecretaryMeeting:  # fmt: skip
    """Change what was planned. Raises Stale when somebody saved since."""
    meeting = _lock(meeting)
    authorise(by, "meetings.change_meeting", meeting, at=at)
    check_version(meeting, version)
    if meeting.state in (SecretaryMeeting.State.HELD, SecretaryMeeting.State.CALLED_OFF):
        raise ValidationError(_("会议已经召开或取消，不能再改。"))
    if form == SecretaryMeeting.Form.OTHER and not form_note.strip():
        raise ValidationError({"form_note": _("选择其他形式时，请写明是什么形式。")})
    move_gathering(
        meeting.gathering, title=title, starts_at=starts_at, ends_at=ends_at, place=place, by=by, at=db_now()
    )
    meeting.form, meeting.form_note = form, form_note
    meeting.topics_until, meeting.quorum_share, meeting.version = topics_until, quorum_share, version + 1
    meeting.save()
    owe(
        meeting, "close_sign_in", body=meeting.host, roles=hub_officers_duty_roles(), due_on=local_date(starts_at),
        at=at, label=title, url=reverse("meetings:roll", args=[meeting.pk]), unit_code="A14.1", element="mechanism",
    )  # fmt: skip
    trace(meeting, "meetings.meeting_changed", by=by, at=at)
    return meeting


@transaction.atomic
def propose_topic(
    meeting: SecretaryMeeting, *, organization: Organization, kind: str, title: str, by: Any, at: datetime,
    detail: str = "",
) -> TopicProposal:  # fmt: skip
    """An organization proposes a topic while the call is open; the same title twice is one proposal."""
    proposal = TopicProposal(meeting=meeting, organization=organization)
    authorise(by, "meetings.propose_topic", proposal, at=at)
    today = local_date(db_now())
    if meeting.topics_until is None or today > meeting.topics_until:
        raise ValidationError(_("这次会议的征题已经截止，可以在会上提出，或留到下一次。"))
    proposal, made = TopicProposal.objects.get_or_create(
        meeting=meeting, organization=organization, title=title.strip(),
        defaults={"kind": kind, "detail": detail, "proposed_by": by, "proposed_at": at},
    )  # fmt: skip
    if made:
        owe(
            proposal, "answer_topic", body=meeting.host, roles=hub_officers_duty_roles(),
            due_on=local_date(meeting.starts_at), at=at, label=proposal.title, unit_code="A14.3", element="mechanism",
            url=reverse("meetings:agenda", args=[meeting.pk]),
        )  # fmt: skip
        trace(proposal, "meetings.topic_proposed", by=by, at=at, organization=organization)
    return proposal


@transaction.atomic
def answer_topic(proposal: TopicProposal, *, taken: bool, reason: str = "", by: Any, at: datetime) -> TopicProposal:
    """Take a proposal into the agenda, or say why not; the proposer is told. Answering alike twice changes nothing."""
    proposal = TopicProposal.objects.select_for_update(of=("self",)).select_related("meeting__host").get(pk=proposal.pk)
    authorise(by, "meetings.answer_topic", proposal, at=at)
    answer = TopicProposal.Answer.TAKEN if taken else TopicProposal.Answer.NOT_TAKEN
    if proposal.answer == answer:
        return proposal
    if not taken and not reason.strip():
        raise ValidationError({"reason": _("请写明本次未列入的理由，提议单位会看到。")})
    if taken:
        last = proposal.meeting.agenda.order_by("-position").first()
        proposal.item = AgendaItem.objects.create(
            meeting=proposal.meeting, kind=proposal.kind, title=proposal.title, proposer=proposal.organization,
            position=(last.position if last else 0) + 1,
        )  # fmt: skip
    elif proposal.item is not None:
        item, proposal.item = proposal.item, None
        proposal.save(update_fields=["item"])
        item.delete()
    proposal.answer, proposal.answer_reason, proposal.answered_at = answer, reason.strip(), at
    proposal.save()
    settle(proposal, "answer_topic", at=at, by=by)
    notify(
        proposal.proposed_by, "topic_taken" if taken else "topic_not_taken", at=at, mail=True,
        key=f"topic:{proposal.pk}:{answer}", topic=proposal.title, reason=reason,
        url=reverse("meetings:meeting", args=[proposal.meeting_id]),
    )  # fmt: skip
    trace(proposal, "meetings.topic_answered", by=by, at=at, answer=answer)
    return proposal


@transaction.atomic
def set_agenda(
    meeting: SecretaryMeeting,
    *,
    items: Iterable[dict[str, Any]],
    materials_note: str,
    version: int,
    by: Any,
    at: datetime,
) -> SecretaryMeeting:
    """Write the agenda as a whole: each item `{id?, kind, title, speaker}` in order.

    Items of organizations' topics and returned resolutions keep their proposer and origin; leaving an organization's
    topic out is done by answering it, not by deleting it here.
    """
    meeting = _lock(meeting)
    authorise(by, "meetings.set_agenda", meeting, at=at)
    check_version(meeting, version)
    kept = {row.pk: row for row in meeting.agenda.all()}
    for position, wanted in enumerate(items, start=1):
        row = kept.pop(int(wanted["id"]), None) if wanted.get("id") else None
        row = row or AgendaItem(meeting=meeting)
        row.kind, row.title, row.speaker = wanted["kind"], wanted["title"].strip(), wanted.get("speaker", "")
        row.position = position
        row.save()
    for row in kept.values():
        if row.proposer_id is not None or row.follows_up_id is not None:
            raise ValidationError(_("组织提出的议题和未办结的决议不能从议程里删除；如不列入，请先答复提议单位。"))
        row.delete()
    meeting.materials_note, meeting.version = materials_note, version + 1
    meeting.save(update_fields=["materials_note", "version"])
    trace(meeting, "meetings.agenda_set", by=by, at=at)
    return meeting


@transaction.atomic
def announce_meeting(
    meeting: SecretaryMeeting, *, organizations: Iterable[Organization], by: Any, at: datetime
) -> SecretaryMeeting:
    """Invite organizations: each secretary-general gets a notice with the link to answer. Again adds the new ones."""
    meeting = _lock(meeting)
    authorise(by, "meetings.announce_meeting", meeting, at=at)
    chosen = list(organizations)
    if not chosen and not meeting.gathering.invitees.exists():
        raise ValidationError(_("请至少选择一家要通知的组织。"))
    if not meeting.agenda.exists():
        raise ValidationError(_("请先排好议程，再发会议通知。"))
    if meeting.state != SecretaryMeeting.State.ANNOUNCED:
        meeting.flow.apply(meeting, "announce")
        meeting.save(update_fields=["state"])
    posts = list(
        Appointment.objects.valid(at)
        .filter(organization__in=chosen, role__in=["secretary_general", "head", "liaison_officer"])
        .select_related("person")
    )
    principal = {post.organization_id: post.person.name for post in posts if post.role == "secretary_general"}
    new = invite_organizations(meeting.gathering, organizations=chosen, names=principal, by=by, at=at)
    gathering = meeting.gathering
    for post in posts:
        notify(
            post.person, "meeting_announced", at=at, mail=True, key=f"meeting:{meeting.pk}",
            meeting=gathering.title, time=f"{gathering.starts_at.astimezone():%Y-%m-%d %H:%M}", place=gathering.place,
            url=reverse("meetings:meeting", args=[meeting.pk]),
        )  # fmt: skip
    trace(meeting, "meetings.meeting_announced", by=by, at=at, new=new)
    return meeting


@transaction.atomic
def call_off_meeting(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> SecretaryMeeting:
    """The meeting will not take place; it stays listed and counts for nothing."""
    meeting = _lock(meeting)
    authorise(by, "meetings.call_off_meeting", meeting, at=at)
    if meeting.state == SecretaryMeeting.State.CALLED_OFF:
        return meeting
    meeting.flow.apply(meeting, "call_off")
    meeting.save(update_fields=["state"])
    settle(meeting, "close_sign_in", at=at, by=by)
    asked = Appointment.objects.valid(at).filter(
        organization__in=meeting.gathering.invitees.values("organization"), role="secretary_general"
    )
    for post in asked.select_related("person"):
        notify(
            post.person, "meeting_called_off", at=at, mail=True, key=f"meeting-off:{meeting.pk}",
            meeting=meeting.gathering.title, url=reverse("meetings:meeting", args=[meeting.pk]),
        )  # fmt: skip
    trace(meeting, "meetings.meeting_called_off", by=by, at=at)
    return meeting


@transaction.atomic
def close_sign_in(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> SecretaryMeeting:
    """The meeting was held. From here the report's deadline runs. Raises ValidationError before it began."""
    meeting = _lock(meeting)
    authorise(by, "meetings.close_sign_in", meeting, at=at)
    at = db_now()
    if meeting.state == SecretaryMeeting.State.HELD:
        return meeting
    if at < meeting.starts_at:
        raise ValidationError(_("会议尚未召开。"))
    meeting.flow.apply(meeting, "close_sign_in")
    meeting.save(update_fields=["state"])
    due = report_due_on(meeting, at=at)
    settle(meeting, "close_sign_in", at=at, by=by)
    settle_quarter(meeting, at=at, by=by)
    for verb, roles, name in (
        ("write_minutes", ["officer", "clerk"], "meetings:minutes"),
        ("file_report", ["head", "officer"], "meetings:report"),
    ):
        owe(
            meeting, verb, body=meeting.host, roles=roles, due_on=due, at=at, label=meeting.gathering.title,
            url=reverse(name, args=[meeting.pk]), unit_code="A14.4", element="mechanism",
        )  # fmt: skip
    trace(meeting, "meetings.sign_in_closed", by=by, at=at)
    return meeting


def settle_quarter(meeting: SecretaryMeeting, *, at: datetime, by: Any) -> None:
    """The reminder to hold this quarter's meeting is done with, unless the meeting was entered afterwards."""
    if not meeting.entered_afterwards and meeting.period == period_of("Q", local_date(at)):
        settle(meeting.host, f"hold_meeting:{meeting.period.code}", at=at, by=by)


def _lock(meeting: SecretaryMeeting) -> SecretaryMeeting:
    return (
        SecretaryMeeting.objects.select_for_update(of=("self",))
        .select_related("host", "gathering__host")
        .get(pk=meeting.pk)
    )
