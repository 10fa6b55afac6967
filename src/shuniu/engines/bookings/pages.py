"""Where a booking is looked at: the domain package that shows bookings says so at start-up."""

from __future__ import annotations

from collections.abc import Callable

from shuniu.kernel.core.registries import Registry

addresses: Registry[Callable[[int], str]] = Registry("addresses of bookings")
"""`booking` → address(id)"""


def booking_url(pk: int) -> str:
    address = addresses.get("booking")
    return address(pk) if address else ""
