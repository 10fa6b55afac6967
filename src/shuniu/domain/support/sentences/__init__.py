"""What the trail says of each action."""

from shuniu.domain.support.sentences import desk, exchange, growing

__all__ = ["desk", "exchange", "growing"]
