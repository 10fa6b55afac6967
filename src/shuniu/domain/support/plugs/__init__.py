"""What the supporting platform declares elsewhere: menu, functions, records, explanations, states by number."""

from shuniu.domain.support.plugs import contacts, desk, exchange, growing, growing_records, lists, services, together

__all__ = ["contacts", "desk", "exchange", "growing", "growing_records", "lists", "services", "together"]
