from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings import actions, explained, link_answers, lists, membership, records  # noqa: F401  who sees what and why, what is answered by link, what fills a template and proves a statement, what a member takes along
from shuniu.domain.meetings.models import (
    Mechanism,
    MechanismRun,
    MeetingException,
    MeetingReport,
    Minutes,
    Resolution,
    SecretaryMeeting,
    TopicProposal,
)
from shuniu.kernel.core.registries import Entry, navigation, panels, search_providers
from shuniu.kernel.record.undo import Undo, undos
from shuniu.kernel.specification.indicators import feature, note_words

for _code, _words in (
    ("entered_afterwards", _("会后才录入，不计入季度")),
    ("same_event", _("与上一季度例会相隔很近，视为同一次会议")),
    ("no_agenda", _("没有议程，列出但不计入")),
    ("agenda_afterwards", _("议程是开会以后才写的，列出但不计入")),
    ("no_roll", _("没有签到，列出但不计入")),
    ("one_sided", _("只有召集单位登记，没有对方的签到、答复或签到表原件，列出但不计入")),
    ("roll_afterwards", _("到会名单都是会后补录，又没有签到表原件，列出但不计入")),
    ("entered_late", _("登记太晚，按逾期计")),
    ("moved_late", _("到期后才改期限，按逾期计")),
):
    note_words.add(_code, _words)
navigation.add(
    "meetings.list",
    Entry("meetings.list", _("秘书长例会"), "calendar-event", "meetings:list", element="mechanism", order=40, short=_("例会"),
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "meetings.meeting", title=_("秘书长例会：征题、通知、签到、纪要、报送"), url_name="meetings:list",
    units=["A14", "A14.1", "A14.2", "A14.3", "A14.4"],
    records=["meetings.SecretaryMeeting", "meetings.AgendaItem", "meetings.TopicProposal", "gatherings.Invitee",
             "gatherings.RollEntry", "meetings.Resolution", "meetings.Minutes", "meetings.MeetingReport",
             "meetings.ReportFiling"],
)  # fmt: skip


navigation.add(
    "meetings.mechanisms",
    Entry("meetings.mechanisms", _("机制清单"), "calendar-repeat", "meetings:mechanisms", element="mechanism", order=41,
          shown=lambda d: bool(d.hubs or d.overseeing)),
)  # fmt: skip
feature(
    "meetings.mechanism", title=_("机制清单：责任人、周期、手册，按期运行和偏离"), url_name="meetings:mechanisms",
    units=["A13"], records=["meetings.Mechanism", "meetings.MechanismRun"],
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
    """The hub's next steps: plan a meeting, the meeting under way; for who works for several hubs, the latest of them."""
    if not desk.hubs:
        return None
    rows = SecretaryMeeting.objects.filter(host__in=desk.hubs).exclude(state="CALLED_OFF")
    from shuniu.domain.meetings.views.common import steps  # views need the app registry to be ready

    current = rows.select_related("gathering", "host").order_by("-gathering__starts_at").first()
    works = {post.organization_id for post in desk.posts if post.role in ("head", "officer")}
    several = len(desk.hubs) > 1
    actions = [
        {"url": f"{reverse('meetings:plan')}?hub={hub.code}", "icon": "calendar-event", "primary": not several,
         "label": _("筹备例会：%(hub)s") % {"hub": hub.name} if several else _("筹备例会")}
        for hub in desk.hubs if hub.pk in works
    ]  # fmt: skip
    return {
        "template": "meetings/desk_panel.html", "order": 20, "side": False, "actions": actions,
        "context": {"meeting": current, "several": several, "steps": steps(current, desk.at) if current else []},
    }  # fmt: skip


panels.add("desk:meetings", desk_panel)


def _closed_still(row: Resolution, *, closed_on: str, outcome: str, **who: Any) -> Resolution:
    return actions.close_resolution(row, closed_on=date.fromisoformat(closed_on), outcome=outcome, **who)


for _name, _model, _back in (
    ("meetings.topic_answered", TopicProposal, actions.take_back_topic_answer),
    ("meetings.topic_confirmed", TopicProposal, actions.take_back_topic_word),
    ("meetings.sign_in_reopened", SecretaryMeeting, actions.close_sign_in),
    ("meetings.minutes_sent_back", Minutes, actions.take_back_minutes_return),
    ("meetings.minutes_withdrawn", Minutes, actions.submit_minutes),
    ("meetings.minutes_reopened", Minutes, actions.approve_minutes),
    ("meetings.resolution_reopened", Resolution, _closed_still),
    ("meetings.report_decided", MeetingReport, actions.take_back_report_decision),
    ("meetings.exception_answered", MeetingException, actions.take_back_exception_answer),
    ("meetings.sign_in_closed", SecretaryMeeting, actions.reopen_sign_in),
    ("meetings.meeting_called_off", SecretaryMeeting, actions.restore_meeting),
    ("meetings.minutes_submitted", Minutes, actions.withdraw_minutes),
    ("meetings.minutes_approved", Minutes, actions.reopen_minutes),
    ("meetings.resolution_closed", Resolution, actions.take_back_closing),
    ("meetings.run_recorded", MechanismRun, actions.take_back_run),
    ("meetings.run_withdrawn", MechanismRun, actions.restore_run),
    ("meetings.mechanism_ended", Mechanism, actions.restore_mechanism),
    ("meetings.meeting_restored", SecretaryMeeting, actions.call_off_meeting),
):
    undos.add(_name, Undo(_model, _back))
