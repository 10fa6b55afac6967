"""How a figure, its threshold and a self-stated share are written and drawn, everywhere alike."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from shuniu.engines.indicators.models import IndicatorValue
from shuniu.kernel.core.templatetags.ui import percent, plain
from shuniu.kernel.specification.indicators import FEW, Indicator

register = template.Library()


@register.simple_tag
def figure_text(indicator: Indicator, value: IndicatorValue | None) -> str:
    """The value in words: a percentage, a count of few, a number with its unit; — without one."""
    if value is None or value.value is None or value.state != IndicatorValue.State.COMPUTED:
        return "—"
    if not indicator.is_share:
        return f"{plain(value.value)} {indicator.unit_label}".strip()
    if value.denominator is not None and value.denominator < FEW:
        return f"{plain(value.numerator)} / {plain(value.denominator)}"
    return percent(value.value)


@register.simple_tag
def threshold_text(indicator: Indicator, value: IndicatorValue | None) -> str:
    if value is None or value.threshold is None:
        return "—"
    sign = "≤" if indicator.less_is_better else "≥"
    return f"{sign} {percent(value.threshold) if indicator.is_share else plain(value.threshold)}"


PERIODS = {
    "M": gettext_lazy("每月"),
    "Q": gettext_lazy("每季度"),
    "H": gettext_lazy("每半年"),
    "Y": gettext_lazy("每年"),
    "R12": gettext_lazy("近十二个月"),
}


@register.simple_tag
def period_text(indicator: Indicator) -> str:
    return str(PERIODS[indicator.period])


@register.simple_tag
def usual_threshold(indicator: Indicator) -> str:
    """The threshold as declared; a body above may have fixed another for its hubs. Empty without one."""
    if indicator.threshold is None:
        return ""
    shown = percent(indicator.threshold) if indicator.is_share else plain(indicator.threshold)
    return f"{'≤' if indicator.less_is_better else '≥'} {shown}"


@register.simple_tag
def last_day(value: IndicatorValue) -> str:
    return f"{value.ends_on - timedelta(days=1):%Y-%m-%d}"


@register.simple_tag
def share_bar(done: int, units: int, element: str) -> SafeString:
    """A striped bar: self-stated, told apart from what is computed; the figures stand beside it."""
    width = round(100 * done / units) if units else 0
    return format_html(
        '<span class="stated on-{}"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="ground" width="100" height="6"></rect><rect class="told" width="{}" height="6"></rect></svg>'
        "<span>{}/{}</span></span>",
        element, width, done, units,
    )  # fmt: skip
