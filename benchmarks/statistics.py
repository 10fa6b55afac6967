"""Statistics over every four of the six dimensions at 100,000 organizations: milliseconds of the database."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

from benchmarks import Measured
from benchmarks._database import database_ms

SIZE = int(os.environ.get("BENCH_STATISTICS_SIZE", "100000"))


def measure() -> Iterator[Measured]:
    from benchmarks._city import bench_city

    with bench_city(organizations=SIZE) as city:
        from django.db import connection

        from shuniu.domain.registry.queries import Tally, growth, register, standpoint
        from shuniu.domain.registry.tabulation import DIMENSIONS, tabulate
        from shuniu.kernel.core.moments import db_now

        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE orgs_organization")
        user, at = city.users["office.officer"], db_now()
        here = standpoint(user, at, None)
        assert here is not None
        rows = register(here, filters={}, user=user, at=at)
        times = {
            four: database_ms(lambda four=four: tabulate(rows, list(four)))
            for four in itertools.combinations(DIMENSIONS, 4)
        }  # type: ignore[misc]
        worst = max(times, key=times.__getitem__)
        note = f"{len(times)} 组中最慢：{'×'.join(worst)}，中位 {sorted(times.values())[len(times) // 2]:.0f} ms"
        yield Measured(f"{SIZE:,} 家组织，任意四项统计，数据库最慢", times[worst], "ms", limit=300, note=note)
        yield Measured(
            f"{SIZE:,} 家组织，覆盖和空白，数据库", database_ms(lambda: Tally(here, rows, at)), "ms", limit=300
        )
        yield Measured(f"{SIZE:,} 家组织，各季度增长，数据库", database_ms(lambda: growth(here, at)), "ms", limit=300)
