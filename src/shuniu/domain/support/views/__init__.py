"""Pages of the supporting platform."""

from shuniu.domain.support.views import desk, exchange, growing, together

__all__ = ["desk", "exchange", "growing", "together"]
