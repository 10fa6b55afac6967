"""Who stands in which relation to the first hub, in the order of the columns of the tables."""

from __future__ import annotations

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.people.models import User
from tests.city import City

# column → user name; None is a citizen without an account
ROLES: dict[str, str | None] = {
    "citizen": None, "head": "hub.head", "officer": "hub.officer", "clerk": "hub.clerk", "other hub": "hub02.head",
    "district hub": "hub11.head", "second level": "second.head", "office": "office.officer", "district": "district.officer",
    "org head": "org.head", "secretary": "org.secretary", "liaison": "org.liaison", "stranger": "stranger.org",
    "operator": "operator.one",
}  # fmt: skip


def people(city: City) -> dict[str, User | None]:
    """The users of `ROLES`; an organization that no hub knows and an operator are made here."""
    stranger = User.objects.create(username="stranger.org", name="路人", email="stranger@demo.invalid")
    away = Organization.objects.filter(ties__isnull=True, kind="social_service").order_by("pk").first()
    Appointment.objects.create(person=stranger, organization=away, role="head", valid_from=local_date(city.now))
    User.objects.create(username="operator.one", name="运维", email="operator@demo.invalid", is_operator=True)
    return {role: city.user(name) if name else None for role, name in ROLES.items()}
