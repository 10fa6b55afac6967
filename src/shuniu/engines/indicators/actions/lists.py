from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from shuniu.engines.indicators.models import IndicatorValue
from shuniu.kernel.specification.indicators import Figure, Indicator, Lines


@dataclass(frozen=True)
class Sum:
    """What the lines of one hub add up to."""

    numerator: float
    denominator: float | None
    value: float | None
    late_entries: int
    threshold: float | None = None


_FOLD = "SELECT hub, sum(numerator), sum(denominator), count(*) FILTER (WHERE late) FROM lines GROUP BY hub"
_LINES = "WITH lines(hub, subject, counted, numerator, denominator, late, note) AS MATERIALIZED ({query})"
_KEEP = f"""{_LINES}, kept AS (
    INSERT INTO indicators_snapshotitem (value_id, subject_type, subject_id, counted, late_entry, note)
    SELECT v.id, %(item_type)s, l.subject, l.counted, l.late, l.note
      FROM lines l JOIN unnest(%(value_hubs)s::bigint[], %(value_ids)s::bigint[]) AS v(hub, id) ON v.hub = l.hub)
{_FOLD}"""  # noqa: S608  constants of ours and the query declared in code


def store_figures(
    declared: Indicator, found: dict[int, Figure] | Lines, values: Mapping[int, IndicatorValue]
) -> dict[int, Sum]:
    """Keep the list behind each hub's figure and return the sums; a query's rows never leave the database."""
    if isinstance(found, Lines):
        parameters = {
            **found.parameters, "item_type": found.subject_type, "value_hubs": list(values),
            "value_ids": [value.pk for value in values.values()],
        }  # fmt: skip
        return _fold(_KEEP.format(query=found.sql), parameters)
    found = {hub: figure for hub, figure in found.items() if hub in values}
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(
            "COPY indicators_snapshotitem (value_id, subject_type, subject_id, counted, late_entry, note) FROM STDIN"
        ) as copy,
    ):
        for hub, figure in found.items():
            for item in figure.items:
                copy.write_row(
                    (values[hub].pk, item.subject_type, item.subject_id, item.counted, item.late_entry, item.note[:200])
                )
    return sums_of(found)


def sums_of(found: dict[int, Figure] | Lines) -> dict[int, Sum]:
    """The sums alone, nothing kept."""
    if isinstance(found, Lines):
        return _fold(f"{_LINES.format(query=found.sql)} {_FOLD}", dict(found.parameters))
    return {
        hub: Sum(
            figure.numerator,
            figure.denominator,
            figure.result(),
            sum(item.late_entry for item in figure.items),
            figure.threshold,
        )
        for hub, figure in found.items()
    }


def _fold(sql: str, parameters: dict[str, object]) -> dict[int, Sum]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    sums = {}
    for hub, above, below, late in rows:
        numerator, denominator = float(above), float(below)
        sums[hub] = Sum(numerator, denominator, numerator / denominator if denominator else None, late)
    return sums


_FIGURES: dict[str, str] = {
    "id": "bigint",
    "state": "text",
    "numerator": "float8",
    "denominator": "float8",
    "value": "float8",
    "score": "float8",
    "late_entries": "int",
    "failure": "text",
    "revised_numerator": "float8",
    "revised_denominator": "float8",
}
_SET = ", ".join(f"{name} = n.{name}" for name in _FIGURES if name != "id")
_STORE = f"""
UPDATE indicators_indicatorvalue v SET {_SET}
  FROM unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in _FIGURES.items())}) AS n({", ".join(_FIGURES)})
 WHERE v.id = n.id
"""  # noqa: S608  names of our own columns


def store_values(values: list[IndicatorValue]) -> None:
    """What was found out, into the rows that waited for it: one statement however many hubs and indicators."""
    columns = {name: [_as(kind, getattr(value, name)) for value in values] for name, kind in _FIGURES.items()}
    with connection.cursor() as cursor:
        cursor.execute(_STORE, columns)


def _as(column: str, value: Any) -> Any:
    """One type in one array: a whole number among floats would be refused."""
    return float(value) if column == "float8" and value is not None else value
