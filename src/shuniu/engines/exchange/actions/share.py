from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.engines.exchange.models import Offer, OfferShare
from shuniu.engines.exchange.pages import address_of
from shuniu.engines.exchange.rules import CONFIRM_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind
from shuniu.kernel.trail.actions import trace

duty_kind("agree_share", title=gettext_lazy("同意分计：%(label)s"), verb=gettext_lazy("去看"))


@transaction.atomic
def propose_share(offer: Offer, *, hub: Organization, share_fen: int, by: Any, at: datetime) -> OfferShare:
    """A second hub that won the same grant proposes how much of it is its own; the rest stays with the first.

    Raises ValidationError when the parts would be more than the whole.
    """
    offer = Offer.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=offer.pk)
    share = OfferShare(offer=offer, hub=hub, share_fen=share_fen, proposed_by=by, proposed_at=at)
    authorise(by, "exchange.propose_share", share, at=at)
    existing = OfferShare.objects.filter(offer=offer, hub=hub).first()
    if existing is not None:
        return existing
    if hub.pk == offer.keeper_id or not hubs_at(at).filter(pk=hub.pk).exists():
        raise ValidationError(_("分计要由另一家枢纽提出。"))
    others = offer.shares.aggregate(total=Sum("share_fen"))["total"] or 0
    if not offer.value_fen or share_fen <= 0 or others + share_fen >= offer.value_fen:
        raise ValidationError({"share": _("各方计入的部分加起来不能超过这份资源的总额，也不能把别家的部分占完。")})
    share.save()
    days = int(setting_for(offer.keeper, CONFIRM_DAYS.key, at) or 0)
    owe(share, "agree_share", body=offer.keeper, roles=["head", "officer"], url=address_of(offer), at=at,
        due_on=local_date(at) + timedelta(days=days), label=offer.title, unit_code="A08", element="support")  # fmt: skip
    trace(share, "exchange.share_proposed", by=by, at=at, hub=hub, share=share_fen)
    return share


@transaction.atomic
def agree_share(share: OfferShare, *, by: Any, at: datetime) -> OfferShare:
    """The hub that entered the grant first agrees: from now on each counts its part."""
    share = OfferShare.objects.select_for_update(of=("self",)).select_related("offer__keeper", "hub").get(pk=share.pk)
    authorise(by, "exchange.agree_share", share, at=at)
    if share.agreed_at is None:
        share.agreed_by, share.agreed_at = by, at
        share.save()
        settle(share, "agree_share", at=at, by=by)
        trace(share, "exchange.share_agreed", by=by, at=at, hub=share.hub)
    return share
