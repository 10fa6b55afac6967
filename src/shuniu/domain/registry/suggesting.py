"""What a row of a preview may have meant: offered with one click, never applied by itself. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from shuniu.domain.registry.models import RosterRow
from shuniu.kernel.orgs.models import Area, FormerName, Organization
from shuniu.kernel.orgs.models.organization import FormerKey
from shuniu.methods.rosters import candidates, days_in

SLIPPED = ("characters", "length", "prefix", "check17", "check18")
LOST = ("scientific", "missing", "several", *SLIPPED)
OFFERED = 4
DAY_UNREAD = ("registered_on", "not_a_date")
NO_DAY = "-"  # what a cell without a day says


@dataclass(frozen=True)
class Suggestion:
    """Put `value` into `field`; `label` says what it is."""

    field: str
    value: str
    label: str

    @property
    def shown(self) -> str:
        return "" if self.value == NO_DAY else self.value


def suggestions(rows: Iterable[RosterRow], *, user: Any, at: datetime) -> dict[int, list[Suggestion]]:
    """Row id → what one click may put right; six queries for a page of rows.

    The code of the organization of the same name, also a former one, goes first, then codes of the register that one slip
    may have spoilt, or that stand together in the cell, then codes that nobody has yet.
    """
    still_open = [row for row in rows if row.outcome == ""]
    open_rows = [row for row in still_open if _asks(row)]
    slipped = [row for row in open_rows if row.credit_code and _faults(row) & set(SLIPPED)]
    here = _divisions(slipped)
    slips = {row.pk: candidates(row.credit_code or "", divisions=here) for row in slipped}
    slips |= {row.pk: codes for row in open_rows if (codes := _several(row))}
    by_name = _known_by_name(open_rows, user, at)
    owners = dict(
        Organization.objects.all().visible_to(user, at)
        .filter(credit_code__in={code for codes in slips.values() for code in codes})
        .values_list("credit_code", "name")
    )  # fmt: skip
    found: dict[int, list[Suggestion]] = {}
    for row in open_rows:
        offered = dict(by_name.get(row.name_key, []))
        codes = slips.get(row.pk, [])
        for code in codes:
            if code in owners:
                offered.setdefault(code, _("登记册里是“%(name)s”") % {"name": owners[code]})
        for code in codes:
            offered.setdefault(code, _("登记册里还没有这个代码，请对照证书"))
        found[row.pk] = [Suggestion("credit_code", code, label) for code, label in list(offered.items())[:OFFERED]]
    for row, name in _renamed_groups(open_rows, user, at):
        found[row.pk].append(Suggestion("name", name, _("曾用名，现名“%(name)s”") % {"name": name}))
    for row in still_open:
        if days := _days(row):
            found[row.pk] = [*found.get(row.pk, []), *days]
    return found


def _days(row: RosterRow) -> list[Suggestion]:
    """The days that stand in a cell which says no single one (2019.3.5—2023.3.4, 2019年3月5日换证), or none of them."""
    said = next((p["value"] for _s, field, code, p in row.problems if (field, code) == DAY_UNREAD), None)
    if said is None:
        return []
    days = [Suggestion("registered_on", day, _("只记这一天")) for day in days_in(said)[:OFFERED]]
    return [*days, Suggestion("registered_on", NO_DAY, _("日期先空着"))]


def _renamed_groups(rows: list[RosterRow], user: Any, at: datetime) -> list[tuple[RosterRow, str]]:
    """Groups without a code that were called so before, and what they are called now."""
    asked: dict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        if not row.credit_code and row.name_key:
            asked[row.name_key].append(row)
    groups = Organization.objects.all().visible_to(user, at).filter(credit_code__isnull=True).values("pk")
    former = FormerName.objects.annotate(key=FormerKey("name")).filter(key__in=asked, organization__in=groups)
    return [
        (row, name)
        for key, name in former.values_list("key", "organization__name").distinct()
        for row in asked[key] if row.name != name
    ]  # fmt: skip


def _divisions(rows: list[RosterRow]) -> set[str]:
    """Where bodies of this city are registered: its areas, and the divisions of the right codes in the same rosters."""
    if not rows:
        return set()
    right = RosterRow.objects.filter(roster__in={row.roster_id for row in rows}, credit_code__isnull=False)
    right = right.exclude(action=RosterRow.Action.FAILING)
    return {code[:6] for code in Area.objects.values_list("code", flat=True) if len(code) >= 6} | set(
        right.annotate(division=Substr("credit_code", 3, 6)).values_list("division", flat=True).distinct()
    )


def _faults(row: RosterRow) -> set[str]:
    return {code for _severity, field, code, _params in row.problems if field == "credit_code"}


def _several(row: RosterRow) -> list[str]:
    """The right codes of a cell that holds more than one."""
    return [
        one
        for _severity, field, code, params in row.problems
        if (field, code) == ("credit_code", "several")
        for one in params["value"].split()
    ]


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
    former = FormerName.objects.annotate(key=FormerKey("name")).filter(
        key__in={row.name_key for row in rows if row.name_key}, organization__in=present.values("pk")
    )
    for key, code, now in former.values_list("key", "organization__credit_code", "organization__name"):
        found[key].append((code, _("曾用名，现名“%(name)s”") % {"name": now}))
    return found
