"""Forms of the supporting platform."""

from shuniu.domain.support.forms import desk, exchange, growing

__all__ = ["desk", "exchange", "growing"]
