"""What the trail says of each action."""

from shuniu.domain.support.sentences import desk, exchange, growing, together

__all__ = ["desk", "exchange", "growing", "together"]
