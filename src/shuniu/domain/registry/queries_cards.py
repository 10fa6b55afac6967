"""Reads about cards: whom to ask, what is confirmed, where register and registrar differ."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from shuniu.domain.registry.models import CardConfirmation
from shuniu.domain.registry.rules import CARD_MONTHS
from shuniu.kernel.core.moments import local_date, months_after
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Affiliation, Organization


def confirmed_since(hub: Organization, at: datetime) -> date:
    """The first day that still counts as confirmed: so many months back (a setting)."""
    return months_after(local_date(at), -int(setting_for(hub, CARD_MONTHS.key, at) or 0))


def whom_to_ask(hub: Organization, whom: str, chosen: Iterable[int], at: datetime) -> QuerySet[Organization]:
    """Organizations with a confirmed tie to the hub: all, those whose card is stale, or those of `chosen`."""
    ties = Affiliation.objects.confirmed(at).filter(hub=hub).values("organization")
    rows = Organization.objects.filter(pk__in=ties, merged_into__isnull=True).exclude(pk=hub.pk)
    if whom == "chosen":
        return rows.filter(pk__in=list(chosen))
    if whom == "stale":
        fresh = CardConfirmation.objects.filter(
            organization=OuterRef("pk"), withdrawn_at=None, on__gt=confirmed_since(hub, at)
        )
        return rows.filter(~Exists(fresh))
    return rows


# The newest word of the registrar on each fact, beside what the register says now.
SAID = """
SELECT DISTINCT ON (v.organization_id, v.key) v.id, v.organization_id, v.key, v.value, v.as_of,
       CASE v.key WHEN 'name' THEN o.name WHEN 'kind' THEN o.kind WHEN 'area' THEN coalesce(a.code, '')
                  WHEN 'registered_on' THEN coalesce(o.registered_on::text, '')
                  WHEN 'legal_representative' THEN o.legal_representative WHEN 'address' THEN o.address
                  WHEN 'supervising_unit' THEN o.supervising_unit
                  WHEN 'registration_authority' THEN o.registration_authority ELSE '' END AS ours,
       v.key = 'area' AND above.code = v.value AS within
  FROM registry_registrarvalue v JOIN orgs_organization o ON o.id = v.organization_id AND o.merged_into_id IS NULL
  LEFT JOIN orgs_area a ON a.id = o.area_id LEFT JOIN orgs_area above ON above.id = a.parent_id
 WHERE v.as_of <= %(day)s
 ORDER BY v.organization_id, v.key, v.as_of DESC, v.id DESC
"""
_DIFFERENT = f"""
SELECT s.id, s.organization_id, s.key, s.value, s.ours, s.as_of FROM ({SAID}) s
 WHERE s.value <> s.ours AND NOT s.within AND (%(all)s OR s.organization_id = ANY(%(ids)s)) AND (%(key)s = '' OR s.key = %(key)s)
 ORDER BY s.organization_id, s.key
"""  # noqa: S608  constants of ours


def differences(*, organizations: list[int] | None, key: str, at: datetime) -> list[dict[str, Any]]:
    """Facts on which the registrar's newest word and the register differ, of these organizations (None: of all)."""
    found = fetch(
        _DIFFERENT, {"all": organizations is None, "ids": organizations or [], "key": key, "day": local_date(at)}
    )
    return [
        {"id": pk, "organization": organization, "key": key, "theirs": theirs, "ours": ours, "as_of": as_of}
        for pk, organization, key, theirs, ours, as_of in found
    ]
