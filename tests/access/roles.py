"""Who stands in which relation to the first hub, in the order of the columns of the tables."""

from __future__ import annotations

from datetime import timedelta

from shuniu.domain.support.models.desk import CommitteeMember, Consultation, PlatformAgreement
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.people.models import User
from tests.city import City

# column → user name; None is a citizen without an account
ROLES: dict[str, str | None] = {
    "citizen": None, "head": "hub.head", "officer": "hub.officer", "clerk": "hub.clerk", "other hub": "hub02.head",
    "district hub": "hub11.head", "second level": "second.head", "office": "office.officer", "district": "district.officer",
    "org head": "org.head", "secretary": "org.secretary", "liaison": "org.liaison", "stranger": "stranger.org",
    "operator": "operator.one", "office head": "office.head", "counterpart": "subdistrict.officer",
    "expert": "expert.one", "provider staff": "staff.one", "former liaison": "liaison.former",
}  # fmt: skip


def people(city: City) -> dict[str, User | None]:
    """The users of `ROLES`; those whom the city does not have are made here."""
    away = Organization.objects.filter(ties__isnull=True, kind="social_service").order_by("pk").first()
    _appoint(city, "stranger.org", "路人", away, "head")
    User.objects.create(username="operator.one", name="运维", email="operator@demo.invalid", is_operator=True)
    provider = PlatformAgreement.objects.filter(hub=city.hub).latest("pk").organization
    _appoint(city, "staff.one", "平台干事", provider, "staff")
    _appoint(city, "liaison.former", "前任联络员", city.member, "liaison_officer", ended=True)
    expert = User.objects.create(username="expert.one", name="专家", email="expert@demo.invalid")
    CommitteeMember.objects.create(
        committee=Consultation.objects.filter(hub=city.hub).latest("pk").committee, person=expert, areas="财务",
        valid_from=local_date(city.now) - timedelta(days=30), valid_to=local_date(city.now) + timedelta(days=300),
        appointed_by=city.user("hub.head"), appointed_at=city.now,
    )  # fmt: skip
    return {role: city.user(name) if name else None for role, name in ROLES.items()}


def _appoint(city: City, username: str, name: str, body: Organization, role: str, *, ended: bool = False) -> None:
    """A person with one role, from today on or, `ended`, until today."""
    today = local_date(city.now)
    person = User.objects.create(username=username, name=name, email=f"{username}@demo.invalid")
    Appointment.objects.create(
        person=person, organization=body, role=role, valid_from=today - timedelta(days=400 if ended else 0),
        valid_to=today if ended else None,
    )  # fmt: skip
