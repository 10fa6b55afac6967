from __future__ import annotations

import pytest

from tests.city import City
from tests.kept import BUSY


@pytest.fixture
def live_city(transactional_db) -> City:
    """The city in rows that other processes and threads can see."""
    BUSY.put_back()
    return City()
