"""OPN-1, OPN-2 (A04), OPN-10, OPN-11 and OPN-12 (A05.3): all hubs at once."""

from shuniu.domain.network.indicators.appeal import appeals_answered, appeals_judged
from shuniu.domain.network.indicators.coverage import active_share, coverage, known_anywhere
from shuniu.domain.network.indicators.intent import intents_led

__all__ = ["active_share", "appeals_answered", "appeals_judged", "coverage", "intents_led", "known_anywhere"]
