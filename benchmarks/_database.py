"""What the server itself says its statements took: planning and execution, the least of three times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY ON, FORMAT JSON)"


def database_ms(call: Callable[[], Any]) -> float:
    """Milliseconds of the database for everything that `call` asks it; once before to warm up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call()
    with CaptureQueriesContext(connection) as caught:
        call()
    spent = 0.0
    with connection.cursor() as cursor:
        for query in caught.captured_queries:
            took = []
            asked = query["sql"] if query["sql"].startswith("EXPLAIN") else f"{EXPLAIN} {query['sql']}"
            for _time in range(3):
                cursor.execute(asked)
                [plan] = cursor.fetchone()[0]
                took.append(plan["Planning Time"] + plan.get("Execution Time", 0))
            spent += min(took)
    return spent
