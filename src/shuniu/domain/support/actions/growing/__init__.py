from shuniu.domain.support.actions.growing import center, enterprise, landing, scouting, stay

__all__ = ["center", "enterprise", "landing", "scouting", "stay"]
