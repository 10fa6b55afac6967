"""What an organization takes along when it leaves: every subject adds what it keeps about the two of them (A05.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shuniu.kernel.core.moments import CITY_TIME
from shuniu.kernel.core.registries import Registry

Rows = list[list[Any]]
Part = Callable[..., tuple[Any, Rows]]

membership_parts: Registry[Part] = Registry("parts of a member's data")
"""name → part(tie=, at=) → (title, rows with their heading first): what else is stored about hub and organization"""


def moment(at: datetime | None) -> str:
    """A moment as it stands in a table that goes out: the city's time, nothing for none."""
    return f"{at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}" if at else ""
