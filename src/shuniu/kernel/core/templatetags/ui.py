"""UI parts: icon, tags, petals, heat cells, forms' fields, links that keep their query."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    if value is None:
        return "—"
    shown = math.floor(value + 0.5)
    return f"▾ {shown}" if value < 60 else str(shown)


@register.filter
def percent(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.1f}".rstrip("0").rstrip(".") + " %"


@register.filter
def plain(value: float | None) -> str:
    """A figure without a trailing .0; — without one."""
    if value is None:
        return "—"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def petals(scores: list[dict[str, Any]], size: int = 176, figures: bool = True) -> SafeString:
    """The six-petal glyph: clockwise from the top, radius by score; `scores` = [{element, label, score}]."""
    parts = []
    for position, row in enumerate(scores):
        angle = math.radians(-90 + 60 * position)
        value = row["score"]
        reach = 22 + 62 * ((value if value is not None else 30) / 100)
        x, y = 100 + math.cos(angle) * (reach / 2 + 6), 100 + math.sin(angle) * (reach / 2 + 6)
        turn = math.degrees(angle)
        css = row["element"] if value is not None else "none"
        parts.append(
            f'<ellipse class="{css}" cx="{x:.1f}" cy="{y:.1f}" rx="{reach / 2:.1f}" ry="{max(9, reach / 3.6):.1f}" '
            f'transform="rotate({turn:.0f} {x:.1f} {y:.1f})"/>'
        )
        if figures:
            tx, ty = 100 + math.cos(angle) * 95, 100 + math.sin(angle) * 95 + 5
            parts.append(f'<text x="{tx:.1f}" y="{ty:.1f}" text-anchor="middle">{plain_score(value)}</text>')
    words = "，".join(f"{row['label']} {plain_score(row['score'])}" for row in scores)
    box = "-12 -12 224 224" if figures else "0 0 200 200"
    return format_html(
        '<svg class="petals" width="{0}" height="{0}" viewBox="{1}" role="img" aria-label="{2}">'
        '<circle class="ring" cx="100" cy="100" r="84"/><circle class="ring" cx="100" cy="100" r="50"/>{3}</svg>',
        size, box, words, mark_safe("".join(parts)),  # noqa: S308  numbers and our own class names only
    )  # fmt: skip


def plain_score(value: float | None) -> str:
    return "—" if value is None else str(math.floor(value + 0.5))


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
