"""Periods are closed with a snapshot: figures with their lists, which never move; later corrections are noted in the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shuniu.domain.registry.indicators.facts import facts_filled
from shuniu.engines.gatherings.models import RollEntry
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.actions.scores import CAP, part_in_score
from shuniu.engines.indicators.jobs import keep_snapshots
from shuniu.engines.indicators.models import AreaShare, ElementScore, IndicatorValue, Snapshot, SnapshotItem
from shuniu.engines.indicators.queries import published_of, scores_of, snapshot_for
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.actions import save_facts
from shuniu.kernel.orgs.models import Affiliation, Designation, Organization
from shuniu.kernel.orgs.queries import hubs_below
from shuniu.kernel.people.models import User
from shuniu.kernel.specification import indicators as declared_in
from shuniu.kernel.specification.indicators import Indicator, indicators
from shuniu.kernel.specification.models import Unit


@pytest.fixture
def system(city):
    return User.objects.system("schedule")


def contents(snapshot: Snapshot) -> tuple[list, list]:
    values = list(
        snapshot.values.order_by("pk").values_list("pk", "state", "numerator", "denominator", "value", "score")
    )
    items = SnapshotItem.objects.filter(value__snapshot=snapshot).exclude(value__code="GEN-2").order_by("pk")
    return values, list(items.values_list("pk", "subject_type", "subject_id", "counted", "late_entry", "note"))


def ended(city, kind="Q"):
    return period_of(kind, local_date(city.now)).previous()


NO_COUNTS = ["SUP-2", "SUP-3", "SUP-4", "SUP-8", "SUP-10", "SUP-17", "SUP-22", "SUP-23", "SUP-31", "SUP-33", "SUP-34"]
"""Money, hours, places, medians and means of distinct organizations: no quotient of the list's lines. SUP-22 stands
over the known organizations of the field, whose list is OPN-1's.
"""


def test_numerator_and_denominator_are_what_the_list_says(city):
    snapshot = Snapshot.objects.filter(period_kind="Q", closed_at__isnull=False).first()
    checked = 0
    for value in snapshot.values.filter(state="computed").exclude(
        code__in=["MEC-1", "MEC-3", "MEC-5", "MEC-17", "OPN-5", "GEN-2", *NO_COUNTS]
    ):
        counted, all_ = value.items.filter(counted=True).count(), value.items.count()
        assert (value.code, value.numerator, value.denominator) == (value.code, counted, all_)
        checked += 1
    assert checked > 50


def test_the_facts_of_mec_17_add_up_to_its_list(city):
    value = Snapshot.objects.filter(period_kind="Q").first().values.get(code="MEC-17", hub=city.hub)
    pairs = [tuple(map(int, note.split("/"))) for note in value.items.values_list("note", flat=True)]
    assert (value.numerator, value.denominator) == (sum(a for a, _b in pairs), sum(b for _a, b in pairs))
    assert value.items.filter(counted=True).count() == sum(a == b for a, b in pairs)


def test_a_fact_entered_in_arrears_is_marked_in_the_list_of_mec_17(city):
    """Counting rule 7: a name that holds since long before it was written down is a back-entry, and seen as one."""
    quarter, body = period_of("Q", local_date(city.now)), city.member

    def late() -> bool:
        found = facts_filled(hubs=[city.hub.pk], period=quarter, at=db_now() + timedelta(minutes=1))
        return next(row[5] for row in fetch(found.sql, found.parameters) if row[1] == body.pk)

    def save(**facts) -> None:
        body.refresh_from_db()
        save_facts(body, version=body.version, by=city.user("org.head"), at=db_now(), **facts)

    save(staff_count=(body.staff_count or 0) + 1)
    assert late() is False
    since = local_date(city.now) - timedelta(days=60)
    save(name=f"{body.name}二", since=since)
    assert (late(), body.fact_changes.get(key="name", new=f"{body.name}二").on) == (True, since)


def test_nothing_in_a_closed_period_moves(city, system):
    snapshot = Snapshot.objects.get(period_code=ended(city).code)
    before = contents(snapshot)
    RollEntry.objects.all().delete()
    assert compute_snapshot(ended(city), by=system, at=city.now, close=True) == snapshot
    assert contents(snapshot) == before


def test_an_open_period_is_computed_anew_and_its_lists_replaced(city, system):
    running = period_of("Q", local_date(city.now))
    first = contents(compute_snapshot(running, by=system, at=city.now))
    second = contents(compute_snapshot(running, by=system, at=city.now))
    assert [row[1:] for row in first[0]] == [row[1:] for row in second[0]]
    assert sorted(row[1:] for row in first[1]) == sorted(row[1:] for row in second[1])
    assert Snapshot.objects.filter(period_code=running.code).count() == 1


def test_a_later_correction_appears_in_the_next_period_with_a_note(city, system):
    """A report filed and dated inside the last quarter turns up after its closing: the closed figure stays."""
    closed = Snapshot.objects.get(period_code=ended(city).code)
    old = closed.values.filter(code="MEC-4", state="computed", numerator__gt=0).first()
    entry = RollEntry.objects.filter(
        gathering__host=old.hub, gathering__starts_at__gte=ended(city).starts_at,
        gathering__starts_at__lt=ended(city).ends_at, is_principal=True, attendance="present", way="qr",
    ).first()  # fmt: skip
    RollEntry.objects.filter(pk=entry.pk).update(removed_at=city.now)
    running = compute_snapshot(period_of("Q", local_date(city.now)), by=system, at=city.now)
    new = running.values.get(code="MEC-4", hub=old.hub)
    assert (new.revised_numerator, new.revised_denominator) == (old.numerator - 1, old.denominator)
    old.refresh_from_db()
    untouched = running.values.exclude(hub=old.hub).filter(code="MEC-4", revised_numerator__isnull=False)
    assert (old.revised_numerator, untouched.count()) == (None, 0)


def plant(monkeypatch, **changes):
    """One more indicator, for the time of a test."""
    known = {
        "code": "TST-1", "units": ("A13",), "title": "试", "formula": "试", "period": "Q", "element": "mechanism",
        "scoring": True, "threshold": 0.5, "less_is_better": False, "is_share": True, "unit_label": "",
        "retraced": True, "compute": None,
    }  # fmt: skip
    parts = {**dict(indicators), "TST-1": Indicator(**{**known, **changes})}
    monkeypatch.setattr(declared_in.indicators, "_parts", parts)


def test_a_failed_computation_shows_as_failed_never_as_zero_and_keeps_the_period_open(city, system, monkeypatch):
    def broken(*, hubs, period, at):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    plant(monkeypatch, compute=broken)
    running = period_of("Q", local_date(city.now))
    snapshot = compute_snapshot(running, by=system, at=running.ends_at, close=True)
    rows = snapshot.values.filter(code="TST-1")
    assert {(row.state, row.value, row.score) for row in rows} == {("failed", None, None)}
    assert "division by zero" in rows[0].failure
    assert snapshot.closed_at is None
    assert snapshot.values.filter(code="OPN-1", state="computed").exists()


def test_no_data_is_not_zero(city, system):
    """A hub without any invited organization has no attendance share."""
    running = period_of("Q", local_date(city.now))
    rows = Snapshot.objects.get(period_code=running.code).values.filter(state="no_data")
    assert rows.exists()
    assert {(row.numerator, row.value, row.score) for row in rows} <= {(None, None, None), (0, None, None)}


def test_what_does_not_apply_leaves_the_denominator(city, system):
    Unit.objects.filter(code="A16.1").update(conditions=["mass_org"])
    plain = Designation.objects.filter(mass_organization=False).first().organization
    running = period_of("Q", local_date(city.now))
    snapshot = compute_snapshot(running, by=system, at=city.now)
    value = snapshot.values.get(code="MEC-17", hub=plain)
    assert (value.state, value.score, value.items.count()) == ("not_applicable", None, 0)


def test_element_scores_are_the_mean_of_their_scoring_indicators(city):
    snapshot = Snapshot.objects.filter(period_kind="Q").first()
    for row in ElementScore.objects.filter(snapshot=snapshot, hub=city.hub):
        parts = {"duty": [], "extra": [], "": []}
        for code, one in indicators:
            if one.element == row.element:
                kinds = set(Unit.objects.filter(code__in=one.units).values_list("kind", flat=True))
                found = snapshot.values.filter(hub=city.hub, code=code, score__isnull=False)
                parts[part_in_score(one, kinds)] += found.values_list("score", flat=True)
        duties, extras = parts["duty"], parts["extra"]
        cap = float(setting_for(city.hub, CAP, snapshot.computed_at) or 0)
        more = cap * sum(extras) / len(extras) / 100 if extras else 0
        assert row.score == (pytest.approx(min(100, sum(duties) / len(duties) + more)) if duties else None)
        assert row.indicators_counted == len(duties) + len(extras)


def test_while_a_hub_is_being_set_up_its_scores_are_baselines(city, system):
    Designation.objects.filter(organization=city.hub).update(setup_until=local_date(city.now) + timedelta(days=30))
    running = period_of("Q", local_date(city.now))
    snapshot = compute_snapshot(running, by=system, at=city.now)
    assert {row["baseline"] for row in scores_of([city.hub.pk], snapshot)[city.hub.pk]} == {True}


def test_a_body_designated_on_the_first_day_of_the_next_period_is_not_in_this_one(city, system):
    period = ended(city)
    Snapshot.objects.filter(period_code=period.code).delete()
    Designation.objects.filter(organization=city.hub).update(valid_from=period.end)
    snapshot = compute_snapshot(period, by=system, at=period.ends_at, close=True)
    assert not snapshot.values.filter(hub=city.hub).exists()


def test_the_job_closes_quarter_half_year_and_year_once_and_computes_the_running_ones(city, system):
    after = period_of("Y", local_date(city.now)).ends_at + timedelta(minutes=20)
    codes = keep_snapshots(at=after)
    year = local_date(city.now).year
    assert {f"{year}Q4", f"{year + 1}Q1", f"{year}H2", f"{year + 1}H1", f"{year}", f"{year + 1}"} <= set(codes)
    closed = set(Snapshot.objects.filter(closed_at=after).values_list("period_code", flat=True))
    assert {f"{year}Q4", f"{year}H2", f"{year}"} <= closed
    again = keep_snapshots(at=after + timedelta(days=1))
    assert again == [f"{year + 1}Q1", f"{year + 1}H1", f"{year + 1}"]


def test_a_worker_that_slept_closes_every_period_it_missed(city, system):
    later = period_of("Q", local_date(city.now)).next().ends_at + timedelta(hours=1)
    codes = keep_snapshots(at=later)
    running = period_of("Q", local_date(city.now))
    assert codes[:3] == [running.code, running.next().code, running.next().next().code]


def test_a_year_s_figure_in_its_own_snapshot_looks_at_the_calendar_year(city):
    year = local_date(city.now).year - 1
    value = Snapshot.objects.get(period_code=f"{year}").values.get(code="MEC-3", hub=city.hub)
    assert (value.starts_on.isoformat(), value.ends_on.isoformat(), value.denominator) == (
        f"{year}-01-01", f"{year + 1}-01-01", 4,
    )  # fmt: skip


def test_only_the_schedule_computes(city):
    with pytest.raises(PermissionDenied):
        compute_snapshot(ended(city), by=city.user("office.head"), at=city.now)


def test_the_database_refuses_two_snapshots_of_a_period_and_more_counted_than_known(city):
    snapshot = Snapshot.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(
            period_code=snapshot.period_code, period_kind="Q", starts_on=snapshot.starts_on, ends_on=snapshot.ends_on,
            computed_at=city.now,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaShare.objects.create(snapshot=snapshot, body=city.office, code="OPN-1", numerator=2, denominator=1)


def test_by_district_every_organization_is_counted_once_and_the_rest_group_is_in_the_whole(city):
    snapshot = snapshot_for(None)
    shares = AreaShare.objects.filter(snapshot=snapshot, body=city.office, code="OPN-1")
    known = Organization.objects.filter(merged_into=None).exclude(kind__in=["authority", "mass_organization"])
    assert sum(row.denominator for row in shares) == known.count()
    active = SnapshotItem.objects.filter(
        value__snapshot=snapshot,
        value__code="OPN-2",
        counted=True,
        value__hub__in=list(hubs_below([city.office.pk], city.now)),
    )
    tied = Affiliation.objects.filter(pk__in=active.values("subject_id")).values("organization").distinct()
    assert sum(row.numerator for row in shares) == tied.count() > 0


def test_a_district_authority_sees_its_own_hubs_only(city):
    district = city.user("district.head").appointments.get().organization
    own = set(Designation.objects.filter(reports_to=district).values_list("organization", flat=True))
    visible = IndicatorValue.objects.filter(snapshot__closed_at=None).visible_to(city.user("district.head"), city.now)
    assert set(visible.values_list("hub", flat=True)) == own


def test_another_hub_sees_of_a_hub_only_what_is_published(city):
    seen = IndicatorValue.objects.visible_to(city.user("second.head"), city.now).filter(hub=city.hub)
    assert seen.exists()
    assert not seen.filter(snapshot__closed_at=None).exists()


def test_published_are_the_last_closed_periods_of_the_indicator_s_own_kind_by_name(city):
    edition = Designation.objects.first().edition_code
    (quarterly, yearly) = published_of("A14.4", edition)
    assert (quarterly.indicator.code, yearly.indicator.code) == ("MEC-8", "MEC-9")
    assert [row.period_code for row in quarterly.periods][-1] == ended(city).code
    assert {row.period_kind for row in quarterly.periods} == {"Q"}
    assert {row.period_kind for row in yearly.periods} == {"Y"}
    assert [row.starts_on for row in quarterly.periods] == sorted(row.starts_on for row in quarterly.periods)
    names = [hub.sort_key for hub, _values in quarterly.rows]
    assert names == sorted(names)
    assert all(len(values) == len(quarterly.periods) for _hub, values in quarterly.rows)


def test_all_hubs_are_computed_in_the_same_number_of_queries(city, system):
    running = period_of("Q", local_date(city.now))

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            compute_snapshot(running, by=system, at=city.now)
        return len(caught)

    queries()
    many = queries()
    keep = Designation.objects.filter(organization__in=[city.hub, Organization.objects.get(code=city.hub.code)])
    Designation.objects.exclude(pk__in=keep.values("pk")).update(valid_to=local_date(city.now) - timedelta(days=1))
    assert queries() == many
