from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Calendar, Period, local_date
from shuniu.kernel.core.registries import Registry
from shuniu.kernel.norms.models import Holiday, Setting
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import bodies_above
from shuniu.kernel.specification.indicators import indicators
from shuniu.kernel.specification.models import Unit


@dataclass(frozen=True)
class Limit:
    """A number the text leaves open: its default, what it counts, and what it means."""

    key: str
    default: float
    unit_label: Any
    title: Any
    clause: str
    is_share: bool = False


limits: Registry[Limit] = Registry("limits")


def limit(key: str, *, default: float, unit_label: Any, title: Any, clause: str, is_share: bool = False) -> Limit:
    """Declare a limit; an overseeing body may fix another value for its hubs, with a reason and a date."""
    return limits.add(key, Limit(key, default, unit_label, title, clause, is_share))


def working_calendar() -> Calendar:
    """Every stored exception, one query: pass it on as an argument."""
    return dict(Holiday.objects.values_list("day", "is_working"))


@dataclass(frozen=True)
class Norm:
    """Any number that an overseeing body may fix: a limit of the text, or an indicator's threshold."""

    key: str
    title: Any
    unit_label: Any
    clause: str
    default: float
    is_share: bool
    element: str = ""
    less_is_better: bool = False


def norms() -> list[Norm]:
    """Every limit and every indicator's threshold, in the order of the specification."""
    found = [Norm(one.key, one.title, one.unit_label, one.clause, one.default, one.is_share) for _k, one in limits]
    for code, one in indicators:
        if one.threshold is not None:
            found.append(Norm(one.threshold_setting, f"{code} {one.title}", one.unit_label, one.units[0], one.threshold,
                              one.is_share, one.element, one.less_is_better))  # fmt: skip
    return sorted(found, key=lambda norm: (norm.clause, norm.key))


def norm_named(key: str) -> Norm:
    """Raises KeyError when nothing of that name was declared."""
    for norm in norms():
        if norm.key == key:
            return norm
    raise KeyError(key)


def default_of(key: str) -> float | None:
    if key in limits:
        return limits[key].default
    for _code, declared in indicators:
        if declared.threshold_setting == key:
            return declared.threshold
    raise KeyError(key)


def setting_for(hub: Organization, key: str, at: datetime) -> float | None:
    """The value in force for one hub: nearest body upward that fixed one, else the default."""
    return settings_for([hub.pk], key, at)[hub.pk]


def settings_for(hubs: Iterable[int], key: str, at: datetime) -> dict[int, float | None]:
    """Hub id → value in force, for many hubs in two queries."""
    return {hub: value for (hub, _key), value in all_settings_for(hubs, [key], at).items()}


def all_settings_for(hubs: Iterable[int], keys: Iterable[str], at: datetime) -> dict[tuple[int, str], float | None]:
    """(hub id, key) → value in force, for many hubs and keys in two queries."""
    wanted = list(keys)
    found = fixed_for(hubs, wanted, at)
    return {
        place: float(row.value) if row is not None else default_of(place[1])
        for place, row in found.items()
    }  # fmt: skip


def fixed_for(hubs: Iterable[int], keys: Iterable[str], at: datetime) -> dict[tuple[int, str], Setting | None]:
    """(hub id, key) → the setting that holds and so the reason why; None where the default holds."""
    ties = {
        hub: (above, edition)
        for hub, above, edition in Designation.objects.valid(at).values_list(
            "organization", "reports_to", "edition_code"
        )
    }
    wanted = list(keys)
    fixed: dict[str, dict[int, list[Setting]]] = {}
    for row in Setting.objects.valid(at).filter(key__in=wanted).select_related("owner").order_by("edition_code"):
        fixed.setdefault(row.key, {}).setdefault(row.owner_id, []).append(row)
    return {(hub, key): _nearest(hub, ties, fixed.get(key, {})) for hub in hubs for key in wanted}


def judged_at(period: Period, at: datetime) -> datetime:
    """The moment whose limits judge a period: its last one when it is over, so that a new limit moves no old figure."""
    return min(at, period.ends_at - timedelta(seconds=1))


def _nearest(hub: int, ties: dict[int, tuple[int, str]], fixed: dict[int, list[Setting]]) -> Setting | None:
    """Upward from the hub: the first body that fixed a value for the hub's edition, or for all its hubs."""
    edition = ties[hub][1] if hub in ties else ""
    body: int | None = hub
    for _step in range(8):
        body = ties[body][0] if body in ties else None
        if body is None:
            return None
        rows = [row for row in fixed.get(body, []) if row.edition_code in ("", edition)]
        if rows:
            return rows[-1]
    return None


@dataclass(frozen=True)
class InForce:
    """One norm as it stands for one body's hubs, or for one hub: value, who fixed it (None: the default), what is next."""

    norm: Norm
    value: float
    fixed: Setting | None
    next: Setting | None


def norms_of(body: Organization, at: datetime, *, own: bool) -> list[InForce]:
    """All norms in three queries: with `own` what the body's hubs live under, else what holds for the body as a hub."""
    keys = [norm.key for norm in norms()]
    held: dict[tuple[int, str], Setting | None] = fixed_for([body.pk], keys, at)
    fixed_here = Setting.objects.valid(at).filter(owner=body, edition_code="").select_related("owner")
    mine = {row.key: row for row in fixed_here} if own else {}
    coming: dict[str, Setting] = {}
    planned = Setting.objects.standing().filter(valid_from__gt=local_date(at)).select_related("owner")
    line = [body.pk] if own else bodies_above(body, at)
    for row in planned.filter(owner__in=line).order_by("-valid_from"):
        coming[row.key] = row
    rows = []
    for norm in norms():
        fixed = mine.get(norm.key) or held[body.pk, norm.key]
        rows.append(InForce(norm, float(fixed.value) if fixed else norm.default, fixed, coming.get(norm.key)))
    return rows


_CONDITIONS: dict[str, tuple[tuple[str, ...], Any]] = {
    "vertical_guidance": (("vertical_guidance",), _("本枢纽没有上下级指导关系")),
    "mass_org": (("mass_organization",), _("本枢纽不是人民团体")),
    "mass_org_with_supervisory_status": (
        ("mass_organization", "supervisory_status"),
        _("本枢纽不是具有业务主管单位资格的人民团体"),
    ),
    "non_fiscal_unit": (("not_fiscally_funded",), _("本枢纽是财政拨款单位")),
    "large_coverage": (("large_coverage",), _("本枢纽的覆盖面还未达到相当规模")),
    "functional_hub": (("functional_hub",), _("本枢纽不以功能型特征为主")),
}


@dataclass(frozen=True)
class Applicable:
    """Whether one unit applies to one hub, and if not, why."""

    unit: Unit
    applies: bool
    reason: Any = ""


def why_not(unit: Unit, designation: Designation) -> Any:
    """The reason why the unit does not apply to this hub; empty when it does."""
    for condition in unit.conditions:
        columns, reason = _CONDITIONS[condition]
        if not all(getattr(designation, column) for column in columns):
            return reason
    return ""


def conditions_of(designation: Designation) -> tuple[Any, ...]:
    """Edition and conditions: to hubs alike in them the same units apply."""
    columns = sorted({column for columns, _reason in _CONDITIONS.values() for column in columns})
    return designation.edition_code, *(getattr(designation, column) for column in columns)


def units_of(edition_code: str) -> list[Unit]:
    return list(Unit.objects.filter(edition__code=edition_code).select_related("edition").order_by("position"))


def applicable_units(designation: Designation, units: list[Unit] | None = None) -> list[Applicable]:
    """Every unit of the hub's edition with the one answer: applies, or why not."""
    rows = units if units is not None else units_of(designation.edition_code)
    return [Applicable(unit, not (reason := why_not(unit, designation)), reason) for unit in rows]


def today(at: datetime) -> date:
    return local_date(at)
