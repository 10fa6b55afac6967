"""Optional units that a hub has not taken up: they are not judged. Who keeps the choice plugs in (A10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from shuniu.kernel.core.registries import Registry
from shuniu.kernel.specification.models import Kind, Unit

choices: Registry[Callable[..., dict[int, set[str]]]] = Registry("optional units that a hub has not chosen")
"""name → source(hubs=[ids], start=, end=) → {hub id: {unit codes}}: not taken up on any day from `start` until before `end`"""


def unchosen(hubs: Iterable[int], *, start: date, end: date) -> dict[int, set[str]]:
    """Hub id → the units it has not taken up in the period."""
    wanted, found = list(hubs), defaultdict(set)
    for _name, source in choices:
        for hub, codes in source(hubs=wanted, start=start, end=end).items():
            found[hub] |= codes
    return found


def is_left(unit: Unit, hub: int, left: Mapping[int, set[str]]) -> bool:
    """Whether the hub left an optional unit aside, in `left` as `unchosen` gave it: a duty cannot be left."""
    return unit.kind == Kind.OPTIONAL and unit.code in left.get(hub, ())
