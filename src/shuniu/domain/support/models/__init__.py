"""Rows of the supporting platform; import them from their room."""

from shuniu.domain.support.models import desk, exchange, growing, together

__all__ = ["desk", "exchange", "growing", "together"]
