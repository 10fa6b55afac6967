from shuniu.domain.support.indicators.growing import enterprise, facilities, incubation

__all__ = ["enterprise", "facilities", "incubation"]
