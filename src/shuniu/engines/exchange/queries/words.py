"""The city's word list as the matching method reads it; without any row, the one that comes with the product."""

from __future__ import annotations

import re

from django.db.models import Count, Max

from shuniu.engines.exchange.models import Term
from shuniu.methods.faults import BadInput
from shuniu.methods.matching import Concept, Thesaurus, default_thesaurus


def split_words(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip()[:30] for word in re.split(r"[、，,;；\s]+", text) if word.strip()))


def concepts() -> list[Concept]:
    rows = Term.objects.standing().order_by("name")
    return [Concept((row.name, *split_words(row.words)), row.broader, row.general) for row in rows]


def edition() -> tuple[object, ...]:
    """Changes with every change of the list."""
    found = Term.objects.aggregate(rows=Count("pk"), last=Max("pk"), ended=Max("ended_at"))
    return found["rows"], found["last"], found["ended"]


def thesaurus() -> Thesaurus:
    try:
        rows = concepts()
        return Thesaurus(rows) if rows else default_thesaurus()
    except BadInput:
        return default_thesaurus()
