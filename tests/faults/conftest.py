"""Faults need committed rows: the city is filled for each story, and other processes see it."""

from __future__ import annotations

import pytest

from tests.city import City
from tests.kept import BUSY


@pytest.fixture
def committed(transactional_db: None) -> City:
    BUSY.put_back()
    return City()
