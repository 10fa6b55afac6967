"""SUP-1 to SUP-38: all hubs at once."""

from shuniu.domain.support.indicators import desk, exchange, growing, together

__all__ = ["desk", "exchange", "growing", "together"]
