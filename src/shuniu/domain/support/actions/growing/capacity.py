"""Capacity before and after a stay or coaching, judged by somebody who does not give the help (A05.4, A09.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.models.desk import CapacityReview
from shuniu.domain.support.models.growing import Cultivation, Incubation
from shuniu.domain.support.queries.desk.experts import worked_for
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.interests import tied
from shuniu.kernel.trail.actions import trace

Stage = CapacityReview.Stage


@transaction.atomic
def review_growth(
    help: Incubation | Cultivation, *, stage: str, score: int, grounds: str, by: Any, at: datetime
) -> CapacityReview:
    """From 0 to 100 with grounds, once at the beginning and once at the end; the same stage again gives it back.

    Never by a mentor of the stay, by who has a tie with the organization, or who held a post there not long ago.
    """
    row: Any = type(help).objects.select_for_update(of=("self",)).get(pk=help.pk)
    authorise(by, "support.review_growth", row, at=at)
    which = {"stay": row} if isinstance(row, Incubation) else {"cultivation": row}
    made = CapacityReview.objects.filter(**which)
    there = made.filter(stage=stage).first()
    if there is not None:
        return there
    bodies = [row.organization_id]
    if tied([by.pk], bodies, at) or worked_for(row.hub, persons=[by.pk], organizations=bodies, at=at):
        raise ValidationError(_("你与这家组织有利害关系，或者不久前在那里任过职，请另一位同事评。"))
    if isinstance(row, Incubation) and row.mentors.filter(person=by).exists():
        raise ValidationError(_("你是它的导师，请另一位同事评。"))
    if not 0 <= score <= 100:
        raise ValidationError({"score": _("请填 0 到 100。")})
    if not grounds.strip():
        raise ValidationError({"grounds": _("请写明打分的依据。")})
    _in_its_time(row, stage, made.filter(stage=Stage.BEFORE).first(), at)
    review = CapacityReview.objects.create(
        **which, stage=stage, score=score, grounds=grounds.strip(), reviewed_at=at, reviewer=by
    )
    trace(row, "support.capacity_reviewed", by=by, at=at, stage=review.get_stage_display(), score=score)
    return review


def _in_its_time(row: Incubation | Cultivation, stage: str, before: CapacityReview | None, at: datetime) -> None:
    """Raises ValidationError for a first review once help was given, and for a last one before it is over."""
    if stage == Stage.BEFORE:
        if isinstance(row, Incubation):
            late = row.state != Incubation.State.IN or row.sessions.exists()
        else:
            late = row.state != Cultivation.State.HANDED
        if late:
            raise ValidationError({"stage": _("帮助已经开始，或还没有转入，不能评服务前的能力。")})
        return
    if before is None:
        raise ValidationError({"stage": _("没有服务前的评价，看不出变化，不能只评服务后。")})
    over = row.state != Incubation.State.IN if isinstance(row, Incubation) else local_date(at) > local_date(before.reviewed_at)  # fmt: skip
    if not over:
        raise ValidationError({"stage": _("帮助结束以后才评服务后的能力。")})
