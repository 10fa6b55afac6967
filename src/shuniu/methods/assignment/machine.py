"""The kernel as machine code, made on first use and kept in numba's cache; small networks go without it."""

from __future__ import annotations

from functools import cache
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from shuniu.methods.assignment import kernel

SMALL = 4_000  # arcs; below this plain Python answers before a compiler would have started


@cache
def compiled() -> Any:
    """The functions of `kernel` by name, compiled by numba."""
    from shuniu.methods import compiling

    scope: dict[str, Any] = {**vars(kernel)}
    for name, plain in vars(kernel).items():
        if isinstance(plain, FunctionType) and plain.__module__ == kernel.__name__:
            twin = FunctionType(plain.__code__, scope, name)
            twin.__module__ = kernel.__name__
            scope[name] = compiling.compiled()(twin)
    return SimpleNamespace(**scope)


def machine(arcs: int) -> Any | ModuleType:
    """The fitting form of the kernel for a network with so many arcs."""
    return kernel if arcs < SMALL else compiled()
