"""Faults need committed rows: the city is filled for each story, and other processes see it."""

from __future__ import annotations

import pytest

from shuniu.faces.cli.demo import DemoCity
from shuniu.kernel.orgs.models import Organization
from tests.city import City


@pytest.fixture
def committed(transactional_db: None) -> City:
    if not Organization.objects.exists():
        DemoCity(size=420, hubs=12, seed=1).fill()
    return City()
