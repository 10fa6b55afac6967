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
from shuniu.domain.meetings.actions.telling import tell_organizations
from shuniu.domain.meetings.models import AgendaItem, SecretaryMeeting, TopicCall, TopicProposal
from shuniu.domain.meetings.queries import hub_officers_duty_roles, report_left
from shuniu.domain.meetings.rules import prepares_for_the_host
from shuniu.kernel.core.access import allowed, authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import attach, notify, owe, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.trail.actions import trace

notice_kind("topics_called", text=gettext_lazy("%(hub)s为“%(meeting)s”征集议题，%(until)s 截止。"))
notice_kind("topic_taken", text=gettext_lazy("你单位提出的议题“%(topic)s”已列入议程。"))
notice_kind("topic_not_taken", text=gettext_lazy("你单位提出的议题“%(topic)s”本次未列入：%(reason)s"))
notice_kind(
    "topic_by_link",
    text=gettext_lazy(
        "%(said_by)s凭链接以你单位的名义为“%(meeting)s”提了议题“%(topic)s”。请打开确认；如果不是你单位提的，也请说明。"
    ),
)
notice_kind("topic_denied", text=gettext_lazy("%(organization)s没有提过议题“%(topic)s”，议程里不再写是它提议的。"))
notice_kind("materials_added", text=gettext_lazy("“%(meeting)s”有新的会前材料：%(name)s"))

OPEN = (SecretaryMeeting.State.PLANNED, SecretaryMeeting.State.ANNOUNCED)


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
    if meeting.state not in OPEN:
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
    tell_organizations(
        [body.pk for body in new], "topics_called", at=at, key=f"topics:{meeting.pk}", hub=meeting.host.name,
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
        invited = meeting.gathering.invitees.values_list("organization_id", flat=True)
        tell_organizations(
            invited, "materials_added", at=at, key=f"material:{row.pk}", name=row.name,
            meeting=meeting.gathering.title, url=reverse("meetings:meeting", args=[meeting.pk]),
        )  # fmt: skip
    return row


@transaction.atomic
def propose_topic(
    meeting: SecretaryMeeting, *, organization: Organization, kind: str, title: str, at: datetime, by: Any = None,
    detail: str = "", token: str = "", proposer_name: str = "",
) -> TopicProposal:  # fmt: skip
    """An organization proposes a topic while the call is open, by sign-in or through its own link.

    The same title twice is one proposal. The host's staff cannot propose in an organization's name (A14.3). The host
    passes the links on itself: whoever proposes by one gives a name, and where the organization has people with
    accounts they are told, and it stands as the organization's only once one of them has said so.
    """
    proposal = TopicProposal(meeting=meeting, organization=organization)
    by_link = not allowed(by, "meetings.propose_topic", proposal, at=at) and _is_its_link(proposal, token)
    if by_link:
        _check_link_holder(meeting, proposer_name, by=by, at=at)
    else:
        authorise(by, "meetings.propose_topic", proposal, at=at)
        proposer_name = by.name
    now = db_now()
    _check_topic(meeting, kind=kind, title=title, now=now)
    asked = holders(organization, *SPEAKS, at=at) if by_link else []
    proposal, made = TopicProposal.objects.get_or_create(
        meeting=meeting, organization=organization, title=title.strip(),
        defaults={
            "kind": kind, "detail": detail, "proposed_by": by, "proposed_at": at, "by_link": by_link,
            "proposer_name": proposer_name.strip()[:60], "confirmed_at": None if asked else now,
            "confirmed_by": None if by_link else by,
        },
    )  # fmt: skip
    if made:
        owe(
            proposal, "answer_topic", body=meeting.host, roles=hub_officers_duty_roles(),
            due_on=local_date(meeting.starts_at), at=at, label=proposal.title, unit_code="A14.3", element="mechanism",
            url=reverse("meetings:agenda", args=[meeting.pk]),
        )  # fmt: skip
        for person in asked:
            notify(
                person, "topic_by_link", at=at, mail=True, key=f"topic-by-link:{proposal.pk}",
                said_by=proposal.proposer_name, topic=proposal.title, meeting=meeting.gathering.title,
                url=reverse("meetings:meeting", args=[meeting.pk]),
            )  # fmt: skip
        trace(proposal, "meetings.topic_proposed", by=by, at=at, organization=organization)
    elif not by_link and proposal.waits_for_its_own:
        proposal = confirm_topic(proposal, ours=True, by=by, at=at)
    elif proposal.denied_at is not None:
        raise ValidationError({"title": _("这个议题你单位说过不是自己提的；如果现在要提，请换个写法。")})
    return proposal


def _is_its_link(proposal: TopicProposal, token: str) -> bool:
    call = TopicCall.objects.filter(meeting=proposal.meeting, organization=proposal.organization).first()
    return bool(token and call is not None and secrets.compare_digest(token.encode(), call.token.encode()))


def _check_link_holder(meeting: SecretaryMeeting, name: str, *, by: Any, at: datetime) -> None:
    if by is not None and prepares_for_the_host(by, meeting, at):
        raise ValidationError(_("这个链接要由被征题单位打开，召集单位不能代为提议题。"))
    if not name.strip():
        raise ValidationError({"proposer_name": _("请写下您的姓名和职务，例如：王桂兰，会长。")})


def _check_topic(meeting: SecretaryMeeting, *, kind: str, title: str, now: datetime) -> None:
    if not title.strip():
        raise ValidationError({"title": _("请写明议题。")})
    if kind not in AgendaItem.Kind.values:
        raise ValidationError({"kind": _("请选择内容类型。")})
    closed = meeting.topics_until is None or local_date(now) > meeting.topics_until
    if closed or meeting.has_begun(now) or meeting.state not in OPEN:
        raise ValidationError(_("这次会议的征题已经截止，可以在会上提出，或留到下一次。"))


def lock_proposal(proposal: TopicProposal) -> TopicProposal:
    rows = TopicProposal.objects.select_for_update(of=("self",))
    return rows.select_related("meeting__host", "meeting__gathering", "organization", "item").get(pk=proposal.pk)


@transaction.atomic
def confirm_topic(proposal: TopicProposal, *, ours: bool, by: Any, at: datetime) -> TopicProposal:
    """The organization's own people say whether what came through its link is theirs. What they said stays."""
    proposal = lock_proposal(proposal)
    authorise(by, "meetings.confirm_topic", proposal, at=at)
    said = proposal.confirmed_by_id is not None or proposal.denied_at is not None
    if said and ours == (proposal.denied_at is None):
        return proposal
    if said or not proposal.by_link:
        raise ValidationError(_("这个议题是不是你单位提的，已经说清楚了，不能再改。"))
    if ours:
        proposal.confirmed_at, proposal.confirmed_by = proposal.confirmed_at or db_now(), by
        proposal.save(update_fields=["confirmed_at", "confirmed_by"])
        trace(proposal, "meetings.topic_confirmed", by=by, at=at, organization=proposal.organization)
        return proposal
    deny_topic(proposal, at=at)
    trace(proposal, "meetings.topic_denied", by=by, at=at, organization=proposal.organization)
    return proposal


def uphold_topic(proposal: TopicProposal) -> None:
    """The organization was asked and it is its own: it stands from now on, where it had not said so itself."""
    if proposal.confirmed_at is None:
        proposal.confirmed_at = db_now()
        proposal.save(update_fields=["confirmed_at"])


def deny_topic(proposal: TopicProposal, *, at: datetime) -> None:
    """It was not the organization's: its name goes from the agenda, the host owes no answer and hears why."""
    proposal.denied_at = db_now()
    proposal.save(update_fields=["denied_at"])
    if proposal.item is not None:
        proposal.item.proposer = None
        proposal.item.save(update_fields=["proposer"])
    settle(proposal, "answer_topic", at=proposal.denied_at)
    meeting = proposal.meeting
    for person in holders(meeting.host, "head", "officer", at=at):
        notify(
            person, "topic_denied", at=at, key=f"topic-denied:{proposal.pk}", topic=proposal.title,
            organization=proposal.organization.name, url=reverse("meetings:agenda", args=[meeting.pk]),
        )  # fmt: skip


def topic_answer_key(proposal: TopicProposal) -> str:
    """Under which the answer is told once; another answer after this one was taken back is told anew."""
    answered = proposal.answered_at
    return f"topic:{proposal.pk}:{proposal.answer}:{int(answered.timestamp()) if answered else 0}"


@transaction.atomic
def answer_topic(proposal: TopicProposal, *, taken: bool, reason: str = "", by: Any, at: datetime) -> TopicProposal:
    """Take a proposal into the agenda, or say why not; the proposer is told. Answering alike twice changes nothing.

    Once the meeting has opened an answer given stays; a topic still waiting may be taken as an item written afterwards
    until the report has left the house, or refused with its reason at any time.
    """
    meeting = locked(proposal.meeting)
    proposal = TopicProposal.objects.select_for_update(of=("self",)).select_related("organization").get(pk=proposal.pk)
    proposal.meeting = meeting
    authorise(by, "meetings.answer_topic", proposal, at=at)
    at = db_now()
    answer = TopicProposal.Answer.TAKEN if taken else TopicProposal.Answer.NOT_TAKEN
    if proposal.answer == answer:
        return proposal
    if proposal.denied_at is not None:
        raise ValidationError(_("这个议题不是提议单位自己提的，不用答复。"))
    if not taken and not reason.strip():
        raise ValidationError({"reason": _("请写明本次未列入的理由，提议单位会看到。")})
    if proposal.answer != TopicProposal.Answer.WAITING and meeting.has_begun(at):
        raise ValidationError(_("会议已经开始，给过的答复不能再改。"))
    if taken:
        check_agenda_open(meeting)
        proposal.item = AgendaItem.objects.create(
            meeting=meeting, kind=proposal.kind, title=proposal.title, proposer=proposal.organization,
            position=next_position(meeting), entered_at=at,
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
            key=topic_answer_key(proposal), topic=proposal.title, reason=reason,
            url=reverse("meetings:meeting", args=[proposal.meeting_id]),
        )  # fmt: skip
    trace(proposal, "meetings.topic_answered", by=by, at=at, answer=answer)
    return proposal


def check_agenda_open(meeting: SecretaryMeeting) -> None:
    """Raises ValidationError when nothing of the agenda may move any more."""
    if meeting.state == SecretaryMeeting.State.CALLED_OFF:
        raise ValidationError(_("会议已取消，不用再排议程。"))
    if report_left(meeting):
        raise ValidationError(_("会议报告已经报送，议程不再改动。"))


def next_position(meeting: SecretaryMeeting) -> int:
    last = meeting.agenda.order_by("-position").first()
    return last.position + 1 if last else 1


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
    topic out is done by answering it, not by deleting it here. Once the meeting has opened its agenda stands: what is
    added then says so and counts for nothing, and once the report has left the house nothing moves (A14).
    """
    meeting = locked(meeting)
    authorise(by, "meetings.set_agenda", meeting, at=at)
    check_version(meeting, version)
    check_agenda_open(meeting)
    at = db_now()
    kept = {row.pk: row for row in meeting.agenda.all()}
    stood = {pk: (row.kind, row.title) for pk, row in kept.items() if row.entered_at < meeting.starts_at}
    begun, added = meeting.has_begun(at), 0
    for position, wanted in enumerate(items, start=1):
        row = kept.pop(int(wanted["id"]), None) if wanted.get("id") else None
        added += row is None
        row = row or AgendaItem(meeting=meeting, entered_at=at)
        row.kind, row.title, row.speaker = wanted["kind"], wanted["title"].strip(), wanted.get("speaker", "")
        if begun and stood.get(row.pk, (row.kind, row.title)) != (row.kind, row.title):
            raise ValidationError(_("会议已经开始，原有的议程不能再改；会上增加的内容请另写一项，会标明是会后补列。"))
        row.position = position
        row.save()
    for row in kept.values():
        if row.proposer_id is not None or row.follows_up_id is not None:
            raise ValidationError(_("组织提出的议题和未办结的决议不能从议程里删除；如不列入，请先答复提议单位。"))
        if begun and row.pk in stood:
            raise ValidationError(_("会议已经开始，原有的议程不能再删除。"))
        row.delete()
    if begun and materials_note != meeting.materials_note:
        raise ValidationError(_("会议已经开始，会前材料说明不能再改。"))
    meeting.materials_note, meeting.version = materials_note, version + 1
    meeting.save(update_fields=["materials_note", "version"])
    if begun and added:
        trace(meeting, "meetings.agenda_added_to", by=by, at=at, count=added)
    else:
        trace(meeting, "meetings.agenda_set", by=by, at=at)
    return meeting
