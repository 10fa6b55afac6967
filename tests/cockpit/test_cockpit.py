"""The cockpit of an overseeing body: one hub or three, the same number of queries; who may look at what (A02, A03)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuniu.domain.oversight.models import Statement
from shuniu.engines.indicators.models import IndicatorValue, Snapshot
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.specification.models import SIX


@pytest.fixture
def office(city, client):
    client.force_login(city.user("office.officer"))
    return client


def leave(city, count):
    """`count` hubs go on reporting to the office, its own hub first; the others ended yesterday."""
    rows = Designation.objects.valid(city.now).filter(reports_to=city.office)
    first = rows.filter(organization=city.hub).values_list("pk", flat=True)
    others = rows.exclude(organization=city.hub).order_by("pk").values_list("pk", flat=True)[: count - 1]
    kept = {*first, *others}
    assert len(kept) == count
    Designation.objects.exclude(pk__in=kept).update(valid_to=local_date(city.now) - timedelta(days=1))


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def addresses(city):
    value = IndicatorValue.objects.filter(hub=city.hub, code="OPN-1").order_by("-snapshot__starts_on").first()
    return {
        "home": reverse("cockpit:home"),
        "wall": reverse("cockpit:home") + "?screen=wall",
        "export": reverse("cockpit:export"),
        "remind": reverse("cockpit:remind") + "?matter=statement",
        "failed": reverse("cockpit:failed"),
        "cell": reverse("cockpit:cell", args=[city.hub.code, "mechanism"]),
        "value": reverse("cockpit:value", args=[value.pk]),
        "hub": reverse("oversight:hub", args=[city.hub.code]),
        "statement": reverse("oversight:statement", args=[city.hub.code, "A14"]),
        "unit": reverse("oversight:unit", args=["A14"]),
        "published": reverse("portal:unit", args=[Designation.objects.first().edition_code, "A14.4"]),
    }


@pytest.mark.parametrize(
    "page", ["home", "wall", "export", "failed", "cell", "value", "hub", "statement", "unit", "published"]
)
def test_three_hubs_cost_no_query_more_than_one(city, office, page):
    address = addresses(city)[page]
    leave(city, 3)
    three = queries(office, address)
    leave(city, 1)
    assert queries(office, address) == three


def test_reminding_three_costs_no_query_more_than_reminding_one(city, office):
    Statement.objects.update(state="DRAFT", confirmed_at=None)
    leave(city, 3)
    three = queries(office, addresses(city)["remind"])
    leave(city, 1)
    assert queries(office, addresses(city)["remind"]) == three


def test_a_list_of_fifty_lines_costs_no_query_more_than_one_of_three(city, office):
    value = IndicatorValue.objects.filter(hub=city.hub, code="OPN-1").order_by("-snapshot__starts_on").first()
    address = reverse("cockpit:value", args=[value.pk])
    assert value.items.count() > 3
    many = queries(office, address)
    value.items.exclude(pk__in=list(value.items.values_list("pk", flat=True)[:3])).delete()
    assert queries(office, address) == many


@pytest.mark.parametrize("who", ["hub.head", "org.secretary", "org.head"])
def test_who_oversees_nobody_has_no_cockpit(city, client, who):
    Designation.objects.filter(reports_to=city.hub).update(valid_to=local_date(city.now) - timedelta(days=1))
    client.force_login(city.user(who))
    assert client.get(reverse("cockpit:home")).status_code == 404


@pytest.mark.parametrize(
    ("who", "seen"),
    [("office.officer", 200), ("hub.officer", 200), ("district.officer", 404), ("org.secretary", 404)],
)
@pytest.mark.parametrize("page", ["cell", "value", "hub", "statement"])
def test_a_hub_s_figures_and_words_are_for_itself_and_who_oversees_it(city, client, page, who, seen):
    client.force_login(city.user(who))
    assert client.get(addresses(city)[page]).status_code == seen


def test_another_body_s_cockpit_is_not_to_be_had(city, client):
    client.force_login(city.user("district.officer"))
    assert client.get(reverse("cockpit:home"), {"body": city.office.code}).status_code == 404


def test_a_row_says_score_and_self_stated_share_of_each_element_and_no_total(city, office):
    page = office.get(reverse("cockpit:home")).content.decode()
    row = page.split(f'title="{city.hub.name}"', 1)[1].split("</tr>", 1)[0]
    assert row.count("<td") == len(SIX) + 1
    assert [row.count(f"/{element.value}/") for element in SIX] == [1] * len(SIX)
    assert row.count('class="stated on-') == len(SIX)


def test_a_failed_figure_is_shown_as_failed_to_the_office_and_to_the_public(city, office, client):
    quarter = Snapshot.objects.filter(period_kind="Q", closed_at__isnull=False).order_by("-starts_on").first()
    IndicatorValue.objects.filter(snapshot=quarter, hub=city.hub, code="MEC-8").update(
        state="failed", numerator=None, denominator=None, value=None, score=None, failure="ZeroDivisionError: x"
    )
    page = office.get(reverse("cockpit:failed"), {"period": quarter.period_code}).content.decode()
    assert "MEC-8" in page
    office.logout()
    published = client.get(addresses(city)["published"]).content.decode()
    table = published.split('id="MEC-8"', 1)[1].split("</table>", 1)[0]
    row = table.split(f">{city.hub.name}<", 1)[1].split("</tr>", 1)[0]
    assert row.count("计算失败") == 1
    assert "ZeroDivisionError" not in published


def test_each_indicator_of_a_unit_stands_with_formula_period_threshold_units_and_its_own_periods(city, client):
    published = client.get(addresses(city)["published"]).content.decode()
    quarterly = published.split('id="MEC-8"', 1)[1].split("</section>", 1)[0]
    yearly = published.split('id="MEC-9"', 1)[1].split("</section>", 1)[0]
    assert "会后期限内报送的例会 ÷ 应报送的例会" in quarterly
    assert ("每季度" in quarterly, "每年" in yearly) == (True, True)
    assert ("≥ 95" in quarterly, "≤ 10" in yearly) == (True, True)
    codes = Snapshot.objects.filter(closed_at__isnull=False).order_by("-starts_on")
    assert all(code in quarterly for code in codes.filter(period_kind="Q").values_list("period_code", flat=True)[:4])
    assert all(f">{code}" in yearly.replace(" ", "").replace("\n", "")
               for code in codes.filter(period_kind="Y").values_list("period_code", flat=True)[:4])  # fmt: skip
