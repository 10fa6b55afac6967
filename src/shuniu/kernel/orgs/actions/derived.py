"""What follows from a row's facts: keys, search text; and facts as they are kept in the history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shuniu.kernel.orgs.models import Organization, PastState
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key


def derive(organization: Organization) -> None:
    """Keys and search text of the name, the former names, the code and the former codes; not saved."""
    former: list[str] = []
    if organization.pk:
        former += [row.name for row in organization.former_names.all()]
        former += [row.code for row in organization.former_codes.all()]
    organization.name_key = name_key(organization.name)
    organization.sort_key = sort_key(organization.name)
    organization.search = search_vector(organization.name, *former, organization.credit_code or "")


def keep_past(organization: Organization, *, until: date) -> None:
    """Put down what the row said up to a day, before its name, kind or area change; not twice for one day.

    Raises ValidationError for a day before the last such change: what is on record is not rewritten.
    """
    last = PastState.objects.filter(organization=organization).order_by("-valid_to").first()
    if last is not None and until < last.valid_to:
        raise ValidationError({"since": _("%(day)s 已有一次变更，新的变更不能早于它。") % {"day": last.valid_to}})
    if last is not None and until == last.valid_to:
        return
    PastState.objects.create(organization=organization, name=organization.name, kind=organization.kind,
                             area_id=organization.area_id, valid_from=last.valid_to if last else None, valid_to=until)  # fmt: skip


def fact_text(value: Any) -> str:
    """A fact as it is kept in the history: areas and fields by code, dates in ISO form, nothing as empty."""
    if value is None:
        return ""
    return str(getattr(value, "code", value))


def person_of(actor: Any) -> Any:
    """The person who acts; nobody for a named system account."""
    return None if getattr(actor, "is_system", False) else actor
