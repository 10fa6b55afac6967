"""The named accounts of the demo, then a head and an officer for every hub and secretaries-general of members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shuniu.faces.cli.demo.words import person
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.people.models import User

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity


def members(hub: Organization, count: int) -> list[Organization]:
    """The first organizations with a confirmed tie to the hub."""
    found = Organization.objects.filter(ties__hub=hub, ties__confirmed_at__isnull=False)
    return list(found.order_by("pk").distinct()[:count])


def account(city: DemoCity, n: int, role: str) -> str:
    """The user name of the head or officer of the n-th hub (from 0)."""
    return f"hub.{role}" if n == 0 else f"second.{role}" if n == len(city.hubs) - 1 else f"hub{n + 1:02d}.{role}"


def _wanted(city: DemoCity) -> list[tuple[str, Organization, str]]:
    first, second = city.hubs[0], city.hubs[-1]
    known = members(first, 42)
    wanted = [
        ("hub.head", first, "head"), ("hub.officer", first, "officer"), ("hub.clerk", first, "clerk"),
        ("office.head", city.office, "head"), ("office.officer", city.office, "officer"),
        ("district.head", city.district, "head"), ("district.officer", city.district, "officer"),
        ("second.head", second, "head"), ("second.officer", second, "officer"),
        ("org.head", known[0], "head"), ("org.secretary", known[0], "secretary_general"),
        ("org.liaison", known[1], "liaison_officer"),
    ]  # fmt: skip
    for n, hub in enumerate(city.hubs[1:-1], start=2):
        wanted += [(f"hub{n:02d}.head", hub, "head"), (f"hub{n:02d}.officer", hub, "officer")]
    wanted += [
        (f"secretary{n:02d}.org", organization, "secretary_general")
        for n, organization in enumerate(known[2:40], start=1)
    ]
    return wanted


def fill(city: DemoCity) -> None:
    wanted = _wanted(city)
    users = User.objects.bulk_create(
        User(username=name, name=person(n * 11 + 2), email=f"{name}@demo.invalid", password=city.password)
        for n, (name, _body, _role) in enumerate(wanted)
    )
    city.users = {user.username: user for user in users}
    Appointment.objects.bulk_create(
        Appointment(person=user, organization=body, role=role, valid_from=local_date(city.start))
        for user, (_name, body, role) in zip(users, wanted, strict=True)
    )
