"""Form parts of all rooms: money in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from shuniu.kernel.core.money import to_fen


class YuanField(forms.DecimalField):
    """Typed in yuan, worked with in fen."""

    def __init__(self, **more: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=2, **more)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return 0 if amount is None else to_fen(amount)

    def prepare_value(self, value: Any) -> Any:
        return value


def yuan_of(fen: int) -> str:
    """Fen as they are typed: 12345 → `123.45`."""
    return f"{Decimal(fen) / 100:.2f}".removesuffix(".00")
