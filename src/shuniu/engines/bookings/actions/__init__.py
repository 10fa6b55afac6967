from shuniu.engines.bookings.actions.book import Clash, book, book_repeating
from shuniu.engines.bookings.actions.end import (
    cancel_booking,
    cancel_series,
    displace_booking,
    record_use,
    report_sublet,
    state_charge,
)
from shuniu.engines.bookings.actions.facility import (
    close_times,
    list_facility,
    read_busy_times,
    relist_facility,
    rename_unit,
    reopen_times,
    set_hours,
    update_facility,
    withdraw_facility,
)

__all__ = [
    "Clash",
    "book",
    "book_repeating",
    "cancel_booking",
    "cancel_series",
    "close_times",
    "displace_booking",
    "list_facility",
    "read_busy_times",
    "record_use",
    "relist_facility",
    "rename_unit",
    "reopen_times",
    "report_sublet",
    "set_hours",
    "state_charge",
    "update_facility",
    "withdraw_facility",
]
