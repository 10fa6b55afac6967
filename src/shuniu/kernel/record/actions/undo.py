from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise, permit, predicate
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.record.undo import Offer, undos
from shuniu.kernel.trail.actions import trace
from shuniu.kernel.trail.models import AuditEvent


@predicate
def did_it(user: Any, offer: Offer, at: datetime) -> bool:
    """Only who did it takes it back at once; the opposite act asks for its own rights besides."""
    return bool(user.is_authenticated and offer.user == user.pk)


permit("record.take_back", did_it)


@transaction.atomic
def take_back(offer: Offer, *, by: Any, at: datetime) -> None:
    """Do the opposite of what was just done; twice is once.

    Raises ValidationError where others went on from it in the meantime.
    """
    authorise(by, "record.take_back", offer, at=at)
    undo, row, at = undos[offer.name], by, db_now()
    if undo.model is not None:
        row = undo.model._default_manager.select_for_update(of=("self",)).filter(pk=offer.row).first()
    done = AuditEvent.objects.filter(
        subject_type=(undo.model or by)._meta.label_lower, subject_id=offer.row if undo.model else by.pk,
        verb="record.taken_back", actor_id=by.pk, at__gte=offer.made_at, facts__act=offer.name,
    )  # fmt: skip
    if done.exists():
        return
    try:
        if row is None:
            raise ObjectDoesNotExist
        undo.back(*([row] if undo.model is not None else []), by=by, at=at, **offer.said)
    except (ObjectDoesNotExist, PermissionDenied) as error:
        raise ValidationError(_("别人已经接着办了，这一步不能再撤销。")) from error
    trace(row, "record.taken_back", by=by, at=at, act=offer.name)
