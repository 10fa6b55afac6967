"""Who may what, and the limits."""

from shuniu.domain.support.rules import desk, exchange, growing, together

__all__ = ["desk", "exchange", "growing", "together"]
