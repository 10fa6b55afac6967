from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.network.models import JoiningConditions
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace

# Open means that who joins here may join elsewhere too (A04): what says otherwise is no condition that may be published.
_EXCLUSIVE = re.compile(
    r"(不得|不能|不可|不许|不准|禁止|不再)(同时|另行|再)?(加入|参加|成为)(其他|其它|别的|任何|另外|本会以外)"
    r"|(?<![不非无没])(独家|排他|专属会员)|只能加入(本|我)|退出(其他|其它|别的)"
)
TEXTS = ("who_may_join", "rights", "duties", "papers", "fee_basis", "contact")


@transaction.atomic
def publish_conditions(hub: Organization, *, fee_fen: int, by: Any, at: datetime, **texts: str) -> JoiningConditions:
    """Publish who may join, what a member gets and does, papers and fee; the words before stay readable under their dates.

    Applications keep the conditions they were filed under. Publishing the same words again changes nothing.
    """
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    draft = JoiningConditions(hub=hub, fee_fen=fee_fen, published_at=at, published_by=by)
    authorise(by, "network.publish_conditions", draft, at=at)
    for key in TEXTS:
        setattr(draft, key, texts.get(key, "").strip())
    missing = {key: _("请填写这一项。") for key in ("who_may_join", "rights", "contact") if not getattr(draft, key)}
    if fee_fen and not draft.fee_basis:
        missing["fee_basis"] = _("收会费的，请写明依据和用途。")
    for key in ("who_may_join", "rights", "duties"):
        found = _EXCLUSIVE.search(getattr(draft, key))
        if found is not None:
            missing[key] = _("“%(words)s”是排他的要求：会员可以同时加入别的枢纽，请删去。") % {"words": found.group()}
    if missing:
        raise ValidationError(missing)
    there = JoiningConditions.objects.filter(hub=hub, ended_at__isnull=True).first()
    if there is not None and all(getattr(there, key) == getattr(draft, key) for key in (*TEXTS, "fee_fen")):
        return there
    JoiningConditions.objects.filter(hub=hub, ended_at__isnull=True).update(ended_at=at)
    draft.save()
    trace(draft, "network.conditions_published", by=by, at=at, hub=hub, fee_fen=fee_fen)
    return draft
