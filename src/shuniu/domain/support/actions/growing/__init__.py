from shuniu.domain.support.actions.growing import center, enterprise, stay

__all__ = ["center", "enterprise", "stay"]
