"""Every figure the README quotes, each beside its limit and, where there is one, its peer in the same run.

A module here (or in `methods/`) offers `measure()`, which yields `Measured` rows; `python -m benchmarks` prints them.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One figure: `value` in `unit`, the `limit` it has to stay below (above, when `at_least`), the peer's value."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    peer: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass
class Stopwatch:
    """Seconds of wall clock between entering and leaving `timed()`."""

    seconds: float = field(default=0.0)


@contextmanager
def timed() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    begun = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - begun


def peak_mib() -> float:
    """The highest resident memory of this process so far, in MiB (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass
class Memory:
    """MiB of resident memory at the highest, above what the process held when `growth()` was entered."""

    mib: float = field(default=0.0)


@contextmanager
def growth() -> Iterator[Memory]:
    """Linux: the high-water mark is set back on entering, so that what ran before does not hide what runs now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before, found = _status("VmRSS"), Memory()
    yield found
    found.mib = max(0.0, _status("VmHWM") - before)


def _status(key: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(key))
    return int(line.split()[1]) / 1024


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` (0–1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, int(-(-share * len(ordered) // 1)) - 1))]
