"""Who sees a meeting and its report, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.models import MeetingReport, SecretaryMeeting
from shuniu.kernel.orgs.explaining import Explained, explained
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.orgs.queries import bodies_of


def concerned(row: SecretaryMeeting, user: Any, at: datetime) -> list[tuple[Any, Any]]:
    """The host, and those of the user's organizations that were invited, asked for topics, or owe a resolution."""
    mine = bodies_of(user, at)
    found: list[tuple[Any, Any]] = [(row.host, _("召开这次例会"))]
    found += [(body, _("受邀参加")) for body in mine.filter(invited_to__gathering=row.gathering_id)]
    ties = Affiliation.objects.valid(at).filter(hub=row.host_id, declined_at__isnull=True)
    called = ties.filter(organization__in=row.topic_calls.values("organization"))
    asked = called | ties.filter(confirmed_at__isnull=False) if row.topics_until is not None else called
    found += [(body, _("可以提议题")) for body in mine.filter(pk__in=asked.values("organization"))]
    found += [(body, _("提过议题")) for body in mine.filter(pk__in=row.proposals.values("organization"))]
    return found + [(body, _("承办一条决议")) for body in mine.filter(pk__in=row.resolutions.values("owner"))]


explained.add("meeting", Explained(
    _("例会"), lambda user, at: SecretaryMeeting.objects.visible_to(user, at), "pk", concerned,
    _("例会给召开的枢纽和它的上级看；通知之后受邀的组织、承办决议的单位也看得到。可以提议题的组织只看得到议程和自己提的议题。"),
))  # fmt: skip
explained.add("report", Explained(
    _("例会报告"), lambda user, at: MeetingReport.objects.visible_to(user, at), "pk",
    lambda row, user, at: [(row.meeting.host, _("写这份报告"))], _("报告给写它的枢纽看，报送之后它的上级也看得到。"),
))  # fmt: skip
