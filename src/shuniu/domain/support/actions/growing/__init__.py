from shuniu.domain.support.actions.growing import center, deals, enterprise, expo, landing, scouting, stay

__all__ = ["center", "deals", "enterprise", "expo", "landing", "scouting", "stay"]
