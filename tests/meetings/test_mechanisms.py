"""Standing mechanisms: on the list with owner and period, run by run, on schedule or not (A13, MEC-1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.indicators import runs_on_schedule
from shuniu.domain.meetings.mechanisms import due_periods, standings
from shuniu.domain.meetings.models import Mechanism, MechanismRun, SecretaryMeeting
from shuniu.kernel.core.moments import CITY_TIME, db_now, local_date, period_from_code, period_of
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty

SPRING = period_from_code("2026Q2")


def listed(city, **more):
    facts = {"name": "轮值走访", "owner_name": "赵示一", "frequency": "Q", "valid_from": date(2025, 1, 1)} | more
    return meetings.list_mechanism(city.hub, **facts, by=city.user("hub.officer"), at=city.now)


def entered(mechanism, held_on: date, *, days_later: int) -> MechanismRun:
    """A run as it was entered so many days after it happened: the past cannot be written by an action."""
    moment = datetime.combine(held_on + timedelta(days=days_later), datetime.min.time(), tzinfo=CITY_TIME)
    Mechanism.objects.filter(pk=mechanism.pk).update(created_at=datetime(2025, 1, 1, tzinfo=CITY_TIME))
    return MechanismRun.objects.create(mechanism=mechanism, held_on=held_on, note="走访", entered_at=moment)


def lines_of(city, mechanism, quarter, at):
    figure = runs_on_schedule(hubs=[city.hub.pk], period=quarter, at=at)[city.hub.pk]
    runs = set(mechanism.runs.values_list("pk", flat=True))
    return [
        (item.counted, item.late_entry, item.note)
        for item in figure.items
        if (item.subject_type == "meetings.mechanismrun" and item.subject_id in runs)
        or (item.subject_type == "meetings.mechanism" and item.subject_id == mechanism.pk)
    ]


@pytest.mark.acceptance("A13")
@pytest.mark.parametrize(
    ("days_later", "expected"), [(0, (True, False)), (30, (True, False)), (31, (False, True)), (45, (False, True))]
)
def test_a_run_entered_more_than_thirty_days_late_is_kept_and_counts_as_late(city, days_later, expected):
    mechanism = listed(city)
    run = entered(mechanism, date(2026, 4, 20), days_later=days_later)
    ((counted, late, _note),) = lines_of(city, mechanism, SPRING, SPRING.ends_at)
    assert (counted, late) == expected
    assert (local_date(run.entered_at) - run.held_on).days == days_later


def test_a_mechanism_that_did_not_run_is_due_and_not_counted(city):
    mechanism = listed(city)
    Mechanism.objects.filter(pk=mechanism.pk).update(created_at=datetime(2025, 1, 1, tzinfo=CITY_TIME))
    assert lines_of(city, mechanism, SPRING, SPRING.ends_at) == [(False, False, "2026Q2")]


def test_what_is_entered_after_the_quarter_closed_moves_nothing_and_is_known_when_looked_at_again(city):
    mechanism = listed(city)
    Mechanism.objects.filter(pk=mechanism.pk).update(created_at=datetime(2025, 1, 1, tzinfo=CITY_TIME))
    entered(mechanism, date(2026, 6, 25), days_later=12)
    assert lines_of(city, mechanism, SPRING, SPRING.ends_at) == [(False, False, "2026Q2")]
    assert lines_of(city, mechanism, SPRING, SPRING.next().ends_at) == [(True, False, "2026Q2")]
    summer = SPRING.next()
    assert lines_of(city, mechanism, summer, summer.ends_at) == [(False, False, "2026Q3")]


def test_only_whole_periods_are_due_and_none_after_the_end(city):
    mechanism = Mechanism(frequency="M", valid_from=date(2026, 4, 10), valid_to=date(2026, 6, 15))
    assert [p.code for p in due_periods(mechanism, first=date(2026, 4, 1), last=date(2026, 6, 30))] == ["2026-05"]


def test_a_meeting_is_a_run_of_its_mechanism_and_is_not_entered_twice(city):
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")
    mechanism = Mechanism.objects.get(host=city.hub, kind="meeting")
    meeting = city.begun()
    city.sign(meeting, 3)
    meetings.close_sign_in(city.end(meeting), by=city.user("hub.officer"), at=city.now)
    standing = standings([mechanism], days=30, at=db_now())[0]
    assert (standing.turns[0].state, standing.last_run) == ("ok", local_date(meeting.starts_at))
    quarter = period_of("Q", local_date(city.now))
    figure = runs_on_schedule(hubs=[city.hub.pk], period=quarter, at=db_now())[city.hub.pk]
    assert meeting.pk in [item.subject_id for item in figure.items if item.subject_type == "meetings.secretarymeeting"]
    with pytest.raises(ValidationError, match="自动登记"):
        meetings.record_run(mechanism, held_on=local_date(city.now), note="x", by=city.user("hub.officer"), at=city.now)


def test_drift_is_the_days_past_the_period(city):
    mechanism = listed(city, frequency="M")
    day = local_date(city.now) - timedelta(days=50)
    entered(mechanism, day, days_later=0)
    (standing,) = standings([mechanism], days=30, at=city.now)
    month = period_of("M", local_date(city.now))
    assert standing.drift_days == 50 - (month.end - month.start).days


def test_listing_the_same_name_again_is_the_same_mechanism(city):
    assert listed(city).pk == listed(city).pk


@pytest.mark.parametrize("who", ["hub.clerk", "org.secretary", "office.head", "second.officer"])
def test_only_head_and_officer_list_mechanisms(city, who):
    with pytest.raises(PermissionDenied):
        meetings.list_mechanism(
            city.hub, name="甲", owner_name="乙", frequency="Q", valid_from=date(2026, 1, 1), by=city.user(who),
            at=city.now,
        )  # fmt: skip


@pytest.mark.parametrize(
    "facts", [{"name": " "}, {"owner_name": ""}, {"frequency": "W"}, {"kind": "meeting", "frequency": "M"}]
)
def test_a_mechanism_without_name_owner_or_period_is_refused(city, facts):
    with pytest.raises(ValidationError):
        listed(city, **facts)


@pytest.mark.parametrize(
    ("held_on", "note"),
    [(date(2099, 1, 1), "走访"), (date(2024, 12, 31), "走访"), (date(2026, 3, 3), "  ")],
)
def test_a_run_of_another_time_or_without_a_word_is_refused(city, held_on, note):
    with pytest.raises(ValidationError):
        meetings.record_run(listed(city), held_on=held_on, note=note, by=city.user("hub.clerk"), at=city.now)


def test_two_entries_for_one_day_are_one_run_and_a_withdrawn_one_counts_no_more(city):
    mechanism, clerk = listed(city), city.user("hub.clerk")
    day = local_date(city.now)
    first, second = (
        meetings.record_run(mechanism, held_on=day, note="走访", by=clerk, at=city.now) for _again in range(2)
    )
    assert first.pk == second.pk
    with pytest.raises(PermissionDenied):
        meetings.withdraw_run(first, by=clerk, at=city.now)
    meetings.withdraw_run(first, by=city.user("hub.officer"), at=city.now)
    assert standings([mechanism], days=30, at=db_now())[0].last_run is None


def test_the_meeting_is_a_duty_and_cannot_be_ended_another_mechanism_with_a_reason(city):
    officer = city.user("hub.officer")
    with pytest.raises(ValidationError, match="应尽事项"):
        meetings.end_mechanism(
            Mechanism.objects.get(host=city.hub, kind="meeting"), reason="不想开", by=officer, at=city.now
        )
    mechanism = listed(city)
    with pytest.raises(ValidationError):
        meetings.end_mechanism(mechanism, reason="", by=officer, at=city.now)
    ended = meetings.end_mechanism(mechanism, reason="并入例会", by=officer, at=city.now)
    with pytest.raises(ValidationError):
        meetings.change_mechanism(ended, name="甲", owner_name="乙", version=ended.version, by=officer, at=city.now)


def test_two_editors_of_one_mechanism(city):
    mechanism, officer = listed(city), city.user("hub.officer")
    meetings.change_mechanism(mechanism, name="走访", owner_name="钱", version=0, by=officer, at=city.now)
    with pytest.raises(Stale):
        meetings.change_mechanism(mechanism, name="别的", owner_name="钱", version=0, by=officer, at=city.now)


def test_a_mechanism_near_the_end_of_its_period_owes_a_run_once(city):
    mechanism = listed(city)
    system = User.objects.system("schedule")
    quarter = period_of("Q", local_date(city.now))
    near = datetime.combine(quarter.last_day - timedelta(days=3), datetime.min.time(), tzinfo=CITY_TIME)
    for _again in range(2):
        meetings.owe_mechanism_runs(by=system, at=near)
    duty = Duty.objects.get(verb=f"run_mechanism:{quarter.code}", subject_id=mechanism.pk)
    assert (duty.due_on, duty.settled_at) == (quarter.last_day, None)
    with pytest.raises(PermissionDenied):
        meetings.owe_mechanism_runs(by=city.user("hub.head"), at=near)


def test_the_list_takes_the_same_number_of_queries_for_one_row_and_for_more(city, client):
    client.force_login(city.user("hub.officer"))
    Mechanism.objects.filter(host=city.hub).exclude(kind="meeting").update(valid_to=date(2026, 1, 1), end_reason="x")
    counts = []
    for extra in (0, 3):
        for n in range(extra):
            listed(city, name=f"机制{n}")
        client.get("/desk/meetings/mechanisms/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/meetings/mechanisms/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
