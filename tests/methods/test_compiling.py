"""Kernels are compiled also where numba finds no folder for its cache, as in a read-only installation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"

PROGRAM = """
import numba.core.caching as caching
caching.CacheImpl._locator_classes = []
from fractions import Fraction
from shuniu.methods.allocation import Ballot, Election, Electorate, Project, Satisfaction
from shuniu.methods.allocation.equal_shares import EqualShares
from shuniu.methods.allocation.groups import merge
from shuniu.methods.assignment.machine import compiled
ballots = tuple(Ballot(str(n), ("a",), (1,)) for n in range(3))
election = Election(9, (Project("a", 9),), (Electorate("", Fraction(1), ballots),))
method = EqualShares(merge(election, Satisfaction.COST), compiled=True)
print(method.run(method.groups.endowment(9)), bool(compiled()))
"""


def test_without_a_place_for_the_cache_all_is_compiled_anew():
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[0] True\n"), done.stderr
