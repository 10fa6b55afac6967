"""Kernels as machine code by numba, kept on disk where there is a place for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A decorator: `numba.njit` with its cache; where numba finds no folder that it may write, without (then each start
    compiles anew).
    """

    def made(function: Callable[..., Any]) -> Any:
        try:
            return numba.njit(cache=True, **options)(function)
        except RuntimeError:  # no place for a cache
            return numba.njit(**options)(function)

    return made
