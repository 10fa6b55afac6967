from shuniu.domain.support.indicators.growing import facilities

__all__ = ["facilities"]
