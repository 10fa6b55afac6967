"""What organizations answer to a meeting through a secret address: topics and invitations (A14.1, A14.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import MD5, Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.actions import deny_topic, uphold_topic
from shuniu.domain.meetings.models import SecretaryMeeting, TopicProposal
from shuniu.engines.gatherings.actions import unanswer
from shuniu.engines.gatherings.models import Invitee
from shuniu.kernel.record.answers import LinkAnswer, LinkAnswers, link_answers


def _topics(hubs: Iterable[Any] | None) -> QuerySet[TopicProposal]:
    rows = TopicProposal.objects.filter(by_link=True).select_related(
        "meeting__host", "meeting__gathering", "organization"
    )
    return rows if hubs is None else rows.filter(meeting__host__in=hubs)


def _topic(row: TopicProposal) -> LinkAnswer:
    return LinkAnswer(
        row=row, hub=row.meeting.host, organization=row.organization, title=f"{row.meeting.gathering.title} · {row.title}",
        said_by=row.proposer_name, at=row.proposed_at, url=reverse("meetings:meeting", args=[row.meeting_id]),
        opened_by=row.proposed_by,
    )  # fmt: skip


def _is_theirs(row: TopicProposal, *, by: Any, at: datetime) -> None:
    uphold_topic(row)


def _is_not_theirs(row: TopicProposal, *, by: Any, at: datetime) -> None:
    deny_topic(row, at=at)


def _invitations(hubs: Iterable[Any] | None) -> QuerySet[Invitee]:
    """Of the hubs' meetings; other gatherings are asked after by nobody, nothing rests on an answer there."""
    rows = Invitee.objects.filter(gathering__in=SecretaryMeeting.objects.values("gathering"))
    rows = rows.select_related("gathering__host", "organization", "gathering__secretary_meeting")
    return rows if hubs is None else rows.filter(gathering__host__in=hubs)


def _invitation(row: Invitee) -> LinkAnswer:
    return LinkAnswer(
        row=row, hub=row.gathering.host, organization=row.organization,
        title=f"{row.gathering.title} · {row.get_answer_display()}", said_by=row.attendee_name, at=row.answered_at,
        url=reverse("meetings:meeting", args=[row.gathering.secretary_meeting.pk]),
    )  # fmt: skip


def _unanswer(row: Invitee, *, by: Any, at: datetime) -> None:
    unanswer(row)


link_answers.add("meetings.topic", LinkAnswers(
    gettext_lazy("例会议题"), TopicProposal, _topics,
    lambda rows: rows.filter(by_link=True, confirmed_by__isnull=True, denied_at__isnull=True), _topic, _is_not_theirs,
    order=MD5(Cast("pk", CharField())), uphold=_is_theirs,
))  # fmt: skip
link_answers.add("meetings.invitation", LinkAnswers(
    gettext_lazy("例会邀请"), Invitee, _invitations,
    lambda rows: rows.filter(answer__in=("coming", "substitute"), answered_at__isnull=False, answered_by__isnull=True),
    _invitation, _unanswer,
))  # fmt: skip
