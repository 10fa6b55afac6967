"""The office, one district authority, and hubs at three levels of designation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shuniu.faces.cli.demo.words import CITY, DISTRICTS, HUBS, SECOND_LEVEL
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import next_organization_codes
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key
from shuniu.methods.rosters import make_credit_code

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

MASS = 6  # the first hubs are mass organizations
# How well a hub works, 0…1: repeated over the hubs so that the heat map shows all its steps.
STRENGTHS = (0.9, 0.55, 0.97, 0.2, 0.72, 0.84, 0.38, 0.66, 0.93, 0.48, 0.78, 0.1, 0.87, 0.6)


def _make(city: DemoCity, name: str, kind: str, **facts: Any) -> Organization:
    city.serial += 1
    code = None
    if kind in ("social_association", "social_service", "foundation"):
        code = make_credit_code(kind, area="990100", serial=city.serial)
    return Organization(
        name=name, kind=kind, credit_code=code, name_key=name_key(name), sort_key=sort_key(name), source="demo",
        created_at=city.start, facts_on=local_date(city.start), search=search_vector(name, code or ""), **facts,
    )  # fmt: skip


def _save(rows: list[Organization]) -> list[Organization]:
    for row, code in zip(rows, next_organization_codes(len(rows)), strict=True):
        row.code = code
    return Organization.objects.bulk_create(rows)


def levels(count: int) -> list[str]:
    """The level of each of `count` hubs: of 36, 25 municipal, 7 of the district, 4 second-level."""
    district, second = (7, 4) if count > 12 else (1, 1)
    municipal = max(1, count - district - second)
    return (["city"] * municipal + ["district"] * district + ["second_level"] * second)[:count]


def _plan(city: DemoCity, n: int, level: str, seen: dict[str, int]) -> tuple[Organization, bool]:
    position = seen[level] = seen.get(level, -1) + 1
    field_number, area, mass = n % len(city.fields), city.city_area, level == "city" and position < MASS
    if level == "city":
        name = f"{CITY}{HUBS[position]}" if position < len(HUBS) else ""
    elif level == "district":
        field_number, area = position % len(city.fields), city.areas[0]
        name = f"{CITY}{DISTRICTS[0][0]}区{city.fields[field_number].name}社会组织联合会"
    else:
        last = city.hub_count - 1 == n
        field_number = 0 if last else (position * 2) % len(city.fields)
        name = f"{CITY}{SECOND_LEVEL[-1 if last else position % (len(SECOND_LEVEL) - 1)]}"
    field = city.fields[field_number]
    name = name or f"{CITY}{field.name}社会组织第{position + 1}联合会"
    kind = "mass_organization" if mass else "social_association"
    return _make(
        city, name, kind, field=field, area=area, purpose=f"联系、服务和引领{field.name}领域的社会组织。"
    ), mass


def fill(city: DemoCity) -> None:
    city.office, city.district = _save(
        [_make(city, f"{CITY}社会建设工作办公室", "authority", area=city.city_area),
         _make(city, f"{CITY}{DISTRICTS[0][0]}区社会建设工作办公室", "authority", area=city.areas[0])]
    )  # fmt: skip
    seen: dict[str, int] = {}
    all_levels = levels(city.hub_count)
    plans = [_plan(city, n, level, seen) for n, level in enumerate(all_levels)]
    city.hubs = _save([hub for hub, _mass in plans])
    city.strength = {hub.pk: STRENGTHS[n % len(STRENGTHS)] for n, hub in enumerate(city.hubs)}
    city.designations = Designation.objects.bulk_create(
        _designation(city, n, hub, level, mass)
        for n, (hub, level, (_row, mass)) in enumerate(zip(city.hubs, all_levels, plans, strict=True))
    )


def _designation(city: DemoCity, n: int, hub: Organization, level: str, mass: bool) -> Designation:
    """A second-level hub belongs to a municipal hub of its own field: the last one to the first hub."""
    parent = next((one for one in city.hubs if one.field_id == hub.field_id), city.hubs[0])
    above = {"city": city.office, "district": city.district, "second_level": parent}[level]
    code = hub.field.code if hub.field else ""
    return Designation(
        organization=hub, designated_by=above, reports_to=above, level=level, field=hub.field,
        edition_code=city.district_edition.code if level == "district" else city.edition.code,
        mass_organization=mass, supervisory_status=mass and code != "youth", not_fiscally_funded=not mass,
        vertical_guidance=mass, large_coverage=level == "city", functional_hub=code in ("legal", "science", "socialwork"),
        valid_from=local_date(city.start),
    )  # fmt: skip
