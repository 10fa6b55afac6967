"""Who may what, and the limits."""

from shuniu.domain.support.rules import desk, exchange, growing

__all__ = ["desk", "exchange", "growing"]
