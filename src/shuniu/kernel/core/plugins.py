"""At start-up each package plugs in what it declares, by importing the rooms that hold declarations."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

ROOMS = ("rules", "actions", "sentences", "indicators", "clauses", "plugs")


def plug_in(package: str) -> None:
    """Import the declaring rooms of `package` that exist."""
    for room in ROOMS:
        name = f"{package}.{room}"
        if find_spec(name) is not None:
            import_module(name)
