"""A quarter is closed while late entries still arrive: nothing of them is lost, nothing of the closed figures moves."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections

from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.engines.gatherings.actions import enter_roll
from shuniu.engines.gatherings.models import Invitee, RollEntry
from shuniu.engines.gatherings.queries import not_there
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import IndicatorValue, Snapshot, SnapshotItem
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.people.models import User
from shuniu.kernel.trail.models import AuditEvent


def all_at_once(jobs: list[Callable[[], object]]) -> None:
    """Each in a thread with a connection of its own, none before all are ready; a fault in one fails the story."""
    start, faults = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait()
            job()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    assert faults == []


def figures(snapshot: Snapshot) -> list[tuple]:
    return list(
        snapshot.values.order_by("code", "hub").values_list("code", "hub", "state", "numerator", "denominator", "score")
    )


def absent_bodies(meeting: SecretaryMeeting) -> list[Invitee]:
    return list(not_there(meeting.gathering).exclude(answer__in=("declined", "substitute")).filter(person_name="")[:6])


def test_late_entries_arriving_while_the_quarter_closes_are_kept_and_noted_in_the_next(committed):
    quarter = period_of("Q", local_date(committed.now)).previous()
    held = SecretaryMeeting.objects.filter(
        state="HELD", gathering__starts_at__gte=quarter.starts_at, gathering__starts_at__lt=quarter.ends_at
    ).select_related("gathering__host")
    meeting = next(row for row in held.order_by("pk") if len(absent_bodies(row)) > 3)
    hub, late = meeting.host, absent_bodies(meeting)
    # They had said that they come: what the host writes down of them counts (counting rule 1).
    Invitee.objects.filter(pk__in=[one.pk for one in late]).update(answer=Invitee.Answer.COMING)
    Snapshot.objects.filter(period_code=quarter.code).delete()
    system = User.objects.system("schedule")
    before = figures(compute_snapshot(quarter, by=system, at=db_now()))

    def enter(invitee: Invitee) -> Callable[[], object]:
        return lambda: enter_roll(
            meeting.gathering, name=f"迟到{invitee.pk}", way=RollEntry.Way.HAND, key=f"late:{invitee.pk}", post="秘书长",
            organization=invitee.organization, by=system, at=db_now(),
        )  # fmt: skip

    def close() -> object:
        return compute_snapshot(quarter, by=system, at=db_now(), close=True)

    all_at_once([close, close, *(enter(one) for one in late), *(enter(one) for one in late)])

    # Nothing acknowledged is lost, nothing is there twice.
    entered = RollEntry.objects.filter(gathering=meeting.gathering, key__startswith="late:")
    assert sorted(entered.values_list("key", "is_late_entry")) == sorted((f"late:{one.pk}", True) for one in late)
    # Closed once, with the figures known at the quarter's end and the lists that make them.
    snapshot = Snapshot.objects.get(period_code=quarter.code)
    assert AuditEvent.objects.filter(verb="indicators.period_closed", subject_id=snapshot.pk).count() == 1
    assert (snapshot.closed_at is not None, figures(snapshot)) == (True, before)
    value = IndicatorValue.objects.get(snapshot=snapshot, code="MEC-4", hub=hub)
    assert value.numerator == SnapshotItem.objects.filter(value=value, counted=True).count()
    # It stays as it is when asked again; the next quarter says how it would come out now.
    assert figures(compute_snapshot(quarter, by=system, at=db_now(), close=True)) == before
    running = compute_snapshot(quarter.next(), by=system, at=db_now())
    noted = running.values.get(code="MEC-4", hub=hub)
    assert (noted.revised_numerator, noted.revised_denominator) == (value.numerator + len(late), value.denominator)
