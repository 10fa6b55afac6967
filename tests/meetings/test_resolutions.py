"""A resolution is carried out by its owner, corrected by the host until it is done, and nothing of it is lost (A14.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.indicators import resolutions_on_time
from shuniu.domain.meetings.models import Resolution
from shuniu.kernel.core.moments import Period, db_now, local_date
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.models import Duty, Notice
from shuniu.kernel.trail.models import AuditEvent


@pytest.fixture
def given(city):
    """A resolution of a running meeting, given to the fixture's member."""
    due = local_date(city.now) + timedelta(days=9)
    return meetings.record_resolution(
        city.begun(), text="建共享场地清单", due_on=due, owner=city.member, by=city.user("hub.officer"), at=city.now
    )


def another(city) -> Organization:
    return meetings.tied_organizations(city.hub, city.now).exclude(pk=city.member.pk).first()


def open_duties(row: Resolution) -> list[tuple]:
    return list(
        Duty.objects.filter(verb="carry_out_resolution", subject_id=row.pk, settled_at__isnull=True).values_list(
            "body", "due_on"
        )
    )


def test_the_owner_says_how_far_it_is_and_closes_with_a_word_on_what_was_done(city, given):
    secretary, officer = city.user("org.secretary"), city.user("hub.officer")
    row = meetings.report_progress(given, outcome="列了七处", version=0, by=secretary, at=city.now)
    with pytest.raises(ValidationError):
        meetings.close_resolution(row, closed_on=local_date(city.now), outcome=" ", by=secretary, at=city.now)
    rows = [
        meetings.close_resolution(row, closed_on=local_date(city.now), outcome="九处已开放", by=secretary, at=city.now)
        for _again in range(2)
    ]
    assert (rows[1].outcome, rows[1].closed_on, open_duties(given)) == ("九处已开放", local_date(city.now), [])
    told = Notice.objects.filter(user=officer, kind__in=("resolution_progress", "resolution_done"))
    assert sorted(told.values_list("kind", flat=True)) == ["resolution_done", "resolution_progress"]
    assert AuditEvent.objects.filter(verb="meetings.resolution_closed", actor_id=secretary.pk).count() == 1


@pytest.mark.parametrize("who", ["org.liaison", "hub02.head", "office.officer", "second.officer"])
def test_nobody_else_writes_on_it(city, given, who):
    user, today = city.user(who), local_date(city.now)
    tries = (
        lambda: meetings.close_resolution(given, closed_on=today, outcome="好", by=user, at=city.now),
        lambda: meetings.report_progress(given, outcome="好", version=0, by=user, at=city.now),
        lambda: meetings.change_resolution(
            given, owner=None, owner_name="", due_on=today, version=0, by=user, at=city.now
        ),
    )
    for one in tries:
        with pytest.raises(PermissionDenied):
            one()


def test_the_owner_does_not_move_its_own_deadline(city, given):
    with pytest.raises(PermissionDenied):
        meetings.change_resolution(
            given, owner=city.member, owner_name="", due_on=given.due_on + timedelta(days=30), version=0,
            by=city.user("org.secretary"), at=city.now,
        )  # fmt: skip


def test_the_host_corrects_owner_and_day_and_the_duty_goes_with_them(city, given):
    other, later = another(city), given.due_on + timedelta(days=10)
    row = meetings.change_resolution(
        given, owner=other, owner_name="钱二", due_on=later, version=0, by=city.user("hub.officer"), at=city.now
    )
    assert (row.owner, row.due_on, row.first_due_on, row.moved_late) == (other, later, given.due_on, False)
    assert open_duties(row) == [(other.pk, later)]
    event = AuditEvent.objects.get(verb="meetings.resolution_changed", subject_id=row.pk)
    assert (event.facts["owner"], event.facts["was"], event.facts["due_on"]) == (
        other.pk, given.due_on.isoformat(), later.isoformat(),
    )  # fmt: skip


def test_two_editors_and_what_is_done_stays(city, given):
    officer, facts = city.user("hub.officer"), {"owner": None, "owner_name": "甲", "due_on": given.due_on}
    meetings.change_resolution(given, **facts, version=0, by=officer, at=city.now)
    with pytest.raises(Stale):
        meetings.change_resolution(given, **facts, version=0, by=officer, at=city.now)
    early = {**facts, "due_on": local_date(city.now) - timedelta(days=9)}
    with pytest.raises(ValidationError):
        meetings.change_resolution(given, **early, version=1, by=officer, at=city.now)
    meetings.close_resolution(given, closed_on=local_date(city.now), outcome="好", by=officer, at=city.now)
    with pytest.raises(ValidationError, match="已经办结"):
        meetings.change_resolution(given, **facts, version=2, by=officer, at=city.now)
    with pytest.raises(ValidationError, match="已经办结"):
        meetings.report_progress(given, outcome="再写", version=2, by=officer, at=city.now)


def test_a_day_moved_after_it_had_passed_counts_as_late_in_mec_7(city, given):
    today = local_date(city.now)
    Resolution.objects.filter(meeting__host=city.hub).exclude(pk=given.pk).delete()
    Resolution.objects.filter(pk=given.pk).update(due_on=today - timedelta(days=2))
    officer = city.user("hub.officer")
    row = meetings.change_resolution(
        given, owner=city.member, owner_name="", due_on=today, version=0, by=officer, at=city.now
    )
    meetings.close_resolution(row, closed_on=today, outcome="好", by=officer, at=city.now)
    span = Period(today - timedelta(days=5), today + timedelta(days=5), "H")
    figure = resolutions_on_time(hubs=[city.hub.pk], period=span, at=db_now() + timedelta(days=2))[city.hub.pk]
    assert [(one.counted, one.note) for one in figure.items] == [(False, "moved_late")]
    assert (row.moved_late, row.first_due_on) == (True, today - timedelta(days=2))


def test_a_moved_day_without_its_first_one_is_impossible(given):
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=given.pk).update(moved_late=True, first_due_on=None)
