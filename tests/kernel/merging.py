"""Rows of every kind scattered over a few organizations, and the whole of them as it stands in the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.merging import following
from shuniu.kernel.orgs.models import Affiliation, Appointment, FormerName, Merge, Organization
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key
from shuniu.kernel.record.models import Duty, Evidence
from tests.city import City

# Kept by the merges themselves, or counted up by every write.
OWN = {"version", "search"}
WRITTEN_BY_MERGES = ("merge", "split")


def body(city: City, n: int, **facts: Any) -> Organization:
    name = facts.pop("name", f"云州市并行{n}号协会")
    return Organization.objects.create(
        code=f"M{n:08d}", name=name, name_key=name_key(name), sort_key=sort_key(name), kind="social_association",
        created_at=city.now - timedelta(days=100 - n), search=search_vector(name), **facts,
    )  # fmt: skip


def tie(hub: Organization, organization: Organization, city: City, **more: Any) -> Affiliation:
    values = {"kind": "membership", "route": "membership", "source": "test", "claimed_at": city.now,
              "valid_from": local_date(city.now) - timedelta(days=200)} | more  # fmt: skip
    return Affiliation.objects.create(hub=hub, organization=organization, **values)


def invited(gathering: Gathering, organization: Organization, *, answer: str = "none") -> Invitee:
    return Invitee.objects.create(gathering=gathering, organization=organization, token=f"{gathering.pk}-{organization.pk}",
                                  answer=answer)  # fmt: skip


def on_roll(gathering: Gathering, organization: Organization, name: str, city: City, *, way: str = "qr") -> RollEntry:
    return RollEntry.objects.create(
        gathering=gathering, organization=organization, name=name, attendance="present", way=way, signed_at=city.now,
        entered_at=city.now, key=f"{organization.pk}-{name}",
    )  # fmt: skip


def scatter(city: City, hub: Organization, other: Organization, n: int) -> Organization:
    """An organization with a tie, a post, an invitation, a name on a roll, a duty, a proof, a former name."""
    day = local_date(city.now)
    row = body(city, n, staff_count=n if n % 2 else None, address=f"{n} 号" if n % 3 else "")
    tie(hub, row, city, confirmed_at=city.now if n % 2 else None)
    if n % 3:
        tie(other, row, city, valid_to=day - timedelta(days=n))
    Appointment.objects.create(person=city.user("hub.clerk"), organization=row, role="staff", valid_from=day)
    for gathering in Gathering.objects.order_by("pk")[:2]:
        entry = invited(gathering, row, answer="coming" if n % 2 else "none")
        on_roll(gathering, row, "同一个人" if n % 2 else f"人{n}", city, way="hand" if n % 3 else "qr")
        Evidence.objects.create(owner=hub, subject_type="gatherings.invitee", subject_id=entry.pk, form="link", title="证",
                                link="https://example.invalid/", happened_on=day, added_by=city.user("hub.clerk"),
                                added_at=city.now)  # fmt: skip
    Duty.objects.create(body=row, verb="confirm", subject_type="orgs.affiliation", subject_id=1, url="/", began_at=city.now,
                        due_on=day)  # fmt: skip
    proof(city, row)
    FormerName.objects.create(organization=row, name=f"旧名{n}", until=day - timedelta(days=n))
    return row


def proof(city: City, owner: Organization, title: str = "证明") -> Evidence:
    return Evidence.objects.create(
        owner=owner, subject_type="orgs.organization", subject_id=owner.pk, form="link", title=title,
        link="https://example.invalid/", happened_on=local_date(city.now), added_by=city.user("hub.clerk"),
        added_at=city.now,
    )  # fmt: skip


def everything(rows: list[Organization]) -> dict[tuple[str, int], dict[str, Any]]:
    """(table, id) → the row, of the organizations themselves and of all that points to one of them."""
    ids = [row.pk for row in rows]
    found: dict[tuple[str, int], dict[str, Any]] = {}
    wanted = {("orgs_organization", "id")} | {(link.table, link.column) for link in following()}
    with connection.cursor() as cursor:
        for table, column in sorted(wanted):
            cursor.execute(
                f"SELECT (to_jsonb(t))->>'id', to_jsonb(t)::text FROM {table} t WHERE {column} = ANY(%s)", [ids]
            )
            for pk, text in cursor.fetchall():
                row = {key: value for key, value in _read(text).items() if key not in OWN}
                if table != "orgs_factchange" or row["source"] not in WRITTEN_BY_MERGES:
                    found[table, int(pk)] = row
    return found


def _read(text: str) -> dict[str, Any]:
    import json

    return json.loads(text)


def pointing_to_merged() -> list[str]:
    """Tables in which something still points to a merged row."""
    gone = list(Merge.objects.standing().values_list("gone", flat=True))
    return [link.name for link in following() if any(link.rows(pk).exists() for pk in gone)]
