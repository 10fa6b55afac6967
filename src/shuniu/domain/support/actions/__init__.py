"""What writes rows of the supporting platform; import from the room."""

from shuniu.domain.support.actions import desk, exchange, growing

__all__ = ["desk", "exchange", "growing"]
