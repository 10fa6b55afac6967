"""Money is integer fen in columns named `…_fen`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def to_fen(yuan: Decimal | str | int) -> int:
    return int((Decimal(yuan) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def yuan(fen: int) -> str:
    """`123456` → `1,234.56`."""
    return f"{Decimal(fen) / 100:,.2f}"
