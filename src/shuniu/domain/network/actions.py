from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.network.models import ConfirmationLink
from shuniu.kernel.core.access import authorise, permit
from shuniu.kernel.orgs.actions import confirm_affiliation, decline_affiliation
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.orgs.rules import works_for_the_hub
from shuniu.kernel.people.models import User
from shuniu.kernel.trail.actions import trace

permit("network.make_confirmation_link", works_for_the_hub)


@transaction.atomic
def make_confirmation_link(tie: Affiliation, *, by: Any, at: datetime) -> ConfirmationLink:
    """The secret address through which the organization answers a claim; one per tie."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("hub").get(pk=tie.pk)
    authorise(by, "network.make_confirmation_link", tie, at=at)
    link, made = ConfirmationLink.objects.get_or_create(
        affiliation=tie, defaults={"token": secrets.token_urlsafe(18), "made_at": at}
    )
    if made:
        trace(link, "network.confirmation_link_made", by=by, at=at, tie=tie)
    return link


@transaction.atomic
def answer_by_link(link: ConfirmationLink, *, yes: bool, opened_by: Any, at: datetime) -> Affiliation:
    """The organization answers through its link; the token is the permission, but never in the hub's own hands.

    Raises ValidationError when somebody signed in for the hub itself opens it: a hub cannot confirm its own claim.
    """
    link = ConfirmationLink.objects.select_for_update(of=("self",)).select_related("affiliation__hub").get(pk=link.pk)
    tie = link.affiliation
    if opened_by is not None and opened_by.is_authenticated and works_for_the_hub(opened_by, tie, at):
        raise ValidationError(_("这个链接要由对方组织打开确认，枢纽自己不能代为确认。"))
    system = User.objects.system("confirmation-link")
    act = (
        confirm_affiliation(tie, through="link", by=system, at=at)
        if yes
        else decline_affiliation(tie, by=system, at=at)
    )
    link.used_at = at
    link.save(update_fields=["used_at"])
    trace(link, "network.answered_by_link", by=None, at=at, yes=yes)
    return act
