"""The same organization under two names, as registers come to have it: some wait to be judged, some were."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from shuniu.domain.registry import actions as registry
from shuniu.domain.registry.models import DuplicatePair
from shuniu.faces.cli.demo.words import CITY, DISTRICTS
from shuniu.kernel.orgs.actions import next_organization_codes
from shuniu.kernel.orgs.models import Affiliation, FormerAreaName, FormerName, Organization, PastState
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

_COMPARED = """
INSERT INTO registry_looked (organization_id, version, at)
SELECT id, version, %(at)s FROM orgs_organization ON CONFLICT DO NOTHING
"""


def compared(city: DemoCity) -> None:
    """The invented register counts as compared: its names are told apart by construction."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, {"at": city.now})


def fill(city: DemoCity) -> None:
    """A handful of second rows of known organizations come into the compared register and are compared now."""
    hub, second = city.hubs[0], city.hubs[1]
    rows = list(_ordinary(hub)[:7])
    for n, row in enumerate(rows):
        _double(city, row, n, hub=second if n == 2 else hub)
    registry.look_for_duplicates(by=city.system, at=city.now)
    pairs = list(DuplicatePair.objects.waiting().filter(second__source="roster:demo").order_by("second"))
    officer = city.users["hub.officer"]
    if len(pairs) > 2:
        registry.judge_different(pairs[-1], note="电话问过，是两家", by=officer, at=city.now)
        registry.judge_same(pairs[-2], keep=pairs[-2].first, note="同一地址、同一负责人", by=officer, at=city.now)


def _ordinary(hub: Organization) -> Any:
    """Confirmed members of the hub that are registered and have a representative of their own."""
    ties = Affiliation.objects.filter(hub=hub, confirmed_at__isnull=False, valid_to__isnull=True).values("organization")
    rows = Organization.objects.filter(pk__in=ties, credit_code__isnull=False, claimed_at=None)
    return rows.exclude(legal_representative="").filter(designations__isnull=True).order_by("pk")


def _double(city: DemoCity, row: Organization, n: int, *, hub: Organization) -> None:
    """What a roster without codes made of it: no place in front, a short form, the former district's name."""
    bare = row.name.removeprefix(CITY)
    for district, *_more in DISTRICTS:
        bare = bare.removeprefix(f"{district}区")
    names = (bare, f"{CITY}{bare}", row.name, f"{CITY} {bare}", bare)
    name = names[n % len(names)]
    day = city.today - timedelta(days=9 + n)
    other = Organization.objects.create(
        code=next_organization_codes(1)[0], name=name, name_key=name_key(name), sort_key=sort_key(name), kind="grassroots",
        area=row.area, legal_representative=row.legal_representative, address=row.address if n % 2 else "", source="roster:demo",
        facts_on=day, created_at=city.now - timedelta(days=9 + n), search=search_vector(name),
    )  # fmt: skip
    Affiliation.objects.create(hub=hub, organization=other, kind="membership", route="imported", source="roster:demo",
                               valid_from=day, claimed_at=city.now - timedelta(days=9 + n))  # fmt: skip
    if n == 1:
        FormerName.objects.create(organization=other, name=f"{bare}筹备组", until=day - timedelta(days=400))


def past(city: DemoCity) -> None:
    """Some organizations had another name, or lay in another district, until a day in their history."""
    rows = list(
        Organization.objects.filter(kind="social_service", claimed_at=None)
        .select_related("area")
        .order_by("pk")[5:80:9]
    )
    for n, row in enumerate(rows):
        day = city.today - timedelta(days=200 + 60 * n)
        name = row.name.replace("服务中心", "工作室").replace("发展中心", "工作室") if n % 2 else row.name
        PastState.objects.create(organization=row, name=name, kind=row.kind, valid_to=day,
                                 area=row.area if n % 2 else city.areas[(n + 3) % len(city.areas)])  # fmt: skip
        if name != row.name:
            FormerName.objects.create(organization=row, name=name, until=day)
            row.search = search_vector(row.name, name, row.credit_code or "")
            row.save(update_fields=["search"])


def former_areas(city: DemoCity) -> None:
    """One district was a county until some years ago."""
    area = city.areas[-1]
    FormerAreaName.objects.get_or_create(
        area=area, name=f"{area.name.removesuffix('区')}县", defaults={"until": date(2015, 12, 1)}
    )
