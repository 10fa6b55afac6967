"""UI parts: icon, tags, petals, heat cells, forms' fields, links that keep their query."""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shuniu.kernel.core.moments import local_date

register = template.Library()

ICONS = {
    "open": "affiliate",
    "support": "heart-handshake",
    "mechanism": "calendar-repeat",
    "carrier": "bulb",
    "guidance": "compass",
    "brand": "award",
    "general": "book",
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of the sprite; its meaning always stands beside it in words."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.simple_tag
def element_dot(element: str) -> SafeString:
    return format_html('<span class="dot on-{}">{}</span>', element, icon(ICONS[element]))


@register.simple_tag
def element_chip(element: str) -> SafeString:
    return format_html('<span class="chip on-{}">{}</span>', element or "general", icon(ICONS[element or "general"]))


@register.simple_tag
def deadline(due_on: date, today: date) -> SafeString:
    """逾期 n 天 / 今天 / 还剩 n 天, never by colour alone."""
    days = (due_on - today).days
    if days < 0:
        text = ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", -days) % {"n": -days}
        return format_html('<span class="tag bad">{}{}</span>', icon("alert-triangle"), text)
    if days == 0:
        return format_html('<span class="tag warn">{}{}</span>', icon("clock-hour-4"), _("今天到期"))
    text = ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", days) % {"n": days}
    return format_html('<span class="tag">{}</span>', text)


def heat_step(value: float | None) -> int:
    """0 without a figure, 1 below 60, then one step per ten up to 5 for 90 and more."""
    if value is None:
        return 0
    return 1 + sum(value >= limit for limit in (60, 70, 80, 90))


@register.filter
def heat(value: float | None) -> str:
    return f"h{heat_step(value)}"


@register.filter
def score(value: float | None) -> str:
    """A score as a whole number with ▾ below 60; — without one."""
    if value in (None, ""):  # what a template does not find is an empty word
        return "—"
    return f"▾ {plain_score(value)}" if value < 60 else plain_score(value)


@register.filter
def percent(value: float | None) -> str:
    return "—" if value in (None, "") else f"{value * 100:.1f}".rstrip("0").rstrip(".") + " %"


@register.filter
def plain(value: float | None) -> str:
    """A figure without a trailing .0; — without one."""
    if value in (None, ""):
        return "—"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


@register.filter
def undo_token(tags: str | None) -> str:
    """What a message that can be taken back carries with it; empty for the others."""
    return (tags or "").partition("undo:")[2]


def _spot(radius: float, degrees: float) -> str:
    angle = math.radians(degrees - 90)
    return f"{100 + radius * math.cos(angle):.1f} {100 + radius * math.sin(angle):.1f}"


def _petal(row: dict[str, Any], position: int, figures: bool) -> str:
    """One sixth of the glyph: from the hub's edge out to the score; dashed and short without a figure."""
    value, middle = row["score"], 60 * position
    reach = 18 + 78 * (value if value is not None else 24) / 100
    first, last = middle - 27.5, middle + 27.5
    path = (
        f"M{_spot(16, first)}L{_spot(reach, first)}A{reach:.1f} {reach:.1f} 0 0 1 {_spot(reach, last)}"
        f"L{_spot(16, last)}A16 16 0 0 0 {_spot(16, first)}Z"
    )
    part = f'<path class="{row["element"] if value is not None else "none"}" d="{path}"/>'
    if figures:
        inside = value is not None and value >= 35
        x, y = _spot(reach * 0.68 if inside else reach + 13, middle).split()
        css = "in" if inside else "out"
        part += f'<text class="{css}" x="{x}" y="{float(y) + 5:.1f}" text-anchor="middle">{plain_score(value)}</text>'
    return part


@register.simple_tag
def petals(scores: list[dict[str, Any]], size: int = 176, figures: bool = True) -> SafeString:
    """The six-petal glyph: clockwise from the top, radius by score; `scores` = [{element, label, score}]."""
    parts = [_petal(row, position, figures) for position, row in enumerate(scores)]
    words = _("，").join(f"{row['label']} {plain_score(row['score'])}" for row in scores)
    return format_html(
        '<svg class="petals" width="{0}" height="{0}" viewBox="0 0 200 200" role="img" aria-label="{1}">'
        '<circle class="ring" cx="100" cy="100" r="96"/><circle class="ring" cx="100" cy="100" r="57"/>{2}</svg>',
        size, words, mark_safe("".join(parts)),  # noqa: S308  numbers and our own class names only
    )  # fmt: skip


def plain_score(value: float | None) -> str:
    """Rounded down: 59.6 has not reached 60, and its colour says so; 100 is only what is full."""
    return "—" if value is None else str(math.floor(value + 1e-9))


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's own query with some values changed; an empty value leaves its key out."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            values.pop(key, None)
        else:
            values[key] = value
    return "?" + values.urlencode()


@register.simple_tag(takes_context=True)
def sort_heading(context: dict[str, Any], key: str, label: str) -> SafeString:
    """A heading that sorts by `key`, the other way round when it does already."""
    present = context["request"].GET.get("sort", "")
    wanted = f"-{key}" if present == key else key
    arrow = "▴" if present == key else "▾" if present == f"-{key}" else ""
    return format_html('<a href="{}">{} {}</a>', query(context, sort=wanted, page=""), label, arrow)


@register.filter
def days_until(day: date, at: datetime) -> int:
    return (day - local_date(at)).days


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.simple_tag
def logo() -> SafeString:
    """Our mark: a hub and six bodies around it, in the six colours."""
    colours = ("#4FC3BC", "#7DB0F2", "#B79BE8", "#F0A35E", "#8CCB6F", "#F08A92")
    spots = [
        (16 + 10 * math.cos(math.radians(-90 + 60 * n)), 16 + 10 * math.sin(math.radians(-90 + 60 * n)), colour)
        for n, colour in enumerate(colours)
    ]
    dots = format_html_join(
        "", '<circle cx="{}" cy="{}" r="3.4" fill="{}"/>', [(f"{x:.1f}", f"{y:.1f}", c) for x, y, c in spots]
    )
    return format_html(
        '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#1F4C7E"/>{}'
        '<circle cx="16" cy="16" r="4.2" fill="#fff"/></svg>', dots
    )  # fmt: skip


BRAND = {"en": "Shuniu", "zh-hant": "樞紐"}


@register.simple_tag
def brand() -> str:
    """The product's name in the reader's script."""
    return BRAND.get((get_language() or "").lower(), "枢纽")


@register.simple_tag
def area_chart(rows: list[dict[str, Any]], names: list[str]) -> SafeString:
    """Stacked areas over time, drawn without script: `rows` = [{label, values, total}]; last values stand beside."""
    width, height, left, right, top, bottom = 380, 210, 36, 40, 12, 24
    highest = max(1, *(row["total"] for row in rows))
    step = 10 ** max(0, len(str(highest)) - 1)
    step = step // 2 if highest / step < 3 and step > 1 else step
    ceiling = (highest // step + 1) * step
    wide, high = width - left - right, height - top - bottom

    def x(n: int) -> float:
        return left + wide * n / max(1, len(rows) - 1)

    def y(value: float) -> float:
        return top + high * (1 - value / ceiling)

    parts = []
    for line in range(0, ceiling + 1, step):
        parts.append(f'<path class="rule" d="M{left} {y(line):.1f}H{width - right}"/>')
        parts.append(f'<text x="{left - 6}" y="{y(line) + 4:.1f}" text-anchor="end">{line:,}</text>')
    below, last_y = [0] * len(rows), float(height)
    for series in range(len(names)):
        above = [low + row["values"][series] for low, row in zip(below, rows, strict=True)]
        edge = " ".join(f"{x(n):.1f},{y(v):.1f}" for n, v in enumerate(above))
        back = " ".join(f"{x(n):.1f},{y(v):.1f}" for n, v in reversed(list(enumerate(below))))
        parts.append(f'<polygon class="area s{series}" points="{edge} {back}"/>')
        parts.append(f'<polyline class="line s{series}" points="{edge}"/>')
        last_y = min(y(above[-1]) + 4, last_y - 13)
        parts.append(
            f'<text class="s{series}" x="{width - right + 6}" y="{last_y:.1f}">{rows[-1]["values"][series]:,}</text>'
        )
        below = above
    for n in range(0, len(rows), 2 if len(rows) > 7 else 1):
        parts.append(f'<text x="{x(n):.1f}" y="{height - 6}" text-anchor="middle">{escape(rows[n]["label"])}</text>')
    words = _("，").join(f"{name} {value:,}" for name, value in zip(names, rows[-1]["values"], strict=True))
    keys = format_html_join("", '<span><i class="s{}"></i>{}</span>', [(n, name) for n, name in enumerate(names)])
    return format_html(
        '<div class="legend">{}</div><svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        keys, width, height, words, mark_safe("".join(parts)),  # noqa: S308  numbers and escaped labels only
    )  # fmt: skip
