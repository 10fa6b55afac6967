"""What came to a meeting through a secret address is asked after by the body above, on the page of all such answers."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from shuniu.engines.gatherings.actions import answer_invitation, enter_roll
from shuniu.engines.gatherings.models import Invitee, RollEntry
from shuniu.kernel.orgs.contacts import contacts_sql
from shuniu.kernel.record.actions import check_answer

PAGE = "/desk/links/?kind=meetings.invitation"


@pytest.fixture
def invited(city) -> Invitee:
    meeting = city.begun()
    return Invitee.objects.create(gathering=meeting.gathering, organization=city.member, token="t", sent_at=city.now)


def has_contact(row: Invitee) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM ({contacts_sql()}) c WHERE c.organization_id = %s AND c.happened_at = %s",
            [row.organization_id, row.gathering.starts_at],
        )
        return cursor.fetchone() is not None


def test_an_invitation_answered_by_link_is_asked_after_and_what_rests_on_it_falls(city, client, invited):
    answer_invitation(invited, answer="substitute", attendee_name="王桂兰", token=invited.token, at=city.now)
    enter_roll(
        invited.gathering, name="王桂兰", organization=city.member, way=RollEntry.Way.HAND, key="a",
        by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip
    assert has_contact(invited)
    for who in ("hub.head", "district.officer", "org.secretary"):
        with pytest.raises(PermissionDenied):
            check_answer("meetings.invitation", invited, is_right=False, by=city.user(who), at=city.now)
    Invitee.objects.exclude(pk=invited.pk).update(answered_by=city.user("org.secretary"))
    client.force_login(city.user("office.officer"))
    assert "王桂兰" in client.get(PAGE).content.decode()
    client.post(PAGE, {"answer": invited.pk, "act": "wrong"})
    invited.refresh_from_db()
    assert (invited.answer, has_contact(invited)) == ("none", False)
    with pytest.raises(ValidationError, match="请登录后答复"):
        answer_invitation(invited, answer="coming", token=invited.token, at=city.now)
    answer_invitation(invited, answer="coming", by=city.user("org.secretary"), at=city.now)
    assert has_contact(invited)


def test_an_answer_signed_in_is_not_asked_after(city, invited):
    answer_invitation(invited, answer="coming", by=city.user("org.secretary"), at=city.now)
    with pytest.raises(ValidationError, match="不是凭链接"):
        check_answer("meetings.invitation", invited, is_right=False, by=city.user("office.officer"), at=city.now)
