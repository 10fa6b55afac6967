"""What the desk's first page shows: the work list, quick actions, ties over time, an organization's own matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.models import SecretaryMeeting, TopicProposal
from shuniu.domain.registry.models import RosterImport
from shuniu.engines.gatherings.models import Invitee
from shuniu.faces.desk.shell import Desk
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import CITY_TIME, local_date
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.models import Duty

WEEKDAYS = (
    gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"), gettext_lazy("周五"),
    gettext_lazy("周六"), gettext_lazy("周日"),
)  # fmt: skip


def greeting(at: datetime) -> str:
    hour = at.astimezone(CITY_TIME).hour
    return _("上午好") if 4 <= hour < 12 else _("下午好") if 12 <= hour < 18 else _("晚上好")


def day_in_words(day: date) -> str:
    return _("%(month)s 月 %(day)s 日 %(weekday)s") % {
        "month": day.month, "day": day.day, "weekday": WEEKDAYS[day.weekday()],
    }  # fmt: skip


class WorkList:
    """The open duties of a person, counted by tab; at most `SHOWN` of the chosen tab as rows."""

    SHOWN = 8

    def __init__(self, user: Any, at: datetime, *, which: str) -> None:
        self.which = which if which in ("late", "today", "week") else "open"
        self.today = local_date(at)
        self.duties = list(Duty.objects.visible_to(user, at).open().select_related("body").order_by("due_on")[:300])

    def _of(self, which: str) -> list[Duty]:
        week = self.today + timedelta(days=6 - self.today.weekday())
        tests = {
            "open": lambda due: True, "late": lambda due: due < self.today, "today": lambda due: due == self.today,
            "week": lambda due: self.today <= due <= week,
        }  # fmt: skip
        return [duty for duty in self.duties if tests[which](duty.due_on)]

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        labels = [("open", _("全部")), ("late", _("逾期")), ("today", _("今天")), ("week", _("本周"))]
        return [{"key": key, "label": label, "count": len(self._of(key))} for key, label in labels]

    @cached_property
    def rows(self) -> list[Duty]:
        return self._of(self.which)[: self.SHOWN]

    @property
    def total(self) -> int:
        return len(self.duties)

    @property
    def late(self) -> int:
        return len(self._of("late"))

    @property
    def due_today(self) -> int:
        return len(self._of("today"))

    @property
    def rest(self) -> int:
        return max(0, len(self._of(self.which)) - self.SHOWN)


def quick_actions(desk: Desk) -> list[dict[str, str]]:
    """What there is to begin, one click away; only what the person's roles may do."""
    if desk.hubs:
        works = any(post.role in ("head", "officer") for post in desk.posts)
        wanted = [
            (True, _("导入名录"), "file-spreadsheet", "registry:roster-bring", "open"),
            (True, _("查成员"), "users", "registry:list", "open"),
            (True, _("记一次联系"), "affiliate", "network:engagement-log", "open"),
            (works, _("筹备例会"), "calendar-event", "meetings:plan", "mechanism"),
            (True, _("会议和报送"), "send", "meetings:list", "mechanism"),
            (True, _("写自查"), "edit", "oversight:mine", "guidance"),
            (works, _("提协调请求"), "messages", "oversight:request-file", "support"),
            (True, _("邀请同事"), "user-plus", "desk:staff", "brand"),
        ]  # fmt: skip
    elif desk.members:
        address = reverse("registry:facts", args=[desk.members[0].code])
        facts = {"label": _("核对资料"), "icon": "id", "url": address, "element": "guidance"}
        return [
            {"label": _("确认联系"), "icon": "link", "url": reverse("network:ties"), "element": "open"},
            {"label": _("加入枢纽"), "icon": "user-plus", "url": reverse("network:joining"), "element": "open"},
            {"label": _("回复会议"), "icon": "calendar-event", "url": reverse("meetings:list"), "element": "mechanism"},
            *([facts] if desk.speaks("staff") else []),
            {"label": _("反映诉求"), "icon": "inbox", "url": reverse("appeals:raise"), "element": "brand"},
            {"label": _("查进度"), "icon": "clipboard-list", "url": reverse("portal:query"), "element": "support"},
            {"label": _("查规范"), "icon": "book", "url": reverse("portal:specification"), "element": "carrier"},
            {"label": _("邀请同事"), "icon": "user-plus", "url": reverse("desk:staff"), "element": "brand"},
        ]  # fmt: skip
    else:
        return []
    return [
        {"label": label, "icon": icon, "url": reverse(name), "element": element}
        for there, label, icon, name, element in wanted
        if there
    ]


def running_imports(user: Any, at: datetime) -> Sequence[RosterImport]:
    """Rosters on their way in: they show on the page and block nothing."""
    return list(RosterImport.objects.visible_to(user, at).filter(state=RosterImport.State.RUNNING)[:3])


_MONTHS = """
SELECT m.month_end,
       count(DISTINCT t.organization_id) FILTER (WHERE t.kind = 'membership' AND o.kind <> 'grassroots'),
       count(DISTINCT t.organization_id) FILTER (WHERE t.kind <> 'membership' AND o.kind <> 'grassroots'),
       count(DISTINCT t.organization_id) FILTER (WHERE o.kind = 'grassroots')  -- o: while it had not ended
  FROM generate_series(%(first)s::date, %(today)s::date, interval '1 month') AS month(day)
 CROSS JOIN LATERAL (SELECT least((month.day + interval '1 month')::date, %(today)s::date + 1) AS month_end) m
  LEFT JOIN orgs_affiliation t ON t.hub_id = %(hub)s AND (t.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date < m.month_end
        AND (t.valid_to IS NULL OR t.valid_to >= m.month_end)
  LEFT JOIN orgs_organization o ON o.id = t.organization_id AND (o.ended_on IS NULL OR o.ended_on >= m.month_end)
 GROUP BY m.month_end ORDER BY m.month_end
"""


def ties_over_time(hub: Organization, at: datetime) -> dict[str, Any] | None:
    """Confirmed ties at the end of each of the last twelve months, by member, contact and unregistered group."""
    today = local_date(at)
    first = date(today.year - (today.month < 12), today.month % 12 + 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"first": first, "today": today, "hub": hub.pk})
        found = cursor.fetchall()
    rows = [
        {"label": _("%(n)s 月") % {"n": (end - timedelta(days=1)).month}, "values": values, "total": sum(values)}
        for end, *values in found
    ]
    if not rows or not rows[-1]["total"]:
        return None
    names = [_("会员"), _("联系单位"), _("社区社会组织")]
    return {"rows": rows, "names": names, "now": rows[-1]["total"], "more": rows[-1]["total"] - rows[0]["total"]}


def matters_of(body: Organization, user: Any, at: datetime) -> dict[str, Any]:
    """What waits for an organization: claims to confirm, invitations to answer, calls for topics, answers for meetings ahead."""
    meetings = SecretaryMeeting.objects.visible_to(user, at).filter(gathering__starts_at__gte=at)
    invited = Invitee.objects.filter(
        Q(answer=Invitee.Answer.NONE) | Q(answered_at__lt=F("gathering__moved_at")),
        organization=body, gathering__secretary_meeting__in=meetings.filter(state="ANNOUNCED"),
    )  # fmt: skip
    hubs = Affiliation.objects.valid(at).filter(organization=body, declined_at__isnull=True).values("hub")
    linked = TopicProposal.objects.filter(organization=body).waiting_for_their_own()
    return {
        "body": body, "may_keep": allowed(user, "orgs.save_facts", body, at=at),
        "claims": list(Affiliation.objects.claimed(at).filter(organization=body).select_related("hub")[:5]),
        "invitations": list(invited.select_related("gathering__host", "gathering__secretary_meeting")[:5]),
        "calls": list(
            meetings.filter(topics_until__gte=local_date(at), host__in=hubs).select_related("gathering", "host")[:5]
        ),
        "linked": list(linked.select_related("meeting__gathering")[:5]),
        "answers": list(
            TopicProposal.objects.filter(organization=body, meeting__gathering__starts_at__gte=at).exclude(answer="waiting")
            .select_related("meeting__gathering").order_by("-answered_at")[:3]
        ),
        "hubs": list(Affiliation.objects.confirmed(at).filter(organization=body).select_related("hub")[:5]),
    }  # fmt: skip
