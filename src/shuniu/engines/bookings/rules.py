from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.core.registries import Registry
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS

AHEAD_DAYS = limit(
    "bookings.ahead_days", default=90, unit_label=_("天"), title=_("最早提前多少天预订设施"), clause="A08.2"
)
CANCEL_HOURS = limit(
    "bookings.cancel_hours", default=24, unit_label=_("小时"), title=_("提前多少小时取消预订不算失约"), clause="A08.2"
)
NOTICE_HOURS = limit(
    "bookings.notice_hours",
    default=72,
    unit_label=_("小时"),
    title=_("产权单位收回已订时段要提前的时间"),
    clause="A08.2",
)
NO_SHOWS = limit("bookings.no_shows", default=3, unit_label=_("次"), title=_("失约几次后暂停预订"), clause="A10.5")
NO_SHOW_DAYS = limit(
    "bookings.no_show_days", default=180, unit_label=_("天"), title=_("失约次数按多少天计算"), clause="A10.5"
)
OPEN_BOOKINGS = limit(
    "bookings.open_bookings",
    default=16,
    unit_label=_("次"),
    title=_("一家单位在一处设施最多同时预订的次数"),
    clause="A10.5",
)

# Storeys above say here why an owner may not lend a place: name → why(owner=, place=, at=) → a sentence, empty when it may.
lending_checks: Registry[Callable[..., str]] = Registry("why a place may not be lent")
USES = ("head", "officer", "clerk", "secretary_general", "liaison_officer", "staff")


@predicate
def lends_for_the_owner(user: Any, facility: Any, at: datetime) -> bool:
    """Staff of the owner: of a hub its staff, of an organization who speaks for it."""
    return holds(user, facility.owner, "head", "officer", "clerk", *SPEAKS, at=at)


@predicate
def decides_for_the_owner(user: Any, facility: Any, at: datetime) -> bool:
    return holds(user, facility.owner, "head", "officer", *SPEAKS, at=at)


@predicate
def works_for_its_hub(user: Any, facility: Any, at: datetime) -> bool:
    return holds(user, facility.hub, "head", "officer", at=at)


@predicate
def books_for_the_body(user: Any, booking: Any, at: datetime) -> bool:
    return holds(user, booking.organization, *USES, at=at)


@predicate
def owns_the_booked(user: Any, booking: Any, at: datetime) -> bool:
    return lends_for_the_owner(user, booking.facility, at)


@predicate
def decides_on_the_booked(user: Any, booking: Any, at: datetime) -> bool:
    return decides_for_the_owner(user, booking.facility, at)


@predicate
def books_for_another(user: Any, booking: Any, at: datetime) -> bool:
    """Nobody judges its own coming or staying away; the owner's own use, which counts nowhere, the owner marks."""
    if booking.organization_id == booking.facility.owner_id:
        return False
    return booking.booked_by_id == getattr(user, "pk", None) or books_for_the_body(user, booking, at)


permit("bookings.list_facility", decides_for_the_owner)
permit("bookings.change_facility", decides_for_the_owner)
permit("bookings.withdraw_facility", decides_for_the_owner | works_for_its_hub)
permit("bookings.close_times", lends_for_the_owner)
permit("bookings.book", books_for_the_body)
permit("bookings.cancel", books_for_the_body)
permit("bookings.displace", decides_on_the_booked)
permit("bookings.record_use", owns_the_booked & ~books_for_another)
permit("bookings.state_charge", books_for_the_body)


def is_hub(body: Any, at: datetime) -> bool:
    return hubs_at(at).filter(pk=body.pk).exists()
