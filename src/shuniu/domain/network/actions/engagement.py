"""Working contact: logged by the hub in a moment, confirmed by the other side, by link or signed in, never by the hub."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.consent import refuse_own_hub, untie
from shuniu.domain.network.models import CooperationIntent, Engagement
from shuniu.domain.network.queries.intent import same_day
from shuniu.domain.network.queries.joining import contacts_within_year, days_of, days_on, membership_of
from shuniu.domain.network.rules import ENGAGEMENT_DAYS, REPEATED
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.actions import claim_affiliation, confirm_affiliation
from shuniu.kernel.orgs.living import refuse_ended
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.record.models import AnswerCheck
from shuniu.kernel.trail.actions import trace

TYPE = Engagement._meta.label_lower
duty_kind("confirm_engagement", title=gettext_lazy("确认工作联系：%(label)s"), verb=gettext_lazy("去确认"))
notice_kind("engagement_logged", text=gettext_lazy("%(hub)s记下一次%(type)s（%(on)s），请%(organization)s确认。"))
notice_kind("engagement_answered", text=gettext_lazy("%(organization)s答复了 %(on)s 的%(type)s：%(answer)s"))
notice_kind(
    "invite_repeated", text=gettext_lazy("与%(organization)s一年内已有 %(count)s 次确认的联系，可以邀请它入会。")
)


def _lock(engagement: Engagement) -> Engagement:
    return (
        Engagement.objects.select_for_update(of=("self",)).select_related("hub", "organization").get(pk=engagement.pk)
    )


@transaction.atomic
def log_engagement(
    hub: Organization, *, organization: Organization, type: str, happened_on: date, key: str, by: Any, at: datetime,
    subject: str = "",
) -> Engagement:  # fmt: skip
    """Write down one contact; `key` comes with the form: sent twice it is one contact. It counts once it is confirmed.

    Raises ValidationError for a day ahead, and when the same happening is on record already, here or under another route.
    """
    draft = Engagement(
        hub=hub, organization=organization, type=type, happened_on=happened_on, subject=subject.strip()[:80], key=key[:40],
        entered_by=by, entered_at=at, token=secrets.token_urlsafe(18),
    )  # fmt: skip
    authorise(by, "network.log_engagement", draft, at=at)
    there = Engagement.objects.filter(hub=hub, key=draft.key).first()
    if there is not None:
        return there
    if type not in Engagement.Type.values:
        raise ValidationError(_("请从六种联系形式里选一种。"))
    if organization.pk == hub.pk:
        raise ValidationError(_("请选另一家组织。"))
    if happened_on > local_date(at):
        raise ValidationError(_("日期还没到，请在发生以后再登记。"))
    if organization.has_ended(happened_on):
        refuse_ended(organization, at)
    _check_counted_once(draft)
    draft.ends_on = draft.judged_on = days_on(hub, ENGAGEMENT_DAYS.key, at)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        same = Engagement.objects.filter(hub=hub, key=draft.key).first()
        if same is not None:
            return same
        raise ValidationError(_("这件事已经登记过了。同一天另有一次的，请写明是什么事。")) from error
    _ask(draft, at)
    trace(draft, "network.engagement_logged", by=by, at=at, hub=hub, organization=organization)
    return draft


def _check_counted_once(draft: Engagement) -> None:
    """One happening is one record: a meeting of that day, or an intent signed on it, is not entered again as contact.

    Raises ValidationError naming what is there, unless the contact has a subject of its own (A05).
    """
    there = [one for one in same_day([draft.hub.pk, draft.organization.pk], draft.happened_on) if one["type"] != TYPE]
    signed = CooperationIntent.objects.filter(signed_on=draft.happened_on, declined_at__isnull=True)
    parties = Q(first=draft.organization) | Q(second=draft.organization)
    titles = [one["title"] for one in there] + list(
        signed.filter(parties, hub=draft.hub).values_list("subject", flat=True)
    )
    key = name_key(draft.subject)
    for title in titles:
        if not key or key in name_key(title) or name_key(title) in key:
            words = {"title": title, "day": draft.happened_on.isoformat()}
            raise ValidationError(
                {"subject": _("%(day)s 的“%(title)s”已经登记过，只计一次。另有一件事的，请写明是什么事。") % words}
            )


def _ask(row: Engagement, at: datetime) -> None:
    """The organization's people find it on their list; without any, the link is handed over."""
    url = reverse("network:engagement", args=[row.pk])
    people = holders(row.organization, *SPEAKS, at=at)
    if not people:
        return
    owe(row, "confirm_engagement", body=row.organization, roles=list(SPEAKS), due_on=row.ends_on, url=url, at=at,
        label=f"{row.hub.name} {row.title}", unit_code="A05.2", element="open")  # fmt: skip
    for person in people:
        notify(person, "engagement_logged", key=f"engagement:{row.pk}:{row.ends_on}", at=at, url=url, mail=True,
               hub=row.hub.name, organization=row.organization.name, type=str(row.get_type_display()),
               on=row.happened_on.isoformat())  # fmt: skip


@transaction.atomic
def answer_engagement(
    engagement: Engagement, *, yes: bool, by: Any, at: datetime, opened_by: Any = None, answered_by: str = "",
    reason: str = "", as_contact: bool = False,
) -> Engagement:  # fmt: skip
    """The other side says yes or no; `as_contact` also lets the hub list it as in working contact.

    Confirming after its days is still possible while the address is open: asked again, it has new days.
    """
    row = _lock(engagement)
    refuse_own_hub(opened_by, row.hub, at)
    authorise(by, "network.answer_engagement", row, at=at)
    at = db_now()
    if yes and row.confirmed_at is not None:
        return row
    if row.withdrawn_at is not None:
        raise ValidationError(_("这条记录已经撤回，不用再答复。"))
    if row.state(local_date(at)) == "unconfirmed":
        raise ValidationError(_("确认期限已过，请联系“%(hub)s”重新请你确认。") % {"hub": row.hub.name})
    system = getattr(by, "is_system", False)
    check = AnswerCheck.objects.of(row)
    if system and check is not None and not check.is_right:
        raise ValidationError(_("上级单位核实过，之前凭这个链接的答复不属实；请登录后答复。"))
    if system and not answered_by.strip():
        raise ValidationError(_("请写下您的姓名和职务，例如：王桂兰，会长。"))
    row.answered_by = (answered_by.strip() or by.name)[:60]
    row.reason = reason.strip()[:200]
    if yes:
        row.confirmed_at, row.declined_at = at, None
        row.confirmed_through, row.confirmed_by = ("link", None) if system else ("sign_in", by)
    else:
        row.declined_at, row.confirmed_at, row.confirmed_by, row.confirmed_through = at, None, None, ""
    row.save()
    settle(row, "confirm_engagement", at=at, by=by)
    _answered(row, yes, at)
    if yes and as_contact:
        _list_as_contact(row, at)
    if yes:
        trace(row, "network.engagement_confirmed", by=by, at=at, hub=row.hub)
    else:
        trace(row, "network.engagement_declined", by=by, at=at, hub=row.hub)
    return row


def _answered(row: Engagement, yes: bool, at: datetime) -> None:
    told = holders(row.hub, "head", "officer", at=at)
    words = {
        "organization": row.organization.name,
        "type": str(row.get_type_display()),
        "on": row.happened_on.isoformat(),
    }
    for person in told:
        notify(person, "engagement_answered", key=f"engagement-answer:{row.pk}:{yes}", at=at,
               url=reverse("network:engagement", args=[row.pk]), answer=str(_("属实") if yes else _("不属实")), **words)  # fmt: skip
    count = contacts_within_year(row.hub, row.organization, at)
    if not yes or count < days_of(row.hub, REPEATED.key, at) or membership_of(row.hub, row.organization, at):
        return
    for person in holders(row.hub, "head", at=at):
        notify(person, "invite_repeated", key=f"invite-repeated:{row.organization_id}:{local_date(at).year}", at=at,
               url=f"{reverse('network:invite')}?organization={row.organization.code}", organization=row.organization.name,
               count=count)  # fmt: skip


def _list_as_contact(row: Engagement, at: datetime) -> None:
    """A tie of contact by the route of engagement, where there is none of any kind yet."""
    if Affiliation.objects.valid(at).filter(hub=row.hub, organization=row.organization, declined_at=None).exists():
        return
    system = User.objects.system("membership")
    tie = claim_affiliation(
        row.hub, organization=row.organization, kind=Affiliation.Kind.CONTACT, route=Affiliation.Route.ENGAGEMENT,
        source=f"engagement:{row.pk}", valid_from=local_date(at), by=system, at=at,
    )  # fmt: skip
    confirm_affiliation(tie, through="engagement", by=system, at=at)


def deny_engagement(row: Engagement, *, by: Any, at: datetime) -> None:
    """It did not happen, or not so: as if the organization had said no; the tie of contact made with it goes too."""
    row.confirmed_at, row.confirmed_through, row.declined_at = None, "", at
    row.reason = _("上级向组织核实，不属实")
    row.save(update_fields=["confirmed_at", "confirmed_through", "declined_at", "reason"])
    for tie in Affiliation.objects.filter(source=f"engagement:{row.pk}", confirmed_through="engagement"):
        untie(tie, at=at)
    trace(row, "network.engagement_declined", by=by, at=at, hub=row.hub)


@transaction.atomic
def ask_again(engagement: Engagement, *, by: Any, at: datetime) -> Engagement:
    """New days for an unconfirmed contact; a declined or confirmed one is not asked again."""
    row = _lock(engagement)
    authorise(by, "network.ask_again", row, at=at)
    if row.state(local_date(at)) != "unconfirmed":
        raise ValidationError(_("只有过了期限还没有确认的，可以再请对方确认。"))
    settle(row, "confirm_engagement", at=at)
    row.ends_on = days_on(row.hub, ENGAGEMENT_DAYS.key, at)
    row.save(update_fields=["ends_on"])
    _ask(row, at)
    trace(row, "network.engagement_asked_again", by=by, at=at, on=row.ends_on)
    return row


@transaction.atomic
def withdraw_engagement(engagement: Engagement, *, by: Any, at: datetime) -> Engagement:
    """The hub takes back what is not answered; it stays readable as withdrawn.

    Taken back once its first days are over it still counts as not confirmed: no figure is bettered by hindsight.
    """
    row = _lock(engagement)
    authorise(by, "network.withdraw_engagement", row, at=at)
    if row.withdrawn_at is not None:
        return row
    if row.confirmed_at is not None:
        raise ValidationError(_("对方已经确认，不能撤回。"))
    if row.declined_at is not None:
        raise ValidationError(_("对方已经答复说不是，登记留着，不能撤回。"))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    settle(row, "confirm_engagement", at=at, by=by)
    trace(row, "network.engagement_withdrawn", by=by, at=at)
    return row


@transaction.atomic
def close_unconfirmed(*, by: Any, at: datetime) -> int:
    """What nobody confirmed within its days leaves the work list; it is shown as unconfirmed and counts nowhere."""
    authorise(by, "network.close_unconfirmed", None, at=at)
    closed = 0
    for row in Engagement.objects.in_state("unconfirmed", local_date(at)).only("pk")[:5000]:
        closed += settle(row, "confirm_engagement", at=at)
    return closed
