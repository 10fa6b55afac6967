from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models

from shuniu.kernel.trail.models import AuditEvent


def trace(row: models.Model, verb: str, *, by: Any, at: datetime, **facts: Any) -> AuditEvent:
    """Append one event about `row`; `facts` are ids, codes, figures and dates, never a person's words."""
    return AuditEvent.objects.create(
        at=at,
        verb=verb,
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        actor_id=getattr(by, "pk", None),
        facts={key: _plain(value) for key, value in facts.items()},
    )


def trace_many(rows: list[tuple[models.Model, dict[str, Any]]], verb: str, *, by: Any, at: datetime) -> int:
    """Append one event for each of many rows in one statement; returns how many."""
    events = [
        AuditEvent(
            at=at,
            verb=verb,
            subject_type=row._meta.label_lower,
            subject_id=row.pk,
            actor_id=getattr(by, "pk", None),
            facts={key: _plain(value) for key, value in facts.items()},
        )
        for row, facts in rows
    ]
    return len(AuditEvent.objects.bulk_create(events, batch_size=2000))


def trace_ids(
    subject_type: str, rows: Iterable[tuple[int, dict[str, Any]]], verb: str, *, by: Any, at: datetime
) -> int:
    """Append one event for each (id, facts) by COPY: for thousands of rows written set-based; returns how many."""
    actor, count = getattr(by, "pk", None), 0
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(
            "COPY trail_auditevent (at, verb, subject_type, subject_id, actor_id, on_behalf_of, facts) FROM STDIN"
        ) as copy,
    ):
        for subject, facts in rows:
            copy.write_row((at, verb, subject_type, subject, actor, "", json.dumps(facts, ensure_ascii=False)))
            count += 1
    return count


_TRACE = """
INSERT INTO trail_auditevent (at, verb, subject_type, subject_id, actor_id, on_behalf_of, facts)
SELECT %(traced_at)s, %(verb)s, %(subject_type)s, c.id, %(actor)s, '', c.facts FROM ("""


def trace_chosen(
    subject_type: str, chosen: str, parameters: Mapping[str, Any], verb: str, *, by: Any, at: datetime
) -> int:
    """Append one event for each row of the query `chosen` (id, facts as jsonb), which never leaves the server."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TRACE + chosen + ") c (id, facts)",
            {
                **parameters,
                "traced_at": at,
                "verb": verb,
                "subject_type": subject_type,
                "actor": getattr(by, "pk", None),
            },
        )
        return int(cursor.rowcount)


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
