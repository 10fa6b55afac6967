"""As of any day: what an organization was called, of which kind it was and where it lay; the database keeps it consistent."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuniu.domain.registry.actions import bring_roster, import_roster, import_rows, take_rows_back, undo_roster
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import save_facts
from shuniu.kernel.orgs.models import Area, Designation, FormerAreaName, Organization, PastState
from shuniu.kernel.people.models import User
from shuniu.methods.rosters import make_credit_code
from tests.kernel.merging import body, tie
from tests.registry.rosters import line, workbook

CODE = make_credit_code("social_association", area="990101", serial=89_100_001)


@pytest.fixture
def row(city):
    areas = list(Area.objects.filter(level="district")[:2])
    field = Designation.objects.get(organization=city.hub, valid_to=None).field
    found = body(
        city, 1, field=field, name="云州市晨光协会", credit_code=CODE, area=areas[0], registered_on=date(2010, 1, 1)
    )
    tie(city.hub, found, city)
    return found


def change(city, row, on, **facts):
    row.refresh_from_db()
    return save_facts(row, version=row.version, since=on, by=User.objects.system("test"), at=city.now, **facts)


def then(row, day):
    found = Organization.objects.filter(pk=row.pk).as_of(day).values_list("name_on", "kind_on", "area_on").first()
    return found and (found[0], found[1], Area.objects.get(pk=found[2]).code)


def test_every_day_has_its_name_kind_and_area(city, row):
    first, second = Area.objects.filter(level="district")[:2]
    change(city, row, date(2015, 3, 1), name="云州市晨光促进会")
    change(city, row, date(2018, 6, 1), area=second, kind="social_service")
    assert then(row, date(2009, 12, 31)) is None, "not yet registered"
    assert then(row, date(2015, 2, 28)) == ("云州市晨光协会", "social_association", first.code)
    assert then(row, date(2015, 3, 1)) == ("云州市晨光促进会", "social_association", first.code)
    assert then(row, date(2018, 6, 1)) == ("云州市晨光促进会", "social_service", second.code)
    assert then(row, local_date(city.now)) == ("云州市晨光促进会", "social_service", second.code)
    assert row.former_names.get().until == date(2015, 3, 1)


def test_what_is_on_record_is_not_rewritten_and_no_day_ahead_is_taken(city, row):
    change(city, row, date(2018, 6, 1), name="云州市晨光促进会")
    for day, said in ((date(2017, 1, 1), "不能早于它"), (local_date(city.now) + timedelta(days=1), "还没到")):
        with pytest.raises(ValidationError, match=said):
            change(city, row, day, name="云州市晨光学会")
    change(city, row, date(2018, 6, 1), name="云州市晨光学会")
    assert PastState.objects.filter(organization=row).count() == 1, "twice on one day is one change"
    assert then(row, date(2018, 5, 31))[0] == "云州市晨光协会"


def test_two_states_of_one_day_are_refused_by_the_database_itself(city, row):
    other = body(city, 2)
    values = {"name": "甲", "kind": "other", "valid_from": date(2012, 1, 1), "valid_to": date(2013, 1, 1)}
    PastState.objects.create(organization=row, **values)
    PastState.objects.create(organization=other, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        PastState.objects.create(organization=row, **{**values, "valid_from": None, "valid_to": date(2012, 1, 2)})


days = st.lists(st.integers(0, 4000), min_size=1, max_size=6)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days)
def test_any_history_answers_for_every_day_what_was_said_then(city, offsets):
    with transaction.atomic():
        row = body(city, 9, name="名0")
        start, told = date(2012, 1, 1), [(date(1900, 1, 1), "名0")]
        for n, offset in enumerate(sorted(offsets), start=1):
            day = start + timedelta(days=offset)
            change(city, row, day, name=f"名{n}")
            told = [one for one in told if one[0] != day] + [(day, f"名{n}")]
        for day in {start + timedelta(days=offset + step) for offset in offsets for step in (-1, 0, 1)}:
            expected = max(one for one in told if one[0] <= day)[1]
            assert Organization.objects.filter(pk=row.pk).as_of(day).values_list("name_on", flat=True)[0] == expected
        transaction.set_rollback(True)


def test_a_roster_that_renames_keeps_the_day_and_its_undo_takes_it_back(city, row):
    officer, today = city.user("hub.officer"), local_date(city.now)
    content = workbook([line(1, name="云州市晨光促进会", code=CODE, kind="社会团体", on="", staff=4)])
    roster = bring_roster(city.hub, file_name="名录.xlsx", content=content, by=officer, at=city.now)
    import_roster(roster, plan_version=1, by=officer, at=city.now)
    import_rows(roster.pk, by=officer)
    assert [then(row, day)[0] for day in (today - timedelta(days=1), today)] == ["云州市晨光协会", "云州市晨光促进会"]
    undo_roster(roster, by=officer, at=city.now)
    take_rows_back(roster.pk, by=officer)
    assert (PastState.objects.filter(organization=row).count(), then(row, today)[0]) == (0, "云州市晨光协会")


def test_the_list_the_card_and_the_export_show_the_day_asked_for(city, row, client):
    first, second = Area.objects.filter(level="district")[:2]
    FormerAreaName.objects.create(area=first, name="古渡县", until=date(2016, 1, 1))
    change(city, row, date(2018, 6, 1), area=second, name="云州市晨光促进会")
    client.force_login(city.user("hub.officer"))
    page = client.get("/desk/registry/", {"on": "2018-05-31", "q": "晨光协会", "area": first.code})
    assert [line["organization"].name for line in page.context["rows"]] == ["云州市晨光协会"]
    assert "2018-05-31 当天的情况" in page.content.decode()
    assert list(client.get("/desk/registry/", {"q": "晨光促进会", "area": first.code}).context["rows"]) == []
    card = client.get(f"/desk/registry/organizations/{row.code}/", {"on": "2015-05-31"}).content.decode()
    assert re.search(r"<h1[^>]*>\s*云州市晨光协会\s*</h1>", card)
    assert "古渡县" in card
    assert client.get("/desk/registry/export/", {"on": "2018-05-31"}).status_code == 200
    assert client.get("/desk/registry/", {"on": "不是日子"}).status_code == 200
    before = client.get(f"/desk/registry/organizations/{row.code}/", {"on": "2001-01-01"}).content.decode()
    assert "还没有登记" in before


def test_statistics_group_by_what_held_on_the_day_asked_for(city, row, client):
    first, second = Area.objects.filter(level="district")[:2]
    change(city, row, date(2018, 6, 1), area=second, kind="social_service")
    client.force_login(city.user("hub.officer"))

    def counts(on):
        asked = {"q": "晨光协会", "d": ["kind", "area"]} | ({"on": on} if on else {})
        page = client.get("/desk/registry/statistics/tables/", asked)
        state = client.get("/desk/registry/statistics/", asked).context
        assert [part["value"] for _key, _title, lines in state["parts"][2:] for part in lines] == [page_area(page).pk]
        return [line["line"].words for line in page.context["lines"]], page.content.decode()

    def page_area(page):
        return Area.objects.get(name=page.context["lines"][0]["line"].words[1])

    words, told = counts("2018-05-31")
    assert words == [("社会团体", first.name)]
    assert "截至 2018-05-31" in told
    assert counts("")[0] == [("社会服务机构", second.name)]
    assert counts("2018-06-01")[0] == [("社会服务机构", second.name)]
