"""What writes rows of the supporting platform; import from the room."""

from shuniu.domain.support.actions import desk, exchange, growing, together

__all__ = ["desk", "exchange", "growing", "together"]
