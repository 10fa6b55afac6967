"""SUP-3 to SUP-12, SUP-23, SUP-31, SUP-32: only what was delivered and confirmed, once for each hub its part (A08, A10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from shuniu.domain.support.indicators.exchange import (
    availability,
    days_to_match,
    delivering,
    diversity,
    first_time,
    matched_share,
    not_fiscal,
    obtained,
    published,
    reaches_others,
    served_by_partners,
    value_per_tie,
)
from shuniu.domain.support.queries.exchange.forms import forms_not_chosen
from shuniu.engines.exchange import actions
from shuniu.engines.exchange.models import Delivery, Match, Need
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import IndicatorValue
from shuniu.kernel.core.moments import period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.people.models import User
from tests.exchange.test_departments_and_partners import publish, room, signed, won


def asked(exchange, kind="Y", *, hubs=None):
    return {
        "hubs": hubs or [exchange.hub.pk],
        "period": period_of(kind, exchange.today),
        "at": exchange.at + timedelta(seconds=5),
    }


def quotient(lines) -> tuple[float, float]:
    rows = fetch(lines.sql, lines.parameters)
    return float(sum(row[3] for row in rows)), float(sum(row[4] for row in rows))


def by_hub(lines) -> dict[int, float]:
    return {row[0]: row[4] for row in fetch(lines.sql, lines.parameters)}


def done(exchange, *, value: int, **more):
    """A part delivered today and confirmed."""
    match = exchange.agreed(**more)
    part = exchange.delivered(match, value_fen=value)
    return actions.confirm_delivery(part, by=exchange.secretary, at=exchange.at)


def test_what_was_promised_or_not_confirmed_enters_no_figure(exchange):
    exchange.delivered(exchange.agreed(), value_fen=500_000)
    assert diversity(**asked(exchange)) == {}
    assert quotient(not_fiscal(**asked(exchange))) == (0, 0)


def test_diversity_and_the_share_that_is_not_fiscal(exchange):
    done(exchange, value=300_000)
    done(exchange, value=100_000, source="fiscal", department=exchange.city.office, title="补贴")
    figure = diversity(**asked(exchange))[exchange.hub.pk]
    assert figure.value == pytest.approx(1 - 0.75**2 - 0.25**2)
    assert len(figure.items) == 2
    assert quotient(not_fiscal(**asked(exchange))) == (3000, 4000)
    whole = value_per_tie(**asked(exchange))[exchange.hub.pk]
    assert (whole.numerator, whole.denominator >= 1) == (4000, True)


def test_a_shared_grant_is_counted_by_each_hub_for_its_part(exchange):
    part = done(exchange, value=100_000, value_fen=1_000_000, kind="place")
    share = actions.propose_share(
        part.match.offer, hub=exchange.other, share_fen=400_000, by=exchange.city.user("hub02.head"), at=exchange.at
    )
    both = {"hubs": [exchange.hub.pk, exchange.other.pk]}
    before = by_hub(not_fiscal(**asked(exchange, **both)))
    assert before == {exchange.hub.pk: 1000}
    actions.agree_share(share, by=exchange.officer, at=exchange.at)
    after = by_hub(not_fiscal(**asked(exchange, **both)))
    assert after == {exchange.hub.pk: 600, exchange.other.pk: 400}


def test_company_resources_for_others_and_for_the_first_time(exchange):
    first = done(exchange, value=1)
    assert quotient(reaches_others(**asked(exchange))) == (1, 1)
    assert quotient(first_time(**asked(exchange))) == (1, 1)
    Delivery.objects.filter(pk=first.pk).update(delivered_on=exchange.today - timedelta(days=400))
    done(exchange, value=1, title="又一次")
    assert quotient(first_time(**asked(exchange))) == (0, 1)


def test_opportunities_from_proposals_and_their_publication(exchange):
    proposal = room.propose_to_department(exchange.hub, department=exchange.civil, subject="补贴", asked="场地", made_on=exchange.today,
                                          key="p", by=exchange.officer, at=exchange.at)  # fmt: skip
    first, _second = won(exchange, proposal=proposal), won(exchange)
    assert quotient(obtained(**asked(exchange))) == (1, 1)
    assert quotient(published(**asked(exchange))) == (0, 2)
    publish(exchange, first)
    later = asked(exchange) | {"at": exchange.at + timedelta(days=1)}
    assert quotient(published(**later)) == (1, 2)


def test_partnerships_that_deliver_and_whom_they_reach(exchange):
    other = exchange.city.user("org.liaison").appointments.get().organization
    row = room.approve_partnership(signed(exchange, partner=other), by=exchange.city.user("hub.head"), at=exchange.at)
    room.approve_partnership(
        signed(exchange, partner=other, title="没有交付的"), by=exchange.city.user("hub.head"), at=exchange.at
    )
    assert quotient(delivering(**asked(exchange, "H"))) == (0, 2)
    need, offer = exchange.need(kind="people", title="要督导"), row.deliverables.get().offer
    match = Match.objects.create(hub=exchange.hub, offer=offer, need=need, fit=60, introduced_at=exchange.at, state="accepted",
                                 offer_accepted_at=exchange.at, need_accepted_at=exchange.at, accepted_at=exchange.at)  # fmt: skip
    actions.confirm_delivery(exchange.delivered(match), by=exchange.secretary, at=exchange.at)
    assert quotient(delivering(**asked(exchange, "H"))) == (1, 2)
    assert served_by_partners(**asked(exchange))[exchange.hub.pk].numerator == 1


def test_days_to_a_match_and_needs_that_waited_a_month(exchange):
    match = exchange.agreed()
    Need.objects.filter(pk=match.need_id).update(posted_at=exchange.at - timedelta(days=8))
    assert days_to_match(**asked(exchange, "Q"))[exchange.hub.pk].value == 8
    waiting = exchange.need(title="等了很久的")
    Need.objects.update(posted_at=exchange.at - timedelta(days=31), screened_at=exchange.at - timedelta(days=30))
    assert quotient(matched_share(**asked(exchange, "Q"))) == (1, 2)
    actions.withdraw_posting(waiting, by=exchange.secretary, at=exchange.at)
    assert quotient(matched_share(**asked(exchange, "Q"))) == (1, 1)


def test_a_form_that_a_hub_has_not_chosen_is_not_judged(exchange):
    system, quarter = User.objects.system("schedule"), period_of("Q", exchange.today)

    def state(code):
        compute_snapshot(quarter, by=system, at=exchange.at)
        return IndicatorValue.objects.get(snapshot__period_code=quarter.code, code=code, hub=exchange.hub).state

    assert (state("SUP-32"), state("SUP-6")) == ("not_applicable", "no_data")
    head = exchange.city.user("hub.head")
    room.choose_form(exchange.hub, form="online", reason="会员分散", by=head, at=exchange.at)
    assert state("SUP-32") in ("no_data", "computed")
    assert forms_not_chosen(hubs=[exchange.hub.pk], start=quarter.start, end=quarter.end) == {
        exchange.hub.pk: {"A10.1", "A10.2", "A10.3", "A10.5"}
    }


def test_the_search_is_asked_as_a_visitor_asks_and_what_was_never_asked_is_no_answer(exchange):
    system, begins = User.objects.system("schedule"), exchange.at - timedelta(hours=2)
    assert availability(**asked(exchange, "M")) == {}
    for n in range(6):
        row = actions.probe_search(by=system, at=begins + timedelta(minutes=5 * n), ask=lambda n=n: n != 3)
    assert (row.answered, row.failed) == (5, 1)
    assert actions.probe_search(by=system, at=begins + timedelta(minutes=25, seconds=9), ask=lambda: True).answered == 5
    figure = availability(
        hubs=[exchange.hub.pk], period=period_of("M", exchange.today), at=begins + timedelta(minutes=50)
    )
    assert (figure[exchange.hub.pk].numerator, figure[exchange.hub.pk].denominator) == (5, 10)
    with pytest.raises(PermissionDenied):
        actions.probe_search(by=exchange.officer, at=exchange.at, ask=lambda: True)
