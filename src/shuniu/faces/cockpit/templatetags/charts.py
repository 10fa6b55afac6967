"""Small pictures drawn on the server: sparkline, stacked bar. Each stands beside its figures and has a table behind."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def sparkline(values: list[float | None]) -> SafeString:
    """The course over periods, oldest first; nothing for fewer than two figures."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return mark_safe("")
    low, high = min(value for _p, value in known), max(value for _p, value in known)
    span, steps = (high - low) or 1.0, max(1, len(values) - 1)
    points = [(2 + 58 * place / steps, 21 - 18 * (value - low) / span) for place, value in known]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 64 24" aria-hidden="true"><polyline points="{}"></polyline>'
        '<circle cx="{}" cy="{}" r="2.4"></circle></svg>',
        line, f"{x:.1f}", f"{y:.1f}",
    )  # fmt: skip


@register.simple_tag
def stacked(parts: list[dict[str, Any]], most: int) -> SafeString:
    """One bar of parts [{css, n, label}], as long as `most` is wide; the figure is printed in each part."""
    x, pieces = 0.0, []
    for part in parts:
        width = 100 * part["n"] / most if most else 0
        if width:
            pieces.append(
                format_html(
                    '<rect class="{}" x="{}" width="{}" height="22"></rect>'
                    '<text class="on-{}" x="{}" y="15" text-anchor="middle">{}</text>',
                    part["css"], f"{3 * x:.1f}", f"{3 * width:.1f}", part["css"], f"{3 * (x + width / 2):.1f}", part["n"],
                )
            )  # fmt: skip
        x += width
    words = "，".join(f"{part['label']} {part['n']}" for part in parts)
    return format_html(
        '<svg class="stack" viewBox="0 0 300 22" role="img" aria-label="{}">{}</svg>',
        words,
        mark_safe("".join(pieces)),  # noqa: S308  made of escaped parts
    )
