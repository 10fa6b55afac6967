"""The picture of the portal's head: a hub, the six elements around it, organizations around them. Drawn, not data."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext as _

COLOURS = ("#4FC3BC", "#7DB0F2", "#B79BE8", "#F0A35E", "#8CCB6F", "#F08A92")
CENTRE, REACH = (320, 190), 118


def words() -> list[str]:
    return [
        _("开放"), _("支持"), _("常态"),
        _("创新"), _("引导"), _("品牌"),
    ]  # fmt: skip


def picture() -> dict[str, Any]:
    """Rings and nodes with their places in a box of 600 × 380."""
    nodes = []
    for n, (colour, word) in enumerate(zip(COLOURS, words(), strict=True)):
        angle = math.radians(60 * n - 90)
        x, y = CENTRE[0] + REACH * math.cos(angle), CENTRE[1] + REACH * math.sin(angle)
        leaves = []
        for m in range(5):
            turn, far = angle + math.radians(-58 + 29 * m), 48 + (m * 37 + n * 23) % 42
            leaves.append({"x": round(x + far * math.cos(turn)), "y": round(y + far * math.sin(turn)),
                           "r": 3 + (m + n) % 4})  # fmt: skip
        nodes.append(
            {"x": round(x), "y": round(y), "text_y": round(y + 5), "colour": colour, "word": word, "leaves": leaves}
        )
    return {"rings": [118, 178, 236], "nodes": nodes}
