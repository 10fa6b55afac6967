"""`shuniu methods allocate` and `shuniu methods explain`."""

from __future__ import annotations

import argparse
from typing import Any


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """The parsers of this package."""
