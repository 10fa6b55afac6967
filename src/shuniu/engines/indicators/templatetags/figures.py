"""How a figure, its threshold and a self-stated share are written and drawn, everywhere alike."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuniu.engines.indicators.models import IndicatorValue
from shuniu.kernel.core.templatetags.ui import percent, plain
from shuniu.kernel.specification.indicators import Indicator

register = template.Library()
FEW = 10
"""Denominators under ten are shown as counts, not percentages (counting rule 6)."""


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
