"""OPN-3: what is open to non-members among all that was published; each kind of offering plugs itself in (A04)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period
from shuniu.kernel.core.registries import openness_sources
from shuniu.kernel.specification.indicators import Figure, Item, indicator


@indicator(
    "OPN-3", units=["A04"], title=_("开放率"), formula=_("非会员也可参加或使用的活动、服务和供给 ÷ 公开发布的全部"), period="Q",
    element="open", scoring=False, threshold=0.5,
)  # fmt: skip
def openness(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Published in the period and not taken back; a source without a stated condition counts as closed."""
    figures: dict[int, Figure] = {}
    for _name, source in openness_sources:
        for hub, subject_type, subject, is_open in source(
            hubs=hubs, since=period.starts_at, until=min(at, period.ends_at)
        ):
            figure = figures.setdefault(hub, Figure(0, 0))
            figure.numerator += is_open
            figure.denominator = (figure.denominator or 0) + 1
            figure.items.append(Item(subject_type, subject, is_open))
    return figures
