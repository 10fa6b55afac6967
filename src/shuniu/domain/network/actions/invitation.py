"""A hub invites, the organization accepts or declines; accepted means member from today, with its consent on file."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.consent import keep_consent
from shuniu.domain.network.models import MembershipInvitation
from shuniu.domain.network.queries.joining import conditions_of, days_on, membership_of
from shuniu.domain.network.rules import INVITATION_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.registries import ListAct, list_acts
from shuniu.kernel.orgs.actions import claim_affiliation, confirm_affiliation, set_route
from shuniu.kernel.orgs.actions.derived import person_of
from shuniu.kernel.orgs.living import refuse_ended
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_membership_invitation", title=gettext_lazy("答复入会邀请：%(label)s"), verb=gettext_lazy("去答复"))
notice_kind("invited_to_join", text=gettext_lazy("%(hub)s邀请%(organization)s入会，%(ends_on)s 前答复都可以。"))
notice_kind("membership_invitation_answered", text=gettext_lazy("%(organization)s答复了入会邀请：%(answer)s"))


@transaction.atomic
def invite_to_join(
    hub: Organization, *, organization: Organization, message: str = "", by: Any, at: datetime
) -> MembershipInvitation:
    """The head offers membership; one open invitation for each organization. Nothing is changed until it is accepted."""
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    conditions = conditions_of(hub)
    draft = MembershipInvitation(hub=hub, organization=organization, invited_by=by, invited_at=at)
    authorise(by, "network.invite_to_join", draft, at=at)
    refuse_ended(organization, at)
    if conditions is None:
        raise ValidationError(_("请先公布入会条件，再邀请。"))
    if organization.pk == hub.pk or membership_of(hub, organization, at) is not None:
        raise ValidationError(_("这家单位已经是会员。"))
    there = MembershipInvitation.objects.filter(
        hub=hub, organization=organization, accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True
    ).first()  # fmt: skip
    if there is not None and there.ends_on > local_date(at):
        return there
    if there is not None:
        there.withdrawn_at = at
        there.save(update_fields=["withdrawn_at"])
        settle(there, "answer_membership_invitation", at=at)
    draft.conditions, draft.message, draft.token = conditions, message.strip()[:300], secrets.token_urlsafe(18)
    draft.ends_on = days_on(hub, INVITATION_DAYS.key, at)
    draft.save()
    url = reverse("network:invitation", args=[draft.token])
    owe(draft, "answer_membership_invitation", body=organization, roles=list(SPEAKS), due_on=draft.ends_on, url=url,
        at=at, label=hub.name, unit_code="A05.1", element="open")  # fmt: skip
    for person in holders(organization, *SPEAKS, at=at):
        notify(person, "invited_to_join", key=f"join-invitation:{draft.pk}", at=at, mail=True, url=url, hub=hub.name,
               organization=organization.name, ends_on=draft.ends_on.isoformat())  # fmt: skip
    trace(draft, "network.invited_to_join", by=by, at=at, hub=hub, organization=organization)
    return draft


@transaction.atomic
def answer_invitation(
    invitation: MembershipInvitation, *, yes: bool, answered_by: str, reason: str = "", by: Any, at: datetime
) -> MembershipInvitation:
    """The organization accepts, which makes it a member, or declines. Answered twice keeps the first answer."""
    invitation = (
        MembershipInvitation.objects.select_for_update(of=("self",))
        .select_related("hub", "organization").get(pk=invitation.pk)
    )  # fmt: skip
    authorise(by, "network.answer_invitation", invitation, at=at)
    at = db_now()
    state = invitation.state(local_date(at))
    if state in ("accepted", "declined"):
        if (state == "accepted") == yes:
            return invitation
        raise ValidationError(_("这份邀请已经答复过了。"))
    if state != "open":
        raise ValidationError(_("这份邀请已过有效期，请联系“%(hub)s”重新邀请。") % {"hub": invitation.hub.name})
    if not answered_by.strip():
        raise ValidationError(_("请写下您的姓名和职务，例如：王桂兰，会长。"))
    invitation.answered_by, invitation.reason = answered_by.strip()[:60], reason.strip()[:200]
    if yes:
        invitation.accepted_at = at
        invitation.answered_by_person = person_of(by)
        _join(invitation, at)
    else:
        invitation.declined_at = at
    invitation.save()
    settle(invitation, "answer_membership_invitation", at=at, by=by)
    for person in holders(invitation.hub, "head", "officer", at=at):
        notify(person, "membership_invitation_answered", key=f"join-answer:{invitation.pk}", at=at,
               url=reverse("network:applications") + "?show=invitations", organization=invitation.organization.name,
               answer=str(_("接受") if yes else _("谢绝")))  # fmt: skip
    facts = {"hub": invitation.hub, "organization": invitation.organization}
    if yes:
        trace(invitation, "network.invitation_accepted", by=by, at=at, **facts)
    else:
        trace(invitation, "network.invitation_declined", by=by, at=at, **facts)
    return invitation


def _join(invitation: MembershipInvitation, at: datetime) -> None:
    system = User.objects.system("membership")
    tie = claim_affiliation(
        invitation.hub, organization=invitation.organization, kind=Affiliation.Kind.MEMBERSHIP,
        route=Affiliation.Route.MEMBERSHIP, source=f"invitation:{invitation.pk}", valid_from=local_date(at), by=system, at=at,
    )  # fmt: skip
    tie = set_route(tie, route=Affiliation.Route.MEMBERSHIP, by=system, at=at)
    signed_in = invitation.answered_by_person
    through = "sign_in" if signed_in is not None else "invitation"
    invitation.tie = confirm_affiliation(tie, through=through, by=signed_in or system, at=at)
    keep_consent(invitation.tie, at=at)


@transaction.atomic
def withdraw_membership_invitation(invitation: MembershipInvitation, *, by: Any, at: datetime) -> MembershipInvitation:
    """The hub takes an open invitation back."""
    invitation = (
        MembershipInvitation.objects.select_for_update(of=("self",)).select_related("hub").get(pk=invitation.pk)
    )
    authorise(by, "network.invite_to_join", invitation, at=at)
    if invitation.state(local_date(at)) == "open":
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        settle(invitation, "answer_membership_invitation", at=at, by=by)
        trace(invitation, "network.membership_invitation_withdrawn", by=by, at=at)
    return invitation


@transaction.atomic
def invite_many(hub: Organization, organizations: list[Organization], *, text: str, by: Any, at: datetime) -> str:
    """Offer membership to organizations ticked in the list; members and those that have ended are left out. What was done."""
    made, left = 0, 0
    for row in organizations:
        if row.has_ended(local_date(at)) or membership_of(hub, row, at) is not None:
            left += 1
            continue
        invite_to_join(hub, organization=row, message=text, by=by, at=at)
        made += 1
    return _("已邀请 %(made)s 家入会，%(left)s 家已是会员或已终止。") % {"made": made, "left": left}


list_acts.add("invite", ListAct(gettext_lazy("邀请入会"), invite_many))
