"""A need on record, then the organization that could meet it, then help: in this order and no other (A05.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions.growing import scouting as acts
from shuniu.domain.support.actions.growing.capacity import review_coached
from shuniu.domain.support.indicators.growing.scouting import cultivated_for_a_need, still_active
from shuniu.domain.support.models.growing import CandidateNote, Cultivation, Incubation
from shuniu.engines.exchange.models import Need
from shuniu.engines.indicators.actions.lists import sums_of
from shuniu.kernel.core.moments import local_date, months_after, period_of
from shuniu.kernel.record.models import Duty, Notice
from tests.growing.test_incubation import opened


@pytest.fixture(autouse=True)
def nothing(city):
    Cultivation.objects.all().delete()
    CandidateNote.objects.all().delete()


def need(city, *, days=30, key="n") -> Need:
    at = city.now - timedelta(days=days)
    return Need.objects.create(
        keeper=city.hub, body_name="柳岸社区", asker="community", kind="people", title="独居老人午餐没人送", posted_at=at, changed_at=at,
        state="open", token=key, key=key,
    )  # fmt: skip


def noted(city, *, by="hub.clerk", key="note", body=None, at=None) -> CandidateNote:
    return acts.note_candidate(
        city.hub,
        body or city.member,
        seen="visit",
        potential="骨干稳定，缺账目",
        key=key,
        by=city.user(by),
        at=at or city.now,
    )


def nominated(city, *, with_need=None, by="hub.officer") -> Cultivation:
    return acts.nominate_cultivation(
        noted(city), reasons="三年没断过服务", need=with_need, by=city.user(by), at=city.now
    )


def approved(city, row) -> Cultivation:
    return acts.decide_cultivation(row, approve=True, decision="同意", by=city.user("hub.head"), at=city.now)


@pytest.mark.acceptance("A05.4")
def test_without_a_need_dated_earlier_a_nomination_cannot_be_approved(city):
    row = nominated(city)
    with pytest.raises(ValidationError, match="先有需求"):
        approved(city, row)
    with pytest.raises(ValidationError, match="晚于"):
        acts.link_need(row, need=need(city, days=-1, key="after"), by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="先有需求"):
        approved(city, row)
    acts.link_need(row, need=need(city), by=city.user("hub.officer"), at=city.now)
    row = approved(city, row)
    assert (row.state, approved(city, row).pk) == ("APPROVED", row.pk)
    with pytest.raises(IntegrityError, match="earlier_need"), transaction.atomic():
        Cultivation.objects.filter(pk=row.pk).update(need_recorded_at=city.now + timedelta(days=1))


def test_a_second_note_does_not_make_the_choice_later(city):
    noted(city, at=city.now - timedelta(days=60))
    between = need(city, days=30)
    note = noted(city, key="again")
    row = acts.nominate_cultivation(note, reasons="好", need=None, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="晚于"):
        acts.link_need(row, need=between, by=city.user("hub.officer"), at=city.now)


def test_wrong_persons_insiders_and_ones_own_nominations_are_refused(city):
    with pytest.raises(PermissionDenied):
        noted(city, by="hub02.head")
    row = nominated(city, with_need=need(city), by="hub.head")
    with pytest.raises(PermissionDenied, match="不能自己审定"):
        approved(city, row)
    with pytest.raises(PermissionDenied):
        acts.decide_cultivation(row, approve=True, decision="好", by=city.user("hub.officer"), at=city.now)
    second = city.user("second.head").appointments.get().organization
    with pytest.raises(ValidationError, match="下属枢纽"):
        noted(city, body=second, key="in")
    assert not Cultivation.objects.visible_to(city.user("org.secretary"), city.now).exists(), "nobody raises its hopes"
    assert Duty.objects.open().get(verb="decide_cultivation").body == city.hub


def test_the_head_refuses_with_a_reason(city):
    row = nominated(city)
    with pytest.raises(ValidationError, match="decision"):
        acts.decide_cultivation(row, approve=False, decision="", by=city.user("hub.head"), at=city.now)
    assert (
        acts.decide_cultivation(row, approve=False, decision="已有人在做", by=city.user("hub.head"), at=city.now).state
        == "REFUSED"
    )


def test_handed_to_incubation_it_takes_a_place(city):
    Incubation.objects.filter(organization=city.member).delete()
    row = approved(city, nominated(city, with_need=need(city)))
    officer = city.user("hub.officer")
    with pytest.raises(ValidationError, match="孵化中心"):
        acts.hand_over_cultivation(row, help="incubation", by=officer, at=city.now)
    row = acts.hand_over_cultivation(row, help="incubation", center=opened(city, key="x"), by=officer, at=city.now)
    assert (row.incubation.organization, row.handed_on) == (city.member, local_date(city.now))
    assert acts.hand_over_cultivation(row, help="coaching", by=officer, at=city.now).help == "incubation"
    assert Notice.objects.filter(kind="cultivation_begun", user=city.user("org.secretary")).count() == 1
    assert Cultivation.objects.visible_to(city.user("org.secretary"), city.now).get() == row


def test_handed_to_coaching_with_a_person_and_what_is_arranged(city):
    row = approved(city, nominated(city, with_need=need(city)))
    with pytest.raises(ValidationError, match="coach"):
        acts.hand_over_cultivation(row, help="coaching", by=city.user("hub.officer"), at=city.now)
    row = acts.hand_over_cultivation(
        row, help="coaching", coach="周静", coaching="每月两次", by=city.user("hub.officer"), at=city.now
    )
    assert (row.state, Duty.objects.open().filter(verb="hand_over_cultivation").exists()) == ("HANDED", False)


def test_the_figures_ask_for_the_need_and_for_life_a_year_later(city):
    row = approved(city, nominated(city, with_need=need(city)))
    acts.hand_over_cultivation(
        row, help="coaching", coach="周静", coaching="每月两次", by=city.user("hub.officer"), at=city.now
    )
    today = local_date(city.now)
    year = {"hubs": [city.hub.pk], "at": city.now}
    found = sums_of(cultivated_for_a_need(period=period_of("Y", today), **year))[city.hub.pk]
    assert (found.numerator, found.denominator) == (1, 1)
    handed = months_after(today, -12) - timedelta(days=2)
    Cultivation.objects.filter(pk=row.pk).update(handed_on=handed)
    period = period_of("Y", months_after(handed, 12))
    before = sums_of(still_active(period=period, **year))[city.hub.pk]
    assert before.denominator == 1


def test_the_coached_are_judged_before_and_after_by_another_than_who_nominated(city, client):
    row = approved(city, nominated(city, with_need=need(city)))

    def judge(stage, *, by="hub.head", score=40):
        return review_coached(row, stage=stage, score=score, grounds="按十项清单", by=city.user(by), at=city.now)

    with pytest.raises(ValidationError, match="转入陪伴辅导以后"):
        judge("before")
    row = acts.hand_over_cultivation(
        row, help="coaching", center=None, mode="", ends_on=None, coach="周静", coaching="每月两次", by=city.user("hub.officer"), at=city.now
    )  # fmt: skip
    with pytest.raises(PermissionDenied, match="提名的人不评"):
        judge("before", by="hub.officer")
    with pytest.raises(ValidationError, match="先评服务前"):
        judge("after")
    assert judge("before").pk == judge("before", score=90).pk
    client.force_login(city.user("hub.head"))
    address = f"/desk/support/scouting/{row.pk}/"
    client.post(address, {"act": "review", "stage": "after", "score": 66, "grounds": "半年以后再看"})
    assert "半年以后再看" in client.get(address).content.decode()
