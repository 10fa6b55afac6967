"""Counting rule 2: what another body has confirmed keeps a tie active; a promise, a booking or a report alone does not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from shuniu.domain.registry.queries import active_in
from shuniu.domain.support.actions import desk
from shuniu.domain.support.actions.growing import stay as stays
from shuniu.domain.support.models.growing import Incubation, IncubationCenter
from shuniu.engines.bookings.models import Booking
from shuniu.kernel.core.moments import local_date, months_after
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.contacts import contact_sources
from shuniu.kernel.orgs.models import Organization
from tests.bookings.places import room, take
from tests.growing import test_landings as landings
from tests.support.desk import agreed, answered, file, publish
from tests.support.test_experts import asked, expert


def contacts(city) -> dict[str, int]:
    """Source → confirmed contacts of the member with the first hub."""
    return {name: len(fetch(f"SELECT 1 FROM ({sql}) c WHERE hub_id = %(hub)s AND organization_id = %(body)s",
                             {"hub": city.hub.pk, "body": city.member.pk})) for name, sql in contact_sources}  # fmt: skip


@pytest.fixture
def grown(city):
    before = contacts(city)

    def more() -> dict[str, int]:
        return {name: count - before[name] for name, count in contacts(city).items() if count != before[name]}

    return more


def test_a_request_counts_when_the_applicant_agrees(city, grown):
    row = answered(city, file(city, publish(city), organization=city.member, by=city.user("org.secretary")))
    assert grown() == {}
    agreed(city, row)
    assert grown() == {"requests": 1}


def test_a_question_counts_when_it_is_answered(city, grown):
    expert(city)
    row = asked(city)
    assert grown() == {}
    desk.answer_consultation(row, text="可以续。", by=city.user("district.officer"), at=city.now)
    assert grown() == {"consultations": 1}


def test_a_booking_counts_when_the_owner_noted_its_use(city, grown):
    row = take(city, room(city, key="contact"), key="contact")
    assert grown() == {}
    Booking.objects.filter(pk=row.pk).update(state="USED", ended_at=city.now)
    assert grown() == {"bookings": 1}


def test_a_session_and_a_milestone_of_incubation_count_when_the_other_side_confirms(city, grown):
    today = local_date(city.now)
    stay = Incubation.objects.create(
        center=IncubationCenter.objects.filter(hub=city.hub).first(), organization=city.member, mode="virtual",
        starts_on=today - timedelta(days=30), ends_on=months_after(today, 6),
    )  # fmt: skip
    officer, secretary = city.user("hub.officer"), city.user("org.secretary")
    mentor = stays.name_mentor(stay, person=city.user("district.officer"), by=officer, at=city.now)
    session = stays.log_session(stay, mentor=mentor, held_on=today, hours=Decimal(1), topic="记账", advice="月结", key="s",
                                by=officer, at=city.now)  # fmt: skip
    goal = stays.set_milestone(stay, title="完成登记", due_on=today + timedelta(days=9), by=officer, at=city.now)
    stays.state_milestone(goal, proof="证书", by=secretary, at=city.now)
    assert grown() == {}
    stays.confirm_session(session, by=secretary, at=city.now)
    stays.confirm_milestone(goal, by=officer, at=city.now)
    assert grown() == {"mentor sessions": 1, "incubation milestones": 1}


def test_a_landing_counts_for_whoever_carries_it_when_the_community_confirms(city, grown):
    row = landings.answered(city, landings.proposed(city))
    landings.served(city, row)
    assert grown() == {}
    landings.acts.confirm_first_service(row, by=city.user("subdistrict.officer"), at=city.now)
    assert grown() == {"landings": 1}


def test_such_a_contact_makes_an_organization_active_in_the_list(city):
    body = Organization.objects.create(
        code="quiet",
        name="安静的协会",
        name_key="安静的协会",
        sort_key="anjing",
        kind="social_association",
        created_at=city.now,
    )
    row = take(city, room(city, key="quiet"), key="quiet")

    def active() -> bool:
        later = city.now + timedelta(days=30)
        return Organization.objects.filter(pk=body.pk, pk__in=active_in(city.hub, later)).exists()

    Booking.objects.filter(pk=row.pk).update(organization=body)
    assert active() is False
    Booking.objects.filter(pk=row.pk).update(state="USED", ended_at=city.now)
    assert active() is True
