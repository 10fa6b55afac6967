"""OPN-1, OPN-2, OPN-4 to OPN-12 and OPN-15 to OPN-20: all hubs at once (A04 to A06)."""

from shuniu.domain.network.indicators.appeal import (
    appeals_answered,
    appeals_judged,
)
from shuniu.domain.network.indicators.contact import (
    confirmed_share,
    reach,
)
from shuniu.domain.network.indicators.coverage import (
    active_share,
    coverage,
    known_anywhere,
)
from shuniu.domain.network.indicators.guidance import (
    districts_covered,
    subdistricts_covered,
    tasks_closed,
    upward_answered,
)
from shuniu.domain.network.indicators.intake import decided_in_time, refused_with_grounds, taken_in
from shuniu.domain.network.indicators.intent import (
    intents_led,
)
from shuniu.domain.network.indicators.joining import (
    days_to_decision,
    net_growth,
    refusals_with_reason,
)
from shuniu.domain.network.indicators.routes import (
    routes_alive,
)

__all__ = [
    "active_share",
    "appeals_answered",
    "appeals_judged",
    "confirmed_share",
    "coverage",
    "days_to_decision",
    "decided_in_time",
    "districts_covered",
    "intents_led",
    "known_anywhere",
    "net_growth",
    "reach",
    "refusals_with_reason",
    "refused_with_grounds",
    "routes_alive",
    "subdistricts_covered",
    "taken_in",
    "tasks_closed",
    "upward_answered",
]
