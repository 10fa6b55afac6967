"""What follows from a row's facts: keys, search text; and facts as they are kept in the history."""

from __future__ import annotations

from typing import Any

from shuniu.kernel.orgs.models import Organization
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


def fact_text(value: Any) -> str:
    """A fact as it is kept in the history: areas and fields by code, dates in ISO form, nothing as empty."""
    if value is None:
        return ""
    return str(getattr(value, "code", value))


def person_of(by: Any) -> Any:
    """The person who acts; nobody for a named system account."""
    return None if getattr(by, "is_system", False) else by
