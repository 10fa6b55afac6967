"""What a row of a preview may have meant: offered with one click, never applied by itself. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shuniu.domain.registry.models import RosterRow
from shuniu.kernel.orgs.models import FormerName, Organization
from shuniu.methods.rosters import candidates

SLIPPED = ("check17", "check18")
LOST = ("scientific", "missing", "length", "characters", *SLIPPED)


@dataclass(frozen=True)
class Suggestion:
    """Put `value` into `field`; `label` says what it is."""

    field: str
    value: str
    label: str


def suggestions(rows: Iterable[RosterRow], *, user: Any, at: datetime) -> dict[int, list[Suggestion]]:
    """Row id → what one click may put right; three queries for a page of rows.

    The code of the organization of the same name, also a former one, goes before codes that differ in one character.
    """
    open_rows = [row for row in rows if row.outcome == "" and _asks(row)]
    slips = {row.pk: candidates(row.credit_code or "") for row in open_rows if _faults(row) & set(SLIPPED)}
    by_name = _known_by_name(open_rows, user, at)
    owners = dict(
        Organization.objects.all().visible_to(user, at)
        .filter(credit_code__in={code for codes in slips.values() for code in codes})
        .values_list("credit_code", "name")
    )  # fmt: skip
    found: dict[int, list[Suggestion]] = {}
    for row in open_rows:
        offered = dict(by_name.get(row.name_key, []))
        for code in slips.get(row.pk, []):
            offered.setdefault(code, _("登记册里是“%(name)s”") % {"name": owners[code]} if code in owners else "")
        found[row.pk] = [Suggestion("credit_code", code, label) for code, label in list(offered.items())[:4]]
    return found


def _faults(row: RosterRow) -> set[str]:
    return {code for _severity, field, code, _params in row.problems if field == "credit_code"}


def _asks(row: RosterRow) -> bool:
    """Its code is wrong or lost, or it would come in as a new group without one."""
    return bool(_faults(row) & set(LOST)) or (row.action == RosterRow.Action.CREATE and not row.credit_code)


def _known_by_name(rows: list[RosterRow], user: Any, at: datetime) -> dict[str, list[tuple[str, str]]]:
    """Name key → (code, what it is) of organizations that are or were called so."""
    present = Organization.objects.all().visible_to(user, at).filter(credit_code__isnull=False)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, code in present.filter(name_key__in={row.name_key for row in rows if row.name_key}).values_list(
        "name_key", "credit_code"
    ):
        found[key].append((code, _("登记册里同名组织的代码")))
    keys = {row.name: row.name_key for row in rows if row.name}
    former = FormerName.objects.filter(name__in=keys, organization__in=present.values("pk"))
    for name, code, now in former.values_list("name", "organization__credit_code", "organization__name"):
        found[keys[name]].append((code, _("曾用名，现名“%(name)s”") % {"name": now}))
    return found
