"""A city to measure on: a private cluster of its own, the demo city, and as many organizations more as are asked for.

Filled once in a process (`BENCH_KEEP=1` keeps and uses what an earlier run filled).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_HEADS = [
    "青禾",
    "双江",
    "春芽",
    "北辰",
    "石桥",
    "云帆",
    "晨光",
    "知行",
    "同心",
    "乐善",
    "明德",
    "致远",
    "和风",
    "新苗",
    "朝阳",
    "归雁",
    "沐光",
    "远山",
    "清泉",
    "星火",
    "润禾",
    "益行",
    "微澜",
    "橙心",
]
_MIDDLES = [
    "社区",
    "家庭",
    "青少年",
    "长者",
    "环保",
    "助残",
    "文化",
    "健康",
    "法律",
    "心理",
    "职工",
    "妇女",
    "科普",
    "志愿",
]
_TAILS = {"social_association": ["协会", "促进会", "联谊会"], "social_service": ["服务中心", "事务所", "发展中心"],
          "foundation": ["基金会"]}  # fmt: skip
_COLUMNS = ("code", "name", "name_key", "sort_key", "kind", "credit_code", "area_id", "field_id", "registered_on",
            "legal_representative", "staff_count", "member_count", "address", "purpose", "activities", "source",
            "facts_on", "created_at", "search", "version")  # fmt: skip


def connect() -> None:
    """Point Django at the bench cluster, with an empty, migrated database unless BENCH_KEEP says otherwise."""
    if "DATABASE_URL" not in os.environ:
        from shuniu.starter.postgres import Cluster

        os.environ["DATABASE_URL"] = Cluster(ROOT / "var", "bench", durable=False).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuniu.config.settings")
    os.environ.setdefault("SHUNIU_DEMO", "1")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    import shuniu.config.wsgi  # noqa: F401  # as a server loads it, the collector's settings included


def _empty() -> None:
    from django.core.management import call_command
    from django.db import connection

    if os.environ.get("BENCH_KEEP") != "1":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)


_filled = False


@contextmanager
def bench_city(*, organizations: int = 100_000) -> Iterator[Any]:
    """`city.hubs` (those of the demo), `city.users` by user name; the register holds at least `organizations`."""
    global _filled
    connect()
    from types import SimpleNamespace

    from django.db import connection

    from shuniu.faces.cli.demo import DemoCity
    from shuniu.kernel.orgs.models import Designation, Organization
    from shuniu.kernel.people.models import User

    if not _filled:
        _empty()
        if not Organization.objects.exists():
            DemoCity(size=600, hubs=40, seed=1).fill()
        _filled = True
    missing = organizations - Organization.objects.count()
    if missing > 0:
        fill_organizations(missing)
        tie_fields()
        with connection.cursor() as cursor:
            # As a server that has run for some minutes: its autovacuum has been over what was written.
            cursor.execute("VACUUM ANALYZE")
    hubs = [row.organization for row in Designation.objects.order_by("pk").select_related("organization")]
    yield SimpleNamespace(hubs=hubs, users={user.username: user for user in User.objects.all()})


def fill_organizations(count: int) -> None:
    """`count` made-up organizations with right codes in the demo's fields and areas, by COPY."""
    from django.db import connection

    from shuniu.kernel.core.search import vector_text
    from shuniu.kernel.orgs.models import Area, Field
    from shuniu.kernel.orgs.naming import name_key, sort_key
    from shuniu.methods.rosters import make_credit_code

    areas = list(Area.objects.filter(level="district").values_list("pk", flat=True))
    fields = list(Field.objects.values_list("pk", flat=True))
    day = date(2024, 5, 6)
    with connection.cursor() as cursor:
        # Numbered on from what is there: a city that is made larger keeps its codes apart.
        cursor.execute("SELECT count(*), clock_timestamp() FROM orgs_organization")
        first, now = cursor.fetchone()
        with cursor.cursor.copy(f"COPY orgs_organization ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for n in range(first, first + count):
                kind = ("social_association", "social_service", "social_service", "foundation")[n % 4 if n % 12 else 3]
                name = _name(n, kind)
                code = make_credit_code(kind, area="990103", serial=10_000_000 + n)
                vector = " ".join(f"'{token}'" for token in vector_text(name, code).split(" "))
                copy.write_row((
                    f"B{n:08d}", name, name_key(name), sort_key(name), kind, code, areas[n % len(areas)],
                    fields[n % len(fields)] if n % 40 else None, day, f"赵{n % 997}", n % 60, n % 400, f"第{n}号",
                    "面向居民开展服务", "每月一次主题活动", "demo", day, now, vector, 0,
                ))  # fmt: skip


def _name(n: int, kind: str) -> str:
    size, more = len(_HEADS), len(_MIDDLES)
    head, next_head, middle = _HEADS[n % size], _HEADS[n // size % size], _MIDDLES[n // size // size % more]
    tail = _TAILS[kind][n % len(_TAILS[kind])]
    return f"云州市{head}{next_head}{middle}{n // 8000 or ''}{tail}"


def tie_fields() -> None:
    """Each hub is tied to half of its field, nine in ten confirmed; one statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO orgs_affiliation (hub_id, organization_id, kind, route, source, valid_from, claimed_at, confirmed_at,
                   confirmed_through, is_main, is_public)
            SELECT d.organization_id, o.id, 'membership', 'imported', 'bench', '2024-05-06', now(),
                   CASE WHEN o.id %% 10 > 0 THEN now() END, '', false, true
              FROM orgs_designation d JOIN orgs_organization o ON o.field_id = d.field_id AND o.id <> d.organization_id
             WHERE o.id %% 2 = 0 AND d.valid_to IS NULL
            ON CONFLICT DO NOTHING
            """.replace("%%", "%")
        )
