"""A tie answered, ended, given a route: whatever makes a member also puts its consent on file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.models import TieEnding
from shuniu.domain.network.queries.joining import consent_purpose, days_of
from shuniu.domain.network.routes import ROUTES
from shuniu.domain.network.rules import CONSENT_YEARS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import (
    claim_affiliation,
    confirm_affiliation,
    decline_affiliation,
    end_affiliation,
    give_consent,
    set_route,
    take_back_tie_answer,
    withdraw_consent,
)
from shuniu.kernel.orgs.living import refuse_ended
from shuniu.kernel.orgs.models import Affiliation, Consent, Organization
from shuniu.kernel.orgs.queries import designation_of, holders, holds
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify, settle, unsettle
from shuniu.kernel.record.kinds import notice_kind

notice_kind("tie_ended_by_hub", text=gettext_lazy("%(hub)s终止了与%(organization)s的联系：%(reason)s"))
notice_kind("tie_left", text=gettext_lazy("%(organization)s退出了与%(hub)s的联系。"))


def refuse_own_hub(opened_by: Any, hub: Organization, at: datetime) -> None:
    """Raises ValidationError when whoever opened a secret address works for the hub that wrote it."""
    if opened_by is not None and opened_by.is_authenticated and holds(opened_by, hub, at=at):
        raise ValidationError(_("这个链接要由对方组织打开确认，枢纽自己不能代为确认。"))


def keep_consent(tie: Affiliation, *, at: datetime) -> None:
    """A confirmed membership has the organization's consent on file; one tie, one consent."""
    if tie.kind == Affiliation.Kind.MEMBERSHIP and tie.confirmed_at is not None:
        ends_on = local_date(at) + timedelta(days=365 * days_of(tie.hub, CONSENT_YEARS.key, at))
        give_consent(
            organization=tie.organization, purpose=consent_purpose(tie.hub), ends_on=ends_on, at=at,
            by=User.objects.system("membership"),
        )  # fmt: skip


def drop_consent(tie: Affiliation, *, at: datetime) -> None:
    for consent in Consent.objects.in_force(at).filter(organization=tie.organization, purpose=consent_purpose(tie.hub)):
        withdraw_consent(consent, by=User.objects.system("membership"), at=at)


def untie(tie: Affiliation, *, at: datetime) -> None:
    """The organization never said yes: the tie counts no more, its consent neither."""
    drop_consent(decline_affiliation(tie, by=User.objects.system("confirmation-link"), at=at), at=at)


@transaction.atomic
def answer_signed_in(tie: Affiliation, *, yes: bool, by: Any, at: datetime) -> Affiliation:
    """The organization answers a claim with its own account; who also works for the hub is refused."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "network.answer_signed_in", tie, at=at)
    settle(tie, "confirm_membership", at=at, by=by)
    if not yes:
        answered = decline_affiliation(tie, by=by, at=at)
        drop_consent(answered, at=at)
        return answered
    answered = confirm_affiliation(tie, through="sign_in", by=by, at=at)
    keep_consent(answered, at=at)
    return answered


@transaction.atomic
def unanswer_tie(tie: Affiliation, *, before: dict[str, Any], by: Any, at: datetime) -> Affiliation:
    """What the organization said signed in was a mistake: the claim waits again, and no consent rests on that answer."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "network.answer_signed_in", tie, at=at)
    answered_at = tie.confirmed_at or tie.declined_at or at
    tie = take_back_tie_answer(tie, before=before, by=by, at=at)
    drop_consent(tie, at=at)
    keep_consent(tie, at=at)
    unsettle(tie, "confirm_membership", since=answered_at)
    return tie


@transaction.atomic
def end_tie(
    tie: Affiliation, *, reason: str = "", by: Any, at: datetime, by_name: str = "", by_hub: bool | None = None
) -> Affiliation:
    """Either side ends the tie, the organization at any time and without a reason, the hub with one. The other side is told."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "network.end_tie", tie, at=at)
    if tie.valid_to is not None:
        return tie
    hub_side = not holds(by, tie.organization, *SPEAKS, at=at) if by_hub is None else by_hub
    if hub_side and not reason.strip():
        raise ValidationError(_("请写明为什么终止，对方会看到。"))
    tie = end_affiliation(tie, on=local_date(at), by=by, at=at)
    TieEnding.objects.create(
        affiliation=tie, by_hub=hub_side, reason=reason.strip()[:200], ended_by=(by_name or by.name)[:60], ended_at=at
    )
    drop_consent(tie, at=at)
    kind = "tie_ended_by_hub" if hub_side else "tie_left"
    told = holders(tie.organization, *SPEAKS, at=at) if hub_side else holders(tie.hub, "head", "officer", at=at)
    for person in told:
        notify(person, kind, key=f"tie-ended:{tie.pk}", at=at, mail=True, url=reverse("network:tie", args=[tie.pk]),
               hub=tie.hub.name, organization=tie.organization.name, reason=reason.strip()[:200])  # fmt: skip
    return tie


def _check_route(hub: Organization, route: str, at: datetime) -> None:
    """Raises ValidationError for what is no route, or none of this hub's."""
    if route not in ROUTES:
        raise ValidationError(_("请从五种途径里选一种。"))
    designation = designation_of(hub, at)
    if designation is not None and not ROUTES[route].applies(designation):
        raise ValidationError(_("本枢纽没有业务主管单位资格，这条途径不适用。"))


def _check_kind(hub: Organization, kind: str, at: datetime) -> None:
    if kind not in Affiliation.Kind.values:
        raise ValidationError(_("请选联系类型。"))
    designation = designation_of(hub, at)
    if kind == Affiliation.Kind.SUPERVISED and designation is not None and not designation.supervisory_status:
        raise ValidationError(_("本枢纽不是业务主管单位，请选别的联系类型。"))


@transaction.atomic
def choose_route(tie: Affiliation, *, route: str, by: Any, at: datetime) -> Affiliation:
    """The hub says by which of the five routes the tie came about."""
    authorise(by, "network.choose_route", tie, at=at)
    _check_route(tie.hub, route, at)
    return set_route(tie, route=route, by=by, at=at)


@transaction.atomic
def propose_tie(
    hub: Organization, *, organization: Organization, kind: str, route: str, by: Any, at: datetime
) -> Affiliation:
    """A new tie that the hub writes down with its route; until the organization confirms, it counts nowhere."""
    draft = Affiliation(hub=hub, organization=organization, kind=kind, route=route)
    authorise(by, "network.propose_tie", draft, at=at)
    _check_route(hub, route, at)
    _check_kind(hub, kind, at)
    refuse_ended(organization, at)
    if organization.pk == hub.pk:
        raise ValidationError(_("枢纽不能与自己建立联系。"))
    if Affiliation.objects.valid(at).filter(hub=hub, organization=organization, kind=kind).exists():
        raise ValidationError(_("与这家组织已有同类的联系，请打开那一条。"))
    if not Organization.objects.visible_to(by, at).filter(pk=organization.pk).exists():
        raise PermissionDenied
    return claim_affiliation(
        hub, organization=organization, kind=kind, route=route, source="hub", valid_from=local_date(at), by=by, at=at
    )
