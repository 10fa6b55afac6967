from shuniu.domain.support.indicators.growing import enterprise, expo, facilities, incubation, landing, scouting

__all__ = ["enterprise", "expo", "facilities", "incubation", "landing", "scouting"]
