from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.kernel.core.registries import Entry, navigation, panels, search_providers
from shuniu.kernel.record.kinds import record_source
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "meetings.list",
    Entry("meetings.list", _("秘书长例会"), "calendar-event", "meetings:list", element="mechanism", order=40,
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "meetings.meeting", title=_("秘书长例会：征题、通知、签到、纪要、报送"), url_name="meetings:list",
    units=["A13", "A14", "A14.1", "A14.2", "A14.3", "A14.4"],
    records=["meetings.SecretaryMeeting", "meetings.AgendaItem", "gatherings.RollEntry", "meetings.Resolution",
             "meetings.MeetingReport"],
)  # fmt: skip


def find_meetings(*, text: str, user: Any, at: Any, limit: int) -> list[dict[str, Any]]:
    rows = SecretaryMeeting.objects.visible_to(user, at).filter(gathering__title__icontains=text)
    return [
        {"title": row.gathering.title, "detail": f"{row.gathering.starts_at:%Y-%m-%d} {row.host.name}",
         "icon": "calendar-event", "url": reverse("meetings:meeting", args=[row.pk])}
        for row in rows.select_related("gathering", "host")[:limit]
    ]  # fmt: skip


search_providers.add("meetings", find_meetings)


def desk_panel(*, desk: Any) -> dict[str, Any] | None:
    """The hub's next steps: plan a meeting, the meeting under way."""
    if not desk.hubs:
        return None
    hub = desk.hubs[0]
    rows = SecretaryMeeting.objects.filter(host=hub).exclude(state="CALLED_OFF").select_related("gathering")
    from shuniu.domain.meetings.views.common import steps  # views need the app registry to be ready

    current = rows.order_by("-gathering__starts_at").first()
    return {
        "template": "meetings/desk_panel.html", "order": 20, "side": False,
        "actions": [{"url": reverse("meetings:plan"), "label": _("筹备例会"), "icon": "calendar-event", "primary": True}],
        "context": {"meeting": current, "steps": steps(current) if current else []},
    }  # fmt: skip


panels.add("desk:meetings", desk_panel)


def candidates(*, hub: Any, unit_code: str, at: Any, limit: int) -> list[dict[str, Any]]:
    if not unit_code.startswith(("A13", "A14", "A22")):
        return []
    rows = SecretaryMeeting.objects.filter(host=hub, state="HELD").select_related("gathering")
    return [_line(row) for row in rows.order_by("-gathering__starts_at")[:limit]]


def describe(*, ids: list[int], user: Any, at: Any) -> dict[int, dict[str, Any]]:
    rows = SecretaryMeeting.objects.visible_to(user, at).filter(pk__in=ids).select_related("gathering")
    return {row.pk: _line(row) for row in rows}


def _line(row: SecretaryMeeting) -> dict[str, Any]:
    return {"id": row.pk, "title": row.gathering.title, "on": row.gathering.starts_at.date(),
            "url": reverse("meetings:meeting", args=[row.pk])}  # fmt: skip


record_source("meetings.secretarymeeting", label=_("秘书长例会"), candidates=candidates, describe=describe)
