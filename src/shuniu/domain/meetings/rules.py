from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.orgs.queries import bodies_of, holds, oversees
from shuniu.kernel.orgs.rules import SPEAKS

limit("meetings.report_working_days", default=5, unit_label=_("个工作日"), title=_("例会情况报送期限"), clause="A14.4")
limit("meetings.run_entry_days", default=30, unit_label=_("天"), title=_("运行登记期限"), clause="A13")
limit("meetings.run_warn_days", default=10, unit_label=_("天"), title=_("机制到期前提醒"), clause="A13")
limit("meetings.one_event_days", default=7, unit_label=_("天"), title=_("跨季度视为同一次会议的间隔"), clause="A14.1")
limit(
    "meetings.answer_working_days",
    default=10,
    unit_label=_("个工作日"),
    title=_("上级答复报告和说明的期限"),
    clause="A14.4",
)
limit("meetings.return_working_days", default=5, unit_label=_("个工作日"), title=_("退回后补充的期限"), clause="A14.4")
UNANSWERED_DAYS, COMING_DAYS = "meetings.unanswered_days", "meetings.coming_days"
limit(UNANSWERED_DAYS, default=3, unit_label=_("天"), title=_("会前几天提醒还没有答复的受邀单位"), clause="A14.1")
limit(COMING_DAYS, default=1, unit_label=_("天"), title=_("会前几天提醒答复参加的单位"), clause="A14.1")
limit("meetings.warn_from_week", default=8, unit_label=_("周"), title=_("季度例会提醒起始周"), clause="A14.1")


def host_of(row: Any) -> Any:
    """The hub a meeting's row belongs to, whichever row it is."""
    if hasattr(row, "host"):
        return row.host
    return row.meeting.host


@predicate
def prepares_for_the_host(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, host_of(row), "head", "officer", "clerk", at=at)


@predicate
def entered_it(user: Any, row: Any, at: datetime) -> bool:
    return getattr(row, "entered_by_id", None) == user.pk


@predicate
def works_the_meeting(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, host_of(row), "head", "officer", at=at)


@predicate
def heads_the_host(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, host_of(row), "head", at=at)


@predicate
def oversees_the_host(user: Any, row: Any, at: datetime) -> bool:
    return oversees(user, host_of(row), at)


@predicate
def speaks_for_the_owner(user: Any, row: Any, at: datetime) -> bool:
    """Speaks for the organization that a resolution was given to."""
    owner = getattr(row, "owner", None)
    return owner is not None and holds(user, owner, *SPEAKS, at=at)


@predicate
def speaks_for_a_tied_organization(user: Any, proposal: Any, at: datetime) -> bool:
    """Speaks for the proposing organization, which is tied to the host or invited to the meeting."""
    organization = proposal.organization
    if not bodies_of(user, at, *SPEAKS).filter(pk=organization.pk).exists():
        return False
    ties = Affiliation.objects.valid(at).filter(declined_at__isnull=True)
    return (
        ties.filter(hub=proposal.meeting.host, organization=organization).exists()
        or proposal.meeting.gathering.invitees.filter(organization=organization).exists()
    )


@predicate
def speaks_for_the_proposer(user: Any, proposal: Any, at: datetime) -> bool:
    return holds(user, proposal.organization, *SPEAKS, at=at)


permit("meetings.list_mechanism", works_the_meeting)
permit("meetings.change_mechanism", works_the_meeting)
permit("meetings.end_mechanism", works_the_meeting)
permit("meetings.record_run", prepares_for_the_host)
permit("meetings.withdraw_run", works_the_meeting)
permit("meetings.take_back_run", works_the_meeting | prepares_for_the_host & entered_it)
permit("meetings.plan_meeting", works_the_meeting)
permit("meetings.change_meeting", works_the_meeting)
permit("meetings.announce_meeting", works_the_meeting)
permit("meetings.call_off_meeting", works_the_meeting)
permit("meetings.restore_meeting", works_the_meeting)
permit("meetings.call_for_topics", works_the_meeting)
permit("meetings.add_material", prepares_for_the_host)
permit("meetings.set_agenda", prepares_for_the_host)
permit("meetings.propose_topic", speaks_for_a_tied_organization)
permit("meetings.answer_topic", works_the_meeting)
permit("meetings.confirm_topic", speaks_for_the_proposer)
permit("meetings.close_sign_in", works_the_meeting)
permit("meetings.reopen_sign_in", works_the_meeting)
permit("meetings.record_resolution", prepares_for_the_host)
permit("meetings.change_resolution", works_the_meeting)
permit("meetings.report_progress", prepares_for_the_host | speaks_for_the_owner)
permit("meetings.close_resolution", works_the_meeting | speaks_for_the_owner)
permit("meetings.reopen_resolution", works_the_meeting)
permit("meetings.save_minutes", prepares_for_the_host)
permit("meetings.submit_minutes", works_the_meeting)
permit("meetings.withdraw_minutes", works_the_meeting)
permit("meetings.approve_minutes", heads_the_host)
permit("meetings.reopen_minutes", heads_the_host)
permit("meetings.draft_report", works_the_meeting)
permit("meetings.save_report", works_the_meeting)
permit("meetings.file_report", heads_the_host)
permit("meetings.accept_report", oversees_the_host)
permit("meetings.return_report", oversees_the_host)
permit("meetings.ask_about_report", oversees_the_host)
permit("meetings.answer_question", works_the_meeting)
permit("meetings.file_exception", heads_the_host)
permit("meetings.answer_exception", oversees_the_host)
