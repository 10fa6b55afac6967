"""The engine has no page: whoever draws one says where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shuniu.kernel.core.registries import Registry

addresses: Registry[Callable[[Any], str]] = Registry("pages of the exchange")
"""`offer`, `need`, `match` → address of the row's page for who is signed in"""


def address_of(row: Any) -> str:
    page = addresses.get(row._meta.model_name)
    return page(row) if page else ""
