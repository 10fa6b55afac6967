"""What a stay or a coaching has changed: the capacity before and after, judged by somebody else (A05.4, A09.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import filled
from shuniu.domain.support.actions.growing.stay import lock_stay
from shuniu.domain.support.models.desk import CapacityReview
from shuniu.domain.support.models.growing import Cultivation, Incubation
from shuniu.kernel.core.access import authorise
from shuniu.kernel.trail.actions import trace

Stage = CapacityReview.Stage


@transaction.atomic
def review_stay(stay: Incubation, *, stage: str, score: int, grounds: str, by: Any, at: datetime) -> CapacityReview:
    """Before the first confirmed session, after the stay has ended; never by a mentor or the organization itself."""
    row = lock_stay(stay)
    authorise(by, "support.review_stay", row, at=at)
    if stage == Stage.BEFORE and row.sessions.filter(confirmed_at__isnull=False).exists():
        raise ValidationError({"stage": _("已经开始辅导，不能再补入孵时的评价。")})
    if stage == Stage.AFTER and row.state == Incubation.State.IN:
        raise ValidationError({"stage": _("孵化结束以后再评。")})
    return _keep(row, {"stay": row}, stage=stage, score=score, grounds=grounds, by=by, at=at)


@transaction.atomic
def review_coached(
    cultivation: Cultivation, *, stage: str, score: int, grounds: str, by: Any, at: datetime
) -> CapacityReview:
    """Of an organization that is coached: by another than who nominated it; after it only when it was judged before."""
    rows = Cultivation.objects.select_for_update(of=("self",)).select_related("hub", "organization")
    row = rows.get(pk=cultivation.pk)
    authorise(by, "support.review_coached", row, at=at)
    if row.nominated_by_id == by.pk:
        raise PermissionDenied(_("提名的人不评，请别的同事来评。"))
    if row.state != Cultivation.State.HANDED or row.help != Cultivation.Help.COACHING:
        raise ValidationError(_("转入陪伴辅导以后才评；转入孵化的在孵化页上评。"))
    first = row.capacity.filter(stage=Stage.BEFORE).first()
    if stage == Stage.AFTER and first is None:
        raise ValidationError({"stage": _("先评服务前，再评服务后。")})
    return _keep(row, {"cultivation": row}, stage=stage, score=score, grounds=grounds, by=by, at=at)


def _keep(
    row: Any, of: dict[str, Any], *, stage: str, score: int, grounds: str, by: Any, at: datetime
) -> CapacityReview:
    there = CapacityReview.objects.filter(stage=stage, **of).first()
    if there is not None:
        return there
    if stage not in Stage.values:
        raise ValidationError({"stage": _("请选择阶段。")})
    if not 0 <= score <= 100:
        raise ValidationError({"score": _("请填 0 到 100。")})
    grounds = filled(grounds=grounds)["grounds"]
    made = CapacityReview.objects.create(stage=stage, score=score, grounds=grounds, reviewed_at=at, reviewer=by, **of)
    trace(row, "support.growth_reviewed", by=by, at=at, stage=made.get_stage_display(), score=score)
    return made
