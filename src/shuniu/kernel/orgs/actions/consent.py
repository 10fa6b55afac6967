from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs import rules as _rules  # noqa: F401  registers the permissions
from shuniu.kernel.orgs.models import Consent, Organization
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def give_consent(
    *, purpose: str, ends_on: date, by: Any, at: datetime, organization: Organization | None = None, person: Any = None
) -> Consent:
    """An organization or a person agrees to something until a day. The same open consent again changes nothing.

    Raises ValidationError for an end that is not ahead, or when not exactly one of the two is named.
    """
    if (organization is None) == (person is None):
        raise ValidationError(_("请说明是组织还是本人同意。"))
    draft = Consent(organization=organization, person=person, purpose=purpose.strip(), given_at=at, ends_on=ends_on)
    authorise(by, "orgs.give_consent", draft, at=at)
    if not draft.purpose or ends_on <= local_date(at):
        raise ValidationError(_("请写明同意的事项，期限要在今天以后。"))
    there = Consent.objects.select_for_update().in_force(at).filter(
        organization=organization, person=person, purpose=draft.purpose
    ).first()  # fmt: skip
    if there is not None and there.ends_on >= ends_on:
        return there
    draft.save()
    trace(draft, "orgs.consent_given", by=by, at=at, on=ends_on)
    return draft


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Any, at: datetime) -> Consent:
    """No longer agreed, from now on; what was done while it held stays. Twice keeps the first moment."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    authorise(by, "orgs.withdraw_consent", consent, at=at)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        trace(consent, "orgs.consent_withdrawn", by=by, at=at)
    return consent
