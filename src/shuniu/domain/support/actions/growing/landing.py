"""Landings: proposed for a community's need, accepted by it, confirmed by it (A10.3)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import SIGNS, filled, tell, whole
from shuniu.domain.support.models.growing import Landing, LandingCount
from shuniu.domain.support.rules.growing import LANDING_DAYS, LANDING_MONTHS
from shuniu.engines.exchange.models import Group, Need
from shuniu.engines.exchange.screening import has_contact
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date, months_after
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import is_community
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_landing", title=gettext_lazy("答复项目落地：%(label)s"), verb=gettext_lazy("去答复"))
duty_kind("confirm_first_service", title=gettext_lazy("确认首次服务：%(label)s"), verb=gettext_lazy("去确认"))
duty_kind("say_after_a_year", title=gettext_lazy("说明落地一年后的情况：%(label)s"), verb=gettext_lazy("去说明"))
notice_kind("landing_answered", text=gettext_lazy("%(community)s对项目“%(title)s”的答复：%(state)s"))
State = Landing.State


def _lock(row: Landing) -> Landing:
    rows = Landing.objects.select_for_update(of=("self",)).select_related("hub", "community", "organization", "need")
    return rows.get(pk=row.pk)


def _owe(row: Landing, verb: str, *, due_on: date, at: datetime) -> None:
    owe(row, verb, body=row.community, roles=list(SIGNS), due_on=due_on, at=at, url=_url(row), label=row.title, unit_code="A10.3",
        element="support")  # fmt: skip


def _url(row: Landing) -> str:
    return reverse("support:landing", args=[row.pk])


_PAYS = re.compile(r"出资|出钱|付费|交费|缴费|付款|经费|费用|补贴|[\d一二三四五六七八九十百千万]\s*元")
_PAYS_NOT = re.compile(r"不用|不需|不要|不收|不必|不花|不产生|不涉及|[无免]|没有|我们|我方|自理")


def _asks_for_money(text: str) -> bool:
    """Some part of the sentence speaks of paying and does not say that nothing, or that we ourselves, pay."""
    return any(_PAYS.search(part) and not _PAYS_NOT.search(part) for part in re.split(r"[，。；、,;\n]", text))


def _no_burden(*, asks_for: str, **texts: str) -> None:
    """No community pays for what lands in it, and nobody of its residents is named by telephone (A10.3)."""
    wrong = {name: _("这里不写居民的电话和账号，只写情况。") for name, text in texts.items() if has_contact(text)}
    if has_contact(asks_for):
        wrong["asks_for"] = _("这里不写居民的电话和账号，只写情况。")
    elif _asks_for_money(asks_for):
        wrong["asks_for"] = _("不能要求社区出钱，请删去这一条。缺经费的，另发一条需求。")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def propose_landing(
    hub: Organization, *, need: Need, organization: Organization, title: str, plan: str, asks_for: str, key: str, by: Any,
    at: datetime,
) -> Landing:  # fmt: skip
    """A project for a need that a community itself put down. Raises ValidationError for any other need."""
    draft = Landing(hub=hub, need=need, organization=organization)
    authorise(by, "support.propose_landing", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    there = Landing.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    if need.asker != Need.Asker.COMMUNITY or need.body is None or not is_community(need.body):
        raise ValidationError({"need": _("只能对接街道、社区自己登记的需求。")})
    if need.body_id == organization.pk:
        raise ValidationError({"organization": _("承接的组织和社区不能是同一家。")})
    texts = filled(title=title, plan=plan)
    _no_burden(asks_for=asks_for, **texts)
    row = Landing.objects.create(
        hub=hub, need=need, community=need.body, organization=organization, asks_for=asks_for.strip()[:200], proposed_by=by,
        proposed_at=at, key=key, **texts,
    )  # fmt: skip
    trace(row, "support.landing_proposed", by=by, at=at, organization=organization, hub=hub)
    _owe(
        row,
        "answer_landing",
        due_on=add_working_days(local_date(at), whole(hub, LANDING_DAYS.key, at), working_calendar()),
        at=at,
    )
    return row


@transaction.atomic
def answer_landing(
    landing: Landing, *, accept: bool, host: str = "", hosts_with: str = "", reason: str = "", by: Any, at: datetime
) -> Landing:
    """The community says yes and what it hosts with, or no; no costs it nothing, also after a yes and before the first service."""
    row = _lock(landing)
    authorise(by, "support.answer_landing", row, at=at)
    if row.state == (State.ACCEPTED if accept else State.DECLINED):
        return row
    row.flow.apply(row, "accept" if accept else "decline")
    if accept:
        row.host, row.hosts_with = filled(host=host)["host"][:60], hosts_with.strip()[:200]
    else:
        row.reason = filled(reason=reason)["reason"][:200]
    row.answered_by, row.answered_at = by, at
    row.save()
    for verb in ("answer_landing",) if accept else ("answer_landing", "confirm_first_service"):
        settle(row, verb, at=at, by=by)
    trace(row, "support.landing_accepted" if accept else "support.landing_declined", by=by, at=at)
    for body in (row.hub, row.organization):
        tell(body, "landing_answered", key=f"landing:{row.pk}:{row.state}", url=_url(row), at=at, community=row.community.name,
             title=row.title, state=str(row.get_state_display()))  # fmt: skip
    return row


@transaction.atomic
def withdraw_landing(landing: Landing, *, reason: str, by: Any, at: datetime) -> Landing:
    row = _lock(landing)
    authorise(by, "support.propose_landing", row, at=at)
    if row.state == State.WITHDRAWN:
        return row
    row.reason = filled(reason=reason)["reason"][:200]
    row.flow.apply(row, "withdraw")
    row.save()
    for verb in ("answer_landing", "confirm_first_service"):
        settle(row, verb, at=at, by=by)
    trace(row, "support.landing_withdrawn", by=by, at=at)
    return row


@transaction.atomic
def count_served(landing: Landing, *, group: str, persons: int, served_on: date, by: Any, at: datetime) -> LandingCount:
    """Whoever carries it out enters how many of a group were served; the first such day is the first service, to be confirmed.

    The same day and group again changes the number. Numbers only: there is no place for names.
    """
    row = _lock(landing)
    authorise(by, "support.count_served", row, at=at)
    if row.state not in (State.ACCEPTED, State.RUNNING, State.CONTINUED):
        raise ValidationError(_("社区接纳以后才登记服务人次。"))
    if group not in Group.values:
        raise ValidationError({"group": _("请选择服务对象的类别。")})
    if persons < 1:
        raise ValidationError({"persons": _("人次至少是 1。")})
    assert row.answered_at is not None
    if not local_date(row.answered_at) <= served_on <= local_date(at):
        raise ValidationError({"served_on": _("日期要在社区接纳以后、今天以前。")})
    count, _made = LandingCount.objects.update_or_create(
        landing=row, group=group, served_on=served_on, defaults={"persons": persons, "entered_by": by, "entered_at": at}
    )
    if row.first_confirmed_at is None and (row.first_service_on is None or served_on < row.first_service_on):
        row.first_service_on, row.first_stated_by = served_on, by
        row.save(update_fields=["first_service_on", "first_stated_by"])
        _owe(row, "confirm_first_service", at=at,
             due_on=add_working_days(local_date(at), whole(row.hub, LANDING_DAYS.key, at), working_calendar()))  # fmt: skip
    trace(row, "support.served_counted", by=by, at=at, group=group, persons=persons)
    return count


@transaction.atomic
def confirm_first_service(landing: Landing, *, by: Any, at: datetime) -> Landing:
    """The community's word makes it a landing; a year later it is asked again."""
    row = _lock(landing)
    authorise(by, "support.answer_landing", row, at=at)
    if row.first_confirmed_at is not None:
        return row
    if row.first_service_on is None:
        raise ValidationError(_("承接的组织还没有登记首次服务。"))
    if row.first_stated_by_id == by.pk:
        raise PermissionDenied(_("自己登记的要由别人确认。"))
    row.flow.apply(row, "run")
    row.first_confirmed_at, row.first_confirmed_by = at, by
    row.save()
    settle(row, "confirm_first_service", at=at, by=by)
    trace(row, "support.first_service_confirmed", by=by, at=at, served_on=row.first_service_on)
    _owe(
        row,
        "say_after_a_year",
        due_on=months_after(row.first_service_on, whole(row.hub, LANDING_MONTHS.key, at)),
        at=at,
    )
    return row


@transaction.atomic
def say_after_a_year(landing: Landing, *, running: bool, note: str, by: Any, at: datetime) -> Landing:
    """The community says whether it still runs; before its time only that it has stopped."""
    row = _lock(landing)
    authorise(by, "support.answer_landing", row, at=at)
    if row.state == (State.CONTINUED if running else State.STOPPED):
        return row
    note = filled(note=note)["note"]
    if has_contact(note):
        raise ValidationError({"note": _("这里不写居民的电话和账号，只写情况。")})
    if row.first_service_on is None:
        raise ValidationError(_("还没有落地。"))
    due = months_after(row.first_service_on, whole(row.hub, LANDING_MONTHS.key, at))
    if running and local_date(at) < due:
        raise ValidationError(_("满一年（%(day)s）以后再说明。") % {"day": due})
    row.flow.apply(row, "go_on" if running else "stop")
    row.year_on, row.year_note, row.year_said_by, row.year_said_at = local_date(at), note, by, at
    if not running:
        row.reason = note[:200]
    row.save()
    settle(row, "say_after_a_year", at=at, by=by)
    trace(row, "support.landing_continued" if running else "support.landing_stopped", by=by, at=at)
    return row
