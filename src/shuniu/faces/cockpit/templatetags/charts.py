"""Small pictures drawn on the server: sparkline, stacked bar. Each stands beside its figures and has a table behind."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shuniu.engines.indicators.models import Snapshot
from shuniu.engines.indicators.templatetags.figures import share_bar
from shuniu.faces.cockpit.queries import HubLine
from shuniu.kernel.core.templatetags.ui import heat, score

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
    words = _("，").join(f"{part['label']} {part['n']}" for part in parts)
    return format_html(
        '<svg class="stack" viewBox="0 0 300 22" role="img" aria-label="{}">{}</svg>',
        words,
        mark_safe("".join(pieces)),  # noqa: S308  made of escaped parts
    )


_CELL = '<td><a class="{}" href="{}{}"><span class="sr">{} {}</span> {}{} <span class="sr">{}</span></a> {}</td>'


@register.simple_tag
def heat_cells(line: HubLine, snapshot: Snapshot | None) -> SafeString:
    """Six cells of the heat map: the computed score, which opens what it is made of, and below it what is self-stated.

    One tag for the row: two hundred cells through a template of their own would be half of the page's time.
    """
    period = f"?period={snapshot.period_code}" if snapshot else ""
    stated, baseline = _("自述"), format_html(" <small>{}</small>", _("基线"))
    cells = []
    for cell in line.cells:
        is_baseline = cell["baseline"] and cell["score"] is not None
        cells.append((
            "h0" if cell["baseline"] else heat(cell["score"]),
            reverse("cockpit:cell", args=[line.hub.code, cell["element"]]), period, line.hub.name, cell["label"],
            f"{cell['score']:.0f}" if is_baseline else score(cell["score"]), baseline if is_baseline else "", stated,
            share_bar(cell["stated"].done, cell["stated"].units, cell["element"]),
        ))  # fmt: skip
    return format_html_join("", _CELL, cells)


@register.simple_tag
def heat_numbers(line: HubLine) -> SafeString:
    """The same as numbers in a table: two columns an element."""
    return format_html_join(
        "",
        '<td class="number">{}</td><td class="number">{}/{}</td>',
        ((score(cell["score"]), cell["stated"].done, cell["stated"].units) for cell in line.cells),
    )
