"""What runs by itself."""

from shuniu.domain.support.jobs import desk, exchange, growing

__all__ = ["desk", "exchange", "growing"]
