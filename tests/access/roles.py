"""Who stands in which relation to the first hub, in the order of the columns of the tables."""

from __future__ import annotations

from datetime import timedelta

from shuniu.domain.support.models.desk import CommitteeMember, Consultation
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.people.models import User
from tests.city import City

# column → user name; None is a citizen without an account
ROLES: dict[str, str | None] = {
    "citizen": None, "head": "hub.head", "officer": "hub.officer", "clerk": "hub.clerk", "other hub": "hub02.head",
    "district hub": "hub11.head", "second level": "second.head", "office": "office.officer", "district": "district.officer",
    "org head": "org.head", "secretary": "org.secretary", "liaison": "org.liaison", "stranger": "stranger.org",
    "operator": "operator.one", "office head": "office.head", "district head": "district.head",
    "counterpart": "subdistrict.officer", "other counterpart": "counterpart.officer", "expert": "expert.one",
}  # fmt: skip


def people(city: City) -> dict[str, User | None]:
    """The users of `ROLES`; an organization that no hub knows, an operator and an expert are made here.

    The first hub is overseen by the office, not by the district; one counterpart is the one of the addresses, the other
    the same hub's in another place; the expert sits in the committee that was consulted.
    """
    stranger = User.objects.create(username="stranger.org", name="路人", email="stranger@demo.invalid")
    away = Organization.objects.filter(ties__isnull=True, kind="social_service").order_by("pk").first()
    Appointment.objects.create(person=stranger, organization=away, role="head", valid_from=local_date(city.now))
    User.objects.create(username="operator.one", name="运维", email="operator@demo.invalid", is_operator=True)
    CommitteeMember.objects.create(
        committee=Consultation.objects.filter(hub=city.hub).latest("pk").committee,
        person=User.objects.create(username="expert.one", name="专家", email="expert@demo.invalid"), areas="财务",
        valid_from=local_date(city.now) - timedelta(days=30), valid_to=local_date(city.now) + timedelta(days=300),
        appointed_by=city.user("hub.head"), appointed_at=city.now,
    )  # fmt: skip
    return {role: city.user(name) if name else None for role, name in ROLES.items()}


# Addresses that none of the columns opens: who is in the one relation that does.
FEW = {"registry:hand-over": "liaison.former"}


def few(city: City) -> dict[str, User]:
    """The users of `FEW`; a liaison officer whose term ended is made here."""
    today = local_date(city.now)
    former = User.objects.create(username="liaison.former", name="前任联络员", email="former@demo.invalid")
    Appointment.objects.create(
        person=former, organization=city.member, role="liaison_officer", valid_from=today - timedelta(days=400),
        valid_to=today,
    )  # fmt: skip
    return {name: city.user(username) for name, username in FEW.items()}
