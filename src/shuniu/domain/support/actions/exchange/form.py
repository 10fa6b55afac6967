from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.models.exchange import ChosenForm
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def choose_form(hub: Organization, *, form: str, reason: str, by: Any, at: datetime) -> ChosenForm:
    """The hub takes up a form of article 10 and says why; choosing it again changes nothing."""
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    row = ChosenForm(hub=hub, form=form, reason=reason.strip()[:200], chosen_on=local_date(at), chosen_by=by)
    authorise(by, "support.choose_form", row, at=at)
    if form not in ChosenForm.Form.values:
        raise ValidationError({"form": _("请从列出的方式里选。")})
    standing = ChosenForm.objects.filter(hub=hub, form=form, dropped_on__isnull=True).first()
    if standing is not None:
        return standing
    if not reason.strip():
        raise ValidationError({"reason": _("请写一句为什么选这一种。")})
    row.save()
    trace(row, "support.form_chosen", by=by, at=at, form=form)
    return row


@transaction.atomic
def drop_form(row: ChosenForm, *, reason: str, by: Any, at: datetime) -> ChosenForm:
    """No longer used; the time it was chosen stays on record."""
    row = ChosenForm.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)
    authorise(by, "support.choose_form", row, at=at)
    if row.dropped_on is None:
        if not reason.strip():
            raise ValidationError({"reason": _("请写一句为什么不再用。")})
        row.dropped_on, row.dropped_by, row.drop_reason = local_date(at), by, reason.strip()[:200]
        row.save()
        trace(row, "support.form_dropped", by=by, at=at, form=row.form)
    return row
