"""OPN-1 and OPN-2: all hubs at once (A04)."""

from shuniu.domain.network.indicators.coverage import active_share, coverage, known_anywhere

__all__ = ["active_share", "coverage", "known_anywhere"]
