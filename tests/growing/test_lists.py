"""Lists of the growing room ask the same number of questions for one row and for a page full of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.support.models.growing import Cultivation, EnterpriseTransition, Expo, Incubation, Landing
from shuniu.engines.bookings.models import Booking, Facility

LISTS = {
    "facilities/": lambda hub: Facility.objects.filter(owner=hub).first().name,
    "bookings/?side=ours&state=over": lambda hub: Booking.objects.filter(facility__owner=hub).first().organization.name,
    "incubation/": lambda hub: hub.name,
    "incubation/stays/?state=all": lambda hub: Incubation.objects.filter(center__hub=hub).first().organization.name,
    "enterprise/": lambda hub: EnterpriseTransition.objects.filter(hub=hub).first().organization.name,
    "scouting/": lambda hub: Cultivation.objects.filter(hub=hub).first().organization.name,
    "landings/": lambda hub: Landing.objects.filter(hub=hub).first().title,
    "expos/": lambda hub: Expo.objects.filter(hub=hub).first().gathering.title,
}


@pytest.mark.parametrize("path", LISTS)
def test_one_row_and_many_cost_the_same(city, client, path):
    client.force_login(city.user("hub.officer"))
    address = f"/desk/support/{path}"
    client.get(address)  # what is asked once a process is asked
    counts = {}
    for name, words in (("one", LISTS[path](city.hub)), ("all", "")):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(address + ("&" if "?" in address else "?") + f"q={words}")
        counts[name] = len(asked)
        assert page.status_code == 200
        counts[f"{name} rows"] = page.context["page"].paginator.count
    assert counts["one"] == counts["all"], counts
    assert counts["one"] < 60, counts


@pytest.mark.parametrize("path", ["facilities/export/", "bookings/export/?side=ours&state=over", "incubation/stays/export/?state=all",
                                  "enterprise/export/", "scouting/export/", "landings/export/", "expos/deals/export/"])  # fmt: skip
def test_lists_go_out_as_workbooks(city, client, path):
    client.force_login(city.user("hub.officer"))
    answer = client.get(f"/desk/support/{path}")
    assert (answer.status_code, answer["Content-Type"].split(".")[-1]) == (200, "sheet")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize("path", ["forms/", "departments/"])
def test_ones_own_hub_stands_first_and_only_its_own_rows_can_be_given_up(city, client, path):
    """A hub also sees those that report to it; their rows are to compare with, not to change."""
    client.force_login(city.user("hub.head"))
    page = client.get(f"/desk/support/{path}")
    hubs = [row.hub for row in page.context["page"]]
    assert min(hubs, key=lambda hub: hub.sort_key) != city.hub
    assert hubs[0] == city.hub
    assert page.content.decode().count('name="row"') == hubs.count(city.hub)
