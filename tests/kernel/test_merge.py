"""One organization, once: two rows become one with all that belongs to them, and come apart as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import (
    end_affiliation,
    enter_organization,
    follow_late_rows,
    merge_organizations,
    save_facts,
    split_organizations,
)
from shuniu.kernel.orgs.merging import following, links_to, pointers, stays
from shuniu.kernel.orgs.models import Affiliation, Appointment, Merge, Organization, present_of
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Evidence
from shuniu.kernel.trail.models import AuditEvent
from shuniu.methods.rosters import make_credit_code
from tests.kernel.merging import body, everything, invited, on_roll, pointing_to_merged, proof, scatter, tie

CODES = [make_credit_code("social_association", area="990101", serial=88_000_000 + n) for n in range(4)]


def merge(city, kept, gone, who="hub.officer", **more):
    by = city.user(who)
    return merge_organizations(
        kept=kept, gone=gone, because="person", reason="同一地址、同一负责人", by=by, at=city.now, **more
    )


def split(city, merged, who="hub.officer", reason="看错了"):
    return split_organizations(merged, reason=reason, by=city.user(who), at=city.now)


@pytest.fixture
def two(city):
    kept = body(city, 1, name="云州市暖阳助老服务中心", credit_code=CODES[0])
    gone = body(city, 2, name="暖阳助老中心（望江）", address="望江路 3 号", staff_count=7)
    tie(city.hub, kept, city)
    return kept, gone


def test_links_rights_ties_duties_proofs_and_rolls_follow_and_come_back(city, two):
    kept, gone = two
    gathering = Gathering.objects.first()
    ours, theirs = tie(city.hub, gone, city, confirmed_at=city.now), Affiliation.objects.get(organization=kept)
    post = Appointment.objects.create(person=city.user("hub02.officer"), organization=gone, role="head",
                                      valid_from=local_date(city.now))  # fmt: skip
    asked, entry = invited(gathering, gone, answer="coming"), on_roll(gathering, gone, "王一", city)
    unanswered = invited(gathering, kept)
    paper = proof(city, gone)
    before = everything([kept, gone])
    merged = merge(city, kept, gone)
    assert Affiliation.objects.get(hub=city.hub, organization=kept).pk == ours.pk, "the confirmed one of the two stands"
    assert not Affiliation.objects.filter(pk=theirs.pk).exists()
    assert Invitee.objects.get(gathering=gathering, organization=kept).pk == asked.pk
    assert (RollEntry.objects.get(pk=entry.pk).organization, Appointment.objects.get(pk=post.pk).organization) == (
        kept,
        kept,
    )
    followed = Evidence.objects.get(pk=paper.pk)
    assert (followed.owner, followed.subject_id) == (kept, kept.pk)
    assert pointing_to_merged() == []
    split(city, merged)
    assert everything([kept, gone]) == before
    assert Invitee.objects.get(pk=unanswered.pk).organization == kept


def test_names_and_codes_become_former_ones_and_empty_facts_are_filled(city, two):
    kept, gone = two
    Organization.objects.filter(pk=gone.pk).update(credit_code=CODES[1], name="云州市暖阳为老服务中心")
    merged = merge(city, kept, gone)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.credit_code, kept.address, kept.staff_count) == (CODES[0], "望江路 3 号", 7)
    assert list(kept.former_names.values_list("name", flat=True)) == ["云州市暖阳为老服务中心"]
    assert list(kept.former_codes.values_list("code", flat=True)) == [CODES[1]]
    assert (gone.credit_code, present_of(gone)) == (None, kept)
    assert sorted(kept.fact_changes.filter(source="merge").values_list("key", flat=True)) == ["address", "staff_count"]
    for text in ("暖阳为老", CODES[1], "暖阳助老"):
        assert Organization.objects.visible_to(city.user("hub.officer"), city.now).search(text).get(pk=kept.pk) == kept
    split(city, merged)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.address, kept.staff_count, kept.former_names.count(), kept.former_codes.count()) == ("", None, 0, 0)
    assert (gone.credit_code, gone.address, gone.merged_into) == (CODES[1], "望江路 3 号", None)


def test_the_row_that_stays_takes_the_code_and_its_kind_when_it_has_none(city):
    kept, gone = body(city, 1), body(city, 2, credit_code=CODES[2])
    Organization.objects.filter(pk=kept.pk).update(kind="grassroots")
    tie(city.hub, kept, city)
    merged = merge(city, kept, gone)
    kept.refresh_from_db()
    assert (kept.credit_code, kept.kind, kept.former_codes.count()) == (CODES[2], "social_association", 0)
    split(city, merged)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.credit_code, kept.kind, gone.credit_code) == (None, "grassroots", CODES[2])


def test_what_somebody_changed_since_the_merge_stays_changed(city, two):
    kept, gone = two
    merged = merge(city, kept, gone)
    kept.refresh_from_db()
    save_facts(kept, version=kept.version, staff_count=12, by=city.user("hub.officer"), at=city.now)
    split(city, merged)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.staff_count, kept.address, gone.staff_count) == (12, "", 7)


def test_a_tie_ended_after_the_merge_comes_back_ended_and_a_new_one_keeps_its_place(city, two):
    kept, gone = two
    aside, standing = Affiliation.objects.get(organization=kept), tie(city.hub, gone, city, confirmed_at=city.now)
    merged = merge(city, kept, gone)
    end_affiliation(standing, on=local_date(city.now), by=city.user("hub.officer"), at=city.now)
    new = tie(city.hub, kept, city)
    split(city, merged)
    standing.refresh_from_db()
    assert (standing.organization, standing.valid_to) == (gone, local_date(city.now))
    assert list(Affiliation.objects.filter(organization=kept)) == [new], "its place was taken meanwhile"
    assert merged.steps.get(content__isnull=False).row_id == aside.pk, "and it is kept aside, not lost"


def test_a_row_written_to_the_merged_one_by_somebody_who_had_it_open_follows(city, two):
    kept, gone = two
    merged = merge(city, kept, gone)
    late = proof(city, gone, "迟到的")
    assert follow_late_rows(by=User.objects.system("registry"), at=city.now) == 2
    late.refresh_from_db()
    assert (late.owner, pointing_to_merged()) == (kept, [])
    split(city, merged)
    late.refresh_from_db()
    assert late.owner == gone


def test_an_earlier_merge_is_taken_apart_from_under_a_later_one(city):
    first, second, third = (scatter(city, city.hub, city.office, n) for n in (1, 2, 3))
    alone = everything([first, second, third])
    inner = merge(city, second, first)
    joined = everything([first, second, third])
    merge(city, third, second)
    split(city, inner)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.merged_into, second.merged_into, pointing_to_merged()) == (None, third, [])
    assert everything([first]) == {key: row for key, row in alone.items() if key in everything([first])}
    outer = Merge.objects.standing().get(gone=second)
    split(city, outer)
    assert everything([first, second, third]) == alone
    assert joined != alone


def test_merging_again_and_splitting_again_change_nothing(city, two):
    kept, gone = two
    merged = merge(city, kept, gone)
    assert merge(city, kept, gone) == merged
    assert merge(city, gone, kept) == merged
    split(city, merged)
    once = everything([kept, gone])
    split(city, merged)
    assert everything([kept, gone]) == once
    assert AuditEvent.objects.filter(verb="orgs.organizations_merged").count() == 2


def test_hubs_of_either_and_the_office_decide_and_nobody_else(city, two):
    kept, gone = two
    for who in ("hub.clerk", "hub02.officer", "org.secretary"):
        with pytest.raises(PermissionDenied):
            merge(city, kept, gone, who=who)
    tie(Organization.objects.get(appointments__person__username="hub02.officer"), gone, city)
    merged = merge(city, kept, gone, who="hub02.officer")
    with pytest.raises(PermissionDenied):
        split(city, merged, who="org.secretary")
    split(city, merged, who="office.officer")


def test_two_bodies_that_both_keep_their_cards_are_for_the_body_above(city, two):
    kept, gone = two
    Organization.objects.filter(pk__in=[kept.pk, gone.pk]).update(claimed_at=city.now)
    with pytest.raises(PermissionDenied):
        merge(city, kept, gone)
    assert merge(city, kept, gone, who="office.officer").kept == kept


def test_what_cannot_be_one_is_said_and_changes_nothing(city, two):
    kept, gone = two
    hubs = list(hubs_at(city.now).order_by("pk")[:2])
    with pytest.raises(ValidationError, match="两家都是枢纽"):
        merge(city, *hubs, who="office.head")
    before = everything([city.hub, kept])
    with pytest.raises(ValidationError, match="有联系或报送关系"):
        merge(city, city.hub, kept)
    assert everything([city.hub, kept]) == before
    with pytest.raises(ValidationError, match="两家不同"):
        merge(city, kept, kept)
    merged = merge(city, kept, gone)
    with pytest.raises(ValidationError, match="为什么拆开"):
        split(city, merged, reason=" ")


def test_a_code_that_was_merged_away_is_not_entered_anew(city, two):
    kept, gone = two
    Organization.objects.filter(pk=gone.pk).update(credit_code=CODES[1])
    merge(city, kept, gone)
    with pytest.raises(ValidationError, match="登记册里已有"):
        enter_organization(name="云州市暖阳中心", kind="social_association", credit_code=CODES[1],
                           by=city.user("hub.officer"), at=city.now)  # fmt: skip


def test_a_group_only_one_hub_knew_becomes_known_to_all_with_a_public_one(city, two):
    kept, gone = two
    Organization.objects.filter(pk=kept.pk).update(brought_by=city.hub)
    merged = merge(city, kept, gone)
    kept.refresh_from_db()
    assert kept.brought_by is None
    split(city, merged)
    kept.refresh_from_db()
    assert kept.brought_by == city.hub


def columns_of(constraint) -> set[str]:
    """The columns that an exclusion compares."""
    found, parts = set(), [expression for expression, _operator in constraint.expressions]
    while parts:
        part = parts.pop()
        if isinstance(part, models.F):
            found.add(part.name)
        else:
            parts += part.get_source_expressions()
    return found


def test_every_table_that_points_to_an_organization_follows_or_says_why_not():
    """A later app needs no word here: its foreign keys are read from its models."""
    for link in links_to(Organization):
        assert not link.field.primary_key, f"{link.name}: the row's own key cannot move"
        for constraint in link.model._meta.constraints:
            if isinstance(constraint, ExclusionConstraint) and link.field.name not in columns_of(constraint):
                continue
            told = isinstance(constraint, (models.UniqueConstraint, models.CheckConstraint)) or link.name in stays
            assert told, f"{link.name}: say what becomes of {constraint.name} in a merge"
            assert not getattr(constraint, "expressions", ()) or link.name in stays, f"{link.name}: {constraint.name}"
    assert set(stays._parts) <= {link.name for link in links_to(Organization)}
    assert {"orgs.affiliation.organization", "gatherings.rollentry.organization", "record.evidence.owner",
            "registry.rosterrow.organization", "record.duty.subject_id"} <= {link.name for link in following()}  # fmt: skip


def test_every_table_that_points_by_type_and_id_is_known_or_only_a_record_of_the_past():
    past = {"trail.auditevent.subject_id", "indicators.snapshotitem.subject_id"}
    found = set()
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        found |= {f"{model._meta.label_lower}.{name[:-5]}_id" for name in names
                  if name.endswith("_type") and f"{name[:-5]}_id" in names and model.__module__.startswith("shuniu.")}  # fmt: skip
    assert found == {name for name, _columns in pointers} | past


step = st.one_of(
    st.tuples(st.just("merge"), st.integers(0, 4), st.integers(0, 4)),
    st.tuples(st.just("split"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("edit"), st.integers(0, 4), st.integers(1, 90)),
    st.tuples(st.just("add"), st.integers(0, 4), st.just(0)),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(step, min_size=3, max_size=12))
def test_any_sequence_of_merges_splits_and_edits_loses_nothing(city, steps):
    """After every step nothing points to a merged row; when all is split, every row is where and what it was, edits kept."""
    with transaction.atomic():
        rows = [scatter(city, city.hub, city.office, n) for n in range(1, 6)]
        expected = everything(rows)
        for what, first, second in steps:
            _play(city, rows, expected, what, first, second)
            assert pointing_to_merged() == []
            held = Affiliation.objects.filter(organization__in=rows, valid_to=None, kind="membership", hub=city.hub)
            assert held.count() == held.values("organization").distinct().count()
        for merged in list(Merge.objects.standing().order_by("?")):
            split(city, merged)
        assert everything(rows) == expected
        transaction.set_rollback(True)


def _play(city, rows, expected, what, first, second):
    if what == "merge":
        kept, gone = (present_of(Organization.objects.get(pk=rows[n].pk)) for n in (first, second))
        if kept != gone:
            merge(city, kept, gone)
    elif what == "split":
        standing = list(Merge.objects.standing().order_by("pk"))
        if standing:
            split(city, standing[first % len(standing)])
    elif what == "edit":
        duty = Duty.objects.filter(body=present_of(Organization.objects.get(pk=rows[first].pk))).first()
        Duty.objects.filter(pk=duty.pk).update(due_on=local_date(city.now) + timedelta(days=second))
        expected["record_duty", duty.pk]["due_on"] = (local_date(city.now) + timedelta(days=second)).isoformat()
    else:
        row = present_of(Organization.objects.get(pk=rows[first].pk))
        added = proof(city, row, "后来的")
        expected["record_evidence", added.pk] = everything([row])["record_evidence", added.pk]
