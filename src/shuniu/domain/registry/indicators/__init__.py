"""The registry's indicators: facts and their confirmation (A16.1), liaison officers (A16.2), openness (A04)."""

from shuniu.domain.registry.indicators import cards, facts, liaison, openness  # noqa: F401  declare themselves
