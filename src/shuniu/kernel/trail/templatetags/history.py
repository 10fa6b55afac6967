"""`{% history row other_row %}`: the 经过 panel of any page."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models

from shuniu.kernel.trail.queries import history as told

register = template.Library()


@register.inclusion_tag("trail/history.html")
def history(*rows: Any) -> dict[str, Any]:
    """What happened to the rows, newest first; what is not a row (a part not made yet) is left out."""
    return {"events": told([row for row in rows if isinstance(row, models.Model) and row.pk is not None])}


@register.inclusion_tag("trail/history.html")
def history_of(rows: list[models.Model]) -> dict[str, Any]:
    """The same for a list of rows."""
    return {"events": told(rows)}
