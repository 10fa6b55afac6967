"""Scouting: a note, a nomination with reasons, a decision that needs a need on record before, and the hand-over to help (A05.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled, tell, whole
from shuniu.domain.support.actions.growing.center import begin_stay
from shuniu.domain.support.models.growing import CandidateNote, Cultivation, IncubationCenter
from shuniu.domain.support.rules.growing import NOMINATION_DAYS, is_own_office
from shuniu.engines.exchange.models import Need
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("decide_cultivation", title=gettext_lazy("审定培育提名：%(label)s"), verb=gettext_lazy("去审定"))
duty_kind("hand_over_cultivation", title=gettext_lazy("转入孵化或辅导：%(label)s"), verb=gettext_lazy("去转入"))
notice_kind("cultivation_begun", text=gettext_lazy("%(hub)s决定培育你单位，转入%(help)s。"))


@transaction.atomic
def note_candidate(
    hub: Organization, organization: Organization, *, seen: str, potential: str, key: str, by: Any, at: datetime
) -> CandidateNote:
    draft = CandidateNote(hub=hub, organization=organization)
    authorise(by, "support.note_candidate", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    there = CandidateNote.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    if why := is_own_office(hub, organization, at):
        raise ValidationError({"organization": why})
    row = CandidateNote.objects.create(
        hub=hub, organization=organization, seen=seen, noted_by=by, noted_at=at, key=key, **filled(potential=potential)
    )
    trace(row, "support.candidate_noted", by=by, at=at, organization=organization, hub=hub)
    return row


def first_noticed(hub: Organization, organization: Organization) -> datetime:
    """The choice began when the hub first wrote of the organization."""
    found = CandidateNote.objects.filter(hub=hub, organization=organization).order_by("noted_at").first()
    assert found is not None
    return found.noted_at


@transaction.atomic
def nominate_cultivation(note: CandidateNote, *, reasons: str, need: Need | None, by: Any, at: datetime) -> Cultivation:
    """Put an organization forward. Without a need recorded before it was noticed it can be put down, never approved."""
    authorise(by, "support.nominate_cultivation", note, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=note.hub_id)
    there = Cultivation.objects.filter(
        hub=note.hub, organization=note.organization, state__in=["NOMINATED", "APPROVED"]
    ).first()
    if there is not None:
        return there
    if why := is_own_office(note.hub, note.organization, at):
        raise ValidationError(why)
    row = Cultivation.objects.create(
        hub=note.hub, organization=note.organization, note=note, noticed_at=first_noticed(note.hub, note.organization),
        nominated_by=by, nominated_at=at, **filled(reasons=reasons),
    )  # fmt: skip
    trace(row, "support.cultivation_nominated", by=by, at=at, organization=note.organization, hub=note.hub)
    due = add_working_days(local_date(at), whole(note.hub, NOMINATION_DAYS.key, at), working_calendar())
    owe(row, "decide_cultivation", body=note.hub, roles=["head"], due_on=due, at=at, url=_url(row), label=note.organization.name,
        unit_code="A05.4", element="open")  # fmt: skip
    return link_need(row, need=need, by=by, at=at) if need is not None else row


def _url(row: Cultivation) -> str:
    return reverse("support:cultivation", args=[row.pk])


def _lock(row: Cultivation) -> Cultivation:
    return Cultivation.objects.select_for_update(of=("self",)).select_related("hub", "organization").get(pk=row.pk)


@transaction.atomic
def link_need(cultivation: Cultivation, *, need: Need, by: Any, at: datetime) -> Cultivation:
    """Name the need it is for. Raises ValidationError for a need written after the choice."""
    row = _lock(cultivation)
    authorise(by, "support.nominate_cultivation", row, at=at)
    if row.need_id == need.pk:
        return row
    if row.state != row.State.NOMINATED:
        raise ValidationError(_("已经审定，不能再换需求。"))
    if need.posted_at >= row.noticed_at:
        raise ValidationError(
            {
                "need": _("这条需求 %(day)s 才登记，晚于注意到这家组织的时间。请选早先登记的需求。")
                % {"day": local_date(need.posted_at)}
            }
        )
    row.need, row.need_recorded_at = need, need.posted_at
    row.save(update_fields=["need", "need_recorded_at"])
    trace(row, "support.need_linked", by=by, at=at, need=need.pk)
    return row


@transaction.atomic
def decide_cultivation(cultivation: Cultivation, *, approve: bool, decision: str, by: Any, at: datetime) -> Cultivation:
    """The head decides, never who nominated. Raises ValidationError when no need dated earlier is linked (A05.4)."""
    row = _lock(cultivation)
    authorise(by, "support.decide_cultivation", row, at=at)
    wanted = row.State.APPROVED if approve else row.State.REFUSED
    if row.state == wanted:
        return row
    if row.nominated_by_id == by.pk:
        raise PermissionDenied(_("提名的人不能自己审定。"))
    if approve and (row.need_id is None or row.need_recorded_at is None or row.need_recorded_at >= row.noticed_at):
        raise ValidationError(_("还没有关联早先登记的需求，不能审定通过。先有需求，再选组织。"))
    row.decision = filled(decision=decision)["decision"]
    row.flow.apply(row, "approve" if approve else "refuse")
    row.decided_by, row.decided_at = by, at
    row.save()
    settle(row, "decide_cultivation", at=at, by=by)
    trace(row, "support.cultivation_approved" if approve else "support.cultivation_refused", by=by, at=at)
    if approve:
        due = add_working_days(local_date(at), whole(row.hub, NOMINATION_DAYS.key, at), working_calendar())
        owe(row, "hand_over_cultivation", body=row.hub, roles=["head", "officer"], due_on=due, at=at, url=_url(row),
            label=row.organization.name, unit_code="A05.4", element="open")  # fmt: skip
    return row


@transaction.atomic
def hand_over_cultivation(
    cultivation: Cultivation, *, help: str, by: Any, at: datetime, center: IncubationCenter | None = None,
    mode: str = "onsite", ends_on: date | None = None, coach: str = "", coaching: str = "",
) -> Cultivation:  # fmt: skip
    """To a place in a centre, or to coaching with a named person and what is arranged."""
    if center is not None:
        center = IncubationCenter.objects.select_for_update(of=("self",)).select_related("hub").get(pk=center.pk)
    row = _lock(cultivation)
    authorise(by, "support.hand_over_cultivation", row, at=at)
    if row.state == row.State.HANDED:
        return row
    row.flow.apply(row, "hand")
    if help == row.Help.INCUBATION:
        if center is None or center.hub_id != row.hub_id:
            raise ValidationError({"center": _("请选择本枢纽的孵化中心。")})
        row.incubation = begin_stay(center, row.organization, mode=mode, application=None, ends_on=ends_on, at=at)
    else:
        texts = filled(coach=coach, coaching=coaching)
        help, row.coach, row.coaching = row.Help.COACHING, texts["coach"][:80], texts["coaching"]
    row.help, row.handed_on = help, local_date(at)
    row.save()
    settle(row, "hand_over_cultivation", at=at, by=by)
    trace(row, "support.cultivation_handed", by=by, at=at, help=str(help))
    tell(row.organization, "cultivation_begun", key=f"cultivation:{row.pk}", url=_url(row), at=at, hub=row.hub.name,
         help=str(row.get_help_display()))  # fmt: skip
    return row
