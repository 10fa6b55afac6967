from shuniu.domain.support.actions.growing import center, deals, enterprise, expo, fair, landing, places, scouting, stay

__all__ = ["center", "deals", "enterprise", "expo", "fair", "landing", "places", "scouting", "stay"]
