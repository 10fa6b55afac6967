"""Words and figures of the growing room's pages."""

from __future__ import annotations

from django import template

from shuniu.kernel.core import money

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan, without the fen when there are none; — without a figure."""
    return "—" if fen is None else money.yuan(fen).removesuffix(".00")


@register.filter
def yes_count(answers: list[object]) -> int:
    """How many questions of a self-check are answered yes."""
    return sum(bool(answer.yes) for answer in answers)  # type: ignore[attr-defined]
