"""Two parties sign, both confirm, and a year later one can see what became of it (A05.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.network.actions import (
    confirm_intent,
    confirm_outcome,
    decline_intent,
    record_intent,
    state_outcome,
)
from shuniu.domain.network.indicators import intents_led
from shuniu.domain.network.models import CooperationIntent, IntentOutcome
from shuniu.domain.network.queries.intent import possible_outcomes
from shuniu.kernel.core.moments import local_date, months_after, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.actions import claim_affiliation, confirm_affiliation
from shuniu.kernel.record.models import Duty, Notice


@pytest.fixture(autouse=True)
def empty(city):
    IntentOutcome.objects.all().delete()
    CooperationIntent.objects.all().delete()


def record(city, *, by="hub.officer", days_ago=10, subject="共建夜间服务点", key="k", **more) -> CooperationIntent:
    day = local_date(city.now) - timedelta(days=days_ago)
    facts = {
        "first": city.hub, "second": city.member, "commitments": "枢纽出场地，对方值守，三个月后看人次。",
        "signed_on": day, "ends_on": months_after(day, 24), "first_signatory": "苏明远", "second_signatory": "王桂兰",
    } | more  # fmt: skip
    return record_intent(city.hub, subject=subject, key=key, by=city.user(by), at=city.now, **facts)


def both(city, **more) -> CooperationIntent:
    return confirm_intent(record(city, **more), by=city.user("org.secretary"), at=city.now)


def owed(city, verb: str) -> list[str]:
    return list(Duty.objects.open().filter(verb=verb).values_list("body__name", flat=True))


def test_the_hub_records_and_the_other_party_confirms(city):
    intent = record(city)
    assert (intent.state, intent.first_confirmed_by) == ("waiting", city.user("hub.officer"))
    assert owed(city, "confirm_intent") == [city.member.name]
    assert Notice.objects.filter(user=city.user("org.secretary"), kind="intent_recorded").count() == 1
    assert record(city).pk == intent.pk
    intent = confirm_intent(intent, by=city.user("org.secretary"), at=city.now)
    assert (intent.state, owed(city, "confirm_intent")) == ("confirmed", [])
    assert confirm_intent(intent, by=city.user("org.secretary"), at=city.now).second_confirmed_at == city.now
    duty = Duty.objects.open().get(verb="state_outcome")
    assert (duty.body, duty.due_on) == (city.hub, months_after(intent.signed_on, 12))


def test_a_clerk_records_for_two_others_and_confirms_nothing(city):
    intent = record(city, by="hub.clerk")
    assert (intent.first_confirmed_at, intent.second_confirmed_at) == (None, None)
    assert sorted(owed(city, "confirm_intent")) == sorted([city.hub.name, city.member.name])


def test_strangers_and_wrong_persons_are_refused(city):
    intent = record(city)
    for name in ("hub02.head", "office.officer", "hub.clerk"):
        with pytest.raises(PermissionDenied):
            confirm_intent(intent, by=city.user(name), at=city.now)
    with pytest.raises(PermissionDenied):
        record(city, by="hub02.head", key="other")
    assert not CooperationIntent.objects.visible_to(city.user("office.officer"), city.now).exists()
    confirm_intent(intent, by=city.user("org.secretary"), at=city.now)
    assert CooperationIntent.objects.visible_to(city.user("office.officer"), city.now).get() == intent
    assert not CooperationIntent.objects.visible_to(city.user("hub02.head"), city.now).exists()


def test_one_person_never_confirms_for_both(city):
    intent = record(city)
    city.member.appointments.create(person=city.user("hub.officer"), role="head", valid_from=local_date(city.now))
    with pytest.raises(ValidationError, match="不同的人"):
        confirm_intent(intent, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CooperationIntent.objects.update(second_confirmed_at=city.now, second_confirmed_by=city.user("hub.officer"))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"subject": " "}, "请填写"),
        ({"commitments": ""}, "请填写"),
        ({"second_signatory": ""}, "请填写"),
        ({"days_ago": -1}, "还没到"),
    ],
)
def test_a_signing_without_content_is_no_intent(city, facts, words):
    with pytest.raises(ValidationError, match=words):
        record(city, **facts)
    assert not CooperationIntent.objects.exists()


@pytest.mark.acceptance("A05")
def test_a_training_on_record_needs_a_subject_of_its_own_and_is_counted_once(city):
    training = city.begun(title="骨干联合培训")
    city.sign(training, 2)
    training.gathering.roll.update(organization=city.member)
    days = (
        local_date(city.now) - local_date(training.gathering.starts_at)
    ).days  # begun an hour ago: perhaps yesterday
    with pytest.raises(ValidationError, match="只计一次"):
        record(city, days_ago=days, subject="骨干联合培训")
    intent = record(city, days_ago=days, subject="全年共用培训师资")
    assert (intent.happening_type, intent.happening_id) == ("gatherings.gathering", training.gathering_id)


def test_a_party_declines_with_a_reason(city):
    intent = record(city)
    with pytest.raises(ValidationError, match="原因"):
        decline_intent(intent, reason=" ", by=city.user("org.secretary"), at=city.now)
    intent = decline_intent(intent, reason="我单位没有签过", by=city.user("org.secretary"), at=city.now)
    assert (intent.state, owed(city, "confirm_intent")) == ("declined", [])
    assert Notice.objects.filter(user=city.user("hub.officer"), kind="intent_declined").exists()
    with pytest.raises(ValidationError, match="不能再确认"):
        confirm_intent(intent, by=city.user("org.secretary"), at=city.now)


def test_an_outcome_in_words_counts_when_the_other_party_confirms(city):
    intent = both(city)
    officer, secretary = city.user("hub.officer"), city.user("org.secretary")
    facts = {"kind": "project", "title": "夜间服务点开门", "happened_on": local_date(city.now)}
    row = state_outcome(intent, **facts, by=officer, at=city.now)
    assert state_outcome(intent, **facts, by=officer, at=city.now) == row
    assert (row.confirmed_at, owed(city, "confirm_outcome")) == (None, [city.member.name])
    with pytest.raises(PermissionDenied):
        confirm_outcome(row, by=city.user("hub.head"), at=city.now)
    row = confirm_outcome(row, by=secretary, at=city.now)
    assert (row.confirmed_by, owed(city, "state_outcome"), owed(city, "confirm_outcome")) == (secretary, [], [])
    with pytest.raises(ValidationError, match="签署之后"):
        state_outcome(
            intent,
            kind="match",
            title="早了",
            happened_on=intent.signed_on - timedelta(days=1),
            by=officer,
            at=city.now,
        )


def test_a_membership_that_followed_proves_itself(city):
    from shuniu.kernel.orgs.models import Affiliation

    Affiliation.objects.filter(hub=city.hub, organization=city.member).update(valid_to=local_date(city.now))
    intent = both(city)
    assert possible_outcomes(intent, city.now) == []
    tie = claim_affiliation(
        city.hub, organization=city.member, kind="membership", route="intent", source="entry",
        valid_from=local_date(city.now), by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip
    confirm_affiliation(tie, through="sign_in", by=city.user("org.secretary"), at=city.now)
    (found,) = possible_outcomes(intent, city.now)
    row = state_outcome(
        intent, kind="", title="", happened_on=None, record_type=found["type"], record_id=found["id"],
        by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip
    assert (row.kind, row.title, row.confirmed_at) == ("membership", city.member.name, city.now)
    assert possible_outcomes(intent, city.now) == []
    again = {"kind": "", "title": "", "happened_on": None, "record_type": found["type"]}
    secretary = city.user("org.secretary")
    assert state_outcome(intent, **again, record_id=found["id"], by=secretary, at=city.now) == row, (
        "both said so at once"
    )
    with pytest.raises(ValidationError, match="刚才已经用过"):
        state_outcome(intent, **again, record_id=found["id"] + 999, by=secretary, at=city.now)


def test_a_record_taken_meanwhile_is_told_and_no_fault(city):
    intent = both(city)
    with pytest.raises(ValidationError, match="已经用过"):
        state_outcome(
            intent, kind="", title="", happened_on=None, record_type="orgs.affiliation", record_id=987654321,
            by=city.user("hub.officer"), at=city.now,
        )  # fmt: skip


def figures(city, day) -> list[tuple[int, bool]]:
    lines = intents_led(hubs=[city.hub.pk], period=period_of("Y", day), at=city.now)
    return [(row[1], row[2]) for row in fetch(lines.sql, lines.parameters)]


def test_opn_12_counts_intents_whose_year_is_up(city):
    led, not_led, unsure, young = (both(city, key=f"k{n}", days_ago=days) for n, days in enumerate((400, 401, 402, 10)))
    officer, day = city.user("hub.officer"), led.signed_on + timedelta(days=90)
    row = state_outcome(led, kind="match", title="落地", happened_on=day, by=officer, at=city.now)
    confirm_outcome(row, by=city.user("org.secretary"), at=city.now)
    state_outcome(unsure, kind="match", title="自说", happened_on=day, by=officer, at=city.now)
    state_outcome(not_led, kind="nothing", title="场地没谈下来", happened_on=day, by=officer, at=city.now)
    year = months_after(led.signed_on, 12)
    CooperationIntent.objects.update(
        first_confirmed_at=city.now - timedelta(days=1), second_confirmed_at=city.now - timedelta(days=1)
    )
    IntentOutcome.objects.filter(confirmed_at__isnull=False).update(confirmed_at=city.now - timedelta(days=1))
    found = figures(city, year)
    assert sorted(found) == sorted([(led.pk, True), (not_led.pk, False), (unsure.pk, False)])
    assert young.pk not in dict(found)


def test_lists_ask_the_same_number_of_queries_and_export_the_same_rows(city, client, django_assert_max_num_queries):
    client.force_login(city.user("hub.officer"))
    both(city)
    with django_assert_max_num_queries(40) as one:
        client.get("/desk/network/intents/")
    for n in range(3):
        record(city, key=f"more{n}")
    with django_assert_max_num_queries(40) as more:
        page = client.get("/desk/network/intents/?state=waiting")
    assert (len(more) - len(one), page.content.decode().count("共建夜间服务点")) == (0, 3)
    answer = client.get("/desk/network/intents/export/?state=waiting")
    assert answer["Content-Type"].endswith("sheet")
    assert client.get("/desk/network/intents/?q=没有的").content.decode().count("共建夜间服务点") == 0
