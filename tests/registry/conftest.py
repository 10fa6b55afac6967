from __future__ import annotations

import pytest

from shuniu.faces.cli.demo import DemoCity
from shuniu.kernel.orgs.models import Organization
from tests.city import City


@pytest.fixture
def live_city(transactional_db) -> City:
    """The city in rows that other processes and threads can see."""
    if not Organization.objects.exists():
        DemoCity(size=420, hubs=12, seed=1).fill()
    return City()
