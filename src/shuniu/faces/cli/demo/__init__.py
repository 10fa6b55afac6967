"""The demo city: fictional, relative to a given day, the same for the same size, seed and day.

History is written in bulk with its own past dates, which no action allows: an action always writes now. What is still
open today (`open_work`) goes through the actions. Each subject is a module with `fill(city)`, listed in `city.PARTS`.
"""

from shuniu.faces.cli.demo.city import PASSWORD, DemoCity

__all__ = ["PASSWORD", "DemoCity"]
