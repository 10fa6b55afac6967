from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.city"]

# A machine may be busy: what is tried is counted, never timed.
settings.register_profile("shuniu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shuniu")

# Begun first, the longest at the head: a file stays with one worker, and begun last it would hold up all the others.
LONGEST = (
    "tests/browser/test_axe.py", "tests/access/test_access.py", "tests/ground/test_start.py",
    "tests/browser/test_circle.py", "tests/browser/test_roster.py", "tests/methods/allocation/test_commands.py",
    "tests/browser/test_meetings.py", "tests/methods/matching/test_found.py", "tests/browser/test_faces.py",
    "tests/browser/test_oversight.py", "tests/methods/test_assignment.py",
)  # fmt: skip
DATABASE = {"db", "transactional_db"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that ask the database")


def asks_the_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE & set(item.fixturenames))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    place = {name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_the_database(item)])
        items[:] = filter(asks_the_database, items)
