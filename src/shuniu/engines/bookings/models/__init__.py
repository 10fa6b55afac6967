from shuniu.engines.bookings.models.booking import Booking, BookingSeries
from shuniu.engines.bookings.models.facility import Closure, Facility, OpenHours

__all__ = ["Booking", "BookingSeries", "Closure", "Facility", "OpenHours"]
