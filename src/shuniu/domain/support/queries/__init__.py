"""Reads of the supporting platform that are used twice or annotated."""

from shuniu.domain.support.queries import desk, exchange, growing

__all__ = ["desk", "exchange", "growing"]
