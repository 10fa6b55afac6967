"""SUP-1, 2, 13, 14 (the desk), 18 to 22 (entrusted services, experts, platform organizations): all hubs at once."""

from shuniu.domain.support.indicators.desk.others import (
    answered_in_days,
    busiest_three,
    capacity_gain,
    paid_after_confirmation,
    ratings_of_platforms,
    served_by_platforms,
)
from shuniu.domain.support.indicators.desk.requests import kinds_delivered, ratings_mean, solved_here, solved_in_time

__all__ = [
    "answered_in_days",
    "busiest_three",
    "capacity_gain",
    "kinds_delivered",
    "paid_after_confirmation",
    "ratings_mean",
    "ratings_of_platforms",
    "served_by_platforms",
    "solved_here",
    "solved_in_time",
]
