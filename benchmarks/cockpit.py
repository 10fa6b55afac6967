"""The cockpit at city size: 40 hubs, 100,000 organizations, 1,000,000 roll and evidence rows over two years.

Measured is what an overseeing officer waits for (the page, from snapshots) and what the night does (all indicators of
a quarter for all hubs, with the list behind each figure). Its database, `bench_cockpit` in the private bench cluster,
is made and dropped; `BENCH_KEEP=1` keeps it and uses what an earlier run filled.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import Measured, percentile, timed

ROOT = Path(__file__).resolve().parents[1]
HUBS = int(os.environ.get("BENCH_COCKPIT_HUBS", "40"))
ORGANIZATIONS = int(os.environ.get("BENCH_COCKPIT_ORGANIZATIONS", "100000"))
ROWS = int(os.environ.get("BENCH_COCKPIT_ROWS", "1000000"))
TURNS = int(os.environ.get("BENCH_COCKPIT_TURNS", "50"))
DATABASE = "bench_cockpit"

# Every organization in the field of one hub and tied to it; nine ties in ten confirmed, a tenth without required facts.
_ORGANIZATIONS = """
WITH hub AS (SELECT row_number() OVER (ORDER BY id) - 1 AS n, organization_id, field_id FROM orgs_designation),
     area AS (SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM orgs_area WHERE level = 'district'),
     born AS (
    INSERT INTO orgs_organization (code, name, name_key, sort_key, kind, area_id, field_id, registered_on,
           legal_representative, staff_count, address, purpose, activities, source, facts_on, created_at, version)
    SELECT 'BENCH' || i, '量测组织' || i || '服务中心', 'bench' || i, 'bench' || lpad(i::text, 8, '0'), 'social_service',
           a.id, h.field_id, DATE '2019-05-06', CASE WHEN i %% 10 = 0 THEN '' ELSE '赵' || i END, i %% 50, '', '面向居民开展服务',
           '每月一次', 'bench', DATE '2019-05-06', %(start)s, 0
      FROM generate_series(1, %(count)s) i
      JOIN hub h ON h.n = i %% (SELECT count(*) FROM hub)
      JOIN area a ON a.n = i %% (SELECT count(*) FROM area)
    RETURNING id, code)
INSERT INTO orgs_affiliation (hub_id, organization_id, kind, route, source, valid_from, claimed_at, confirmed_at,
       confirmed_through, is_main, is_public)
SELECT h.organization_id, b.id, 'membership', 'membership', 'bench', (%(start)s)::date, %(start)s,
       CASE WHEN substr(b.code, 6)::int %% 10 < 9 THEN %(start)s END, 'link', false, true
  FROM born b JOIN hub h ON h.n = substr(b.code, 6)::int %% (SELECT count(*) FROM hub)
"""
_INVITEES = """
INSERT INTO gatherings_invitee (gathering_id, organization_id, person_name, token, answer, attendee_name, mandate, reason)
SELECT m.gathering_id, t.organization_id, '秘书长', m.gathering_id || '-' || t.organization_id,
       (ARRAY['coming', 'coming', 'none', 'declined'])[1 + t.id % 4], '', false, ''
  FROM meetings_secretarymeeting m JOIN orgs_affiliation t ON t.hub_id = m.host_id AND t.source = 'bench'
 WHERE m.state = 'HELD' AND t.confirmed_at IS NOT NULL
"""
_ROLL = """
INSERT INTO gatherings_rollentry (gathering_id, organization_id, name, post, attendance, way, key, signed_at, entered_at,
       is_late_entry, is_principal)
SELECT g.id, i.organization_id, '秘书长', '', 'present', CASE WHEN i.id % 3 = 0 THEN 'hand' ELSE 'qr' END,
       'bench-' || i.organization_id, g.starts_at, g.starts_at, i.id % 50 = 0, i.id % 5 > 0
  FROM gatherings_invitee i JOIN gatherings_gathering g ON g.id = i.gathering_id
 WHERE i.token LIKE '%-%' AND i.person_name = '秘书长' AND (i.id + g.id) % 10 < 7
"""
_EVIDENCE = """
WITH told AS (SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, hub_id, saved_by_id, saved_at FROM oversight_statement)
INSERT INTO record_evidence (owner_id, subject_type, subject_id, form, title, happened_on, record_type, link, added_by_id, added_at)
SELECT t.hub_id, 'oversight.statement', t.id, 'link', '佐证' || i, (t.saved_at)::date, '', 'https://example.org/' || i,
       coalesce(t.saved_by_id, (SELECT min(id) FROM people_user)), t.saved_at
  FROM generate_series(1, %(count)s) i JOIN told t ON t.n = i %% (SELECT count(*) FROM told)
"""


def measure() -> Iterator[Measured]:
    with database():
        fill()
        yield from _quarters()
        yield from _pages()


@contextmanager
def database() -> Iterator[None]:
    """Django on a database of its own; where Django was before, it is afterwards."""
    if "DATABASE_URL" not in os.environ:
        from shuniu.starter.postgres import Cluster

        os.environ["DATABASE_URL"] = Cluster(ROOT / "var", "bench", durable=False).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuniu.config.settings")
    os.environ.setdefault("SHUNIU_DEMO", "1")
    import django
    from django.apps import apps
    from django.db import connection

    if not apps.ready:
        django.setup()
    before, keep = connection.settings_dict["NAME"], os.environ.get("BENCH_KEEP") == "1"
    _administer(None if keep else f"DROP DATABASE IF EXISTS {DATABASE}")
    _administer(f"CREATE DATABASE {DATABASE}")
    connection.close()
    connection.settings_dict["NAME"] = DATABASE
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        _administer(None if keep else f"DROP DATABASE IF EXISTS {DATABASE}")


def _administer(command: str | None) -> None:
    import psycopg

    if command is None:
        return
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(command)
    except psycopg.errors.DuplicateDatabase:
        return


def fill() -> None:
    """The demo city's 40 hubs with two years of history, then the mass in a few statements."""
    from django.core.management import call_command
    from django.db import connection

    from shuniu.faces.cli.demo import DemoCity
    from shuniu.kernel.orgs.models import Organization

    call_command("migrate", verbosity=0)
    if Organization.objects.filter(source="bench").exists():
        return
    city = DemoCity(size=600, hubs=HUBS, seed=1, open_work=False).fill()
    with connection.cursor() as cursor:
        cursor.execute(_ORGANIZATIONS, {"count": ORGANIZATIONS - 600, "start": city.start})
        cursor.execute("ANALYZE")
        cursor.execute(_INVITEES)
        cursor.execute(_ROLL)
        cursor.execute("SELECT (SELECT count(*) FROM gatherings_rollentry) + (SELECT count(*) FROM record_evidence)")
        cursor.execute(_EVIDENCE, {"count": max(0, ROWS - cursor.fetchone()[0])})
        cursor.execute("VACUUM ANALYZE")


def _quarters() -> Iterator[Measured]:
    """The quarter that ended, computed and closed, then the running one, with what changed since in the one before."""
    from shuniu.engines.indicators.actions import compute_snapshot
    from shuniu.engines.indicators.models import SnapshotItem
    from shuniu.kernel.core.moments import db_now, local_date, period_of
    from shuniu.kernel.people.models import User

    at = db_now()
    running = period_of("Q", local_date(at))
    _reopen(running.previous().code)
    system = User.objects.system("schedule")
    for period, close, label in (
        (running.previous(), True, "ended quarter, closed"),
        (running, False, "running quarter"),
    ):
        with timed() as watch:
            snapshot = compute_snapshot(period, by=system, at=at, close=close)
        failed = snapshot.values.filter(state="failed").count()
        items = SnapshotItem.objects.filter(value__snapshot=snapshot).count()
        note = f"{snapshot.values.count()} figures, {items:,} lines behind them, {failed} failed; {_size()}"
        yield Measured(f"indicators: all of the {label}", watch.seconds, "s", limit=10, note=note)


def _reopen(code: str) -> None:
    """The demo closed the quarter before the mass came: it is computed anew, from nothing."""
    from shuniu.engines.indicators.models import Snapshot

    Snapshot.objects.filter(period_code=code).delete()


def _size() -> str:
    from shuniu.engines.gatherings.models import RollEntry
    from shuniu.kernel.orgs.models import Designation, Organization
    from shuniu.kernel.record.models import Evidence

    rows = RollEntry.objects.count() + Evidence.objects.count()
    return f"{Designation.objects.count()} hubs, {Organization.objects.count():,} organizations, {rows:,} roll and evidence rows"


def _pages() -> Iterator[Measured]:
    """The pages of an overseeing officer, through Django's test client."""
    from django.test import Client

    from shuniu.engines.indicators.models import IndicatorValue
    from shuniu.kernel.people.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="office.officer"))
    value: Any = IndicatorValue.objects.filter(code="OPN-1", state="computed").order_by("-snapshot__starts_on").first()
    pages = {
        "cockpit: home of the office": ("/cockpit/", 200.0),
        "cockpit: one cell": (f"/cockpit/hubs/{value.hub.code}/open/", None),
        "cockpit: the list behind one figure": (f"/cockpit/values/{value.pk}/", None),
    }
    for label, (address, limit) in pages.items():
        assert client.get(address).status_code == 200, address
        times = []
        for _turn in range(TURNS):
            begun = time.perf_counter()
            client.get(address)
            times.append(1000 * (time.perf_counter() - begun))
        note = f"p95 of {TURNS}, p50 {percentile(times, 0.5):.0f} ms"
        yield Measured(label, percentile(times, 0.95), "ms", limit=limit, note=note)
