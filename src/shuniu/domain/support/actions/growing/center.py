"""Centres and their intake rounds: opened, published, applied to, decided with a reason (A09.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import changed, filled, lines_of, tell, whole
from shuniu.domain.support.models.growing import (
    ExitCriterion,
    Incubation,
    IncubationApplication,
    IncubationCenter,
    IntakeRound,
    Mode,
)
from shuniu.domain.support.rules.growing import FIRST_MONTHS, INTAKE_DAYS, STAY_MONTHS, is_own_office
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date, months_after
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify_many, owe, settle
from shuniu.kernel.record.actions.duty import put_off
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("decide_stay", title=gettext_lazy("决定孵化申请：%(label)s"), verb=gettext_lazy("去决定"))
duty_kind("review_exit", title=gettext_lazy("出壳评审：%(label)s"), verb=gettext_lazy("去评审"))
notice_kind("round_moved", text=gettext_lazy("“%(round)s”截止申请推迟到 %(day)s：%(reason)s"))
notice_kind("round_withdrawn", text=gettext_lazy("“%(round)s”取消了，你单位的申请不再办理：%(reason)s"))
notice_kind("stay_admitted", text=gettext_lazy("你单位入选%(center)s，孵化期到 %(ends_on)s：%(reason)s"))
notice_kind("stay_refused", text=gettext_lazy("你单位申请%(center)s未入选：%(reason)s"))
FACTS = ("name", "place", "places", "services", "house_rules")


def _lock(center: IncubationCenter) -> IncubationCenter:
    return IncubationCenter.objects.select_for_update(of=("self",)).select_related("hub").get(pk=center.pk)


def occupied(center: IncubationCenter) -> int:
    """Places taken today: those on site; virtual entry takes none."""
    return center.stays.filter(state=Incubation.State.IN, mode=Mode.ONSITE).count()


@transaction.atomic
def open_center(hub: Organization, *, criteria: str, key: str, by: Any, at: datetime, **facts: Any) -> IncubationCenter:
    """A centre with its places and the exit criteria, one a line. Raises ValidationError without criteria."""
    draft = IncubationCenter(hub=hub)
    authorise(by, "support.open_center", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    there = IncubationCenter.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    filled(name=facts["name"], place=facts["place"], services=facts["services"])
    row = IncubationCenter.objects.create(hub=hub, opened_at=at, key=key, **{name: facts[name] for name in FACTS})
    _set_criteria(row, criteria, at)
    trace(row, "support.center_opened", by=by, at=at, hub=hub, places=row.places)
    return row


def _set_criteria(center: IncubationCenter, text: str, at: datetime) -> None:
    """Criteria once used stay readable: what is no longer named is retired, not deleted."""
    wanted = lines_of(text)
    if not wanted:
        raise ValidationError({"criteria": _("请至少写一条出壳标准；没有标准就没有出壳。")})
    if any(len(line) > 160 for line in wanted):
        raise ValidationError({"criteria": _("每条标准不超过 160 字，一行一条。")})
    there = {row.text: row for row in center.criteria.filter(retired_at__isnull=True)}
    for text_, row in there.items():
        if text_ not in wanted:
            row.retired_at = at
            row.save(update_fields=["retired_at"])
    for position, line in enumerate(wanted, 1):
        if line not in there:
            ExitCriterion.objects.create(center=center, position=position, text=line)


@transaction.atomic
def update_center(
    center: IncubationCenter, *, criteria: str, version: int, by: Any, at: datetime, **facts: Any
) -> IncubationCenter:
    """Never fewer places than are taken: nobody is put out by a number."""
    center = _lock(center)
    authorise(by, "support.open_center", center, at=at)
    if center.version == version + 1 and not changed(center, facts, FACTS):
        return center
    check_version(center, version)
    filled(name=facts["name"], place=facts["place"], services=facts["services"])
    if facts["places"] < (taken := occupied(center)):
        raise ValidationError({"places": _("现在有 %(count)s 家入驻，工位数不能比这少。") % {"count": taken}})
    for name in FACTS:
        setattr(center, name, facts[name])
    center.version = version + 1
    center.save()
    _set_criteria(center, criteria, at)
    trace(center, "support.center_changed", by=by, at=at, places=center.places)
    return center


@transaction.atomic
def publish_round(
    center: IncubationCenter, *, title: str, criteria: str, offered: int, takes_virtual: bool, opens_on: date,
    closes_on: date, key: str, by: Any, at: datetime,
) -> IntakeRound:  # fmt: skip
    """Invite applications under criteria that stand from now on. The hub owes its decisions some days after the end."""
    center = _lock(center)
    draft = IntakeRound(center=center)
    authorise(by, "support.publish_round", draft, at=at)
    there = IntakeRound.objects.filter(key=key, center=center).first()
    if there is not None:
        return there
    if center.closed_at is not None:
        raise ValidationError(_("这个孵化中心已经停办。"))
    texts = filled(title=title, criteria=criteria)
    if closes_on < opens_on or closes_on < local_date(at):
        raise ValidationError({"closes_on": _("截止日期要在开始之后、今天以后。")})
    row = IntakeRound.objects.create(
        center=center, offered=offered, takes_virtual=takes_virtual, opens_on=opens_on, closes_on=closes_on, published_at=at,
        key=key, **texts,
    )  # fmt: skip
    due = add_working_days(closes_on, whole(center.hub, INTAKE_DAYS.key, at), working_calendar())
    owe(row, "decide_stay", body=center.hub, roles=["head"], due_on=due, at=at, url=reverse("support:round", args=[row.pk]),
        label=row.title, unit_code="A09.1", element="support")  # fmt: skip
    trace(row, "support.round_published", by=by, at=at, center=center.pk, offered=offered)
    return row


@transaction.atomic
def move_closing(round: IntakeRound, *, closes_on: date, reason: str, by: Any, at: datetime) -> IntakeRound:
    """Applications are taken longer: who applied and who is tied to the hub hears of it at the same moment.

    Never sooner than was published, and not once one application is decided: all are judged on the same terms.
    """
    round = IntakeRound.objects.select_for_update(of=("self",)).select_related("center__hub").get(pk=round.pk)
    authorise(by, "support.publish_round", round, at=at)
    if round.closes_on == closes_on:
        return round
    reason = filled(reason=reason)["reason"][:200]
    if round.withdrawn_at is not None:
        raise ValidationError(_("这一轮招募已经取消。"))
    if closes_on < round.closes_on or closes_on < local_date(at):
        raise ValidationError({"closes_on": _("截止日期只能往后推，已经公布的不能提前。")})
    if round.applications.filter(decided_at__isnull=False).exists():
        raise ValidationError(_("这一轮已经有决定了，不能再推迟截止；还要招，请另开一轮。"))
    round.first_closing, round.move_reason = round.first_closing or round.closes_on, reason
    round.closes_on = closes_on
    round.save(update_fields=["closes_on", "first_closing", "move_reason"])
    due = add_working_days(closes_on, whole(round.hub, INTAKE_DAYS.key, at), working_calendar())
    put_off(IntakeRound, [round.pk], "decide_stay", due_on=due)
    _tell_of_move(round, at)
    trace(round, "support.round_moved", by=by, at=at, day=closes_on, reason=reason)
    return round


def _tell_of_move(round: IntakeRound, at: datetime) -> None:
    tied = Affiliation.objects.confirmed(at).filter(hub=round.hub).values_list("organization", flat=True)
    applied = round.applications.exclude(state="WITHDRAWN").values_list("organization", flat=True)
    people = holders_of(list({*tied, *applied}), *SPEAKS, at=at)
    facts = {"round": round.title, "day": round.closes_on.isoformat(), "reason": round.move_reason}
    key, url = f"round-moved:{round.pk}:{round.closes_on}", reverse("services:round", args=[round.pk])
    everybody = {one.pk: one for persons in people.values() for one in persons}.values()
    notify_many([(one, key, url, facts) for one in everybody], "round_moved", at=at, mail=True)


@transaction.atomic
def withdraw_round(round: IntakeRound, *, reason: str, by: Any, at: datetime) -> IntakeRound:
    """The round does not take place: who applied and waits is told why; who was admitted stays."""
    round = IntakeRound.objects.select_for_update(of=("self",)).select_related("center__hub").get(pk=round.pk)
    authorise(by, "support.publish_round", round, at=at)
    if round.withdrawn_at is not None:
        return round
    round.withdraw_reason, round.withdrawn_at = filled(reason=reason)["reason"][:200], at
    round.save(update_fields=["withdraw_reason", "withdrawn_at"])
    for row in round.applications.filter(state=IncubationApplication.State.FILED).select_related("organization"):
        row.flow.apply(row, "call_off")
        row.save(update_fields=["state"])
        tell(row.organization, "round_withdrawn", key=f"round-withdrawn:{row.pk}", at=at, round=round.title,
             url=reverse("support:stay-application", args=[row.pk]), reason=round.withdraw_reason)  # fmt: skip
    settle(round, "decide_stay", at=at, by=by)
    trace(round, "support.round_withdrawn", by=by, at=at)
    return round


@transaction.atomic
def close_center(center: IncubationCenter, *, reason: str, by: Any, at: datetime) -> IncubationCenter:
    """No longer run. Raises ValidationError while somebody stays or an application waits: first they are seen to."""
    center = _lock(center)
    authorise(by, "support.open_center", center, at=at)
    if center.closed_at is not None:
        return center
    if inside := center.stays.filter(state=Incubation.State.IN).count():
        raise ValidationError(_("还有 %(count)s 家在孵，等它们出壳、退出以后再停办。") % {"count": inside})
    today = local_date(at)
    if (
        any(one.is_open(today) for one in center.rounds.all())
        or IncubationApplication.objects.filter(round__center=center, state=IncubationApplication.State.FILED).exists()
    ):
        raise ValidationError(_("还有招募或申请没有办完，先决定或取消那一轮。"))
    center.close_reason, center.closed_at = filled(reason=reason)["reason"][:200], at
    center.save(update_fields=["close_reason", "closed_at"])
    trace(center, "support.center_closed", by=by, at=at)
    return center


@transaction.atomic
def apply_for_stay(
    round: IntakeRound, organization: Organization, *, mode: str, team_size: int, by: Any, at: datetime, **texts: str
) -> IncubationApplication:
    """An organization applies online; the same one again is the same application.

    Raises ValidationError outside the days, for a hub's own office, for one that stays somewhere already.
    """
    round = IntakeRound.objects.select_for_update(of=("self",)).select_related("center__hub").get(pk=round.pk)
    draft = IncubationApplication(round=round, organization=organization)
    authorise(by, "support.apply_for_stay", draft, at=at)
    at = db_now()
    there = round.applications.filter(organization=organization).exclude(state="WITHDRAWN").first()
    if there is not None:
        return there
    if not round.is_open(local_date(at)):
        raise ValidationError(_("这一轮现在不收申请。"))
    if why := is_own_office(round.hub, organization, at):
        raise ValidationError(why)
    if mode == Mode.VIRTUAL and not round.takes_virtual:
        raise ValidationError({"mode": _("这一轮只收入驻，不收虚拟入驻。")})
    if organization.incubations.filter(state=Incubation.State.IN).exists():
        raise ValidationError(_("你单位正在孵化，不能同时占两个名额。"))
    row = IncubationApplication.objects.create(
        round=round, organization=organization, mode=mode, team_size=team_size, filed_by=by, filed_at=at,
        **filled(work=texts["work"], difficulties=texts["difficulties"], goals=texts["goals"]),
    )  # fmt: skip
    trace(row, "support.stay_applied", by=by, at=at, organization=organization)
    return row


def _lock_application(row: IncubationApplication) -> IncubationApplication:
    rows = IncubationApplication.objects.select_for_update(of=("self",))
    return rows.select_related("round__center__hub", "organization").get(pk=row.pk)


@transaction.atomic
def withdraw_stay_application(application: IncubationApplication, *, by: Any, at: datetime) -> IncubationApplication:
    application = _lock_application(application)
    authorise(by, "support.withdraw_stay_application", application, at=at)
    if application.state != IncubationApplication.State.WITHDRAWN:
        application.flow.apply(application, "withdraw")
        application.save(update_fields=["state"])
        trace(application, "support.stay_application_withdrawn", by=by, at=at)
    return application


@transaction.atomic
def decide_stay(
    application: IncubationApplication, *, admit: bool, reason: str, ends_on: date | None = None, by: Any, at: datetime
) -> IncubationApplication:
    """Admit to a stay with an end, or refuse; both with a reason that the applicant reads.

    Raises ValidationError without a reason, without a free place, for an end later than the longest stay.
    """
    center = _lock(application.round.center)
    application = _lock_application(application)
    authorise(by, "support.decide_stay", application, at=at)
    wanted = application.State.ADMITTED if admit else application.State.REFUSED
    if application.state == wanted:
        return application
    reason = filled(reason=reason)["reason"]
    application.flow.apply(application, "admit" if admit else "refuse")
    application.reason, application.decided_by, application.decided_at = reason, by, at
    application.save()
    trace(application, "support.stay_admitted" if admit else "support.stay_refused", by=by, at=at)
    url = reverse("support:stay-application", args=[application.pk])
    facts = {"center": center.name, "reason": reason}
    if admit:
        stay = begin_stay(
            center, application.organization, mode=application.mode, application=application, ends_on=ends_on, at=at
        )
        facts["ends_on"] = stay.ends_on.isoformat()
        url = reverse("support:stay", args=[stay.pk])
    tell(application.organization, "stay_admitted" if admit else "stay_refused", key=f"stay:{application.pk}", url=url, at=at, **facts)  # fmt: skip
    if not application.round.applications.filter(state=application.State.FILED).exists():
        settle(application.round, "decide_stay", at=at, by=by)
    return application


def latest_end(center: IncubationCenter, organization: Organization, starts_on: date, at: datetime) -> date:
    """The day by which a stay that began then ends, an extension included: former stays at the hub count with it."""
    return months_after(starts_on, whole(center.hub, STAY_MONTHS.key, at)) - stayed(center.hub, organization)


def stayed(hub: Organization, organization: Organization) -> timedelta:
    """How long the organization has had a place at the hub's centres so far: a new stay begins no new term."""
    rows = organization.incubations.filter(center__hub=hub, ended_on__isnull=False).values_list("starts_on", "ended_on")
    return sum((ended - began for began, ended in rows), timedelta())


def begin_stay(
    center: IncubationCenter, organization: Organization, *, mode: str, application: IncubationApplication | None,
    ends_on: date | None, at: datetime,
) -> Incubation:  # fmt: skip
    """A place is taken (called by an action that asked). The exit review is owed by the end."""
    today = local_date(at)
    last = latest_end(center, organization, today, at)
    if last <= today:
        raise ValidationError(_("这家组织在本枢纽的孵化中心已经住满最长期限，不能再住；可以改用托管或陪伴服务。"))
    ends_on = ends_on or months_after(today, whole(center.hub, FIRST_MONTHS.key, at))
    if not today < ends_on <= last:
        raise ValidationError({"ends_on": _("到期日要在今天以后，最迟 %(last)s。") % {"last": last}})
    if mode == Mode.ONSITE and occupied(center) >= center.places:
        raise ValidationError(_("工位已满。可以改为虚拟入驻，或等有人出壳、到期。"))
    if organization.incubations.filter(state=Incubation.State.IN).exists():
        raise ValidationError(_("这家组织正在孵化，不能同时占两个名额。"))
    if why := is_own_office(center.hub, organization, at):
        raise ValidationError(why)
    stay = Incubation.objects.create(
        center=center, organization=organization, application=application, mode=mode, starts_on=today, ends_on=ends_on
    )
    owe(stay, "review_exit", body=center.hub, roles=["head", "officer"], due_on=ends_on, at=at,
        url=reverse("support:stay", args=[stay.pk]), label=organization.name, unit_code="A09.1", element="support")  # fmt: skip
    return stay
