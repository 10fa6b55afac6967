"""Limits that an overseeing body lays down, and the working calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.meetings.queries import report_due_on
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import IndicatorValue
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.norms.actions import (
    fix_setting,
    load_holidays,
    load_published_calendars,
    set_day,
    withdraw_setting,
)
from shuniu.kernel.norms.calendar import read_pasted
from shuniu.kernel.norms.models import CalendarYear, Holiday, Setting
from shuniu.kernel.norms.queries import all_settings_for, fixed_for, norms, norms_of, setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User

KEY = "meetings.report_working_days"
SHARE = "indicator.MEC-8.threshold"


@pytest.fixture
def today(city):
    return local_date(city.now)


def fix(city, value, *, on, key=KEY, who="office.head", owner=None, **more):
    return fix_setting(owner or city.office, key=key, value=Decimal(value), reason="与通知一致", valid_from=on,
                       by=city.user(who), at=city.now, **more)  # fmt: skip


def test_a_limit_holds_from_its_day_on_and_not_before(city, today):
    assert setting_for(city.hub, KEY, city.now) == 5
    fix(city, "7", on=today + timedelta(days=3))
    assert setting_for(city.hub, KEY, city.now) == 5
    assert setting_for(city.hub, KEY, city.now + timedelta(days=3)) == 7


def test_fixing_it_twice_is_one_setting_and_another_value_for_that_day_is_refused(city, today):
    first = fix(city, "7", on=today)
    assert fix(city, "7", on=today) == first
    with pytest.raises(ValidationError, match="换一个施行日期"):
        fix(city, "8", on=today)
    assert Setting.objects.filter(key=KEY).count() == 1


def test_a_value_put_in_between_ends_where_the_planned_one_begins(city, today):
    late = fix(city, "9", on=today + timedelta(days=20))
    early = fix(city, "7", on=today + timedelta(days=5))
    early.refresh_from_db()
    assert (early.valid_to, late.valid_to) == (late.valid_from, None)
    days = [setting_for(city.hub, KEY, city.now + timedelta(days=n)) for n in (0, 5, 19, 20, 400)]
    assert days == [5, 7, 7, 9, 9]


def test_a_planned_value_is_taken_back_and_the_one_before_goes_on(city, today):
    now = fix(city, "6", on=today)
    planned = fix(city, "9", on=today + timedelta(days=20))
    withdrawn = withdraw_setting(planned, by=city.user("office.head"), at=city.now)
    assert withdraw_setting(planned, by=city.user("office.head"), at=city.now).withdrawn_at == withdrawn.withdrawn_at
    now.refresh_from_db()
    assert (now.valid_to, setting_for(city.hub, KEY, city.now + timedelta(days=30))) == (None, 6)
    assert fix(city, "8", on=today + timedelta(days=20)).value == 8
    with pytest.raises(ValidationError, match="已经施行"):
        withdraw_setting(now, by=city.user("office.head"), at=city.now)


@pytest.mark.parametrize("who", ["office.officer", "hub.officer", "district.head", "org.head"])
def test_only_the_head_of_that_body_fixes_its_limits(city, today, who):
    with pytest.raises(PermissionDenied):
        fix(city, "7", on=today, who=who)


def test_a_hub_without_hubs_below_fixes_nothing(city, today):
    lonely = Organization.objects.get(appointments__person__username="hub03.head")
    with pytest.raises(PermissionDenied):
        fix(city, "7", on=today, who="hub03.head", owner=lonely)


def test_the_past_an_empty_reason_and_an_impossible_value_are_refused(city, today):
    for value, on, key, match in [
        ("7", today - timedelta(days=1), KEY, "不能早于今天"), ("1.2", today, SHARE, "超出范围"), ("-1", today, KEY, "超出范围"),
    ]:  # fmt: skip
        with pytest.raises(ValidationError, match=match):
            fix(city, value, on=on, key=key)
    with pytest.raises(ValidationError, match="理由"):
        fix_setting(city.office, key=KEY, value=Decimal(7), reason="  ", valid_from=today,
                    by=city.user("office.head"), at=city.now)  # fmt: skip
    with pytest.raises(KeyError):
        fix(city, "7", on=today, key="no.such_limit")


def test_the_nearest_body_upward_decides_and_the_hub_reads_why(city, today):
    second = Organization.objects.get(appointments__person__username="second.head")
    fix(city, "7", on=today)
    assert setting_for(second, KEY, city.now) == 7
    fix(city, "3", on=today, who="hub.head", owner=city.hub)
    assert (setting_for(second, KEY, city.now), setting_for(city.hub, KEY, city.now)) == (3, 7)
    why = fixed_for([second.pk, city.hub.pk], [KEY], city.now)
    assert [why[second.pk, KEY].owner, why[city.hub.pk, KEY].owner] == [city.hub, city.office]
    line = next(row for row in norms_of(second, city.now, own=False) if row.norm.key == KEY)
    assert (line.value, line.fixed.owner, line.fixed.reason) == (3, city.hub, "与通知一致")


def test_a_limit_for_one_edition_leaves_the_hubs_of_another_alone(city, today):
    fix(city, "7", on=today, edition_code="district-2030")
    assert setting_for(city.hub, KEY, city.now) == 5
    fix(city, "6", on=today, edition_code="city-2016")
    assert setting_for(city.hub, KEY, city.now) == 6


def test_many_hubs_and_limits_take_as_many_queries_as_one(city):
    hubs = list(Organization.objects.filter(designations__isnull=False).values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as one:
        all_settings_for(hubs[:1], [KEY], city.now)
    with CaptureQueriesContext(connection) as all_:
        all_settings_for(hubs, [norm.key for norm in norms()], city.now)
    assert len(one) == len(all_) == 2


def test_a_closed_quarter_keeps_the_threshold_it_was_closed_with(city, today):
    quarter = period_of("Q", today).previous()
    before = list(IndicatorValue.objects.filter(snapshot__period_code=quarter.code).order_by("pk").values())
    assert before
    fix(city, "0.5", on=today, key=SHARE)
    compute_snapshot(quarter, by=User.objects.system("schedule"), at=city.now, close=True)
    assert list(IndicatorValue.objects.filter(snapshot__period_code=quarter.code).order_by("pk").values()) == before


def test_the_office_sees_every_limit_and_the_head_changes_one(city, today, client):
    client.force_login(city.user("office.head"))
    page = client.get("/desk/norms/")
    assert [str(row["row"].norm.key) for row in page.context["rows"]] == [norm.key for norm in norms()]
    address = f"/desk/norms/{city.office.code}/{SHARE}/"
    answer = client.post(address, {"fix": "1", "value": "80", "valid_from": today.isoformat(), "reason": "试行"})
    assert (answer.status_code, setting_for(city.hub, SHARE, city.now)) == (302, 0.8)
    assert "80 %" in client.get(address).content.decode()
    wrong = client.post(address, {"fix": "1", "value": "90", "valid_from": "2020-01-01", "reason": "试行"})
    assert "施行日期不能早于今天" in wrong.content.decode()
    client.force_login(city.user("office.officer"))
    assert client.post(address, {"fix": "1"}).status_code == 403
    client.force_login(city.user("hub.officer"))
    assert client.get(address).status_code == 200
    assert "试行" in client.get("/desk/norms/").content.decode()
    client.force_login(city.user("org.head"))
    assert (client.get(address).status_code, client.get("/desk/norms/").status_code) == (404, 404)


def test_the_head_takes_a_planned_value_back_on_the_page(city, today, client):
    planned = fix(city, "9", on=today + timedelta(days=9))
    client.force_login(city.user("office.head"))
    address = f"/desk/norms/{city.office.code}/{KEY}/"
    client.post(address, {"withdraw": planned.pk})
    planned.refresh_from_db()
    assert planned.withdrawn_at is not None
    assert "已撤回" in client.get(address).content.decode()


PASTED = """# 元旦
2027-01-01 至 2027-01-03 休 元旦
2027-01-04，班，元旦
"""


def test_a_pasted_year_is_read_line_by_line():
    days, faults = read_pasted(PASTED, year=2027)
    assert faults == []
    assert [(day.isoformat(), works, name) for day, works, name in days] == [
        ("2027-01-01", False, "元旦"), ("2027-01-02", False, "元旦"), ("2027-01-03", False, "元旦"), ("2027-01-04", True, "元旦"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2027-02-30 休 春节", "没有这一天"), ("1月1日 休 元旦", "请写成"), ("2026-01-01 休 元旦", "不是 2027 年"),
        ("2027-03-05 到 2027-03-01 休 甲", "起止日期"), ("2027-01-01 休 元旦\n2027-01-01 班 元旦", "出现了两次"),
        ("2027-01-01 也许 元旦", "请写成"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(line, why):
    _days, faults = read_pasted(line, year=2027)
    assert [why in fault.why for fault in faults] == [True]


def test_the_published_years_are_loaded_once_and_an_offices_own_change_stays(city):
    assert list(CalendarYear.objects.values_list("year", flat=True)) == [2024, 2025, 2026]
    day = date(2026, 12, 30)
    set_day(day=day, is_working=False, name="本市调整", by=city.user("office.officer"), at=city.now)
    assert load_published_calendars(by=User.objects.system("start"), at=city.now) == []
    assert Holiday.objects.get(day=day).name == "本市调整"


def test_who_loads_a_year_and_days_that_are_over_stay(city):
    days, _faults = read_pasted(PASTED, year=2027)
    for who in ("hub.head", "org.head"):
        with pytest.raises(PermissionDenied):
            load_holidays(days, year=2027, source="通知", by=city.user(who), at=city.now)
    row = load_holidays(days, year=2027, source="通知", by=city.user("office.head"), at=city.now)
    assert load_holidays(days, year=2027, source="通知", by=city.user("office.head"), at=city.now) == row
    assert Holiday.objects.filter(day__year=2027).count() == 4
    with pytest.raises(ValidationError, match="2028"):
        load_holidays(days, year=2028, source="通知", by=city.user("office.head"), at=city.now)
    with pytest.raises(ValidationError, match="已经过去"):
        set_day(day=local_date(city.now) - timedelta(days=1), is_working=False, name="x",
                by=city.user("office.head"), at=city.now)  # fmt: skip


def test_the_calendar_page_shows_first_and_keeps_only_what_was_shown(city, client):
    client.force_login(city.user("office.officer"))
    given = {"source": "国办通知", "issued_on": "2026-11-10", "days": PASTED, "look": "1"}
    assert "读到 4 天" in client.post("/desk/norms/calendar/2027/", given).content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()
    faulty = {**given, "days": PASTED + "元宵 休", "load": "1"}
    assert "第 4 行" in client.post("/desk/norms/calendar/2027/", faulty).content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()
    del given["look"]
    assert client.post("/desk/norms/calendar/2027/", {**given, "load": "1"}).status_code == 302
    assert "国办通知" in client.get("/desk/norms/calendar/2027/").content.decode()
    client.force_login(city.user("hub.clerk"))
    assert client.get("/desk/norms/calendar/2026/").status_code == 200
    assert client.post("/desk/norms/calendar/2027/", given).status_code == 403
    assert client.get("/desk/norms/calendar/1805/").status_code == 404


def test_a_limit_of_zero_is_zero_and_not_the_default(city, today):
    fix(city, "0", on=today)
    meeting = city.begun()
    assert report_due_on(meeting, at=city.now) == local_date(meeting.gathering.ends_at)
    source = Path(__file__).resolve().parents[2] / "src/shuniu"
    swallowed = re.compile(r"setting_for\([^#\n]*\) or [1-9]|int\((?:days|weeks|months|hours)\[[^\]]+\] or [1-9]")
    assert [str(path) for path in source.rglob("*.py") if swallowed.search(path.read_text(encoding="utf-8"))] == []
