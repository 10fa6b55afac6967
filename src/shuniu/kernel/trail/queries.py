"""The history of rows, as sentences in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from shuniu.kernel.trail.models import AuditEvent
from shuniu.kernel.trail.sentences import POINTS_TO, namers, sentences, tellers


@dataclass(frozen=True)
class Told:
    """One event: when, by whom (a name), what."""

    at: datetime
    actor: str
    text: str


def history(rows: Iterable[models.Model], *, limit: int = 60) -> list[Told]:
    """The latest events of the rows, newest first: a fixed number of queries, whatever their number."""
    wanted = models.Q()
    for row in rows:
        wanted |= models.Q(subject_type=row._meta.label_lower, subject_id=row.pk)
    if not wanted:
        return []
    return tell(list(AuditEvent.objects.filter(wanted).order_by("-at", "-pk")[:limit]))


def tell(events: list[AuditEvent]) -> list[Told]:
    """Make the sentences. What no longer exists is told as `—`, never as an error."""
    ids: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.actor_id is not None:
            ids["person"].add(event.actor_id)
        for key, value in event.facts.items():
            if key in POINTS_TO and isinstance(value, int):
                ids[POINTS_TO[key]].add(value)
    names = {kind: namers[kind](found) for kind, found in ids.items()}
    people = names.get("person", {})
    return [
        Told(event.at, people.get(event.actor_id or 0, _("系统")), _text(event, names))
        for event in events
    ]  # fmt: skip


class _Fields(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def _text(event: AuditEvent, names: dict[str, dict[int, str]]) -> str:
    text = sentences.get(event.verb)
    if text is None:
        return event.verb
    fields = _Fields()
    for key, value in event.facts.items():
        if key in POINTS_TO and isinstance(value, int):
            fields[key] = names[POINTS_TO[key]].get(value, "—")
        else:
            word = tellers.get(key)
            fields[key] = word(value) if word is not None else value
    return str(text) % fields
