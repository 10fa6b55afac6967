"""Topics: the call to every tied organization, their proposals and the answers, the agenda and its materials (A14.3)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.actions.plan import locked
from shuniu.domain.meetings.models import AgendaItem, SecretaryMeeting, TopicCall, TopicProposal
from shuniu.domain.meetings.queries import hub_officers_duty_roles
from shuniu.domain.meetings.rules import prepares_for_the_host
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Affiliation, Appointment, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import attach, notify, owe, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.trail.actions import trace

notice_kind("topics_called", text=gettext_lazy("%(hub)s为“%(meeting)s”征集议题，%(until)s 截止。"))
notice_kind("topic_taken", text=gettext_lazy("你单位提出的议题“%(topic)s”已列入议程。"))
notice_kind("topic_not_taken", text=gettext_lazy("你单位提出的议题“%(topic)s”本次未列入：%(reason)s"))
notice_kind("materials_added", text=gettext_lazy("“%(meeting)s”有新的会前材料：%(name)s"))


def tied_organizations(host: Organization, at: datetime) -> Any:
    """Every organization with a valid tie to the hub that did not decline it, by name."""
    ties = Affiliation.objects.valid(at).filter(hub=host, declined_at__isnull=True)
    return Organization.objects.filter(pk__in=ties.values("organization")).order_by("sort_key")


@transaction.atomic
def call_for_topics(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> int:
    """Ask every tied organization for topics: a link of its own for each, notice and mail to who speaks for it.

    Again asks only those that came since. Returns how many were asked now.
    """
    meeting = locked(meeting)
    authorise(by, "meetings.call_for_topics", meeting, at=at)
    if meeting.state not in (SecretaryMeeting.State.PLANNED, SecretaryMeeting.State.ANNOUNCED):
        raise ValidationError(_("会议已经召开或取消，不能再征题。"))
    if meeting.topics_until is None or meeting.topics_until < local_date(db_now()):
        raise ValidationError(_("请先在会议安排里填征题截止日期，日期要在今天以后。"))
    asked = set(meeting.topic_calls.values_list("organization_id", flat=True))
    new = [body for body in tied_organizations(meeting.host, at) if body.pk not in asked]
    TopicCall.objects.bulk_create(
        [
            TopicCall(meeting=meeting, organization=body, token=secrets.token_urlsafe(18), sent_at=at)
            for body in new
        ],
        ignore_conflicts=True, batch_size=1000,
    )  # fmt: skip
    posts = Appointment.objects.valid(at).filter(organization__in=new, role__in=SPEAKS, person__is_active=True)
    for post in posts.select_related("person"):
        notify(
            post.person, "topics_called", at=at, mail=True, key=f"topics:{meeting.pk}", hub=meeting.host.name,
            meeting=meeting.gathering.title, until=meeting.topics_until.isoformat(),
            url=reverse("meetings:topic-propose", args=[meeting.pk]),
        )  # fmt: skip
    if new:
        trace(meeting, "meetings.topics_called", by=by, at=at, count=len(new))
    return len(new)


@transaction.atomic
def add_material(meeting: SecretaryMeeting, *, upload: UploadedFile, by: Any, at: datetime) -> Attachment:
    """Put a paper for the meeting where the invited can read it; those invited already are told."""
    meeting = locked(meeting)
    authorise(by, "meetings.add_material", meeting, at=at)
    if meeting.state == SecretaryMeeting.State.CALLED_OFF:
        raise ValidationError(_("会议已取消，不用再发材料。"))
    row = attach(upload, owner=meeting.host, subject=meeting, by=by, at=at)
    if meeting.state == SecretaryMeeting.State.ANNOUNCED:
        invited = meeting.gathering.invitees.values("organization")
        posts = Appointment.objects.valid(at).filter(organization__in=invited, role__in=SPEAKS)
        for post in posts.select_related("person"):
            notify(
                post.person, "materials_added", at=at, mail=True, key=f"material:{row.pk}", name=row.name,
                meeting=meeting.gathering.title, url=reverse("meetings:meeting", args=[meeting.pk]),
            )  # fmt: skip
    return row


@transaction.atomic
def propose_topic(
    meeting: SecretaryMeeting, *, organization: Organization, kind: str, title: str, at: datetime, by: Any = None,
    detail: str = "", token: str = "", proposer_name: str = "",
) -> TopicProposal:  # fmt: skip
    """An organization proposes a topic while the call is open, by sign-in or through its own link.

    The same title twice is one proposal. The host's staff cannot propose in an organization's name (A14.3).
    """
    proposal = TopicProposal(meeting=meeting, organization=organization)
    call = TopicCall.objects.filter(meeting=meeting, organization=organization).first()
    if token and call is not None and secrets.compare_digest(token.encode(), call.token.encode()):
        if by is not None and prepares_for_the_host(by, meeting, at):
            raise ValidationError(_("这个链接要由被征题单位打开，召集单位不能代为提议题。"))
    else:
        authorise(by, "meetings.propose_topic", proposal, at=at)
    if not title.strip():
        raise ValidationError({"title": _("请写明议题。")})
    if kind not in AgendaItem.Kind.values:
        raise ValidationError({"kind": _("请选择内容类型。")})
    today = local_date(db_now())
    if meeting.topics_until is None or today > meeting.topics_until:
        raise ValidationError(_("这次会议的征题已经截止，可以在会上提出，或留到下一次。"))
    proposal, made = TopicProposal.objects.get_or_create(
        meeting=meeting, organization=organization, title=title.strip(),
        defaults={
            "kind": kind, "detail": detail, "proposed_by": by, "proposed_at": at,
            "proposer_name": proposer_name.strip()[:60] or getattr(by, "name", ""),
        },
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
    # Whoever proposed is told; through the link nobody is known, so those who speak for the organization are.
    proposer = proposal.proposed_by
    for person in [proposer] if proposer else holders(proposal.organization, *SPEAKS, at=at):
        notify(
            person, "topic_taken" if taken else "topic_not_taken", at=at, mail=True,
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
    """Write the agenda as a whole, in order: each item `{id?, kind, title, speaker}`.

    Items of organizations' topics and returned resolutions keep their proposer and origin; leaving an organization's
    topic out is done by answering it, not by deleting it here.
    """
    meeting = locked(meeting)
    authorise(by, "meetings.set_agenda", meeting, at=at)
    check_version(meeting, version)
    if meeting.state == SecretaryMeeting.State.CALLED_OFF:
        raise ValidationError(_("会议已取消，不用再排议程。"))
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
