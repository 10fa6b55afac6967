from shuniu.domain.support.actions.growing import (
    capacity,
    center,
    deals,
    enterprise,
    expo,
    fair,
    landing,
    places,
    scouting,
    stay,
)

__all__ = ["capacity", "center", "deals", "enterprise", "expo", "fair", "landing", "places", "scouting", "stay"]
