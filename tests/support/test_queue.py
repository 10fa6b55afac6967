"""The desk's lists: as many queries for three rows as for one, filters that narrow, a workbook without telephones."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from shuniu.domain.support.actions import desk
from shuniu.domain.support.models.desk import ServiceRequest
from shuniu.domain.support.queries.desk.clock import clocks_of
from shuniu.kernel.core.moments import local_date
from tests.support.desk import file, publish

PAGES = ("/desk/support/requests/?guide={slug}", "/desk/support/requests/own/", "/services/?q=只此一项")


@pytest.mark.parametrize("address", PAGES)
def test_three_rows_cost_as_many_queries_as_one(city, client, address):
    guide = publish(city, title="只此一项")
    officer, secretary = city.user("hub.officer"), city.user("org.secretary")
    client.force_login(secretary if "own" in address else officer)
    counts = []
    for n in range(3):
        row = file(city, guide, key=f"q{n}", phone=f"1350000000{n}", by=secretary, organization=city.member)
        desk.assign_requests([row], person=officer, by=officer, at=city.now)
        if n != 1:
            client.get(address.format(slug=guide.slug))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address.format(slug=guide.slug)).status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_clocks_of_many_requests_cost_as_many_queries_as_of_one(city):
    guide = publish(city)
    rows = [file(city, guide, key=f"c{n}", phone=f"1350000001{n}") for n in range(3)]
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            clocks_of(some)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_tabs_and_filters_narrow_the_queue_and_the_workbook_has_no_telephone(city, client):
    guide = publish(city, title="窄")
    late, fresh = (
        file(city, guide, key="late", text="晚了的事"),
        file(city, guide, key="fresh", phone="13500000029", text="新来的事"),
    )
    ServiceRequest.objects.filter(pk=late.pk).update(accept_by=local_date(city.now) - timedelta(days=1))
    client.force_login(city.user("hub.clerk"))
    for query, wanted in (
        ("which=late", [late]),
        ("which=new", [late, fresh]),
        ("which=mine", []),
        ("q=新来", [fresh]),
    ):
        page = client.get(f"/desk/support/requests/?guide={guide.slug}&{query}").context["page"]
        assert list(page) == wanted, query
    content = client.get(f"/desk/support/requests/export/?guide={guide.slug}").getvalue()
    book = load_workbook(io.BytesIO(content))
    cells = [str(cell.value) for line in book.active.iter_rows() for cell in line]
    assert ("新来的事" in cells, [cell for cell in cells if "1350000" in cell or "1380000" in cell]) == (True, [])
    client.force_login(city.user("org.secretary"))
    assert client.get("/desk/support/requests/").status_code == 404
