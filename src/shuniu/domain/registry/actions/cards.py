"""Cards: a hub asks twice a year, an organization says that its facts are right, in four ways (A16.1)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.card_facts import card_facts
from shuniu.domain.registry.models import CardAsk, CardCampaign, CardConfirmation
from shuniu.domain.registry.queries_cards import whom_to_ask
from shuniu.domain.registry.rules import ASK_DAYS, works_for_hub_or_above
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.record.models import AnswerCheck, Duty
from shuniu.kernel.trail.actions import trace

duty_kind("ask_for_cards", title=gettext_lazy("请成员核对本半年的资料"), verb=gettext_lazy("去发起"))
duty_kind("confirm_card", title=gettext_lazy("核对本单位资料：%(label)s"), verb=gettext_lazy("去核对"))
notice_kind("card_asked", text=gettext_lazy("“%(hub)s”请你单位核对资料，%(day)s 前确认。"))
notice_kind("card_reminded", text=gettext_lazy("“%(hub)s”提醒：你单位的资料还没有确认，请在 %(day)s 前确认。"))
notice_kind("card_remarked", text=gettext_lazy("%(organization)s说资料有不对的地方：%(remark)s"))
notice_kind(
    "card_by_sheet", text=gettext_lazy("“%(hub)s”按签字表登记了你单位已确认资料（%(by)s）。不是这样的，可以撤回。")
)
DUTY = "confirm_card"
ASK_DUTY = "ask_for_cards"


@transaction.atomic
def ask_for_cards(
    hub: Organization, *, title: str, whom: str, ends_on: date, note: str = "", chosen: Iterable[int] = (), by: Any,
    at: datetime,
) -> CardCampaign:  # fmt: skip
    """Ask organizations tied to the hub to confirm their cards until a day: a link and a duty for each, in a few statements.

    The open campaign of the same title again is that campaign. Raises ValidationError for a day that is not ahead or
    when nobody is left to ask.
    """
    authorise(by, "registry.ask_for_cards", hub, at=at)
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    there = CardCampaign.objects.filter(hub=hub, title=title.strip(), closed_at=None).first()
    if there is not None:
        return there
    if not title.strip() or ends_on <= local_date(at):
        raise ValidationError(_("请写名称，截止日期要在今天以后。"))
    organizations = list(whom_to_ask(hub, whom, chosen, at))
    if not organizations:
        raise ValidationError(_("没有可请的组织：只能请已确认联系的组织核对资料。"))
    campaign = CardCampaign.objects.create(
        hub=hub, title=title.strip(), whom=whom, ends_on=ends_on, note=note.strip(), asked_by=by, asked_at=at
    )
    asks = CardAsk.objects.bulk_create(
        [CardAsk(campaign=campaign, organization=row, token=secrets.token_urlsafe(18), asked_at=at) for row in organizations],
        batch_size=2000,
    )  # fmt: skip
    Duty.objects.bulk_create(
        [
            Duty(
                body=ask.organization, roles=list(SPEAKS), verb=DUTY, subject_type=CardAsk._meta.label_lower, subject_id=ask.pk,
                subject_label=hub.name, unit_code="A16.1", element="mechanism", url="/desk/registry/cards/mine/", began_at=at,
                due_on=ends_on,
            )
            for ask in asks
        ],
        batch_size=2000,
    )  # fmt: skip
    if whom != CardCampaign.Whom.CHOSEN:
        settle(hub, ASK_DUTY, at=at, by=by)
    trace(campaign, "registry.cards_asked", by=by, at=at, hub=hub, count=len(asks), on=ends_on)
    return campaign


@transaction.atomic
def watch_half_years(*, by: Any, at: datetime) -> int:
    """Every morning: hubs whose half-year ends within the setting's days and that have not asked their members in it owe
    that; how many.
    """
    authorise(by, "registry.watch_half_years", None, at=at)
    half = period_of("H", local_date(at))
    asked = CardCampaign.objects.filter(asked_at__gte=half.starts_at).exclude(whom=CardCampaign.Whom.CHOSEN)
    tied = Affiliation.objects.valid(at).filter(confirmed_at__isnull=False).values("hub")
    hubs = list(hubs_at(at).filter(pk__in=tied).exclude(pk__in=asked.values("hub")))
    days = settings_for([hub.pk for hub in hubs], ASK_DAYS.key, at)
    late = [hub for hub in hubs if half.end - timedelta(days=int(days[hub.pk] or 0)) <= local_date(at)]
    for hub in late:
        owe(hub, ASK_DUTY, body=hub, roles=("head", "officer"), due_on=half.end - timedelta(days=1), at=at,
            url="/desk/registry/cards/new/", label=hub.name, unit_code="A16.1", element="mechanism")  # fmt: skip
    return len(late)


@transaction.atomic
def remind_of_cards(campaign: CardCampaign, *, by: Any, at: datetime) -> int:
    """Remind everybody who has not confirmed, at most once a day; how many organizations were reminded."""
    campaign = CardCampaign.objects.select_for_update(of=("self",)).select_related("hub").get(pk=campaign.pk)
    authorise(by, "registry.remind_of_cards", campaign, at=at)
    if campaign.closed_at is not None:
        raise ValidationError(_("这次核对已经结束。"))
    today, told = local_date(at), []
    for ask in campaign.asks.select_for_update(of=("self",)).filter(confirmed_at=None).select_related("organization"):
        if ask.reminded_at is not None and local_date(ask.reminded_at) == today:
            continue
        for person in holders(ask.organization, *SPEAKS, at=at):
            notify(
                person, "card_reminded", key=f"card:{ask.pk}:{today}", at=at, mail=True, hub=campaign.hub.name,
                day=campaign.ends_on.isoformat(), url="/desk/registry/cards/mine/",
            )  # fmt: skip
        ask.reminders, ask.reminded_at = ask.reminders + 1, at
        told.append(ask)
    CardAsk.objects.bulk_update(told, ["reminders", "reminded_at"], batch_size=1000)
    if told:
        trace(campaign, "registry.cards_reminded", by=by, at=at, count=len(told))
    return len(told)


@transaction.atomic
def close_campaign(campaign: CardCampaign, *, by: Any, at: datetime) -> CardCampaign:
    """No more asking: links end and open duties are settled. What was confirmed stays. Closing twice changes nothing."""
    campaign = CardCampaign.objects.select_for_update(of=("self",)).select_related("hub").get(pk=campaign.pk)
    authorise(by, "registry.close_campaign", campaign, at=at)
    if campaign.closed_at is None:
        campaign.closed_at = at
        campaign.save(update_fields=["closed_at"])
        _open_duties(list(campaign.asks.filter(confirmed_at=None).values_list("pk", flat=True))).update(settled_at=at)
        trace(campaign, "registry.campaign_closed", by=by, at=at)
    return campaign


def ask_anew(row: CardConfirmation, *, by: Any, at: datetime) -> None:
    """The organization did not confirm this: it counts nowhere, and while the asking goes on it is asked again."""
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    trace(row.organization, "registry.confirmation_withdrawn", by=by, at=at, on=row.on)
    asks = CardAsk.objects.select_for_update(of=("self",)).filter(
        organization=row.organization_id, confirmed_at=row.at, campaign__closed_at=None
    )
    for ask in asks.select_related("campaign__hub", "organization"):
        ask.confirmed_at = None
        ask.save(update_fields=["confirmed_at"])
        owe(ask, DUTY, body=ask.organization, roles=list(SPEAKS), due_on=max(ask.campaign.ends_on, local_date(at)), at=at,
            url="/desk/registry/cards/mine/", label=ask.campaign.hub.name, unit_code="A16.1", element="mechanism")  # fmt: skip


def _found_untrue(ask: CardAsk) -> bool:
    """Somebody above asked after a confirmation through this address: the organization had not given it."""
    wrong = AnswerCheck.objects.filter(subject_type=CardConfirmation._meta.label_lower, is_right=False)
    return ask.confirmations.filter(pk__in=wrong.values("subject_id")).exists()


def _open_duties(asks: list[int]) -> Any:
    return Duty.objects.open().filter(subject_type=CardAsk._meta.label_lower, subject_id__in=asks, verb=DUTY)


@transaction.atomic
def confirm_card(organization: Organization, *, way: str, by: Any, at: datetime, said_by: str = "") -> CardConfirmation:
    """The organization says that its card is right; every hub that asked has its answer. Twice on one day is once."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    authorise(by, "registry.confirm_card", organization, at=at)
    person = None if getattr(by, "is_system", False) else by
    return record_confirmation(
        organization, way=way, on=local_date(at), person=person, said_by=said_by or by.name, by=by, at=at
    )


def record_confirmation(
    organization: Organization, *, way: str, on: date, person: Any, said_by: str, by: Any, at: datetime, sheet: Any = None,
    to_check: bool = False,
) -> CardConfirmation:  # fmt: skip
    """Write a confirmation and settle every open ask; the caller has asked who may."""
    asks = list(
        CardAsk.objects.select_for_update().filter(
            organization=organization, confirmed_at=None, campaign__closed_at=None
        )
    )
    row, made = CardConfirmation.objects.get_or_create(
        organization=organization, on=on, way=way, withdrawn_at=None,
        defaults={
            "at": at, "person": person, "said_by": said_by[:60], "facts": card_facts(organization), "sheet": sheet,
            "ask": asks[0] if asks else None, "to_check": to_check,
        },
    )  # fmt: skip
    for ask in asks:
        ask.confirmed_at = at
        ask.save(update_fields=["confirmed_at"])
        settle(ask, DUTY, at=at, by=person)
    if made:
        trace(organization, "registry.card_confirmed", by=by, at=at, way=way, on=on)
    return row


@transaction.atomic
def confirm_cards(organizations: Iterable[Organization], *, by: Any, at: datetime) -> int:
    """The liaison officer of several organizations confirms their cards in one go; how many."""
    rows = sorted(organizations, key=lambda row: row.pk)
    for row in rows:
        confirm_card(
            row, way=CardConfirmation.Way.BATCH if len(rows) > 1 else CardConfirmation.Way.SIGN_IN, by=by, at=at
        )
    return len(rows)


@transaction.atomic
def answer_card_link(
    ask: CardAsk, *, right: bool, said_by: str, remark: str, opened_by: Any, at: datetime
) -> CardAsk:  # fmt: skip
    """Through link or QR, without an account: the card is right, or what is wrong with it.

    Raises ValidationError when somebody of the asking hub or above it opens it, when nobody says who answers, when the
    asking is over, or when it is wrong and nothing says what.
    """
    ask = CardAsk.objects.select_for_update(of=("self",)).select_related("campaign__hub", "organization").get(pk=ask.pk)
    hub = ask.campaign.hub
    if opened_by is not None and works_for_hub_or_above(opened_by, hub, at):
        raise ValidationError(_("这个链接要由对方组织打开，枢纽和它的上级不能代为确认。"))
    if ask.campaign.closed_at is not None or ask.campaign.ends_on < local_date(at):
        raise ValidationError(_("这次核对已经结束。如要更正，请联系“%(hub)s”。") % {"hub": hub.name})
    if not said_by.strip():
        raise ValidationError(_("请写下您的姓名和职务，例如：王桂兰，会长。"))
    if right and _found_untrue(ask):
        raise ValidationError(_("上级单位核实过，之前凭这个链接的答复不属实；请登录后答复。"))
    if right:
        system = User.objects.system("card-link")
        confirm_card(ask.organization, way=CardConfirmation.Way.LINK, said_by=said_by.strip(), by=system, at=at)
    else:
        if not remark.strip():
            raise ValidationError(_("请写明哪一项不对、应该是什么。"))
        ask.remark, ask.remarked_at = f"{said_by.strip()[:60]}：{remark.strip()}"[:300], at
        ask.save(update_fields=["remark", "remarked_at"])
        trace(ask.campaign, "registry.card_remarked", by=None, at=at, organization=ask.organization)
        for person in holders(hub, "officer", "clerk", at=at):
            notify(
                person, "card_remarked", key=f"card-remark:{ask.pk}:{local_date(at)}", at=at, organization=ask.organization.name,
                remark=remark.strip()[:80], url=f"/desk/registry/organizations/{ask.organization.code}/",
            )  # fmt: skip
    ask.refresh_from_db()
    return ask
