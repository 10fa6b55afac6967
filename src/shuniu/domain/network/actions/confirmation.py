from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.network.actions.consent import drop_consent, keep_consent, refuse_own_hub
from shuniu.domain.network.models import ConfirmationLink
from shuniu.domain.network.rules import LINK_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.actions import confirm_affiliation, decline_affiliation
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.models import AnswerCheck
from shuniu.kernel.trail.actions import trace, trace_many


def _token() -> str:
    return secrets.token_urlsafe(18)


def _last_day(hub: Organization, at: datetime) -> date:
    return local_date(at) + timedelta(days=int(setting_for(hub, LINK_DAYS.key, at) or 0))


@transaction.atomic
def make_confirmation_link(tie: Affiliation, *, by: Any, at: datetime, anew: bool = False) -> ConfirmationLink:
    """The secret address through which the organization answers a claim; one per tie.

    An expired one is replaced; `anew` replaces it in any case, and the old address opens nothing any more.
    """
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("hub").get(pk=tie.pk)
    authorise(by, "network.make_confirmation_link", tie, at=at)
    ends_on = _last_day(tie.hub, at)
    link, made = ConfirmationLink.objects.get_or_create(
        affiliation=tie, defaults={"token": _token(), "made_at": at, "ends_on": ends_on}
    )
    if not made and (anew or link.ends_on <= local_date(at)):
        link.token, link.made_at, link.ends_on, made = _token(), at, ends_on, True
        link.save(update_fields=["token", "made_at", "ends_on"])
    if made:
        trace(link, "network.confirmation_link_made", by=by, at=at, tie=tie)
    return link


@transaction.atomic
def make_letters(hub: Organization, *, by: Any, at: datetime, source: str = "") -> int:
    """A link for every open claim of the hub (of one import, when `source` names it) that has none in force; how many."""
    authorise(by, "network.make_letters", hub, at=at)
    claims = Affiliation.objects.claimed(at).filter(hub=hub)
    if source:
        claims = claims.filter(source=source)
    today, ends_on = local_date(at), _last_day(hub, at)
    ConfirmationLink.objects.filter(affiliation__in=claims, ends_on__lte=today).delete()
    missing = claims.filter(Q(confirmation_link__isnull=True)).order_by("pk")
    links = ConfirmationLink.objects.bulk_create(
        [ConfirmationLink(affiliation=tie, token=_token(), made_at=at, ends_on=ends_on) for tie in missing],
        ignore_conflicts=True, batch_size=2000,
    )  # fmt: skip
    trace_many([(hub, {"letters": len(links)})] if links else [], "network.letters_made", by=by, at=at)
    return len(links)


@transaction.atomic
def answer_by_link(
    link: ConfirmationLink, *, yes: bool, opened_by: Any, at: datetime, answered_by: str = "", remark: str = ""
) -> Affiliation:
    """The organization answers through its link; the token is the permission, but never in the hub's own hands.

    Until the link ends the answer may be changed. Raises ValidationError when somebody signed in for the hub itself
    opens it (a hub cannot confirm its own claim), when nobody says who answers, or when the link has ended.
    """
    link = (
        ConfirmationLink.objects.select_for_update(of=("self",))
        .select_related("affiliation__hub", "affiliation__organization")
        .get(pk=link.pk)
    )
    tie = link.affiliation
    refuse_own_hub(opened_by, tie.hub, at)
    at = db_now()
    if link.ends_on <= local_date(at):
        raise ValidationError(_("这个链接已过有效期，请联系“%(hub)s”重新发一个。") % {"hub": tie.hub.name})
    check = AnswerCheck.objects.of(link)
    if check is not None and not check.is_right:
        raise ValidationError(_("上级单位核实过，之前凭这个链接的确认不属实；请登录后答复，或在签字表上签字。"))
    if not answered_by.strip():
        raise ValidationError(_("请写下您的姓名和职务，例如：王桂兰，会长。"))
    system = User.objects.system("confirmation-link")
    if yes:
        answer = confirm_affiliation(tie, through="link", by=system, at=at)
        keep_consent(answer, at=at)
    else:
        answer = decline_affiliation(tie, by=system, at=at)
        drop_consent(answer, at=at)
    settle(tie, "confirm_membership", at=at)
    link.used_at, link.answered_by, link.remark = at, answered_by.strip()[:60], remark.strip()[:200]
    link.opened_by = opened_by if opened_by.is_authenticated else None
    link.save(update_fields=["used_at", "answered_by", "remark", "opened_by"])
    trace(link, "network.answered_by_link", by=None, at=at, yes=yes, tie=tie)
    return answer


def ask_to_confirm(tie: Affiliation, kind: str, *, by: Any, at: datetime) -> None:
    """A letter with its link, and a duty for the organization's own people where it has any."""
    link = make_confirmation_link(tie, by=by, at=at)
    people = holders(tie.organization, *SPEAKS, at=at)
    if not people:
        return
    url = reverse("network:tie", args=[tie.pk])
    owe(tie, "confirm_membership", body=tie.organization, roles=list(SPEAKS), due_on=link.ends_on, url=url, at=at,
        label=tie.hub.name, unit_code="A05.1" if tie.kind == "membership" else "A05.5", element="open")  # fmt: skip
    for person in people:
        notify(person, kind, key=f"{kind}:{tie.pk}", at=at, mail=True, url=url,
               hub=tie.hub.name, organization=tie.organization.name)  # fmt: skip
