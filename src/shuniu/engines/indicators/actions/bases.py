from __future__ import annotations

from django.db import connection

from shuniu.kernel.specification.indicators import Base, Figure, Lines


class Bases:
    """The tables several figures of one snapshot begin with: each made once, all gone when the snapshot is done."""

    def __init__(self) -> None:
        self._made: dict[str, Base] = {}

    def ready(self, found: dict[int, Figure] | Lines) -> None:
        """Make what the query stands on, unless it is there for the same days and the same moment."""
        base = found.base if isinstance(found, Lines) else None
        if base is None:
            return
        with connection.cursor() as cursor:
            # A figure that failed after it made its table took the table with it.
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"pg_temp.{base.name}"])
            (there,) = cursor.fetchone()
            if there and self._made.get(base.name) == base:
                return
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{base.name}")
            cursor.execute(f"CREATE TEMPORARY TABLE {base.name} ON COMMIT DROP AS {base.sql}", base.parameters)
            cursor.execute(f"ANALYZE {base.name}")
        self._made[base.name] = base

    def drop(self) -> None:
        with connection.cursor() as cursor:
            for name in self._made:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
