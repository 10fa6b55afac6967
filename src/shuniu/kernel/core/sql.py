"""Small reads in SQL for set-based work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL


def fetch(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a query with named parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def chosen(sql: str, parameters: Mapping[str, Any]) -> RawSQL:
    """A query with named parameters for use behind `__in`: its rows never leave the server."""
    names = re.findall(r"%\((\w+)\)s", sql)
    return RawSQL(re.sub(r"%\(\w+\)s", "%s", sql), tuple(parameters[name] for name in names))  # noqa: S611  the text put in is a constant of ours
