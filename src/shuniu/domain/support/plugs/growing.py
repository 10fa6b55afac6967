from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.engines.bookings.models import Facility
from shuniu.engines.bookings.pages import addresses
from shuniu.kernel.core.registries import Entry, navigation, openness_sources
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "support.facilities",
    Entry("support.facilities", _("共享设施"), "door-enter", "support:facilities", element="support", order=44,
          covers=("support:bookings",), shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "support.facilities", title=_("设施共享：开放时间、即时预订、重复预订、失约、日历互通"), units=["A08.2", "A10.5"],
    url_name="support:facilities", state="part",
    records=["bookings.Facility", "bookings.OpenHours", "bookings.Closure", "bookings.Booking"],
)  # fmt: skip
addresses.add("booking", lambda pk: reverse("support:booking", args=[pk]))


def listed_facilities(*, hubs: list[int], since: datetime, until: datetime) -> list[tuple[int, str, int, bool]]:
    """Facilities listed in the period; open when also non-members may book."""
    rows = Facility.objects.filter(hub__in=hubs, listed_at__gte=since, listed_at__lt=until, withdrawn_at__isnull=True)
    return [(row.hub_id, "bookings.facility", row.pk, row.open_to != Facility.OpenTo.MEMBERS) for row in rows]


openness_sources.add("support.facilities", listed_facilities)
