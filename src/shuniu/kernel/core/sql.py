"""Small reads in SQL for set-based work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection


def fetch(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a query with named parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
