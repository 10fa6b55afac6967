"""The year's report says what was computed for that year, on the page, on paper and in the official document (A02, A03)."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document

from shuniu.engines.indicators.models import ElementScore, IndicatorValue, Snapshot
from shuniu.engines.indicators.queries import newest
from shuniu.kernel.core.moments import local_date, start_of_day


@pytest.fixture
def last_year(city):
    """Last year closed with figures of its own, unlike those of the newest quarter."""
    year = local_date(city.now).year - 1
    Snapshot.objects.filter(period_code=str(year)).delete()
    closed = Snapshot.objects.create(
        period_code=str(year), period_kind="Y", starts_on=date(year, 1, 1), ends_on=date(year + 1, 1, 1),
        computed_at=start_of_day(date(year + 1, 1, 1)), closed_at=start_of_day(date(year + 1, 1, 1)),
    )  # fmt: skip
    IndicatorValue.objects.create(
        snapshot=closed, hub=city.hub, code="MEC-3", state="computed", numerator=713, denominator=1024, value=713 / 1024,
        threshold=1, starts_on=closed.starts_on, ends_on=closed.ends_on,
    )  # fmt: skip
    ElementScore.objects.create(snapshot=closed, hub=city.hub, element="mechanism", score=37)
    ElementScore.objects.filter(snapshot=newest(), hub=city.hub).update(score=91)
    return year


def words(response) -> str:
    """What an official document says, and each cell of its tables on a line of its own."""
    document = Document(io.BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.acceptance("A02")
@pytest.mark.parametrize("name", ["oversight:hub", "oversight:report"])
def test_a_closed_year_is_told_by_its_own_figures_not_by_this_quarter_s(city, client, last_year, name):
    client.force_login(city.user("office.officer"))
    response = client.get(reverse(name, args=[city.hub.code]), {"year": last_year})
    shown, scores = response.content.decode(), {row["element"]: row["score"] for row in response.context["scores"]}
    assert [text in shown for text in ("MEC-3", ">713<", ">1,024<")] == [True] * 3
    assert (response.context["snapshot"].period_code, scores["mechanism"]) == (str(last_year), 37)


@pytest.mark.acceptance("A02")
def test_the_document_of_a_closed_year_holds_the_same_figures(city, client, last_year):
    client.force_login(city.user("office.officer"))
    response = client.get(reverse("oversight:report-docx", args=[city.hub.code]), {"year": last_year})
    shown = words(response).split("\n")
    assert [text in shown for text in ("713", "1,024", "37", "91")] == [True, True, True, False]


def test_an_official_document_is_chinese_and_names_the_clause_of_each_figure(city, client, last_year):
    client.force_login(city.user("hub.head"))
    address = reverse("oversight:report-docx", args=[city.hub.code])
    shown = words(client.get(address, {"year": last_year}, headers={"accept-language": "en"}))
    assert ("第十四条（一）" in shown, "Art." in shown, f"计算值为{last_year}年全年" in shown) == (True, False, True)


def test_a_year_without_figures_says_so_and_borrows_none(city, client):
    client.force_login(city.user("hub.head"))
    Snapshot.objects.filter(period_kind="Y", starts_on__year=2011).delete()
    address = reverse("oversight:report", args=[city.hub.code])
    shown = client.get(address, {"year": 2011}).content.decode()
    assert "这一年没有计算值" in shown
    assert newest().period_code not in shown
    assert "尚未结账" in client.get(address).content.decode()
