from shuniu.domain.support.indicators.growing import enterprise, facilities, incubation, landing, scouting

__all__ = ["enterprise", "facilities", "incubation", "landing", "scouting"]
