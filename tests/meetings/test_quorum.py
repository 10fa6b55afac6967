"""Who is expected: a tie only claimed may be invited, but is in no figure until the organization confirms it (decision 5)."""

from __future__ import annotations

import pytest

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.indicators import secretaries_present
from shuniu.domain.meetings.models import AgendaItem
from shuniu.domain.meetings.queries import quorum_of
from shuniu.engines.gatherings.actions import invite_organizations, sign_in_at_door
from shuniu.engines.indicators.actions.lists import sums_of
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.orgs.models import Affiliation


@pytest.fixture
def half_confirmed(city):
    """A running meeting with four bodies invited, two of them confirmed; all four are there."""
    ties = list(
        Affiliation.objects.confirmed(city.now).filter(hub=city.hub).exclude(organization__ties__confirmed_at=None)[:4]
    )
    Affiliation.objects.filter(pk__in=[tie.pk for tie in ties[2:]]).update(confirmed_at=None)
    meeting = city.begun(quorum_share=100)
    bodies = [tie.organization for tie in ties]
    invite_organizations(meeting.gathering, organizations=bodies, names={}, by=city.user("hub.officer"), at=city.now)
    for n, body in enumerate(bodies):
        sign_in_at_door(meeting.gathering, name=f"秘书长{n}", way="qr", key=f"k{n}", at=city.now, organization=body,
                        post="秘书长")  # fmt: skip
    return meeting, ties


def test_the_quorum_counts_confirmed_bodies_and_names_the_others(half_confirmed):
    quorum = quorum_of(half_confirmed[0])
    assert (quorum.invited, quorum.present, quorum.needed, quorum.unconfirmed) == (2, 2, 2, 2)


def test_a_rule_of_the_hub_may_count_all_it_invited(half_confirmed):
    meeting, _ties = half_confirmed
    meeting.quorum_base = "invited"
    quorum = quorum_of(meeting)
    assert (quorum.invited, quorum.present, quorum.needed, quorum.unconfirmed) == (4, 4, 4, 0)


def test_confirmed_only_after_the_meeting_began_changes_no_quorum(half_confirmed):
    meeting, ties = half_confirmed
    Affiliation.objects.filter(pk=ties[3].pk).update(confirmed_at=db_now())
    assert quorum_of(meeting).invited == 2


def test_claimed_bodies_are_asked_like_any_other_and_stand_on_the_roll(city):
    tie = Affiliation.objects.confirmed(city.now).filter(hub=city.hub).exclude(organization=city.member).first()
    Affiliation.objects.filter(pk=tie.pk).update(confirmed_at=None)
    meeting, officer = city.plan(days=10), city.user("hub.officer")
    AgendaItem.objects.create(meeting=meeting, kind="policy", title="解读政策", position=1, entered_at=city.now)
    meetings.announce_meeting(meeting, organizations=[tie.organization], by=officer, at=city.now)
    assert list(meeting.gathering.invitees.values_list("organization", flat=True)) == [tie.organization_id]


def test_mec_4_leaves_claimed_bodies_out(half_confirmed, city):
    meeting, _ties = half_confirmed
    type(meeting).objects.filter(host=city.hub).exclude(pk=meeting.pk).update(state="CALLED_OFF")
    meetings.close_sign_in(meeting, by=city.user("hub.officer"), at=city.now)
    quarter = period_of("Q", local_date(city.now))
    one = sums_of(secretaries_present(hubs=[city.hub.pk], period=quarter, at=db_now()))[city.hub.pk]
    assert (one.numerator, one.denominator) == (2, 2)


def test_the_page_says_whom_the_quorum_leaves_out(half_confirmed, city, client):
    client.force_login(city.user("hub.officer"))
    page = client.get(f"/desk/meetings/{half_confirmed[0].pk}/").content.decode()
    assert "另有 2 家还没有确认联系，不计入" in page
