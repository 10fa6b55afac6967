from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Calendar, local_date
from shuniu.kernel.core.registries import Registry
from shuniu.kernel.norms.models import Holiday, Setting
from shuniu.kernel.orgs.models import Designation, Organization
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


limits: Registry[Limit] = Registry("limits")


def limit(key: str, *, default: float, unit_label: Any, title: Any, clause: str) -> Limit:
    """Declare a limit; an overseeing body may fix another value for its hubs, with a reason and a date."""
    return limits.add(key, Limit(key, default, unit_label, title, clause))


def working_calendar() -> Calendar:
    """Every stored exception, one query: pass it on as an argument."""
    return dict(Holiday.objects.values_list("day", "is_working"))


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
    above = dict(Designation.objects.valid(at).values_list("organization", "reports_to"))
    fixed = {row.owner_id: float(row.value) for row in Setting.objects.valid(at).filter(key=key).order_by("valid_from")}
    default = default_of(key)
    return {hub: _nearest(hub, above, fixed, default) for hub in hubs}


def all_settings_for(hubs: Iterable[int], keys: Iterable[str], at: datetime) -> dict[tuple[int, str], float | None]:
    """(hub id, key) → value in force, for many hubs and keys in two queries."""
    above = dict(Designation.objects.valid(at).values_list("organization", "reports_to"))
    fixed: dict[str, dict[int, float]] = {}
    wanted = list(keys)
    for row in Setting.objects.valid(at).filter(key__in=wanted).order_by("valid_from"):
        fixed.setdefault(row.key, {})[row.owner_id] = float(row.value)
    return {(hub, key): _nearest(hub, above, fixed.get(key, {}), default_of(key)) for hub in hubs for key in wanted}


def _nearest(hub: int, above: dict[int, int], fixed: dict[int, float], default: float | None) -> float | None:
    body: int | None = hub
    for _step in range(8):
        body = above.get(body) if body is not None else None
        if body is None:
            return default
        if body in fixed:
            return fixed[body]
    return default


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


def units_of(edition_code: str) -> list[Unit]:
    return list(Unit.objects.filter(edition__code=edition_code).select_related("edition").order_by("position"))


def applicable_units(designation: Designation, units: list[Unit] | None = None) -> list[Applicable]:
    """Every unit of the hub's edition with the one answer: applies, or why not."""
    rows = units if units is not None else units_of(designation.edition_code)
    return [Applicable(unit, not (reason := why_not(unit, designation)), reason) for unit in rows]


def today(at: datetime) -> date:
    return local_date(at)
