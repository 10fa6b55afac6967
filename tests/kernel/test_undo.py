"""About ten seconds to take a small act back: offered beside what was done, to whoever did it, once, and traced."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core import signing
from django.utils import timezone

from shuniu.domain.meetings import actions as meetings
from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.engines.gatherings.models import RollEntry
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.record.actions import notify, save_view
from shuniu.kernel.record.models import ListTemplate, Notice, SavedView
from shuniu.kernel.trail.models import AuditEvent


def offer_in(page) -> str:
    found = re.search(r'name="offer" value="([^"]+)"', page.content.decode())
    return found.group(1) if found else ""


def take_back(client, page):
    return client.post("/desk/undo/", {"offer": offer_in(page), "next": "/desk/"}, follow=True)


@pytest.fixture
def meeting(city, client) -> SecretaryMeeting:
    client.force_login(city.user("hub.officer"))
    return city.begun()


def entered(client, meeting, name="陈立新"):
    address = f"/desk/meetings/{meeting.pk}/roll/enter/"
    return client.post(address, {"name": name, "attendance": "present"}, follow=True)


def test_a_name_on_the_roll_is_taken_back_without_a_script_and_traced(client, meeting):
    page = entered(client, meeting)
    assert "撤销" in page.content.decode()
    assert "已撤销" in take_back(client, page).content.decode()
    entry = RollEntry.objects.get(gathering=meeting.gathering, name="陈立新")
    assert entry.removed_at is not None
    trail = AuditEvent.objects.filter(subject_type="gatherings.rollentry", subject_id=entry.pk).order_by("pk")
    assert list(trail.values_list("verb", flat=True))[-2:] == ["gatherings.removed_from_roll", "record.taken_back"]


def test_twice_is_once_and_a_new_act_can_be_taken_back_again(client, meeting):
    page = entered(client, meeting)
    entry = RollEntry.objects.get(gathering=meeting.gathering, name="陈立新")
    for _again in range(2):
        take_back(client, page)
    events = AuditEvent.objects.filter(verb="record.taken_back", subject_id=entry.pk)
    assert events.count() == 1
    removed = client.post(f"/desk/meetings/{meeting.pk}/roll/{entry.pk}/remove/", {"act": "restore"}, follow=True)
    assert offer_in(removed)  # the way back from the way back
    again = client.post(f"/desk/meetings/{meeting.pk}/roll/{entry.pk}/remove/", follow=True)
    take_back(client, again)
    entry.refresh_from_db()
    assert (entry.removed_at, events.count()) == (None, 2)


def test_after_its_time_by_somebody_else_or_made_up_nothing_is_taken_back(city, client, meeting):
    page = entered(client, meeting)
    with mock.patch.object(signing.time, "time", return_value=timezone.now().timestamp() + 16):
        assert "随即撤销的时间已过" in take_back(client, page).content.decode()
    assert "随即撤销的时间已过" in client.post("/desk/undo/", {"offer": "x"}, follow=True).content.decode()
    client.force_login(city.user("hub.head"))
    assert take_back(client, page).status_code == 403
    assert RollEntry.objects.get(gathering=meeting.gathering, name="陈立新").removed_at is None


def test_where_others_went_on_it_says_so(city, client, meeting):
    city.sign(meeting, 1)
    city.end(meeting)
    page = client.post(f"/desk/meetings/{meeting.pk}/close/", follow=True)
    assert SecretaryMeeting.objects.get(pk=meeting.pk).state == "HELD"
    meetings.save_minutes(
        meeting, chair="甲", recorder="", summary="乙", effect="", version=0, by=city.user("hub.clerk"), at=city.now
    )
    assert "纪要已经开始写" in take_back(client, page).content.decode()
    assert SecretaryMeeting.objects.get(pk=meeting.pk).state == "HELD"


def test_the_end_of_sign_in_is_taken_back(city, client, meeting):
    city.sign(meeting, 1)
    city.end(meeting)
    page = client.post(f"/desk/meetings/{meeting.pk}/close/", follow=True)
    assert SecretaryMeeting.objects.get(pk=meeting.pk).state == "HELD"
    take_back(client, page)
    assert SecretaryMeeting.objects.get(pk=meeting.pk).state != "HELD"


def test_a_dropped_view_and_notices_marked_as_read_come_back(city, client):
    user = city.user("hub.officer")
    client.force_login(user)
    row = save_view(page="registry:list", name="基金会", query="kind=foundation", by=user, at=city.now)
    take_back(client, client.post(f"/desk/views/{row.pk}/drop/", {"next": "/desk/"}, follow=True))
    assert SavedView.objects.get(user=user, name="基金会").query == "kind=foundation"
    notify(user, "topic_denied", at=db_now(), key="undo", topic="甲", organization="乙", url="/desk/")
    unread = Notice.objects.filter(user=user, read_at=None).count()
    page = client.post("/desk/notices/", follow=True)
    assert not Notice.objects.filter(user=user, read_at=None).exists()
    take_back(client, page)
    assert Notice.objects.filter(user=user, read_at=None).count() == unread


def test_a_dropped_template_comes_back(city, client):
    user = city.user("hub.officer")
    client.force_login(user)
    row = ListTemplate.objects.create(
        body=city.hub, name="花名册", kind="xlsx", fields=[], digest="0" * 64, added_by=user, file="x.xlsx",
        added_at=city.now - timedelta(days=1),
    )  # fmt: skip
    page = client.post(f"/desk/templates/registry-list/{row.pk}/drop/", follow=True)
    row.refresh_from_db()
    assert row.dropped_at is not None
    take_back(client, page)
    row.refresh_from_db()
    assert row.dropped_at is None


@pytest.mark.parametrize(("language", "button"), [("zh-hans", "撤销这一步"), ("zh-hant", "撤銷這一步"), ("en", "Undo")])
def test_the_way_back_is_called_so_in_every_language(client, meeting, language, button):
    """A word shared with closing a department once read “Close” here: whoever closed the message undid the act."""
    client.cookies["django_language"] = language
    page = entered(client, meeting)
    assert f'<button class="link-button">{button}</button>' in page.content.decode()
    assert {"en": "Undone."}.get(language, "這一步已撤銷" if language == "zh-hant" else "这一步已撤销") in take_back(
        client, page
    ).content.decode()
