"""OPN-1, OPN-2 (A04) and OPN-12 (A05.3): all hubs at once."""

from shuniu.domain.network.indicators.coverage import active_share, coverage, known_anywhere
from shuniu.domain.network.indicators.guidance import (
    districts_covered,
    subdistricts_covered,
    tasks_closed,
    upward_answered,
)
from shuniu.domain.network.indicators.intent import intents_led

__all__ = [
    "active_share",
    "coverage",
    "districts_covered",
    "intents_led",
    "known_anywhere",
    "subdistricts_covered",
    "tasks_closed",
    "upward_answered",
]
