"""Forms of the supporting platform."""

from shuniu.domain.support.forms import desk, exchange, growing, together

__all__ = ["desk", "exchange", "growing", "together"]
