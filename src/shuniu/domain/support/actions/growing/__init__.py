from shuniu.domain.support.actions.growing import center, consortium, enterprise, landing, scouting, stay

__all__ = ["center", "consortium", "enterprise", "landing", "scouting", "stay"]
