"""SUP-3 to SUP-6, SUP-9 to SUP-12, SUP-23, SUP-31 and SUP-32: resources, partners, matches (A08, A10)."""

from shuniu.domain.support.indicators.exchange.delivered import (
    diversity,
    first_time,
    not_fiscal,
    reaches_others,
    value_per_tie,
)
from shuniu.domain.support.indicators.exchange.matched import availability, days_to_match, matched_share
from shuniu.domain.support.indicators.exchange.raised import delivering, obtained, published, served_by_partners

__all__ = [
    "availability",
    "days_to_match",
    "delivering",
    "diversity",
    "first_time",
    "matched_share",
    "not_fiscal",
    "obtained",
    "published",
    "reaches_others",
    "served_by_partners",
    "value_per_tie",
]
